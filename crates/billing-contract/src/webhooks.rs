//! The log of what providers have told, and repeating it.

use crate::{OrderId, PayType, WebhookId};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// One notice in the log: `GET /api/webhooks/logs`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(optional_fields))]
pub struct WebhookEntry {
    /// Names the entry.
    pub id: WebhookId,
    /// Who sent it.
    pub provider: PayType,
    /// What it is about, in the provider's own words.
    pub event: String,
    /// The provider's identifier of the event; each counts once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub provider_event_id: Option<String>,
    /// What became of it.
    pub outcome: WebhookOutcome,
    /// The order it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order_id: Option<OrderId>,
    /// That order's number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order_no: Option<String>,
    /// Why it was refused or failed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    /// How often it came.
    pub deliveries: i64,
    /// When it first came.
    pub received_at: DateTime<Utc>,
    /// When it was last worked on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub processed_at: Option<DateTime<Utc>>,
    /// Its text as it came, personal data masked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<String>,
}

/// What became of a notice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum WebhookOutcome {
    /// It is being worked on.
    Started,
    /// It changed something.
    Applied,
    /// It said what was known.
    NothingNew,
    /// It is about nothing of ours.
    Ignored,
    /// Its signature, time or recipient is wrong.
    Refused,
    /// It is genuine, but working on it failed; the provider sends it again.
    Failed,
}
