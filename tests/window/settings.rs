//! What a person chooses holds, at once and after a restart.

use billing_testkit::{DEMO_PASSWORD, RunningService};
use billing_tests::desktop::{Application, Desktop, Keyring};
use serde_json::json;

#[tokio::test]
async fn language_theme_and_screen_are_kept_over_a_restart() {
    let service = RunningService::start().unwrap();
    let desktop = Desktop::start(1280, 800, Keyring::Unlocked).unwrap();
    let server = service.url();
    let environment = [("BILLING_CONSOLE_SERVER", server.as_str())];
    let application = Application::start(&desktop, &environment).await.unwrap();
    application.sign_in("admin@demo.test", DEMO_PASSWORD).await.unwrap();
    application.click("[data-nav=settings]").await.unwrap();
    application.shows("[data-screen=settings]").await.unwrap();
    choose(&application, "set_language", json!({ "language": "zh-CN" })).await;
    choose(&application, "set_theme", json!({ "theme": "dark" })).await;
    looks_chosen(&application).await;
    application.close().await.unwrap();

    let application = Application::start(&desktop, &environment).await.unwrap();
    application.shows("[data-screen=settings]").await.unwrap();
    looks_chosen(&application).await;
    // Names that come from the service follow the language too.
    application.click("[data-nav=overview]").await.unwrap();
    application.shows_text("[data-figure=plan-name]", |name| name == "专业版").await.unwrap();
    application.close().await.unwrap();
}

async fn looks_chosen(application: &Application) {
    let look = "return [document.documentElement.lang, document.documentElement.dataset.theme]";
    application
        .becomes("the chosen look", look, vec![], |value| *value == json!(["zh-CN", "dark"]))
        .await
        .unwrap();
}

async fn choose(application: &Application, command: &str, request: serde_json::Value) {
    let script = "
        const [command, request, done] = arguments;
        window.__TAURI_INTERNALS__.invoke(command, { request })
          .then(() => done(true), (error) => done(JSON.stringify(error)));";
    let chosen =
        application.window.execute_async(script, vec![json!(command), request]).await.unwrap();
    assert_eq!(chosen, json!(true), "{command}");
}
