//! The tables `downloads` and `download_documents`: downloads under way.

use super::OwnerKey;
use crate::downloads::record::{DownloadDocument, DownloadRecord};
use crate::views::DownloadId;
use rusqlite::{Connection, params};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// The downloads of one owner; a row that cannot be understood is left alone and logged.
pub(super) fn of(database: &Connection, owner: &OwnerKey) -> rusqlite::Result<Vec<DownloadRecord>> {
    let rows = database
        .prepare_cached("SELECT download FROM downloads WHERE owner = $1 ORDER BY id")?
        .query_map([owner.as_str()], |row| row.get::<_, String>(0))?
        .collect::<rusqlite::Result<Vec<_>>>()?;
    Ok(rows.iter().filter_map(|json| understood(json)).collect())
}

/// The documents of one download, in their order.
pub(super) fn documents(
    database: &Connection,
    owner: &OwnerKey,
    id: &DownloadId,
) -> rusqlite::Result<Vec<DownloadDocument>> {
    let rows = database
        .prepare_cached(
            "SELECT document FROM download_documents WHERE owner = $1 AND id = $2 ORDER BY place",
        )?
        .query_map([owner.as_str(), &id.0], |row| row.get::<_, String>(0))?
        .collect::<rusqlite::Result<Vec<_>>>()?;
    Ok(rows.iter().filter_map(|json| understood(json)).collect())
}

/// Writes a download with its documents, both or nothing.
pub(super) fn begin(
    database: &Connection,
    owner: &OwnerKey,
    record: &DownloadRecord,
    documents: &[DownloadDocument],
) -> rusqlite::Result<()> {
    let transaction = database.unchecked_transaction()?;
    put(&transaction, owner, record)?;
    for (place, document) in (0_i64..).zip(documents) {
        put_document(&transaction, owner.as_str(), &record.id.0, place, &json_of(document))?;
    }
    transaction.commit()
}

/// Writes a download in place of what was known of it; one that has ended needs its documents no
/// longer.
pub(super) fn put(
    database: &Connection,
    owner: &OwnerKey,
    record: &DownloadRecord,
) -> rusqlite::Result<()> {
    put_row(database, owner.as_str(), &record.id.0, &json_of(record))?;
    if record.has_ended() {
        remove_documents(database, owner, &record.id)?;
    }
    Ok(())
}

/// Removes a download.
pub(super) fn remove(
    database: &Connection,
    owner: &OwnerKey,
    id: &DownloadId,
) -> rusqlite::Result<()> {
    database.execute(
        "DELETE FROM downloads WHERE owner = $1 AND id = $2",
        params![owner.as_str(), id.0],
    )?;
    remove_documents(database, owner, id)
}

/// Removes every download of everybody.
pub(super) fn clear(database: &Connection) -> rusqlite::Result<()> {
    database.execute_batch("DELETE FROM downloads; DELETE FROM download_documents;")
}

/// Copies every row that can still be read.
pub(super) fn carry_over(from: &Connection, to: &Connection) -> Vec<rusqlite::Result<()>> {
    let downloads = rows(from, "SELECT owner, id, 0, download FROM downloads");
    let documents = rows(from, "SELECT owner, id, place, document FROM download_documents");
    let mut copied = Vec::new();
    match downloads {
        Ok(rows) => {
            copied.extend(rows.iter().map(|(owner, id, _, json)| put_row(to, owner, id, json)));
        }
        Err(error) => copied.push(Err(error)),
    }
    match documents {
        Ok(rows) => copied.extend(
            rows.iter().map(|(owner, id, place, json)| put_document(to, owner, id, *place, json)),
        ),
        Err(error) => copied.push(Err(error)),
    }
    copied
}

type PlainRow = (String, String, i64, String);

fn rows(database: &Connection, text: &str) -> rusqlite::Result<Vec<PlainRow>> {
    database
        .prepare(text)?
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))?
        .collect()
}

fn remove_documents(
    database: &Connection,
    owner: &OwnerKey,
    id: &DownloadId,
) -> rusqlite::Result<()> {
    database.execute(
        "DELETE FROM download_documents WHERE owner = $1 AND id = $2",
        params![owner.as_str(), id.0],
    )?;
    Ok(())
}

fn put_row(database: &Connection, owner: &str, id: &str, json: &str) -> rusqlite::Result<()> {
    database
        .prepare_cached(
            "INSERT INTO downloads (owner, id, download) VALUES ($1, $2, $3)
             ON CONFLICT (owner, id) DO UPDATE SET download = excluded.download",
        )?
        .execute(params![owner, id, json])?;
    Ok(())
}

fn put_document(
    database: &Connection,
    owner: &str,
    id: &str,
    place: i64,
    json: &str,
) -> rusqlite::Result<()> {
    database
        .prepare_cached(
            "INSERT INTO download_documents (owner, id, place, document) VALUES ($1, $2, $3, $4)
             ON CONFLICT (owner, id, place) DO UPDATE SET document = excluded.document",
        )?
        .execute(params![owner, id, place, json])?;
    Ok(())
}

fn json_of<T: Serialize>(value: &T) -> String {
    serde_json::to_string(value).expect("plain values become JSON")
}

fn understood<T: DeserializeOwned>(json: &str) -> Option<T> {
    match serde_json::from_str(json) {
        Ok(value) => Some(value),
        Err(error) => {
            tracing::error!(%error, "a download cannot be understood");
            None
        }
    }
}
