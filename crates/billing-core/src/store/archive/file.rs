//! The files of one archive, on the thread that owns them.
//!
//! One life of an archive's files: `<name>.sqlite3` fills page by page. When the service says that
//! the cursor is too old, `<name>.next.sqlite3` is begun beside it and takes the pages from then
//! on, over restarts too, while everything shown still comes from the old one. With the page that
//! completes it the new file takes the old one's place. A file that is found damaged is set aside
//! and begun afresh.

use super::feed::{self, Feed};
use super::page::{self, Brought, PageError};
use super::seal;
use crate::clock::{Clock, Moment};
use crate::store::opening::{self, Unsound};
use crate::store::{StoreError, files};
use rusqlite::Connection;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

mod embedded {
    refinery::embed_migrations!("src/store/migrations/archive");
}

const KIND: opening::Kind = opening::Kind {
    application_id: 0x4243_4101, // "BCA", 1
    synchronous: "normal",
    migrations: embedded::migrations::runner,
};

/// The files, open.
pub(super) struct ArchiveFile {
    path: PathBuf,
    clock: Arc<dyn Clock>,
    database: Connection,
    /// What is filled beside it.
    next: Option<Connection>,
    /// When the service confirmed in this run that nothing is missing, on the steady clock.
    confirmed_monotonic: Option<Duration>,
}

/// How far an archive has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Progress {
    /// What is shown.
    pub shown: Feed,
    /// The same moment as [`Feed::confirmed_at`] on the steady clock, if it was in this run.
    pub confirmed_monotonic: Option<Duration>,
    /// Where to read on, in what is filled.
    pub cursor: Option<String>,
    /// Whether the walk through everything is still under way.
    pub is_filling: bool,
}

impl ArchiveFile {
    /// Opens the files at `path`, whatever state they are in.
    pub(super) fn open(path: PathBuf, clock: Arc<dyn Clock>) -> Self {
        let beside = next_path(&path);
        if beside.exists() && !path.exists() {
            // The old one was removed to make room, and then the power went.
            rename_or_warn(&beside, &path);
        }
        let database = open_or_begin_afresh(&path, &*clock);
        let next = beside.exists().then(|| open_or_begin_afresh(&beside, &*clock));
        files::keep_newest_set_aside(&path);
        Self { path, clock, database, next, confirmed_monotonic: None }
    }

    /// How far it has come.
    pub(super) fn progress(&mut self) -> Result<Progress, StoreError> {
        let filled = self.next.as_ref().unwrap_or(&self.database);
        let read = feed::read(filled).and_then(|filled| Ok((filled, feed::read(&self.database)?)));
        match read.map_err(StoreError::from) {
            Ok((filled, shown)) => Ok(Progress {
                shown,
                confirmed_monotonic: self.confirmed_monotonic,
                cursor: filled.cursor,
                is_filling: !filled.is_complete,
            }),
            Err(error) => Err(self.after(error)),
        }
    }

    /// Reads what is shown.
    pub(super) fn read<T>(
        &mut self,
        read: impl FnOnce(&Connection) -> rusqlite::Result<T>,
    ) -> Result<T, StoreError> {
        // One snapshot for all that is read, should anything else ever write.
        let result = self.database.unchecked_transaction().and_then(|snapshot| {
            let value = read(&snapshot)?;
            snapshot.commit()?;
            Ok(value)
        });
        result.map_err(|error| self.after(error.into()))
    }

    /// Takes over the page that was asked for with `since`; a page of another place is nothing new.
    pub(super) fn take_page(
        &mut self,
        since: Option<&str>,
        page: &[u8],
    ) -> Result<Option<Brought>, PageError> {
        let now = Moment::of(&*self.clock);
        let filled = self.next.as_mut().unwrap_or(&mut self.database);
        let taken = feed::read(filled)
            .map_err(PageError::from)
            .map(|known| known.cursor.as_deref() == since)
            .and_then(|fits| if fits { page::take(filled, page, now).map(Some) } else { Ok(None) });
        let brought = match taken {
            Ok(Some(brought)) => brought,
            Ok(None) => return Ok(None),
            Err(PageError::Store(error)) => return Err(PageError::Store(self.after(error))),
            Err(error) => return Err(error),
        };
        if !brought.has_more {
            if self.next.is_some() {
                self.swap()?;
            }
            self.confirmed_monotonic = Some(now.monotonic);
        }
        Ok(Some(brought))
    }

