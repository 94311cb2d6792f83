//! The story the application stands for: figures once seen are there again without a network.

use crate::traces;
use billing_testkit::folder::files_with;
use billing_testkit::{DEMO_PASSWORD, Proxy, RunningService};
use billing_tests::desktop::{Application, Desktop, Keyring};

// The proxy needs a thread of its own while the test waits for programs.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn figures_once_seen_are_there_without_the_service_and_leave_no_trace_after_sign_out() {
    let mut service = RunningService::start().unwrap();
    let desktop = Desktop::start(1280, 800, Keyring::Unlocked).unwrap();
    let proxy = Proxy::start(service.address()).await.unwrap();
    let server = proxy.url();
    let environment = [("BILLING_CONSOLE_SERVER", server.as_str())];

    // Signed in, the plan is shown by name with its remaining days.
    let application = Application::start(&desktop, &environment).await.unwrap();
    application.sign_in("admin@demo.test", DEMO_PASSWORD).await.unwrap();
    application.shows("[data-sync=online]").await.unwrap();
    let plan = application.shows("[data-figure=plan-name]").await.unwrap();
    let days = application.shows("[data-figure=remaining-days]").await.unwrap();
    assert_eq!(plan, "Pro");
    assert!(days.trim().parse::<u32>().is_ok_and(|days| days > 0), "{days:?}");
    traces::no_token_outside_the_keychain(&desktop, &application, &proxy).await;
    application.close().await.unwrap();
    assert!(desktop.keychain_entries().unwrap().contains("secret = "), "the session is kept");

    // Without the service the same is shown, with its age and an offline mark.
    service.stop().unwrap();
    let application = Application::start(&desktop, &environment).await.unwrap();
    application.shows("[data-sync=offline]").await.unwrap();
    assert_eq!(application.shows("[data-figure=plan-name]").await.unwrap(), plan);
    assert_eq!(application.shows("[data-figure=remaining-days]").await.unwrap(), days);
    application
        .shows_text("[data-screen=overview] [data-as-of]", |text| {
            text.to_lowercase().contains("as of")
        })
        .await
        .unwrap();
    application.shows("[data-banner=offline]").await.unwrap();

    // The service comes back: so do fresh figures, without a hand.
    service.start_again().unwrap();
    application.shows("[data-sync=online]").await.unwrap();
    application.hides("[data-banner=offline]").await.unwrap();
    traces::no_token_outside_the_keychain(&desktop, &application, &proxy).await;

    // After signing out no row, file or keychain entry of the account is left.
    application.click("[data-menu=user]").await.unwrap();
    application.press("Sign out").await.unwrap();
    application.shows("[data-screen=sign-in]").await.unwrap();
    application.close().await.unwrap();
    assert_eq!(desktop.keychain_entries().unwrap(), "");
    for trace in ["admin@demo.test", "Northwind", "\"plan_name\"", "accessToken"] {
        let found = files_with(&desktop.data_folder(), trace.as_bytes()).unwrap();
        assert!(found.is_empty(), "{trace} is still in {found:?}");
    }
}
