//! Money that comes late, twice, in parts, too much or not at all: it ends in one place, and the
//! customer sees in which.

use billing_contract::orders::Place;
use billing_contract::{Currency, DecimalAmount, Money, Order, OrderAction, OrderState};
use billing_core::views::{Checkout, CheckoutStage};
use billing_tests::gate::Moment;
use billing_tests::market::Market;
use billing_tests::purchase::{
    buy, link, of, order_of, places, until_delivered, until_listed, until_shown, until_stage,
};
use std::time::Duration;

/// So many smallest units more than the price, or less.
fn changed(checkout: &Checkout, by: i64) -> String {
    let price = checkout.amount.in_currency(checkout.currency).unwrap();
    amount(price.minor + by, checkout.currency)
}

fn amount(minor: i64, currency: Currency) -> String {
    let amount: DecimalAmount = Money::new(minor, currency).to_decimal();
    amount.as_str().to_owned()
}

fn price(checkout: &Checkout) -> String {
    checkout.amount.as_str().to_owned()
}

#[tokio::test]
async fn what_is_paid_after_the_code_ran_out_counts_like_any_other() {
    let market = Market::open().await.unwrap();
    let computer = market.computer();
    let console = computer.signed_in("admin@demo.test").await;
    let begun = buy(&console).await;
    market.pass(&computer, Duration::from_secs(130));
    until_stage(&console, &begun.id, CheckoutStage::CodeExpired).await;
    market.act(link(&begun), &[("action", "pay")]).await.unwrap();
    let paid = until_delivered(&console, &begun.id).await;
    assert_eq!(places(&paid.placements), [(Place::Order, price(&begun))]);
    assert_ne!(paid.order_state, Some(OrderState::PaidLate), "the order had not run out");
}

#[tokio::test]
async fn what_is_paid_after_the_order_ran_out_is_delivered_and_told_as_late() {
    let market = Market::open().await.unwrap();
    let computer = market.computer();
    let console = computer.signed_in("admin@demo.test").await;
    let begun = buy(&console).await;
    market.act(link(&begun), &[("action", "pay"), ("after", "7300")]).await.unwrap();
    market.pass(&computer, Duration::from_secs(7_201));
    until_stage(&console, &begun.id, CheckoutStage::Expired).await;
    market.pass(&computer, Duration::from_secs(120));
    let paid = until_delivered(&console, &begun.id).await;
    assert_eq!(paid.order_state, Some(OrderState::PaidLate));
    assert_eq!(places(&paid.placements), [(Place::Order, price(&begun))]);
    let told = console.take_due_notifications().await;
    assert_eq!(told.len(), 2, "that it ran out, and that it was paid late: {told:?}");
    market.books().unwrap().check().unwrap();
}

#[tokio::test]
async fn what_is_paid_twice_is_in_the_balance_the_second_time() {
    let market = Market::open().await.unwrap();
    let computer = market.computer();
    let console = computer.signed_in("admin@demo.test").await;
    let begun = buy(&console).await;
    market.act(link(&begun), &[("action", "pay"), ("times", "2")]).await.unwrap();
    until_delivered(&console, &begun.id).await;
    let is_overpaid = |one: &Order| one.state == OrderState::Overpaid;
    let known = until_listed(&console, &order_of(&begun), "both payments", is_overpaid).await;
    let expected = [(Place::CreditBalance, price(&begun)), (Place::Order, price(&begun))];
    assert_eq!(places(&known.placements), expected);
    market.books().unwrap().check().unwrap();
}

