//! Signing in by keyboard and by click, and what a person is told when it fails.

use crate::traces;
use billing_testkit::{DEMO_PASSWORD, Proxy, RunningService};
use billing_tests::desktop::{Application, Desktop, Keyring};

#[tokio::test]
async fn a_wrong_password_keeps_what_was_typed_and_a_demonstration_account_is_one_click() {
    let service = RunningService::start().unwrap();
    let desktop = Desktop::start(1280, 800, Keyring::Unlocked).unwrap();
    let server = service.url();
    let application =
        Application::start(&desktop, &[("BILLING_CONSOLE_SERVER", &server)]).await.unwrap();

    application.sign_in("admin@demo.test", "not-the-password").await.unwrap();
    application.shows("[data-screen=sign-in] [role=alert]").await.unwrap();
    let typed = "return document.querySelector('input[name=email]').value";
    assert_eq!(application.window.execute(typed, vec![]).await.unwrap(), "admin@demo.test");

    application.click("[data-demo-account='member@demo.test']").await.unwrap();
    application.shows("[data-screen=overview]").await.unwrap();
    application.close().await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn with_a_locked_keychain_the_session_holds_for_this_run_and_no_token_is_on_disk() {
    signs_in_with(Keyring::Locked).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_a_keychain_the_session_holds_for_this_run_and_no_token_is_on_disk() {
    signs_in_with(Keyring::Absent).await;
}

async fn signs_in_with(keyring: Keyring) {
    let service = RunningService::start().unwrap();
    let proxy = Proxy::start(service.address()).await.unwrap();
    let desktop = Desktop::start(1280, 800, keyring).unwrap();
    let server = proxy.url();
    let environment = [("BILLING_CONSOLE_SERVER", server.as_str())];
    let application = Application::start(&desktop, &environment).await.unwrap();
    application.sign_in("admin@demo.test", DEMO_PASSWORD).await.unwrap();
    application.shows("[data-screen=overview]").await.unwrap();
    application.shows("[data-sync=online]").await.unwrap();
    application.shows("[data-banner=keychain]").await.unwrap();
    traces::no_token_outside_the_keychain(&desktop, &application, &proxy).await;
    application.close().await.unwrap();

    // The next start still shows the figures, and says why they cannot be updated.
    let application = Application::start(&desktop, &environment).await.unwrap();
    assert_eq!(application.shows("[data-figure=plan-name]").await.unwrap(), "Pro");
    application.shows("[data-banner=keychain]").await.unwrap();
    application.close().await.unwrap();
}
