//! Buying, from the decision to the order that is paid: one decision makes one order, and the
//! payment is seen whatever becomes of the notice.

use billing_contract::PayType;
use billing_contract::orders::Place;
use billing_core::console::Console;
use billing_core::error::CommandErrorCode;
use billing_core::views::{CheckoutStage, PayOrder};
use billing_tests::computer::{until, until_online};
use billing_tests::gate::Moment;
use billing_tests::market::Market;
use billing_tests::purchase::{
    buy, center, decision, first_package, link, of, order_of, places, quote, shown, try_to_buy,
    until_delivered, until_listed, until_stage, within,
};
use std::time::Duration;

const SECONDS: Duration = Duration::from_secs(8);
/// Longer than the service believes what it knows, and than the console goes without asking.
const A_WHILE: Duration = Duration::from_secs(9);

#[tokio::test]
async fn what_is_paid_is_shown_within_seconds_told_once_and_delivered() {
    let market = Market::open().await.unwrap();
    let computer = market.computer();
    let console = computer.signed_in("admin@demo.test").await;
    let before = center(&console).await.user.coze_package;
    let begun = buy(&console).await;
    let order = order_of(&begun);
    assert!(console.has_open_checkout());

    market.act(link(&begun), &[("action", "pay")]).await.unwrap();
    let paid = within(SECONDS, "paid", until_delivered(&console, &begun.id)).await;
    assert_eq!(places(&paid.placements), [(Place::Order, begun.amount.as_str().to_owned())]);
    let delivered = until_listed(&console, &order, "fulfilled", |one| one.fulfilled_at.is_some());
    assert_eq!(delivered.await.received_amount, begun.amount);
    until(&console, "the package is there", async |console: &Console| {
        center(console).await.user.coze_package != before
    })
    .await;

    let told = console.take_due_notifications().await;
    assert_eq!(told.len(), 1, "{told:?}");
    assert_eq!(told[0].order_id.as_ref(), Some(&order));
    assert!(console.take_due_notifications().await.is_empty());
    assert!(!console.has_open_checkout());
    market.books().unwrap().check().unwrap();
}

#[tokio::test]
async fn a_notice_that_is_lost_is_made_up_for_by_asking() {
    let market = Market::open().await.unwrap();
    let computer = market.computer();
    let console = computer.signed_in("admin@demo.test").await;
    let begun = buy(&console).await;
    market.act(link(&begun), &[("action", "pay"), ("notify", "never")]).await.unwrap();
    market.pass(&computer, A_WHILE);
    within(SECONDS, "paid", until_delivered(&console, &begun.id)).await;
    assert_eq!(console.take_due_notifications().await.len(), 1);
}

#[tokio::test]
async fn a_notice_that_is_worked_on_twice_counts_once() {
    let market = Market::open().await.unwrap();
    let console = market.computer().signed_in("admin@demo.test").await;
    let begun = buy(&console).await;
    market.act(link(&begun), &[("action", "pay")]).await.unwrap();
    until_delivered(&console, &begun.id).await;
    let books = market.books().unwrap();
    let before = books.accounts(&order_of(&begun)).unwrap();

    let operator = market.portal("operator@demo.test").await.unwrap();
    let log = operator.get("/api/webhooks/logs").await.unwrap();
    let notice = log["items"][0]["id"].as_str().unwrap();
    let path = format!("/api/webhooks/{notice}/replay");
    operator.post(&path, &serde_json::json!({})).await.unwrap();
    assert_eq!(books.accounts(&order_of(&begun)).unwrap(), before);
    books.check().unwrap();
}

#[tokio::test]
async fn decisions_made_at_once_make_one_order() {
    let market = Market::open().await.unwrap();
    let console = market.computer().signed_in("admin@demo.test").await;
    let wish = first_package(&console).await;
    let quote = quote(&console, &wish, None).await;
    let clicks: Vec<_> = (0..20)
        .map(|_| {
            let (console, click) = (console.clone(), decision(&wish, &quote, None));
            tokio::spawn(async move { console.begin_checkout(click).await.unwrap().id })
        })
        .collect();
    let mut begun = Vec::new();
    for click in clicks {
        begun.push(click.await.unwrap());
    }
    begun.dedup();
    assert_eq!(begun.len(), 1, "{begun:?}");
    until_stage(&console, &begun[0], CheckoutStage::Waiting).await;
    assert_eq!(market.new_orders().unwrap(), 1);
}

