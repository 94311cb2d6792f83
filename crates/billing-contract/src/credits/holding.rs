//! Credits that are there, and how they are spent.

use super::CreditTransaction;
use crate::CustomerId;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// `GET /api/portal/credits`: what can be spent, and until when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct CreditStanding {
    /// What can be spent now: what is left of all grants.
    pub available: i64,
    /// What is owed, because credits that had been spent were paid back; credits that come pay it
    /// first.
    pub debt: i64,
    /// `available` less `debt`: what the newest movement says.
    pub balance: i64,
    /// The grants of which something is left, in the order in which they are spent.
    pub grants: Vec<CreditGrant>,
    /// The service's own time, to which every `expires_at` counts.
    pub server_now: DateTime<Utc>,
}

/// Credits that came together, and what is left of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(optional_fields))]
pub struct CreditGrant {
    /// Names it: the movement by which it came.
    pub id: String,
    /// Where it comes from.
    pub source: GrantSource,
    /// How many credits came.
    pub amount: i64,
    /// How many are left.
    pub left: i64,
    /// When they came.
    pub granted_at: DateTime<Utc>,
    /// When what is left runs out, if it does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<DateTime<Utc>>,
}

/// Where credits come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum GrantSource {
    /// A plan, each month.
    Plan,
    /// A pack that was bought.
    TopUp,
    /// A gift code.
    Gift,
    /// What they had paid for was given back.
    Refund,
    /// The operator.
    Operator,
    /// A source this version does not know.
    #[serde(other)]
    Unknown,
}

impl GrantSource {
    /// The source as it stands in bodies and databases.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Plan => "plan",
            Self::TopUp => "top_up",
            Self::Gift => "gift",
            Self::Refund => "refund",
            Self::Operator => "operator",
            Self::Unknown => "unknown",
        }
    }
}

/// `POST /api/credits/spend`, by the operator's systems.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SpendRequest {
    /// Whose credits.
    pub customer_id: CustomerId,
    /// How many.
    pub amount: i64,
    /// What spends them, in a word: `usage`, `report`, … (letters, digits, `_`, `-`, `.`).
    pub source: String,
    /// The same for the customer to read.
    pub description: String,
}

/// `POST /api/operator/credits/adjust`: puts something right.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct AdjustRequest {
    /// Whose credits.
    pub customer_id: CustomerId,
    /// How many come; negative if they go.
    pub amount: i64,
    /// Why; the customer reads it.
    pub reason: String,
}

/// What spending and putting right answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct SpendReceipt {
    /// How many credits there are now.
    pub balance: i64,
    /// The movement.
    pub transaction: CreditTransaction,
}
