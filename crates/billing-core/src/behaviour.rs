//! What the person does, told to the service with their consent.
//!
//! One life of an event: the person has agreed to tell; a screen notes what they did; it is put
//! into the journal under a name of its own. Soon it goes to the service with others in one batch,
//! and is taken off the queue when the service has said that it has it. Until then it is sent
//! again, after a crash too; the service counts each name once. Consent that is taken back empties
//! the queue.

use crate::client;
use crate::client::session::Session;
use crate::console::{Console, Inner};
use crate::error::CommandError;
use crate::views::NoteBehaviour;
use billing_contract::{BehaviourBatch, BehaviourEvent};
use std::sync::{Arc, Weak};
use std::time::Duration;

/// How long events are gathered before they are told together.
const GATHERED_FOR: Duration = Duration::from_secs(5);
/// How many at most are told together.
const MOST: usize = 200;
/// The pause after a failure, and what it grows to.
const FIRST_PAUSE: Duration = Duration::from_secs(30);
const LONGEST_PAUSE: Duration = Duration::from_secs(600);
/// Longer texts are cut.
const LONGEST_TEXT: usize = 200;

impl Console {
    /// Notes what the person did, if they have consented. `event_data` may name the window's size
    /// as `screen`.
    pub async fn note_behaviour(&self, request: NoteBehaviour) -> Result<(), CommandError> {
        if !self.inner.choices().share_behaviour {
            return Ok(());
        }
        let session = self.inner.session()?;
        let event = self.event_of(request);
        self.inner.journal.add_behaviour(&session.keeper().owner().key(), event).await?;
        self.inner.telling.notify_one();
        Ok(())
    }

    fn event_of(&self, request: NoteBehaviour) -> BehaviourEvent {
        let NoteBehaviour { action, page, mut event_data } = request;
        let (event_type, event_category) = kind_of(&action);
        let screen = event_data.remove("screen").map(cut);
        BehaviourEvent {
            id: uuid::Uuid::now_v7().to_string(),
            at: self.inner.options.clock.now(),
            event_type: event_type.to_owned(),
            event_category: event_category.to_owned(),
            action: cut(action),
            session_id: Some(self.inner.run_id.clone()),
            page: Some(cut(page)),
            device: Some("desktop".to_owned()),
            os: Some(std::env::consts::OS.to_owned()),
            screen,
            event_data: event_data.into_iter().map(|(name, text)| (cut(name), cut(text))).collect(),
        }
    }

    /// Tells one batch; true if there may be more.
    async fn tell_a_batch(&self, session: &Arc<Session>) -> Result<bool, CommandError> {
        let owner = session.keeper().owner().key();
        let events = self.inner.journal.behaviour(&owner, MOST).await?;
        if events.is_empty() || !self.inner.choices().share_behaviour {
            return Ok(false);
        }
        let ids: Vec<String> = events.iter().map(|event| event.id.clone()).collect();
        let is_full = ids.len() == MOST;
        let told = client::behaviour::tell(session, &BehaviourBatch { events }).await;
        if let Err(client::ClientError::Refused { status: 400 | 413 | 422, .. }) = &told {
            tracing::warn!("the service does not take these events: they are dropped");
            self.inner.journal.remove_behaviour(ids).await?;
            return Ok(is_full);
        }
        self.heard(session, told).await?;
        self.inner.journal.remove_behaviour(ids).await?;
        Ok(is_full)
    }
}

/// The task: tells what is queued, as long as the session lasts.
pub(crate) async fn tell(console: Weak<Inner>, session: Arc<Session>) {
    let Some(telling) = console.upgrade().map(|inner| Arc::clone(&inner.telling)) else { return };
    let mut pause = FIRST_PAUSE;
    loop {
        tokio::time::sleep(GATHERED_FOR).await;
        let Some(inner) = console.upgrade() else { return };
        // Apart from this task: a session that is found to have ended stops it.
        let (present, of) = (Console { inner }, Arc::clone(&session));
        let told = tokio::spawn(async move { present.tell_a_batch(&of).await }).await;
        match told {
            Ok(Ok(true)) => continue,
            Ok(Ok(false)) => {
                pause = FIRST_PAUSE;
                telling.notified().await;
            }
            _ => {
                tokio::time::sleep(pause).await;
                pause = (pause * 2).min(LONGEST_PAUSE);
            }
        }
    }
}

/// Type and category of an action, as the behaviour log of the contract has them.
fn kind_of(action: &str) -> (&'static str, &'static str) {
    match action {
        _ if action.ends_with("_view") => ("page_view", "navigation"),
        _ if action.contains("error") => ("error", "system"),
        "order_created" | "qr_shown" => ("payment", "transaction"),
        _ if action.starts_with("payment_") || action.starts_with("pay_") => {
            ("payment", "transaction")
        }
        _ => ("selection", "interaction"),
    }
}

fn cut(text: String) -> String {
    if text.len() <= LONGEST_TEXT { text } else { text.chars().take(LONGEST_TEXT).collect() }
}
