//! What others are told: in their own form, once for each key, and never in anybody's way.

use crate::receivers::{ANALYTICS_KEY, MARKETING_KEY, Receivers, Standing, Take};
use crate::shop::{Counter, sql};
use crate::support::{Api, problem};
use billing_contract::{OutboxEntry, OutboxState, Page};
use chrono::Duration;
use reqwest::Method;
use serde_json::{Value, json};
use std::collections::BTreeSet;

async fn consent(api: &Api) {
    let admin = api.sign_in("admin").await;
    let request =
        api.request(Method::PUT, "/api/portal/consent").json(&json!({ "marketing": true }));
    let answer = request.bearer_auth(admin.access_token.expose()).send().await.unwrap();
    assert_eq!(answer.status(), 200);
}

async fn entries(api: &Api, query: &str) -> Vec<OutboxEntry> {
    let operator = api.sign_in("operator").await;
    let answer = api.get(&format!("/api/operator/outbox{query}"), &operator).await;
    assert_eq!(answer.status(), 200);
    answer.json::<Page<OutboxEntry>>().await.unwrap().items
}

async fn replay(api: &Api, id: &str) -> reqwest::Response {
    let operator = api.sign_in("operator").await;
    let request = api.request(Method::POST, &format!("/api/operator/outbox/{id}/replay"));
    request.bearer_auth(operator.access_token.expose()).send().await.unwrap()
}

/// Waits until what this receiver is told of an occurrence stands like this.
async fn until(api: &Api, receiver: &str, what: &str, state: &str, tries: i64) {
    let question = "SELECT count(*) FROM outbox WHERE receiver = ?1 AND what = ?2 \
         AND state = ?3 AND tries = ?4";
    api.until(|sql| {
        let found: i64 = sql
            .query_row(question, rusqlite::params![receiver, what, state, tries], |row| row.get(0))
            .unwrap();
        found > 0
    })
    .await;
}

/// What a mailbox, marketing and analytics know a message by.
fn ids(standing: &Standing) -> Vec<String> {
    let came = standing.came();
    let id = |text: &str| {
        if let Some(line) = text.lines().find(|line| line.starts_with("Message-ID:")) {
            return line.to_owned();
        }
        let body: Value = serde_json::from_str(text).unwrap();
        let unique = &body["data"]["attributes"]["unique_id"];
        let id = if unique.is_string() { unique } else { &body["uuid"] };
        id.as_str().unwrap().to_owned()
    };
    came.iter().map(|one| id(&one.text)).collect()
}

#[tokio::test]
async fn a_payment_is_told_once_to_each_in_its_own_form() {
    let receivers = Receivers::open().await;
    let api = Api::start_with(|config| receivers.configure(config)).await;
    consent(&api).await;
    let counter = Counter::open(&api).await;
    let (order, _) = counter.paid().await;
    for receiver in ["marketing", "analytics", "mail"] {
        until(&api, receiver, "payment_received", "delivered", 1).await;
    }
    until(&api, "marketing", "order_made", "delivered", 1).await;
    until(&api, "analytics", "order_made", "delivered", 1).await;

    let came = receivers.marketing.standing.came();
    assert_eq!(came.len(), 2, "made and paid");
    let names: BTreeSet<String> = came
        .iter()
        .map(|one| {
            let body = one.json();
            body["data"]["attributes"]["metric"]["data"]["attributes"]["name"].to_string()
        })
        .collect();
    assert_eq!(names, ["\"Order Made\"".to_owned(), "\"Payment Received\"".to_owned()].into());
    for one in &came {
        assert_eq!(one.path, "/api/events");
        assert_eq!(one.headers["revision"], "2025-04-15");
        assert_eq!(one.headers["authorization"], format!("Klaviyo-API-Key {MARKETING_KEY}"));
        assert_eq!(one.headers["content-type"], "application/vnd.api+json");
        let body = one.json();
        assert_eq!(body["data"]["type"], "event");
        let attributes = &body["data"]["attributes"];
        assert_eq!(
            (&attributes["value"], &attributes["value_currency"]),
            (&json!(99.0), &json!("CNY"))
        );
        assert_eq!(attributes["time"], "2026-06-18T12:00:00Z");
        assert!(attributes["unique_id"].is_string());
        let profile = &attributes["profile"]["data"];
        assert_eq!(profile["type"], "profile");
        assert!(profile["attributes"]["email"].as_str().unwrap().contains('@'));
    }

    let came = receivers.analytics.standing.came();
    let events: BTreeSet<String> =
        came.iter().map(|one| one.json()["event"].as_str().unwrap().to_owned()).collect();
    assert_eq!(events, ["order_created".to_owned(), "payment_success".to_owned()].into());
    for one in &came {
        assert_eq!(one.path, "/capture/");
        let body = one.json();
        assert_eq!(body["api_key"], ANALYTICS_KEY);
        assert_eq!(body["timestamp"], "2026-06-18T12:00:00.000Z");
        assert_eq!(body["properties"]["$process_person_profile"], false);
        assert_eq!(body["properties"]["amount"], "99.00");
        uuid::Uuid::parse_str(body["uuid"].as_str().unwrap()).unwrap();
    }

    let mails = receivers.mail.standing.came();
    assert_eq!(mails.len(), 1);
    let mail = &mails[0].text;
    assert!(mail.contains("multipart/alternative"), "{mail}");
    assert!(mail.contains("text/plain") && mail.contains("text/html"), "{mail}");
    assert!(mail.contains("Auto-Submitted: auto-generated") && mail.contains("@seller.test>"));

    // The provider says it again, and so does whoever asks: nothing more is told.
    counter.asked(&order).await;
    api.clock.advance(Duration::seconds(30));
    counter.result(&order).await;
    let told: i64 =
        sql(&api).query_row("SELECT count(*) FROM outbox", [], |row| row.get(0)).unwrap();
    assert_eq!(told, 5);
}

