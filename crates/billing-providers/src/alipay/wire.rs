//! What the gateway answers, and what it means here.

use super::beijing;
use crate::amounts;
use crate::keys::VerifyingKey;
use crate::{PaidAmount, PaymentReport, PaymentStatus, ProviderError, RefundReport, RefundStatus};
use billing_contract::{Currency, Money};
use chrono::{DateTime, NaiveDateTime, Utc};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;
use std::collections::HashMap;

/// Reads the answer to a call after checking its signature on the raw text of its node.
pub(super) fn believed<T: DeserializeOwned>(
    body: &[u8],
    method: &str,
    key: &VerifyingKey,
) -> Result<Result<T, Failure>, ProviderError> {
    let unreadable = || ProviderError::Forged("it cannot be read".to_owned());
    let nodes: HashMap<String, &RawValue> =
        serde_json::from_slice(body).map_err(|_| unreadable())?;
    let name = format!("{}_response", method.replace('.', "_"));
    let node = nodes.get(&name).or_else(|| nodes.get("error_response"));
    let node = node.ok_or_else(unreadable)?.get();
    let outcome: Failure = serde_json::from_str(node).map_err(|_| unreadable())?;
    let signature =
        nodes.get("sign").and_then(|sign| serde_json::from_str::<String>(sign.get()).ok());
    match signature {
        Some(signature) if key.verifies(node.as_bytes(), &signature) => {}
        Some(_) => return Err(ProviderError::Forged("its signature does not hold".to_owned())),
        // The gateway cannot sign for an application it does not recognise. Its words help the
        // operator and decide nothing: anybody could have written them.
        None => {
            let words = format!("{} {}", outcome.code, outcome.sub_code);
            let words: String = words.chars().filter(|c| matches!(c, ' '..='~')).take(80).collect();
            return Err(ProviderError::Forged(format!("it is not signed, {words}")));
        }
    }
    if outcome.code != "10000" {
        return Ok(Err(outcome));
    }
    serde_json::from_str(node).map(Ok).map_err(|_| unreadable())
}

/// How a call went; a failure unless the code is 10000.
#[derive(Deserialize)]
pub(super) struct Failure {
    code: String,
    #[serde(default)]
    msg: String,
    #[serde(default)]
    pub(super) sub_code: String,
    #[serde(default)]
    sub_msg: String,
}

impl Failure {
    pub(super) fn is_not_found(&self) -> bool {
        self.sub_code == "ACQ.TRADE_NOT_EXIST"
    }

    /// Whether the trade is in no state for what was asked.
    pub(super) fn is_about_state(&self) -> bool {
        let words = [
            "ACQ.TRADE_STATUS_ERROR",
            "ACQ.REASON_TRADE_STATUS_INVALID",
            "ACQ.REASON_ILLEGAL_STATUS",
        ];
        words.contains(&self.sub_code.as_str())
    }

    pub(super) fn refused(self) -> ProviderError {
        let unsure = self.code == "20000" || self.sub_code.ends_with("SYSTEM_ERROR");
        if unsure {
            return ProviderError::OutcomeUnknown(self.sub_code);
        }
        let (code, message) = if self.sub_code.is_empty() {
            (self.code, self.msg)
        } else {
            (self.sub_code, self.sub_msg)
        };
        ProviderError::Refused { code, message }
    }
}

/// The answer to `alipay.trade.precreate`.
#[derive(Deserialize)]
pub(super) struct Created {
    pub(super) out_trade_no: String,
    pub(super) qr_code: String,
}

/// The answer to `alipay.trade.close`.
#[derive(Deserialize)]
pub(super) struct Closed {}

/// The answer to `alipay.trade.refund`.
#[derive(Deserialize)]
pub(super) struct Refunded {
    #[serde(default)]
    pub(super) fund_change: String,
}

/// The answer to `alipay.trade.query`.
#[derive(Deserialize)]
pub(super) struct Trade {
    pub(super) out_trade_no: String,
    trade_no: String,
    trade_status: String,
    total_amount: String,
    trans_currency: Option<String>,
    /// When it was paid; absent from a trade that never was.
    send_pay_date: Option<String>,
}

impl Trade {
    pub(super) fn report(self) -> Result<PaymentReport, ProviderError> {
        let paid = || {
            paid_amount(
                &self.total_amount,
                self.trans_currency.as_deref(),
                &self.trade_no,
                self.send_pay_date.as_deref(),
            )
            .ok_or_else(|| ProviderError::Forged("its amount cannot be read".to_owned()))
        };
        let status = match self.trade_status.as_str() {
            "TRADE_SUCCESS" | "TRADE_FINISHED" => PaymentStatus::Paid(paid()?),
            "TRADE_CLOSED" if self.send_pay_date.is_some() => PaymentStatus::Refunded(paid()?),
            "TRADE_CLOSED" => PaymentStatus::Closed,
            "WAIT_BUYER_PAY" => PaymentStatus::Open,
            _ => PaymentStatus::Unknown,
        };
        Ok(PaymentReport { status, word: self.trade_status })
    }
}

