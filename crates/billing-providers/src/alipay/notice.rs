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

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn told(fields: &[(&str, &str)]) -> Result<NoticeSubject, NoticeRefusal> {
        let mut all = BTreeMap::from([
            ("app_id", "A"),
            ("notify_id", "N1"),
            ("out_trade_no", "T1"),
            ("trade_no", "2026"),
            ("total_amount", "8.8"),
        ]);
        all.extend(fields.iter().copied());
        let owned = all.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned()));
        let application = Application { app_id: "A".to_owned(), seller_id: None };
        Fields(owned.collect()).notice(&application).map(|notice| notice.subject)
    }

    #[test]
    fn closed_means_never_paid_or_paid_back_by_whether_it_was_paid() {
        let status = |fields: &[(&str, &str)]| match told(fields).unwrap() {
            NoticeSubject::Payment { report, .. } => report.status,
            other => panic!("{other:?}"),
        };
        let closed = ("trade_status", "TRADE_CLOSED");
        assert_eq!(status(&[closed]), PaymentStatus::Closed);
        let paid_at = ("gmt_payment", "2026-11-21 20:30:00");
        let PaymentStatus::Refunded(paid) = status(&[closed, paid_at]) else {
            panic!("it was paid before it was closed");
        };
        assert_eq!(paid.amount.minor, 880);
        assert_eq!(paid.paid_at.unwrap().to_rfc3339(), "2026-11-21T12:30:00+00:00");
        assert_eq!(status(&[("trade_status", "WAIT_BUYER_PAY")]), PaymentStatus::Open);
        assert_eq!(status(&[("trade_status", "LEVITATING")]), PaymentStatus::Unknown);
    }

    #[test]
    fn an_amount_in_another_currency_is_reported_in_it() {
        let paid = told(&[("trade_status", "TRADE_SUCCESS"), ("trans_currency", "USD")]).unwrap();
        let NoticeSubject::Payment { report, .. } = paid else { panic!("{paid:?}") };
        let PaymentStatus::Paid(paid) = report.status else { panic!("{report:?}") };
        assert_eq!(paid.amount.currency.code(), "USD");
        assert!(told(&[("trade_status", "TRADE_SUCCESS"), ("total_amount", "8.801")]).is_err());
    }

    proptest! {
        #[test]
        fn no_field_panics(name in "[a-z_]{1,16}", value in ".{0,30}", status in ".{0,20}") {
            let _ = told(&[("trade_status", &status), (&name, &value)]);
            let _ = told(&[("trade_status", "TRADE_SUCCESS"), (&name, &value)]);
        }
    }
}
