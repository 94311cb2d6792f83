use crate::support::{Api, problem};
use billing_contract::Tokens;
use reqwest::{Method, Response};
use serde_json::json;
use std::time::Duration;
use tokio::time::timeout;

/// An open stream, read frame by frame.
struct Open(Response, String);

impl Open {
    async fn next(&mut self) -> Option<String> {
        loop {
            if let Some((frame, rest)) = self.1.split_once("\n\n") {
                let frame = frame.to_owned();
                self.1 = rest.to_owned();
                return Some(frame);
            }
            let chunk = timeout(Duration::from_secs(20), self.0.chunk()).await.expect("no frame");
            self.1.push_str(std::str::from_utf8(&chunk.unwrap()?).unwrap());
        }
    }
}

async fn open(api: &Api, who: &Tokens, query: &str) -> Open {
    let answer = api.get(&format!("/api/portal/stream{query}"), who).await;
    assert_eq!(answer.status(), 200);
    assert_eq!(answer.headers()["content-type"], "text/event-stream");
    Open(answer, String::new())
}

async fn change_account(api: &Api, who: &Tokens, query: &str) {
    let body = json!({ "company_name": "X", "contact_name": "Y", "contact_email": "a@b.test",
        "locale": "ja" });
    let changed = api
        .request(Method::PUT, &format!("/api/portal/account{query}"))
        .bearer_auth(who.access_token.expose())
        .header("if-match", "*")
        .json(&body)
        .send()
        .await
        .unwrap();
    assert_eq!(changed.status(), 200);
}

const ACCOUNT_CHANGED: &str = "event: changed\nid: 1\ndata: {\"kinds\":[\"account\"]}";

#[tokio::test]
async fn a_change_is_told_to_its_customer_and_to_nobody_else() {
    let api = Api::start().await;
    let (admin, member, other) =
        (api.sign_in("admin").await, api.sign_in("member").await, api.sign_in("yunfan").await);
    let mut own = open(&api, &admin, "").await;
    let mut colleague = open(&api, &member, "").await;
    let mut stranger = open(&api, &other, "").await;
    for stream in [&mut own, &mut colleague, &mut stranger] {
        assert_eq!(stream.next().await.unwrap(), "retry: 1000\nid: 0");
    }
    change_account(&api, &admin, "").await;
    assert_eq!(own.next().await.unwrap(), ACCOUNT_CHANGED);
    assert_eq!(colleague.next().await.unwrap(), ACCOUNT_CHANGED);
    change_account(&api, &other, "").await;
    assert!(stranger.next().await.unwrap().contains("id: 2"));
}

#[tokio::test]
async fn a_stream_resumes_where_it_was_cut_also_after_a_restart() {
    let api = Api::start().await;
    let admin = api.sign_in("admin").await;
    change_account(&api, &admin, "").await;
    let api = api.restart().await;
    for query in ["?since=0", "?since=1"] {
        let mut stream = open(&api, &admin, query).await;
        assert_eq!(stream.next().await.unwrap(), "retry: 1000\nid: 1");
        if query == "?since=0" {
            assert_eq!(stream.next().await.unwrap(), ACCOUNT_CHANGED);
        }
    }
    let resumed = api
        .request(Method::GET, "/api/portal/stream?since=1")
        .bearer_auth(admin.access_token.expose())
        .header("last-event-id", "0")
        .send();
    let mut resumed = Open(resumed.await.unwrap(), String::new());
    resumed.next().await.unwrap();
    assert_eq!(resumed.next().await.unwrap(), ACCOUNT_CHANGED);
    problem(api.get("/api/portal/stream?since=2", &admin).await, 410, "resync").await;
    problem(api.get("/api/portal/stream?since=x", &admin).await, 422, "validation_failed").await;
}

#[tokio::test]
async fn nothing_more_is_told_to_a_session_that_has_ended() {
    let api = Api::start().await;
    let (admin, again) = (api.sign_in("admin").await, api.sign_in("admin").await);
    let mut stream = open(&api, &again, "").await;
    stream.next().await.unwrap();
    let body = json!({ "refresh_token": again.refresh_token.expose() });
    assert_eq!(api.post("/auth/logout", body).await.status(), 204);
    change_account(&api, &admin, "").await;
    assert_eq!(stream.next().await, None);
}

#[tokio::test]
async fn staff_listen_for_the_customer_they_name_if_they_may_see_orders() {
    let api = Api::start().await;
    let customer = api.customer_of("sakura").await;
    let query = format!("?customer_id={customer}");
    let (agent, support) = (api.sign_in("agent").await, api.sign_in("support").await);
    problem(api.get(&format!("/api/portal/stream{query}"), &agent).await, 403, "forbidden").await;
    let mut stream = open(&api, &support, &query).await;
    stream.next().await.unwrap();
    change_account(&api, &api.sign_in("operator").await, &query).await;
    assert_eq!(stream.next().await.unwrap(), ACCOUNT_CHANGED);
}

#[tokio::test]
async fn the_service_stops_although_somebody_listens() {
    let api = Api::start().await;
    let admin = api.sign_in("admin").await;
    let mut stream = open(&api, &admin, "").await;
    stream.next().await.unwrap();
    let stopping = timeout(Duration::from_secs(5), api.stop()).await;
    stopping.expect("the service waits for its listeners");
    assert_eq!(stream.next().await, None);
}

#[tokio::test]
async fn usage_that_is_counted_is_told_as_soon_as_it_is() {
    let api = Api::start().await;
    let (admin, operator) = (api.sign_in("admin").await, api.sign_in("operator").await);
    let mut stream = open(&api, &admin, "").await;
    stream.next().await.unwrap();
    let event = json!({ "event_id": "e", "customer_id": api.customer_of("admin").await,
        "product": "voice", "quantity": 1, "occurred_at": "2026-06-18T11:00:00Z" });
    let request = api.request(Method::POST, "/api/usage/events");
    let request = request.bearer_auth(operator.access_token.expose());
    let counted = request.json(&json!({ "events": [event] })).send().await.unwrap();
    assert_eq!(counted.status(), 200);
    let told = stream.next().await.unwrap();
    assert_eq!(told, "event: changed\nid: 1\ndata: {\"kinds\":[\"usage\"]}");
}
