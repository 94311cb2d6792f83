//! Buying by the sandbox: whatever is lost, closed or late on the way, who has paid sees it.

use billing_contract::orders::Place;
use billing_contract::{OrderState, PayType, Wish};
use billing_core::console::Console;
use billing_core::views::{
    BeginCheckout, Checkout, CheckoutId, CheckoutOf, CheckoutStage, OrderOf, PreviewOrder, Watch,
};
use billing_testkit::{Fault, Proxy, RunningService};
use billing_tests::computer::{Computer, until, until_online};
use billing_tests::wallet::{Portal, Wallet};
use std::time::{Duration, Instant};

/// A service, a computer and somebody who may buy.
struct Scene {
    service: RunningService,
    computer: Computer,
    console: Console,
    wallet: Wallet,
}

impl Scene {
    async fn new() -> Self {
        let service = RunningService::start().unwrap();
        let computer = Computer::new(service.url());
        Self::on(service, computer).await
    }

    async fn on(service: RunningService, computer: Computer) -> Self {
        let console = computer.signed_in("admin@demo.test").await;
        until_online(&console).await;
        Self { service, computer, console, wallet: Wallet::new().unwrap() }
    }

    async fn wanted(&self, id: &str, coupon: Option<&str>) -> BeginCheckout {
        let center = self.console.package_center(()).await.unwrap().unwrap().value;
        let rule = &center.coze_package_rule[0];
        let wish = Wish::Package { product_id: rule.id.clone() };
        let coupon_code = coupon.map(str::to_owned);
        let preview = PreviewOrder { wish: wish.clone(), coupon_code: coupon_code.clone() };
        let quote = self.console.preview_order(preview).await.unwrap();
        assert_eq!(quote.coupon_problem, None);
        let id = CheckoutId(id.to_owned());
        BeginCheckout { id, wish, pay_type: PayType::Sandbox, coupon_code, quote }
    }

    async fn begin(&self) -> (Checkout, String) {
        let wanted = self.wanted("one", None).await;
        let checkout = self.console.begin_checkout(wanted).await.unwrap();
        assert_eq!(checkout.stage, CheckoutStage::Waiting, "{checkout:?}");
        let link = checkout.code.clone().expect("there is a code to scan").link;
        (checkout, link)
    }

    async fn paid(&self) -> Checkout {
        until_stage(&self.console, CheckoutStage::Paid).await;
        self.ended().await
    }

    /// Waits until it is delivered and seen to be.
    async fn ended(&self) -> Checkout {
        until(&self.console, "it has ended", async |console: &Console| {
            only(console).await.watch == Watch::Ended
        })
        .await;
        only(&self.console).await
    }
}

async fn only(console: &Console) -> Checkout {
    let items = console.checkouts(()).await.unwrap().items;
    assert_eq!(items.len(), 1, "{items:?}");
    items.into_iter().next().unwrap()
}

async fn until_stage(console: &Console, stage: CheckoutStage) -> Checkout {
    until(console, &format!("{stage:?}"), async |console: &Console| {
        let items = console.checkouts(()).await.unwrap().items;
        items.iter().any(|one| one.stage == stage)
    })
    .await;
    only(console).await
}

fn of(checkout: &Checkout) -> CheckoutOf {
    CheckoutOf { id: checkout.id.clone() }
}

#[tokio::test]
async fn a_payment_is_shown_within_moments_delivered_told_once_and_in_the_list() {
    let scene = Scene::new().await;
    let (_, link) = scene.begin().await;
    let begun = Instant::now();
    scene.wallet.pay(&link).await.unwrap();
    until_stage(&scene.console, CheckoutStage::Paid).await;
    assert!(begun.elapsed() < Duration::from_secs(3), "{:?}", begun.elapsed());
    let paid = scene.ended().await;
    assert_eq!(paid.order_state, Some(OrderState::Fulfilled));
    assert!(paid.valid_until.is_some() && paid.is_test);
    let places: Vec<Place> = paid.placements.iter().map(|placement| placement.place).collect();
    assert_eq!(places, [Place::Order]);
    assert_eq!(scene.console.take_due_notifications().await.len(), 1);
    assert_eq!(scene.console.take_due_notifications().await.len(), 0);
    let order_id = paid.order_id.clone().unwrap();
    let detail = scene.console.order(OrderOf { order_id }).await.unwrap().unwrap().value;
    assert!(detail.timeline.len() >= 3, "{:?}", detail.timeline);
    assert!(!scene.console.has_open_checkout());
}

