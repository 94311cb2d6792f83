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
}

/// What is announced from the moment of asking on.
pub struct Events(tokio::sync::broadcast::Receiver<Event>);

impl Events {
    /// How many events a slow reader may fall behind before it is told of all of them at once.
    pub(crate) const CAPACITY: usize = 256;

    pub(crate) fn new(receiver: tokio::sync::broadcast::Receiver<Event>) -> Self {
        Self(receiver)
    }

    /// The next event; none once the console is gone.
    ///
    /// A reader that fell too far behind goes on with the oldest event still known: every event
    /// only says "read again", so one of a kind is as good as ten.
    pub async fn next(&mut self) -> Option<Event> {
        use tokio::sync::broadcast::error::RecvError;
        loop {
            match self.0.recv().await {
                Ok(event) => return Some(event),
                Err(RecvError::Lagged(_)) => {}
                Err(RecvError::Closed) => return None,
            }
        }
    }
}
