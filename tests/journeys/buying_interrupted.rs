//! Buying while something is closed, killed, restarted, offline or set wrong: the payment is seen
//! all the same.

use billing_core::views::CheckoutStage;
use billing_testkit::DEMO_PASSWORD;
use billing_tests::computer::{login, until_offline, until_signed_out};
use billing_tests::gate::Moment;
use billing_tests::market::Market;
use billing_tests::purchase::{
    buy, decision, first_package, link, order_of, quote, shown, until_delivered, until_shown,
    until_stage, within,
};
use std::time::Duration;

const SECONDS: Duration = Duration::from_secs(8);

#[tokio::test]
async fn what_is_paid_while_the_console_is_closed_is_shown_and_told_when_it_opens() {
    let market = Market::open().await.unwrap();
    let computer = market.computer();
    let console = computer.signed_in("admin@demo.test").await;
    let begun = buy(&console).await;
    console.close().await;
    market.act(link(&begun), &[("action", "pay")]).await.unwrap();

    let console = computer.start().await;
    within(SECONDS, "paid", until_delivered(&console, &begun.id)).await;
    assert_eq!(console.take_due_notifications().await.len(), 1);
    console.close().await;
    let console = computer.start().await;
    assert!(console.take_due_notifications().await.is_empty(), "it was told before");
}

#[tokio::test]
async fn a_console_closed_before_the_order_is_answered_goes_on_with_that_order() {
    let market = Market::open().await.unwrap();
    let computer = market.computer();
    let console = computer.signed_in("admin@demo.test").await;
    let wish = first_package(&console).await;
    let quote = quote(&console, &wish, None).await;
    let stop = market.gate.stop("/payments/orders", Moment::Answered);
    let (begins, click) = (console.clone(), decision(&wish, &quote, None));
    let id = click.id.clone();
    let beginning = tokio::spawn(async move { begins.begin_checkout(click).await });
    let held = stop.reached().await.unwrap();
    beginning.abort();
    console.close().await;
    held.cut();

    let console = computer.start().await;
    let resumed = within(SECONDS, "the code", until_stage(&console, &id, CheckoutStage::Waiting));
    let resumed = resumed.await;
    assert_eq!(market.new_orders().unwrap(), 1);
    market.act(link(&resumed), &[("action", "pay")]).await.unwrap();
    until_delivered(&console, &id).await;
}

#[tokio::test]
async fn a_service_that_restarts_forgets_no_payment() {
    let mut market = Market::open().await.unwrap();
    let computer = market.computer();
    let console = computer.signed_in("admin@demo.test").await;
    let begun = buy(&console).await;
    let (page, late) = (link(&begun).to_owned(), [("action", "pay"), ("notify", "5")]);
    market.act(&page, &late).await.unwrap();
    market.stop().await;
    until_offline(&console).await;
    market.clock.pass(Duration::from_secs(60));
    market.start().await.unwrap();
    until_delivered(&console, &begun.id).await;
    market.books().unwrap().check().unwrap();
}

#[tokio::test]
async fn what_is_paid_during_five_minutes_offline_is_shown_when_the_network_returns() {
    let market = Market::open().await.unwrap();
    let computer = market.computer();
    let console = computer.signed_in("admin@demo.test").await;
    let begun = buy(&console).await;
    market.gate.shut();
    until_offline(&console).await;
    market.act(link(&begun), &[("action", "pay")]).await.unwrap();
    market.pass(&computer, Duration::from_secs(300));
    let offline = shown(&console, &begun.id).await.unwrap();
    assert_ne!(offline.stage, CheckoutStage::Paid);
    market.gate.open();
    until_delivered(&console, &begun.id).await;
    assert_eq!(console.take_due_notifications().await.len(), 1);
}

#[tokio::test]
async fn a_wall_clock_that_is_set_changes_neither_code_nor_payment() {
    for hours in [1, -1] {
        let market = Market::open().await.unwrap();
        let computer = market.computer();
        let console = computer.signed_in("admin@demo.test").await;
        let begun = buy(&console).await;
        computer.clock.set_wall_by(chrono::TimeDelta::hours(hours));
        let after = shown(&console, &begun.id).await.unwrap();
        assert_eq!(after.stage, CheckoutStage::Waiting, "{hours} h");
        assert!(after.seconds_left.is_some_and(|left| (60..=120).contains(&left)), "{after:?}");

        // The same after a restart, which has no steady clock to go by.
        console.close().await;
        let console = computer.start().await;
        let resumed = until_shown(&console, &begun.id, "the code", |now| now.code.is_some()).await;
        assert_eq!(link(&resumed), link(&begun));
        assert!(resumed.seconds_left.is_some_and(|left| (60..=120).contains(&left)));
        market.act(link(&resumed), &[("action", "pay")]).await.unwrap();
        within(SECONDS, "paid", until_delivered(&console, &begun.id)).await;
    }
}

#[tokio::test]
async fn a_sleep_of_eight_hours_ends_with_the_payment_shown() {
    let market = Market::open().await.unwrap();
    let computer = market.computer();
    let console = computer.signed_in("admin@demo.test").await;
    let begun = buy(&console).await;
    market.gate.shut();
    market.act(link(&begun), &[("action", "pay"), ("notify", "never")]).await.unwrap();
    market.pass(&computer, Duration::from_secs(8 * 3600));
    market.gate.open();
    until_delivered(&console, &begun.id).await;
}

#[tokio::test]
async fn an_order_that_is_open_at_sign_out_is_taken_up_at_the_next_sign_in() {
    let market = Market::open().await.unwrap();
    let computer = market.computer();
    let console = computer.signed_in("admin@demo.test").await;
    let begun = buy(&console).await;
    let order = order_of(&begun);
    console.sign_out(()).await.unwrap();
    until_signed_out(&console).await;
    assert!(console.checkouts(()).await.unwrap().items.is_empty());
    market.act(link(&begun), &[("action", "pay")]).await.unwrap();

    // Whoever sits down next sees nothing of it.
    console.sign_in(login("member@demo.test", DEMO_PASSWORD)).await.unwrap();
    assert!(console.checkouts(()).await.unwrap().items.is_empty());
    console.sign_out(()).await.unwrap();
    console.sign_in(login("admin@demo.test", DEMO_PASSWORD)).await.unwrap();
    let paid = until_delivered(&console, &begun.id).await;
    assert_eq!(order_of(&paid), order);
    assert_eq!(console.take_due_notifications().await.len(), 1);
}
