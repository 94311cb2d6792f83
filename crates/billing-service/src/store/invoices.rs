//! What the store remembers of invoices: what they charge, and the documents that say so.

use super::StoreError;
use async_trait::async_trait;
use billing_contract::{CustomerId, Invoice, InvoiceId, InvoiceKind, InvoiceStatus, Money};
use chrono::{DateTime, NaiveDate, Utc};
use std::collections::BTreeMap;

/// The books of invoices and credit notes. An invoice is seen from the moment its document is
/// stored, and from then on always.
#[async_trait]
pub trait InvoiceBooks: Send + Sync + 'static {
    /// The customer's invoices that fit, newest first: at most `limit` of those older than `after`.
    async fn read_invoices(
        &self,
        filter: InvoiceFilter,
        after: Option<String>,
        limit: u32,
    ) -> Result<Vec<Invoice>, StoreError>;

    /// One invoice of the customer.
    async fn read_invoice(
        &self,
        customer: &CustomerId,
        id: &InvoiceId,
    ) -> Result<Option<Invoice>, StoreError>;

    /// The bytes of a document.
    async fn read_document(&self, sha256: &str) -> Result<Option<Vec<u8>>, StoreError>;

    /// Invoices of the customer whose documents are to be made, or those of everybody that are due.
    async fn invoices_to_print(
        &self,
        customer: Option<&CustomerId>,
        limit: u32,
    ) -> Result<Vec<PrintedInvoice>, StoreError>;

    /// Sets the tax in prices, by currency, in hundredths of a percent, for what is issued from now
    /// on; prices in other currencies have none.
    async fn set_tax_rates(&self, rates: BTreeMap<String, u32>) -> Result<(), StoreError>;

    /// Keeps documents that were made; one that is there already stays as it is.
    async fn keep_documents(
        &self,
        made: Vec<MadeDocuments>,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError>;
}

/// Which invoices are asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvoiceFilter {
    /// Whose.
    pub customer: CustomerId,
    /// Those that stand there.
    pub status: Option<InvoiceStatus>,
    /// Those of this month, `YYYY-MM`, or later.
    pub period_from: Option<String>,
    /// Those of this month, `YYYY-MM`, or earlier.
    pub period_to: Option<String>,
    /// Those whose number, addressee or a line contains this.
    pub query: Option<String>,
}

/// Everything that stands on an invoice, as it was when it was issued.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PrintedInvoice {
    /// Names it.
    pub id: InvoiceId,
    /// Its number.
    pub number: String,
    /// The number of the invoice that it takes back.
    pub corrects_number: Option<String>,
    /// What it is.
    pub kind: InvoiceKind,
    /// What is to be paid, tax included; negative for a credit note.
    pub amount: Money,
    /// The tax in it.
    pub tax_minor: i64,
    /// The month it belongs to.
    pub period: String,
    /// When it was issued.
    pub created_at: DateTime<Utc>,
    /// Until when it shall be paid.
    pub due_date: NaiveDate,
    /// When all of it was paid.
    pub paid_at: Option<DateTime<Utc>>,
    /// The number of the order that it charges.
    pub order_no: Option<String>,
    /// The addressee.
    pub billed_to: String,
    /// The person to ask for.
    pub billed_to_contact: String,
    /// Their address, in lines.
    pub billed_to_address: Option<String>,
    /// Their tax number.
    pub billed_to_tax_id: Option<String>,
    /// The language it is written in.
    pub locale: String,
    /// Whether it charges no real money.
    pub is_test: bool,
    /// Whether the document itself is there already.
    pub has_document: bool,
    /// What it charges.
    pub lines: Vec<PrintedLine>,
}

/// One line of a document; amounts are in smallest units and include tax.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PrintedLine {
    /// What.
    pub description: String,
    /// How many.
    pub quantity: i64,
    /// What one costs.
    pub unit_minor: i64,
    /// What all of them cost.
    pub amount_minor: i64,
    /// The tax in it.
    pub tax_minor: i64,
    /// The rate of that tax, in hundredths of a percent.
    pub tax_basis_points: i64,
}

/// Documents that were made of an invoice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MadeDocuments {
    /// The invoice.
    pub invoice: InvoiceId,
    /// Its document, unless it was there.
    pub document: Option<MadeDocument>,
    /// The receipt, if it is paid.
    pub receipt: Option<MadeDocument>,
}

/// A document and what it is called by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MadeDocument {
    /// Its SHA-256 in hexadecimal digits.
    pub sha256: String,
    /// The file.
    pub content: Vec<u8>,
}
