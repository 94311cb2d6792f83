//! The plans on offer.

use crate::{Currency, DecimalAmount, PlanId, SubscriptionType};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// One plan, from `GET /api/portal/plans`, priced in the customer's currency.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(optional_fields))]
pub struct Plan {
    /// Names the plan.
    pub id: PlanId,
    /// Names it in contracts and price lists.
    pub plan_code: String,
    /// Its name in the language asked for.
    pub name: String,
    /// Whom it is for, in the language asked for.
    pub description: String,
    /// The price for `period`.
    pub price: DecimalAmount,
    /// The price of a month, if it can be had by the month.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub price_monthly: Option<DecimalAmount>,
    /// The price of a year, if it can be had by the year.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub price_yearly: Option<DecimalAmount>,
    /// The price once and for all, if it can be had so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub price_lifetime: Option<DecimalAmount>,
    /// The currency of every price of the plan.
    pub currency: Currency,
    /// What `price` pays for.
    pub period: SubscriptionType,
    /// Credits granted each month.
    pub credits_monthly: i64,
    /// Quotas by number and features by yes or no: `ai_chat_quota`, `agent_seats`, `email_quota`, …
    pub features: BTreeMap<String, FeatureValue>,
    /// Whether most customers choose it.
    pub is_popular: bool,
    /// For how many days it can be tried out by who has never had a plan.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trial_days: Option<i64>,
}

/// A quota or whether something is included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum FeatureValue {
    /// Included or not.
    Included(bool),
    /// How many a month, or how many seats.
    Quota(i64),
}

/// One page of a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Page<T> {
    /// The entries of this page.
    pub items: Vec<T>,
    /// Where the next page begins; none after the last.
    pub next_cursor: Option<String>,
}
