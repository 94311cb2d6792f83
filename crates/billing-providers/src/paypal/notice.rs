//! PayPal's notices: signed with a certificate over what was sent, by its checksum.
//!
//! The checksum is CRC-32, which is no digest: whoever has seen one notice can write another with
//! the same. So a notice about a payment or refund is only a reason to ask ([`Told::to_confirm`]).

use super::wire::{Capture, Link, Order, Payee, Refund};
use crate::keys::VerifyingKey;
use crate::{Notice, NoticeReference, NoticeRefusal, NoticeSubject, PaymentStatus, RawNotice};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;

/// The signature of a notice.
pub(super) struct Transmission {
    id: String,
    time: String,
    signature: String,
    certificate_url: String,
    checksum: u32,
}

impl Transmission {
    /// Reads it; refused if any part is missing.
    pub(super) fn of(notice: &RawNotice) -> Result<Self, NoticeRefusal> {
        let header = |name: &str| {
            crate::notice::single_header(&notice.headers, name)
                .ok_or_else(|| NoticeRefusal::Forged(format!("{name} is missing")))
        };
        if header("paypal-auth-algo")? != "SHA256withRSA" {
            return Err(NoticeRefusal::Forged("it is signed in another way".to_owned()));
        }
        Ok(Self {
            id: header("paypal-transmission-id")?,
            time: header("paypal-transmission-time")?,
            signature: header("paypal-transmission-sig")?,
            certificate_url: header("paypal-cert-url")?,
            checksum: crc32fast::hash(&notice.body),
        })
    }

    /// Where the certificate is said to be.
    pub(super) fn certificate_url(&self) -> &str {
        &self.certificate_url
    }

    /// Whether the key signed this body for our webhook.
    pub(super) fn check(&self, key: &VerifyingKey, webhook_id: &str) -> Result<(), NoticeRefusal> {
        let message = format!("{}|{}|{webhook_id}|{}", self.id, self.time, self.checksum);
        if key.verifies(message.as_bytes(), &self.signature) {
            Ok(())
        } else {
            Err(NoticeRefusal::Forged("its signature does not hold".to_owned()))
        }
    }
}

#[derive(Deserialize)]
struct Event<'a> {
    id: String,
    event_type: String,
    #[serde(borrow)]
    resource: &'a RawValue,
}

#[derive(Deserialize)]
struct Reversal {
    #[serde(default)]
    links: Vec<Link>,
}

#[derive(Deserialize)]
struct Dispute {
    #[serde(default)]
    disputed_transactions: Vec<Disputed>,
    status: Option<String>,
    dispute_outcome: Option<Outcome>,
}

#[derive(Deserialize)]
struct Disputed {
    seller_transaction_id: Option<String>,
}

#[derive(Deserialize)]
struct Outcome {
    #[serde(default)]
    outcome_code: String,
}

/// What a notice says, and what has to be asked before it is believed.
pub(super) struct Told {
    pub(super) notice: Notice,
    /// The order or refund that says it too.
    pub(super) to_confirm: Option<Confirmation>,
}

/// Where PayPal says the same when it is asked.
pub(super) enum Confirmation {
    /// The order of a trade number.
    Order { id: String, trade_no: String },
    /// A refund.
    Refund { id: String },
}

#[derive(Deserialize)]
struct Identified {
    id: String,
    supplementary_data: Option<Supplement>,
}

#[derive(Deserialize)]
struct Supplement {
    related_ids: Option<Related>,
}

#[derive(Deserialize)]
struct Related {
    order_id: Option<String>,
}

impl Identified {
    /// The order: named beside a capture, or the resource itself.
    fn order_id(self) -> String {
        let named = self.supplementary_data.and_then(|data| data.related_ids);
        named.and_then(|ids| ids.order_id).unwrap_or(self.id)
    }
}

