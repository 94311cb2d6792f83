//! What the console sees of its purchases, noted as it is seen.

use super::plain::{Plain, Reference};
use super::{Asked, EvidenceFailure};
use crate::checkout::machine::{Answer, Event};
use crate::error::CommandError;
use crate::views::CheckoutId;
use billing_contract::{AttemptState, ErrorCode, OrderId, OrderState};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// One thing the console saw.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(optional_fields)]
pub struct Observation {
    /// When, by the clock on the wall.
    pub at: DateTime<Utc>,
    /// What.
    pub kind: ObservationKind,
    /// Of which purchase.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub purchase: Option<Reference>,
    /// Of which orders.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub orders: Vec<Reference>,
    /// What had been asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub asked: Option<Asked>,
    /// Where the order stood.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<OrderState>,
    /// Where its newest attempt stood.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attempt_state: Option<AttemptState>,
    /// By how many seconds the service's clock was ahead of this computer's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clock_ahead_seconds: Option<i64>,
    /// Why there was no answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failure: Option<EvidenceFailure>,
}

/// What a console can see of a purchase.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ObservationKind {
    /// The person decided to buy.
    Begun,
    /// A run of the program took the purchase up again.
    Resumed,
    /// The service answered.
    Answered,
    /// There was no answer, or a refusal.
    Failed,
    /// The journal did not take it.
    NotSaved,
    /// The service's stream told of a change.
    Told,
    /// The stream came.
    StreamUp,
    /// The stream went.
    StreamDown,
    /// The computer had slept, or the network came back.
    Woken,
    /// The person asked for something.
    Wanted,
}

impl Observation {
    fn of(kind: ObservationKind, at: DateTime<Utc>) -> Self {
        Self {
            at,
            kind,
            purchase: None,
            orders: Vec::new(),
            asked: None,
            state: None,
            attempt_state: None,
            clock_ahead_seconds: None,
            failure: None,
        }
    }

    /// What an event tells, if it is worth telling.
    pub(crate) fn of_event(
        event: &Event,
        purchase: &CheckoutId,
        order: Option<&OrderId>,
        now: DateTime<Utc>,
    ) -> Option<Self> {
        use ObservationKind as Kind;
        let mut seen = match event {
            Event::Begun => Self::of(Kind::Begun, now),
            Event::Resumed { .. } => Self::of(Kind::Resumed, now),
            Event::Answered { answer, .. } => Self::of_answer(answer, now),
            Event::Failed { ask, failure, .. } => Self {
                asked: Some(*ask),
                failure: Some(EvidenceFailure::of(&failure.error)),
                ..Self::of(Kind::Failed, now)
            },
            Event::NotSaved(error) => {
                Self { failure: Some(EvidenceFailure::of(error)), ..Self::of(Kind::NotSaved, now) }
            }
            Event::Told => Self::of(Kind::Told, now),
            Event::Woken => Self::of(Kind::Woken, now),
            Event::Wanted(_) => Self::of(Kind::Wanted, now),
            Event::StreamUp => Self::of(Kind::StreamUp, now),
            Event::StreamDown => Self::of(Kind::StreamDown, now),
            // An alarm is followed by a question, which is told by its answer.
            Event::Due => return None,
        };
        seen.purchase = Some(Reference::of(&purchase.0));
        if seen.orders.is_empty() {
            seen.orders = order.map(|order| Reference::of(order.as_str())).into_iter().collect();
        }
        Some(seen)
    }

    fn of_answer(answer: &Answer, now: DateTime<Utc>) -> Self {
        let mut seen = Self::of(ObservationKind::Answered, now);
        seen.asked = Some(answer.kind());
        let ahead = |theirs: DateTime<Utc>| Some((theirs - now).num_seconds());
        match answer {
            Answer::Ordered(order) | Answer::Detail(order) => {
                seen.state = Some(order.state);
                seen.attempt_state = order.attempt_state;
                seen.orders = vec![Reference::of(order.order_id.as_str())];
            }
            Answer::Offered(prepaid) => seen.clock_ahead_seconds = ahead(prepaid.server_now),
            Answer::Result(result) | Answer::Cancelled(result) => {
                seen.state = Some(result.state);
                seen.attempt_state = result.attempt_state;
                seen.clock_ahead_seconds = ahead(result.server_now);
                seen.orders = vec![Reference::of(result.id.as_str())];
            }
        }
        seen
    }
}

impl EvidenceFailure {
    /// What developers need to know of an error.
    pub(crate) fn of(error: &CommandError) -> Self {
        let named = |name| error.args.get(name).map(String::as_str);
        let service_code = named("service_code").and_then(|code| {
            ErrorCode::ALL.iter().map(|known| known.as_str()).find(|known| *known == code)
        });
        Self {
            class: error.code.class(),
            code: error.code,
            service_code: service_code.map(Plain::own),
            status: named("status").and_then(|status| status.parse().ok()),
            request_id: named("request_id").map(Reference::of),
        }
    }
}
