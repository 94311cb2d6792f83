//! What is said about the archive on this computer.

use billing_contract::CustomerId;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Names an archive.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize, TS)]
#[ts(optional_fields)]
pub struct ArchiveOf {
    /// Whose, for staff; none is one's own.
    #[serde(default)]
    pub customer: Option<CustomerId>,
}

/// How complete an archive is.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[ts(optional_fields)]
pub struct Archive {
    /// When the service last confirmed that nothing is missing; none while it fills.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub as_of: Option<DateTime<Utc>>,
    /// Whether it fills just now.
    pub is_filling: bool,
    /// Days of usage that are here.
    pub usage_days: u64,
    /// Invoices that are here.
    pub invoices: u32,
    /// Documents that are here.
    pub documents: u32,
    /// Bytes on disk, documents included.
    pub bytes: u64,
}
