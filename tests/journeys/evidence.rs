//! A payment that is stuck: the customer's console writes down what it saw, and support reads it.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use billing_contract::{OrderId, TimelineKind};
use billing_core::console::Console;
use billing_core::error::{CommandErrorCode, FailureClass};
use billing_core::evidence::{EvidenceOrder, ObservationKind};
use billing_core::views::{
    EvidenceCheck, ImportEvidence, ImportedEvidence, OrderOf, SaveEvidence, SavedFile, SyncState,
};
use billing_tests::computer::{Computer, until, until_offline};
use billing_tests::market::Market;
use billing_tests::purchase::{buy, link, order_of, until_delivered};
use std::io::{self, Write};
use std::sync::{Arc, Mutex};
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::layer::SubscriberExt as _;

/// Writes evidence about an order into the folder for downloads, and reads the file.
async fn saved(console: &Console, order: Option<&OrderId>) -> Vec<u8> {
    let request = SaveEvidence { order_id: order.cloned(), choose_folder: false };
    let SavedFile { path } = console.save_evidence(request).await.unwrap().unwrap();
    std::fs::read(path).unwrap()
}

async fn imported(support: &Console, bytes: &[u8]) -> ImportedEvidence {
    let request = ImportEvidence { zip_base64: BASE64.encode(bytes) };
    support.import_evidence(request).await.unwrap()
}

fn holds(bytes: &[u8], needle: &str) -> bool {
    bytes.windows(needle.len()).any(|window| window == needle.as_bytes())
}

fn kinds(order: &EvidenceOrder) -> Vec<TimelineKind> {
    order.timeline.iter().flatten().map(|entry| entry.kind).collect()
}

#[tokio::test]
async fn support_sees_what_the_customer_saw_and_what_the_service_knows() {
    let market = Market::open().await.unwrap();
    let console = market.computer().signed_in("admin@demo.test").await;
    let begun = buy(&console).await;
    let order = order_of(&begun);
    market.act(link(&begun), &[("action", "pay")]).await.unwrap();
    until_delivered(&console, &begun.id).await;
    let seen = console.order(OrderOf { order_id: order.clone() }).await.unwrap().unwrap();
    let bytes = saved(&console, Some(&order)).await;

    let support = market.computer().signed_in("support@demo.test").await;
    let read = imported(&support, &bytes).await;
    assert_eq!((read.check, read.changed.len()), (EvidenceCheck::Whole, 0));
    let told = &read.evidence.orders[0];
    assert!(told.is_in_question);
    assert_eq!(told.order_id.as_str(), order.as_str());
    assert_eq!(told.order_no.as_str(), seen.value.order.order_no);
    let expected: Vec<TimelineKind> = seen.value.timeline.iter().map(|entry| entry.kind).collect();
    assert_eq!(kinds(told), expected);
    let service = support.staff_order(OrderOf { order_id: order }).await.unwrap();
    assert!(service.timeline.len() >= expected.len());
    let answered = |seen: &&billing_core::evidence::Observation| {
        seen.kind == ObservationKind::Answered && seen.orders.contains(&told.order_id)
    };
    assert!(read.evidence.observations.iter().any(|seen| answered(&seen)));
    assert!(read.evidence.about.clock_ahead_seconds.is_some());
}

#[tokio::test]
async fn without_a_network_evidence_tells_what_was_seen_and_that_there_is_none() {
    let mut market = Market::open().await.unwrap();
    let computer = market.computer();
    let console = computer.signed_in("admin@demo.test").await;
    let begun = buy(&console).await;
    let order = order_of(&begun);
    market.stop().await;
    computer.clock.pass(std::time::Duration::from_secs(30));
    until_offline(&console).await;
    until(&console, "a question failed", async |console: &Console| {
        let evidence = saved(console, Some(&order)).await;
        holds(&evidence, "no_connection")
    })
    .await;
    let bytes = saved(&console, Some(&order)).await;
    market.start().await.unwrap();

    let support = market.computer().signed_in("support@demo.test").await;
    let evidence = imported(&support, &bytes).await.evidence;
    assert_eq!(evidence.about.connection, SyncState::Offline);
    let failure = evidence.observations.iter().find_map(|seen| seen.failure.as_ref()).unwrap();
    assert_eq!(failure.class, FailureClass::Network);
    assert_eq!(evidence.purchases[0].order_id.as_ref().unwrap().as_str(), order.as_str());
}

#[tokio::test]
async fn what_was_seen_survives_the_end_of_the_console() {
    let market = Market::open().await.unwrap();
    let computer = market.computer();
    let console = computer.signed_in("admin@demo.test").await;
    let order = order_of(&buy(&console).await);
    console.close().await;
    let console = computer.start().await;
    let bytes = saved(&console, Some(&order)).await;
    let support = market.computer().signed_in("support@demo.test").await;
    let seen = imported(&support, &bytes).await.evidence.observations;
    let kinds: Vec<ObservationKind> = seen.iter().map(|seen| seen.kind).collect();
    assert!(kinds.contains(&ObservationKind::Begun), "{kinds:?}");
}

