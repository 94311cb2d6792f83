//! Product analytics in the form of PostHog's capture endpoint (`POST /capture/`).
//!
//! An event carries a `uuid` and its own `timestamp`, both the same with every try: PostHog counts
//! what has the same ones once. A customer is known by a name that only this service can make, and
//! no profile of a person is kept.

use super::sending::{Way, send};
use super::{Failure, ReceiverError};
use crate::config::AnalyticsConfig;
use crate::store::{Letter, Occurrence, Told};
use aws_lc_rs::hmac;
use billing_contract::{CustomerId, NoticeKind, Secret};
use chrono::{DateTime, SecondsFormat, Utc};
use serde_json::{Map, Value, json};

/// A PostHog project.
pub struct Posthog {
    way: Way,
    api_key: Secret,
    names: hmac::Key,
}

impl Posthog {
    pub fn new(config: &AnalyticsConfig, secret: &[u8]) -> Result<Self, ReceiverError> {
        let base = config.base_url.trim_end_matches('/');
        let way = Way::to("outbox.analytics", &format!("{base}/capture/"))?;
        if config.api_key.expose().is_empty() {
            return Err(ReceiverError::new("outbox.analytics", "api_key is missing"));
        }
        let names = hmac::Key::new(hmac::HMAC_SHA256, secret);
        Ok(Self { way, api_key: config.api_key.clone(), names })
    }

    pub async fn send(&self, letter: &Letter) -> Result<(), Failure> {
        send(self.way.post().json(&self.capture(letter)?)).await.map(drop)
    }

    fn capture(&self, letter: &Letter) -> Result<Value, Failure> {
        let customer = letter.customer.as_ref();
        let customer =
            customer.ok_or_else(|| Failure::Refused("it is about no customer".to_owned()))?;
        let (event, at, mut properties) = match &letter.told {
            Told::Occurrence { what, .. } => (name_of(*what), letter.created_at, facts_of(letter)),
            Told::Behaviour(behaviour) => {
                let mut properties: Map<String, Value> = behaviour
                    .properties
                    .iter()
                    .map(|(name, value)| (name.clone(), json!(value)))
                    .collect();
                if let Some(session) = &behaviour.session_id {
                    properties.insert("run".to_owned(), json!(self.name("run", session)));
                }
                (behaviour.action.as_str(), behaviour.at, properties)
            }
            Told::Alert(_) => return Err(Failure::Refused("it is about no customer".to_owned())),
        };
        properties.insert("$process_person_profile".to_owned(), json!(false));
        // The address of the service says nothing about where a customer is.
        properties.insert("$geoip_disable".to_owned(), json!(true));
        properties.insert("$lib".to_owned(), json!("billing-service"));
        Ok(json!({
            "api_key": self.api_key.expose(),
            "event": event,
            "distinct_id": self.pseudonym(&customer.id),
            "properties": properties,
            "timestamp": written(at),
            "uuid": letter.id,
        }))
    }

    /// The name by which a customer is known there: the same every time, and nobody else can tell
    /// whose it is.
    fn pseudonym(&self, customer: &CustomerId) -> String {
        self.name("customer", customer.as_str())
    }

    fn name(&self, of: &str, id: &str) -> String {
        let tag = hmac::sign(&self.names, format!("{of}\n{id}").as_bytes());
        tag.as_ref()[..16].iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

fn written(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Millis, true)
}

/// What is counted of an occurrence: no number, name or id of this service goes along.
fn facts_of(letter: &Letter) -> Map<String, Value> {
    let Told::Occurrence { facts, .. } = &letter.told else { return Map::new() };
    let amount = facts.amount.map(|amount| json!(amount.to_decimal()));
    let all = [
        ("product_type", facts.product_type.as_ref().map(|kind| json!(kind))),
        ("amount", amount),
        ("currency", facts.amount.map(|amount| json!(amount.currency.code()))),
        ("payment_method", facts.method.map(|method| json!(method.as_str()))),
        ("product", facts.product.as_ref().map(|product| json!(product))),
        ("percent", facts.percent.map(|percent| json!(percent))),
        ("is_test", facts.is_test.then_some(json!(true))),
    ];
    all.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))).collect()
}

/// The name of the event: payments as the product's own events are called.
fn name_of(what: Occurrence) -> &'static str {
    match what {
        Occurrence::OrderMade => "order_created",
        Occurrence::Notice(NoticeKind::PaymentReceived | NoticeKind::PaymentLate) => {
            "payment_success"
        }
        other @ Occurrence::Notice(_) => other.as_str(),
    }
}
