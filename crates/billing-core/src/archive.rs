//! The archive: what is on this computer of usage, invoices and credits, and how complete it is.
//!
//! One life of an archive: it begins empty when its customer signs in, or when staff look at a
//! customer. Page after page of the change feed is written, the newest month first, each with the
//! cursor behind it, so that a cut or a killed process costs at most the page that was under way,
//! and the first screen is there after one page. Once the walk through everything has ended, each
//! sync asks what has changed since, and the service's stream wakes the sync: an unchanged archive
//! costs one empty answer. If the service has forgotten the cursor, everything is fetched anew
//! beside what is shown, and takes its place when it is complete. Signing out removes it.
//!
//! Catching up is part of a sync, with its errors. Filling is not: it takes as long as it takes,
//! and goes on by itself when the service is within reach again.

use crate::client::session::Session;
use crate::client::{self, ClientError, retry};
use crate::clock::Moment;
use crate::console::{Console, Inner};
use crate::error::{CommandError, CommandErrorCode};
use crate::event::Event;
use crate::figures::moment_as_of;
use crate::store::archive::{Archive as ArchiveStore, Brought, PageError, Progress};
use crate::store::{Kind, StoreError};
use crate::sync::{PassError, is_out_of_reach};
use crate::views::{Archive, ArchiveOf};
use billing_contract::{CustomerId, ErrorCode, Me, Permission, UsageOverview};
use chrono::{DateTime, Datelike as _, NaiveDate, Utc};
use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Duration;
use tokio::sync::Notify;
use tokio::time::Instant;

/// How many changes the first page has, so that the first screen is there soon.
const FIRST_PAGE: u32 = 1_000;
/// How many changes the others have.
const PAGE: u32 = 5_000;
/// How often screens read again while an archive fills.
const READ_AGAIN: Duration = Duration::from_millis(400);

/// Which archives fill just now, and what wakes them when the service is back.
#[derive(Default)]
pub(crate) struct Filling {
    under_way: Mutex<HashSet<(usize, CustomerId)>>,
    wake: Notify,
}

impl Filling {
    /// The service is within reach: whoever waits for it tries again now.
    pub(crate) fn wake(&self) {
        self.wake.notify_waiters();
    }

    /// Waits until the service is within reach.
    pub(crate) async fn woken(&self) {
        self.wake.notified().await;
    }
}

/// How far a walk along the feed has come.
enum Reached {
    /// Nothing is missing.
    End,
    /// The service has forgotten the cursor: everything is to be fetched anew.
    Beginning,
}

impl Console {
    /// How complete an archive is.
    pub async fn archive(&self, request: ArchiveOf) -> Result<Archive, CommandError> {
        let session = self.inner.session()?;
        let Some(archive) = self.archive_of(request.customer.as_ref())? else {
            return Ok(Archive {
                as_of: None,
                is_filling: false,
                usage_days: 0,
                invoices: 0,
                documents: 0,
                bytes: 0,
            });
        };
        let (progress, contents) = (archive.progress().await?, archive.contents().await?);
        let owner = session.keeper().owner().key();
        let sizes = self.kept_documents_of(&archive).await?;
        Ok(Archive {
            as_of: progress.shown.confirmed_at.and_then(|_| self.archive_as_of(&progress)),
            is_filling: progress.is_filling,
            usage_days: contents.usage_days,
            invoices: contents.invoices,
            documents: u32::try_from(sizes.len()).unwrap_or(u32::MAX),
            bytes: self.inner.archives.bytes_of(&owner, archive.customer())
                + sizes.iter().sum::<u64>(),
        })
    }

    /// The archive of a customer, or one's own; none if staff have never looked at that customer.
    pub(crate) fn archive_of(
        &self,
        customer: Option<&CustomerId>,
    ) -> Result<Option<Arc<ArchiveStore>>, CommandError> {
        let owner = self.inner.session()?.keeper().owner();
        let customer = match (&owner.me.customer_id, customer) {
            (Some(own), None) => own.clone(),
            (Some(own), Some(wanted)) if own == wanted => own.clone(),
            (Some(_), Some(_)) => return Err(CommandError::new(CommandErrorCode::NotAllowed)),
            (None, Some(wanted)) if self.kept_customers().contains(wanted) => wanted.clone(),
            (None, _) => return Ok(None),
        };
        Ok(Some(self.inner.archives.of(&owner.key(), &customer)?))
    }

