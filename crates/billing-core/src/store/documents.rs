//! `documents/<first two digits>/<hash>.pdf`: documents under the hashes of their bytes.
//!
//! A file is written under another name, and gets its own when it is whole. Its bytes are hashed
//! again whenever they are read: what is not what its name says is removed, and counts as missing.

use super::{OwnerKey, files};
use crate::saving::write_whole;
use sha2::{Digest as _, Sha256};
use std::fmt;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

const FOLDER: &str = "documents";

/// The SHA-256 of a document.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct DocumentHash([u8; 32]);

impl DocumentHash {
    /// The hash of these bytes.
    pub(crate) fn of(bytes: &[u8]) -> Self {
        Self(Sha256::digest(bytes).into())
    }

    /// Reads 64 hexadecimal digits.
    pub(crate) fn parse(digits: &str) -> Option<Self> {
        let bytes = digits.as_bytes();
        if bytes.len() != 64 {
            return None;
        }
        let mut hash = [0; 32];
        for (byte, pair) in hash.iter_mut().zip(bytes.chunks_exact(2)) {
            let digit = |place: usize| char::from(pair[place]).to_digit(16);
            *byte = u8::try_from(digit(0)? * 16 + digit(1)?).ok()?;
        }
        Some(Self(hash))
    }
}

impl From<Sha256> for DocumentHash {
    fn from(hasher: Sha256) -> Self {
        Self(hasher.finalize().into())
    }
}

impl fmt::Display for DocumentHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for DocumentHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// Why a document was not kept.
#[derive(Debug, thiserror::Error)]
pub(crate) enum KeepError {
    /// Its bytes are not those of its hash.
    #[error("the document is not the one that was named")]
    Altered,
    /// Somebody else, or nobody, is signed in now.
    #[error("its owner has left")]
    OwnerLeft,
    /// It could not be written.
    #[error("the document cannot be written")]
    Disk(#[source] io::Error),
}

/// The documents of whoever is signed in.
pub(crate) struct Documents {
    folder: PathBuf,
    owner: Mutex<Option<OwnerKey>>,
}

impl Documents {
    /// The documents in `folder`.
    pub(crate) fn new(folder: &Path) -> Self {
        Self { folder: folder.join(FOLDER), owner: Mutex::default() }
    }

    /// From now on keeps the documents of `owner`.
    pub(crate) fn admit(&self, owner: OwnerKey) {
        *self.held() = Some(owner);
    }

    /// Whether there is a file of that hash; its bytes are not looked at.
    pub(crate) fn is_kept(&self, hash: DocumentHash) -> bool {
        self.path(hash).is_file()
    }

    /// How many bytes the file of that hash has, if there is one.
    pub(crate) fn size_of(&self, hash: DocumentHash) -> Option<u64> {
        fs::metadata(self.path(hash)).ok().map(|file| file.len())
    }

    /// Removes the file of that hash, if there is one.
    pub(crate) fn remove(&self, hash: DocumentHash) {
        match fs::remove_file(self.path(hash)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                tracing::warn!(%error, "a document could not be removed");
            }
            _ => {}
        }
    }

    /// The bytes of that hash, if they are here and are what they were.
    pub(crate) fn read(&self, hash: DocumentHash) -> Option<Vec<u8>> {
        let path = self.path(hash);
        let bytes = fs::read(&path).ok()?;
        if DocumentHash::of(&bytes) == hash {
            return Some(bytes);
        }
        tracing::warn!(%hash, "a document on this computer is damaged and will be fetched again");
        if let Err(error) = fs::remove_file(&path) {
            tracing::warn!(%error, "a damaged document could not be removed");
        }
        None
    }

    /// Keeps these bytes under their hash, for `owner`.
    pub(crate) fn keep(
        &self,
        owner: &OwnerKey,
        hash: DocumentHash,
        bytes: &[u8],
    ) -> Result<(), KeepError> {
        if DocumentHash::of(bytes) != hash {
            return Err(KeepError::Altered);
        }
        // Held until the file is there, so that no document overtakes `forget`.
        let held = self.held();
        if held.as_ref() != Some(owner) {
            return Err(KeepError::OwnerLeft);
        }
        self.write(hash, bytes).map_err(KeepError::Disk)
    }

