//! Cancelling, pausing and taking back, each with a preview by the same function.

use super::calendar::day_in;
use super::machine::{Life, NotNow};
use super::{changed, no_subscription, not_in_this_state};
use crate::app::App;
use crate::auth::access::{OfCustomer, Principal};
use crate::body::Body;
use crate::idempotency::{Answer, KeyRule, Repeatable, Ticket};
use crate::locale::Language;
use crate::problem::{Refusal, field_error};
use crate::store::{
    Acted, CompletingAct, Deed, HeldSubscription, StoreError, SubscriptionAct, Why,
};
use crate::validation;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use billing_contract::{
    CancelSubscription, CancelWhen, CustomerId, DecimalAmount, ErrorCode, Money, PauseSubscription,
    ResumeSubscription, StandingPreview, Subscription, paths,
};
use std::sync::Arc;

const LONGEST_REASON: usize = 60;
const LONGEST_COMMENT: usize = 1_000;

/// What a cancellation would bring. Changes nothing.
#[utoipa::path(
    post, path = paths::SUBSCRIPTION_CANCEL_PREVIEW, request_body = CancelSubscription,
    responses((status = 200, body = StandingPreview),
        (status = 409, description = "The subscription's state does not allow this"))
)]
pub async fn preview_cancel(
    State(app): State<App>,
    OfCustomer(customer): OfCustomer,
    Body(asked): Body<CancelSubscription>,
) -> Result<Json<StandingPreview>, Refusal> {
    let (deed, _) = cancellation(asked)?;
    preview(&app, &customer, &deed).await.map(|(preview, _)| Json(preview))
}

/// Ends the subscription, at its end or now.
#[utoipa::path(
    post, path = paths::SUBSCRIPTION_CANCEL, request_body = CancelSubscription,
    params(("Idempotency-Key" = String, Header, description = "1 to 255 printable characters"),
        ("Accept-Language" = Option<String>, Header, description = "en, zh-CN or ja")),
    responses((status = 200, body = Subscription),
        (status = 400, description = "Not JSON, or no Idempotency-Key"),
        (status = 409, description = "The amount has changed, the subscription's state does not allow this, or the first request still runs"))
)]
pub async fn cancel_subscription(
    State(app): State<App>,
    principal: Principal,
    OfCustomer(customer): OfCustomer,
    language: Language,
    request: Repeatable,
) -> Result<Response, Refusal> {
    request
        .once(&app, KeyRule::Required, async |asked: CancelSubscription, ticket| {
            let displayed = asked.displayed_amount.clone();
            let (deed, why) = cancellation(asked)?;
            let version = match displayed {
                Some(displayed) => Some(still_holds(&app, &customer, &deed, &displayed).await?),
                None => None,
            };
            let deed = Decided { deed, why, version };
            act(&app, (principal, customer), deed, language, ticket).await
        })
        .await
}

/// What a pause would bring. Changes nothing.
#[utoipa::path(
    post, path = paths::SUBSCRIPTION_PAUSE_PREVIEW, request_body = PauseSubscription,
    responses((status = 200, body = StandingPreview),
        (status = 409, description = "The subscription's state does not allow this"))
)]
pub async fn preview_pause(
    State(app): State<App>,
    OfCustomer(customer): OfCustomer,
    Body(asked): Body<PauseSubscription>,
) -> Result<Json<StandingPreview>, Refusal> {
    checked(asked.reason, asked.comment)?;
    preview(&app, &customer, &Deed::Pause(asked.until)).await.map(|(preview, _)| Json(preview))
}

/// Stops the subscription until a day; the days are added behind its end.
#[utoipa::path(
    post, path = paths::SUBSCRIPTION_PAUSE, request_body = PauseSubscription,
    params(("Idempotency-Key" = Option<String>, Header, description = "1 to 255 printable characters"),
        ("Accept-Language" = Option<String>, Header, description = "en, zh-CN or ja")),
    responses((status = 200, body = Subscription),
        (status = 400, description = "Not JSON, or a malformed Idempotency-Key"),
        (status = 409, description = "The subscription's state does not allow this, or the first request still runs"))
)]
pub async fn pause_subscription(
    State(app): State<App>,
    principal: Principal,
    OfCustomer(customer): OfCustomer,
    language: Language,
    request: Repeatable,
) -> Result<Response, Refusal> {
    request
        .once(&app, KeyRule::Optional, async |asked: PauseSubscription, ticket| {
            let why = checked(asked.reason, asked.comment)?;
            let deed = Decided { deed: Deed::Pause(asked.until), why, version: None };
            act(&app, (principal, customer), deed, language, ticket).await
        })
        .await
}

/// What taking back would bring. Changes nothing.
#[utoipa::path(
    post, path = paths::SUBSCRIPTION_RESUME_PREVIEW, request_body = ResumeSubscription,
    responses((status = 200, body = StandingPreview),
        (status = 409, description = "There is nothing to take back"))
)]
pub async fn preview_resume(
    State(app): State<App>,
    OfCustomer(customer): OfCustomer,
    Body(asked): Body<ResumeSubscription>,
) -> Result<Json<StandingPreview>, Refusal> {
    checked(None, asked.comment)?;
    preview(&app, &customer, &Deed::Resume(asked.what)).await.map(|(preview, _)| Json(preview))
}

