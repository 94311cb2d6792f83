//! `cache.sqlite3`: what the service last said, with its age.
//!
//! The values are few and small, so all of them are also held in memory: reading never waits for
//! the disk, and a disk that is full or gone costs the next start, not this one.
//! A file that is found damaged, at opening or later, is set aside and begun afresh from memory.

use super::actor::Actor;
use super::opening::{self, Unsound};
use super::{OwnerKey, StoreError, cached_values, files, observations};
use crate::clock::Clock;
use crate::evidence::Observation;
use billing_contract::{CustomerId, OrderId};
use chrono::{DateTime, Utc};
use rusqlite::Connection;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::future::Future;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

mod embedded {
    refinery::embed_migrations!("src/store/migrations/cache");
}

const FILE_NAME: &str = "cache.sqlite3";

const KIND: opening::Kind = opening::Kind {
    application_id: 0x4243_4301, // "BCC", 1
    synchronous: "normal",
    migrations: embedded::migrations::runner,
};

/// What a cached value is about.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Kind {
    /// Who is signed in.
    Me,
    /// The account's master data.
    Account,
    /// The subscription and its credits.
    Subscription,
    /// The plans on offer.
    Plans,
    /// What is for sale and how to pay.
    PackageCenter,
    /// The payment terms.
    Agreement,
    /// Which orders there are, newest first.
    Orders,
    /// One order, with what happened to it.
    Order(OrderId),
    /// What is left of the credits.
    CreditStanding,
    /// The packs of credits for sale.
    CreditPacks,
    /// The rule by which packs are ordered.
    AutoTopUp,
    /// What the customer is told of, newest first.
    Notices,
    /// How much was used, with the names and quotas of the products.
    UsageOverview,
    /// The customers whom staff may see.
    Customers,
    /// Which customers' figures staff have looked at, the last one first.
    KeptCustomers,
    /// For staff: a customer's account.
    AccountOf(CustomerId),
    /// For staff: a customer's subscription.
    SubscriptionOf(CustomerId),
    /// For staff: what is left of a customer's credits.
    CreditStandingOf(CustomerId),
    /// For staff: how much a customer used.
    UsageOverviewOf(CustomerId),
}

impl Kind {
    /// Every kind of which there is one value.
    pub(crate) const ALL: [Self; 14] = [
        Self::Me,
        Self::Account,
        Self::Subscription,
        Self::Plans,
        Self::PackageCenter,
        Self::Agreement,
        Self::Orders,
        Self::CreditStanding,
        Self::CreditPacks,
        Self::AutoTopUp,
        Self::Notices,
        Self::UsageOverview,
        Self::Customers,
        Self::KeptCustomers,
    ];

    /// The kind as it stands in the table.
    pub(crate) fn name(&self) -> Cow<'static, str> {
        Cow::Borrowed(match self {
            Self::Me => "me",
            Self::Account => "account",
            Self::Subscription => "subscription",
            Self::Plans => "plans",
            Self::PackageCenter => "package_center",
            Self::Agreement => "agreement",
            Self::Orders => "orders",
            Self::CreditStanding => "credit_standing",
            Self::CreditPacks => "credit_packs",
            Self::AutoTopUp => "auto_top_up",
            Self::Notices => "notices",
            Self::UsageOverview => "usage_overview",
            Self::Customers => "customers",
            Self::KeptCustomers => "kept_customers",
            Self::Order(id) => return Cow::Owned(format!("{ORDER}{id}")),
            Self::AccountOf(id) => return Cow::Owned(format!("{ACCOUNT_OF}{id}")),
            Self::SubscriptionOf(id) => return Cow::Owned(format!("{SUBSCRIPTION_OF}{id}")),
            Self::CreditStandingOf(id) => return Cow::Owned(format!("{CREDIT_STANDING_OF}{id}")),
            Self::UsageOverviewOf(id) => return Cow::Owned(format!("{USAGE_OVERVIEW_OF}{id}")),
        })
    }

    /// The kind of that name.
    pub(crate) fn named(name: &str) -> Option<Self> {
        let of = |begins| name.strip_prefix(begins).map(CustomerId::new);
        name.strip_prefix(ORDER)
            .map(|id| Self::Order(OrderId::new(id)))
            .or_else(|| of(ACCOUNT_OF).map(Self::AccountOf))
            .or_else(|| of(SUBSCRIPTION_OF).map(Self::SubscriptionOf))
            .or_else(|| of(CREDIT_STANDING_OF).map(Self::CreditStandingOf))
            .or_else(|| of(USAGE_OVERVIEW_OF).map(Self::UsageOverviewOf))
            .or_else(|| Self::ALL.into_iter().find(|kind| kind.name() == name))
    }
}

