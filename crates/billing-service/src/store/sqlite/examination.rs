//! Looking a file over without changing it.

use super::{OpenError, file, schema};
use rusqlite::{Connection, OpenFlags};
use std::path::{Path, PathBuf};

/// What an examination of a file found.
#[derive(Debug)]
pub struct Examination {
    /// The migrations of the program that the file lacks; or why it has others.
    pub missing_migrations: Result<Vec<String>, OpenError>,
    /// `ok`, or what SQLite found broken.
    pub integrity: String,
    /// Whether another process has it open.
    pub in_use: bool,
}

/// Looks a file over; makes nothing beside it and writes nothing into it. Only after a crash, when
/// a log lies there unread, SQLite makes the index of that log anew.
pub fn examine(path: &Path) -> Result<Examination, OpenError> {
    let in_use = file::is_locked(path)?;
    let connection = read_only(path, in_use)?;
    let missing_migrations = schema::missing_migrations(&connection);
    let integrity = connection.query_row("PRAGMA integrity_check(1)", [], |row| row.get(0))?;
    Ok(Examination { missing_migrations, integrity, in_use })
}

fn read_only(path: &Path, in_use: bool) -> Result<Connection, rusqlite::Error> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let mut log = path.canonicalize().unwrap_or_else(|_| path.to_owned()).into_os_string();
    log.push("-wal");
    if in_use || PathBuf::from(log).exists() {
        return Connection::open_with_flags(path, flags);
    }
    // A reader of a resting database would leave a log behind, unless told that nobody writes.
    let address = format!("file:{}?immutable=1", escaped(path));
    Connection::open_with_flags(address, flags | OpenFlags::SQLITE_OPEN_URI)
}

/// A path as it stands in an address.
fn escaped(path: &Path) -> String {
    let mut text = String::new();
    for byte in path.to_string_lossy().bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'-' | b'_' | b'.' | b'~' => {
                text.push(char::from(byte));
            }
            b'\\' if cfg!(windows) => text.push('/'),
            b':' if cfg!(windows) => text.push(':'),
            other => text.push_str(&format!("%{other:02X}")),
        }
    }
    if cfg!(windows) && text.contains(':') { format!("/{text}") } else { text }
}
