//! Fetching documents ahead, so that they are there when the network is not.
//!
//! One after the other, the newest first, while nothing else goes on: it stops when the service is
//! out of reach, when the person downloads something, and at a number of documents and bytes, and
//! begins again when the archive has changed or the service is back.

use super::{DocumentError, Wanted, fetch, hash_of};
use crate::client::session::Session;
use crate::console::{Console, Inner};
use crate::event::Event;
use crate::store::StoreError;
use crate::views::{DocumentKind, InvoiceFilter, SyncState};
use billing_contract::{Invoice, Permission};
use chrono::{Datelike as _, Months, NaiveDate};
use std::sync::{Arc, Weak};
use std::time::Duration;
use tokio::sync::broadcast::error::RecvError;

/// How far back documents are fetched ahead.
const MONTHS: Months = Months::new(23);
/// How many invoices are looked at.
const MOST_INVOICES: u32 = 2_000;
/// How many bytes of documents are on this computer at most before none is fetched ahead.
const MOST_BYTES: u64 = 512 * 1024 * 1024;
/// The pause between two documents: nobody waits for them.
const PAUSE: Duration = Duration::from_millis(50);
/// How many documents come before screens read again.
const READ_AGAIN: u32 = 25;

/// The task: fetches ahead for the customer who is signed in, until the console is gone.
pub(crate) async fn fetch_ahead(console: Weak<Inner>, session: Arc<Session>) {
    let Some(mut events) = console.upgrade().map(|inner| inner.events.subscribe()) else { return };
    loop {
        if let Some(console) = console.upgrade().map(|inner| Console { inner })
            && console.is_idle()
            && let Err(error) = fetch_missing(console, &session).await
        {
            tracing::info!(error = &error as &dyn std::error::Error, "no documents ahead now");
        }
        loop {
            match events.recv().await {
                Ok(Event::ArchiveChanged | Event::SyncChanged) => break,
                Ok(_) | Err(RecvError::Lagged(_)) => {}
                Err(RecvError::Closed) => return,
            }
        }
    }
}

/// Why fetching ahead stopped before everything was there.
#[derive(Debug, thiserror::Error)]
enum AheadError {
    #[error(transparent)]
    Document(#[from] DocumentError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

async fn fetch_missing(console: Console, session: &Arc<Session>) -> Result<(), AheadError> {
    let owner = session.keeper().owner();
    let Some(customer) = owner.me.customer_id.clone() else { return Ok(()) };
    if !owner.me.permissions.contains(&Permission::ViewInvoices) {
        return Ok(());
    }
    let archive = console.inner.archives.of(&owner.key(), &customer)?;
    if archive.progress().await?.is_filling {
        return Ok(());
    }
    let filter = InvoiceFilter {
        period_from: Some(first_month(console.today())),
        ..InvoiceFilter::default()
    };
    let invoices = archive.whole_invoices(filter, console.today(), 0, MOST_INVOICES).await?;
    let mut bytes_kept = console.inner.documents.bytes();
    let (weak, mut fetched) = (Arc::downgrade(&console.inner), 0);
    drop(console);
    for wanted in invoices.iter().flat_map(documents_of) {
        let Some(console) = weak.upgrade().map(|inner| Console { inner }) else { return Ok(()) };
        if console.inner.documents.is_kept(wanted.hash) {
            continue;
        }
        if !console.is_idle() || bytes_kept > MOST_BYTES {
            break;
        }
        let bytes = match fetch(session, &wanted).await {
            Ok(bytes) => bytes,
            // One that is refused or spoiled does not keep the others away.
            Err(DocumentError::Altered) => continue,
            Err(DocumentError::Request(error)) if error.is_answer_of_the_service() => continue,
            Err(error) => {
                console.announce_kept(fetched);
                return Err(error.into());
            }
        };
        bytes_kept += bytes.len() as u64;
        if !console.keep_document(session, wanted.hash, bytes).await {
            break;
        }
        fetched += 1;
        if fetched % READ_AGAIN == 1 {
            console.announce_kept(fetched);
        }
        drop(console);
        tokio::time::sleep(PAUSE).await;
    }
    if let Some(console) = weak.upgrade().map(|inner| Console { inner }) {
        console.announce_kept(fetched);
    }
    Ok(())
}

impl Console {
    fn is_idle(&self) -> bool {
        self.inner.syncing.view().state == SyncState::Online && !self.inner.downloads.is_busy()
    }

    fn announce_kept(&self, fetched: u32) {
        if fetched > 0 {
            self.inner.announce(Event::InvoicesChanged);
        }
    }
}

fn documents_of(invoice: &Invoice) -> impl Iterator<Item = Wanted> + '_ {
    [DocumentKind::Invoice, DocumentKind::Receipt].into_iter().filter_map(|kind| {
        let hash = hash_of(invoice, kind)?;
        Some(Wanted { customer: None, invoice: invoice.invoice_id.clone(), kind, hash })
    })
}

fn first_month(today: NaiveDate) -> String {
    let first = today.with_day(1).and_then(|day| day.checked_sub_months(MONTHS)).unwrap_or(today);
    first.format("%Y-%m").to_string()
}
