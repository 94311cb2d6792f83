//! What Stripe answers, and what it means here.

use super::{amounts, refund_status};
use crate::{PaidAmount, PaymentReport, PaymentStatus, ProviderError, RefundReport, RefundStatus};
use chrono::{DateTime, Utc};
use http::StatusCode;
use serde::Deserialize;
use std::collections::BTreeMap;

/// A refusal.
pub(super) struct Failure {
    status: StatusCode,
    error: FailureBody,
}

#[derive(Default, Deserialize)]
struct FailureBody {
    #[serde(default, rename = "type")]
    kind: String,
    code: Option<String>,
    #[serde(default)]
    message: String,
}

impl Failure {
    pub(super) fn of(status: StatusCode, body: &[u8]) -> Self {
        #[derive(Deserialize)]
        struct Wrapped {
            error: FailureBody,
        }
        let error = serde_json::from_slice::<Wrapped>(body).map(|wrapped| wrapped.error);
        Self { status, error: error.unwrap_or_default() }
    }

    pub(super) fn is_not_found(&self) -> bool {
        self.status == StatusCode::NOT_FOUND
            || self.error.code.as_deref() == Some("resource_missing")
    }

    /// The same idempotency key is being worked on.
    pub(super) fn is_still_running(&self) -> bool {
        self.status == StatusCode::CONFLICT
    }

    pub(super) fn refused(self) -> ProviderError {
        let FailureBody { kind, code, message } = self.error;
        ProviderError::Refused { code: code.unwrap_or(kind), message }
    }
}

/// A Checkout Session, its payment intent as a number or whole.
#[derive(Deserialize)]
pub(super) struct Session {
    pub(super) id: String,
    pub(super) client_reference_id: Option<String>,
    pub(super) url: Option<String>,
    pub(super) status: Option<String>,
    payment_status: Option<String>,
    amount_total: Option<i64>,
    currency: Option<String>,
    payment_intent: Option<Reference<Intent>>,
}

/// Something Stripe names by its number, or writes out if it was asked to.
#[derive(Deserialize)]
#[serde(untagged)]
pub(super) enum Reference<T> {
    Id(String),
    Whole(Box<T>),
}

#[derive(Deserialize)]
struct Intent {
    id: String,
    status: String,
    amount_received: i64,
    currency: String,
    latest_charge: Option<Reference<Charge>>,
}

#[derive(Deserialize)]
struct Charge {
    created: i64,
    #[serde(default)]
    refunded: bool,
}

impl Session {
    pub(super) fn is_expired(&self) -> bool {
        self.status.as_deref() == Some("expired")
    }

    /// What the session says of the payment.
    pub(super) fn report(self) -> Result<PaymentReport, ProviderError> {
        let status = self.status.as_deref().unwrap_or_default();
        let payment_status = self.payment_status.as_deref().unwrap_or_default();
        let word = format!("{status}/{payment_status}");
        let status = match (status, payment_status) {
            ("complete", "paid") if self.is_refunded() => PaymentStatus::Refunded(self.paid()?),
            ("complete", "paid") => PaymentStatus::Paid(self.paid()?),
            // Methods that take days, such as a bank's debit.
            ("complete", "unpaid") if self.intent_says("requires_payment_method") => {
                PaymentStatus::Failed
            }
            ("complete", "unpaid") => PaymentStatus::Processing,
            ("open", _) if self.intent_says("processing") => PaymentStatus::Processing,
            ("open", _) => PaymentStatus::Open,
            ("expired", _) => PaymentStatus::Closed,
            _ => PaymentStatus::Unknown,
        };
        Ok(PaymentReport { status, word })
    }

    fn intent(&self) -> Option<&Intent> {
        match self.payment_intent.as_ref()? {
            Reference::Whole(intent) => Some(intent),
            Reference::Id(_) => None,
        }
    }

    fn charge(&self) -> Option<&Charge> {
        match self.intent()?.latest_charge.as_ref()? {
            Reference::Whole(charge) => Some(charge),
            Reference::Id(_) => None,
        }
    }

    fn intent_says(&self, word: &str) -> bool {
        self.intent().is_some_and(|intent| intent.status == word)
    }

    fn is_refunded(&self) -> bool {
        self.charge().is_some_and(|charge| charge.refunded)
    }

    fn paid(&self) -> Result<PaidAmount, ProviderError> {
        let unreadable = || ProviderError::Forged("it says paid, but not how much".to_owned());
        let (id, units, currency) = match self.payment_intent.as_ref() {
            Some(Reference::Whole(intent)) => {
                (&intent.id, Some(intent.amount_received), Some(&intent.currency))
            }
            Some(Reference::Id(id)) => (id, self.amount_total, self.currency.as_ref()),
            None => return Err(unreadable()),
        };
        let (units, currency) = units.zip(currency).ok_or_else(unreadable)?;
        Ok(PaidAmount {
            amount: amounts::from_units(units, currency).ok_or_else(unreadable)?,
            provider_trade_no: id.clone(),
            paid_at: self
                .charge()
                .and_then(|charge| DateTime::<Utc>::from_timestamp(charge.created, 0)),
        })
    }
}

/// A refund.
#[derive(Deserialize)]
pub(super) struct Refund {
    id: String,
    amount: i64,
    currency: String,
    status: Option<String>,
    metadata: Option<BTreeMap<String, String>>,
}

/// Refunds of a payment, the latest first.
#[derive(Deserialize)]
pub(super) struct Refunds {
    pub(super) data: Vec<Refund>,
}

impl Refund {
    pub(super) fn is_ours(&self, refund_no: &str) -> bool {
        self.refund_no() == Some(refund_no)
    }

    pub(super) fn refund_no(&self) -> Option<&str> {
        Some(self.metadata.as_ref()?.get("refund_no")?.as_str())
    }

    pub(super) fn report(self) -> Result<RefundReport, ProviderError> {
        let amount = amounts::from_units(self.amount, &self.currency);
        let word = self.status.unwrap_or_default();
        Ok(RefundReport {
            status: refund_status(&word),
            provider_refund_no: Some(self.id),
            amount: Some(amount.ok_or_else(|| {
                ProviderError::Forged("the refund's amount cannot be read".to_owned())
            })?),
            word,
        })
    }
}

/// A payment Stripe does not know.
pub(super) fn no_session(word: &str) -> PaymentReport {
    PaymentReport { status: PaymentStatus::NotFound, word: word.to_owned() }
}

/// A refund Stripe does not know.
pub(super) fn no_refund() -> RefundReport {
    RefundReport {
        status: RefundStatus::NotFound,
        provider_refund_no: None,
        amount: None,
        word: "resource_missing".to_owned(),
    }
}

/// What cannot be asked without a number that is not there.
pub(super) fn needs(what: &str) -> ProviderError {
    ProviderError::Refused {
        code: "reference_missing".to_owned(),
        message: format!("{what} is not known"),
    }
}

/// A number of Stripe's as part of a path.
pub(super) fn segment(id: &str) -> Result<&str, ProviderError> {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    if !id.is_empty() && id.bytes().all(plain) {
        Ok(id)
    } else {
        Err(needs("a number of Stripe's form"))
    }
}

/// Our language in Stripe's words.
pub(super) fn locale(ours: &str) -> Option<&'static str> {
    match ours {
        "en" => Some("en"),
        "zh-CN" => Some("zh"),
        "ja" => Some("ja"),
        _ => None,
    }
}
