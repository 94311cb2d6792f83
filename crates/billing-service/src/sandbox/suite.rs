//! The sandbox keeps every rule that real providers keep.

use super::Sandbox;
use super::notice::Body;
use crate::clock::FixedClock;
use crate::public_url::PublicUrl;
use crate::store::sqlite::SqliteStore;
use crate::store::{SandboxBooks as _, SandboxMark, SandboxPayment, Store};
use crate::telemetry::WriterFigures;
use async_trait::async_trait;
use billing_contract::{Currency, Money};
use billing_providers::contract_suite::{About, Act, Forgery, Genuine, StandIn, every_rule};
use billing_providers::{NewPayment, PaymentProvider, PaymentReference, PaymentStatus, RawNotice};
use chrono::{DateTime, Utc};
use std::sync::Arc;
use std::time::Duration;

struct Books {
    store: Arc<SqliteStore>,
    sandbox: Arc<Sandbox>,
    forger: Sandbox,
}

fn noon() -> DateTime<Utc> {
    "2026-06-18T12:00:00Z".parse().unwrap()
}

impl Books {
    fn open() -> Self {
        let connection = rusqlite::Connection::open_in_memory().unwrap();
        let store =
            Arc::new(SqliteStore::open_inline(connection, WriterFigures::unread()).unwrap());
        let sandbox = |key: &[u8]| {
            let store = Arc::clone(&store) as Arc<dyn Store>;
            Sandbox::new(store, key, Arc::new(FixedClock::at(noon())), PublicUrl::new(None))
        };
        let (genuine, forger) = (sandbox(b"the sandbox's own key"), sandbox(b"a forger's key"));
        Self { sandbox: Arc::new(genuine), forger, store }
    }

    async fn body(&self, payment: &PaymentReference) -> Body {
        let trade = self.store.trade(&payment.trade_no, noon()).await.unwrap().unwrap();
        let paid = &trade.payments[0];
        let id = format!("event-{}", paid.payment_no);
        let mut body = Body::new(id, "payment.paid", &payment.trade_no, paid.amount, paid.paid_at);
        body.payment_no = Some(paid.payment_no.clone());
        body
    }
}

#[async_trait]
impl StandIn for Books {
    fn provider(&self) -> Arc<dyn PaymentProvider> {
        Arc::clone(&self.sandbox) as Arc<dyn PaymentProvider>
    }

    fn now(&self) -> DateTime<Utc> {
        noon()
    }

    fn amount(&self) -> Money {
        Money::new(9_900, Currency::CNY)
    }

    fn tolerance(&self) -> Option<Duration> {
        Some(Duration::from_secs(300))
    }

    async fn customer(&self, payment: &PaymentReference, act: Act) -> bool {
        match act {
            Act::Pay(amount) => {
                let paid = SandboxPayment {
                    payment_no: format!("SB{}P01", payment.trade_no),
                    amount,
                    paid_at: noon(),
                    times_told: 0,
                    refunded_minor: 0,
                };
                let paying = Arc::new(move |_| Ok((vec![paid.clone()], Vec::new())));
                self.store.pay_trade(&payment.trade_no, paying).await.unwrap()
            }
            Act::Decline => {
                let declined = SandboxMark::Declined;
                self.store.mark_trade(&payment.trade_no, declined, noon()).await.unwrap();
                true
            }
            Act::Approve => false,
        }
    }

    async fn notice(&self, payment: &PaymentReference, about: About<'_>) -> Option<Genuine> {
        let mut body = self.body(payment).await;
        match about {
            About::Payment => {}
            About::UnknownState => body.event = "payment.pondered".to_owned(),
            About::Refund(_) | About::Dispute => return None,
        }
        let body = serde_json::to_string(&body).unwrap();
        Some(Genuine { notice: self.sandbox.sign(&body, noon()), signed_at: noon() })
    }

    async fn forged(&self, payment: &PaymentReference, forgery: Forgery) -> Option<RawNotice> {
        let body = self.body(payment).await;
        let text = serde_json::to_string(&body).unwrap();
        let mut forged = self.sandbox.sign(&text, noon());
        let changed = |from: &str, to: &str| {
            assert!(text.contains(from));
            text.replace(from, to).into()
        };
        match forgery {
            Forgery::WrongKey => forged = self.forger.sign(&text, noon()),
            Forgery::ChangedAmount => forged.body = changed("9900", "1"),
            Forgery::ChangedCurrency => forged.body = changed("CNY", "JPY"),
            Forgery::ChangedMerchant => forged.body = changed("billing-service", "another"),
            Forgery::AnotherMerchant => {
                let elsewhere = Body { recipient: "another".to_owned(), ..body };
                forged = self.sandbox.sign(&serde_json::to_string(&elsewhere).unwrap(), noon());
            }
            Forgery::Reserialised => forged.body = changed(":", ": "),
            Forgery::EmptySignature => {
                forged.headers.values_mut().for_each(|value| *value = "".parse().unwrap());
            }
            Forgery::NoSignature => forged.headers.clear(),
            Forgery::TooLong => {
                let long = format!("{text}{}", " ".repeat(1024 * 1024));
                forged = self.sandbox.sign(&long, noon());
            }
            Forgery::SwappedSerial
            | Forgery::ChangedApplication
            | Forgery::AnotherApplication
            | Forgery::Collision => return None,
        }
        Some(forged)
    }

    async fn paid_back(&self, payment: &PaymentReference) -> Money {
        let trade = self.store.trade(&payment.trade_no, noon()).await.unwrap().unwrap();
        let back = trade.payments.iter().map(|payment| payment.refunded_minor).sum();
        Money::new(back, Currency::CNY)
    }
}

#[tokio::test]
async fn the_sandbox_keeps_every_rule_of_a_provider() {
    every_rule(&Books::open()).await;
}

#[tokio::test]
async fn of_several_payments_each_is_named_again_and_again_for_an_answer_may_be_lost() {
    let books = Books::open();
    let trade_no = "T1".to_owned();
    let new = NewPayment {
        trade_no: trade_no.clone(),
        amount: books.amount(),
        subject: "Starter package".to_owned(),
        order_no: "BC2606181200001".to_owned(),
        payable_for: Duration::from_secs(7_200),
        now: noon(),
        notify_url: None,
        return_url: None,
        client_ip: None,
        locale: "en".to_owned(),
    };
    let presented = books.sandbox.create(&new).await.unwrap();
    let payment = PaymentReference {
        trade_no,
        prepay_id: presented.prepay_id,
        provider_trade_no: None,
        amount: new.amount,
    };
    let paid = |number: &str| SandboxPayment {
        payment_no: number.to_owned(),
        amount: new.amount,
        paid_at: noon(),
        times_told: 0,
        refunded_minor: 0,
    };
    let both = vec![paid("P1"), paid("P2")];
    let paying = Arc::new(move |_| Ok((both.clone(), Vec::new())));
    assert!(books.store.pay_trade(&payment.trade_no, paying).await.unwrap());
    let mut named = Vec::new();
    for _ in 0..6 {
        let report = books.sandbox.query(&payment).await.unwrap();
        let PaymentStatus::Paid(paid) = report.status else { panic!("{report:?}") };
        named.push(paid.provider_trade_no);
    }
    assert_eq!(named, ["P1", "P2", "P1", "P2", "P1", "P2"]);
}
