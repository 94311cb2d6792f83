//! The window opens in the right language whatever the environment says.

use billing_testkit::RunningService;
use billing_tests::desktop::{Application, Desktop, Keyring};

#[tokio::test]
async fn the_window_opens_under_every_locale() {
    let service = RunningService::start().unwrap();
    let server = service.url();
    for (variables, language) in [
        ([("LANG", "C"), ("LC_ALL", "")], "en"),
        ([("LANG", ""), ("LC_ALL", "")], "en"),
        ([("LANG", "zh_CN.UTF-8"), ("LC_ALL", "")], "zh-CN"),
        ([("LANG", "en_US.UTF-8"), ("LC_ALL", "ja_JP.UTF-8")], "ja"),
    ] {
        let desktop = Desktop::start(900, 600, Keyring::Unlocked).unwrap();
        let mut environment = vec![("BILLING_CONSOLE_SERVER", server.as_str())];
        environment.extend(variables);
        let application = Application::start(&desktop, &environment).await.unwrap();
        application.shows("[data-screen=sign-in]").await.unwrap();
        let shown = application.window.execute("return document.documentElement.lang", vec![]);
        assert_eq!(shown.await.unwrap(), language, "under {variables:?}");
        application.close().await.unwrap();
    }
}
