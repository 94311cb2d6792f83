//! Alipay's notices: a form, signed over its sorted fields.

use super::Application;
use super::signing::sorted_text;
use super::wire::paid_amount;
use crate::keys::VerifyingKey;
use crate::{
    Notice, NoticeReference, NoticeRefusal, NoticeSubject, PaymentReport, PaymentStatus,
    RefundReport, RefundStatus,
};
use std::collections::BTreeMap;

/// Reads a notice after checking its signature and for whom it is.
pub(super) fn read(
    body: &[u8],
    key: &VerifyingKey,
    application: &Application,
) -> Result<Notice, NoticeRefusal> {
    let mut fields = BTreeMap::new();
    for (name, value) in url::form_urlencoded::parse(body) {
        // Which of two would have been signed and which is read must not be a question.
        if fields.insert(name.into_owned(), value.into_owned()).is_some() {
            return Err(NoticeRefusal::Forged("a field is there twice".to_owned()));
        }
    }
    let signature = fields.remove("sign").unwrap_or_default();
    let signed_how = fields.remove("sign_type").unwrap_or_default();
    if signature.is_empty() || signed_how != "RSA2" {
        return Err(NoticeRefusal::Forged("it is not signed".to_owned()));
    }
    if !key.verifies(sorted_text(&fields).as_bytes(), &signature) {
        return Err(NoticeRefusal::Forged("its signature does not hold".to_owned()));
    }
    Fields(fields).notice(application)
}

/// The fields of a notice whose signature holds.
struct Fields(BTreeMap<String, String>);

impl Fields {
    fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str).filter(|value| !value.is_empty())
    }

    fn needed(&self, name: &str) -> Result<&str, NoticeRefusal> {
        self.get(name).ok_or_else(|| NoticeRefusal::Unreadable(format!("{name} is missing")))
    }

    fn notice(&self, application: &Application) -> Result<Notice, NoticeRefusal> {
        if self.get("app_id") != Some(&application.app_id) {
            return Err(NoticeRefusal::NotForUs("it is for another application".to_owned()));
        }
        let seller = application.seller_id.as_deref();
        if seller.is_some() && self.get("seller_id") != seller {
            return Err(NoticeRefusal::NotForUs("it is for another seller".to_owned()));
        }
        let status = self.needed("trade_status")?;
        Ok(Notice {
            event_id: self.needed("notify_id")?.to_owned(),
            event: status.to_owned(),
            subject: self.subject(status)?,
        })
    }

    fn subject(&self, status: &str) -> Result<NoticeSubject, NoticeRefusal> {
        // A notice of a refund repeats the trade and names our refund number beside it. Its
        // `refund_fee` is the sum of all refunds so far.
        if let (Some(refund_no), Some(_)) = (self.get("out_biz_no"), self.get("gmt_refund")) {
            let report = RefundReport {
                status: RefundStatus::Succeeded,
                provider_refund_no: None,
                amount: None,
                word: status.to_owned(),
            };
            return Ok(NoticeSubject::Refund { refund_no: refund_no.to_owned(), report });
        }
        let paid = || {
            paid_amount(
                self.needed("total_amount")?,
                self.get("trans_currency"),
                self.needed("trade_no")?,
                self.get("gmt_payment"),
            )
            .ok_or_else(|| NoticeRefusal::Unreadable("its amount cannot be read".to_owned()))
        };
        let meaning = match status {
            "TRADE_SUCCESS" | "TRADE_FINISHED" => PaymentStatus::Paid(paid()?),
            "TRADE_CLOSED" if self.get("gmt_payment").is_some() => PaymentStatus::Refunded(paid()?),
            "TRADE_CLOSED" => PaymentStatus::Closed,
            "WAIT_BUYER_PAY" => PaymentStatus::Open,
            _ => PaymentStatus::Unknown,
        };
        Ok(NoticeSubject::Payment {
            payment: NoticeReference::TradeNo(self.needed("out_trade_no")?.to_owned()),
            report: PaymentReport { status: meaning, word: status.to_owned() },
        })
    }
}
