//! Stripe's notices, signed with a shared secret.

use super::wire::{Refund, Session};
use crate::{Notice, NoticeReference, NoticeRefusal, NoticeSubject, PaymentStatus, RawNotice};
use aws_lc_rs::hmac;
use billing_contract::Secret;
use chrono::{DateTime, Utc};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;

/// How old a signature may be; the same the other way, for a clock that is ahead.
const TOLERANCE_SECONDS: u64 = 300;

/// Checks the `Stripe-Signature` over the raw body; while a secret is being rolled there are two.
pub(super) fn checked(
    notice: &RawNotice,
    secret: &Secret,
    now: DateTime<Utc>,
) -> Result<(), NoticeRefusal> {
    let forged = |why: &str| NoticeRefusal::Forged(why.to_owned());
    let header = crate::notice::single_header(&notice.headers, "stripe-signature")
        .ok_or_else(|| forged("it is not signed"))?;
    let parts = || header.split(',').filter_map(|part| part.trim().split_once('='));
    let mut moments = parts().filter(|(name, _)| *name == "t").map(|(_, value)| value);
    let (Some(moment), None) = (moments.next(), moments.next()) else {
        return Err(forged("its signature names no moment"));
    };
    let mut message = format!("{moment}.").into_bytes();
    message.extend_from_slice(&notice.body);
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret.expose().as_bytes());
    let mut signatures = parts().filter(|(name, _)| *name == "v1").take(16);
    let holds = |(_, digits): (&str, &str)| {
        bytes_of(digits).is_some_and(|tag| hmac::verify(&key, &message, &tag).is_ok())
    };
    if !signatures.any(holds) {
        return Err(forged("no signature holds"));
    }
    let moment: i64 = moment.parse().map_err(|_| forged("its moment is no number"))?;
    if now.timestamp().abs_diff(moment) > TOLERANCE_SECONDS {
        return Err(NoticeRefusal::OutOfTime);
    }
    Ok(())
}

fn bytes_of(hexadecimal: &str) -> Option<Vec<u8>> {
    let digits = hexadecimal.as_bytes();
    if !digits.len().is_multiple_of(2) || !digits.iter().all(u8::is_ascii_hexdigit) {
        return None;
    }
    let pair = |pair: &[u8]| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok();
    digits.chunks(2).map(pair).collect()
}

#[derive(Deserialize)]
struct Event<'a> {
    id: String,
    #[serde(rename = "type")]
    kind: String,
    livemode: bool,
    /// Set in notices about accounts connected to ours.
    account: Option<String>,
    #[serde(borrow)]
    data: Content<'a>,
}

#[derive(Deserialize)]
struct Content<'a> {
    #[serde(borrow)]
    object: &'a RawValue,
}

#[derive(Deserialize)]
struct Dispute {
    payment_intent: Option<String>,
    status: String,
}

/// Reads a notice whose signature holds.
pub(super) fn read(body: &[u8], live: bool) -> Result<Notice, NoticeRefusal> {
    let event: Event<'_> = serde_json::from_slice(body)
        .map_err(|_| NoticeRefusal::Unreadable("it is no event".to_owned()))?;
    if event.livemode != live {
        return Err(NoticeRefusal::NotForUs("it is of the other mode, live or test".to_owned()));
    }
    if event.account.is_some() {
        return Err(NoticeRefusal::NotForUs("it is for another account".to_owned()));
    }
    let object = event.data.object;
    let subject = match event.kind.as_str() {
        "checkout.session.async_payment_failed" => payment(object, true)?,
        kind if kind.starts_with("checkout.session.") => payment(object, false)?,
        "refund.created" | "refund.updated" | "refund.failed" | "charge.refund.updated" => {
            refund(object)?
        }
        kind if kind.starts_with("charge.dispute.") => dispute(object)?,
        _ => NoticeSubject::Other,
    };
    Ok(Notice { event_id: event.id, event: event.kind, subject })
}

fn payment(object: &RawValue, failed: bool) -> Result<NoticeSubject, NoticeRefusal> {
    let session: Session = content(object)?;
    let payment = match &session.client_reference_id {
        Some(trade_no) => NoticeReference::TradeNo(trade_no.clone()),
        None => NoticeReference::PrepayId(session.id.clone()),
    };
    let mut report =
        session.report().map_err(|error| NoticeRefusal::Unreadable(error.to_string()))?;
    // The session alone says "complete, unpaid", as it does while the bank still works.
    if failed && report.status == PaymentStatus::Processing {
        report.status = PaymentStatus::Failed;
    }
    Ok(NoticeSubject::Payment { payment, report })
}