#[tokio::test]
async fn a_notice_that_is_lost_costs_seconds() {
    let scene = Scene::new().await;
    let (_, link) = scene.begin().await;
    let begun = Instant::now();
    scene.wallet.act(&link, &[("action", "pay"), ("notify", "never")]).await.unwrap();
    until_stage(&scene.console, CheckoutStage::Paid).await;
    assert!(begun.elapsed() < Duration::from_secs(15), "{:?}", begun.elapsed());
}

#[tokio::test]
async fn a_console_that_starts_again_shows_what_was_paid_meanwhile() {
    let scene = Scene::new().await;
    let (_, link) = scene.begin().await;
    scene.console.close().await;
    scene.wallet.pay(&link).await.unwrap();
    let console = scene.computer.start().await;
    until_stage(&console, CheckoutStage::Paid).await;
    assert_eq!(console.take_due_notifications().await.len(), 1);
}

#[tokio::test]
async fn a_service_that_starts_again_and_a_sign_out_lose_no_payment() {
    let mut scene = Scene::new().await;
    let (_, link) = scene.begin().await;
    scene.service.kill().unwrap();
    scene.console.sign_out(()).await.unwrap();
    scene.service.start_again().unwrap();
    scene.wallet.pay(&link).await.unwrap();
    let login = billing_tests::computer::login("admin@demo.test", billing_testkit::DEMO_PASSWORD);
    scene.console.sign_in(login).await.unwrap();
    let paid = scene.paid().await;
    assert_eq!(paid.order_state, Some(OrderState::Fulfilled));
}

#[tokio::test]
async fn without_a_network_it_goes_on_watching_and_sees_the_payment_when_it_is_back() {
    let service = RunningService::start().unwrap();
    let proxy = Proxy::start(service.address()).await.unwrap();
    let computer = Computer::new(proxy.url());
    let console = computer.signed_in("admin@demo.test").await;
    until_online(&console).await;
    let direct = Portal::sign_in(&service.url(), "admin@demo.test").await.unwrap();
    let scene = Scene { service, computer, console, wallet: Wallet::new().unwrap() };
    let wanted = scene.wanted("one", None).await;
    let checkout = scene.console.begin_checkout(wanted).await.unwrap();
    let order_id = checkout.order_id.unwrap();
    proxy.set(Fault::Refuse);
    until(&scene.console, "no network", async |console: &Console| {
        only(console).await.watch == Watch::NoNetwork
    })
    .await;
    let link = direct.code_url(&order_id).await.unwrap();
    scene.wallet.pay(&link).await.unwrap();
    scene.computer.clock.pass(Duration::from_secs(300));
    proxy.set(Fault::None);
    scene.paid().await;
}

#[tokio::test]
async fn a_wall_clock_that_is_set_changes_no_deadline() {
    let scene = Scene::new().await;
    let (checkout, link) = scene.begin().await;
    let before = checkout.seconds_left.unwrap();
    for hours in [1, -2] {
        scene.computer.clock.set_wall_by(chrono::TimeDelta::hours(hours));
        let now = scene.console.ask_payment(of(&checkout)).await.unwrap();
        assert_eq!(now.stage, CheckoutStage::Waiting);
        assert!(now.seconds_left.unwrap() + 15 >= before, "{:?}", now.seconds_left);
    }
    scene.wallet.pay(&link).await.unwrap();
    scene.paid().await;
}

#[tokio::test]
async fn of_two_payments_the_second_is_in_the_balance() {
    let scene = Scene::new().await;
    let (checkout, link) = scene.begin().await;
    scene.wallet.act(&link, &[("action", "pay"), ("times", "2")]).await.unwrap();
    scene.paid().await;
    let order_id = checkout.order_id.unwrap();
    until(&scene.console, "both amounts have a place", async |console: &Console| {
        let request = OrderOf { order_id: order_id.clone() };
        let order = console.order(request).await.unwrap().unwrap().value.order;
        let places: Vec<Place> = order.placements.iter().map(|one| one.place).collect();
        places.contains(&Place::Order) && places.contains(&Place::CreditBalance)
    })
    .await;
}

