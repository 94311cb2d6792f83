//! What was seen once is there with the service stopped: figures, lists, and documents byte by byte.

use aws_lc_rs::digest::{SHA256, digest};
use billing_testkit::{DEMO_PASSWORD, RunningService};
use billing_tests::desktop::{Application, Desktop, Keyring};
use billing_tests::wallet::Portal;
use serde_json::{Value, json};
use std::collections::BTreeMap;

const CUSTOMER: &str = "admin@demo.test";
const INVOICE: &str = "[data-list=invoices] [data-place='0']";

/// What a person reads on the screens, and when it was true.
#[derive(Debug, PartialEq, Eq)]
struct Seen {
    figures: BTreeMap<&'static str, String>,
    as_of: BTreeMap<&'static str, String>,
    document: String,
    words: String,
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn with_the_service_stopped_a_new_start_shows_everything_with_its_age_and_sells_nothing() {
    let mut service = RunningService::start().unwrap();
    let server = service.url();
    let environment = [("BILLING_CONSOLE_SERVER", server.as_str())];
    let desktop = Desktop::start(1280, 800, Keyring::Unlocked).unwrap();
    let application = Application::start(&desktop, &environment).await.unwrap();
    application.sign_in(CUSTOMER, DEMO_PASSWORD).await.unwrap();
    is_complete(&application).await;
    // The packages on sale are known from a look at them.
    application.click("[data-nav=plans]").await.unwrap();
    application.press("Packages").await.unwrap();
    application.shows(".pay button:not([disabled])").await.unwrap();
    let seen = look_around(&application).await;
    let newest = newest_invoice(&server).await;
    assert_eq!(json!(seen.document), newest["document_sha256"]);
    let number = newest["number"].as_str().unwrap();
    assert!(seen.words.contains(number), "{number} stands on {}", seen.words);
    application.close().await.unwrap();
    service.stop().unwrap();

    let application = Application::start(&desktop, &environment).await.unwrap();
    application.shows("[data-sync=offline]").await.unwrap();
    assert_eq!(look_around(&application).await, seen);
    let invoice = &newest["invoice_id"];
    assert_eq!(json!(sha256_of(&application, invoice).await), newest["document_sha256"]);
    application.click("[data-nav=plans]").await.unwrap();
    application.press("Packages").await.unwrap();
    let reason = |text: &str| text.contains("needs a connection");
    application.shows_text("#pay-reason", reason).await.unwrap();
    application.shows(".pay button[disabled]").await.unwrap();
    application.close().await.unwrap();
}

/// Waits until the computer has all that the service has.
async fn is_complete(application: &Application) {
    application.shows("[data-screen=overview] [data-as-of]").await.unwrap();
    let script = "return window.__TAURI_INTERNALS__.invoke('archive', { request: {} })";
    let complete = |archive: &Value| archive["as_of"].is_string();
    application.becomes("a complete archive", script, vec![], complete).await.unwrap();
}

async fn newest_invoice(server: &str) -> Value {
    let portal = Portal::sign_in(server, CUSTOMER).await.unwrap();
    let page = portal.get("/api/portal/invoices?limit=1").await.unwrap();
    page["items"][0].clone()
}

async fn look_around(application: &Application) -> Seen {
    let (mut figures, mut as_of) = (BTreeMap::new(), BTreeMap::new());
    let places = [
        ("usage", "[data-figure=usage-total]", "[data-screen=usage] [data-as-of]"),
        ("credits", "[data-figure=credit-balance]", "[data-screen=credits] [data-as-of]"),
        (
            "invoices",
            "[data-list=invoices] .selection-bar [role=status]",
            "[data-list=invoices][data-as-of]",
        ),
    ];
    for (screen, figure, age) in places {
        application.click(&format!("[data-nav={screen}]")).await.unwrap();
        let text = application.shows_text(figure, |text| !text.is_empty()).await.unwrap();
        figures.insert(screen, text);
        let script = "return document.querySelector(arguments[0])?.dataset.asOf ?? ''";
        let is_there = |value: &Value| value.as_str().is_some_and(|text| !text.is_empty());
        let age = application.becomes("an age", script, vec![json!(age)], is_there).await.unwrap();
        as_of.insert(screen, age.as_str().unwrap().to_owned());
    }
    application.click(INVOICE).await.unwrap();
    application.shows("[data-document] canvas").await.unwrap();
    let document = "return document.querySelector('[data-document]').dataset.document";
    let document = application.window.execute(document, vec![]).await.unwrap();
    let words = application.shows_text("[data-document] .text", |text| text.len() > 100).await;
    is_drawn(application).await;
    Seen { figures, as_of, document: document.as_str().unwrap().to_owned(), words: words.unwrap() }
}

/// Waits until the first page is more than white paper.
async fn is_drawn(application: &Application) {
    let script = "
        const canvas = document.querySelector('[data-document] canvas');
        const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
        let ink = 0;
        for (let at = 0; at < data.length; at += 4) {
          ink += data[at + 3] > 0 && data[at] + data[at + 1] + data[at + 2] < 384 ? 1 : 0;
        }
        return ink";
    let has_ink = |ink: &Value| ink.as_u64() > Some(1_000);
    application.becomes("a page with ink", script, vec![], has_ink).await.unwrap();
}

/// What the document's bytes in the window hash to.
async fn sha256_of(application: &Application, invoice: &Value) -> String {
    let script = "
        const [invoice_id, done] = arguments;
        const request = { invoice_id, document: 'invoice' };
        window.__TAURI_INTERNALS__.invoke('invoice_document', { request })
          .then(({ base64 }) => done([...atob(base64)].map((one) => one.charCodeAt(0))));";
    let bytes = application.window.execute_async(script, vec![invoice.clone()]).await.unwrap();
    let bytes: Vec<u8> = serde_json::from_value(bytes).unwrap();
    assert!(bytes.starts_with(b"%PDF-"));
    let hash = digest(&SHA256, &bytes);
    hash.as_ref().iter().map(|byte| format!("{byte:02x}")).collect()
}
