//! Sending money back, by operators, with a reason.
//!
//! What goes back is written down with its refund numbers before the provider hears of it; an
//! answer that is lost is asked for under the same number, now or by a look from time to time.

use super::conversation::{
    ConversationError, Withdrawn, is_wanted, provider_of, reference_of, withdraw,
};
use super::facts::{PaymentNumber, Refund, RefundState};
use super::machine::{Event, Withdrawal};
use super::paying::notify_url;
use super::{settlement, view};
use crate::app::App;
use crate::auth::access::Principal;
use crate::auth::audit::Noting;
use crate::idempotency::{Answer, KeyRule, Repeatable, Ticket};
use crate::operations::settling::words_of;
use crate::problem::{Refusal, field_error};
use crate::store::{Happening, OrderFile, Settlement, StoreError, StoredRefund};
use crate::validation;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use billing_contract::{Currency, ErrorCode, Money, Order, OrderId, RefundRequest, paths};
use billing_providers::{NewRefund, PaymentProvider, ProviderError, RefundReport, RefundStatus};
use std::sync::Arc;

const LONGEST_REASON: usize = 500;

/// Sends money of an order back: all that is left, or a part.
#[utoipa::path(
    post, path = paths::PAYMENT_REFUND, request_body = RefundRequest,
    params(("id" = String, Path, description = "The order"),
        ("Idempotency-Key" = String, Header, description = "1 to 255 printable characters")),
    responses((status = 200, body = Order),
        (status = 400, description = "Not JSON, or no Idempotency-Key"),
        (status = 404, description = "No such order"),
        (status = 409, description = "Nothing is left that could go back, or the first request still runs"))
)]
pub async fn refund(
    State(app): State<App>,
    principal: Principal,
    noting: Noting,
    Path(id): Path<OrderId>,
    request: Repeatable,
) -> Result<Response, Refusal> {
    request
        .once(&app, KeyRule::Required, async |asked: RefundRequest, ticket| {
            let reason = checked_reason(&asked.reason)?;
            let _turn = app.turns().take(&id).await;
            let file = app.store().order(&id).await?.ok_or_else(Refusal::not_found)?;
            noting.customer(&file.order.terms.customer_id);
            // Whatever is wrong with the wish withdraws nothing.
            let parts = parts(&file, asked.amount.as_ref())?;
            let sums: Vec<String> = parts.iter().map(|part| words_of(part.amount)).collect();
            noting.note(&format!("{}: {reason}", sums.join(" + ")));
            let was_paid = file.facts.is_paid();
            let file = withdraw_what_is_open(&app, file).await?;
            if file.facts.is_paid() && !was_paid {
                let detail = "The order was paid meanwhile; look at it again.";
                return Err(Refusal::new(ErrorCode::OrderState, detail));
            }
            let file = write_down(&app, &file, &parts, &reason, &principal, ticket).await?;
            for part in &parts {
                if let Some(refund) = file.refunds.iter().find(|one| one.refund_no == part.number) {
                    send(&app, &file, refund, Sending::First).await;
                }
            }
            Answer::json(StatusCode::OK, &view::order(&file, principal.role))
        })
        .await
}

/// Of an order that is not paid no code may be left when its money goes back: paid by it, the rest
/// would come for nothing.
async fn withdraw_what_is_open(
    app: &App,
    mut file: OrderFile,
) -> Result<OrderFile, ConversationError> {
    for attempt in file.attempts.clone() {
        if !file.facts.is_paid() && is_wanted(attempt.state) {
            let withdrawn = withdraw(app, &file, &attempt, Withdrawal::Closed).await?;
            file = match withdrawn {
                Withdrawn::Gone(file) | Withdrawn::Paid(file) => file,
            };
        }
    }
    Ok(file)
}

fn checked_reason(reason: &str) -> Result<String, Refusal> {
    let reason = reason.trim();
    let fault = if reason.is_empty() {
        "required"
    } else if reason.chars().count() > LONGEST_REASON {
        "too_long"
    } else if reason.chars().any(|one| one != '\n' && validation::is_control(one)) {
        "invalid"
    } else {
        return Ok(reason.to_owned());
    };
    Err(Refusal::invalid(vec![field_error("reason", fault)]))
}

/// What goes back of which payment: of the newest first, for it is the one too many.
fn parts(
    file: &OrderFile,
    amount: Option<&billing_contract::DecimalAmount>,
) -> Result<Vec<Refund>, Refusal> {
    let left = |number: &PaymentNumber| file.facts.refundable(number);
    let mut payments: Vec<(&PaymentNumber, Currency)> = file
        .receipts
        .iter()
        .rev()
        .filter(|receipt| left(&receipt.number) > 0)
        .map(|receipt| (&receipt.number, receipt.amount.currency))
        .collect();
    let own = file.order.terms.due.currency;
    // An amount is one of the order's currency, unless all that is left came in another.
    let currency = match payments.iter().any(|(_, currency)| *currency == own) {
        true => own,
        false => payments.first().map_or(own, |(_, currency)| *currency),
    };
    let invalid = |code| Refusal::invalid(vec![field_error("amount", code)]);
    let wanted = match amount {
        Some(amount) => {
            payments.retain(|(_, of)| *of == currency);
            Some(amount.in_currency(currency).map_err(|_| invalid("invalid"))?.minor)
        }
        None => None,
    };
    let all: i64 = payments.iter().map(|(number, _)| left(number)).sum();
    if all == 0 {
        let detail = "Nothing is left of this order's money that could go back.";
        return Err(Refusal::new(ErrorCode::OrderState, detail));
    }
    if wanted.is_some_and(|wanted| !(1..=all).contains(&wanted)) {
        return Err(invalid("out_of_range"));
    }
    let mut rest = wanted.unwrap_or(all);
    let mut parts = Vec::new();
    for (number, currency) in payments {
        let minor = left(number).min(rest);
        rest -= minor;
        if minor > 0 {
            let place = file.refunds.len() + parts.len() + 1;
            parts.push(Refund {
                number: format!("{}R{place:02}", file.order.order_no),
                payment: number.clone(),
                amount: Money::new(minor, currency),
                state: RefundState::Pending,
                of_paid_order: file.facts.is_paid(),
            });
        }
    }
    Ok(parts)
}

