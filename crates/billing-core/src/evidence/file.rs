//! Evidence as one file, and back again.
//!
//! The file is a ZIP archive whose entries are stored as they are, in one order and without times:
//! the same evidence is the same bytes. So reading compares twice: each entry with its hash in
//! `SHA256SUMS`, and the whole file with what its entries would have been written as.

use super::Evidence;
use sha2::{Digest as _, Sha256};
use std::collections::BTreeMap;
use std::io::{Cursor, Read as _, Write as _};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

/// The entries, in the order in which they stand.
pub(super) const NAMES: [&str; 5] = [README, STORY, EVIDENCE, LOG, SUMS];
/// What the file is, for whoever opens it.
pub(super) const README: &str = "README.txt";
/// What happened, to read.
pub(super) const STORY: &str = "story.txt";
/// The same for programs.
pub(super) const EVIDENCE: &str = "evidence.json";
/// The last lines of the log, to read.
pub(super) const LOG: &str = "log.txt";
/// The SHA-256 of each of the others, as `sha256sum -c` reads them.
const SUMS: &str = "SHA256SUMS";

/// A larger file is none of a console's.
pub(super) const MOST_BYTES: usize = 8 * 1024 * 1024;

/// Why a file is not taken for evidence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Refusal {
    /// More bytes than evidence ever has.
    #[error("the file is too large")]
    TooLarge,
    /// Not an archive, or a broken one.
    #[error("the file is no archive")]
    NoArchive,
    /// An entry that evidence does not have: another name, a path, a link, twice the same.
    #[error("the archive holds something else than evidence")]
    ForeignEntry,
    /// An entry that is packed or enciphered, which evidence never is.
    #[error("an entry is packed")]
    Packed,
    /// An entry that says it is larger, or proves to be.
    #[error("an entry is too large")]
    EntryTooLarge,
    /// An entry is missing.
    #[error("an entry is missing")]
    Incomplete,
    /// The evidence itself cannot be understood.
    #[error("the evidence cannot be understood")]
    Unreadable,
    /// A newer console wrote it.
    #[error("the evidence is of a newer console")]
    Newer,
}

impl Refusal {
    /// The reason as the language files call it.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::TooLarge => "too-large",
            Self::NoArchive => "no-archive",
            Self::ForeignEntry => "foreign-entry",
            Self::Packed => "packed",
            Self::EntryTooLarge => "entry-too-large",
            Self::Incomplete => "incomplete",
            Self::Unreadable => "unreadable",
            Self::Newer => "newer",
        }
    }
}

/// What was read, and what of it is not what was written.
#[derive(Debug)]
pub(crate) struct ReadEvidence {
    /// What it says.
    pub(crate) evidence: Evidence,
    /// The entries whose hash is another.
    pub(crate) changed: Vec<String>,
    /// Whether the archive around them is not as the console wrote it.
    pub(crate) is_repacked: bool,
}

/// Packs the entries, with their hashes.
pub(super) fn pack(entries: &BTreeMap<&'static str, Vec<u8>>) -> Vec<u8> {
    let sums = sums_of(entries.iter().map(|(name, bytes)| (*name, bytes.as_slice())));
    let all = entries
        .iter()
        .map(|(name, bytes)| (*name, bytes.as_slice()))
        .chain([(SUMS, sums.as_bytes())]);
    write(all.collect())
}

fn write(mut entries: Vec<(&str, &[u8])>) -> Vec<u8> {
    entries.sort_by_key(|(name, _)| NAMES.iter().position(|known| known == name));
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Stored)
        .last_modified_time(zip::DateTime::default())
        .unix_permissions(0o644);
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in entries {
        let written = writer.start_file(name, options).and_then(|()| Ok(writer.write_all(bytes)?));
        written.expect("memory takes every byte, and no entry is larger than an archive can hold");
    }
    writer.finish().expect("memory takes every byte").into_inner()
}

fn sums_of<'a>(entries: impl Iterator<Item = (&'a str, &'a [u8])>) -> String {
    let mut lines: Vec<String> =
        entries.map(|(name, bytes)| format!("{}  {name}\n", hash_of(bytes))).collect();
    lines.sort_by_key(|line| line[64..].to_owned());
    lines.concat()
}

