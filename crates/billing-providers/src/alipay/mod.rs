//! Alipay by its open gateway, RSA2: a QR code that is paid with the Alipay application.
//!
//! One life: the service asks for a code under its trade number. Until somebody scans it there is
//! *no trade* at Alipay: a query says that it does not exist, and there is nothing to close. The
//! code itself runs out when it was asked to. Once scanned, the trade waits for the buyer, and is
//! paid, or closed. `TRADE_CLOSED` is the word both for a trade that was never paid and for one
//! that was paid back in full; the moment of payment tells them apart. Alipay posts a notice,
//! signed over its sorted fields, and wants to hear the bare word `success`.
//!
//! `alipay.trade.cancel` is not used: it pays a paid trade back without being asked to
//! (统一收单交易撤销接口), so a customer who paid at that moment would see nothing of it.

mod notice;
mod section;
mod signing;
mod wire;

use crate::amounts;
use crate::http::Outbound;
use crate::keys::{SigningKey, VerifyingKey};
use crate::registry::{Clock, Made, Registration};
use crate::{
    Abilities, Acknowledgement, Closing, NewPayment, NewRefund, Notice, NoticeRefusal,
    PaymentProvider, PaymentReference, PaymentReport, PaymentStatus, Presentation, Presented,
    ProviderError, RawNotice, RefundReport, RefundStatus, Reply,
};
use async_trait::async_trait;
use billing_contract::{Currency, Money, PayType};
use chrono::{DateTime, FixedOffset, Utc};
use http::StatusCode;
use reqwest::Method;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use std::sync::Arc;
use std::time::Duration;

pub(crate) const REGISTRATION: Registration = Registration { method: PayType::Alipay, make };

fn make(section: &Value, clock: &Clock) -> Made {
    let made = section::read(section, clock)?;
    Ok(made.map(|provider| Arc::new(provider) as Arc<dyn PaymentProvider>))
}

/// Alipay for one application.
struct Alipay {
    abilities: Abilities,
    outbound: Outbound,
    application: Application,
    key: SigningKey,
    alipay_key: VerifyingKey,
    clock: Clock,
}

/// Who we are at Alipay.
struct Application {
    app_id: String,
    /// The account that is paid; checked in notices if it is known.
    seller_id: Option<String>,
}

fn abilities(is_test: bool) -> Abilities {
    Abilities {
        code_lifetime: Duration::from_secs(120),
        payable_for: Duration::from_secs(2 * 60 * 60),
        currencies: Some(vec![Currency::CNY]),
        in_browser: false,
        is_test,
    }
}

impl Alipay {
    /// Asks the gateway; the answer is read only after its signature was checked on its raw text.
    async fn ask<T: DeserializeOwned>(
        &self,
        method: &str,
        notify_url: Option<&str>,
        content: &Value,
    ) -> Result<Result<T, wire::Failure>, ProviderError> {
        let content = content.to_string();
        let now = (self.clock)();
        let address = signing::signed_address(
            self.outbound.base(),
            &signing::Call {
                app_id: &self.application.app_id,
                method,
                notify_url,
                timestamp: &beijing_time(now),
                content: &content,
            },
            &self.key,
        );
        let request = self
            .outbound
            .request(Method::POST, address.as_str())
            .form(&[("biz_content", content.as_str())]);
        let answer = self.outbound.send(request).await?;
        if !answer.status.is_success() {
            return Err(ProviderError::Forged(format!("it answered {}", answer.status)));
        }
        wire::believed(&answer.body, method, &self.alipay_key)
    }

    async fn trade(
        &self,
        payment: &PaymentReference,
    ) -> Result<Result<wire::Trade, wire::Failure>, ProviderError> {
        let content = json!({"out_trade_no": payment.trade_no});
        let trade: Result<wire::Trade, _> = self.ask("alipay.trade.query", None, &content).await?;
        match &trade {
            Ok(trade) if trade.out_trade_no != payment.trade_no => {
                Err(ProviderError::Forged("it is about another trade".to_owned()))
            }
            _ => Ok(trade),
        }
    }
}

/// A moment as the gateway writes it.
fn beijing_time(moment: DateTime<Utc>) -> String {
    moment.with_timezone(&beijing()).format("%Y-%m-%d %H:%M:%S").to_string()
}

fn beijing() -> FixedOffset {
    FixedOffset::east_opt(8 * 60 * 60).expect("eight hours are less than a day")
}

fn yuan(amount: Money) -> Result<String, ProviderError> {
    let taken = amount.currency == Currency::CNY && amount.minor > 0;
    amounts::to_text(amount, 2).filter(|_| taken).ok_or(ProviderError::AmountNotTaken)
}

#[async_trait]
impl PaymentProvider for Alipay {
    fn method(&self) -> PayType {
        PayType::Alipay
    }

    fn abilities(&self) -> &Abilities {
        &self.abilities
    }

