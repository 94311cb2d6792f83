//! What others are told, and how far that has come.

use super::columns::{Columns, change, first_row, moment, rows};
use super::{SqliteStore, occurrences};
use crate::store::{
    Addressee, Alert, Letter, LetterFailure, Outbox, OutboxWish, ReplayedLetter, StoreError,
};
use async_trait::async_trait;
use billing_contract::{OutboxEntry, OutboxId, OutboxReceiver, OutboxState};
use chrono::{DateTime, Duration, Utc};
use rusqlite::types::Value;
use rusqlite::{Connection, params, params_from_iter};

/// What was delivered is remembered for so long; no key comes again after it.
const REMEMBERED_FOR_DAYS: i64 = 90;

#[async_trait]
impl Outbox for SqliteStore {
    async fn set_receivers(&self, receivers: Vec<OutboxReceiver>) -> Result<(), StoreError> {
        self.writer
            .write(move |sql| {
                change(sql, "DELETE FROM outbox_receivers", [])?;
                receivers.iter().try_for_each(|receiver| {
                    let statement = "INSERT INTO outbox_receivers (receiver) VALUES ($1)";
                    change(sql, statement, [receiver.as_str()]).map(drop)
                })
            })
            .await
    }

    async fn letters_due(
        &self,
        receiver: OutboxReceiver,
        now: DateTime<Utc>,
        limit: u32,
    ) -> Result<Vec<Letter>, StoreError> {
        self.readers.read(move |sql| due(sql, receiver, now, limit)).await
    }

    async fn letter_delivered(&self, id: &OutboxId, now: DateTime<Utc>) -> Result<(), StoreError> {
        let id = id.clone();
        self.writer
            .write(move |sql| {
                let statement = "UPDATE outbox SET state = 'delivered', tries = tries + 1, \
                     error = NULL, next_try_at = NULL, settled_at = $2 WHERE id = $1";
                change(sql, statement, params![id.as_str(), moment(now)]).map(drop)
            })
            .await
    }

    async fn letter_failed(&self, id: &OutboxId, failure: LetterFailure) -> Result<(), StoreError> {
        let id = id.clone();
        self.writer
            .write(move |sql| {
                let is_parked = failure.next_try_at.is_none();
                let state = if is_parked { OutboxState::Parked } else { OutboxState::Waiting };
                let statement = "UPDATE outbox SET state = $2, tries = tries + 1, error = $3, \
                     next_try_at = $4, settled_at = $5 WHERE id = $1 AND state = 'waiting'";
                let values = params![
                    id.as_str(),
                    state.as_str(),
                    failure.error,
                    failure.next_try_at.map(moment),
                    is_parked.then(|| moment(failure.now)),
                ];
                change(sql, statement, values).map(drop)
            })
            .await
    }

    async fn outbox_entries(&self, wish: OutboxWish) -> Result<Vec<OutboxEntry>, StoreError> {
        self.readers.read(move |sql| entries(sql, &wish)).await
    }

    async fn replay_letter(
        &self,
        id: &OutboxId,
        now: DateTime<Utc>,
    ) -> Result<ReplayedLetter, StoreError> {
        let id = id.clone();
        self.writer.write(move |sql| replay(sql, &id, now)).await
    }

    async fn alert(&self, key: String, alert: Alert, now: DateTime<Utc>) -> Result<(), StoreError> {
        self.writer.write(move |sql| occurrences::alert(sql, &key, &alert, now)).await
    }

    async fn payments_between(
        &self,
        from: DateTime<Utc>,
        until: DateTime<Utc>,
    ) -> Result<(i64, i64), StoreError> {
        self.readers
            .read(move |sql| {
                let question = "SELECT coalesce(sum(succeeded), 0) AS succeeded, \
                     coalesce(sum(failed), 0) AS failed FROM payment_minutes \
                     WHERE minute >= $1 AND minute < $2";
                let minutes = [from, until].map(|at| at.timestamp().div_euclid(60));
                let found = first_row(sql, question, minutes, |row| {
                    Ok((row.get("succeeded")?, row.get("failed")?))
                })?;
                Ok(found.unwrap_or_default())
            })
            .await
    }
}

