//! Subscriptions as they stand in rows: a row for what is shown of one, a row for each period.

use super::columns::{Columns, change, day, first_row, malformed, moment, rows, word_of};
use super::plan_credits::{self, Begun};
use super::{changes, orders};
use crate::orders::facts::{Refund, RefundState};
use crate::orders::machine::Event;
use crate::store::{Happening, Settlement, StoreError};
use crate::subscription::calendar::{Anchor, Term, beginning_of, day_in, zone_of};
use crate::subscription::machine::{Life, Pause, Period, Sold};
use billing_contract::orders::Place;
use billing_contract::{ChangeKind, CustomerId, OrderId, PlanId, SubscriptionStatus};
use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use rusqlite::{Connection, params};

/// A subscription that was read, to be written back.
#[derive(Clone, Debug)]
pub struct Kept {
    /// Names it.
    pub id: String,
    /// Whose it is.
    pub customer: CustomerId,
    /// Counts what people decide and pay.
    pub version: i64,
    /// Where their days begin.
    pub zone: Tz,
    /// How it was last written to stand.
    pub status: SubscriptionStatus,
    /// What it is.
    pub life: Life,
}

impl Kept {
    /// The customer's day at a moment.
    pub fn day_at(&self, now: DateTime<Utc>) -> NaiveDate {
        day_in(self.zone, now)
    }
}

/// What a row shows of a life: the plan of today with everything of it before and behind.
pub struct Shown {
    /// The plan, and for how long it renews.
    pub sold: Sold,
    /// Its first day.
    pub start: NaiveDate,
    /// The day it ends or renews.
    pub end: Option<NaiveDate>,
    /// What follows it and is paid for already, and from when.
    pub followed_by: Option<(Sold, NaiveDate)>,
}

/// What there is to show on a day.
pub fn shown(life: &Life, today: NaiveDate) -> Option<Shown> {
    let current = life.current(today)?;
    let all: Vec<&Period> =
        life.periods.iter().filter(|one| !one.is_empty() || one.number == current.number).collect();
    let place = all.iter().position(|one| one.number == current.number)?;
    let is_same = |one: &&&Period| one.sold.plan == current.sold.plan;
    let before = all[..place].iter().rev().take_while(is_same).count();
    let behind = all[place..].iter().take_while(is_same).count();
    let last = all[place + behind - 1];
    Some(Shown {
        sold: last.sold.clone(),
        start: all[place - before].start,
        end: last.end,
        followed_by: all.get(place + behind).map(|next| (next.sold.clone(), next.start)),
    })
}

const QUESTION: &str = "SELECT s.*, c.time_zone FROM subscriptions s \
     JOIN customers c ON c.id = s.customer_id";

/// The customer's newest subscription.
pub fn newest(sql: &Connection, customer: &CustomerId) -> Result<Option<Kept>, StoreError> {
    let question = format!("{QUESTION} WHERE s.customer_id = $1 ORDER BY s.id DESC LIMIT 1");
    first_row(sql, &question, [customer.as_str()], |row| read(sql, &row))
}

/// The subscription of this name.
pub fn by_id(sql: &Connection, id: &str) -> Result<Option<Kept>, StoreError> {
    first_row(sql, &format!("{QUESTION} WHERE s.id = $1"), [id], |row| read(sql, &row))
}

/// The subscription of which an order has paid for a period.
pub fn of_order(sql: &Connection, order: &OrderId) -> Result<Option<Kept>, StoreError> {
    let question = "SELECT subscription_id FROM subscription_periods WHERE order_id = $1";
    let id = first_row(sql, question, [order.as_str()], |row| row.get::<String>("subscription_id"));
    id?.map_or(Ok(None), |id| by_id(sql, &id))
}

