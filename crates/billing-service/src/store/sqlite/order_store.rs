//! The memory of orders on SQLite.

use super::{SqliteStore, attempts, fulfilment, ledger, orders, repeats, settling};
use crate::orders::facts::PaymentNumber;
use crate::store::{
    AttemptReference, BegunAttempt, Completing, FulfilmentFailure, NewAttempt, NewOrder, OrderFile,
    Orders, PlacedOrder, Settled, Settlement, Shown, StoreError,
};
use async_trait::async_trait;
use billing_contract::{AttemptId, OrderId, PayType};
use chrono::{DateTime, Utc};

#[async_trait]
impl Orders for SqliteStore {
    async fn place_order(
        &self,
        order: NewOrder,
        completing: Option<Completing>,
    ) -> Result<PlacedOrder, StoreError> {
        self.writer
            .write(move |sql| {
                let placed = orders::place(sql, &order)?;
                if let (PlacedOrder::Made(file) | PlacedOrder::Found(file), Some(completing)) =
                    (&placed, &completing)
                {
                    repeats::complete(sql, &completing(file)?)?;
                }
                Ok(placed)
            })
            .await
    }

    async fn order(&self, id: &OrderId) -> Result<Option<OrderFile>, StoreError> {
        let id = id.clone();
        self.readers.read(move |sql| orders::load(sql, &id)).await
    }

    async fn begin_attempt(&self, attempt: NewAttempt) -> Result<BegunAttempt, StoreError> {
        self.writer.write(move |sql| attempts::begin(sql, &attempt)).await
    }

    async fn show_attempt(
        &self,
        order: &OrderId,
        attempt: &AttemptId,
        shown: Shown,
        now: DateTime<Utc>,
    ) -> Result<Option<OrderFile>, StoreError> {
        let (order, attempt) = (order.clone(), attempt.clone());
        self.writer.write(move |sql| attempts::show(sql, &order, &attempt, &shown, now)).await
    }

    async fn note_asked(&self, attempt: &AttemptId, now: DateTime<Utc>) -> Result<(), StoreError> {
        let attempt = attempt.clone();
        self.writer.write(move |sql| attempts::note_asked(sql, &attempt, now)).await
    }

    async fn note_stays_payable(&self, attempt: &AttemptId) -> Result<(), StoreError> {
        let attempt = attempt.clone();
        self.writer.write(move |sql| attempts::note_stays_payable(sql, &attempt)).await
    }

    async fn settle(&self, settlement: Settlement) -> Result<Option<Settled>, StoreError> {
        self.writer.write(move |sql| settling::settle(sql, &settlement)).await
    }

    async fn find_attempt(
        &self,
        method: PayType,
        reference: AttemptReference,
    ) -> Result<Option<(OrderId, AttemptId)>, StoreError> {
        self.readers.read(move |sql| attempts::find(sql, method, &reference)).await
    }

    async fn find_receipt(&self, number: &PaymentNumber) -> Result<Option<OrderId>, StoreError> {
        let number = number.clone();
        self.readers.read(move |sql| ledger::order_of_receipt(sql, &number)).await
    }

    async fn find_refund(&self, number: &str) -> Result<Option<OrderId>, StoreError> {
        let number = number.to_owned();
        self.readers.read(move |sql| ledger::order_of_refund(sql, &number)).await
    }

    async fn orders_to_look_at(
        &self,
        now: DateTime<Utc>,
        limit: u32,
    ) -> Result<Vec<OrderId>, StoreError> {
        self.readers.read(move |sql| orders::to_look_at(sql, now, limit)).await
    }

    async fn look_again(
        &self,
        order: &OrderId,
        at: Option<DateTime<Utc>>,
    ) -> Result<(), StoreError> {
        let order = order.clone();
        self.writer.write(move |sql| orders::look_again(sql, &order, at)).await
    }

    async fn refunds_to_look_at(
        &self,
        now: DateTime<Utc>,
        limit: u32,
    ) -> Result<Vec<(OrderId, String)>, StoreError> {
        self.readers.read(move |sql| ledger::refunds_to_look_at(sql, now, limit)).await
    }

    async fn look_at_refund_again(
        &self,
        refund_no: &str,
        provider_refund_no: Option<String>,
        at: Option<DateTime<Utc>>,
    ) -> Result<(), StoreError> {
        let refund_no = refund_no.to_owned();
        self.writer
            .write(move |sql| {
                ledger::look_at_refund_again(sql, &refund_no, provider_refund_no.as_deref(), at)
            })
            .await
    }

    async fn fulfil(
        &self,
        order: &OrderId,
        new_id: String,
        now: DateTime<Utc>,
    ) -> Result<bool, StoreError> {
        let order = order.clone();
        self.writer.write(move |sql| fulfilment::fulfil(sql, &order, &new_id, now)).await
    }

    async fn fulfilment_failed(
        &self,
        order: &OrderId,
        failure: FulfilmentFailure,
    ) -> Result<(), StoreError> {
        let order = order.clone();
        self.writer.write(move |sql| fulfilment::failed(sql, &order, &failure)).await
    }

    async fn fulfilments_to_try(
        &self,
        now: DateTime<Utc>,
        limit: u32,
    ) -> Result<Vec<(OrderId, u32)>, StoreError> {
        self.readers.read(move |sql| fulfilment::to_try(sql, now, limit)).await
    }
}
