//! What PayPal answers, and what it means here.

use crate::amounts;
use crate::{PaidAmount, PaymentReport, PaymentStatus, ProviderError, RefundReport, RefundStatus};
use billing_contract::{Currency, Money};
use chrono::{DateTime, Utc};
use http::StatusCode;
use serde::Deserialize;

/// A refusal.
pub(super) struct Failure {
    status: StatusCode,
    body: FailureBody,
}

#[derive(Default, Deserialize)]
struct FailureBody {
    #[serde(default)]
    name: String,
    #[serde(default)]
    message: String,
    #[serde(default)]
    details: Vec<Detail>,
}

#[derive(Deserialize)]
struct Detail {
    #[serde(default)]
    issue: String,
}

impl Failure {
    pub(super) fn of(status: StatusCode, body: &[u8]) -> Self {
        Self { status, body: serde_json::from_slice(body).unwrap_or_default() }
    }

    /// The issue if there is one, which says more than the name.
    pub(super) fn word(&self) -> &str {
        self.body.details.first().map_or(self.body.name.as_str(), |detail| detail.issue.as_str())
    }

    pub(super) fn is_not_found(&self) -> bool {
        self.status == StatusCode::NOT_FOUND && self.body.name == "RESOURCE_NOT_FOUND"
    }

    pub(super) fn is_declined(&self) -> bool {
        let words = ["INSTRUMENT_DECLINED", "TRANSACTION_REFUSED", "PAYER_CANNOT_PAY"];
        words.contains(&self.word())
    }

    pub(super) fn is_about_state(&self) -> bool {
        ["ORDER_ALREADY_CAPTURED", "ORDER_NOT_APPROVED"].contains(&self.word())
    }

    pub(super) fn refused(self) -> ProviderError {
        let code = self.word().to_owned();
        ProviderError::Refused { code, message: self.body.message }
    }
}

/// An order with what was captured and paid back of it.
#[derive(Deserialize)]
pub(super) struct Order {
    pub(super) id: String,
    pub(super) status: String,
    #[serde(default)]
    purchase_units: Vec<Unit>,
    #[serde(default)]
    links: Vec<Link>,
}

#[derive(Deserialize)]
struct Unit {
    custom_id: Option<String>,
    payee: Option<Payee>,
    payments: Option<Payments>,
}

/// Who is paid.
#[derive(Deserialize)]
pub(super) struct Payee {
    pub(super) merchant_id: Option<String>,
}

#[derive(Default, Deserialize)]
struct Payments {
    #[serde(default)]
    captures: Vec<Capture>,
    #[serde(default)]
    refunds: Vec<Refund>,
}

/// A link to something related.
#[derive(Deserialize)]
pub(super) struct Link {
    pub(super) href: String,
    pub(super) rel: String,
}

/// An amount.
#[derive(Deserialize)]
pub(super) struct Amount {
    currency_code: String,
    value: String,
}

impl Amount {
    fn money(&self) -> Result<Money, ProviderError> {
        Currency::from_code(&self.currency_code)
            .ok()
            .and_then(|currency| amounts::from_text(&self.value, currency))
            .ok_or_else(|| ProviderError::Forged("its amount cannot be read".to_owned()))
    }
}

impl Order {
    /// Whether it is the order of this trade number.
    pub(super) fn is_for(&self, trade_no: &str) -> bool {
        let [unit] = self.purchase_units.as_slice() else { return false };
        unit.custom_id.as_deref() == Some(trade_no)
    }

    pub(super) fn trade_no(&self) -> Option<&str> {
        self.purchase_units.first()?.custom_id.as_deref()
    }

    pub(super) fn payee(&self) -> Option<&Payee> {
        self.purchase_units.first()?.payee.as_ref()
    }

    /// Where the customer approves it.
    pub(super) fn approval_page(&self) -> Option<&str> {
        let approves = |link: &&Link| link.rel == "payer-action" || link.rel == "approve";
        self.links.iter().find(approves).map(|link| link.href.as_str())
    }

    /// What the order says of the payment; a completed one says nothing, its capture does.
    pub(super) fn report(self) -> Result<PaymentReport, ProviderError> {
        let captures = self
            .purchase_units
            .iter()
            .filter_map(|unit| unit.payments.as_ref())
            .flat_map(|p| &p.captures);
        // A declined capture may stand beside a later one that went well.
        if let Some(capture) = captures.max_by_key(|capture| capture.weight()) {
            return capture.report();
        }
        let status = match self.status.as_str() {
            "CREATED" | "SAVED" | "PAYER_ACTION_REQUIRED" => PaymentStatus::Open,
            "APPROVED" => PaymentStatus::Approved,
            "VOIDED" => PaymentStatus::Closed,
            // COMPLETED without a capture is nothing that is documented.
            _ => PaymentStatus::Unknown,
        };
        Ok(report(status, &self.status))
    }

    pub(super) fn into_refund(self, refund_no: &str) -> Option<Refund> {
        let payments = self.purchase_units.into_iter().filter_map(|unit| unit.payments);
        payments.flat_map(|one| one.refunds).find(|refund| refund.refund_no() == Some(refund_no))
    }
}

