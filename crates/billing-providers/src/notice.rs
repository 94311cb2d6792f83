//! What a provider tells without being asked.

use crate::payment::{PaymentReport, RefundReport};
use crate::provider::ProviderError;
use bytes::Bytes;
use http::{HeaderMap, StatusCode};

/// A notice as it came in.
#[derive(Clone, Debug)]
pub struct RawNotice {
    /// Its headers.
    pub headers: HeaderMap,
    /// Its body, byte for byte: signatures are checked on this.
    pub body: Bytes,
}

/// A notice that is surely the provider's, and meant for us.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// The provider's identifier of the event; each counts once.
    pub event_id: String,
    /// What it is about, in the provider's own words.
    pub event: String,
    /// What it says.
    pub subject: NoticeSubject,
}

/// What a notice is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NoticeSubject {
    /// A payment.
    Payment {
        /// Our trade number, or the provider's number of the session or approval.
        payment: NoticeReference,
        /// What the provider says of it.
        report: PaymentReport,
    },
    /// A refund.
    Refund {
        /// Our refund number.
        refund_no: String,
        /// What the provider says of it.
        report: RefundReport,
    },
    /// The customer's bank asks for the money back.
    Dispute {
        /// The payment.
        payment: NoticeReference,
        /// Whether it has ended, and in whose favour.
        won: Option<bool>,
    },
    /// Nothing that concerns us.
    Other,
}

/// How a notice names its payment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NoticeReference {
    /// By our trade number.
    TradeNo(String),
    /// By the provider's number of the code, session or approval.
    PrepayId(String),
    /// By the provider's number of the payment.
    ProviderTradeNo(String),
}

/// Why a notice is not believed.
#[derive(Debug, thiserror::Error)]
pub enum NoticeRefusal {
    /// The signature is missing or wrong.
    #[error("the signature does not hold: {0}")]
    Forged(String),
    /// The signature is right, but too old or from the future.
    #[error("the notice is outside the tolerance of time")]
    OutOfTime,
    /// It is signed for another merchant, application or account.
    #[error("the notice is for somebody else: {0}")]
    NotForUs(String),
    /// It is signed, but cannot be read.
    #[error("the notice cannot be read: {0}")]
    Unreadable(String),
    /// What is needed to check it cannot be had just now.
    #[error("the notice cannot be checked")]
    CannotCheck(#[source] ProviderError),
}

/// What to tell the provider of its notice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Acknowledgement {
    /// It is safe; no need to send it again.
    Accepted,
    /// It must be sent again.
    SendAgain,
    /// It is not believed.
    Refused,
}

/// An answer to a notice, in the provider's own form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    /// The status.
    pub status: StatusCode,
    /// The content type.
    pub content_type: &'static str,
    /// The body.
    pub body: String,
}

/// The longest notice that is read.
pub(crate) const LONGEST_NOTICE: usize = 1024 * 1024;

/// Refuses a notice that is too long before anything is computed over it.
pub(crate) fn within_limits(notice: &RawNotice) -> Result<(), NoticeRefusal> {
    if notice.body.len() > LONGEST_NOTICE {
        return Err(NoticeRefusal::Unreadable("it is too long".to_owned()));
    }
    Ok(())
}

/// The text of a header; none if it is missing, empty, not text, or there twice.
pub(crate) fn single_header(headers: &HeaderMap, name: &str) -> Option<String> {
    let mut values = headers.get_all(name).iter();
    let value = values.next()?.to_str().ok()?;
    (!value.is_empty() && values.next().is_none()).then(|| value.to_owned())
}
