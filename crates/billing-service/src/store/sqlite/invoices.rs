//! Invoices as they are read, and their documents.

use super::columns::{Columns, change, first_row, moment, rows};
use super::{SqliteStore, changes, invoicing};
use crate::store::{
    InvoiceBooks, InvoiceFilter, MadeDocument, MadeDocuments, PrintedInvoice, PrintedLine,
    StoreError,
};
use async_trait::async_trait;
use billing_contract::{
    ChangeKind, Currency, CustomerId, Invoice, InvoiceId, InvoiceLine, InvoiceStatus, Money,
};
use chrono::{DateTime, Utc};
use rusqlite::{Connection, ToSql, params};
use std::collections::BTreeMap;

#[async_trait]
impl InvoiceBooks for SqliteStore {
    async fn read_invoices(
        &self,
        filter: InvoiceFilter,
        after: Option<String>,
        limit: u32,
    ) -> Result<Vec<Invoice>, StoreError> {
        self.readers.read(move |sql| list(sql, &filter, after.as_deref(), limit)).await
    }

    async fn read_invoice(
        &self,
        customer: &CustomerId,
        id: &InvoiceId,
    ) -> Result<Option<Invoice>, StoreError> {
        let (customer, id) = (customer.clone(), id.clone());
        self.readers.read(move |sql| one(sql, &customer, id.as_str())).await
    }

    async fn read_document(&self, sha256: &str) -> Result<Option<Vec<u8>>, StoreError> {
        let sha256 = sha256.to_owned();
        self.readers
            .read(move |sql| {
                let question = "SELECT content FROM documents WHERE sha256 = $1";
                first_row(sql, question, [&sha256], |row| row.get("content"))
            })
            .await
    }

    async fn invoices_to_print(
        &self,
        customer: Option<&CustomerId>,
        limit: u32,
    ) -> Result<Vec<PrintedInvoice>, StoreError> {
        let customer = customer.cloned();
        self.readers.read(move |sql| to_print(sql, customer.as_ref(), limit)).await
    }

    async fn set_tax_rates(&self, rates: BTreeMap<String, u32>) -> Result<(), StoreError> {
        self.writer.write(move |sql| invoicing::set_tax_rates(sql, &rates)).await
    }

    async fn keep_documents(
        &self,
        made: Vec<MadeDocuments>,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        self.writer.write(move |sql| made.iter().try_for_each(|one| keep(sql, one, now))).await
    }
}

/// One invoice of a customer, if its document is there.
pub fn one(
    sql: &Connection,
    customer: &CustomerId,
    id: &str,
) -> Result<Option<Invoice>, StoreError> {
    let question = "SELECT * FROM invoices \
         WHERE id = $2 AND customer_id = $1 AND document_sha256 IS NOT NULL";
    let found = first_row(sql, question, [customer.as_str(), id], |row| read(&row))?;
    found.map(|invoice| with_lines(sql, invoice)).transpose()
}

/// At most `limit` of the customer's invoices of one month whose documents are there, newest first
/// and older than `after`, if that is not empty.
pub fn of_month(
    sql: &Connection,
    customer: &CustomerId,
    period: &str,
    after: &str,
    limit: u32,
) -> Result<Vec<Invoice>, StoreError> {
    let question = "SELECT * FROM invoices WHERE customer_id = $1 AND period = $2 \
         AND ($3 = '' OR id < $3) AND document_sha256 IS NOT NULL ORDER BY id DESC LIMIT $4";
    fetch(sql, question, params![customer.as_str(), period, after, limit])
}

fn list(
    sql: &Connection,
    filter: &InvoiceFilter,
    after: Option<&str>,
    limit: u32,
) -> Result<Vec<Invoice>, StoreError> {
    let query = filter.query.as_ref().map(|query| query.trim().to_lowercase());
    let question = "SELECT * FROM invoices i WHERE i.customer_id = $1 \
         AND i.document_sha256 IS NOT NULL AND ($2 IS NULL OR i.status = $2) \
         AND ($3 IS NULL OR i.period >= $3) AND ($4 IS NULL OR i.period <= $4) \
         AND ($5 IS NULL OR instr(lower(i.number), $5) > 0 OR instr(lower(i.billed_to), $5) > 0 \
             OR EXISTS (SELECT 1 FROM invoice_lines l WHERE l.invoice_id = i.id \
                 AND instr(lower(l.description), $5) > 0)) \
         AND ($6 IS NULL OR i.id < $6) ORDER BY i.id DESC LIMIT $7";
    let values = params![
        filter.customer.as_str(),
        filter.status.map(InvoiceStatus::as_str),
        filter.period_from,
        filter.period_to,
        query,
        after,
        limit,
    ];
    fetch(sql, question, values)
}

fn fetch(
    sql: &Connection,
    question: &str,
    values: &[&dyn ToSql],
) -> Result<Vec<Invoice>, StoreError> {
    let invoices = rows(sql, question, values, |row| read(&row))?;
    invoices.into_iter().map(|invoice| with_lines(sql, invoice)).collect()
}

fn read(row: &Columns<'_>) -> Result<Invoice, StoreError> {
    let amount = row.money("amount_minor")?;
    Ok(Invoice {
        invoice_id: row.id("id")?,
        number: row.get("number")?,
        kind: row.word("kind")?,
        amount: amount.to_decimal(),
        currency: amount.currency,
        tax_amount: row.money("tax_minor")?.to_decimal(),
        period: row.get("period")?,
        status: InvoiceStatus::from_name(&row.get::<String>("status")?),
        created_at: row.moment("created_at")?,
        due_date: row.day("due_date")?,
        paid_at: row.optional_moment("paid_at")?,
        billed_to: row.get("billed_to")?,
        order_id: row.optional_id("order_id")?,
        corrects: row.optional_id("corrects")?,
        lines: Vec::new(),
        document_sha256: row.get("document_sha256")?,
        receipt_sha256: row.get("receipt_sha256")?,
    })
}

