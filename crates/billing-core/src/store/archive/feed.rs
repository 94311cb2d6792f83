//! The table `feed`: how far the change feed has been followed.

use super::seal::{Mark, Sum};
use crate::clock::Moment;
use chrono::{DateTime, Utc};
use rusqlite::{Connection, params};

/// How far the feed has been followed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Feed {
    /// Where to read on; none before the first page.
    pub cursor: Option<String>,
    /// Whether the walk through everything has ended.
    pub is_complete: bool,
    /// When the last page came.
    pub page_at: Option<DateTime<Utc>>,
    /// When nothing was missing for the last time.
    pub confirmed_at: Option<DateTime<Utc>>,
}

/// How far it has been followed.
pub(super) fn read(database: &Connection) -> rusqlite::Result<Feed> {
    database
        .prepare_cached("SELECT cursor, is_complete, page_at, confirmed_at FROM feed")?
        .query_row([], |row| {
            let moment = |column: usize| -> rusqlite::Result<Option<DateTime<Utc>>> {
                let Some(millis) = row.get::<_, Option<i64>>(column)? else { return Ok(None) };
                DateTime::from_timestamp_millis(millis)
                    .map(Some)
                    .ok_or(rusqlite::Error::IntegralValueOutOfRange(column, millis))
            };
            Ok(Feed {
                cursor: row.get(0)?,
                is_complete: row.get(1)?,
                page_at: moment(2)?,
                confirmed_at: moment(3)?,
            })
        })
}

/// A page has come that ends at `cursor`, and what it wrote changes the archive's sum by `written`;
/// `is_last` if the service had no more at that moment.
pub(super) fn advance(
    database: &Connection,
    cursor: &str,
    is_last: bool,
    written: Sum,
    now: Moment,
) -> rusqlite::Result<()> {
    let now = now.wall.timestamp_millis();
    let sum = stored_sum(database)?.and(written);
    database
        .prepare_cached(
            "UPDATE feed SET cursor = $1, page_at = $2, is_complete = is_complete OR $3,
                 confirmed_at = CASE WHEN $3 THEN $2 ELSE confirmed_at END, sum = $4",
        )?
        .execute(params![cursor, now, is_last, sum.0])?;
    mark(database)
}

/// What all the rows have to come to; none if the table is not as it was written.
pub(super) fn sum(database: &Connection) -> rusqlite::Result<Option<Sum>> {
    let kept: Option<i64> =
        database.prepare_cached("SELECT mark FROM feed")?.query_row([], |row| row.get(0))?;
    let is_as_written = match kept.map(Mark::from_stored) {
        Some(kept) => kept == present_mark(database)?,
        // Nothing was ever written.
        None => read(database)?.cursor.is_none(),
    };
    Ok(if is_as_written { Some(stored_sum(database)?) } else { None })
}

fn stored_sum(database: &Connection) -> rusqlite::Result<Sum> {
    database.prepare_cached("SELECT sum FROM feed")?.query_row([], |row| row.get(0)).map(Sum)
}

fn mark(database: &Connection) -> rusqlite::Result<()> {
    let mark = present_mark(database)?.stored();
    database.prepare_cached("UPDATE feed SET mark = $1")?.execute([mark]).map(drop)
}

fn present_mark(database: &Connection) -> rusqlite::Result<Mark> {
    database
        .prepare_cached(
            "SELECT cursor, is_complete, page_at, confirmed_at, verified_number, verified_hash, sum
             FROM feed",
        )?
        .query_row([], |row| {
            Ok(Mark::of("f")
                .maybe_text(row.get_ref(0)?.as_str_or_null()?)
                .number(row.get(1)?)
                .maybe_number(row.get(2)?)
                .maybe_number(row.get(3)?)
                .number(row.get(4)?)
                .text(row.get_ref(5)?.as_str()?)
                .number(row.get(6)?))
        })
}

/// How far movements of credits have been seen to follow each other.
pub(super) fn verified(database: &Connection) -> rusqlite::Result<(i64, String)> {
    database
        .prepare_cached("SELECT verified_number, verified_hash FROM feed")?
        .query_row([], |row| Ok((row.get(0)?, row.get(1)?)))
}

/// Remembers how far they have.
pub(super) fn set_verified(database: &Connection, number: i64, hash: &str) -> rusqlite::Result<()> {
    database
        .prepare_cached("UPDATE feed SET verified_number = $1, verified_hash = $2")?
        .execute(params![number, hash])?;
    mark(database)
}
