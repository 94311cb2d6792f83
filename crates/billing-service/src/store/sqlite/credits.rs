//! The ledger of credits: numbered without gaps, each movement hashed with the one before it.

use super::columns::{Columns, change, first_row, moment, rows};
use super::{SqliteStore, accounts, changes, credit_grants, plan_credits, repeats};
use crate::credits::words;
use crate::store::{
    Adjustment, CreditHolding, CreditLedger, CreditPast, Movement, SpendCompleting, Spending,
    Spent, StoreError,
};
use async_trait::async_trait;
use aws_lc_rs::digest;
use billing_contract::{ChangeKind, CreditTransaction, CreditTransactionType, CustomerId};
use chrono::{DateTime, NaiveDate, NaiveTime, Utc};

use rusqlite::{Connection, params};
use std::collections::BTreeMap;

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

    async fn credit_holding(&self, customer: &CustomerId) -> Result<CreditHolding, StoreError> {
        let customer = customer.clone();
        self.readers.read(move |sql| credit_grants::holding(sql, &customer)).await
    }

    async fn credit_past(
        &self,
        customer: &CustomerId,
        from: NaiveDate,
    ) -> Result<CreditPast, StoreError> {
        let customer = customer.clone();
        self.readers.read(move |sql| past(sql, &customer, from)).await
    }

    async fn spend_credits(
        &self,
        spending: Spending,
        completing: Option<SpendCompleting>,
    ) -> Result<Option<Spent>, StoreError> {
        let customer = spending.customer.clone();
        let work = move |sql: &Connection| credit_grants::spend(sql, &spending);
        self.move_credits(customer, completing, work).await
    }

    async fn adjust_credits(
        &self,
        adjustment: Adjustment,
        completing: Option<SpendCompleting>,
    ) -> Result<Option<Spent>, StoreError> {
        let customer = adjustment.customer.clone();
        let work = move |sql: &Connection| credit_grants::adjust(sql, &adjustment);
        self.move_credits(customer, completing, work).await
    }

    async fn credits_due(
        &self,
        now: DateTime<Utc>,
        after: Option<&CustomerId>,
        limit: u32,
    ) -> Result<Vec<CustomerId>, StoreError> {
        let after = after.cloned();
        self.readers.read(move |sql| plan_credits::due(sql, now, after.as_ref(), limit)).await
    }

    async fn catch_up_credits(
        &self,
        customer: &CustomerId,
        now: DateTime<Utc>,
    ) -> Result<usize, StoreError> {
        let customer = customer.clone();
        self.writer.write(move |sql| plan_credits::catch_up(sql, &customer, now)).await
    }
}

impl SqliteStore {
    /// Moves credits of a customer, if there is one, and completes the repetition with what came of
    /// it.
    async fn move_credits(
        &self,
        customer: CustomerId,
        completing: Option<SpendCompleting>,
        work: impl Fn(&Connection) -> Result<Spent, StoreError> + Send + 'static,
    ) -> Result<Option<Spent>, StoreError> {
        self.writer
            .write(move |sql| {
                if accounts::by_id(sql, &customer)?.is_none() {
                    return Ok(None);
                }
                let moved = work(sql)?;
                if let (Spent::Done(transaction), Some(completing)) = (&moved, &completing) {
                    repeats::complete(sql, &completing(transaction)?)?;
                }
                Ok(Some(moved))
            })
            .await
    }
}

/// Adds a movement to the ledger; part of the transaction that moves the credits.
pub fn record(
    sql: &Connection,
    customer: &CustomerId,
    movement: &Movement,
) -> Result<CreditTransaction, StoreError> {
    let last = list(sql, customer, None, 1)?.pop();
    let (number, balance, hash_before) = match &last {
        Some(last) => (last.number, last.balance_after, last.hash.as_str()),
        None => (0, 0, ""),
    };
    let balance_after = balance.checked_add(movement.amount);
    let balance_after = balance_after
        .ok_or_else(|| StoreError::Broken("more credits than can be counted".into()))?;
    let mut transaction = CreditTransaction {
        id: movement.id.clone().into(),
        number: number + 1,
        transaction_type: movement.kind,
        amount: movement.amount,
        balance_after,
        source: movement.source.clone().into_owned(),
        description: movement.description.clone(),
        created_at: movement.at,
        hash: String::new(),
    };
    transaction.hash = sha256_of(&transaction.hashed_text(hash_before));
    insert(sql, customer, &transaction)?;
    changes::record(sql, Some(customer), ChangeKind::Credits, &movement.id, movement.at)?;
    Ok(transaction)
}

/// Begins the ledger of a customer whose credits are older than it with what they have.
pub fn carry_forward(
    sql: &Connection,
    customer: &CustomerId,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let question = "SELECT total_credits - used_credits - debt AS balance FROM credit_balances \
         WHERE customer_id = $1 AND NOT EXISTS \
         (SELECT 1 FROM credit_transactions WHERE customer_id = $1)";
    let balance: Option<i64> =
        first_row(sql, question, [customer.as_str()], |row| row.get("balance"))?;
    let Some(balance) = balance.filter(|balance| *balance != 0) else { return Ok(()) };
    let movement = Movement {
        id: format!("{customer}-carried"),
        kind: CreditTransactionType::Adjust,
        amount: balance,
        source: "operator".into(),
        description: words::carried_forward(&accounts::locale(sql, customer)?),
        at: now,
    };
    record(sql, customer, &movement).map(drop)
}

/// The SHA-256 of a text in hexadecimal digits.
pub fn sha256_of(text: &str) -> String {
    let sha256 = digest::digest(&digest::SHA256, text.as_bytes());
    sha256.as_ref().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Every movement of a customer from the first on.
#[cfg(test)]
pub fn oldest_first(
    sql: &Connection,
    customer: &CustomerId,
) -> Result<Vec<CreditTransaction>, StoreError> {
    let mut all = list(sql, customer, None, u32::MAX)?;
    all.reverse();
    Ok(all)
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

fn past(
    sql: &Connection,
    customer: &CustomerId,
    from: NaiveDate,
) -> Result<CreditPast, StoreError> {
    let question = "SELECT created_at FROM credit_transactions WHERE customer_id = $1 \
         AND number = 1";
    let since = first_row(sql, question, [customer.as_str()], |row| row.moment("created_at"))?;
    let question = "SELECT created_at, amount FROM credit_transactions WHERE customer_id = $1 \
         AND created_at >= $2 AND transaction_type = 'spend'";
    let values = params![customer.as_str(), moment(from.and_time(NaiveTime::MIN).and_utc())];
    let mut spent: BTreeMap<NaiveDate, i64> = BTreeMap::new();
    for (at, amount) in rows(sql, question, values, |row| {
        Ok((row.moment("created_at")?, row.get::<i64>("amount")?))
    })? {
        *spent.entry(at.date_naive()).or_default() -= amount;
    }
    Ok(CreditPast { since: since.map(|at| at.date_naive()), spent })
}

/// One movement of a customer.
pub fn by_id(
    sql: &Connection,
    customer: &CustomerId,
    id: &str,
) -> Result<Option<CreditTransaction>, StoreError> {
    let question = "SELECT * FROM credit_transactions WHERE customer_id = $1 AND id = $2";
    first_row(sql, question, [customer.as_str(), id], |row| read(&row))
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
