//! What the store remembers of orders: how they stand, how they were paid, what is still to do.

use super::StoreError;
use super::order_records::{
    AttemptReference, BegunAttempt, Completing, FulfilmentFailure, NewAttempt, NewOrder, OrderFile,
    PlacedOrder, Settled, Settlement, Shown,
};
use crate::orders::facts::PaymentNumber;
use async_trait::async_trait;
use billing_contract::{AttemptId, OrderId, PayType};
use chrono::{DateTime, Utc};

/// The memory of orders. Whatever a method decides, it decides by what it finds in the same
/// transaction in which it writes.
#[async_trait]
pub trait Orders: Send + Sync + 'static {
    /// Makes an order, or finds the open one that is the same, and completes the repetition with it.
    async fn place_order(
        &self,
        order: NewOrder,
        completing: Option<Completing>,
    ) -> Result<PlacedOrder, StoreError>;

    /// The order with everything known about it.
    async fn order(&self, id: &OrderId) -> Result<Option<OrderFile>, StoreError>;

    /// Writes down a code or link before its provider is asked for it.
    async fn begin_attempt(&self, attempt: NewAttempt) -> Result<BegunAttempt, StoreError>;

    /// Keeps what the provider gave to pay with, and shows it until a moment.
    async fn show_attempt(
        &self,
        order: &OrderId,
        attempt: &AttemptId,
        shown: Shown,
        now: DateTime<Utc>,
    ) -> Result<Option<OrderFile>, StoreError>;

    /// Notes that the provider was asked about an attempt just now.
    async fn note_asked(&self, attempt: &AttemptId, now: DateTime<Utc>) -> Result<(), StoreError>;

    /// Notes that the provider could not close an attempt that is given up.
    async fn note_stays_payable(&self, attempt: &AttemptId) -> Result<(), StoreError>;

    /// Adds what happened to what is known, with everything that follows from it; none if there is
    /// no such order.
    async fn settle(&self, settlement: Settlement) -> Result<Option<Settled>, StoreError>;

    /// The order and attempt a provider's reference is about.
    async fn find_attempt(
        &self,
        method: PayType,
        reference: AttemptReference,
    ) -> Result<Option<(OrderId, AttemptId)>, StoreError>;

    /// The order a payment number belongs to.
    async fn find_receipt(&self, number: &PaymentNumber) -> Result<Option<OrderId>, StoreError>;

    /// The order a refund number belongs to.
    async fn find_refund(&self, number: &str) -> Result<Option<OrderId>, StoreError>;

    /// Orders about which providers should be asked by now, longest due first.
    async fn orders_to_look_at(
        &self,
        now: DateTime<Utc>,
        limit: u32,
    ) -> Result<Vec<OrderId>, StoreError>;

    /// Sets when providers are asked about an order next; never again if there is no moment.
    async fn look_again(
        &self,
        order: &OrderId,
        at: Option<DateTime<Utc>>,
    ) -> Result<(), StoreError>;

    /// Refunds about which providers should be asked by now: their orders and numbers.
    async fn refunds_to_look_at(
        &self,
        now: DateTime<Utc>,
        limit: u32,
    ) -> Result<Vec<(OrderId, String)>, StoreError>;

    /// Sets when the provider is asked about a refund next, and keeps its number of it.
    async fn look_at_refund_again(
        &self,
        refund_no: &str,
        provider_refund_no: Option<String>,
        at: Option<DateTime<Utc>>,
    ) -> Result<(), StoreError>;

    /// Delivers what was bought, once; a subscription that begins is named `new_id`.
    async fn fulfil(
        &self,
        order: &OrderId,
        new_id: String,
        now: DateTime<Utc>,
    ) -> Result<bool, StoreError>;

    /// Notes that a delivery failed, and when it is tried again.
    async fn fulfilment_failed(
        &self,
        order: &OrderId,
        failure: FulfilmentFailure,
    ) -> Result<(), StoreError>;

    /// Orders whose delivery should be tried by now, and how often it failed.
    async fn fulfilments_to_try(
        &self,
        now: DateTime<Utc>,
        limit: u32,
    ) -> Result<Vec<(OrderId, u32)>, StoreError>;
}
