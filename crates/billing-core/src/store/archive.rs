//! `archives/`: usage, invoices and credits as the change feed has told them, a database for each
//! customer whose figures somebody looks at.
//!
//! Like the cache they may be thrown away at any time. They can be large, so they are not held in
//! memory: each is read and written by a thread of its own, one page or one question after the
//! other, so that what is shown is always from between two pages.

mod calendar;
mod credit_transactions;
mod feed;
mod file;
mod invoices;
mod page;
mod seal;
#[cfg(test)]
mod tests;
mod usage_days;
mod words;

pub(crate) use credit_transactions::{CreditDays, Ledger};
pub(crate) use file::Progress;
pub(crate) use invoices::{InvoiceRecord, Picked, is_overdue};
pub(crate) use page::Brought;
pub use page::PageError;
pub(crate) use usage_days::{Count, Span};
pub(crate) use words::{Words, fold};

use super::actor::Actor;
use super::{OwnerKey, StoreError, files};
use crate::clock::Clock;
use crate::views::InvoiceFilter;
use billing_contract::{CustomerId, Invoice, InvoiceId, ProductCode};
use chrono::NaiveDate;
use file::ArchiveFile;
use rusqlite::Connection;
use sha2::{Digest as _, Sha256};
use std::collections::{BTreeMap, HashMap};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

const FOLDER: &str = "archives";

/// The archives of whoever is signed in.
pub(crate) struct Archives {
    folder: PathBuf,
    clock: Arc<dyn Clock>,
    held: Mutex<Held>,
}

#[derive(Default)]
struct Held {
    owner: Option<OwnerKey>,
    open: HashMap<CustomerId, Arc<Archive>>,
}

impl Archives {
    /// The archives in `folder`; none is opened yet.
    pub(crate) fn new(folder: &Path, clock: Arc<dyn Clock>) -> Self {
        Self { folder: folder.join(FOLDER), clock, held: Mutex::default() }
    }

    /// From now on opens the archives of `owner`.
    pub(crate) fn admit(&self, owner: OwnerKey) {
        self.held().owner = Some(owner);
    }

    /// The archive that `owner` has of `customer`, begun if there is none; refused if somebody
    /// else, or nobody, is signed in now.
    pub(crate) fn of(
        &self,
        owner: &OwnerKey,
        customer: &CustomerId,
    ) -> Result<Arc<Archive>, StoreError> {
        let mut held = self.held();
        if held.owner.as_ref() != Some(owner) {
            return Err(StoreError::Closed);
        }
        if let Some(archive) = held.open.get(customer) {
            return Ok(Arc::clone(archive));
        }
        let path = self.path(owner, customer);
        if let Err(error) = files::make_private_folder(&self.folder) {
            tracing::warn!(%error, "no folder for archives");
        }
        let clock = Arc::clone(&self.clock);
        let file = Actor::start("archive", move || ArchiveFile::open(path, clock));
        let file = file.map_err(|error| {
            tracing::error!(%error, "no thread for an archive");
            StoreError::NotKept
        })?;
        let ledger_is_sound = AtomicBool::new(false);
        let archive = Arc::new(Archive { customer: customer.clone(), file, ledger_is_sound });
        held.open.insert(customer.clone(), Arc::clone(&archive));
        Ok(archive)
    }

