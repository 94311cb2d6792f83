//! What WeChat writes, and what it means here.

use super::Merchant;
use crate::{
    Notice, NoticeReference, NoticeRefusal, NoticeSubject, PaidAmount, PaymentReport,
    PaymentStatus, ProviderError, RefundReport, RefundStatus,
};
use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use billing_contract::{Currency, Money, Secret};
use chrono::{DateTime, Utc};
use serde::Deserialize;

/// The answer to a new trade.
#[derive(Deserialize)]
pub(super) struct Created {
    pub(super) code_url: String,
}

/// A refusal.
#[derive(Deserialize, Default)]
pub(super) struct Failure {
    #[serde(default)]
    pub(super) code: String,
    #[serde(default)]
    message: String,
}

impl Failure {
    pub(super) fn of(body: &[u8]) -> Self {
        serde_json::from_slice(body).unwrap_or_default()
    }

    pub(super) fn is_not_found(&self) -> bool {
        let words = ["ORDER_NOT_EXIST", "ORDERNOTEXIST", "RESOURCE_NOT_EXISTS"];
        words.contains(&self.code.as_str())
    }

    pub(super) fn refused(self) -> ProviderError {
        match self.code.as_str() {
            // "请使用相同参数再次调用": it may have been done.
            "SYSTEM_ERROR" | "SYSTEMERROR" => ProviderError::OutcomeUnknown(self.code),
            "FREQUENCY_LIMITED" | "RATELIMIT_EXCEEDED" => ProviderError::Unreachable(self.code),
            _ => ProviderError::Refused { code: self.code, message: self.message },
        }
    }
}

/// A trade, in the answer to a query as in a notice.
#[derive(Deserialize)]
pub(super) struct Transaction {
    pub(super) appid: String,
    pub(super) mchid: String,
    pub(super) out_trade_no: String,
    trade_state: String,
    transaction_id: Option<String>,
    success_time: Option<DateTime<Utc>>,
    amount: Option<Amount>,
}

#[derive(Deserialize)]
struct Amount {
    total: i64,
    #[serde(default = "yuan")]
    currency: String,
}

fn yuan() -> String {
    Currency::CNY.code().to_owned()
}

impl Transaction {
    pub(super) fn report(self) -> Result<PaymentReport, ProviderError> {
        let status = match self.trade_state.as_str() {
            // REFUND says that something was paid back, not whether all was: what was paid stays
            // what was paid, and refunds report for themselves.
            "SUCCESS" | "REFUND" => PaymentStatus::Paid(self.paid()?),
            "NOTPAY" => PaymentStatus::Open,
            "USERPAYING" | "ACCEPT" => PaymentStatus::Processing,
            "CLOSED" | "REVOKED" => PaymentStatus::Closed,
            "PAYERROR" => PaymentStatus::Failed,
            _ => PaymentStatus::Unknown,
        };
        Ok(PaymentReport { status, word: self.trade_state })
    }

    fn paid(&self) -> Result<PaidAmount, ProviderError> {
        let missing = || ProviderError::Forged("it says paid, but not how much".to_owned());
        let amount = self.amount.as_ref().ok_or_else(missing)?;
        let currency = Currency::from_code(&amount.currency).map_err(|_| missing())?;
        Ok(PaidAmount {
            amount: Money::new(amount.total, currency),
            provider_trade_no: self.transaction_id.clone().ok_or_else(missing)?,
            paid_at: self.success_time,
        })
    }
}

/// A refund, in an answer (`status`) as in a notice (`refund_status`).
#[derive(Deserialize)]
pub(super) struct Refund {
    mchid: Option<String>,
    out_refund_no: String,
    refund_id: String,
    #[serde(alias = "refund_status")]
    status: String,
    amount: RefundAmount,
}

#[derive(Deserialize)]
struct RefundAmount {
    refund: i64,
    #[serde(default = "yuan")]
    currency: String,
}

impl Refund {
    pub(super) fn report(self, refund_no: &str) -> Result<RefundReport, ProviderError> {
        if self.out_refund_no != refund_no {
            return Err(ProviderError::Forged("it is about another refund".to_owned()));
        }
        let currency = Currency::from_code(&self.amount.currency)
            .map_err(|_| ProviderError::Forged("it cannot be read".to_owned()))?;
        let status = match self.status.as_str() {
            "SUCCESS" => RefundStatus::Succeeded,
            "PROCESSING" => RefundStatus::Pending,
            // ABNORMAL: the money did not reach the customer and waits for a person.
            "CLOSED" | "ABNORMAL" => RefundStatus::Failed,
            _ => RefundStatus::Unknown,
        };
        Ok(RefundReport {
            status,
            provider_refund_no: Some(self.refund_id),
            amount: Some(Money::new(self.amount.refund, currency)),
            word: self.status,
        })
    }
}

/// A notice, its content still sealed.
#[derive(Deserialize)]
pub(super) struct Event {
    id: String,
    event_type: String,
    resource: Sealed,
}

impl Event {
    pub(super) fn read(body: &[u8]) -> Result<Self, NoticeRefusal> {
        serde_json::from_slice(body)
            .map_err(|_| NoticeRefusal::Unreadable("it is no event".to_owned()))
    }

