//! What the service asks of a provider.

use crate::notice::{Acknowledgement, Notice, NoticeRefusal, RawNotice, Reply};
use crate::payment::{
    Closing, NewPayment, NewRefund, PaymentReference, PaymentReport, Presented, RefundReport,
};
use async_trait::async_trait;
use billing_contract::{Money, PayType};
use chrono::{DateTime, Utc};
use std::time::Duration;

/// A payment provider.
///
/// Every method may be called again with the same arguments and then does nothing a second time:
/// trade numbers and refund numbers are ours, never reused, and the provider knows them.
/// An answer whose signature is missing or wrong is [`ProviderError::Forged`], never a report.
#[async_trait]
pub trait PaymentProvider: Send + Sync + 'static {
    /// Which method this is.
    fn method(&self) -> PayType;

    /// What it can do.
    fn abilities(&self) -> &Abilities;

    /// Whether it makes no payment possible without an address for its notices.
    fn needs_notify_url(&self) -> bool {
        false
    }

    /// Asks for a code or link to pay with.
    async fn create(&self, payment: &NewPayment) -> Result<Presented, ProviderError>;

    /// What has become of a payment; asks only.
    async fn query(&self, payment: &PaymentReference) -> Result<PaymentReport, ProviderError>;

    /// Takes the money of a payment the customer has approved, and says what has become of it.
    /// Providers that take it by themselves only look.
    async fn collect(&self, payment: &PaymentReference) -> Result<PaymentReport, ProviderError> {
        self.query(payment).await
    }

    /// Makes a payment impossible from now on, if it has not been made.
    async fn close(&self, payment: &PaymentReference) -> Result<Closing, ProviderError>;

    /// Sends money back.
    async fn refund(&self, refund: &NewRefund) -> Result<RefundReport, ProviderError>;

    /// What has become of a refund.
    async fn query_refund(&self, refund: &NewRefund) -> Result<RefundReport, ProviderError>;

    /// Reads a notice after checking its signature on the raw body, its time and its recipient.
    async fn read_notice(
        &self,
        notice: &RawNotice,
        now: DateTime<Utc>,
    ) -> Result<Notice, NoticeRefusal>;

    /// What the provider wants to hear once a notice is safe, or must be sent again.
    fn acknowledge(&self, acknowledgement: Acknowledgement) -> Reply;
}

/// What a provider can do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Abilities {
    /// How long a code is shown before it is renewed. It stays payable until it is closed.
    pub code_lifetime: Duration,
    /// How long the provider itself lets a payment be made if nobody closes it.
    pub payable_for: Duration,
    /// The currencies it takes; none means any.
    pub currencies: Option<Vec<billing_contract::Currency>>,
    /// Whether the customer pays in the browser rather than by a code.
    pub in_browser: bool,
    /// Whether no real money is involved.
    pub is_test: bool,
}

impl Abilities {
    /// Whether it can take this amount at all.
    pub fn takes(&self, amount: Money) -> bool {
        amount.minor > 0
            && self.currencies.as_ref().is_none_or(|known| known.contains(&amount.currency))
    }
}

/// Why a provider gave no usable answer.
#[derive(Debug, thiserror::Error)]
pub enum ProviderError {
    /// Nothing was sent, or it surely did nothing: no connection, the breaker is open, too many
    /// requests.
    #[error("the provider cannot be reached: {0}")]
    Unreachable(String),
    /// It may or may not have done what was asked; ask before asking again.
    #[error("the provider's answer was lost: {0}")]
    OutcomeUnknown(String),
    /// It answered, and said no.
    #[error("the provider refused: {code} {message}")]
    Refused {
        /// The provider's own word.
        code: String,
        /// The provider's own sentence.
        message: String,
    },
    /// The answer is not the provider's, or not to be read.
    #[error("the answer is not the provider's: {0}")]
    Forged(String),
    /// It cannot take this currency or amount.
    #[error("the provider does not take this amount")]
    AmountNotTaken,
}
