//! WeChat Pay, API v3, native: a QR code that is paid with the WeChat application.
//!
//! One life: the service asks for a `code_url` under its trade number, the customer scans and
//! pays, and WeChat posts an encrypted, signed notice, which may never arrive. So the trade is
//! queried as well. Nobody's code runs out by itself in time: a trade stays payable until
//! `time_expire`, and is surely dead only after it was closed. Requests are signed with our key,
//! answers and notices with WeChat's, whose certificates are fetched and change now and then.

mod platform_keys;
mod section;
mod signing;
mod wire;

use crate::http::Outbound;
use crate::registry::{Clock, Made, Registration};
use crate::{
    Abilities, Acknowledgement, Closing, NewPayment, NewRefund, Notice, NoticeRefusal,
    PaymentProvider, PaymentReference, PaymentReport, PaymentStatus, Presentation, Presented,
    ProviderError, RawNotice, RefundReport, RefundStatus, Reply,
};
use async_trait::async_trait;
use billing_contract::{Currency, PayType, Secret};
use chrono::{DateTime, FixedOffset, SecondsFormat, Utc};
use http::StatusCode;
use platform_keys::PlatformKeys;
use reqwest::Method;
use serde_json::{Value, json};
use signing::{Envelope, Signer};
use std::sync::Arc;
use std::time::Duration;

pub(crate) const REGISTRATION: Registration = Registration { method: PayType::WechatPay, make };

fn make(section: &Value, clock: &Clock) -> Made {
    let made = section::read(section, clock)?;
    Ok(made.map(|provider| Arc::new(provider) as Arc<dyn PaymentProvider>))
}

/// WeChat Pay for one merchant.
struct WechatPay {
    abilities: Abilities,
    outbound: Outbound,
    merchant: Merchant,
    signer: Signer,
    platform: PlatformKeys,
    clock: Clock,
}

/// Who we are at WeChat.
struct Merchant {
    app_id: String,
    mch_id: String,
    api_v3_key: Secret,
}

fn abilities(is_test: bool) -> Abilities {
    Abilities {
        code_lifetime: Duration::from_secs(120),
        // "code_url 有效期为 2 小时": Native 下单, 应答参数.
        payable_for: Duration::from_secs(2 * 60 * 60),
        currencies: Some(vec![Currency::CNY]),
        in_browser: false,
        is_test,
    }
}

/// What WeChat answered: its body, or its refusal.
enum Said {
    Yes(Vec<u8>),
    No(wire::Failure),
}

impl WechatPay {
    /// Sends a signed request and believes the answer only by its signature.
    async fn ask(
        &self,
        method: Method,
        path: &str,
        body: Option<&Value>,
    ) -> Result<Said, ProviderError> {
        let answer = self.send(method, path, body).await?;
        self.check(&answer).await?;
        if answer.status.is_success() {
            Ok(Said::Yes(answer.body.to_vec()))
        } else {
            Ok(Said::No(wire::Failure::of(&answer.body)))
        }
    }

    async fn send(
        &self,
        method: Method,
        path: &str,
        body: Option<&Value>,
    ) -> Result<crate::http::Answer, ProviderError> {
        let body = body.map(Value::to_string).unwrap_or_default();
        let address = self.outbound.address(path);
        // What is signed is the path as the provider sees it, the base's own path included.
        let signed_path =
            address.splitn(4, '/').nth(3).map_or_else(String::new, |p| format!("/{p}"));
        let authorization =
            self.signer.authorization(method.as_str(), &signed_path, &body, (self.clock)());
        let mut request = self
            .outbound
            .request(method, &address)
            .header("authorization", authorization)
            .header("accept", "application/json");
        if let Some(id) = self.platform.public_key_id() {
            request = request.header("wechatpay-serial", id);
        }
        if !body.is_empty() {
            request = request.header("content-type", "application/json").body(body);
        }
        self.outbound.send(request).await
    }

    /// Whether an answer is WeChat's. The request has been answered by now, so no error may say that
    /// surely nothing was done: least of all one of the certificates that are fetched meanwhile.
    async fn check(&self, answer: &crate::http::Answer) -> Result<(), ProviderError> {
        let forged = |why: &str| ProviderError::Forged(why.to_owned());
        let Some(envelope) = Envelope::of(&answer.headers) else {
            // A request whose signature WeChat does not accept is answered unsigned
            // (签名验证失败, 401). Its word helps the operator and decides nothing.
            let word = wire::Failure::of(&answer.body).code;
            let word: String = word.chars().filter(char::is_ascii_graphic).take(64).collect();
            return Err(forged(&format!("it is not signed, {} {word}", answer.status)));
        };
        if !envelope.is_in_time((self.clock)()) {
            return Err(forged("it is not of this time"));
        }
        let key = self.key(&envelope.serial).await.map_err(|error| match error {
            ProviderError::Forged(why) => ProviderError::Forged(why),
            error => ProviderError::OutcomeUnknown(format!("it cannot be checked: {error}")),
        })?;
        let key = key.ok_or_else(|| forged("it is signed with an unknown certificate"))?;
        if envelope.holds(&key, &answer.body) {
            Ok(())
        } else {
            Err(forged("its signature does not hold"))
        }
    }

