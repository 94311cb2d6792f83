//! Buying as a person does it, against a service that keeps its orders in memory.

#![allow(clippy::unwrap_used, reason = "a test that panics has found something")]

mod shop;
mod stage;

use billing_contract::{OrderState, PayType, Wish};
use billing_core::console::Console;
use billing_core::error::CommandErrorCode as Code;
use billing_core::event::Event;
use billing_core::views::{
    BeginCheckout, ChangeMethod, Checkout, CheckoutFocus, CheckoutId, CheckoutOf, CheckoutStage,
    NoteBehaviour, OrderOf, PayOrder, SetPrivacy,
};
use shop::Shop;
use stage::Stage;
use std::sync::Arc;

async fn open_shop() -> (Stage, Arc<Shop>) {
    let stage = Stage::new().await.with_tokens().await;
    let shop = Shop::open(&stage).await;
    (stage, shop)
}

fn wanted(id: &str) -> BeginCheckout {
    BeginCheckout {
        id: CheckoutId(id.to_owned()),
        wish: Wish::Package { product_id: "p1".to_owned().into() },
        pay_type: PayType::WechatPay,
        coupon_code: None,
        quote: serde_json::from_value(serde_json::json!({
            "product_name": "Month", "original_amount": "999.00", "discount_amount": "0.00",
            "final_amount": "999.00", "currency": "CNY", "reductions": [],
        }))
        .unwrap(),
    }
}

fn of(checkout: &Checkout) -> CheckoutOf {
    CheckoutOf { id: checkout.id.clone() }
}

/// Waits until the only purchase is as wanted.
async fn until(console: &Console, wanted: impl Fn(&Checkout) -> bool) -> Checkout {
    let mut events = console.events();
    stage::within_reason(async {
        loop {
            let checkouts = console.checkouts(()).await.unwrap();
            if let Some(checkout) = checkouts.items.into_iter().find(|one| wanted(one)) {
                return checkout;
            }
            while events.next().await != Some(Event::CheckoutsChanged) {}
        }
    })
    .await
}

#[tokio::test]
async fn a_code_is_shown_and_the_payment_is_seen_told_once_and_put_away() {
    let (stage, shop) = open_shop().await;
    let console = stage.signed_in().await;
    let checkout = console.begin_checkout(wanted("one")).await.unwrap();
    assert_eq!(checkout.stage, CheckoutStage::Waiting);
    let code = checkout.code.clone().unwrap();
    assert_eq!(code.link, "weixin://wxpay/bizpayurl?pr=order-1");
    assert!(checkout.seconds_left.unwrap() <= 120);
    assert!(console.has_open_checkout());
    assert!(console.tray().open.unwrap().contains("¥999.00"));

    shop.pay("order-1", OrderState::Fulfilled);
    let paid = console.ask_payment(of(&checkout)).await.unwrap();
    assert_eq!(paid.stage, CheckoutStage::Paid);
    assert_eq!(paid.code, None, "what is paid is not to be paid again");
    let settled = until(&console, |one| one.placements.len() == 1).await;
    assert_eq!(settled.order_state, Some(OrderState::Fulfilled));
    assert!(!console.has_open_checkout());

    let told = console.take_due_notifications().await;
    assert_eq!(told.len(), 1);
    assert!(told[0].body.contains("¥999.00"));
    assert_eq!(console.take_due_notifications().await, []);
    let left = console.dismiss_checkout(of(&checkout)).await.unwrap();
    assert_eq!(left.items, []);
    console.close().await;
    let console = stage.open().await;
    assert_eq!(console.checkouts(()).await.unwrap().items, []);
    assert_eq!(console.take_due_notifications().await, []);
}

#[tokio::test]
async fn two_clicks_make_one_order() {
    let (stage, shop) = open_shop().await;
    let console = stage.signed_in().await;
    let (first, second, third) = futures_util::future::join3(
        console.begin_checkout(wanted("one")),
        console.begin_checkout(wanted("one")),
        console.begin_checkout(wanted("two")),
    )
    .await;
    let ids = [first, second, third].map(|checkout| checkout.unwrap().order_id.unwrap());
    assert!(ids.iter().all(|id| *id == ids[0]), "{ids:?}");
    assert_eq!(shop.orders(), 1);
}

