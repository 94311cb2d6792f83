//! Orders as they are read: lists, one order, what happened to it.

use super::{OrderFile, StoreError};
use async_trait::async_trait;
use billing_contract::{CustomerId, OrderId, OrderState, TimelineEntry};

/// The reading side of orders.
#[async_trait]
pub trait OrderReading: Send + Sync + 'static {
    /// A stretch of the orders that fit, newest first.
    async fn read_orders(
        &self,
        filter: OrderFilter,
        stretch: Stretch,
    ) -> Result<OrderStretch, StoreError>;

    /// One order with the name of its customer.
    async fn read_order(&self, id: &OrderId) -> Result<Option<ReadOrder>, StoreError>;

    /// What happened to an order, oldest first.
    async fn read_timeline(&self, id: &OrderId) -> Result<Vec<TimelineEntry>, StoreError>;
}

/// Which orders are asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OrderFilter {
    /// Those of one customer.
    pub customer: Option<CustomerId>,
    /// Those that stand there.
    pub state: Option<OrderState>,
    /// Those of which a number, the thing or the customer's name contains this.
    pub query: Option<String>,
}

/// Which part of a list is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stretch {
    /// What comes after an order, or from the beginning.
    After(Option<String>, u32),
    /// The page of this number, from one on, with so many on each; and how many there are in all.
    Page(u32, u32),
}

/// Part of a list.
#[derive(Clone, Debug)]
pub struct OrderStretch {
    /// The orders.
    pub orders: Vec<ReadOrder>,
    /// How many there are in all, where pages were asked for.
    pub total: Option<i64>,
}

/// An order with the name of its customer.
#[derive(Clone, Debug)]
pub struct ReadOrder {
    /// The order.
    pub file: OrderFile,
    /// Whose it is.
    pub customer_name: String,
}
