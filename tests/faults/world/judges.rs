//! What must hold at the end of every world, whatever happened in it.

use super::World;
use super::books::{CallKind, Payment};
use super::image::{COUPON_USES, DAYS};
use super::money_judges;
use billing_contract::{OrderId, OrderState};
use billing_core::checkout::machine::{Outcome, State};
use rusqlite::{Connection, Row, params};
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

/// An order as the database has it.
#[derive(Clone, Debug)]
pub struct Stored {
    /// Names it.
    pub id: String,
    /// Its number.
    pub order_no: String,
    /// Where it stands.
    pub state: OrderState,
    /// What is due.
    pub due: i64,
    /// In what.
    pub currency: String,
    /// How it ended without money.
    pub ended_as: Option<String>,
    /// When it ended, in milliseconds.
    pub ended_at: Option<i64>,
    /// Whether it was delivered.
    pub is_delivered: bool,
}

/// Judges everything, at the end.
pub fn judge(world: &World) {
    judge_what_is_shown(world, |_| true);
    let orders = orders(world);
    money_judges::judge(world, &orders);
    for order in &orders {
        judge_expiry(world, order);
        judge_delivery(world, order);
    }
    judge_changes(world);
    judge_purchases(world, &orders);
    judge_coupons(world);
}

/// Whoever has paid sees it at once, unless they have paid by a code that was given up, itself or
/// with its order: without a notice, that is found only when the providers are asked about all codes
/// from time to time.
pub fn judge_what_is_shown_soon(world: &World) {
    let ended: BTreeMap<String, i64> = orders(world)
        .into_iter()
        .filter_map(|order| Some((order.order_no, order.ended_at?)))
        .collect();
    judge_what_is_shown(world, |order_no| {
        let books = world.books();
        let of_order = || books.trades.values().filter(|trade| trade.order_no == order_no);
        let newest = of_order().next_back();
        let in_time = |payment: &Payment| {
            ended.get(order_no).is_none_or(|ended| payment.at.timestamp_millis() < *ended)
        };
        of_order().all(|trade| trade.payments.is_empty())
            || newest.is_some_and(|trade| trade.payments.iter().any(in_time) && !trade.is_closed)
                && of_order().filter(|trade| !trade.payments.is_empty()).count() == 1
    });
}

/// Whoever has paid sees it; judged whenever nothing has been lost for long enough.
fn judge_what_is_shown(world: &World, is_judged: impl Fn(&str) -> bool) {
    for console in &world.consoles {
        let desk = console.desk();
        if desk.runs_since().is_none() || desk.is_asleep(world) {
            continue;
        }
        let states: Vec<&State> = desk.under_way().chain(desk.ended.values()).collect();
        for state in states {
            let Some(order) = &state.purchase.order else { continue };
            let amount = state.purchase.amount.in_currency(state.purchase.currency);
            let due = amount.expect("an amount the service has said");
            let recent = world.taken_since(&order.order_no, Duration::from_secs(7 * 60));
            let taken = world.books().taken_for(&order.order_no, due);
            let is_due = taken >= due.minor && !recent && is_judged(&order.order_no);
            world.story.must(state.is_paid() || !is_due, || {
                let stage = state.stage(desk.steady(world));
                format!("{} is paid and is shown as {stage:?}", order.order_no)
            });
            let settled = [Outcome::Settled, Outcome::Late].map(|it| (order.order_id.clone(), it));
            let told = desk.notifications.iter().filter(|it| settled.contains(it)).count();
            world.story.must(told == 1 || !state.is_paid(), || {
                format!("{} was told {told} times to be paid", order.order_no)
            });
        }
    }
}

/// An order runs out only after its provider said: not paid, closed, not paid; or by itself that it
/// can no longer be paid. A code that was paid in another currency is used up: nothing is left to
/// close.
fn judge_expiry(world: &World, order: &Stored) {
    let Some(ended_at) = order.ended_at else { return };
    let books = world.books();
    let of_order = books.trades.iter().filter(|(_, trade)| trade.order_no == order.order_no);
    for (trade_no, trade) in of_order {
        if trade.payments.iter().any(|one| one.amount.currency != trade.amount.currency) {
            continue;
        }
        let calls = books.calls.iter().filter(|call| {
            let at = world.time.moment(call.at).timestamp_millis();
            call.trade_no == *trade_no && at <= ended_at
        });
        let mut stage = 0;
        for call in calls {
            stage = match (stage, call.kind) {
                (0, CallKind::NotPaid) => 1,
                (1, CallKind::Close) => 2,
                (2, CallKind::NotPaid) | (_, CallKind::Gone) => 3,
                (stage, _) => stage,
            };
        }
        world.story.must(stage == 3, || {
            format!(
                "{} ended, and {trade_no} was not asked, closed, asked: {trade:?}",
                order.order_no
            )
        });
    }
}

/// What is paid is delivered once, and nothing else is; it is held until all the money has gone back.
fn judge_delivery(world: &World, order: &Stored) {
    let (periods, days) = {
        let database = world.service.database();
        let question = "SELECT count(*), coalesce(sum(julianday(end_date) - \
             julianday(start_date)), 0) FROM package_periods WHERE order_id = ?1";
        let read = |row: &Row<'_>| Ok((row.get::<_, i64>(0)?, row.get::<_, f64>(1)?));
        database.query_row(question, [&order.id], read).expect("periods can be read")
    };
    // Each time it was delivered, less each time it was taken back.
    let witnessed: i64 = {
        let database = world.service.database();
        let question = "SELECT coalesce(sum((became = 'held') * 2 - 1), 0) FROM witnessed \
             WHERE kind = 'delivery' AND id = ?1";
        database.query_row(question, [&order.id], |row| row.get(0)).expect("it can be read")
    };
    let received = money_judges::received(world, order);
    let all_back = received > 0 && money_judges::sent_back(world, order) >= received;
    let must = received >= order.due && !all_back;
    world.story.must(!must || order.is_delivered, || format!("{order:?} was not delivered"));
    world.story.must(order.is_delivered == (periods == 1) && periods == witnessed, || {
        format!("{order:?} is held in {periods} periods, {witnessed} of them seen")
    });
    world.story.must(!order.is_delivered || order.state != OrderState::Refunded, || {
        format!("{order:?} is held for nothing")
    });
    world.story.must(periods == 0 || days as i64 == DAYS, || {
        format!("{order:?} was delivered for {days} days")
    });
    world.story.must(!order.is_delivered || received >= order.due, || {
        format!("{order:?} was delivered for {received}")
    });
}

