//! Delivering what was paid for.

use super::columns::{change, day, moment, rows};
use super::settling::{self, Line};
use super::{
    changes, credit_grants, credit_packs, invoicing, occurrences, orders, package_periods,
    plan_periods, subscription_files,
};
use crate::orders::facts::Delivery;
use crate::orders::machine::{Event, step};
use crate::store::{FulfilmentFailure, OrderFile, Product, StoreError, StoredOrder};
use crate::subscription::calendar::day_in;
use billing_contract::{ChangeKind, OrderId, TimelineKind};
use chrono::{DateTime, NaiveDate, Utc};
use rusqlite::{Connection, params};

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
    let mut beyond = None;
    let valid_until = match &order.terms.product {
        Product::Package { id, days } => {
            let today = day_in(subscription_files::zone(sql, &order.terms.customer_id)?, now);
            package_periods::add(sql, order, id, *days, today)?
        }
        Product::Plan { id, subscription_type } => {
            let sold = (id, *subscription_type);
            let delivered = plan_periods::deliver(sql, &file, sold, new_id, now)?;
            beyond = delivered.beyond;
            delivered.until
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
    occurrences::of_delivery(sql, order, valid_until, now)?;
    invoicing::charge(sql, &file, now)?;
    if let Some((kept, minor)) = beyond {
        // After its invoice, so that the credit note finds what it corrects.
        subscription_files::credit(sql, &kept.life, minor, (kept.day_at(now), now))?;
    }
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
    match &order.terms.product {
        Product::Package { .. } => {
            let today = day_in(subscription_files::zone(sql, &order.terms.customer_id)?, now);
            package_periods::take_back(sql, order, today)?;
        }
        Product::Plan { .. } => plan_periods::take_back(sql, order, now)?,
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
