//! Codes of a method that is no longer configured, or whose provider does not answer.

use super::*;
use crate::orders::asking::ask_about_every_code;
use crate::store::{BegunAttempt, NewAttempt};
use billing_contract::AttemptId;

/// A code that stands on the disk, of whatever method.
async fn begun(world: &World, order: &OrderId, method: PayType) -> StoredAttempt {
    let now = world.app.clock().now();
    let new = NewAttempt {
        id: AttemptId::new(world.app.clock().new_id()),
        order: order.clone(),
        method,
        return_url: None,
        shown_until: now + Duration::minutes(2),
        payable_until: now + Duration::hours(2),
        now,
    };
    match world.app.store().begin_attempt(new).await.unwrap() {
        BegunAttempt::Begun(file, id) => file.attempt(&id).unwrap().clone(),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_code_of_a_method_that_was_removed_has_run_out_when_its_time_is_over() {
    let world = World::new().await;
    let order = world.order().await;
    let code = begun(&world, &order, PayType::Stripe).await;
    world.clock.advance(Duration::hours(2) - Duration::seconds(1));
    let file = world.file(&order).await;
    assert!(closing::end(&world.app, file, Ending::Cancelled).await.is_err(), "it may be paid");
    world.clock.advance(Duration::seconds(1));
    janitor::pass(&world.app).await;
    let file = world.file(&order).await;
    assert_eq!(file.order.state, OrderState::Expired);
    assert_eq!(file.attempt(&code.id).unwrap().state, AttemptState::Expired);
}

#[tokio::test]
async fn one_provider_that_is_down_keeps_nobody_from_asking_the_others() {
    let world = World::new().await;
    let order = world.order().await;
    begun(&world, &order, PayType::Alipay).await;
    let paid = begun(&world, &order, PayType::WechatPay).await;
    world.wechat.set(&paid.trade_no, world.wechat.paid(&paid.trade_no));
    world.alipay.plan(&[("query", Mishap::BeDown)]);
    let asked = ask_about_every_code(&world.app, &order).await;
    assert_eq!(asked.unwrap_err().code(), ErrorCode::ProviderUnavailable);
    assert_eq!(world.state(&order).await, OrderState::Fulfilled);
}
