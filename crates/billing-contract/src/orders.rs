//! Orders: how one is made, paid and watched, and what is told of it.

use crate::{
    AttemptId, Currency, CustomerId, DecimalAmount, OrderId, PackageId, PayType, PlanId,
    SubscriptionType,
};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// `POST /web/coze-package/order`: orders a package.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PackageOrderRequest {
    /// The package.
    pub id: PackageId,
    /// How it shall be paid.
    pub pay_type: PayType,
    /// A coupon's code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub coupon_code: Option<String>,
}

/// What ordering a package answers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PackageOrder {
    /// Names the order.
    pub order_id: OrderId,
    /// The number people quote.
    pub order_no: String,
    /// What is to be paid.
    pub order_amount: DecimalAmount,
    /// In what.
    pub currency: Currency,
}

/// What somebody wants to buy.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "product_type", rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum Wish {
    /// A package of counted days.
    Package {
        /// Which.
        product_id: PackageId,
    },
    /// A plan; it begins at once and takes the place of the one before.
    Plan {
        /// Which.
        product_id: PlanId,
        /// For how long.
        subscription_type: SubscriptionType,
    },
    /// A report or another thing that is bought once.
    Report {
        /// Its code in the catalogue.
        product_id: String,
    },
}

/// `POST /payments/orders`, and `POST /payments/orders/preview` which orders nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PurchaseRequest {
    /// What.
    #[serde(flatten)]
    pub wish: Wish,
    /// How it shall be paid; may be left out of a preview.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pay_type: Option<PayType>,
    /// A coupon's code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub coupon_code: Option<String>,
    /// The amount the customer was shown; 409 `amount_changed` if it no longer holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub displayed_amount: Option<DecimalAmount>,
    /// The customer's own note.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remark: Option<String>,
}

/// What an order would cost, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(optional_fields))]
pub struct Quote {
    /// The thing's name in the language asked for.
    pub product_name: String,
    /// The price before any reduction.
    pub original_amount: DecimalAmount,
    /// All reductions together.
    pub discount_amount: DecimalAmount,
    /// What is to be paid.
    pub final_amount: DecimalAmount,
    /// The currency of every amount.
    pub currency: Currency,
    /// The reductions one by one; their amounts add up to `discount_amount`.
    pub reductions: Vec<Reduction>,
    /// Why the coupon named does not count, if it does not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub coupon_problem: Option<CouponProblem>,
    /// The plan that ends when this one begins, with the days that are lost.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replaces: Option<Replaced>,
}

/// One reduction of a price.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(optional_fields))]
pub struct Reduction {
    /// Whether the operator's price, a promotion for everybody, or a coupon.
    pub kind: ReductionKind,
    /// Its name in the language asked for.
    pub name: String,
    /// The coupon's code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// How much it takes off.
    pub amount: DecimalAmount,
}

/// Where a reduction comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum ReductionKind {
    /// The current price is under the original one.
    Price,
    /// A promotion that needs no code.
    Promotion,
    /// The coupon that was named.
    Coupon,
}

/// Why a coupon does not count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum CouponProblem {
    /// There is none of this code.
    Unknown,
    /// Its first day has not come.
    NotYet,
    /// Its last day is over.
    Expired,
    /// It has been used as often as it may be.
    UsedUp,
    /// This customer has used it as often as they may.
    UsedByYou,
    /// It is not for this thing.
    NotForThis,
    /// The price is under its least amount.
    TooSmall,
    /// It is in another currency.
    OtherCurrency,
}

/// A plan that ends because another begins.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(optional_fields))]
pub struct Replaced {
    /// The plan's name in the language asked for.
    pub plan_name: String,
    /// The days that are given up; none for a lifetime.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remaining_days: Option<i64>,
}

/// `POST /pay/prepay`: asks for a code or a link to pay with. The same order and method answer the
/// same attempt while it can still be paid; asking again begins its seconds anew.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PrepayRequest {
    /// The order.
    pub order_id: OrderId,
    /// How it shall be paid.
    pub pay_type: PayType,
    /// Where the customer came from: `coze` for the package centre.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// Where the browser goes back to after a payment there: a loopback address only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub return_url: Option<String>,
}

/// What to pay with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Prepaid {
    /// How it is paid.
    pub pay_type: PayType,
    /// What to show as a QR code, for methods that have one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub qr_code: Option<QrCode>,
    /// Where to go with the browser, for methods that are paid there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub approval_url: Option<String>,
    /// Names the code or link.
    pub attempt_id: AttemptId,
    /// Seconds until the code is renewed; a payment after that still counts.
    pub expires_in: u64,
    /// The service's own time, to which those seconds count.
    pub server_now: DateTime<Utc>,
}

