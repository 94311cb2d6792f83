//! The tables `notice_reads` and `notice_tellings`: what was read here and is to be told to the
//! service, and what is to be told by the desktop.

use super::OwnerKey;
use billing_contract::{Notice, NoticeId};
use chrono::{DateTime, Utc};
use rusqlite::{Connection, params};

/// How long what was told is remembered, so that it is not told again.
const REMEMBERED_FOR_DAYS: i64 = 90;

/// Puts down what was read.
pub(super) fn add_reads(
    database: &Connection,
    owner: &OwnerKey,
    ids: &[NoticeId],
) -> rusqlite::Result<()> {
    let statement = "INSERT INTO notice_reads (owner, notice_id) VALUES ($1, $2)
         ON CONFLICT DO NOTHING";
    for id in ids {
        database.execute(statement, [owner.as_str(), id.as_str()])?;
    }
    Ok(())
}

/// What was read and the service does not know of.
pub(super) fn reads(database: &Connection, owner: &OwnerKey) -> rusqlite::Result<Vec<NoticeId>> {
    let question = "SELECT notice_id FROM notice_reads WHERE owner = $1 ORDER BY notice_id";
    let mut statement = database.prepare_cached(question)?;
    let rows = statement.query_map([owner.as_str()], |row| row.get::<_, String>(0))?;
    rows.map(|id| id.map(NoticeId::new)).collect()
}

/// Takes off what the service knows now.
pub(super) fn remove_reads(
    database: &Connection,
    owner: &OwnerKey,
    ids: &[NoticeId],
) -> rusqlite::Result<()> {
    let statement = "DELETE FROM notice_reads WHERE owner = $1 AND notice_id = $2";
    for id in ids {
        database.execute(statement, [owner.as_str(), id.as_str()])?;
    }
    Ok(())
}

/// Puts down that a notice is to be told; false if it was before.
pub(super) fn add_telling(
    database: &Connection,
    owner: &OwnerKey,
    notice: &Notice,
) -> rusqlite::Result<bool> {
    let body = serde_json::to_string(notice).expect("the contract's types become JSON");
    let added = database.execute(
        "INSERT INTO notice_tellings (owner, notice_id, notice) VALUES ($1, $2, $3)
         ON CONFLICT DO NOTHING",
        [owner.as_str(), notice.id.as_str(), &body],
    )?;
    Ok(added > 0)
}

/// Takes what is to be told. It is marked as told in the same statement that reads it.
pub(super) fn claim(
    database: &Connection,
    owner: &OwnerKey,
    now: DateTime<Utc>,
) -> rusqlite::Result<Vec<Notice>> {
    let now = now.timestamp_millis();
    let oldest = now - REMEMBERED_FOR_DAYS * 24 * 3600 * 1000;
    database.execute("DELETE FROM notice_tellings WHERE claimed_at < $1", [oldest])?;
    let mut statement = database.prepare_cached(
        "UPDATE notice_tellings SET claimed_at = $1 WHERE owner = $2 AND claimed_at IS NULL
         RETURNING notice",
    )?;
    let rows = statement.query_map(params![now, owner.as_str()], |row| row.get::<_, String>(0))?;
    let mut due = Vec::new();
    for body in rows {
        // What a later version wrote and this one cannot read is not told by this one.
        due.extend(serde_json::from_str(&body?).ok());
    }
    Ok(due)
}

/// Forgets what tells of the person.
pub(super) fn clear(database: &Connection) -> rusqlite::Result<()> {
    database.execute("DELETE FROM notice_reads", [])?;
    database.execute("DELETE FROM notice_tellings", []).map(drop)
}

/// Copies every row that can still be read.
pub(super) fn carry_over(from: &Connection, to: &Connection) -> Vec<rusqlite::Result<()>> {
    let mut copied = Vec::new();
    let reads = || -> rusqlite::Result<Vec<(String, String)>> {
        from.prepare("SELECT owner, notice_id FROM notice_reads")?
            .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
            .collect()
    };
    let insert = "INSERT INTO notice_reads VALUES ($1, $2) ON CONFLICT DO NOTHING";
    match reads() {
        Ok(rows) => {
            let copy = |row: (String, String)| to.execute(insert, [row.0, row.1]).map(drop);
            copied.extend(rows.into_iter().map(copy));
        }
        Err(error) => copied.push(Err(error)),
    }
    type Row = (String, String, String, Option<i64>);
    let tellings = || -> rusqlite::Result<Vec<Row>> {
        from.prepare("SELECT owner, notice_id, notice, claimed_at FROM notice_tellings")?
            .query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))?
            .collect()
    };
    let insert = "INSERT INTO notice_tellings VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING";
    match tellings() {
        Ok(rows) => copied.extend(
            rows.into_iter()
                .map(|row| to.execute(insert, params![row.0, row.1, row.2, row.3]).map(drop)),
        ),
        Err(error) => copied.push(Err(error)),
    }
    copied
}
