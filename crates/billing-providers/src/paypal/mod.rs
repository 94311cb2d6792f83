//! PayPal by Orders v2: approved in the browser, captured by us.
//!
//! One life: the service asks for an order and sends the customer to its approval page. Approving
//! moves no money: the service takes it by [`collect`](PaymentProvider::collect), when the
//! customer comes back, when a notice says so, or when it asks by itself. Even then the order may
//! say `COMPLETED` while the capture inside was declined or waits; the capture is what counts.
//! Nobody can close an order. It runs out, and until then it is harmless as long as it is not
//! collected.

mod amounts;
mod certificates;
mod notice;
mod section;
mod token;
mod wire;

use crate::http::{Answer, Outbound};
use crate::registry::{Clock, Made, Registration};
use crate::{
    Abilities, Acknowledgement, Closing, NewPayment, NewRefund, Notice, NoticeRefusal,
    NoticeSubject, PaymentProvider, PaymentReference, PaymentReport, PaymentStatus, Presentation,
    Presented, ProviderError, RawNotice, RefundReport, RefundStatus, Reply,
};
use async_trait::async_trait;
use billing_contract::PayType;
use certificates::Certificates;
use chrono::{DateTime, Utc};
use http::StatusCode;
use notice::{Confirmation, Told};
use reqwest::Method;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use std::sync::Arc;
use std::time::Duration;
use token::Tokens;

pub(crate) const REGISTRATION: Registration = Registration { method: PayType::Paypal, make };

fn make(section: &Value, clock: &Clock) -> Made {
    let made = section::read(section, clock)?;
    Ok(made.map(|provider| Arc::new(provider) as Arc<dyn PaymentProvider>))
}

const ORDERS: &str = "/v2/checkout/orders";
const REFUNDS: &str = "/v2/payments/refunds";

/// PayPal for one application.
struct Paypal {
    abilities: Abilities,
    outbound: Outbound,
    tokens: Tokens,
    certificates: Certificates,
    webhook: Webhook,
    clock: Clock,
}

/// Which notices are ours.
struct Webhook {
    /// Part of what is signed.
    id: String,
    /// The account that is paid; checked in notices if it is known.
    merchant_id: Option<String>,
}

fn abilities(is_test: bool) -> Abilities {
    Abilities {
        code_lifetime: Duration::from_secs(30 * 60),
        // An order nobody approves is kept for three hours.
        payable_for: Duration::from_secs(3 * 60 * 60),
        currencies: Some(amounts::currencies()),
        in_browser: true,
        is_test,
    }
}

impl Paypal {
    /// Sends a request with a token; one that is not accepted any more is replaced once.
    async fn ask<T: DeserializeOwned>(
        &self,
        method: Method,
        path: &str,
        once: Option<&str>,
        body: Option<&Value>,
    ) -> Result<Result<T, wire::Failure>, ProviderError> {
        let mut answer = self.send(method.clone(), path, once, body).await?;
        if answer.status == StatusCode::UNAUTHORIZED {
            self.tokens.forget();
            answer = self.send(method, path, once, body).await?;
        }
        if answer.status.is_success() {
            let unreadable = |_| ProviderError::Forged("it cannot be read".to_owned());
            return serde_json::from_slice(&answer.body).map(Ok).map_err(unreadable);
        }
        Ok(Err(wire::Failure::of(answer.status, &answer.body)))
    }

    async fn send(
        &self,
        method: Method,
        path: &str,
        once: Option<&str>,
        body: Option<&Value>,
    ) -> Result<Answer, ProviderError> {
        let token = self.tokens.current(&self.outbound, (self.clock)()).await?;
        let mut request = self
            .outbound
            .request(method, &self.outbound.address(path))
            .bearer_auth(token.expose())
            .header("prefer", "return=representation");
        if let Some(once) = once {
            request = request.header("paypal-request-id", once);
        }
        if let Some(body) = body {
            request = request.json(body);
        }
        self.outbound.send(request).await
    }

    async fn order(
        &self,
        payment: &PaymentReference,
        id: &str,
    ) -> Result<Result<wire::Order, wire::Failure>, ProviderError> {
        let path = format!("{ORDERS}/{}", wire::segment(id)?);
        let order: Result<wire::Order, _> = self.ask(Method::GET, &path, None, None).await?;
        match &order {
            Ok(order) if !order.is_for(&payment.trade_no) => {
                Err(ProviderError::Forged("it is about another trade".to_owned()))
            }
            _ => Ok(order),
        }
    }

