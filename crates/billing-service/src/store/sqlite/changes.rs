//! What has changed for whom.

use super::SqliteStore;
use super::columns::{change, first_row, moment, rows};
use crate::store::{
    ChangeFeed, Changes, ChangesSince, Committed, Listening, StoreError, StoredChange,
};
use async_trait::async_trait;
use billing_contract::{ChangeKind, CustomerId};
use chrono::{DateTime, Utc};
use rusqlite::{Connection, params};

/// The fact that names the newest change that was forgotten.
const FORGOTTEN: &str = "changes_forgotten_to";

/// Notes that something a console shows has changed; part of the transaction that changes it.
/// Without a customer it has changed for everybody.
pub fn record(
    sql: &Connection,
    customer: Option<&CustomerId>,
    kind: ChangeKind,
    item: &str,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let customer = customer.map_or("", CustomerId::as_str);
    let statement = "INSERT INTO changes (customer_id, kind, item_id, op, at) \
         VALUES ($1, $2, $3, 'put', $4)";
    change(sql, statement, params![customer, kind.as_str(), item, moment(now)]).map(drop)
}

/// Notes the same of a thing that changes all the time, in place of what was noted of it before:
/// who reads on learns of it once anyhow.
pub fn record_latest(
    sql: &Connection,
    customer: &CustomerId,
    kind: ChangeKind,
    item: &str,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let statement = "DELETE FROM changes WHERE customer_id = $1 AND kind = $2 AND item_id = $3";
    change(sql, statement, [customer.as_str(), kind.as_str(), item])?;
    record(sql, Some(customer), kind, item, now)
}

/// Tells the feed, after each commit, what it brought.
pub struct Teller {
    feed: ChangeFeed,
    told_to: i64,
}

impl Teller {
    /// Tells what is committed from now on.
    pub fn new(sql: &Connection, feed: ChangeFeed) -> Result<Self, StoreError> {
        Ok(Self { feed, told_to: newest(sql)? })
    }

    /// Tells what has been committed since the last time. What cannot be read now is told later.
    pub fn tell(&mut self, sql: &Connection) {
        match committed_after(sql, self.told_to) {
            Ok(changes) => {
                if let Some(last) = changes.last() {
                    self.told_to = last.seq;
                    self.feed.tell(&changes);
                }
            }
            Err(error) => tracing::warn!(%error, "what has changed cannot be told"),
        }
    }
}

fn committed_after(sql: &Connection, seq: i64) -> Result<Vec<Committed>, StoreError> {
    let question = "SELECT seq, customer_id FROM changes WHERE seq > $1 ORDER BY seq";
    rows(sql, question, [seq], |row| {
        let customer: String = row.get("customer_id")?;
        let customer = (!customer.is_empty()).then(|| CustomerId::from(customer));
        Ok(Committed { seq: row.get("seq")?, customer })
    })
}

/// The number of the newest change, also of one that is forgotten: a number once given out never names another.
pub fn newest(sql: &Connection) -> Result<i64, StoreError> {
    let question = "SELECT max(coalesce((SELECT max(seq) FROM changes), 0), $1) AS newest";
    let newest = first_row(sql, question, [forgotten_to(sql)?], |row| row.get("newest"))?;
    Ok(newest.unwrap_or_default())
}

pub fn since(
    sql: &Connection,
    customer: &CustomerId,
    seq: i64,
) -> Result<ChangesSince, StoreError> {
    let newest = newest(sql)?;
    if seq < forgotten_to(sql)? || seq > newest {
        return Ok(ChangesSince::TooOld);
    }
    let question = "SELECT kind, item_id FROM changes WHERE customer_id = $1 AND seq > $2 \
         UNION ALL SELECT kind, item_id FROM changes WHERE customer_id = '' AND seq > $2";
    let changes = rows(sql, question, params![customer.as_str(), seq], |row| {
        Ok(StoredChange { kind: row.change_kind("kind")?, item: row.get("item_id")? })
    })?;
    Ok(ChangesSince::Known(changes, newest))
}

/// The number of the newest change that is forgotten; zero if none is.
pub fn forgotten_to(sql: &Connection) -> Result<i64, StoreError> {
    let question = "SELECT CAST(fact AS BIGINT) AS seq FROM service_facts WHERE name = $1";
    Ok(first_row(sql, question, [FORGOTTEN], |row| row.get("seq"))?.unwrap_or_default())
}

