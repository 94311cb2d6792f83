//! `journal.sqlite3`: what must not be lost.
//!
//! The program never deletes it by itself. A damaged or foreign file is set aside for good, and
//! what can still be read of it is carried over into a new one. A file of a newer version is left
//! untouched: what this version understands of it is read into memory, works for this run, and
//! every write answers [`StoreError::NotKept`]. The same goes for a file that is out of reach.

use super::actor::Actor;
use super::opening::{self, Unsound};
use super::{
    DueTelling, Owner, OwnerKey, StoreError, behaviour_events, checkouts, choices, downloads,
    files, keychain_entries, notices, notifications, owner,
};
use crate::checkout::machine::{Outcome, Purchase};
use crate::clock::Clock;
use crate::downloads::record::{DownloadDocument, DownloadRecord};
use crate::keychain::SecretKey;
use crate::views::{CheckoutId, DownloadId};
use billing_contract::{BehaviourEvent, Notice, NoticeId, OrderId};
use chrono::{DateTime, Utc};
use rusqlite::{Connection, OpenFlags};
use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

mod embedded {
    refinery::embed_migrations!("src/store/migrations/journal");
}

const FILE_NAME: &str = "journal.sqlite3";

const KIND: opening::Kind = opening::Kind {
    application_id: 0x4243_4a01, // "BCJ", 1
    synchronous: "full",
    migrations: embedded::migrations::runner,
};

/// The journal.
pub(crate) struct Journal {
    path: PathBuf,
    file: Actor<JournalFile>,
}

/// What the journal held when it was opened.
#[derive(Clone, Debug, Default)]
pub(crate) struct Remembered {
    /// Every choice, as JSON by its name.
    pub choices: BTreeMap<String, String>,
    /// Who is signed in.
    pub owner: Option<Owner>,
    /// Keychain entries that may exist.
    pub keychain_entries: Vec<SecretKey>,
}

impl Journal {
    /// Opens the journal in `folder`, whatever state its file is in.
    pub(crate) fn open(folder: &Path, clock: Arc<dyn Clock>) -> io::Result<Self> {
        let path = folder.join(FILE_NAME);
        let file_path = path.clone();
        let file = Actor::start("journal", move || JournalFile::open(&file_path, &*clock))?;
        Ok(Self { path, file })
    }

    /// What it holds.
    pub(crate) async fn remembered(&self) -> Remembered {
        self.file.call(|file| remembered(&file.database)).await.unwrap_or_default()
    }

    /// Writes a choice; none takes it back.
    pub(crate) async fn choose(
        &self,
        name: &'static str,
        value: Option<String>,
    ) -> Result<(), StoreError> {
        self.write(move |database| choices::put(database, name, value.as_deref())).await
    }

    /// Writes who is signed in, or that nobody is.
    pub(crate) async fn set_owner(&self, owner: Option<Owner>) -> Result<(), StoreError> {
        self.write(move |database| match &owner {
            Some(owner) => owner::put(database, owner),
            None => owner::remove(database),
        })
        .await
    }

    /// Remembers a keychain entry that is about to be written.
    pub(crate) async fn add_keychain_entry(&self, key: SecretKey) -> Result<(), StoreError> {
        self.write(move |database| keychain_entries::add(database, &key)).await
    }

    /// Forgets a keychain entry that is gone.
    pub(crate) async fn remove_keychain_entry(&self, key: SecretKey) -> Result<(), StoreError> {
        self.write(move |database| keychain_entries::remove(database, &key)).await
    }

    /// Writes a purchase of `owner`.
    pub(crate) async fn save_checkout(
        &self,
        owner: &OwnerKey,
        purchase: Purchase,
    ) -> Result<(), StoreError> {
        let owner = owner.clone();
        self.write(move |database| checkouts::put(database, &owner, &purchase)).await
    }

    /// Removes a purchase that is over.
    pub(crate) async fn remove_checkout(
        &self,
        owner: &OwnerKey,
        id: CheckoutId,
    ) -> Result<(), StoreError> {
        let owner = owner.clone();
        self.write(move |database| checkouts::remove(database, &owner, &id)).await
    }

