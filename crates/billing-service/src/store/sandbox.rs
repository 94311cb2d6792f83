//! The sandbox's own books, which a real provider would keep on its side.

use super::StoreError;
use async_trait::async_trait;
use billing_contract::Money;
use chrono::{DateTime, Utc};
use std::sync::Arc;

/// What the sandbox remembers.
#[async_trait]
pub trait SandboxBooks: Send + Sync {
    /// Opens a trade; one of this number that is open stays as it is.
    async fn open_trade(&self, trade: SandboxTrade) -> Result<(), StoreError>;

    /// The trade of this number, with what has been paid by `now`.
    async fn trade(
        &self,
        trade_no: &str,
        now: DateTime<Utc>,
    ) -> Result<Option<SandboxTrade>, StoreError>;

    /// Notes that an answer named this payment.
    async fn payment_told(&self, payment_no: &str) -> Result<(), StoreError>;

    /// Notes that a trade is closed, or was declined.
    async fn mark_trade(
        &self,
        trade_no: &str,
        mark: SandboxMark,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError>;

    /// Adds payments to a trade that is not paid in full, with the notices that tell of them;
    /// `false` if it is.
    async fn pay_trade(&self, trade_no: &str, paying: SandboxPaying) -> Result<bool, StoreError>;

    /// Adds a notice that tells of something else.
    async fn add_notice(&self, notice: SandboxNotice) -> Result<(), StoreError>;

    /// Sends money back, once for each refund number; `false` if that is more than came.
    async fn refund_payment(
        &self,
        refund: SandboxRefund,
        now: DateTime<Utc>,
    ) -> Result<bool, StoreError>;

    /// The refund of this number.
    async fn sandbox_refund(&self, refund_no: &str) -> Result<Option<SandboxRefund>, StoreError>;

    /// The notices to be delivered by now.
    async fn notices_due(&self, now: DateTime<Utc>) -> Result<Vec<SandboxNotice>, StoreError>;

    /// Notes that a delivery ended: accepted or given up without a next try.
    async fn notice_tried(&self, id: &str, next: Option<DateTime<Utc>>) -> Result<(), StoreError>;
}

/// A payment the sandbox makes possible.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SandboxTrade {
    /// The service's number of it.
    pub trade_no: String,
    /// The number of the order it is for.
    pub order_no: String,
    /// What for.
    pub subject: String,
    /// How much.
    pub amount: Money,
    /// When it was opened.
    pub created_at: DateTime<Utc>,
    /// Until when it counts as open.
    pub payable_until: DateTime<Utc>,
    /// When it was closed.
    pub closed_at: Option<DateTime<Utc>>,
    /// When it was declined.
    pub declined_at: Option<DateTime<Utc>>,
    /// What has been paid, oldest first.
    pub payments: Vec<SandboxPayment>,
    /// Whether payments are to come whose moment is not there yet.
    pub will_be_paid: bool,
}

impl SandboxTrade {
    /// What has been paid in all.
    pub fn paid_minor(&self) -> i64 {
        self.payments.iter().map(|payment| payment.amount.minor).sum()
    }
}

/// Makes payments and the notices that tell of them, once it is known how many payments the trade
/// has, those to come included: each gets a number that no other has.
pub type SandboxPaying =
    Arc<dyn Fn(u32) -> Result<(Vec<SandboxPayment>, Vec<SandboxNotice>), StoreError> + Send + Sync>;

/// Money that was not really paid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SandboxPayment {
    /// The sandbox's number of it.
    pub payment_no: String,
    /// How much.
    pub amount: Money,
    /// When.
    pub paid_at: DateTime<Utc>,
    /// How many answers have named it.
    pub times_told: u32,
    /// How much of it went back.
    pub refunded_minor: i64,
}

/// What can be noted of a trade.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SandboxMark {
    /// It no longer counts as open.
    Closed,
    /// The customer's bank refused.
    Declined,
}

/// Money that is not really sent back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SandboxRefund {
    /// The service's number of it.
    pub refund_no: String,
    /// The payment it comes from.
    pub payment_no: String,
    /// How much.
    pub amount: Money,
}

/// A notice to be delivered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SandboxNotice {
    /// Names it: the identifier of its event.
    pub id: String,
    /// What it says, to be signed when it is delivered.
    pub body: String,
    /// When to deliver it.
    pub due_at: DateTime<Utc>,
    /// How often that failed.
    pub failures: u32,
}
