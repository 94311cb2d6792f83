//! Payments that are stuck, and settling them by hand.

use crate::{Currency, DecimalAmount, Order, OrderId};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// Why an order needs somebody's eyes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum StuckReason {
    /// Somebody proposed to settle it by hand; another must approve.
    Proposed,
    /// Money came that fits no order.
    Held,
    /// It is paid, but not delivered.
    Undelivered,
    /// A refund is refused, or on its way for long.
    Refund,
    /// Less came than was due.
    Underpaid,
    /// It waits for its payment too long.
    Waiting,
    /// A reason this version does not know.
    #[serde(other)]
    Unknown,
}

impl StuckReason {
    /// Every reason this version knows, the most pressing first.
    pub const ALL: [Self; 6] = [
        Self::Proposed,
        Self::Held,
        Self::Undelivered,
        Self::Refund,
        Self::Underpaid,
        Self::Waiting,
    ];

    /// The reason as it stands in queries.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Proposed => "proposed",
            Self::Held => "held",
            Self::Undelivered => "undelivered",
            Self::Refund => "refund",
            Self::Underpaid => "underpaid",
            Self::Waiting => "waiting",
            Self::Unknown => "unknown",
        }
    }

    /// The reason of this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.as_str() == name)
    }
}

/// One order with what is wrong with it: `GET /api/operator/stuck-payments`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(optional_fields))]
pub struct StuckPayment {
    /// The order.
    pub order: Order,
    /// What is wrong with it; nothing if it was asked for by its number.
    pub reasons: Vec<StuckReason>,
    /// Since when something is wrong.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<DateTime<Utc>>,
    /// What is still to be paid.
    pub missing_amount: DecimalAmount,
    /// When its provider was last asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub asked_at: Option<DateTime<Utc>>,
    /// Whether whoever asks may propose to settle it by hand.
    pub can_settle: bool,
    /// How much of this order one person may settle alone.
    pub alone_up_to: DecimalAmount,
    /// What was proposed, settled or turned down, newest first.
    pub settlements: Vec<HandSettlement>,
}

/// How money came that no provider has told of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum MoneyCameBy {
    /// By the order's own provider, whose books show it; if the provider tells of it later, that is
    /// the same money.
    Provider,
    /// Another way, by bank transfer perhaps; what the provider tells of later is other money.
    Elsewhere,
}

impl MoneyCameBy {
    /// The way as it stands in columns.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Provider => "provider",
            Self::Elsewhere => "elsewhere",
        }
    }
}

/// Where settling by hand stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum HandSettlementState {
    /// One person wants it; another must approve.
    Proposed,
    /// The money counts for the order.
    Settled,
    /// Another person turned it down.
    Rejected,
    /// Whoever proposed it took it back.
    Withdrawn,
    /// The order was paid before anybody approved.
    Overtaken,
    /// A state this version does not know.
    #[serde(other)]
    Unknown,
}

impl HandSettlementState {
    /// The state as it stands in columns.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Proposed => "proposed",
            Self::Settled => "settled",
            Self::Rejected => "rejected",
            Self::Withdrawn => "withdrawn",
            Self::Overtaken => "overtaken",
            Self::Unknown => "unknown",
        }
    }
}

/// What can be done with a proposal by whoever asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum HandSettlementAction {
    /// Approve it, as the second person.
    Approve,
    /// Turn it down.
    Reject,
    /// Take back what one has proposed oneself.
    Withdraw,
    /// An action this version does not know and therefore does not offer.
    #[serde(other)]
    Unknown,
}

/// Money that a person says has come, with why and by what it is shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(optional_fields))]
pub struct HandSettlement {
    /// Names it.
    pub id: String,
    /// The order it is for.
    pub order_id: OrderId,
    /// How much.
    pub amount: DecimalAmount,
    /// In what.
    pub currency: Currency,
    /// How the money came.
    pub came_by: MoneyCameBy,
    /// The payment's number in the books that show it.
    pub reference: String,
    /// Why it is settled by hand.
    pub reason: String,
    /// What shows that the money came.
    pub evidence: String,
    /// Where it stands.
    pub state: HandSettlementState,
    /// Whether two people are needed.
    pub needs_second: bool,
    /// Who wants it.
    pub proposed_by: String,
    /// Since when.
    pub proposed_at: DateTime<Utc>,
    /// Who decided.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decided_by: Option<String>,
    /// When.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decided_at: Option<DateTime<Utc>>,
    /// What was said to the decision.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// What whoever asks can do with it now.
    pub available_actions: Vec<HandSettlementAction>,
}

/// `POST /api/operator/settlements`: says that money has come.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct HandSettlementRequest {
    /// The order it is for.
    pub order_id: OrderId,
    /// How much, in the order's currency; no more than is still to be paid.
    pub amount: DecimalAmount,
    /// How the money came.
    pub came_by: MoneyCameBy,
    /// The payment's number in the provider's or the bank's books; each counts once.
    pub reference: String,
    /// Why it is settled by hand.
    pub reason: String,
    /// What shows that the money came.
    pub evidence: String,
}

/// `POST /api/operator/settlements/{id}/approve` and `…/reject`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(optional_fields))]
pub struct HandSettlementDecision {
    /// What to say to it; whoever turns down what another proposed must.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}