#[tokio::test]
async fn a_lost_answer_is_asked_for_under_the_same_key() {
    let (stage, shop) = open_shop().await;
    let console = stage.signed_in().await;
    shop.lose_answers(1);
    console.begin_checkout(wanted("one")).await.unwrap();
    until(&console, |one| one.stage == CheckoutStage::Waiting).await;
    assert_eq!((shop.orders(), shop.keys().len()), (1, 1));
    assert!(stage.requests("/payments/orders").await >= 2);
}

#[tokio::test]
async fn what_was_begun_goes_on_after_a_restart_and_is_paid() {
    let (stage, shop) = open_shop().await;
    let console = stage.signed_in().await;
    console.begin_checkout(wanted("one")).await.unwrap();
    console.close().await;
    shop.pay("order-1", OrderState::Fulfilled);
    let console = stage.open().await;
    until(&console, |one| one.stage == CheckoutStage::Paid).await;
    assert_eq!(console.take_due_notifications().await.len(), 1);
    assert_eq!(shop.orders(), 1);
}

#[tokio::test]
async fn a_sign_out_keeps_the_purchase_for_the_same_person_and_nothing_that_tells_of_them() {
    let (stage, shop) = open_shop().await;
    let console = stage.signed_in().await;
    console.begin_checkout(wanted("one")).await.unwrap();
    console.sign_out(()).await.unwrap();
    assert!(!stage.bytes_on_disk("Month"), "the product's name is gone");
    assert_eq!(console.checkouts(()).await.unwrap().items, []);

    shop.sign_in_as("u-other");
    console.sign_in(stage::login()).await.unwrap();
    assert_eq!(console.checkouts(()).await.unwrap().items, [], "somebody else's is not seen");
    console.sign_out(()).await.unwrap();

    shop.sign_in_as("u-canary");
    shop.pay("order-1", OrderState::Fulfilled);
    console.sign_in(stage::login()).await.unwrap();
    let paid = until(&console, |one| one.stage == CheckoutStage::Paid).await;
    assert_eq!(until(&console, |one| !one.product_name.is_empty()).await.id, paid.id);
}

#[tokio::test]
async fn a_plain_no_is_a_purchase_that_never_came_to_an_order() {
    let (stage, shop) = open_shop().await;
    let console = stage.signed_in().await;
    shop.refuse_orders(409, "amount_changed");
    let refused = console.begin_checkout(wanted("one")).await.unwrap();
    assert_eq!(refused.stage, CheckoutStage::Refused);
    assert_eq!(refused.problem.clone().unwrap().code, Code::AmountChanged);
    assert_eq!(console.dismiss_checkout(of(&refused)).await.unwrap().items, []);
    console.close().await;
    assert_eq!(stage.open().await.checkouts(()).await.unwrap().items, []);
}

#[tokio::test]
async fn a_link_that_is_not_the_providers_is_neither_drawn_nor_opened() {
    let (stage, shop) = open_shop().await;
    let console = stage.signed_in().await;
    shop.offer("https://evil.example/pay");
    let checkout = console.begin_checkout(wanted("one")).await.unwrap();
    assert_eq!(checkout.code, None);
    assert!(!checkout.has_page);
    assert_eq!(checkout.problem.clone().unwrap().code, Code::PaymentLinkRefused);
    let error = console.open_payment_page(of(&checkout)).await.unwrap_err();
    assert_eq!(error.code, Code::NotFound);
    assert!(stage.host.opened().is_empty());
}

#[tokio::test]
async fn a_payment_in_the_browser_comes_back_to_its_purchase() {
    let (stage, shop) = open_shop().await;
    let console = stage.signed_in().await;
    console.begin_checkout(wanted("one")).await.unwrap();
    shop.offer_in_browser("https://checkout.stripe.com/c/pay/cs_test_1");
    let id = CheckoutId("one".to_owned());
    let change = ChangeMethod { id: id.clone(), pay_type: PayType::Stripe };
    let checkout = console.change_method(change).await.unwrap();
    assert!(checkout.has_page && checkout.code.is_none(), "{checkout:?}");
    console.open_payment_page(of(&checkout)).await.unwrap();
    assert_eq!(stage.host.opened(), ["https://checkout.stripe.com/c/pay/cs_test_1"]);

    let back = shop.return_url().unwrap();
    assert!(back.starts_with("http://127.0.0.1:"), "{back}");
    shop.pay("order-1", OrderState::Fulfilled);
    let mut events = console.events();
    let page = reqwest::get(format!("{back}?session=1")).await.unwrap();
    assert_eq!(page.status(), 200);
    while events.next().await != Some(Event::WindowWanted) {}
    let checkouts = console.checkouts(()).await.unwrap();
    assert_eq!(checkouts.focus, Some(CheckoutFocus::Checkout { id }));
    assert_eq!(console.checkouts(()).await.unwrap().focus, None, "told once");
    until(&console, |one| one.stage == CheckoutStage::Paid).await;

    // After "back" at the provider and a payment the browser comes once more.
    let page = reqwest::get(back).await.unwrap();
    assert_eq!(page.status(), 200);
    while events.next().await != Some(Event::WindowWanted) {}
    assert!(console.checkouts(()).await.unwrap().focus.is_some());
}

