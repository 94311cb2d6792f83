//! What must hold of the money: every smallest unit is in exactly one place.

use super::World;
use super::judges::{Stored, read_all};
use super::provider::Told;
use billing_contract::{OrderState, PayType};
use billing_service::Clock as _;
use chrono::TimeDelta;
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

/// A payment: whose number, which, how much, in what.
type Receipt = (String, String, i64, String);

/// Judges all money, at the end.
pub fn judge(world: &World, orders: &[Stored]) {
    judge_receipts(world);
    judge_ledger(world);
    for order in orders {
        judge_places(world, order);
        judge_state(world, order);
    }
}

/// A notice that was acknowledged is in the ledger at once.
pub fn judge_acknowledged(world: &World, method: PayType, told: &Told) {
    let Some(number) = &told.number else { return };
    let stored = receipts(world);
    let currency = told.currency.code().to_owned();
    let receipt = (method.as_str().to_owned(), number.clone(), told.minor, currency);
    world.story.must(stored.contains(&receipt), || {
        format!("{} is acknowledged, and {receipt:?} is not in the ledger", told.event_id)
    });
}

/// What came is what the providers took, each payment once.
fn judge_receipts(world: &World) {
    let stored = receipts(world);
    let books = world.books();
    let taken: BTreeSet<Receipt> = books
        .payments()
        .map(|(trade, one)| {
            let (method, currency) = (trade.method.as_str(), one.amount.currency.code());
            (method.to_owned(), one.number.clone(), one.amount.minor, currency.to_owned())
        })
        .collect();
    let missing: Vec<_> = taken.difference(&stored).collect();
    let invented: Vec<_> = stored.difference(&taken).collect();
    world.story.must(missing.is_empty(), || format!("taken, and not in the ledger: {missing:?}"));
    world.story.must(invented.is_empty(), || format!("in the ledger, never taken: {invented:?}"));
    for (trade, payment) in books.payments() {
        let owner: Option<String> = {
            let database = world.service.database();
            let question = "SELECT o.order_no FROM receipts r JOIN orders o ON o.id = r.order_id \
                 WHERE r.provider_trade_no = ?1";
            database.query_row(question, [&payment.number], |row| row.get(0)).ok()
        };
        world.story.must(owner.as_deref() == Some(&trade.order_no), || {
            format!("{} was paid for {}, and counts for {owner:?}", payment.number, trade.order_no)
        });
    }
}

/// Every transaction adds up to nothing.
fn judge_ledger(world: &World) {
    let question = "SELECT transaction_id, currency FROM ledger_postings \
         GROUP BY transaction_id, currency HAVING sum(amount_minor) <> 0";
    let odd: Vec<(i64, String)> =
        read_all(&world.service.database(), question, |row| Ok((row.get(0)?, row.get(1)?)));
    world.story.must(odd.is_empty(), || format!("transactions that do not add up: {odd:?}"));
}

/// The money of an order stands where a few lines of arithmetic say.
fn judge_places(world: &World, order: &Stored) {
    let mut stored = BTreeMap::new();
    let question = format!(
        "SELECT p.account, p.currency, sum(p.amount_minor) FROM ledger_postings p \
         JOIN ledger_transactions t ON t.id = p.transaction_id WHERE t.order_id = '{}' \
         GROUP BY p.account, p.currency HAVING sum(p.amount_minor) <> 0",
        order.id
    );
    let rows: Vec<(String, String, i64)> = read_all(&world.service.database(), &question, |row| {
        Ok((row.get(0)?, row.get(1)?, row.get(2)?))
    });
    for (account, currency, sum) in rows {
        let came = account == "provider_clearing";
        stored.insert((account, currency), if came { sum } else { -sum });
    }
    let expected = expected_places(world, order);
    world.story.must(stored == expected, || {
        format!("{order:?}: the money is at {stored:?}, and belongs to {expected:?}")
    });
}

