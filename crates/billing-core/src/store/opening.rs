//! Opening a database that may be damaged, foreign, newer than this program, or out of reach.

use super::files;
use rusqlite::{Connection, ErrorCode, OpenFlags};
use std::io::Read as _;
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
    if !has_known_format(path).map_err(out_of_reach)? {
        return Err(Unsound::Damaged(None));
    }
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
    check_history(database, kind)?;
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
    let migrations = (kind.migrations)();
    if history(database)?.len() < migrations.get_migrations().len() {
        migrations.run(database).map_err(database_error)?;
    }
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

/// Whether the file's header names a format we can write. SQLite takes any other for a read-only
/// file of a later version of itself, which would look as if the file were merely out of reach.
fn has_known_format(path: &Path) -> std::io::Result<bool> {
    let mut header = [0; 20];
    match std::fs::File::open(path)?.read_exact(&mut header) {
        // SQLite makes something of an empty file and complains about a short one itself.
        Err(error) if error.kind() == std::io::ErrorKind::UnexpectedEof => Ok(true),
        result => result.map(|()| matches!(header[18..20], [1 | 2, 1 | 2])),
    }
}

/// One migration that has been applied, as refinery remembers it.
struct Applied {
    version: i64,
    name: String,
    applied_on: String,
    checksum: String,
}

fn history(database: &Connection) -> rusqlite::Result<Vec<Applied>> {
    let exists: bool = database.query_row(
        "SELECT EXISTS (SELECT 1 FROM sqlite_master WHERE name = 'refinery_schema_history')",
        [],
        |row| row.get(0),
    )?;
    if !exists {
        return Ok(Vec::new());
    }
    database
        .prepare("SELECT version, name, applied_on, checksum FROM refinery_schema_history")?
        .query_map([], |row| {
            Ok(Applied {
                version: row.get(0)?,
                name: row.get(1)?,
                applied_on: row.get(2)?,
                checksum: row.get(3)?,
            })
        })?
        .collect()
}

/// Refuses a history that is not a beginning of ours. This cannot be left to refinery: it panics
/// over a history it cannot read.
fn check_history(database: &Connection, kind: &Kind) -> Result<(), Unsound> {
    let runner = (kind.migrations)();
    let ours = runner.get_migrations();
    let newest = ours.iter().map(|one| i64::from(one.version())).max().unwrap_or_default();
    for applied in history(database)? {
        if applied.version > newest {
            return Err(Unsound::Newer);
        }
        let known = ours.iter().any(|one| {
            i64::from(one.version()) == applied.version
                && one.name() == applied.name
                && one.checksum().to_string() == applied.checksum
        });
        if !known || !is_moment(&applied.applied_on) {
            return Err(Unsound::Damaged(None));
        }
    }
    Ok(())
}

/// Whether it is a moment of the one form refinery writes: `2026-03-01T12:00:00.123Z`.
fn is_moment(text: &str) -> bool {
    let has_separators = text.get(10..11) == Some("T") && text.ends_with('Z');
    let only_plain = text.bytes().all(|byte| byte.is_ascii_digit() || b"-T:.Z".contains(&byte));
    let is_leap_second = text.get(17..19) == Some("60");
    has_separators
        && only_plain
        && !is_leap_second
        && chrono::DateTime::parse_from_rfc3339(text).is_ok()
}
