//! What is kept on this computer, with two promises.
//!
//! `cache.sqlite3` and the files in `archives` may be thrown away at any time and are filled again
//! by the service.
//! `journal.sqlite3` holds what must not be lost, and is never deleted by the program itself:
//! only when the person asks for it by deleting all local data.
//! Neither ever holds a secret of a session.

mod actor;
pub(crate) mod archive;
mod behaviour_events;
pub(crate) mod cache;
mod cached_values;
mod checkouts;
mod choices;
pub(crate) mod documents;
mod downloads;
pub(crate) mod files;
pub(crate) mod journal;
mod keychain_entries;
mod notices;
mod notifications;
mod observations;
mod opening;
mod owner;

pub(crate) use archive::Archives;
pub(crate) use cache::{Cache, CachedValue, Kind};
pub(crate) use documents::{DocumentHash, Documents, KeepError};
pub(crate) use journal::{Journal, Remembered};
pub(crate) use notifications::DueTelling;
pub(crate) use owner::{Owner, OwnerKey};

use rusqlite::ErrorCode;

/// Why something could not be kept or read.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// No room is left.
    #[error("the disk is full")]
    DiskFull(#[source] Option<rusqlite::Error>),
    /// The file is not what was written to it.
    #[error("the database is damaged")]
    Damaged(#[source] rusqlite::Error),
    /// The file cannot be read or written.
    #[error("the database cannot be read or written")]
    Failed(#[source] rusqlite::Error),
    /// It is remembered for this run, but not kept: the file cannot be written.
    #[error("kept in memory only")]
    NotKept,
    /// The console is closed.
    #[error("the database is closed")]
    Closed,
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(ErrorCode::DiskFull) => Self::DiskFull(Some(error)),
            Some(
                ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase | ErrorCode::TypeMismatch,
            ) => Self::Damaged(error),
            // A table or column that the migrations made and that is gone again.
            Some(ErrorCode::Unknown) => Self::Damaged(error),
            Some(_) => Self::Failed(error),
            // A value of another type than was written.
            None => Self::Damaged(error),
        }
    }
}
