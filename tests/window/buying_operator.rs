//! The operator's side of buying: prices, refunds, and what the providers have said.

use crate::buying_scene::{PAY_BUTTON, Scene};
use billing_contract::OrderState;
use billing_testkit::DEMO_PASSWORD;
use billing_tests::desktop::{Application, Desktop, Keyring};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_published_price_is_the_customers_price_and_a_refund_and_its_notices_are_seen() {
    let scene = Scene::signed_in().await;
    let customer = &scene.application;
    scene.go_to_packages().await;
    let price_before = customer.shows(PAY_BUTTON).await.unwrap();

    let desk = Desktop::start(1280, 800, Keyring::Unlocked).unwrap();
    let server = scene.proxy.url();
    let environment = [("BILLING_CONSOLE_SERVER", server.as_str())];
    let operator = Application::start(&desk, &environment).await.unwrap();
    operator.sign_in("operator@demo.test", DEMO_PASSWORD).await.unwrap();

    // What is typed is in the preview at once, and with the customer only once it is published.
    operator.click("[data-nav=packages]").await.unwrap();
    operator.fill("input[name=package-current]", "7.35").await.unwrap();
    operator.shows_text(".preview", |text| text.contains("Pay ¥7.35")).await.unwrap();
    assert_eq!(customer.shows(PAY_BUTTON).await.unwrap(), price_before);
    operator.press("Save and publish").await.unwrap();
    operator.shows_text("[role=log]", |text| text.contains("Published")).await.unwrap();
    customer.shows_text(PAY_BUTTON, |text| text == "Pay ¥7.35").await.unwrap();

    let shown = scene.begin().await;
    assert_eq!(shown.order.final_amount.as_str(), "7.35");
    scene.wallet.pay(&shown.code_url).await.unwrap();
    scene.is_paid_and_delivered(&shown).await;
    customer.press("View order").await.unwrap();
    let order = format!("[data-order='{}']", shown.order.order_id);
    customer.shows(&order).await.unwrap();

    // The money goes back by the amount that stands in the button.
    operator.click("[data-nav=orders]").await.unwrap();
    operator.click(&format!("[data-row='{}']", shown.order.order_id)).await.unwrap();
    operator.shows(&order).await.unwrap();
    operator.press("Refund…").await.unwrap();
    operator.fill("textarea[name=reason]", "Bought twice by mistake").await.unwrap();
    operator.press("Refund ¥7.35").await.unwrap();
    let is_back = |text: &str| text.contains("Your payment went back to you");
    customer.shows_text(&order, is_back).await.unwrap();
    assert_eq!(scene.order(&shown).await.state, OrderState::Refunded);
    let says = operator.shows_text(&order, |text| text.contains("¥7.35 went back")).await.unwrap();
    assert!(says.contains("Reason: Bought twice by mistake"), "{says}");

    // The notice that paid it is logged with its order, and working on it again changes nothing.
    operator.click("[data-nav=webhooks]").await.unwrap();
    operator.shows("[data-screen=webhooks] [data-row]").await.unwrap();
    let of_order = "
        const rows = [...document.querySelectorAll('[data-row]')];
        const wanted = arguments[0];
        if (document.querySelector('[data-webhook]')?.innerText.includes(wanted)) return true;
        const next = rows.findIndex((row) => row.getAttribute('aria-current')) + 1;
        rows[next]?.click();
        return false";
    let number = serde_json::json!(shown.order.order_no);
    operator.becomes("the order's notice", of_order, vec![number], |it| *it == true).await.unwrap();
    operator.shows_text("[data-webhook] header", |text| text.contains("Applied")).await.unwrap();
    operator.press("Work on it again").await.unwrap();
    operator.shows_text("[role=log]", |text| text.contains("worked on again")).await.unwrap();
    assert_eq!(scene.order(&shown).await.state, OrderState::Refunded);

    operator.close().await.unwrap();
    scene.application.close().await.unwrap();
}
