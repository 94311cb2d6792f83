//! Keeping the figures fresh.
//!
//! One life of a sync: a task wakes at the start, after a sign-in, every five minutes, when the
//! computer has slept, when the language changed, and when somebody asks. It asks who is signed
//! in, then for the account, the subscription, the plans, what is for sale, the orders and the notices at once,
//! each with the `ETag` of what is stored: an unchanged value costs an empty answer and only
//! becomes younger. Values that changed are stored and announced. Beside them the archive follows
//! the change feed. If the service is out of reach the task tries again after
//! one second, then two, four, eight; after ten minutes every half minute. Whatever request fails
//! for want of a connection, the sync's or a person's, marks the console offline at once.

use crate::checkout::desk::Message;
use crate::client::session::Session;
use crate::client::{self, ClientError, retry};
use crate::clock::{Clock, Moment};
use crate::console::{Console, Inner};
use crate::error::CommandError;
use crate::event::Event;
use crate::store::{Kind, StoreError};
use crate::views::{Sync, SyncState};
use billing_contract::{Account, Me, Permission, Plan, Subscription};
use chrono::{DateTime, Utc};
use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;
use tokio::sync::Notify;
use tokio::time::Instant;

/// How old figures may become while nothing happens; spread by a tenth, so that many consoles do
/// not ask together.
const PERIOD: Duration = Duration::from_secs(300);
/// How often to look whether the computer has slept.
const LOOK_FOR_SLEEP: Duration = Duration::from_secs(15);
/// How long reasons to look are gathered before there is one look for all of them.
const GATHERING: Duration = Duration::from_millis(250);
/// A longer gap between the clocks was a sleep.
const SLEEP: Duration = Duration::from_secs(30);

/// What goes on between console and service.
pub(crate) struct Syncing {
    clock: Arc<dyn Clock>,
    status: Mutex<Status>,
    wake: Arc<Notify>,
    pass: client::SingleFlight<Pass>,
}

/// A sync that is over: whose it was, and how it went.
type Pass = (Arc<Session>, Result<(), Arc<PassError>>);

#[derive(Clone, Debug, Default)]
struct Status {
    is_syncing: bool,
    last_success: Option<DateTime<Utc>>,
    offline: Option<Offline>,
}

#[derive(Clone, Copy, Debug)]
struct Offline {
    since: Moment,
    failures: u32,
}

