//! What providers have told.

use super::SqliteStore;
use super::columns::{Columns, change, first_row, moment, rows, word_of};
use crate::store::{LoggedNotice, NewNotice, NoticeEnd, NoticeLog, StoreError, StoredNotice};
use async_trait::async_trait;
use billing_contract::{OrderId, PayType, WebhookId, WebhookOutcome};
use chrono::{DateTime, Duration, Utc};
use rusqlite::types::Value;
use rusqlite::{Connection, params, params_from_iter};

/// How many notices that are not believed, or cannot be checked, are logged a minute; anybody can
/// send them.
const UNBELIEVED_A_MINUTE: i64 = 30;
const DONE: &str = "('applied', 'nothing_new', 'ignored')";

/// Counts a provider's event in the transaction that applies it and notes in the log what became of
/// it; `false`, and nothing is noted, if the event has been counted before.
pub fn count_once(
    sql: &Connection,
    method: PayType,
    event_id: &str,
    webhook_id: &WebhookId,
    order_id: Option<&OrderId>,
    outcome: WebhookOutcome,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let counted = change(
        sql,
        "INSERT INTO counted_events (provider, event_id, webhook_id, counted_at) \
         VALUES ($1, $2, $3, $4) ON CONFLICT (provider, event_id) DO NOTHING",
        params![method.as_str(), event_id, webhook_id.as_str(), moment(now)],
    )?;
    if counted == 0 {
        return Ok(false);
    }
    change(
        sql,
        "UPDATE webhook_log SET outcome = $2, order_id = coalesce($3, order_id), error = NULL, \
         processed_at = $4 WHERE id = $1",
        params![
            webhook_id.as_str(),
            word_of(&outcome)?,
            order_id.map(OrderId::as_str),
            moment(now),
        ],
    )?;
    Ok(true)
}

#[async_trait]
impl NoticeLog for SqliteStore {
    async fn log_notice(&self, notice: NewNotice) -> Result<Option<LoggedNotice>, StoreError> {
        self.writer.write(move |sql| log(sql, &notice)).await
    }

    async fn end_notice(&self, end: NoticeEnd) -> Result<(), StoreError> {
        self.writer.write(move |sql| self::end(sql, &end)).await
    }

    async fn read_notices(
        &self,
        outcome: Option<WebhookOutcome>,
        after: Option<String>,
        limit: u32,
    ) -> Result<Vec<StoredNotice>, StoreError> {
        self.readers
            .read(move |sql| {
                let outcome = outcome.as_ref().map(word_of).transpose()?;
                list(sql, outcome, after, limit)
            })
            .await
    }

    async fn read_notice(&self, id: &WebhookId) -> Result<Option<StoredNotice>, StoreError> {
        let id = id.clone();
        self.readers
            .read(move |sql| {
                let question = "SELECT l.*, o.order_no FROM webhook_log l \
                     LEFT JOIN orders o ON o.id = l.order_id WHERE l.id = $1";
                first_row(sql, question, [id.as_str()], |row| read(&row))
            })
            .await
    }
}

pub fn list(
    sql: &Connection,
    outcome: Option<String>,
    after: Option<String>,
    limit: u32,
) -> Result<Vec<StoredNotice>, StoreError> {
    // Identifiers are made of characters before this one.
    let before = after.unwrap_or_else(|| "~".to_owned());
    // A statement of its own for each, for only then an index serves it.
    let (condition, values) = match outcome {
        Some(outcome) => ("l.outcome = $3 AND", vec![before.into(), limit.into(), outcome.into()]),
        None => ("", vec![Value::from(before), limit.into()]),
    };
    let question = format!(
        "SELECT l.*, o.order_no FROM webhook_log l LEFT JOIN orders o ON o.id = l.order_id \
         WHERE {condition} l.id < $1 ORDER BY l.id DESC LIMIT $2"
    );
    rows(sql, &question, params_from_iter(values), |row| read(&row))
}

