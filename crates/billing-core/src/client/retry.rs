//! When to try again: pure arithmetic, no clock and no randomness of its own.

use chrono::{DateTime, Utc};
use std::time::Duration;

/// How often a request is sent at most while somebody waits for it.
const TRIES: u32 = 3;
/// The longest pause before the first repetition.
const FIRST_PAUSE: Duration = Duration::from_millis(250);
/// The longest pause a person is made to wait through; for longer ones they are told instead.
const LONGEST_PAUSE: Duration = Duration::from_secs(3);
/// What a service may ask for at most; more is a mistake or a trick.
const LONGEST_RETRY_AFTER: Duration = Duration::from_secs(60 * 60);

/// The pause before the next try after `tries` that failed; none to give up.
///
/// `random` is from 0 to 1 and spreads the tries of many clients over the whole pause ("full
/// jitter"), so that they do not come back together.
pub(crate) fn pause_before(
    tries: u32,
    retry_after: Option<Duration>,
    random: f64,
) -> Option<Duration> {
    if tries >= TRIES {
        return None;
    }
    let spread = FIRST_PAUSE.saturating_mul(1 << tries.saturating_sub(1).min(8)).min(LONGEST_PAUSE);
    let jitter = spread.mul_f64(random.clamp(0.0, 1.0));
    match retry_after {
        None => Some(jitter),
        Some(asked) if asked <= LONGEST_PAUSE => Some(asked + jitter.min(FIRST_PAUSE)),
        Some(_) => None,
    }
}

/// Reads `Retry-After`: seconds, or a moment. Never more than an hour.
pub(crate) fn parse_after(text: &str, now: DateTime<Utc>) -> Option<Duration> {
    let text = text.trim();
    let asked = match text.parse::<u64>() {
        Ok(seconds) => Duration::from_secs(seconds),
        Err(_) => {
            let moment = DateTime::<Utc>::from(httpdate::parse_http_date(text).ok()?);
            (moment - now).to_std().unwrap_or_default()
        }
    };
    Some(asked.min(LONGEST_RETRY_AFTER))
}

/// The pause before the next look whether a service that is out of reach has come back.
///
/// During the first ten minutes a recovery is noticed within ten seconds; after that within half a
/// minute. `random` is from 0 to 1.
pub(crate) fn pause_while_offline(failures: u32, offline_for: Duration, random: f64) -> Duration {
    let cap = if offline_for < Duration::from_secs(600) {
        Duration::from_secs(8)
    } else {
        Duration::from_secs(30)
    };
    let full =
        Duration::from_secs(1).saturating_mul(1 << failures.saturating_sub(1).min(8)).min(cap);
    full.mul_f64(0.5 + random.clamp(0.0, 1.0) / 2.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn now() -> DateTime<Utc> {
        "2026-03-01T12:00:00Z".parse().unwrap()
    }

    #[test]
    fn retry_after_is_read_as_seconds_and_as_a_moment() {
        assert_eq!(parse_after("7", now()), Some(Duration::from_secs(7)));
        assert_eq!(
            parse_after("Sun, 01 Mar 2026 12:00:30 GMT", now()),
            Some(Duration::from_secs(30))
        );
        assert_eq!(parse_after("Sun, 01 Mar 2026 11:00:00 GMT", now()), Some(Duration::ZERO));
        assert_eq!(parse_after("soon", now()), None);
        assert_eq!(parse_after("-5", now()), None);
    }

    #[test]
    fn retry_after_is_never_more_than_an_hour() {
        assert_eq!(parse_after("99999999999", now()), Some(Duration::from_secs(3600)));
        assert_eq!(
            parse_after("Sun, 01 Mar 2099 12:00:00 GMT", now()),
            Some(Duration::from_secs(3600))
        );
    }

    #[test]
    fn after_the_last_try_or_a_long_wait_the_person_is_told() {
        assert_eq!(pause_before(TRIES, None, 0.5), None);
        assert_eq!(pause_before(1, Some(Duration::from_secs(60)), 0.5), None);
    }

    proptest! {
        #[test]
        fn a_pause_is_never_shorter_than_asked_for_nor_longer_than_bearable(
            tries in 0u32..20, asked_ms in proptest::option::of(0u64..10_000), random in 0.0f64..=1.0,
        ) {
            let asked = asked_ms.map(Duration::from_millis);
            if let Some(pause) = pause_before(tries, asked, random) {
                prop_assert!(pause >= asked.unwrap_or_default());
                prop_assert!(pause <= LONGEST_PAUSE + FIRST_PAUSE);
            }
        }

        #[test]
        fn a_recovery_is_looked_for_within_eight_seconds_at_first_and_thirty_later(
            failures in 1u32..10_000, offline_s in 0u64..1_000_000, random in 0.0f64..=1.0,
        ) {
            let pause = pause_while_offline(failures, Duration::from_secs(offline_s), random);
            let limit = if offline_s < 600 { 8 } else { 30 };
            prop_assert!(pause >= Duration::from_millis(500));
            prop_assert!(pause <= Duration::from_secs(limit));
        }
    }
}