#[tokio::test]
async fn after_a_start_the_page_in_the_browser_stays_until_the_person_opens_it_again() {
    let (stage, shop) = open_shop().await;
    let console = stage.signed_in().await;
    shop.offer_in_browser("https://checkout.stripe.com/c/pay/cs_test_1");
    let request = BeginCheckout { pay_type: PayType::Stripe, ..wanted("one") };
    let begun = console.begin_checkout(request).await.unwrap();
    console.close().await;
    let console = stage.open().await;
    until(&console, |one| one.stage == CheckoutStage::Waiting && one.has_page).await;
    assert_eq!(shop.return_urls().last(), Some(&None), "the page before stays as it is");
    console.open_payment_page(of(&begun)).await.unwrap();
    assert_eq!(stage.host.opened().len(), 1);
    let ways = shop.return_urls();
    assert_eq!(ways.len(), 3);
    assert!(ways[2].is_some() && ways[2] != ways[0], "{ways:?}");
    assert_eq!(reqwest::get(ways[2].clone().unwrap()).await.unwrap().status(), 200);
    console.open_payment_page(of(&begun)).await.unwrap();
    assert_eq!(shop.return_urls().len(), 3, "it comes back to this run already");
}

#[tokio::test]
async fn a_browser_that_does_not_open_leaves_the_link_to_take_along() {
    let (stage, shop) = open_shop().await;
    let console = stage.signed_in().await;
    shop.offer_in_browser("https://checkout.stripe.com/c/pay/cs_test_1");
    let request = BeginCheckout { pay_type: PayType::Stripe, ..wanted("one") };
    let checkout = console.begin_checkout(request).await.unwrap();
    stage.host.refuse();
    let error = console.open_payment_page(of(&checkout)).await.unwrap_err();
    assert_eq!(error.code, Code::BrowserNotOpened);
    assert_eq!(error.args["link"], "https://checkout.stripe.com/c/pay/cs_test_1");
}

#[tokio::test]
async fn an_order_is_called_off_unless_money_has_come_meanwhile() {
    let (stage, shop) = open_shop().await;
    let console = stage.signed_in().await;
    let first = console.begin_checkout(wanted("one")).await.unwrap();
    let cancelled = console.cancel_checkout(of(&first)).await.unwrap();
    assert_eq!(cancelled.stage, CheckoutStage::Cancelled);
    let second = console.begin_checkout(wanted("two")).await.unwrap();
    shop.pay("order-2", OrderState::Fulfilled);
    let paid = console.cancel_checkout(of(&second)).await.unwrap();
    assert_eq!(paid.stage, CheckoutStage::Paid);
}

#[tokio::test]
async fn an_order_is_called_off_without_a_payment_being_begun_and_the_watching_hears_of_it() {
    let (stage, shop) = open_shop().await;
    let console = stage.signed_in().await;
    let elsewhere = shop.order_made_elsewhere();
    let called_off = console.cancel_order(OrderOf { order_id: elsewhere }).await.unwrap();
    assert_eq!(called_off.order.state, OrderState::Cancelled);
    assert_eq!(called_off.timeline.len(), 1);
    assert_eq!(shop.return_urls(), [], "nothing to pay with was asked for");
    assert_eq!(console.checkouts(()).await.unwrap().items, []);

    let watched = console.begin_checkout(wanted("one")).await.unwrap();
    let order_id = watched.order_id.unwrap();
    console.cancel_order(OrderOf { order_id }).await.unwrap();
    until(&console, |one| one.stage == CheckoutStage::Cancelled).await;
}

