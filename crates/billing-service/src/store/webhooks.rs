//! What providers have told.

use super::StoreError;
use async_trait::async_trait;
use billing_contract::{OrderId, PayType, WebhookId, WebhookOutcome};
use chrono::{DateTime, Utc};

/// The log of notices.
#[async_trait]
pub trait NoticeLog: Send + Sync + 'static {
    /// Logs a notice, or counts another delivery of one that is in the log; none if it is refused
    /// and there have been too many of those lately.
    async fn log_notice(&self, notice: NewNotice) -> Result<Option<LoggedNotice>, StoreError>;

    /// Notes what became of a notice, unless that was noted together with what it changed.
    async fn end_notice(&self, end: NoticeEnd) -> Result<(), StoreError>;

    /// The notices after one, newest first, at most `limit`.
    async fn read_notices(
        &self,
        outcome: Option<WebhookOutcome>,
        after: Option<String>,
        limit: u32,
    ) -> Result<Vec<StoredNotice>, StoreError>;

    /// One notice.
    async fn read_notice(&self, id: &WebhookId) -> Result<Option<StoredNotice>, StoreError>;
}

/// A notice that came in.
#[derive(Clone, Debug)]
pub struct NewNotice {
    /// Names it, if it is not in the log yet.
    pub id: WebhookId,
    /// Who sent it.
    pub method: PayType,
    /// What tells it from others: the provider's identifier of the event, or the digest of a body
    /// that is not believed.
    pub event_key: String,
    /// The provider's identifier of the event.
    pub provider_event_id: Option<String>,
    /// What it is about, in the provider's own words.
    pub event: String,
    /// Where it stands.
    pub outcome: WebhookOutcome,
    /// Why it is refused or failed.
    pub error: Option<String>,
    /// Its headers, as JSON.
    pub headers: String,
    /// Its body, byte for byte; none if it is too long to be kept.
    pub body: Option<Vec<u8>>,
    /// Whether it came in, rather than being worked on once more.
    pub is_delivery: bool,
    /// The present moment.
    pub now: DateTime<Utc>,
}

/// A notice as it is in the log now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LoggedNotice {
    /// Names it.
    pub id: WebhookId,
    /// What became of it so far.
    pub outcome: WebhookOutcome,
}

/// What became of a notice.
#[derive(Clone, Debug)]
pub struct NoticeEnd {
    /// Which.
    pub id: WebhookId,
    /// What became of it.
    pub outcome: WebhookOutcome,
    /// Why it failed.
    pub error: Option<String>,
    /// The present moment.
    pub now: DateTime<Utc>,
}

/// A notice of the log.
#[derive(Clone, Debug)]
pub struct StoredNotice {
    /// Names it.
    pub id: WebhookId,
    /// Who sent it.
    pub method: PayType,
    /// What it is about.
    pub event: String,
    /// The provider's identifier of the event.
    pub provider_event_id: Option<String>,
    /// What became of it.
    pub outcome: WebhookOutcome,
    /// The order it is about, with its number.
    pub order: Option<(OrderId, String)>,
    /// Why it was refused or failed.
    pub error: Option<String>,
    /// How often it came.
    pub deliveries: i64,
    /// When it first came.
    pub received_at: DateTime<Utc>,
    /// When it was last worked on.
    pub processed_at: Option<DateTime<Utc>>,
    /// Its headers, as JSON.
    pub headers: String,
    /// Its body.
    pub body: Option<Vec<u8>>,
}

/// Whether nothing more is to be done about a notice.
pub const fn is_done(outcome: WebhookOutcome) -> bool {
    matches!(
        outcome,
        WebhookOutcome::Applied | WebhookOutcome::NothingNew | WebhookOutcome::Ignored
    )
}
