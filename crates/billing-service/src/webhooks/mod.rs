//! What providers tell: received, believed or not, logged, counted once, worked on once more.
//!
//! A notice comes in as bytes and headers. Its provider's own code checks signature, time and
//! recipient on the raw body ([`PaymentProvider::read_notice`]); only then is anything in it
//! believed. It is written into the log before it is worked on, and what it changes is written in
//! one transaction with the fact that its event has been counted. Only after that the provider
//! hears, in its own words, that the notice is safe. Whatever fails on the way leaves the notice in
//! the log and the provider unanswered, so that it sends again; whatever comes twice finds that it
//! is done. A notice that is not believed, or cannot be checked, is logged too, but only so many a
//! minute, for anybody can send one.
//!
//! [`PaymentProvider::read_notice`]: billing_providers::PaymentProvider::read_notice

pub mod log;
mod masking;

use crate::app::App;
use crate::orders::{self, TakenNotice};
use crate::problem::{InOwnWords, Refusal};
use crate::store::{NewNotice, NoticeEnd, is_done};
use aws_lc_rs::digest;
use axum::body::{Body, Bytes};
use axum::extract::{Path, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use billing_contract::{ErrorCode, PayType, WebhookId, WebhookOutcome, paths};
use billing_providers::{Acknowledgement, Notice, NoticeRefusal, RawNotice, Reply};
use chrono::{DateTime, Utc};

const LONGEST_BODY: usize = 1024 * 1024;
/// Of a notice that is not believed no longer body is kept.
const LONGEST_REFUSED_BODY: usize = 64 * 1024;
const LONGEST_ERROR: usize = 500;

/// A provider's notice: signed, in its own form, and answered in its own form.
#[utoipa::path(
    post, path = paths::WEBHOOK,
    params(("provider" = String, Path, description = "wechat_pay, alipay, stripe or paypal")),
    responses(
        (status = 200, description = "The notice is safe",
            content((String = "text/plain"), (Object = "application/json"))),
        (status = 400, description = "The notice is not believed",
            content((String = "text/plain"), (Object = "application/json"))),
        (status = 401, description = "The notice is not believed",
            content((String = "text/plain"), (Object = "application/json"))),
        (status = 404, description = "There is no such provider"),
        (status = 500, description = "The notice must be sent again",
            content((String = "text/plain"), (Object = "application/json"))),
        (status = 503, description = "The notice must be sent again",
            content((String = "text/plain"), (Object = "application/json")))))]
pub async fn take_in(
    State(app): State<App>,
    Path(provider): Path<String>,
    request: Request,
) -> Result<Response, Refusal> {
    let method = PayType::from_name(&provider).ok_or_else(Refusal::not_found)?;
    if app.providers().get(method).is_none() {
        return Err(Refusal::not_found());
    }
    let (parts, body) = request.into_parts();
    let body = whole(body).await?;
    let reply = receive(&app, method, RawNotice { headers: parts.headers, body }).await;
    Ok(answer(reply))
}

/// Takes a notice in and says what its provider wants to hear.
pub async fn receive(app: &App, method: PayType, raw: RawNotice) -> Reply {
    let Some(provider) = app.providers().get(method) else {
        let (status, body) = (StatusCode::NOT_FOUND, String::new());
        return Reply { status, content_type: "text/plain", body };
    };
    let worked = work(app, method, &raw, Occasion::Delivery).await;
    provider.acknowledge(match worked {
        Ok(Worked { outcome, .. }) if is_done(outcome) => Acknowledgement::Accepted,
        Ok(Worked { outcome: WebhookOutcome::Refused, .. }) => Acknowledgement::Refused,
        Ok(_) => Acknowledgement::SendAgain,
        Err(refusal) => {
            tracing::error!(method = method.as_str(), ?refusal, "a notice could not be kept");
            Acknowledgement::SendAgain
        }
    })
}

/// Why a notice is worked on.
#[derive(Clone, Copy)]
enum Occasion {
    /// It came in.
    Delivery,
    /// Somebody wants it worked on once more; it had come in then.
    Replay(DateTime<Utc>),
}

/// What became of a notice; one that is not believed may not be in the log.
struct Worked {
    outcome: WebhookOutcome,
    entry: Option<WebhookId>,
}

async fn work(
    app: &App,
    method: PayType,
    raw: &RawNotice,
    occasion: Occasion,
) -> Result<Worked, Refusal> {
    let provider = app.providers().get(method).ok_or_else(Refusal::not_found)?;
    let now = app.clock().now();
    // Signatures are good for minutes; what was good when it came in is good.
    let came_at = match occasion {
        Occasion::Delivery => now,
        Occasion::Replay(then) => then,
    };
    let read = provider.read_notice(raw, came_at).await;
    let is_delivery = matches!(occasion, Occasion::Delivery);
    let logged = app.store().log_notice(entry(app, method, raw, &read, is_delivery)).await?;
    let worked = match (read, logged) {
        // Whoever really is the provider sends it again.
        (Err(NoticeRefusal::CannotCheck(_)), None) => {
            Worked { outcome: WebhookOutcome::Failed, entry: None }
        }
        (_, None) => Worked { outcome: WebhookOutcome::Refused, entry: None },
        (Err(_), Some(entry)) => Worked { outcome: entry.outcome, entry: Some(entry.id) },
        (Ok(_), Some(entry)) if is_done(entry.outcome) && is_delivery => {
            Worked { outcome: entry.outcome, entry: Some(entry.id) }
        }
        (Ok(notice), Some(entry)) => {
            let outcome = apply(app, method, &notice, &entry.id).await?;
            Worked { outcome, entry: Some(entry.id) }
        }
    };
    app.telemetry().count_notice(method.as_str(), word(worked.outcome));
    Ok(worked)
}

