//! What the operator is told, and what customers are written: each once.

use crate::receivers::{ALERT_SECRET, Came, Receivers};
use crate::shop::{Counter, sql};
use crate::support::Api;
use aws_lc_rs::hmac;
use base64::Engine as _;
use chrono::Duration;
use reqwest::Method;
use serde_json::json;
use std::collections::BTreeMap;

async fn count_usage(api: &Api, customer: &str, id: &str, quantity: i64) {
    let operator = api.sign_in("operator").await;
    let now = billing_service::Clock::now(&api.clock);
    let body = json!({ "events": [{ "event_id": id, "customer_id": customer,
        "product": "ai_chat", "quantity": quantity, "occurred_at": now }] });
    let request = api.request(Method::POST, "/api/usage/events").json(&body);
    let answer = request.bearer_auth(operator.access_token.expose()).send().await.unwrap();
    assert_eq!(answer.status(), 200, "{}", answer.text().await.unwrap());
}

#[tokio::test]
async fn too_many_failures_in_a_window_are_told_once_and_signed() {
    let receivers = Receivers::open().await;
    let api = Api::start_with(|config| receivers.configure(config)).await;
    let counter = Counter::open(&api).await;
    counter.paid().await;
    let code = counter.prepay(&counter.order().await).await;
    counter.act(&code, "action=decline").await;
    let declined: i64 = sql(&api)
        .query_row("SELECT sum(failed) FROM payment_minutes", [], |row| row.get(0))
        .unwrap();
    assert_eq!(declined, 1);
    assert!(receivers.alerts.standing.came().is_empty(), "the window is not over");
    api.clock.advance(Duration::minutes(5));
    let came = receivers.alerts.standing.until(1).await;
    let body = came[0].json();
    assert_eq!(came[0].path, "/open-apis/bot/v2/hook/canary");
    assert_eq!(body["msg_type"], "text");
    let text = body["content"]["text"].as_str().unwrap();
    assert!(text.contains("50.0 %") && text.contains("12:00:00Z"), "{text}");
    let key = format!("{}\n{ALERT_SECRET}", body["timestamp"].as_str().unwrap());
    let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, key.as_bytes()), b"");
    let sign = base64::engine::general_purpose::STANDARD.encode(tag);
    assert_eq!(body["sign"], sign);
    // However often it is looked at, also by another run: once for this window.
    let api = api.restart().await;
    api.clock.advance(Duration::minutes(1));
    api.until(|sql| {
        let question = "SELECT count(*) FROM outbox WHERE receiver = 'alerts' \
             AND state = 'delivered'";
        sql.query_row(question, [], |row| row.get::<_, i64>(0)).unwrap() == 1
    })
    .await;
    api.clock.advance(Duration::minutes(10));
    let watched = Counter { api: &api, who: api.sign_in("admin").await };
    watched.paid().await;
    assert_eq!(receivers.alerts.standing.came().len(), 1);
}

#[tokio::test]
async fn answers_that_take_too_long_on_the_whole_are_told_once() {
    let receivers = Receivers::open().await;
    let api = Api::start_with(|config| {
        receivers.configure(config);
        if let Some(alerts) = &mut config.outbox.alerts {
            alerts.least_answers = 1;
            alerts.most_mean_ms = 0.0;
        }
    })
    .await;
    api.sign_in("admin").await;
    api.clock.advance(Duration::minutes(5));
    let came = receivers.alerts.standing.until(1).await;
    let text = came[0].json()["content"]["text"].as_str().unwrap().to_owned();
    assert!(text.contains("Mean response time"), "{text}");
    assert_eq!(came.len(), 1);
}

fn subjects(mails: &[Came]) -> Vec<String> {
    let line = |mail: &Came| {
        let subject = mail.text.lines().find(|line| line.starts_with("Subject:")).unwrap();
        subject.to_owned()
    };
    mails.iter().map(line).collect()
}