/// States only move on: no money state goes back, nothing that has ended begins again.
fn judge_changes(world: &World) {
    let changes: Vec<(String, String, String, String)> = {
        let database = world.service.database();
        read_all(&database, "SELECT kind, id, was, became FROM witnessed", |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))
        })
    };
    for (kind, id, was, became) in changes {
        let moves_on = match kind.as_str() {
            "order" => {
                let (was, became) = (OrderState::from_name(&was), OrderState::from_name(&became));
                let ended = matches!(was, OrderState::Expired | OrderState::Cancelled);
                let paid_or_part = became.is_paid() || became == OrderState::Underpaid;
                (!was.is_paid() || became.is_paid())
                    && (!ended || paid_or_part)
                    && (was != OrderState::Underpaid || paid_or_part)
                    && became != OrderState::Created
            }
            "attempt" => {
                let last = matches!(was.as_str(), "succeeded" | "conflicted");
                !last || matches!(became.as_str(), "succeeded" | "conflicted")
            }
            _ => true,
        };
        world.story.must(moves_on, || format!("{kind} {id} went from {was} to {became}"));
    }
}

/// Every order belongs to exactly one decision, and no decision has two.
fn judge_purchases(world: &World, orders: &[Stored]) {
    let mut known: BTreeMap<OrderId, usize> = BTreeMap::new();
    for console in &world.consoles {
        let desk = console.desk();
        let states = desk.under_way().chain(desk.ended.values());
        let mut seen = BTreeSet::new();
        for state in states {
            if let Some(order) = &state.purchase.order
                && seen.insert(state.purchase.id.clone())
            {
                *known.entry(order.order_id.clone()).or_default() += 1;
            }
        }
    }
    for order in orders {
        let count = known.get(&OrderId::new(order.id.clone())).copied().unwrap_or_default();
        world.story.must(count == 1, || format!("{order:?} belongs to {count} decisions"));
    }
}

/// A coupon is used by exactly the orders that are not over unpaid.
fn judge_coupons(world: &World) {
    let database = world.service.database();
    let wrong = "SELECT o.order_no FROM orders o LEFT JOIN coupon_uses u ON u.order_id = o.id \
         WHERE (o.coupon_id IS NOT NULL AND u.order_id IS NULL) \
         OR (o.coupon_id IS NULL AND u.order_id IS NOT NULL) \
         OR (u.is_given_back = 1) <> (o.coupon_id IS NOT NULL AND o.ended_as IS NOT NULL \
             AND NOT EXISTS (SELECT 1 FROM receipts r \
             WHERE r.order_id = o.id AND r.currency = o.currency))";
    let wrong: Vec<String> = read_all(&database, wrong, |row| row.get(0));
    world.story.must(wrong.is_empty(), || format!("the coupon is counted wrongly for {wrong:?}"));
    let late = "SELECT count(*) FROM coupon_uses u JOIN orders o ON o.id = u.order_id \
         WHERE u.is_given_back = 0 AND o.ended_as IS NULL";
    let used: i64 = database.query_row(late, [], |row| row.get(0)).expect("it can be read");
    world.story.must(used <= COUPON_USES, || format!("the coupon is used {used} times"));
}

/// Every order.
pub fn orders(world: &World) -> Vec<Stored> {
    let question = "SELECT id, order_no, state, final_minor, currency, ended_as, \
         ended_at / 1000, fulfilled_at IS NOT NULL FROM orders WHERE product_id LIKE 'simulated-%'";
    read_all(&world.service.database(), question, |row| {
        Ok(Stored {
            id: row.get(0)?,
            order_no: row.get(1)?,
            state: OrderState::from_name(&row.get::<_, String>(2)?),
            due: row.get(3)?,
            currency: row.get(4)?,
            ended_as: row.get(5)?,
            ended_at: row.get(6)?,
            is_delivered: row.get(7)?,
        })
    })
}

/// An order that is paid, for the operator.
pub fn some_paid_order(world: &World) -> Option<OrderId> {
    let question = "SELECT id FROM orders WHERE product_id LIKE ?1 \
         AND received_minor >= final_minor LIMIT 1";
    let found = world
        .service
        .database()
        .query_row(question, params!["simulated-%"], |row| row.get::<_, String>(0));
    found.ok().map(OrderId::new)
}

/// How many rows a table has.
pub fn count(world: &World, table: &str) -> u64 {
    let question = format!("SELECT count(*) FROM {table}");
    let counted = world.service.database().query_row(&question, [], |row| row.get::<_, i64>(0));
    counted.expect("it can be counted").unsigned_abs()
}

/// Every row of an answer.
pub fn read_all<T>(
    database: &Connection,
    question: &str,
    read: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
) -> Vec<T> {
    let mut statement = database.prepare(question).expect("the judges ask in SQL");
    let rows = statement.query_map([], read).expect("the database answers");
    rows.collect::<Result<_, _>>().expect("the answer can be read")
}