    /// The age of what an archive shows: when nothing was missing, or while it fills for the first
    /// time, when its last page came; none before the first.
    pub(crate) fn archive_as_of(&self, progress: &Progress) -> Option<DateTime<Utc>> {
        let confirmed = progress.shown.confirmed_at.or(progress.shown.page_at)?;
        let now = Moment::of(&*self.inner.options.clock);
        Some(moment_as_of(confirmed, progress.confirmed_monotonic, now))
    }

    /// Whose archives are kept on this computer: one's own, or those staff have looked at.
    pub(crate) fn archived_customers(&self, me: &Me) -> Vec<CustomerId> {
        match &me.customer_id {
            Some(own) if may_see_any(me) => vec![own.clone()],
            Some(_) => Vec::new(),
            None => self.kept_customers(),
        }
    }

    /// Today, as invoices become overdue.
    pub(crate) fn today(&self) -> NaiveDate {
        self.inner.options.clock.now().date_naive()
    }

    /// Brings every archive up to date that is complete, and lets the others fill.
    pub(crate) async fn sync_archives(
        &self,
        session: &Arc<Session>,
        language: &str,
    ) -> Result<(), PassError> {
        let me = session.keeper().owner().me;
        let customers = self.archived_customers(&me);
        let owner = session.keeper().owner().key();
        if me.customer_id.is_none() {
            self.inner.archives.keep_only(&owner, &customers).await;
        }
        let mut first_failure = Ok(());
        for customer in customers {
            let result = self.sync_archive(session, &customer, language).await;
            let result = match result {
                Err(PassError::Request(error)) if is_closed_to_us(&error) => {
                    tracing::info!(%error, "an archive is not for this person");
                    if me.customer_id.is_none() {
                        self.stop_keeping(&owner, &customer).await?;
                    }
                    Ok(())
                }
                result => result,
            };
            first_failure = first_failure.and(result);
        }
        self.inner.filling.wake();
        first_failure
    }

    /// Brings one archive up to date, or lets it fill.
    pub(crate) async fn sync_archive(
        &self,
        session: &Arc<Session>,
        customer: &CustomerId,
        language: &str,
    ) -> Result<(), PassError> {
        let owner = session.keeper().owner();
        if owner.me.customer_id.is_none() {
            self.fetch_customer(session, customer, language).await?;
        }
        let may = |permission| owner.me.permissions.contains(&permission);
        if may(Permission::ViewUsage) {
            self.fetch_usage_overview(session, customer, language).await?;
        }
        let crediting = async {
            match may(Permission::ViewCredits) {
                true => self.fetch_credits(session, customer, language).await,
                false => Ok(()),
            }
        };
        let following = self.follow_archive(session, customer);
        let (credited, followed) = futures_util::future::join(crediting, following).await;
        followed.and(credited)
    }

    async fn follow_archive(
        &self,
        session: &Arc<Session>,
        customer: &CustomerId,
    ) -> Result<(), PassError> {
        let owner = session.keeper().owner();
        let archive = self.inner.archives.of(&owner.key(), customer)?;
        let is_filling = archive.progress().await?.is_filling;
        if !is_filling {
            let console = Arc::downgrade(&self.inner);
            if let Reached::End = follow(&console, session, customer, false).await? {
                return Ok(());
            }
        }
        self.fill_archive(session, customer);
        Ok(())
    }

    /// Lets an archive fill in the background, if it does not already.
    pub(crate) fn fill_archive(&self, session: &Arc<Session>, customer: &CustomerId) {
        let key = (Arc::as_ptr(session) as usize, customer.clone());
        let mut under_way =
            self.inner.filling.under_way.lock().unwrap_or_else(PoisonError::into_inner);
        if !under_way.insert(key.clone()) {
            return;
        }
        drop(under_way);
        let (console, session) = (Arc::downgrade(&self.inner), Arc::clone(session));
        tokio::spawn(async move {
            let leaving = Leaving { console: console.clone(), key };
            fill(&console, &session, &leaving.key.1).await;
        });
    }

