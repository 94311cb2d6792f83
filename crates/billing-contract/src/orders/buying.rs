//! What is wanted, what it costs and why, and what becomes of it: an order.

use crate::{Currency, DecimalAmount, OrderId, PackageId, PayType, PlanId, SubscriptionType};
use chrono::NaiveDate;
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
    /// A pack of credits.
    Credits {
        /// Which.
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
    /// The first day of what is bought, if it begins later than today: it follows what runs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub begins_on: Option<NaiveDate>,
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
    /// What is left of the plan before, when a plan is changed.
    Unused,
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
