//! What the service remembers: one method for each thing that is read or done.
//!
//! Handlers know this trait alone; SQL stands behind it. Whatever a method writes, it writes
//! whole or not at all, and it answers only once that is on the disk.

pub mod auto_top_up;
pub mod behaviour;
pub mod changes;
pub mod credits;
pub mod customers;
pub mod demonstration;
pub mod feed;
pub mod gift_codes;
pub mod hand_settlements;
pub mod invoices;
pub mod notices;
pub mod operations;
pub mod order_reading;
pub mod order_records;
pub mod orders;
pub mod outbox;
pub mod records;
pub mod sandbox;
pub mod shop;
pub mod sqlite;
pub mod subscriptions;
pub mod usage;
pub mod webhooks;

use async_trait::async_trait;
pub use auto_top_up::*;
pub use behaviour::*;
use billing_contract::{AccountUpdate, Currency, CustomerId, DeviceSession, SessionId, UserId};
pub use changes::*;
use chrono::{DateTime, Utc};
pub use credits::*;
pub use customers::*;
pub use demonstration::*;
pub use feed::*;
pub use gift_codes::*;
pub use hand_settlements::*;
pub use invoices::*;
pub use notices::*;
pub use operations::*;
pub use order_reading::*;
pub use order_records::*;
pub use orders::Orders;
pub use outbox::*;
pub use records::*;
pub use sandbox::*;
pub use shop::*;
pub use subscriptions::*;
pub use usage::*;
pub use webhooks::*;

/// Why the store did not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The disk is full, the file read-only, locked or gone, or the store is closing.
    #[error("the store cannot be used just now: {0}")]
    Unavailable(String),
    /// What is stored contradicts itself or the program.
    #[error("the store failed: {0}")]
    Broken(String),
}

/// The service's memory.
#[async_trait]
pub trait Store:
    AutoTopUps
    + BehaviourLog
    + Changes
    + CreditLedger
    + Customers
    + Feed
    + GiftCodeBooks
    + HandSettlements
    + InvoiceBooks
    + NoticeCentre
    + NoticeLog
    + OperationsReading
    + OrderReading
    + Orders
    + Outbox
    + SandboxBooks
    + Shop
    + Subscriptions
    + Usage
    + Send
    + Sync
    + 'static
{
    /// The key of this name; `candidate` becomes it if there is none yet.
    async fn service_key(&self, name: &str, candidate: Vec<u8>) -> Result<Vec<u8>, StoreError>;

    /// Whether both reading and writing work.
    async fn check(&self) -> Result<(), StoreError>;

    /// Whether no customer, user or plan has ever been stored.
    async fn is_new(&self) -> Result<bool, StoreError>;

    /// Whether the stored customers are made up.
    async fn is_demonstration(&self) -> Result<bool, StoreError>;

    /// Fills a new store with made-up customers.
    async fn fill(&self, demonstration: Demonstration) -> Result<(), StoreError>;

    /// Creates a customer with their first user, signed in, unless the address is taken.
    /// The completion is kept together with the customer: both or neither.
    async fn register(
        &self,
        registration: Registration,
        completion: Option<Completion>,
    ) -> Result<Registered, StoreError>;

    /// The user with this normalised address and their password's hash.
    async fn credentials(&self, email: &str) -> Result<Option<Credentials>, StoreError>;

    /// The user of this id.
    async fn user(&self, id: &UserId) -> Result<Option<User>, StoreError>;

    /// Signs a user in on a device and counts it, if their password is still the one that was
    /// checked; `false` if it has been changed since.
    async fn begin_session(
        &self,
        session: NewSession,
        password: CheckedPassword,
    ) -> Result<bool, StoreError>;

    /// Exchanges a refresh token.
    async fn rotate(&self, rotation: Rotation) -> Result<Rotated, StoreError>;

    /// Ends the session this refresh token belongs to; none if there is none.
    async fn end_session_of_token(
        &self,
        token_sha256: [u8; 32],
        now: DateTime<Utc>,
    ) -> Result<Option<SessionId>, StoreError>;

    /// Ends one of the user's sessions; `false` if they have none of this id.
    async fn end_session(
        &self,
        user: &UserId,
        session: &SessionId,
        now: DateTime<Utc>,
    ) -> Result<bool, StoreError>;

    /// The user's running sessions, newest first.
    async fn sessions(
        &self,
        user: &UserId,
        current: &SessionId,
        now: DateTime<Utc>,
    ) -> Result<Vec<DeviceSession>, StoreError>;

    /// The sessions that ended at `since` or later.
    async fn sessions_ended_since(
        &self,
        since: DateTime<Utc>,
    ) -> Result<Vec<(SessionId, DateTime<Utc>)>, StoreError>;

    /// Sets a new password and ends every session but `keep`; answers with those that ended.
    async fn change_password(
        &self,
        user: &UserId,
        password_hash: String,
        keep: &SessionId,
        now: DateTime<Utc>,
    ) -> Result<Vec<SessionId>, StoreError>;

    /// Whether this member of staff may look at this customer; `false` too if there is none.
    async fn staff_may_see(
        &self,
        reach: StaffReach,
        customer: &CustomerId,
    ) -> Result<bool, StoreError>;

    /// Notes what a member of staff read or changed.
    async fn record_audit(&self, entry: AuditEntry) -> Result<(), StoreError>;

    /// What staff did with this customer, oldest first.
    async fn audit_of(&self, customer: &CustomerId) -> Result<Vec<AuditEntry>, StoreError>;

    /// The customer's master data.
    async fn account(&self, customer: &CustomerId) -> Result<Option<StoredAccount>, StoreError>;

    /// Replaces the customer's master data if it still has one of these versions.
    async fn update_account(
        &self,
        customer: &CustomerId,
        expected: ExpectedVersion,
        update: AccountUpdate,
        now: DateTime<Utc>,
    ) -> Result<AccountChange, StoreError>;

    /// The plans on offer after `position`, at most `limit`, priced in `currency`.
    async fn plans(
        &self,
        currency: Currency,
        locale: &str,
        after: i64,
        limit: u32,
    ) -> Result<Vec<(i64, billing_contract::Plan)>, StoreError>;

    /// Claims an idempotency record for one caller, or says what is known of it.
    async fn claim_repeat(&self, claim: RepeatClaim) -> Result<RepeatState, StoreError>;

    /// Keeps the answer of a claimed request that changed nothing else.
    async fn complete_repeat(&self, completion: Completion) -> Result<(), StoreError>;

    /// Gives up a claim, so that the request can be made again at once.
    async fn release_repeat(&self, id: [u8; 32], claim: String) -> Result<(), StoreError>;

    /// Forgets what has run out; answers with how many rows went.
    async fn forget_expired(&self, now: DateTime<Utc>) -> Result<usize, StoreError>;

    /// Writes out everything and stops; later calls fail with [`StoreError::Unavailable`].
    async fn close(&self);
}
