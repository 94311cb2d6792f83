//! Refunds whose answers are lost.

use super::*;
use crate::orders::facts::{PaymentNumber, Refund, RefundState};
use crate::orders::machine::{Event, Report};
use crate::orders::refunding::{self, Sending};
use crate::orders::settlement;
use crate::store::{Happening, Settlement};

/// An order that is paid, and a refund of all of it that the provider has not heard of.
async fn asked_for(world: &World) -> OrderId {
    let order = world.order().await;
    let code = world.code(&order, PayType::Alipay).await.unwrap();
    world.alipay.set(&code.trade_no, world.alipay.paid(&code.trade_no));
    world.clock.advance(Duration::minutes(1));
    janitor::pass(&world.app).await;
    assert_eq!(world.state(&order).await, OrderState::Fulfilled);
    let refund = refund(&world.file(&order).await, &code, code.amount);
    happened(world, &order, vec![Event::RefundAsked(refund)]).await;
    world.alipay.calls();
    order
}

fn payment(code: &StoredAttempt) -> PaymentNumber {
    let number = format!("alipay-{}", code.trade_no);
    PaymentNumber { method: PayType::Alipay, number }
}

fn refund(file: &OrderFile, code: &StoredAttempt, amount: Money) -> Refund {
    Refund {
        number: format!("{}R01", file.order.order_no),
        payment: payment(code),
        amount,
        state: RefundState::Pending,
        of_paid_order: true,
    }
}

async fn happened(world: &World, order: &OrderId, events: Vec<Event>) {
    let settlement = Settlement {
        order: order.clone(),
        happenings: events.into_iter().map(Happening::plain).collect(),
        notice: None,
        tell_that_asked: None,
        now: world.app.clock().now(),
        completing: None,
    };
    settlement::settle(&world.app, settlement).await.unwrap();
}

async fn send_first(world: &World, order: &OrderId, mishap: Mishap) {
    world.alipay.plan(&[("refund", mishap)]);
    let file = world.file(order).await;
    refunding::send(&world.app, &file, &file.refunds[0], Sending::First).await;
    assert_eq!(world.alipay.calls(), ["refund"]);
    assert_eq!(world.state(order).await, OrderState::RefundPending);
}

/// What the provider hears of the refund when somebody looks after it.
async fn looked_after(world: &World) -> Vec<&'static str> {
    world.clock.advance(Duration::minutes(1));
    janitor::pass(&world.app).await;
    let calls = world.alipay.calls();
    calls.into_iter().filter(|call| call.contains("refund")).collect()
}

#[tokio::test]
async fn a_refund_whose_answer_was_lost_is_asked_about_and_not_sent_again() {
    let world = World::new().await;
    let order = asked_for(&world).await;
    send_first(&world, &order, Mishap::LoseAnswer).await;
    assert_eq!(looked_after(&world).await, ["query_refund"]);
    assert_eq!(world.state(&order).await, OrderState::Refunded);
}

#[tokio::test]
async fn a_refund_that_never_arrived_is_sent_once_more() {
    let world = World::new().await;
    let order = asked_for(&world).await;
    send_first(&world, &order, Mishap::BeDown).await;
    assert_eq!(looked_after(&world).await, ["query_refund", "refund"]);
    assert_eq!(world.state(&order).await, OrderState::Refunded);
}

#[tokio::test]
async fn a_refusal_after_a_lost_answer_is_no_failure_before_the_provider_was_asked() {
    let world = World::new().await;
    let order = asked_for(&world).await;
    send_first(&world, &order, Mishap::LoseAnswer).await;
    // The refund is still on its way when the provider is asked, and has arrived when it is sent.
    world.alipay.plan(&[("query_refund", Mishap::KnowNothing)]);
    assert_eq!(looked_after(&world).await, ["query_refund", "refund", "query_refund"]);
    assert_eq!(world.state(&order).await, OrderState::Refunded);
}

#[tokio::test]
async fn a_question_that_gets_no_answer_sends_nothing() {
    let world = World::new().await;
    let order = asked_for(&world).await;
    send_first(&world, &order, Mishap::LoseAnswer).await;
    world.alipay.plan(&[("query_refund", Mishap::BeDown)]);
    assert_eq!(looked_after(&world).await, ["query_refund"]);
    assert_eq!(world.state(&order).await, OrderState::RefundPending);
}

#[tokio::test]
async fn a_part_that_goes_back_before_the_delivery_does_not_keep_it_away_but_the_whole_does() {
    for (minor, is_delivered) in [(3_000, true), (9_900, false)] {
        let world = World::new().await;
        let order = world.order().await;
        let code = world.code(&order, PayType::Alipay).await.unwrap();
        let back = Money::new(minor, code.amount.currency);
        let paid = Event::Reported(code.id.clone(), Report::Paid(payment(&code), code.amount));
        let asked = Event::RefundAsked(refund(&world.file(&order).await, &code, back));
        // In one transaction: a delivery comes after it, if at all.
        happened(&world, &order, vec![paid, asked]).await;
        janitor::pass(&world.app).await;
        let file = world.file(&order).await;
        assert!(file.refunds[0].of_paid_order);
        assert_eq!(file.order.fulfilled_at.is_some(), is_delivered, "{minor}");
        assert_eq!(file.facts.state(), file.order.state);
    }
}
