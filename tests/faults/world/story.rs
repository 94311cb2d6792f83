//! What happened in a world, and the first thing that must not have happened.

use super::time::Time;
use std::sync::{Mutex, PoisonError};
use tokio::sync::Notify;

/// Keeps what happened, if somebody wants to read it, and what broke, in any case.
pub struct Story {
    is_told: bool,
    time: Time,
    lines: Mutex<Vec<String>>,
    broken: Mutex<Option<String>>,
    breaking: Notify,
}

impl Story {
    /// A story without a beginning yet; nothing is kept of it unless it shall be told.
    pub fn new(time: Time, is_told: bool) -> Self {
        Self {
            is_told,
            time,
            lines: Mutex::default(),
            broken: Mutex::default(),
            breaking: Notify::new(),
        }
    }

    /// Adds what has just happened.
    pub fn tell(&self, what: impl FnOnce() -> String) {
        if self.is_told {
            let line = format!("{:>14.3}  {}", self.time.passed().as_secs_f64(), what());
            self.lines.lock().unwrap_or_else(PoisonError::into_inner).push(line);
        }
    }

    /// Notes that something happened which must not; the first counts.
    pub fn broke(&self, what: impl FnOnce() -> String) {
        let mut broken = self.broken.lock().unwrap_or_else(PoisonError::into_inner);
        if broken.is_none() {
            let what = what();
            self.tell(|| format!("BROKEN: {what}"));
            *broken = Some(what);
            self.breaking.notify_one();
        }
    }

    /// Notes it unless `holds`.
    pub fn must(&self, holds: bool, what: impl FnOnce() -> String) {
        if !holds {
            self.broke(what);
        }
    }

    /// Comes back when something has broken.
    pub async fn breaks(&self) {
        self.breaking.notified().await;
    }

    /// What broke, if anything did.
    pub fn broken(&self) -> Option<String> {
        self.broken.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Everything that happened.
    pub fn text(&self) -> String {
        self.lines.lock().unwrap_or_else(PoisonError::into_inner).join("\n")
    }
}
