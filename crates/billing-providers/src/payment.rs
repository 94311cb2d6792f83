//! Payments and refunds as the service tells a provider of them and hears back.

use billing_contract::Money;
use chrono::{DateTime, Utc};
use std::net::IpAddr;
use std::time::Duration;

/// A payment to be made possible.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewPayment {
    /// Our trade number: at most 32 letters and digits, never used twice.
    pub trade_no: String,
    /// How much.
    pub amount: Money,
    /// What for, in the customer's language.
    pub subject: String,
    /// Our order's number, for the provider's records.
    pub order_no: String,
    /// How long it shall be payable.
    pub payable_for: Duration,
    /// The moment it is asked for. A repetition comes later and is payable for less, so that it
    /// ends at the same moment: providers refuse a trade number they know with another end.
    pub now: DateTime<Utc>,
    /// Where notices go; none if the service has no public address.
    pub notify_url: Option<String>,
    /// Where the browser goes back to.
    pub return_url: Option<String>,
    /// Where the customer asks from.
    pub client_ip: Option<IpAddr>,
    /// The customer's language: `en`, `zh-CN`, `ja`.
    pub locale: String,
}

/// Something to pay with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Presented {
    /// What the customer is shown.
    pub presentation: Presentation,
    /// The provider's number of the code, session or approval.
    pub prepay_id: Option<String>,
}

/// How a customer is led to the payment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Presentation {
    /// A link to show as a QR code.
    Code(String),
    /// A page to open in the browser.
    Page(String),
}

/// A payment the provider knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaymentReference {
    /// Our trade number.
    pub trade_no: String,
    /// The provider's number of the code, session or approval.
    pub prepay_id: Option<String>,
    /// The provider's number of the payment, once known.
    pub provider_trade_no: Option<String>,
    /// How much was asked for.
    pub amount: Money,
}

/// What a provider says of a payment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaymentReport {
    /// Where it stands.
    pub status: PaymentStatus,
    /// The provider's own word for it.
    pub word: String,
}

/// Where a payment stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PaymentStatus {
    /// Not paid, and it still can be.
    Open,
    /// The customer has approved it; [`collect`](crate::PaymentProvider::collect) takes the money.
    Approved,
    /// Being paid.
    Processing,
    /// Paid.
    Paid(PaidAmount),
    /// Refused; another payment can be tried.
    Failed,
    /// Not paid, and it no longer can be.
    Closed,
    /// The provider does not know it: nobody has scanned the code yet, or it was never created.
    NotFound,
    /// Paid, and paid back in full.
    Refunded(PaidAmount),
    /// A word this version does not know: neither completes nor fails anything.
    Unknown,
}

/// Money a provider has taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaidAmount {
    /// How much, as the provider says.
    pub amount: Money,
    /// The provider's number of the payment: each counts once.
    pub provider_trade_no: String,
    /// When, as the provider says.
    pub paid_at: Option<DateTime<Utc>>,
}

/// What became of closing a payment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Closing {
    /// It can no longer be made.
    Closed,
    /// It has been made: query it.
    AlreadyPaid,
    /// The provider cannot close it; it runs out by itself.
    NotPossible,
}

/// Money to be sent back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewRefund {
    /// Our refund number: at most 32 letters and digits, never used twice.
    pub refund_no: String,
    /// The payment it comes from.
    pub payment: PaymentReference,
    /// How much goes back.
    pub amount: Money,
    /// How much was paid.
    pub paid: Money,
    /// Why.
    pub reason: String,
    /// Where notices go.
    pub notify_url: Option<String>,
    /// The provider's number of the refund, once known.
    pub provider_refund_no: Option<String>,
}

/// What a provider says of a refund.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefundReport {
    /// Where it stands.
    pub status: RefundStatus,
    /// The provider's number of it.
    pub provider_refund_no: Option<String>,
    /// How much goes back, if the provider says so.
    pub amount: Option<Money>,
    /// The provider's own word.
    pub word: String,
}

/// Where a refund stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RefundStatus {
    /// On its way.
    Pending,
    /// Sent back.
    Succeeded,
    /// Refused.
    Failed,
    /// The provider does not know it.
    NotFound,
    /// A word this version does not know.
    Unknown,
}