/// Money taken, or not.
#[derive(Deserialize)]
pub(super) struct Capture {
    id: String,
    status: String,
    amount: Amount,
    pub(super) custom_id: Option<String>,
    pub(super) payee: Option<Payee>,
    create_time: Option<DateTime<Utc>>,
}

impl Capture {
    fn weight(&self) -> u8 {
        match self.status.as_str() {
            "COMPLETED" | "PARTIALLY_REFUNDED" => 4,
            "REFUNDED" => 3,
            "PENDING" => 2,
            "DECLINED" | "FAILED" => 1,
            _ => 0,
        }
    }

    pub(super) fn report(&self) -> Result<PaymentReport, ProviderError> {
        let paid = || {
            Ok::<_, ProviderError>(PaidAmount {
                amount: self.amount.money()?,
                provider_trade_no: self.id.clone(),
                paid_at: self.create_time,
            })
        };
        let status = match self.status.as_str() {
            "COMPLETED" | "PARTIALLY_REFUNDED" => PaymentStatus::Paid(paid()?),
            "REFUNDED" => PaymentStatus::Refunded(paid()?),
            "PENDING" => PaymentStatus::Processing,
            "DECLINED" | "FAILED" => PaymentStatus::Failed,
            _ => PaymentStatus::Unknown,
        };
        Ok(report(status, &self.status))
    }
}

/// Money sent back.
#[derive(Deserialize)]
pub(super) struct Refund {
    id: String,
    status: String,
    amount: Amount,
    invoice_id: Option<String>,
}

impl Refund {
    pub(super) fn refund_no(&self) -> Option<&str> {
        self.invoice_id.as_deref()
    }

    pub(super) fn report(self) -> Result<RefundReport, ProviderError> {
        let status = match self.status.as_str() {
            "COMPLETED" => RefundStatus::Succeeded,
            "PENDING" => RefundStatus::Pending,
            "FAILED" | "CANCELLED" => RefundStatus::Failed,
            _ => RefundStatus::Unknown,
        };
        let amount = Some(self.amount.money()?);
        let provider_refund_no = Some(self.id);
        Ok(RefundReport { status, provider_refund_no, amount, word: self.status })
    }
}

/// A report in PayPal's own word.
pub(super) fn report(status: PaymentStatus, word: &str) -> PaymentReport {
    PaymentReport { status, word: word.to_owned() }
}

/// What cannot be asked without a number that is not there.
pub(super) fn needs(what: &str) -> ProviderError {
    ProviderError::Refused {
        code: "reference_missing".to_owned(),
        message: format!("{what} is not known"),
    }
}

/// A number of PayPal's as part of a path.
pub(super) fn segment(id: &str) -> Result<&str, ProviderError> {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
    if !id.is_empty() && id.bytes().all(plain) {
        Ok(id)
    } else {
        Err(needs("a number of PayPal's form"))
    }
}

/// Our language in PayPal's words.
pub(super) fn locale(ours: &str) -> Option<&'static str> {
    match ours {
        "en" => Some("en-US"),
        "zh-CN" => Some("zh-CN"),
        "ja" => Some("ja-JP"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::{Value, json};

    fn order(status: &str, captures: &Value) -> PaymentStatus {
        let unit = json!({"custom_id": "T1", "payments": {"captures": captures}});
        let order = json!({"id": "O1", "status": status, "purchase_units": [unit]});
        serde_json::from_value::<Order>(order).unwrap().report().unwrap().status
    }

    fn capture(status: &str) -> Value {
        let amount = json!({"currency_code": "JPY", "value": "1935"});
        json!({"id": format!("C-{status}"), "status": status, "amount": amount})
    }

    #[test]
    fn a_completed_order_is_what_its_capture_is() {
        let cases = [
            ("DECLINED", PaymentStatus::Failed),
            ("FAILED", PaymentStatus::Failed),
            ("PENDING", PaymentStatus::Processing),
            ("LEVITATING", PaymentStatus::Unknown),
        ];
        for (word, status) in cases {
            assert_eq!(order("COMPLETED", &json!([capture(word)])), status, "{word}");
        }
        assert_eq!(order("COMPLETED", &json!([])), PaymentStatus::Unknown);
        let paid = order("COMPLETED", &json!([capture("DECLINED"), capture("COMPLETED")]));
        let PaymentStatus::Paid(paid) = paid else { panic!("{paid:?}") };
        assert_eq!(paid.provider_trade_no, "C-COMPLETED");
        assert_eq!(paid.amount, Money::new(1_935, Currency::JPY));
    }

    proptest! {
        #[test]
        fn no_word_or_amount_panics(word in ".{0,20}", value in ".{0,20}", code in ".{0,4}") {
            let amount = json!({"currency_code": code, "value": value});
            let capture = json!({"id": "C1", "status": word, "amount": amount});
            let _ = serde_json::from_value::<Capture>(capture).unwrap().report();
            let _ = segment(&word);
        }
    }
}
