//! The table `cached_values`.

use super::{CachedValue, Kind, OwnerKey};
use chrono::DateTime;
use rusqlite::{Connection, Row, params};
use sha2::{Digest as _, Sha256};

/// Every value of one owner; a row that is not what was written is an error.
pub(super) fn of(
    database: &Connection,
    owner: &OwnerKey,
) -> rusqlite::Result<Vec<(Kind, CachedValue)>> {
    let mut statement = database.prepare_cached(
        "SELECT kind, etag, language, body, fetched_at, confirmed_at, checksum
         FROM cached_values WHERE owner = $1",
    )?;
    let rows = statement.query_map([owner.as_str()], |row| read(owner, row))?;
    // A kind that only a newer version knows is left alone.
    rows.filter_map(Result::transpose).collect()
}

/// Writes a value in place of an earlier one of its kind.
pub(super) fn put(
    database: &Connection,
    owner: &OwnerKey,
    kind: &Kind,
    value: &CachedValue,
) -> rusqlite::Result<()> {
    let kind = kind.name();
    database
        .prepare_cached(
            "INSERT INTO cached_values
                 (owner, kind, etag, language, body, fetched_at, confirmed_at, checksum)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
             ON CONFLICT (owner, kind) DO UPDATE SET
                 etag = excluded.etag, language = excluded.language, body = excluded.body,
                 fetched_at = excluded.fetched_at, confirmed_at = excluded.confirmed_at,
                 checksum = excluded.checksum",
        )?
        .execute(params![
            owner.as_str(),
            kind,
            value.etag,
            value.language,
            value.body,
            value.fetched_at.timestamp_millis(),
            value.confirmed_at.timestamp_millis(),
            checksum(owner, &kind, value).as_slice(),
        ])?;
    Ok(())
}

/// Removes one value.
pub(super) fn remove(database: &Connection, owner: &OwnerKey, kind: &Kind) -> rusqlite::Result<()> {
    let delete = "DELETE FROM cached_values WHERE owner = $1 AND kind = $2";
    database.execute(delete, params![owner.as_str(), kind.name()]).map(drop)
}

/// Removes every value that is not `owner`'s.
pub(super) fn remove_others(database: &Connection, owner: &OwnerKey) -> rusqlite::Result<usize> {
    database.execute("DELETE FROM cached_values WHERE owner <> $1", [owner.as_str()])
}

/// Removes every value.
pub(super) fn remove_all(database: &Connection) -> rusqlite::Result<usize> {
    database.execute("DELETE FROM cached_values", [])
}

fn read(owner: &OwnerKey, row: &Row<'_>) -> rusqlite::Result<Option<(Kind, CachedValue)>> {
    let time = |column: usize| {
        let millis: i64 = row.get(column)?;
        DateTime::from_timestamp_millis(millis)
            .ok_or(rusqlite::Error::IntegralValueOutOfRange(column, millis))
    };
    let name: String = row.get(0)?;
    let value = CachedValue {
        etag: row.get(1)?,
        language: row.get(2)?,
        body: row.get(3)?,
        fetched_at: time(4)?,
        confirmed_at: time(5)?,
        confirmed_monotonic: None,
    };
    let written: Vec<u8> = row.get(6)?;
    if written != checksum(owner, &name, &value) {
        return Err(rusqlite::Error::InvalidColumnName("checksum".to_owned()));
    }
    Ok(Kind::named(&name).map(|kind| (kind, value)))
}

fn checksum(owner: &OwnerKey, kind: &str, value: &CachedValue) -> [u8; 32] {
    let fetched_at = value.fetched_at.timestamp_millis().to_be_bytes();
    let confirmed_at = value.confirmed_at.timestamp_millis().to_be_bytes();
    let parts: [&[u8]; 8] = [
        owner.as_str().as_bytes(),
        kind.as_bytes(),
        if value.etag.is_some() { b"1" } else { b"0" },
        value.etag.as_deref().unwrap_or_default().as_bytes(),
        value.language.as_bytes(),
        value.body.as_bytes(),
        &fetched_at,
        &confirmed_at,
    ];
    let mut digest = Sha256::new();
    for part in parts {
        // The length in front keeps a byte from moving from one field to the next.
        digest.update((part.len() as u64).to_be_bytes());
        digest.update(part);
    }
    digest.finalize().into()
}