fn log(sql: &Connection, new: &NewNotice) -> Result<Option<LoggedNotice>, StoreError> {
    let question = "SELECT id FROM webhook_log WHERE provider = $1 AND event_key = $2";
    let known = [new.method.as_str(), &new.event_key];
    let known = first_row(sql, question, known, |row| row.get::<String>("id"))?;
    let is_new = known.is_none();
    if is_new && new.provider_event_id.is_none() && unbelieved_enough(sql, new.now)? {
        return Ok(None);
    }
    // What is done stays done, whatever a later delivery meets.
    let statement = format!(
        "INSERT INTO webhook_log (id, provider, event_key, provider_event_id, event, outcome, \
         error, deliveries, received_at, headers, body) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, 1, $8, $9, $10) \
         ON CONFLICT (provider, event_key) DO UPDATE SET deliveries = deliveries + $11, \
         outcome = CASE WHEN outcome IN {DONE} THEN outcome ELSE excluded.outcome END, \
         error = CASE WHEN outcome IN {DONE} THEN error ELSE excluded.error END \
         RETURNING id, outcome"
    );
    let values = params![
        new.id.as_str(),
        new.method.as_str(),
        new.event_key,
        new.provider_event_id,
        new.event,
        word_of(&new.outcome)?,
        new.error,
        moment(new.now),
        new.headers,
        new.body,
        i64::from(new.is_delivery),
    ];
    first_row(sql, &statement, values, |row| {
        Ok(LoggedNotice { id: row.id("id")?, outcome: row.word("outcome")? })
    })
}

/// Whether enough notices that nobody could be made sure of have been kept in the last minute.
pub fn unbelieved_enough(sql: &Connection, now: DateTime<Utc>) -> Result<bool, StoreError> {
    let question = "SELECT count(*) AS kept FROM webhook_log \
         WHERE provider_event_id IS NULL AND received_at > $1";
    let kept = [moment(now - Duration::minutes(1))];
    let kept = first_row(sql, question, kept, |row| row.get::<i64>("kept"))?;
    Ok(kept.is_some_and(|kept| kept >= UNBELIEVED_A_MINUTE))
}

fn end(sql: &Connection, end: &NoticeEnd) -> Result<(), StoreError> {
    let statement = format!(
        "UPDATE webhook_log SET outcome = $2, error = $3, processed_at = $4 \
         WHERE id = $1 AND outcome NOT IN {DONE}"
    );
    let values = params![end.id.as_str(), word_of(&end.outcome)?, end.error, moment(end.now)];
    change(sql, &statement, values).map(drop)
}

fn read(row: &Columns<'_>) -> Result<StoredNotice, StoreError> {
    let order_no: Option<String> = row.get("order_no")?;
    Ok(StoredNotice {
        id: row.id("id")?,
        method: row.method("provider")?,
        event: row.get("event")?,
        provider_event_id: row.get("provider_event_id")?,
        outcome: row.word("outcome")?,
        order: row.optional_id("order_id")?.zip(order_no),
        error: row.get("error")?,
        deliveries: row.get("deliveries")?,
        received_at: row.moment("received_at")?,
        processed_at: row.optional_moment("processed_at")?,
        headers: row.get("headers")?,
        body: row.get("body")?,
    })
}

