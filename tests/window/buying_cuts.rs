//! Buying while something breaks: console, service, network, clock.

use crate::buying_scene::Scene;
use billing_testkit::Fault;
use billing_tests::desktop::{Desktop, Keyring};
use billing_tests::running_console::RunningConsole;
use billing_tests::wall_clock::WallClock;
use std::time::{SystemTime, UNIX_EPOCH};

const HOUR: i64 = 3_600;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_killed_console_takes_the_payment_up_again() {
    let mut scene = Scene::signed_in().await;
    let shown = scene.begin().await;
    RunningConsole::on(&scene.desktop).unwrap().kill().await.unwrap();
    scene.start_again(&[]).await;
    scene.open_by_chip("waiting").await;
    let number = scene.application.shows("[data-figure=order-no]").await.unwrap();
    assert_eq!(number, shown.order.order_no, "the same order, not another");

    // Killed once more, and paid while nothing runs.
    RunningConsole::on(&scene.desktop).unwrap().kill().await.unwrap();
    scene.wallet.pay(&shown.code_url).await.unwrap();
    scene.start_again(&[]).await;
    scene.open_by_chip("paid").await;
    scene.is_paid_and_delivered(&shown).await;
    scene.application.close().await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_service_that_is_killed_and_comes_back_loses_no_payment() {
    let mut scene = Scene::signed_in().await;
    let shown = scene.begin().await;
    scene.service.kill().unwrap();
    scene.application.shows("[data-sync=offline]").await.unwrap();
    scene.service.start_again().unwrap();
    scene.wallet.pay(&shown.code_url).await.unwrap();
    scene.is_paid_and_delivered(&shown).await;
    scene.application.close().await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_a_network_the_dialog_says_so_and_the_payment_is_shown_when_it_is_back() {
    let scene = Scene::signed_in().await;
    let shown = scene.begin().await;
    scene.proxy.set(Fault::Refuse);
    let status = "[data-screen=checkout] [role=status]";
    scene.application.shows_text(status, |text| text.contains("No network")).await.unwrap();
    // The wallet has a network of its own: it reaches the service where it really is.
    let page = shown.code_url.replace(&scene.proxy.url(), &scene.service.url());
    scene.wallet.pay(&page).await.unwrap();
    scene.application.shows_text(status, |text| text.contains("No network")).await.unwrap();
    scene.proxy.set(Fault::None);
    scene.is_paid_and_delivered(&shown).await;
    scene.application.close().await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_wall_clock_moved_an_hour_ends_no_code_and_hides_no_payment() {
    let desktop = Desktop::start(1280, 800, Keyring::Unlocked).unwrap();
    let clock = WallClock::right(desktop.home()).unwrap();
    let mut scene = Scene::on(desktop, &clock.environment().unwrap()).await;
    for ahead in [HOUR, -HOUR] {
        clock.set_by(0).unwrap();
        reads_the_clock(&scene, 0).await;
        let shown = scene.begin().await;
        clock.set_by(ahead).unwrap();
        reads_the_clock(&scene, ahead).await;
        scene.stage_is("waiting").await;
        scene.application.shows("[data-screen=checkout] [data-qr]").await.unwrap();

        // A start has no steady clock of before to go by.
        RunningConsole::on(&scene.desktop).unwrap().kill().await.unwrap();
        scene.start_again(&clock.environment().unwrap()).await;
        scene.open_by_chip("waiting").await;
        scene.application.shows("[data-screen=checkout] [data-qr]").await.unwrap();
        scene.wallet.pay(&shown.code_url).await.unwrap();
        scene.is_paid_and_delivered(&shown).await;
        scene.close_dialog().await;
    }
    scene.application.close().await.unwrap();
}

/// Waits until the window goes by a clock so many seconds ahead of the right time.
async fn reads_the_clock(scene: &Scene, ahead: i64) {
    let what = format!("a clock {ahead} s ahead");
    let is_there = |value: &serde_json::Value| {
        let right = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs_f64();
        let read = value.as_f64().unwrap() / 1e3;
        (read - right - ahead as f64).abs() < 60.0
    };
    scene.application.becomes(&what, "return Date.now()", vec![], is_there).await.unwrap();
}
