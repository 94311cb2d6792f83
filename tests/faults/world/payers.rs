//! Those who pay: exactly, too little, too much, twice, refused, days too late, or never.

use super::World;
use super::books::{NotTaken, Trade};
use super::console::Console;
use billing_contract::{Currency, Money, PayType};
use billing_core::views::CheckoutId;
use billing_service::Clock as _;
use std::time::Duration;

/// When people pay, in milliseconds after they first could.
const MOMENTS: [i64; 16] = [
    1_000, 3_000, 5_000, 8_000, 20_000, 45_000, 90_000, 119_900, 120_100, 180_000, 300_000,
    900_000, 1_800_000, 7_199_000, 7_201_000, 86_400_000,
];

/// How somebody pays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Manner {
    Exactly,
    TooLittle,
    TooLittleThenTheRest,
    TooMuch,
    Twice,
    OtherCurrency,
    Refused,
    RefusedThenExactly,
    /// The money is under way while the code may be closed, and comes after that.
    UnderWay,
    Never,
}

const MANNERS: [Manner; 16] = [
    Manner::Exactly,
    Manner::Exactly,
    Manner::Exactly,
    Manner::Exactly,
    Manner::Exactly,
    Manner::TooLittle,
    Manner::TooLittleThenTheRest,
    Manner::TooLittleThenTheRest,
    Manner::TooMuch,
    Manner::Twice,
    Manner::OtherCurrency,
    Manner::Refused,
    Manner::RefusedThenExactly,
    Manner::UnderWay,
    Manner::UnderWay,
    Manner::Never,
];

/// Pays for a purchase, or does not.
pub async fn pay_for(world: World, console: Console, id: CheckoutId) {
    let manner = world.dice.pick(&MANNERS);
    let moment = Duration::from_millis(world.dice.pick(&MOMENTS).unsigned_abs()).min(world.end / 5);
    world.story.tell(|| format!("somebody will pay {} {manner:?} after {moment:?}", id.0));
    if manner == Manner::Never {
        return;
    }
    let Some(_) = first_offer(&world, &console, &id).await else { return };
    tokio::time::sleep(moment).await;
    let Some((trade_no, amount)) = choose_code(&world, &console, &id) else { return };
    match manner {
        Manner::Exactly => pay(&world, &trade_no, amount),
        Manner::TooLittle => pay(&world, &trade_no, part(amount, 2)),
        Manner::TooLittleThenTheRest => {
            pay(&world, &trade_no, part(amount, 3));
            tokio::time::sleep(world.dice.millis(5_000..60_000)).await;
            for console in &world.consoles {
                console.want(&world, billing_core::checkout::machine::Want::Renew);
            }
            tokio::time::sleep(world.dice.millis(5_000..60_000)).await;
            if let Some((rest_of, rest)) = newest_code(&world, &console, &id)
                && rest_of != trade_no
            {
                pay(&world, &rest_of, rest);
            }
        }
        Manner::TooMuch => pay(&world, &trade_no, Money::new(amount.minor + 700, amount.currency)),
        Manner::Twice => {
            pay(&world, &trade_no, amount);
            tokio::time::sleep(world.dice.millis(0..40_000)).await;
            arrive(&world, &trade_no, amount);
        }
        Manner::OtherCurrency => {
            let other = Currency::from_code("GBP").expect("a currency");
            pay(&world, &trade_no, Money::new(amount.minor, other));
        }
        Manner::Refused => refuse(&world, &trade_no),
        Manner::RefusedThenExactly => {
            refuse(&world, &trade_no);
            tokio::time::sleep(world.dice.millis(2_000..60_000)).await;
            if let Some((trade_no, amount)) = newest_code(&world, &console, &id) {
                pay(&world, &trade_no, amount);
            }
        }
        Manner::UnderWay => under_way(&world, &trade_no, amount).await,
        Manner::Never => {}
    }
}

