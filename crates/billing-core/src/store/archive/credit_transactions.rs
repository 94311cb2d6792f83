//! The table `credit_transactions`, and whether its movements follow each other.

use super::feed;
use super::seal::{Mark, Sum};
use crate::views::LedgerFault;
use billing_contract::{CreditTransaction, CreditTransactionType};
use chrono::NaiveDate;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, OptionalExtension as _, Params, params};
use serde::Deserialize;
use sha2::{Digest as _, Sha256};
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// A part of the ledger.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Ledger {
    /// How many credits there are after the newest movement.
    pub balance: i64,
    /// How many movements there are.
    pub total: u32,
    /// The movements asked for, newest first.
    pub rows: Vec<CreditTransaction>,
    /// The number of the last movement up to which each follows the one before.
    pub verified_to: i64,
    /// The first movement that does not.
    pub broken: Option<Break>,
}

/// Where the ledger is broken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Break {
    /// The number of the movement.
    pub number: i64,
    /// What is wrong with it.
    pub fault: LedgerFault,
}

/// What the credits did day by day.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct CreditDays {
    /// The day of the first movement of all.
    pub since: Option<NaiveDate>,
    /// How many were spent on a day.
    pub spent: BTreeMap<NaiveDate, i64>,
    /// The balance at the end of each day on which something moved.
    pub balances: BTreeMap<NaiveDate, i64>,
    /// The balance before the first day that was asked for.
    pub balance_before: i64,
}

/// Writes a movement; `body` is the same as the service wrote it. Moves the archive's sum along.
pub(super) fn put(
    database: &Connection,
    movement: &CreditTransaction,
    body: &str,
    sum: &mut Sum,
) -> rusqlite::Result<()> {
    let id = movement.id.as_str();
    let known: Option<String> = database
        .prepare_cached("SELECT body FROM credit_transactions WHERE number = $1 AND id = $2")?
        .query_row(params![movement.number, id], |row| row.get(0))
        .optional()?;
    if known.as_deref() == Some(body) {
        return Ok(());
    }
    take_out(database, "number = $1 OR id = $2", params![movement.number, id], sum)?;
    database
        .prepare_cached("INSERT INTO credit_transactions VALUES ($1, $2, $3)")?
        .execute(params![movement.number, id, body])?;
    sum.add(mark(movement.number, id, body));
    Ok(())
}

/// Removes a movement.
pub(super) fn remove(database: &Connection, id: &str, sum: &mut Sum) -> rusqlite::Result<()> {
    take_out(database, "id = $1", [id], sum)
}

fn take_out(
    database: &Connection,
    condition: &str,
    values: impl Params,
    sum: &mut Sum,
) -> rusqlite::Result<()> {
    let mut statement = database.prepare_cached(&format!(
        "DELETE FROM credit_transactions WHERE {condition} RETURNING number, id, body"
    ))?;
    let mut rows = statement.query(values)?;
    while let Some(row) = rows.next()? {
        let number = row.get(0)?;
        sum.take_off(mark(number, row.get_ref(1)?.as_str()?, row.get_ref(2)?.as_str()?));
    }
    Ok(())
}

/// What all the rows come to.
pub(super) fn sum(database: &Connection) -> rusqlite::Result<Sum> {
    let mut sum = Sum::default();
    let mut statement =
        database.prepare_cached("SELECT number, id, body FROM credit_transactions")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        sum.add(mark(row.get(0)?, row.get_ref(1)?.as_str()?, row.get_ref(2)?.as_str()?));
    }
    Ok(sum)
}

fn mark(number: i64, id: &str, body: &str) -> Mark {
    Mark::of("c").number(number).text(id).text(body)
}

/// A part of the ledger, after looking through what was not looked through before, or `anew` through
/// all of it.
pub(super) fn ledger(
    database: &Connection,
    offset: u32,
    limit: u32,
    anew: bool,
) -> rusqlite::Result<Ledger> {
    let total: i64 = database
        .prepare_cached("SELECT count(*) FROM credit_transactions")?
        .query_row([], |row| row.get(0))?;
    let (verified_to, broken) = verify(database, anew)?;
    Ok(Ledger {
        balance: newest(database)?.map(|movement| movement.balance_after).unwrap_or_default(),
        total: u32::try_from(total).unwrap_or(u32::MAX),
        rows: page(database, offset, limit)?,
        verified_to,
        broken,
    })
}

/// The movements that can be read; where one cannot, the ledger is broken and says so.
fn page(
    database: &Connection,
    offset: u32,
    limit: u32,
) -> rusqlite::Result<Vec<CreditTransaction>> {
    let mut statement = database.prepare_cached(
        "SELECT body FROM credit_transactions ORDER BY number DESC LIMIT $1 OFFSET $2",
    )?;
    let rows = statement.query_map(params![limit, offset], |row| Ok(read(row.get_ref(0)?)))?;
    rows.filter_map(Result::transpose).collect()
}

