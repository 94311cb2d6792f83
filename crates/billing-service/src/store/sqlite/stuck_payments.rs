//! Orders that need somebody's eyes, as they are found.

use super::columns::{moment, rows};
use super::{hand_settlements, order_reading};
use crate::operations::stuck::{Overdue, wrong_with};
use crate::store::{ReadOrder, StoreError, StuckOrder, StuckWish};
use billing_contract::{OrderId, StuckReason};
use chrono::{DateTime, Utc};
use rusqlite::{Connection, params};

/// The orders with which something is wrong, newest first.
pub fn list(sql: &Connection, wish: &StuckWish) -> Result<Vec<StuckOrder>, StoreError> {
    let overdue = Overdue::at(wish.now);
    let asked = match wish.reason {
        Some(reason) => vec![reason],
        None => StuckReason::ALL.to_vec(),
    };
    let parts: Vec<&str> = asked.into_iter().map(orders_with).collect();
    // No identifier sorts after this.
    let before = wish.before.as_deref().unwrap_or("~");
    let question = format!(
        "SELECT id FROM ({}) WHERE id < $1 AND $3 + $4 + $5 <> 0 ORDER BY id DESC LIMIT $2",
        parts.join(" UNION ")
    );
    let values = params![
        before,
        wish.limit,
        moment(overdue.unpaid),
        moment(overdue.undelivered),
        moment(overdue.refund),
    ];
    let ids = rows(sql, &question, values, |row| row.id::<OrderId>("id"))?;
    let mut found = Vec::with_capacity(ids.len());
    for id in ids {
        let one = one(sql, &id, wish.now)?;
        found.push(one.ok_or_else(|| StoreError::Broken("an order vanished".to_owned()))?);
    }
    Ok(found)
}

/// The orders with this wrong. `$3`, `$4` and `$5` are the moments of [`Overdue`].
fn orders_with(reason: StuckReason) -> &'static str {
    match reason {
        StuckReason::Proposed => {
            "SELECT order_id AS id FROM hand_settlements WHERE state = 'proposed'"
        }
        StuckReason::Held => {
            "SELECT t.order_id AS id FROM ledger_postings p JOIN ledger_transactions t \
             ON t.id = p.transaction_id WHERE p.account = 'held_for_support' \
             GROUP BY t.order_id, p.currency HAVING sum(p.amount_minor) <> 0"
        }
        StuckReason::Undelivered => {
            "SELECT id FROM orders WHERE state IN ('paid', 'fulfil_failed') AND paid_at <= $4"
        }
        StuckReason::Refund => {
            "SELECT id FROM orders WHERE state = 'refund_failed' UNION \
             SELECT o.id FROM orders o WHERE o.state = 'refund_pending' AND EXISTS \
             (SELECT 1 FROM refunds r WHERE r.order_id = o.id AND r.state = 'pending' \
              AND r.created_at <= $5)"
        }
        StuckReason::Underpaid => {
            "SELECT id FROM orders WHERE state = 'underpaid' AND created_at <= $3"
        }
        StuckReason::Waiting => {
            "SELECT o.id FROM orders o WHERE o.state IN ('created', 'awaiting_payment') \
             AND o.created_at <= $3 AND EXISTS \
             (SELECT 1 FROM payment_attempts a WHERE a.order_id = o.id)"
        }
        StuckReason::Unknown => "SELECT id FROM orders WHERE 0",
    }
}

/// One order with what is wrong with it.
pub fn one(
    sql: &Connection,
    id: &OrderId,
    now: DateTime<Utc>,
) -> Result<Option<StuckOrder>, StoreError> {
    let Some(ReadOrder { file, customer_name }) = order_reading::one(sql, id)? else {
        return Ok(None);
    };
    let settlements = hand_settlements::of_order(sql, id)?;
    let wrong = wrong_with(&file, &settlements, now);
    Ok(Some(StuckOrder {
        since: wrong.iter().map(|(_, since)| *since).min(),
        reasons: wrong.into_iter().map(|(reason, _)| reason).collect(),
        read: ReadOrder { file, customer_name },
        settlements,
    }))
}