    /// The purchases of `owner`.
    pub(crate) async fn checkouts(&self, owner: &OwnerKey) -> Result<Vec<Purchase>, StoreError> {
        let owner = owner.clone();
        self.read(move |database| checkouts::of(database, &owner)).await
    }

    /// Writes a download of `owner` with its documents, before anything is done for it.
    pub(crate) async fn begin_download(
        &self,
        owner: &OwnerKey,
        record: DownloadRecord,
        documents: Vec<DownloadDocument>,
    ) -> Result<(), StoreError> {
        let owner = owner.clone();
        self.write(move |database| downloads::begin(database, &owner, &record, &documents)).await
    }

    /// Writes how far a download of `owner` has come.
    pub(crate) async fn save_download(
        &self,
        owner: &OwnerKey,
        record: DownloadRecord,
    ) -> Result<(), StoreError> {
        let owner = owner.clone();
        self.write(move |database| downloads::put(database, &owner, &record)).await
    }

    /// Removes a download that was put away.
    pub(crate) async fn remove_download(
        &self,
        owner: &OwnerKey,
        id: DownloadId,
    ) -> Result<(), StoreError> {
        let owner = owner.clone();
        self.write(move |database| downloads::remove(database, &owner, &id)).await
    }

    /// The downloads of `owner`.
    pub(crate) async fn downloads(
        &self,
        owner: &OwnerKey,
    ) -> Result<Vec<DownloadRecord>, StoreError> {
        let owner = owner.clone();
        self.read(move |database| downloads::of(database, &owner)).await
    }

    /// The documents of a download of `owner`, in their order.
    pub(crate) async fn download_documents(
        &self,
        owner: &OwnerKey,
        id: DownloadId,
    ) -> Result<Vec<DownloadDocument>, StoreError> {
        let owner = owner.clone();
        self.read(move |database| downloads::documents(database, &owner, &id)).await
    }

    /// Removes from everybody's purchases what tells of the person, what they did, and what they
    /// downloaded.
    pub(crate) async fn forget_personal_details(&self) -> Result<(), StoreError> {
        self.write(|database| {
            checkouts::strip(database)?;
            downloads::clear(database)?;
            notices::clear(database)?;
            behaviour_events::clear(database)
        })
        .await
    }

    /// Puts down that something is to be told; false if that was put down before.
    pub(crate) async fn add_notification(
        &self,
        owner: &OwnerKey,
        due: DueTelling,
    ) -> Result<bool, StoreError> {
        let owner = owner.clone();
        self.write(move |database| notifications::add(database, &owner, &due)).await
    }

    /// Takes everything that is to be told to `owner`: nothing is ever taken twice.
    pub(crate) async fn claim_notifications(
        &self,
        owner: &OwnerKey,
        now: DateTime<Utc>,
    ) -> Result<Vec<DueTelling>, StoreError> {
        let owner = owner.clone();
        self.write(move |database| notifications::claim(database, &owner, now)).await
    }

    /// Whether it was handed out that `order_id` came to `outcome`.
    pub(crate) async fn was_told(
        &self,
        owner: &OwnerKey,
        order_id: OrderId,
        outcome: Outcome,
    ) -> Result<bool, StoreError> {
        let owner = owner.clone();
        self.read(move |database| notifications::was_claimed(database, &owner, &order_id, outcome))
            .await
    }

    /// Puts down notices that the person has read, to be told to the service.
    pub(crate) async fn add_notice_reads(
        &self,
        owner: &OwnerKey,
        ids: Vec<NoticeId>,
    ) -> Result<(), StoreError> {
        let owner = owner.clone();
        self.write(move |database| notices::add_reads(database, &owner, &ids)).await
    }

    /// What `owner` has read and the service does not know of.
    pub(crate) async fn notice_reads(&self, owner: &OwnerKey) -> Result<Vec<NoticeId>, StoreError> {
        let owner = owner.clone();
        self.read(move |database| notices::reads(database, &owner)).await
    }

