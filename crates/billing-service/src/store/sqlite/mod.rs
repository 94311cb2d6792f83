//! The store on one SQLite file: one writer that commits in groups, several readers.

mod accounts;
mod attempts;
mod audit;
mod audit_lines;
mod auto_top_up;
mod behaviour;
mod changes;
mod columns;
pub(crate) mod coupons;
mod credit_grants;
mod credit_packs;
mod credits;
mod customers;
mod demonstration_orders;
mod demonstration_rows;
mod demonstration_shop;
mod examination;
mod feed;
mod file;
mod fulfilment;
mod gift_codes;
mod hand_settlements;
mod integrity;
pub(crate) mod invoices;
mod invoicing;
mod ledger;
mod monitoring;
mod notices;
mod occurrences;
mod operations;
mod order_reading;
mod order_store;
mod orders;
mod outbox;
mod package_periods;
mod packages;
mod plan_credits;
mod plan_periods;
mod plans;
#[cfg(test)]
mod query_plans;
mod readers;
mod repeats;
mod sandbox;
mod schema;
mod sessions;
mod settling;
mod shop_config;
mod stuck_payments;
mod subscription_files;
mod subscription_looks;
mod subscription_orders;
mod subscriptions;
mod usage;
mod usage_quotas;
mod users;
pub(crate) mod webhooks;
mod writer;

use super::{
    AccountChange, AccountUpdate, AuditEntry, ChangeFeed, CheckedPassword, Completion, Credentials,
    Currency, CustomerId, DateTime, Demonstration, DeviceSession, ExpectedVersion, NewSession,
    Registered, Registration, RepeatClaim, RepeatState, Rotated, Rotation, SessionId, StaffReach,
    Store, StoreError, StoredAccount, User, UserId, Utc, async_trait,
};
use crate::telemetry::WriterFigures;
use changes::Teller;
pub use examination::{Examination, examine};
#[cfg(test)]
pub(crate) use occurrences::is_written_of;
use readers::Readers;
use rusqlite::{Connection, OpenFlags};
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use writer::Writer;

/// How a file is opened.
#[derive(Clone, Debug)]
pub struct SqliteOptions {
    /// The file; its folder is made if it is missing.
    pub path: PathBuf,
    /// How many connections read.
    pub readers: usize,
    /// How many pages the file may grow to; none means as the disk allows.
    pub most_pages: Option<u32>,
}

impl SqliteOptions {
    /// The usual way to open `path`.
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self { path: path.into(), readers: 4, most_pages: None }
    }
}

