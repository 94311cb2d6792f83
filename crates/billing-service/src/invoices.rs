//! Invoices, credit notes and receipts: lists, one of them, their documents.

use crate::app::App;
use crate::auth::access::OfCustomer;
use crate::body::{PageQuery, query_pairs};
use crate::documents::printing;
use crate::etag::{self, Conditions};
use crate::problem::{Refusal, field_error};
use crate::store::InvoiceFilter;
use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse as _, Response};
use billing_contract::{
    CustomerId, FieldError, Invoice, InvoiceId, InvoiceKind, InvoiceStatus, Page, paths,
};
use chrono::NaiveDate;

const LONGEST_QUERY: usize = 200;

/// The customer's invoices and credit notes, newest first.
#[utoipa::path(
    get, path = paths::PORTAL_INVOICES,
    params(
        ("status" = Option<String>, Query, description = "Where they stand"),
        ("period_from" = Option<String>, Query, description = "The first month, `YYYY-MM`"),
        ("period_to" = Option<String>, Query, description = "The last month, `YYYY-MM`"),
        ("query" = Option<String>, Query,
            description = "Part of the number, the addressee or a line")),
    responses((status = 200, body = Page<Invoice>)))]
pub async fn list_invoices(
    State(app): State<App>,
    OfCustomer(customer): OfCustomer,
    page: PageQuery,
    RawQuery(query): RawQuery,
    conditions: Conditions,
) -> Result<Response, Refusal> {
    let filter = filter(customer, query.as_deref())?;
    printing::ensure(&app, &filter.customer).await?;
    let rest = app.store().read_invoices(filter, page.after.clone(), page.limit + 1).await?;
    etag::by_content(&page.cut(rest, |invoice| invoice.invoice_id.to_string()), &conditions)
}

/// One invoice or credit note.
#[utoipa::path(
    get, path = paths::PORTAL_INVOICE,
    params(("id" = String, Path, description = "The invoice")),
    responses((status = 200, body = Invoice)))]
pub async fn read_invoice(
    State(app): State<App>,
    OfCustomer(customer): OfCustomer,
    Path(id): Path<InvoiceId>,
    conditions: Conditions,
) -> Result<Response, Refusal> {
    etag::by_content(&find(&app, &customer, &id).await?, &conditions)
}

/// The document, the same bytes for ever.
#[utoipa::path(
    get, path = paths::PORTAL_INVOICE_PDF,
    params(("id" = String, Path, description = "The invoice")),
    responses((status = 200, body = String, content_type = "application/pdf",
        description = "The file; its ETag is its SHA-256")))]
pub async fn read_document(
    State(app): State<App>,
    OfCustomer(customer): OfCustomer,
    Path(id): Path<InvoiceId>,
    conditions: Conditions,
) -> Result<Response, Refusal> {
    let invoice = find(&app, &customer, &id).await?;
    send(&app, &invoice.document_sha256, &invoice.number, &conditions).await
}

/// The receipt for an invoice that is paid.
#[utoipa::path(
    get, path = paths::PORTAL_INVOICE_RECEIPT,
    params(("id" = String, Path, description = "The invoice")),
    responses((status = 200, body = String, content_type = "application/pdf",
        description = "The file; its ETag is its SHA-256")))]
pub async fn read_receipt(
    State(app): State<App>,
    OfCustomer(customer): OfCustomer,
    Path(id): Path<InvoiceId>,
    conditions: Conditions,
) -> Result<Response, Refusal> {
    let invoice = find(&app, &customer, &id).await?;
    let sha256 = invoice.receipt_sha256.ok_or_else(Refusal::not_found)?;
    let name = format!("{}-receipt", invoice.number);
    send(&app, &sha256, &name, &conditions).await
}

async fn find(app: &App, customer: &CustomerId, id: &InvoiceId) -> Result<Invoice, Refusal> {
    let seen = app.store().read_invoice(customer, id).await?;
    let lacks_receipt = |invoice: &Invoice| {
        invoice.kind == InvoiceKind::Invoice
            && invoice.paid_at.is_some()
            && invoice.receipt_sha256.is_none()
    };
    if let Some(invoice) = seen.filter(|invoice| !lacks_receipt(invoice)) {
        return Ok(invoice);
    }
    printing::ensure(app, customer).await?;
    app.store().read_invoice(customer, id).await?.ok_or_else(Refusal::not_found)
}

