//! Grants of credits, and what is left of each.
//!
//! A life: credits come together as one grant ([`give`]). What is owed is paid from them first; the
//! rest waits to be spent ([`spend`]), soonest-expiring first, and what nobody has spent when its
//! time is over runs out ([`expire`]). If the money that bought them goes back, all of them are
//! taken back ([`take_back`]): what is left of the grant, then what is left of others, and what
//! nothing covers is owed. So something is left only where nothing is owed, and the balance after
//! the newest movement is what is left less what is owed.

use super::columns::{change, day, first_row, moment, rows};
use super::{accounts, auto_top_up, changes, credits, plan_credits};
use crate::credits::words;
use crate::store::{
    Adjustment, CreditHolding, Movement, NewGrant, Occasion, Spending, Spent, StoreError,
    StoredOrder,
};
use billing_contract::{
    ChangeKind, CreditGrant, CreditTransaction, CreditTransactionType, CustomerId, GrantSource,
};
use chrono::{DateTime, Utc};
use rusqlite::{Connection, params};

/// No customer holds more, so that sums of a few of them can always be counted.
const MOST_CREDITS: i64 = 1_000_000_000_000_000;

/// How the change feed names what is held in all.
const HOLDING: &str = "credits";

/// Gives credits; what is owed is paid from them first.
pub fn give(
    sql: &Connection,
    customer: &CustomerId,
    grant: &NewGrant,
) -> Result<CreditTransaction, StoreError> {
    let movement = &grant.movement;
    open_account(sql, customer, movement.at)?;
    let sums = sums(sql, customer)?;
    let amount = movement.amount;
    if amount <= 0 || sums.left.saturating_add(amount) > MOST_CREDITS {
        return Err(StoreError::Broken("a grant of more credits than can be counted".to_owned()));
    }
    let pays = amount.min(sums.debt);
    let (mut order, mut month) = (None, None);
    match &grant.occasion {
        Occasion::Order(of) => order = Some(of.as_str()),
        Occasion::Month { subscription, plan, first } => {
            month = Some((subscription.as_str(), plan.as_str(), day(*first)));
        }
        Occasion::Other => {}
    }
    let statement = "INSERT INTO credit_grants (id, customer_id, source, amount, remaining, \
         granted_at, expires_at, order_id, subscription_id, plan_id, month) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
    let values = params![
        movement.id,
        customer.as_str(),
        grant.source.as_str(),
        amount,
        amount - pays,
        moment(movement.at),
        grant.expires_at.map(moment),
        order,
        month.as_ref().map(|(subscription, ..)| *subscription),
        month.as_ref().map(|(_, plan, _)| *plan),
        month.as_ref().map(|(.., first)| first),
    ];
    change(sql, statement, values)?;
    let statement = "UPDATE credit_balances SET debt = debt - $2, \
         total_credits = total_credits + $3 WHERE customer_id = $1";
    change(sql, statement, params![customer.as_str(), pays, amount - pays])?;
    moved(sql, customer, movement)
}

/// Spends credits, soonest-expiring first, if so many are there.
pub fn spend(sql: &Connection, spending: &Spending) -> Result<Spent, StoreError> {
    let customer = &spending.customer;
    open_account(sql, customer, spending.now)?;
    // What has run out may not be spent, even if nobody has noted it yet.
    plan_credits::catch_up_with_all(sql, customer, spending.now)?;
    let sums = sums(sql, customer)?;
    if sums.left < spending.amount {
        return Ok(Spent::Short { available: sums.left });
    }
    take(sql, customer, spending.amount)?;
    let statement =
        "UPDATE credit_balances SET used_credits = used_credits + $2 WHERE customer_id = $1";
    change(sql, statement, params![customer.as_str(), spending.amount])?;
    let movement = Movement {
        id: spending.id.clone(),
        kind: CreditTransactionType::Spend,
        amount: -spending.amount,
        source: spending.source.clone().into(),
        description: spending.description.clone(),
        at: spending.now,
    };
    moved(sql, customer, &movement).map(Spent::Done)
}

