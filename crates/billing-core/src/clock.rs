//! Where time comes from, so that tests can move it.

use chrono::{DateTime, SubsecRound as _, Utc};
use std::time::Duration;

/// Tells the time in the two ways there are.
pub trait Clock: Send + Sync + 'static {
    /// What the wall says. It can jump, and it can be wrong by years.
    fn now(&self) -> DateTime<Utc>;

    /// Time since some fixed moment. It never jumps, but may stand still while the computer sleeps.
    fn monotonic(&self) -> Duration;
}

/// One moment on both clocks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    /// On the wall.
    pub wall: DateTime<Utc>,
    /// Since the fixed moment.
    pub monotonic: Duration,
}

impl Moment {
    /// This moment; the wall to the millisecond, as files keep it.
    pub fn of(clock: &dyn Clock) -> Self {
        Self { wall: clock.now().trunc_subsecs(3), monotonic: clock.monotonic() }
    }

    /// How much more time passed on the wall than on the steady clock since `earlier`: a sleep of
    /// the computer, or somebody set the clock forward.
    pub fn slept_since(&self, earlier: &Self) -> Duration {
        let wall = (self.wall - earlier.wall).to_std().unwrap_or_default();
        wall.saturating_sub(self.monotonic.saturating_sub(earlier.monotonic))
    }
}

/// The computer's own clocks.
#[derive(Clone, Copy, Debug)]
pub struct SystemClock {
    origin: tokio::time::Instant,
}

impl SystemClock {
    /// The computer's own clocks, counting from now.
    pub fn new() -> Self {
        Self { origin: tokio::time::Instant::now() }
    }
}

impl Default for SystemClock {
    fn default() -> Self {
        Self::new()
    }
}

impl Clock for SystemClock {
    fn now(&self) -> DateTime<Utc> {
        Utc::now()
    }

    fn monotonic(&self) -> Duration {
        self.origin.elapsed()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moment(wall_s: i64, monotonic_s: u64) -> Moment {
        Moment {
            wall: DateTime::from_timestamp(1_700_000_000 + wall_s, 0).unwrap(),
            monotonic: Duration::from_secs(monotonic_s),
        }
    }

    #[test]
    fn a_sleep_is_what_the_wall_has_more_than_the_steady_clock() {
        assert_eq!(moment(30_000, 60).slept_since(&moment(0, 0)), Duration::from_secs(29_940));
        assert_eq!(moment(60, 60).slept_since(&moment(0, 0)), Duration::ZERO);
    }

    #[test]
    fn a_clock_set_back_is_no_sleep() {
        assert_eq!(moment(-500, 60).slept_since(&moment(0, 0)), Duration::ZERO);
    }
}
