//! What the screens of credits are given and ask with.

use billing_contract::{
    AdjustRequest, CreditForecast, CreditTransaction, CustomerId, GiftCode, GiftCodeRequest,
};
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
    /// What is wrong with it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fault: Option<LedgerFault>,
}

/// What is wrong with a movement of credits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum LedgerFault {
    /// It is not there.
    Missing,
    /// It is not what was sealed, or does not follow from the one before.
    Altered,
    /// It follows, but is not the one that stood there before.
    Replaced,
}

/// Whose credits.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize, TS)]
#[ts(optional_fields)]
pub struct CreditsOf {
    /// A customer, for staff; none is oneself.
    #[serde(default)]
    pub customer: Option<CustomerId>,
}

/// When the credits run out, what each plan would have cost, and the course of the credits.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct CreditOutlook {
    /// Worked out on this computer, by the same arithmetic as the service's.
    pub forecast: CreditForecast,
    /// The balance at the end of each day from `forecast.from` to `forecast.to`.
    pub past: Vec<i64>,
    /// What is left at the end of each day after them, until the credits have run out.
    pub ahead: Vec<i64>,
}

/// Puts a customer's credits right.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct AdjustCredits {
    /// Made by whoever asks, once for each decision: a repetition counts once.
    pub decision: String,
    /// Whose, how many and why.
    pub adjustment: AdjustRequest,
}

/// Makes gift codes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct MakeGiftCodes {
    /// Made by whoever asks, once for each decision: a repetition answers the same codes.
    pub decision: String,
    /// How many, and what they bring.
    pub wanted: GiftCodeRequest,
}

/// Which gift codes the operator wants to see.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(optional_fields)]
pub struct GiftCodesWish {
    /// Where the page before said to go on.
    #[serde(default)]
    pub cursor: Option<String>,
}

/// A page of gift codes.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[ts(optional_fields)]
pub struct GiftCodeList {
    /// The codes, newest first.
    pub items: Vec<GiftCode>,
    /// Where the next page begins.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
}
