//! What the service tells others, and what of it could not be delivered.

use crate::OutboxId;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// Who is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum OutboxReceiver {
    /// Who sends offers, with the customer's consent.
    Marketing,
    /// Who counts what people do, without knowing who they are.
    Analytics,
    /// The operator's chat.
    Alerts,
    /// The customer, by e-mail.
    Mail,
}

impl OutboxReceiver {
    /// Every receiver.
    pub const ALL: [Self; 4] = [Self::Marketing, Self::Analytics, Self::Alerts, Self::Mail];

    /// The receiver as it stands in bodies and databases.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Marketing => "marketing",
            Self::Analytics => "analytics",
            Self::Alerts => "alerts",
            Self::Mail => "mail",
        }
    }
}

/// Where something that is told stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum OutboxState {
    /// It is tried, or tried again.
    Waiting,
    /// The receiver has it.
    Delivered,
    /// It was tried often enough; somebody must look.
    Parked,
}

impl OutboxState {
    /// The state as it stands in bodies and databases.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Delivered => "delivered",
            Self::Parked => "parked",
        }
    }
}

/// One thing that is told: `GET /api/operator/outbox`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(optional_fields))]
pub struct OutboxEntry {
    /// Names it, also for the receiver: what comes twice is known by it.
    pub id: OutboxId,
    /// Who is told.
    pub receiver: OutboxReceiver,
    /// What, by the word of its kind.
    pub what: String,
    /// What makes it one: the same is never told twice.
    pub key: String,
    /// Where it stands.
    pub state: OutboxState,
    /// How often it was tried since it was last begun.
    pub tries: i64,
    /// Why it was not delivered the last time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    /// When it happened.
    pub created_at: DateTime<Utc>,
    /// When it is tried next.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_try_at: Option<DateTime<Utc>>,
    /// When it was delivered or parked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub settled_at: Option<DateTime<Utc>>,
}
