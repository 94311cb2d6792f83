//! Something to pay with: one code or link for an order and method while it can be paid.
//!
//! Asking again shows the same code for another while. Only when its trade has less than five
//! minutes to live at the provider is it made impossible there and another one asked for, so there
//! are never two codes of one method that can be paid. The trade number is on the disk before the
//! provider hears of it; if the answer is lost, it is asked again under the same number.

use super::closing::withdraw_all;
use super::conversation::{Withdrawn, withdraw};
use super::facts::is_open;
use super::machine::{Event, Report, Withdrawal};
use super::{asking, closing, conversation, facts, view};
use crate::app::App;
use crate::auth::access::OfCustomer;
use crate::auth::device::Device;
use crate::idempotency::{Answer, KeyRule, Repeatable};
use crate::locale::Language;
use crate::problem::{Refusal, field_error};
use crate::shop;
use crate::store::{BegunAttempt, NewAttempt, OrderFile, Shown, StoredAttempt};
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use billing_contract::{
    AttemptId, AttemptState, ErrorCode, OrderId, PayType, Prepaid, PrepayRequest, QrCode, paths,
};
use billing_providers::{NewPayment, PaymentProvider, Presentation, Presented, ProviderError};
use chrono::{DateTime, Duration, Utc};

/// A trade that has less to live at its provider is not shown again.
const LEAST_LIFE: Duration = Duration::minutes(5);
const LONGEST_RETURN_URL: usize = 512;

/// Asks for something to pay an order with.
#[utoipa::path(
    post, path = paths::PREPAY, request_body = PrepayRequest,
    params(("Idempotency-Key" = Option<String>, Header, description = "1 to 255 printable characters"),
        ("Accept-Language" = Option<String>, Header, description = "en, zh-CN or ja")),
    responses((status = 200, body = Prepaid),
        (status = 400, description = "Not JSON, or a malformed Idempotency-Key"),
        (status = 404, description = "No such order"),
        (status = 409, description = "Paid already or over, or the first request still runs"))
)]
pub async fn prepay(
    State(app): State<App>,
    OfCustomer(customer): OfCustomer,
    device: Device,
    language: Language,
    request: Repeatable,
) -> Result<Response, Refusal> {
    request
        .once_kept_afterwards(&app, KeyRule::Optional, async |asked: PrepayRequest| {
            check_return_url(asked.return_url.as_deref())?;
            asking::of_customer(&app, &asked.order_id, &customer).await?;
            let wanted = Wanted {
                method: asked.pay_type,
                return_url: asked.return_url,
                locale: language.0.to_owned(),
                client_ip: device.address,
            };
            let (file, attempt) = something_to_pay(&app, &asked.order_id, &wanted).await?;
            Answer::json(StatusCode::OK, &prepaid(&file, &attempt, app.clock().now()))
        })
        .await
}

/// How somebody wants to pay.
pub struct Wanted {
    /// By which method.
    pub method: PayType,
    /// Where the browser goes back to.
    pub return_url: Option<String>,
    /// The customer's language.
    pub locale: String,
    /// Where they ask from.
    pub client_ip: Option<std::net::IpAddr>,
}

/// Only a program on the customer's own computer may be returned to.
fn check_return_url(url: Option<&str>) -> Result<(), Refusal> {
    let Some(url) = url else { return Ok(()) };
    let invalid = || Refusal::invalid(vec![field_error("returnUrl", "invalid")]);
    let parsed: axum::http::Uri = url.parse().map_err(|_| invalid())?;
    let host = parsed.host().unwrap_or_default();
    let has_user = parsed.authority().is_some_and(|authority| authority.as_str().contains('@'));
    let is_loopback = matches!(host, "127.0.0.1" | "[::1]");
    let fits = url.len() <= LONGEST_RETURN_URL && parsed.port().is_some();
    let is_http = parsed.scheme_str() == Some("http");
    if is_loopback && is_http && fits && !has_user { Ok(()) } else { Err(invalid()) }
}

