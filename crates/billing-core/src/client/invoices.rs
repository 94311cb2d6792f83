//! Invoices and their documents at the service.

use super::archive::of_customer;
use super::session::Session;
use super::{ClientError, Request};
use crate::views::DocumentKind;
use billing_contract::{CustomerId, Invoice, InvoiceId, Page, paths};
use std::sync::Arc;

/// How many invoices are asked for at once.
const PAGE: &str = "100";

/// A part of the invoices of the months from `from` to `to`, from where `cursor` says.
pub(crate) async fn invoices(
    session: &Arc<Session>,
    customer: Option<&CustomerId>,
    (from, to): (&str, &str),
    cursor: Option<&str>,
) -> Result<Page<Invoice>, ClientError> {
    let mut wanted = vec![("period_from", from), ("period_to", to), ("limit", PAGE)];
    wanted.extend(cursor.map(|cursor| ("cursor", cursor)));
    let path = of_customer(paths::PORTAL_INVOICES, customer, wanted);
    session.send(Request::large(path)).await?.read()
}

/// The bytes of a document, as they came.
pub(crate) async fn document(
    session: &Arc<Session>,
    customer: Option<&CustomerId>,
    invoice: &InvoiceId,
    kind: DocumentKind,
) -> Result<Vec<u8>, ClientError> {
    let path = match kind {
        DocumentKind::Invoice => paths::portal_invoice_pdf(invoice),
        DocumentKind::Receipt => paths::portal_invoice_receipt(invoice),
    };
    let path = of_customer(&path, customer, Vec::new());
    Ok(session.send(Request::document(path)).await?.body)
}
