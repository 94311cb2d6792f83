//! What the customer is told of, also without a network.
//!
//! One life of a notice: the service keeps it and says by its stream that there is something; the
//! sync fetches the newest and keeps them. What is new since the list that was known, unread and
//! not old becomes a notification of the desktop, put down in the journal before the list is, so
//! that a crash in between tells it neither twice nor never. A payment is told by its order's own
//! notification, whichever of the two is first. The person reads a notice: that is put down, shown
//! at once, and told to the service with this or a later sync; their other computers then show it
//! as read and notify of it no more.

use crate::checkout::machine::Outcome;
use crate::client::session::Session;
use crate::client::{self, ClientError, Fetched};
use crate::console::Console;
use crate::error::CommandError;
use crate::event::Event;
use crate::store::{CachedValue, DueTelling, Kind, OwnerKey, StoreError};
use crate::sync::PassError;
use crate::views::{Figure, MarkRead, NoticeList, OutboxLog, OutboxOf, OutboxWish};
use billing_contract::{Consent, Notice, NoticeId, NoticeKind, NoticePage, OutboxEntry};
use chrono::{DateTime, TimeDelta, Utc};
use std::collections::BTreeSet;
use std::sync::Arc;

/// Older notices are no news, on a computer that was away.
const NEWS_FOR: TimeDelta = TimeDelta::days(3);
/// So many are told at once; whoever was away for longer finds the rest in the window.
const MOST_AT_ONCE: usize = 3;
/// The service takes so many at once.
const READ_AT_ONCE: usize = 200;

impl Console {
    /// The notices as last seen, newest first.
    pub async fn notices(&self, (): ()) -> Result<Option<Figure<NoticeList>>, CommandError> {
        self.inner.session()?;
        Ok(self.notice_list())
    }

    /// Marks notices as read: here at once, and at the service as soon as it is in reach.
    pub async fn mark_read(
        &self,
        request: MarkRead,
    ) -> Result<Option<Figure<NoticeList>>, CommandError> {
        let session = self.inner.session()?;
        let owner = session.keeper().owner().key();
        self.inner.journal.add_notice_reads(&owner, request.ids.clone()).await?;
        self.show_as_read(&owner, &request.ids).await?;
        let console = self.clone();
        tokio::spawn(async move {
            if let Err(error) = console.tell_reads(&session).await {
                tracing::debug!(%error, "what was read is told later");
                if let PassError::Request(error) = &error {
                    console.mark_after(error);
                }
            }
        });
        Ok(self.notice_list())
    }

    /// What the customer agrees to, asked of the service.
    pub async fn consent(&self, (): ()) -> Result<Consent, CommandError> {
        let session = self.inner.session()?;
        let consent = client::notices::consent(&session).await;
        self.heard(&session, consent).await
    }

    /// Agrees for the customer, or no longer.
    pub async fn give_consent(&self, consent: Consent) -> Result<Consent, CommandError> {
        let session = self.inner.session()?;
        let given = client::notices::give_consent(&session, &consent).await;
        self.heard(&session, given).await
    }

    /// What the service tells others, asked of it.
    pub async fn outbox(&self, wish: OutboxWish) -> Result<OutboxLog, CommandError> {
        let session = self.inner.session()?;
        let state = wish.state.map(|state| state.as_str());
        let page = client::notices::outbox(&session, state, wish.cursor.as_deref()).await;
        let page = self.heard(&session, page).await?;
        Ok(OutboxLog { items: page.items, next_cursor: page.next_cursor })
    }

    /// Lets the service try once more what is parked.
    pub async fn replay_outbox(&self, request: OutboxOf) -> Result<OutboxEntry, CommandError> {
        let session = self.inner.session()?;
        let entry = client::notices::replay(&session, &request.id).await;
        self.heard(&session, entry).await
    }

    /// Fetches the notices if they have changed, after telling what was read here.
    pub(crate) async fn fetch_notices(
        &self,
        session: &Arc<Session>,
        language: &str,
    ) -> Result<(), PassError> {
        self.tell_reads(session).await?;
        let owner = session.keeper().owner().key();
        let etag = self.etag::<NoticePage>(&Kind::Notices, language);
        let mut fetched = client::notices::newest(session, etag.as_deref()).await?;
        if let Fetched::Fresh { value, .. } = &mut fetched {
            // What was read since it was asked for.
            let read = self.inner.journal.notice_reads(&owner).await?;
            mark(value, &read);
            if let Some(known) = self.figure::<NoticePage>(&Kind::Notices) {
                let now = self.inner.options.clock.now();
                for notice in news(&known.value.items, &value.items, now) {
                    self.tell_of(&owner, notice).await?;
                }
            }
        }
        Ok(self.keep(&owner, Kind::Notices, language, &fetched).await?)
    }

    /// Tells the service what was read here and has not been told.
    async fn tell_reads(&self, session: &Arc<Session>) -> Result<(), PassError> {
        let owner = session.keeper().owner().key();
        let read = self.inner.journal.notice_reads(&owner).await?;
        for some in read.chunks(READ_AT_ONCE) {
            match client::notices::mark_read(session, some.to_vec()).await {
                Ok(()) => {}
                Err(error @ ClientError::Refused { status: 400 | 422, .. }) => {
                    tracing::warn!(%error, "the service does not take what was read");
                }
                Err(error) => return Err(error.into()),
            }
            self.inner.journal.remove_notice_reads(&owner, some.to_vec()).await?;
        }
        Ok(())
    }

    fn notice_list(&self) -> Option<Figure<NoticeList>> {
        let Figure { value, as_of } = self.figure::<NoticePage>(&Kind::Notices)?;
        let NoticePage { items, unread, .. } = value;
        Some(Figure { value: NoticeList { items, unread }, as_of })
    }