/// Why a file could not be opened as the service's database.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The folder or the lock file could not be made.
    #[error("{path} cannot be made or opened")]
    Folder {
        /// What could not be made.
        path: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// Another process has it open.
    #[error("{0} is in use by another billing-service; stop that one first")]
    InUse(PathBuf),
    /// SQLite refused.
    #[error("the database cannot be opened")]
    Sqlite(#[from] rusqlite::Error),
    /// The file's history goes on where the program's ends.
    #[error("the database was written by a newer version of billing-service ({0})")]
    Newer(String),
    /// The file's history has a step that is not the program's.
    #[error("the database's history has a step that is not this program's ({0})")]
    Foreign(String),
    /// A migration failed.
    #[error("the database cannot be brought up to date")]
    Migration(#[source] Box<refinery::Error>),
    /// The database is there, but cannot be read.
    #[error("the database cannot be read")]
    Unreadable(#[source] StoreError),
    /// The writing thread could not be started.
    #[error("the writing thread cannot be started")]
    Thread(#[source] std::io::Error),
}

/// The store on one SQLite file, which belongs to this process while it is open.
pub struct SqliteStore {
    writer: Arc<Writer>,
    feed: ChangeFeed,
    readers: Readers,
    /// Held so that no second process writes behind the first one's back.
    lock: Mutex<Option<File>>,
}

impl SqliteStore {
    /// Opens the file, makes it if it is missing, and brings it up to date.
    pub fn open(options: &SqliteOptions, figures: WriterFigures) -> Result<Self, OpenError> {
        let lock = file::lock(&options.path)?;
        let mut connection = file::connect(&options.path, OpenFlags::default())?;
        schema::bring_up_to_date(&mut connection)?;
        // The lock says that no other process works on this file.
        repeats::release_of_the_dead(&connection).map_err(OpenError::Unreadable)?;
        if let Some(pages) = options.most_pages {
            connection.pragma_update(None, "max_page_count", pages)?;
        }
        let read_only = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connections = (0..options.readers.max(1))
            .map(|_| file::connect(&options.path, read_only))
            .collect::<Result<Vec<_>, _>>()?;
        let feed = ChangeFeed::default();
        let teller = Teller::new(&connection, feed.clone()).map_err(OpenError::Unreadable)?;
        let writer = Writer::start(connection, teller, figures).map_err(OpenError::Thread)?;
        let readers = Readers::new(connections);
        Ok(Self { writer: Arc::new(writer), feed, readers, lock: Mutex::new(Some(lock)) })
    }

    /// Works on this connection alone, on the thread of whoever asks, and brings its database up to
    /// date: for a simulation, in which nothing may happen beside it.
    pub fn open_inline(
        mut connection: Connection,
        figures: WriterFigures,
    ) -> Result<Self, OpenError> {
        file::set_up(&connection)?;
        schema::bring_up_to_date(&mut connection)?;
        repeats::release_of_the_dead(&connection).map_err(OpenError::Unreadable)?;
        let feed = ChangeFeed::default();
        let teller = Teller::new(&connection, feed.clone()).map_err(OpenError::Unreadable)?;
        let connection = Arc::new(Mutex::new(Some(connection)));
        let writer = Writer::inline(Arc::clone(&connection), teller, figures);
        let readers = Readers::One(connection);
        Ok(Self { writer: Arc::new(writer), feed, readers, lock: Mutex::new(None) })
    }
}

/// Applies the migrations that are missing and answers with their names.
pub fn migrate(path: &Path) -> Result<Vec<String>, OpenError> {
    let _lock = file::lock(path)?;
    let mut connection = file::connect(path, OpenFlags::default())?;
    schema::bring_up_to_date(&mut connection)
}

/// Tells a store that cannot be used from one that is wrong.
fn error_of(error: rusqlite::Error) -> StoreError {
    use rusqlite::ErrorCode as Code;
    let unusable = matches!(
        error.sqlite_error_code(),
        Some(
            Code::DiskFull
                | Code::ReadOnly
                | Code::DatabaseBusy
                | Code::DatabaseLocked
                | Code::SystemIoFailure
                | Code::CannotOpen
                | Code::PermissionDenied
                | Code::OutOfMemory
        )
    );
    if unusable {
        StoreError::Unavailable(error.to_string())
    } else {
        StoreError::Broken(error.to_string())
    }
}

#[async_trait]
impl Store for SqliteStore {
    async fn service_key(&self, name: &str, candidate: Vec<u8>) -> Result<Vec<u8>, StoreError> {
        let name = name.to_owned();
        self.writer.write(move |sql| users::service_key(sql, &name, &candidate)).await
    }

    async fn check(&self) -> Result<(), StoreError> {
        self.readers
            .read(|sql| sql.query_row("SELECT 1", [], |_| Ok(())).map_err(error_of))
            .await?;
        self.writer.write(|_| Ok(())).await
    }

    async fn is_new(&self) -> Result<bool, StoreError> {
        self.readers.read(demonstration_rows::is_new).await
    }

    async fn is_demonstration(&self) -> Result<bool, StoreError> {
        self.readers.read(demonstration_rows::is_demonstration).await
    }

    async fn fill(&self, demonstration: Demonstration) -> Result<(), StoreError> {
        self.writer.write(move |sql| demonstration_rows::fill(sql, &demonstration)).await
    }

    async fn register(
        &self,
        registration: Registration,
        completion: Option<Completion>,
    ) -> Result<Registered, StoreError> {
        self.writer
            .write(move |sql| {
                let registered = users::register(sql, &registration)?;
                if let (Registered::Created, Some(completion)) = (registered, &completion) {
                    repeats::complete(sql, completion)?;
                }
                Ok(registered)
            })
            .await
    }

    async fn credentials(&self, email: &str) -> Result<Option<Credentials>, StoreError> {
        let email = email.to_owned();
        self.readers.read(move |sql| users::credentials(sql, &email)).await
    }

    async fn user(&self, id: &UserId) -> Result<Option<User>, StoreError> {
        let id = id.clone();
        self.readers.read(move |sql| users::by_id(sql, &id)).await
    }

    async fn begin_session(
        &self,
        session: NewSession,
        password: CheckedPassword,
    ) -> Result<bool, StoreError> {
        self.writer
            .write(move |sql| {
                let holds = users::password_holds(sql, &session.user_id, &password)?;
                if holds {
                    sessions::begin(sql, &session)?;
                }
                Ok(holds)
            })
            .await
    }

    async fn rotate(&self, rotation: Rotation) -> Result<Rotated, StoreError> {
        self.writer.write(move |sql| sessions::rotate(sql, &rotation)).await
    }

    async fn end_session_of_token(
        &self,
        token_sha256: [u8; 32],
        now: DateTime<Utc>,
    ) -> Result<Option<SessionId>, StoreError> {
        self.writer.write(move |sql| sessions::end_by_token(sql, &token_sha256, now)).await
    }

    async fn end_session(
        &self,
        user: &UserId,
        session: &SessionId,
        now: DateTime<Utc>,
    ) -> Result<bool, StoreError> {
        let (user, session) = (user.clone(), session.clone());
        self.writer.write(move |sql| sessions::end_of_user(sql, &user, &session, now)).await
    }

    async fn sessions(
        &self,
        user: &UserId,
        current: &SessionId,
        now: DateTime<Utc>,
    ) -> Result<Vec<DeviceSession>, StoreError> {
        let (user, current) = (user.clone(), current.clone());
        self.readers.read(move |sql| sessions::of_user(sql, &user, &current, now)).await
    }

    async fn sessions_ended_since(
        &self,
        since: DateTime<Utc>,
    ) -> Result<Vec<(SessionId, DateTime<Utc>)>, StoreError> {
        self.readers.read(move |sql| sessions::ended_since(sql, since)).await
    }

    async fn change_password(
        &self,
        user: &UserId,
        password_hash: String,
        keep: &SessionId,
        now: DateTime<Utc>,
    ) -> Result<Vec<SessionId>, StoreError> {
        let (user, keep) = (user.clone(), keep.clone());
        self.writer
            .write(move |sql| {
                users::set_password(sql, &user, &password_hash)?;
                sessions::end_others(sql, &user, &keep, now)
            })
            .await
    }

    async fn staff_may_see(
        &self,
        reach: StaffReach,
        customer: &CustomerId,
    ) -> Result<bool, StoreError> {
        let customer = customer.clone();
        self.readers.read(move |sql| audit::may_see(sql, &reach, &customer)).await
    }

    async fn record_audit(&self, entry: AuditEntry) -> Result<(), StoreError> {
        self.writer.write(move |sql| audit::record(sql, &entry)).await
    }

    async fn audit_of(&self, customer: &CustomerId) -> Result<Vec<AuditEntry>, StoreError> {
        let customer = customer.clone();
        self.readers.read(move |sql| audit::of_customer(sql, &customer)).await
    }

    async fn account(&self, customer: &CustomerId) -> Result<Option<StoredAccount>, StoreError> {
        let customer = customer.clone();
        self.readers.read(move |sql| accounts::by_id(sql, &customer)).await
    }

    async fn update_account(
        &self,
        customer: &CustomerId,
        expected: ExpectedVersion,
        update: AccountUpdate,
        now: DateTime<Utc>,
    ) -> Result<AccountChange, StoreError> {
        let customer = customer.clone();
        self.writer
            .write(move |sql| accounts::update(sql, &customer, &expected, &update, now))
            .await
    }

    async fn plans(
        &self,
        currency: Currency,
        locale: &str,
        after: i64,
        limit: u32,
    ) -> Result<Vec<(i64, billing_contract::Plan)>, StoreError> {
        let locale = locale.to_owned();
        self.readers.read(move |sql| plans::on_offer(sql, currency, &locale, after, limit)).await
    }

    async fn claim_repeat(&self, claim: RepeatClaim) -> Result<RepeatState, StoreError> {
        self.writer.write(move |sql| repeats::claim(sql, &claim)).await
    }

    async fn complete_repeat(&self, completion: Completion) -> Result<(), StoreError> {
        self.writer.write(move |sql| repeats::complete(sql, &completion)).await
    }

    async fn release_repeat(&self, id: [u8; 32], claim: String) -> Result<(), StoreError> {
        self.writer.write(move |sql| repeats::release(sql, &id, &claim)).await
    }

    async fn forget_expired(&self, now: DateTime<Utc>) -> Result<usize, StoreError> {
        self.writer
            .write(move |sql| {
                Ok(repeats::forget_expired(sql, now)?
                    + sessions::forget_expired(sql, now)?
                    + changes::forget(sql, super::changes::kept_since(now))?
                    + usage::forget(sql, now)?
                    + webhooks::forget(sql, now)?
                    + outbox::forget(sql, now)?
                    + notices::forget(sql, now)?)
            })
            .await
    }

    async fn close(&self) {
        self.readers.close();
        let writer = Arc::clone(&self.writer);
        // Joining the thread blocks for as long as the queue takes to run empty.
        if tokio::task::spawn_blocking(move || writer.close()).await.is_err() {
            tracing::error!("closing the store panicked");
        }
        drop(self.lock.lock().unwrap_or_else(PoisonError::into_inner).take());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Orders as _;
    use futures_util::FutureExt as _;

    fn key_of(store: &SqliteStore, candidate: &[u8]) -> Option<Vec<u8>> {
        let key = store.service_key("a key", candidate.to_vec());
        key.now_or_never().map(Result::unwrap)
    }

    #[test]
    fn an_inline_store_has_answered_before_anything_else_can_happen() {
        let connection = Connection::open_in_memory().unwrap();
        let store = SqliteStore::open_inline(connection, WriterFigures::unread()).unwrap();
        assert_eq!(key_of(&store, b"first"), Some(b"first".to_vec()));
        assert_eq!(key_of(&store, b"second"), Some(b"first".to_vec()));
        assert_eq!(store.is_new().now_or_never().map(Result::unwrap), Some(true));
        assert!(store.order(&"none".to_owned().into()).now_or_never().is_some());
    }

    #[tokio::test]
    async fn a_claim_dies_with_the_process_that_held_it() {
        let folder = tempfile::tempdir().unwrap();
        let options = SqliteOptions::new(folder.path().join("claims.sqlite3"));
        let now: DateTime<Utc> = "2026-06-18T12:00:00Z".parse().unwrap();
        let claim = |of: &str, fingerprint| RepeatClaim {
            id: [1; 32],
            fingerprint,
            claim: of.to_owned(),
            now,
            claimed_until: now + chrono::Duration::seconds(60),
            expires_at: now + chrono::Duration::hours(48),
        };
        let killed = SqliteStore::open(&options, WriterFigures::unread()).unwrap();
        assert_eq!(killed.claim_repeat(claim("a", [7; 32])).await.unwrap(), RepeatState::Claimed);
        let early = killed.claim_repeat(claim("b", [7; 32])).await.unwrap();
        assert_eq!(early, RepeatState::InProgress);
        drop(killed);
        let store = SqliteStore::open(&options, WriterFigures::unread()).unwrap();
        let other = store.claim_repeat(claim("c", [8; 32])).await.unwrap();
        assert_eq!(other, RepeatState::OtherRequest);
        assert_eq!(store.claim_repeat(claim("d", [7; 32])).await.unwrap(), RepeatState::Claimed);
    }

    #[tokio::test]
    async fn an_inline_store_that_is_closed_says_so() {
        let connection = Connection::open_in_memory().unwrap();
        let store = SqliteStore::open_inline(connection, WriterFigures::unread()).unwrap();
        store.close().await;
        let written = store.service_key("a key", vec![1]).await;
        assert!(matches!(written, Err(StoreError::Unavailable(_))));
        assert!(matches!(store.is_new().await, Err(StoreError::Unavailable(_))));
    }
}
