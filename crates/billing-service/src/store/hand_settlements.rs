//! Payments that are stuck, and money that staff say has come.

use super::{Completion, ReadOrder, Settled, StoreError};
use async_trait::async_trait;
use billing_contract::{
    HandSettlementState, Money, MoneyCameBy, OrderId, OrderState, StuckReason, UserId,
};
use chrono::{DateTime, Utc};
use std::sync::Arc;

/// Makes the answer that a repetition of the request will get, inside the transaction.
pub type CompletingHandSettlement =
    Arc<dyn Fn(&StoredHandSettlement) -> Result<Completion, StoreError> + Send + Sync>;

/// The memory of payments that need somebody's eyes.
#[async_trait]
pub trait HandSettlements: Send + Sync + 'static {
    /// The orders with which something is wrong, newest first.
    async fn stuck_payments(&self, wish: StuckWish) -> Result<Vec<StuckOrder>, StoreError>;

    /// One order with what is wrong with it.
    async fn stuck_payment(
        &self,
        order: &OrderId,
        now: DateTime<Utc>,
    ) -> Result<Option<StuckOrder>, StoreError>;

    /// What was proposed under this name.
    async fn hand_settlement(&self, id: &str) -> Result<Option<StoredHandSettlement>, StoreError>;

    /// Writes down what somebody says has come, and settles it if one person is enough.
    async fn propose_settlement(
        &self,
        proposed: NewHandSettlement,
        completing: Option<CompletingHandSettlement>,
    ) -> Result<HandSettled, StoreError>;

    /// Settles what another has proposed, or ends the proposal.
    async fn decide_settlement(
        &self,
        decision: HandDecision,
        completing: Option<CompletingHandSettlement>,
    ) -> Result<HandSettled, StoreError>;
}

/// Which orders are asked for.
#[derive(Clone, Debug)]
pub struct StuckWish {
    /// Those with this wrong; with anything if none is named.
    pub reason: Option<StuckReason>,
    /// Those before the one of this name.
    pub before: Option<String>,
    /// How many at most.
    pub limit: u32,
    /// The present moment.
    pub now: DateTime<Utc>,
}

/// An order with what is wrong with it.
#[derive(Clone, Debug)]
pub struct StuckOrder {
    /// The order with the name of its customer.
    pub read: ReadOrder,
    /// What is wrong, the most pressing first.
    pub reasons: Vec<StuckReason>,
    /// Since when.
    pub since: Option<DateTime<Utc>>,
    /// What was proposed for it, newest first.
    pub settlements: Vec<StoredHandSettlement>,
}

/// Money that staff say has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewHandSettlement {
    /// Names it.
    pub id: String,
    /// The order.
    pub order: OrderId,
    /// How much.
    pub amount: Money,
    /// How it came.
    pub came_by: MoneyCameBy,
    /// The payment's number in the books that show it.
    pub reference: String,
    /// Why it is settled by hand.
    pub reason: String,
    /// What shows that it came.
    pub evidence: String,
    /// Who says so.
    pub by: UserId,
    /// How much of one order, in smallest units, one person may settle alone.
    pub alone_up_to: i64,
    /// The present moment.
    pub now: DateTime<Utc>,
}

/// The same as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredHandSettlement {
    /// Names it.
    pub id: String,
    /// The order.
    pub order: OrderId,
    /// How much.
    pub amount: Money,
    /// How it came.
    pub came_by: MoneyCameBy,
    /// The payment's number in the books that show it.
    pub reference: String,
    /// Why it is settled by hand.
    pub reason: String,
    /// What shows that it came.
    pub evidence: String,
    /// Where it stands.
    pub state: HandSettlementState,
    /// Whether two people are needed.
    pub needs_second: bool,
    /// Who says so, and the person's name.
    pub proposed_by: (UserId, String),
    /// Since when.
    pub proposed_at: DateTime<Utc>,
    /// Who decided, and the person's name.
    pub decided_by: Option<(UserId, String)>,
    /// When.
    pub decided_at: Option<DateTime<Utc>>,
    /// What was said to the decision.
    pub note: Option<String>,
}

/// What somebody decided about a proposal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HandDecision {
    /// The proposal.
    pub id: String,
    /// Whether the money shall count.
    pub approves: bool,
    /// Who decides.
    pub by: UserId,
    /// What they say to it.
    pub note: Option<String>,
    /// The present moment.
    pub now: DateTime<Utc>,
}

/// What became of money that staff say has come.
#[derive(Clone, Debug)]
pub enum HandSettled {
    /// It stands so now; if money has moved, with the order.
    Kept(Box<StoredHandSettlement>, Option<Box<Settled>>),
    /// There is no such order or proposal.
    Missing,
    /// The order is paid, or needs less; this is how it stands.
    NotMissing(OrderState),
    /// Nothing was ever shown to pay the order with.
    NeverAsked,
    /// A proposal for this order waits already.
    AnotherWaits,
    /// The payment's number counts already.
    NumberIsUsed,
    /// It was decided before.
    Decided(HandSettlementState),
    /// Whoever proposed it cannot approve it.
    SamePerson,
}