    async fn create(&self, payment: &NewPayment) -> Result<Presented, ProviderError> {
        let payable_for = payment.payable_for.min(self.abilities.payable_for);
        // The end by the clock, not the minutes left: asking again must ask for the same.
        let mut content = json!({
            "out_trade_no": payment.trade_no,
            "total_amount": yuan(payment.amount)?,
            "subject": payment.subject.chars().take(120).collect::<String>(),
            "body": payment.order_no,
            "time_expire": beijing_time(payment.now + payable_for),
        });
        if let Some(seller_id) = &self.application.seller_id {
            content["seller_id"] = json!(seller_id);
        }
        let notify_url = payment.notify_url.as_deref();
        let created: Result<wire::Created, _> =
            self.ask("alipay.trade.precreate", notify_url, &content).await?;
        let created = created.map_err(wire::Failure::refused)?;
        if created.out_trade_no != payment.trade_no {
            return Err(ProviderError::Forged("it is about another trade".to_owned()));
        }
        Ok(Presented { presentation: Presentation::Code(created.qr_code), prepay_id: None })
    }

    async fn query(&self, payment: &PaymentReference) -> Result<PaymentReport, ProviderError> {
        match self.trade(payment).await? {
            Ok(trade) => trade.report(),
            Err(failure) if failure.is_not_found() => {
                Ok(PaymentReport { status: PaymentStatus::NotFound, word: failure.sub_code })
            }
            Err(failure) => Err(failure.refused()),
        }
    }

    async fn close(&self, payment: &PaymentReference) -> Result<Closing, ProviderError> {
        let content = json!({"out_trade_no": payment.trade_no});
        let closed: Result<wire::Closed, _> =
            self.ask("alipay.trade.close", None, &content).await?;
        match closed {
            Ok(_) => Ok(Closing::Closed),
            // Nobody has scanned the code yet, so there is no trade to close; the code runs out.
            Err(failure) if failure.is_not_found() => Ok(Closing::NotPossible),
            Err(failure) if failure.is_about_state() => match self.query(payment).await?.status {
                PaymentStatus::Paid(_) | PaymentStatus::Refunded(_) => Ok(Closing::AlreadyPaid),
                PaymentStatus::Closed => Ok(Closing::Closed),
                _ => Ok(Closing::NotPossible),
            },
            Err(failure) => Err(failure.refused()),
        }
    }

    async fn refund(&self, refund: &NewRefund) -> Result<RefundReport, ProviderError> {
        let content = json!({
            "out_trade_no": refund.payment.trade_no,
            "refund_amount": yuan(refund.amount)?,
            "out_request_no": refund.refund_no,
            "refund_reason": refund.reason.chars().take(120).collect::<String>(),
        });
        let refunded: Result<wire::Refunded, _> =
            self.ask("alipay.trade.refund", None, &content).await?;
        let refunded = refunded.map_err(wire::Failure::refused)?;
        // `refund_fee` is the sum of all refunds of the trade, and `fund_change` says N when this
        // one was done before: then only the query knows.
        if refunded.fund_change != "Y" {
            // The refund itself was taken: a question that is refused makes no failure of it.
            return self.query_refund(refund).await.map_err(|error| match error {
                ProviderError::Forged(why) => ProviderError::Forged(why),
                error => ProviderError::OutcomeUnknown(error.to_string()),
            });
        }
        Ok(RefundReport {
            status: RefundStatus::Succeeded,
            provider_refund_no: None,
            amount: Some(refund.amount),
            word: "fund_change=Y".to_owned(),
        })
    }

    async fn query_refund(&self, refund: &NewRefund) -> Result<RefundReport, ProviderError> {
        let content = json!({
            "out_trade_no": refund.payment.trade_no,
            "out_request_no": refund.refund_no,
        });
        let found: Result<wire::RefundFound, _> =
            self.ask("alipay.trade.fastpay.refund.query", None, &content).await?;
        match found {
            Ok(found) => found.report(&refund.refund_no),
            Err(failure) if failure.is_not_found() => Ok(wire::no_refund(failure.sub_code)),
            Err(failure) => Err(failure.refused()),
        }
    }

    async fn read_notice(
        &self,
        notice: &RawNotice,
        _now: DateTime<Utc>,
    ) -> Result<Notice, NoticeRefusal> {
        // Alipay repeats the same text for a day and names no tolerance of time.
        crate::notice::within_limits(notice)?;
        notice::read(&notice.body, &self.alipay_key, &self.application)
    }

    fn acknowledge(&self, acknowledgement: Acknowledgement) -> Reply {
        let (status, word) = match acknowledgement {
            Acknowledgement::Accepted => (StatusCode::OK, "success"),
            Acknowledgement::SendAgain => (StatusCode::INTERNAL_SERVER_ERROR, "failure"),
            Acknowledgement::Refused => (StatusCode::UNAUTHORIZED, "failure"),
        };
        Reply { status, content_type: "text/plain", body: word.to_owned() }
    }
}