/// Reads a notice whose signature holds.
pub(super) fn read(body: &[u8], merchant_id: Option<&str>) -> Result<Told, NoticeRefusal> {
    let event: Event<'_> = serde_json::from_slice(body)
        .map_err(|_| NoticeRefusal::Unreadable("it is no event".to_owned()))?;
    let resource = event.resource;
    let subject = match event.event_type.as_str() {
        "CHECKOUT.ORDER.APPROVED" | "CHECKOUT.ORDER.COMPLETED" | "CHECKOUT.ORDER.VOIDED" => {
            order(resource, merchant_id)?
        }
        "PAYMENT.CAPTURE.COMPLETED"
        | "PAYMENT.CAPTURE.PENDING"
        | "PAYMENT.CAPTURE.DENIED"
        | "PAYMENT.CAPTURE.DECLINED" => capture(resource, merchant_id)?,
        "PAYMENT.CAPTURE.REFUNDED" => refund(resource)?,
        "PAYMENT.CAPTURE.REVERSED" => reversal(resource)?,
        kind if kind.starts_with("CUSTOMER.DISPUTE.") => dispute(resource)?,
        _ => NoticeSubject::Other,
    };
    let to_confirm = match &subject {
        NoticeSubject::Payment { payment: NoticeReference::TradeNo(trade_no), report }
            if report.status != PaymentStatus::Unknown =>
        {
            let id = content::<Identified>(resource)?.order_id();
            Some(Confirmation::Order { id, trade_no: trade_no.clone() })
        }
        NoticeSubject::Refund { .. } => {
            Some(Confirmation::Refund { id: content::<Identified>(resource)?.id })
        }
        _ => None,
    };
    let notice = Notice { event_id: event.id, event: event.event_type, subject };
    Ok(Told { notice, to_confirm })
}

fn order(resource: &RawValue, merchant_id: Option<&str>) -> Result<NoticeSubject, NoticeRefusal> {
    let order: Order = content(resource)?;
    is_ours(order.payee(), merchant_id)?;
    // An order that is not ours carries no number of ours.
    let Some(trade_no) = order.trade_no() else { return Ok(NoticeSubject::Other) };
    let payment = NoticeReference::TradeNo(trade_no.to_owned());
    let report = order.report().map_err(|error| NoticeRefusal::Unreadable(error.to_string()))?;
    Ok(NoticeSubject::Payment { payment, report })
}

fn capture(resource: &RawValue, merchant_id: Option<&str>) -> Result<NoticeSubject, NoticeRefusal> {
    let capture: Capture = content(resource)?;
    is_ours(capture.payee.as_ref(), merchant_id)?;
    // A capture that is not of an order of ours carries no number of ours.
    let Some(trade_no) = capture.custom_id.clone() else { return Ok(NoticeSubject::Other) };
    let report = capture.report().map_err(|error| NoticeRefusal::Unreadable(error.to_string()))?;
    Ok(NoticeSubject::Payment { payment: NoticeReference::TradeNo(trade_no), report })
}

fn refund(resource: &RawValue) -> Result<NoticeSubject, NoticeRefusal> {
    let refund: Refund = content(resource)?;
    let Some(refund_no) = refund.refund_no().map(str::to_owned) else {
        return Ok(NoticeSubject::Other);
    };
    let report = refund.report().map_err(|error| NoticeRefusal::Unreadable(error.to_string()))?;
    Ok(NoticeSubject::Refund { refund_no, report })
}

/// PayPal took the money back by itself; the capture is the link upwards.
fn reversal(resource: &RawValue) -> Result<NoticeSubject, NoticeRefusal> {
    let reversal: Reversal = content(resource)?;
    let up = reversal.links.iter().find(|link| link.rel == "up");
    let capture = up.and_then(|link| link.href.rsplit('/').next());
    let Some(capture) = capture.filter(|id| !id.is_empty()) else {
        return Err(NoticeRefusal::Unreadable("the capture is not named".to_owned()));
    };
    let payment = NoticeReference::ProviderTradeNo(capture.to_owned());
    Ok(NoticeSubject::Dispute { payment, won: Some(false) })
}

fn dispute(resource: &RawValue) -> Result<NoticeSubject, NoticeRefusal> {
    let dispute: Dispute = content(resource)?;
    let capture =
        dispute.disputed_transactions.into_iter().find_map(|one| one.seller_transaction_id);
    let Some(capture) = capture else { return Ok(NoticeSubject::Other) };
    let resolved = dispute.status.as_deref() == Some("RESOLVED");
    let outcome = dispute.dispute_outcome.filter(|_| resolved).map(|outcome| outcome.outcome_code);
    let won = match outcome.as_deref() {
        Some("RESOLVED_SELLER_FAVOUR" | "CANCELED_BY_BUYER" | "DENIED") => Some(true),
        // A payout by PayPal itself leaves the seller's money alone.
        Some("RESOLVED_WITH_PAYOUT") => Some(true),
        Some("RESOLVED_BUYER_FAVOUR" | "ACCEPTED") => Some(false),
        _ => None,
    };
    Ok(NoticeSubject::Dispute { payment: NoticeReference::ProviderTradeNo(capture), won })
}

