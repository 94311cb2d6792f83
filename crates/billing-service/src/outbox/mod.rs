//! Telling others what happens.
//!
//! One life of something told: an order is paid, and the transaction that books the money also
//! writes down what each receiver that is configured is to be told, under a key that is never
//! written twice and an id that is made of it. A pass for each receiver finds what is due and sends
//! it; the payment has long been answered, and a receiver that is slow or gone holds nobody up but
//! itself. What the receiver has is marked as delivered. If the service dies between the two, the
//! same is sent again under the same id, by which the receiver knows it. What fails is tried three
//! times, after one second and after two, and is then parked: the operator sees it with the reason
//! and can let it be tried again.
//!
//! Marketing hears of a customer only with their consent; analytics hear of nobody by name; alerts
//! hear of nobody at all.

pub mod alerts;
mod feishu;
mod klaviyo;
mod mail;
mod mail_words;
pub(crate) mod operator;
mod posthog;
mod sending;

use crate::app::App;
use crate::config::OutboxConfig;
use crate::store::{Letter, LetterFailure, StoreError};
use billing_contract::OutboxReceiver;
use chrono::{DateTime, Duration, Utc};
use feishu::Feishu;
use futures_util::StreamExt as _;
use klaviyo::Klaviyo;
use mail::Mail;
use posthog::Posthog;

/// So many are looked for at once; a pass goes on until nothing is due.
const AT_ONCE: u32 = 100;
/// So many are under way to one receiver at the same time.
const IN_PARALLEL: usize = 8;
/// How often something is tried before it is parked.
const TRIES: u32 = 3;
/// The pause before the second try; each further one is twice as long.
const FIRST_PAUSE_SECONDS: i64 = 1;
/// However long a receiver asks to be left alone, it is tried again within this.
const LONGEST_PAUSE_SECONDS: i64 = 60 * 60;

/// Who is told, as configured.
pub(crate) struct Receivers {
    klaviyo: Option<Klaviyo>,
    posthog: Option<Posthog>,
    feishu: Option<Feishu>,
    mail: Option<Mail>,
}

/// Why a receiver cannot be told anything as it is configured.
#[derive(Debug, thiserror::Error)]
#[error("[{section}] {reason}")]
pub struct ReceiverError {
    section: &'static str,
    reason: String,
}

impl ReceiverError {
    fn new(section: &'static str, reason: impl Into<String>) -> Self {
        Self { section, reason: reason.into() }
    }
}

/// Why a receiver does not have it.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Failure {
    /// It will never take it like this.
    Refused(String),
    /// It may take it later, after this long if it says so.
    NotNow(String, Option<Duration>),
}

impl Receivers {
    /// The receivers of these settings; `secret` makes the names by which analytics know customers.
    pub fn configured(config: &OutboxConfig, secret: &[u8]) -> Result<Self, ReceiverError> {
        let klaviyo = config.marketing.as_ref().map(Klaviyo::new).transpose()?;
        let posthog = config.analytics.as_ref().map(|one| Posthog::new(one, secret)).transpose()?;
        let feishu = config.alerts.as_ref().map(Feishu::new).transpose()?;
        let mail = config.mail.as_ref().map(Mail::new).transpose()?;
        Ok(Self { klaviyo, posthog, feishu, mail })
    }

    /// Those that are told anything.
    pub fn on(&self) -> Vec<OutboxReceiver> {
        OutboxReceiver::ALL.into_iter().filter(|receiver| self.is_on(*receiver)).collect()
    }

    fn is_on(&self, receiver: OutboxReceiver) -> bool {
        match receiver {
            OutboxReceiver::Marketing => self.klaviyo.is_some(),
            OutboxReceiver::Analytics => self.posthog.is_some(),
            OutboxReceiver::Alerts => self.feishu.is_some(),
            OutboxReceiver::Mail => self.mail.is_some(),
        }
    }