/// Works on a notice that is surely the provider's, and notes what became of it.
async fn apply(
    app: &App,
    method: PayType,
    notice: &Notice,
    id: &WebhookId,
) -> Result<WebhookOutcome, Refusal> {
    let (outcome, error) = match orders::take_notice(app, method, notice, id).await {
        Ok(TakenNotice::Applied(_)) => (WebhookOutcome::Applied, None),
        Ok(TakenNotice::NothingNew(_)) => (WebhookOutcome::NothingNew, None),
        Ok(TakenNotice::Ignored) => (WebhookOutcome::Ignored, None),
        Err(refusal) => {
            tracing::error!(webhook = id.as_str(), ?refusal, "a notice could not be worked on");
            (WebhookOutcome::Failed, Some(refusal.code().as_str().to_owned()))
        }
    };
    let end = NoticeEnd { id: id.clone(), outcome, error, now: app.clock().now() };
    app.store().end_notice(end).await?;
    Ok(outcome)
}

fn entry(
    app: &App,
    method: PayType,
    raw: &RawNotice,
    read: &Result<Notice, NoticeRefusal>,
    is_delivery: bool,
) -> NewNotice {
    let id = WebhookId::new(app.clock().new_id());
    let (headers, now) = (headers_as_json(&raw.headers), app.clock().now());
    match read {
        Ok(notice) => NewNotice {
            event_key: notice.event_id.clone(),
            provider_event_id: Some(notice.event_id.clone()),
            event: notice.event.clone(),
            outcome: WebhookOutcome::Started,
            error: None,
            body: Some(raw.body.to_vec()),
            id,
            method,
            headers,
            is_delivery,
            now,
        },
        Err(refusal) => {
            let outcome = match refusal {
                NoticeRefusal::CannotCheck(_) => WebhookOutcome::Failed,
                NoticeRefusal::Forged(_)
                | NoticeRefusal::OutOfTime
                | NoticeRefusal::NotForUs(_)
                | NoticeRefusal::Unreadable(_) => WebhookOutcome::Refused,
            };
            let digest = digest::digest(&digest::SHA256, &raw.body);
            let is_kept = raw.body.len() <= LONGEST_REFUSED_BODY;
            NewNotice {
                // No provider's identifier has a colon, so a forger cannot take an event's place.
                event_key: format!("sha256:{}", URL_SAFE_NO_PAD.encode(digest)),
                provider_event_id: None,
                event: String::new(),
                outcome,
                error: Some(refusal.to_string().chars().take(LONGEST_ERROR).collect()),
                body: is_kept.then(|| raw.body.to_vec()),
                id,
                method,
                headers,
                is_delivery,
                now,
            }
        }
    }
}

/// The headers that can matter to a signature: nothing the proxy or the connection added.
fn headers_as_json(headers: &HeaderMap) -> String {
    let is_about_the_way = |name: &HeaderName| {
        [header::AUTHORIZATION, header::COOKIE, header::CONNECTION, header::HOST].contains(name)
    };
    let kept: Vec<(&str, &str)> = headers
        .iter()
        .filter(|(name, _)| !is_about_the_way(name))
        .filter_map(|(name, value)| Some((name.as_str(), value.to_str().ok()?)))
        .filter(|(_, value)| value.len() <= 8 * 1024)
        .collect();
    serde_json::to_string(&kept).unwrap_or_default()
}

fn headers_from_json(json: &str) -> HeaderMap {
    let kept: Vec<(String, String)> = serde_json::from_str(json).unwrap_or_default();
    let header = |(name, value): (String, String)| {
        Some((HeaderName::try_from(name).ok()?, HeaderValue::try_from(value).ok()?))
    };
    kept.into_iter().filter_map(header).collect()
}

async fn whole(body: Body) -> Result<Bytes, Refusal> {
    axum::body::to_bytes(body, LONGEST_BODY).await.map_err(|error| {
        let is_too_long = std::error::Error::source(&error)
            .is_some_and(|source| source.is::<http_body_util::LengthLimitError>());
        if is_too_long {
            Refusal::new(
                ErrorCode::PayloadTooLarge,
                format!("The body is over {LONGEST_BODY} bytes."),
            )
        } else {
            Refusal::new(ErrorCode::BadRequest, "The body broke off.")
        }
    })
}

fn answer(reply: Reply) -> Response {
    let kind = HeaderValue::from_static(reply.content_type);
    let mut response = (reply.status, [(header::CONTENT_TYPE, kind)], reply.body).into_response();
    response.extensions_mut().insert(InOwnWords);
    response
}

const fn word(outcome: WebhookOutcome) -> &'static str {
    match outcome {
        WebhookOutcome::Started => "started",
        WebhookOutcome::Applied => "applied",
        WebhookOutcome::NothingNew => "nothing_new",
        WebhookOutcome::Ignored => "ignored",
        WebhookOutcome::Refused => "refused",
        WebhookOutcome::Failed => "failed",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_survive_the_log_but_for_those_of_the_way() {
        let mut headers = HeaderMap::new();
        headers.insert("stripe-signature", HeaderValue::from_static("t=1,v1=ab"));
        headers.append("x-many", HeaderValue::from_static("1"));
        headers.append("x-many", HeaderValue::from_static("2"));
        headers.insert("authorization", HeaderValue::from_static("Bearer secret"));
        headers.insert("host", HeaderValue::from_static("b.test"));
        let read = headers_from_json(&headers_as_json(&headers));
        assert_eq!(read["stripe-signature"], "t=1,v1=ab");
        assert_eq!(read.get_all("x-many").iter().count(), 2);
        assert!(!read.contains_key("authorization") && !read.contains_key("host"));
        assert!(headers_from_json("spoiled").is_empty());
    }
}
