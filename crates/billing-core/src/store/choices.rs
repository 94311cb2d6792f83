//! The table `choices`.

use rusqlite::{Connection, params};
use std::collections::BTreeMap;

/// Every choice, as JSON by its name.
pub(super) fn all(database: &Connection) -> rusqlite::Result<BTreeMap<String, String>> {
    database
        .prepare("SELECT name, value FROM choices")?
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect()
}

/// Writes a choice; none takes it back.
pub(super) fn put(database: &Connection, name: &str, value: Option<&str>) -> rusqlite::Result<()> {
    match value {
        Some(value) => database.execute(
            "INSERT INTO choices (name, value) VALUES ($1, $2)
             ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            params![name, value],
        )?,
        None => database.execute("DELETE FROM choices WHERE name = $1", [name])?,
    };
    Ok(())
}
