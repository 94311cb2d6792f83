//! What the operator decides while customers buy, and what customers see of it.

use billing_contract::orders::Place;
use billing_contract::{DecimalAmount, OrderState, RefundRequest, WebhookOutcome};
use billing_core::console::Console;
use billing_core::error::CommandErrorCode;
use billing_core::views::{CheckoutStage, RefundOrder, WebhookOf, WebhookWish};
use billing_tests::computer::until;
use billing_tests::market::Market;
use billing_tests::purchase::{
    buy, center, decision, first_package, link, of_order, order_of, quote, until_delivered,
    until_listed, until_stage,
};

/// The operator saves what `change` makes of the configuration.
async fn decide(operator: &Console, change: impl FnOnce(&mut billing_contract::PackageConfig)) {
    let mut config = operator.package_config(()).await.unwrap();
    change(&mut config);
    operator.save_package_config(config).await.unwrap();
}

#[tokio::test]
async fn while_the_shop_is_closed_nothing_can_be_begun_and_open_orders_can_be_paid() {
    let market = Market::open().await.unwrap();
    let console = market.computer().signed_in("admin@demo.test").await;
    let operator = market.computer().signed_in("operator@demo.test").await;
    let begun = buy(&console).await;
    let other = center(&console).await.coze_package_rule[1].id.clone();
    let other = billing_tests::purchase::package(other);
    let price = quote(&console, &other, None).await;
    decide(&operator, |config| config.coze_package_status = false).await;

    let refused = console.begin_checkout(decision(&other, &price, None)).await.unwrap();
    let refused = until_stage(&console, &refused.id, CheckoutStage::Refused).await;
    assert_eq!(refused.problem.unwrap().code, CommandErrorCode::ShopClosed);
    until(&console, "closed", async |console: &Console| !center(console).await.coze_package_status)
        .await;

    market.act(link(&begun), &[("action", "pay")]).await.unwrap();
    until_delivered(&console, &begun.id).await;
}

#[tokio::test]
async fn a_price_that_changes_after_it_was_shown_is_told_before_any_order() {
    let market = Market::open().await.unwrap();
    let console = market.computer().signed_in("admin@demo.test").await;
    let operator = market.computer().signed_in("operator@demo.test").await;
    let wish = first_package(&console).await;
    let shown = quote(&console, &wish, None).await;
    decide(&operator, |config| {
        let rule = &mut config.coze_package_rule[0];
        rule.current_price = rule.original_price.clone();
    })
    .await;
    let refused = console.begin_checkout(decision(&wish, &shown, None)).await.unwrap();
    let refused = until_stage(&console, &refused.id, CheckoutStage::Refused).await;
    assert_eq!(refused.problem.unwrap().code, CommandErrorCode::AmountChanged);
    assert_eq!(market.new_orders().unwrap(), 0);

    let now = quote(&console, &wish, None).await;
    assert_ne!(now.final_amount, shown.final_amount);
    let begun = console.begin_checkout(decision(&wish, &now, None)).await.unwrap();
    let begun = until_stage(&console, &begun.id, CheckoutStage::Waiting).await;
    assert_eq!(begun.amount, now.final_amount);
}

#[tokio::test]
async fn an_open_order_keeps_its_price() {
    let market = Market::open().await.unwrap();
    let console = market.computer().signed_in("admin@demo.test").await;
    let operator = market.computer().signed_in("operator@demo.test").await;
    let begun = buy(&console).await;
    decide(&operator, |config| {
        let rule = &mut config.coze_package_rule[0];
        rule.current_price = rule.original_price.clone();
    })
    .await;
    market.act(link(&begun), &[("action", "pay")]).await.unwrap();
    let paid = until_delivered(&console, &begun.id).await;
    assert_eq!(paid.amount, begun.amount);
}

#[tokio::test]
async fn money_that_is_sent_back_is_seen_by_the_customer_and_goes_back_once() {
    let market = Market::open().await.unwrap();
    let console = market.computer().signed_in("admin@demo.test").await;
    let operator = market.computer().signed_in("operator@demo.test").await;
    let begun = buy(&console).await;
    let order = order_of(&begun);
    market.act(link(&begun), &[("action", "pay")]).await.unwrap();
    until_delivered(&console, &begun.id).await;

    let part: DecimalAmount = serde_json::from_value("10.00".into()).unwrap();
    let refund = RefundOrder {
        decision: "a person's one decision".to_owned(),
        order_id: order.clone(),
        refund: RefundRequest { amount: Some(part), reason: "one day late".to_owned() },
    };
    let (first, second) =
        tokio::join!(operator.refund_order(refund.clone()), operator.refund_order(refund.clone()));
    assert!(first.is_ok() || second.is_ok(), "{first:?} {second:?}");
    operator.refund_order(refund).await.unwrap();
    let seen = until_listed(&console, &order, "refunded in part", |one| {
        one.state == OrderState::PartiallyRefunded
    });
    let seen = seen.await;
    assert_eq!(seen.refunded_amount.as_str(), "10.00");
    assert!(seen.placements.iter().any(|one| one.place == Place::Refund));
    let known = operator.staff_order(of_order(&order)).await.unwrap();
    assert_eq!(known.order.refunded_amount.as_str(), "10.00");
    market.books().unwrap().check().unwrap();
}

#[tokio::test]
async fn every_notice_is_in_the_log_and_can_be_worked_on_again() {
    let market = Market::open().await.unwrap();
    let console = market.computer().signed_in("admin@demo.test").await;
    let operator = market.computer().signed_in("operator@demo.test").await;
    let begun = buy(&console).await;
    market.act(link(&begun), &[("action", "pay")]).await.unwrap();
    until_delivered(&console, &begun.id).await;
    let log = operator.webhook_log(WebhookWish { outcome: None, cursor: None }).await.unwrap();
    assert_eq!(log.items.len(), 1, "{log:?}");
    let entry = &log.items[0];
    assert_eq!((entry.outcome, entry.deliveries), (WebhookOutcome::Applied, 1));
    assert_eq!(entry.order_id, Some(order_of(&begun)));
    let again = operator.replay_webhook(WebhookOf { id: entry.id.clone() }).await.unwrap();
    assert_eq!(again.id, entry.id);
    let customer = console.webhook_log(WebhookWish { outcome: None, cursor: None }).await;
    assert_eq!(customer.unwrap_err().code, CommandErrorCode::NotAllowed);
    market.books().unwrap().check().unwrap();
}
