//! Whether what is stored is whole.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// `GET /api/operator/integrity`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct IntegrityReport {
    /// When it was made.
    pub checked_at: DateTime<Utc>,
    /// Whether everything that must hold holds.
    pub is_sound: bool,
    /// What must hold.
    pub checks: Vec<IntegrityCheck>,
    /// What may be left out, and how often it is.
    pub missing: Vec<MissingField>,
    /// What no real money is behind.
    pub tests: Vec<TestRows>,
}

/// What a check is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum IntegrityGroup {
    /// Money: postings, receipts, refunds.
    Ledger,
    /// What must always be so.
    Invariants,
    /// Rows that name what is not there.
    Orphans,
}

/// One thing that must hold of all rows of a kind.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct IntegrityCheck {
    /// What it is about.
    pub group: IntegrityGroup,
    /// Names it; a client has a sentence for each.
    pub name: String,
    /// How many rows were looked at.
    pub looked_at: i64,
    /// Of how many it does not hold.
    pub broken: i64,
    /// Some of them, by their names.
    pub examples: Vec<String>,
}

/// How often something that may be left out is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct MissingField {
    /// The kind of rows.
    pub thing: String,
    /// The field.
    pub field: String,
    /// How many rows there are.
    pub of: i64,
    /// How many lack it.
    pub missing: i64,
}

/// How many rows of a kind are tests.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct TestRows {
    /// The kind of rows.
    pub thing: String,
    /// How many rows there are.
    pub of: i64,
    /// How many are tests.
    pub tests: i64,
}