/// Takes back a pause, a cancellation or a change that waits.
#[utoipa::path(
    post, path = paths::SUBSCRIPTION_RESUME, request_body = ResumeSubscription,
    params(("Idempotency-Key" = String, Header, description = "1 to 255 printable characters"),
        ("Accept-Language" = Option<String>, Header, description = "en, zh-CN or ja")),
    responses((status = 200, body = Subscription),
        (status = 400, description = "Not JSON, or no Idempotency-Key"),
        (status = 409, description = "There is nothing to take back, or not what was named, or the first request still runs"))
)]
pub async fn resume_subscription(
    State(app): State<App>,
    principal: Principal,
    OfCustomer(customer): OfCustomer,
    language: Language,
    request: Repeatable,
) -> Result<Response, Refusal> {
    request
        .once(&app, KeyRule::Required, async |asked: ResumeSubscription, ticket| {
            let why = checked(None, asked.comment)?;
            let deed = Decided { deed: Deed::Resume(asked.what), why, version: None };
            act(&app, (principal, customer), deed, language, ticket).await
        })
        .await
}

fn cancellation(asked: CancelSubscription) -> Result<(Deed, Why), Refusal> {
    let deed = match asked.when {
        CancelWhen::PeriodEnd => Deed::CancelAtTheEnd,
        CancelWhen::Now => Deed::CancelNow,
    };
    Ok((deed, checked(asked.reason, asked.comment)?))
}

fn checked(reason: Option<String>, comment: Option<String>) -> Result<Why, Refusal> {
    let fault = |text: Option<&str>, longest| {
        let text = text?;
        let is_steered = text.chars().any(|one| one != '\n' && validation::is_control(one));
        match text.chars().count() > longest {
            true => Some("too_long"),
            false => is_steered.then_some("invalid"),
        }
    };
    let faults = [
        fault(reason.as_deref(), LONGEST_REASON).map(|code| field_error("reason", code)),
        fault(comment.as_deref(), LONGEST_COMMENT).map(|code| field_error("comment", code)),
    ];
    let faults: Vec<_> = faults.into_iter().flatten().collect();
    if faults.is_empty() { Ok(Why { reason, comment }) } else { Err(Refusal::invalid(faults)) }
}

/// The version of the subscription that what was shown still holds for.
async fn still_holds(
    app: &App,
    customer: &CustomerId,
    deed: &Deed,
    displayed: &DecimalAmount,
) -> Result<i64, Refusal> {
    let (preview, version) = preview(app, customer, deed).await?;
    if preview.to_credit_balance == *displayed { Ok(version) } else { Err(changed()) }
}

/// Works out on a copy what the deed would bring, and of which version of the subscription.
async fn preview(
    app: &App,
    customer: &CustomerId,
    deed: &Deed,
) -> Result<(StandingPreview, i64), Refusal> {
    let file = app.store().subscription_file(customer, None).await?;
    let file = file.ok_or_else(Refusal::not_found)?;
    let held: HeldSubscription = file.held.ok_or_else(no_subscription)?;
    let today = day_in(file.zone, app.clock().now());
    let mut life: Life = held.life.clone();
    let lost = life.unused(today, false);
    let (lost_days, released) = match deed {
        Deed::CancelAtTheEnd => life.cancel_at_the_end(today).map(|()| (0, 0)),
        Deed::CancelNow => {
            let days = lost.iter().map(|one| one.days).sum();
            life.cancel_now(today).map(|released| (days, released))
        }
        Deed::Pause(until) => life.pause(today, *until).map(|()| (0, 0)),
        Deed::Resume(named) => life.resume(*named, today).map(|()| (0, 0)),
        Deed::Schedule(_) | Deed::TryOut { .. } => Ok((0, 0)),
    }
    .map_err(refused)?;
    let status = life.status(today);
    let ends = life.ended_on.or(life.paid_until().filter(|_| !life.renews));
    let pauses = life.pause.filter(|pause| pause.holds_on(today)).map(|pause| pause.since);
    let preview = StandingPreview {
        status,
        usable_until: pauses.or(ends),
        paid_until: life.paid_until(),
        lost_days,
        to_credit_balance: Money::new(released.min(held.orders_hold_minor), file.currency)
            .to_decimal(),
        currency: file.currency,
    };
    Ok((preview, held.version))
}

/// What somebody has decided, and of which version if that matters.
struct Decided {
    deed: Deed,
    why: Why,
    version: Option<i64>,
}

async fn act(
    app: &App,
    (principal, customer): (Principal, CustomerId),
    Decided { deed, why, version }: Decided,
    language: Language,
    ticket: Option<Ticket>,
) -> Result<Answer, Refusal> {
    let completing = ticket.map(|ticket| -> CompletingAct {
        let broken = |refusal: Refusal| StoreError::Broken(format!("no answer: {refusal:?}"));
        Arc::new(move |told| {
            let answer = Answer::json(StatusCode::OK, told).map_err(broken)?;
            ticket.complete(&answer).map_err(broken)
        })
    });
    let act = SubscriptionAct {
        customer,
        by: principal.user_id,
        deed,
        why,
        version,
        locale: language.0.to_owned(),
        now: app.clock().now(),
        completing,
    };
    match app.store().act_on_subscription(act).await? {
        Acted::Done(told) => Answer::json(StatusCode::OK, &*told),
        Acted::Refused(why) => Err(refused(why)),
        Acted::Missing => Err(no_subscription()),
        Acted::Stale => Err(changed()),
    }
}

fn refused(why: NotNow) -> Refusal {
    match why {
        NotNow::State => not_in_this_state(),
        NotNow::Day => Refusal::new(ErrorCode::ValidationFailed, "Not a day to pause until.")
            .about(vec![field_error("until", "invalid")]),
    }
}
