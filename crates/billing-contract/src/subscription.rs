//! What the customer has subscribed to, and the credits that come with it.

use crate::PlanId;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// `GET /api/portal/subscription`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(optional_fields))]
pub struct Subscription {
    /// The plan.
    pub plan_id: PlanId,
    /// The plan's name in the language asked for.
    pub plan_name: String,
    /// How it is paid for and how long it runs.
    pub subscription_type: SubscriptionType,
    /// Its first day.
    pub start_date: NaiveDate,
    /// The day it ends or renews; none for a lifetime.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end_date: Option<NaiveDate>,
    /// Where it stands.
    pub status: SubscriptionStatus,
    /// Whole days until `end_date`, zero when past.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remaining_days: Option<i64>,
    /// Whether it renews by itself.
    pub auto_renew: bool,
    /// A change that is already decided for later.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scheduled_change: Option<ScheduledChange>,
    /// The credits that come with it.
    pub credits: Credits,
    /// What can be done with it now; a client offers exactly these.
    pub available_actions: Vec<SubscriptionAction>,
}

/// How a subscription is paid for and how long it runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum SubscriptionType {
    /// Thirty days at a time.
    Monthly,
    /// A year at a time.
    Yearly,
    /// Once, for good.
    Lifetime,
    /// A package of counted days.
    Package,
}

/// Where a subscription stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum SubscriptionStatus {
    /// Running.
    Active,
    /// Running, not paid for yet.
    Trialing,
    /// Past its end, still usable for a few days.
    Grace,
    /// A renewal has failed.
    PastDue,
    /// Stopped for a while by the customer.
    Paused,
    /// Running until its end, then over.
    CancelScheduled,
    /// Ended by the customer.
    Cancelled,
    /// Ended by time.
    Expired,
}

/// A change of plan decided for later.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct ScheduledChange {
    /// The plan to come.
    pub plan_id: PlanId,
    /// Its name in the language asked for.
    pub plan_name: String,
    /// How it will be paid for.
    pub subscription_type: SubscriptionType,
    /// The day it takes effect.
    pub effective_date: NaiveDate,
}

/// Credits of the current month.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(optional_fields))]
pub struct Credits {
    /// Granted in all, used or not.
    pub total_credits: i64,
    /// What can be spent now.
    pub available_credits: i64,
    /// What has been spent.
    pub used_credits: i64,
    /// What is owed because spent credits were paid back, if anything is; credits that come pay it
    /// first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub debt: Option<i64>,
    /// What the plan grants each month.
    pub monthly_quota: i64,
    /// The day of the next grant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quota_reset_date: Option<NaiveDate>,
}

/// What can be done with a subscription.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum SubscriptionAction {
    /// Change to another plan, now or at the period's end.
    Upgrade,
    /// End it, now or at the period's end.
    Cancel,
    /// Take back a cancellation or a pause.
    Resume,
    /// Stop it until a date.
    Pause,
    /// An action this version does not know and therefore does not offer.
    #[serde(other)]
    Unknown,
}
