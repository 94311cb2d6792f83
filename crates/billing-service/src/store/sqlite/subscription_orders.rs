//! Orders that are about a subscription that is there: renewals and changes.

use super::columns::{change, first_row, rows};
use super::{orders, subscription_files as files};
use crate::store::{NewOrder, OrderFile, PlacedChange, PlacedOrder, PlannedChange, StoreError};
use crate::subscription::machine::Sold;
use billing_contract::OrderId;
use rusqlite::{Connection, params};

/// What an order is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Purpose {
    /// The subscription.
    pub subscription: String,
    /// The number of the period that a renewal pays for.
    pub renews: Option<u32>,
    /// The version a change was worked out from.
    pub version: Option<i64>,
    /// What was taken off its price for what is left of the plan before.
    pub credit_minor: i64,
}

/// What an order is about, if it is about a subscription that is there.
pub fn of_order(sql: &Connection, order: &OrderId) -> Result<Option<Purpose>, StoreError> {
    let question = "SELECT * FROM subscription_orders WHERE order_id = $1";
    first_row(sql, question, [order.as_str()], |row| {
        Ok(Purpose {
            subscription: row.get("subscription_id")?,
            renews: row.get("number")?,
            version: row.get("version")?,
            credit_minor: row.get("credit_minor")?,
        })
    })
}

/// Makes the order of a change, unless the subscription has changed since it was worked out.
pub fn place_change(
    sql: &Connection,
    order: &NewOrder,
    planned: &PlannedChange,
) -> Result<PlacedChange, StoreError> {
    let held = files::newest(sql, &order.terms.customer_id)?;
    let stands = match (&planned.of, &held) {
        (Some((id, version)), Some(held)) => held.id == *id && held.version == *version,
        (Some(_), None) => false,
        (None, _) => true,
    };
    if !stands {
        return Ok(PlacedChange::Stale);
    }
    if planned.or_renewal
        && let Some(held) = &held
        && let Some(open) = open_renewal(sql, &held.id, held.life.next_number())?
        && open.order.terms.due == order.terms.due
        && open.order.terms.product == order.terms.product
    {
        return Ok(PlacedChange::Found(Box::new(open)));
    }
    let file = match orders::place(sql, order)? {
        PlacedOrder::Made(file) | PlacedOrder::Found(file) => file,
        PlacedOrder::CouponRefused(problem) => return Ok(PlacedChange::CouponRefused(problem)),
    };
    if let Some((id, version)) = &planned.of {
        // Of changes that were only looked at, the newest is the one that is meant.
        give_up_changes(sql, id)?;
        let statement = "INSERT INTO subscription_orders (order_id, subscription_id, purpose, \
             version, credit_minor) VALUES ($1, $2, 'change', $3, $4)";
        let values = params![file.order.id.as_str(), id, version, planned.credit_minor];
        change(sql, statement, values)?;
    }
    Ok(PlacedChange::Made(file))
}

/// Notes that an order renews a period.
pub fn note_renewal(
    sql: &Connection,
    order: &OrderId,
    subscription: &str,
    number: u32,
) -> Result<(), StoreError> {
    let statement = "INSERT INTO subscription_orders (order_id, subscription_id, purpose, number) \
         VALUES ($1, $2, 'renewal', $3)";
    change(sql, statement, params![order.as_str(), subscription, number]).map(drop)
}

const RENEWAL: &str = "SELECT order_id FROM subscription_orders WHERE subscription_id = $1 \
     AND number = $2 AND purpose = 'renewal' AND given_up IS NULL";

/// The order that renews a period, however it stands, unless it was given up.
pub fn renewal(
    sql: &Connection,
    subscription: &str,
    number: u32,
) -> Result<Option<OrderFile>, StoreError> {
    let id = first_row(sql, RENEWAL, params![subscription, number], |row| row.id("order_id"))?;
    id.map_or(Ok(None), |id| orders::load(sql, &id))
}

/// The same, if it can be paid.
pub fn open_renewal(
    sql: &Connection,
    subscription: &str,
    number: u32,
) -> Result<Option<OrderFile>, StoreError> {
    Ok(renewal(sql, subscription, number)?.filter(is_payable))
}

/// Whether an order can be paid.
pub fn is_payable(file: &OrderFile) -> bool {
    file.facts.ended.is_none() && !file.facts.is_paid()
}

/// Whether an order is for this.
pub fn is_for(file: &OrderFile, sold: &Sold) -> bool {
    let product = &file.order.terms.product;
    product.id() == sold.plan.as_str()
        && product.subscription_type() == Some(sold.term.subscription_type())
}

/// Gives up an order: it is closed at its provider before anybody pays it.
pub fn give_up(sql: &Connection, order: &OrderId) -> Result<(), StoreError> {
    let statement = "UPDATE subscription_orders SET given_up = 'to_close' WHERE order_id = $1";
    change(sql, statement, [order.as_str()]).map(drop)
}

/// Gives up every change of a subscription that nobody has paid.
pub fn give_up_changes(sql: &Connection, subscription: &str) -> Result<(), StoreError> {
    let statement = "UPDATE subscription_orders SET given_up = 'to_close' WHERE subscription_id = $1 \
         AND purpose = 'change' AND given_up IS NULL AND order_id IN (SELECT o.id FROM subscription_orders s \
         JOIN orders o ON o.id = s.order_id WHERE s.subscription_id = $1 \
         AND o.ended_as IS NULL AND o.paid_at IS NULL AND o.received_minor = 0)";
    change(sql, statement, [subscription]).map(drop)
}

/// Orders that are no longer wanted and may still be paid.
pub fn to_give_up(sql: &Connection, limit: u32) -> Result<Vec<OrderId>, StoreError> {
    let question = "SELECT order_id FROM subscription_orders WHERE given_up = 'to_close' LIMIT $1";
    rows(sql, question, [limit], |row| row.id("order_id"))
}

/// Notes that such an order has been closed, or paid.
pub fn given_up(sql: &Connection, order: &OrderId) -> Result<(), StoreError> {
    let statement = "UPDATE subscription_orders SET given_up = 'closed' WHERE order_id = $1 \
         AND given_up = 'to_close'";
    change(sql, statement, [order.as_str()]).map(drop)
}
