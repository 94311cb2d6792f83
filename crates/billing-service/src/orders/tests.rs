//! Talking to providers that lose answers, are slow, are down, or are paid while they are closed.

mod codes_given_up;
mod early_notices;
mod missing_providers;
mod part_payments;
mod refunds;

use super::asking::of_customer;
use super::closing;
use super::facts::Ending;
use super::paying::{Wanted, something_to_pay};
use crate::app::App;
use crate::clock::FixedClock;
use crate::config::Config;
use crate::jobs::janitor;
use crate::service::AppParts;
use crate::store::sqlite::SqliteStore;
use crate::store::{
    Completing, NewOrder, OrderFile, OrderTerms, PlacedOrder, Product, Store, StoredAttempt,
};
use crate::telemetry::{Telemetry, WriterFigures};
use async_trait::async_trait;
use billing_contract::{
    AttemptState, Currency, CustomerId, ErrorCode, Money, OrderId, OrderState, PayType,
};
use billing_providers::{
    Abilities, Acknowledgement, Closing, NewPayment, NewRefund, Notice, NoticeRefusal, PaidAmount,
    PaymentProvider, PaymentReference, PaymentReport, PaymentStatus, Presentation, Presented,
    ProviderError, RawNotice, RefundReport, RefundStatus, Reply,
};
use chrono::{DateTime, Duration, Utc};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};

/// What a fake does when it is asked next, beside what it usually does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mishap {
    LoseAnswer,
    BeDown,
    NeverAnswer,
    PaidWhileClosing,
    RefuseToClose,
    KnowNothing,
}

#[derive(Default)]
struct Ledger {
    trades: BTreeMap<String, PaymentStatus>,
    refunds: BTreeSet<String>,
    calls: Vec<&'static str>,
    mishaps: Vec<(&'static str, Mishap)>,
}

/// A provider whose mishaps are planned.
struct Fake {
    method: PayType,
    abilities: Abilities,
    amount: Money,
    needs_notify_url: bool,
    ledger: Mutex<Ledger>,
}

impl Fake {
    fn new(method: PayType) -> Arc<Self> {
        Self::needing(method, false)
    }

    fn needing(method: PayType, needs_notify_url: bool) -> Arc<Self> {
        let abilities = Abilities {
            code_lifetime: std::time::Duration::from_secs(120),
            payable_for: std::time::Duration::from_secs(7_200),
            currencies: None,
            in_browser: false,
            is_test: true,
        };
        let amount = Money::new(9_900, Currency::CNY);
        Arc::new(Self { method, abilities, amount, needs_notify_url, ledger: Mutex::default() })
    }

    /// Plans what goes wrong: each at the next call of its name.
    fn plan(&self, mishaps: &[(&'static str, Mishap)]) {
        self.ledger.lock().unwrap().mishaps = mishaps.to_vec();
    }

    fn calls(&self) -> Vec<&'static str> {
        std::mem::take(&mut self.ledger.lock().unwrap().calls)
    }

    fn open_trades(&self) -> usize {
        let ledger = self.ledger.lock().unwrap();
        ledger.trades.values().filter(|status| **status == PaymentStatus::Open).count()
    }

    fn set(&self, trade_no: &str, status: PaymentStatus) {
        self.ledger.lock().unwrap().trades.insert(trade_no.to_owned(), status);
    }

    fn open(&self, trade_no: &str) {
        let mut ledger = self.ledger.lock().unwrap();
        ledger.trades.entry(trade_no.to_owned()).or_insert(PaymentStatus::Open);
    }

    fn paid(&self, trade_no: &str) -> PaymentStatus {
        let provider_trade_no = format!("{}-{trade_no}", self.method.as_str());
        PaymentStatus::Paid(PaidAmount { amount: self.amount, provider_trade_no, paid_at: None })
    }

    /// Notes the call; the mishap that happens to it.
    fn called(&self, call: &'static str) -> Option<Mishap> {
        let mut ledger = self.ledger.lock().unwrap();
        ledger.calls.push(call);
        let place = ledger.mishaps.iter().position(|(of, _)| *of == call)?;
        Some(ledger.mishaps.remove(place).1)
    }
}

async fn fail<T>(mishap: Mishap) -> Result<T, ProviderError> {
    match mishap {
        Mishap::BeDown => Err(ProviderError::Unreachable("on purpose".to_owned())),
        Mishap::NeverAnswer => std::future::pending().await,
        _ => Err(ProviderError::OutcomeUnknown("on purpose".to_owned())),
    }
}

fn refund_report(status: RefundStatus) -> RefundReport {
    RefundReport { status, provider_refund_no: None, amount: None, word: "WORD".to_owned() }
}

#[async_trait]
impl PaymentProvider for Fake {
    fn method(&self) -> PayType {
        self.method
    }