    /// Takes off what the service knows now.
    pub(crate) async fn remove_notice_reads(
        &self,
        owner: &OwnerKey,
        ids: Vec<NoticeId>,
    ) -> Result<(), StoreError> {
        let owner = owner.clone();
        self.write(move |database| notices::remove_reads(database, &owner, &ids)).await
    }

    /// Puts down that the desktop is to tell of a notice; false if that was put down before.
    pub(crate) async fn add_notice_telling(
        &self,
        owner: &OwnerKey,
        notice: Notice,
    ) -> Result<bool, StoreError> {
        let owner = owner.clone();
        self.write(move |database| notices::add_telling(database, &owner, &notice)).await
    }

    /// Takes every notice that is to be told to `owner`: nothing is ever taken twice.
    pub(crate) async fn claim_notice_tellings(
        &self,
        owner: &OwnerKey,
        now: DateTime<Utc>,
    ) -> Result<Vec<Notice>, StoreError> {
        let owner = owner.clone();
        self.write(move |database| notices::claim(database, &owner, now)).await
    }

    /// Queues what the person did.
    pub(crate) async fn add_behaviour(
        &self,
        owner: &OwnerKey,
        event: BehaviourEvent,
    ) -> Result<(), StoreError> {
        let owner = owner.clone();
        self.write(move |database| behaviour_events::add(database, &owner, &event)).await
    }

    /// The oldest of what is queued.
    pub(crate) async fn behaviour(
        &self,
        owner: &OwnerKey,
        limit: usize,
    ) -> Result<Vec<BehaviourEvent>, StoreError> {
        let owner = owner.clone();
        self.read(move |database| behaviour_events::oldest(database, &owner, limit)).await
    }

    /// Takes what was delivered off the queue.
    pub(crate) async fn remove_behaviour(&self, ids: Vec<String>) -> Result<(), StoreError> {
        self.write(move |database| behaviour_events::remove(database, &ids)).await
    }

    /// Empties the queue of what people did.
    pub(crate) async fn clear_behaviour(&self) -> Result<(), StoreError> {
        self.write(behaviour_events::clear).await
    }

    /// Cuts the write-ahead log and removes what was set aside, so that removed rows are gone from
    /// the disk. What could be read of a damaged journal has been carried over long since.
    pub(crate) async fn scrub(&self) -> Result<(), StoreError> {
        let path = self.path.clone();
        let busy = self
            .write(move |database| {
                files::remove_set_aside(&path);
                let cut = "PRAGMA wal_checkpoint(truncate)";
                database.query_row(cut, [], |row| row.get::<_, bool>(0))
            })
            .await?;
        if busy { Err(StoreError::NotKept) } else { Ok(()) }
    }

    /// Removes the journal and all that was ever set aside from it, because the person asked for
    /// it, and begins a new one.
    pub(crate) async fn delete(&self, clock: Arc<dyn Clock>) -> Result<(), StoreError> {
        let path = self.path.clone();
        self.file
            .call(move |file| {
                file.database = in_memory();
                files::remove_set_aside(&path);
                files::remove(&path).map_err(|error| {
                    tracing::error!(%error, "the journal could not be removed");
                    StoreError::NotKept
                })?;
                *file = JournalFile::open(&path, &*clock);
                Ok(())
            })
            .await?
    }

    /// Bytes on disk.
    pub(crate) fn bytes(&self) -> u64 {
        files::bytes(&self.path)
    }

    /// Closes the file.
    pub(crate) async fn close(&self) {
        self.file.close().await;
    }

