//! The table `notifications`: what is to be told of payments, and what has been.

use super::OwnerKey;
use crate::checkout::machine::Outcome;
use billing_contract::{Currency, Money, OrderId};
use chrono::{DateTime, Utc};
use rusqlite::{Connection, params};

/// Something to tell of an order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct DueTelling {
    /// The order.
    pub order_id: OrderId,
    /// What became of it.
    pub outcome: Outcome,
    /// Its price.
    pub price: Money,
}

/// How long what was told is remembered, so that it is not told again.
const REMEMBERED_FOR_DAYS: i64 = 90;

/// Puts down that something is to be told; false if it was before.
pub(super) fn add(
    database: &Connection,
    owner: &OwnerKey,
    due: &DueTelling,
) -> rusqlite::Result<bool> {
    let added = database.execute(
        "INSERT INTO notifications (owner, order_id, subject, outcome, amount, currency)
         VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING",
        params![
            owner.as_str(),
            due.order_id.as_str(),
            due.outcome.subject(),
            due.outcome.as_str(),
            due.price.to_decimal().as_str(),
            due.price.currency.code(),
        ],
    )?;
    Ok(added > 0)
}

/// Takes what is to be told. It is marked as told in the same statement that reads it.
pub(super) fn claim(
    database: &Connection,
    owner: &OwnerKey,
    now: DateTime<Utc>,
) -> rusqlite::Result<Vec<DueTelling>> {
    let now = now.timestamp_millis();
    let oldest = now - REMEMBERED_FOR_DAYS * 24 * 3600 * 1000;
    database.execute("DELETE FROM notifications WHERE claimed_at < $1", [oldest])?;
    let mut statement = database.prepare_cached(
        "UPDATE notifications SET claimed_at = $1 WHERE owner = $2 AND claimed_at IS NULL
         RETURNING order_id, outcome, amount, currency",
    )?;
    let rows = statement.query_map(params![now, owner.as_str()], |row| {
        Ok((
            row.get::<_, String>(0)?,
            row.get::<_, String>(1)?,
            row.get::<_, String>(2)?,
            row.get::<_, String>(3)?,
        ))
    })?;
    let mut due = Vec::new();
    for row in rows {
        let (order_id, outcome, amount, currency) = row?;
        let price = Currency::from_code(&currency).and_then(|of| Money::parse(&amount, of));
        if let (Some(outcome), Ok(price)) = (Outcome::from_name(&outcome), price) {
            due.push(DueTelling { order_id: OrderId::new(order_id), outcome, price });
        }
    }
    Ok(due)
}

/// Whether it was handed out.
pub(super) fn was_claimed(
    database: &Connection,
    owner: &OwnerKey,
    order_id: &OrderId,
    outcome: Outcome,
) -> rusqlite::Result<bool> {
    database.query_row(
        "SELECT EXISTS (SELECT 1 FROM notifications WHERE owner = $1 AND order_id = $2
             AND subject = $3 AND claimed_at IS NOT NULL)",
        params![owner.as_str(), order_id.as_str(), outcome.subject()],
        |row| row.get(0),
    )
}

/// Copies every row that can still be read.
pub(super) fn carry_over(from: &Connection, to: &Connection) -> Vec<rusqlite::Result<()>> {
    type Row = (String, String, String, String, String, String, Option<i64>);
    let read = || -> rusqlite::Result<Vec<Row>> {
        from.prepare(
            "SELECT owner, order_id, subject, outcome, amount, currency, claimed_at
             FROM notifications",
        )?
        .query_map([], |row| {
            Ok((
                row.get(0)?,
                row.get(1)?,
                row.get(2)?,
                row.get(3)?,
                row.get(4)?,
                row.get(5)?,
                row.get(6)?,
            ))
        })?
        .collect()
    };
    let copy = |row: Row| {
        let insert = "INSERT INTO notifications VALUES ($1, $2, $3, $4, $5, $6, $7)
             ON CONFLICT DO NOTHING";
        to.execute(insert, params![row.0, row.1, row.2, row.3, row.4, row.5, row.6]).map(drop)
    };
    match read() {
        Ok(rows) => rows.into_iter().map(copy).collect(),
        Err(error) => vec![Err(error)],
    }
}
