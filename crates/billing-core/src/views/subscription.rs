//! What the screens are given of a subscription's life and ask with.

use super::{Checkout, CheckoutId};
use billing_contract::{
    CancelWhen, ChangeEffective, ChangePreview, DecimalAmount, PayType, PlanId, ScheduledChange,
    SubscriptionType,
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// The plan somebody wants, and for how long.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(optional_fields)]
pub struct ChangeWish {
    /// The plan.
    pub plan_id: PlanId,
    /// For how long.
    pub subscription_type: SubscriptionType,
    /// A coupon's code.
    #[serde(default)]
    pub coupon_code: Option<String>,
    /// Whether it shall be tried out first.
    #[serde(default)]
    #[ts(as = "Option<bool>")]
    pub trial: bool,
}

/// Decides about a change that was previewed. The same `id` again is the same change.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(optional_fields)]
pub struct BeginChange {
    /// Made by whoever asks, once for each time a person decides.
    pub id: CheckoutId,
    /// What was previewed.
    pub change: ChangeWish,
    /// What the person was shown.
    pub preview: ChangePreview,
    /// How it is paid, if anything is due.
    #[serde(default)]
    pub pay_type: Option<PayType>,
}

/// What became of a decision to change.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[ts(optional_fields)]
pub struct ChangeBegun {
    /// When it takes effect.
    pub effective: ChangeEffective,
    /// Its payment, if anything is due: nothing changes before it is paid.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub checkout: Option<Checkout>,
    /// The change that waits for the period's end.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scheduled_change: Option<ScheduledChange>,
}

/// Asks what a cancellation would bring.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct CancelWish {
    /// When.
    pub when: CancelWhen,
}

/// Ends the subscription. The same `decision` again counts once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(optional_fields)]
pub struct CancelPlan {
    /// Made by whoever asks, once for each time a person decides.
    pub decision: String,
    /// When.
    pub when: CancelWhen,
    /// What the person was shown of what becomes credit balance.
    pub displayed_amount: DecimalAmount,
    /// Why, as it was chosen.
    #[serde(default)]
    pub reason: Option<String>,
    /// Why, in the person's own words.
    #[serde(default)]
    pub comment: Option<String>,
}

/// Asks what a pause would bring.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PauseWish {
    /// The day it goes on.
    pub until: NaiveDate,
}

/// Stops the subscription until a day. The same `decision` again counts once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(optional_fields)]
pub struct PausePlan {
    /// Made by whoever asks, once for each time a person decides.
    pub decision: String,
    /// The day it goes on.
    pub until: NaiveDate,
    /// Why, in the person's own words.
    #[serde(default)]
    pub comment: Option<String>,
}

/// Takes back a pause, a cancellation or a change that waits. The same `decision` again counts
/// once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ResumePlan {
    /// Made by whoever asks, once for each time a person decides.
    pub decision: String,
}

/// Lets time pass in the demonstration.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct MoveClock {
    /// So many days.
    pub days: u32,
}
