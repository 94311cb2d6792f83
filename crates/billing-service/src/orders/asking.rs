//! Whether an order is paid: what is known here, and if that is old, what the provider says.

use super::conversation::{self, may_bring_money, stays_payable};
use super::{settlement, view};
use crate::app::App;
use crate::auth::access::{OfCustomer, Principal};
use crate::auth::audit::Noting;
use crate::body::query_pairs;
use crate::problem::{Refusal, field_error};
use crate::store::{OrderFile, Settlement, StoredAttempt};
use axum::Json;
use axum::extract::{Path, RawQuery, State};
use billing_contract::{CustomerId, Order, OrderId, PayResult, paths};
use chrono::{DateTime, Duration, Utc};

/// What is known is asked again once it is older than this.
const FRESH_FOR: Duration = Duration::seconds(5);
/// A slow provider must not make a poll fail.
const POLL_WAITS: std::time::Duration = std::time::Duration::from_secs(4);

/// Whether an order is paid. Asking changes nothing; what is known here is never much older than
/// five seconds while the order is open and its provider answers.
#[utoipa::path(
    get, path = paths::PAY_RESULT,
    params(("orderId" = String, Query, description = "The order")),
    responses((status = 200, body = PayResult))
)]
pub async fn pay_result(
    State(app): State<App>,
    principal: Principal,
    OfCustomer(customer): OfCustomer,
    RawQuery(query): RawQuery,
) -> Result<Json<PayResult>, Refusal> {
    let named = query_pairs(query.as_deref()).find(|(name, _)| name == "orderId");
    let id = named.map(|(_, id)| OrderId::new(id));
    let id = id.ok_or_else(|| Refusal::invalid(vec![field_error("orderId", "required")]))?;
    let mut file = of_customer(&app, &id, &customer).await?;
    if is_stale(&file, app.clock().now()) {
        file = asked_again(&app, &id).await.unwrap_or(file);
    }
    Ok(Json(view::pay_result(&file, principal.role, app.clock().now())))
}

/// The customer's order; one that is somebody else's is not there.
pub async fn of_customer(
    app: &App,
    id: &OrderId,
    customer: &CustomerId,
) -> Result<OrderFile, Refusal> {
    let found = app.store().order(id).await?;
    let own = found.filter(|file| file.order.terms.customer_id == *customer);
    own.ok_or_else(Refusal::not_found)
}

/// Whether the provider should be asked before anybody is told that the order is not paid.
fn is_stale(file: &OrderFile, now: DateTime<Utc>) -> bool {
    file.order.state.is_open()
        && payable(file, now).iter().any(|attempt| {
            let age = now - attempt.asked_at.unwrap_or(attempt.created_at);
            // Knowledge from the future is old: the clock was put back.
            age >= FRESH_FOR || age < Duration::zero()
        })
}

/// By what money may come. What is wanted comes first: the provider of a code that was given up
/// must not keep anybody waiting for news of the one that is shown.
fn payable(file: &OrderFile, now: DateTime<Utc>) -> Vec<StoredAttempt> {
    let (mut wanted, others): (Vec<_>, Vec<_>) =
        file.attempts.iter().cloned().partition(|attempt| may_bring_money(attempt.state));
    wanted.extend(others.into_iter().filter(|attempt| stays_payable(attempt, now)));
    wanted
}

/// Asks if that is still needed once it is our turn. Goes on by itself when the time is over.
pub async fn asked_again(app: &App, id: &OrderId) -> Option<OrderFile> {
    let (asking, order) = (app.clone(), id.clone());
    let question = app.begun().spawn(async move {
        let _turn = asking.turns().take(&order).await;
        let mut file = asking.store().order(&order).await.ok().flatten()?;
        let now = asking.clock().now();
        if !is_stale(&file, now) {
            return Some(file);
        }
        for attempt in payable(&file, now) {
            match conversation::ask(&asking, &file, &attempt).await {
                Ok(asked) => file = asked.file,
                Err(error) => tracing::info!(%order, %error, "a poll got no newer answer"),
            }
            if !file.order.state.is_open() {
                break;
            }
        }
        Some(file)
    });
    match tokio::time::timeout(POLL_WAITS, question).await {
        Ok(Ok(file)) => file,
        // Still being asked; the next poll hears of it.
        Ok(Err(_)) | Err(_) => app.store().order(id).await.ok().flatten(),
    }
}

/// Asks the provider about every code of an order, for staff.
#[utoipa::path(
    post, path = paths::PAYMENT_ASK_PROVIDER,
    params(("id" = String, Path, description = "The order")),
    responses((status = 200, body = Order), (status = 404, description = "No such order"),
        (status = 422, description = "The method is no longer configured"))
)]
pub async fn ask_provider(
    State(app): State<App>,
    principal: Principal,
    noting: Noting,
    Path(id): Path<OrderId>,
) -> Result<Json<Order>, Refusal> {
    let before = app.store().order(&id).await?.ok_or_else(Refusal::not_found)?;
    noting.customer(&before.order.terms.customer_id);
    let file = ask_about_every_code(&app, &id).await?;
    let (was, is) = (before.order.state, file.order.state);
    noting.note(&format!("{} -> {}", was.as_str(), is.as_str()));
    Ok(Json(view::order(&file, principal.role)))
}

/// Asks about every code, also behind one whose provider does not answer; the first failure is
/// reported at the end.
pub async fn ask_about_every_code(app: &App, id: &OrderId) -> Result<OrderFile, Refusal> {
    let _turn = app.turns().take(id).await;
    let mut file = app.store().order(id).await?.ok_or_else(Refusal::not_found)?;
    let mut failure = None;
    for attempt in &file.attempts.clone() {
        match conversation::ask(app, &file, attempt).await {
            Ok(asked) => file = asked.file,
            Err(error) => {
                failure = failure.or(Some(error));
                continue;
            }
        }
        let settlement = Settlement {
            order: id.clone(),
            happenings: Vec::new(),
            notice: None,
            tell_that_asked: Some(attempt.method),
            now: app.clock().now(),
            completing: None,
        };
        settlement::settle(app, settlement).await?;
    }
    failure.map_or(Ok(file), |failure| Err(failure.into()))
}