    pub(super) fn notice(self, merchant: &Merchant) -> Result<Notice, NoticeRefusal> {
        let unreadable = |why: &str| NoticeRefusal::Unreadable(why.to_owned());
        let content = self
            .resource
            .open(&merchant.api_v3_key)
            .ok_or_else(|| NoticeRefusal::NotForUs("its content is sealed for another".into()))?;
        let subject = if self.event_type.starts_with("TRANSACTION.") {
            let transaction: Transaction = serde_json::from_slice(&content)
                .map_err(|_| unreadable("its content is no trade"))?;
            let ours = transaction.mchid == merchant.mch_id && transaction.appid == merchant.app_id;
            if !ours {
                return Err(NoticeRefusal::NotForUs("it is for another merchant".to_owned()));
            }
            let payment = NoticeReference::TradeNo(transaction.out_trade_no.clone());
            let report = transaction.report().map_err(|error| unreadable(&error.to_string()))?;
            NoticeSubject::Payment { payment, report }
        } else if self.event_type.starts_with("REFUND.") {
            let refund: Refund = serde_json::from_slice(&content)
                .map_err(|_| unreadable("its content is no refund"))?;
            if refund.mchid.as_ref() != Some(&merchant.mch_id) {
                return Err(NoticeRefusal::NotForUs("it is for another merchant".to_owned()));
            }
            let refund_no = refund.out_refund_no.clone();
            let report =
                refund.report(&refund_no).map_err(|error| unreadable(&error.to_string()))?;
            NoticeSubject::Refund { refund_no, report }
        } else {
            NoticeSubject::Other
        };
        Ok(Notice { event_id: self.id, event: self.event_type, subject })
    }
}

/// Something sealed with the API v3 key.
#[derive(Deserialize)]
pub(super) struct Sealed {
    algorithm: String,
    ciphertext: String,
    nonce: String,
    #[serde(default)]
    associated_data: Option<String>,
}

impl Sealed {
    /// What is inside; none if it was sealed with another key or changed since.
    pub(super) fn open(&self, key: &Secret) -> Option<Vec<u8>> {
        if self.algorithm != "AEAD_AES_256_GCM" {
            return None;
        }
        let key = UnboundKey::new(&AES_256_GCM, key.expose().as_bytes()).ok()?;
        let nonce = Nonce::try_assume_unique_for_key(self.nonce.as_bytes()).ok()?;
        let associated = Aad::from(self.associated_data.as_deref().unwrap_or_default());
        let mut sealed = STANDARD.decode(&self.ciphertext).ok()?;
        let length =
            LessSafeKey::new(key).open_in_place(nonce, associated, &mut sealed).ok()?.len();
        sealed.truncate(length);
        Some(sealed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::{Value, json};

    fn transaction(state: &str, more: &Value) -> Result<PaymentReport, ProviderError> {
        let mut whole = json!({
            "appid": "wx1", "mchid": "1", "out_trade_no": "T1", "trade_state": state,
        });
        let fields = more.as_object().unwrap().clone();
        whole.as_object_mut().unwrap().extend(fields);
        serde_json::from_value::<Transaction>(whole).unwrap().report()
    }

    #[test]
    fn every_state_of_a_trade_has_its_meaning() {
        let cases = [
            ("NOTPAY", PaymentStatus::Open),
            ("USERPAYING", PaymentStatus::Processing),
            ("CLOSED", PaymentStatus::Closed),
            ("REVOKED", PaymentStatus::Closed),
            ("PAYERROR", PaymentStatus::Failed),
            ("LEVITATING", PaymentStatus::Unknown),
        ];
        for (word, status) in cases {
            assert_eq!(
                transaction(word, &json!({})).unwrap(),
                PaymentReport { status, word: word.to_owned() }
            );
        }
    }

    #[test]
    fn a_paid_trade_says_how_much_and_in_what_or_is_not_believed() {
        let amount = json!({"total": 880, "payer_total": 800, "currency": "CNY"});
        let paid = json!({"transaction_id": "42", "amount": amount});
        for word in ["SUCCESS", "REFUND"] {
            let report = transaction(word, &paid).unwrap();
            let PaymentStatus::Paid(paid) = report.status else { panic!("{report:?}") };
            assert_eq!(paid.amount, Money::new(880, Currency::CNY));
        }
        let nameless = json!({"amount": {"total": 880}});
        let worthless = json!({"transaction_id": "42"});
        let strange = json!({"transaction_id": "42", "amount": {"total": 1, "currency": "ZZZ"}});
        for more in [nameless, worthless, strange] {
            assert!(transaction("SUCCESS", &more).is_err(), "{more}");
        }
    }

    proptest! {
        #[test]
        fn no_body_or_seal_panics(body: Vec<u8>, text in ".{0,40}", key in "[a-z]{0,40}") {
            let _ = Event::read(&body).map(|event| event.event_type);
            let _ = Failure::of(&body).refused();
            let sealed = Sealed {
                algorithm: "AEAD_AES_256_GCM".to_owned(),
                ciphertext: STANDARD.encode(&body),
                nonce: text.clone(),
                associated_data: Some(text),
            };
            prop_assert!(sealed.open(&Secret::new(key)).is_none());
        }
    }
}