fn expected_places(world: &World, order: &Stored) -> BTreeMap<(String, String), i64> {
    let mut places: BTreeMap<(String, String), i64> = BTreeMap::new();
    let mut add = |place: &str, currency: &str, minor: i64| {
        *places.entry((place.to_owned(), currency.to_owned())).or_default() += minor;
    };
    let books = world.books();
    let (mut fitting, mut fitting_back) = (0, 0);
    for (_, one) in books.payments().filter(|(trade, _)| trade.order_no == order.order_no) {
        let (currency, back) = (one.amount.currency.code(), books.sent_back(&one.number));
        add("provider_clearing", currency, one.amount.minor);
        if currency == order.currency {
            fitting += one.amount.minor;
            fitting_back += back;
        } else {
            add("refund", currency, back);
            add("held_for_support", currency, one.amount.minor - back);
        }
    }
    let for_order = fitting.min(order.due);
    let beyond = fitting - for_order;
    let from_beyond = fitting_back.min(beyond);
    add("refund", &order.currency, fitting_back);
    add("credit_balance", &order.currency, beyond - from_beyond);
    add("order", &order.currency, for_order - (fitting_back - from_beyond));
    places.retain(|_, minor| *minor != 0);
    places
}

/// An order stands where its money says.
fn judge_state(world: &World, order: &Stored) {
    let (received, back) = (received(world, order), sent_back(world, order));
    let ended = order.ended_as.as_deref();
    let fits = match order.state {
        OrderState::Refunded => back > 0 && back >= received,
        OrderState::PartiallyRefunded => back > 0 && back < received,
        OrderState::RefundPending | OrderState::RefundFailed | OrderState::Disputed => false,
        _ if back > 0 => false,
        OrderState::Fulfilled => received == order.due && ended.is_none(),
        OrderState::Overpaid => received > order.due && ended.is_none(),
        OrderState::PaidLate => received >= order.due && ended.is_some(),
        OrderState::Underpaid => received > 0 && received < order.due,
        OrderState::Expired => received == 0 && ended == Some("expired"),
        OrderState::Cancelled => received == 0 && ended == Some("cancelled"),
        // Nothing was ever asked for: it waits for its customer, and runs out when it is looked at.
        OrderState::Created => received == 0,
        OrderState::AwaitingPayment | OrderState::Paid | OrderState::FulfilFailed => false,
        OrderState::Unknown => false,
    };
    world.story.must(fits, || format!("{order:?} does not fit {received} received, {back} back"));
}

/// What was taken for an order in its currency.
pub fn received(world: &World, order: &Stored) -> i64 {
    sum(world, order, |_, minor| minor)
}

/// What went back of it.
pub fn sent_back(world: &World, order: &Stored) -> i64 {
    sum(world, order, |back, _| back)
}

fn sum(world: &World, order: &Stored, which: impl Fn(i64, i64) -> i64) -> i64 {
    let books = world.books();
    let of_order = books.payments().filter(|(trade, one)| {
        trade.order_no == order.order_no && one.amount.currency.code() == order.currency
    });
    of_order.map(|(_, one)| which(books.sent_back(&one.number), one.amount.minor)).sum()
}

fn receipts(world: &World) -> BTreeSet<Receipt> {
    let question = "SELECT method, provider_trade_no, amount_minor, currency FROM receipts \
         WHERE method <> 'sandbox'";
    let rows = read_all(&world.service.database(), question, |row| {
        Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))
    });
    rows.into_iter().collect()
}

impl World {
    /// Whether money was taken for an order within this time.
    pub fn taken_since(&self, order_no: &str, time: Duration) -> bool {
        let since = self.time.now() - TimeDelta::from_std(time).unwrap_or_default();
        let books = self.books();
        books.payments().any(|(trade, one)| trade.order_no == order_no && one.at > since)
    }

    /// A trade that is made while another of the same order can still be paid, and could be closed.
    pub fn judge_new_trade(
        &self,
        books: &super::books::Books,
        trade_no: &str,
        new: &super::books::Trade,
    ) {
        let now = self.time.now();
        let rival = books.trades.iter().find(|(number, trade)| {
            *number != trade_no
                && trade.order_no == new.order_no
                && trade.method != PayType::Paypal
                && trade.is_payable(now)
        });
        self.story.must(rival.is_none() || books.trades.contains_key(trade_no), || {
            format!("{trade_no} is made while {:?} can be paid", rival.map(|(number, _)| number))
        });
    }
}
