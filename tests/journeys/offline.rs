//! Without a network the figures stay, with their age; when it returns they are fresh by themselves.

use billing_core::console::Console;
use billing_core::error::CommandErrorCode;
use billing_core::views::{Session, SyncState};
use billing_testkit::{Fault, Proxy, RunningService};
use billing_tests::computer::{Computer, until, until_offline, until_online};
use std::time::{Duration, Instant};

#[tokio::test]
async fn a_start_without_a_network_shows_what_was_last_seen_with_its_age() {
    let mut service = RunningService::start().unwrap();
    let computer = Computer::new(service.url());
    let console = computer.signed_in("admin@demo.test").await;
    until_online(&console).await;
    let seen = console.subscription(()).await.unwrap().unwrap();
    let last_success = console.sync(()).await.unwrap().last_success;
    console.close().await;
    service.stop().unwrap();

    computer.clock.pass(Duration::from_secs(8 * 3600));
    let console = computer.start().await;
    let start = console.start(()).await.unwrap();
    assert!(matches!(start.session, Session::SignedIn { .. }));
    let shown = console.subscription(()).await.unwrap().unwrap();
    assert_eq!(shown.value, seen.value);
    assert_eq!(shown.as_of, seen.as_of, "the age is that of the figure, not of the start");
    let begun = Instant::now();
    until_offline(&console).await;
    assert!(begun.elapsed() < Duration::from_secs(2), "offline is shown within two seconds");
    let sync = console.sync(()).await.unwrap();
    assert!(sync.offline_since.is_some());
    assert_eq!(sync.last_success, last_success);

    service.start_again().unwrap();
    let begun = Instant::now();
    until_online(&console).await;
    until(&console, "younger figures", async |console: &Console| {
        console.subscription(()).await.unwrap().unwrap().as_of > seen.as_of
    })
    .await;
    assert!(begun.elapsed() < Duration::from_secs(10), "recovery is seen within ten seconds");
}

#[tokio::test]
async fn a_captive_portal_counts_as_offline_and_spoils_nothing() {
    let service = RunningService::start().unwrap();
    let proxy = Proxy::start(service.address()).await.unwrap();
    let computer = Computer::new(proxy.url());
    let console = computer.signed_in("admin@demo.test").await;
    until_online(&console).await;
    let seen = console.account(()).await.unwrap().unwrap();

    proxy.set(Fault::CaptivePortal);
    assert_eq!(console.refresh(()).await.unwrap().state, SyncState::Offline);
    assert_eq!(console.account(()).await.unwrap().unwrap(), seen);
    let error = console.devices(()).await.unwrap_err();
    assert_eq!(error.code, CommandErrorCode::NotABillingService);

    proxy.set(Fault::None);
    assert_eq!(console.refresh(()).await.unwrap().state, SyncState::Online);
}

#[tokio::test]
async fn a_cut_connection_is_told_and_mended() {
    let service = RunningService::start().unwrap();
    let proxy = Proxy::start(service.address()).await.unwrap();
    let computer = Computer::new(proxy.url());
    let console = computer.signed_in("admin@demo.test").await;
    until_online(&console).await;
    proxy.set(Fault::Refuse);
    assert_eq!(console.refresh(()).await.unwrap().state, SyncState::Offline);
    proxy.set(Fault::None);
    until_online(&console).await;
}
