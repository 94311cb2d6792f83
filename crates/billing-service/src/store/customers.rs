//! Customers as staff look for them.

use super::{StaffReach, StoreError};
use async_trait::async_trait;
use billing_contract::CustomerSummary;
use chrono::NaiveDate;

/// The list of customers.
#[async_trait]
pub trait Customers: Send + Sync + 'static {
    /// The customers that fit, by name and then by id.
    async fn customers(&self, wish: CustomersWish) -> Result<Vec<CustomerSummary>, StoreError>;
}

/// Which customers are asked for.
#[derive(Clone, Debug)]
pub struct CustomersWish {
    /// How far whoever asks may look.
    pub reach: StaffReach,
    /// A part of the company's name or of the id.
    pub query: Option<String>,
    /// Whether the query may also be a part of what tells of persons.
    pub looks_at_persons: bool,
    /// Only what comes after this name and id.
    pub after: Option<(String, String)>,
    /// How many at most.
    pub limit: u32,
    /// The language of the plans' names.
    pub locale: &'static str,
    /// The day on which the subscriptions stand so.
    pub today: NaiveDate,
}
