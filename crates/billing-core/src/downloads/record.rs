//! A download as the journal keeps it: enough to go on with it after any cut.

use crate::documents::Wanted;
use crate::store::DocumentHash;
use crate::views::{DocumentKind, Download, DownloadForm, DownloadId, DownloadState};
use billing_contract::{
    Currency, CustomerId, DecimalAmount, Invoice, InvoiceId, InvoiceKind, InvoiceStatus,
};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::PathBuf;

/// What is known of a download beside its documents.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct DownloadRecord {
    /// Names it.
    pub id: DownloadId,
    /// Where it stands.
    pub state: DownloadState,
    /// What it becomes.
    pub form: DownloadForm,
    /// Documents that were there when this was written.
    pub done: u32,
    /// Documents in all.
    pub total: u32,
    /// The folder or file it becomes; nothing else is ever written or removed.
    pub path: PathBuf,
    /// When the person decided.
    pub began_at: DateTime<Utc>,
    /// Documents that cannot be had, by their places, with their numbers.
    #[serde(default)]
    pub refused: BTreeMap<u32, String>,
    /// Whether one of them was another document than the service names.
    #[serde(default)]
    pub is_altered: bool,
    /// What the one file hashes to that is about to get its name.
    #[serde(default)]
    pub packed: Option<String>,
}

impl DownloadRecord {
    /// Whether there is nothing left to do.
    pub(crate) fn has_ended(&self) -> bool {
        matches!(self.state, DownloadState::Done | DownloadState::Cancelled)
    }

    /// The download as it is shown; what stands in its way is known to this run alone.
    pub(crate) fn view(&self) -> Download {
        Download {
            id: self.id.clone(),
            state: self.state,
            form: self.form,
            done: self.done,
            total: self.total,
            path: self.path.to_string_lossy().into_owned(),
            began_at: self.began_at,
            refused: self.refused.values().cloned().collect(),
            problem: None,
        }
    }
}

/// One document of a download, with what the list says of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct DownloadDocument {
    /// Whose, for staff.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub customer: Option<CustomerId>,
    /// The invoice.
    pub invoice_id: InvoiceId,
    /// What its document hashes to.
    pub sha256: String,
    /// What its file is called.
    pub file: String,
    /// The number on the document.
    pub number: String,
    /// What it is.
    pub kind: InvoiceKind,
    /// The month it belongs to.
    pub period: String,
    /// Where it stands.
    pub status: InvoiceStatus,
    /// To whom it is addressed.
    pub billed_to: String,
    /// Its amount.
    pub amount: DecimalAmount,
    /// The tax in it.
    pub tax_amount: DecimalAmount,
    /// In what.
    pub currency: Currency,
    /// When it was issued.
    pub created_at: DateTime<Utc>,
    /// Until when it shall be paid.
    pub due_date: NaiveDate,
    /// When all of it was paid.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paid_at: Option<DateTime<Utc>>,
}

impl DownloadDocument {
    /// The document of an invoice, in a file of that name.
    pub(crate) fn of(invoice: Invoice, customer: Option<CustomerId>, file: String) -> Self {
        Self {
            customer,
            invoice_id: invoice.invoice_id,
            sha256: invoice.document_sha256,
            file,
            number: invoice.number,
            kind: invoice.kind,
            period: invoice.period,
            status: invoice.status,
            billed_to: invoice.billed_to,
            amount: invoice.amount,
            tax_amount: invoice.tax_amount,
            currency: invoice.currency,
            created_at: invoice.created_at,
            due_date: invoice.due_date,
            paid_at: invoice.paid_at,
        }
    }

    /// What to ask for; none if the service names no hash to check it by.
    pub(crate) fn wanted(&self) -> Option<Wanted> {
        Some(Wanted {
            customer: self.customer.clone(),
            invoice: self.invoice_id.clone(),
            kind: DocumentKind::Invoice,
            hash: DocumentHash::parse(&self.sha256)?,
        })
    }
}
