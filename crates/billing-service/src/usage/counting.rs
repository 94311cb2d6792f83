//! Taking in what customers have used.
//!
//! The operator's systems send batches, again if they have not heard that one arrived, and late
//! if they were cut off. Each event has a name and counts once; what cannot be counted is named by
//! its place, and the others stand. The names are kept for three years, and an event that is older
//! is refused: so none counts twice, however late it comes.

use crate::app::App;
use crate::body::Body;
use crate::problem::{Refusal, field_error};
use crate::store::CountedUsage;
use crate::validation::is_control;
use axum::Json;
use axum::extract::State;
use billing_contract::{RefusedUsage, UsageBatch, UsageEvent, UsageReceipt, paths};
use chrono::{DateTime, Duration, Utc};

const MOST_EVENTS: usize = 1_000;
const LONGEST_ID: usize = 128;
const HIGHEST_QUANTITY: i64 = 1_000_000_000_000;
const OLDEST: Duration = Duration::days(3 * 366);
/// Clocks are not all the same.
const AHEAD: Duration = Duration::minutes(5);

/// Counts what customers have used; each event once, in whatever order they come.
#[utoipa::path(
    post, path = paths::USAGE_EVENTS,
    request_body = UsageBatch,
    responses((status = 200, body = UsageReceipt)))]
pub async fn count_usage(
    State(app): State<App>,
    Body(batch): Body<UsageBatch>,
) -> Result<Json<UsageReceipt>, Refusal> {
    if batch.events.len() > MOST_EVENTS {
        return Err(Refusal::invalid(vec![field_error("events", "too_long")]));
    }
    let now = app.clock().now();
    let (mut events, mut refused) = (Vec::new(), Vec::new());
    for (index, event) in (0..).zip(batch.events) {
        match fault_of(&event, now) {
            None => events.push((index, event)),
            Some(code) => refused.push(RefusedUsage {
                index,
                // What is too long is recognised by its beginning.
                event_id: event.event_id.chars().take(LONGEST_ID).collect(),
                code: code.to_owned(),
            }),
        }
    }
    let counted = app.store().count_usage(CountedUsage { events, received_at: now }).await?;
    refused.extend(counted.refused);
    refused.sort_by_key(|refused| refused.index);
    Ok(Json(UsageReceipt { accepted: counted.accepted, repeated: counted.repeated, refused }))
}

/// The moment before which no event is taken, and since which every event that was is known.
pub fn known_since(now: DateTime<Utc>) -> DateTime<Utc> {
    now - OLDEST
}

/// Why an event cannot be counted, whoever and whatever it is about.
fn fault_of(event: &UsageEvent, now: DateTime<Utc>) -> Option<&'static str> {
    if event.event_id.is_empty() {
        Some("required")
    } else if event.event_id.chars().count() > LONGEST_ID {
        Some("too_long")
    } else if event.event_id.chars().any(is_control) {
        Some("invalid")
    } else if !(0..=HIGHEST_QUANTITY).contains(&event.quantity) {
        Some("out_of_range")
    } else if event.occurred_at > now + AHEAD {
        Some("in_the_future")
    } else if event.occurred_at < known_since(now) {
        Some("too_old")
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_counted_is_told_in_a_word() {
        let now: DateTime<Utc> = "2026-06-18T12:00:00Z".parse().unwrap();
        let event = |id: &str, quantity, occurred_at| UsageEvent {
            event_id: id.to_owned(),
            customer_id: "c".to_owned().into(),
            product: "ai_chat".to_owned().into(),
            quantity,
            occurred_at,
        };
        let long = "é".repeat(LONGEST_ID);
        for (event, fault) in [
            (event("e", 0, now), None),
            (event(&long, HIGHEST_QUANTITY, now + AHEAD), None),
            (event("e", 1, known_since(now)), None),
            (event("", 1, now), Some("required")),
            (event(&format!("{long}é"), 1, now), Some("too_long")),
            (event("a\u{0}", 1, now), Some("invalid")),
            (event("e", -1, now), Some("out_of_range")),
            (event("e", HIGHEST_QUANTITY + 1, now), Some("out_of_range")),
            (event("e", 1, now + AHEAD + Duration::seconds(1)), Some("in_the_future")),
            (event("e", 1, known_since(now) - Duration::seconds(1)), Some("too_old")),
        ] {
            assert_eq!(fault_of(&event, now), fault, "{event:?}");
        }
    }
}
