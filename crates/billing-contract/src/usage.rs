//! Usage: what the operator's systems count, and what customers read of it.

use crate::{CustomerId, ProductCode};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// `POST /api/usage/events`: at most a thousand events; each counts once, in whatever order they
/// come.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct UsageBatch {
    /// What happened.
    pub events: Vec<UsageEvent>,
}

/// Something a customer used.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct UsageEvent {
    /// Names the event for ever; the same name again counts nothing.
    pub event_id: String,
    /// Who used it.
    pub customer_id: CustomerId,
    /// What was used.
    pub product: ProductCode,
    /// How much: added to its day, or for a level the count that holds from this moment on.
    pub quantity: i64,
    /// When.
    pub occurred_at: DateTime<Utc>,
}

/// What became of a batch of usage events.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct UsageReceipt {
    /// How many were counted.
    pub accepted: u32,
    /// How many had been counted before.
    pub repeated: u32,
    /// Which were not counted, and why; the others stand.
    pub refused: Vec<RefusedUsage>,
}

/// An event that was not counted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RefusedUsage {
    /// Its place in the batch, from zero.
    pub index: u32,
    /// Its name.
    pub event_id: String,
    /// Why, in a stable word: `unknown_customer`, `unknown_product`, `out_of_range`, `too_long`,
    /// `in_the_future`, `too_old`, `event_id_reused`.
    pub code: String,
}

/// `GET /api/portal/usage?from=&to=`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct UsageOverview {
    /// The first day that is counted.
    pub from: NaiveDate,
    /// The last day that is counted.
    pub to: NaiveDate,
    /// Every product, used or not.
    pub products: Vec<ProductUsage>,
    /// Every month the days touch, oldest first, counting only those days.
    pub months: Vec<UsageMonth>,
}

/// How much of one product was used.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ProductUsage {
    /// Its code.
    pub product: ProductCode,
    /// Its name in the language asked for.
    pub name: String,
    /// How much: the sum of the days, or for a level the highest.
    pub used: i64,
    /// What the plan allows a month.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quota: Option<i64>,
    /// What is counted: `message`, `email`, `seat`, `minute`.
    pub unit: String,
    /// Whether a day's count holds at a time (seats) instead of adding up (messages).
    #[serde(default)]
    pub is_level: bool,
}

/// How much was used in a month.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct UsageMonth {
    /// The month, `YYYY-MM`.
    pub period: String,
    /// How much of each product that was used.
    pub products: BTreeMap<ProductCode, i64>,
}

/// One day of one product, from `GET /api/portal/usage/detail` and the change feed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct UsageDay {
    /// The day, in UTC.
    pub date: NaiveDate,
    /// What was used.
    pub product: ProductCode,
    /// How much.
    pub count: i64,
    /// When the count last changed.
    pub updated_at: DateTime<Utc>,
}
