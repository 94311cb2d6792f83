//! Ending an order without money: called off, or run out.
//!
//! Every code is made impossible at its provider first, and the provider is asked once more after
//! that. If money turns up on the way the order is paid, whatever was wanted.

use super::conversation::{ConversationError, Withdrawn, is_wanted, settle_one, withdraw};
use super::facts::Ending;
use super::machine::{Event, Withdrawal};
use super::{asking, view};
use crate::app::App;
use crate::auth::access::{OfCustomer, Principal};
use crate::idempotency::{Answer, KeyRule, Repeatable};
use crate::problem::Refusal;
use crate::store::OrderFile;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use billing_contract::{CancelRequest, ErrorCode, PayResult, PayType, paths};

/// Calls an order off: closes it at the provider, then here. If money came meanwhile it is paid.
#[utoipa::path(
    post, path = paths::PAY_CANCEL, request_body = CancelRequest,
    params(("Idempotency-Key" = Option<String>, Header, description = "1 to 255 printable characters")),
    responses((status = 200, body = PayResult),
        (status = 400, description = "Not JSON, or a malformed Idempotency-Key"),
        (status = 404, description = "No such order"),
        (status = 409, description = "Paid already, being paid, or the first request still runs"))
)]
pub async fn cancel(
    State(app): State<App>,
    principal: Principal,
    OfCustomer(customer): OfCustomer,
    request: Repeatable,
) -> Result<Response, Refusal> {
    request
        .once_kept_afterwards(&app, KeyRule::Optional, async |asked: CancelRequest| {
            let id = asked.order_id;
            let _turn = app.turns().take(&id).await;
            let mut file = asking::of_customer(&app, &id, &customer).await?;
            if file.facts.ended.is_none() {
                if file.facts.has_money() || file.facts.is_paid() {
                    let detail = "Money has come for this order; it can no longer be called off.";
                    return Err(Refusal::new(ErrorCode::OrderState, detail));
                }
                file = end(&app, file, Ending::Cancelled).await?;
            }
            let result = view::pay_result(&file, principal.role, app.clock().now());
            Answer::json(StatusCode::OK, &result)
        })
        .await
}

/// Ends an order, unless money turns up. The caller has taken a turn.
pub async fn end(
    app: &App,
    file: OrderFile,
    ending: Ending,
) -> Result<OrderFile, ConversationError> {
    let why = match ending {
        Ending::Expired => Withdrawal::Expired,
        Ending::Cancelled => Withdrawal::Closed,
    };
    let id = file.order.id.clone();
    match withdraw_all(app, file, None, why).await? {
        Withdrawn::Paid(file) => Ok(file),
        Withdrawn::Gone(file) => {
            Ok(settle_one(app, &id, Event::Ended(ending)).await?.unwrap_or(file))
        }
    }
}

/// Makes every code impossible that could still be paid, but those of one method; stops as soon as
/// money turns up.
pub async fn withdraw_all(
    app: &App,
    mut file: OrderFile,
    but: Option<PayType>,
    why: Withdrawal,
) -> Result<Withdrawn, ConversationError> {
    let wanted = file.attempts.clone().into_iter();
    let wanted = wanted.filter(|one| is_wanted(one.state) && Some(one.method) != but);
    for attempt in wanted.collect::<Vec<_>>() {
        match withdraw(app, &file, &attempt, why).await? {
            Withdrawn::Gone(now) => file = now,
            Withdrawn::Paid(now) => return Ok(Withdrawn::Paid(now)),
        }
    }
    Ok(Withdrawn::Gone(file))
}
