//! The rules by which packs of credits are ordered, as they stand in rows.
//!
//! A balance that falls below its rule is noted in the transaction that moves it ([`watch`]), once
//! until it has risen again; if it rises before anybody has ordered, the fall is forgotten. Whoever orders finds the note, and writes the order and that it is
//! ordered in one transaction: so there is one order for each fall, however often anybody tries.

use super::columns::{Columns, change, first_row, moment, rows};
use super::{SqliteStore, changes, orders};
use crate::store::{AutoTopUps, Fall, NewOrder, PlacedOrder, SetAutoTopUp, StoreError};
use async_trait::async_trait;
use billing_contract::{AutoTopUp, AutoTopUpUpdate, ChangeKind, CustomerId, OrderId};
use chrono::{DateTime, Datelike as _, Days, Months, NaiveDate, NaiveTime, Utc};
use rusqlite::{Connection, params};

#[async_trait]
impl AutoTopUps for SqliteStore {
    async fn auto_top_up(
        &self,
        customer: &CustomerId,
        now: DateTime<Utc>,
    ) -> Result<AutoTopUp, StoreError> {
        let customer = customer.clone();
        self.readers.read(move |sql| told(sql, &customer, now)).await
    }

    async fn set_auto_top_up(&self, set: SetAutoTopUp) -> Result<(), StoreError> {
        self.writer.write(move |sql| put(sql, &set)).await
    }

    async fn falls_to_order(
        &self,
        now: DateTime<Utc>,
        limit: u32,
    ) -> Result<Vec<Fall>, StoreError> {
        self.readers.read(move |sql| to_order(sql, now, limit)).await
    }

    async fn order_for_fall(
        &self,
        fall: &str,
        order: NewOrder,
    ) -> Result<Option<PlacedOrder>, StoreError> {
        let fall = fall.to_owned();
        self.writer.write(move |sql| place(sql, &fall, &order)).await
    }

    async fn put_off_fall(
        &self,
        fall: &str,
        until: Option<DateTime<Utc>>,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let fall = fall.to_owned();
        self.writer.write(move |sql| put_off(sql, &fall, until, now)).await
    }
}

/// Notes that a balance has fallen below its rule, or has risen again; part of the transaction that
/// moves it. The fall is called by what moved it.
pub fn watch(
    sql: &Connection,
    customer: &CustomerId,
    balance: i64,
    cause: &str,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let risen = "UPDATE auto_top_ups SET has_fallen = 0 \
         WHERE customer_id = $1 AND has_fallen = 1 AND below <= $2";
    if change(sql, risen, params![customer.as_str(), balance])? == 1 {
        let forget = "DELETE FROM auto_top_up_falls WHERE customer_id = $1 AND outcome IS NULL";
        change(sql, forget, [customer.as_str()])?;
    }
    let fallen = "UPDATE auto_top_ups SET has_fallen = 1 \
         WHERE customer_id = $1 AND has_fallen = 0 AND is_on = 1 AND below > $2";
    if change(sql, fallen, params![customer.as_str(), balance])? == 1 {
        let statement = "INSERT INTO auto_top_up_falls (id, customer_id, at, next_try_at) \
             VALUES ($1, $2, $3, $3)";
        change(sql, statement, params![cause, customer.as_str(), moment(now)])?;
    }
    Ok(())
}

fn put(sql: &Connection, set: &SetAutoTopUp) -> Result<(), StoreError> {
    let (rule, customer) = (&set.rule, &set.customer);
    let statement = "INSERT INTO auto_top_ups (customer_id, is_on, below, pack_id, most_a_month, \
         method, has_fallen, updated_by, updated_at) VALUES ($1, $2, $3, $4, $5, $6, 0, $7, $8) \
         ON CONFLICT (customer_id) DO UPDATE SET is_on = excluded.is_on, below = excluded.below, \
         pack_id = excluded.pack_id, most_a_month = excluded.most_a_month, \
         method = excluded.method, updated_by = excluded.updated_by, \
         updated_at = excluded.updated_at";
    let values = params![
        customer.as_str(),
        rule.is_on,
        rule.below,
        rule.pack_id,
        rule.most_a_month,
        rule.pay_type.as_str(),
        set.user.as_str(),
        moment(set.now),
    ];
    change(sql, statement, values)?;
    // It has fallen anew unless a pack is on its way for when it fell before.
    let statement = "UPDATE auto_top_ups SET has_fallen = 0 WHERE customer_id = $1 \
         AND NOT EXISTS (SELECT 1 FROM auto_top_up_falls f LEFT JOIN orders o ON o.id = f.order_id \
             WHERE f.customer_id = $1 AND (f.outcome IS NULL OR (f.outcome = 'ordered' \
             AND o.state IN ('created', 'awaiting_payment', 'underpaid', 'paid', 'fulfil_failed'))))";
    change(sql, statement, [customer.as_str()])?;
    // The limit that a fall waits for may be another one now.
    let statement =
        "UPDATE auto_top_up_falls SET next_try_at = $2 WHERE customer_id = $1 AND outcome IS NULL";
    change(sql, statement, params![customer.as_str(), moment(set.now)])?;
    let question = "SELECT total_credits - used_credits - debt AS balance FROM credit_balances \
         WHERE customer_id = $1";
    let balance = first_row(sql, question, [customer.as_str()], |row| row.get("balance"))?;
    watch(sql, customer, balance.unwrap_or_default(), &set.new_id, set.now)?;
    changes::record(sql, Some(customer), ChangeKind::Subscription, "auto_top_up", set.now)
}

