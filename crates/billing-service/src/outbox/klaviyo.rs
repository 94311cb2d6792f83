//! Marketing events in the form of Klaviyo's API (Create Event, `POST /api/events`).
//!
//! An event with a `unique_id` that has been processed for the same profile and metric is not
//! recorded again, so a repetition does no harm.

use super::sending::{Way, send};
use super::{Failure, ReceiverError};
use crate::config::MarketingConfig;
use crate::store::{Letter, Occurrence, Particulars, Told};
use billing_contract::{NoticeKind, Secret};
use chrono::SecondsFormat;
use reqwest::header;
use serde_json::{Map, Value, json};

const KIND: &str = "application/vnd.api+json";

/// A Klaviyo account.
pub struct Klaviyo {
    way: Way,
    api_key: Secret,
    revision: String,
}

impl Klaviyo {
    pub fn new(config: &MarketingConfig) -> Result<Self, ReceiverError> {
        let base = config.base_url.trim_end_matches('/');
        let way = Way::to("outbox.marketing", &format!("{base}/api/events"))?;
        let line = header::HeaderValue::from_str(&authorization(&config.api_key));
        if config.api_key.expose().is_empty() || line.is_err() {
            return Err(ReceiverError::new("outbox.marketing", "api_key is missing or no key"));
        }
        Ok(Self { way, api_key: config.api_key.clone(), revision: config.revision.clone() })
    }

    pub async fn send(&self, letter: &Letter) -> Result<(), Failure> {
        let body = event(letter)?;
        let request = self
            .way
            .post()
            .header(header::AUTHORIZATION, authorization(&self.api_key))
            .header("revision", &self.revision)
            .header(header::ACCEPT, KIND)
            .header(header::CONTENT_TYPE, KIND)
            .body(body.to_string());
        send(request).await.map(drop)
    }
}

fn authorization(key: &Secret) -> String {
    format!("Klaviyo-API-Key {}", key.expose())
}

/// The body of the event.
fn event(letter: &Letter) -> Result<Value, Failure> {
    let (Told::Occurrence { what, facts }, Some(customer)) = (&letter.told, &letter.customer)
    else {
        return Err(Failure::Refused("it is about no customer".to_owned()));
    };
    let mut attributes = json!({
        "properties": properties(*what, facts),
        "time": letter.created_at.to_rfc3339_opts(SecondsFormat::Secs, true),
        "unique_id": letter.id,
        "metric": { "data": { "type": "metric", "attributes": { "name": metric(*what) } } },
        "profile": { "data": { "type": "profile", "attributes": {
            "email": customer.email,
            "external_id": customer.id,
            "locale": customer.locale,
        } } },
    });
    if let Some(amount) = facts.amount
        && let Ok(value) = serde_json::from_str::<Value>(amount.to_decimal().as_str())
    {
        attributes["value"] = value;
        attributes["value_currency"] = json!(amount.currency.code());
    }
    Ok(json!({ "data": { "type": "event", "attributes": attributes } }))
}

fn properties(what: Occurrence, facts: &Particulars) -> Map<String, Value> {
    let all = [
        ("kind", Some(json!(what.as_str()))),
        ("order_no", facts.order_no.as_ref().map(|number| json!(number))),
        ("product_type", facts.product_type.as_ref().map(|kind| json!(kind))),
        ("subject", facts.subject.as_ref().map(|name| json!(name))),
        ("payment_method", facts.method.map(|method| json!(method.as_str()))),
        ("day", facts.day.map(|day| json!(day))),
        ("product", facts.product.as_ref().map(|product| json!(product))),
        ("percent", facts.percent.map(|percent| json!(percent))),
        ("is_test", facts.is_test.then_some(json!(true))),
    ];
    all.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))).collect()
}

/// The name under which occurrences are counted.
fn metric(what: Occurrence) -> &'static str {
    let Occurrence::Notice(kind) = what else { return "Order Made" };
    match kind {
        NoticeKind::PaymentReceived | NoticeKind::PaymentLate => "Payment Received",
        NoticeKind::PaymentShort | NoticeKind::PaymentFailed => "Payment Failed",
        NoticeKind::Refunded => "Payment Refunded",
        NoticeKind::RenewalIn7Days | NoticeKind::RenewalIn3Days | NoticeKind::RenewalTomorrow => {
            "Renewal Due"
        }
        NoticeKind::Renewed => "Subscription Renewed",
        NoticeKind::GraceBegan | NoticeKind::PastDue => "Renewal Failed",
        NoticeKind::SubscriptionEnded => "Subscription Ended",
        NoticeKind::QuotaReached => "Quota Reached",
        NoticeKind::TrialBegan => "Trial Began",
        NoticeKind::PlanChanged
        | NoticeKind::ChangeScheduled
        | NoticeKind::CancellationScheduled
        | NoticeKind::Cancelled
        | NoticeKind::Paused
        | NoticeKind::Resumed
        | NoticeKind::Unknown => "Subscription Changed",
    }
}
