//! What has changed for whom, told as soon as it is on the disk.
//!
//! A transaction that changes something a console shows adds rows to the `changes`. Once it is
//! committed, the writer lets the [`ChangeFeed`] look at the rows that are new, and it wakes those
//! who listen for these customers. It tells no more than that there is something: who is woken
//! reads on from where they were, so that nothing is lost by being told twice, late or not at all.

use super::StoreError;
use async_trait::async_trait;
use billing_contract::{ChangeKind, CustomerId};
use chrono::{DateTime, Utc};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::watch;

/// The store's memory of changes.
#[async_trait]
pub trait Changes: Send + Sync + 'static {
    /// The number of the newest change; zero before the first.
    async fn newest_change(&self) -> Result<i64, StoreError>;

    /// What has changed for a customer after the change numbered `since`.
    async fn changes_since(
        &self,
        customer: &CustomerId,
        since: i64,
    ) -> Result<ChangesSince, StoreError>;

    /// Whoever holds this is woken when something has changed for the customer.
    fn listen(&self, customer: &CustomerId) -> Listening;
}

/// What has changed after a change that somebody knows of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ChangesSince {
    /// These, oldest first, and the number to read on from.
    Known(Vec<StoredChange>, i64),
    /// Nobody knows any more: the change is too old, or it is none of this store's.
    TooOld,
}

/// One change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredChange {
    /// What kind of thing has changed.
    pub kind: ChangeKind,
    /// Which.
    pub item: String,
}

/// One change that was committed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Committed {
    /// Its number; later changes have greater ones.
    pub seq: i64,
    /// For whom; none is everybody.
    pub customer: Option<CustomerId>,
}

/// Knows who listens for whom.
#[derive(Clone, Default)]
pub struct ChangeFeed(Arc<Mutex<HashMap<CustomerId, watch::Sender<i64>>>>);

impl ChangeFeed {
    /// Wakes everybody whom these changes concern.
    pub fn tell(&self, changes: &[Committed]) {
        let topics = self.topics();
        for change in changes {
            match &change.customer {
                Some(customer) => {
                    topics.get(customer).into_iter().for_each(|topic| wake(topic, change.seq));
                }
                None => topics.values().for_each(|topic| wake(topic, change.seq)),
            }
        }
    }

    /// Listens for one customer.
    pub fn listen(&self, customer: &CustomerId) -> Listening {
        let mut topics = self.topics();
        let topic = topics.entry(customer.clone()).or_insert_with(|| watch::channel(0).0);
        Listening { told: topic.subscribe(), customer: customer.clone(), feed: self.clone() }
    }

    fn topics(&self) -> MutexGuard<'_, HashMap<CustomerId, watch::Sender<i64>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn wake(topic: &watch::Sender<i64>, seq: i64) {
    topic.send_replace(seq);
}

/// Somebody who listens for one customer, until this is dropped.
pub struct Listening {
    told: watch::Receiver<i64>,
    customer: CustomerId,
    feed: ChangeFeed,
}

impl Listening {
    /// Waits until something has changed since the last time this ended.
    pub async fn changed(&mut self) {
        if self.told.changed().await.is_err() {
            // The sender lives for as long as there are listeners; without one, nothing changes.
            std::future::pending::<()>().await;
        }
    }
}

impl Drop for Listening {
    fn drop(&mut self) {
        let mut topics = self.feed.topics();
        // Under the lock nobody can begin to listen; this one still counts.
        if topics.get(&self.customer).is_some_and(|topic| topic.receiver_count() <= 1) {
            topics.remove(&self.customer);
        }
    }
}

/// How long changes are kept for those who come back.
pub fn kept_since(now: DateTime<Utc>) -> DateTime<Utc> {
    now - chrono::Duration::days(30)
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_util::FutureExt as _;

    fn change(seq: i64, customer: Option<&str>) -> Committed {
        Committed { seq, customer: customer.map(CustomerId::new) }
    }

    fn is_woken(listening: &mut Listening) -> bool {
        listening.changed().now_or_never().is_some()
    }

    #[test]
    fn only_those_concerned_are_woken_and_everybody_by_what_concerns_all() {
        let feed = ChangeFeed::default();
        let (anna, bert) = (CustomerId::new("anna"), CustomerId::new("bert"));
        let (mut first, mut second) = (feed.listen(&anna), feed.listen(&anna));
        let mut other = feed.listen(&bert);
        feed.tell(&[change(1, Some("anna")), change(2, Some("nobody"))]);
        assert!(is_woken(&mut first) && is_woken(&mut second) && !is_woken(&mut other));
        assert!(!is_woken(&mut first));
        feed.tell(&[change(3, None)]);
        assert!(is_woken(&mut first) && is_woken(&mut second) && is_woken(&mut other));
    }

    #[test]
    fn who_no_longer_listens_leaves_nothing_behind() {
        let feed = ChangeFeed::default();
        let anna = CustomerId::new("anna");
        let (first, mut second) = (feed.listen(&anna), feed.listen(&anna));
        drop(first);
        feed.tell(&[change(1, Some("anna"))]);
        assert!(is_woken(&mut second));
        drop(second);
        assert!(feed.topics().is_empty());
    }
}