/// Where a customer's days begin.
pub fn zone(sql: &Connection, customer: &CustomerId) -> Result<Tz, StoreError> {
    let question = "SELECT time_zone FROM customers WHERE id = $1";
    let name = first_row(sql, question, [customer.as_str()], |row| row.get::<String>("time_zone"))?;
    Ok(name.as_deref().and_then(zone_of).unwrap_or(Tz::UTC))
}

fn read(sql: &Connection, row: &Columns<'_>) -> Result<Kept, StoreError> {
    let id: String = row.get("id")?;
    let scheduled: Option<PlanId> = row.optional_id("scheduled_plan_id")?;
    let next = match scheduled {
        Some(plan) => Some(Sold { plan, term: term(row, "scheduled_type")? }),
        None => None,
    };
    let since = row.optional_day("paused_since")?;
    let until = row.optional_day("paused_until")?;
    let periods = periods(sql, &id)?;
    let first = row.optional_day("anchor_date")?;
    let first = first.or(periods.last().and_then(|last| last.end));
    let anchor = Anchor {
        first: first.map_or_else(|| row.day("start_date"), Ok)?,
        months: row.get("anchor_months")?,
    };
    Ok(Kept {
        customer: row.id("customer_id")?,
        version: row.get("version")?,
        status: row.word("status")?,
        zone: zone_of(&row.get::<String>("time_zone")?).unwrap_or(Tz::UTC),
        life: Life {
            anchor,
            periods,
            renews: row.get("auto_renew")?,
            is_cancelled: row.get("is_cancelled")?,
            pause: since.zip(until).map(|(since, until)| Pause { since, until }),
            next,
            ended_on: row.optional_day("ended_on")?,
        },
        id,
    })
}

fn term(row: &Columns<'_>, name: &str) -> Result<Term, StoreError> {
    Term::of(row.subscription_type(name)?).ok_or_else(|| malformed(name))
}

fn periods(sql: &Connection, id: &str) -> Result<Vec<Period>, StoreError> {
    let question = "SELECT * FROM subscription_periods WHERE subscription_id = $1 \
         ORDER BY start_date, end_date IS NULL, number";
    rows(sql, question, [id], |row| {
        Ok(Period {
            number: row.get("number")?,
            sold: Sold { plan: row.id("plan_id")?, term: term(&row, "subscription_type")? },
            start: row.day("start_date")?,
            end: row.optional_day("end_date")?,
            paused_days: row.get("paused_days")?,
            order: row.optional_id("order_id")?,
            own_minor: row.get("own_minor")?,
            carried_minor: row.get("carried_minor")?,
            released_minor: row.get("released_minor")?,
            passed_to: row.get("passed_to")?,
            passed_minor: row.get("passed_minor")?,
            is_trial: row.get("is_trial")?,
            has_begun: row.get("has_begun")?,
        })
    })
}

/// Counts of each period that is left no more than its order still holds: what was sent back is
/// not credited once more.
pub fn weigh(sql: &Connection, life: &mut Life, today: NaiveDate) -> Result<(), StoreError> {
    let left = life.periods.iter_mut().filter(|one| one.end.is_none_or(|end| end > today));
    for period in left {
        if let Some(order) = &period.order {
            period.own_minor = period.own_minor.min(held_by(sql, order)?);
        }
    }
    Ok(())
}

/// The orders of a life, newest first.
pub fn orders_of(life: &Life) -> Vec<OrderId> {
    let mut periods: Vec<&Period> = life.periods.iter().collect();
    periods.sort_by_key(|period| std::cmp::Reverse(period.number));
    periods.into_iter().filter_map(|period| period.order.clone()).collect()
}

/// What an order still holds of its money, and is not on its way back.
pub fn held_by(sql: &Connection, order: &OrderId) -> Result<i64, StoreError> {
    let Some(file) = orders::load(sql, order)? else { return Ok(0) };
    let balances = file.facts.balances();
    let at = |place| balances.at(place, file.order.terms.due.currency);
    let is_leaving = |one: &&Refund| one.state == RefundState::Pending;
    let leaving = file.facts.refunds.iter().filter(is_leaving).map(|one| one.amount.minor);
    // It is taken from the credit balance first.
    let leaving = (leaving.sum::<i64>() - at(Place::CreditBalance)).max(0);
    Ok((at(Place::Order) - leaving).max(0))
}

