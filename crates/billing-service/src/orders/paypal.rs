//! PayPal as the subscription site spoke it: an order with its approval link, and the way back.
//!
//! Where PayPal is not configured but the sandbox is, the sandbox stands in for it, so that a
//! client of those two routes can be tried without an account at PayPal.

use super::conversation;
use super::paying::{Wanted, something_to_pay};
use super::placing::{Buyer, Purchase, place};
use crate::app::App;
use crate::auth::access::OfCustomer;
use crate::idempotency::{Answer, KeyRule, Repeatable};
use crate::problem::Refusal;
use crate::store::{AttemptReference, OrderFile, StoredAttempt};
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use billing_contract::{
    CreatePaypalOrder, CustomerId, PayType, PaypalCallback, PaypalOrder, PaypalOutcome,
    SubscriptionType, Wish, paths,
};

/// Orders a plan to be paid by PayPal.
#[utoipa::path(
    post, path = paths::PAYPAL_CREATE_ORDER, request_body = CreatePaypalOrder,
    params(("Idempotency-Key" = String, Header, description = "1 to 255 printable characters"),
        ("Accept-Language" = Option<String>, Header, description = "en, zh-CN or ja")),
    responses((status = 200, body = PaypalOrder),
        (status = 400, description = "Not JSON, or no Idempotency-Key"),
        (status = 409, description = "Nothing can be bought now, the amount has changed, or the first request still runs"))
)]
pub async fn create_order(
    State(app): State<App>,
    buyer: Buyer,
    request: Repeatable,
) -> Result<Response, Refusal> {
    request
        .once_kept_afterwards(&app, KeyRule::Required, async |asked: CreatePaypalOrder| {
            let method = method(&app);
            let subscription_type = asked.subscription_type.unwrap_or(SubscriptionType::Monthly);
            let purchase = Purchase {
                wish: Wish::Plan { product_id: asked.plan_id, subscription_type },
                method,
                coupon_code: None,
                displayed_amount: Some(asked.amount),
                remark: None,
                // If the link could not be had, the same key finds the order again.
                or_the_same: true,
            };
            let untold = |_: &OrderFile, _| Answer::json(StatusCode::OK, &());
            let file = place(&app, &buyer, purchase, None, untold).await?;
            let wanted = Wanted {
                method,
                return_url: None,
                locale: buyer.language.0.to_owned(),
                client_ip: buyer.device.address,
            };
            let (file, attempt) = something_to_pay(&app, &file.order.id, &wanted).await?;
            Answer::json(StatusCode::OK, &paypal_order(&file, attempt))
        })
        .await
}

fn method(app: &App) -> PayType {
    let configured = |method| app.providers().get(method).is_some();
    if !configured(PayType::Paypal) && configured(PayType::Sandbox) {
        PayType::Sandbox
    } else {
        PayType::Paypal
    }
}

fn paypal_order(file: &OrderFile, attempt: StoredAttempt) -> PaypalOrder {
    PaypalOrder {
        order_id: file.order.id.clone(),
        paypal_order_id: attempt.prepay_id.unwrap_or(attempt.trade_no),
        approval_url: attempt.page_url.or(attempt.code_url).unwrap_or_default(),
        amount: attempt.amount.to_decimal(),
        currency: attempt.amount.currency,
    }
}

/// The customer has come back from PayPal: takes the money they have approved. Nothing in the body
/// is believed; PayPal is asked.
#[utoipa::path(
    post, path = paths::PAYPAL_CALLBACK, request_body = PaypalCallback,
    params(("Idempotency-Key" = Option<String>, Header, description = "1 to 255 printable characters")),
    responses((status = 200, body = PaypalOutcome),
        (status = 400, description = "Not JSON, or a malformed Idempotency-Key"),
        (status = 404, description = "No such order"),
        (status = 409, description = "The first request still runs"))
)]
pub async fn callback(
    State(app): State<App>,
    OfCustomer(customer): OfCustomer,
    request: Repeatable,
) -> Result<Response, Refusal> {
    request
        .once_kept_afterwards(&app, KeyRule::Optional, async |asked: PaypalCallback| {
            let outcome = come_back(&app, &customer, asked).await?;
            Answer::json(StatusCode::OK, &outcome)
        })
        .await
}

async fn come_back(
    app: &App,
    customer: &CustomerId,
    asked: PaypalCallback,
) -> Result<PaypalOutcome, Refusal> {
    let reference = AttemptReference::PrepayId(asked.payment_id.clone());
    let found = app.store().find_attempt(method(app), reference).await?;
    let (order, attempt) = found.ok_or_else(Refusal::not_found)?;
    let _turn = app.turns().take(&order).await;
    let file = super::asking::of_customer(app, &order, customer).await?;
    let attempt = file.attempt(&attempt).ok_or_else(Refusal::not_found)?;
    tracing::info!(%order, payer = asked.payer_id.len(), "a customer came back from PayPal");
    let file = conversation::ask(app, &file, attempt).await?.file;
    Ok(PaypalOutcome { status: file.order.state, order_id: order, payment_id: asked.payment_id })
}