    /// A notice in which what was paid, or paid back, is what PayPal says when it is asked.
    async fn confirmed(&self, told: Told) -> Result<Notice, NoticeRefusal> {
        let Told { mut notice, to_confirm } = told;
        match (&mut notice.subject, to_confirm) {
            (NoticeSubject::Payment { report, .. }, Some(Confirmation::Order { id, trade_no })) => {
                let order: wire::Order = self.asked_again(ORDERS, &id).await?;
                if !order.is_for(&trade_no) {
                    return Err(not_said());
                }
                *report = order.report().map_err(NoticeRefusal::CannotCheck)?;
            }
            (NoticeSubject::Refund { refund_no, report }, Some(Confirmation::Refund { id })) => {
                let refund: wire::Refund = self.asked_again(REFUNDS, &id).await?;
                if refund.refund_no() != Some(refund_no.as_str()) {
                    return Err(not_said());
                }
                *report = refund.report().map_err(NoticeRefusal::CannotCheck)?;
            }
            _ => {}
        }
        Ok(notice)
    }

    /// What PayPal itself says of a number a notice names.
    async fn asked_again<T: DeserializeOwned>(
        &self,
        kind: &str,
        id: &str,
    ) -> Result<T, NoticeRefusal> {
        let path = format!("{kind}/{}", wire::segment(id).map_err(|_| not_said())?);
        let said = self.ask(Method::GET, &path, None, None).await;
        match said.map_err(NoticeRefusal::CannotCheck)? {
            Ok(said) => Ok(said),
            Err(failure) if failure.is_not_found() => Err(not_said()),
            Err(failure) => Err(NoticeRefusal::CannotCheck(failure.refused())),
        }
    }
}

fn not_said() -> NoticeRefusal {
    NoticeRefusal::Forged("PayPal itself does not say so".to_owned())
}

#[async_trait]
impl PaymentProvider for Paypal {
    fn method(&self) -> PayType {
        PayType::Paypal
    }

    fn abilities(&self) -> &Abilities {
        &self.abilities
    }

    async fn create(&self, payment: &NewPayment) -> Result<Presented, ProviderError> {
        let value = amounts::to_text(payment.amount).ok_or(ProviderError::AmountNotTaken)?;
        let mut experience = json!({
            "user_action": "PAY_NOW",
            "shipping_preference": "NO_SHIPPING",
        });
        if let Some(return_url) = &payment.return_url {
            experience["return_url"] = json!(return_url);
            experience["cancel_url"] = json!(return_url);
        }
        if let Some(locale) = wire::locale(&payment.locale) {
            experience["locale"] = json!(locale);
        }
        let body = json!({
            "intent": "CAPTURE",
            "purchase_units": [{
                "custom_id": payment.trade_no,
                "invoice_id": payment.trade_no,
                "description": payment.subject.chars().take(127).collect::<String>(),
                "amount": {"currency_code": payment.amount.currency.code(), "value": value},
            }],
            "payment_source": {"paypal": {"experience_context": experience}},
        });
        let order: Result<wire::Order, _> =
            self.ask(Method::POST, ORDERS, Some(&payment.trade_no), Some(&body)).await?;
        let order = order.map_err(wire::Failure::refused)?;
        if !order.is_for(&payment.trade_no) {
            return Err(ProviderError::Forged("it is about another trade".to_owned()));
        }
        let page = order.approval_page().ok_or_else(|| ProviderError::Refused {
            code: order.status.clone(),
            message: "the order has no approval page".to_owned(),
        })?;
        let presentation = Presentation::Page(page.to_owned());
        Ok(Presented { presentation, prepay_id: Some(order.id) })
    }

    async fn query(&self, payment: &PaymentReference) -> Result<PaymentReport, ProviderError> {
        // Without its number there is no order to ask for: its creation was never answered, and
        // asking for it again under the same trade number answers the same order.
        let Some(id) = &payment.prepay_id else {
            return Ok(wire::report(PaymentStatus::NotFound, "no order"));
        };
        match self.order(payment, id).await? {
            Ok(order) => order.report(),
            // An order that ran out is forgotten. Money is only taken by a capture of ours, so a
            // forgotten order is an unpaid one.
            Err(failure) if failure.is_not_found() => {
                Ok(wire::report(PaymentStatus::Closed, "RESOURCE_NOT_FOUND"))
            }
            Err(failure) => Err(failure.refused()),
        }
    }

