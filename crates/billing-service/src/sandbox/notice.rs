//! What the sandbox tells without being asked: signed like the notices of real providers, and
//! delivered within the process.
//!
//! `X-Sandbox-Signature: t=SECONDS,v1=HEX` signs `SECONDS.BODY` by HMAC-SHA256.

use super::{Sandbox, report};
use crate::app::App;
use crate::store::{SandboxNotice, StoreError};
use aws_lc_rs::hmac;
use axum::http::{HeaderMap, HeaderValue};
use billing_contract::{Currency, Money, PayType};
use billing_providers::{
    Notice, NoticeReference, NoticeRefusal, NoticeSubject, PaidAmount, PaymentReport,
    PaymentStatus, RawNotice,
};
use chrono::{DateTime, Duration, Utc};
use serde::{Deserialize, Serialize};

const SIGNATURE: &str = "x-sandbox-signature";
const RECIPIENT: &str = "billing-service";
/// How old or how far in the future a notice may be.
const TOLERANCE: Duration = Duration::seconds(300);
const LONGEST_BODY: usize = 1024 * 1024;
const MOST_TRIES: u32 = 8;

/// A notice's body.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Body {
    /// Names the event.
    pub event_id: String,
    /// `payment.paid` or `payment.declined`.
    pub event: String,
    /// Whom it is for.
    pub recipient: String,
    /// The service's number of the trade.
    pub trade_no: String,
    /// The sandbox's number of the payment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub payment_no: Option<String>,
    /// How much, in smallest units.
    pub amount_minor: i64,
    /// Of what.
    pub currency: Currency,
    /// When.
    pub at: DateTime<Utc>,
}

impl Body {
    /// What is told of a trade.
    pub fn new(
        event_id: String,
        event: &str,
        trade_no: &str,
        amount: Money,
        at: DateTime<Utc>,
    ) -> Self {
        Self {
            event_id,
            event: event.to_owned(),
            recipient: RECIPIENT.to_owned(),
            trade_no: trade_no.to_owned(),
            payment_no: None,
            amount_minor: amount.minor,
            currency: amount.currency,
            at,
        }
    }
}

/// Delivers every notice that is due by now; those that are not accepted are tried again.
pub async fn deliver_due(app: &App) {
    let Some(sandbox) = app.sandbox() else { return };
    let due = match app.store().notices_due(app.clock().now()).await {
        Ok(due) => due,
        Err(error) => return tracing::warn!(%error, "notices of the sandbox cannot be read"),
    };
    for notice in due {
        deliver(app, sandbox, notice).await;
    }
}

async fn deliver(app: &App, sandbox: &Sandbox, notice: SandboxNotice) {
    let now = app.clock().now();
    let raw = sandbox.sign(&notice.body, now);
    let reply = crate::webhooks::receive(app, PayType::Sandbox, raw).await;
    let accepted = reply.status.is_success();
    if accepted && let Err(error) = note_told(app, &notice.body).await {
        tracing::warn!(%error, "a payment of the sandbox is told of once more when it is asked for");
    }
    let tries_left = notice.failures + 1 < MOST_TRIES;
    let pause = Duration::seconds(15 << notice.failures.min(10));
    let next = (!accepted && tries_left).then(|| now + pause);
    if let Err(error) = app.store().notice_tried(&notice.id, next).await {
        tracing::warn!(%error, "a delivered notice of the sandbox could not be noted");
    }
}

/// A payment whose notice was accepted needs no answer to name it.
async fn note_told(app: &App, body: &str) -> Result<(), StoreError> {
    let body: Option<Body> = serde_json::from_str(body).ok();
    match body.and_then(|body| body.payment_no) {
        Some(payment_no) => app.store().payment_told(&payment_no).await,
        None => Ok(()),
    }
}

impl Sandbox {
    /// The notice as it would come over the network.
    pub fn sign(&self, body: &str, now: DateTime<Utc>) -> RawNotice {
        let seconds = now.timestamp();
        let tag = hmac::sign(&self.key, format!("{seconds}.{body}").as_bytes());
        let line = format!("t={seconds},v1={}", hex(tag.as_ref()));
        let mut headers = HeaderMap::new();
        if let Ok(line) = HeaderValue::from_str(&line) {
            headers.insert(SIGNATURE, line);
        }
        RawNotice { headers, body: body.to_owned().into() }
    }
}

