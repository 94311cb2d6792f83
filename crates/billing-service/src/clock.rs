//! What time it is, as something that can be handed in.

use chrono::{DateTime, NaiveDate, Utc};
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use uuid::timestamp::context::ContextV7;
use uuid::{Timestamp, Uuid};

/// Counts within a moment, so that identifiers made in one millisecond are in order too.
static WITHIN_A_MOMENT: Mutex<ContextV7> = Mutex::new(ContextV7::new());

/// Tells the time; the only place the service learns it from.
pub trait Clock: Send + Sync + 'static {
    /// The present moment.
    fn now(&self) -> DateTime<Utc>;

    /// The present day in UTC.
    fn today(&self) -> NaiveDate {
        self.now().date_naive()
    }

    /// A new identifier that sorts after those made before it.
    fn new_id(&self) -> String {
        self.new_id_at(self.now())
    }

    /// A new identifier of that moment.
    fn new_id_at(&self, now: DateTime<Utc>) -> String {
        let seconds = u64::try_from(now.timestamp()).unwrap_or_default();
        let context = WITHIN_A_MOMENT.lock().unwrap_or_else(PoisonError::into_inner);
        let moment = Timestamp::from_unix(&*context, seconds, now.timestamp_subsec_nanos());
        Uuid::new_v7(moment).to_string()
    }
}

/// The machine's own clock.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> DateTime<Utc> {
        Utc::now()
    }
}

/// A clock that the operator of a demonstration sets ahead of another, and never back.
pub struct AheadClock {
    base: Arc<dyn Clock>,
    ahead_seconds: AtomicI64,
    /// Whoever lets time pass does so alone.
    passing: tokio::sync::Mutex<()>,
}

impl AheadClock {
    /// A clock so many seconds ahead of `base`.
    pub fn new(base: Arc<dyn Clock>, ahead_seconds: i64) -> Self {
        let passing = tokio::sync::Mutex::new(());
        Self { base, ahead_seconds: AtomicI64::new(ahead_seconds.max(0)), passing }
    }

    /// How far it is ahead.
    pub fn ahead_seconds(&self) -> i64 {
        self.ahead_seconds.load(Ordering::SeqCst)
    }

    /// Sets it this far ahead; without effect if it is further already.
    pub fn set_ahead(&self, seconds: i64) {
        self.ahead_seconds.fetch_max(seconds, Ordering::SeqCst);
    }

    /// The turn to let time pass.
    pub async fn turn(&self) -> tokio::sync::MutexGuard<'_, ()> {
        self.passing.lock().await
    }
}

impl Clock for AheadClock {
    fn now(&self) -> DateTime<Utc> {
        self.base.now() + chrono::Duration::seconds(self.ahead_seconds())
    }

    fn new_id_at(&self, now: DateTime<Utc>) -> String {
        self.base.new_id_at(now)
    }
}

/// A clock that stands still until it is moved; clones share the same hands.
#[derive(Clone, Debug)]
pub struct FixedClock(Arc<Mutex<DateTime<Utc>>>);

impl FixedClock {
    /// A clock that shows `moment`.
    pub fn at(moment: DateTime<Utc>) -> Self {
        Self(Arc::new(Mutex::new(moment)))
    }

    /// Moves the hands forward, or back if `by` is negative.
    pub fn advance(&self, by: chrono::Duration) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) += by;
    }
}

impl Clock for FixedClock {
    fn now(&self) -> DateTime<Utc> {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_that_is_ahead_never_goes_back() {
        let base = FixedClock::at("2026-06-18T12:00:00Z".parse().unwrap());
        let clock = AheadClock::new(Arc::new(base.clone()), 60);
        clock.set_ahead(30);
        assert_eq!(clock.now() - base.now(), chrono::Duration::seconds(60));
        clock.set_ahead(90);
        base.advance(chrono::Duration::seconds(10));
        assert_eq!(clock.now() - base.now(), chrono::Duration::seconds(90));
    }

    #[test]
    fn identifiers_made_in_one_moment_are_in_order() {
        let clock = FixedClock::at("2026-06-18T12:00:00Z".parse().unwrap());
        let made: Vec<String> = (0..1_000).map(|_| clock.new_id()).collect();
        assert!(made.is_sorted());
    }
}
