//! A stand-in that is asked over its control requests.

use crate::peer::Peer;
use async_trait::async_trait;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use billing_contract::{Currency, Money};
use billing_providers::contract_suite::{About, Act, Forgery, Genuine, Spoiled, StandIn};
use billing_providers::{PaymentProvider, PaymentReference, RawNotice, registry};
use chrono::{DateTime, Utc};
use http::{HeaderMap, HeaderName, HeaderValue};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::net::TcpListener;
use std::sync::Arc;
use std::time::Duration;

/// A provider whose other end is a program.
pub struct Remote {
    name: &'static str,
    section: Value,
    peer: Peer,
    client: reqwest::Client,
    provider: Arc<dyn PaymentProvider>,
    currency: Currency,
    tolerance: Option<Duration>,
}

impl Remote {
    /// Starts the program, and makes the provider of the section it fits.
    pub fn start(
        name: &'static str,
        mode: &str,
        currency: Currency,
        tolerance_seconds: Option<u64>,
        section: impl FnOnce(&Peer) -> Value,
    ) -> Self {
        let peer = Peer::start(name, mode);
        let section = section(&peer);
        let provider = provider(name, &section, &peer.address, 30_000);
        let client = reqwest::Client::builder().no_proxy().build().expect("a client");
        let tolerance = tolerance_seconds.map(Duration::from_secs);
        Self { name, section, peer, client, provider, currency, tolerance }
    }

    /// Asks the program for something.
    pub async fn control(&self, what: &str, with: Value) -> Value {
        let address = format!("{}/control/{what}", self.peer.address);
        let answer = self.client.post(address).json(&with).send().await;
        answer.expect("the stand-in answers").json().await.expect("it answers JSON")
    }

    async fn about<T: DeserializeOwned>(
        &self,
        what: &str,
        payment: &PaymentReference,
        more: Value,
    ) -> T {
        let mut asked = json!({"trade_no": payment.trade_no, "prepay_id": payment.prepay_id});
        let fields = asked.as_object_mut().expect("it is an object");
        fields.extend(more.as_object().expect("it is an object").clone());
        serde_json::from_value(self.control(what, asked).await).expect("what was asked for")
    }
}

fn provider(
    name: &str,
    section: &Value,
    address: &str,
    timeout_ms: u64,
) -> Arc<dyn PaymentProvider> {
    let path = if name == "alipay" { "/gateway.do" } else { "" };
    let mut section = section.clone();
    section["base_url"] = json!(format!("{address}{path}"));
    section["limits"] = json!({"timeout_ms": timeout_ms});
    let sections = BTreeMap::from([(name.to_owned(), section)]);
    let made = registry::configured(&sections).expect("the section is right");
    made.into_iter().next().expect("the provider is offered")
}

#[derive(Deserialize)]
struct Sent {
    headers: Vec<(String, String)>,
    body: String,
    signed_at: i64,
}

impl From<Sent> for Genuine {
    fn from(sent: Sent) -> Self {
        let headers: HeaderMap = sent
            .headers
            .into_iter()
            .map(|(name, value)| {
                let name: HeaderName = name.parse().expect("a header's name");
                (name, HeaderValue::from_str(&value).expect("a header's value"))
            })
            .collect();
        let body = STANDARD.decode(sent.body).expect("base64").into();
        let signed_at = DateTime::from_timestamp(sent.signed_at, 0).expect("a moment");
        Self { notice: RawNotice { headers, body }, signed_at }
    }
}

#[async_trait]
impl StandIn for Remote {
    fn provider(&self) -> Arc<dyn PaymentProvider> {
        Arc::clone(&self.provider)
    }

    fn impatient(&self) -> Option<Arc<dyn PaymentProvider>> {
        Some(provider(self.name, &self.section, &self.peer.address, 4_000))
    }

    fn unreachable(&self) -> Option<Arc<dyn PaymentProvider>> {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = format!("http://{}", listener.local_addr().expect("its address"));
        drop(listener);
        Some(provider(self.name, &self.section, &address, 2_000))
    }

    fn amount(&self) -> Money {
        Money::new(9_900, self.currency)
    }

    fn tolerance(&self) -> Option<Duration> {
        self.tolerance
    }

    async fn customer(&self, payment: &PaymentReference, act: Act) -> bool {
        let more = match act {
            Act::Pay(amount) => json!({"act": "Pay", "minor": amount.minor}),
            Act::Approve => json!({"act": "Approve"}),
            Act::Decline => json!({"act": "Decline"}),
        };
        self.about("customer", payment, more).await
    }

    async fn notice(&self, payment: &PaymentReference, about: About<'_>) -> Option<Genuine> {
        let more = match about {
            About::Refund(refund_no) => json!({"about": "Refund", "refund_no": refund_no}),
            about => json!({"about": format!("{about:?}")}),
        };
        let sent: Option<Sent> = self.about("notice", payment, more).await;
        sent.map(Genuine::from)
    }

    async fn forged(&self, payment: &PaymentReference, forgery: Forgery) -> Option<RawNotice> {
        let more = json!({"forgery": format!("{forgery:?}")});
        let sent: Option<Sent> = self.about("forged", payment, more).await;
        sent.map(|sent| Genuine::from(sent).notice)
    }

    async fn paid_back(&self, payment: &PaymentReference) -> Money {
        Money::new(self.about("paid_back", payment, json!({})).await, self.currency)
    }

    async fn spoil_next_answer(&self, how: Spoiled) -> bool {
        let signs = ["wechat_pay", "alipay"].contains(&self.name);
        let possible = match how {
            Spoiled::BadSignature | Spoiled::Unsigned => signs,
            Spoiled::Stale => self.name == "wechat_pay",
            _ => true,
        };
        if possible {
            self.control("spoil", json!({"how": format!("{how:?}")})).await;
        }
        possible
    }

    fn now(&self) -> DateTime<Utc> {
        Utc::now()
    }
}
