//! What customers are told of in the console, and what they agree to.

use super::StoreError;
use async_trait::async_trait;
use billing_contract::{Consent, CustomerId, Notice, ReadNotices, UserId};
use chrono::{DateTime, Utc};

/// The notice centre.
#[async_trait]
pub trait NoticeCentre: Send + Sync + 'static {
    /// What a customer is told of, newest first, and how many of all the reader has not read.
    async fn notices(&self, wish: NoticesWish) -> Result<(Vec<Notice>, i64), StoreError>;

    /// Notes what somebody has read; answers how many are left.
    async fn read_notices_of(
        &self,
        customer: &CustomerId,
        reader: &UserId,
        read: ReadNotices,
        now: DateTime<Utc>,
    ) -> Result<i64, StoreError>;

    /// What a customer agrees to.
    async fn consent(&self, customer: &CustomerId) -> Result<Consent, StoreError>;

    /// Keeps what a customer agrees to; what was not sent yet and is no longer agreed to is never
    /// sent.
    async fn set_consent(
        &self,
        customer: &CustomerId,
        by: &UserId,
        consent: Consent,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError>;
}

/// Which notices are asked for.
#[derive(Clone, Debug)]
pub struct NoticesWish {
    /// Whose.
    pub customer: CustomerId,
    /// Who reads them.
    pub reader: UserId,
    /// Only those behind this one.
    pub since: Option<String>,
    /// Only those before this one.
    pub before: Option<String>,
    /// How many at most.
    pub limit: u32,
}
