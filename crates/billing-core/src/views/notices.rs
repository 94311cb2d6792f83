//! What the customer is told of, and what others are told.

use billing_contract::{Notice, NoticeId, OutboxEntry, OutboxId, OutboxState};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// The notices as last seen, newest first.
#[derive(Clone, Debug, Default, PartialEq, Serialize, TS)]
pub struct NoticeList {
    /// The notices.
    pub items: Vec<Notice>,
    /// How many of all the person has not read.
    #[ts(type = "number")]
    pub unread: i64,
}

/// Marks notices as read.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, TS)]
pub struct MarkRead {
    /// These.
    pub ids: Vec<NoticeId>,
}

/// Which of what others are told is asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, TS)]
#[ts(optional_fields)]
pub struct OutboxWish {
    /// Where it stands.
    #[serde(default)]
    pub state: Option<OutboxState>,
    /// Where to go on.
    #[serde(default)]
    pub cursor: Option<String>,
}

/// A page of what others are told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[ts(optional_fields)]
pub struct OutboxLog {
    /// What is told, newest first.
    pub items: Vec<OutboxEntry>,
    /// Where to go on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
}

/// One thing that others are told.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, TS)]
pub struct OutboxOf {
    /// Which.
    pub id: OutboxId,
}
