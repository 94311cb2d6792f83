//! Making the documents that are missing.

use super::{DocumentKind, print};
use crate::app::App;
use crate::problem::Refusal;
use crate::store::{MadeDocument, MadeDocuments, PrintedInvoice};
use aws_lc_rs::digest;
use billing_contract::{CustomerId, InvoiceKind};
use std::fmt::Write as _;

const AT_ONCE: u32 = 32;

/// Makes sure that every invoice of the customer has its documents: what reads them calls this
/// first.
pub async fn ensure(app: &App, customer: &CustomerId) -> Result<(), Refusal> {
    loop {
        let missing = app.store().invoices_to_print(Some(customer), AT_ONCE).await?;
        if missing.is_empty() {
            return Ok(());
        }
        make(app, missing).await?;
    }
}

/// Makes the documents of what was issued since the last time; one pass.
pub(crate) async fn pass(app: &App) {
    let made = async {
        let due = app.store().invoices_to_print(None, AT_ONCE).await?;
        if due.is_empty() { Ok(()) } else { make(app, due).await }
    };
    if let Err(refusal) = made.await {
        tracing::error!(?refusal, "documents could not be made; it is tried again");
    }
}

async fn make(app: &App, invoices: Vec<PrintedInvoice>) -> Result<(), Refusal> {
    let seller = app.seller().clone();
    let draw = move || {
        invoices.iter().map(|invoice| documents_of(invoice, &seller)).collect::<Result<Vec<_>, _>>()
    };
    // Drawing keeps a core busy for some milliseconds a page.
    let made = tokio::task::spawn_blocking(draw).await.map_err(Refusal::internal)?;
    let made = made.map_err(Refusal::internal)?;
    app.store().keep_documents(made, app.clock().now()).await?;
    Ok(())
}

fn documents_of(
    invoice: &PrintedInvoice,
    seller: &crate::config::SellerConfig,
) -> Result<MadeDocuments, super::DocumentError> {
    let made = |kind| -> Result<MadeDocument, super::DocumentError> {
        let content = print(invoice, kind, seller)?;
        Ok(MadeDocument { sha256: sha256(&content), content })
    };
    let kind = match invoice.kind {
        InvoiceKind::Invoice => DocumentKind::Invoice,
        InvoiceKind::CreditNote => DocumentKind::CreditNote,
    };
    let has_receipt = invoice.kind == InvoiceKind::Invoice && invoice.paid_at.is_some();
    Ok(MadeDocuments {
        invoice: invoice.id.clone(),
        document: (!invoice.has_document).then(|| made(kind)).transpose()?,
        receipt: has_receipt.then(|| made(DocumentKind::Receipt)).transpose()?,
    })
}

fn sha256(content: &[u8]) -> String {
    let digest = digest::digest(&digest::SHA256, content);
    digest.as_ref().iter().fold(String::with_capacity(64), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