fn prepaid(file: &OrderFile, attempt: &StoredAttempt, now: DateTime<Utc>) -> Prepaid {
    Prepaid {
        pay_type: attempt.method,
        qr_code: attempt.code_url.clone().map(|code_url| QrCode { code_url }),
        approval_url: attempt.page_url.clone(),
        attempt_id: attempt.id.clone(),
        expires_in: view::seconds_left(file, attempt, now),
        server_now: now,
    }
}

/// Shows the open code of the method again, or asks the provider for one.
pub async fn something_to_pay(
    app: &App,
    order: &OrderId,
    wanted: &Wanted,
) -> Result<(OrderFile, StoredAttempt), Refusal> {
    let _turn = app.turns().take(order).await;
    let file = app.store().order(order).await?.ok_or_else(Refusal::not_found)?;
    must_be_open(&file)?;
    let offered = app.providers().taking(wanted.method, file.facts.missing()).cloned();
    let provider = offered.ok_or_else(|| {
        let detail = "This method is not offered, or not for this amount.";
        Refusal::new(ErrorCode::MethodNotOffered, detail)
    })?;
    let now = app.clock().now();
    if !file.facts.has_money() && file.order.expires_at <= now {
        closing::end(app, file, facts::Ending::Expired).await?;
        return Err(not_open());
    }
    // Never two methods at once: what was shown before is made impossible first.
    let file = withdraw_others(app, file, wanted.method).await?;
    let missing = file.facts.missing();
    let same = file
        .attempts
        .iter()
        .rfind(|attempt| attempt.method == wanted.method && conversation::is_wanted(attempt.state));
    let Some(same) = same.cloned() else {
        return begin(app, &*provider, order, wanted).await;
    };
    let lives = same.payable_until - now > LEAST_LIFE;
    let fits = same.amount == missing && is_open(same.state);
    let returns = wanted.return_url.is_none() || same.return_url == wanted.return_url;
    if lives && fits && (returns || same.state == AttemptState::Unknown) {
        return if same.state == AttemptState::Unknown {
            present(app, &*provider, &file, same, wanted).await
        } else {
            let shown = Shown {
                prepay_id: None,
                code_url: None,
                page_url: None,
                until: now + code_lifetime(&*provider),
            };
            show(app, order, &same.id, shown).await
        };
    }
    let why = if lives { Withdrawal::Closed } else { Withdrawal::Expired };
    gone(withdraw(app, &file, &same, why).await?)?;
    begin(app, &*provider, order, wanted).await
}

/// Makes every code of another method impossible. Money that turns up on the way and is less than
/// the price leaves the rest to be paid.
async fn withdraw_others(
    app: &App,
    mut file: OrderFile,
    wanted: PayType,
) -> Result<OrderFile, Refusal> {
    loop {
        match withdraw_all(app, file, Some(wanted), Withdrawal::Closed).await? {
            Withdrawn::Gone(file) => return Ok(file),
            Withdrawn::Paid(paid) => {
                must_be_open(&paid)?;
                file = paid;
            }
        }
    }
}

fn must_be_open(file: &OrderFile) -> Result<(), Refusal> {
    let is_over = file.facts.ended.is_some() && !file.facts.has_money();
    if file.facts.is_paid() || is_over || !file.order.state.is_open() {
        return Err(not_open());
    }
    Ok(())
}

fn not_open() -> Refusal {
    Refusal::new(ErrorCode::OrderState, "The order is paid or over; there is nothing to pay.")
}

fn gone(withdrawn: Withdrawn) -> Result<OrderFile, Refusal> {
    match withdrawn {
        Withdrawn::Gone(file) => Ok(file),
        Withdrawn::Paid(file) => must_be_open(&file).map(|()| file),
    }
}

fn code_lifetime(provider: &dyn PaymentProvider) -> Duration {
    Duration::from_std(provider.abilities().code_lifetime).unwrap_or(Duration::minutes(2))
}

