//! The customers whom staff may see.

use crate::console::Console;
use crate::error::CommandError;
use crate::views::{CustomerOf, CustomerView, CustomersWish, Figure};
use billing_contract::CustomerSummary;

impl Console {
    /// The customers whom staff may see, as last seen.
    pub async fn customers(
        &self,
        _: CustomersWish,
    ) -> Result<Option<Figure<Vec<CustomerSummary>>>, CommandError> {
        self.inner.session()?;
        Ok(None)
    }

    /// One customer as last seen; from now on their figures are kept fresh.
    pub async fn customer(&self, _: CustomerOf) -> Result<CustomerView, CommandError> {
        self.inner.session()?;
        Ok(CustomerView { account: None, subscription: None })
    }
}
