//! What happened to an order, line by line.

use super::Place;
use super::states::OrderState;
use crate::{Currency, DecimalAmount, PayType};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// `GET /api/portal/orders/{id}/timeline`, oldest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Timeline {
    /// What happened.
    pub items: Vec<TimelineEntry>,
}

/// One thing that happened to an order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(optional_fields))]
pub struct TimelineEntry {
    /// When.
    pub at: DateTime<Utc>,
    /// What; the console has a sentence for each.
    pub kind: TimelineKind,
    /// Money it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount: Option<DecimalAmount>,
    /// In what.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub currency: Option<Currency>,
    /// By which method.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pay_type: Option<PayType>,
    /// The state of the order after it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<OrderState>,
    /// Where the money ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<Place>,
    /// The provider's word, the reason of a refund, the end of what was delivered: plain text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// What can happen to an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum TimelineKind {
    /// The customer made it.
    Ordered,
    /// A code or link was shown.
    Presented,
    /// The customer has begun to pay.
    Processing,
    /// A code ran out and the provider said: not paid.
    CodeExpired,
    /// A code or link was closed at the provider.
    Closed,
    /// The provider refused the payment.
    Declined,
    /// Money came.
    Received,
    /// Less came than was due.
    Underpaid,
    /// More came than was due.
    Overpaid,
    /// Money came a second time.
    PaidTwice,
    /// Money came after the order had ended.
    PaidLate,
    /// Money came that fits no order: other amount, currency or merchant.
    Conflicted,
    /// What was bought was delivered.
    Fulfilled,
    /// The delivery failed; it is tried again.
    FulfilFailed,
    /// The order ran out.
    Expired,
    /// The customer called it off.
    Cancelled,
    /// The provider was asked.
    ProviderAsked,
    /// The provider's notice was accepted.
    NoticeAccepted,
    /// A refund was asked for.
    RefundRequested,
    /// Money went back.
    Refunded,
    /// The provider refused the refund.
    RefundFailed,
    /// The customer's bank has asked for the money back.
    Disputed,
    /// Staff said that money has come; told to staff only.
    SettledByHand,
    /// The provider has told of money that was settled by hand; told to staff only.
    HandConfirmed,
    /// Something this version does not know.
    #[serde(other)]
    Unknown,
}