/// Moves what was given up from the orders that paid for it to the customer's credit balance,
/// newest first, but nothing of what an order's own running or coming period is worth; answers how
/// much that was.
pub fn credit(
    sql: &Connection,
    life: &Life,
    amount_minor: i64,
    (today, now): (NaiveDate, DateTime<Utc>),
) -> Result<i64, StoreError> {
    let mut left = amount_minor;
    for order in orders_of(life) {
        let held = held_by(sql, &order)?;
        let taken = left.clamp(0, (held - needed_by(life, &order, today)).max(0));
        if taken == 0 {
            continue;
        }
        let settlement = Settlement {
            order,
            happenings: vec![Happening::plain(Event::GivenUp(held - taken))],
            notice: None,
            tell_that_asked: None,
            now,
            completing: None,
        };
        super::settling::settle(sql, &settlement)?;
        left -= taken;
    }
    if left > 0 {
        tracing::info!(left, "what was given up was not paid for here");
    }
    Ok(amount_minor - left)
}

/// What of an order's money its own period is still worth.
fn needed_by(life: &Life, order: &OrderId, today: NaiveDate) -> i64 {
    let is_meant = |one: &&Period| one.order.as_ref() == Some(order);
    let left = |one: &&Period| !one.is_empty() && one.end.is_none_or(|end| end > today);
    let period = life.periods.iter().find(is_meant).filter(left);
    period.map_or(0, |period| (period.own_minor - period.released_minor).max(0))
}

/// Keeps a subscription that begins.
pub fn insert(
    sql: &Connection,
    id: &str,
    customer: &CustomerId,
    life: Life,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let zone = zone(sql, customer)?;
    let today = day_in(zone, now);
    let begins = shown(&life, today);
    let begins = begins.ok_or_else(|| StoreError::Broken("a life without periods".to_owned()))?;
    let statement = "INSERT INTO subscriptions (id, customer_id, plan_id, subscription_type, \
         start_date, end_date, status, auto_renew, created_at, version) \
         VALUES ($1, $2, $3, $4, $5, $6, 'active', 0, $7, 0)";
    let values = params![
        id,
        customer.as_str(),
        begins.sold.plan.as_str(),
        word_of(&begins.sold.term.subscription_type())?,
        day(begins.start),
        begins.end.map(day),
        moment(now),
    ];
    change(sql, statement, values)?;
    let empty = Life { periods: Vec::new(), ..life.clone() };
    let kept = Kept {
        id: id.to_owned(),
        customer: customer.clone(),
        version: 0,
        zone,
        status: SubscriptionStatus::Active,
        life: empty,
    };
    write(sql, &kept, life, Writing::Decided, now)
}

/// Why a subscription is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Writing {
    /// Somebody has decided or paid something: it is looked at at once.
    Decided,
    /// A day came.
    LookedAt,
}

