//! The files around a database: permissions, companions, setting aside, removal.

use chrono::{DateTime, Utc};
use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

const TRIES: u32 = 20;
const BETWEEN_TRIES: Duration = Duration::from_millis(25);

/// How many databases of one name are kept when they were set aside.
const SET_ASIDE_KEPT: usize = 2;

/// What SQLite puts beside a database.
const COMPANIONS: [&str; 3] = ["-wal", "-shm", "-journal"];

/// Makes the folder, for its owner alone.
pub(crate) fn make_private_folder(folder: &Path) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        fs::set_permissions(folder, fs::Permissions::from_mode(0o700))?;
    }
    Ok(())
}

/// Takes the folder for this process until the answer is dropped; none if another process has it.
pub(crate) fn take_folder(folder: &Path) -> io::Result<Option<fs::File>> {
    let path = folder.join("in-use");
    make_private_file(&path)?;
    let file = fs::File::open(&path)?;
    for tries_left in (0..TRIES).rev() {
        match file.try_lock() {
            Ok(()) => return Ok(Some(file)),
            // A process that has just ended, or one that it was about to start, may hold on for a
            // moment more.
            Err(fs::TryLockError::WouldBlock) if tries_left > 0 => {
                std::thread::sleep(BETWEEN_TRIES);
            }
            Err(fs::TryLockError::WouldBlock) => break,
            Err(fs::TryLockError::Error(error)) => return Err(error),
        }
    }
    Ok(None)
}

/// Makes sure the file exists and is its owner's alone; SQLite gives its companions the same rights.
pub(super) fn make_private_file(path: &Path) -> io::Result<()> {
    let mut options = fs::OpenOptions::new();
    options.append(true).create(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _};
        options.mode(0o600);
        let file = options.open(path)?;
        if file.metadata()?.permissions().mode() & 0o077 != 0 {
            file.set_permissions(fs::Permissions::from_mode(0o600))?;
        }
    }
    #[cfg(not(unix))]
    options.open(path)?;
    Ok(())
}

/// Moves a database and its companions to `<name>.<reason>-<time>` and answers where it is now.
pub(super) fn set_aside(path: &Path, reason: &str, now: DateTime<Utc>) -> io::Result<PathBuf> {
    let mut millis = now.timestamp_millis();
    let mut target = with_suffix(path, &format!(".{reason}-{millis}"));
    while target.exists() {
        millis += 1;
        target = with_suffix(path, &format!(".{reason}-{millis}"));
    }
    if path.exists() {
        fs::rename(path, &target)?;
    }
    for companion in COMPANIONS {
        let from = with_suffix(path, companion);
        if from.exists() {
            fs::rename(&from, with_suffix(&target, companion))?;
        }
    }
    Ok(target)
}

/// Removes all but the newest databases that were set aside from `path`.
pub(super) fn keep_newest_set_aside(path: &Path) {
    let mut aside = set_aside_from(path);
    aside.sort_by_key(|file| std::cmp::Reverse(moved_at(file)));
    for old in aside.into_iter().skip(SET_ASIDE_KEPT) {
        remove_or_warn(&old);
    }
}

/// Removes every database that was set aside from `path`.
pub(super) fn remove_set_aside(path: &Path) {
    for file in set_aside_from(path) {
        remove_or_warn(&file);
    }
}

/// Removes a database and its companions; a missing one is fine.
pub(super) fn remove(path: &Path) -> io::Result<()> {
    // The companions go last: a database without its write-ahead log is merely older.
    let mut result = missing_is_fine(fs::remove_file(path));
    for companion in COMPANIONS {
        result = result.and(missing_is_fine(fs::remove_file(with_suffix(path, companion))));
    }
    result
}

/// Bytes taken by a database, its companions and what was set aside from it.
pub(super) fn bytes(path: &Path) -> u64 {
    let mut all = set_aside_from(path);
    all.push(path.to_owned());
    all.iter()
        .flat_map(|file| {
            std::iter::once(file.clone())
                .chain(COMPANIONS.iter().map(|companion| with_suffix(file, companion)))
        })
        .filter_map(|file| fs::metadata(file).ok())
        .map(|metadata| metadata.len())
        .sum()
}

/// Removes what a database that is gone has left: SQLite would read it into the next one.
pub(super) fn remove_orphaned_companions(path: &Path) -> io::Result<()> {
    if path.exists() { Ok(()) } else { remove(path) }
}

fn set_aside_from(path: &Path) -> Vec<PathBuf> {
    let (Some(folder), Some(name)) = (path.parent(), path.file_name()) else { return Vec::new() };
    let prefix = format!("{}.", name.to_string_lossy());
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|file| {
            let name = file.file_name().unwrap_or_default().to_string_lossy();
            name.starts_with(&prefix) && !COMPANIONS.iter().any(|end| name.ends_with(end))
        })
        .collect()
}

fn moved_at(file: &Path) -> i64 {
    let name = file.to_string_lossy();
    name.rsplit_once('-').and_then(|(_, millis)| millis.parse().ok()).unwrap_or_default()
}

fn remove_or_warn(path: &Path) {
    if let Err(error) = remove(path) {
        tracing::warn!(%error, file = %path.display(), "could not be removed");
    }
}

fn missing_is_fine(result: io::Result<()>) -> io::Result<()> {
    match result {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        result => result,
    }
}

fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = OsString::from(path);
    name.push(suffix);
    name.into()
}