async fn write_down(
    app: &App,
    file: &OrderFile,
    parts: &[Refund],
    reason: &str,
    principal: &Principal,
    ticket: Option<Ticket>,
) -> Result<OrderFile, Refusal> {
    let role = principal.role;
    let asked = |part: &Refund| Happening {
        note: Some(reason.to_owned()),
        asked_by: Some(principal.user_id.clone()),
        ..Happening::plain(Event::RefundAsked(part.clone()))
    };
    let broken = |refusal: Refusal| StoreError::Broken(format!("no answer: {refusal:?}"));
    let completing = ticket.map(|ticket| -> crate::store::Completing {
        Arc::new(move |file: &OrderFile| {
            let answer = Answer::json(StatusCode::OK, &view::order(file, role)).map_err(broken)?;
            ticket.complete(&answer).map_err(broken)
        })
    });
    let settlement = Settlement {
        order: file.order.id.clone(),
        happenings: parts.iter().map(asked).collect(),
        notice: None,
        tell_that_asked: None,
        now: app.clock().now(),
        completing,
    };
    let settled = settlement::settle(app, settlement).await?;
    settled.map(|settled| settled.file).ok_or_else(Refusal::not_found)
}

/// Asks the provider to send a refund, or what has become of it; what it does not decide now is
/// asked again later.
pub async fn send(app: &App, file: &OrderFile, refund: &StoredRefund, sending: Sending) {
    if let Err(error) = try_to_send(app, file, refund, sending).await {
        let number = refund.refund_no.as_str();
        tracing::warn!(number, %error, "a refund is not decided; it is asked for again");
    }
}

/// Whether the provider may have heard of a refund before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sending {
    /// It has not.
    First,
    /// It may have, and its answer may be lost.
    Again,
}

/// Asks before sending, and before believing a refusal: a refund that arrived must be neither sent
/// twice nor taken for failed because the provider refuses to hear of it again.
async fn send_again(
    provider: &dyn PaymentProvider,
    asked: &NewRefund,
) -> Result<RefundReport, ProviderError> {
    let known = query(provider, asked).await?;
    if known.status != RefundStatus::NotFound {
        return Ok(known);
    }
    match provider.refund(asked).await {
        Err(refusal @ ProviderError::Refused { .. }) => {
            let known = query(provider, asked).await?;
            if known.status == RefundStatus::NotFound { Err(refusal) } else { Ok(known) }
        }
        answer => answer,
    }
}

/// What has become of a refund; a question that is refused decides nothing.
async fn query(
    provider: &dyn PaymentProvider,
    asked: &NewRefund,
) -> Result<RefundReport, ProviderError> {
    provider.query_refund(asked).await.map_err(|error| match error {
        ProviderError::Refused { code, message } => {
            ProviderError::OutcomeUnknown(format!("{code} {message}"))
        }
        error => error,
    })
}

async fn try_to_send(
    app: &App,
    file: &OrderFile,
    refund: &StoredRefund,
    sending: Sending,
) -> Result<(), ConversationError> {
    let provider = provider_of(app, refund.payment.method)?;
    let paid = file.receipts.iter().find(|receipt| receipt.number == refund.payment);
    let attempt = paid.and_then(|receipt| file.attempt(&receipt.attempt));
    let (Some(paid), Some(attempt)) = (paid, attempt) else { return Ok(()) };
    let mut payment = reference_of(file, attempt);
    payment.provider_trade_no = Some(refund.payment.number.clone());
    let asked = NewRefund {
        refund_no: refund.refund_no.clone(),
        payment,
        amount: refund.amount,
        paid: paid.amount,
        // Providers show it in one line.
        reason: refund.reason.replace('\n', " "),
        notify_url: notify_url(app, refund.payment.method),
        provider_refund_no: refund.provider_refund_no.clone(),
    };
    let answer = match sending {
        Sending::First => provider.refund(&asked).await,
        Sending::Again => send_again(&*provider, &asked).await,
    };
    let now = app.clock().now();
    let age = now - refund.created_at;
    let again = now + (age / 2).clamp(chrono::Duration::seconds(30), chrono::Duration::hours(6));
    let (happening, provider_no, error) = match answer {
        Ok(report) => {
            let happening = settlement::refund_happening_of(&refund.refund_no, &report);
            (happening, report.provider_refund_no, None)
        }
        Err(ProviderError::Refused { code, message }) => {
            let event = Event::RefundReported(refund.refund_no.clone(), RefundState::Failed);
            let note = Some(format!("{code} {message}"));
            (Some(Happening { note, ..Happening::plain(event) }), None, None)
        }
        Err(error) => (None, None, Some(error)),
    };
    app.store().look_at_refund_again(&refund.refund_no, provider_no, Some(again)).await?;
    if let Some(happening) = happening {
        let settlement = Settlement {
            order: file.order.id.clone(),
            happenings: vec![happening],
            notice: None,
            tell_that_asked: None,
            now,
            completing: None,
        };
        settlement::settle(app, settlement).await?;
    }
    error.map_or(Ok(()), |error| Err(ConversationError::Provider(error)))
}
