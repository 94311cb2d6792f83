use crate::support::{Api, PASSWORD, problem};
use chrono::Duration;

#[tokio::test]
async fn guessing_at_an_account_is_slowed_down_whether_or_not_it_exists() {
    let api = Api::start().await;
    for email in ["admin@demo.test", "nobody@demo.test"] {
        for _ in 0..10 {
            let answer = api.try_sign_in(email, "not the password").await;
            problem(answer, 401, "invalid_credentials").await;
        }
        let mut waits = Vec::new();
        for _ in 0..3 {
            let answer = api.try_sign_in(email, PASSWORD).await;
            waits.push(problem(answer, 429, "rate_limited").await.retry_after.unwrap());
        }
        assert!(waits.is_sorted_by(|before, after| before < after), "{waits:?}");
    }
    assert_eq!(api.try_sign_in("member@demo.test", PASSWORD).await.status(), 200);
    api.clock.advance(Duration::minutes(15));
    assert_eq!(api.try_sign_in("admin@demo.test", PASSWORD).await.status(), 200);
}

#[tokio::test]
async fn many_guesses_at_once_do_not_slip_past_the_limit() {
    let api = Api::start().await;
    let guesses = (0..40).map(|_| api.try_sign_in("admin@demo.test", "not the password"));
    let answers = futures_util::future::join_all(guesses).await;
    let tried = answers.iter().filter(|answer| answer.status() == 401).count();
    assert_eq!(tried, 10);
}

#[tokio::test]
async fn successes_are_free() {
    let api = Api::start().await;
    for _ in 0..25 {
        api.sign_in("admin").await;
    }
}

#[tokio::test]
async fn one_address_may_not_try_every_account() {
    let api = Api::start_with(|config| config.limits.sign_in_failures_per_address = 20).await;
    for account in 0..20 {
        let answer = api.try_sign_in(&format!("{account}@demo.test"), "not the password").await;
        assert_eq!(answer.status(), 401);
    }
    let answer = api.try_sign_in("admin@demo.test", PASSWORD).await;
    problem(answer, 429, "rate_limited").await;
}

#[tokio::test]
async fn each_session_has_a_budget_that_is_stated() {
    let api = Api::start_with(|config| config.limits.requests_per_minute = 5).await;
    let (one, other) = (api.sign_in("admin").await, api.sign_in("member").await);
    for left in (0..5).rev() {
        let answer = api.get("/auth/me", &one).await;
        assert_eq!(answer.headers()["ratelimit-limit"], "5");
        assert_eq!(answer.headers()["ratelimit-remaining"], left.to_string().as_str());
        assert_eq!(answer.headers()["ratelimit-reset"], "60");
    }
    let spent = api.get("/auth/me", &one).await;
    assert_eq!(spent.headers()["ratelimit-remaining"], "0");
    assert_eq!(problem(spent, 429, "rate_limited").await.retry_after, Some(60));
    assert_eq!(api.get("/auth/me", &other).await.status(), 200);
    let live = api.request(reqwest::Method::GET, "/health/live").send().await.unwrap();
    assert!(!live.headers().contains_key("ratelimit-limit"));
    api.clock.advance(Duration::seconds(60));
    assert_eq!(api.get("/auth/me", &one).await.status(), 200);
}
