//! The ledger of credits: numbered without gaps, each movement hashed with the one before it.

use super::columns::{Columns, change, first_row, moment, rows};
use super::{SqliteStore, changes};
use crate::credits::words;
use crate::store::{CreditLedger, Movement, StoreError};
use async_trait::async_trait;
use aws_lc_rs::digest;
use billing_contract::{ChangeKind, CreditTransaction, CreditTransactionType, CustomerId};
use chrono::{DateTime, Utc};
use rusqlite::{Connection, params};

#[async_trait]
impl CreditLedger for SqliteStore {
    async fn credit_transactions(
        &self,
        customer: &CustomerId,
        before: Option<i64>,
        limit: u32,
    ) -> Result<Vec<CreditTransaction>, StoreError> {
        let customer = customer.clone();
        self.readers.read(move |sql| list(sql, &customer, before, limit)).await
    }
}

/// Adds a movement to the ledger; part of the transaction that moves the credits.
pub fn record(
    sql: &Connection,
    customer: &CustomerId,
    movement: &Movement,
) -> Result<(), StoreError> {
    let last = list(sql, customer, None, 1)?.pop();
    let (number, balance, hash_before) = match &last {
        Some(last) => (last.number, last.balance_after, last.hash.as_str()),
        None => (0, 0, ""),
    };
    let balance_after = balance.checked_add(movement.amount).filter(|balance| *balance >= 0);
    let balance_after =
        balance_after.ok_or_else(|| StoreError::Broken("more credits go than are there".into()))?;
    let mut transaction = CreditTransaction {
        id: movement.id.clone().into(),
        number: number + 1,
        transaction_type: movement.kind,
        amount: movement.amount,
        balance_after,
        source: movement.source.to_owned(),
        description: movement.description.clone(),
        created_at: movement.at,
        hash: String::new(),
    };
    transaction.hash = sha256_of(&transaction.hashed_text(hash_before));
    insert(sql, customer, &transaction)?;
    changes::record(sql, Some(customer), ChangeKind::Credits, &movement.id, movement.at)
}

/// Begins the ledger of a customer whose credits are older than it with what they have.
pub fn carry_forward(
    sql: &Connection,
    customer: &CustomerId,
    locale: &str,
    name: &str,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let question = "SELECT total_credits - used_credits AS available FROM credit_balances \
         WHERE customer_id = $1 AND NOT EXISTS \
         (SELECT 1 FROM credit_transactions WHERE customer_id = $1)";
    let available: Option<i64> =
        first_row(sql, question, [customer.as_str()], |row| row.get("available"))?;
    let Some(available) = available.filter(|available| *available > 0) else { return Ok(()) };
    let movement = Movement {
        id: format!("{name}-carried"),
        kind: CreditTransactionType::Adjust,
        amount: available,
        source: "operator",
        description: words::carried_forward(locale),
        at: now,
    };
    record(sql, customer, &movement)
}

fn sha256_of(text: &str) -> String {
    let sha256 = digest::digest(&digest::SHA256, text.as_bytes());
    sha256.as_ref().iter().map(|byte| format!("{byte:02x}")).collect()
}

fn insert(
    sql: &Connection,
    customer: &CustomerId,
    new: &CreditTransaction,
) -> Result<(), StoreError> {
    let statement = "INSERT INTO credit_transactions (id, customer_id, number, transaction_type, \
         amount, balance_after, source, description, created_at, hash) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    let values = params![
        new.id.as_str(),
        customer.as_str(),
        new.number,
        new.transaction_type.as_str(),
        new.amount,
        new.balance_after,
        new.source,
        new.description,
        moment(new.created_at),
        new.hash,
    ];
    change(sql, statement, values).map(drop)
}

fn list(
    sql: &Connection,
    customer: &CustomerId,
    before: Option<i64>,
    limit: u32,
) -> Result<Vec<CreditTransaction>, StoreError> {
    let question = "SELECT * FROM credit_transactions WHERE customer_id = $1 AND number < $2 \
         ORDER BY number DESC LIMIT $3";
    let values = params![customer.as_str(), before.unwrap_or(i64::MAX), limit];
    rows(sql, question, values, |row| read(&row))
}

/// One movement as the contract tells it.
pub fn read(row: &Columns<'_>) -> Result<CreditTransaction, StoreError> {
    Ok(CreditTransaction {
        id: row.id("id")?,
        number: row.get("number")?,
        transaction_type: row.word("transaction_type")?,
        amount: row.get("amount")?,
        balance_after: row.get("balance_after")?,
        source: row.get("source")?,
        description: row.get("description")?,
        created_at: row.moment("created_at")?,
        hash: row.get("hash")?,
    })
}