fn hash_of(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Reads a file that may be anybody's.
pub(crate) fn read(bytes: &[u8]) -> Result<ReadEvidence, Refusal> {
    if bytes.len() > MOST_BYTES {
        return Err(Refusal::TooLarge);
    }
    let entries = unpack(bytes)?;
    let sums = entries.get(SUMS).ok_or(Refusal::Incomplete)?;
    if NAMES.iter().any(|name| !entries.contains_key(name)) {
        return Err(Refusal::Incomplete);
    }
    let told = others(&entries);
    let expected = sums_of(told.iter().copied());
    let sums_as_told = String::from_utf8_lossy(sums);
    let changed: Vec<String> = told
        .iter()
        .map(|(name, bytes)| (*name, format!("{}  {name}", hash_of(bytes))))
        .filter(|(_, line)| !sums_as_told.lines().any(|told| told == line))
        .map(|(name, _)| name.to_owned())
        .collect();
    let changed = if changed.is_empty() && sums_as_told != expected {
        vec![SUMS.to_owned()]
    } else {
        changed
    };
    let evidence = understand(&entries[EVIDENCE])?;
    let written = write(entries.iter().map(|(name, bytes)| (*name, bytes.as_slice())).collect());
    Ok(ReadEvidence { evidence, changed, is_repacked: written != bytes })
}

fn others<'a>(entries: &'a BTreeMap<&'static str, Vec<u8>>) -> Vec<(&'static str, &'a [u8])> {
    let named = entries.iter().filter(|(name, _)| **name != SUMS);
    named.map(|(name, bytes)| (*name, bytes.as_slice())).collect()
}

fn unpack(bytes: &[u8]) -> Result<BTreeMap<&'static str, Vec<u8>>, Refusal> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| Refusal::NoArchive)?;
    if archive.len() > NAMES.len() {
        return Err(Refusal::ForeignEntry);
    }
    let mut entries = BTreeMap::new();
    let mut left = MOST_BYTES;
    for place in 0..archive.len() {
        let entry = archive.by_index_raw(place).map_err(|_| Refusal::NoArchive)?;
        // The name is compared as it stands, byte by byte; nothing is ever written under it.
        let name = NAMES.into_iter().find(|name| name.as_bytes() == entry.name_raw());
        let name = name.filter(|_| entry.is_file() && !entry.is_symlink());
        let name = name.ok_or(Refusal::ForeignEntry)?;
        if entry.encrypted() || entry.compression() != CompressionMethod::Stored {
            return Err(Refusal::Packed);
        }
        if entry.size() > left as u64 || entry.compressed_size() != entry.size() {
            return Err(Refusal::EntryTooLarge);
        }
        drop(entry);
        let entry = archive.by_index(place).map_err(|_| Refusal::NoArchive)?;
        let mut content = Vec::new();
        // A changed byte is told by the hashes; the archive's own sum would only hide where it is.
        let mut limited = entry.take(left as u64 + 1);
        if let Err(error) = limited.read_to_end(&mut content)
            && error.kind() != std::io::ErrorKind::InvalidData
            && !error.to_string().to_lowercase().contains("checksum")
        {
            return Err(Refusal::NoArchive);
        }
        if content.len() > left {
            return Err(Refusal::EntryTooLarge);
        }
        left -= content.len();
        if entries.insert(name, content).is_some() {
            return Err(Refusal::ForeignEntry);
        }
    }
    Ok(entries)
}

fn understand(json: &[u8]) -> Result<Evidence, Refusal> {
    #[derive(serde::Deserialize)]
    struct Form {
        form: u32,
    }
    let Form { form } = serde_json::from_slice(json).map_err(|_| Refusal::Unreadable)?;
    if form > super::FORM {
        return Err(Refusal::Newer);
    }
    serde_json::from_slice(json).map_err(|_| Refusal::Unreadable)
}

#[cfg(test)]
#[path = "file/tests.rs"]
mod tests;