    async fn read<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Connection) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, StoreError> {
        Ok(self.file.call(move |file| work(&file.database)).await??)
    }

    async fn write<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Connection) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, StoreError> {
        self.file
            .call(move |file| {
                let written = work(&file.database)?;
                match file.keeping {
                    Keeping::OnDisk => Ok(written),
                    Keeping::DiskFull => Err(StoreError::DiskFull(None)),
                    Keeping::InMemory => Err(StoreError::NotKept),
                }
            })
            .await?
    }

    #[cfg(test)]
    pub(crate) async fn in_file<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Connection) -> T + Send + 'static,
    ) -> T {
        self.file.call(move |file| work(&mut file.database)).await.unwrap()
    }
}

/// The file, on its own thread.
struct JournalFile {
    database: Connection,
    keeping: Keeping,
}

/// Whether what is written outlives this run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Keeping {
    OnDisk,
    DiskFull,
    InMemory,
}

impl JournalFile {
    fn open(path: &Path, clock: &dyn Clock) -> Self {
        let unsound = match opening::open(path, &KIND) {
            Ok(database) => return Self { database, keeping: Keeping::OnDisk },
            Err(unsound) => unsound,
        };
        tracing::error!(error = &unsound as &dyn std::error::Error, "the journal cannot be used");
        match unsound {
            Unsound::Damaged(_) | Unsound::Foreign => {
                Self::begin_anew_from(path, unsound.reason(), clock)
            }
            Unsound::Newer => Self { database: memory_with(path), keeping: Keeping::InMemory },
            Unsound::OutOfReach(_) => {
                let full = unsound.is_disk_full();
                let keeping = if full { Keeping::DiskFull } else { Keeping::InMemory };
                Self { database: memory_with(path), keeping }
            }
        }
    }

    fn begin_anew_from(path: &Path, reason: &str, clock: &dyn Clock) -> Self {
        let anew = files::set_aside(path, reason, clock.now())
            .map_err(|error| Unsound::OutOfReach(Box::new(error)))
            .and_then(|aside| Ok((opening::open(path, &KIND)?, aside)));
        match anew {
            Ok((database, aside)) => {
                carry_over(&aside, &database);
                Self { database, keeping: Keeping::OnDisk }
            }
            Err(error) => {
                let error: &dyn std::error::Error = &error;
                tracing::error!(error, "the journal is in memory only");
                Self { database: memory_with(path), keeping: Keeping::InMemory }
            }
        }
    }
}

fn memory_with(path: &Path) -> Connection {
    let database = in_memory();
    carry_over(path, &database);
    database
}

fn in_memory() -> Connection {
    opening::open_in_memory(&KIND).expect("an empty database in memory needs nothing from outside")
}

/// Copies whatever can still be read of `from`, table by table.
fn carry_over(from: &Path, to: &Connection) {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let Ok(old) = Connection::open_with_flags(from, flags) else { return };
    let kept = remembered(&old);
    let mut copied = Vec::new();
    for (name, value) in &kept.choices {
        copied.push(choices::put(to, name, Some(value)));
    }
    for key in &kept.keychain_entries {
        copied.push(keychain_entries::add(to, key));
    }
    if let Some(owner) = &kept.owner {
        copied.push(owner::put(to, owner));
    }
    copied.extend(checkouts::carry_over(&old, to));
    copied.extend(downloads::carry_over(&old, to));
    copied.extend(notifications::carry_over(&old, to));
    copied.extend(notices::carry_over(&old, to));
    copied.extend(behaviour_events::carry_over(&old, to));
    let lost = copied.iter().filter(|result| result.is_err()).count();
    tracing::warn!(kept = copied.len() - lost, lost, "carried over from an unusable journal");
}

/// What can be read; a table that cannot be read counts as empty.
fn remembered(database: &Connection) -> Remembered {
    fn or_empty<T: Default>(table: &str, read: rusqlite::Result<T>) -> T {
        read.unwrap_or_else(|error| {
            tracing::warn!(%error, table, "a table of the journal cannot be read");
            T::default()
        })
    }
    Remembered {
        choices: or_empty("choices", choices::all(database)),
        owner: or_empty("owner", owner::read(database)),
        keychain_entries: or_empty("keychain_entries", keychain_entries::all(database)),
    }
}

#[cfg(test)]
mod tests;
