//! A second start does not open a second window.

use billing_testkit::{RunningService, programs};
use billing_tests::desktop::{Application, Desktop, Keyring};

const TITLE: &str = "^Billing Console$";

#[tokio::test]
async fn a_second_start_ends_by_itself_and_shows_the_first_window() {
    let service = RunningService::start().unwrap();
    let desktop = Desktop::start(1280, 800, Keyring::Unlocked).unwrap();
    let server = service.url();
    let application =
        Application::start(&desktop, &[("BILLING_CONSOLE_SERVER", &server)]).await.unwrap();
    hide_windows(&desktop);
    assert_eq!(shown_windows(&desktop), 0);

    let second = desktop
        .command(programs::built("billing-console").unwrap())
        .env("BILLING_CONSOLE_DATA_DIR", desktop.data_folder())
        .status()
        .unwrap();
    assert!(second.success(), "{second}");
    assert_eq!(shown_windows(&desktop), 1, "the first window is shown, and it alone");
    application.close().await.unwrap();
}

/// Hides the window as closing it to the tray or another desktop's manager would.
fn hide_windows(desktop: &Desktop) {
    let hidden = desktop
        .command("xdotool")
        .args(["search", "--onlyvisible", "--sync", "--name", TITLE, "windowunmap", "--sync", "%@"])
        .status()
        .unwrap();
    assert!(hidden.success());
}

fn shown_windows(desktop: &Desktop) -> usize {
    let found = desktop
        .command("xdotool")
        .args(["search", "--onlyvisible", "--name", TITLE])
        .output()
        .unwrap();
    String::from_utf8_lossy(&found.stdout).lines().count()
}

#[tokio::test]
async fn without_a_bus_to_find_the_first_a_second_start_says_what_is_open() {
    let service = RunningService::start().unwrap();
    let desktop = Desktop::start(1280, 800, Keyring::Absent).unwrap();
    let server = service.url();
    // No bus: neither of the two can learn of the other but by the folder they share.
    let environment =
        [("BILLING_CONSOLE_SERVER", server.as_str()), ("DBUS_SESSION_BUS_ADDRESS", "")];
    let first = Application::start(&desktop, &environment).await.unwrap();
    let second = Application::open(&desktop, &environment).await.unwrap();
    second.shows_text("main", |text| text.contains("already open")).await.unwrap();
    second.close().await.unwrap();
    first.shows("[data-screen=sign-in]").await.unwrap();
    first.close().await.unwrap();
}
