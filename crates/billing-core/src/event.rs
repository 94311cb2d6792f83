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
}

impl Event {
    /// Under which name a shell passes events on to the UI.
    pub const CHANNEL: &str = "console-event";
}
