//! What the web view cannot do, even if a script of somebody else's ran in it.

use billing_testkit::RunningService;
use billing_tests::desktop::{Application, Desktop, Keyring};
use serde_json::json;

#[tokio::test]
async fn the_web_view_reaches_no_network_goes_nowhere_and_calls_nothing_but_the_commands() {
    let service = RunningService::start().unwrap();
    let desktop = Desktop::start(1280, 800, Keyring::Unlocked).unwrap();
    let server = service.url();
    let application =
        Application::start(&desktop, &[("BILLING_CONSOLE_SERVER", &server)]).await.unwrap();
    let window = &application.window;

    let fetched = "
        const [url, done] = arguments;
        fetch(url).then(() => done('fetched'), () => done('refused'));";
    let url = json!(format!("{server}/health/live?from=web-view"));
    assert_eq!(window.execute_async(fetched, vec![url]).await.unwrap(), "refused");

    let loaded = "
        const [url, done] = arguments;
        const image = new Image();
        image.onload = () => done('loaded');
        image.onerror = () => done('refused');
        image.src = url;";
    let url = json!(format!("{server}/picture?from=web-view"));
    assert_eq!(window.execute_async(loaded, vec![url]).await.unwrap(), "refused");

    let evaluated = "try { return String(eval('1 + 1')) } catch { return 'refused' }";
    assert_eq!(window.execute(evaluated, vec![]).await.unwrap(), "refused");

    let inserted = "
        const script = document.createElement('script');
        script.textContent = 'window.inserted = true';
        document.head.append(script);
        return window.inserted ?? 'refused'";
    assert_eq!(window.execute(inserted, vec![]).await.unwrap(), "refused");

    let changed = "
        Object.prototype.polluted = true;
        return ({}).polluted ?? 'refused'";
    assert_eq!(window.execute(changed, vec![]).await.unwrap(), "refused");

    let opened = "return window.open('https://example.com/') === null ? 'refused' : 'opened'";
    assert_eq!(window.execute(opened, vec![]).await.unwrap(), "refused");

    let before = window.current_url().await.unwrap();
    window.execute("location.href = arguments[0]", vec![json!(server)]).await.unwrap();
    application.shows("[data-screen=sign-in]").await.unwrap();
    assert_eq!(window.current_url().await.unwrap(), before);

    let called = "
        const [command, done] = arguments;
        window.__TAURI_INTERNALS__.invoke(command, {}).then(() => done('answered'), () => done('refused'));";
    for command in ["plugin:window|close", "plugin:app|version", "plugin:path|resolve_directory"] {
        let outcome = window.execute_async(called, vec![json!(command)]).await.unwrap();
        assert_eq!(outcome, "refused", "{command}");
    }

    assert!(!service.log().unwrap().contains("from=web-view"), "the service was reached");
    application.close().await.unwrap();
}
