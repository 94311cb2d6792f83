//! Those who sit before the consoles, and the operator.

use super::asking::post;
use super::console::Console;
use super::image::{self, COUPON};
use super::payers;
use super::provider::METHODS;
use super::{World, judges};
use billing_contract::{Currency, Money, OrderId, PayType, RefundRequest, Wish, paths};
use billing_core::checkout::machine::{Decision, Event, Purchase, Want};
use billing_core::views::CheckoutId;
use billing_service::Clock as _;
use std::sync::atomic::Ordering;
use std::time::Duration;

/// In the calm a console that runs has heard of a payment after this: its longest pause, a tenth of
/// it, and what the providers and the service need.
const HEARD_WITHIN: Duration = Duration::from_secs(8 * 60);

/// Lets everybody act until the storm is over.
pub async fn live_through_the_storm(world: &World, storm: Duration) {
    let lives: Vec<_> = world
        .consoles
        .iter()
        .map(|console| tokio::spawn(sit_before(world.clone(), console.clone(), storm)))
        .collect();
    let operator = tokio::spawn(operate(world.clone()));
    for life in lives {
        if let Err(error) = life.await {
            world.story.broke(|| format!("somebody fell from their chair: {error}"));
        }
    }
    operator.abort();
}

/// In the calm: everybody looks, everybody goes home, and days later everybody looks again.
pub async fn see_the_end_of_it(world: &World, end: Duration) {
    for console in &world.consoles {
        if console.desk().runs_since().is_none() {
            console.start(world);
        } else if world.dice.percent(30) {
            // The computer notices that the network is back; otherwise the rhythm must do.
            console.feed_all(world, &Event::Woken);
        }
    }
    tokio::time::sleep(HEARD_WITHIN).await;
    judges::judge_what_is_shown_soon(world);
    for console in &world.consoles {
        if !world.dice.percent(3) {
            console.kill(world);
        }
    }
    let hours = world.dice.pick(&[1, 3, 26]);
    tokio::time::sleep(Duration::from_secs(hours * 3600)).await;
    for console in &world.consoles {
        console.kill(world);
    }
    tokio::time::sleep(end.saturating_sub(world.time.passed())).await;
    for console in &world.consoles {
        console.start(world);
    }
    tokio::time::sleep(HEARD_WITHIN).await;
}

async fn sit_before(world: World, console: Console, storm: Duration) {
    // In the last third nobody helps their console any more, and the storm goes on.
    let (over, active) = (world.time.passed() + storm, storm * 2 / 3);
    let leaves = over.saturating_sub(storm - active);
    console.start(&world);
    let purchases = world.dice.pick(&[1, 1, 1, 2]);
    for _ in 0..purchases {
        tokio::time::sleep(world.dice.millis(0..20_000)).await;
        decide(&world, &console);
    }
    while world.time.passed() < leaves {
        let left = leaves - world.time.passed();
        let pause = world.dice.millis(5_000..120_000).max(left / 20);
        tokio::time::sleep(pause.min(left)).await;
        act(&world, &console).await;
    }
    tokio::time::sleep(over.saturating_sub(world.time.passed())).await;
}

/// Decides to buy, and tells somebody who pays.
fn decide(world: &World, console: &Console) {
    if console.desk().runs_since().is_none() {
        console.start(world);
    }
    let (with_coupon, method) = (world.dice.percent(20), world.dice.pick(&METHODS));
    let id = begin(world, console, method, with_coupon);
    tokio::spawn(payers::pay_for(world.clone(), console.clone(), id));
}

/// Begins a purchase.
pub fn begin(world: &World, console: &Console, method: PayType, with_coupon: bool) -> CheckoutId {
    let number = world.decisions.fetch_add(1, Ordering::Relaxed);
    let buyer = &console.buyer;
    let currency = Currency::from_code(buyer.currency).expect("a currency");
    let price = if with_coupon { buyer.price - buyer.price / 10 } else { buyer.price };
    let id = CheckoutId(format!("checkout-{number}"));
    let decision = Decision {
        id: id.clone(),
        key: format!("key-{number}"),
        wish: Wish::Package { product_id: buyer.package.clone() },
        pay_type: method,
        amount: Money::new(price, currency).to_decimal(),
        currency,
        began_at: world.time.now(),
    };
    let coupon_code = with_coupon.then(|| COUPON.to_owned());
    let purchase = Purchase { coupon_code, ..Purchase::decided(decision) };
    console.begin(world, purchase);
    id
}

/// Does one of the things people do.
async fn act(world: &World, console: &Console) {
    let rough = i64::from(world.weather.roughness());
    match world.dice.number(0..100 + rough * 2) {
        0..20 => console.want(world, Want::Ask),
        20..35 => console.want(world, Want::Renew),
        35..45 => console.want(world, Want::Method(world.dice.pick(&METHODS))),
        45..50 => console.want(world, Want::Cancel),
        50..54 => console.want(world, Want::Dismiss),
        54..58 => {
            let up = world.dice.percent(50);
            console.feed_all(world, &if up { Event::StreamUp } else { Event::StreamDown });
        }
        58..62 => console.jump(world, world.dice.pick(&[3_600, -3_600, 86_400, -86_400 * 365])),
        62..66 if rough > 0 => {
            let time = world.dice.pick(&[20, 300, 1_800]);
            console.sleep(world, Duration::from_secs(time)).await;
        }
        66..90 => {}
        _ if rough > 0 => {
            console.kill(world);
            let pause = world.dice.pick(&[100, 2_000, 60_000, 600_000]);
            tokio::time::sleep(Duration::from_millis(pause)).await;
            console.start(world);
        }
        _ => {}
    }
    if console.desk().runs_since().is_none() {
        tokio::time::sleep(world.dice.millis(100..30_000)).await;
        console.start(world);
    }
    if rough > 0 && world.dice.percent(2) {
        world.service.kill();
    }
}

/// Sends money back now and then.
async fn operate(world: World) {
    if !world.dice.percent(40) {
        return;
    }
    loop {
        tokio::time::sleep(world.dice.millis(30_000..200_000)).await;
        let paid = judges::some_paid_order(&world);
        let Some(order) = paid else { continue };
        let key = format!("refund-{}", world.time.passed().as_millis());
        for _ in 0..world.dice.number(1..4) {
            refund(&world, &order, &key).await;
            tokio::time::sleep(world.dice.millis(0..3_000)).await;
        }
        return;
    }
}

async fn refund(world: &World, order: &OrderId, key: &str) {
    let signed = [("authorization", format!("Bearer {}", image::operator()))];
    let wanted = RefundRequest { amount: None, reason: "asked for".to_owned() };
    let asked = post(&paths::payment_refund(order), &signed, Some(key.to_owned()), &wanted);
    let answered = super::network::exchange(world, asked).await;
    world.story.tell(|| format!("refund of {order}: {:?}", answered.map(|it| it.status)));
}
