//! Invoices, from this computer alone.

use crate::archive::figure_of;
use crate::console::Console;
use crate::error::CommandError;
use crate::store::archive::{InvoiceRecord, is_overdue};
use crate::views::{Figure, InvoiceDetail, InvoiceList, InvoiceOf, InvoiceRow, InvoicesWish};
use chrono::NaiveDate;

/// More rows than this are not given at once.
const MOST_ROWS: u32 = 1_000;

impl Console {
    /// The invoices as last seen, newest first.
    pub async fn invoices(
        &self,
        wish: InvoicesWish,
    ) -> Result<Option<Figure<InvoiceList>>, CommandError> {
        let Some(archive) = self.archive_of(wish.filter.customer.as_ref())? else {
            return Ok(None);
        };
        let today = self.today();
        let read = archive.invoices(wish.filter, today, wish.offset, wish.limit.min(MOST_ROWS));
        let found = figure_of(self, &archive, read).await?;
        Ok(found.map(|Figure { value: (picked, rows), as_of }| {
            let rows = rows.into_iter().map(|record| self.invoice_row(record, today)).collect();
            let value = InvoiceList {
                total: picked.total,
                sums: picked.sums,
                standings: picked.standings,
                years: picked.years,
                rows,
            };
            Figure { value, as_of }
        }))
    }

    /// One invoice as last seen.
    pub async fn invoice(
        &self,
        request: InvoiceOf,
    ) -> Result<Option<Figure<InvoiceDetail>>, CommandError> {
        let Some(archive) = self.archive_of(request.customer.as_ref())? else { return Ok(None) };
        let found = figure_of(self, &archive, archive.invoice(request.invoice_id)).await?;
        Ok(found.and_then(|Figure { value, as_of }| {
            let invoice = value?;
            let is_overdue =
                is_overdue(invoice.kind, invoice.status, invoice.due_date, self.today());
            let is_kept = self.is_document_kept(&invoice.document_sha256);
            Some(Figure { value: InvoiceDetail { invoice, is_overdue, is_kept }, as_of })
        }))
    }

    fn invoice_row(&self, record: InvoiceRecord, today: NaiveDate) -> InvoiceRow {
        InvoiceRow {
            is_overdue: record.is_overdue(today),
            is_kept: self.is_document_kept(&record.document_sha256),
            invoice_id: record.invoice_id,
            number: record.number,
            kind: record.kind,
            period: record.period,
            amount: record.amount,
            currency: record.currency,
            status: record.status,
            created_at: record.created_at,
            due_date: record.due_date,
            about: record.about,
            is_credited: record.is_credited,
        }
    }
}