    async fn send(
        &self,
        receiver: OutboxReceiver,
        letter: &Letter,
        now: DateTime<Utc>,
    ) -> Result<(), Failure> {
        match receiver {
            OutboxReceiver::Marketing => match &self.klaviyo {
                Some(klaviyo) => klaviyo.send(letter).await,
                None => Err(is_off()),
            },
            OutboxReceiver::Analytics => match &self.posthog {
                Some(posthog) => posthog.send(letter).await,
                None => Err(is_off()),
            },
            OutboxReceiver::Alerts => match &self.feishu {
                Some(feishu) => feishu.send(letter, now).await,
                None => Err(is_off()),
            },
            OutboxReceiver::Mail => match &self.mail {
                Some(mail) => mail.send(letter).await,
                None => Err(is_off()),
            },
        }
    }
}

fn is_off() -> Failure {
    Failure::NotNow("not configured".to_owned(), None)
}

/// Tells one receiver everything that is due by now. A receiver that is off is left alone: what it
/// was to be told waits.
pub async fn pass(app: &App, receiver: OutboxReceiver) {
    if !app.receivers().is_on(receiver) {
        return;
    }
    if let Err(error) = try_pass(app, receiver).await {
        tracing::warn!(receiver = receiver.as_str(), %error, "the outbox must wait for the store");
    }
}

async fn try_pass(app: &App, receiver: OutboxReceiver) -> Result<(), StoreError> {
    loop {
        let now = app.clock().now();
        let letters = app.store().letters_due(receiver, now, AT_ONCE).await?;
        let is_last = letters.len() < AT_ONCE as usize;
        let mut under_way = futures_util::stream::iter(letters)
            // Who stops waits for what has begun, so that nothing is sent and not noted.
            .map(|letter| app.begun().track_future(deliver(app, receiver, letter)))
            .buffer_unordered(IN_PARALLEL);
        while let Some(delivered) = under_way.next().await {
            delivered?;
        }
        if is_last || app.stopping().is_cancelled() {
            return Ok(());
        }
    }
}

async fn deliver(app: &App, receiver: OutboxReceiver, letter: Letter) -> Result<(), StoreError> {
    if app.stopping().is_cancelled() {
        return Ok(());
    }
    let sent = app.receivers().send(receiver, &letter, app.clock().now()).await;
    let now = app.clock().now();
    let (error, next_try_at) = match sent {
        Ok(()) => {
            app.telemetry().count_letter(receiver.as_str(), "delivered");
            return app.store().letter_delivered(&letter.id, now).await;
        }
        Err(Failure::Refused(error)) => (error, None),
        Err(Failure::NotNow(error, asked)) => (error, next_try(letter.tries + 1, asked, now)),
    };
    let outcome = if next_try_at.is_some() { "failed" } else { "parked" };
    app.telemetry().count_letter(receiver.as_str(), outcome);
    tracing::warn!(receiver = receiver.as_str(), id = %letter.id, error, outcome, "not told");
    app.store().letter_failed(&letter.id, LetterFailure { error, next_try_at, now }).await
}

/// When something is tried again after so many tries; none once that is enough.
fn next_try(tries: u32, asked: Option<Duration>, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    if tries >= TRIES {
        return None;
    }
    let usual = Duration::seconds(FIRST_PAUSE_SECONDS << (tries - 1));
    let most = Duration::seconds(LONGEST_PAUSE_SECONDS);
    Some(now + asked.map_or(usual, |asked| asked.clamp(usual, most)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_tries_a_second_and_two_apart_and_then_no_more() {
        let now: DateTime<Utc> = "2026-06-18T12:00:00Z".parse().unwrap();
        assert_eq!(next_try(1, None, now), Some(now + Duration::seconds(1)));
        assert_eq!(next_try(2, None, now), Some(now + Duration::seconds(2)));
        assert_eq!(next_try(3, None, now), None);
        assert_eq!(next_try(3, Some(Duration::seconds(5)), now), None);
    }

    #[test]
    fn who_asks_to_be_left_alone_is_left_alone_but_not_for_ever() {
        let now: DateTime<Utc> = "2026-06-18T12:00:00Z".parse().unwrap();
        let after = |seconds| next_try(1, Some(Duration::seconds(seconds)), now);
        assert_eq!(after(0), Some(now + Duration::seconds(1)));
        assert_eq!(after(30), Some(now + Duration::seconds(30)));
        assert_eq!(after(1_000_000), Some(now + Duration::hours(1)));
    }
}
