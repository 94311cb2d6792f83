//! What people do in the console, told only with their consent.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// One thing a person did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BehaviourEvent {
    /// Names the event; a repetition of the same is ignored.
    pub id: String,
    /// When it happened, by the console's clock.
    pub at: DateTime<Utc>,
    /// `page_view`, `payment`, `error`, …
    pub event_type: String,
    /// `transaction`, `navigation`, `system`, …
    pub event_category: String,
    /// `package_view`, `package_select`, `order_created`, `qr_shown`, `payment_success`, …
    pub action: String,
    /// One run of the console.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub session_id: Option<String>,
    /// The screen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page: Option<String>,
    /// `desktop`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub device: Option<String>,
    /// The operating system.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub os: Option<String>,
    /// Width and height of the window.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub screen: Option<String>,
    /// What belongs to this action: package, method, amount, …
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub event_data: BTreeMap<String, String>,
}

/// `POST /api/portal/events`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BehaviourBatch {
    /// At most two hundred.
    pub events: Vec<BehaviourEvent>,
}

/// What became of a batch.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BehaviourReceipt {
    /// How many were new.
    pub accepted: i64,
    /// How many had come before.
    pub repeated: i64,
    /// Optional fields that were missing, by name.
    pub missing: BTreeMap<String, i64>,
}