/// The money leaves now and arrives later, whatever has become of the trade by then.
async fn under_way(world: &World, trade_no: &str, amount: Money) {
    let visible = world.dice.percent(50);
    let payable = {
        let (mut books, now) = (world.books(), world.time.now());
        match books.trades.get_mut(trade_no) {
            Some(trade) if trade.is_payable(now) => {
                trade.is_processing = visible;
                true
            }
            _ => false,
        }
    };
    if !payable {
        return;
    }
    if visible {
        let method = world.books().trades.get(trade_no).map(|trade| trade.method);
        world.promise_word(method.unwrap_or(PayType::WechatPay), trade_no, "USERPAYING");
    }
    let days = 24 * 3_600_000;
    let longest = world.dice.pick(&[20_000, 120_000, 3_600_000, 8_000_000, 3 * days, 7 * days]);
    world.story.tell(|| format!("money for {trade_no} is under way, visibly: {visible}"));
    let latest = if world.end < super::END { world.end / 4 } else { world.end };
    tokio::time::sleep(world.dice.millis(longest / 2..longest).min(latest)).await;
    arrive(world, trade_no, amount);
}

/// Pays as the trade allows.
pub fn pay(world: &World, trade_no: &str, amount: Money) {
    let now = world.time.now();
    let method = world.books().trades.get(trade_no).map(|trade| trade.method);
    let Some(method) = method else { return };
    if method == PayType::Paypal {
        let mut books = world.books();
        if let Some(trade) = books.trades.get_mut(trade_no).filter(|trade| trade.is_payable(now)) {
            (trade.approved, trade.is_scanned) = (Some(amount), true);
            drop(books);
            world.story.tell(|| format!("{trade_no} is approved: {amount:?}"));
            world.promise_word(method, trade_no, "APPROVED");
        }
        return;
    }
    let taken = world.books().pay(trade_no, amount, now);
    match taken {
        Ok(payment) => {
            world.story.tell(|| format!("MONEY: {} for {trade_no}: {amount:?}", payment.number));
            world.promise_notices(method, trade_no, &payment);
        }
        Err(NotTaken::Closed | NotTaken::Unknown) => {
            world.story.tell(|| format!("{trade_no} cannot be paid any more"));
        }
    }
}

/// Money that was on its way arrives.
pub fn arrive(world: &World, trade_no: &str, amount: Money) {
    let method = world.books().trades.get(trade_no).map(|trade| trade.method);
    let Some(method) = method else { return };
    let payment = world.books().take(trade_no, amount, world.time.now());
    world.story.tell(|| format!("MONEY: {} arrives for {trade_no}: {amount:?}", payment.number));
    world.promise_notices(method, trade_no, &payment);
}

fn refuse(world: &World, trade_no: &str) {
    let mut books = world.books();
    if let Some(trade) = books.trades.get_mut(trade_no) {
        trade.is_declined = true;
        let method = trade.method;
        drop(books);
        world.promise_word(method, trade_no, "DECLINED");
    }
}

fn part(amount: Money, of: i64) -> Money {
    Money::new((amount.minor / of).max(1), amount.currency)
}

/// Waits until there is something to pay with; none if nothing comes for long.
async fn first_offer(world: &World, console: &Console, id: &CheckoutId) -> Option<()> {
    for _ in 0..60 {
        if newest_code(world, console, id).is_some() {
            return Some(());
        }
        tokio::time::sleep(Duration::from_secs(5)).await;
    }
    None
}

/// The code somebody pays by: mostly the newest they saw, now and then an old one.
fn choose_code(world: &World, console: &Console, id: &CheckoutId) -> Option<(String, Money)> {
    let codes = codes(world, console, id);
    let old = world.dice.percent(20).then(|| codes.first().cloned()).flatten();
    old.or_else(|| codes.last().cloned())
}

fn newest_code(world: &World, console: &Console, id: &CheckoutId) -> Option<(String, Money)> {
    codes(world, console, id).pop()
}

fn codes(world: &World, console: &Console, id: &CheckoutId) -> Vec<(String, Money)> {
    let desk = console.desk();
    let links = desk.offers.iter().filter(|(of, _)| of == id);
    let books = world.books();
    let code = |(_, link): &(CheckoutId, String)| {
        let (_, trade_no) = link.rsplit_once('=')?;
        Some((trade_no.to_owned(), books.trades.get(trade_no)?.amount))
    };
    links.filter_map(code).collect()
}

impl World {
    /// In the moment in which a trade is closed somebody may have paid it.
    pub fn customers_race_the_close(&self, trade_no: &str) {
        if !self.dice.percent(self.weather.roughness() / 2) {
            return;
        }
        let trade: Option<Trade> = self.books().trades.get(trade_no).cloned();
        if let Some(trade) = trade.filter(|trade| trade.is_closed && trade.payments.is_empty()) {
            arrive(self, trade_no, trade.amount);
        }
    }
}
