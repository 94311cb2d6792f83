use crate::support::{Api, fields, problem};
use reqwest::Method;
use serde_json::json;

#[tokio::test]
async fn every_kind_of_wrong_request_is_a_problem_with_a_code() {
    let api = Api::start().await;
    let login = || api.request(Method::POST, "/auth/login");
    let json_type = ("content-type", "application/json");
    let cases = [
        (api.request(Method::GET, "/nowhere"), 404, "not_found"),
        (api.request(Method::PATCH, "/auth/login"), 405, "method_not_allowed"),
        (login().body("{}"), 415, "unsupported_media_type"),
        (login().header("content-type", "text/plain").body("{}"), 415, "unsupported_media_type"),
        (login().header(json_type.0, json_type.1).body("{"), 400, "bad_request"),
        (login().header(json_type.0, json_type.1).body(vec![0xff, 0xfe]), 400, "bad_request"),
        (login().header(json_type.0, json_type.1).body("[".repeat(100_000)), 400, "bad_request"),
        (login().json(&json!([])), 422, "validation_failed"),
        (login().json(&json!({})), 422, "validation_failed"),
        (login().json(&json!({ "email": 1, "password": "x" })), 422, "validation_failed"),
        (login().json(&json!({ "email": "x".repeat(1024 * 1024) })), 413, "payload_too_large"),
    ];
    for (request, status, code) in cases {
        problem(request.send().await.unwrap(), status, code).await;
    }
    let admin = api.sign_in("admin").await;
    let unreadable = api.request(Method::DELETE, "/auth/sessions/%ff");
    let unreadable = unreadable.bearer_auth(admin.access_token.expose()).send().await.unwrap();
    problem(unreadable, 400, "bad_request").await;
    let both = api.post("/auth/login", json!({})).await;
    let both = problem(both, 422, "validation_failed").await;
    assert_eq!(fields(&both), [("email", "required"), ("password", "required")]);
}

#[tokio::test]
async fn a_body_without_length_is_cut_at_the_limit() {
    let api = Api::start_with(|config| config.limits.body_bytes = 1_000).await;
    let chunks = (0..100).map(|_| Ok::<_, std::io::Error>("x".repeat(100)));
    let body = reqwest::Body::wrap_stream(futures_util::stream::iter(chunks));
    let answer = api
        .request(Method::POST, "/auth/login")
        .header("content-type", "application/json")
        .body(body)
        .send()
        .await
        .unwrap();
    problem(answer, 413, "payload_too_large").await;
}

#[tokio::test]
async fn a_request_keeps_its_id_or_gets_one() {
    let api = Api::start().await;
    let live =
        |id: &str| api.request(Method::GET, "/health/live").header("x-request-id", id).send();
    assert_eq!(live("my-id-1").await.unwrap().headers()["x-request-id"], "my-id-1");
    for unusable in ["two words", &"x".repeat(129), ""] {
        let answer = live(unusable).await.unwrap();
        let made = answer.headers()["x-request-id"].to_str().unwrap();
        assert_ne!(made, unusable);
        assert_eq!(made.len(), 36);
    }
}

#[tokio::test]
async fn answers_are_not_sniffed_framed_or_kept() {
    let api = Api::start().await;
    let answer = api.try_sign_in("admin@demo.test", "wrong password").await;
    assert_eq!(answer.headers()["x-content-type-options"], "nosniff");
    assert_eq!(answer.headers()["cache-control"], "no-store");
    assert!(answer.headers().contains_key("content-security-policy"));
}
