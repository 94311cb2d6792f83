//! What the store remembers of subscriptions: their lives, and what is to be done about them.

use super::{Completing, Completion, NewOrder, OrderFile, StoreError};
use crate::subscription::machine::{Life, NotNow, Rank, Sold};
use async_trait::async_trait;
use billing_contract::{
    Currency, CustomerId, Money, OrderId, PayType, PlanId, Revocable, Subscription, UserId,
};
use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use std::sync::Arc;

/// The memory of subscriptions. Whatever a method decides, it decides by what it finds in the same
/// transaction in which it writes.
#[async_trait]
pub trait Subscriptions: Send + Sync + 'static {
    /// The customer's newest subscription, named in `locale`.
    async fn subscription(
        &self,
        customer: &CustomerId,
        locale: &str,
        now: DateTime<Utc>,
    ) -> Result<Option<Subscription>, StoreError>;

    /// Everything about it that decides; the customer's own day and currency even without one.
    async fn subscription_file(
        &self,
        customer: &CustomerId,
        plan: Option<PlanId>,
    ) -> Result<Option<SubscriptionFile>, StoreError>;

    /// A plan's name in `locale`, else in English.
    async fn plan_name(&self, plan: &PlanId, locale: &str) -> Result<Option<String>, StoreError>;

    /// Does what the customer wants done with their newest subscription.
    async fn act_on_subscription(&self, act: SubscriptionAct) -> Result<Acted, StoreError>;

    /// Makes the order of a change, unless the subscription has changed since it was worked out.
    async fn place_change(
        &self,
        order: NewOrder,
        change: PlannedChange,
        completing: Option<Completing>,
    ) -> Result<PlacedChange, StoreError>;

    /// Subscriptions about which something is to be done by now, longest due first.
    async fn subscriptions_to_look_at(
        &self,
        now: DateTime<Utc>,
        limit: u32,
    ) -> Result<Vec<String>, StoreError>;

    /// Does everything that is due about a subscription, in one transaction: what begins begins,
    /// what has ended ends, notices are recorded, and the renewal is ordered.
    async fn look_at_subscription(&self, look: SubscriptionLook) -> Result<Looked, StoreError>;

    /// Puts off a look that has failed.
    async fn look_at_subscription_again(
        &self,
        id: &str,
        at: DateTime<Utc>,
    ) -> Result<(), StoreError>;

    /// How many seconds the service's clock is ahead of the world's.
    async fn clock_ahead(&self) -> Result<i64, StoreError>;

    /// Keeps how many it is ahead; it never goes back.
    async fn keep_clock_ahead(&self, seconds: i64) -> Result<(), StoreError>;
}

/// A subscription with everything that decides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SubscriptionFile {
    /// What its customer pays in.
    pub currency: Currency,
    /// Where their days begin.
    pub zone: Tz,
    /// The subscription, if there is one.
    pub held: Option<HeldSubscription>,
    /// Where the plan asked about stands among all plans.
    pub rank_of_wish: Option<Rank>,
    /// For how many days that plan can be tried out.
    pub trial_days: i64,
}

/// A subscription that is there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeldSubscription {
    /// Names it.
    pub id: String,
    /// Counts what people decide and pay.
    pub version: i64,
    /// Where its plan of today stands among all plans.
    pub rank: Rank,
    /// What its orders still hold of the money they were paid with, in smallest units.
    pub orders_hold_minor: i64,
    /// What it is; each period counts no more than its order holds.
    pub life: Life,
}

/// What somebody wants done with a subscription.
#[derive(Clone)]
pub struct SubscriptionAct {
    /// Whose it is.
    pub customer: CustomerId,
    /// Who decided it.
    pub by: UserId,
    /// What.
    pub deed: Deed,
    /// Why, in words.
    pub why: Why,
    /// The version it was decided by; none is any.
    pub version: Option<i64>,
    /// The language to answer in.
    pub locale: String,
    /// The present moment.
    pub now: DateTime<Utc>,
    /// Completes the repetition of the request.
    pub completing: Option<CompletingAct>,
}

/// Makes the answer that a repetition of the request will get, inside the transaction.
pub type CompletingAct = Arc<dyn Fn(&Subscription) -> Result<Completion, StoreError> + Send + Sync>;

/// What can be done with a subscription without any payment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Deed {
    /// Let it be over at its end.
    CancelAtTheEnd,
    /// End it today; what is left becomes credit balance.
    CancelNow,
    /// Stop it until a day.
    Pause(NaiveDate),
    /// Take back a pause, a cancellation or a change that waits; if one is named, only that.
    Resume(Option<Revocable>),
    /// Renew it as something else.
    Schedule(Sold),
    /// Try a plan out for so many days, as the first subscription there is.
    TryOut {
        /// What it renews as.
        sold: Sold,
        /// For how long.
        days: i64,
        /// Names the subscription.
        new_id: String,
    },
}

impl Deed {
    /// The word by which it is kept.
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::CancelAtTheEnd => "cancel_at_the_end",
            Self::CancelNow => "cancel_now",
            Self::Pause(_) => "pause",
            Self::Resume(_) => "resume",
            Self::Schedule(_) => "schedule",
            Self::TryOut { .. } => "try_out",
        }
    }
}

/// Why somebody decides so, in words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Why {
    /// As the console offers it to choose.
    pub reason: Option<String>,
    /// In their own words.
    pub comment: Option<String>,
}

/// What became of it.
#[derive(Clone, Debug)]
pub enum Acted {
    /// It is done, and the subscription reads like this.
    Done(Box<Subscription>),
    /// It cannot be done as the subscription stands.
    Refused(NotNow),
    /// The subscription has changed since.
    Stale,
    /// There is none.
    Missing,
}

/// A change of plan as it was worked out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlannedChange {
    /// The subscription and the version it was worked out from; none if there is none.
    pub of: Option<(String, i64)>,
    /// Whether it only adds time behind what is paid for.
    pub is_addition: bool,
    /// What was taken off the price for what is left of it.
    pub credit_minor: i64,
    /// The renewal that is open for the same, which does as well.
    pub or_renewal: bool,
}

/// What became of the order of a change.
#[derive(Clone, Debug)]
pub enum PlacedChange {
    /// It is there.
    Made(Box<OrderFile>),
    /// The open renewal is for the same.
    Found(Box<OrderFile>),
    /// The subscription has changed since, and the amount with it.
    Stale,
    /// Its coupon does not count, or no longer.
    CouponRefused(billing_contract::CouponProblem),
}

/// By which method an amount can be paid, and whether it is no real money; the one preferred if it
/// can.
pub type Choosing = Arc<dyn Fn(Option<PayType>, Money) -> Option<(PayType, bool)> + Send + Sync>;

/// A look at one subscription.
#[derive(Clone)]
pub struct SubscriptionLook {
    /// Which.
    pub id: String,
    /// Names the order, if one is made.
    pub order: OrderId,
    /// By which method the renewal can be paid.
    pub choose: Choosing,
    /// The present moment.
    pub now: DateTime<Utc>,
}

/// What a look has brought.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Looked {
    /// Periods that began.
    pub begun: usize,
    /// Notices that were recorded.
    pub notices: usize,
    /// Whether a renewal was ordered.
    pub ordered: bool,
}
