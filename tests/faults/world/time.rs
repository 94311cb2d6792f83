//! The one true time of a world: it stands still while anything can happen, and then jumps.

use billing_service::Clock;
use chrono::{DateTime, TimeDelta, Utc};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use tokio::time::Instant;

/// When every world begins: a little after the moment of the database's image.
pub const BEGINNING: &str = "2026-06-18T12:00:00Z";

/// The time of a world; clones show the same.
#[derive(Clone)]
pub struct Time {
    began: DateTime<Utc>,
    origin: Instant,
    identifiers: Arc<AtomicU64>,
}

impl Time {
    /// Begins a world now. Only inside a runtime whose time is paused.
    pub fn begin() -> Self {
        let began = BEGINNING.parse().expect("a moment");
        Self { began, origin: Instant::now(), identifiers: Arc::default() }
    }

    /// How old the world is.
    pub fn passed(&self) -> Duration {
        self.origin.elapsed()
    }

    /// The moment this long after the beginning.
    pub fn moment(&self, passed: Duration) -> DateTime<Utc> {
        self.began + TimeDelta::from_std(passed).expect("worlds live for days")
    }
}

impl Clock for Time {
    fn now(&self) -> DateTime<Utc> {
        self.moment(self.passed())
    }

    // The service's own identifiers hold real randomness, and would come out otherwise each time.
    fn new_id_at(&self, now: DateTime<Utc>) -> String {
        let millis = now.timestamp_millis();
        let number = self.identifiers.fetch_add(1, Ordering::Relaxed);
        format!("{:08x}-{:04x}-7000-8000-{number:012x}", millis >> 16, millis & 0xffff)
    }
}
