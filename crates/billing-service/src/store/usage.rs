//! Usage: events taken in, days and sums read.

use super::StoreError;
use async_trait::async_trait;
use billing_contract::{CustomerId, ProductCode, RefusedUsage, UsageDay, UsageEvent, UsageMonth};
use chrono::{DateTime, NaiveDate, Utc};

/// The memory of usage.
#[async_trait]
pub trait Usage: Send + Sync + 'static {
    /// Counts the events that are new, each once, and records what has changed by them.
    async fn count_usage(&self, batch: CountedUsage) -> Result<UsageCount, StoreError>;

    /// How much a customer used of every product, named in `locale`, and in which month.
    async fn usage_overview(
        &self,
        customer: &CustomerId,
        span: DaySpan,
        locale: &str,
    ) -> Result<UsageFigures, StoreError>;

    /// The days that fit, oldest first, at most `limit`.
    async fn usage_days(&self, stretch: UsageStretch) -> Result<Vec<UsageDay>, StoreError>;

    /// What tells whether the days that fit are still the same.
    async fn usage_fingerprint(&self, stretch: UsageStretch) -> Result<String, StoreError>;
}

/// Events whose form has been checked, each with its place in the batch.
#[derive(Clone, Debug)]
pub struct CountedUsage {
    /// Place and event.
    pub events: Vec<(u32, UsageEvent)>,
    /// When the service heard of them.
    pub received_at: DateTime<Utc>,
}

/// What became of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UsageCount {
    /// How many were counted.
    pub accepted: u32,
    /// How many had been counted before.
    pub repeated: u32,
    /// Which were not counted, and why.
    pub refused: Vec<RefusedUsage>,
}

/// From one day to another, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DaySpan {
    /// The first day.
    pub from: NaiveDate,
    /// The last day.
    pub to: NaiveDate,
}

/// What was used in a span of days.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UsageFigures {
    /// Every product, used or not.
    pub products: Vec<billing_contract::ProductUsage>,
    /// Every month in which something was used, oldest first.
    pub months: Vec<UsageMonth>,
}

/// Which days of usage are asked for.
#[derive(Clone, Debug)]
pub struct UsageStretch {
    /// Whose.
    pub customer: CustomerId,
    /// Which days.
    pub span: DaySpan,
    /// Of one product only.
    pub product: Option<ProductCode>,
    /// Only what comes after this day and product.
    pub after: Option<(NaiveDate, String)>,
    /// How many at most.
    pub limit: u32,
}
