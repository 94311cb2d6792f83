//! Codes of a method that is no longer configured, or whose provider does not answer.

use super::*;
use crate::orders::asking::ask_about_every_code;
use crate::problem::Refusal;
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
async fn an_order_whose_method_was_removed_says_why_it_must_wait_and_ends_when_its_code_does() {
    let world = World::new().await;
    let order = world.order().await;
    world.clock.advance(Duration::minutes(50));
    let code = begun(&world, &order, PayType::Stripe).await;
    let file = world.file(&order).await;
    let refused = closing::end(&world.app, file, Ending::Cancelled).await.err().unwrap();
    let (refused, detail, _) = Refusal::from(refused).for_repetition();
    assert_eq!(refused, ErrorCode::MethodRemoved);
    assert!(detail.contains("can be paid until 2026-06-18T14:50:00Z"), "{detail}");
    let another = world.code(&order, PayType::Alipay).await;
    assert_eq!(another.unwrap_err(), ErrorCode::MethodRemoved, "two codes could be paid");
    assert_eq!(world.alipay.calls(), [] as [&str; 0]);
    // Whatever else it was looked at for before.
    for _ in 0..119 {
        world.clock.advance(Duration::minutes(1));
        janitor::pass(&world.app).await;
    }
    assert_eq!(world.state(&order).await, OrderState::Created, "it may still be paid");
    world.clock.advance(Duration::minutes(1));
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

#[tokio::test]
async fn a_provider_that_must_reach_the_service_is_refused_where_it_cannot() {
    for (public_url, is_refused) in [(None, true), (Some("https://billing.example.com"), false)] {
        let connection = rusqlite::Connection::open_in_memory().unwrap();
        let store = SqliteStore::open_inline(connection, WriterFigures::unread()).unwrap();
        let mut config = Config::default();
        config.passwords.memory_kib = 8;
        config.public_url = public_url.map(str::to_owned);
        let parts = AppParts {
            config,
            clock: Arc::new(FixedClock::at("2026-06-18T12:00:00Z".parse().unwrap())),
            store: Arc::new(store),
            telemetry: Telemetry::new().unwrap(),
            providers: Some(vec![Fake::needing(PayType::WechatPay, true)]),
        };
        let refused = parts.assemble().await.err();
        assert_eq!(refused.is_some(), is_refused, "{refused:?}");
        if let Some(refused) = refused {
            let why = std::error::Error::source(&refused).unwrap().to_string();
            assert!(why.starts_with("providers.wechat_pay: public_url is not set"), "{why}");
        }
    }
}