/// Puts credits right: what comes is a grant that does not run out, and what goes must be there.
pub fn adjust(sql: &Connection, adjustment: &Adjustment) -> Result<Spent, StoreError> {
    let (customer, now) = (&adjustment.customer, adjustment.now);
    open_account(sql, customer, now)?;
    plan_credits::catch_up_with_all(sql, customer, now)?;
    let movement = Movement {
        id: adjustment.id.clone(),
        kind: CreditTransactionType::Adjust,
        amount: adjustment.amount,
        source: GrantSource::Operator.as_str().into(),
        description: adjustment.reason.clone(),
        at: now,
    };
    if adjustment.amount > 0 {
        let source = GrantSource::Operator;
        let grant = NewGrant { movement, source, expires_at: None, occasion: Occasion::Other };
        return give(sql, customer, &grant).map(Spent::Done);
    }
    let (sums, goes) = (sums(sql, customer)?, -adjustment.amount);
    if sums.left < goes {
        return Ok(Spent::Short { available: sums.left });
    }
    take(sql, customer, goes)?;
    let statement =
        "UPDATE credit_balances SET total_credits = total_credits - $2 WHERE customer_id = $1";
    change(sql, statement, params![customer.as_str(), goes])?;
    moved(sql, customer, &movement).map(Spent::Done)
}

/// A grant whose time is over.
pub struct Overdue {
    id: String,
    source: GrantSource,
    left: i64,
    /// The month it was for, or the moment it came.
    since: chrono::NaiveDate,
    /// When its time was over.
    pub expired_at: DateTime<Utc>,
}

/// The grant of a customer whose time was over first, if that is so by now.
pub fn first_overdue(
    sql: &Connection,
    customer: &CustomerId,
    now: DateTime<Utc>,
) -> Result<Option<Overdue>, StoreError> {
    let question = "SELECT id, source, remaining, month, granted_at, expires_at \
         FROM credit_grants WHERE customer_id = $1 AND remaining > 0 AND expires_at <= $2 \
         ORDER BY expires_at, granted_at, id LIMIT 1";
    first_row(sql, question, params![customer.as_str(), moment(now)], |row| {
        Ok(Overdue {
            id: row.get("id")?,
            source: row.word("source")?,
            left: row.get("remaining")?,
            since: match row.optional_day("month")? {
                Some(month) => month,
                None => row.moment("granted_at")?.date_naive(),
            },
            expired_at: row.moment("expires_at")?,
        })
    })
}

/// Lets run out what is left of a grant.
pub fn expire(
    sql: &Connection,
    customer: &CustomerId,
    overdue: &Overdue,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    open_account(sql, customer, now)?;
    let statement = "UPDATE credit_grants SET expired = expired + remaining, remaining = 0 \
         WHERE id = $1 AND remaining = $2";
    if change(sql, statement, params![overdue.id, overdue.left])? != 1 {
        return Err(StoreError::Broken("a grant moved while it ran out".to_owned()));
    }
    let statement =
        "UPDATE credit_balances SET total_credits = total_credits - $2 WHERE customer_id = $1";
    change(sql, statement, params![customer.as_str(), overdue.left])?;
    let locale = accounts::locale(sql, customer)?;
    let description = match overdue.source {
        GrantSource::Plan => words::expired(&locale, overdue.since),
        _ => words::ran_out(&locale, overdue.since),
    };
    let movement = Movement {
        // A grant runs out once.
        id: format!("{}-expired", overdue.id),
        kind: CreditTransactionType::Expire,
        amount: -overdue.left,
        source: overdue.source.as_str().into(),
        description,
        at: now,
    };
    moved(sql, customer, &movement).map(drop)
}

/// Takes back what an order had brought, because its money has gone back. What ran out unused is
/// not taken again.
pub fn take_back(
    sql: &Connection,
    order: &StoredOrder,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let customer = &order.terms.customer_id;
    plan_credits::catch_up_with_all(sql, customer, now)?;
    let question = "SELECT id, amount - expired AS owed, remaining FROM credit_grants \
         WHERE order_id = $1 AND is_taken_back = 0 ORDER BY id";
    let grants = rows(sql, question, [order.id.as_str()], |row| {
        let id: String = row.get("id")?;
        Ok((id, row.get::<i64>("owed")?, row.get::<i64>("remaining")?))
    })?;
    for (id, owed, left) in grants {
        let statement = "UPDATE credit_grants SET is_taken_back = 1, remaining = 0 WHERE id = $1";
        change(sql, statement, [&id])?;
        let from_others = take(sql, customer, (owed - left).min(left_of_all(sql, customer)?))?;
        let statement = "UPDATE credit_balances SET debt = debt + $2, \
             total_credits = total_credits - $3 WHERE customer_id = $1";
        let values = params![customer.as_str(), owed - left - from_others, left + from_others];
        change(sql, statement, values)?;
        if owed == 0 {
            continue;
        }
        let locale = accounts::locale(sql, customer)?;
        let movement = Movement {
            id: format!("{id}-back"),
            kind: CreditTransactionType::Refund,
            amount: -owed,
            source: "order".into(),
            description: words::taken_back(&locale, &order.terms.product_name),
            at: now,
        };
        moved(sql, customer, &movement)?;
    }
    Ok(())
}

