//! Gift codes.

use super::{Completion, StoreError};
use async_trait::async_trait;
use billing_contract::{CreditTransaction, CustomerId, GiftCode, UserId};
use chrono::{DateTime, Utc};

/// The memory of gift codes.
#[async_trait]
pub trait GiftCodeBooks: Send + Sync + 'static {
    /// Keeps codes that were made, together with the answer that tells them.
    async fn keep_gift_codes(
        &self,
        made: NewGiftCodes,
        completion: Option<Completion>,
    ) -> Result<(), StoreError>;

    /// The codes before the one of this name, newest first.
    async fn gift_codes(
        &self,
        before: Option<String>,
        limit: u32,
    ) -> Result<Vec<GiftCode>, StoreError>;

    /// Redeems a code for a customer, or says again what that brought; none if it does not count.
    async fn redeem_gift_code(
        &self,
        redeeming: Redeeming,
    ) -> Result<Option<CreditTransaction>, StoreError>;
}

/// Codes that were made together.
#[derive(Clone, Debug)]
pub struct NewGiftCodes {
    /// Names them together.
    pub batch: String,
    /// Each with its name, its hash and how it ends.
    pub codes: Vec<(String, [u8; 32], String)>,
    /// How many credits each brings.
    pub amount: i64,
    /// For how many days the credits can be spent.
    pub valid_days: Option<u32>,
    /// The first moment at which they can no longer be redeemed.
    pub redeem_before: Option<DateTime<Utc>>,
    /// What they are for.
    pub note: Option<String>,
    /// Who made them.
    pub created_by: UserId,
    /// The present moment.
    pub now: DateTime<Utc>,
}

/// A code to be redeemed.
#[derive(Clone, Debug)]
pub struct Redeeming {
    /// Names the movement.
    pub id: String,
    /// By whom.
    pub customer: CustomerId,
    /// The code's hash.
    pub code_sha256: [u8; 32],
    /// The present moment.
    pub now: DateTime<Utc>,
}
