use crate::support::{Api, problem, registration};
use chrono::Duration;
use futures_util::future::join_all;
use reqwest::{Method, Response};
use serde_json::{Value, json};

async fn register(api: &Api, key: &str, body: &Value) -> Response {
    api.request(Method::POST, "/auth/register")
        .header("idempotency-key", key)
        .json(body)
        .send()
        .await
        .unwrap()
}

#[tokio::test]
async fn a_repetition_gets_the_first_answer_also_after_a_restart() {
    let api = Api::start().await;
    let body = registration("a@example.test");
    let first = register(&api, "key-1", &body).await;
    assert_eq!(first.status(), 200);
    assert!(!first.headers().contains_key("idempotent-replayed"));
    let first = first.text().await.unwrap();
    let api = api.restart().await;
    api.clock.advance(Duration::hours(24));
    let second = register(&api, "key-1", &body).await;
    assert_eq!(second.status(), 200);
    assert_eq!(second.headers()["idempotent-replayed"], "true");
    assert_eq!(second.text().await.unwrap(), first);
}

#[tokio::test]
async fn an_answer_is_found_again_for_eight_days_and_then_forgotten() {
    let api = Api::start().await;
    let body = registration("a@example.test");
    let first = register(&api, "key-1", &body).await.text().await.unwrap();
    api.clock.advance(Duration::days(8) - Duration::seconds(1));
    let again = register(&api, "key-1", &body).await;
    assert_eq!(again.headers()["idempotent-replayed"], "true");
    assert_eq!(again.text().await.unwrap(), first);
    api.clock.advance(Duration::seconds(1));
    problem(register(&api, "key-1", &body).await, 409, "email_taken").await;
}

#[tokio::test]
async fn one_key_with_another_body_is_refused() {
    let api = Api::start().await;
    register(&api, "key-1", &registration("a@example.test")).await;
    let other = register(&api, "key-1", &registration("b@example.test")).await;
    problem(other, 422, "idempotency_key_reused").await;
    for body in [json!({ "email": "no address" }), json!([])] {
        let invalid = register(&api, "key-1", &body).await;
        problem(invalid, 422, "idempotency_key_reused").await;
    }
    assert_eq!(register(&api, "key-2", &registration("b@example.test")).await.status(), 200);
}

#[tokio::test]
async fn a_body_that_was_mended_may_come_under_the_same_key() {
    let api = Api::start().await;
    for body in [json!({ "email": "no address" }), json!([])] {
        problem(register(&api, "key-1", &body).await, 422, "validation_failed").await;
    }
    assert_eq!(register(&api, "key-1", &registration("a@example.test")).await.status(), 200);
}

#[tokio::test]
async fn a_refusal_that_would_be_met_again_is_repeated_too() {
    let api = Api::start().await;
    let body = registration("admin@demo.test");
    problem(register(&api, "key-1", &body).await, 409, "email_taken").await;
    let again = register(&api, "key-1", &body).await;
    assert_eq!(again.headers()["idempotent-replayed"], "true");
    problem(again, 409, "email_taken").await;
}

#[tokio::test]
async fn two_hundred_callers_with_one_key_get_one_answer() {
    let api = Api::start().await;
    let body = registration("a@example.test");
    let answers = join_all((0..200).map(|_| register(&api, "key-1", &body))).await;
    let mut firsts = 0;
    let mut texts = Vec::new();
    for answer in answers {
        if answer.status() == 409 {
            problem(answer, 409, "idempotency_in_progress").await;
            continue;
        }
        assert_eq!(answer.status(), 200);
        firsts += usize::from(!answer.headers().contains_key("idempotent-replayed"));
        texts.push(answer.text().await.unwrap());
    }
    texts.dedup();
    assert_eq!((firsts, texts.len()), (1, 1));
    let after = register(&api, "key-1", &body).await;
    assert_eq!(after.text().await.unwrap(), texts[0]);
}

#[tokio::test]
async fn a_malformed_key_is_refused() {
    let api = Api::start().await;
    let body = registration("a@example.test");
    for key in ["", &"x".repeat(256), "tab\tinside"] {
        problem(register(&api, key, &body).await, 400, "bad_request").await;
    }
    assert_eq!(register(&api, &"x".repeat(255), &body).await.status(), 200);
}

#[tokio::test]
async fn the_stored_answer_holds_no_token_and_no_key() {
    let api = Api::start().await;
    let answer = register(&api, "a-key-to-search-for", &registration("a@example.test")).await;
    let tokens: billing_contract::Tokens = answer.json().await.unwrap();
    for entry in std::fs::read_dir(api.folder.path()).unwrap() {
        let bytes = std::fs::read(entry.unwrap().path()).unwrap();
        let refresh = tokens.refresh_token.expose();
        for secret in [refresh, tokens.access_token.expose(), "a-key-to-search-for", "ten letters"]
        {
            let secret = secret.as_bytes();
            assert!(!bytes.windows(secret.len()).any(|window| window == secret));
        }
    }
}