    async fn fetch_usage_overview(
        &self,
        session: &Arc<Session>,
        customer: &CustomerId,
        language: &str,
    ) -> Result<(), PassError> {
        let owner = session.keeper().owner();
        let kind = usage_overview_kind(&owner.me, customer);
        let etag = self.etag::<UsageOverview>(&kind, language);
        let today = self.today();
        let days = (today.with_day(1).unwrap_or(today), today);
        let staff_of = owner.me.customer_id.is_none().then_some(customer);
        let fetched =
            client::archive::usage_overview(session, staff_of, days, etag.as_deref(), language)
                .await?;
        Ok(self.keep(&owner.key(), kind, language, &fetched).await?)
    }

    fn announce_brought(&self, brought: Brought) {
        let events = [
            (brought.usage, Event::UsageChanged),
            (brought.invoices, Event::InvoicesChanged),
            (brought.credits, Event::CreditsChanged),
            (true, Event::ArchiveChanged),
        ];
        for (_, event) in events.into_iter().filter(|(is_so, _)| *is_so) {
            self.inner.announce(event);
        }
    }
}

/// Under what a customer's names and quotas of products are kept.
pub(crate) fn usage_overview_kind(me: &Me, customer: &CustomerId) -> Kind {
    match me.customer_id {
        Some(_) => Kind::UsageOverview,
        None => Kind::UsageOverviewOf(customer.clone()),
    }
}

fn may_see_any(me: &Me) -> bool {
    [Permission::ViewUsage, Permission::ViewInvoices, Permission::ViewCredits]
        .iter()
        .any(|permission| me.permissions.contains(permission))
}

/// Whether the service will not show this to the person, whenever it is asked.
fn is_closed_to_us(error: &ClientError) -> bool {
    matches!(error, ClientError::Refused { status: 403..=405, .. })
}

/// Takes an archive out of those that fill when its task ends, however it ends.
struct Leaving {
    console: Weak<Inner>,
    key: (usize, CustomerId),
}

impl Drop for Leaving {
    fn drop(&mut self) {
        if let Some(inner) = self.console.upgrade() {
            let mut under_way =
                inner.filling.under_way.lock().unwrap_or_else(PoisonError::into_inner);
            under_way.remove(&self.key);
        }
    }
}

/// Fills an archive to its end, however often the service is out of reach meanwhile.
async fn fill(console: &Weak<Inner>, session: &Arc<Session>, customer: &CustomerId) {
    let (mut failures, mut since) = (0, Instant::now());
    loop {
        let began = Instant::now();
        let error = match follow(console, session, customer, true).await {
            Ok(_) => return,
            Err(PassError::Request(error)) if is_out_of_reach(&error) => error,
            Err(error) => {
                tracing::warn!(
                    error = &error as &dyn std::error::Error,
                    "an archive stops filling"
                );
                return;
            }
        };
        tracing::info!(%error, "an archive waits for the service");
        let Some(inner) = console.upgrade() else { return };
        // A service that answers everything but this is not out of reach for the rest.
        if matches!(error, ClientError::NoConnection { .. } | ClientError::TimedOut) {
            Console { inner: Arc::clone(&inner) }.mark_after(&error);
        }
        if began.elapsed() > Duration::from_secs(10) {
            (failures, since) = (0, Instant::now());
        }
        failures += 1;
        let pause = retry::pause_while_offline(failures, since.elapsed(), rand::random());
        let pause = error.retry_after().map_or(pause, |asked| pause.max(asked));
        tokio::select! {
            () = inner.filling.wake.notified() => {}
            () = tokio::time::sleep(pause) => {}
        }
    }
}

