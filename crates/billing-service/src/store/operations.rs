//! What the operator's desk reads of everybody.

use super::StoreError;
use async_trait::async_trait;
use billing_contract::{
    AuditLine, AuditOutcome, CustomerId, IntegrityReport, Monitoring, MonitoringStep, UserId,
};
use chrono::{DateTime, NaiveDate, Utc};

/// The reading side of the operator's desk.
#[async_trait]
pub trait OperationsReading: Send + Sync + 'static {
    /// Deeds of staff, newest first. Of a write that is over its end alone is told.
    async fn audit_lines(&self, wish: AuditWish) -> Result<Vec<AuditLine>, StoreError>;

    /// Whether everything that is stored is whole.
    async fn integrity(&self, now: DateTime<Utc>) -> Result<IntegrityReport, StoreError>;

    /// How the business goes.
    async fn monitoring(&self, wish: MonitoringWish) -> Result<Monitoring, StoreError>;
}

/// Which deeds are asked for.
#[derive(Clone, Debug, Default)]
pub struct AuditWish {
    /// Those of this person.
    pub user: Option<UserId>,
    /// Those with this customer's figures.
    pub customer: Option<CustomerId>,
    /// Those done to this.
    pub subject: Option<String>,
    /// Those that ended so.
    pub outcome: Option<AuditOutcome>,
    /// Whether what was only looked at is left out.
    pub changes_only: bool,
    /// Those at this moment or later.
    pub from: Option<DateTime<Utc>>,
    /// Those before this moment.
    pub before: Option<DateTime<Utc>>,
    /// Those before the one of this name.
    pub after: Option<String>,
    /// How many at most.
    pub limit: u32,
}

/// Which days are asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MonitoringWish {
    /// The first day.
    pub from: NaiveDate,
    /// The last day.
    pub to: NaiveDate,
    /// How wide the points are.
    pub step: MonitoringStep,
    /// Whether orders without real money are counted.
    pub includes_tests: bool,
}