#[tokio::test]
async fn too_little_is_kept_and_the_rest_can_be_paid() {
    let market = Market::open().await.unwrap();
    let computer = market.computer();
    let console = computer.signed_in("admin@demo.test").await;
    let begun = buy(&console).await;
    let part = amount(1_000, begun.currency);
    market.act(link(&begun), &[("action", "pay"), ("amount", &part)]).await.unwrap();
    let short = until_stage(&console, &begun.id, CheckoutStage::Underpaid).await;
    assert!(short.available_actions.contains(&OrderAction::Pay), "{short:?}");
    console.renew_code(of(&begun)).await.unwrap();
    let rest = until_shown(&console, &begun.id, "a code for the rest", |now| {
        now.code.as_ref().is_some_and(|code| code.link != link(&begun))
    });
    let rest = rest.await;
    market.act(link(&rest), &[("action", "pay")]).await.unwrap();
    let whole = [(Place::Order, price(&begun))];
    let is_whole = |now: &Checkout| places(&now.placements) == whole;
    until_shown(&console, &begun.id, "the whole price", is_whole).await;
    until_stage(&console, &begun.id, CheckoutStage::Paid).await;
    market.books().unwrap().check().unwrap();
}

#[tokio::test]
async fn too_much_is_in_the_balance_by_the_excess() {
    let market = Market::open().await.unwrap();
    let computer = market.computer();
    let console = computer.signed_in("admin@demo.test").await;
    let begun = buy(&console).await;
    let much = changed(&begun, 250);
    market.act(link(&begun), &[("action", "pay"), ("amount", &much)]).await.unwrap();
    let is_overpaid = |checkout: &Checkout| {
        checkout.order_state == Some(OrderState::Overpaid) && !checkout.placements.is_empty()
    };
    let paid = until_shown(&console, &begun.id, "overpaid", is_overpaid).await;
    let excess = amount(250, begun.currency);
    let expected = [(Place::CreditBalance, excess), (Place::Order, price(&begun))];
    assert_eq!(places(&paid.placements), expected);
    market.books().unwrap().check().unwrap();
}

#[tokio::test]
async fn a_payment_that_is_declined_can_be_tried_again() {
    let market = Market::open().await.unwrap();
    let computer = market.computer();
    let console = computer.signed_in("admin@demo.test").await;
    let begun = buy(&console).await;
    market.act(link(&begun), &[("action", "decline")]).await.unwrap();
    until_stage(&console, &begun.id, CheckoutStage::Declined).await;
    console.renew_code(of(&begun)).await.unwrap();
    let again = until_stage(&console, &begun.id, CheckoutStage::Waiting).await;
    market.act(link(&again), &[("action", "pay")]).await.unwrap();
    let paid = until_delivered(&console, &begun.id).await;
    assert_eq!(places(&paid.placements), [(Place::Order, price(&begun))]);
    assert_eq!(order_of(&paid), order_of(&begun));
}

#[tokio::test]
async fn an_order_that_is_paid_while_it_is_called_off_is_paid() {
    let market = Market::open().await.unwrap();
    let computer = market.computer();
    let console = computer.signed_in("admin@demo.test").await;
    let begun = buy(&console).await;
    let calling_off = market.gate.stop("/pay/cancel", Moment::Leaving);
    let (console_too, purchase) = (console.clone(), of(&begun));
    let cancelled = tokio::spawn(async move { console_too.cancel_checkout(purchase).await });
    let held = calling_off.reached().await.unwrap();
    market.act(link(&begun), &[("action", "pay"), ("notify", "never")]).await.unwrap();
    held.let_go();
    cancelled.await.unwrap().unwrap();
    let paid = until_delivered(&console, &begun.id).await;
    assert_eq!(places(&paid.placements), [(Place::Order, price(&begun))]);
}

#[tokio::test]
async fn an_order_that_is_called_off_takes_no_money_and_late_money_pays_it() {
    let market = Market::open().await.unwrap();
    let computer = market.computer();
    let console = computer.signed_in("admin@demo.test").await;
    let begun = buy(&console).await;
    let called_off = console.cancel_checkout(of(&begun)).await.unwrap();
    assert_eq!(called_off.stage, CheckoutStage::Cancelled);
    assert!(called_off.code.is_none(), "there is nothing to pay with any more");
    // A wallet that had the code open may still get through, at a provider that is slow to close.
    market.act(link(&begun), &[("action", "pay")]).await.unwrap();
    // It is `paid` for a moment, until it is delivered.
    let is_late = |checkout: &Checkout| checkout.order_state == Some(OrderState::PaidLate);
    until_shown(&console, &begun.id, "paid late", is_late).await;
    market.books().unwrap().check().unwrap();
}