/// Writes what has become of a subscription; what begins today begins with its credits.
pub fn write(
    sql: &Connection,
    before: &Kept,
    mut life: Life,
    why: Writing,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let today = before.day_at(now);
    let (id, customer) = (before.id.as_str(), &before.customer);
    let status = life.status(today);
    let days = (resumed_on(&life, today) - resumed_on(&before.life, today)).num_days();
    if days != 0 {
        // Before anything is written: what is due by now is due as it stood.
        plan_credits::put_later(sql, customer, id, days, today, now)?;
    }
    let begun = life.begin_due(today);
    for period in &life.periods {
        if !before.life.periods.contains(period) {
            write_period(sql, id, period)?;
        }
    }
    for period in life.periods.iter().filter(|one| begun.contains(&one.number)) {
        if !period.is_empty() {
            let name = format!("{id}-{}", period.number);
            let begun = Begun {
                subscription: id,
                plan: &period.sold.plan,
                start: period.start,
                end: period.end,
            };
            plan_credits::grant(sql, customer, &begun, &name, now)?;
        }
    }
    let shown = shown(&life, today);
    let shown = shown.ok_or_else(|| StoreError::Broken("a life without periods".to_owned()))?;
    let next_day = life.next_day_of_note(today).map(|next| beginning_of(before.zone, next));
    let (version, look_at) = match why {
        Writing::Decided => (before.version + 1, Some(now)),
        Writing::LookedAt => (before.version, next_day),
    };
    let next = life.next.as_ref();
    let scheduled_type = next.map(|next| word_of(&next.term.subscription_type())).transpose()?;
    let statement = "UPDATE subscriptions SET plan_id = $2, subscription_type = $3, \
         start_date = $4, end_date = $5, status = $6, auto_renew = $7, scheduled_plan_id = $8, \
         scheduled_type = $9, scheduled_date = $10, anchor_date = $11, anchor_months = $12, \
         is_cancelled = $13, paused_since = $14, paused_until = $15, ended_on = $16, \
         version = $17, next_look_at = $18 WHERE id = $1";
    let values = params![
        id,
        shown.sold.plan.as_str(),
        word_of(&shown.sold.term.subscription_type())?,
        day(shown.start),
        shown.end.map(day),
        word_of(&status)?,
        life.renews,
        next.map(|next| next.plan.as_str()),
        scheduled_type,
        next.and(life.paid_until()).map(day),
        day(life.anchor.first),
        life.anchor.months,
        life.is_cancelled,
        life.pause.map(|pause| day(pause.since)),
        life.pause.map(|pause| day(pause.until)),
        life.ended_on.map(day),
        version,
        look_at.map(moment),
    ];
    change(sql, statement, values)?;
    if why == Writing::Decided {
        super::subscription_orders::give_up_changes(sql, customer, now)?;
        let renewed = (id, life.next_number());
        super::subscription_orders::give_up_renewals(sql, customer, renewed, now)?;
    }
    if why == Writing::LookedAt && before.life == life && before.status == status {
        return Ok(());
    }
    changes::record(sql, Some(customer), ChangeKind::Subscription, shown.sold.plan.as_str(), now)
}

/// The day on which a subscription runs again; today unless it is paused.
fn resumed_on(life: &Life, today: NaiveDate) -> NaiveDate {
    life.pause.filter(|pause| pause.holds_on(today)).map_or(today, |pause| pause.until)
}

fn write_period(sql: &Connection, id: &str, period: &Period) -> Result<(), StoreError> {
    let statement = "INSERT INTO subscription_periods (subscription_id, number, plan_id, \
         subscription_type, start_date, end_date, paused_days, order_id, own_minor, \
         carried_minor, released_minor, is_trial, has_begun, passed_to, passed_minor) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15) \
         ON CONFLICT (subscription_id, number) DO UPDATE SET start_date = excluded.start_date, \
         end_date = excluded.end_date, paused_days = excluded.paused_days, \
         order_id = excluded.order_id, own_minor = excluded.own_minor, \
         carried_minor = excluded.carried_minor, released_minor = excluded.released_minor, \
         has_begun = excluded.has_begun, passed_to = excluded.passed_to, \
         passed_minor = excluded.passed_minor";
    let values = params![
        id,
        period.number,
        period.sold.plan.as_str(),
        word_of(&period.sold.term.subscription_type())?,
        day(period.start),
        period.end.map(day),
        period.paused_days,
        period.order.as_ref().map(OrderId::as_str),
        period.own_minor,
        period.carried_minor,
        period.released_minor,
        period.is_trial,
        period.has_begun,
        period.passed_to,
        period.passed_minor,
    ];
    change(sql, statement, values).map(drop)
}

#[cfg(test)]
mod tests;