#[tokio::test]
async fn an_answer_that_is_lost_leaves_one_order_and_one_code() {
    for path in ["/payments/orders", "/pay/prepay"] {
        let market = Market::open().await.unwrap();
        let computer = market.computer();
        let console = computer.signed_in("admin@demo.test").await;
        let wish = first_package(&console).await;
        let quote = quote(&console, &wish, None).await;
        let lost = market.gate.stop(path, Moment::Answered);
        let (console_too, click) = (console.clone(), decision(&wish, &quote, None));
        let id = click.id.clone();
        let beginning = tokio::spawn(async move { console_too.begin_checkout(click).await });
        lost.reached().await.unwrap().cut();
        until_stage(&console, &id, CheckoutStage::Waiting).await;
        beginning.await.unwrap().unwrap();
        assert_eq!(market.new_orders().unwrap(), 1, "{path}");
        let order = order_of(&shown(&console, &id).await.unwrap());
        assert_eq!(market.books().unwrap().attempts_of(&order).unwrap(), 1, "{path}");
    }
}

#[tokio::test]
async fn a_paid_order_costs_few_requests() {
    let market = Market::open().await.unwrap();
    let console = market.computer().signed_in("admin@demo.test").await;
    let wish = first_package(&console).await;
    let quote = quote(&console, &wish, None).await;
    let begun = console.begin_checkout(decision(&wish, &quote, None)).await.unwrap();
    let begun = until_stage(&console, &begun.id, CheckoutStage::Waiting).await;
    market.act(link(&begun), &[("action", "pay")]).await.unwrap();
    until_delivered(&console, &begun.id).await;
    let own = format!("/api/portal/orders/{}", order_of(&begun));
    let paths = ["/payments/orders", "/pay/prepay", "/pay/getPayResult", own.as_str()];
    let spent: usize = paths.iter().map(|path| market.gate.passed(path)).sum();
    // The price was asked for too, under the same path as the order.
    assert!(spent - 1 <= 6, "{spent} requests");
}

#[tokio::test]
async fn a_coupon_lowers_the_price_once_for_each_customer() {
    let market = Market::open().await.unwrap();
    let console = market.computer().signed_in("admin@demo.test").await;
    let wish = first_package(&console).await;
    let full = quote(&console, &wish, None).await;
    let lowered = quote(&console, &wish, Some("WELCOME10")).await;
    assert_ne!(lowered.final_amount, full.final_amount);
    let begun = try_to_buy(&console, &wish, Some("WELCOME10")).await.unwrap();
    let begun = until_stage(&console, &begun.id, CheckoutStage::Waiting).await;
    assert_eq!(begun.amount, lowered.final_amount);
    market.act(link(&begun), &[("action", "pay")]).await.unwrap();
    let paid = until_delivered(&console, &begun.id).await;
    assert_eq!(
        places(&paid.placements),
        [(Place::Order, lowered.final_amount.as_str().to_owned())]
    );

    let again = quote(&console, &wish, Some("WELCOME10")).await;
    assert!(again.coupon_problem.is_some(), "{again:?}");
    let refused = try_to_buy(&console, &wish, Some("WELCOME10")).await.unwrap();
    let refused = until_stage(&console, &refused.id, CheckoutStage::Refused).await;
    assert_eq!(refused.problem.unwrap().code, CommandErrorCode::CouponRefused);
    assert_eq!(market.new_orders().unwrap(), 1);
}

#[tokio::test]
async fn both_consoles_of_a_customer_see_the_order_and_its_payment() {
    let market = Market::open().await.unwrap();
    let first = market.computer().signed_in("admin@demo.test").await;
    let second_computer = market.computer();
    let second = second_computer.signed_in("admin@demo.test").await;
    until_online(&second).await;
    let begun = buy(&first).await;
    let order = order_of(&begun);
    until_listed(&second, &order, "open", |one| one.state.is_open()).await;
    let pay = PayOrder { order_id: order.clone(), pay_type: PayType::Sandbox };
    let taken_up = second.pay_order(pay).await.unwrap();
    let taken_up = until_stage(&second, &taken_up.id, CheckoutStage::Waiting).await;
    assert_eq!(link(&taken_up), link(&begun), "an order has one code at a time");

    market.act(link(&begun), &[("action", "pay")]).await.unwrap();
    until_delivered(&first, &begun.id).await;
    until_delivered(&second, &taken_up.id).await;
    for console in [&first, &second] {
        until_listed(console, &order, "paid", |one| one.fulfilled_at.is_some()).await;
    }
    assert_eq!(market.new_orders().unwrap(), 1);
}

#[tokio::test]
async fn a_renewed_code_is_the_same_and_can_be_paid() {
    let market = Market::open().await.unwrap();
    let computer = market.computer();
    let console = computer.signed_in("admin@demo.test").await;
    let begun = buy(&console).await;
    market.pass(&computer, Duration::from_secs(121));
    until_stage(&console, &begun.id, CheckoutStage::CodeExpired).await;
    let renewed = console.renew_code(of(&begun)).await.unwrap();
    assert_eq!(link(&renewed), link(&begun));
    let renewed = until_stage(&console, &begun.id, CheckoutStage::Waiting).await;
    assert!(renewed.seconds_left.is_some_and(|left| (100..=120).contains(&left)));
    market.act(link(&renewed), &[("action", "pay")]).await.unwrap();
    until_delivered(&console, &begun.id).await;
}
