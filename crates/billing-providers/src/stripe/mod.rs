//! Stripe by its hosted page: a Checkout Session in the browser.
//!
//! One life: the service asks for a session and sends the customer to its page at once. The
//! session stays open until it is paid, expires by itself, or is expired by us; cards that are
//! declined leave it open. A paid session has a payment intent, which is the payment and what is
//! paid back. Every request that makes something carries our own number as its idempotency key,
//! so that asking again answers the first session.

mod amounts;
mod notice;
mod section;
mod wire;

use crate::http::{Answer, Outbound};
use crate::registry::{Clock, Made, Registration};
use crate::{
    Abilities, Acknowledgement, Closing, NewPayment, NewRefund, Notice, NoticeRefusal,
    PaymentProvider, PaymentReference, PaymentReport, PaymentStatus, Presentation, Presented,
    ProviderError, RawNotice, RefundReport, RefundStatus, Reply,
};
use async_trait::async_trait;
use billing_contract::{PayType, Secret};
use chrono::{DateTime, Utc};
use http::StatusCode;
use reqwest::{Method, RequestBuilder};
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::sync::Arc;
use std::time::Duration;

pub(crate) const REGISTRATION: Registration = Registration { method: PayType::Stripe, make };

fn make(section: &Value, _clock: &Clock) -> Made {
    let made = section::read(section)?;
    Ok(made.map(|provider| Arc::new(provider) as Arc<dyn PaymentProvider>))
}

/// The form of requests and answers this version was written against.
const API_VERSION: &str = "2025-06-30.basil";

const SESSIONS: &str = "/v1/checkout/sessions";
const REFUNDS: &str = "/v1/refunds";

/// Stripe for one account.
struct Stripe {
    abilities: Abilities,
    outbound: Outbound,
    secret_key: Secret,
    webhook_secret: Secret,
    /// Whether the key moves real money; notices must be of the same world.
    live: bool,
}

fn abilities(live: bool) -> Abilities {
    Abilities {
        code_lifetime: Duration::from_secs(30 * 60),
        // Less than the 24 hours Stripe allows, so that the end never has to be moved: asking again
        // must ask for the same.
        payable_for: Duration::from_secs(23 * 60 * 60),
        currencies: None,
        in_browser: true,
        is_test: !live,
    }
}

impl Stripe {
    /// Sends a request; a refusal that says nothing about it is sorted out here.
    async fn ask<T: DeserializeOwned>(
        &self,
        request: RequestBuilder,
    ) -> Result<Result<T, wire::Failure>, ProviderError> {
        let request =
            request.bearer_auth(self.secret_key.expose()).header("stripe-version", API_VERSION);
        let Answer { status, body, .. } = self.outbound.send(request).await?;
        let unreadable = |_| ProviderError::Forged("it cannot be read".to_owned());
        if status.is_success() {
            return serde_json::from_slice(&body).map(Ok).map_err(unreadable);
        }
        let failure = wire::Failure::of(status, &body);
        if failure.is_still_running() {
            return Err(ProviderError::OutcomeUnknown("the first request still runs".to_owned()));
        }
        Ok(Err(failure))
    }

    fn get(&self, path: &str) -> RequestBuilder {
        self.outbound.request(Method::GET, &self.outbound.address(path))
    }

    fn post(&self, path: &str, once: &str, form: &[(&str, String)]) -> RequestBuilder {
        self.outbound
            .request(Method::POST, &self.outbound.address(path))
            .header("idempotency-key", once)
            .form(form)
    }

    async fn session(
        &self,
        payment: &PaymentReference,
        id: &str,
    ) -> Result<Result<wire::Session, wire::Failure>, ProviderError> {
        let path =
            format!("{SESSIONS}/{}?expand[]=payment_intent.latest_charge", wire::segment(id)?);
        let session: Result<wire::Session, _> = self.ask(self.get(&path)).await?;
        match &session {
            Ok(session) if session.client_reference_id.as_deref() != Some(&payment.trade_no) => {
                Err(ProviderError::Forged("it is about another trade".to_owned()))
            }
            _ => Ok(session),
        }
    }
}

#[async_trait]
impl PaymentProvider for Stripe {
    fn method(&self) -> PayType {
        PayType::Stripe
    }

    fn abilities(&self) -> &Abilities {
        &self.abilities
    }

    async fn create(&self, payment: &NewPayment) -> Result<Presented, ProviderError> {
        let units = amounts::to_units(payment.amount).filter(|units| *units > 0);
        let units = units.ok_or(ProviderError::AmountNotTaken)?;
        let return_url = payment.return_url.as_deref().ok_or_else(|| ProviderError::Refused {
            code: "return_url_missing".to_owned(),
            message: "Stripe's page needs an address to go back to".to_owned(),
        })?;
        // expires_at: "anywhere from 30 minutes to 24 hours after Checkout Session creation", by
        // their clock.
        let shortest = Duration::from_secs(31 * 60);
        let payable_for = payment.payable_for.clamp(shortest, self.abilities.payable_for);
        let expires_at = payment.now + payable_for;
        let mut form = vec![
            ("mode", "payment".to_owned()),
            ("client_reference_id", payment.trade_no.clone()),
            ("metadata[trade_no]", payment.trade_no.clone()),
            ("metadata[order_no]", payment.order_no.clone()),
            ("payment_intent_data[metadata][trade_no]", payment.trade_no.clone()),
            ("line_items[0][quantity]", "1".to_owned()),
            (
                "line_items[0][price_data][currency]",
                payment.amount.currency.code().to_ascii_lowercase(),
            ),
            ("line_items[0][price_data][unit_amount]", units.to_string()),
            ("line_items[0][price_data][product_data][name]", payment.subject.clone()),
            ("success_url", return_url.to_owned()),
            ("cancel_url", return_url.to_owned()),
            ("expires_at", expires_at.timestamp().to_string()),
        ];
        form.extend(wire::locale(&payment.locale).map(|locale| ("locale", locale.to_owned())));
        let request = self.post(SESSIONS, &payment.trade_no, &form);
        let session: Result<wire::Session, _> = self.ask(request).await?;
        let session = session.map_err(wire::Failure::refused)?;
        if session.client_reference_id.as_deref() != Some(&payment.trade_no) {
            return Err(ProviderError::Forged("it is about another trade".to_owned()));
        }
        let page = session.url.ok_or_else(|| ProviderError::Refused {
            code: session.status.unwrap_or_default(),
            message: "the session has no page any more".to_owned(),
        })?;
        Ok(Presented { presentation: Presentation::Page(page), prepay_id: Some(session.id) })
    }