fn newest(database: &Connection) -> rusqlite::Result<Option<CreditTransaction>> {
    let mut statement =
        database.prepare_cached("SELECT body FROM credit_transactions ORDER BY number DESC")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        if let Some(movement) = read(row.get_ref(0)?) {
            return Ok(Some(movement));
        }
    }
    Ok(None)
}

/// A movement as it is kept; none if what is kept is no movement.
fn read(body: ValueRef<'_>) -> Option<CreditTransaction> {
    serde_json::from_slice(body.as_bytes().ok()?).ok()
}

/// Follows the movements on from where they were left, or `anew` from the first, and answers how far
/// they follow each other and where they first do not.
///
/// How far they were followed before is remembered with the hash that was found there, whatever the
/// service says later: so a movement is missed also at the end, and a chain that was forged from some
/// place on is not taken for the one that was seen.
fn verify(database: &Connection, anew: bool) -> rusqlite::Result<(i64, Option<Break>)> {
    let (seen_to, seen_hash) = feed::verified(database)?;
    let head = of_number(database, seen_to)?.filter(|head| head.hash == seen_hash);
    let (mut number, mut hash, mut balance) = match head {
        Some(head) if !anew => (seen_to, seen_hash.clone(), head.balance_after),
        Some(_) | None => (0, String::new(), 0),
    };
    let mut broken = None;
    let mut statement = database.prepare_cached(
        "SELECT number, body FROM credit_transactions WHERE number > $1 ORDER BY number",
    )?;
    let mut rows = statement.query([number])?;
    while let Some(row) = rows.next()? {
        let found = row.get::<_, i64>(0)?;
        let body = row.get_ref(1)?;
        let follows = read(body).filter(|movement| {
            movement.number == number + 1
                && balance.checked_add(movement.amount) == Some(movement.balance_after)
                && hash_of(movement, body, &hash).as_ref() == Some(&movement.hash)
        });
        let fault = match &follows {
            _ if found > number + 1 => LedgerFault::Missing,
            None => LedgerFault::Altered,
            Some(movement) if movement.number == seen_to && movement.hash != seen_hash => {
                LedgerFault::Replaced
            }
            Some(movement) => {
                number = movement.number;
                hash.clone_from(&movement.hash);
                balance = movement.balance_after;
                continue;
            }
        };
        broken = Some(Break { number: number + 1, fault });
        break;
    }
    if number > seen_to {
        feed::set_verified(database, number, &hash)?;
    } else if number < seen_to {
        broken = broken.or(Some(Break { number: number + 1, fault: LedgerFault::Missing }));
    }
    Ok((number, broken))
}

fn of_number(database: &Connection, number: i64) -> rusqlite::Result<Option<CreditTransaction>> {
    let mut statement =
        database.prepare_cached("SELECT body FROM credit_transactions WHERE number = $1")?;
    let mut rows = statement.query([number])?;
    let Some(row) = rows.next()? else { return Ok(None) };
    Ok(read(row.get_ref(0)?))
}

/// What the credits did from a day on.
pub(super) fn days(database: &Connection, from: NaiveDate) -> rusqlite::Result<CreditDays> {
    let since = of_number(database, 1)?.map(|first| first.created_at.date_naive());
    let mut days = CreditDays { since, ..CreditDays::default() };
    let mut before = None;
    let mut statement =
        database.prepare_cached("SELECT body FROM credit_transactions ORDER BY number DESC")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let Some(movement) = read(row.get_ref(0)?) else { continue };
        let day = movement.created_at.date_naive();
        let is_spent = movement.transaction_type == CreditTransactionType::Spend;
        if day >= from {
            days.balances.entry(day).or_insert(movement.balance_after);
            if is_spent {
                *days.spent.entry(day).or_default() -= movement.amount;
            }
        } else {
            before.get_or_insert(movement.balance_after);
        }
        // What is granted or runs out may be written down late, under the day it was due; what is
        // spent bears the moment it was.
        if day < from && is_spent {
            break;
        }
    }
    days.balance_before = before.unwrap_or_default();
    Ok(days)
}

/// The hash a movement has to have after one of that hash; `body` is the same as the service wrote it.
fn hash_of(movement: &CreditTransaction, body: ValueRef<'_>, hash_before: &str) -> Option<String> {
    let text = match movement.transaction_type {
        CreditTransactionType::Unknown => {
            // A newer service has hashed its own word.
            let told: ToldType = serde_json::from_slice(body.as_bytes().ok()?).ok()?;
            movement.hashed_text_as(&told.transaction_type, hash_before)
        }
        _ => movement.hashed_text(hash_before),
    };
    let digest = Sha256::digest(text.as_bytes());
    Some(digest.iter().fold(String::with_capacity(64), |mut text, byte| {
        let _infallible = write!(text, "{byte:02x}");
        text
    }))
}

/// The type of a movement as it was written.
#[derive(Deserialize)]
struct ToldType {
    transaction_type: String,
}