async fn begin(
    app: &App,
    provider: &dyn PaymentProvider,
    order: &OrderId,
    wanted: &Wanted,
) -> Result<(OrderFile, StoredAttempt), Refusal> {
    let now = app.clock().now();
    let payable_for = Duration::from_std(provider.abilities().payable_for);
    let attempt = NewAttempt {
        id: AttemptId::new(app.clock().new_id()),
        order: order.clone(),
        method: wanted.method,
        return_url: wanted.return_url.clone(),
        shown_until: now + code_lifetime(provider),
        payable_until: now + payable_for.unwrap_or(Duration::hours(2)),
        now,
    };
    let (file, id) = match app.store().begin_attempt(attempt).await? {
        BegunAttempt::Begun(file, id) => (file, id),
        BegunAttempt::NotOpen(_) => return Err(not_open()),
        BegunAttempt::CouponRefused(problem) => return Err(shop::coupon_refused(problem)),
        BegunAttempt::Missing => return Err(Refusal::not_found()),
        BegunAttempt::OneIsOpen(_) => {
            return Err(Refusal::internal("two conversations about one order"));
        }
    };
    let begun = file.attempt(&id).cloned();
    let begun = begun.ok_or_else(|| Refusal::internal("an attempt vanished"))?;
    present(app, provider, &file, begun, wanted).await
}

/// Asks the provider for the code; an answer that is lost is asked for once more.
async fn present(
    app: &App,
    provider: &dyn PaymentProvider,
    file: &OrderFile,
    attempt: StoredAttempt,
    wanted: &Wanted,
) -> Result<(OrderFile, StoredAttempt), Refusal> {
    let now = app.clock().now();
    let payment = NewPayment {
        trade_no: attempt.trade_no.clone(),
        amount: attempt.amount,
        subject: file.order.terms.product_name.clone(),
        order_no: file.order.order_no.clone(),
        payable_for: (attempt.payable_until - now).to_std().unwrap_or_default(),
        now,
        notify_url: notify_url(app, attempt.method),
        return_url: attempt.return_url.clone(),
        client_ip: wanted.client_ip,
        locale: wanted.locale.clone(),
    };
    let mut answer = provider.create(&payment).await;
    if matches!(answer, Err(ProviderError::OutcomeUnknown(_))) {
        answer = provider.create(&payment).await;
    }
    match answer {
        Ok(presented) => {
            let until = app.clock().now() + code_lifetime(provider);
            show(app, &file.order.id, &attempt.id, shown(presented, until)).await
        }
        Err(error @ (ProviderError::Refused { .. } | ProviderError::AmountNotTaken)) => {
            let failed = Event::Reported(attempt.id.clone(), Report::Failed);
            conversation::settle_one(app, &file.order.id, failed).await?;
            Err(match error {
                ProviderError::AmountNotTaken => {
                    let detail = "The provider does not take this amount.";
                    Refusal::new(ErrorCode::MethodNotOffered, detail)
                }
                error => conversation::ConversationError::Provider(error).into(),
            })
        }
        // The attempt stays as it is: the next try asks under the same trade number.
        Err(error) => Err(conversation::ConversationError::Provider(error).into()),
    }
}

fn shown(presented: Presented, until: DateTime<Utc>) -> Shown {
    let (code_url, page_url) = match presented.presentation {
        Presentation::Code(url) => (Some(url), None),
        Presentation::Page(url) => (None, Some(url)),
    };
    Shown { prepay_id: presented.prepay_id, code_url, page_url, until }
}

async fn show(
    app: &App,
    order: &OrderId,
    attempt: &AttemptId,
    shown: Shown,
) -> Result<(OrderFile, StoredAttempt), Refusal> {
    let now = app.clock().now();
    let file = app.store().show_attempt(order, attempt, shown, now).await?;
    let file = file.ok_or_else(Refusal::not_found)?;
    let attempt = file.attempt(attempt).cloned();
    let attempt = attempt.ok_or_else(|| Refusal::internal("an attempt vanished"))?;
    app.telemetry().count_attempt(attempt.method.as_str(), "presented");
    Ok((file, attempt))
}

/// Where a provider sends its notices, if strangers can reach the service at all.
pub fn notify_url(app: &App, method: PayType) -> Option<String> {
    let url = app.public_url().for_strangers()?;
    Some(format!("{url}{}", paths::WEBHOOK.replace("{provider}", method.as_str())))
}
