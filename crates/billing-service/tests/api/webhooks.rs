use crate::shop::{Counter, code_url, sql, timeline};
use crate::support::{Api, problem};
use aws_lc_rs::hmac;
use billing_contract::{OrderState, Page, WebhookEntry, WebhookOutcome};
use chrono::{DateTime, Duration, Utc};
use reqwest::{Method, Response};
use serde_json::{Value, json};

const PATH: &str = "/api/webhooks/sandbox";
const KIND: &str = "application/json";

/// A notice as the sandbox would send it.
#[derive(Clone)]
pub struct Signed {
    pub line: String,
    pub body: String,
}

/// The moment the tests' clock shows.
fn noon() -> DateTime<Utc> {
    "2026-06-18T12:00:00Z".parse().unwrap()
}

/// Says that a trade was paid.
pub fn paid(trade_no: &str, event_id: &str, payment_no: &str, minor: i64) -> Value {
    json!({ "event_id": event_id, "event": "payment.paid", "recipient": "billing-service",
        "trade_no": trade_no, "payment_no": payment_no, "amount_minor": minor, "currency": "CNY",
        "at": noon() })
}

pub fn sign(api: &Api, body: &Value, at: DateTime<Utc>) -> Signed {
    let question = "SELECT key FROM service_keys WHERE name = 'sandbox_hmac_sha256'";
    let key: Vec<u8> = sql(api).query_row(question, [], |row| row.get(0)).unwrap();
    let (seconds, body) = (at.timestamp(), body.to_string());
    let key = hmac::Key::new(hmac::HMAC_SHA256, &key);
    let tag = hmac::sign(&key, format!("{seconds}.{body}").as_bytes());
    let hex: String = tag.as_ref().iter().map(|byte| format!("{byte:02x}")).collect();
    Signed { line: format!("t={seconds},v1={hex}"), body }
}

pub async fn send(api: &Api, notice: &Signed) -> Response {
    let request = api.request(Method::POST, PATH).header("x-sandbox-signature", &notice.line);
    request.header("content-type", KIND).body(notice.body.clone()).send().await.unwrap()
}

async fn log(api: &Api, query: &str) -> Page<WebhookEntry> {
    let operator = api.sign_in("operator").await;
    let answer = api.get(&format!("/api/webhooks/logs{query}"), &operator).await;
    assert_eq!(answer.status(), 200);
    answer.json().await.unwrap()
}

async fn replay(api: &Api, entry: &WebhookEntry) -> Response {
    let operator = api.sign_in("operator").await;
    let path = format!("/api/webhooks/{}/replay", entry.id);
    let request = api.request(Method::POST, &path).bearer_auth(operator.access_token.expose());
    request.send().await.unwrap()
}

/// An order with a code, and the trade number of that code.
async fn awaiting(counter: &Counter<'_>) -> (String, String) {
    let order = counter.order().await;
    let code = counter.prepay(&order).await;
    let trade_no = code_url(&code).rsplit('/').next().unwrap().to_owned();
    (order, trade_no)
}

