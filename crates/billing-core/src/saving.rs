//! Files that are written for the person, into the folder for downloads.

use crate::console::Console;
use crate::documents::naming::safe_stem;
use crate::error::{CommandError, CommandErrorCode, Retry};
use crate::views::{SavePicture, SavedFile};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use std::collections::HashSet;
use std::fs;
use std::io::{self, ErrorKind, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

/// More files of one name are not made.
const MOST_OF_ONE_NAME: u32 = 10_000;
/// What every PNG begins with (PNG specification, section 5.2).
const PNG_BEGINS: &[u8] = b"\x89PNG\r\n\x1a\n";

/// The files that were written for the person in this run.
#[derive(Default)]
pub(crate) struct Saved(Mutex<HashSet<PathBuf>>);

impl Saved {
    pub(crate) fn add(&self, path: PathBuf) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(path);
    }

    fn contains(&self, path: &Path) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).contains(path)
    }
}

impl Console {
    /// Writes a picture into the folder for downloads.
    pub async fn save_picture(&self, request: SavePicture) -> Result<SavedFile, CommandError> {
        let invalid = || CommandError::new(CommandErrorCode::Internal).with("picture", "no PNG");
        let png = BASE64.decode(request.png_base64).map_err(|_not_base64| invalid())?;
        if !png.starts_with(PNG_BEGINS) {
            return Err(invalid());
        }
        self.save_for_person(safe_stem(&request.name), "png", png).await
    }

    /// Shows a file that was saved in this run where it lies.
    pub async fn show_saved(&self, request: SavedFile) -> Result<(), CommandError> {
        let path = PathBuf::from(request.path);
        if !self.inner.saved.contains(&path) || !path.exists() {
            return Err(CommandError::new(CommandErrorCode::NotFound));
        }
        self.show_where_it_lies(&path)
    }

    /// Writes a file under a new name into the folder for downloads.
    pub(crate) async fn save_for_person(
        &self,
        stem: String,
        ending: &'static str,
        bytes: Vec<u8>,
    ) -> Result<SavedFile, CommandError> {
        let folder = self.inner.choices().download_folder().to_owned();
        let path = tokio::task::spawn_blocking(move || save(&folder, &stem, ending, &bytes))
            .await
            .map_err(|_panicked| CommandError::new(CommandErrorCode::Internal))??;
        self.inner.saved.add(path.clone());
        Ok(SavedFile { path: path.to_string_lossy().into_owned() })
    }

    /// Shows something the console has written.
    pub(crate) fn show_where_it_lies(&self, path: &Path) -> Result<(), CommandError> {
        self.inner.options.host.show_file(path).map_err(|error| {
            tracing::warn!(error = &error as &dyn std::error::Error, "a file was not shown");
            CommandError::new(CommandErrorCode::StorageFailed).retry(Retry::Now)
        })
    }
}

/// Writes a file under a name that nothing has in the folder yet; a file that could not be written
/// whole is not left there.
pub(crate) fn save(
    folder: &Path,
    name: &str,
    ending: &str,
    bytes: &[u8],
) -> Result<PathBuf, CommandError> {
    fs::create_dir_all(folder).map_err(|error| not_saved(&error))?;
    for number in 1..MOST_OF_ONE_NAME {
        let twin = if number == 1 { String::new() } else { format!(" ({number})") };
        let path = folder.join(format!("{name}{twin}.{ending}"));
        let mut file = match fs::OpenOptions::new().write(true).create_new(true).open(&path) {
            Ok(file) => file,
            Err(error) if error.kind() == ErrorKind::AlreadyExists => continue,
            Err(error) => return Err(not_saved(&error)),
        };
        return match file.write_all(bytes).and_then(|()| file.sync_all()) {
            Ok(()) => Ok(path),
            Err(error) => {
                drop(file);
                if let Err(error) = fs::remove_file(&path) {
                    tracing::warn!(%error, "half a file is left");
                }
                Err(not_saved(&error))
            }
        };
    }
    Err(not_saved(&io::Error::from(ErrorKind::AlreadyExists)))
}

/// What a file is called until it is whole.
pub(crate) fn unfinished(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".unfinished");
    name.into()
}

/// Writes a file in place of what was there, whole or not at all.
pub(crate) fn write_whole(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let unfinished = unfinished(path);
    let written = fs::File::create(&unfinished)
        .and_then(|mut file| {
            file.write_all(bytes)?;
            file.sync_all()
        })
        .and_then(|()| fs::rename(&unfinished, path));
    if written.is_err()
        && let Err(error) = fs::remove_file(&unfinished)
        && error.kind() != ErrorKind::NotFound
    {
        tracing::warn!(%error, "half a file is left");
    }
    written
}

/// What to tell of a file that could not be written.
pub(crate) fn not_saved(error: &io::Error) -> CommandError {
    tracing::warn!(%error, "a file was not saved");
    CommandError::new(match error.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => CommandErrorCode::DiskFull,
        _ => CommandErrorCode::StorageFailed,
    })
    .retry(Retry::Now)
}

/// A text that no spreadsheet takes for a formula, quoted where it has to be (RFC 4180).
pub(crate) fn spreadsheet_field(text: &str) -> String {
    let begins_a_formula = text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']);
    let harmless = if begins_a_formula { format!("'{text}") } else { text.to_owned() };
    if harmless.contains([',', '"', '\r', '\n']) {
        format!("\"{}\"", harmless.replace('"', "\"\""))
    } else {
        harmless
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_is_no_formula_and_quoted_where_it_has_to_be() {
        for (text, written) in [
            ("AI chat", "AI chat"),
            ("=1+1", "'=1+1"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("-2", "'-2"),
            ("a,b", "\"a,b\""),
            ("=\"x\"", "\"'=\"\"x\"\"\""),
            ("客服, 席位", "\"客服, 席位\""),
        ] {
            assert_eq!(spreadsheet_field(text), written);
        }
    }

    #[test]
    fn a_second_file_of_the_same_name_gets_a_number() {
        let folder = tempfile::tempdir().unwrap();
        let names: Vec<String> = (0..3)
            .map(|_| save(folder.path(), "usage", "csv", b"x").unwrap())
            .map(|path| path.file_name().unwrap().to_string_lossy().into_owned())
            .collect();
        assert_eq!(names, ["usage.csv", "usage (2).csv", "usage (3).csv"]);
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_full_disk_is_said_to_be_full() {
        let error = io::Error::from_raw_os_error(28);
        assert_eq!(not_saved(&error).code, CommandErrorCode::DiskFull);
    }
}