#[tokio::test]
async fn an_order_from_the_list_can_be_paid_and_is_kept_with_its_story() {
    let (stage, shop) = open_shop().await;
    let console = stage.signed_in().await;
    let order_id = shop.order_made_elsewhere();
    let request = PayOrder { order_id: order_id.clone(), pay_type: PayType::WechatPay };
    let checkout = console.pay_order(request.clone()).await.unwrap();
    assert_eq!(checkout.stage, CheckoutStage::Waiting);
    assert_eq!(checkout.order_id, Some(order_id.clone()));
    let again = console.pay_order(request).await.unwrap();
    assert_eq!(again.id, checkout.id);
    assert_eq!(shop.orders(), 1);

    console.refresh(()).await.unwrap();
    assert_eq!(console.orders(()).await.unwrap().unwrap().value.len(), 1);
    let seen = console.order(OrderOf { order_id: order_id.clone() }).await.unwrap().unwrap();
    assert_eq!(seen.value.timeline.len(), 1);
    console.close().await;
    stage.server.reset().await;
    let console = stage.open().await;
    assert_eq!(console.orders(()).await.unwrap().unwrap().value.len(), 1);
    let kept = console.order(OrderOf { order_id }).await.unwrap().unwrap();
    assert_eq!(kept.value, seen.value);
}

#[tokio::test]
async fn without_room_in_the_journal_nothing_is_sent() {
    let (stage, _shop) = open_shop().await;
    let console = stage.signed_in().await;
    stage.synced(&console).await;
    console.close().await;
    // The journal's folder is gone behind the program's back: it cannot be written any more.
    let path = stage.folder.path().join("journal.sqlite3");
    std::fs::remove_file(&path).unwrap();
    std::fs::create_dir(&path).unwrap();
    let console = stage.open().await;
    console.sign_in(stage::login()).await.unwrap();
    let error = console.begin_checkout(wanted("one")).await.unwrap_err();
    assert_eq!(error.code, Code::StorageFailed);
    assert_eq!(stage.requests("/payments/orders").await, 0);
    assert_eq!(console.checkouts(()).await.unwrap().items, []);
}

#[tokio::test]
async fn a_purchase_that_cannot_be_read_at_the_start_is_watched_as_soon_as_it_can() {
    let (stage, _shop) = open_shop().await;
    let console = stage.signed_in().await;
    let begun = console.begin_checkout(wanted("one")).await.unwrap();
    console.close().await;
    let journal = stage.folder.path().join("journal.sqlite3");
    let rename = |statement| {
        rusqlite::Connection::open(&journal).unwrap().execute_batch(statement).unwrap();
    };
    rename("ALTER TABLE checkouts RENAME TO out_of_reach");
    let console = stage.open().await;
    let mut events = console.events();
    assert_eq!(console.checkouts(()).await.unwrap().items, []);
    rename("ALTER TABLE out_of_reach RENAME TO checkouts");
    let seen = stage::within_reason(async {
        loop {
            if let Some(seen) = console.checkouts(()).await.unwrap().items.pop() {
                return seen;
            }
            events.next().await;
        }
    });
    assert_eq!(seen.await.id, begun.id);
}

#[tokio::test]
async fn what_people_do_is_told_only_with_their_consent_and_once() {
    let (stage, shop) = open_shop().await;
    let console = stage.signed_in().await;
    let note = |action: &str| NoteBehaviour {
        action: action.to_owned(),
        page: "plans".to_owned(),
        event_data: [("screen".to_owned(), "1280x800".to_owned())].into(),
    };
    console.note_behaviour(note("package_view")).await.unwrap();
    console.set_privacy(SetPrivacy { share_behaviour: true }).await.unwrap();
    console.note_behaviour(note("package_select")).await.unwrap();
    console.note_behaviour(note("qr_shown")).await.unwrap();
    let events = stage::within_reason(shop.behaviour(2)).await;
    let actions: Vec<&str> = events.iter().map(|event| event.action.as_str()).collect();
    assert_eq!(actions, ["package_select", "qr_shown"]);
    assert_eq!(events[1].screen.as_deref(), Some("1280x800"));
    assert_eq!(events[1].event_category, "transaction");
    assert!(events[0].session_id.is_some() && events[0].os.is_some());
    console.note_behaviour(note("pay_again")).await.unwrap();
    console.set_privacy(SetPrivacy { share_behaviour: false }).await.unwrap();
    assert!(!stage.bytes_on_disk("never_there"));
    console.close().await;
    assert_eq!(shop.behaviour(2).await.len(), 2);
}
