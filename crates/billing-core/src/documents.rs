//! Documents: kept on this computer under their hashes.
//!
//! One life of a document: the archive says that there is an invoice, and what its document hashes
//! to. The document is fetched ahead, or when somebody looks at it; its bytes are hashed before
//! anything else is done with them, and what is not the document that was named goes nowhere. Then
//! it lies in the folder of documents, to be seen without a network, until its owner signs out.

pub(crate) mod ahead;
pub(crate) mod naming;

use crate::client::session::Session;
use crate::client::{self, ClientError};
use crate::console::Console;
use crate::error::{CommandError, CommandErrorCode, Retry};
use crate::event::Event;
use crate::store::archive::Archive;
use crate::store::{DocumentHash, KeepError, OwnerKey, StoreError};
use crate::views::{Document, DocumentKind, DocumentOf, SavedFile};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use billing_contract::{CustomerId, Invoice, InvoiceId};
use naming::safe_stem;
use std::collections::HashSet;
use std::sync::Arc;

/// Names a document wherever it comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Wanted {
    /// Whose, for staff; none is one's own.
    pub customer: Option<CustomerId>,
    /// The invoice.
    pub invoice: InvoiceId,
    /// Which of its documents.
    pub kind: DocumentKind,
    /// What its bytes hash to.
    pub hash: DocumentHash,
}

/// Why a document is not to be had.
#[derive(Debug, thiserror::Error)]
pub(crate) enum DocumentError {
    /// The service did not give it.
    #[error("the document was not given")]
    Request(#[from] ClientError),
    /// What the service gave is not what it says the document is.
    #[error("the document is not the one that was named")]
    Altered,
}

impl Console {
    /// A document: from this computer, or else from the service and then kept here.
    pub async fn invoice_document(&self, request: DocumentOf) -> Result<Document, CommandError> {
        let (stem, hash, bytes) = self.find_document(request).await?;
        Ok(Document {
            file_name: format!("{stem}.pdf"),
            sha256: hash.to_string(),
            bytes: u32::try_from(bytes.len()).unwrap_or(u32::MAX),
            base64: BASE64.encode(&bytes),
        })
    }

    /// Writes a document into the folder for downloads.
    pub async fn save_document(&self, request: DocumentOf) -> Result<SavedFile, CommandError> {
        let (stem, _, bytes) = self.find_document(request).await?;
        self.save_for_person(stem, "pdf", bytes).await
    }

    async fn find_document(
        &self,
        request: DocumentOf,
    ) -> Result<(String, DocumentHash, Vec<u8>), CommandError> {
        let not_found = || CommandError::new(CommandErrorCode::NotFound);
        let session = self.inner.session()?;
        let archive = self.archive_of(request.customer.as_ref())?.ok_or_else(not_found)?;
        let invoice = archive.invoice(request.invoice_id).await?.ok_or_else(not_found)?;
        let customer = session.keeper().owner().me.customer_id.is_none();
        let wanted = Wanted {
            customer: customer.then(|| archive.customer().clone()),
            invoice: invoice.invoice_id.clone(),
            kind: request.document,
            hash: hash_of(&invoice, request.document).ok_or_else(not_found)?,
        };
        let stem = match request.document {
            DocumentKind::Invoice => safe_stem(&invoice.number),
            DocumentKind::Receipt => safe_stem(&format!("{}_receipt", invoice.number)),
        };
        if let Some(bytes) = self.kept_document(wanted.hash).await {
            return Ok((stem, wanted.hash, bytes));
        }
        let fetched = fetch(&session, &wanted).await;
        match fetched {
            Ok(bytes) => {
                self.heard(&session, Ok(())).await?;
                if self.keep_document(&session, wanted.hash, bytes.clone()).await {
                    self.inner.announce(Event::InvoicesChanged);
                }
                Ok((stem, wanted.hash, bytes))
            }
            Err(DocumentError::Altered) => {
                Err(CommandError::new(CommandErrorCode::DocumentAltered).retry(Retry::Now))
            }
            Err(DocumentError::Request(error)) => self.heard(&session, Err(error)).await,
        }
    }

