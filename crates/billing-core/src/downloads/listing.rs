//! What lies beside the documents of a download: the manifest and the list.

use super::placing::present_documents;
use super::record::{DownloadDocument, DownloadRecord};
use crate::saving::spreadsheet_field as field;
use crate::store::DocumentHash;
use billing_contract::{Currency, DecimalAmount, InvoiceKind};
use chrono::{DateTime, Utc};
use serde::Serialize;

const MANIFEST: &str = "manifest.json";
const LIST: &str = "invoices.csv";

/// What the files beside the documents are called.
pub(super) const NAMES: [&str; 2] = [LIST, MANIFEST];

/// Which files there are, so that each can be checked years later.
#[derive(Serialize)]
struct Manifest<'a> {
    began_at: DateTime<Utc>,
    documents: Vec<ManifestDocument<'a>>,
    list: ManifestFile<'a>,
    refused: Vec<&'a str>,
}

#[derive(Serialize)]
struct ManifestDocument<'a> {
    file: &'a str,
    sha256: &'a str,
    number: &'a str,
    invoice_id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    customer_id: Option<&'a str>,
}

#[derive(Serialize)]
struct ManifestFile<'a> {
    file: &'a str,
    sha256: String,
}

/// The list and the manifest, in the order in which they are written: the manifest, which says
/// that everything is there, comes last.
pub(super) fn files(
    record: &DownloadRecord,
    documents: &[DownloadDocument],
) -> [(&'static str, Vec<u8>); 2] {
    let list = list(record, documents).into_bytes();
    let manifest = Manifest {
        began_at: record.began_at,
        documents: present_documents(record, documents)
            .map(|(_, document)| ManifestDocument {
                file: &document.file,
                sha256: &document.sha256,
                number: &document.number,
                invoice_id: document.invoice_id.as_str(),
                customer_id: document.customer.as_ref().map(|customer| customer.as_str()),
            })
            .collect(),
        list: ManifestFile { file: LIST, sha256: DocumentHash::of(&list).to_string() },
        refused: record.refused.values().map(String::as_str).collect(),
    };
    let manifest = serde_json::to_vec_pretty(&manifest).expect("plain values become JSON");
    [(LIST, list), (MANIFEST, manifest)]
}

/// A row for each document; the mark in front tells spreadsheets that it is UTF-8.
fn list(record: &DownloadRecord, documents: &[DownloadDocument]) -> String {
    let mut text = String::from(
        "\u{feff}number,kind,date,period,status,billed_to,amount,tax_amount,currency,due_date,\
         paid_at,file,sha256\r\n",
    );
    for (_, document) in present_documents(record, documents) {
        let kind = match document.kind {
            InvoiceKind::Invoice => "invoice",
            InvoiceKind::CreditNote => "credit_note",
        };
        let columns = [
            field(&document.number),
            kind.to_owned(),
            document.created_at.date_naive().to_string(),
            field(&document.period),
            document.status.as_str().to_owned(),
            field(&document.billed_to),
            amount(&document.amount, document.currency),
            amount(&document.tax_amount, document.currency),
            document.currency.code().to_owned(),
            document.due_date.to_string(),
            document.paid_at.map(|moment| moment.to_rfc3339()).unwrap_or_default(),
            field(&document.file),
            field(&document.sha256),
        ];
        text.push_str(&columns.join(","));
        text.push_str("\r\n");
    }
    text
}

/// A number may begin with a minus and be no formula; anything else is a text.
fn amount(amount: &DecimalAmount, currency: Currency) -> String {
    match amount.in_currency(currency) {
        Ok(money) => money.to_decimal().as_str().to_owned(),
        Err(_) => field(amount.as_str()),
    }
}