/// Forgets notices that were never believed after a month, and after half a year what the others
/// said: it names people, and nobody works on it any more.
pub fn forget(sql: &Connection, now: DateTime<Utc>) -> Result<usize, StoreError> {
    let statement = "DELETE FROM webhook_log WHERE provider_event_id IS NULL AND received_at < $1";
    let refused = change(sql, statement, [moment(now - Duration::days(30))])?;
    let statement = "UPDATE webhook_log SET body = NULL, headers = '[]' \
         WHERE body IS NOT NULL AND received_at < $1";
    Ok(refused + change(sql, statement, [moment(now - Duration::days(180))])?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::sqlite::schema;

    fn notice(id: &str, outcome: WebhookOutcome, now: DateTime<Utc>) -> NewNotice {
        NewNotice {
            id: WebhookId::new(id),
            method: PayType::Stripe,
            event_key: id.to_owned(),
            provider_event_id: Some(id.to_owned()),
            event: "paid".to_owned(),
            outcome,
            error: None,
            headers: "[]".to_owned(),
            body: Some(b"Jo".to_vec()),
            is_delivery: true,
            now,
        }
    }

    /// A notice that was not believed, or could not be checked.
    fn unbelieved(id: &str, outcome: WebhookOutcome, now: DateTime<Utc>) -> NewNotice {
        NewNotice { provider_event_id: None, ..notice(id, outcome, now) }
    }

    fn noon() -> DateTime<Utc> {
        "2026-06-18T12:00:00Z".parse().unwrap()
    }

    #[test]
    fn what_was_never_believed_goes_after_a_month_and_what_the_others_said_after_half_a_year() {
        let mut sql = Connection::open_in_memory().unwrap();
        schema::bring_up_to_date(&mut sql).unwrap();
        let noon = noon();
        log(&sql, &unbelieved("a", WebhookOutcome::Refused, noon)).unwrap();
        log(&sql, &unbelieved("b", WebhookOutcome::Failed, noon)).unwrap();
        log(&sql, &notice("c", WebhookOutcome::Applied, noon)).unwrap();
        log(&sql, &notice("d", WebhookOutcome::Failed, noon)).unwrap();
        let left = |sql: &Connection| -> Vec<(String, bool)> {
            let question = "SELECT id, body IS NOT NULL AS said FROM webhook_log ORDER BY id";
            rows(sql, question, [], |row| Ok((row.get("id")?, row.get("said")?))).unwrap()
        };
        assert_eq!(forget(&sql, noon + Duration::days(29)).unwrap(), 0);
        assert_eq!(forget(&sql, noon + Duration::days(31)).unwrap(), 2);
        assert_eq!(left(&sql), [("c".to_owned(), true), ("d".to_owned(), true)]);
        assert_eq!(forget(&sql, noon + Duration::days(181)).unwrap(), 2);
        assert_eq!(left(&sql), [("c".to_owned(), false), ("d".to_owned(), false)]);
    }

    #[test]
    fn of_what_nobody_can_be_made_sure_of_so_much_is_kept_a_minute_whatever_the_reason() {
        let mut sql = Connection::open_in_memory().unwrap();
        schema::bring_up_to_date(&mut sql).unwrap();
        let kept =
            |id: String, outcome, now| log(&sql, &unbelieved(&id, outcome, now)).unwrap().is_some();
        for number in 0..100 {
            let outcome = [WebhookOutcome::Refused, WebhookOutcome::Failed][number % 2];
            assert_eq!(kept(format!("a{number:03}"), outcome, noon()), number < 30, "{number}");
        }
        let believed = log(&sql, &notice("b", WebhookOutcome::Started, noon())).unwrap();
        assert!(believed.is_some(), "what is surely the provider's is always kept");
        assert!(kept("a000".to_owned(), WebhookOutcome::Failed, noon()), "it is there already");
        let later = noon() + Duration::minutes(1);
        assert!(kept("c".to_owned(), WebhookOutcome::Failed, later));
    }

    #[test]
    fn what_is_done_stays_done_whatever_a_later_delivery_meets() {
        let mut sql = Connection::open_in_memory().unwrap();
        schema::bring_up_to_date(&mut sql).unwrap();
        let noon = noon();
        log(&sql, &notice("a", WebhookOutcome::Started, noon)).unwrap();
        let (id, method) = (WebhookId::new("a"), PayType::Stripe);
        let applied = WebhookOutcome::Applied;
        assert!(count_once(&sql, method, "e", &id, None, applied, noon).unwrap());
        assert!(!count_once(&sql, method, "e", &id, None, applied, noon).unwrap());
        let failed = WebhookOutcome::Failed;
        end(&sql, &NoticeEnd { id, outcome: failed, error: None, now: noon }).unwrap();
        let again = log(&sql, &notice("a", WebhookOutcome::Started, noon)).unwrap().unwrap();
        assert_eq!(again.outcome, applied);
    }
}