/// Forgets changes made before a moment, and remembers that there were some.
pub fn forget(sql: &Connection, before: DateTime<Utc>) -> Result<usize, StoreError> {
    let question = "SELECT max(seq) AS seq FROM changes WHERE at < $1";
    let newest: Option<i64> =
        first_row(sql, question, [moment(before)], |row| row.get("seq"))?.flatten();
    let Some(newest) = newest else { return Ok(0) };
    let remember = "INSERT INTO service_facts (name, fact) VALUES ($1, $2) \
         ON CONFLICT (name) DO UPDATE SET fact = excluded.fact";
    change(sql, remember, [FORGOTTEN, &newest.to_string()])?;
    change(sql, "DELETE FROM changes WHERE seq <= $1", [newest])
}

#[async_trait]
impl Changes for SqliteStore {
    async fn newest_change(&self) -> Result<i64, StoreError> {
        self.readers.read(newest).await
    }

    async fn changes_since(
        &self,
        customer: &CustomerId,
        seq: i64,
    ) -> Result<ChangesSince, StoreError> {
        let customer = customer.clone();
        self.readers.read(move |sql| since(sql, &customer, seq)).await
    }

    fn listen(&self, customer: &CustomerId) -> Listening {
        self.feed.listen(customer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::sqlite::schema;
    use chrono::Duration;

    fn noon() -> DateTime<Utc> {
        "2026-06-18T12:00:00Z".parse().unwrap()
    }

    fn sql() -> Connection {
        let mut sql = Connection::open_in_memory().unwrap();
        schema::bring_up_to_date(&mut sql).unwrap();
        sql
    }

    fn kinds(known: ChangesSince) -> (Vec<ChangeKind>, i64) {
        match known {
            ChangesSince::Known(changes, seq) => {
                (changes.into_iter().map(|change| change.kind).collect(), seq)
            }
            ChangesSince::TooOld => panic!("too old"),
        }
    }

    #[test]
    fn a_customer_reads_on_from_where_they_were() {
        let sql = sql();
        let (anna, bert) = (CustomerId::new("anna"), CustomerId::new("bert"));
        record(&sql, Some(&anna), ChangeKind::Order, "o1", noon()).unwrap();
        record(&sql, Some(&bert), ChangeKind::Order, "o2", noon()).unwrap();
        record(&sql, None, ChangeKind::PackageCenter, "", noon()).unwrap();
        let all = kinds(since(&sql, &anna, 0).unwrap());
        assert_eq!(all, (vec![ChangeKind::Order, ChangeKind::PackageCenter], 3));
        assert_eq!(kinds(since(&sql, &anna, 1).unwrap()).0, [ChangeKind::PackageCenter]);
        assert_eq!(kinds(since(&sql, &anna, 3).unwrap()), (vec![], 3));
    }

    #[test]
    fn what_is_forgotten_or_from_elsewhere_must_be_read_anew() {
        let sql = sql();
        let anna = CustomerId::new("anna");
        for day in 0..3 {
            let at = noon() + Duration::days(day);
            record(&sql, Some(&anna), ChangeKind::Order, "o1", at).unwrap();
        }
        assert_eq!(forget(&sql, noon() + Duration::days(1)).unwrap(), 1);
        assert_eq!(since(&sql, &anna, 0).unwrap(), ChangesSince::TooOld);
        assert_eq!(kinds(since(&sql, &anna, 1).unwrap()).1, 3);
        assert_eq!(since(&sql, &anna, 4).unwrap(), ChangesSince::TooOld);
        assert_eq!(forget(&sql, noon() + Duration::days(9)).unwrap(), 2);
        assert_eq!(kinds(since(&sql, &anna, 3).unwrap()), (vec![], 3));
        record(&sql, Some(&anna), ChangeKind::Order, "o1", noon()).unwrap();
        assert_eq!(kinds(since(&sql, &anna, 3).unwrap()).1, 4);
    }

    #[test]
    fn each_commit_is_told_once() {
        use futures_util::FutureExt as _;
        let sql = sql();
        let (anna, feed) = (CustomerId::new("anna"), ChangeFeed::default());
        record(&sql, Some(&anna), ChangeKind::Order, "before", noon()).unwrap();
        let mut teller = Teller::new(&sql, feed.clone()).unwrap();
        let mut listening = feed.listen(&anna);
        teller.tell(&sql);
        assert!(listening.changed().now_or_never().is_none());
        record(&sql, Some(&anna), ChangeKind::Order, "after", noon()).unwrap();
        teller.tell(&sql);
        assert!(listening.changed().now_or_never().is_some());
        teller.tell(&sql);
        assert!(listening.changed().now_or_never().is_none());
    }
}
