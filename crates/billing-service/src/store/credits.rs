//! Movements of credits.

use super::StoreError;
use async_trait::async_trait;
use billing_contract::{CreditTransaction, CreditTransactionType, CustomerId};
use chrono::{DateTime, Utc};

/// The ledger of credits.
#[async_trait]
pub trait CreditLedger: Send + Sync + 'static {
    /// A customer's movements before the one of this number, or from the newest, newest first.
    async fn credit_transactions(
        &self,
        customer: &CustomerId,
        before: Option<i64>,
        limit: u32,
    ) -> Result<Vec<CreditTransaction>, StoreError>;
}

/// Credits that move.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Movement {
    /// Names the movement.
    pub id: String,
    /// Why.
    pub kind: CreditTransactionType,
    /// How many come; negative if they go.
    pub amount: i64,
    /// What moves them.
    pub source: &'static str,
    /// The same in words, in the customer's language.
    pub description: String,
    /// When.
    pub at: DateTime<Utc>,
}
