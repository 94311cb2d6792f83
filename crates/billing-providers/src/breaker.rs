//! When to stop asking a provider that does not answer.
//!
//! One life: calls pass, some of them fail, and every success forgets the failures before it.
//! After [`FAILURES`] in a row the breaker opens: no call passes for a pause. Then one call passes
//! as a probe. If it succeeds, all pass again; if it fails, the next pause is twice as long, up to
//! a minute.

use std::time::Duration;

/// How many failures in a row open it.
pub(crate) const FAILURES: u32 = 5;
const FIRST_PAUSE: Duration = Duration::from_secs(1);
const LONGEST_PAUSE: Duration = Duration::from_secs(60);

/// Lets calls pass, or does not. Moments are durations since any fixed one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Breaker {
    /// Calls pass; so many failed in a row.
    Closed { failures: u32 },
    /// No call passes before `until`.
    Open { until: Duration, pause: Duration },
    /// One call is out to see whether the provider is back.
    Probing { pause: Duration },
}

impl Breaker {
    /// A breaker that lets calls pass.
    pub(crate) const fn new() -> Self {
        Self::Closed { failures: 0 }
    }

    /// Whether a call may pass now; one that passes must be followed by its outcome.
    pub(crate) fn admits(&mut self, now: Duration) -> bool {
        match *self {
            Self::Closed { .. } => true,
            Self::Open { until, pause } if now >= until => {
                *self = Self::Probing { pause };
                true
            }
            Self::Open { .. } | Self::Probing { .. } => false,
        }
    }

    /// A call reached the provider. Even one sent before the breaker opened shows that it is back.
    pub(crate) fn succeeded(&mut self) {
        *self = Self::new();
    }

    /// A call did not reach the provider, or brought no answer.
    pub(crate) fn failed(&mut self, now: Duration) {
        *self = match *self {
            Self::Closed { failures } if failures + 1 < FAILURES => {
                Self::Closed { failures: failures + 1 }
            }
            Self::Closed { .. } => Self::Open { until: now + FIRST_PAUSE, pause: FIRST_PAUSE },
            Self::Probing { pause } => {
                let pause = (pause * 2).min(LONGEST_PAUSE);
                Self::Open { until: now + pause, pause }
            }
            // Sent before it opened: says nothing new.
            open @ Self::Open { .. } => open,
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const SECOND: Duration = Duration::from_secs(1);

    fn opened_at(now: Duration) -> Breaker {
        let mut breaker = Breaker::new();
        for _ in 0..FAILURES {
            assert!(breaker.admits(now));
            breaker.failed(now);
        }
        breaker
    }

    #[test]
    fn it_opens_after_failures_in_a_row_and_not_before() {
        let mut breaker = Breaker::new();
        for _ in 0..FAILURES - 1 {
            breaker.failed(SECOND);
        }
        assert!(breaker.admits(SECOND));
        breaker.succeeded();
        for _ in 0..FAILURES - 1 {
            breaker.failed(SECOND);
        }
        assert!(breaker.admits(SECOND), "a success forgets the failures before it");
        breaker.failed(SECOND);
        assert!(!breaker.admits(SECOND));
    }

    #[test]
    fn after_the_pause_one_probe_passes_and_its_success_closes_it() {
        let mut breaker = opened_at(SECOND);
        assert!(!breaker.admits(SECOND + SECOND / 2));
        assert!(breaker.admits(SECOND * 2));
        assert!(!breaker.admits(SECOND * 2), "only one at a time");
        breaker.succeeded();
        assert!(breaker.admits(SECOND * 2));
    }

    #[test]
    fn each_failed_probe_doubles_the_pause_up_to_a_minute() {
        let mut now = SECOND;
        let mut breaker = opened_at(now);
        for seconds in [1, 2, 4, 8, 16, 32, 60, 60] {
            let pause = SECOND * seconds;
            assert!(!breaker.admits(now + pause - Duration::from_millis(1)), "{seconds}");
            now += pause;
            assert!(breaker.admits(now), "{seconds}");
            breaker.failed(now);
        }
    }

    #[test]
    fn a_late_answer_to_an_earlier_call_closes_it() {
        let mut breaker = opened_at(SECOND);
        breaker.succeeded();
        assert!(breaker.admits(SECOND));
    }

    proptest! {
        #[test]
        fn whatever_happened_a_call_passes_again_within_a_minute(outcomes: Vec<bool>) {
            let mut now = Duration::ZERO;
            let mut breaker = Breaker::new();
            for succeeded in outcomes {
                if breaker.admits(now) {
                    if succeeded { breaker.succeeded() } else { breaker.failed(now) }
                }
                now += SECOND;
            }
            prop_assert!(breaker.admits(now + LONGEST_PAUSE));
        }
    }
}