    fn write(&self, hash: DocumentHash, bytes: &[u8]) -> io::Result<()> {
        let path = self.path(hash);
        files::make_private_folder(&self.folder)?;
        files::make_private_folder(path.parent().unwrap_or(&self.folder))?;
        write_whole(&path, bytes)
    }

    /// Removes every document of everybody, for good; none is kept until [`Self::admit`].
    pub(crate) fn forget(&self) -> io::Result<()> {
        let mut held = self.held();
        *held = None;
        match fs::remove_dir_all(&self.folder) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }

    /// Bytes on disk.
    pub(crate) fn bytes(&self) -> u64 {
        self.files().map(|file| file.len()).sum()
    }

    fn files(&self) -> impl Iterator<Item = fs::Metadata> {
        let folders = fs::read_dir(&self.folder).into_iter().flatten().flatten();
        folders
            .flat_map(|folder| fs::read_dir(folder.path()).into_iter().flatten().flatten())
            .filter_map(|file| file.metadata().ok())
    }

    fn path(&self, hash: DocumentHash) -> PathBuf {
        let name = hash.to_string();
        self.folder.join(&name[..2]).join(format!("{name}.pdf"))
    }

    fn held(&self) -> MutexGuard<'_, Option<OwnerKey>> {
        self.owner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use billing_contract::UserId;
    use tempfile::TempDir;

    fn owner(user: &str) -> OwnerKey {
        OwnerKey::new("http://127.0.0.1", &UserId::new(user))
    }

    fn documents(folder: &TempDir) -> Documents {
        let documents = Documents::new(folder.path());
        documents.admit(owner("ada"));
        documents
    }

    #[test]
    fn a_hash_is_read_as_it_is_written_and_nothing_else_is_one() {
        let hash = DocumentHash::of(b"x");
        assert_eq!(DocumentHash::parse(&hash.to_string()), Some(hash));
        let digits = hash.to_string();
        for none in ["", "../..", &digits[1..], &format!("{digits}0"), &"é".repeat(32)] {
            assert_eq!(DocumentHash::parse(none), None, "{none}");
        }
        assert_eq!(DocumentHash::parse(&format!("+{}", &digits[1..])), None);
    }

    #[test]
    fn what_was_kept_is_read_back_and_bytes_of_another_hash_are_refused() {
        let folder = TempDir::new().unwrap();
        let documents = documents(&folder);
        let hash = DocumentHash::of(b"%PDF one");
        assert!(!documents.is_kept(hash));
        let refused = documents.keep(&owner("ada"), hash, b"%PDF two");
        assert!(matches!(refused, Err(KeepError::Altered)));
        assert!(!documents.is_kept(hash));
        documents.keep(&owner("ada"), hash, b"%PDF one").unwrap();
        assert!(documents.is_kept(hash));
        assert_eq!(documents.read(hash).unwrap(), b"%PDF one");
        assert_eq!(documents.bytes(), 8);
    }

    #[test]
    fn a_file_whose_bytes_are_not_those_of_its_name_is_removed() {
        let folder = TempDir::new().unwrap();
        let documents = documents(&folder);
        let hash = DocumentHash::of(b"%PDF one");
        documents.keep(&owner("ada"), hash, b"%PDF one").unwrap();
        fs::write(documents.path(hash), b"%PDF").unwrap();
        assert_eq!(documents.read(hash), None);
        assert!(!documents.is_kept(hash));
    }

    #[test]
    fn after_the_owner_has_left_nothing_is_there_and_nothing_is_kept() {
        let folder = TempDir::new().unwrap();
        let documents = documents(&folder);
        let hash = DocumentHash::of(b"x");
        documents.keep(&owner("ada"), hash, b"x").unwrap();
        documents.forget().unwrap();
        assert!(!folder.path().join(FOLDER).exists());
        let late = documents.keep(&owner("ada"), hash, b"x");
        assert!(matches!(late, Err(KeepError::OwnerLeft)));
        documents.admit(owner("bob"));
        assert!(documents.keep(&owner("ada"), hash, b"x").is_err());
        assert!(!documents.is_kept(hash));
    }
}
