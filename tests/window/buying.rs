//! Buying by a code in the real window, from the wish to the timeline.

use crate::buying_scene::Scene;
use billing_contract::paths;
use billing_tests::wallet::read_code;
use serde_json::json;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_scanned_code_is_paid_shown_delivered_and_written_down() {
    let scene = Scene::signed_in().await;
    let application = &scene.application;
    let shown = scene.begin().await;

    // A camera before the screen reads exactly what the service gave.
    application.settled().await.unwrap();
    scene.desktop.rest_pointer().unwrap();
    let picture = scene.desktop.home().join("code.png");
    scene.desktop.picture(&picture).unwrap();
    assert_eq!(read_code(&picture).unwrap(), shown.code_url);

    scene.wallet.pay(&shown.code_url).await.unwrap();
    scene.is_paid_and_delivered(&shown).await;
    let name = shown.order.product_name.clone();
    let says = application.shows("[data-screen=checkout] dl").await.unwrap();
    assert!(says.contains(&name), "{name:?} is what changed: {says:?}");

    // Behind the dialog the figures are those of the service after the payment.
    application.press("View order").await.unwrap();
    let order = format!("[data-order='{}']", shown.order.order_id);
    application.shows(&order).await.unwrap();
    let timeline = application
        .shows_text(&format!("{order} ol"), |text| text.contains("Purchase active"))
        .await
        .unwrap();
    let steps = ["Order made for", "Way to pay by Test wallet shown", "received by Test wallet"];
    for step in steps {
        assert!(timeline.contains(step), "{step:?} happened: {timeline}");
    }
    scene.go_to_packages().await;
    let center = scene.portal.get(paths::PACKAGE_CENTER).await.unwrap();
    let held = &center["user"]["cozePackage"];
    assert_eq!(held["name"], json!(name), "the service has delivered it");
    let days = held["remainDays"].as_i64().unwrap();
    let holds = |text: &str| text.contains(&name) && text.contains(&format!("{days} days"));
    application.shows_text(".person .who", holds).await.unwrap();
    scene.application.close().await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn with_the_dialog_closed_the_chip_stays_and_the_payment_is_told() {
    let scene = Scene::signed_in().await;
    let shown = scene.begin().await;
    scene.close_dialog().await;
    for screen in ["overview", "settings", "orders"] {
        scene.application.click(&format!("[data-nav={screen}]")).await.unwrap();
        scene.application.shows(&format!("[data-screen={screen}]")).await.unwrap();
        scene.application.shows("[data-chip=waiting]").await.unwrap();
    }
    scene.wallet.pay(&shown.code_url).await.unwrap();
    scene.application.shows_text("[role=log]", |text| text.contains("received")).await.unwrap();
    scene.open_by_chip("paid").await;
    scene.is_paid_and_delivered(&shown).await;
    // What has been seen to its end takes no place any more.
    scene.close_dialog().await;
    scene.application.hides("[data-chip]").await.unwrap();
    scene.application.close().await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_payment_whose_notice_is_lost_is_found_by_asking() {
    let scene = Scene::signed_in().await;
    let shown = scene.begin().await;
    let unsaid = [("action", "pay"), ("notify", "never")];
    scene.wallet.act(&shown.code_url, &unsaid).await.unwrap();
    scene.is_paid_and_delivered(&shown).await;
    scene.application.close().await.unwrap();
}