    /// Removes every archive of everybody, for good; nobody's is opened until [`Self::admit`].
    pub(crate) async fn forget(&self) -> Result<(), StoreError> {
        let held = std::mem::take(&mut *self.held());
        for archive in held.open.into_values() {
            archive.file.close().await;
        }
        match std::fs::remove_dir_all(&self.folder) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                tracing::error!(%error, "the archives could not be removed");
                Err(StoreError::NotKept)
            }
            _ => Ok(()),
        }
    }

    /// Removes the archives of all customers but these.
    pub(crate) async fn keep_only(&self, owner: &OwnerKey, customers: &[CustomerId]) {
        let closing: Vec<_> = {
            let mut held = self.held();
            if held.owner.as_ref() != Some(owner) {
                return;
            }
            held.open.extract_if(|customer, _| !customers.contains(customer)).collect()
        };
        for (_, archive) in closing {
            archive.file.close().await;
        }
        let wanted: Vec<String> =
            customers.iter().map(|customer| name_of(owner, customer)).collect();
        let Ok(entries) = std::fs::read_dir(&self.folder) else { return };
        for entry in entries.flatten() {
            let name = entry.file_name();
            if !wanted.iter().any(|wanted| name.to_string_lossy().starts_with(wanted.as_str()))
                && let Err(error) = std::fs::remove_file(entry.path())
            {
                tracing::warn!(%error, "an archive could not be removed");
            }
        }
    }

    /// Bytes on disk of all of them.
    pub(crate) fn bytes(&self) -> u64 {
        let Ok(entries) = std::fs::read_dir(&self.folder) else { return 0 };
        entries.flatten().filter_map(|entry| entry.metadata().ok()).map(|file| file.len()).sum()
    }

    /// Bytes on disk of one of them.
    pub(crate) fn bytes_of(&self, owner: &OwnerKey, customer: &CustomerId) -> u64 {
        let path = self.path(owner, customer);
        files::bytes(&path)
    }

    /// Closes the files.
    pub(crate) async fn close(&self) {
        let held = std::mem::take(&mut *self.held());
        for archive in held.open.into_values() {
            archive.file.close().await;
        }
    }

    fn path(&self, owner: &OwnerKey, customer: &CustomerId) -> PathBuf {
        self.folder.join(format!("{}.sqlite3", name_of(owner, customer)))
    }

    fn held(&self) -> MutexGuard<'_, Held> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What the files of an archive are called; it tells nobody whose they are.
fn name_of(owner: &OwnerKey, customer: &CustomerId) -> String {
    let digest = Sha256::digest(format!("{}\n{customer}", owner.as_str()));
    digest.iter().take(16).fold(String::with_capacity(32), |mut name, byte| {
        let _infallible = write!(name, "{byte:02x}");
        name
    })
}

/// The archive of one customer.
pub(crate) struct Archive {
    customer: CustomerId,
    file: Actor<ArchiveFile>,
    /// Whether all of the ledger was looked through since the file was opened, and nothing was wrong.
    ledger_is_sound: AtomicBool,
}

/// The files of one archive by themselves, without a console around them: for whoever fills or
/// measures an archive.
pub struct ArchiveFiles(ArchiveFile);

impl ArchiveFiles {
    /// Opens the archive at `path`, begun if there is none.
    pub fn open(path: PathBuf, clock: Arc<dyn Clock>) -> Self {
        Self(ArchiveFile::open(path, clock))
    }

    /// Takes over the page of the change feed that follows what is there, as a console does.
    pub fn take_page(&mut self, page: &[u8]) -> Result<(), PageError> {
        let since = self.0.progress()?.cursor;
        self.0.take_page(since.as_deref(), page).map(drop)
    }
}

/// What a usage screen is made of.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct UsageCounts {
    /// Each product's counts, one for each span.
    pub counts: BTreeMap<ProductCode, Vec<Count>>,
    /// The same of the spans before.
    pub before: BTreeMap<ProductCode, Vec<Count>>,
    /// Every product of which anything was ever used.
    pub products: Vec<ProductCode>,
    /// The first day of which anything is known.
    pub known_since: Option<NaiveDate>,
}

/// How much is in an archive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Contents {
    /// Days of usage.
    pub usage_days: u64,
    /// Invoices.
    pub invoices: u32,
}

impl Archive {
    /// Whose it is.
    pub(crate) fn customer(&self) -> &CustomerId {
        &self.customer
    }

    /// How far it has come.
    pub(crate) async fn progress(&self) -> Result<Progress, StoreError> {
        self.file.call(ArchiveFile::progress).await?
    }

    /// Takes over the page of the change feed that was asked for with `since`; none if another has
    /// come first.
    pub(crate) async fn take_page(
        &self,
        since: Option<String>,
        page: Vec<u8>,
    ) -> Result<Option<Brought>, PageError> {
        let taken = self.file.call(move |file| file.take_page(since.as_deref(), &page)).await?;
        if taken.as_ref().is_ok_and(|taken| taken.is_some_and(|brought| brought.credits)) {
            // It may have come in the place of what was looked through.
            self.ledger_is_sound.store(false, Ordering::Relaxed);
        }
        taken
    }