/// What a receiver is to be told by now.
pub fn due(
    sql: &Connection,
    receiver: OutboxReceiver,
    now: DateTime<Utc>,
    limit: u32,
) -> Result<Vec<Letter>, StoreError> {
    let question = "SELECT o.id, o.key, o.told, o.tries, o.created_at, o.customer_id, \
         c.contact_email, c.contact_name, c.locale FROM outbox o \
         LEFT JOIN customers c ON c.id = o.customer_id \
         WHERE o.receiver = $1 AND o.next_try_at <= $2 ORDER BY o.next_try_at LIMIT $3";
    rows(sql, question, params![receiver.as_str(), moment(now), limit], |row| {
        let told: String = row.get("told")?;
        let told =
            serde_json::from_str(&told).map_err(|error| StoreError::Broken(error.to_string()))?;
        let customer = match row.optional_id("customer_id")? {
            Some(id) => Some(Addressee {
                id,
                email: row.get("contact_email")?,
                name: row.get("contact_name")?,
                locale: row.get("locale")?,
            }),
            None => None,
        };
        Ok(Letter {
            id: row.id("id")?,
            key: row.get("key")?,
            told,
            created_at: row.moment("created_at")?,
            tries: row.get("tries")?,
            customer,
        })
    })
}

/// What is told, newest first.
pub fn entries(sql: &Connection, wish: &OutboxWish) -> Result<Vec<OutboxEntry>, StoreError> {
    // Identifiers are made of characters before this one.
    let before = wish.before.clone().unwrap_or_else(|| "~".to_owned());
    let mut values: Vec<Value> = vec![before.into(), wish.limit.into()];
    let mut conditions = String::new();
    let state = wish.state.map(|state| ("state", state.as_str()));
    let receiver = wish.receiver.map(|receiver| ("receiver", receiver.as_str()));
    for (name, word) in [state, receiver].into_iter().flatten() {
        values.push(Value::from(word.to_owned()));
        conditions += &format!("{name} = ${} AND ", values.len());
    }
    let question =
        format!("SELECT * FROM outbox WHERE {conditions} id < $1 ORDER BY id DESC LIMIT $2");
    rows(sql, &question, params_from_iter(values), |row| entry(&row))
}

fn entry(row: &Columns<'_>) -> Result<OutboxEntry, StoreError> {
    Ok(OutboxEntry {
        id: row.id("id")?,
        receiver: row.word("receiver")?,
        what: row.get("what")?,
        key: row.get("key")?,
        state: row.word("state")?,
        tries: row.get("tries")?,
        error: row.get("error")?,
        created_at: row.moment("created_at")?,
        next_try_at: row.optional_moment("next_try_at")?,
        settled_at: row.optional_moment("settled_at")?,
    })
}

fn replay(
    sql: &Connection,
    id: &OutboxId,
    now: DateTime<Utc>,
) -> Result<ReplayedLetter, StoreError> {
    let statement = "UPDATE outbox SET state = 'waiting', tries = 0, next_try_at = $2, \
         settled_at = NULL WHERE id = $1 AND state = 'parked'";
    let is_replayed = change(sql, statement, params![id.as_str(), moment(now)])? == 1;
    let question = "SELECT * FROM outbox WHERE id = $1";
    let found = first_row(sql, question, [id.as_str()], |row| entry(&row))?;
    Ok(match found {
        Some(entry) if is_replayed => ReplayedLetter::Waiting(Box::new(entry)),
        Some(_) => ReplayedLetter::NotParked,
        None => ReplayedLetter::Missing,
    })
}

/// Forgets what was delivered long ago, and how payments went then; what is parked stays.
pub fn forget(sql: &Connection, now: DateTime<Utc>) -> Result<usize, StoreError> {
    let before = now - Duration::days(REMEMBERED_FOR_DAYS);
    let statement = "DELETE FROM outbox WHERE settled_at < $1 AND state = 'delivered'";
    let letters = change(sql, statement, [moment(before)])?;
    let minute = before.timestamp().div_euclid(60);
    Ok(letters + change(sql, "DELETE FROM payment_minutes WHERE minute < $1", [minute])?)
}