    async fn query(&self, payment: &PaymentReference) -> Result<PaymentReport, ProviderError> {
        // Without its number there is no session to ask for: its creation was never answered, and
        // asking for it again under the same trade number answers the same session.
        let Some(id) = &payment.prepay_id else { return Ok(wire::no_session("no session")) };
        match self.session(payment, id).await? {
            Ok(session) => session.report(),
            Err(failure) if failure.is_not_found() => Ok(wire::no_session("resource_missing")),
            Err(failure) => Err(failure.refused()),
        }
    }

    async fn close(&self, payment: &PaymentReference) -> Result<Closing, ProviderError> {
        let Some(id) = &payment.prepay_id else { return Ok(Closing::NotPossible) };
        let path = format!("{SESSIONS}/{}/expire", wire::segment(id)?);
        let once = format!("{}-expire", payment.trade_no);
        let expired: Result<wire::Session, _> = self.ask(self.post(&path, &once, &[])).await?;
        match expired {
            Ok(session) if session.is_expired() => Ok(Closing::Closed),
            Err(failure) if failure.is_not_found() => Ok(Closing::Closed),
            // "Only open sessions can be expired" has no word of its own, so the session is asked.
            Ok(_) | Err(_) => match self.query(payment).await?.status {
                PaymentStatus::Paid(_) | PaymentStatus::Refunded(_) | PaymentStatus::Processing => {
                    Ok(Closing::AlreadyPaid)
                }
                PaymentStatus::Closed => Ok(Closing::Closed),
                _ => Ok(Closing::NotPossible),
            },
        }
    }

    async fn refund(&self, refund: &NewRefund) -> Result<RefundReport, ProviderError> {
        let intent = refund.payment.provider_trade_no.clone();
        let intent = intent.ok_or_else(|| wire::needs("the payment intent"))?;
        let units = amounts::to_units(refund.amount).filter(|units| *units > 0);
        let units = units.ok_or(ProviderError::AmountNotTaken)?;
        let form = [
            ("payment_intent", intent),
            ("amount", units.to_string()),
            ("metadata[refund_no]", refund.refund_no.clone()),
            ("metadata[reason]", refund.reason.chars().take(500).collect()),
        ];
        let request = self.post(REFUNDS, &refund.refund_no, &form);
        let made: Result<wire::Refund, _> = self.ask(request).await?;
        made.map_err(wire::Failure::refused)?.report()
    }

    async fn query_refund(&self, refund: &NewRefund) -> Result<RefundReport, ProviderError> {
        if let Some(id) = &refund.provider_refund_no {
            let path = format!("{REFUNDS}/{}", wire::segment(id)?);
            let found: Result<wire::Refund, _> = self.ask(self.get(&path)).await?;
            return match found {
                Ok(found) => found.report(),
                Err(failure) if failure.is_not_found() => Ok(wire::no_refund()),
                Err(failure) => Err(failure.refused()),
            };
        }
        let intent = refund.payment.provider_trade_no.as_deref();
        let intent = intent.ok_or_else(|| wire::needs("the payment intent"))?;
        let path = format!("{REFUNDS}?payment_intent={}&limit=100", wire::segment(intent)?);
        let listed: Result<wire::Refunds, _> = self.ask(self.get(&path)).await?;
        let listed = listed.map_err(wire::Failure::refused)?;
        match listed.data.into_iter().find(|one| one.is_ours(&refund.refund_no)) {
            Some(found) => found.report(),
            None => Ok(wire::no_refund()),
        }
    }

    async fn read_notice(
        &self,
        notice: &RawNotice,
        now: DateTime<Utc>,
    ) -> Result<Notice, NoticeRefusal> {
        crate::notice::within_limits(notice)?;
        notice::checked(notice, &self.webhook_secret, now)?;
        notice::read(&notice.body, self.live)
    }

    fn acknowledge(&self, acknowledgement: Acknowledgement) -> Reply {
        let (status, body) = match acknowledgement {
            Acknowledgement::Accepted => (StatusCode::OK, r#"{"received":true}"#),
            Acknowledgement::SendAgain => {
                (StatusCode::SERVICE_UNAVAILABLE, r#"{"received":false}"#)
            }
            Acknowledgement::Refused => (StatusCode::BAD_REQUEST, r#"{"received":false}"#),
        };
        Reply { status, content_type: "application/json", body: body.to_owned() }
    }
}

/// A refund's word.
fn refund_status(word: &str) -> RefundStatus {
    match word {
        "succeeded" => RefundStatus::Succeeded,
        "pending" | "requires_action" => RefundStatus::Pending,
        "failed" | "canceled" => RefundStatus::Failed,
        _ => RefundStatus::Unknown,
    }
}