    /// Begins anew beside what is there, because the service no longer knows the cursor `since`.
    pub(crate) async fn begin_beside(&self, since: String) -> Result<(), StoreError> {
        self.file.call(move |file| file.begin_beside(&since)).await?
    }

    /// How much was used in each span, and in each of `before`.
    pub(crate) async fn usage(
        &self,
        spans: Vec<Span>,
        before: Vec<Span>,
    ) -> Result<UsageCounts, StoreError> {
        self.read(move |database| {
            Ok(UsageCounts {
                counts: usage_days::counts(database, &spans)?,
                before: usage_days::counts(database, &before)?,
                products: usage_days::products(database)?,
                known_since: usage_days::first_day(database)?,
            })
        })
        .await
    }

    /// A part of the ledger of credits, newest first. Whatever happened to the file while nobody had
    /// it open, and as long as something is wrong, all of the ledger is looked through.
    pub(crate) async fn ledger(&self, offset: u32, limit: u32) -> Result<Ledger, StoreError> {
        // Taken for sound before it is read: whatever comes meanwhile says that it is not.
        let anew = !self.ledger_is_sound.swap(true, Ordering::Relaxed);
        let ledger = self
            .read(move |database| credit_transactions::ledger(database, offset, limit, anew))
            .await;
        if !ledger.as_ref().is_ok_and(|ledger| ledger.broken.is_none()) {
            self.ledger_is_sound.store(false, Ordering::Relaxed);
        }
        ledger
    }

    /// What the credits did day by day, from a day on.
    pub(crate) async fn credit_days(&self, from: NaiveDate) -> Result<CreditDays, StoreError> {
        self.read(move |database| credit_transactions::days(database, from)).await
    }

    /// What a filter picks of the invoices: all in numbers, a part in rows, newest first.
    pub(crate) async fn invoices(
        &self,
        filter: InvoiceFilter,
        today: NaiveDate,
        offset: u32,
        limit: u32,
    ) -> Result<(Picked, Vec<InvoiceRecord>), StoreError> {
        self.read(move |database| {
            let rows = invoices::records(database, &filter, today, offset, limit)?;
            Ok((invoices::picked(database, &filter, today)?, rows))
        })
        .await
    }

    /// The invoices that a filter picks, with all of them, newest first.
    pub(crate) async fn whole_invoices(
        &self,
        filter: InvoiceFilter,
        today: NaiveDate,
        offset: u32,
        limit: u32,
    ) -> Result<Vec<Invoice>, StoreError> {
        self.read(move |database| invoices::whole(database, &filter, today, offset, limit)).await
    }

    /// One invoice.
    pub(crate) async fn invoice(&self, id: InvoiceId) -> Result<Option<Invoice>, StoreError> {
        self.read(move |database| invoices::one(database, &id)).await
    }

    /// Where words stand in invoices: how many there are, and the first of them, those first that
    /// have them in their numbers, then the newest.
    pub(crate) async fn find(
        &self,
        words: Words,
        limit: u32,
    ) -> Result<(u32, Vec<Invoice>), StoreError> {
        self.read(move |database| invoices::find(database, &words, limit)).await
    }

    /// What the documents of its invoices hash to, receipts included.
    pub(crate) async fn document_hashes(&self) -> Result<Vec<String>, StoreError> {
        self.read(invoices::document_hashes).await
    }

    /// How much is in it.
    pub(crate) async fn contents(&self) -> Result<Contents, StoreError> {
        self.read(|database| {
            Ok(Contents {
                usage_days: usage_days::number(database)?,
                invoices: invoices::number(database)?,
            })
        })
        .await
    }

    async fn read<T: Send + 'static>(
        &self,
        read: impl FnOnce(&Connection) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, StoreError> {
        self.file.call(move |file| file.read(read)).await?
    }
}
