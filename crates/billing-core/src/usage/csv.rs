//! Usage as a file for a spreadsheet.

use crate::error::{CommandError, CommandErrorCode, Retry};
use crate::views::UsageSeries;
use std::fs;
use std::io::{self, ErrorKind, Write as _};
use std::path::{Path, PathBuf};

/// More files of one name are not made.
const MOST_OF_ONE_NAME: u32 = 10_000;

/// A row for each point and product, with a header; the mark in front tells spreadsheets that it is
/// UTF-8.
pub(super) fn write(series: &UsageSeries) -> String {
    let mut text = String::from("\u{feff}from,product,name,unit,count");
    if series.before.is_some() {
        text.push_str(",count_before");
    }
    text.push_str("\r\n");
    for (place, start) in series.starts.iter().enumerate() {
        for column in &series.products {
            let (code, name, unit) =
                (field(column.product.as_str()), field(&column.name), field(&column.unit));
            let count = column.counts.get(place).copied().unwrap_or_default();
            text.push_str(&format!("{start},{code},{name},{unit},{count}"));
            if let Some(before) = &column.counts_before {
                text.push_str(&format!(",{}", before.get(place).copied().unwrap_or_default()));
            }
            text.push_str("\r\n");
        }
    }
    text
}

/// A text that no spreadsheet takes for a formula, quoted where it has to be (RFC 4180).
fn field(text: &str) -> String {
    let begins_a_formula = text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']);
    let harmless = if begins_a_formula { format!("'{text}") } else { text.to_owned() };
    if harmless.contains([',', '"', '\r', '\n']) {
        format!("\"{}\"", harmless.replace('"', "\"\""))
    } else {
        harmless
    }
}

/// Writes a file under a name that nothing has in the folder yet; a file that could not be written
/// whole is not left there.
pub(super) fn save(folder: &Path, name: &str, bytes: &[u8]) -> Result<PathBuf, CommandError> {
    fs::create_dir_all(folder).map_err(|error| not_saved(&error))?;
    for number in 1..MOST_OF_ONE_NAME {
        let ending = if number == 1 { String::new() } else { format!(" ({number})") };
        let path = folder.join(format!("{name}{ending}.csv"));
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

fn not_saved(error: &io::Error) -> CommandError {
    tracing::warn!(%error, "a file was not saved");
    CommandError::new(match error.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => CommandErrorCode::DiskFull,
        _ => CommandErrorCode::StorageFailed,
    })
    .retry(Retry::Now)
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
            assert_eq!(field(text), written);
        }
    }

    #[test]
    fn a_second_file_of_the_same_name_gets_a_number() {
        let folder = tempfile::tempdir().unwrap();
        let names: Vec<String> = (0..3)
            .map(|_| save(folder.path(), "usage", b"x").unwrap())
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
