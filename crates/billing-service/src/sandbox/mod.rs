//! A provider without money: for the demonstration, for tests and for whoever tries things out.
//!
//! To the rest of the service it is a provider like any other. It keeps books of its own, answers
//! questions from them, and sends signed notices that go through the same checks as everybody's;
//! only that they need no network. A code leads to a [`page`] of the service on which one pays,
//! declines, pays late, twice, too little, too much, or has the notice lost.

mod notice;
pub mod page;
#[cfg(test)]
mod suite;
mod words;

pub use notice::deliver_due;

use crate::clock::Clock;
use crate::public_url::PublicUrl;
use crate::store::{SandboxMark, SandboxPayment, SandboxRefund, SandboxTrade, Store, StoreError};
use async_trait::async_trait;
use aws_lc_rs::hmac;
use axum::http::StatusCode;
use billing_contract::PayType;
use billing_providers::{
    Abilities, Acknowledgement, Closing, NewPayment, NewRefund, Notice, NoticeRefusal, PaidAmount,
    PaymentProvider, PaymentReference, PaymentReport, PaymentStatus, Presentation, Presented,
    ProviderError, RawNotice, RefundReport, RefundStatus, Reply,
};
use chrono::{DateTime, Utc};
use std::sync::Arc;
use std::time::Duration;

/// The name of the secret that signs the sandbox's notices.
pub const SANDBOX_KEY: &str = "sandbox_hmac_sha256";

/// The sandbox as a provider.
pub struct Sandbox {
    store: Arc<dyn Store>,
    key: hmac::Key,
    clock: Arc<dyn Clock>,
    public_url: PublicUrl,
    abilities: Abilities,
}

impl Sandbox {
    /// A sandbox whose books are in this store.
    pub fn new(
        store: Arc<dyn Store>,
        key: &[u8],
        clock: Arc<dyn Clock>,
        public_url: PublicUrl,
    ) -> Self {
        let abilities = Abilities {
            code_lifetime: Duration::from_secs(120),
            payable_for: Duration::from_secs(2 * 60 * 60),
            currencies: None,
            in_browser: false,
            is_test: true,
        };
        let key = hmac::Key::new(hmac::HMAC_SHA256, key);
        Self { store, key, clock, public_url, abilities }
    }

    async fn trade(&self, trade_no: &str) -> Result<Option<SandboxTrade>, ProviderError> {
        self.store.trade(trade_no, self.clock.now()).await.map_err(unreachable)
    }
}

/// Where a trade is paid.
pub fn page_of(trade_no: &str) -> String {
    format!("/sandbox/{trade_no}")
}

fn unreachable(error: StoreError) -> ProviderError {
    ProviderError::Unreachable(error.to_string())
}

fn refused(code: &str, message: &str) -> ProviderError {
    ProviderError::Refused { code: code.to_owned(), message: message.to_owned() }
}

#[async_trait]
impl PaymentProvider for Sandbox {
    fn method(&self) -> PayType {
        PayType::Sandbox
    }

    fn abilities(&self) -> &Abilities {
        &self.abilities
    }

    async fn create(&self, payment: &NewPayment) -> Result<Presented, ProviderError> {
        if !self.abilities.takes(payment.amount) {
            return Err(ProviderError::AmountNotTaken);
        }
        let trade = SandboxTrade {
            trade_no: payment.trade_no.clone(),
            order_no: payment.order_no.clone(),
            subject: payment.subject.clone(),
            amount: payment.amount,
            created_at: payment.now,
            payable_until: payment.now + payment.payable_for,
            closed_at: None,
            declined_at: None,
            payments: Vec::new(),
            will_be_paid: false,
        };
        self.store.open_trade(trade).await.map_err(unreachable)?;
        let url = format!("{}{}", self.public_url.get(), page_of(&payment.trade_no));
        let prepay_id = Some(format!("sandbox-{}", payment.trade_no));
        Ok(Presented { presentation: Presentation::Code(url), prepay_id })
    }

    async fn query(&self, payment: &PaymentReference) -> Result<PaymentReport, ProviderError> {
        let Some(trade) = self.trade(&payment.trade_no).await? else {
            return Ok(report(PaymentStatus::NotFound, "NOT_FOUND"));
        };
        // Of only one there is no turn to keep.
        let counts = |one: &&SandboxPayment| one.times_told == 0 || trade.payments.len() > 1;
        if let Some(told) = next_to_tell(&trade).filter(counts) {
            self.store.payment_told(&told.payment_no).await.map_err(unreachable)?;
        }
        Ok(report_of(&trade, self.clock.now()))
    }

