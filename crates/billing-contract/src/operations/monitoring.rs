//! How the business goes: payments, conversion, activity, revenue.

use crate::{Currency, DecimalAmount, PayType};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// How wide the points of a course are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum MonitoringStep {
    /// A day, in UTC.
    Day,
    /// A month of the calendar, in UTC.
    Month,
}

/// One part of the figures, as it is sent as CSV.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum MonitoringTable {
    /// How many payments succeeded.
    Success,
    /// The same by method.
    Methods,
    /// Why payments failed.
    Failures,
    /// From looking to paying.
    Conversion,
    /// Who was there.
    Activity,
    /// What came in.
    Revenue,
}

impl MonitoringTable {
    /// Every table.
    pub const ALL: [Self; 6] = [
        Self::Success,
        Self::Methods,
        Self::Failures,
        Self::Conversion,
        Self::Activity,
        Self::Revenue,
    ];

    /// The table's name in queries and files.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Success => "success",
            Self::Methods => "methods",
            Self::Failures => "failures",
            Self::Conversion => "conversion",
            Self::Activity => "activity",
            Self::Revenue => "revenue",
        }
    }

    /// The table of this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|table| table.as_str() == name)
    }
}

/// `GET /api/operator/monitoring`: the figures of a stretch of days, in UTC.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Monitoring {
    /// The first day.
    pub from: NaiveDate,
    /// The last day.
    pub to: NaiveDate,
    /// How wide the points are.
    pub step: MonitoringStep,
    /// Whether orders without real money are counted.
    pub includes_tests: bool,
    /// Payments, point after point, without gaps.
    pub success: Vec<SuccessPoint>,
    /// The same by method over all days.
    pub methods: Vec<MethodSuccess>,
    /// Why payments did not come about, the most frequent first.
    pub failures: Vec<FailureReason>,
    /// From looking to paying, point after point, without gaps.
    pub conversion: Vec<ConversionPoint>,
    /// Customers' people who were there, point after point, without gaps.
    pub activity: Vec<ActivityPoint>,
    /// How many different people were there over all days.
    pub active_users: i64,
    /// Money by month and currency, oldest first.
    pub revenue: Vec<RevenueMonth>,
}

/// Codes and links that were begun in a point's time, by what has become of them since.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct SuccessPoint {
    /// The point's first day.
    pub begins: NaiveDate,
    /// Paid.
    pub paid: i64,
    /// Refused, paid wrongly, or run out: all that were decided and not paid. What was called off
    /// or replaced by another method is neither.
    pub failed: i64,
    /// Called off, or given up for another.
    pub closed: i64,
    /// Not decided yet.
    pub open: i64,
}

/// The same by method.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct MethodSuccess {
    /// The method.
    pub pay_type: PayType,
    /// Paid.
    pub paid: i64,
    /// Decided and not paid.
    pub failed: i64,
    /// Called off, or given up for another.
    pub closed: i64,
    /// Not decided yet.
    pub open: i64,
}

/// Why payments did not come about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(optional_fields))]
pub struct FailureReason {
    /// `failed`, `expired` or `conflicted`: where the codes stand.
    pub state: crate::AttemptState,
    /// The provider's own word, if it gave one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub word: Option<String>,
    /// By which method.
    pub pay_type: PayType,
    /// How often.
    pub count: i64,
}

/// From looking to paying.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct ConversionPoint {
    /// The point's first day.
    pub begins: NaiveDate,
    /// Different people who looked at what is for sale; only those who let it be told.
    pub viewers: i64,
    /// Orders that people made; what a rule orders by itself is not counted.
    pub orders: i64,
    /// Those of them that are paid, whenever.
    pub paid: i64,
}

/// Customers' people who were there.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct ActivityPoint {
    /// The point's first day.
    pub begins: NaiveDate,
    /// Different people who signed in, ordered, or did something they let be told.
    pub users: i64,
}

/// Money of a month in one currency, by the ledger.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct RevenueMonth {
    /// The month, `YYYY-MM`, in UTC.
    pub month: String,
    /// The currency.
    pub currency: Currency,
    /// Everything that came; the sum of the other four.
    pub received: DecimalAmount,
    /// What orders gained, less what left them again.
    pub orders: DecimalAmount,
    /// What customers' balances gained.
    pub credit_balance: DecimalAmount,
    /// What went back.
    pub refunded: DecimalAmount,
    /// What waits for somebody's eyes.
    pub held: DecimalAmount,
}