    async fn collect(&self, payment: &PaymentReference) -> Result<PaymentReport, ProviderError> {
        let seen = self.query(payment).await?;
        let (PaymentStatus::Approved, Some(id)) = (&seen.status, &payment.prepay_id) else {
            return Ok(seen);
        };
        let path = format!("{ORDERS}/{}/capture", wire::segment(id)?);
        let once = format!("{}-capture", payment.trade_no);
        let captured: Result<wire::Order, _> =
            self.ask(Method::POST, &path, Some(&once), Some(&json!({}))).await?;
        match captured {
            Ok(order) if order.id == *id => order.report(),
            Ok(_) => Err(ProviderError::Forged("it is about another order".to_owned())),
            Err(failure) if failure.is_declined() => {
                Ok(wire::report(PaymentStatus::Failed, failure.word()))
            }
            // Captured by somebody who was faster, or not approved after all.
            Err(failure) if failure.is_about_state() => self.query(payment).await,
            Err(failure) => Err(failure.refused()),
        }
    }

    async fn close(&self, payment: &PaymentReference) -> Result<Closing, ProviderError> {
        Ok(match self.query(payment).await?.status {
            PaymentStatus::Paid(_) | PaymentStatus::Refunded(_) | PaymentStatus::Processing => {
                Closing::AlreadyPaid
            }
            PaymentStatus::Closed => Closing::Closed,
            _ => Closing::NotPossible,
        })
    }

    async fn refund(&self, refund: &NewRefund) -> Result<RefundReport, ProviderError> {
        let capture = refund.payment.provider_trade_no.as_deref();
        let capture = capture.ok_or_else(|| wire::needs("the capture"))?;
        let value = amounts::to_text(refund.amount).ok_or(ProviderError::AmountNotTaken)?;
        let body = json!({
            "amount": {"currency_code": refund.amount.currency.code(), "value": value},
            "invoice_id": refund.refund_no,
            "custom_id": refund.refund_no,
            "note_to_payer": refund.reason.chars().take(255).collect::<String>(),
        });
        let path = format!("/v2/payments/captures/{}/refund", wire::segment(capture)?);
        let made: Result<wire::Refund, _> =
            self.ask(Method::POST, &path, Some(&refund.refund_no), Some(&body)).await?;
        made.map_err(wire::Failure::refused)?.report()
    }

    async fn query_refund(&self, refund: &NewRefund) -> Result<RefundReport, ProviderError> {
        let unknown = || RefundReport {
            status: RefundStatus::NotFound,
            provider_refund_no: None,
            amount: None,
            word: "RESOURCE_NOT_FOUND".to_owned(),
        };
        if let Some(id) = &refund.provider_refund_no {
            let path = format!("{REFUNDS}/{}", wire::segment(id)?);
            let found: Result<wire::Refund, _> = self.ask(Method::GET, &path, None, None).await?;
            return match found {
                Ok(found) => found.report(),
                Err(failure) if failure.is_not_found() => Ok(unknown()),
                Err(failure) => Err(failure.refused()),
            };
        }
        let order = refund.payment.prepay_id.as_deref().ok_or_else(|| wire::needs("the order"))?;
        match self.order(&refund.payment, order).await? {
            Ok(order) => order
                .into_refund(&refund.refund_no)
                .map_or_else(|| Ok(unknown()), wire::Refund::report),
            Err(failure) if failure.is_not_found() => Ok(unknown()),
            Err(failure) => Err(failure.refused()),
        }
    }

    async fn read_notice(
        &self,
        notice: &RawNotice,
        now: DateTime<Utc>,
    ) -> Result<Notice, NoticeRefusal> {
        // PayPal repeats a notice for three days under its first transmission time and names no
        // tolerance.
        crate::notice::within_limits(notice)?;
        let transmission = notice::Transmission::of(notice)?;
        let key =
            self.certificates.key(transmission.certificate_url(), &self.outbound, now).await?;
        transmission.check(&key, &self.webhook.id)?;
        let told = notice::read(&notice.body, self.webhook.merchant_id.as_deref())?;
        self.confirmed(told).await
    }

    fn acknowledge(&self, acknowledgement: Acknowledgement) -> Reply {
        let status = match acknowledgement {
            Acknowledgement::Accepted => StatusCode::OK,
            Acknowledgement::SendAgain => StatusCode::SERVICE_UNAVAILABLE,
            Acknowledgement::Refused => StatusCode::BAD_REQUEST,
        };
        Reply { status, content_type: "application/json", body: "{}".to_owned() }
    }
}
