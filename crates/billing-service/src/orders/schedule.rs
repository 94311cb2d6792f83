//! When providers are asked about an order without anybody wanting to know.

use crate::store::OrderFile;
use chrono::{DateTime, Duration, Utc};

const SHORTEST: Duration = Duration::seconds(30);
const LONGEST: Duration = Duration::hours(6);
/// Money may come for so long after the last code could be paid; after that a person must look.
const WATCHED_FOR: Duration = Duration::days(8);

/// When to ask first about a code that was asked for just now.
pub fn first_look(now: DateTime<Utc>, order_expires_at: DateTime<Utc>) -> DateTime<Utc> {
    no_later_than_expiry(now + SHORTEST, now, order_expires_at)
}

/// When to ask again after a question just now; never again once the order is old.
pub fn next_look(file: &OrderFile, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let newest = file.newest_attempt();
    let began = newest.map_or(file.order.created_at, |attempt| attempt.created_at);
    let payable_until = newest.map_or(file.order.expires_at, |attempt| attempt.payable_until);
    let last = payable_until.max(file.order.expires_at) + WATCHED_FOR;
    let pause = ((now - began) / 2).clamp(SHORTEST, LONGEST);
    let next = now + pause;
    if file.order.state.is_open() && !file.facts.has_money() {
        let next = no_later_than_expiry(next, now, file.order.expires_at);
        // An order whose method was removed can end only then.
        return Some(no_later_than_expiry(next, now, payable_until));
    }
    // The last question is asked at the very end.
    (now < last && !file.attempts.is_empty()).then(|| next.min(last))
}

/// When to try again what has failed so often.
pub fn next_try(failures: u32, now: DateTime<Utc>) -> DateTime<Utc> {
    let seconds = 5_i64.saturating_mul(1_i64 << failures.min(10));
    now + Duration::seconds(seconds).min(Duration::hours(1))
}

fn no_later_than_expiry(
    next: DateTime<Utc>,
    now: DateTime<Utc>,
    expires_at: DateTime<Utc>,
) -> DateTime<Utc> {
    if now < expires_at { next.min(expires_at) } else { next }
}