fn is_ours(payee: Option<&Payee>, merchant_id: Option<&str>) -> Result<(), NoticeRefusal> {
    let Some(merchant_id) = merchant_id else { return Ok(()) };
    match payee.and_then(|payee| payee.merchant_id.as_deref()) {
        Some(paid) if paid != merchant_id => {
            Err(NoticeRefusal::NotForUs("it is for another merchant".to_owned()))
        }
        _ => Ok(()),
    }
}

fn content<T: DeserializeOwned>(resource: &RawValue) -> Result<T, NoticeRefusal> {
    serde_json::from_str(resource.get())
        .map_err(|_| NoticeRefusal::Unreadable("its content cannot be read".to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::{Value, json};

    fn event(kind: &str, resource: &Value) -> Result<NoticeSubject, NoticeRefusal> {
        let event = json!({"id": "WH-1", "event_type": kind, "resource": resource}).to_string();
        read(event.as_bytes(), None).map(|told| told.notice.subject)
    }

    #[test]
    fn a_reversal_is_a_dispute_that_was_lost() {
        let up = "https://api.paypal.com/v2/payments/captures/42311647XV020574X";
        let links =
            json!({"id": "1", "links": [{"rel": "self", "href": "x"}, {"rel": "up", "href": up}]});
        let payment = NoticeReference::ProviderTradeNo("42311647XV020574X".to_owned());
        let lost = NoticeSubject::Dispute { payment, won: Some(false) };
        assert_eq!(event("PAYMENT.CAPTURE.REVERSED", &links).unwrap(), lost);
        assert!(event("PAYMENT.CAPTURE.REVERSED", &json!({})).is_err());
    }

    #[test]
    fn a_dispute_is_decided_only_when_it_is_resolved() {
        let cases = [
            ("OPEN", None, None),
            ("UNDER_REVIEW", Some("RESOLVED_BUYER_FAVOUR"), None),
            ("RESOLVED", Some("RESOLVED_BUYER_FAVOUR"), Some(false)),
            ("RESOLVED", Some("RESOLVED_SELLER_FAVOUR"), Some(true)),
            ("RESOLVED", Some("SOMETHING_NEW"), None),
        ];
        for (status, outcome, decided) in cases {
            let resource = json!({
                "status": status,
                "dispute_outcome": outcome.map(|code| json!({"outcome_code": code})),
                "disputed_transactions": [{"seller_transaction_id": "C1"}],
            });
            let subject = event("CUSTOMER.DISPUTE.UPDATED", &resource).unwrap();
            let NoticeSubject::Dispute { won, .. } = subject else { panic!("{subject:?}") };
            assert_eq!(won, decided, "{status} {outcome:?}");
        }
    }

    #[test]
    fn what_is_not_of_an_order_of_ours_is_nothing_of_ours() {
        let amount = json!({"currency_code": "USD", "value": "1.00"});
        let capture = json!({"id": "C1", "status": "COMPLETED", "amount": amount});
        assert_eq!(event("PAYMENT.CAPTURE.COMPLETED", &capture).unwrap(), NoticeSubject::Other);
        assert_eq!(event("PAYMENT.CAPTURE.REFUNDED", &capture).unwrap(), NoticeSubject::Other);
        assert_eq!(event("BILLING.PLAN.CREATED", &json!(7)).unwrap(), NoticeSubject::Other);
    }

    proptest! {
        #[test]
        fn no_body_panics(body: Vec<u8>, kind in 0usize..6, text in ".{0,60}") {
            let _ = read(&body, Some("M"));
            let kinds = ["CHECKOUT.ORDER.APPROVED", "PAYMENT.CAPTURE.COMPLETED",
                "PAYMENT.CAPTURE.REFUNDED", "PAYMENT.CAPTURE.REVERSED",
                "CUSTOMER.DISPUTE.CREATED", "X"];
            let resource = serde_json::from_str(&text).unwrap_or_else(|_| json!({"id": text}));
            let _ = event(kinds[kind], &resource);
        }
    }
}
