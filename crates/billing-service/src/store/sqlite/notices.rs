//! What customers are told of, who has read it, and what they agree to.

use super::columns::{Columns, change, first_row, moment, rows};
use super::{SqliteStore, changes};
use crate::store::{NoticeCentre, NoticesWish, Particulars, StoreError};
use async_trait::async_trait;
use billing_contract::{
    ChangeKind, Consent, CustomerId, Money, Notice, NoticeId, NoticeKind, ReadNotices, UserId,
};
use chrono::{DateTime, Duration, Utc};
use rusqlite::{Connection, params};

/// Notices are kept for so long: a year can be looked back on.
const KEPT_FOR_DAYS: i64 = 400;

#[async_trait]
impl NoticeCentre for SqliteStore {
    async fn notices(&self, wish: NoticesWish) -> Result<(Vec<Notice>, i64), StoreError> {
        self.readers
            .read(move |sql| Ok((list(sql, &wish)?, unread(sql, &wish.customer, &wish.reader)?)))
            .await
    }

    async fn read_notices_of(
        &self,
        customer: &CustomerId,
        reader: &UserId,
        read: ReadNotices,
        now: DateTime<Utc>,
    ) -> Result<i64, StoreError> {
        let (customer, reader) = (customer.clone(), reader.clone());
        self.writer.write(move |sql| mark_read(sql, &customer, &reader, &read, now)).await
    }

    async fn consent(&self, customer: &CustomerId) -> Result<Consent, StoreError> {
        let customer = customer.clone();
        self.readers
            .read(move |sql| {
                let question = "SELECT marketing FROM consents WHERE customer_id = $1";
                let marketing =
                    first_row(sql, question, [customer.as_str()], |row| row.get("marketing"))?;
                Ok(Consent { marketing: marketing.unwrap_or_default() })
            })
            .await
    }

    async fn set_consent(
        &self,
        customer: &CustomerId,
        by: &UserId,
        consent: Consent,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let (customer, by) = (customer.clone(), by.clone());
        self.writer
            .write(move |sql| {
                let statement = "INSERT INTO consents (customer_id, marketing, decided_by, \
                     decided_at) VALUES ($1, $2, $3, $4) ON CONFLICT (customer_id) DO UPDATE SET \
                     marketing = excluded.marketing, decided_by = excluded.decided_by, \
                     decided_at = excluded.decided_at";
                let values =
                    params![customer.as_str(), consent.marketing, by.as_str(), moment(now)];
                change(sql, statement, values)?;
                if !consent.marketing {
                    let statement = "DELETE FROM outbox WHERE customer_id = $1 \
                         AND receiver = 'marketing' AND state <> 'delivered'";
                    change(sql, statement, [customer.as_str()])?;
                }
                Ok(())
            })
            .await
    }
}

/// A notice is read if the reader has read this far, or this one.
const IS_READ: &str = "(n.id <= coalesce((SELECT notice_id FROM notices_read_to \
     WHERE user_id = $2 AND customer_id = $1), '') \
     OR EXISTS (SELECT 1 FROM notices_read r WHERE r.user_id = $2 AND r.notice_id = n.id))";

/// What a customer is told of, newest first.
pub fn list(sql: &Connection, wish: &NoticesWish) -> Result<Vec<Notice>, StoreError> {
    let question = format!(
        "SELECT n.*, {IS_READ} AS is_read FROM notices n WHERE n.customer_id = $1 \
         AND n.id > $3 AND n.id < $4 ORDER BY n.id DESC LIMIT $5"
    );
    // Identifiers are made of characters before this one.
    let before = wish.before.as_deref().unwrap_or("~");
    let since = wish.since.as_deref().unwrap_or_default();
    let values = params![wish.customer.as_str(), wish.reader.as_str(), since, before, wish.limit];
    rows(sql, &question, values, |row| read(&row))
}

/// How many notices somebody has not read.
pub fn unread(sql: &Connection, customer: &CustomerId, reader: &UserId) -> Result<i64, StoreError> {
    let question = format!(
        "SELECT count(*) AS unread FROM notices n WHERE n.customer_id = $1 AND NOT {IS_READ}"
    );
    let of = [customer.as_str(), reader.as_str()];
    Ok(first_row(sql, &question, of, |row| row.get("unread"))?.unwrap_or_default())
}

fn mark_read(
    sql: &Connection,
    customer: &CustomerId,
    reader: &UserId,
    read: &ReadNotices,
    now: DateTime<Utc>,
) -> Result<i64, StoreError> {
    let before = unread(sql, customer, reader)?;
    for id in &read.ids {
        let statement = "INSERT INTO notices_read (user_id, notice_id) SELECT $1, id FROM notices \
             WHERE id = $2 AND customer_id = $3 ON CONFLICT (user_id, notice_id) DO NOTHING";
        change(sql, statement, [reader.as_str(), id.as_str(), customer.as_str()])?;
    }
    if let Some(up_to) = &read.up_to {
        // Only a notice of this customer's says how far, and nobody reads less than they had.
        let statement = "INSERT INTO notices_read_to (user_id, customer_id, notice_id) \
             SELECT $1, customer_id, id FROM notices WHERE id = $2 AND customer_id = $3 \
             ON CONFLICT (user_id, customer_id) DO UPDATE SET notice_id = excluded.notice_id \
             WHERE excluded.notice_id > notice_id";
        change(sql, statement, [reader.as_str(), up_to.as_str(), customer.as_str()])?;
    }
    let left = unread(sql, customer, reader)?;
    if left != before {
        // The reader's other computers show it as read.
        changes::record_latest(sql, customer, ChangeKind::Notice, "read", now)?;
    }
    Ok(left)
}

fn read(row: &Columns<'_>) -> Result<Notice, StoreError> {
    let facts: String = row.get("facts")?;
    let facts: Particulars =
        serde_json::from_str(&facts).map_err(|error| StoreError::Broken(error.to_string()))?;
    let kind: NoticeKind = row.word("kind")?;
    let id: NoticeId = row.id("id")?;
    Ok(Notice {
        id,
        kind,
        at: row.moment("at")?,
        is_read: row.get("is_read")?,
        order_id: facts.order_id,
        order_no: facts.order_no,
        subject: facts.subject,
        amount: facts.amount.map(Money::to_decimal),
        currency: facts.amount.map(|amount| amount.currency),
        day: facts.day,
        product: facts.product,
        percent: facts.percent,
    })
}

/// Forgets notices from long ago.
pub fn forget(sql: &Connection, now: DateTime<Utc>) -> Result<usize, StoreError> {
    let before = moment(now - Duration::days(KEPT_FOR_DAYS));
    let statement =
        "DELETE FROM notices_read WHERE notice_id IN (SELECT id FROM notices WHERE at < $1)";
    let marks = change(sql, statement, [before])?;
    Ok(marks + change(sql, "DELETE FROM notices WHERE at < $1", [before])?)
}
