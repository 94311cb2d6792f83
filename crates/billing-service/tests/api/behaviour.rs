use crate::shop::sql;
use crate::support::{Api, fields, problem};
use billing_contract::{BehaviourReceipt, Tokens};
use reqwest::{Method, Response};
use serde_json::{Value, json};

fn event(id: &str) -> Value {
    json!({ "id": id, "at": "2031-01-01T00:00:00Z", "event_type": "payment",
        "event_category": "transaction", "action": "qr_shown", "page": "packages",
        "event_data": { "package": "pro" } })
}

async fn send(api: &Api, who: &Tokens, events: Value) -> Response {
    let request = api.request(Method::POST, "/api/portal/events");
    let request = request.bearer_auth(who.access_token.expose());
    request.json(&json!({ "events": events })).send().await.unwrap()
}

async fn receipt(answer: Response) -> (i64, i64) {
    let receipt: BehaviourReceipt = answer.json().await.unwrap();
    (receipt.accepted, receipt.repeated)
}

#[tokio::test]
async fn an_event_counts_once_for_its_customer() {
    let api = Api::start().await;
    let (admin, member) = (api.sign_in("admin").await, api.sign_in("member").await);
    let first = send(&api, &admin, json!([event("e1"), event("e2"), event("e1")])).await;
    assert_eq!(receipt(first).await, (2, 1));
    assert_eq!(receipt(send(&api, &member, json!([event("e2")])).await).await, (0, 1));
    let other = api.sign_in("yunfan").await;
    assert_eq!(receipt(send(&api, &other, json!([event("e1")])).await).await, (1, 0));
    let staff = api.sign_in("operator").await;
    assert_eq!(receipt(send(&api, &staff, json!([event("e1")])).await).await, (1, 0));
    assert_eq!(receipt(send(&api, &admin, json!([])).await).await, (0, 0));
}

#[tokio::test]
async fn events_are_stored_with_their_user_both_moments_and_the_mark_of_a_test() {
    let api = Api::start().await;
    let admin = api.sign_in("admin").await;
    send(&api, &admin, json!([event("e1")])).await;
    let question = "SELECT user_id, at, received_at, action, event_data, is_test \
         FROM behaviour_events";
    let stored: (String, i64, i64, String, String, bool) = sql(&api)
        .query_row(question, [], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?, row.get(5)?))
        })
        .unwrap();
    let (user, at, received, action, data, is_test) = stored;
    assert_eq!(user, api.me(&admin).await.user_id.as_str());
    assert_eq!((at, received), (1_924_992_000_000_000, 1_781_784_000_000_000));
    assert_eq!((action.as_str(), data.as_str()), ("qr_shown", r#"{"package":"pro"}"#));
    assert!(is_test);
}

#[tokio::test]
async fn a_batch_with_a_fault_is_refused_whole_and_the_fault_named() {
    let api = Api::start().await;
    let admin = api.sign_in("admin").await;
    let mut lacking = event("e4");
    lacking.as_object_mut().unwrap().remove("action");
    let events = json!([event("e1"), event("e2"), event("e3"), lacking]);
    let refused = problem(send(&api, &admin, events).await, 422, "validation_failed").await;
    assert_eq!(fields(&refused), [("events[3].action", "required")]);
    let many: Vec<_> = (0..201).map(|number| event(&number.to_string())).collect();
    let refused = problem(send(&api, &admin, json!(many)).await, 422, "validation_failed").await;
    assert_eq!(fields(&refused), [("events", "too_long")]);
    let count: i64 =
        sql(&api).query_row("SELECT count(*) FROM behaviour_events", [], |row| row.get(0)).unwrap();
    assert_eq!(count, 0);
}

#[tokio::test]
async fn missing_optional_fields_are_counted_in_the_answer_and_the_figures() {
    let api = Api::start().await;
    let admin = api.sign_in("admin").await;
    for _ in 0..2 {
        send(&api, &admin, json!([event("e1"), event("e2")])).await;
    }
    let receipt: BehaviourReceipt =
        send(&api, &admin, json!([event("e3")])).await.json().await.unwrap();
    let missing: Vec<_> = receipt.missing.iter().map(|(name, n)| (name.as_str(), *n)).collect();
    assert_eq!(missing, [("device", 1), ("os", 1), ("screen", 1), ("session_id", 1)]);
    let figures = api.request(Method::GET, "/metrics").send().await.unwrap().text().await.unwrap();
    assert!(figures.contains("behaviour_missing_fields_total{field=\"os\"} 3"), "{figures}");
    assert!(!figures.contains("field=\"page\""), "{figures}");
}