/// What was paid; none if the amount cannot be read.
pub(super) fn paid_amount(
    amount: &str,
    currency: Option<&str>,
    trade_no: &str,
    paid_at: Option<&str>,
) -> Option<PaidAmount> {
    let currency = currency.filter(|code| !code.is_empty()).map(Currency::from_code);
    let currency = currency.unwrap_or(Ok(Currency::CNY)).ok()?;
    let amount = amounts::from_text(amount, currency)?;
    (!trade_no.is_empty()).then(|| PaidAmount {
        amount,
        provider_trade_no: trade_no.to_owned(),
        paid_at: paid_at.and_then(moment),
    })
}

fn moment(text: &str) -> Option<DateTime<Utc>> {
    let local = NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M:%S").ok()?;
    local.and_local_timezone(beijing()).single().map(|moment| moment.to_utc())
}

/// The answer to `alipay.trade.fastpay.refund.query`; all empty if there is no such refund.
#[derive(Deserialize)]
pub(super) struct RefundFound {
    out_request_no: Option<String>,
    refund_amount: Option<String>,
    refund_status: Option<String>,
}

impl RefundFound {
    pub(super) fn report(self, refund_no: &str) -> Result<RefundReport, ProviderError> {
        let Some(amount) = self.refund_amount else {
            return Ok(no_refund("absent".to_owned()));
        };
        if self.out_request_no.as_deref() != Some(refund_no) {
            return Err(ProviderError::Forged("it is about another refund".to_owned()));
        }
        let amount: Money = amounts::from_text(&amount, Currency::CNY)
            .ok_or_else(|| ProviderError::Forged("its amount cannot be read".to_owned()))?;
        let word = self.refund_status.unwrap_or_default();
        let status = match word.as_str() {
            "REFUND_SUCCESS" => RefundStatus::Succeeded,
            // 未返回该字段表示退款请求未收到或者退款失败: either, so neither is claimed.
            "" => RefundStatus::Pending,
            _ => RefundStatus::Unknown,
        };
        Ok(RefundReport { status, provider_refund_no: None, amount: Some(amount), word })
    }
}

/// A refund Alipay does not know.
pub(super) fn no_refund(word: String) -> RefundReport {
    RefundReport { status: RefundStatus::NotFound, provider_refund_no: None, amount: None, word }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keys::SigningKey;
    use proptest::prelude::*;

    const METHOD: &str = "alipay.trade.close";

    fn answer(node: &str, signature: &str) -> String {
        format!(r#"{{ "sign" : "{signature}" , "alipay_trade_close_response" :{node}}}"#)
    }

    #[test]
    fn only_the_raw_text_of_the_node_is_what_was_signed() {
        let key = SigningKey::new_for_tests();
        let read = |body: &str| believed::<Closed>(body.as_bytes(), METHOD, &key.verifying());
        let node = r#"{"code":"10000","msg":"a\/b", "x": 1.0}"#;
        assert!(matches!(read(&answer(node, &key.sign(node.as_bytes()))), Ok(Ok(_))));
        let written_anew = serde_json::from_str::<serde_json::Value>(node).unwrap().to_string();
        let signature = key.sign(written_anew.as_bytes());
        assert!(matches!(read(&answer(node, &signature)), Err(ProviderError::Forged(_))));
    }

    #[test]
    fn nothing_that_comes_unsigned_decides_anything() {
        let key = SigningKey::new_for_tests();
        for node in [
            r#"{"code":"10000","msg":"Success"}"#,
            r#"{"code":"40002","msg":"x","sub_code":"isv.invalid-app-id"}"#,
            r#"{"code":"40002","msg":"x","sub_code":"ACQ.TRADE_NOT_EXIST"}"#,
            r#"{"code":"40004","msg":"x","sub_code":"ACQ.TRADE_NOT_EXIST"}"#,
            r#"{"code":"40004","msg":"x","sub_code":"ACQ.TRADE_STATUS_ERROR"}"#,
        ] {
            for name in ["error_response", "alipay_trade_close_response"] {
                let body = format!(r#"{{"{name}":{node}}}"#);
                let read = believed::<Closed>(body.as_bytes(), METHOD, &key.verifying());
                let Err(ProviderError::Forged(why)) = read else { panic!("{name} {node}") };
                assert!(why.starts_with("it is not signed"), "{why}");
            }
        }
    }

    proptest! {
        #[test]
        fn no_answer_panics_and_none_is_believed_unsigned(body: Vec<u8>, node in ".{0,60}") {
            let key = SigningKey::new_for_tests().verifying();
            prop_assert!(believed::<Closed>(&body, METHOD, &key).is_err());
            let node = answer(&serde_json::json!({"code": "10000", "msg": node}).to_string(), "AA==");
            prop_assert!(believed::<Closed>(node.as_bytes(), METHOD, &key).is_err());
        }
    }
}