fn told(
    sql: &Connection,
    customer: &CustomerId,
    now: DateTime<Utc>,
) -> Result<AutoTopUp, StoreError> {
    let question = "SELECT * FROM auto_top_ups WHERE customer_id = $1";
    let rule = first_row(sql, question, [customer.as_str()], |row| rule(&row))?;
    let question = "SELECT order_id FROM auto_top_up_falls WHERE customer_id = $1 \
         AND outcome = 'ordered' ORDER BY decided_at DESC, order_id DESC LIMIT 1";
    let newest_order: Option<OrderId> =
        first_row(sql, question, [customer.as_str()], |row| row.id("order_id"))?;
    let orders_this_month = ordered_in_month(sql, customer, now)?;
    Ok(AutoTopUp { rule, orders_this_month, newest_order })
}

fn rule(row: &Columns<'_>) -> Result<AutoTopUpUpdate, StoreError> {
    Ok(AutoTopUpUpdate {
        is_on: row.get("is_on")?,
        below: row.get("below")?,
        pack_id: row.get("pack_id")?,
        most_a_month: row.get("most_a_month")?,
        pay_type: row.method("method")?,
    })
}

/// How many orders the rule has made in the calendar month of a moment.
fn ordered_in_month(
    sql: &Connection,
    customer: &CustomerId,
    now: DateTime<Utc>,
) -> Result<u32, StoreError> {
    let first = first_of_month(now);
    let question = "SELECT count(*) AS orders FROM auto_top_up_falls WHERE customer_id = $1 \
         AND decided_at >= $2 AND outcome = 'ordered'";
    let values = params![customer.as_str(), moment(first.and_time(NaiveTime::MIN).and_utc())];
    Ok(first_row(sql, question, values, |row| row.get("orders"))?.unwrap_or_default())
}

fn first_of_month(now: DateTime<Utc>) -> NaiveDate {
    let today = now.date_naive();
    today - Days::new(u64::from(today.day0()))
}

/// Falls for which a pack should be ordered by now, the oldest first.
pub fn to_order(sql: &Connection, now: DateTime<Utc>, limit: u32) -> Result<Vec<Fall>, StoreError> {
    let question = "SELECT r.*, f.id, c.locale FROM auto_top_up_falls f \
         JOIN auto_top_ups r ON r.customer_id = f.customer_id \
         JOIN customers c ON c.id = f.customer_id \
         WHERE f.next_try_at <= $1 ORDER BY f.next_try_at LIMIT $2";
    rows(sql, question, params![moment(now), limit], |row| {
        Ok(Fall {
            id: row.get("id")?,
            customer: row.id("customer_id")?,
            locale: row.get("locale")?,
            user: row.id("updated_by")?,
            rule: rule(&row)?,
        })
    })
}

fn place(
    sql: &Connection,
    fall: &str,
    order: &NewOrder,
) -> Result<Option<PlacedOrder>, StoreError> {
    if !may_order(sql, fall, &order.terms.customer_id, order.now)? {
        return Ok(None);
    }
    let placed = orders::place(sql, order)?;
    match &placed {
        PlacedOrder::Made(file) | PlacedOrder::Found(file) => {
            decide(sql, fall, "ordered", Some(&file.order.id), order.now)?;
        }
        PlacedOrder::CouponRefused(_) => decide(sql, fall, "refused", None, order.now)?,
    }
    Ok(Some(placed))
}

/// Whether a pack may be ordered for a fall by now; if not, when to ask again is written down.
fn may_order(
    sql: &Connection,
    fall: &str,
    customer: &CustomerId,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let question = "SELECT r.is_on, r.most_a_month FROM auto_top_up_falls f \
         JOIN auto_top_ups r ON r.customer_id = f.customer_id \
         WHERE f.id = $1 AND f.outcome IS NULL";
    let open = first_row(sql, question, [fall], |row| {
        Ok((row.get::<bool>("is_on")?, row.get::<u32>("most_a_month")?))
    })?;
    let Some((is_on, most_a_month)) = open else { return Ok(false) };
    if !is_on {
        decide(sql, fall, "switched_off", None, now)?;
        return Ok(false);
    }
    if ordered_in_month(sql, customer, now)? < most_a_month {
        return Ok(true);
    }
    let next_month = first_of_month(now) + Months::new(1);
    put_off(sql, fall, Some(next_month.and_time(NaiveTime::MIN).and_utc()), now)?;
    Ok(false)
}

fn put_off(
    sql: &Connection,
    fall: &str,
    until: Option<DateTime<Utc>>,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let Some(until) = until else { return decide(sql, fall, "refused", None, now) };
    let statement =
        "UPDATE auto_top_up_falls SET next_try_at = $2 WHERE id = $1 AND outcome IS NULL";
    change(sql, statement, params![fall, moment(until)]).map(drop)
}

fn decide(
    sql: &Connection,
    fall: &str,
    outcome: &str,
    order: Option<&OrderId>,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let statement = "UPDATE auto_top_up_falls SET outcome = $2, decided_at = $3, order_id = $4, \
         next_try_at = NULL WHERE id = $1 AND outcome IS NULL";
    change(sql, statement, params![fall, outcome, moment(now), order.map(OrderId::as_str)])
        .map(drop)
}

#[cfg(test)]
mod tests;