fn with_lines(sql: &Connection, invoice: Invoice) -> Result<Invoice, StoreError> {
    let amount = |minor| Money::new(minor, invoice.currency).to_decimal();
    let lines = printed_lines(sql, invoice.invoice_id.as_str())?.into_iter();
    let lines = lines.map(|line| InvoiceLine {
        description: line.description,
        quantity: line.quantity,
        unit_amount: amount(line.unit_minor),
        amount: amount(line.amount_minor),
        tax_amount: amount(line.tax_minor),
    });
    let lines = lines.collect();
    Ok(Invoice { lines, ..invoice })
}

/// The lines of an invoice in their order.
pub fn printed_lines(sql: &Connection, invoice: &str) -> Result<Vec<PrintedLine>, StoreError> {
    let question = "SELECT * FROM invoice_lines WHERE invoice_id = $1 ORDER BY position";
    rows(sql, question, [invoice], |row| {
        Ok(PrintedLine {
            description: row.get("description")?,
            quantity: row.get("quantity")?,
            unit_minor: row.get("unit_minor")?,
            amount_minor: row.get("amount_minor")?,
            tax_minor: row.get("tax_minor")?,
            tax_basis_points: row.get("tax_basis_points")?,
        })
    })
}

const PRINTED: &str = "SELECT i.*, c.number AS corrects_number, o.order_no AS order_no \
     FROM invoices i LEFT JOIN invoices c ON c.id = i.corrects \
     LEFT JOIN orders o ON o.id = i.order_id";

fn to_print(
    sql: &Connection,
    customer: Option<&CustomerId>,
    limit: u32,
) -> Result<Vec<PrintedInvoice>, StoreError> {
    let invoices = match customer {
        Some(customer) => {
            let question = format!(
                "{PRINTED} WHERE i.customer_id = $1 AND (i.document_sha256 IS NULL \
                 OR (i.paid_at IS NOT NULL AND i.kind = 'invoice' AND i.receipt_sha256 IS NULL)) \
                 ORDER BY i.id DESC LIMIT $2"
            );
            rows(sql, &question, params![customer.as_str(), limit], |row| printed(&row))?
        }
        None => {
            let question = format!(
                "{PRINTED} WHERE i.document_due_at IS NOT NULL ORDER BY i.document_due_at LIMIT $1"
            );
            rows(sql, &question, [limit], |row| printed(&row))?
        }
    };
    let with_lines = |invoice: PrintedInvoice| {
        let lines = printed_lines(sql, invoice.id.as_str())?;
        Ok(PrintedInvoice { lines, ..invoice })
    };
    invoices.into_iter().map(with_lines).collect()
}

fn printed(row: &Columns<'_>) -> Result<PrintedInvoice, StoreError> {
    let currency: Currency = row.currency("currency")?;
    Ok(PrintedInvoice {
        id: row.id("id")?,
        number: row.get("number")?,
        corrects_number: row.get("corrects_number")?,
        kind: row.word("kind")?,
        amount: Money::new(row.get("amount_minor")?, currency),
        tax_minor: row.get("tax_minor")?,
        period: row.get("period")?,
        created_at: row.moment("created_at")?,
        due_date: row.day("due_date")?,
        paid_at: row.optional_moment("paid_at")?,
        order_no: row.get("order_no")?,
        billed_to: row.get("billed_to")?,
        billed_to_contact: row.get("billed_to_contact")?,
        billed_to_address: row.get("billed_to_address")?,
        billed_to_tax_id: row.get("billed_to_tax_id")?,
        locale: row.get("locale")?,
        is_test: row.get("is_test")?,
        has_document: row.get::<Option<String>>("document_sha256")?.is_some(),
        lines: Vec::new(),
    })
}

fn keep(sql: &Connection, made: &MadeDocuments, now: DateTime<Utc>) -> Result<(), StoreError> {
    for document in [&made.document, &made.receipt].into_iter().flatten() {
        let statement = "INSERT INTO documents (sha256, content, created_at) VALUES ($1, $2, $3) \
             ON CONFLICT (sha256) DO NOTHING";
        change(sql, statement, params![document.sha256, document.content, moment(now)])?;
    }
    let name = |document: &Option<MadeDocument>| document.as_ref().map(|one| one.sha256.clone());
    let question = "SELECT customer_id, document_due_at FROM invoices WHERE id = $1";
    let due = first_row(sql, question, [made.invoice.as_str()], |row| {
        let customer: CustomerId = row.id("customer_id")?;
        Ok(row.optional_moment("document_due_at")?.map(|_| customer))
    })?;
    let statement = "UPDATE invoices SET document_sha256 = coalesce(document_sha256, $2), \
         receipt_sha256 = coalesce(receipt_sha256, $3), document_due_at = NULL WHERE id = $1";
    let values = params![made.invoice.as_str(), name(&made.document), name(&made.receipt)];
    change(sql, statement, values)?;
    // From now on it is seen.
    if let Some(customer) = due.flatten() {
        let id = made.invoice.as_str();
        changes::record(sql, Some(&customer), ChangeKind::Invoice, id, now)?;
    }
    Ok(())
}