    fn abilities(&self) -> &Abilities {
        &self.abilities
    }

    fn needs_notify_url(&self) -> bool {
        self.needs_notify_url
    }

    async fn create(&self, payment: &NewPayment) -> Result<Presented, ProviderError> {
        let mishap = self.called("create");
        if let Some(mishap @ (Mishap::BeDown | Mishap::NeverAnswer)) = mishap {
            return fail(mishap).await;
        }
        self.open(&payment.trade_no);
        if mishap == Some(Mishap::LoseAnswer) {
            return fail(Mishap::LoseAnswer).await;
        }
        let url = format!("fake://{}", payment.trade_no);
        Ok(Presented { presentation: Presentation::Code(url), prepay_id: None })
    }

    async fn query(&self, payment: &PaymentReference) -> Result<PaymentReport, ProviderError> {
        if let Some(mishap) = self.called("query") {
            return fail(mishap).await;
        }
        let status = self.ledger.lock().unwrap().trades.get(&payment.trade_no).cloned();
        let status = status.unwrap_or(PaymentStatus::NotFound);
        Ok(PaymentReport { status, word: "WORD".to_owned() })
    }

    async fn close(&self, payment: &PaymentReference) -> Result<Closing, ProviderError> {
        match self.called("close") {
            Some(Mishap::PaidWhileClosing) => {
                self.set(&payment.trade_no, self.paid(&payment.trade_no));
                Ok(Closing::AlreadyPaid)
            }
            Some(Mishap::RefuseToClose) => Ok(Closing::NotPossible),
            Some(mishap) => fail(mishap).await,
            None => {
                self.set(&payment.trade_no, PaymentStatus::Closed);
                Ok(Closing::Closed)
            }
        }
    }

    async fn refund(&self, refund: &NewRefund) -> Result<RefundReport, ProviderError> {
        let mishap = self.called("refund");
        if let Some(mishap @ Mishap::BeDown) = mishap {
            return fail(mishap).await;
        }
        if !self.ledger.lock().unwrap().refunds.insert(refund.refund_no.clone()) {
            let (code, message) = ("REFUNDED".to_owned(), "It went back before.".to_owned());
            return Err(ProviderError::Refused { code, message });
        }
        match mishap {
            Some(mishap) => fail(mishap).await,
            None => Ok(refund_report(RefundStatus::Succeeded)),
        }
    }

    async fn query_refund(&self, refund: &NewRefund) -> Result<RefundReport, ProviderError> {
        let is_known = self.ledger.lock().unwrap().refunds.contains(&refund.refund_no);
        match self.called("query_refund") {
            Some(Mishap::KnowNothing) => Ok(refund_report(RefundStatus::NotFound)),
            Some(mishap) => fail(mishap).await,
            None if is_known => Ok(refund_report(RefundStatus::Succeeded)),
            None => Ok(refund_report(RefundStatus::NotFound)),
        }
    }

    async fn read_notice(&self, _: &RawNotice, _: DateTime<Utc>) -> Result<Notice, NoticeRefusal> {
        Err(NoticeRefusal::Forged("a fake sends none".to_owned()))
    }

    fn acknowledge(&self, _: Acknowledgement) -> Reply {
        let status = axum::http::StatusCode::OK;
        Reply { status, content_type: "text/plain", body: String::new() }
    }
}

struct World {
    app: App,
    clock: FixedClock,
    alipay: Arc<Fake>,
    wechat: Arc<Fake>,
    customer: CustomerId,
}

impl World {
    async fn new() -> Self {
        let clock = FixedClock::at("2026-06-18T12:00:00.123456789Z".parse().unwrap());
        let connection = rusqlite::Connection::open_in_memory().unwrap();
        let store = SqliteStore::open_inline(connection, WriterFigures::unread()).unwrap();
        let demonstration = crate::demo::make(crate::clock::Clock::now(&clock));
        let customer = demonstration.customers[0].account.id.clone();
        let mut demonstration = demonstration;
        demonstration.orders.clear();
        demonstration.assignments.clear();
        store.fill(demonstration).await.unwrap();
        let (alipay, wechat) = (Fake::new(PayType::Alipay), Fake::new(PayType::WechatPay));
        let mut config = Config::default();
        config.passwords.memory_kib = 8;
        let parts = AppParts {
            config,
            clock: Arc::new(clock.clone()),
            store: Arc::new(store),
            telemetry: Telemetry::new().unwrap(),
            providers: Some(vec![
                Arc::clone(&alipay) as Arc<dyn PaymentProvider>,
                Arc::clone(&wechat) as Arc<dyn PaymentProvider>,
            ]),
        };
        Self { app: parts.assemble().await.unwrap(), clock, alipay, wechat, customer }
    }