    /// WeChat's key of this serial number; an unknown one is looked up there, not too often.
    async fn key(&self, serial: &str) -> Result<Option<crate::keys::VerifyingKey>, ProviderError> {
        let now = (self.clock)();
        self.platform.key(serial, now, || self.certificates()).await
    }

    /// Fetches WeChat's certificates. They come sealed with the key only we and WeChat have, which
    /// is what makes the first of them believable; the answer's own signature is checked with them.
    async fn certificates(&self) -> Result<Vec<platform_keys::Certificate>, ProviderError> {
        let answer = self.send(Method::GET, "/v3/certificates", None).await?;
        if !answer.status.is_success() {
            return Err(wire::Failure::of(&answer.body).refused());
        }
        let forged = |why: &str| ProviderError::Forged(why.to_owned());
        let certificates = platform_keys::opened(&answer.body, &self.merchant.api_v3_key)
            .ok_or_else(|| forged("its certificates cannot be opened"))?;
        let envelope = Envelope::of(&answer.headers).ok_or_else(|| forged("it is not signed"))?;
        let signer = certificates.iter().find(|one| one.serial == envelope.serial);
        let holds = signer.is_some_and(|one| envelope.holds(&one.key, &answer.body));
        if holds && envelope.is_in_time((self.clock)()) {
            Ok(certificates)
        } else {
            Err(forged("the signature of its certificates does not hold"))
        }
    }

    fn read_transaction(&self, body: &[u8]) -> Result<wire::Transaction, ProviderError> {
        let transaction: wire::Transaction = read(body)?;
        if transaction.mchid != self.merchant.mch_id || transaction.appid != self.merchant.app_id {
            return Err(ProviderError::Forged("it is about another merchant".to_owned()));
        }
        Ok(transaction)
    }
}

fn read<T: serde::de::DeserializeOwned>(body: &[u8]) -> Result<T, ProviderError> {
    // The error's text could quote the body, so it is left out.
    serde_json::from_slice(body).map_err(|_| ProviderError::Forged("it cannot be read".to_owned()))
}

fn trade_path(trade_no: &str, rest: &str) -> String {
    format!("/v3/pay/transactions/out-trade-no/{trade_no}{rest}")
}

#[async_trait]
impl PaymentProvider for WechatPay {
    fn method(&self) -> PayType {
        PayType::WechatPay
    }

    fn abilities(&self) -> &Abilities {
        &self.abilities
    }

    /// "notify_url 必填": Native 下单, 请求参数.
    fn needs_notify_url(&self) -> bool {
        true
    }

    async fn create(&self, payment: &NewPayment) -> Result<Presented, ProviderError> {
        if !self.abilities.takes(payment.amount) {
            return Err(ProviderError::AmountNotTaken);
        }
        let expire = payment.now + payment.payable_for.min(self.abilities.payable_for);
        let mut body = json!({
            "appid": self.merchant.app_id,
            "mchid": self.merchant.mch_id,
            "description": shortened(&payment.subject, 127),
            "out_trade_no": payment.trade_no,
            "time_expire": beijing_time(expire),
            "attach": payment.order_no,
            "notify_url": payment.notify_url,
            "amount": {"total": payment.amount.minor, "currency": payment.amount.currency.code()},
        });
        if let Some(address) = payment.client_ip {
            body["scene_info"] = json!({"payer_client_ip": address.to_string()});
        }
        match self.ask(Method::POST, "/v3/pay/transactions/native", Some(&body)).await? {
            Said::Yes(body) => {
                let created: wire::Created = read(&body)?;
                let presentation = Presentation::Code(created.code_url);
                Ok(Presented { presentation, prepay_id: None })
            }
            Said::No(failure) => Err(failure.refused()),
        }
    }

