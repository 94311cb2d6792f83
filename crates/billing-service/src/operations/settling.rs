//! Settling by hand: money that has come and of which no provider tells.
//!
//! One person says that it came, by what number and evidence, and why. Up to a limit for each order
//! that is enough; above it another person must approve. First the provider is asked once more, for
//! what it tells is better than what anybody says. Then one transaction decides: if the order was
//! paid meanwhile the proposal is overtaken, else the money is booked like any other and the order
//! goes the usual way. Money that the provider's books show and it tells of later is the same money.

use crate::app::App;
use crate::auth::access::Principal;
use crate::auth::audit::Noting;
use crate::idempotency::{Answer, KeyRule, Repeatable, Ticket};
use crate::orders::conversation::{self, is_wanted, withdraw};
use crate::orders::machine::Withdrawal;
use crate::orders::settlement;
use crate::problem::{Refusal, field_error};
use crate::store::{
    CompletingHandSettlement, HandDecision, HandSettled, NewHandSettlement, OrderFile, StoreError,
    StoredHandSettlement,
};
use crate::validation::is_control;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use billing_contract::{
    ErrorCode, FieldError, HandSettlement, HandSettlementAction, HandSettlementDecision,
    HandSettlementRequest, HandSettlementState, Money, MoneyCameBy, OrderId, UserId, paths,
};
use std::sync::Arc;
use std::time::Duration;

const LONGEST_REASON: usize = 500;
const LONGEST_EVIDENCE: usize = 2_000;
const LONGEST_REFERENCE: usize = 128;
/// A provider that does not answer must not keep anybody from settling: that is why they do.
const PROVIDER_ANSWERS: Duration = Duration::from_secs(8);

/// Says that money has come. It counts at once if one person is enough, and otherwise as soon as
/// another approves.
#[utoipa::path(
    post, path = paths::OPERATOR_SETTLEMENTS, request_body = HandSettlementRequest,
    params(("Idempotency-Key" = String, Header, description = "1 to 255 printable characters")),
    responses((status = 200, body = HandSettlement),
        (status = 400, description = "Not JSON, or no Idempotency-Key"),
        (status = 404, description = "No such order"),
        (status = 409, description = "The order is paid, a proposal waits already, or the first request still runs")))]
pub async fn propose_settlement(
    State(app): State<App>,
    principal: Principal,
    noting: Noting,
    request: Repeatable,
) -> Result<Response, Refusal> {
    request
        .once(&app, KeyRule::Required, async |asked: HandSettlementRequest, ticket| {
            let id = asked.order_id.clone();
            noting.subject(id.as_str());
            let file = app.store().order(&id).await?.ok_or_else(Refusal::not_found)?;
            noting.customer(&file.order.terms.customer_id);
            let amount = check(&asked, &file)?;
            let _turn = app.turns().take(&id).await;
            ask_once_more(&app, &id, asked.came_by).await?;
            let proposed = NewHandSettlement {
                id: app.clock().new_id(),
                order: id.clone(),
                amount,
                came_by: asked.came_by,
                reference: asked.reference.trim().to_owned(),
                reason: asked.reason.trim().to_owned(),
                evidence: asked.evidence.trim().to_owned(),
                by: principal.user_id.clone(),
                alone_up_to: app.config().operations.alone_up_to(amount.currency).minor,
                now: app.clock().now(),
            };
            noting.note(&format!("{}: {}", words_of(amount), proposed.reason));
            let completing = completing(ticket, &principal.user_id);
            let settled = app.store().propose_settlement(proposed, completing).await?;
            answer(&app, settled, &principal.user_id).await
        })
        .await
}

/// Approves what another has proposed: the money counts.
#[utoipa::path(
    post, path = paths::OPERATOR_SETTLEMENT_APPROVE, request_body = HandSettlementDecision,
    params(("id" = String, Path, description = "The proposal"),
        ("Idempotency-Key" = String, Header, description = "1 to 255 printable characters")),
    responses((status = 200, body = HandSettlement),
        (status = 400, description = "Not JSON, or no Idempotency-Key"),
        (status = 403, description = "Whoever proposed it cannot approve it"),
        (status = 404, description = "No such proposal"),
        (status = 409, description = "It was decided before, or the first request still runs")))]