/// What a QR code says. The source systems write `code_url` here, in snake case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct QrCode {
    /// The link a wallet opens.
    pub code_url: String,
}

/// `GET /pay/getPayResult?orderId=`: whether an order is paid.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PayResult {
    /// The order.
    pub id: OrderId,
    /// The number people quote.
    pub order_no: String,
    /// 1 once the order's money is there, else 0.
    pub pay_status: u8,
    /// Where the order stands.
    pub state: OrderState,
    /// Where its newest attempt stands.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attempt_state: Option<AttemptState>,
    /// What the customer can do now; a client offers exactly these.
    pub available_actions: Vec<OrderAction>,
    /// Seconds until the newest code is renewed; zero when past.
    pub expires_in: u64,
    /// The service's own time, to which those seconds count.
    pub server_now: DateTime<Utc>,
}

/// `POST /pay/cancel`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CancelRequest {
    /// The order.
    pub order_id: OrderId,
}

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

/// One order with everything that is told of it: `GET /web/coze-package/orders`,
/// `GET /api/portal/orders/{id}`, `POST /payments/orders`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(optional_fields))]
pub struct Order {
    /// Names the order.
    pub order_id: OrderId,
    /// The number people quote.
    pub order_no: String,
    /// Whose it is; told to staff only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub customer_id: Option<CustomerId>,
    /// The customer's name, told to staff only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub customer_name: Option<String>,
    /// What kind of thing was ordered: `package`, `plan`, `report`.
    pub product_type: String,
    /// The thing's identifier.
    pub product_id: String,
    /// The thing's name when it was ordered, in the customer's language.
    pub product_name: String,
    /// For a plan, how long.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subscription_type: Option<SubscriptionType>,
    /// The price before any reduction.
    pub original_amount: DecimalAmount,
    /// All reductions together.
    pub discount_amount: DecimalAmount,
    /// What is to be paid.
    pub final_amount: DecimalAmount,
    /// What has come so far, in the same currency.
    pub received_amount: DecimalAmount,
    /// What has gone back.
    pub refunded_amount: DecimalAmount,
    /// The currency of every amount.
    pub currency: Currency,
    /// How it is or was to be paid.
    pub pay_type: PayType,
    /// 1 once the order's money is there, else 0.
    pub pay_status: u8,
    /// Where it stands.
    pub state: OrderState,
    /// Where its newest attempt stands.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attempt_state: Option<AttemptState>,
    /// What can be done now by whoever asks.
    pub available_actions: Vec<OrderAction>,
    /// The trade number given to the provider.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trade_no: Option<String>,
    /// The provider's own number of the payment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub provider_trade_no: Option<String>,
    /// The provider's number of the code, session or approval.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prepay_id: Option<String>,
    /// The coupon's code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub coupon_code: Option<String>,
    /// The promotion's name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub promotion: Option<String>,
    /// The customer's own note.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remark: Option<String>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When the money came.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paid_at: Option<DateTime<Utc>>,
    /// When it was delivered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fulfilled_at: Option<DateTime<Utc>>,
    /// Until when what was bought lasts, if it ends.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_until: Option<chrono::NaiveDate>,
    /// Where every amount that came has ended.
    pub placements: Vec<Placement>,
    /// Whether no real money was involved.
    pub is_test: bool,
    /// Where the customer's request came from; told to staff only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_ip: Option<String>,
    /// With what program; told to staff only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user_agent: Option<String>,
}

/// One amount that came, and the one place where it ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Placement {
    /// How much.
    pub amount: DecimalAmount,
    /// In what.
    pub currency: Currency,
    /// Where it is.
    pub place: Place,
    /// When it got there.
    pub at: DateTime<Utc>,
}

/// Where money that came can end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "MoneyPlace"))]
pub enum Place {
    /// It pays for the order.
    Order,
    /// It is in the customer's balance.
    CreditBalance,
    /// It went back to the customer.
    Refund,
    /// A person must look at it.
    HeldForSupport,
}

/// The answer of `GET /web/coze-package/orders`: `total` beside pages, `next_cursor` beside cursors.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OrderPage {
    /// The orders, newest first.
    pub items: Vec<Order>,
    /// How many there are in all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub total: Option<i64>,
    /// Where the next page begins; none after the last.
    pub next_cursor: Option<String>,
}

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
    /// Something this version does not know.
    #[serde(other)]
    Unknown,
}

/// `POST /payments/orders/{id}/refund`, by operators.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(optional_fields))]
pub struct RefundRequest {
    /// How much; all that is left if it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount: Option<DecimalAmount>,
    /// Why; the customer is told.
    pub reason: String,
}
