//! The rules by which packs of credits are ordered, and what they ordered.

use super::{NewOrder, PlacedOrder, StoreError};
use async_trait::async_trait;
use billing_contract::{AutoTopUp, AutoTopUpUpdate, CustomerId, UserId};
use chrono::{DateTime, Utc};

/// The memory of those rules.
#[async_trait]
pub trait AutoTopUps: Send + Sync + 'static {
    /// A customer's rule, and what it has ordered in the month of this moment.
    async fn auto_top_up(
        &self,
        customer: &CustomerId,
        now: DateTime<Utc>,
    ) -> Result<AutoTopUp, StoreError>;

    /// Replaces a customer's rule; a balance that is below already has fallen by it.
    async fn set_auto_top_up(&self, set: SetAutoTopUp) -> Result<(), StoreError>;

    /// Falls for which a pack should be ordered by now.
    async fn falls_to_order(&self, now: DateTime<Utc>, limit: u32)
    -> Result<Vec<Fall>, StoreError>;

    /// Orders a pack for a fall, if that has not been done and the rule still allows it.
    async fn order_for_fall(
        &self,
        fall: &str,
        order: NewOrder,
    ) -> Result<Option<PlacedOrder>, StoreError>;

    /// Gives up ordering for a fall, or puts it off.
    async fn put_off_fall(
        &self,
        fall: &str,
        until: Option<DateTime<Utc>>,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError>;
}

/// A rule to be set.
#[derive(Clone, Debug)]
pub struct SetAutoTopUp {
    /// Whose.
    pub customer: CustomerId,
    /// By whom.
    pub user: UserId,
    /// The rule.
    pub rule: AutoTopUpUpdate,
    /// Names the fall, if the balance is below it.
    pub new_id: String,
    /// The present moment.
    pub now: DateTime<Utc>,
}

/// A balance that fell below its rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fall {
    /// Names it.
    pub id: String,
    /// Whose.
    pub customer: CustomerId,
    /// The language to write to them in.
    pub locale: String,
    /// Who set the rule.
    pub user: UserId,
    /// The rule as it is now.
    pub rule: AutoTopUpUpdate,
}
