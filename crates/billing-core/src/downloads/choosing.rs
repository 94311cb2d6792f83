//! Which documents a download is of: from this computer where everything is here, or else asked of
//! the service.

use super::record::DownloadDocument;
use crate::client;
use crate::client::session::Session;
use crate::console::Console;
use crate::documents::naming::{Names, USUAL_TEMPLATE, stem_of};
use crate::error::{CommandError, CommandErrorCode};
use crate::store::archive::Archive;
use crate::views::{DownloadChoice, InvoiceFilter};
use billing_contract::{CustomerId, FieldError, Invoice, InvoiceId, InvoiceStatus};
use chrono::Datelike as _;
use std::collections::HashSet;
use std::sync::Arc;

/// How many invoices are read at once.
const PART: u32 = 1_000;
/// More pages of one customer are not asked for.
const MOST_PAGES: u32 = 10_000;

/// What was chosen.
pub(super) struct Chosen {
    /// What the folder or file is called.
    pub stem: String,
    /// The documents, each with a name that no other has.
    pub documents: Vec<DownloadDocument>,
}

/// Takes invoices in and gives each file its name.
struct Choosing<'a> {
    template: &'a str,
    names: Names,
    seen: HashSet<InvoiceId>,
    documents: Vec<DownloadDocument>,
}

impl Choosing<'_> {
    fn add(&mut self, invoice: Invoice, customer: Option<&CustomerId>) {
        // What was not issued has no document.
        if invoice.status != InvoiceStatus::Draft && self.seen.insert(invoice.invoice_id.clone()) {
            let file = self.names.take(&stem_of(self.template, &invoice), "pdf");
            self.documents.push(DownloadDocument::of(invoice, customer.cloned(), file));
        }
    }
}

impl Console {
    pub(super) async fn choose_documents(
        &self,
        session: &Arc<Session>,
        choice: &DownloadChoice,
        template: Option<&str>,
    ) -> Result<Chosen, CommandError> {
        let template = template.filter(|template| !template.trim().is_empty());
        let mut choosing = Choosing {
            template: template.unwrap_or(USUAL_TEMPLATE),
            names: Names::default(),
            seen: HashSet::new(),
            documents: Vec::new(),
        };
        let not_found = || CommandError::new(CommandErrorCode::NotFound);
        let stem = match choice {
            DownloadChoice::These { customer, invoice_ids } => {
                let archive = self.archive_of(customer.as_ref())?.ok_or_else(not_found)?;
                let customer = self.in_place_of(session, &archive);
                for id in invoice_ids {
                    let invoice = archive.invoice(id.clone()).await?.ok_or_else(not_found)?;
                    choosing.add(invoice, customer.as_ref());
                }
                format!("invoices_{}", self.today())
            }
            DownloadChoice::Filtered { filter } => {
                let archive = self.archive_of(filter.customer.as_ref())?.ok_or_else(not_found)?;
                self.choose_here(session, &archive, filter, &mut choosing).await?;
                format!("invoices_{}", self.today())
            }
            DownloadChoice::Year { customers, year } => {
                let year = valid(*year)?;
                if customers.is_empty() {
                    if session.keeper().owner().me.customer_id.is_none() {
                        return Err(invalid("customers", "required"));
                    }
                    self.choose_year(session, None, year, &mut choosing).await?;
                }
                for customer in customers {
                    self.choose_year(session, Some(customer), year, &mut choosing).await?;
                }
                format!("invoices_{year}")
            }
        };
        if choosing.documents.is_empty() {
            return Err(not_found());
        }
        Ok(Chosen { stem, documents: choosing.documents })
    }

    async fn choose_year(
        &self,
        session: &Arc<Session>,
        customer: Option<&CustomerId>,
        year: i32,
        choosing: &mut Choosing<'_>,
    ) -> Result<(), CommandError> {
        if let Some(archive) = self.archive_of(customer)?
            && archive.progress().await?.shown.confirmed_at.is_some()
        {
            let filter = InvoiceFilter { year: Some(year), ..InvoiceFilter::default() };
            return self.choose_here(session, &archive, &filter, choosing).await;
        }
        let is_staff = session.keeper().owner().me.customer_id.is_none();
        let customer = customer.filter(|_| is_staff);
        // The service is asked by the months that are charged: those around the year hold all that
        // was issued in it.
        let (from, to) = (format!("{:04}-01", year - 1), format!("{:04}-12", year + 1));
        let mut cursor = None;
        for _ in 0..MOST_PAGES {
            let page =
                client::invoices::invoices(session, customer, (&from, &to), cursor.as_deref())
                    .await;
            let page = self.heard(session, page).await?;
            for invoice in page.items.into_iter().filter(|one| one.created_at.year() == year) {
                choosing.add(invoice, customer);
            }
            match page.next_cursor {
                Some(next) if cursor.as_ref() != Some(&next) => cursor = Some(next),
                _ => break,
            }
        }
        Ok(())
    }

    async fn choose_here(
        &self,
        session: &Arc<Session>,
        archive: &Archive,
        filter: &InvoiceFilter,
        choosing: &mut Choosing<'_>,
    ) -> Result<(), CommandError> {
        let (customer, today) = (self.in_place_of(session, archive), self.today());
        let mut offset = 0;
        loop {
            let part = archive.whole_invoices(filter.clone(), today, offset, PART).await?;
            let is_last = part.len() < PART as usize;
            for invoice in part {
                choosing.add(invoice, customer.as_ref());
            }
            if is_last {
                return Ok(());
            }
            // A part overlaps with the one before, so that one that has gone meanwhile moves none
            // out of sight; what is seen twice counts once.
            offset += PART - PART / 10;
        }
    }

    /// Whom to name to the service: staff name the customer, everybody else nobody.
    fn in_place_of(&self, session: &Session, archive: &Archive) -> Option<CustomerId> {
        let is_staff = session.keeper().owner().me.customer_id.is_none();
        is_staff.then(|| archive.customer().clone())
    }
}

fn valid(year: i32) -> Result<i32, CommandError> {
    if (1900..=9998).contains(&year) { Ok(year) } else { Err(invalid("year", "out_of_range")) }
}

fn invalid(field: &str, code: &str) -> CommandError {
    let mut error = CommandError::new(CommandErrorCode::InvalidFields);
    error.fields = vec![FieldError { field: field.to_owned(), code: code.to_owned() }];
    error
}
