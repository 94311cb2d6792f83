//! Tokens run out, answers get lost, tokens get stolen: the honest person stays signed in.

use billing_core::error::CommandErrorCode;
use billing_testkit::{Fault, Proxy, RunningService};
use billing_tests::computer::{Computer, until_online, until_signed_out};
use std::time::Duration;

/// Longer than an access token lives.
const LONG: Duration = Duration::from_secs(16 * 60);

/// How many refreshes the service has answered with success so far.
async fn refreshes(service: &RunningService) -> u64 {
    let metrics = reqwest::get(format!("{}/metrics", service.url())).await.unwrap();
    let text = metrics.text().await.unwrap();
    text.lines()
        .filter(|line| line.contains("/auth/refresh") && line.contains("\"200\""))
        .filter(|line| line.starts_with("http_requests_total"))
        .filter_map(|line| line.rsplit(' ').next()?.parse::<u64>().ok())
        .sum()
}

#[tokio::test]
async fn fifty_calls_at_once_with_an_expired_token_make_one_refresh() {
    let service = RunningService::start().unwrap();
    let computer = Computer::new(service.url());
    let console = computer.signed_in("admin@demo.test").await;
    until_online(&console).await;
    let before = refreshes(&service).await;

    computer.clock.pass(LONG);
    let calls: Vec<_> = (0..50)
        .map(|_| {
            let console = console.clone();
            tokio::spawn(async move { console.devices(()).await })
        })
        .collect();
    for call in calls {
        assert_eq!(call.await.unwrap().unwrap().len(), 1);
    }
    assert_eq!(refreshes(&service).await, before + 1);
}

#[tokio::test]
async fn killed_between_rotation_and_storing_the_person_is_still_signed_in() {
    let service = RunningService::start().unwrap();
    let computer = Computer::new(service.url());
    let console = computer.signed_in("admin@demo.test").await;
    until_online(&console).await;

    // The service rotates, but the keychain never learns of it.
    let before = computer.vault.content();
    computer.clock.pass(LONG);
    console.devices(()).await.unwrap();
    assert_ne!(computer.vault.content(), before, "the token was rotated");
    console.close().await;
    computer.vault.put(before);

    let console = computer.start().await;
    until_online(&console).await;
    console.devices(()).await.unwrap();
}

#[tokio::test]
async fn a_lost_answer_to_a_refresh_signs_nobody_out() {
    let service = RunningService::start().unwrap();
    let proxy = Proxy::start(service.address()).await.unwrap();
    let computer = Computer::new(proxy.url());
    let console = computer.signed_in("admin@demo.test").await;
    until_online(&console).await;

    computer.clock.pass(LONG);
    proxy.set(Fault::LoseAnswers);
    let error = console.devices(()).await.unwrap_err();
    assert_eq!(error.code, CommandErrorCode::NoConnection);
    proxy.set(Fault::None);
    console.devices(()).await.unwrap();
}

#[tokio::test]
async fn a_stolen_older_token_ends_the_session_for_thief_and_owner() {
    let service = RunningService::start().unwrap();
    let computer = Computer::new(service.url());
    let console = computer.signed_in("admin@demo.test").await;
    until_online(&console).await;
    let stolen = computer.vault.content();
    for _ in 0..2 {
        computer.clock.pass(LONG);
        console.devices(()).await.unwrap();
    }

    // The thief has a copy of everything as it was two refreshes ago.
    let keychain = computer.vault.content();
    console.close().await;
    computer.vault.put(stolen);
    let thief = computer.start().await;
    until_signed_out(&thief).await;
    thief.close().await;

    // What the owner holds, newest token and all, is worth nothing any more.
    let tokens = keychain.into_values().next().unwrap();
    let refresh_token = tokens
        .expose()
        .split(|c: char| !(c.is_ascii_alphanumeric() || "-_".contains(c)))
        .max_by_key(|word| word.len())
        .unwrap()
        .to_owned();
    let answer = reqwest::Client::new()
        .post(format!("{}/auth/refresh", service.url()))
        .json(&serde_json::json!({ "refresh_token": refresh_token }))
        .send()
        .await
        .unwrap();
    assert_eq!(answer.status(), 401);
}

#[tokio::test]
async fn a_clock_set_by_years_signs_nobody_out() {
    let service = RunningService::start().unwrap();
    let computer = Computer::new(service.url());
    let console = computer.signed_in("admin@demo.test").await;
    until_online(&console).await;
    for years in [10, -20, 10] {
        computer.clock.set_wall_by(chrono::TimeDelta::days(365 * years));
        console.devices(()).await.unwrap();
        let account = console.account(()).await.unwrap().expect("figures stay");
        assert!(!account.value.company_name.is_empty());
    }
}
