//! The payment providers that are configured, by method.

use crate::public_url::PublicUrl;
use crate::telemetry::Telemetry;
use async_trait::async_trait;
use billing_contract::{Money, PayType};
use billing_providers::registry::SectionError;
use billing_providers::{
    Abilities, Acknowledgement, Closing, NewPayment, NewRefund, Notice, NoticeRefusal,
    PaymentProvider, PaymentReference, PaymentReport, Presented, ProviderError, RawNotice,
    RefundReport, Reply,
};
use chrono::{DateTime, Utc};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Instant;

/// Every provider that can be used, in the order of their methods.
pub struct Providers(BTreeMap<PayType, Arc<dyn PaymentProvider>>);

impl Providers {
    /// These providers, each call of which is counted.
    pub fn new(all: Vec<Arc<dyn PaymentProvider>>, telemetry: &Telemetry) -> Self {
        let observed = |provider: Arc<dyn PaymentProvider>| {
            let method = provider.method();
            let telemetry = telemetry.clone();
            (method, Arc::new(Observed { provider, telemetry }) as Arc<dyn PaymentProvider>)
        };
        Self(all.into_iter().map(observed).collect())
    }

    /// Refuses a provider that makes no payment possible without an address for its notices, if there
    /// is none: otherwise each of its codes would be refused when somebody wants to pay.
    pub fn must_be_reachable(&self, public_url: &PublicUrl) -> Result<(), SectionError> {
        let is_cut_off = |provider: &&Arc<dyn PaymentProvider>| {
            provider.needs_notify_url() && public_url.for_strangers().is_none()
        };
        self.all().find(is_cut_off).map_or(Ok(()), |provider| {
            let reason = "public_url is not set, and this provider takes no payment without an \
                 address to which it sends its notices";
            let provider = provider.method().as_str().to_owned();
            Err(SectionError { provider, reason: reason.to_owned() })
        })
    }

    /// The provider of a method.
    pub fn get(&self, method: PayType) -> Option<&Arc<dyn PaymentProvider>> {
        self.0.get(&method)
    }

    /// The provider of a method, if it can take this amount.
    pub fn taking(&self, method: PayType, amount: Money) -> Option<&Arc<dyn PaymentProvider>> {
        self.get(method).filter(|provider| provider.abilities().takes(amount))
    }

    /// Every provider.
    pub fn all(&self) -> impl Iterator<Item = &Arc<dyn PaymentProvider>> {
        self.0.values()
    }
}

/// Counts the calls of a provider by how they ended and how long they took.
struct Observed {
    provider: Arc<dyn PaymentProvider>,
    telemetry: Telemetry,
}

impl Observed {
    async fn observe<T>(
        &self,
        call: &'static str,
        answer: impl Future<Output = Result<T, ProviderError>>,
    ) -> Result<T, ProviderError> {
        let began = Instant::now();
        let answer = answer.await;
        let outcome = match &answer {
            Ok(_) => "answered",
            Err(ProviderError::Unreachable(_)) => "unreachable",
            Err(ProviderError::OutcomeUnknown(_)) => "lost",
            Err(ProviderError::Refused { .. } | ProviderError::AmountNotTaken) => "refused",
            Err(ProviderError::Forged(_)) => "forged",
        };
        let (method, took) = (self.provider.method().as_str(), began.elapsed());
        self.telemetry.count_provider_call(method, call, outcome, took.as_secs_f64());
        if let Err(error) = &answer {
            tracing::warn!(method, call, outcome, %error, "a payment provider did not answer");
        }
        answer
    }
}

#[async_trait]
impl PaymentProvider for Observed {
    fn method(&self) -> PayType {
        self.provider.method()
    }

    fn abilities(&self) -> &Abilities {
        self.provider.abilities()
    }

    fn needs_notify_url(&self) -> bool {
        self.provider.needs_notify_url()
    }

    async fn create(&self, payment: &NewPayment) -> Result<Presented, ProviderError> {
        self.observe("create", self.provider.create(payment)).await
    }

    async fn query(&self, payment: &PaymentReference) -> Result<PaymentReport, ProviderError> {
        self.observe("query", self.provider.query(payment)).await
    }

    async fn collect(&self, payment: &PaymentReference) -> Result<PaymentReport, ProviderError> {
        self.observe("collect", self.provider.collect(payment)).await
    }

    async fn close(&self, payment: &PaymentReference) -> Result<Closing, ProviderError> {
        self.observe("close", self.provider.close(payment)).await
    }

    async fn refund(&self, refund: &NewRefund) -> Result<RefundReport, ProviderError> {
        self.observe("refund", self.provider.refund(refund)).await
    }

    async fn query_refund(&self, refund: &NewRefund) -> Result<RefundReport, ProviderError> {
        self.observe("query_refund", self.provider.query_refund(refund)).await
    }

    async fn read_notice(
        &self,
        notice: &RawNotice,
        now: DateTime<Utc>,
    ) -> Result<Notice, NoticeRefusal> {
        self.provider.read_notice(notice, now).await
    }

    fn acknowledge(&self, acknowledgement: Acknowledgement) -> Reply {
        self.provider.acknowledge(acknowledgement)
    }
}