/// Reads a notice after checking signature, time and recipient.
pub fn read(key: &hmac::Key, raw: &RawNotice, now: DateTime<Utc>) -> Result<Notice, NoticeRefusal> {
    let forged = |reason: &str| NoticeRefusal::Forged(reason.to_owned());
    if raw.body.len() > LONGEST_BODY {
        return Err(NoticeRefusal::Unreadable("it is over 1 MiB".to_owned()));
    }
    let line = raw.headers.get(SIGNATURE).and_then(|line| line.to_str().ok());
    let line = line.ok_or_else(|| forged("there is no signature"))?;
    let (seconds, tag) = line
        .strip_prefix("t=")
        .and_then(|rest| rest.split_once(",v1="))
        .ok_or_else(|| forged("the signature is malformed"))?;
    let tag = unhex(tag).ok_or_else(|| forged("the signature is malformed"))?;
    let mut signed = format!("{seconds}.").into_bytes();
    signed.extend_from_slice(&raw.body);
    hmac::verify(key, &signed, &tag).map_err(|_| forged("the signature is wrong"))?;
    let at = seconds.parse().ok().and_then(|seconds| DateTime::from_timestamp(seconds, 0));
    let at = at.ok_or_else(|| forged("the signature has no time"))?;
    if (now.timestamp() - at.timestamp()).abs() > TOLERANCE.num_seconds() {
        return Err(NoticeRefusal::OutOfTime);
    }
    let body: Body = serde_json::from_slice(&raw.body)
        .map_err(|error| NoticeRefusal::Unreadable(error.to_string()))?;
    if body.recipient != RECIPIENT {
        return Err(NoticeRefusal::NotForUs(body.recipient));
    }
    Ok(Notice { subject: subject(&body), event_id: body.event_id, event: body.event })
}

fn subject(body: &Body) -> NoticeSubject {
    let report: PaymentReport = match (body.event.as_str(), &body.payment_no) {
        ("payment.paid", Some(number)) => {
            let paid = PaidAmount {
                amount: Money::new(body.amount_minor, body.currency),
                provider_trade_no: number.clone(),
                paid_at: Some(body.at),
            };
            report(PaymentStatus::Paid(paid), "PAID")
        }
        ("payment.declined", _) => report(PaymentStatus::Failed, "DECLINED"),
        _ => return NoticeSubject::Other,
    };
    let payment = NoticeReference::TradeNo(body.trade_no.clone());
    NoticeSubject::Payment { payment, report }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    if !text.is_ascii() || !text.len().is_multiple_of(2) {
        return None;
    }
    let digits = (0..text.len()).step_by(2);
    digits.map(|at| u8::from_str_radix(text.get(at..at + 2)?, 16).ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn key() -> hmac::Key {
        hmac::Key::new(hmac::HMAC_SHA256, b"a key of the sandbox")
    }

    fn noon() -> DateTime<Utc> {
        "2026-06-18T12:00:00Z".parse().unwrap()
    }

    fn signed(body: &str, with: &hmac::Key, at: DateTime<Utc>) -> RawNotice {
        let tag = hmac::sign(with, format!("{}.{body}", at.timestamp()).as_bytes());
        let line = format!("t={},v1={}", at.timestamp(), hex(tag.as_ref()));
        let mut headers = HeaderMap::new();
        headers.insert(SIGNATURE, HeaderValue::from_str(&line).unwrap());
        RawNotice { headers, body: body.to_owned().into() }
    }

    fn body() -> String {
        let amount = Money::new(9_900, Currency::CNY);
        let mut body = Body::new("event-1".to_owned(), "payment.paid", "BC1T01", amount, noon());
        body.payment_no = Some("SBBC1T0101".to_owned());
        serde_json::to_string(&body).unwrap()
    }

    #[test]
    fn a_genuine_notice_is_read_and_every_forgery_refused() {
        let good = signed(&body(), &key(), noon());
        let notice = read(&key(), &good, noon()).unwrap();
        assert_eq!(notice.event_id, "event-1");
        let other = hmac::Key::new(hmac::HMAC_SHA256, b"another key");
        assert!(read(&key(), &signed(&body(), &other, noon()), noon()).is_err());
        let mut changed = good.clone();
        changed.body = body().replace("9900", "9901").into();
        assert!(matches!(read(&key(), &changed, noon()), Err(NoticeRefusal::Forged(_))));
        let mut unsigned = good;
        unsigned.headers.clear();
        assert!(matches!(read(&key(), &unsigned, noon()), Err(NoticeRefusal::Forged(_))));
        let elsewhere = body().replace(RECIPIENT, "somebody-else");
        let elsewhere = signed(&elsewhere, &key(), noon());
        assert!(matches!(read(&key(), &elsewhere, noon()), Err(NoticeRefusal::NotForUs(_))));
    }

    #[test]
    fn the_tolerance_of_time_is_exact() {
        let notice = signed(&body(), &key(), noon());
        for seconds in [-300, -299, 0, 299, 300] {
            read(&key(), &notice, noon() + Duration::seconds(seconds)).unwrap();
        }
        for seconds in [-301, 301] {
            let read = read(&key(), &notice, noon() + Duration::seconds(seconds));
            assert!(matches!(read, Err(NoticeRefusal::OutOfTime)), "{seconds}");
        }
    }

    proptest! {
        #[test]
        fn no_header_or_body_panics(line in "[ -~]{0,90}", body in ".{0,80}") {
            let mut headers = HeaderMap::new();
            headers.insert(SIGNATURE, HeaderValue::from_str(&line).unwrap());
            let raw = RawNotice { headers, body: body.into() };
            prop_assert!(read(&key(), &raw, noon()).is_err());
        }
    }
}
