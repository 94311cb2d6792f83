//! Money that came, money that went back, and the double entry of both.

use super::columns::{change, first_row, malformed, moment, rows, word_of};
use crate::orders::facts::{Dispute, PaymentNumber, Receipt, Refund, RefundState};
use crate::store::{StoreError, StoredPlacement, StoredReceipt, StoredRefund};
use billing_contract::orders::Place;
use billing_contract::{Currency, CustomerId, Money, OrderId, UserId};
use chrono::{DateTime, Utc};
use rusqlite::{Connection, params};

const CLEARING: &str = "provider_clearing";

/// Books what moved: each place's gain, and against it what came.
pub fn book(
    sql: &Connection,
    order: &OrderId,
    customer: &CustomerId,
    moved: &[(Place, Money)],
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    if moved.is_empty() {
        return Ok(());
    }
    let statement = "INSERT INTO ledger_transactions (order_id, customer_id, at) \
         VALUES ($1, $2, $3) RETURNING id";
    let values = params![order.as_str(), customer.as_str(), moment(now)];
    let id = first_row(sql, statement, values, |row| row.get::<i64>("id"))?;
    let id = id.ok_or_else(|| StoreError::Broken("no ledger transaction".to_owned()))?;
    let mut came: Vec<(Currency, i64)> = Vec::new();
    for (place, amount) in moved {
        post(sql, id, &word_of(place)?, amount.currency, -amount.minor)?;
        match came.iter_mut().find(|(currency, _)| *currency == amount.currency) {
            Some((_, sum)) => *sum += amount.minor,
            None => came.push((amount.currency, amount.minor)),
        }
    }
    for (currency, minor) in came {
        if minor < 0 {
            return Err(StoreError::Broken("more money would leave than came".to_owned()));
        }
        if minor > 0 {
            post(sql, id, CLEARING, currency, minor)?;
        }
    }
    let question = "SELECT 1 AS odd FROM ledger_postings WHERE transaction_id = $1 \
         GROUP BY currency HAVING sum(amount_minor) <> 0";
    match first_row(sql, question, [id], |_| Ok(()))? {
        None => Ok(()),
        Some(()) => Err(StoreError::Broken("postings that do not add up to zero".to_owned())),
    }
}

fn post(
    sql: &Connection,
    transaction: i64,
    account: &str,
    currency: Currency,
    minor: i64,
) -> Result<(), StoreError> {
    let statement = "INSERT INTO ledger_postings (transaction_id, account, currency, \
         amount_minor) VALUES ($1, $2, $3, $4)";
    change(sql, statement, params![transaction, account, currency.code(), minor]).map(drop)
}

/// Where an order's money is.
pub fn placements(sql: &Connection, order: &OrderId) -> Result<Vec<StoredPlacement>, StoreError> {
    let question = "SELECT p.account, p.currency, -sum(p.amount_minor) AS amount_minor, \
         max(t.at) AS at FROM ledger_postings p JOIN ledger_transactions t \
         ON t.id = p.transaction_id WHERE t.order_id = $1 AND p.account <> 'provider_clearing' \
         GROUP BY p.account, p.currency HAVING sum(p.amount_minor) <> 0 ORDER BY min(t.id), p.account";
    rows(sql, question, [order.as_str()], |row| {
        Ok(StoredPlacement {
            place: row.word("account")?,
            amount: row.money("amount_minor")?,
            at: row.moment("at")?,
        })
    })
}

/// The money that came for an order, oldest first, with what of it decides.
pub fn receipts(
    sql: &Connection,
    order: &OrderId,
) -> Result<Vec<(StoredReceipt, Receipt)>, StoreError> {
    let question =
        "SELECT * FROM receipts WHERE order_id = $1 ORDER BY received_at, provider_trade_no";
    rows(sql, question, [order.as_str()], |row| {
        let method = row.method("method")?;
        let attempt: billing_contract::AttemptId = row.id("attempt_id")?;
        let amount = row.money("amount_minor")?;
        let decides = Receipt {
            attempt: attempt.clone(),
            amount,
            is_gone: row.get("is_gone")?,
            dispute: match row.get::<Option<String>>("dispute")?.as_deref() {
                None => None,
                Some("open") => Some(Dispute::Open),
                Some("won") => Some(Dispute::Won),
                Some("lost") => Some(Dispute::Lost),
                Some(_) => return Err(malformed("dispute")),
            },
        };
        let number = PaymentNumber { method, number: row.get("provider_trade_no")? };
        Ok((StoredReceipt { number, attempt, amount, paid_at: row.moment("paid_at")? }, decides))
    })
}

/// Writes a receipt, or what has become of it since.
pub fn keep_receipt(
    sql: &Connection,
    order: &OrderId,
    number: &PaymentNumber,
    receipt: &Receipt,
    paid_at: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let dispute = receipt.dispute.map(|dispute| match dispute {
        Dispute::Open => "open",
        Dispute::Won => "won",
        Dispute::Lost => "lost",
    });
    let statement = "INSERT INTO receipts (order_id, attempt_id, method, provider_trade_no, \
         amount_minor, currency, paid_at, received_at, is_gone, dispute) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (method, provider_trade_no) \
         DO UPDATE SET is_gone = excluded.is_gone, dispute = excluded.dispute";
    let values = params![
        order.as_str(),
        receipt.attempt.as_str(),
        number.method.as_str(),
        number.number,
        receipt.amount.minor,
        receipt.amount.currency.code(),
        moment(paid_at),
        moment(now),
        receipt.is_gone,
        dispute,
    ];
    change(sql, statement, values).map(drop)
}

