//! The table `keychain_entries`: names of entries that may exist.

use crate::keychain::SecretKey;
use billing_contract::UserId;
use rusqlite::Connection;

/// Every entry that may exist.
pub(super) fn all(database: &Connection) -> rusqlite::Result<Vec<SecretKey>> {
    database
        .prepare("SELECT server, user_id FROM keychain_entries")?
        .query_map([], |row| {
            Ok(SecretKey { server: row.get(0)?, user_id: UserId::new(row.get::<_, String>(1)?) })
        })?
        .collect()
}

/// Remembers an entry that is about to be written.
pub(super) fn add(database: &Connection, key: &SecretKey) -> rusqlite::Result<()> {
    database.execute(
        "INSERT INTO keychain_entries (server, user_id) VALUES ($1, $2) ON CONFLICT DO NOTHING",
        [key.server.as_str(), key.user_id.as_str()],
    )?;
    Ok(())
}

/// Forgets an entry that is gone.
pub(super) fn remove(database: &Connection, key: &SecretKey) -> rusqlite::Result<()> {
    database.execute(
        "DELETE FROM keychain_entries WHERE server = $1 AND user_id = $2",
        [key.server.as_str(), key.user_id.as_str()],
    )?;
    Ok(())
}
