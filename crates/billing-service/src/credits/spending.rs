//! Spending credits, by the operator's systems, and putting them right, by operators.
//!
//! What is asked for is spent whole or not at all, soonest-expiring first, and once for each
//! `Idempotency-Key`. A refusal for want of credits is not kept: the same request succeeds under the
//! same key once enough has come.

use crate::app::App;
use crate::auth::audit::Noting;
use crate::idempotency::{Answer, KeyRule, Repeatable, Ticket};
use crate::problem::{Refusal, field_error};
use crate::store::{Adjustment, SpendCompleting, Spending, Spent, StoreError};
use crate::validation;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use billing_contract::{
    AdjustRequest, CreditTransaction, ErrorCode, FieldError, SpendReceipt, SpendRequest, paths,
};
use std::sync::Arc;

const MOST_AT_ONCE: i64 = 1_000_000_000_000;
const LONGEST_SOURCE: usize = 32;
const LONGEST_DESCRIPTION: usize = 200;

/// Spends a customer's credits.
#[utoipa::path(
    post, path = paths::CREDITS_SPEND, request_body = SpendRequest,
    params(("Idempotency-Key" = String, Header, description = "1 to 255 printable characters")),
    responses((status = 200, body = SpendReceipt),
        (status = 400, description = "Not JSON, or no Idempotency-Key"),
        (status = 404, description = "No such customer"),
        (status = 409, description = "The first request still runs"),
        (status = 422, description = "Invalid fields, or fewer credits are there"))
)]
pub async fn spend(
    State(app): State<App>,
    noting: Noting,
    request: Repeatable,
) -> Result<Response, Refusal> {
    request
        .once(&app, KeyRule::Required, async |asked: SpendRequest, ticket: Option<Ticket>| {
            let spending = checked(asked, &app)?;
            noting.customer(&spending.customer);
            noting.note(&format!("-{}: {}", spending.amount, spending.source));
            let completing = ticket.map(completing);
            answer(app.store().spend_credits(spending, completing).await?)
        })
        .await
}

/// Puts a customer's credits right, with a reason the customer reads.
#[utoipa::path(
    post, path = paths::OPERATOR_CREDITS_ADJUST, request_body = AdjustRequest,
    params(("Idempotency-Key" = String, Header, description = "1 to 255 printable characters")),
    responses((status = 200, body = SpendReceipt),
        (status = 400, description = "Not JSON, or no Idempotency-Key"),
        (status = 404, description = "No such customer"),
        (status = 409, description = "The first request still runs"),
        (status = 422, description = "Invalid fields, or fewer credits are there"))
)]
pub async fn adjust(
    State(app): State<App>,
    noting: Noting,
    request: Repeatable,
) -> Result<Response, Refusal> {
    request
        .once(&app, KeyRule::Required, async |asked: AdjustRequest, ticket: Option<Ticket>| {
            let mut errors: Vec<FieldError> = Vec::new();
            if asked.amount == 0 || !(-MOST_AT_ONCE..=MOST_AT_ONCE).contains(&asked.amount) {
                errors.push(field_error("amount", "out_of_range"));
            }
            let reason = asked.reason.trim();
            errors.extend(text_fault(reason).map(|code| field_error("reason", code)));
            if !errors.is_empty() {
                return Err(Refusal::invalid(errors));
            }
            let adjustment = Adjustment {
                id: app.clock().new_id(),
                customer: asked.customer_id,
                amount: asked.amount,
                reason: reason.to_owned(),
                now: app.clock().now(),
            };
            noting.customer(&adjustment.customer);
            noting.note(&format!("{:+}: {reason}", adjustment.amount));
            let completing = ticket.map(completing);
            answer(app.store().adjust_credits(adjustment, completing).await?)
        })
        .await
}

fn answer(moved: Option<Spent>) -> Result<Answer, Refusal> {
    match moved.ok_or_else(Refusal::not_found)? {
        Spent::Done(transaction) => receipt(&transaction),
        Spent::Short { available } => {
            let detail = format!("Only {available} credits are there; nothing has moved.");
            Err(Refusal::new(ErrorCode::InsufficientCredits, detail).with_available(available))
        }
    }
}

fn receipt(transaction: &CreditTransaction) -> Result<Answer, Refusal> {
    let balance = transaction.balance_after;
    Answer::json(StatusCode::OK, &SpendReceipt { balance, transaction: transaction.clone() })
}

fn completing(ticket: Ticket) -> SpendCompleting {
    let broken = |refusal: Refusal| StoreError::Broken(format!("no answer: {refusal:?}"));
    Arc::new(move |transaction| {
        ticket.complete(&receipt(transaction).map_err(broken)?).map_err(broken)
    })
}

fn checked(asked: SpendRequest, app: &App) -> Result<Spending, Refusal> {
    let mut errors: Vec<FieldError> = Vec::new();
    if !(1..=MOST_AT_ONCE).contains(&asked.amount) {
        errors.push(field_error("amount", "out_of_range"));
    }
    let is_word = |one: char| one.is_ascii_alphanumeric() || ['_', '-', '.'].contains(&one);
    if asked.source.is_empty() {
        errors.push(field_error("source", "required"));
    } else if asked.source.len() > LONGEST_SOURCE {
        errors.push(field_error("source", "too_long"));
    } else if !asked.source.chars().all(is_word) {
        errors.push(field_error("source", "invalid"));
    }
    let description = asked.description.trim();
    errors.extend(text_fault(description).map(|code| field_error("description", code)));
    if !errors.is_empty() {
        return Err(Refusal::invalid(errors));
    }
    Ok(Spending {
        id: app.clock().new_id(),
        customer: asked.customer_id,
        amount: asked.amount,
        source: asked.source,
        description: description.to_owned(),
        now: app.clock().now(),
    })
}

/// Why a text cannot stand in a customer's ledger.
fn text_fault(text: &str) -> Option<&'static str> {
    if text.is_empty() {
        Some("required")
    } else if text.chars().count() > LONGEST_DESCRIPTION {
        Some("too_long")
    } else if text.chars().any(validation::is_control) {
        Some("invalid")
    } else {
        None
    }
}