    /// Begins anew beside what is there, because the service no longer knows the cursor `since`.
    pub(super) fn begin_beside(&mut self, since: &str) -> Result<(), StoreError> {
        let filled = self.next.as_ref().unwrap_or(&self.database);
        if feed::read(filled)?.cursor.as_deref() != Some(since) {
            return Ok(());
        }
        let beside = next_path(&self.path);
        // Closed first: a file in use cannot be removed everywhere.
        self.next = None;
        files::remove(&beside).map_err(|error| {
            tracing::error!(%error, "an archive that was begun could not be removed");
            StoreError::NotKept
        })?;
        self.next = Some(open_or_begin_afresh(&beside, &*self.clock));
        Ok(())
    }

    /// Puts what was filled beside in the place of what was shown.
    ///
    /// Whenever the power goes, either the old file is whole or the new one is: the new one is
    /// complete and has no write-ahead log when the old one is removed, and [`Self::open`] finishes
    /// what was begun.
    fn swap(&mut self) -> Result<(), StoreError> {
        let Some(next) = self.next.take() else { return Ok(()) };
        let beside = next_path(&self.path);
        let has_no_log = next.pragma_update(None, "synchronous", "full").and_then(|()| {
            next.pragma_update_and_check(None, "journal_mode", "delete", |row| {
                row.get::<_, String>(0)
            })
        });
        match has_no_log.as_deref() {
            Ok("delete") => {}
            // In memory there is no file to move.
            Ok("memory") => {
                self.database = next;
                return Ok(());
            }
            Ok(_) | Err(_) => {
                self.next = Some(next);
                return Err(StoreError::NotKept);
            }
        }
        drop(next);
        self.database = in_memory();
        let moved = files::remove(&self.path).and_then(|()| std::fs::rename(&beside, &self.path));
        if let Err(error) = moved {
            tracing::error!(%error, "a new archive could not take the old one's place");
        }
        self.database = open_or_begin_afresh(&self.path, &*self.clock);
        Ok(())
    }

    /// Begins afresh if that is what an error calls for.
    fn after(&mut self, error: StoreError) -> StoreError {
        if matches!(error, StoreError::Damaged(_)) {
            tracing::warn!(
                error = &error as &dyn std::error::Error,
                "an archive was damaged in use"
            );
            self.begin_afresh();
        }
        error
    }

    fn begin_afresh(&mut self) {
        // Closed first: a file in use cannot be renamed everywhere.
        self.database = in_memory();
        self.next = None;
        self.confirmed_monotonic = None;
        let removed = files::remove(&next_path(&self.path));
        let aside = files::set_aside(&self.path, "damaged", self.clock.now());
        match removed.and(aside) {
            Ok(_) => self.database = open_or_begin_afresh(&self.path, &*self.clock),
            Err(error) => tracing::warn!(%error, "the archive is in memory only"),
        }
        files::keep_newest_set_aside(&self.path);
    }
}

/// Where an archive is filled that shall take the place of the one at `path`.
pub(super) fn next_path(path: &Path) -> PathBuf {
    path.with_extension("next.sqlite3")
}

fn rename_or_warn(from: &Path, to: &Path) {
    if let Err(error) = std::fs::rename(from, to) {
        tracing::warn!(%error, "an archive could not take its place");
    }
}

fn open_or_begin_afresh(path: &Path, clock: &dyn Clock) -> Connection {
    let unsound = match open_sound(path) {
        Ok(database) => return database,
        Err(unsound) => unsound,
    };
    tracing::warn!(error = &unsound as &dyn std::error::Error, "an archive cannot be used");
    if matches!(unsound, Unsound::OutOfReach(_)) {
        return in_memory();
    }
    let again = files::set_aside(path, unsound.reason(), clock.now())
        .map_err(|error| Unsound::OutOfReach(Box::new(error)))
        .and_then(|_| opening::open(path, &KIND));
    again.unwrap_or_else(|error| {
        tracing::warn!(error = &error as &dyn std::error::Error, "an archive is in memory only");
        in_memory()
    })
}

fn open_sound(path: &Path) -> Result<Connection, Unsound> {
    let database = opening::open(path, &KIND)?;
    if seal::holds(&database)? { Ok(database) } else { Err(Unsound::Damaged(None)) }
}

fn in_memory() -> Connection {
    opening::open_in_memory(&KIND).expect("an empty database in memory needs nothing from outside")
}
