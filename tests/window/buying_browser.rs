//! What is paid on a page is opened in the system's browser, and nothing else is.

use crate::buying_scene::Scene;
use billing_tests::desktop::{Desktop, Keyring};
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::time::Duration;

/// Writes down each link it is asked to open, with how many arguments it came.
const BROWSER: &str = "#!/bin/sh\nprintf '%s %s\\n' \"$#\" \"$*\" >> \"$HOME/opened\"\n";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_test_wallet_opens_in_the_system_browser_with_exactly_the_link_of_the_code() {
    let desktop = Desktop::start(1280, 800, Keyring::Unlocked).unwrap();
    let programs = desktop.home().join("programs");
    std::fs::create_dir(&programs).unwrap();
    let browser = programs.join("xdg-open");
    std::fs::write(&browser, BROWSER).unwrap();
    std::fs::set_permissions(&browser, std::fs::Permissions::from_mode(0o755)).unwrap();
    let path = format!("{}:{}", programs.display(), std::env::var("PATH").unwrap());
    let opened = desktop.home().join("opened");

    let scene = Scene::on(desktop, &[("PATH", &path)]).await;
    let window = scene.application.window.current_url().await.unwrap();
    let shown = scene.begin().await;
    assert!(!opened.exists(), "nothing is opened unasked");
    scene.application.press("Open test wallet").await.unwrap();
    assert_eq!(written(&opened).await, format!("1 {}\n", shown.code_url));
    assert_eq!(scene.application.window.current_url().await.unwrap(), window, "the window stays");

    scene.wallet.pay(&shown.code_url).await.unwrap();
    scene.is_paid_and_delivered(&shown).await;
    assert_eq!(written(&opened).await.lines().count(), 1);
    scene.application.close().await.unwrap();
}

/// Waits until the file holds a whole line.
async fn written(file: &Path) -> String {
    let waiting = async {
        let mut tick = tokio::time::interval(Duration::from_millis(50));
        loop {
            let text = std::fs::read_to_string(file).unwrap_or_default();
            if text.ends_with('\n') {
                return text;
            }
            tick.tick().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), waiting).await.expect("a link is opened")
}