async fn send(
    app: &App,
    sha256: &str,
    name: &str,
    conditions: &Conditions,
) -> Result<Response, Refusal> {
    let tag = format!("\"{sha256}\"");
    let mut response = match etag::unchanged(&tag, conditions)? {
        Some(unchanged) => unchanged,
        None => {
            let content = app.store().read_document(sha256).await?;
            let content = content.ok_or_else(|| Refusal::internal("a document vanished"))?;
            let pdf = HeaderValue::from_static("application/pdf");
            etag::tagged(([(header::CONTENT_TYPE, pdf)], content).into_response(), &tag)?
        }
    };
    let headers = response.headers_mut();
    let for_ever = HeaderValue::from_static("private, max-age=31536000, immutable");
    headers.insert(header::CACHE_CONTROL, for_ever);
    let disposition = format!("attachment; filename=\"{}.pdf\"", file_name(name));
    let disposition = HeaderValue::from_str(&disposition).map_err(Refusal::internal)?;
    headers.insert(header::CONTENT_DISPOSITION, disposition);
    Ok(response)
}

/// A name of which no system can make anything but a name.
fn file_name(name: &str) -> String {
    let is_safe = |letter: char| letter.is_ascii_alphanumeric() || letter == '-' || letter == '_';
    let safe: String = name.chars().map(|one| if is_safe(one) { one } else { '_' }).collect();
    let safe = safe.trim_start_matches('-');
    if safe.is_empty() { "document".to_owned() } else { safe.chars().take(80).collect() }
}

fn filter(customer: CustomerId, query: Option<&str>) -> Result<InvoiceFilter, Refusal> {
    let (status, period_from, period_to) = (None, None, None);
    let mut filter = InvoiceFilter { customer, status, period_from, period_to, query: None };
    let mut errors: Vec<FieldError> = Vec::new();
    for (name, value) in query_pairs(query).filter(|(_, value)| !value.is_empty()) {
        match name.as_str() {
            "status" => match InvoiceStatus::from_name(&value) {
                InvoiceStatus::Unknown => errors.push(field_error("status", "invalid")),
                status => filter.status = Some(status),
            },
            "period_from" | "period_to" if !is_month(&value) => {
                errors.push(field_error(name, "invalid"));
            }
            "period_from" => filter.period_from = Some(value),
            "period_to" => filter.period_to = Some(value),
            "query" if value.chars().count() > LONGEST_QUERY => {
                errors.push(field_error("query", "too_long"));
            }
            "query" => filter.query = Some(value),
            _ => {}
        }
    }
    if errors.is_empty() { Ok(filter) } else { Err(Refusal::invalid(errors)) }
}

fn is_month(text: &str) -> bool {
    text.len() == 7 && format!("{text}-01").parse::<NaiveDate>().is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn file_names_are_names_on_every_system() {
        assert_eq!(file_name("INV-2026-000001"), "INV-2026-000001");
        assert_eq!(file_name("../../etc/passwd"), "______etc_passwd");
        assert_eq!(file_name("a\"\r\nb\u{202e}发"), "a___b__");
        assert_eq!(file_name("--"), "document");
        assert_eq!(file_name(&"x".repeat(300)).len(), 80);
    }

    #[test]
    fn filters_are_read_and_checked() {
        let read = |query| filter(CustomerId::new("c"), Some(query));
        let asked = read("status=paid&period_from=2026-01&period_to=2026-06&query=+x%26").unwrap();
        assert_eq!(asked.status, Some(InvoiceStatus::Paid));
        assert_eq!(asked.period_from.as_deref(), Some("2026-01"));
        assert_eq!(asked.query.as_deref(), Some(" x&"));
        for wrong in ["status=great", "period_from=2026-13", "period_to=2026", "period_to=x"] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
    }
}