fn refund(object: &RawValue) -> Result<NoticeSubject, NoticeRefusal> {
    let refund: Refund = content(object)?;
    let Some(refund_no) = refund.refund_no().map(str::to_owned) else {
        return Ok(NoticeSubject::Other);
    };
    let report = refund.report().map_err(|error| NoticeRefusal::Unreadable(error.to_string()))?;
    Ok(NoticeSubject::Refund { refund_no, report })
}

fn dispute(object: &RawValue) -> Result<NoticeSubject, NoticeRefusal> {
    let dispute: Dispute = content(object)?;
    let Some(intent) = dispute.payment_intent else { return Ok(NoticeSubject::Other) };
    let won = match dispute.status.as_str() {
        // A warning that was closed never took the money.
        "won" | "warning_closed" => Some(true),
        "lost" => Some(false),
        _ => None,
    };
    Ok(NoticeSubject::Dispute { payment: NoticeReference::ProviderTradeNo(intent), won })
}

fn content<T: DeserializeOwned>(object: &RawValue) -> Result<T, NoticeRefusal> {
    serde_json::from_str(object.get())
        .map_err(|_| NoticeRefusal::Unreadable("its content cannot be read".to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use bytes::Bytes;
    use http::HeaderMap;
    use proptest::prelude::*;
    use serde_json::{Value, json};

    fn event(kind: &str, object: &Value) -> Result<NoticeSubject, NoticeRefusal> {
        let content = json!({"object": object});
        let event = json!({"id": "evt_1", "type": kind, "livemode": false, "data": content});
        read(event.to_string().as_bytes(), false).map(|notice| notice.subject)
    }

    fn session(status: &str, paid: &str) -> Value {
        json!({
            "id": "cs_1", "client_reference_id": "T1", "status": status, "payment_status": paid,
            "amount_total": 1_935, "currency": "jpy", "payment_intent": "pi_1",
        })
    }

    #[test]
    fn sessions_that_take_days_are_processing_until_they_are_told_of() {
        let waiting = session("complete", "unpaid");
        let cases = [
            ("checkout.session.completed", &waiting, PaymentStatus::Processing),
            ("checkout.session.async_payment_failed", &waiting, PaymentStatus::Failed),
            ("checkout.session.expired", &session("expired", "unpaid"), PaymentStatus::Closed),
        ];
        for (kind, session, status) in cases {
            let subject = event(kind, session).unwrap();
            let NoticeSubject::Payment { report, .. } = subject else { panic!("{subject:?}") };
            assert_eq!(report.status, status, "{kind}");
        }
    }

    #[test]
    fn disputes_are_decided_by_their_last_word() {
        let cases = [("needs_response", None), ("won", Some(true)), ("lost", Some(false))];
        for (word, decided) in cases {
            let dispute = json!({"payment_intent": "pi_1", "status": word});
            let payment = NoticeReference::ProviderTradeNo("pi_1".to_owned());
            let subject = event("charge.dispute.closed", &dispute).unwrap();
            assert_eq!(subject, NoticeSubject::Dispute { payment, won: decided });
        }
    }

    #[test]
    fn refunds_made_elsewhere_are_nothing_of_ours() {
        let refund = json!({"id": "re_1", "amount": 5, "currency": "usd", "status": "succeeded"});
        assert_eq!(event("refund.updated", &refund).unwrap(), NoticeSubject::Other);
        assert_eq!(event("invoice.paid", &json!({})).unwrap(), NoticeSubject::Other);
    }

    proptest! {
        #[test]
        fn no_header_or_body_panics(header in "[ -~]{0,80}", body: Vec<u8>, text in ".{0,60}") {
            let headers = HeaderMap::from_iter([("stripe-signature".parse().unwrap(), header.parse().unwrap())]);
            let notice = RawNotice { headers, body: Bytes::from(body.clone()) };
            prop_assert!(checked(&notice, &Secret::new("whsec"), DateTime::UNIX_EPOCH).is_err());
            let _ = read(&body, false);
            let object = serde_json::from_str(&text).unwrap_or_else(|_| json!({"id": text}));
            for kind in ["checkout.session.completed", "refund.updated", "charge.dispute.closed"] {
                let _ = event(kind, &object);
            }
        }
    }
}
