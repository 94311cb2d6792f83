//! What is kept of a purchase in the journal.

use crate::views::CheckoutId;
use billing_contract::{
    Currency, DecimalAmount, Order, OrderId, OrderState, PayType, PurchaseRequest, Quote, Wish,
};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// A purchase as the journal keeps it: enough to go on after a crash, and no secret.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Purchase {
    /// Names it on this computer.
    pub id: CheckoutId,
    /// The `Idempotency-Key` of its order, the same for ever.
    pub key: String,
    /// What is bought.
    pub wish: Wish,
    /// Whether it changes the subscription: what is left of the plan before is taken off.
    #[serde(default)]
    pub is_change: bool,
    /// How it is paid.
    pub pay_type: PayType,
    /// The coupon's code.
    #[serde(default)]
    pub coupon_code: Option<String>,
    /// What is to be paid, as the person was shown.
    pub amount: DecimalAmount,
    /// In what.
    pub currency: Currency,
    /// The thing's name in the person's language; not kept over a sign-out.
    #[serde(default)]
    pub product_name: Option<String>,
    /// What the amount is made of; not kept over a sign-out.
    #[serde(default)]
    pub quote: Option<Quote>,
    /// When the person decided, by the clock on the wall; only shown.
    pub began_at: DateTime<Utc>,
    /// The order, once the service has made it.
    #[serde(default)]
    pub order: Option<Ordered>,
    /// Where the order stands, as the service last said.
    #[serde(default)]
    pub order_state: Option<OrderState>,
    /// Whether the whole price has come, whatever became of it later.
    #[serde(default)]
    pub is_paid: bool,
    /// When the code runs out, by the service's clock.
    #[serde(default)]
    pub code_until: Option<DateTime<Utc>>,
    /// When the service first spoke of the order, by its clock.
    #[serde(default)]
    pub first_heard_at: Option<DateTime<Utc>>,
    /// Whether the person has called it off before there was an order to call off.
    #[serde(default)]
    pub cancel_wanted: bool,
    /// Whether the person does not want to see it any more.
    #[serde(default)]
    pub dismissed: bool,
    /// Whether it is paid, delivered and seen to be so.
    #[serde(default)]
    pub settled: bool,
}

/// The order of a purchase.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ordered {
    /// Names the order.
    pub order_id: OrderId,
    /// The number people quote.
    pub order_no: String,
    /// Whether no real money is involved.
    pub is_test: bool,
}

/// What a purchase begins with.
#[derive(Clone, Debug)]
pub struct Decision {
    /// Names it on this computer.
    pub id: CheckoutId,
    /// The `Idempotency-Key` of its order.
    pub key: String,
    /// What is bought.
    pub wish: Wish,
    /// How it is paid.
    pub pay_type: PayType,
    /// What is to be paid, as the person was shown.
    pub amount: DecimalAmount,
    /// In what.
    pub currency: Currency,
    /// When the person decided, by the clock on the wall.
    pub began_at: DateTime<Utc>,
}

impl Purchase {
    /// A purchase that has just been decided, of which the service does not know yet.
    pub fn decided(decision: Decision) -> Self {
        let Decision { id, key, wish, pay_type, amount, currency, began_at } = decision;
        Self {
            id,
            key,
            wish,
            is_change: false,
            pay_type,
            coupon_code: None,
            amount,
            currency,
            product_name: None,
            quote: None,
            began_at,
            order: None,
            order_state: None,
            is_paid: false,
            code_until: None,
            first_heard_at: None,
            cancel_wanted: false,
            dismissed: false,
            settled: false,
        }
    }

    /// The request that makes its order: the same words each time, as the key demands.
    pub fn request(&self) -> PurchaseRequest {
        PurchaseRequest {
            wish: self.wish.clone(),
            pay_type: Some(self.pay_type),
            coupon_code: self.coupon_code.clone(),
            displayed_amount: Some(self.amount.clone()),
            remark: None,
        }
    }

    /// Takes over what an order says about itself.
    pub(super) fn take_order(&mut self, order: &Order) {
        self.amount = order.final_amount.clone();
        self.currency = order.currency;
        self.product_name = Some(order.product_name.clone());
        self.order = Some(Ordered {
            order_id: order.order_id.clone(),
            order_no: order.order_no.clone(),
            is_test: order.is_test,
        });
    }

    /// The same without what tells of the person: what may stay on the computer after a sign-out.
    /// As long as there is no order yet, the words of its request stay, because the key demands
    /// the same words again.
    pub fn without_personal_details(mut self) -> Self {
        self.product_name = None;
        self.quote = None;
        if self.order.is_some() {
            self.coupon_code = None;
        }
        self
    }
}
