//! Delivering what was paid for.

use super::columns::{change, day, first_row, moment, rows, word_of};
use super::settling::{self, Line};
use super::{
    changes, credit_grants, credit_packs, invoicing, orders, package_periods, plan_credits,
};
use crate::orders::facts::Delivery;
use crate::orders::machine::{Event, step};
use crate::store::{FulfilmentFailure, OrderFile, Product, StoreError, StoredOrder};
use billing_contract::{ChangeKind, CustomerId, OrderId, PlanId, SubscriptionType, TimelineKind};
use chrono::{DateTime, Days, NaiveDate, Utc};
use rusqlite::{Connection, params};

const DAYS_OF_A_MONTH: u64 = 30;
const DAYS_OF_A_YEAR: u64 = 365;

/// Delivers what was bought, if that is due and has not been done.
pub fn fulfil(
    sql: &Connection,
    id: &OrderId,
    new_id: &str,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let Some(file) = orders::load(sql, id)? else { return Ok(false) };
    if !file.facts.delivery_is_due() {
        let statement = "UPDATE fulfilments SET next_try_at = NULL, \
             delivered_at = coalesce(delivered_at, $2) WHERE order_id = $1";
        change(sql, statement, params![id.as_str(), moment(now)])?;
        return Ok(false);
    }
    let order = &file.order;
    let valid_until = match &order.terms.product {
        Product::Package { id, days } => {
            let today = now.date_naive();
            package_periods::add(sql, order, id, *days, today)?
        }
        Product::Plan { id, subscription_type } => {
            let term = Term { plan: id, subscription_type: *subscription_type, new_id };
            begin_plan(sql, &order.terms.customer_id, &term, now)?
        }
        Product::Report { .. } => None,
        Product::Credits { .. } => credit_packs::deliver(sql, order, new_id, now)?,
    };
    note(sql, &file, &Event::Delivered, valid_until, now)?;
    let statement = "UPDATE orders SET fulfilled_at = $2, valid_until = $3 WHERE id = $1";
    change(sql, statement, params![id.as_str(), moment(now), valid_until.map(day)])?;
    let statement = "INSERT INTO fulfilments (order_id, due_at, failures, delivered_at) \
         VALUES ($1, $2, 0, $2) ON CONFLICT (order_id) DO UPDATE SET next_try_at = NULL, \
         delivered_at = excluded.delivered_at";
    change(sql, statement, params![id.as_str(), moment(now)])?;
    let customer = Some(&order.terms.customer_id);
    changes::record(sql, customer, ChangeKind::Order, id.as_str(), now)?;
    what_is_held_has_changed(sql, order, now)?;
    invoicing::charge(sql, &file, now)?;
    Ok(true)
}

/// Takes back what was delivered, because all the money has gone back. Should more come, it is
/// delivered anew.
pub fn take_back(
    sql: &Connection,
    order: &StoredOrder,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    if order.fulfilled_at.is_none() {
        return Ok(());
    }
    let statement = "UPDATE orders SET fulfilled_at = NULL, valid_until = NULL WHERE id = $1";
    change(sql, statement, [order.id.as_str()])?;
    change(sql, "DELETE FROM fulfilments WHERE order_id = $1", [order.id.as_str()])?;
    let today = now.date_naive();
    match &order.terms.product {
        Product::Package { .. } => package_periods::take_back(sql, order, today)?,
        Product::Plan { id, subscription_type } => {
            let customer = &order.terms.customer_id;
            take_back_plan(sql, customer, id, *subscription_type, today)?;
        }
        // It has been written and read.
        Product::Report { .. } => return Ok(()),
        Product::Credits { .. } => credit_grants::take_back(sql, order, now)?,
    }
    what_is_held_has_changed(sql, order, now)
}

fn what_is_held_has_changed(
    sql: &Connection,
    order: &StoredOrder,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let customer = Some(&order.terms.customer_id);
    changes::record(sql, customer, ChangeKind::Subscription, order.terms.product.id(), now)?;
    if matches!(order.terms.product, Product::Package { .. }) {
        changes::record(sql, customer, ChangeKind::PackageCenter, "", now)?;
    }
    Ok(())
}

/// Notes that a delivery failed, and when it is tried again.
pub fn failed(
    sql: &Connection,
    id: &OrderId,
    failure: &FulfilmentFailure,
) -> Result<(), StoreError> {
    let Some(file) = orders::load(sql, id)? else { return Ok(()) };
    let statement = "UPDATE fulfilments SET failures = failures + 1, last_error = $2, \
         next_try_at = $3 WHERE order_id = $1 AND delivered_at IS NULL";
    let values = params![id.as_str(), failure.error, moment(failure.next_try_at)];
    if change(sql, statement, values)? == 1 && file.facts.delivery == Delivery::Waiting {
        note(sql, &file, &Event::DeliveryFailed, None, failure.now)?;
        let customer = Some(&file.order.terms.customer_id);
        changes::record(sql, customer, ChangeKind::Order, id.as_str(), failure.now)?;
    }
    Ok(())
}

/// Orders whose delivery should be tried by now, and how often it failed.
pub fn to_try(
    sql: &Connection,
    now: DateTime<Utc>,
    limit: u32,
) -> Result<Vec<(OrderId, u32)>, StoreError> {
    let question = "SELECT order_id, failures FROM fulfilments WHERE next_try_at <= $1 \
         ORDER BY next_try_at LIMIT $2";
    rows(sql, question, params![moment(now), limit], |row| {
        Ok((row.id("order_id")?, row.get("failures")?))
    })
}