/// Why a sync did not bring every figure up to date.
#[derive(Debug, thiserror::Error)]
pub(crate) enum PassError {
    #[error(transparent)]
    Request(#[from] ClientError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Syncing {
    pub(crate) fn new(clock: Arc<dyn Clock>) -> Self {
        Self {
            clock,
            status: Mutex::default(),
            wake: Arc::default(),
            pass: client::SingleFlight::new(),
        }
    }

    /// What goes on, for the screen.
    pub(crate) fn view(&self) -> Sync {
        let status = self.status();
        let now = self.clock.now();
        let state = match status.offline {
            Some(_) => SyncState::Offline,
            None if status.is_syncing => SyncState::Syncing,
            None => SyncState::Online,
        };
        Sync {
            state,
            last_success: status.last_success.map(|moment| moment.min(now)),
            offline_since: status.offline.map(|offline| offline.since.wall.min(now)),
        }
    }

    /// Syncs soon.
    pub(crate) fn wake(&self) {
        self.wake.notify_one();
    }

    /// Somebody is signed in, with figures of that age; a sync is about to begin.
    pub(crate) fn expect(&self, last_success: Option<DateTime<Utc>>) {
        *self.status() = Status { is_syncing: true, last_success, offline: None };
    }

    /// Nobody is signed in.
    pub(crate) fn reset(&self) {
        *self.status() = Status::default();
    }

    /// Changes the status; true if a person would see the difference.
    fn change(&self, change: impl FnOnce(&mut Status)) -> bool {
        let before = self.view();
        change(&mut self.status());
        self.view() != before
    }

    fn status(&self) -> MutexGuard<'_, Status> {
        self.status.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Console {
    /// Whether figures are fresh.
    pub async fn sync(&self, (): ()) -> Result<Sync, CommandError> {
        Ok(self.inner.syncing.view())
    }

    /// Fetches what has changed, now. Being offline is an answer, not an error.
    pub async fn refresh(&self, (): ()) -> Result<Sync, CommandError> {
        let session = self.inner.session()?;
        let was_offline = self.inner.syncing.status().offline.is_some();
        let result = self.bring_up_to_date(&session).await;
        if !was_offline && self.inner.syncing.status().offline.is_some() {
            // The task rests for minutes; from now on it has to look for the service.
            self.inner.syncing.wake();
        }
        match result.as_ref().map_err(Arc::as_ref) {
            Ok(()) => {}
            Err(PassError::Store(error)) => return Err(CommandError::of_store(error)),
            Err(PassError::Request(error)) if is_out_of_reach(error) => {}
            Err(PassError::Request(error)) => {
                let server = session.client().server().to_string();
                return Err(CommandError::of_request(error, &server));
            }
        }
        Ok(self.inner.syncing.view())
    }

    /// The service has answered.
    pub(crate) fn mark_reachable(&self) {
        let was_offline = self.inner.syncing.status().offline.is_some();
        if was_offline {
            // Whether the figures are right again is for the sync to say.
            self.change_sync(|status| status.offline = None);
            self.inner.syncing.wake();
            self.inner.tell_desk(Message::Woken);
        }
    }

    /// Concludes from a request that failed whether the service is within reach.
    pub(crate) fn mark_after(&self, error: &ClientError) {
        if error.is_answer_of_the_service() {
            self.mark_reachable();
        } else if is_out_of_reach(error) {
            let now = Moment::of(&*self.inner.options.clock);
            let mut was_online = false;
            self.change_sync(|status| {
                was_online = status.offline.is_none();
                status.offline.get_or_insert(Offline { since: now, failures: 0 });
            });
            if was_online {
                self.inner.syncing.wake();
            }
        }
    }

    fn change_sync(&self, change: impl FnOnce(&mut Status)) {
        if self.inner.syncing.change(change) {
            self.inner.announce(Event::SyncChanged);
        }
    }

    /// Fetches what has changed; whoever asks while that goes on gets the same result.
    async fn bring_up_to_date(&self, session: &Arc<Session>) -> Result<(), Arc<PassError>> {
        loop {
            let (console, own) = (self.clone(), Arc::clone(session));
            let pass = async move {
                let result = console.pass(&own).await.map_err(Arc::new);
                (own, result)
            };
            match self.inner.syncing.pass.join(|| pass.boxed()).await {
                Some((of, result)) if Arc::ptr_eq(&of, session) => return result,
                // The last of somebody who has left; the next one is ours.
                Some(_) => {}
                None => return Err(Arc::new(StoreError::Closed.into())),
            }
        }
    }

    async fn pass(&self, session: &Arc<Session>) -> Result<(), PassError> {
        self.change_sync(|status| status.is_syncing = true);
        let was_offline = self.inner.syncing.status().offline.is_some();
        let result = self.fetch_everything(session).await;
        let still_signed_in =
            self.inner.occupant().session().is_some_and(|present| Arc::ptr_eq(&present, session));
        let oldest = self.oldest_confirmation();
        let now = Moment::of(&*self.inner.options.clock);
        self.change_sync(|status| {
            status.is_syncing = false;
            if !still_signed_in {
                return;
            }
            status.last_success = oldest;
            match &result {
                Err(PassError::Request(error)) if is_out_of_reach(error) => {
                    let offline = status.offline.get_or_insert(Offline { since: now, failures: 0 });
                    offline.failures += 1;
                }
                _ => status.offline = None,
            }
        });
        if was_offline && self.inner.syncing.status().offline.is_none() {
            self.inner.tell_desk(Message::Woken);
        }
        if let Err(PassError::Request(error @ ClientError::SignedOut(_))) = &result {
            let _told = self.heard::<()>(session, Err(error.clone())).await;
        }
        result
    }

    async fn fetch_everything(&self, session: &Arc<Session>) -> Result<(), PassError> {
        let language = self.inner.choices().language();
        // A full disk must not keep the other figures from being fetched.
        let (me, kept) = self.fetch_me(session, language).await?;
        let wanted: Vec<Kind> = kinds_for(&me).collect();
        let when_wanted = async |kind, fetching: BoxFuture<'_, Result<(), PassError>>| {
            if wanted.contains(&kind) { fetching.await } else { Ok(()) }
        };
        let all = [
            when_wanted(Kind::Account, self.fetch_account(session, language).boxed()),
            when_wanted(Kind::Subscription, self.fetch_subscription(session, language).boxed()),
            when_wanted(Kind::Plans, self.fetch_plans(session, language).boxed()),
            when_wanted(Kind::PackageCenter, self.fetch_package_center(session, language).boxed()),
            when_wanted(Kind::Orders, self.fetch_orders(session, language).boxed()),
            when_wanted(Kind::Notices, self.fetch_notices(session, language).boxed()),
        ];
        let archives = self.sync_archives(session, language);
        let (results, archives) =
            futures_util::future::join(futures_util::future::join_all(all), archives).await;
        for result in results.into_iter().chain([archives]) {
            result?;
        }
        Ok(kept?)
    }

    async fn fetch_me(
        &self,
        session: &Arc<Session>,
        language: &str,
    ) -> Result<(Me, Result<(), StoreError>), ClientError> {
        let owner = session.keeper().owner();
        let etag = self.etag::<Me>(&Kind::Me, language);
        let fetched = client::sign_in::me(session, etag.as_deref()).await?;
        if let client::Fetched::Fresh { value, .. } = &fetched
            && value.user_id == owner.me.user_id
        {
            session.keeper().set_me(value.clone()).await;
        }
        let kept = self.keep(&owner.key(), Kind::Me, language, &fetched).await;
        Ok((session.keeper().owner().me, kept))
    }

    async fn fetch_account(&self, session: &Arc<Session>, language: &str) -> Result<(), PassError> {
        let owner = session.keeper().owner().key();
        let etag = self.etag::<Account>(&Kind::Account, language);
        let fetched = client::account::account(session, etag.as_deref()).await?;
        if let client::Fetched::Fresh { value, .. } = &fetched
            && let Some(known) = self.figure::<Account>(&Kind::Account)
            && known.value.version > value.version
        {
            // The person's own change has overtaken this answer.
            return Ok(());
        }
        Ok(self.keep(&owner, Kind::Account, language, &fetched).await?)
    }

    pub(crate) async fn fetch_subscription(
        &self,
        session: &Arc<Session>,
        language: &str,
    ) -> Result<(), PassError> {
        let owner = session.keeper().owner().key();
        let etag = self.etag::<Option<Subscription>>(&Kind::Subscription, language);
        let fetched =
            client::subscription::subscription(session, etag.as_deref(), language).await?;
        Ok(self.keep(&owner, Kind::Subscription, language, &fetched).await?)
    }

    async fn fetch_plans(&self, session: &Arc<Session>, language: &str) -> Result<(), PassError> {
        let owner = session.keeper().owner().key();
        let etag = self.etag::<Vec<Plan>>(&Kind::Plans, language);
        let fetched = client::plans::plans(session, etag.as_deref(), language).await?;
        Ok(self.keep(&owner, Kind::Plans, language, &fetched).await?)
    }

    /// Syncs if there is somebody to sync for, and answers how long to rest.
    async fn sync_once(&self) -> Duration {
        let Ok(session) = self.inner.session() else { return PERIOD };
        if !session.read_secret().await {
            self.change_sync(|status| status.is_syncing = false);
            self.inner.announce(Event::SessionChanged);
            return PERIOD;
        }
        let result = self.bring_up_to_date(&session).await;
        let asked_to_wait = match result.as_ref().map_err(Arc::as_ref) {
            Err(PassError::Request(error)) => {
                tracing::info!(error = error as &dyn std::error::Error, "not up to date");
                error.retry_after()
            }
            Err(PassError::Store(error)) => {
                tracing::warn!(error = error as &dyn std::error::Error, "not kept");
                None
            }
            Ok(()) => None,
        };
        let offline = self.inner.syncing.status().offline;
        let rest = match offline {
            Some(Offline { since, failures }) => {
                let offline_for =
                    self.inner.options.clock.monotonic().saturating_sub(since.monotonic);
                retry::pause_while_offline(failures, offline_for, rand::random())
            }
            None => PERIOD.mul_f64(0.9 + 0.2 * rand::random::<f64>()),
        };
        asked_to_wait.map_or(rest, |asked| rest.max(asked.min(PERIOD)))
    }
}

/// What is fetched for a person beside who they are: staff belong to no customer, and a role may
/// not see everything.
pub(crate) fn kinds_for(me: &Me) -> impl Iterator<Item = Kind> + use<> {
    let (belongs_to_a_customer, permissions) = (me.customer_id.is_some(), me.permissions.clone());
    [
        (Kind::Account, Permission::ViewAccount),
        (Kind::Subscription, Permission::ViewSubscription),
        (Kind::Plans, Permission::ViewPlans),
        // What is for sale is shown to everybody who may see what was bought.
        (Kind::PackageCenter, Permission::ViewOrders),
        (Kind::Orders, Permission::ViewOrders),
        (Kind::Notices, Permission::ViewOrders),
    ]
    .into_iter()
    .filter(move |(_, permission)| belongs_to_a_customer && permissions.contains(permission))
    .map(|(kind, _)| kind)
}

/// The task: syncs whenever it is time, until the console is gone.
pub(crate) async fn keep_fresh(console: Weak<Inner>) {
    while let Some(console) = console.upgrade().map(|inner| Console { inner }) {
        let pause = console.sync_once().await;
        let (wake, clock) =
            (console.inner.syncing.wake.clone(), console.inner.options.clock.clone());
        drop(console);
        rest(pause, &wake, &*clock).await;
    }
}

/// Rests for `pause`, or until it is woken or the computer has slept.
async fn rest(pause: Duration, wake: &Notify, clock: &dyn Clock) {
    let started = Moment::of(clock);
    let end = Instant::now() + pause;
    loop {
        let next_look = end.min(Instant::now() + LOOK_FOR_SLEEP);
        tokio::select! {
            () = wake.notified() => {
                // What wakes it seldom comes alone, and whoever waits for a payment waits for the
                // window to be drawn, not for this.
                tokio::time::sleep(GATHERING).await;
                return;
            }
            () = tokio::time::sleep_until(next_look) => {}
        }
        if Instant::now() >= end || Moment::of(clock).slept_since(&started) > SLEEP {
            return;
        }
    }
}

/// Whether the service did not answer in working order.
pub(crate) fn is_out_of_reach(error: &ClientError) -> bool {
    match error {
        ClientError::NoConnection { .. }
        | ClientError::TimedOut
        | ClientError::NotABillingService(_)
        | ClientError::Busy { .. } => true,
        ClientError::Refused { status, .. } => *status >= 500,
        ClientError::SignedOut(_) | ClientError::SecretUnreadable => false,
    }
}

#[cfg(test)]
mod tests;
