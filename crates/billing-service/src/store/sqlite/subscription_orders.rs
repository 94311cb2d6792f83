//! Orders that are about a subscription: renewals, additions and changes.
//!
//! They hold for as long as nobody decides anything else. Then they are given up: their time is
//! over at once, and whoever looks after orders closes them at their providers before they end.

use super::columns::{change, first_row, malformed, moment, rows};
use super::subscription_files::{self as files, Kept};
use super::{changes, orders};
use crate::store::{NewOrder, OrderFile, PlacedChange, PlacedOrder, PlannedChange, StoreError};
use crate::subscription::machine::Sold;
use billing_contract::{ChangeKind, CustomerId, OrderId};
use chrono::{DateTime, Utc};
use rusqlite::{Connection, params};

/// What an order is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Purpose {
    /// The subscription; none if there was none when it was ordered.
    pub subscription: Option<String>,
    /// What it does there.
    pub about: About,
    /// The version it was worked out from; none of a renewal.
    pub version: Option<i64>,
    /// What was taken off its price for what is left of the plan before.
    pub credit_minor: i64,
}

/// What an order does with a subscription.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum About {
    /// Pays for the time after the end, as it was to go on.
    Renewal,
    /// Adds time behind what is paid for.
    Addition,
    /// Takes the place of what is left, or begins anew.
    Change,
}

/// What an order is about, if it is about a subscription.
pub fn of_order(sql: &Connection, order: &OrderId) -> Result<Option<Purpose>, StoreError> {
    let question = "SELECT * FROM subscription_orders WHERE order_id = $1";
    first_row(sql, question, [order.as_str()], |row| {
        Ok(Purpose {
            subscription: row.get("subscription_id")?,
            about: match row.get::<String>("purpose")?.as_str() {
                "renewal" => About::Renewal,
                "addition" => About::Addition,
                "change" => About::Change,
                _ => return Err(malformed("purpose")),
            },
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
    let customer = &order.terms.customer_id;
    let held = files::newest(sql, customer)?;
    let now = held.as_ref().map(|held| (held.id.clone(), held.version));
    if planned.of != now {
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
    // Of changes that were only looked at, the newest is the one that is meant.
    give_up_changes(sql, customer, order.now)?;
    let statement = "INSERT INTO subscription_orders (order_id, customer_id, subscription_id, \
         purpose, version, credit_minor) VALUES ($1, $2, $3, $4, $5, $6)";
    let (id, version) = planned.of.clone().unzip();
    let purpose = if planned.is_addition { "addition" } else { "change" };
    let credit = planned.credit_minor;
    let values = params![file.order.id.as_str(), customer.as_str(), id, purpose, version, credit];
    change(sql, statement, values)?;
    Ok(PlacedChange::Made(file))
}

/// Notes that an order renews a period.
pub fn note_renewal(
    sql: &Connection,
    order: &OrderId,
    subscription: &Kept,
    number: u32,
) -> Result<(), StoreError> {
    let statement = "INSERT INTO subscription_orders (order_id, customer_id, subscription_id, \
         purpose, number) VALUES ($1, $2, $3, 'renewal', $4)";
    let (id, customer) = (&subscription.id, subscription.customer.as_str());
    change(sql, statement, params![order.as_str(), customer, id, number]).map(drop)
}

const RENEWAL: &str = "SELECT order_id FROM subscription_orders WHERE subscription_id = $1 \
     AND number = $2 AND purpose = 'renewal' AND given_up_at IS NULL";

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

/// Gives up an order: its time is over, and it is closed before anybody pays it.
pub fn give_up(
    sql: &Connection,
    customer: &CustomerId,
    order: &OrderId,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let statement = "UPDATE subscription_orders SET given_up_at = $2 WHERE order_id = $1";
    change(sql, statement, params![order.as_str(), moment(now)])?;
    let statement = "UPDATE orders SET expires_at = min(expires_at, $2), next_look_at = $2 \
         WHERE id = $1";
    change(sql, statement, params![order.as_str(), moment(now)])?;
    changes::record(sql, Some(customer), ChangeKind::Order, order.as_str(), now)
}

const UNPAID: &str = "SELECT s.order_id FROM subscription_orders s JOIN orders o \
     ON o.id = s.order_id WHERE s.customer_id = $1 AND s.given_up_at IS NULL \
     AND o.ended_as IS NULL AND o.paid_at IS NULL AND o.received_minor = 0";

/// Gives up every change and addition of a customer that nobody has paid.
pub fn give_up_changes(
    sql: &Connection,
    customer: &CustomerId,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let question = format!("{UNPAID} AND s.purpose <> 'renewal'");
    let unpaid = rows(sql, &question, [customer.as_str()], |row| row.id("order_id"))?;
    unpaid.iter().try_for_each(|order| give_up(sql, customer, order, now))
}

/// Gives up every renewal of a customer that nobody has paid, but that of one period.
pub fn give_up_renewals(
    sql: &Connection,
    customer: &CustomerId,
    (subscription, number): (&str, u32),
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let question = format!(
        "{UNPAID} AND s.purpose = 'renewal' AND (s.subscription_id <> $2 OR s.number <> $3)"
    );
    let values = params![customer.as_str(), subscription, number];
    let unpaid = rows(sql, &question, values, |row| row.id("order_id"))?;
    unpaid.iter().try_for_each(|order| give_up(sql, customer, order, now))
}
