//! What can stand between a request and its answer.

use crate::views::SignedOutReason;
use billing_contract::{ErrorCode, Problem};
use std::sync::Arc;
use std::time::Duration;

/// Why a request has no answer. Cheap to clone, because everybody who waited for the same refresh
/// is told the same.
#[derive(Clone, Debug, thiserror::Error)]
pub enum ClientError {
    /// No connection came about, or it broke.
    #[error("the service cannot be reached")]
    NoConnection {
        /// Whether it is certain that the request never arrived.
        nothing_sent: bool,
        /// What the network said.
        #[source]
        source: Arc<reqwest::Error>,
    },
    /// No answer within the time limit.
    #[error("the service did not answer in time")]
    TimedOut,
    /// Something else answered.
    #[error("not a billing service: {0}")]
    NotABillingService(&'static str),
    /// The service, or a proxy in front of it, failed.
    #[error("the service is busy")]
    Busy {
        /// What the request was called.
        request_id: String,
        /// When to come back.
        retry_after: Option<Duration>,
    },
    /// The service said no.
    #[error("the service refused: {status} {}", problem.code.as_str())]
    Refused {
        /// The status of the answer.
        status: u16,
        /// What the service said.
        problem: Box<Problem>,
        /// When to come back.
        retry_after: Option<Duration>,
    },
    /// Nobody is signed in any more.
    #[error("signed out")]
    SignedOut(Option<SignedOutReason>),
    /// Somebody is signed in, but the session's secret cannot be read.
    #[error("the session's secret cannot be read")]
    SecretUnreadable,
}

impl ClientError {
    pub(super) fn no_connection(error: reqwest::Error) -> Self {
        // The address may be told, but is of no use here, and never must a query reach a log.
        let nothing_sent = error.is_connect() || error.is_builder();
        Self::NoConnection { nothing_sent, source: Arc::new(error.without_url()) }
    }

    /// The service's code, if it was the service that refused.
    pub(crate) fn code(&self) -> Option<ErrorCode> {
        match self {
            Self::Refused { problem, .. } => Some(problem.code),
            _ => None,
        }
    }

    /// When the service asked us to come back.
    pub(crate) fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::Busy { retry_after, .. } | Self::Refused { retry_after, .. } => *retry_after,
            _ => None,
        }
    }

    /// Whether the service itself, in working order, has answered.
    pub(crate) fn is_answer_of_the_service(&self) -> bool {
        matches!(self, Self::Refused { status, .. } if *status < 500)
    }
}

impl From<reqwest::Error> for ClientError {
    fn from(error: reqwest::Error) -> Self {
        if error.is_timeout() && !error.is_connect() {
            return Self::TimedOut;
        }
        if error.is_decode() && is_nonsense(&error) {
            return Self::NotABillingService("the answer cannot be unpacked");
        }
        Self::no_connection(error)
    }
}

/// Whether an answer that could not be read to its end was packed wrongly, rather than cut off.
fn is_nonsense(error: &reqwest::Error) -> bool {
    use std::io::ErrorKind;
    let mut cause = std::error::Error::source(error);
    while let Some(error) = cause {
        if let Some(error) = error.downcast_ref::<std::io::Error>()
            && matches!(error.kind(), ErrorKind::InvalidData | ErrorKind::InvalidInput)
        {
            return true;
        }
        cause = error.source();
    }
    false
}