#[tokio::test]
async fn nobody_is_told_anything_unless_they_are_configured() {
    let api = Api::start().await;
    let counter = Counter::open(&api).await;
    counter.paid().await;
    assert_eq!(entries(&api, "").await, []);
}

#[tokio::test]
async fn without_consent_marketing_hears_nothing_and_consent_taken_back_ends_what_waits() {
    let receivers = Receivers::open().await;
    let api = Api::start_with(|config| receivers.configure(config)).await;
    let counter = Counter::open(&api).await;
    counter.paid().await;
    until(&api, "mail", "payment_received", "delivered", 1).await;
    assert_eq!(entries(&api, "?receiver=marketing").await, []);
    consent(&api).await;
    receivers.marketing.standing.will(&[Take::Answer(500), Take::Answer(500)]);
    counter.order().await;
    until(&api, "marketing", "order_made", "waiting", 1).await;
    let request = api.request(Method::PUT, "/api/portal/consent");
    let request = request.bearer_auth(counter.who.access_token.expose());
    let answer = request.json(&json!({ "marketing": false })).send().await.unwrap();
    assert_eq!(answer.status(), 200);
    assert_eq!(entries(&api, "?receiver=marketing").await, []);
}

/// Whatever goes wrong on the way, the receiver knows what comes twice by the same name.
#[tokio::test]
async fn what_is_lost_delayed_or_refused_for_now_arrives_under_one_name() {
    for script in [
        [Take::Swallow, Take::Accept],
        [Take::Answer(500), Take::Swallow],
        [Take::TooMany(0), Take::Answer(503)],
    ] {
        let receivers = Receivers::open().await;
        let api = Api::start_with(|config| receivers.configure(config)).await;
        let (analytics, mail) = (&receivers.analytics.standing, &receivers.mail.standing);
        let counter = Counter::open(&api).await;
        let order = counter.order().await;
        until(&api, "analytics", "order_made", "delivered", 1).await;
        let code = counter.prepay(&order).await;
        analytics.will(&script);
        mail.will(&script.map(|take| match take {
            Take::Answer(_) => Take::Answer(451),
            other => other,
        }));
        counter.act(&code, "action=pay").await;
        let tries = if script[1] == Take::Accept { 2 } else { 3 };
        for before in 1..tries {
            until(&api, "analytics", "payment_received", "waiting", before).await;
            until(&api, "mail", "payment_received", "waiting", before).await;
            api.clock.advance(Duration::seconds(before));
        }
        for (receiver, standing) in [("analytics", analytics), ("mail", mail)] {
            until(&api, receiver, "payment_received", "delivered", tries).await;
            let ids = ids(standing);
            let own = &ids[ids.len() - usize::try_from(tries).unwrap()..];
            assert!(own.iter().all(|id| *id == own[0]), "{receiver} {ids:?}");
        }
    }
}