    /// Whether a document is on this computer: they lie under their hashes.
    pub(crate) fn is_document_kept(&self, sha256: &str) -> bool {
        DocumentHash::parse(sha256).is_some_and(|hash| self.inner.documents.is_kept(hash))
    }

    /// The bytes of a document, if they are on this computer.
    pub(crate) async fn kept_document(&self, hash: DocumentHash) -> Option<Vec<u8>> {
        let inner = Arc::clone(&self.inner);
        tokio::task::spawn_blocking(move || inner.documents.read(hash)).await.ok().flatten()
    }

    /// Keeps a document for the next time; it can be shown all the same if that fails.
    async fn keep_document(&self, session: &Session, hash: DocumentHash, bytes: Vec<u8>) -> bool {
        let (inner, owner) = (Arc::clone(&self.inner), session.keeper().owner().key());
        let keeping = move || inner.documents.keep(&owner, hash, &bytes);
        let kept = tokio::task::spawn_blocking(keeping).await.unwrap_or(Err(KeepError::OwnerLeft));
        match kept {
            Ok(()) => true,
            Err(error) => {
                let error = &error as &dyn std::error::Error;
                tracing::warn!(error, %hash, "a document is not kept");
                false
            }
        }
    }

    /// The bytes of each document of an archive that is on this computer.
    pub(crate) async fn kept_documents_of(
        &self,
        archive: &Archive,
    ) -> Result<Vec<u64>, StoreError> {
        let inner = Arc::clone(&self.inner);
        let all = tokio::task::spawn_blocking(move || inner.documents.all()).await;
        let all = all.map_err(|_ended| StoreError::Closed)?;
        if all.is_empty() {
            return Ok(Vec::new());
        }
        let named = archive.document_hashes().await?;
        let hashes = named.iter().filter_map(|digits| DocumentHash::parse(digits));
        Ok(hashes.filter_map(|hash| all.get(&hash).copied()).collect())
    }

    /// Removes every document that is of none of these customers, after the archives of others.
    pub(crate) async fn keep_documents_of(
        &self,
        owner: &OwnerKey,
        customers: &[CustomerId],
    ) -> Result<(), StoreError> {
        let mut wanted = HashSet::new();
        for customer in customers {
            let named = self.inner.archives.of(owner, customer)?.document_hashes().await?;
            wanted.extend(named.iter().filter_map(|digits| DocumentHash::parse(digits)));
        }
        let inner = Arc::clone(&self.inner);
        let removing = move || inner.documents.keep_only(&wanted);
        tokio::task::spawn_blocking(removing).await.map_err(|_ended| StoreError::Closed)
    }

    /// Removes every document for good, as somebody leaves.
    pub(crate) async fn forget_documents(&self) -> Result<(), StoreError> {
        let inner = Arc::clone(&self.inner);
        let forgotten = tokio::task::spawn_blocking(move || inner.documents.forget()).await;
        match forgotten {
            Ok(Ok(())) => Ok(()),
            Ok(Err(error)) => {
                tracing::error!(%error, "the documents could not be removed");
                Err(StoreError::NotKept)
            }
            Err(_) => Err(StoreError::Closed),
        }
    }
}

/// What the service says that a document hashes to; none if there is no such document.
pub(crate) fn hash_of(invoice: &Invoice, kind: DocumentKind) -> Option<DocumentHash> {
    match kind {
        DocumentKind::Invoice => DocumentHash::parse(&invoice.document_sha256),
        DocumentKind::Receipt => DocumentHash::parse(invoice.receipt_sha256.as_deref()?),
    }
}

/// Fetches a document from the service; what is answered has the hash that was named.
pub(crate) async fn fetch(
    session: &Arc<Session>,
    wanted: &Wanted,
) -> Result<Vec<u8>, DocumentError> {
    let customer = wanted.customer.as_ref();
    let bytes = client::invoices::document(session, customer, &wanted.invoice, wanted.kind).await?;
    if DocumentHash::of(&bytes) != wanted.hash {
        tracing::error!(invoice = %wanted.invoice, "the service gave another document than it names");
        return Err(DocumentError::Altered);
    }
    Ok(bytes)
}