/// Leaves of two rows for the same money the one under the provider's own number.
pub fn rename_receipt(
    sql: &Connection,
    stood_in: &PaymentNumber,
    number: &PaymentNumber,
) -> Result<(), StoreError> {
    let statement = "UPDATE refunds SET provider_trade_no = $3 \
         WHERE method = $1 AND provider_trade_no = $2";
    let method = number.method.as_str();
    change(sql, statement, params![method, stood_in.number, number.number])?;
    let statement = "DELETE FROM receipts WHERE method = $1 AND provider_trade_no = $2";
    change(sql, statement, params![stood_in.method.as_str(), stood_in.number]).map(drop)
}

/// The order a payment number belongs to.
pub fn order_of_receipt(
    sql: &Connection,
    number: &PaymentNumber,
) -> Result<Option<OrderId>, StoreError> {
    let question = "SELECT order_id FROM receipts WHERE method = $1 AND provider_trade_no = $2";
    first_row(sql, question, [number.method.as_str(), &number.number], |row| row.id("order_id"))
}

/// The refunds of an order, oldest first.
pub fn refunds(sql: &Connection, order: &OrderId) -> Result<Vec<StoredRefund>, StoreError> {
    let question = "SELECT * FROM refunds WHERE order_id = $1 ORDER BY refund_no";
    rows(sql, question, [order.as_str()], |row| {
        Ok(StoredRefund {
            refund_no: row.get("refund_no")?,
            payment: PaymentNumber {
                method: row.method("method")?,
                number: row.get("provider_trade_no")?,
            },
            amount: row.money("amount_minor")?,
            reason: row.get("reason")?,
            state: refund_state(&row.get::<String>("state")?)?,
            of_paid_order: row.get("of_paid_order")?,
            provider_refund_no: row.get("provider_refund_no")?,
            created_at: row.moment("created_at")?,
        })
    })
}

/// What of a refund decides.
pub fn deciding(refund: &StoredRefund) -> Refund {
    Refund {
        number: refund.refund_no.clone(),
        payment: refund.payment.clone(),
        amount: refund.amount,
        state: refund.state,
        of_paid_order: refund.of_paid_order,
    }
}

/// A refund that was asked for.
pub struct AskedRefund<'a> {
    /// The order.
    pub order: &'a OrderId,
    /// What decides.
    pub refund: &'a Refund,
    /// Why.
    pub reason: &'a str,
    /// By whom.
    pub asked_by: Option<&'a UserId>,
    /// The present moment.
    pub now: DateTime<Utc>,
}

/// Writes a refund that was asked for; the provider is asked about it from now on.
pub fn insert_refund(sql: &Connection, asked: &AskedRefund<'_>) -> Result<(), StoreError> {
    let statement = "INSERT INTO refunds (refund_no, order_id, method, provider_trade_no, \
         amount_minor, currency, reason, asked_by, state, created_at, next_look_at, \
         of_paid_order) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10, $11)";
    let values = params![
        asked.refund.number,
        asked.order.as_str(),
        asked.refund.payment.method.as_str(),
        asked.refund.payment.number,
        asked.refund.amount.minor,
        asked.refund.amount.currency.code(),
        asked.reason,
        asked.asked_by.map(UserId::as_str),
        refund_word(asked.refund.state),
        moment(asked.now),
        asked.refund.of_paid_order,
    ];
    change(sql, statement, values).map(drop)
}

/// Writes how a refund stands; one that ended is not asked about again.
pub fn settle_refund(
    sql: &Connection,
    refund: &Refund,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let statement = "UPDATE refunds SET state = $2, settled_at = $3, next_look_at = NULL \
         WHERE refund_no = $1";
    change(sql, statement, params![refund.number, refund_word(refund.state), moment(now)]).map(drop)
}

/// The order a refund number belongs to.
pub fn order_of_refund(sql: &Connection, refund_no: &str) -> Result<Option<OrderId>, StoreError> {
    let question = "SELECT order_id FROM refunds WHERE refund_no = $1";
    first_row(sql, question, [refund_no], |row| row.id("order_id"))
}

/// Refunds about which providers should be asked by now.
pub fn refunds_to_look_at(
    sql: &Connection,
    now: DateTime<Utc>,
    limit: u32,
) -> Result<Vec<(OrderId, String)>, StoreError> {
    let question = "SELECT order_id, refund_no FROM refunds WHERE next_look_at <= $1 \
         ORDER BY next_look_at LIMIT $2";
    rows(sql, question, params![moment(now), limit], |row| {
        Ok((row.id("order_id")?, row.get("refund_no")?))
    })
}

/// Sets when the provider is asked about a pending refund next, and keeps its number of it.
pub fn look_at_refund_again(
    sql: &Connection,
    refund_no: &str,
    provider_refund_no: Option<&str>,
    at: Option<DateTime<Utc>>,
) -> Result<(), StoreError> {
    let statement = "UPDATE refunds SET provider_refund_no = coalesce($2, provider_refund_no), \
         next_look_at = CASE WHEN state = 'pending' THEN $3 END WHERE refund_no = $1";
    change(sql, statement, params![refund_no, provider_refund_no, at.map(moment)]).map(drop)
}

fn refund_word(state: RefundState) -> &'static str {
    match state {
        RefundState::Pending => "pending",
        RefundState::Failed => "failed",
        RefundState::Succeeded => "succeeded",
    }
}

fn refund_state(word: &str) -> Result<RefundState, StoreError> {
    match word {
        "pending" => Ok(RefundState::Pending),
        "failed" => Ok(RefundState::Failed),
        "succeeded" => Ok(RefundState::Succeeded),
        _ => Err(malformed("state")),
    }
}
