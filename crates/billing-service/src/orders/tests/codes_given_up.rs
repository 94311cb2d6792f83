//! Codes that were given up, and that their provider could not close.

use super::*;
use crate::orders::asking::asked_again;

/// An order whose first code was given up for one of another method.
async fn changed(world: &World, mishaps: &[(&'static str, Mishap)]) -> (OrderId, StoredAttempt) {
    let order = world.order().await;
    let first = world.code(&order, PayType::Alipay).await.unwrap();
    world.alipay.plan(mishaps);
    world.code(&order, PayType::WechatPay).await.unwrap();
    let file = world.file(&order).await;
    assert_eq!(file.attempt(&first.id).unwrap().state, AttemptState::Closed);
    world.alipay.calls();
    world.wechat.calls();
    (order, first)
}

async fn polled(world: &World, order: &OrderId) -> OrderState {
    world.clock.advance(Duration::seconds(6));
    asked_again(&world.app, order).await.unwrap().order.state
}

#[tokio::test]
async fn a_poll_sees_the_money_of_a_code_that_could_not_be_closed() {
    let world = World::new().await;
    let (order, first) = changed(&world, &[("close", Mishap::RefuseToClose)]).await;
    assert_eq!(polled(&world, &order).await, OrderState::AwaitingPayment);
    world.alipay.set(&first.trade_no, world.alipay.paid(&first.trade_no));
    assert_eq!(polled(&world, &order).await, OrderState::Fulfilled);
}

#[tokio::test]
async fn a_poll_asks_about_a_code_that_was_given_up_only_while_it_can_be_paid() {
    let world = World::new().await;
    let (order, _) = changed(&world, &[("close", Mishap::RefuseToClose)]).await;
    polled(&world, &order).await;
    assert_eq!(world.alipay.calls(), ["query"]);
    assert_eq!(world.wechat.calls(), ["query"]);
    world.clock.advance(Duration::hours(2));
    polled(&world, &order).await;
    assert_eq!(world.alipay.calls(), [] as [&str; 0], "its time is over");
    assert_eq!(world.wechat.calls(), ["query"]);
}

#[tokio::test]
async fn a_poll_does_not_ask_about_a_code_that_was_closed() {
    let world = World::new().await;
    let (order, _) = changed(&world, &[]).await;
    polled(&world, &order).await;
    assert_eq!(world.alipay.calls(), [] as [&str; 0]);
    assert_eq!(world.wechat.calls(), ["query"]);
}

#[tokio::test(start_paused = true)]
async fn a_silent_provider_of_a_code_that_was_given_up_keeps_no_news_back() {
    let world = World::new().await;
    let (order, _) = changed(&world, &[("close", Mishap::RefuseToClose)]).await;
    world.alipay.plan(&[("query", Mishap::NeverAnswer)]);
    let shown = world.file(&order).await.attempts[1].trade_no.clone();
    world.wechat.set(&shown, world.wechat.paid(&shown));
    assert_eq!(polled(&world, &order).await, OrderState::Fulfilled);
}
