//! Opening a database that may be damaged, foreign, newer than this program, or out of reach.

use super::files;
use rusqlite::{Connection, ErrorCode, OpenFlags};
use std::path::Path;
use std::time::Duration;

/// What a database file has to be.
pub(super) struct Kind {
    /// Marks the file as ours: SQLite's `application_id`.
    pub application_id: i32,
    /// `FULL` survives a power cut to the last commit, `NORMAL` to one shortly before it.
    pub synchronous: &'static str,
    /// The migrations that make its schema.
    pub migrations: fn() -> refinery::Runner,
}

/// Why a file cannot be used as it is.
#[derive(Debug, thiserror::Error)]
pub(super) enum Unsound {
    /// Its pages do not hang together.
    #[error("damaged")]
    Damaged(#[source] Option<rusqlite::Error>),
    /// It is a database of something else.
    #[error("not ours")]
    Foreign,
    /// A newer version of the program has written it.
    #[error("newer than this program")]
    Newer,
    /// The system does not let us; the file itself may be sound.
    #[error("out of reach")]
    OutOfReach(#[source] Box<dyn std::error::Error + Send + Sync>),
}

impl Unsound {
    /// The word that goes into the name of a file set aside for this.
    pub(super) fn reason(&self) -> &'static str {
        match self {
            Self::Damaged(_) => "damaged",
            Self::Foreign => "foreign",
            Self::Newer => "newer",
            Self::OutOfReach(_) => "unreachable",
        }
    }

    /// Whether the cause is a full disk.
    pub(super) fn is_disk_full(&self) -> bool {
        let Self::OutOfReach(source) = self else { return false };
        if let Some(error) = source.downcast_ref::<rusqlite::Error>() {
            return error.sqlite_error_code() == Some(ErrorCode::DiskFull);
        }
        source
            .downcast_ref::<std::io::Error>()
            .is_some_and(|error| error.kind() == std::io::ErrorKind::StorageFull)
    }
}

impl From<rusqlite::Error> for Unsound {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(
                ErrorCode::CannotOpen
                | ErrorCode::DatabaseBusy
                | ErrorCode::DatabaseLocked
                | ErrorCode::DiskFull
                | ErrorCode::FileLockingProtocolFailed
                | ErrorCode::OutOfMemory
                | ErrorCode::PermissionDenied
                | ErrorCode::ReadOnly
                | ErrorCode::SystemIoFailure,
            ) => Self::OutOfReach(Box::new(error)),
            _ => Self::Damaged(Some(error)),
        }
    }
}

/// Opens the file, made anew if there is none, and brings it to the present schema.
pub(super) fn open(path: &Path, kind: &Kind) -> Result<Connection, Unsound> {
    let out_of_reach = |error: std::io::Error| Unsound::OutOfReach(Box::new(error));
    files::remove_orphaned_companions(path).map_err(out_of_reach)?;
    files::make_private_file(path).map_err(out_of_reach)?;
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let mut database = Connection::open_with_flags(path, flags)?;
    database.busy_timeout(Duration::from_secs(5))?;
    check(&database, kind)?;
    database.pragma_update(None, "journal_mode", "wal")?;
    database.pragma_update(None, "synchronous", kind.synchronous)?;
    make_ready(&mut database, kind)?;
    Ok(database)
}

/// The same schema in memory, for when the file is out of reach.
pub(super) fn open_in_memory(kind: &Kind) -> Result<Connection, Unsound> {
    let mut database = Connection::open_in_memory()?;
    make_ready(&mut database, kind)?;
    Ok(database)
}

fn check(database: &Connection, kind: &Kind) -> Result<(), Unsound> {
    let tables: i64 =
        database.query_row("SELECT count(*) FROM sqlite_master", [], |row| row.get(0))?;
    let application_id: i32 = database.query_row("PRAGMA application_id", [], |row| row.get(0))?;
    if application_id != kind.application_id && (tables > 0 || application_id != 0) {
        return Err(Unsound::Foreign);
    }
    if tables > 0 && schema_version(database)? > known_version(kind) {
        return Err(Unsound::Newer);
    }
    let verdict: String = database.query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?;
    if verdict != "ok" {
        return Err(Unsound::Damaged(None));
    }
    Ok(())
}

fn make_ready(database: &mut Connection, kind: &Kind) -> Result<(), Unsound> {
    database.pragma_update(None, "secure_delete", "on")?;
    database.pragma_update(None, "trusted_schema", "off")?;
    database.pragma_update(None, "cell_size_check", "on")?;
    database.pragma_update(None, "application_id", kind.application_id)?;
    (kind.migrations)().run(database).map_err(|error| match error.kind() {
        // Ours by its mark, but with a history that is not ours: written by another line of the
        // program, and as unreadable to this one as a newer one.
        refinery::error::Kind::DivergentVersion(..) | refinery::error::Kind::MissingVersion(_) => {
            Unsound::Newer
        }
        _ => database_error(error),
    })?;
    Ok(())
}

fn database_error(error: refinery::Error) -> Unsound {
    let mut source: Option<&(dyn std::error::Error + 'static)> = Some(&error);
    while let Some(cause) = source {
        if let Some(rusqlite::Error::SqliteFailure(failure, text)) = cause.downcast_ref() {
            return rusqlite::Error::SqliteFailure(*failure, text.clone()).into();
        }
        source = cause.source();
    }
    Unsound::Damaged(None)
}

fn schema_version(database: &Connection) -> Result<i64, rusqlite::Error> {
    let has_history: bool = database.query_row(
        "SELECT EXISTS (SELECT 1 FROM sqlite_master WHERE name = 'refinery_schema_history')",
        [],
        |row| row.get(0),
    )?;
    if !has_history {
        return Ok(0);
    }
    database.query_row("SELECT coalesce(max(version), 0) FROM refinery_schema_history", [], |row| {
        row.get(0)
    })
}

fn known_version(kind: &Kind) -> i64 {
    let newest = (kind.migrations)().get_migrations().iter().map(|one| one.version()).max();
    i64::from(newest.unwrap_or_default())
}