#[tokio::test]
async fn a_notice_pays_its_order_once_however_often_it_comes() {
    let api = Api::start().await;
    let counter = Counter::open(&api).await;
    let (order, trade_no) = awaiting(&counter).await;
    let notice = sign(&api, &paid(&trade_no, "e1", "p1", 9_900), noon());
    for _ in 0..3 {
        assert_eq!(send(&api, &notice).await.status(), 200);
    }
    let signed_anew = sign(&api, &paid(&trade_no, "e1", "p1", 9_900), noon());
    assert_eq!(send(&api, &signed_anew).await.status(), 200);
    assert_eq!(counter.state(&order).await, OrderState::Fulfilled);
    let entries = log(&api, "").await.items;
    assert_eq!(entries.len(), 1);
    let entry = &entries[0];
    assert_eq!((entry.outcome, entry.deliveries), (WebhookOutcome::Applied, 4));
    assert_eq!(entry.order_id.as_ref().unwrap().as_str(), order);
    assert!(entry.order_no.as_ref().unwrap().starts_with("BC"));
    assert_eq!(entry.event, "payment.paid");
    let told = timeline(&api, &order);
    assert_eq!(told.iter().filter(|kind| *kind == "received").count(), 1, "{told:?}");
    assert_eq!(told.iter().filter(|kind| *kind == "notice_accepted").count(), 1, "{told:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_hundred_deliveries_at_once_count_once() {
    let api = Api::start().await;
    let counter = Counter::open(&api).await;
    let (order, trade_no) = awaiting(&counter).await;
    let notice = sign(&api, &paid(&trade_no, "e1", "p1", 9_900), noon());
    let answers = futures_util::future::join_all((0..100).map(|_| send(&api, &notice))).await;
    assert!(answers.iter().all(|answer| answer.status() == 200));
    assert_eq!(counter.state(&order).await, OrderState::Fulfilled);
    let entries = log(&api, "").await.items;
    assert_eq!((entries.len(), entries[0].deliveries), (1, 100));
    assert_eq!(entries[0].outcome, WebhookOutcome::Applied);
    let counted: i64 = sql(&api)
        .query_row("SELECT sum(amount_minor) FROM receipts WHERE order_id = ?1", [&order], |row| {
            row.get(0)
        })
        .unwrap();
    assert_eq!(counted, 9_900);
}

#[tokio::test]
async fn a_forged_notice_changes_nothing_and_is_logged_as_refused() {
    let api = Api::start().await;
    let counter = Counter::open(&api).await;
    let (order, trade_no) = awaiting(&counter).await;
    let body = paid(&trade_no, "e1", "p1", 9_900);
    let good = sign(&api, &body, noon());
    let mut other_merchant = body.clone();
    other_merchant["recipient"] = json!("somebody-else");
    let spoiled = |body: String| Signed { body, ..good.clone() };
    let forged = [
        spoiled(good.body.replace("9900", "9901")),
        spoiled(good.body.replace("CNY", "USD")),
        spoiled(good.body.replace(':', ": ")),
        Signed { line: good.line.replace("v1=", "v1=00"), ..good.clone() },
        Signed { line: String::new(), ..good.clone() },
        sign(&api, &other_merchant, noon()),
        sign(&api, &body, noon() - Duration::seconds(301)),
        sign(&api, &body, noon() + Duration::seconds(301)),
        spoiled("x".repeat(200_000)),
    ];
    for notice in &forged {
        let answer = send(&api, notice).await;
        assert!(answer.status().is_client_error(), "{}", notice.line);
    }
    assert_eq!(counter.state(&order).await, OrderState::AwaitingPayment);
    let refused = log(&api, "?outcome=refused").await.items;
    assert!(refused.iter().all(|entry| entry.outcome == WebhookOutcome::Refused));
    assert!(refused.iter().all(|entry| entry.provider_event_id.is_none()));
    assert!(refused.iter().all(|entry| entry.error.is_some()));
    // Three bodies came with more than one fault.
    let deliveries: i64 = refused.iter().map(|entry| entry.deliveries).sum();
    assert_eq!(deliveries, forged.len() as i64);
    assert_eq!(send(&api, &good).await.status(), 200);
    assert_eq!(counter.state(&order).await, OrderState::Fulfilled);
}

#[tokio::test]
async fn a_body_over_a_mebibyte_is_too_large_and_a_provider_must_be_there() {
    let api = Api::start().await;
    let huge = Signed { line: "t=0,v1=".to_owned(), body: "x".repeat(1024 * 1024 + 1) };
    problem(send(&api, &huge).await, 413, "payload_too_large").await;
    for nobody in ["stripe", "no-such-provider"] {
        let path = format!("/api/webhooks/{nobody}");
        problem(api.post(&path, json!({})).await, 404, "not_found").await;
    }
}

#[tokio::test]
async fn forgers_do_not_fill_the_log() {
    let api = Api::start().await;
    let forge = async |number: i64| {
        let line = "t=0,v1=00".to_owned();
        send(&api, &Signed { line, body: number.to_string() }).await
    };
    for number in 0..60 {
        assert!(forge(number).await.status().is_client_error());
    }
    assert_eq!(log(&api, "?limit=200").await.items.len(), 30);
    api.clock.advance(Duration::seconds(61));
    forge(99).await;
    assert_eq!(log(&api, "?limit=200").await.items.len(), 31);
    let figures = api.request(Method::GET, "/metrics").send().await.unwrap().text().await.unwrap();
    let counted = "provider_notices_total{provider=\"sandbox\",outcome=\"refused\"} 61";
    assert!(figures.contains(counted), "{figures}");
}

#[tokio::test]
async fn a_notice_about_nothing_of_ours_is_accepted_and_ignored() {
    let api = Api::start().await;
    let notice = sign(&api, &paid("NOBODYS", "e1", "p1", 9_900), noon());
    assert_eq!(send(&api, &notice).await.status(), 200);
    assert_eq!(log(&api, "").await.items[0].outcome, WebhookOutcome::Ignored);
}

#[tokio::test]
async fn a_replay_works_on_what_came_in_even_days_later_and_counts_nothing_twice() {
    let api = Api::start().await;
    let counter = Counter::open(&api).await;
    let (order, trade_no) = awaiting(&counter).await;
    let body = paid(&trade_no, "e1", "p1", 9_900);
    send(&api, &sign(&api, &body, noon())).await;
    let entry = log(&api, "").await.items.remove(0);
    let before = timeline(&api, &order);
    api.clock.advance(Duration::days(3));
    for _ in 0..2 {
        let again: WebhookEntry = replay(&api, &entry).await.json().await.unwrap();
        assert_eq!((again.id, again.deliveries), (entry.id.clone(), 1));
        assert_eq!(again.outcome, WebhookOutcome::Applied);
    }
    assert_eq!(timeline(&api, &order), before);
    let operator = api.sign_in("operator").await;
    let nothing = api.request(Method::POST, "/api/webhooks/nothing/replay");
    let nothing = nothing.bearer_auth(operator.access_token.expose()).send().await.unwrap();
    problem(nothing, 404, "not_found").await;
}

#[tokio::test]
async fn what_was_not_worked_on_can_be_replayed() {
    let api = Api::start().await;
    let counter = Counter::open(&api).await;
    let (order, trade_no) = awaiting(&counter).await;
    let spoil = "CREATE TRIGGER spoil BEFORE INSERT ON receipts \
         BEGIN SELECT raise(ABORT, 'on purpose'); END";
    sql(&api).execute_batch(spoil).unwrap();
    let notice = sign(&api, &paid(&trade_no, "e1", "p1", 9_900), noon());
    let answer = send(&api, &notice).await;
    assert!(answer.status().is_server_error(), "{}", answer.status());
    let entry = log(&api, "?outcome=failed").await.items.remove(0);
    assert!(entry.order_id.is_none() && entry.error.is_some());
    sql(&api).execute_batch("DROP TRIGGER spoil").unwrap();
    let again: WebhookEntry = replay(&api, &entry).await.json().await.unwrap();
    assert_eq!(again.outcome, WebhookOutcome::Applied);
    assert_eq!(again.error, None);
    assert_eq!(counter.state(&order).await, OrderState::Fulfilled);
}

#[tokio::test]
async fn an_acknowledged_notice_outlives_a_restart() {
    let api = Api::start().await;
    let counter = Counter::open(&api).await;
    let (order, trade_no) = awaiting(&counter).await;
    let notice = sign(&api, &paid(&trade_no, "e1", "p1", 9_900), noon());
    assert_eq!(send(&api, &notice).await.status(), 200);
    let api = api.restart().await;
    let counter = Counter { api: &api, who: api.sign_in("admin").await };
    assert_eq!(counter.state(&order).await, OrderState::Fulfilled);
    assert_eq!(send(&api, &notice).await.status(), 200);
    assert_eq!(log(&api, "").await.items[0].deliveries, 2);
}

#[tokio::test]
async fn the_log_comes_in_pages_and_by_outcome() {
    let api = Api::start().await;
    for number in 0..5 {
        let body = paid("NOBODYS", &format!("e{number}"), &format!("p{number}"), 1);
        send(&api, &sign(&api, &body, noon())).await;
    }
    let first = log(&api, "?limit=3&outcome=ignored").await;
    let cursor = first.next_cursor.unwrap();
    let rest = log(&api, &format!("?limit=3&outcome=ignored&cursor={cursor}")).await;
    let events: Vec<_> = first.items.iter().chain(&rest.items).collect();
    let names: Vec<_> = events.iter().map(|one| one.provider_event_id.clone().unwrap()).collect();
    assert_eq!(names, ["e4", "e3", "e2", "e1", "e0"]);
    assert!(log(&api, "?outcome=applied").await.items.is_empty());
    let operator = api.sign_in("operator").await;
    let odd = api.get("/api/webhooks/logs?outcome=odd", &operator).await;
    problem(odd, 422, "validation_failed").await;
}
