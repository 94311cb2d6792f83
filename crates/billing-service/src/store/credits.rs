//! Credits: what is left of them, how they move, and how they are spent.

use super::{Completion, StoreError};
use async_trait::async_trait;
use billing_contract::{
    CreditGrant, CreditTransaction, CreditTransactionType, CustomerId, GrantSource, OrderId, PlanId,
};
use chrono::{DateTime, NaiveDate, Utc};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Makes the answer that a repetition of the request will get, inside the transaction.
pub type SpendCompleting =
    Arc<dyn Fn(&CreditTransaction) -> Result<Completion, StoreError> + Send + Sync>;

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

    /// What is left of a customer's grants, in the order in which it is spent, and what is owed.
    async fn credit_holding(&self, customer: &CustomerId) -> Result<CreditHolding, StoreError>;

    /// What a customer spent each day from one on, and since when they have had credits.
    async fn credit_past(
        &self,
        customer: &CustomerId,
        from: NaiveDate,
    ) -> Result<CreditPast, StoreError>;

    /// Spends credits if so many are there; none if there is no such customer.
    async fn spend_credits(
        &self,
        spending: Spending,
        completing: Option<SpendCompleting>,
    ) -> Result<Option<Spent>, StoreError>;

    /// Puts credits right, unless more shall go than are there; none if there is no such customer.
    async fn adjust_credits(
        &self,
        adjustment: Adjustment,
        completing: Option<SpendCompleting>,
    ) -> Result<Option<Spent>, StoreError>;

    /// Customers behind one of them, in their order, of whose credits something runs out or is
    /// granted by now.
    async fn credits_due(
        &self,
        now: DateTime<Utc>,
        after: Option<&CustomerId>,
        limit: u32,
    ) -> Result<Vec<CustomerId>, StoreError>;

    /// Lets run out and grants whatever is due of one customer; how many movements that made.
    async fn catch_up_credits(
        &self,
        customer: &CustomerId,
        now: DateTime<Utc>,
    ) -> Result<usize, StoreError>;
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
    pub source: Cow<'static, str>,
    /// The same in words, in the customer's language.
    pub description: String,
    /// When.
    pub at: DateTime<Utc>,
}

/// Credits that come together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewGrant {
    /// The movement by which they come.
    pub movement: Movement,
    /// Where they come from.
    pub source: GrantSource,
    /// When what is left of them runs out.
    pub expires_at: Option<DateTime<Utc>>,
    /// What they come with.
    pub occasion: Occasion,
}

/// What credits come with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Occasion {
    /// A month of a subscription.
    Month {
        /// Which subscription.
        subscription: String,
        /// To which plan, then.
        plan: PlanId,
        /// The month's first day.
        first: NaiveDate,
    },
    /// An order.
    Order(OrderId),
    /// Nothing else that is kept.
    Other,
}

/// Credits to be spent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spending {
    /// Names the movement.
    pub id: String,
    /// Whose.
    pub customer: CustomerId,
    /// How many.
    pub amount: i64,
    /// What spends them.
    pub source: String,
    /// The same in words.
    pub description: String,
    /// The present moment.
    pub now: DateTime<Utc>,
}

/// Credits to be put right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Adjustment {
    /// Names the movement.
    pub id: String,
    /// Whose.
    pub customer: CustomerId,
    /// How many come; negative if they go.
    pub amount: i64,
    /// Why.
    pub reason: String,
    /// The present moment.
    pub now: DateTime<Utc>,
}

/// What became of credits to be spent or put right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Spent {
    /// They have moved.
    Done(CreditTransaction),
    /// Only so many are there; nothing has moved.
    Short {
        /// How many.
        available: i64,
    },
}

/// What a customer holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CreditHolding {
    /// The grants of which something is left.
    pub grants: Vec<CreditGrant>,
    /// What is owed.
    pub debt: i64,
}

/// What a customer spent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CreditPast {
    /// The day of the first movement.
    pub since: Option<NaiveDate>,
    /// How many credits were spent on a day.
    pub spent: BTreeMap<NaiveDate, i64>,
}