#[tokio::test]
async fn what_failed_three_times_is_parked_in_sight_and_arrives_when_it_is_replayed() {
    let receivers = Receivers::open().await;
    let api = Api::start_with(|config| receivers.configure(config)).await;
    let failing = &receivers.analytics.standing;
    failing.will(&[Take::Answer(500); 3]);
    let counter = Counter::open(&api).await;
    counter.order().await;
    until(&api, "analytics", "order_made", "waiting", 1).await;
    // Not a moment too early.
    api.clock.advance(Duration::milliseconds(999));
    tokio::task::yield_now().await;
    assert_eq!(failing.came().len(), 1);
    api.clock.advance(Duration::milliseconds(1));
    until(&api, "analytics", "order_made", "waiting", 2).await;
    api.clock.advance(Duration::seconds(2));
    until(&api, "analytics", "order_made", "parked", 3).await;
    let parked = entries(&api, "?state=parked").await;
    assert_eq!(parked.len(), 1);
    assert_eq!(parked[0].error.as_deref(), Some("it answered 500"));
    assert_eq!((parked[0].state, parked[0].tries), (OutboxState::Parked, 3));
    api.clock.advance(Duration::hours(1));
    assert_eq!(failing.came().len(), 3);

    let replayed = replay(&api, parked[0].id.as_str()).await;
    assert_eq!(replayed.json::<OutboxEntry>().await.unwrap().state, OutboxState::Waiting);
    until(&api, "analytics", "order_made", "delivered", 1).await;
    let ids = ids(failing);
    assert_eq!(ids.len(), 4);
    assert!(ids.iter().all(|id| *id == ids[0]), "{ids:?}");
    problem(replay(&api, parked[0].id.as_str()).await, 409, "order_state").await;
    problem(replay(&api, "nothing").await, 404, "not_found").await;
    assert_eq!(entries(&api, "?state=parked").await, []);
}

#[tokio::test]
async fn what_will_never_be_taken_is_parked_at_once() {
    for status in [400, 401, 403, 404, 409, 422] {
        let receivers = Receivers::open().await;
        let api = Api::start_with(|config| receivers.configure(config)).await;
        receivers.analytics.standing.will(&[Take::Answer(status)]);
        receivers.mail.standing.will(&[Take::Answer(550)]);
        Counter::open(&api).await.paid().await;
        until(&api, "analytics", "order_made", "parked", 1).await;
        until(&api, "mail", "payment_received", "parked", 1).await;
        let parked = entries(&api, "?state=parked&receiver=mail").await;
        assert_eq!(parked[0].error.as_deref(), Some("the mail server answered 550"));
    }
}

#[tokio::test]
async fn who_asks_to_be_left_alone_is_left_alone() {
    let receivers = Receivers::open().await;
    let api = Api::start_with(|config| receivers.configure(config)).await;
    receivers.analytics.standing.will(&[Take::TooMany(30)]);
    Counter::open(&api).await.order().await;
    until(&api, "analytics", "order_made", "waiting", 1).await;
    let entry = &entries(&api, "?receiver=analytics").await[0];
    assert_eq!(entry.next_try_at.unwrap() - entry.created_at, Duration::seconds(30));
    api.clock.advance(Duration::seconds(30));
    until(&api, "analytics", "order_made", "delivered", 2).await;
}

#[tokio::test]
async fn a_receiver_that_hangs_holds_up_neither_the_payment_nor_anybody_else() {
    let receivers = Receivers::open().await;
    let api = Api::start_with(|config| receivers.configure(config)).await;
    receivers.analytics.standing.will(&[Take::Hang; 20]);
    let counter = Counter::open(&api).await;
    let began = tokio::time::Instant::now();
    for _ in 0..3 {
        let (order, _) = counter.paid().await;
        api.until_state(&order, "fulfilled").await;
    }
    assert!(began.elapsed() < std::time::Duration::from_secs(8), "the payments waited");
    receivers.mail.standing.until(3).await;
    let delivered: i64 = sql(&api)
        .query_row(
            "SELECT count(*) FROM outbox WHERE receiver = 'analytics' AND state = 'delivered'",
            [],
            |row| row.get(0),
        )
        .unwrap();
    assert_eq!(delivered, 0, "it still hangs");
}

#[tokio::test]
async fn a_kill_between_sending_and_noting_sends_the_same_name_again() {
    let receivers = Receivers::open().await;
    let api = Api::start_with(|config| {
        receivers.configure(config);
        // It does not wait for what it has begun: it is as good as killed.
        config.stop_timeout_seconds = 0;
    })
    .await;
    // They have it, and the service never hears of that before it dies.
    receivers.analytics.standing.will(&[Take::Hang]);
    receivers.mail.standing.will(&[Take::Hang]);
    let counter = Counter::open(&api).await;
    counter.paid().await;
    receivers.analytics.standing.until(1).await;
    receivers.mail.standing.until(1).await;
    drop(counter);
    let api = api.restart().await;
    until(&api, "mail", "payment_received", "delivered", 1).await;
    until(&api, "analytics", "payment_received", "delivered", 1).await;
    until(&api, "analytics", "order_made", "delivered", 1).await;
    for standing in [&receivers.mail.standing, &receivers.analytics.standing] {
        let ids = ids(standing);
        let distinct: BTreeSet<&String> = ids.iter().collect();
        let expected = if std::ptr::eq(standing, &receivers.mail.standing) { 1 } else { 2 };
        assert_eq!(distinct.len(), expected, "{ids:?}");
        assert!(ids.len() > distinct.len(), "it was sent again: {ids:?}");
    }
}
