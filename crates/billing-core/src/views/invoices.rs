//! What the invoices screen is given and asks with.

use billing_contract::{
    Currency, CustomerId, DecimalAmount, Invoice, InvoiceId, InvoiceKind, InvoiceStatus,
};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Which invoices to list, newest first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize, TS)]
#[ts(optional_fields)]
pub struct InvoicesWish {
    /// What to pick.
    #[serde(flatten)]
    pub filter: InvoiceFilter,
    /// How many to leave out.
    #[serde(default)]
    pub offset: u32,
    /// At most so many.
    pub limit: u32,
}

/// What to pick of the invoices.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize, TS)]
#[ts(optional_fields)]
pub struct InvoiceFilter {
    /// Whose, for staff; none is one's own.
    #[serde(default)]
    pub customer: Option<CustomerId>,
    /// Words that stand in it: number, name, line, amount.
    #[serde(default)]
    pub query: Option<String>,
    /// Where they stand.
    #[serde(default)]
    pub standing: Option<InvoiceStanding>,
    /// The first month, `YYYY-MM`.
    #[serde(default)]
    pub period_from: Option<String>,
    /// The last month, `YYYY-MM`.
    #[serde(default)]
    pub period_to: Option<String>,
    /// The year in which it was issued.
    #[serde(default)]
    pub year: Option<i32>,
}

/// Where invoices stand, as people sort them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum InvoiceStanding {
    /// To be paid, not overdue.
    Open,
    /// To be paid since before today.
    Overdue,
    /// Paid.
    Paid,
    /// Credit notes.
    CreditNote,
    /// Taken back or given up.
    Void,
}

/// A part of the list of invoices.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct InvoiceList {
    /// How many there are in all that were picked.
    pub total: u32,
    /// What they add up to, for each currency.
    pub sums: Vec<CurrencySum>,
    /// How many there are of each standing, whatever standing was picked.
    pub standings: Vec<StandingCount>,
    /// The years in which there were invoices issued, newest first.
    pub years: Vec<i32>,
    /// From `offset` on.
    pub rows: Vec<InvoiceRow>,
}

/// What amounts of one currency add up to.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct CurrencySum {
    /// The currency.
    pub currency: Currency,
    /// The sum.
    pub amount: DecimalAmount,
}

/// How many invoices stand so.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct StandingCount {
    /// Where they stand.
    pub standing: InvoiceStanding,
    /// How many.
    pub count: u32,
}

/// One invoice in the list.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[ts(optional_fields)]
pub struct InvoiceRow {
    /// Names it.
    pub invoice_id: InvoiceId,
    /// The number on the document.
    pub number: String,
    /// What it is.
    pub kind: InvoiceKind,
    /// The month it belongs to, `YYYY-MM`.
    pub period: String,
    /// Its amount.
    pub amount: DecimalAmount,
    /// In what.
    pub currency: Currency,
    /// Where it stands.
    pub status: InvoiceStatus,
    /// Whether it should have been paid by now.
    pub is_overdue: bool,
    /// When it was issued.
    pub created_at: DateTime<Utc>,
    /// Until when it shall be paid.
    pub due_date: NaiveDate,
    /// Whether its document is on this computer.
    pub is_kept: bool,
    /// What its first line is for.
    pub about: String,
    /// Whether a credit note has taken back something of it.
    pub is_credited: bool,
}

/// Names one invoice.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, TS)]
#[ts(optional_fields)]
pub struct InvoiceOf {
    /// Whose, for staff; none is one's own.
    #[serde(default)]
    pub customer: Option<CustomerId>,
    /// Which.
    pub invoice_id: InvoiceId,
}

/// One invoice with all of it.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct InvoiceDetail {
    /// The invoice.
    pub invoice: Invoice,
    /// Whether it should have been paid by now.
    pub is_overdue: bool,
    /// Whether its document is on this computer.
    pub is_kept: bool,
}

/// Names one document of an invoice.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, TS)]
#[ts(optional_fields)]
pub struct DocumentOf {
    /// Whose, for staff; none is one's own.
    #[serde(default)]
    pub customer: Option<CustomerId>,
    /// The invoice.
    pub invoice_id: InvoiceId,
    /// Which of its documents.
    pub document: DocumentKind,
}

/// What documents there are of an invoice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum DocumentKind {
    /// The invoice or credit note itself.
    Invoice,
    /// The receipt for it.
    Receipt,
}

/// A document as it was made: its bytes hash to what the service says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct Document {
    /// A name for its file, safe on every system.
    pub file_name: String,
    /// Its SHA-256 in hexadecimal digits.
    pub sha256: String,
    /// How many bytes it has.
    pub bytes: u32,
    /// The bytes in base64.
    pub base64: String,
}

/// A picture to keep as a file.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, TS)]
pub struct SavePicture {
    /// A name for it, without ending.
    pub name: String,
    /// A PNG in base64.
    pub png_base64: String,
}

/// Where a file was put.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, TS)]
pub struct SavedFile {
    /// The file.
    pub path: String,
}
