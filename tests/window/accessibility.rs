//! Every screen, in every theme, before axe's rules.

use crate::buying_scene::Scene;
use billing_contract::{PayType, paths};
use billing_testkit::{DEMO_PASSWORD, RunningService};
use billing_tests::desktop::{Application, Desktop, Keyring};
use billing_tests::wallet::{Portal, Wallet};
use serde_json::json;

const AXE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../ui/node_modules/axe-core/axe.min.js");

#[tokio::test]
async fn every_screen_passes_the_accessibility_rules_in_every_theme() {
    let service = RunningService::start().unwrap();
    let desktop = Desktop::start(1280, 800, Keyring::Unlocked).unwrap();
    let server = service.url();
    let application =
        Application::start(&desktop, &[("BILLING_CONSOLE_SERVER", &server)]).await.unwrap();
    application.shows("[data-demo-account]").await.unwrap();
    passes(&application, "sign-in").await;
    application.click(".turn button").await.unwrap();
    application.shows("input[name=contact_name]").await.unwrap();
    passes(&application, "registration").await;
    application.click(".turn button").await.unwrap();
    application.sign_in("admin@demo.test", DEMO_PASSWORD).await.unwrap();
    for screen in ["overview", "plans", "settings"] {
        application.click(&format!("[data-nav={screen}]")).await.unwrap();
        application.shows(&format!("[data-screen={screen}]")).await.unwrap();
        passes(&application, screen).await;
    }
    application.click("[data-menu=user]").await.unwrap();
    application.shows("[role=menuitem]").await.unwrap();
    passes(&application, "the account menu").await;
    application.press("Sign out").await.unwrap();
    application.shows("[data-screen=sign-in]").await.unwrap();
    application.close().await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_stage_of_buying_passes_the_accessibility_rules_in_every_theme() {
    let scene = Scene::signed_in().await;
    let application = &scene.application;
    scene.go_to_packages().await;
    passes(application, "the package centre").await;
    let shown = scene.begin().await;
    passes(application, "checkout, waiting").await;
    scene.wallet.act(&shown.code_url, &[("action", "decline")]).await.unwrap();
    scene.stage_is("declined").await;
    passes(application, "checkout, declined").await;
    application.press("Renew code").await.unwrap();
    scene.stage_is("waiting").await;
    let code = scene.portal.code_url(&shown.order.order_id).await.unwrap();
    let too_little = [("action", "pay"), ("amount", "1.00")];
    scene.wallet.act(&code, &too_little).await.unwrap();
    scene.stage_is("underpaid").await;
    passes(application, "checkout, underpaid").await;
    application.press("Pay the rest").await.unwrap();
    let spent = format!("[data-qr='{code}']");
    application.hides(&spent).await.unwrap();
    let rest = scene.portal.code_url(&shown.order.order_id).await.unwrap();
    scene.wallet.pay(&rest).await.unwrap();
    scene.stage_is("paid").await;
    passes(application, "checkout, paid").await;
    application.press("View order").await.unwrap();
    application.shows("[data-order] ol").await.unwrap();
    passes(application, "orders").await;
    scene.application.close().await.unwrap();
}

#[tokio::test]
async fn the_operators_screens_pass_the_accessibility_rules_in_every_theme() {
    let service = RunningService::start().unwrap();
    let desktop = Desktop::start(1280, 800, Keyring::Unlocked).unwrap();
    let server = service.url();
    a_notice_has_come(&server).await;
    let application =
        Application::start(&desktop, &[("BILLING_CONSOLE_SERVER", &server)]).await.unwrap();
    application.sign_in("operator@demo.test", DEMO_PASSWORD).await.unwrap();
    for (screen, ready) in [
        ("packages", ".preview [type=radio]"),
        ("orders", "[data-screen=orders] [data-row]"),
        ("webhooks", "[data-screen=webhooks] [data-row]"),
    ] {
        application.click(&format!("[data-nav={screen}]")).await.unwrap();
        application.shows(ready).await.unwrap();
        if screen != "packages" {
            application.click("[data-row]").await.unwrap();
            application.shows("article").await.unwrap();
        }
        passes(&application, screen).await;
    }
    application.close().await.unwrap();
}

/// Somebody has bought something, of which the sandbox sends a notice.
async fn a_notice_has_come(server: &str) {
    let buyer = Portal::sign_in(server, "admin@demo.test").await.unwrap();
    let center = buyer.get(paths::PACKAGE_CENTER).await.unwrap();
    let wanted = json!({
        "id": center["cozePackageRule"][0]["id"],
        "payType": PayType::Sandbox.number(),
    });
    buyer.post(paths::PACKAGE_ORDER, &wanted).await.unwrap();
    let order = buyer.newest_order().await.unwrap();
    let code = buyer.code_url(&order.order_id).await.unwrap();
    Wallet::new().unwrap().pay(&code).await.unwrap();
}

async fn passes(application: &Application, screen: &str) {
    let axe = std::fs::read_to_string(AXE).expect("the UI's packages are installed");
    let window = &application.window;
    for theme in ["light", "dark", "high_contrast"] {
        let chosen = "
            const [theme, done] = arguments;
            const chosen = window.__TAURI_INTERNALS__.invoke('set_theme', { request: { theme } });
            chosen.then(() => done(true), (error) => done(JSON.stringify(error)));";
        let chosen = window.execute_async(chosen, vec![json!(theme)]).await.unwrap();
        assert_eq!(chosen, json!(true));
        let shown = "
            const { theme, contrast } = document.documentElement.dataset;
            return contrast === 'high' ? 'high_contrast' : theme";
        application.becomes("the theme", shown, vec![], |value| *value == theme).await.unwrap();
        // Colours in transition would be judged half-way.
        application.settled().await.unwrap();

        window.execute(&axe, vec![]).await.unwrap();
        let checked = "
            const [done] = arguments;
            axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice'] })
              .then(({ violations }) => done(violations.map((v) => ({
                rule: v.id, help: v.help,
                nodes: v.nodes.map((n) => n.html + ' — ' + n.failureSummary),
              }))), (error) => done(String(error)));";
        let violations = window.execute_async(checked, vec![]).await.unwrap();
        assert_eq!(violations, json!([]), "{screen} in {theme}: {violations:#}");
    }
}