    async fn order(&self) -> OrderId {
        let price = Money::new(9_900, Currency::CNY);
        let now = self.app.clock().now();
        let new = NewOrder {
            id: OrderId::new(self.app.clock().new_id()),
            terms: OrderTerms {
                customer_id: self.customer.clone(),
                user_id: None,
                product: Product::Report { code: "usage-audit".to_owned() },
                product_name: "Usage audit".to_owned(),
                original: price,
                discount: Money::new(0, price.currency),
                due: price,
                coupon: None,
                promotion: None,
                remark: None,
                locale: "en".to_owned(),
                client_ip: None,
                user_agent: None,
                is_test: true,
            },
            method: PayType::Alipay,
            now,
            expires_at: now + Duration::hours(2),
            or_the_same: false,
        };
        let none: Option<Completing> = None;
        match self.app.store().place_order(new, none).await.unwrap() {
            PlacedOrder::Made(made) => {
                let id = made.order.id.clone();
                assert_eq!(*made, self.file(&id).await, "it is answered as it is read later");
                id
            }
            other => panic!("{other:?}"),
        }
    }

    async fn code(&self, order: &OrderId, method: PayType) -> Result<StoredAttempt, ErrorCode> {
        let wanted = Wanted { method, return_url: None, locale: "en".to_owned(), client_ip: None };
        let got = something_to_pay(&self.app, order, &wanted).await;
        got.map(|(_, attempt)| attempt).map_err(|refusal| refusal.code())
    }

    async fn file(&self, order: &OrderId) -> OrderFile {
        of_customer(&self.app, order, &self.customer).await.unwrap()
    }

