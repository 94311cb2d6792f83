//! How often to ask.

use std::time::Duration;

/// What decides how often to ask.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pause {
    /// There is no order yet, for this long.
    Ordering(Duration),
    /// There is an order and nothing to pay it with.
    WithoutCode,
    /// A code or link can be paid, and was shown this long ago.
    Payable(Duration),
    /// The code ran out this long ago, and the order still waits.
    RanOut(Duration),
    /// The order has run out or was called off, and its last code ran out this long ago.
    Ended(Duration),
    /// It is paid since this long, and not delivered.
    Undelivered(Duration),
}

const MINUTE: Duration = Duration::from_secs(60);
const TEN_MINUTES: Duration = Duration::from_secs(10 * 60);
const DAY: Duration = Duration::from_secs(24 * 3600);

const FIRST: Duration = Duration::from_secs(2);
const USUAL: Duration = Duration::from_secs(3);
/// With its spread of a tenth still under the eight seconds within which a lost word must be noticed.
const LISTENING: Duration = Duration::from_secs(7);
const SLOW: Duration = Duration::from_secs(15);
const SLOWEST: Duration = Duration::from_secs(5 * 60);

/// The pause before the next question; none where only a start, a waking or the stream asks again.
///
/// `jitter` is from −1 to 1 and moves it by up to a tenth.
pub fn pause(why: Pause, is_listening: bool, jitter: f64) -> Option<Duration> {
    let full = match why {
        Pause::Ordering(time) if time < MINUTE => FIRST,
        Pause::Ordering(time) if time < TEN_MINUTES => USUAL,
        Pause::Ordering(_) => SLOW,
        Pause::WithoutCode => SLOW,
        Pause::Payable(_) if is_listening => LISTENING,
        Pause::Payable(time) if time < MINUTE => FIRST,
        Pause::Payable(_) => USUAL,
        Pause::Undelivered(time) if time < MINUTE && is_listening => LISTENING,
        Pause::Undelivered(time) if time < MINUTE => USUAL,
        Pause::RanOut(time) | Pause::Undelivered(time) if time < TEN_MINUTES => SLOW,
        Pause::RanOut(_) | Pause::Undelivered(_) => SLOWEST,
        Pause::Ended(time) if time < TEN_MINUTES => SLOW,
        Pause::Ended(time) if time < DAY => SLOWEST,
        Pause::Ended(_) => return None,
    };
    let jitter = if jitter.is_finite() { jitter.clamp(-1.0, 1.0) } else { 0.0 };
    Some(full.mul_f64(1.0 + jitter / 10.0))
}
