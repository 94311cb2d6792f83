//! Where the files of a download go, and that nothing else is ever written or removed.
//!
//! A folder gets each document under its own name as soon as it is there. For one file the documents
//! are gathered in a folder of the console's, and packed when all of them are there.

use super::listing;
use super::record::{DownloadDocument, DownloadRecord};
use crate::saving::{unfinished, write_whole};
use crate::store::DocumentHash;
use crate::store::files::make_private_folder;
use crate::views::DownloadForm;
use sha2::{Digest as _, Sha256};
use std::fs;
use std::io::{self, BufWriter, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

/// The place of one download.
pub(crate) struct Place {
    form: DownloadForm,
    path: PathBuf,
    /// Where documents are gathered that are packed later.
    gathering: PathBuf,
    /// Whether it may still be written to; held while something is.
    is_open: Mutex<bool>,
}

impl Place {
    /// The place of a download; `gathering` holds the documents of those that are packed.
    pub(crate) fn of(record: &DownloadRecord, gathering: &Path) -> Self {
        let name: String = DocumentHash::of(record.id.0.as_bytes()).to_string();
        Self {
            form: record.form,
            path: record.path.clone(),
            gathering: gathering.join(&name[..32]),
            is_open: Mutex::new(true),
        }
    }

    /// Makes the folders.
    pub(crate) fn prepare(&self) -> io::Result<()> {
        let _open = self.open()?;
        match self.form {
            DownloadForm::Folder => fs::create_dir_all(&self.path),
            DownloadForm::Zip => {
                self.path.parent().map_or(Ok(()), fs::create_dir_all)?;
                make_private_folder(&self.gathering)
            }
        }
    }

    /// Which documents are there, whole.
    pub(crate) fn present(&self, documents: &[DownloadDocument]) -> Vec<bool> {
        documents
            .iter()
            .map(|document| {
                let hash = DocumentHash::parse(&document.sha256);
                hash.is_some() && hash_of_file(&self.file_of(document)).ok() == hash
            })
            .collect()
    }

    /// Puts a document there, whole or not at all.
    pub(crate) fn put(&self, document: &DownloadDocument, bytes: &[u8]) -> io::Result<()> {
        let _open = self.open()?;
        write_whole(&self.file_of(document), bytes)
    }

    /// Puts the manifest and the list beside the documents of a folder.
    pub(crate) fn list(
        &self,
        record: &DownloadRecord,
        documents: &[DownloadDocument],
    ) -> io::Result<()> {
        let _open = self.open()?;
        for (name, bytes) in listing::files(record, documents) {
            write_whole(&self.path.join(name), &bytes)?;
        }
        Ok(())
    }

    /// Packs everything into one file, which does not have its name yet, and answers its hash.
    pub(crate) fn pack(
        &self,
        record: &DownloadRecord,
        documents: &[DownloadDocument],
    ) -> io::Result<DocumentHash> {
        let _open = self.open()?;
        let unfinished = unfinished(&self.path);
        let packed = self.pack_into(&unfinished, record, documents);
        if packed.is_err() {
            remove_if_there(&unfinished);
        }
        packed?;
        hash_of_file(&unfinished)
    }

    fn pack_into(
        &self,
        file: &Path,
        record: &DownloadRecord,
        documents: &[DownloadDocument],
    ) -> io::Result<()> {
        let folder = self.path.file_stem().unwrap_or_default().to_string_lossy();
        // Documents are compressed within, and their list is small.
        let options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
        let mut packing = ZipWriter::new(BufWriter::new(fs::File::create(file)?));
        let mut add = |name: &str, bytes: &[u8]| -> io::Result<()> {
            packing.start_file(format!("{folder}/{name}"), options).map_err(io_error)?;
            packing.write_all(bytes)
        };
        for (_, document) in present_documents(record, documents) {
            add(&document.file, &fs::read(self.file_of(document))?)?;
        }
        for (name, bytes) in listing::files(record, documents) {
            add(name, &bytes)?;
        }
        let file = packing.finish().map_err(io_error)?;
        file.into_inner().map_err(io::IntoInnerError::into_error)?.sync_all()
    }

    /// Gives what was packed its name; false if something else has it meanwhile.
    pub(crate) fn name_packed(&self) -> io::Result<bool> {
        let _open = self.open()?;
        if self.path.exists() {
            return Ok(false);
        }
        fs::rename(unfinished(&self.path), &self.path)?;
        Ok(true)
    }

    /// Whether what lies there is the file that hashes to `packed`.
    pub(crate) fn is_packed(&self, packed: Option<&str>) -> bool {
        let packed = packed.and_then(DocumentHash::parse);
        packed.is_some() && hash_of_file(&self.path).ok() == packed
    }

    /// Removes the documents that were gathered to be packed.
    pub(crate) fn tidy(&self) {
        if self.form == DownloadForm::Zip {
            remove_folder_if_there(&self.gathering);
        }
    }

    /// Removes what was put there and closes the place: nothing is written to it any more.
    pub(crate) fn clear(&self, record: &DownloadRecord, documents: &[DownloadDocument]) {
        let mut is_open = self.lock();
        *is_open = false;
        match self.form {
            DownloadForm::Folder => {
                let of_documents = documents.iter().map(|document| document.file.as_str());
                for name in of_documents.chain(listing::NAMES) {
                    let file = self.path.join(name);
                    remove_if_there(&unfinished(&file));
                    remove_if_there(&file);
                }
                // What somebody else has put into it stays, and the folder with it.
                if let Err(error) = fs::remove_dir(&self.path) {
                    tracing::info!(%error, "the folder of a download stays");
                }
            }
            DownloadForm::Zip => {
                remove_if_there(&unfinished(&self.path));
                if self.is_packed(record.packed.as_deref()) {
                    remove_if_there(&self.path);
                }
                remove_folder_if_there(&self.gathering);
            }
        }
    }

    fn file_of(&self, document: &DownloadDocument) -> PathBuf {
        match self.form {
            DownloadForm::Folder => self.path.join(&document.file),
            DownloadForm::Zip => self.gathering.join(format!("{}.pdf", document.sha256)),
        }
    }

    fn open(&self) -> io::Result<MutexGuard<'_, bool>> {
        let is_open = self.lock();
        if *is_open { Ok(is_open) } else { Err(io::Error::other("the download was called off")) }
    }

    fn lock(&self) -> MutexGuard<'_, bool> {
        self.is_open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The documents that were not refused, with their places.
pub(super) fn present_documents<'a>(
    record: &'a DownloadRecord,
    documents: &'a [DownloadDocument],
) -> impl Iterator<Item = (u32, &'a DownloadDocument)> {
    (0..).zip(documents).filter(|(place, _)| !record.refused.contains_key(place))
}

/// What a file hashes to, read piece by piece.
fn hash_of_file(path: &Path) -> io::Result<DocumentHash> {
    let mut file = fs::File::open(path)?;
    let mut hasher = Sha256::new();
    let mut piece = vec![0; 64 * 1024];
    loop {
        match file.read(&mut piece)? {
            0 => return Ok(DocumentHash::from(hasher)),
            length => hasher.update(&piece[..length]),
        }
    }
}

fn remove_if_there(path: &Path) {
    if let Err(error) = fs::remove_file(path)
        && error.kind() != io::ErrorKind::NotFound
    {
        tracing::warn!(%error, "a file of a download could not be removed");
    }
}

pub(super) fn remove_folder_if_there(path: &Path) {
    if let Err(error) = fs::remove_dir_all(path)
        && error.kind() != io::ErrorKind::NotFound
    {
        tracing::warn!(%error, "a folder of a download could not be removed");
    }
}

fn io_error(error: zip::result::ZipError) -> io::Error {
    match error {
        zip::result::ZipError::Io(error) => error,
        other => io::Error::other(other),
    }
}