#[tokio::test]
async fn half_four_fifths_and_all_of_a_quota_are_told_once_each() {
    let receivers = Receivers::open().await;
    let api = Api::start_with(|config| receivers.configure(config)).await;
    let customer = api.customer_of("admin").await;
    let question = "SELECT f.quota FROM plan_features f JOIN subscriptions s \
         ON s.plan_id = f.plan_id WHERE s.customer_id = ?1 AND f.feature IN ('ai_chat', \
         'ai_chat_quota') AND f.quota IS NOT NULL ORDER BY s.id DESC LIMIT 1";
    let quota: i64 = sql(&api).query_row(question, [&customer], |row| row.get(0)).unwrap();
    // Nothing was used in July yet.
    api.clock.advance(Duration::days(15));
    for (place, percent) in [40, 10, 5, 25, 15, 10, 30].into_iter().enumerate() {
        count_usage(&api, &customer, &format!("u{place}"), quota * percent / 100).await;
        // The same again counts for nothing.
        count_usage(&api, &customer, &format!("u{place}"), quota * percent / 100).await;
    }
    let told = |sql: &rusqlite::Connection| -> Vec<String> {
        let question = "SELECT key FROM outbox WHERE receiver = 'mail' \
             AND what = 'quota_reached' AND state = 'delivered' ORDER BY key";
        let mut ready = sql.prepare(question).unwrap();
        ready.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
    };
    api.until(|sql| told(sql).len() == 3).await;
    let keys = told(&sql(&api));
    for percent in ["/50", "/80", "/100"] {
        assert_eq!(keys.iter().filter(|key| key.ends_with(percent)).count(), 1, "{keys:?}");
    }
    assert_eq!(subjects(&receivers.mail.standing.came()).len(), 3);

    // A leap over several is told as the greatest of them alone.
    api.clock.advance(Duration::days(31));
    count_usage(&api, &customer, "leap", quota * 2).await;
    count_usage(&api, &customer, "after", 1).await;
    api.until(|sql| told(sql).len() == 4).await;
    assert!(told(&sql(&api)).iter().any(|key| key.contains("2026-08") && key.ends_with("/100")));
}

#[tokio::test]
async fn a_renewal_is_written_of_seven_three_and_one_days_before_and_once_each() {
    let receivers = Receivers::open().await;
    let mut api = Api::start_with(|config| receivers.configure(config)).await;
    for day in 0..45 {
        api.clock.advance(Duration::days(1));
        let now = billing_service::Clock::now(&api.clock).timestamp_micros();
        api.until(|sql| {
            let question = "SELECT count(*) FROM subscriptions WHERE next_look_at <= ?1";
            sql.query_row(question, [now], |row| row.get::<_, i64>(0)).unwrap() == 0
        })
        .await;
        if day % 20 == 7 {
            api = api.restart().await;
        }
    }
    api.until(|sql| {
        let question = "SELECT count(*) FROM outbox WHERE receiver = 'mail' \
             AND state <> 'delivered'";
        sql.query_row(question, [], |row| row.get::<_, i64>(0)).unwrap() == 0
    })
    .await;
    let recorded: BTreeMap<(String, i64, String), i64> = {
        let sql = sql(&api);
        let mut ready = sql
            .prepare(
                "SELECT subscription_id, number, kind, recorded_at FROM subscription_notices \
                 WHERE is_overtaken = 0 AND kind LIKE 'renewal%'",
            )
            .unwrap();
        let rows =
            ready.query_map([], |row| Ok(((row.get(0)?, row.get(1)?, row.get(2)?), row.get(3)?)));
        rows.unwrap().map(Result::unwrap).collect()
    };
    assert!(recorded.len() >= 3, "{recorded:?}");
    for (subscription, number, kind) in recorded.keys() {
        let key = format!("{kind}/{subscription}/{number}/%");
        let question = "SELECT count(*) FROM outbox WHERE receiver = 'mail' AND key LIKE ?1 \
             AND state = 'delivered' AND tries = 1";
        let told: i64 = sql(&api).query_row(question, [&key], |row| row.get(0)).unwrap();
        assert_eq!(told, 1, "{key}");
    }
    let mails = receivers.mail.standing.came();
    let ids: Vec<String> = mails
        .iter()
        .filter_map(|mail| mail.text.lines().find(|line| line.starts_with("Message-ID")))
        .map(str::to_owned)
        .collect();
    let distinct: std::collections::BTreeSet<&String> = ids.iter().collect();
    assert_eq!(ids.len(), distinct.len(), "no message came twice");
}