    async fn show_as_read(&self, owner: &OwnerKey, ids: &[NoticeId]) -> Result<(), StoreError> {
        let (Some(mut page), Some(known)) =
            (self.figure::<NoticePage>(&Kind::Notices), self.inner.cache.value(&Kind::Notices))
        else {
            return Ok(());
        };
        mark(&mut page.value, ids);
        let body = serde_json::to_string(&page.value).expect("the contract's types become JSON");
        // The list keeps its age and loses its tag, so that the next sync fetches all of it.
        let read = CachedValue { body, etag: None, ..known };
        self.inner.cache.put(owner, Kind::Notices, read).await?;
        self.inner.announce(Event::NoticesChanged);
        Ok(())
    }

    /// Puts down that the desktop is to tell of a notice.
    async fn tell_of(&self, owner: &OwnerKey, notice: &Notice) -> Result<(), StoreError> {
        let is_new = match payment_of(notice) {
            Some(due) => self.inner.journal.add_notification(owner, due).await?,
            None => self.inner.journal.add_notice_telling(owner, notice.clone()).await?,
        };
        if is_new {
            self.inner.announce(Event::NotificationsDue);
        }
        Ok(())
    }
}

/// Marks what was read.
fn mark(page: &mut NoticePage, read: &[NoticeId]) {
    let read: BTreeSet<&NoticeId> = read.iter().collect();
    let unread = page.items.iter_mut().filter(|notice| !notice.is_read);
    for notice in unread.filter(|notice| read.contains(&notice.id)) {
        notice.is_read = true;
        page.unread = (page.unread - 1).max(0);
    }
}

/// What is to be told of a list that has come, newest first: what is behind all that was known.
fn news<'a>(known: &[Notice], come: &'a [Notice], now: DateTime<Utc>) -> Vec<&'a Notice> {
    let newest = known.iter().map(|notice| &notice.id).max();
    let is_news = |notice: &&Notice| {
        newest.is_none_or(|newest| notice.id > *newest)
            && !notice.is_read
            && is_told(notice.kind)
            && now - notice.at < NEWS_FOR
    };
    come.iter().filter(is_news).take(MOST_AT_ONCE).collect()
}

/// Whether a kind is worth a notification: what comes by itself, not what somebody has just done.
const fn is_told(kind: NoticeKind) -> bool {
    use NoticeKind::{
        GraceBegan, PastDue, PaymentFailed, PaymentLate, PaymentReceived, PaymentShort,
        QuotaReached, Refunded, RenewalIn3Days, RenewalIn7Days, RenewalTomorrow, SubscriptionEnded,
    };
    matches!(
        kind,
        PaymentReceived
            | PaymentLate
            | PaymentShort
            | PaymentFailed
            | Refunded
            | RenewalIn7Days
            | RenewalIn3Days
            | RenewalTomorrow
            | GraceBegan
            | PastDue
            | SubscriptionEnded
            | QuotaReached
    )
}

/// How the outcome of an order's payment is told, if the notice is about one.
fn payment_of(notice: &Notice) -> Option<DueTelling> {
    let outcome = match notice.kind {
        NoticeKind::PaymentReceived => Outcome::Settled,
        NoticeKind::PaymentLate => Outcome::Late,
        NoticeKind::PaymentFailed => Outcome::Declined,
        _ => return None,
    };
    let price = notice.amount.as_ref()?.in_currency(notice.currency?).ok()?;
    Some(DueTelling { order_id: notice.order_id.clone()?, outcome, price })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now() -> DateTime<Utc> {
        "2026-06-18T12:00:00Z".parse().unwrap()
    }

    fn notice(id: &str, kind: NoticeKind, days_ago: i64) -> Notice {
        Notice {
            id: NoticeId::new(id),
            kind,
            at: now() - TimeDelta::days(days_ago),
            is_read: false,
            order_id: None,
            order_no: None,
            subject: None,
            amount: None,
            currency: None,
            day: None,
            product: None,
            percent: None,
        }
    }

    fn told(known: &[Notice], come: &[Notice]) -> Vec<String> {
        news(known, come, now()).iter().map(|notice| notice.id.to_string()).collect()
    }

    #[test]
    fn only_what_is_new_unread_and_not_old_is_told_and_not_too_much_of_it() {
        let quota = NoticeKind::QuotaReached;
        let known = [notice("b", quota, 1)];
        let mut read = notice("d", quota, 0);
        read.is_read = true;
        let come = [
            notice("e", quota, 0),
            read,
            notice("c", quota, 4),
            notice("b", quota, 1),
            notice("a", quota, 1),
        ];
        assert_eq!(told(&known, &come), ["e"]);
        let many: Vec<_> =
            ["g", "f", "e", "d", "c"].into_iter().map(|id| notice(id, quota, 0)).collect();
        assert_eq!(told(&known, &many), ["g", "f", "e"]);
        assert_eq!(told(&[], &[notice("c", NoticeKind::Paused, 0)]), [""; 0]);
    }

    #[test]
    fn what_was_read_here_is_read_and_counted_once() {
        let quota = NoticeKind::QuotaReached;
        let items = vec![notice("b", quota, 0), notice("a", quota, 0)];
        let mut page = NoticePage { items, next_cursor: None, unread: 7 };
        for _ in 0..2 {
            mark(&mut page, &[NoticeId::new("a"), NoticeId::new("nobody")]);
        }
        assert_eq!((page.unread, page.items[0].is_read, page.items[1].is_read), (6, false, true));
    }
}
