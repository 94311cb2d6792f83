//! The table `observations`: what was seen of purchases, the newest few thousand.

use super::OwnerKey;
use crate::evidence::Observation;
use rusqlite::{Connection, params};

/// How many are kept of one owner; more are kept for a moment, so that not every one costs a
/// deletion.
const MOST: i64 = 2_000;
const SLACK: i64 = 100;

/// Adds one, and removes the oldest if there are too many.
pub(super) fn add(
    database: &Connection,
    owner: &OwnerKey,
    observation: &Observation,
) -> rusqlite::Result<()> {
    let body = serde_json::to_string(observation).expect("plain values become JSON");
    database
        .prepare_cached("INSERT INTO observations (owner, body) VALUES ($1, $2)")?
        .execute(params![owner.as_str(), body])?;
    let newest = database.last_insert_rowid();
    if newest % SLACK == 0 {
        database.execute(
            "DELETE FROM observations WHERE owner = $1 AND number <= (
                 SELECT number FROM observations WHERE owner = $1
                 ORDER BY number DESC LIMIT 1 OFFSET $2)",
            params![owner.as_str(), MOST],
        )?;
    }
    Ok(())
}

/// Every one of one owner, oldest first; what cannot be understood is left out.
pub(super) fn of(database: &Connection, owner: &OwnerKey) -> rusqlite::Result<Vec<Observation>> {
    let mut statement = database
        .prepare_cached("SELECT body FROM observations WHERE owner = $1 ORDER BY number")?;
    let rows = statement.query_map([owner.as_str()], |row| row.get::<_, String>(0))?;
    let mut all = Vec::new();
    for body in rows {
        all.extend(serde_json::from_str(&body?).ok());
    }
    Ok(all)
}

/// Removes every one that is not `owner`'s.
pub(super) fn remove_others(database: &Connection, owner: &OwnerKey) -> rusqlite::Result<usize> {
    database.execute("DELETE FROM observations WHERE owner <> $1", [owner.as_str()])
}

/// Removes every one of everybody.
pub(super) fn remove_all(database: &Connection) -> rusqlite::Result<usize> {
    database.execute("DELETE FROM observations", [])
}