pub async fn approve_settlement(
    State(app): State<App>,
    principal: Principal,
    noting: Noting,
    Path(id): Path<String>,
    request: Repeatable,
) -> Result<Response, Refusal> {
    decide(&app, &principal, &noting, (id, true), request).await
}

/// Turns down what another has proposed, or takes back what one has proposed oneself.
#[utoipa::path(
    post, path = paths::OPERATOR_SETTLEMENT_REJECT, request_body = HandSettlementDecision,
    params(("id" = String, Path, description = "The proposal"),
        ("Idempotency-Key" = String, Header, description = "1 to 255 printable characters")),
    responses((status = 200, body = HandSettlement),
        (status = 400, description = "Not JSON, or no Idempotency-Key"),
        (status = 404, description = "No such proposal"),
        (status = 409, description = "It was decided before, or the first request still runs")))]
pub async fn reject_settlement(
    State(app): State<App>,
    principal: Principal,
    noting: Noting,
    Path(id): Path<String>,
    request: Repeatable,
) -> Result<Response, Refusal> {
    decide(&app, &principal, &noting, (id, false), request).await
}

async fn decide(
    app: &App,
    principal: &Principal,
    noting: &Noting,
    (id, approves): (String, bool),
    request: Repeatable,
) -> Result<Response, Refusal> {
    request
        .once(app, KeyRule::Required, async |asked: HandSettlementDecision, ticket| {
            let known = app.store().hand_settlement(&id).await?.ok_or_else(Refusal::not_found)?;
            let note =
                asked.note.map(|note| note.trim().to_owned()).filter(|note| !note.is_empty());
            let needs_words = !approves && known.proposed_by.0 != principal.user_id;
            let fault = match &note {
                Some(note) => text_fault(note, LONGEST_REASON),
                None => needs_words.then_some("required"),
            };
            if let Some(fault) = fault {
                return Err(Refusal::invalid(vec![field_error("note", fault)]));
            }
            let file = app.store().order(&known.order).await?.ok_or_else(Refusal::not_found)?;
            noting.customer(&file.order.terms.customer_id);
            let (amount, order_no) = (words_of(known.amount), &file.order.order_no);
            noting.note(&format!("{amount}, order {order_no}: {}", known.reason));
            let _turn = app.turns().take(&known.order).await;
            let waits = known.state == HandSettlementState::Proposed;
            if approves && waits && known.proposed_by.0 != principal.user_id {
                ask_once_more(app, &known.order, known.came_by).await?;
            }
            let decision = HandDecision {
                id: id.clone(),
                approves,
                by: principal.user_id.clone(),
                note,
                now: app.clock().now(),
            };
            let completing = completing(ticket, &principal.user_id);
            let settled = app.store().decide_settlement(decision, completing).await?;
            answer(app, settled, &principal.user_id).await
        })
        .await
}

/// Asks the provider about every code; and if the money came another way, closes what could still
/// be paid. What the provider does not answer decides nothing.
async fn ask_once_more(app: &App, order: &OrderId, came_by: MoneyCameBy) -> Result<(), StoreError> {
    let Some(mut file) = app.store().order(order).await? else { return Ok(()) };
    let asking = async {
        for attempt in file.attempts.clone() {
            if file.facts.is_paid() {
                break;
            }
            let closes = came_by == MoneyCameBy::Elsewhere && is_wanted(attempt.state);
            let asked = match closes {
                true => withdraw(app, &file, &attempt, Withdrawal::Closed).await.map(|_| ()),
                false => conversation::ask(app, &file, &attempt).await.map(|_| ()),
            };
            if let Err(error) = asked {
                tracing::info!(%order, %error, "settled by hand without the provider's word");
            }
            match app.store().order(order).await {
                Ok(Some(newer)) => file = newer,
                Ok(None) | Err(_) => break,
            }
        }
    };
    if tokio::time::timeout(PROVIDER_ANSWERS, asking).await.is_err() {
        tracing::info!(%order, "settled by hand: the provider does not answer");
    }
    Ok(())
}

