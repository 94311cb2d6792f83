//! An order as it is told.

use super::actions::available_actions;
use super::facts::is_open;
use crate::store::{OrderFile, StoredAttempt};
use billing_contract::{Money, Order, PayResult, Placement, Role};
use chrono::{DateTime, Utc};

/// The order as somebody of this role sees it; the customer's name is for the caller to add.
pub fn order(file: &OrderFile, role: Role) -> Order {
    let (order, terms) = (&file.order, &file.order.terms);
    let is_staff = !matches!(role, Role::Admin | Role::Member);
    let attempt = file.newest_attempt();
    let currency = terms.due.currency;
    let amount = |minor| Money::new(minor, currency).to_decimal();
    Order {
        order_id: order.id.clone(),
        order_no: order.order_no.clone(),
        customer_id: is_staff.then(|| terms.customer_id.clone()),
        customer_name: None,
        product_type: terms.product.kind().to_owned(),
        product_id: terms.product.id().to_owned(),
        product_name: terms.product_name.clone(),
        subscription_type: terms.product.subscription_type(),
        original_amount: terms.original.to_decimal(),
        discount_amount: terms.discount.to_decimal(),
        final_amount: terms.due.to_decimal(),
        received_amount: amount(file.facts.received()),
        refunded_amount: amount(file.facts.refunded()),
        currency,
        pay_type: order.method,
        pay_status: pay_status(file),
        state: order.state,
        attempt_state: attempt.map(|attempt| attempt.state),
        available_actions: available_actions(&file.facts, role),
        trade_no: attempt.map(|attempt| attempt.trade_no.clone()),
        provider_trade_no: file
            .receipts
            .iter()
            .map(|receipt| &receipt.number)
            .find(|number| number.is_the_providers())
            .map(|number| number.number.clone()),
        prepay_id: attempt.and_then(|attempt| attempt.prepay_id.clone()),
        coupon_code: terms.coupon.as_ref().map(|(_, code)| code.clone()),
        promotion: terms.promotion.clone(),
        remark: terms.remark.clone(),
        created_at: order.created_at,
        paid_at: order.paid_at,
        fulfilled_at: order.fulfilled_at,
        valid_until: order.valid_until,
        placements: file.placements.iter().map(placement).collect(),
        is_test: terms.is_test,
        client_ip: terms.client_ip.clone().filter(|_| is_staff),
        user_agent: terms.user_agent.clone().filter(|_| is_staff),
    }
}

fn placement(stored: &crate::store::StoredPlacement) -> Placement {
    Placement {
        amount: stored.amount.to_decimal(),
        currency: stored.amount.currency,
        place: stored.place,
        at: stored.at,
    }
}

/// Whether the order is paid, and what to do about it.
pub fn pay_result(file: &OrderFile, role: Role, now: DateTime<Utc>) -> PayResult {
    let attempt = file.newest_attempt();
    PayResult {
        id: file.order.id.clone(),
        order_no: file.order.order_no.clone(),
        pay_status: pay_status(file),
        state: file.order.state,
        attempt_state: attempt.map(|attempt| attempt.state),
        available_actions: available_actions(&file.facts, role),
        expires_in: attempt.map_or(0, |attempt| seconds_left(file, attempt, now)),
        server_now: now,
    }
}

/// Seconds until a code is renewed; none for one that can no longer be paid.
pub fn seconds_left(file: &OrderFile, attempt: &StoredAttempt, now: DateTime<Utc>) -> u64 {
    if !is_open(attempt.state) {
        return 0;
    }
    let until = match file.facts.has_money() {
        true => attempt.shown_until,
        false => attempt.shown_until.min(file.order.expires_at),
    };
    // Rounded up: a code that is shown has a second left.
    let millis = (until - now).num_milliseconds().max(0);
    u64::try_from(millis).unwrap_or_default().div_ceil(1_000)
}

fn pay_status(file: &OrderFile) -> u8 {
    u8::from(file.facts.is_paid())
}