/// What a customer holds.
pub fn holding(sql: &Connection, customer: &CustomerId) -> Result<CreditHolding, StoreError> {
    let question = format!("SELECT * {TO_SPEND}");
    let grants = rows(sql, &question, [customer.as_str()], |row| {
        Ok(CreditGrant {
            id: row.get("id")?,
            source: row.word("source")?,
            amount: row.get("amount")?,
            left: row.get("remaining")?,
            granted_at: row.moment("granted_at")?,
            expires_at: row.optional_moment("expires_at")?,
        })
    })?;
    Ok(CreditHolding { grants, debt: sums(sql, customer)?.debt })
}

/// The grants of which something is left: those that run out first before those that never do.
const TO_SPEND: &str = "FROM credit_grants WHERE customer_id = $1 AND remaining > 0 \
     ORDER BY expires_at IS NULL, expires_at, granted_at, id";

/// Takes so many credits from the grants, soonest-expiring first; so many must be there.
fn take(sql: &Connection, customer: &CustomerId, wanted: i64) -> Result<i64, StoreError> {
    let mut missing = wanted;
    if missing == 0 {
        return Ok(0);
    }
    let question = format!("SELECT id, remaining {TO_SPEND}");
    let grants = rows(sql, &question, [customer.as_str()], |row| {
        Ok((row.get::<String>("id")?, row.get::<i64>("remaining")?))
    })?;
    for (id, left) in grants {
        let taken = left.min(missing);
        let statement = "UPDATE credit_grants SET remaining = remaining - $2 WHERE id = $1";
        change(sql, statement, params![id, taken])?;
        missing -= taken;
        if missing == 0 {
            return Ok(wanted);
        }
    }
    Err(StoreError::Broken("more credits are told of than are left".to_owned()))
}

/// The sums of what a customer holds.
struct Sums {
    left: i64,
    debt: i64,
}

fn sums(sql: &Connection, customer: &CustomerId) -> Result<Sums, StoreError> {
    let question = "SELECT total_credits - used_credits AS available, debt FROM credit_balances \
         WHERE customer_id = $1";
    let found = first_row(sql, question, [customer.as_str()], |row| {
        Ok(Sums { left: row.get("available")?, debt: row.get("debt")? })
    })?;
    Ok(found.unwrap_or(Sums { left: 0, debt: 0 }))
}

fn left_of_all(sql: &Connection, customer: &CustomerId) -> Result<i64, StoreError> {
    let question = "SELECT coalesce(sum(remaining), 0) AS available FROM credit_grants \
         WHERE customer_id = $1 AND remaining > 0";
    let left = first_row(sql, question, [customer.as_str()], |row| row.get("available"))?;
    Ok(left.unwrap_or_default())
}

/// Makes sure that there are sums and a ledger to move credits in.
fn open_account(
    sql: &Connection,
    customer: &CustomerId,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let statement = "INSERT INTO credit_balances (customer_id, total_credits, used_credits, \
         monthly_quota) VALUES ($1, 0, 0, 0) ON CONFLICT (customer_id) DO NOTHING";
    change(sql, statement, [customer.as_str()])?;
    credits::carry_forward(sql, customer, now)
}

/// Writes down a movement whose sums are in place, and tells of it.
fn moved(
    sql: &Connection,
    customer: &CustomerId,
    movement: &Movement,
) -> Result<CreditTransaction, StoreError> {
    let transaction = credits::record(sql, customer, movement)?;
    changes::record_latest(sql, customer, ChangeKind::Subscription, HOLDING, movement.at)?;
    let balance = transaction.balance_after;
    auto_top_up::watch(sql, customer, balance, &movement.id, movement.at)?;
    Ok(transaction)
}

#[cfg(test)]
mod tests;
