//! What the core announces.

use serde::Serialize;
use ts_rs::TS;

/// Something has changed. Events never carry the change: whoever shows it reads again by command.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    /// Somebody signed in or out, or the keychain's state changed.
    SessionChanged,
    /// Online, syncing, offline.
    SyncChanged,
    /// The account's master data.
    AccountChanged,
    /// The subscription or its credits.
    SubscriptionChanged,
    /// The plans on offer.
    PlansChanged,
    /// Language, theme or server.
    SettingsChanged,
    /// A purchase under way, or what to bring to the person's eyes.
    CheckoutsChanged,
    /// The customer's orders.
    OrdersChanged,
    /// What is for sale.
    PackageCenterChanged,
    /// What the customer is told of.
    NoticesChanged,
    /// Days of usage, or what usage is counted of.
    UsageChanged,
    /// Invoices, or which documents are on this computer.
    InvoicesChanged,
    /// Movements of credits.
    CreditsChanged,
    /// The customers whom staff may see, or one of them.
    CustomersChanged,
    /// How complete an archive is.
    ArchiveChanged,
    /// Downloads under way.
    DownloadsChanged,
    /// There is something to tell by a notification of the desktop.
    NotificationsDue,
    /// The window must come to the front: the person has come back from the browser.
    WindowWanted,
}

impl Event {
    /// Under which name a shell passes events on to the UI.
    pub const CHANNEL: &str = "console-event";

    /// Every kind of event.
    pub const ALL: [Self; 18] = [
        Self::SessionChanged,
        Self::SyncChanged,
        Self::AccountChanged,
        Self::SubscriptionChanged,
        Self::PlansChanged,
        Self::SettingsChanged,
        Self::CheckoutsChanged,
        Self::OrdersChanged,
        Self::PackageCenterChanged,
        Self::NoticesChanged,
        Self::UsageChanged,
        Self::InvoicesChanged,
        Self::CreditsChanged,
        Self::CustomersChanged,
        Self::ArchiveChanged,
        Self::DownloadsChanged,
        Self::NotificationsDue,
        Self::WindowWanted,
    ];
}

/// What is announced from the moment of asking on.
pub struct Events {
    receiver: tokio::sync::broadcast::Receiver<Event>,
    /// What may have been missed and has not been told yet.
    missed: Vec<Event>,
}

impl Events {
    /// How many events a slow reader may fall behind before it is told of every kind at once.
    pub(crate) const CAPACITY: usize = 256;

    pub(crate) fn new(receiver: tokio::sync::broadcast::Receiver<Event>) -> Self {
        Self { receiver, missed: Vec::new() }
    }

    /// The next event; none once the console is gone.
    ///
    /// A reader that fell too far behind is told of every kind once and goes on from there: every
    /// event only says "read again", so one too many shows nothing wrong, and none is missed.
    pub async fn next(&mut self) -> Option<Event> {
        use tokio::sync::broadcast::error::RecvError;
        loop {
            if let Some(event) = self.missed.pop() {
                return Some(event);
            }
            match self.receiver.recv().await {
                Ok(event) => return Some(event),
                Err(RecvError::Lagged(_)) => self.missed = Event::ALL.to_vec(),
                Err(RecvError::Closed) => return None,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[tokio::test]
    async fn a_reader_that_fell_behind_misses_no_kind_of_event() {
        let (sender, receiver) = tokio::sync::broadcast::channel(4);
        let mut events = Events::new(receiver);
        sender.send(Event::NotificationsDue).unwrap();
        for _ in 0..10 {
            sender.send(Event::SyncChanged).unwrap();
        }
        drop(sender);
        let mut told = Vec::new();
        while let Some(event) = events.next().await {
            told.push(event);
        }
        let kinds: HashSet<Event> = told.iter().copied().collect();
        assert_eq!(kinds, HashSet::from(Event::ALL));
        assert_eq!(told.iter().filter(|event| **event == Event::NotificationsDue).count(), 1);
    }

    #[test]
    fn every_kind_of_event_is_listed() {
        let declaration = <Event as TS>::decl(&ts_rs::Config::new());
        assert_eq!(declaration.matches('"').count(), 2 * Event::ALL.len(), "{declaration}");
        assert_eq!(HashSet::from(Event::ALL).len(), Event::ALL.len());
    }
}
