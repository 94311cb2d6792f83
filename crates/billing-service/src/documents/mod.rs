//! Documents: invoices, receipts and credit notes as PDF files, the same bytes for ever.
//!
//! A life: an invoice is issued in the transaction that causes it, with everything that shall stand
//! on it, but without a document. A second later at most, or when somebody asks, [`printing`] takes
//! it from the store, the [`template`] lays it out in the customer's language on [`sheets`](sheet),
//! [`pdf`] draws them with the letters of [`fonts`], and the store keeps the file by its SHA-256.
//! From then on the invoice is seen. Nothing is drawn twice: what was stored is what is sent, and
//! the same invoice gives the same bytes on every machine.

mod fonts;
mod pdf;
pub(crate) mod printing;
mod sheet;
mod template;
pub(crate) mod words;

use crate::config::SellerConfig;
use crate::store::PrintedInvoice;

/// What is made of an invoice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DocumentKind {
    /// What charges.
    Invoice,
    /// What says that it was paid.
    Receipt,
    /// What gives back.
    CreditNote,
}

/// Why a document could not be made.
#[derive(Debug, thiserror::Error)]
pub enum DocumentError {
    /// The PDF could not be written.
    #[error("the document cannot be written: {0}")]
    Writing(String),
}

/// The document of an invoice as a PDF file. The same invoice and seller give the same bytes.
pub fn print(
    invoice: &PrintedInvoice,
    kind: DocumentKind,
    seller: &SellerConfig,
) -> Result<Vec<u8>, DocumentError> {
    let sheets = template::lay_out(invoice, kind, seller);
    let about = pdf::About {
        title: format!("{} {}", words::of(&invoice.locale).title(kind), invoice.number),
        author: seller.name.clone(),
        language: invoice.locale.clone(),
        made_at: invoice.paid_at.filter(|_| kind == DocumentKind::Receipt),
        issued_at: invoice.created_at,
    };
    pdf::write(&sheets, &about, fonts::Reader::of(&invoice.locale))
}

#[cfg(test)]
mod tests;
