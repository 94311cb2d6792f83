//! Credits: every movement with the balance after it, what is left of what came, how more comes.

pub mod forecast;
mod giving;
mod holding;
pub mod outlook;

pub use forecast::{CreditForecast, PlanFit};
pub use giving::{
    AutoTopUp, AutoTopUpUpdate, CreditPack, GiftCode, GiftCodeRequest, GiftCodes, RedeemRequest,
    Redeemed,
};
pub use holding::{
    AdjustRequest, CreditGrant, CreditStanding, GrantSource, SpendReceipt, SpendRequest,
};

use crate::CreditTransactionId;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// One movement of credits, from `GET /api/portal/credits/transactions` and the change feed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct CreditTransaction {
    /// Names it.
    pub id: CreditTransactionId,
    /// Its place among the customer's movements, from one and without gaps.
    pub number: i64,
    /// Why credits moved.
    pub transaction_type: CreditTransactionType,
    /// How many came; negative if they went.
    pub amount: i64,
    /// How many there were afterwards; negative after credits were paid back that had been spent.
    pub balance_after: i64,
    /// What moved them: `plan`, `order`, `top_up`, `gift`, `usage`, `operator`, or another word by
    /// which the operator's systems spend.
    pub source: String,
    /// The same in words, in the customer's language.
    pub description: String,
    /// When.
    pub created_at: DateTime<Utc>,
    /// SHA-256 in hexadecimal digits over [`CreditTransaction::hashed_text`].
    pub hash: String,
}

/// Why credits moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum CreditTransactionType {
    /// They were granted or bought.
    Earn,
    /// They were used.
    Spend,
    /// They ran out unused.
    Expire,
    /// What bought them was paid back, or what they bought was given back.
    Refund,
    /// An operator put something right.
    Adjust,
    /// A reason this version does not know.
    #[serde(other)]
    Unknown,
}

impl CreditTransactionType {
    /// The type as it stands in bodies and databases.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Earn => "earn",
            Self::Spend => "spend",
            Self::Expire => "expire",
            Self::Refund => "refund",
            Self::Adjust => "adjust",
            Self::Unknown => "unknown",
        }
    }
}

impl CreditTransaction {
    /// What is hashed: the hash before this movement, empty for the first, then its fields, each
    /// in a line of its own; the moment in microseconds.
    ///
    /// Free text stands last, so that no text can pass for a field.
    pub fn hashed_text(&self, hash_before: &str) -> String {
        self.hashed_text_as(self.transaction_type.as_str(), hash_before)
    }

    /// The same of a movement whose type stands as this word, which may be one that this version
    /// does not know.
    pub fn hashed_text_as(&self, transaction_type: &str, hash_before: &str) -> String {
        format!(
            "{hash_before}\n{}\n{}\n{}\n{}\n{}\n{}\n{}\n{}",
            self.number,
            self.id,
            transaction_type,
            self.amount,
            self.balance_after,
            self.created_at.timestamp_micros(),
            self.source,
            self.description,
        )
    }
}
