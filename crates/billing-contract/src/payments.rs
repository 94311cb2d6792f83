//! PayPal as the subscription site spoke it: an order with its approval link, and the way back.

use crate::{Currency, DecimalAmount, OrderId, OrderState, PlanId, SubscriptionType};
use serde::{Deserialize, Serialize};

/// `POST /payments/create-order`: a plan, to be paid by PayPal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CreatePaypalOrder {
    /// The plan.
    pub plan_id: PlanId,
    /// The price the customer was shown; 409 `amount_changed` if it no longer holds.
    pub amount: DecimalAmount,
    /// For how long; a month if it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subscription_type: Option<SubscriptionType>,
}

/// What creating a PayPal order answers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PaypalOrder {
    /// Names the order here.
    pub order_id: OrderId,
    /// Names it at PayPal.
    pub paypal_order_id: String,
    /// Where the customer approves it.
    pub approval_url: String,
    /// What is to be paid.
    pub amount: DecimalAmount,
    /// In what.
    pub currency: Currency,
}

/// `POST /payments/paypal/callback`: the customer has come back from PayPal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PaypalCallback {
    /// The order at PayPal.
    pub payment_id: String,
    /// The payer at PayPal. It is logged and decides nothing.
    pub payer_id: String,
}

/// What has become of a PayPal order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PaypalOutcome {
    /// Where the order stands.
    pub status: OrderState,
    /// Names the order here.
    pub order_id: OrderId,
    /// The order at PayPal.
    pub payment_id: String,
}
