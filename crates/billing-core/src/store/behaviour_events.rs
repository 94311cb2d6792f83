//! The table `behaviour_events`: what people did and agreed to tell, until the service has it.

use super::OwnerKey;
use billing_contract::BehaviourEvent;
use rusqlite::{Connection, params};

/// More than this is not kept: the oldest go.
const MOST: i64 = 2_000;

/// Queues an event; one of the same id is queued once.
pub(super) fn add(
    database: &Connection,
    owner: &OwnerKey,
    event: &BehaviourEvent,
) -> rusqlite::Result<()> {
    let json = serde_json::to_string(event).expect("plain values become JSON");
    put_row(database, owner.as_str(), &event.id, &json)?;
    database.execute(
        "DELETE FROM behaviour_events WHERE number <= (SELECT max(number) FROM behaviour_events) - $1",
        [MOST],
    )?;
    Ok(())
}

/// The oldest events of one owner.
pub(super) fn oldest(
    database: &Connection,
    owner: &OwnerKey,
    limit: usize,
) -> rusqlite::Result<Vec<BehaviourEvent>> {
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let events: rusqlite::Result<Vec<String>> = database
        .prepare_cached(
            "SELECT event FROM behaviour_events WHERE owner = $1 ORDER BY number LIMIT $2",
        )?
        .query_map(params![owner.as_str(), limit], |row| row.get(0))?
        .collect();
    Ok(events?.iter().filter_map(|json| serde_json::from_str(json).ok()).collect())
}

/// Removes events that were delivered.
pub(super) fn remove(database: &Connection, ids: &[String]) -> rusqlite::Result<()> {
    let mut statement = database.prepare_cached("DELETE FROM behaviour_events WHERE id = $1")?;
    for id in ids {
        statement.execute([id])?;
    }
    Ok(())
}

/// Removes every event of everybody.
pub(super) fn clear(database: &Connection) -> rusqlite::Result<()> {
    database.execute("DELETE FROM behaviour_events", []).map(drop)
}

/// Copies every row that can still be read.
pub(super) fn carry_over(from: &Connection, to: &Connection) -> Vec<rusqlite::Result<()>> {
    let read = || -> rusqlite::Result<Vec<(String, String, String)>> {
        from.prepare("SELECT owner, id, event FROM behaviour_events ORDER BY number")?
            .query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?
            .collect()
    };
    match read() {
        Ok(rows) => rows.iter().map(|(owner, id, json)| put_row(to, owner, id, json)).collect(),
        Err(error) => vec![Err(error)],
    }
}

fn put_row(database: &Connection, owner: &str, id: &str, json: &str) -> rusqlite::Result<()> {
    database
        .prepare_cached(
            "INSERT INTO behaviour_events (owner, id, event) VALUES ($1, $2, $3)
             ON CONFLICT DO NOTHING",
        )?
        .execute(params![owner, id, json])
        .map(drop)
}
