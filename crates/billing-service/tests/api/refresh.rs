use crate::support::{Api, problem};
use billing_contract::Tokens;
use chrono::Duration;
use futures_util::future::join_all;
use std::collections::HashSet;

#[tokio::test]
async fn a_refresh_gives_new_tokens_and_keeps_the_session() {
    let api = Api::start().await;
    let first = api.sign_in("admin").await;
    api.clock.advance(Duration::minutes(20));
    let second = api.refreshed(&first).await;
    assert_ne!(first.refresh_token, second.refresh_token);
    assert_eq!(api.get("/auth/me", &second).await.status(), 200);
    let third = api.refreshed(&second).await;
    assert_eq!(api.get("/auth/me", &third).await.status(), 200);
}

#[tokio::test]
async fn a_client_killed_before_it_stored_the_answer_stays_signed_in() {
    let api = Api::start().await;
    let stored = api.sign_in("admin").await;
    let _lost = api.refreshed(&stored).await;
    let _lost_too = api.refreshed(&stored).await;
    let api = api.restart().await;
    let arrived = api.refreshed(&stored).await;
    let next = api.refreshed(&arrived).await;
    assert_eq!(api.get("/auth/me", &next).await.status(), 200);
}

#[tokio::test]
async fn a_stolen_older_token_ends_the_family() {
    let api = Api::start().await;
    let first = api.sign_in("admin").await;
    let second = api.refreshed(&first).await;
    let third = api.refreshed(&second).await;
    problem(api.refresh(&first).await, 401, "refresh_token_reused").await;
    problem(api.refresh(&third).await, 401, "refresh_token_invalid").await;
    problem(api.refresh(&first).await, 401, "refresh_token_invalid").await;
    problem(api.get("/auth/me", &third).await, 401, "unauthenticated").await;
}

#[tokio::test]
async fn of_two_successors_the_one_left_behind_ends_the_family() {
    let api = Api::start().await;
    let first = api.sign_in("admin").await;
    let thiefs = api.refreshed(&first).await;
    let owners = api.refreshed(&first).await;
    let next = api.refreshed(&owners).await;
    problem(api.refresh(&thiefs).await, 401, "refresh_token_reused").await;
    problem(api.refresh(&next).await, 401, "refresh_token_invalid").await;
}

#[tokio::test]
async fn fifty_refreshes_at_once_sign_nobody_out_whichever_answer_is_kept() {
    for kept in [0, 24, 49] {
        let api = Api::start().await;
        let first = api.sign_in("admin").await;
        let answers: Vec<Tokens> = join_all((0..50).map(|_| api.refreshed(&first))).await;
        let different: HashSet<_> =
            answers.iter().map(|tokens| tokens.refresh_token.expose().to_owned()).collect();
        assert_eq!(different.len(), 50);
        for tokens in &answers {
            assert_eq!(api.get("/auth/me", tokens).await.status(), 200);
        }
        let next = api.refreshed(&answers[kept]).await;
        assert_eq!(api.get("/auth/me", &next).await.status(), 200);
    }
}

#[tokio::test]
async fn a_refresh_token_runs_out_after_thirty_days_without_use() {
    let api = Api::start().await;
    let tokens = api.sign_in("admin").await;
    api.clock.advance(Duration::days(29));
    let tokens = api.refreshed(&tokens).await;
    api.clock.advance(Duration::days(29));
    let tokens = api.refreshed(&tokens).await;
    api.clock.advance(Duration::days(30));
    problem(api.refresh(&tokens).await, 401, "refresh_token_invalid").await;
}

#[tokio::test]
async fn the_database_holds_no_token() {
    let api = Api::start().await;
    let first = api.sign_in("admin").await;
    let second = api.refreshed(&first).await;
    let path = api.folder.path().to_owned();
    let mut files = 0;
    for entry in std::fs::read_dir(path).unwrap() {
        let bytes = std::fs::read(entry.unwrap().path()).unwrap();
        files += 1;
        for tokens in [&first, &second] {
            for token in [&tokens.access_token, &tokens.refresh_token] {
                let token = token.expose().as_bytes();
                assert!(!bytes.windows(token.len()).any(|window| window == token));
            }
        }
    }
    assert!(files >= 2, "the database and its write-ahead log were searched");
}
