//! Customers as staff see them.

use crate::{Currency, CustomerId, SubscriptionStatus};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// One customer, from `GET /api/portal/customers`. What tells of persons is masked for roles that
/// need not know it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(optional_fields))]
pub struct CustomerSummary {
    /// Names the customer in `?customer_id=`.
    pub customer_id: CustomerId,
    /// The company.
    pub company_name: String,
    /// Whom to talk to.
    pub contact_name: String,
    /// Where to write to.
    pub contact_email: String,
    /// The language the customer reads.
    pub locale: String,
    /// What the customer pays in.
    pub currency: Currency,
    /// The plan's name in the language asked for; none without a subscription.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub plan_name: Option<String>,
    /// Where the subscription stands.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<SubscriptionStatus>,
    /// Since when they are a customer.
    pub created_at: DateTime<Utc>,
}
