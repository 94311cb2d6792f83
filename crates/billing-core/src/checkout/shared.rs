//! What the screens read of the purchases under way.

use super::links::is_paid_in_browser;
use super::machine::{AskKind, Purchase, State};
use super::view::{self, Shown};
use crate::console::Console;
use crate::views::{Checkout, CheckoutId};
use billing_contract::OrderId;
use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::watch;

/// What takes longer than this is not waited for.
const LONGEST_ORDER: Duration = Duration::from_secs(3);

/// What the screens read.
#[derive(Default)]
pub(crate) struct Shared {
    held: Mutex<BTreeMap<CheckoutId, Entry>>,
    changes: watch::Sender<u64>,
}

/// One purchase, and what of it can be shown.
#[derive(Clone)]
pub(super) struct Entry {
    pub(super) state: State,
    pub(super) shown: Shown,
}

/// A page to pay on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Page {
    /// Its address, of the provider's form.
    pub link: String,
    /// Whether it was made in an earlier run, so that its way back leads nowhere.
    pub is_left_behind: bool,
}

impl Shared {
    /// The purchase as it is now.
    pub(crate) fn checkout(&self, id: &CheckoutId, console: &Console) -> Option<Checkout> {
        let held = self.held();
        let Entry { state, shown } = held.get(id)?;
        Some(view::checkout(state, shown, &*console.inner.options.clock))
    }

    /// Every purchase that is to be seen, newest first.
    pub(crate) fn checkouts(&self, console: &Console) -> Vec<Checkout> {
        let clock = &*console.inner.options.clock;
        let mut checkouts: Vec<Checkout> = self
            .held()
            .values()
            .filter(|entry| !entry.state.purchase.dismissed)
            .map(|entry| view::checkout(&entry.state, &entry.shown, clock))
            .collect();
        checkouts.sort_by_key(|checkout| std::cmp::Reverse(checkout.began_at));
        checkouts
    }

    /// The newest purchase whose payment is awaited.
    pub(crate) fn newest_open(&self) -> Option<Purchase> {
        let held = self.held();
        let open = held.values().filter(|entry| entry.state.is_open());
        open.max_by_key(|entry| entry.state.purchase.began_at)
            .map(|entry| entry.state.purchase.clone())
    }

    /// The purchase of an order, and whether its payment is awaited.
    pub(crate) fn of_order(&self, order_id: &OrderId) -> Option<(Purchase, bool)> {
        let held = self.held();
        let is_of = |entry: &&Entry| {
            let order = entry.state.purchase.order.as_ref();
            order.is_some_and(|order| order.order_id == *order_id)
        };
        let newest = held
            .values()
            .filter(is_of)
            .max_by_key(|entry| (entry.state.is_open(), entry.state.purchase.began_at));
        newest.map(|entry| (entry.state.purchase.clone(), entry.state.is_open()))
    }

    /// The page to pay a purchase on, if there is one.
    pub(crate) fn page(&self, id: &CheckoutId) -> Option<Page> {
        let held = self.held();
        let Entry { state, shown } = held.get(id)?;
        let link = shown.page.clone().filter(|_| state.is_open())?;
        let comes_back = state.offer.as_ref().is_some_and(|offer| offer.comes_back);
        let is_left_behind = is_paid_in_browser(state.purchase.pay_type) && !comes_back;
        Some(Page { link, is_left_behind })
    }

    /// Waits until no order is on its way to the service, but not for long.
    pub(crate) async fn until_nothing_is_ordered(&self) {
        let mut changes = self.changes();
        let is_ordering = |entry: &Entry| entry.state.asking() == Some(AskKind::Order);
        let ordered = async {
            while self.held().values().any(is_ordering) && changes.changed().await.is_ok() {}
        };
        let _in_time = tokio::time::timeout(LONGEST_ORDER, ordered).await;
    }

    /// Tells of every change from now on.
    pub(crate) fn changes(&self) -> watch::Receiver<u64> {
        self.changes.subscribe()
    }

    /// Tells everybody who waits for a change.
    pub(super) fn note_change(&self) {
        self.changes.send_modify(|count| *count += 1);
    }

    pub(super) fn held(&self) -> MutexGuard<'_, BTreeMap<CheckoutId, Entry>> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
