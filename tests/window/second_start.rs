//! A second start does not open a second window.

use billing_testkit::{RunningService, programs};
use billing_tests::desktop::{Application, Desktop, Keyring};

#[tokio::test]
async fn a_second_start_ends_by_itself_and_the_first_window_stays() {
    let service = RunningService::start().unwrap();
    let desktop = Desktop::start(1280, 800, Keyring::Unlocked).unwrap();
    let server = service.url();
    let application =
        Application::start(&desktop, &[("BILLING_CONSOLE_SERVER", &server)]).await.unwrap();
    let second = desktop
        .command(programs::built("billing-console").unwrap())
        .env("BILLING_CONSOLE_DATA_DIR", desktop.data_folder())
        .status()
        .unwrap();
    assert!(second.success(), "{second}");
    application.shows("[data-screen=sign-in]").await.unwrap();
    application.close().await.unwrap();
}