/// What the names of single orders begin with.
const ORDER: &str = "order/";
/// And those of the figures that staff see of customers.
const ACCOUNT_OF: &str = "account/";
const SUBSCRIPTION_OF: &str = "subscription/";
const CREDIT_STANDING_OF: &str = "credit_standing/";
const USAGE_OVERVIEW_OF: &str = "usage_overview/";

/// One value as the service said it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct CachedValue {
    /// What to ask with whether it still holds.
    pub etag: Option<String>,
    /// The language it was asked for in.
    pub language: String,
    /// The value as JSON.
    pub body: String,
    /// When the service said it.
    pub fetched_at: DateTime<Utc>,
    /// When it said it or last confirmed it, on the wall.
    pub confirmed_at: DateTime<Utc>,
    /// The same on the steady clock, if that was in this run.
    pub confirmed_monotonic: Option<Duration>,
}

/// The cache of whoever is signed in.
pub(crate) struct Cache {
    path: PathBuf,
    file: Actor<CacheFile>,
    held: Mutex<Held>,
}

#[derive(Default)]
struct Held {
    owner: Option<OwnerKey>,
    values: BTreeMap<Kind, CachedValue>,
}

impl Cache {
    /// Opens the cache in `folder`, whatever state its file is in.
    pub(crate) fn open(folder: &Path, clock: Arc<dyn Clock>) -> io::Result<Self> {
        let path = folder.join(FILE_NAME);
        let file_path = path.clone();
        let file = Actor::start("cache", move || CacheFile::open(file_path, clock))?;
        Ok(Self { path, file, held: Mutex::default() })
    }

    /// Reads what is stored of `owner`, and removes what is stored of anybody else.
    pub(crate) async fn load(&self, owner: OwnerKey) {
        let of = owner.clone();
        let values = self.file.call(move |file| file.load(&of)).await.unwrap_or_default();
        *self.held() = Held { owner: Some(owner), values };
    }

    /// The value of `kind`, if the service has ever said it to whoever is signed in.
    pub(crate) fn value(&self, kind: &Kind) -> Option<CachedValue> {
        self.held().values.get(kind).cloned()
    }

    /// Takes over a value of `owner`; it is dropped if somebody else, or nobody, is signed in now.
    pub(crate) fn put(
        &self,
        owner: &OwnerKey,
        kind: Kind,
        value: CachedValue,
    ) -> impl Future<Output = Result<(), StoreError>> + Send + use<> {
        // The lock is held while the job is queued, so that no value overtakes `forget`.
        let mut held = self.held();
        let written = (held.owner.as_ref() == Some(owner)).then(|| {
            held.values.insert(kind.clone(), value.clone());
            let (owner, all) = (owner.clone(), held.values.clone());
            self.file.call(move |file| file.put(&owner, &kind, &value, &all))
        });
        drop(held);
        async move {
            match written {
                Some(written) => written.await?,
                None => Ok(()),
            }
        }
    }

    /// Removes a value of `owner`, if there is one.
    pub(crate) fn remove(
        &self,
        owner: &OwnerKey,
        kind: Kind,
    ) -> impl Future<Output = Result<(), StoreError>> + Send + use<> {
        let mut held = self.held();
        let removed = (held.owner.as_ref() == Some(owner)).then(|| {
            held.values.remove(&kind);
            let owner = owner.clone();
            self.file.call(move |file| file.remove(&owner, &kind))
        });
        drop(held);
        async move {
            match removed {
                Some(removed) => removed.await?,
                None => Ok(()),
            }
        }
    }

    /// Notes what was seen; it is dropped if somebody else, or nobody, is signed in now. Nobody waits
    /// for the disk.
    pub(crate) fn note(&self, owner: &OwnerKey, observation: Observation) {
        let held = self.held();
        if held.owner.as_ref() == Some(owner) {
            let owner = owner.clone();
            drop(self.file.call(move |file| file.note(&owner, &observation)));
        }
    }

    /// What was noted of `owner`, oldest first.
    pub(crate) async fn observations(&self, owner: &OwnerKey) -> Vec<Observation> {
        let of = owner.clone();
        let read = self.file.call(move |file| observations::of(&file.database, &of)).await;
        match read.and_then(|read| read.map_err(StoreError::from)) {
            Ok(observations) => observations,
            Err(error) => {
                let error: &dyn std::error::Error = &error;
                tracing::warn!(error, "what was seen cannot be read");
                Vec::new()
            }
        }
    }

    /// Removes every value of everybody, and every file that was set aside, for good; from now on
    /// it takes the values of `next_owner`.
    pub(crate) fn forget(
        &self,
        next_owner: Option<OwnerKey>,
    ) -> impl Future<Output = Result<(), StoreError>> + Send + use<> {
        let mut held = self.held();
        *held = Held { owner: next_owner, values: BTreeMap::new() };
        let forgotten = self.file.call(CacheFile::forget);
        drop(held);
        async move { forgotten.await? }
    }