#[tokio::test]
async fn only_support_reads_evidence_and_nothing_that_means_harm() {
    let market = Market::open().await.unwrap();
    let customer = market.computer().signed_in("admin@demo.test").await;
    let bytes = saved(&customer, None).await;
    let request = ImportEvidence { zip_base64: BASE64.encode(&bytes) };
    let refused = customer.import_evidence(request).await.unwrap_err();
    assert_eq!(refused.code, CommandErrorCode::NotAllowed);
    let agent = market.computer().signed_in("agent@demo.test").await;
    let request = ImportEvidence { zip_base64: BASE64.encode(&bytes) };
    assert_eq!(
        agent.import_evidence(request).await.unwrap_err().code,
        CommandErrorCode::NotAllowed
    );

    let support = market.computer().signed_in("support@demo.test").await;
    for (file, reason) in [
        (BASE64.encode(b"no archive"), "no-archive"),
        ("no base64 at all!".to_owned(), "no-archive"),
        ("A".repeat(12_000_000), "too-large"),
    ] {
        let refused = support.import_evidence(ImportEvidence { zip_base64: file }).await;
        let refused = refused.unwrap_err();
        assert_eq!(refused.code, CommandErrorCode::EvidenceRefused);
        assert_eq!(refused.args["reason"], reason);
    }
    let place = bytes.windows(9).position(|window| window == b"\"made_at\"").unwrap();
    let mut changed = bytes;
    changed[place + 13] ^= 1;
    let read = imported(&support, &changed).await;
    assert_eq!(read.check, EvidenceCheck::Changed);
    assert_eq!(read.changed, ["evidence.json"]);
}

#[tokio::test]
async fn a_folder_that_takes_nothing_is_said_to_and_nothing_is_left_in_it() {
    let market = Market::open().await.unwrap();
    let computer = market.computer();
    let console = computer.signed_in("admin@demo.test").await;
    // In place of the folder for downloads there is a file.
    std::fs::write(computer.folder().join("downloads"), b"in the way").unwrap();
    let request = SaveEvidence { order_id: None, choose_folder: true };
    let refused = console.save_evidence(request).await.unwrap_err();
    assert_eq!(refused.code, CommandErrorCode::StorageFailed);
    let left = std::fs::read(computer.folder().join("downloads")).unwrap();
    assert_eq!(left, b"in the way");
}

/// Everything that is logged, in full.
#[derive(Clone, Default)]
struct Everything(Arc<Mutex<Vec<u8>>>);

impl Write for Everything {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Everything {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

/// A purchase with everything that goes wrong on the way, logged in full.
async fn unlucky(computer: &Computer, market: &mut Market) -> (Vec<u8>, Vec<String>) {
    let console = computer.signed_in("admin@demo.test").await;
    let begun = buy(&console).await;
    let order = order_of(&begun);
    until(&console, "account and orders are known", async |console: &Console| {
        let account = console.account(()).await.unwrap();
        account.is_some() && console.orders(()).await.unwrap().is_some()
    })
    .await;
    market.act(link(&begun), &[("action", "decline")]).await.unwrap();
    market.stop().await;
    computer.clock.pass(std::time::Duration::from_secs(30));
    until_offline(&console).await;
    let account = console.account(()).await.unwrap().unwrap().value;
    let orders = console.orders(()).await.unwrap().unwrap().value;
    let mut canaries: Vec<String> =
        computer.vault.content().values().map(|secret| secret.expose().to_owned()).collect();
    assert!(!canaries.is_empty());
    canaries.extend([
        "admin@demo.test".to_owned(),
        "demo-password-1".to_owned(),
        link(&begun).to_owned(),
        account.company_name,
        account.contact_name,
        account.contact_email,
        computer.folder().display().to_string(),
    ]);
    canaries.extend(account.phone);
    canaries.extend(account.tax_id);
    canaries.extend(orders.iter().map(|order| order.product_name.clone()));
    canaries.extend(orders.iter().filter_map(|order| order.trade_no.clone()));
    canaries.retain(|canary| canary.len() > 3);
    (saved(&console, Some(&order)).await, canaries)
}

#[tokio::test]
async fn no_secret_and_nothing_personal_is_in_evidence_or_in_the_log() {
    let mut market = Market::open().await.unwrap();
    let computer = market.computer();
    let everything = Everything::default();
    let subscriber = tracing_subscriber::registry()
        .with(tracing_subscriber::fmt::layer().with_ansi(false).with_writer(everything.clone()))
        .with(computer.log.layer());
    let logging = tracing::subscriber::set_default(subscriber);
    let (bytes, canaries) = unlucky(&computer, &mut market).await;
    drop(logging);
    let logged = everything.0.lock().unwrap().clone();
    let own: Vec<u8> = String::from_utf8_lossy(&logged)
        .lines()
        .filter(|line| line.contains("billing_core"))
        .collect::<Vec<_>>()
        .join("\n")
        .into_bytes();
    assert!(!own.is_empty() && !computer.log.lines().is_empty());
    assert!(canaries.len() > 8, "{}", canaries.len());
    for canary in canaries {
        assert!(!holds(&bytes, &canary), "{canary:?} is in the evidence");
        assert!(!holds(&own, &canary), "{canary:?} is in the log");
    }
    for word in ["eyJ", "Bearer", "@demo"] {
        assert!(!holds(&bytes, word), "{word:?} is in the evidence");
    }
}