    async fn state(&self, order: &OrderId) -> OrderState {
        self.file(order).await.order.state
    }
}

#[tokio::test]
async fn a_lost_answer_is_asked_for_again_under_the_same_trade_number() {
    let world = World::new().await;
    let order = world.order().await;
    world.alipay.plan(&[("create", Mishap::LoseAnswer)]);
    let code = world.code(&order, PayType::Alipay).await.unwrap();
    assert_eq!(world.alipay.calls(), ["create", "create"]);
    assert_eq!(world.alipay.open_trades(), 1);
    assert_eq!(code.state, AttemptState::Presented);
}

#[tokio::test]
async fn a_provider_that_is_down_costs_no_trade_number_and_no_second_code() {
    let world = World::new().await;
    let order = world.order().await;
    world.alipay.plan(&[("create", Mishap::LoseAnswer), ("create", Mishap::BeDown)]);
    let refused = world.code(&order, PayType::Alipay).await.unwrap_err();
    assert_eq!(refused, ErrorCode::ProviderUnavailable);
    let first = world.file(&order).await.attempts[0].clone();
    assert_eq!(first.state, AttemptState::Unknown);
    let code = world.code(&order, PayType::Alipay).await.unwrap();
    assert_eq!(code.trade_no, first.trade_no);
    assert_eq!(world.alipay.open_trades(), 1);
}

#[tokio::test]
async fn another_method_closes_the_first_ones_code_before_it_is_asked_for_its_own() {
    let world = World::new().await;
    let order = world.order().await;
    world.code(&order, PayType::Alipay).await.unwrap();
    world.alipay.plan(&[("query", Mishap::BeDown)]);
    let refused = world.code(&order, PayType::WechatPay).await.unwrap_err();
    assert_eq!(refused, ErrorCode::ProviderUnavailable);
    assert_eq!(world.wechat.calls(), [] as [&str; 0], "two codes at once could be paid");
    world.alipay.calls();
    world.code(&order, PayType::WechatPay).await.unwrap();
    assert_eq!(world.alipay.calls(), ["query", "close", "query"]);
    assert_eq!((world.alipay.open_trades(), world.wechat.open_trades()), (0, 1));
}

#[tokio::test]
async fn an_order_that_is_paid_while_its_code_is_closed_is_paid() {
    for ending in [Ending::Expired, Ending::Cancelled] {
        let world = World::new().await;
        let order = world.order().await;
        let code = world.code(&order, PayType::Alipay).await.unwrap();
        // The first question is answered by "open"; the wallet is faster than the close.
        world.alipay.plan(&[("close", Mishap::PaidWhileClosing)]);
        let file = world.file(&order).await;
        let ended = closing::end(&world.app, file, ending).await.unwrap();
        assert_eq!(ended.order.state, OrderState::Fulfilled);
        assert_eq!(code.state, AttemptState::Presented);
    }
}

#[tokio::test]
async fn an_order_does_not_expire_while_its_provider_is_down() {
    let world = World::new().await;
    let order = world.order().await;
    world.code(&order, PayType::Alipay).await.unwrap();
    world.clock.advance(Duration::hours(2));
    world.alipay.plan(&[("query", Mishap::BeDown)]);
    janitor::pass(&world.app).await;
    assert_eq!(world.state(&order).await, OrderState::AwaitingPayment);
    world.clock.advance(Duration::hours(7));
    janitor::pass(&world.app).await;
    assert_eq!(world.state(&order).await, OrderState::Expired);
    assert_eq!(world.alipay.calls(), ["create", "query", "query", "close", "query"]);
}

#[tokio::test]
async fn the_janitor_goes_on_for_eight_days_and_then_leaves_it() {
    let world = World::new().await;
    let order = world.order().await;
    let code = world.code(&order, PayType::Alipay).await.unwrap();
    let mut looks = 0;
    for _ in 0..20 * 24 * 4 {
        world.clock.advance(Duration::minutes(15));
        janitor::pass(&world.app).await;
        looks += world.alipay.calls().len();
        let age = world.app.clock().now() - code.created_at;
        if age == Duration::days(8) {
            assert_eq!(world.state(&order).await, OrderState::Expired);
        }
    }
    assert!((30..120).contains(&looks), "{looks} questions");
    world.alipay.set(&code.trade_no, world.alipay.paid(&code.trade_no));
    world.clock.advance(Duration::days(30));
    janitor::pass(&world.app).await;
    assert_eq!(world.state(&order).await, OrderState::Expired, "only a notice would tell");
}

#[tokio::test]
async fn late_money_on_the_eighth_day_pays_the_order() {
    let world = World::new().await;
    let order = world.order().await;
    let code = world.code(&order, PayType::Alipay).await.unwrap();
    for _ in 0..8 * 4 {
        world.clock.advance(Duration::hours(6));
        janitor::pass(&world.app).await;
    }
    assert_eq!(world.state(&order).await, OrderState::Expired);
    world.alipay.set(&code.trade_no, world.alipay.paid(&code.trade_no));
    world.clock.advance(Duration::hours(6));
    janitor::pass(&world.app).await;
    assert_eq!(world.state(&order).await, OrderState::PaidLate);
}

#[tokio::test]
async fn approval_is_collected_while_it_is_wanted_and_not_after() {
    let world = World::new().await;
    let order = world.order().await;
    let code = world.code(&order, PayType::Alipay).await.unwrap();
    let ended = closing::end(&world.app, world.file(&order).await, Ending::Cancelled).await;
    assert_eq!(ended.unwrap().order.state, OrderState::Cancelled);
    world.alipay.set(&code.trade_no, PaymentStatus::Approved);
    world.clock.advance(Duration::hours(1));
    world.alipay.calls();
    janitor::pass(&world.app).await;
    assert_eq!(world.state(&order).await, OrderState::Cancelled);
    assert_eq!(world.alipay.calls(), ["query"], "nothing was collected");
}

#[tokio::test]
async fn a_code_that_cannot_be_closed_is_given_up_and_its_money_still_counts() {
    let world = World::new().await;
    let order = world.order().await;
    let code = world.code(&order, PayType::Alipay).await.unwrap();
    world.alipay.plan(&[("close", Mishap::RefuseToClose)]);
    let file = world.file(&order).await;
    let ended = closing::end(&world.app, file, Ending::Cancelled).await.unwrap();
    assert_eq!(ended.order.state, OrderState::Cancelled);
    world.alipay.set(&code.trade_no, world.alipay.paid(&code.trade_no));
    world.clock.advance(Duration::hours(1));
    janitor::pass(&world.app).await;
    assert_eq!(world.state(&order).await, OrderState::PaidLate);
}

#[tokio::test(start_paused = true)]
async fn a_silent_provider_does_not_make_a_poll_wait_for_long() {
    let world = World::new().await;
    let order = world.order().await;
    world.code(&order, PayType::Alipay).await.unwrap();
    world.clock.advance(Duration::seconds(6));
    world.alipay.plan(&[("query", Mishap::NeverAnswer)]);
    let began = tokio::time::Instant::now();
    let file = super::asking::asked_again(&world.app, &order).await.unwrap();
    assert_eq!(file.order.state, OrderState::AwaitingPayment);
    assert!(began.elapsed() <= std::time::Duration::from_secs(4));
}

#[tokio::test]
async fn a_code_with_little_life_left_is_closed_before_the_next_is_asked_for() {
    let world = World::new().await;
    let order = world.order().await;
    let first = world.code(&order, PayType::Alipay).await.unwrap();
    world.clock.advance(Duration::minutes(114));
    let same = world.code(&order, PayType::Alipay).await.unwrap();
    assert_eq!(same.id, first.id);
    world.clock.advance(Duration::minutes(2));
    world.alipay.calls();
    let next = world.code(&order, PayType::Alipay).await.unwrap();
    assert_ne!(next.trade_no, first.trade_no);
    assert_eq!(world.alipay.calls(), ["query", "close", "query", "create"]);
    assert_eq!(world.alipay.open_trades(), 1);
}