    /// Bytes on disk.
    pub(crate) fn bytes(&self) -> u64 {
        files::bytes(&self.path)
    }

    /// Closes the file.
    pub(crate) async fn close(&self) {
        self.file.close().await;
    }

    fn held(&self) -> MutexGuard<'_, Held> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
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
struct CacheFile {
    path: PathBuf,
    clock: Arc<dyn Clock>,
    database: Connection,
}

impl CacheFile {
    fn open(path: PathBuf, clock: Arc<dyn Clock>) -> Self {
        let database = open_or_begin_afresh(&path, &*clock);
        files::keep_newest_set_aside(&path);
        Self { path, clock, database }
    }

    fn load(&mut self, owner: &OwnerKey) -> BTreeMap<Kind, CachedValue> {
        let read = cached_values::remove_others(&self.database, owner)
            .and_then(|_| observations::remove_others(&self.database, owner))
            .and_then(|_| cached_values::of(&self.database, owner))
            .map_err(StoreError::from);
        match read {
            Ok(values) => values.into_iter().collect(),
            Err(error) => {
                tracing::warn!(%error, "the cache cannot be read");
                if matches!(error, StoreError::Damaged(_)) {
                    self.begin_afresh();
                }
                BTreeMap::new()
            }
        }
    }

    fn put(
        &mut self,
        owner: &OwnerKey,
        kind: &Kind,
        value: &CachedValue,
        all: &BTreeMap<Kind, CachedValue>,
    ) -> Result<(), StoreError> {
        match cached_values::put(&self.database, owner, kind, value).map_err(StoreError::from) {
            Err(StoreError::Damaged(error)) => {
                tracing::warn!(%error, "the cache was damaged while in use");
                self.begin_afresh();
                for (kind, value) in all {
                    cached_values::put(&self.database, owner, kind, value)?;
                }
                Ok(())
            }
            result => result,
        }
    }

    fn note(&mut self, owner: &OwnerKey, observation: &Observation) {
        if let Err(error) = observations::add(&self.database, owner, observation) {
            let error: &dyn std::error::Error = &error;
            tracing::debug!(error, "what was seen is not noted");
        }
    }

    fn remove(&mut self, owner: &OwnerKey, kind: &Kind) -> Result<(), StoreError> {
        cached_values::remove(&self.database, owner, kind)?;
        self.cut_log()?;
        Ok(())
    }

    /// Deleted rows are overwritten by `secure_delete`, but older pages are still in the write-ahead
    /// log until it is cut; answers zero if it was.
    fn cut_log(&self) -> rusqlite::Result<i64> {
        self.database.query_row("PRAGMA wal_checkpoint(truncate)", [], |row| row.get(0))
    }

    fn forget(&mut self) -> Result<(), StoreError> {
        files::remove_set_aside(&self.path);
        let emptied = cached_values::remove_all(&self.database)
            .and_then(|_| observations::remove_all(&self.database))
            .and_then(|_| self.cut_log());
        match emptied {
            Ok(0) => Ok(()),
            // A full disk or a damaged file must not keep the rows alive.
            _ => self.begin_without_file(),
        }
    }

    fn begin_without_file(&mut self) -> Result<(), StoreError> {
        self.database = in_memory();
        files::remove(&self.path).map_err(|error| {
            tracing::error!(%error, "the cache could not be removed");
            StoreError::NotKept
        })?;
        self.database = open_or_begin_afresh(&self.path, &*self.clock);
        Ok(())
    }

    fn begin_afresh(&mut self) {
        // Closed first: a file in use cannot be renamed everywhere.
        self.database = in_memory();
        if let Err(error) = files::set_aside(&self.path, "damaged", self.clock.now()) {
            tracing::warn!(%error, "the damaged cache cannot be set aside");
            return;
        }
        files::keep_newest_set_aside(&self.path);
        self.database = open_or_begin_afresh(&self.path, &*self.clock);
    }
}

fn open_or_begin_afresh(path: &Path, clock: &dyn Clock) -> Connection {
    let unsound = match opening::open(path, &KIND) {
        Ok(database) => return database,
        Err(unsound) => unsound,
    };
    tracing::warn!(error = &unsound as &dyn std::error::Error, "the cache cannot be used");
    if matches!(unsound, Unsound::OutOfReach(_)) {
        return in_memory();
    }
    let again = files::set_aside(path, unsound.reason(), clock.now())
        .map_err(|error| Unsound::OutOfReach(Box::new(error)))
        .and_then(|_| opening::open(path, &KIND));
    again.unwrap_or_else(|error| {
        tracing::warn!(error = &error as &dyn std::error::Error, "the cache is in memory only");
        in_memory()
    })
}

fn in_memory() -> Connection {
    opening::open_in_memory(&KIND).expect("an empty database in memory needs nothing from outside")
}

#[cfg(test)]
mod tests;
