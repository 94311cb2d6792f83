//! Where an order and its attempts stand, and what can be done with an order then.

use serde::{Deserialize, Serialize};

/// Where an order stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum OrderState {
    /// Made; nothing to pay with has been shown.
    Created,
    /// A code or link has been shown.
    AwaitingPayment,
    /// The money is there; what was bought is about to be delivered.
    Paid,
    /// Delivered.
    Fulfilled,
    /// The provider said it is not paid, and was told to take no more.
    Expired,
    /// Called off before it was paid.
    Cancelled,
    /// Paid, but the delivery failed; it is tried again.
    FulfilFailed,
    /// Less came than was due; the rest can still be paid.
    Underpaid,
    /// Delivered; more came than was due, and the rest is in the customer's balance.
    Overpaid,
    /// Delivered; the money came after the order had expired or been called off.
    PaidLate,
    /// The customer's bank has asked for the money back.
    Disputed,
    /// A refund has been asked for.
    RefundPending,
    /// Part of the money went back.
    PartiallyRefunded,
    /// All of the money went back.
    Refunded,
    /// The provider refused the refund.
    RefundFailed,
    /// A state this version does not know.
    #[serde(other)]
    Unknown,
}

impl OrderState {
    /// Every state this version knows.
    pub const ALL: [Self; 15] = [
        Self::Created,
        Self::AwaitingPayment,
        Self::Paid,
        Self::Fulfilled,
        Self::Expired,
        Self::Cancelled,
        Self::FulfilFailed,
        Self::Underpaid,
        Self::Overpaid,
        Self::PaidLate,
        Self::Disputed,
        Self::RefundPending,
        Self::PartiallyRefunded,
        Self::Refunded,
        Self::RefundFailed,
    ];

    /// The state as it stands in bodies and databases.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Created => "created",
            Self::AwaitingPayment => "awaiting_payment",
            Self::Paid => "paid",
            Self::Fulfilled => "fulfilled",
            Self::Expired => "expired",
            Self::Cancelled => "cancelled",
            Self::FulfilFailed => "fulfil_failed",
            Self::Underpaid => "underpaid",
            Self::Overpaid => "overpaid",
            Self::PaidLate => "paid_late",
            Self::Disputed => "disputed",
            Self::RefundPending => "refund_pending",
            Self::PartiallyRefunded => "partially_refunded",
            Self::Refunded => "refunded",
            Self::RefundFailed => "refund_failed",
            Self::Unknown => "unknown",
        }
    }

    /// The state of this name.
    pub fn from_name(name: &str) -> Self {
        Self::ALL.into_iter().find(|state| state.as_str() == name).unwrap_or(Self::Unknown)
    }

    /// Whether the money of the order has come in full, whatever became of it later.
    pub const fn is_paid(self) -> bool {
        matches!(
            self,
            Self::Paid
                | Self::Fulfilled
                | Self::FulfilFailed
                | Self::Overpaid
                | Self::PaidLate
                | Self::Disputed
                | Self::RefundPending
                | Self::PartiallyRefunded
                | Self::Refunded
                | Self::RefundFailed
        )
    }

    /// Whether the order waits for money.
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Created | Self::AwaitingPayment | Self::Underpaid)
    }
}

/// Where one code or approval link stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum AttemptState {
    /// Shown to the customer.
    Presented,
    /// The customer has begun to pay.
    Processing,
    /// Paid.
    Succeeded,
    /// The provider refused the payment.
    Failed,
    /// It ran out.
    Expired,
    /// It was closed at the provider.
    Closed,
    /// What was paid disagrees with the order in amount or currency.
    Conflicted,
    /// The provider says something this version does not know.
    #[serde(other)]
    Unknown,
}

impl AttemptState {
    /// The state as it stands in bodies and databases.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Presented => "presented",
            Self::Processing => "processing",
            Self::Succeeded => "succeeded",
            Self::Failed => "failed",
            Self::Expired => "expired",
            Self::Closed => "closed",
            Self::Conflicted => "conflicted",
            Self::Unknown => "unknown",
        }
    }

    /// The state of this name.
    pub fn from_name(name: &str) -> Self {
        const ALL: [AttemptState; 7] = [
            AttemptState::Presented,
            AttemptState::Processing,
            AttemptState::Succeeded,
            AttemptState::Failed,
            AttemptState::Expired,
            AttemptState::Closed,
            AttemptState::Conflicted,
        ];
        ALL.into_iter().find(|state| state.as_str() == name).unwrap_or(Self::Unknown)
    }
}

/// What a customer or the operator can do with an order now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum OrderAction {
    /// Show a code or link and pay, or pay the rest.
    Pay,
    /// Pay by another method.
    ChangeMethod,
    /// Show a new code.
    Renew,
    /// Call the order off.
    Cancel,
    /// Order the same again.
    BuyAgain,
    /// Send money back (operator).
    Refund,
    /// Ask the provider what it knows (operator).
    AskProvider,
    /// An action this version does not know and therefore does not offer.
    #[serde(other)]
    Unknown,
}
