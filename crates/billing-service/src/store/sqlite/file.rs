//! The database's file and the lock beside it.

use super::OpenError;
use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};
use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};
use std::time::Duration;

const TRIES: u32 = 20;
const BETWEEN_TRIES: Duration = Duration::from_millis(25);

/// Makes the file if it is missing and locks it for this process, whatever name it goes by.
pub fn lock(path: &Path) -> Result<File, OpenError> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    if let Some(folder) = folder {
        std::fs::create_dir_all(folder).map_err(failed(folder))?;
    }
    // Before SQLite makes it: password hashes and keys are for the service's user alone.
    private_file(path).map_err(failed(path))?;
    let name = lock_name(path).map_err(failed(path))?;
    let file = private_file(&name).map_err(failed(&name))?;
    match try_lock(&file) {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(OpenError::InUse(path.to_owned())),
        Err(TryLockError::Error(source)) => Err(failed(&name)(source)),
    }
}

/// A process that has just ended, or one that it was about to start, may hold on for a moment more.
fn try_lock(file: &File) -> Result<(), TryLockError> {
    for _ in 0..TRIES {
        match file.try_lock() {
            Err(TryLockError::WouldBlock) => std::thread::sleep(BETWEEN_TRIES),
            taken => return taken,
        }
    }
    file.try_lock()
}

/// Whether a process has locked the file; makes nothing.
pub fn is_locked(path: &Path) -> Result<bool, OpenError> {
    let name = lock_name(path).map_err(failed(path))?;
    let file = match File::open(&name) {
        Ok(file) => file,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(false),
        Err(source) => return Err(failed(&name)(source)),
    };
    match file.try_lock_shared() {
        Ok(()) => Ok(false),
        Err(TryLockError::WouldBlock) => Ok(true),
        Err(TryLockError::Error(source)) => Err(failed(&name)(source)),
    }
}

/// Opens a connection as all connections of the service are set.
pub fn connect(path: &Path, flags: OpenFlags) -> Result<Connection, rusqlite::Error> {
    let connection = Connection::open_with_flags(path, flags)?;
    connection.busy_timeout(Duration::from_secs(5))?;
    if !flags.contains(OpenFlags::SQLITE_OPEN_READ_ONLY) {
        connection.pragma_update(None, "journal_mode", "WAL")?;
        connection.pragma_update(None, "synchronous", "FULL")?;
    }
    set_up(&connection)?;
    Ok(connection)
}

/// Sets a connection as all connections of the service are set, wherever its database is.
pub fn set_up(connection: &Connection) -> Result<(), rusqlite::Error> {
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.set_prepared_statement_cache_capacity(256);
    // A plan must not depend on the values bound to it: else each new value compiles the statement
    // anew before it runs.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    Ok(())
}

/// The lock's name, beside the real file: links to one file share one lock.
fn lock_name(path: &Path) -> std::io::Result<PathBuf> {
    let mut name = path.canonicalize()?.into_os_string();
    name.push(".lock");
    Ok(PathBuf::from(name))
}

/// Opens a file, or makes one that only its owner may read.
fn private_file(path: &Path) -> std::io::Result<File> {
    let mut options = File::options();
    options.create(true).truncate(false).write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

fn failed(path: &Path) -> impl FnOnce(std::io::Error) -> OpenError + use<> {
    let path = path.to_owned();
    move |source| OpenError::Folder { path, source }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    #[test]
    fn a_link_to_a_database_in_use_opens_no_second_way_in() {
        let folder = tempfile::tempdir().unwrap();
        let elsewhere = tempfile::tempdir().unwrap();
        let (real, link) = (folder.path().join("real"), elsewhere.path().join("link"));
        std::os::unix::fs::symlink(&real, &link).unwrap();
        assert!(is_locked(&real).is_err(), "there is no file yet");
        let held = lock(&link).unwrap();
        assert!(matches!(lock(&real), Err(OpenError::InUse(_))));
        assert!(matches!(lock(&link), Err(OpenError::InUse(_))));
        assert!(is_locked(&real).unwrap() && is_locked(&link).unwrap());
        assert_eq!(std::fs::read_dir(elsewhere.path()).unwrap().count(), 1);
        drop(held);
        lock(&real).unwrap();
    }
}