    async fn query(&self, payment: &PaymentReference) -> Result<PaymentReport, ProviderError> {
        let path = trade_path(&payment.trade_no, &format!("?mchid={}", self.merchant.mch_id));
        match self.ask(Method::GET, &path, None).await? {
            Said::Yes(body) => {
                let transaction = self.read_transaction(&body)?;
                if transaction.out_trade_no != payment.trade_no {
                    return Err(ProviderError::Forged("it is about another trade".to_owned()));
                }
                transaction.report()
            }
            Said::No(failure) if failure.is_not_found() => {
                Ok(PaymentReport { status: PaymentStatus::NotFound, word: failure.code })
            }
            Said::No(failure) => Err(failure.refused()),
        }
    }

    async fn close(&self, payment: &PaymentReference) -> Result<Closing, ProviderError> {
        let body = json!({"mchid": self.merchant.mch_id});
        let path = trade_path(&payment.trade_no, "/close");
        match self.ask(Method::POST, &path, Some(&body)).await? {
            Said::Yes(_) => Ok(Closing::Closed),
            Said::No(failure) => match failure.code.as_str() {
                "ORDERPAID" | "ORDER_PAID" => Ok(Closing::AlreadyPaid),
                "ORDER_CLOSED" | "ORDERCLOSED" => Ok(Closing::Closed),
                // Never created, so there is no code that could be paid.
                _ if failure.is_not_found() => Ok(Closing::Closed),
                _ => Err(failure.refused()),
            },
        }
    }

    async fn refund(&self, refund: &NewRefund) -> Result<RefundReport, ProviderError> {
        let mut body = json!({
            "out_trade_no": refund.payment.trade_no,
            "out_refund_no": refund.refund_no,
            "reason": shortened(&refund.reason, 80),
            "amount": {
                "refund": refund.amount.minor,
                "total": refund.paid.minor,
                "currency": refund.amount.currency.code(),
            },
        });
        if let Some(notify_url) = &refund.notify_url {
            body["notify_url"] = json!(notify_url);
        }
        match self.ask(Method::POST, "/v3/refund/domestic/refunds", Some(&body)).await? {
            Said::Yes(body) => read::<wire::Refund>(&body)?.report(&refund.refund_no),
            Said::No(failure) => Err(failure.refused()),
        }
    }

    async fn query_refund(&self, refund: &NewRefund) -> Result<RefundReport, ProviderError> {
        let path = format!("/v3/refund/domestic/refunds/{}", refund.refund_no);
        match self.ask(Method::GET, &path, None).await? {
            Said::Yes(body) => read::<wire::Refund>(&body)?.report(&refund.refund_no),
            Said::No(failure) if failure.is_not_found() => Ok(RefundReport {
                status: RefundStatus::NotFound,
                provider_refund_no: None,
                amount: None,
                word: failure.code,
            }),
            Said::No(failure) => Err(failure.refused()),
        }
    }

    async fn read_notice(
        &self,
        notice: &RawNotice,
        now: DateTime<Utc>,
    ) -> Result<Notice, NoticeRefusal> {
        crate::notice::within_limits(notice)?;
        let forged = |why: &str| NoticeRefusal::Forged(why.to_owned());
        let envelope = Envelope::of(&notice.headers).ok_or_else(|| forged("it is not signed"))?;
        let key = self.key(&envelope.serial).await.map_err(NoticeRefusal::CannotCheck)?;
        let key = key.ok_or_else(|| forged("it is signed with an unknown certificate"))?;
        if !envelope.holds(&key, &notice.body) {
            return Err(forged("its signature does not hold"));
        }
        if !envelope.is_in_time(now) {
            return Err(NoticeRefusal::OutOfTime);
        }
        wire::Event::read(&notice.body)?.notice(&self.merchant)
    }

    fn acknowledge(&self, acknowledgement: Acknowledgement) -> Reply {
        let (status, word) = match acknowledgement {
            Acknowledgement::Accepted => (StatusCode::OK, "SUCCESS"),
            Acknowledgement::SendAgain => (StatusCode::INTERNAL_SERVER_ERROR, "FAIL"),
            Acknowledgement::Refused => (StatusCode::UNAUTHORIZED, "FAIL"),
        };
        let body = json!({"code": word, "message": word}).to_string();
        Reply { status, content_type: "application/json", body }
    }
}

/// A moment with the offset WeChat's examples have.
fn beijing_time(moment: DateTime<Utc>) -> String {
    let offset = FixedOffset::east_opt(8 * 60 * 60).expect("eight hours are less than a day");
    moment.with_timezone(&offset).to_rfc3339_opts(SecondsFormat::Secs, false)
}

/// At most so many bytes of a text, cut between characters.
fn shortened(text: &str, bytes: usize) -> &str {
    let mut end = text.len().min(bytes);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}