/// Follows the feed page by page; with `anew` also from its beginning, should the service have
/// forgotten the cursor.
async fn follow(
    console: &Weak<Inner>,
    session: &Arc<Session>,
    customer: &CustomerId,
    anew: bool,
) -> Result<Reached, PassError> {
    let mut limit = FIRST_PAGE;
    let mut has_begun_anew = false;
    let mut news = News::default();
    // The page behind the last one, with the cursor it was asked for with.
    let mut ahead: Option<(String, Result<Vec<u8>, ClientError>)> = None;
    loop {
        let Some(console) = console.upgrade().map(|inner| Console { inner }) else {
            return Ok(Reached::End);
        };
        let owner = session.keeper().owner();
        let archive = console.inner.archives.of(&owner.key(), customer)?;
        let before = archive.progress().await?;
        let since = before.cursor;
        let staff_of = owner.me.customer_id.is_none().then_some(customer);
        let page = match ahead.take() {
            Some((from, page)) if since.as_ref() == Some(&from) => page,
            _ => client::archive::changes(session, staff_of, since.as_deref(), limit).await,
        };
        let page = match (page, &since) {
            (Ok(page), _) => page,
            (Err(error), Some(since)) if is_resync(&error) && !has_begun_anew => {
                tracing::info!("the service has forgotten how far the archive had come");
                archive.begin_beside(since.clone()).await?;
                console.inner.announce(Event::ArchiveChanged);
                if !anew {
                    return Ok(Reached::Beginning);
                }
                has_begun_anew = true;
                continue;
            }
            // Some invoices have a thousand lines.
            (Err(ClientError::NotABillingService(client::TOO_LONG)), _) if limit > 1 => {
                limit = (limit / 10).max(1);
                continue;
            }
            (Err(error), _) => return Err(error.into()),
        };
        let shown_until = before.shown.confirmed_at.is_some();
        limit = if limit == FIRST_PAGE { PAGE } else { limit };
        // The next page comes while this one is written; but the first is on the screen before.
        let behind = since.as_ref().and_then(|_| client::archive::cursor_behind(&page));
        let fetching = async {
            let from = behind?;
            let page = client::archive::changes(session, staff_of, Some(&from), limit).await;
            Some((from, page))
        };
        let taking = archive.take_page(since, page);
        let (taken, next) = futures_util::future::join(taking, fetching).await;
        ahead = next;
        let brought = taken.map_err(|error| match error {
            PageError::Nonsense(what) => PassError::Request(ClientError::NotABillingService(what)),
            PageError::Store(error) => PassError::Store(error),
        })?;
        let Some(brought) = brought else { continue };
        // What fills beside the old archive is not seen before it is complete.
        let is_seen = !(before.is_filling && shown_until);
        news.add(brought);
        if !brought.has_more {
            let swapped = before.is_filling && shown_until;
            news.tell(&console, swapped, before.is_filling);
            return Ok(Reached::End);
        }
        if is_seen && news.is_due() {
            news.tell(&console, false, true);
        }
    }
}

/// What has come and was not told yet: screens read again now and then, not at every page.
#[derive(Default)]
struct News {
    brought: Brought,
    told_at: Option<Instant>,
}

impl News {
    fn add(&mut self, brought: Brought) {
        self.brought.usage |= brought.usage;
        self.brought.invoices |= brought.invoices;
        self.brought.credits |= brought.credits;
    }

    fn is_due(&self) -> bool {
        self.told_at.is_none_or(|told_at| told_at.elapsed() >= READ_AGAIN)
    }

    fn tell(&mut self, console: &Console, everything: bool, has_filled: bool) {
        let brought = std::mem::take(&mut self.brought);
        let is_news = brought.usage || brought.invoices || brought.credits;
        if everything {
            let all = Brought { usage: true, invoices: true, credits: true, has_more: false };
            console.announce_brought(all);
        } else if is_news || has_filled {
            console.announce_brought(brought);
        }
        self.told_at = Some(Instant::now());
    }
}

fn is_resync(error: &ClientError) -> bool {
    error.code() == Some(ErrorCode::Resync)
        || matches!(error, ClientError::Refused { status: 410, .. })
}

/// The value of an archive with its age; none if it has never had a page.
pub(crate) async fn figure_of<T>(
    console: &Console,
    archive: &ArchiveStore,
    value: impl Future<Output = Result<T, StoreError>>,
) -> Result<Option<crate::views::Figure<T>>, CommandError> {
    // The age first: what is read afterwards is at least as young.
    let progress = archive.progress().await?;
    let Some(as_of) = console.archive_as_of(&progress) else { return Ok(None) };
    Ok(Some(crate::views::Figure { value: value.await?, as_of }))
}
