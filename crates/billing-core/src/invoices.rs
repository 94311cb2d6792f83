//! Invoices, from this computer alone.

use crate::console::Console;
use crate::error::CommandError;
use crate::views::{Figure, InvoiceDetail, InvoiceList, InvoiceOf, InvoicesWish};

impl Console {
    /// The invoices as last seen, newest first.
    pub async fn invoices(
        &self,
        _: InvoicesWish,
    ) -> Result<Option<Figure<InvoiceList>>, CommandError> {
        self.inner.session()?;
        Ok(None)
    }

    /// One invoice as last seen.
    pub async fn invoice(
        &self,
        _: InvoiceOf,
    ) -> Result<Option<Figure<InvoiceDetail>>, CommandError> {
        self.inner.session()?;
        Ok(None)
    }
}
