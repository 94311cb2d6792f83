//! What the usage screen is given and asks with.

use billing_contract::{CustomerId, ProductCode};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Which usage to show.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, TS)]
#[ts(optional_fields)]
pub struct UsageWish {
    /// Whose, for staff; none is one's own.
    #[serde(default)]
    pub customer: Option<CustomerId>,
    /// The first day.
    pub from: NaiveDate,
    /// The last day.
    pub to: NaiveDate,
    /// How many days count together.
    pub step: UsageStep,
    /// Whether the period to compare with is wanted too.
    #[serde(default)]
    pub compare: bool,
    /// At most so many points: the step is widened until they suffice.
    #[serde(default)]
    pub most_points: Option<u32>,
}

/// How many days count together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum UsageStep {
    /// Each day by itself.
    Day,
    /// Weeks that begin on Monday.
    Week,
    /// Months.
    Month,
}

/// Usage in columns: `starts` says where each point begins, every other column has as many values.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[ts(optional_fields)]
pub struct UsageSeries {
    /// The first day that is counted.
    pub from: NaiveDate,
    /// The last day that is counted.
    pub to: NaiveDate,
    /// The step that is shown, wider than the one wished for if there were too many points.
    pub step: UsageStep,
    /// The first day of each point.
    pub starts: Vec<NaiveDate>,
    /// A column for each product.
    pub products: Vec<UsageColumn>,
    /// The period to compare with, if it was wanted: its first and last day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub before: Option<(NaiveDate, NaiveDate)>,
    /// The first day of which anything is known; none if nothing is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub known_since: Option<NaiveDate>,
}

/// One product's usage.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[ts(optional_fields)]
pub struct UsageColumn {
    /// Its code.
    pub product: ProductCode,
    /// Its name in the person's language.
    pub name: String,
    /// What is counted: `message`, `email`, `seat`, `minute`.
    pub unit: String,
    /// Whether counts hold at a time (seats) instead of adding up: a point is then the highest.
    pub is_level: bool,
    /// What the plan allows a month.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quota: Option<i64>,
    /// How much at each point.
    pub counts: Vec<i64>,
    /// How much in all: the sum, or the highest of a level.
    pub total: i64,
    /// How much at the same point of the period before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub counts_before: Option<Vec<i64>>,
    /// How much in all of the period before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub total_before: Option<i64>,
}
