//! Orders: how one is made, paid and watched, and what is told of it.

mod buying;
mod paying;
mod states;
mod timeline;

pub use buying::{
    CouponProblem, PackageOrder, PackageOrderRequest, PurchaseRequest, Quote, Reduction,
    ReductionKind, Replaced, Wish,
};
pub use paying::{CancelRequest, PayResult, Prepaid, PrepayRequest, QrCode, RefundRequest};
pub use states::{AttemptState, OrderAction, OrderState};
pub use timeline::{Timeline, TimelineEntry, TimelineKind};

use crate::{Currency, CustomerId, DecimalAmount, OrderId, PayType, SubscriptionType};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

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
    /// What kind of thing was ordered: `package`, `plan`, `report`, `credits`.
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
