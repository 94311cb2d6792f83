//! What the credits screen is given and asks with.

use billing_contract::{CreditTransaction, CustomerId};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Which movements of credits to list, newest first.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, TS)]
#[ts(optional_fields)]
pub struct CreditsWish {
    /// Whose, for staff; none is one's own.
    #[serde(default)]
    pub customer: Option<CustomerId>,
    /// How many to leave out.
    #[serde(default)]
    pub offset: u32,
    /// At most so many.
    pub limit: u32,
}

/// A part of the ledger of credits.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[ts(optional_fields)]
pub struct CreditLedger {
    /// How many credits there are after the newest movement.
    pub balance: i64,
    /// How many movements there are.
    pub total: u32,
    /// From `offset` on.
    pub rows: Vec<CreditTransaction>,
    /// Whether every movement hashes to what the service says, and each follows the one before.
    pub is_verified: bool,
    /// The number of the first movement that does not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub broken_at: Option<i64>,
}
