//! Orders of which a part is paid.

use super::*;
use crate::auth::access::permissions_of;
use crate::orders::actions::available_actions;
use billing_contract::{OrderAction, Permission, Role};

fn part(minor: i64, number: &str) -> PaymentStatus {
    PaymentStatus::Paid(PaidAmount {
        amount: Money::new(minor, Currency::CNY),
        provider_trade_no: number.to_owned(),
        paid_at: None,
    })
}

#[tokio::test]
async fn the_rest_of_an_order_that_had_ended_can_be_paid_as_it_is_offered() {
    for ending in [Ending::Expired, Ending::Cancelled] {
        let world = World::new().await;
        let order = world.order().await;
        let first = world.code(&order, PayType::Alipay).await.unwrap();
        let ended = closing::end(&world.app, world.file(&order).await, ending).await.unwrap();
        assert!(ended.facts.ended.is_some());
        world.alipay.set(&first.trade_no, part(4_000, "first"));
        world.clock.advance(Duration::hours(3));
        janitor::pass(&world.app).await;
        assert_eq!(world.state(&order).await, OrderState::Underpaid);
        assert!(permissions_of(Role::Admin).contains(&Permission::Buy));
        let offered = available_actions(&world.file(&order).await.facts, Role::Admin);
        assert!(offered.contains(&OrderAction::Pay), "{offered:?}");
        let rest = world.code(&order, PayType::WechatPay).await.expect("what is offered is done");
        assert_eq!(rest.amount, Money::new(5_900, Currency::CNY));
        world.wechat.set(&rest.trade_no, part(5_900, "rest"));
        world.clock.advance(Duration::minutes(1));
        janitor::pass(&world.app).await;
        assert_eq!(world.state(&order).await, OrderState::PaidLate);
    }
}

#[tokio::test]
async fn an_order_that_ended_without_money_gets_no_other_code() {
    let world = World::new().await;
    let order = world.order().await;
    world.code(&order, PayType::Alipay).await.unwrap();
    let file = world.file(&order).await;
    closing::end(&world.app, file, Ending::Cancelled).await.unwrap();
    let refused = world.code(&order, PayType::Alipay).await.unwrap_err();
    assert_eq!(refused, ErrorCode::OrderState);
}