    async fn close(&self, payment: &PaymentReference) -> Result<Closing, ProviderError> {
        let Some(trade) = self.trade(&payment.trade_no).await? else { return Ok(Closing::Closed) };
        if !trade.payments.is_empty() {
            return Ok(Closing::AlreadyPaid);
        }
        let marked = self.store.mark_trade(&trade.trade_no, SandboxMark::Closed, self.clock.now());
        marked.await.map_err(unreachable)?;
        Ok(Closing::Closed)
    }

    async fn refund(&self, refund: &NewRefund) -> Result<RefundReport, ProviderError> {
        let Some(trade) = self.trade(&refund.payment.trade_no).await? else {
            return Err(refused("TRADE_NOT_FOUND", "There is no such trade."));
        };
        let named = refund.payment.provider_trade_no.as_ref();
        let is_meant = |one: &&SandboxPayment| named.is_none_or(|number| *number == one.payment_no);
        let Some(payment) = trade.payments.iter().find(is_meant) else {
            return Err(refused("NOT_PAID", "Nothing was paid that could go back."));
        };
        let asked = SandboxRefund {
            refund_no: refund.refund_no.clone(),
            payment_no: payment.payment_no.clone(),
            amount: refund.amount,
        };
        let sent = self.store.refund_payment(asked, self.clock.now()).await.map_err(unreachable)?;
        if !sent {
            return Err(refused("TOO_MUCH", "More would go back than came."));
        }
        self.query_refund(refund).await
    }

    async fn query_refund(&self, refund: &NewRefund) -> Result<RefundReport, ProviderError> {
        let found = self.store.sandbox_refund(&refund.refund_no).await.map_err(unreachable)?;
        let word = if found.is_some() { "SUCCESS" } else { "NOT_FOUND" };
        Ok(RefundReport {
            status: match found {
                Some(_) => RefundStatus::Succeeded,
                None => RefundStatus::NotFound,
            },
            provider_refund_no: found.as_ref().map(|found| format!("SB{}", found.refund_no)),
            amount: found.map(|found| found.amount),
            word: word.to_owned(),
        })
    }

    async fn read_notice(
        &self,
        notice: &RawNotice,
        now: DateTime<Utc>,
    ) -> Result<Notice, NoticeRefusal> {
        notice::read(&self.key, notice, now)
    }

    fn acknowledge(&self, acknowledgement: Acknowledgement) -> Reply {
        let (status, body) = match acknowledgement {
            Acknowledgement::Accepted => (StatusCode::OK, "ok"),
            Acknowledgement::SendAgain => (StatusCode::SERVICE_UNAVAILABLE, "again"),
            Acknowledgement::Refused => (StatusCode::UNAUTHORIZED, "refused"),
        };
        Reply { status, content_type: "text/plain; charset=utf-8", body: body.to_owned() }
    }
}

/// How a trade stands. Of several payments the one that answers have named least often is told, so
/// that whoever asks often enough hears of each, even if an answer was lost before it was kept.
fn report_of(trade: &SandboxTrade, now: DateTime<Utc>) -> PaymentReport {
    if let Some(payment) = next_to_tell(trade) {
        let paid = PaidAmount {
            amount: payment.amount,
            provider_trade_no: payment.payment_no.clone(),
            paid_at: Some(payment.paid_at),
        };
        return if payment.refunded_minor >= payment.amount.minor {
            report(PaymentStatus::Refunded(paid), "REFUNDED")
        } else {
            report(PaymentStatus::Paid(paid), "PAID")
        };
    }
    if trade.closed_at.is_some() || trade.payable_until <= now {
        report(PaymentStatus::Closed, "CLOSED")
    } else if trade.declined_at.is_some() {
        report(PaymentStatus::Failed, "DECLINED")
    } else {
        report(PaymentStatus::Open, "OPEN")
    }
}

fn next_to_tell(trade: &SandboxTrade) -> Option<&SandboxPayment> {
    // The first of several: the oldest.
    trade.payments.iter().min_by_key(|payment| payment.times_told)
}

fn report(status: PaymentStatus, word: &str) -> PaymentReport {
    PaymentReport { status, word: word.to_owned() }
}
