//! What the customer has subscribed to, and the credits that come with it.

use crate::{CouponProblem, Currency, DecimalAmount, Order, OrderId, PayType, PlanId};
use chrono::{DateTime, NaiveDate, Utc};
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
    /// Until when everything is paid for, with what follows of other plans; none for a lifetime.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paid_until: Option<NaiveDate>,
    /// The day it goes on by itself, while it is paused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paused_until: Option<NaiveDate>,
    /// The order that pays for the next period, while it can be paid: `pay now`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub renewal_order_id: Option<OrderId>,
    /// Why the next period is not paid for, once it should be.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub past_due_reason: Option<PastDueReason>,
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
    /// A calendar month at a time.
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
    /// Take back a cancellation, a pause or a change that waits.
    Resume,
    /// Pay for more of the same now.
    Renew,
    /// Begin anew after it has ended.
    Resubscribe,
    /// Stop it until a date.
    Pause,
    /// An action this version does not know and therefore does not offer.
    #[serde(other)]
    Unknown,
}

/// Why a period that has begun, or is about to, is not paid for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum PastDueReason {
    /// The renewal order waits for its payment.
    Unpaid,
    /// The provider refused a payment of it.
    Declined,
    /// There is no renewal order: the plan has no price, or no method takes it.
    NotOrdered,
    /// A reason this version does not know.
    #[serde(other)]
    Unknown,
}

/// `POST /api/portal/subscription/upgrade`, and its `…/preview`, which changes nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ChangeRequest {
    /// The plan wanted.
    pub plan_id: PlanId,
    /// For how long.
    pub subscription_type: SubscriptionType,
    /// A coupon's code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub coupon_code: Option<String>,
    /// The amount the customer was shown; may be left out of a preview only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub displayed_amount: Option<DecimalAmount>,
    /// How it shall be paid; without it the first method that takes the amount.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pay_type: Option<PayType>,
    /// Whether it shall be tried out first: for who has never had a plan, and nothing is due.
    #[serde(default, skip_serializing_if = "is_not")]
    pub trial: bool,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks so")]
fn is_not(flag: &bool) -> bool {
    !*flag
}

/// When a change of plan takes effect.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum ChangeEffective {
    /// As soon as it is paid for.
    Now,
    /// When what is paid for has ended.
    PeriodEnd,
}

/// What a change of plan would cost, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(optional_fields))]
pub struct ChangePreview {
    /// The plan wanted, named in the language asked for.
    pub plan_name: String,
    /// When it takes effect.
    pub effective: ChangeEffective,
    /// The first day of the new plan.
    pub effective_date: NaiveDate,
    /// The day it will end or renew; none for a lifetime.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end_date: Option<NaiveDate>,
    /// How the amount comes about: they add up to `due_now`, less what is left even beyond the
    /// price. None if nothing is charged now.
    pub lines: Vec<ChangeLine>,
    /// What is taken off for what is left of the plan before.
    pub credit: DecimalAmount,
    /// What is to be paid now.
    pub due_now: DecimalAmount,
    /// The amount to show, and to send back with the change.
    pub displayed_amount: DecimalAmount,
    /// What is left even beyond the price, and becomes credit balance.
    pub to_credit_balance: DecimalAmount,
    /// What the next renewal will cost, if the change waits until then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due_at_period_end: Option<DecimalAmount>,
    /// The currency of every amount.
    pub currency: Currency,
    /// Why the coupon named does not count, if it does not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub coupon_problem: Option<CouponProblem>,
}

/// One line of a preview.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(optional_fields))]
pub struct ChangeLine {
    /// What it is about.
    pub kind: ChangeLineKind,
    /// The plan's name, or the reduction's, in the language asked for.
    pub name: String,
    /// Days that are left.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub days: Option<i64>,
    /// Of so many.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub of_days: Option<i64>,
    /// `days ÷ of_days` with six decimals.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub factor: Option<String>,
    /// What the factor is taken of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub of_amount: Option<DecimalAmount>,
    /// What the line adds; below zero if it takes something off.
    pub amount: DecimalAmount,
}

/// What a line of a preview is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum ChangeLineKind {
    /// What the new plan costs.
    Price,
    /// A promotion or coupon.
    Reduction,
    /// What is left of what was paid for.
    Unused,
    /// A line this version does not know.
    #[serde(other)]
    Unknown,
}

/// What became of a change of plan: an order to be paid, or a change that waits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ChangeOutcome {
    /// When it takes effect.
    pub effective: ChangeEffective,
    /// The order; paid already if nothing was due.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order: Option<Order>,
    /// The change that waits for the period's end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scheduled_change: Option<ScheduledChange>,
}

/// When a cancellation takes effect.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum CancelWhen {
    /// When what is paid for has ended.
    PeriodEnd,
    /// Today; what is left becomes credit balance.
    Now,
}

/// `POST /api/portal/subscription/cancel`, and its `…/preview`, which changes nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CancelSubscription {
    /// When.
    pub when: CancelWhen,
    /// Why, as the console offers it to choose.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Why, in the customer's own words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
    /// What the customer was shown of what becomes credit balance; 409 `amount_changed` if it no
    /// longer holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub displayed_amount: Option<DecimalAmount>,
}

/// `POST /api/portal/subscription/pause`, and its `…/preview`, which changes nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PauseSubscription {
    /// The day it goes on.
    pub until: NaiveDate,
    /// Why, as the console offers it to choose.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Why, in the customer's own words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
}

/// What can be taken back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Revocable {
    /// A pause that lasts.
    Pause,
    /// A cancellation at the end.
    Cancellation,
    /// A change that waits for the end.
    Change,
}

/// `POST /api/portal/subscription/resume`, and its `…/preview`, which changes nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ResumeSubscription {
    /// What is to be taken back, as it was shown; without it whatever there is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub what: Option<Revocable>,
    /// Why, in the customer's own words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
}

/// What a cancellation, a pause or its end would bring.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(optional_fields))]
pub struct StandingPreview {
    /// Where it would stand.
    pub status: SubscriptionStatus,
    /// The first day on which it could no longer be used; none if that is not foreseen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub usable_until: Option<NaiveDate>,
    /// Until when everything would be paid for; none for a lifetime.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paid_until: Option<NaiveDate>,
    /// Days paid for that are given up.
    pub lost_days: i64,
    /// What of their worth becomes credit balance.
    pub to_credit_balance: DecimalAmount,
    /// In what.
    pub currency: Currency,
}

/// `POST /api/operator/clock`: lets time pass, in the demonstration alone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ClockAdvance {
    /// So many seconds, 1 to 34,560,000 (400 days).
    pub advance_seconds: i64,
}

/// What time it is for the service.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct ClockReading {
    /// The present moment.
    pub server_now: DateTime<Utc>,
    /// How far that is ahead of the world's time.
    pub ahead_seconds: i64,
}