#[tokio::test]
async fn too_little_leaves_the_rest_to_be_paid() {
    let scene = Scene::new().await;
    let (_, link) = scene.begin().await;
    scene.wallet.act(&link, &[("action", "pay"), ("amount", "1.00")]).await.unwrap();
    let underpaid = until_stage(&scene.console, CheckoutStage::Underpaid).await;
    let renewed = scene.console.renew_code(of(&underpaid)).await.unwrap();
    let rest = renewed.code.expect("the rest can be paid").link;
    scene.wallet.pay(&rest).await.unwrap();
    let paid = scene.paid().await;
    assert!(paid.order_state.unwrap().is_paid());
    let counted = paid.placements.iter().filter(|one| one.place == Place::Order);
    let sum: i64 = counted.map(|one| one.amount.in_currency(one.currency).unwrap().minor).sum();
    assert_eq!(sum, paid.amount.in_currency(paid.currency).unwrap().minor, "nothing is left over");
}

#[tokio::test]
async fn too_much_is_in_the_balance() {
    let scene = Scene::new().await;
    let (_, link) = scene.begin().await;
    scene.wallet.act(&link, &[("action", "pay"), ("amount", "99999.00")]).await.unwrap();
    let paid = scene.paid().await;
    assert_eq!(paid.order_state, Some(OrderState::Overpaid));
    assert!(paid.placements.iter().any(|one| one.place == Place::CreditBalance));
}

#[tokio::test]
async fn a_declined_payment_is_told_and_can_be_tried_again() {
    let scene = Scene::new().await;
    let (_, link) = scene.begin().await;
    scene.wallet.act(&link, &[("action", "decline")]).await.unwrap();
    let declined = until_stage(&scene.console, CheckoutStage::Declined).await;
    let again = scene.console.renew_code(of(&declined)).await.unwrap();
    assert_eq!(again.stage, CheckoutStage::Waiting);
    scene.wallet.pay(&again.code.unwrap().link).await.unwrap();
    scene.paid().await;
    assert_eq!(scene.console.take_due_notifications().await.len(), 2);
}

#[tokio::test]
async fn calling_off_an_order_that_was_paid_meanwhile_pays_it() {
    let scene = Scene::new().await;
    let (checkout, link) = scene.begin().await;
    scene.wallet.act(&link, &[("action", "pay"), ("notify", "never")]).await.unwrap();
    let answered = scene.console.cancel_checkout(of(&checkout)).await.unwrap();
    assert_eq!(answered.stage, CheckoutStage::Paid);
}

#[tokio::test]
async fn a_coupon_takes_off_what_was_shown() {
    let scene = Scene::new().await;
    let wanted = scene.wanted("one", Some("WELCOME10")).await;
    let shown = wanted.quote.clone();
    let checkout = scene.console.begin_checkout(wanted).await.unwrap();
    assert_eq!(checkout.amount, shown.final_amount);
    assert_ne!(shown.final_amount, shown.original_amount);
    let link = checkout.code.unwrap().link;
    scene.wallet.pay(&link).await.unwrap();
    scene.paid().await;
}

#[tokio::test]
async fn two_clicks_make_one_order() {
    let scene = Scene::new().await;
    let (first, second) = (scene.wanted("one", None).await, scene.wanted("two", None).await);
    let direct = Portal::sign_in(&scene.service.url(), "admin@demo.test").await.unwrap();
    let before = direct.orders().await.unwrap().len();
    let both = futures_util::future::try_join3(
        scene.console.begin_checkout(first.clone()),
        scene.console.begin_checkout(first),
        scene.console.begin_checkout(second),
    );
    let (one, same, other) = both.await.unwrap();
    assert_eq!((&one.order_id, &one.order_id), (&same.order_id, &other.order_id));
    assert_eq!(direct.orders().await.unwrap().len(), before + 1);
}