fn check(asked: &HandSettlementRequest, file: &OrderFile) -> Result<Money, Refusal> {
    let mut errors: Vec<FieldError> = Vec::new();
    let texts = [
        ("reference", &asked.reference, LONGEST_REFERENCE),
        ("reason", &asked.reason, LONGEST_REASON),
        ("evidence", &asked.evidence, LONGEST_EVIDENCE),
    ];
    for (name, text, longest) in texts {
        let is_line = name == "reference";
        let fault = text_fault(text.trim(), longest)
            .or_else(|| (is_line && text.trim().contains('\n')).then_some("invalid"));
        errors.extend(fault.map(|fault| field_error(name, fault)));
    }
    let missing = file.facts.missing();
    let amount = match asked.amount.in_currency(missing.currency) {
        // Of an order that is paid the store says so; here only the form is looked at.
        Ok(amount) if amount.minor > 0 && (amount.minor <= missing.minor || missing.minor == 0) => {
            amount
        }
        Ok(_) => {
            errors.push(field_error("amount", "out_of_range"));
            missing
        }
        Err(_) => {
            errors.push(field_error("amount", "invalid"));
            missing
        }
    };
    if errors.is_empty() { Ok(amount) } else { Err(Refusal::invalid(errors)) }
}

fn text_fault(text: &str, longest: usize) -> Option<&'static str> {
    if text.is_empty() {
        Some("required")
    } else if text.chars().count() > longest {
        Some("too_long")
    } else if text.chars().any(|one| one != '\n' && is_control(one)) {
        Some("invalid")
    } else {
        None
    }
}

/// An amount for the audit log.
pub fn words_of(amount: Money) -> String {
    format!("{} {}", amount.currency.code(), amount.to_decimal().as_str())
}

fn completing(ticket: Option<Ticket>, who: &UserId) -> Option<CompletingHandSettlement> {
    let who = who.clone();
    let broken = |refusal: Refusal| StoreError::Broken(format!("no answer: {refusal:?}"));
    ticket.map(|ticket| -> CompletingHandSettlement {
        Arc::new(move |stored: &StoredHandSettlement| {
            let answer = Answer::json(StatusCode::OK, &told(stored.clone(), &who));
            ticket.complete(&answer.map_err(broken)?).map_err(broken)
        })
    })
}

async fn answer(app: &App, settled: HandSettled, who: &UserId) -> Result<Answer, Refusal> {
    let moved = |detail: &str| Err(Refusal::new(ErrorCode::OrderState, detail));
    match settled {
        HandSettled::Kept(stored, settled) => {
            if let Some(settled) = settled {
                settlement::carried_on(app, *settled).await?;
            }
            Answer::json(StatusCode::OK, &told(*stored, who))
        }
        HandSettled::Missing => Err(Refusal::not_found()),
        HandSettled::NotMissing(state) => {
            moved(&format!("So much is not missing: the order is {}.", state.as_str()))
        }
        HandSettled::NeverAsked => moved("Nothing was ever shown to pay this order with."),
        HandSettled::AnotherWaits => moved("A proposal for this order waits already."),
        HandSettled::NumberIsUsed => {
            Err(Refusal::invalid(vec![field_error("reference", "repeated")]))
        }
        HandSettled::Decided(state) => {
            moved(&format!("The proposal was decided before: it is {}.", state.as_str()))
        }
        HandSettled::SamePerson => {
            let detail = "Whoever proposed it cannot approve it.";
            Err(Refusal::new(ErrorCode::Forbidden, detail))
        }
    }
}

/// Money that staff say has come, as this person sees it.
pub fn told(stored: StoredHandSettlement, who: &UserId) -> HandSettlement {
    let is_own = stored.proposed_by.0 == *who;
    let available_actions = match stored.state {
        HandSettlementState::Proposed if is_own => vec![HandSettlementAction::Withdraw],
        HandSettlementState::Proposed => {
            vec![HandSettlementAction::Approve, HandSettlementAction::Reject]
        }
        _ => Vec::new(),
    };
    HandSettlement {
        id: stored.id,
        order_id: stored.order,
        amount: stored.amount.to_decimal(),
        currency: stored.amount.currency,
        came_by: stored.came_by,
        reference: stored.reference,
        reason: stored.reason,
        evidence: stored.evidence,
        state: stored.state,
        needs_second: stored.needs_second,
        proposed_by: stored.proposed_by.1,
        proposed_at: stored.proposed_at,
        decided_by: stored.decided_by.map(|(_, name)| name),
        decided_at: stored.decided_at,
        note: stored.note,
        available_actions,
    }
}