fn note(
    sql: &Connection,
    file: &OrderFile,
    event: &Event,
    valid_until: Option<NaiveDate>,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let decision = step(&file.facts, event);
    let statement = "UPDATE orders SET state = $2 WHERE id = $1";
    change(sql, statement, [file.order.id.as_str(), decision.state.as_str()])?;
    let order = StoredOrder { state: decision.state, ..file.order.clone() };
    let until = valid_until.map(day);
    for entry in decision.entries {
        let line = Line { entry, note: until.as_deref(), ..Line::of(TimelineKind::Fulfilled) };
        settling::tell(sql, &order, &line, now)?;
    }
    Ok(())
}

/// The customer's newest subscription, as far as a new one must know it.
struct Running {
    id: String,
    plan: PlanId,
    end: Option<NaiveDate>,
}

/// A plan that was bought.
struct Term<'a> {
    plan: &'a PlanId,
    subscription_type: SubscriptionType,
    /// Names the subscription, if one begins; sorts after those that are there.
    new_id: &'a str,
}

/// Begins a plan today in place of the one before, or extends the one the customer has; the day
/// it ends, if it does.
fn begin_plan(
    sql: &Connection,
    customer: &CustomerId,
    term: &Term<'_>,
    now: DateTime<Utc>,
) -> Result<Option<NaiveDate>, StoreError> {
    let (today, plan, subscription_type) = (now.date_naive(), term.plan, term.subscription_type);
    let days = days_of(subscription_type)?;
    let running = running(sql, customer, today)?;
    if let Some(same) = running.as_ref().filter(|running| running.plan == *plan) {
        let end = days.zip(same.end).map(|(days, end)| end + Days::new(days));
        let statement = "UPDATE subscriptions SET subscription_type = CASE WHEN end_date IS NULL \
             THEN subscription_type ELSE $2 END, end_date = $3, status = 'active', \
             scheduled_plan_id = NULL, scheduled_type = NULL, scheduled_date = NULL WHERE id = $1";
        change(sql, statement, params![same.id, word_of(&subscription_type)?, end.map(day)])?;
        return Ok(end);
    }
    let statement = "UPDATE subscriptions SET status = 'cancelled', end_date = $2, \
         auto_renew = 0, scheduled_plan_id = NULL, scheduled_type = NULL, scheduled_date = NULL \
         WHERE id = $1";
    if let Some(before) = running {
        change(sql, statement, params![before.id, day(today)])?;
    }
    let end = days.map(|days| today + Days::new(days));
    let statement = "INSERT INTO subscriptions (id, customer_id, plan_id, subscription_type, \
         start_date, end_date, status, auto_renew, created_at) \
         VALUES ($1, $2, $3, $4, $5, $6, 'active', 0, $7)";
    let values = params![
        term.new_id,
        customer.as_str(),
        plan.as_str(),
        word_of(&subscription_type)?,
        day(today),
        end.map(day),
        moment(now),
    ];
    change(sql, statement, values)?;
    plan_credits::grant(sql, customer, plan, term.new_id, now)?;
    Ok(end)
}

/// Takes off the time that an order had added; a plan of which none is left ends. One for life that
/// was bought later stays.
fn take_back_plan(
    sql: &Connection,
    customer: &CustomerId,
    plan: &PlanId,
    subscription_type: SubscriptionType,
    today: NaiveDate,
) -> Result<(), StoreError> {
    let Some(running) = running(sql, customer, today)?.filter(|held| held.plan == *plan) else {
        return Ok(());
    };
    let added = days_of(subscription_type)?;
    if running.end.is_none() && added.is_some() {
        return Ok(());
    }
    let left = added.zip(running.end).map(|(days, end)| end - Days::new(days));
    let left = left.filter(|end| *end > today);
    let statement = "UPDATE subscriptions SET end_date = $2, auto_renew = 0, \
         status = CASE WHEN $3 THEN status ELSE 'cancelled' END WHERE id = $1";
    let end = day(left.unwrap_or(today));
    change(sql, statement, params![running.id, end, left.is_some()]).map(drop)
}

/// How long a plan lasts; one for life has no end.
fn days_of(subscription_type: SubscriptionType) -> Result<Option<u64>, StoreError> {
    match subscription_type {
        SubscriptionType::Monthly => Ok(Some(DAYS_OF_A_MONTH)),
        SubscriptionType::Yearly => Ok(Some(DAYS_OF_A_YEAR)),
        SubscriptionType::Lifetime => Ok(None),
        SubscriptionType::Package => {
            Err(StoreError::Broken("a plan is not sold by packages".to_owned()))
        }
    }
}

fn running(
    sql: &Connection,
    customer: &CustomerId,
    today: NaiveDate,
) -> Result<Option<Running>, StoreError> {
    let question = "SELECT id, plan_id, end_date FROM subscriptions WHERE customer_id = $1 \
         AND status NOT IN ('cancelled', 'expired') AND coalesce(end_date, '9999-12-31') >= $2 \
         ORDER BY id DESC LIMIT 1";
    first_row(sql, question, [customer.as_str(), &day(today)], |row| {
        Ok(Running {
            id: row.get("id")?,
            plan: row.id("plan_id")?,
            end: row.optional_day("end_date")?,
        })
    })
}
