//! Notices that come before the payment they are about, or about a payment of another order.

use super::*;
use crate::orders::settlement::{TakenNotice, take_notice};
use crate::store::NewNotice;
use billing_contract::{WebhookId, WebhookOutcome};
use billing_providers::{NoticeReference, NoticeSubject};

/// A notice that stands in the log since now.
async fn logged(world: &World, subject: NoticeSubject) -> (Notice, WebhookId) {
    let id = WebhookId::new(world.app.clock().new_id());
    let new = NewNotice {
        id: id.clone(),
        method: PayType::Alipay,
        event_key: id.to_string(),
        provider_event_id: Some(id.to_string()),
        event: "event".to_owned(),
        outcome: WebhookOutcome::Started,
        error: None,
        headers: "[]".to_owned(),
        body: None,
        is_delivery: true,
        now: world.app.clock().now(),
    };
    world.app.store().log_notice(new).await.unwrap();
    (Notice { event_id: id.to_string(), event: "event".to_owned(), subject }, id)
}

async fn take(world: &World, (notice, id): &(Notice, WebhookId)) -> Result<TakenNotice, ErrorCode> {
    let taken = take_notice(&world.app, PayType::Alipay, notice, id).await;
    taken.map_err(|refusal| refusal.code())
}

fn dispute(number: String) -> NoticeSubject {
    NoticeSubject::Dispute { payment: NoticeReference::ProviderTradeNo(number), won: None }
}

#[tokio::test]
async fn a_dispute_that_comes_before_its_payment_is_sent_again_and_counts_then() {
    let world = World::new().await;
    let order = world.order().await;
    let code = world.code(&order, PayType::Alipay).await.unwrap();
    let early = logged(&world, dispute(format!("alipay-{}", code.trade_no))).await;
    assert!(take(&world, &early).await.is_err());
    world.alipay.set(&code.trade_no, world.alipay.paid(&code.trade_no));
    world.clock.advance(Duration::minutes(1));
    janitor::pass(&world.app).await;
    assert_eq!(take(&world, &early).await, Ok(TakenNotice::Applied(order.clone())));
    assert_eq!(world.state(&order).await, OrderState::Disputed);
}

#[tokio::test]
async fn a_reversal_that_comes_before_its_payment_is_sent_again() {
    let world = World::new().await;
    let amount = Money::new(9_900, Currency::CNY);
    let provider_trade_no = "alipay-unknown".to_owned();
    let paid = PaidAmount { amount, provider_trade_no, paid_at: None };
    let status = PaymentStatus::Refunded(paid);
    let payment = NoticeReference::ProviderTradeNo("alipay-unknown".to_owned());
    let report = PaymentReport { status, word: "REVERSED".to_owned() };
    let early = logged(&world, NoticeSubject::Payment { payment, report }).await;
    assert!(take(&world, &early).await.is_err());
}

#[tokio::test]
async fn what_is_about_an_unknown_payment_for_three_days_is_somebody_elses() {
    let world = World::new().await;
    let early = logged(&world, dispute("nobodys".to_owned())).await;
    world.clock.advance(Duration::days(3) - Duration::seconds(1));
    assert!(take(&world, &early).await.is_err());
    world.clock.advance(Duration::seconds(1));
    assert_eq!(take(&world, &early).await, Ok(TakenNotice::Ignored));
}

#[tokio::test]
async fn what_names_a_trade_number_that_was_never_given_is_ignored_at_once() {
    let world = World::new().await;
    let payment = NoticeReference::TradeNo("NOBODYS".to_owned());
    let notice = logged(&world, NoticeSubject::Dispute { payment, won: Some(true) }).await;
    assert_eq!(take(&world, &notice).await, Ok(TakenNotice::Ignored));
}

#[tokio::test]
async fn a_payment_number_that_counts_for_another_order_fails_the_notice_and_pays_nothing() {
    let world = World::new().await;
    let (first, second) = (world.order().await, world.order().await);
    let code = world.code(&first, PayType::Alipay).await.unwrap();
    world.alipay.set(&code.trade_no, world.alipay.paid(&code.trade_no));
    world.clock.advance(Duration::minutes(1));
    janitor::pass(&world.app).await;
    let other = world.code(&second, PayType::Alipay).await.unwrap();
    let payment = NoticeReference::TradeNo(other.trade_no);
    let status = world.alipay.paid(&code.trade_no);
    let report = PaymentReport { status, word: "PAID".to_owned() };
    let notice = logged(&world, NoticeSubject::Payment { payment, report }).await;
    for _ in 0..2 {
        assert_eq!(take(&world, &notice).await, Err(ErrorCode::Internal));
        let file = world.file(&second).await;
        assert_eq!(file.attempts[0].state, AttemptState::Conflicted);
        assert!(file.receipts.is_empty() && file.placements.is_empty());
    }
    assert_eq!(world.state(&first).await, OrderState::Fulfilled);
}
