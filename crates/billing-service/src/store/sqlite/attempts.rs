//! Codes and links to pay with.

use super::columns::{Columns, change, first_row, moment, rows};
use super::{coupons, orders, settling};
use crate::orders::facts;
use crate::orders::machine::Event;
use crate::orders::schedule;
use crate::store::{
    AttemptReference, BegunAttempt, Happening, NewAttempt, OrderFile, Settlement, Shown,
    StoreError, StoredAttempt,
};
use billing_contract::{AttemptId, AttemptState, OrderId, PayType};
use chrono::{DateTime, Utc};
use rusqlite::{Connection, params};

/// The attempts of an order, oldest first.
pub fn of_order(sql: &Connection, order: &OrderId) -> Result<Vec<StoredAttempt>, StoreError> {
    let question = "SELECT * FROM payment_attempts WHERE order_id = $1 ORDER BY id";
    rows(sql, question, [order.as_str()], |row| read(&row))
}

/// Writes a code or link down, for what is still to be paid, before its provider is asked for it.
pub fn begin(sql: &Connection, new: &NewAttempt) -> Result<BegunAttempt, StoreError> {
    let Some(file) = orders::load(sql, &new.order)? else { return Ok(BegunAttempt::Missing) };
    let has_money = file.facts.has_money();
    // Money that came pays the order even after its end; the rest of it can be paid as well.
    let in_time = has_money || (file.facts.ended.is_none() && file.order.expires_at > new.now);
    if file.facts.is_paid() || !in_time {
        return Ok(BegunAttempt::NotOpen(Box::new(file)));
    }
    let same_method = |one: &&StoredAttempt| one.method == new.method && facts::is_open(one.state);
    if file.attempts.iter().any(|one| same_method(&one)) {
        return Ok(BegunAttempt::OneIsOpen(Box::new(file)));
    }
    if let Some(problem) = coupons::still_counts(sql, &new.order, new.now)? {
        return Ok(BegunAttempt::CouponRefused(problem));
    }
    let amount = file.facts.missing();
    change(
        sql,
        "INSERT INTO payment_attempts (id, order_id, method, trade_no, amount_minor, currency, \
         state, return_url, created_at, shown_until, payable_until) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        params![
            new.id.as_str(),
            new.order.as_str(),
            new.method.as_str(),
            format!("{}T{:02}", file.order.order_no, file.attempts.len() + 1),
            amount.minor,
            amount.currency.code(),
            AttemptState::Unknown.as_str(),
            new.return_url,
            moment(new.now),
            moment(new.shown_until),
            moment(new.payable_until),
        ],
    )?;
    let statement = "UPDATE orders SET method = $2, next_look_at = $3 WHERE id = $1";
    let look_at = schedule::first_look(new.now, file.order.expires_at);
    change(sql, statement, params![new.order.as_str(), new.method.as_str(), moment(look_at)])?;
    let begun = orders::load(sql, &new.order)?;
    let begun = begun.ok_or_else(|| StoreError::Broken("an order vanished".to_owned()))?;
    Ok(BegunAttempt::Begun(Box::new(begun), new.id.clone()))
}

/// Keeps what the provider gave to pay with.
pub fn show(
    sql: &Connection,
    order: &OrderId,
    attempt: &AttemptId,
    shown: &Shown,
    now: DateTime<Utc>,
) -> Result<Option<OrderFile>, StoreError> {
    let statement = "UPDATE payment_attempts SET prepay_id = coalesce($2, prepay_id), \
         code_url = coalesce($3, code_url), page_url = coalesce($4, page_url), shown_until = $5 \
         WHERE id = $1";
    let until = moment(shown.until);
    let values = params![attempt.as_str(), shown.prepay_id, shown.code_url, shown.page_url, until];
    change(sql, statement, values)?;
    let settlement = Settlement {
        order: order.clone(),
        happenings: vec![Happening::plain(Event::Presented(attempt.clone()))],
        notice: None,
        tell_that_asked: None,
        now,
        completing: None,
    };
    Ok(settling::settle(sql, &settlement)?.map(|settled| settled.file))
}

/// Notes that the provider was asked.
pub fn note_asked(
    sql: &Connection,
    attempt: &AttemptId,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let statement = "UPDATE payment_attempts SET asked_at = $2 WHERE id = $1";
    change(sql, statement, params![attempt.as_str(), moment(now)]).map(drop)
}

/// Notes that the provider could not close an attempt that is given up.
pub fn note_stays_payable(sql: &Connection, attempt: &AttemptId) -> Result<(), StoreError> {
    let statement = "UPDATE payment_attempts SET stays_payable = 1 WHERE id = $1";
    change(sql, statement, [attempt.as_str()]).map(drop)
}

/// Sets where an attempt stands.
pub fn set_state(
    sql: &Connection,
    attempt: &AttemptId,
    state: AttemptState,
) -> Result<(), StoreError> {
    let statement = "UPDATE payment_attempts SET state = $2 WHERE id = $1";
    change(sql, statement, [attempt.as_str(), state.as_str()]).map(drop)
}

/// The order and attempt a provider's reference is about.
pub fn find(
    sql: &Connection,
    method: PayType,
    reference: &AttemptReference,
) -> Result<Option<(OrderId, AttemptId)>, StoreError> {
    let (question, name) = match reference {
        AttemptReference::TradeNo(name) => {
            ("SELECT order_id, id FROM payment_attempts WHERE method = $1 AND trade_no = $2", name)
        }
        AttemptReference::PrepayId(name) => {
            ("SELECT order_id, id FROM payment_attempts WHERE method = $1 AND prepay_id = $2", name)
        }
        AttemptReference::PaymentNumber(name) => (
            "SELECT order_id, attempt_id AS id FROM receipts \
             WHERE method = $1 AND provider_trade_no = $2",
            name,
        ),
    };
    first_row(sql, question, [method.as_str(), name], |row| {
        Ok((row.id("order_id")?, row.id("id")?))
    })
}

fn read(row: &Columns<'_>) -> Result<StoredAttempt, StoreError> {
    Ok(StoredAttempt {
        id: row.id("id")?,
        method: row.method("method")?,
        trade_no: row.get("trade_no")?,
        amount: row.money("amount_minor")?,
        state: AttemptState::from_name(&row.get::<String>("state")?),
        prepay_id: row.get("prepay_id")?,
        code_url: row.get("code_url")?,
        page_url: row.get("page_url")?,
        return_url: row.get("return_url")?,
        created_at: row.moment("created_at")?,
        shown_until: row.moment("shown_until")?,
        payable_until: row.moment("payable_until")?,
        asked_at: row.optional_moment("asked_at")?,
        stays_payable: row.get("stays_payable")?,
    })
}
