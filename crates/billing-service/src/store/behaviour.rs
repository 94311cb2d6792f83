//! What people did in the console.

use super::StoreError;
use async_trait::async_trait;
use billing_contract::{BehaviourEvent, UserId};
use chrono::{DateTime, Utc};

/// The behaviour log.
#[async_trait]
pub trait BehaviourLog: Send + Sync + 'static {
    /// Keeps the events that are new to their owner; says of each whether it was.
    async fn keep_behaviour(&self, batch: BehaviourOf) -> Result<Vec<bool>, StoreError>;

    /// Removes events that were received before this moment, at most so many; says how many.
    async fn forget_behaviour(&self, before: DateTime<Utc>, most: u32)
    -> Result<usize, StoreError>;
}

/// Events of one person.
#[derive(Clone, Debug)]
pub struct BehaviourOf {
    /// The customer, or the member of staff: an id of theirs counts once.
    pub owner: String,
    /// Who did it.
    pub user: UserId,
    /// What they did.
    pub events: Vec<BehaviourEvent>,
    /// Whether the customer is made up.
    pub is_test: bool,
    /// When the service heard of it.
    pub received_at: DateTime<Utc>,
}
