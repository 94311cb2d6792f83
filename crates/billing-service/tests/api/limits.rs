use crate::support::{Api, PASSWORD, problem, registration};
use chrono::Duration;

#[tokio::test]
async fn guessing_at_an_account_is_slowed_down_whether_or_not_it_exists() {
    let api = Api::start().await;
    for email in ["admin@demo.test", "nobody@demo.test"] {
        for _ in 0..10 {
            let answer = api.try_sign_in(email, "not the password").await;
            problem(answer, 401, "invalid_credentials").await;
        }
        for left in [60, 45] {
            // The right password, too: whoever guesses it must not learn so from the answer.
            let answer = api.try_sign_in(email, PASSWORD).await;
            assert_eq!(problem(answer, 429, "rate_limited").await.retry_after, Some(left));
            api.clock.advance(Duration::seconds(15));
        }
        api.clock.advance(Duration::seconds(30));
        for _ in 0..10 {
            let answer = api.try_sign_in(email, "not the password").await;
            problem(answer, 401, "invalid_credentials").await;
        }
        let answer = api.try_sign_in(email, PASSWORD).await;
        assert_eq!(problem(answer, 429, "rate_limited").await.retry_after, Some(120));
    }
    assert_eq!(api.try_sign_in("member@demo.test", PASSWORD).await.status(), 200);
    api.clock.advance(Duration::minutes(2));
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
async fn registering_is_no_way_to_ask_who_has_an_account() {
    let api = Api::start_with(|config| config.limits.sign_in_failures_per_address = 5).await;
    for _ in 0..5 {
        let taken = api.post("/auth/register", registration("admin@demo.test")).await;
        problem(taken, 409, "email_taken").await;
    }
    for email in ["admin@demo.test", "new@example.test"] {
        let answer = api.post("/auth/register", registration(email)).await;
        assert_eq!(problem(answer, 429, "rate_limited").await.retry_after, Some(60));
    }
    api.clock.advance(Duration::seconds(60));
    let free = api.post("/auth/register", registration("new@example.test")).await;
    assert_eq!(free.status(), 200);
}

#[tokio::test]
async fn an_address_too_long_to_exist_is_unknown() {
    let api = Api::start().await;
    let email = format!("{}@demo.test", "x".repeat(500_000));
    problem(api.try_sign_in(&email, PASSWORD).await, 401, "invalid_credentials").await;
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
