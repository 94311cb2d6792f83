//! What the screens are given and what they ask with; the TypeScript twins are generated from these.

use billing_contract::{AccountUpdate, Me, SessionId};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Everything the first paint needs, from local files alone.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[ts(optional_fields)]
pub struct Start {
    /// The application's version.
    pub version: String,
    /// Language, theme and the rest of what the person has chosen.
    pub settings: Settings,
    /// Who is signed in, if anyone.
    pub session: Session,
    /// Whether figures are fresh.
    pub sync: Sync,
    /// Where the person was when the window last closed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<Place>,
}

/// Who is signed in.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum Session {
    /// Nobody.
    SignedOut {
        /// Why, if it was not the person's own doing.
        reason: Option<SignedOutReason>,
    },
    /// Somebody, perhaps only from what is stored on this computer.
    SignedIn {
        /// The person.
        me: Me,
        /// Where the session's secret is kept.
        keychain: Keychain,
        /// False when the stored figures can be read but the secret cannot: nothing can be updated
        /// until the keychain is unlocked or the person signs in again.
        can_update: bool,
    },
}

/// Why a session ended without the person's doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum SignedOutReason {
    /// It ran out, or was revoked from another device or by a password change.
    SessionEnded,
    /// An old token of this session was used a second time, perhaps by somebody else.
    TokenReused,
}

/// Where the session's secret is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Keychain {
    /// In the operating system's keychain.
    Stored,
    /// In memory for this run only, because the keychain is locked or refused.
    Locked,
    /// In memory for this run only, because there is no keychain.
    Absent,
}

/// Whether figures are fresh, and since when they are not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[ts(optional_fields)]
pub struct Sync {
    /// What goes on.
    pub state: SyncState,
    /// When every figure was last known to be right.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_success: Option<DateTime<Utc>>,
    /// When the service was first out of reach.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub offline_since: Option<DateTime<Utc>>,
}

/// What goes on between the console and the service.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum SyncState {
    /// The last exchange succeeded.
    Online,
    /// Figures are being fetched.
    Syncing,
    /// The service is out of reach; the console tries again by itself.
    Offline,
}

/// A figure with its age.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct Figure<T> {
    /// What the service last said.
    pub value: T,
    /// When it said so, or last confirmed it.
    pub as_of: DateTime<Utc>,
}

/// What the person has chosen on this computer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[ts(optional_fields)]
pub struct Settings {
    /// The language shown: `en`, `zh-CN` or `ja`.
    pub language: String,
    /// Whether that language was chosen; otherwise it follows the system.
    pub language_chosen: bool,
    /// Every language there is.
    pub languages: Vec<String>,
    /// Light, dark or as the system has it.
    pub theme: Theme,
    /// The service's address.
    pub server: String,
    /// Who set that address.
    pub server_source: ServerSource,
}

/// The theme of the window.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Theme {
    /// As the system has it.
    #[default]
    System,
    /// Dark text on light ground.
    Light,
    /// Light text on dark ground.
    Dark,
    /// Black and white, strong lines; light or dark as the system has it.
    HighContrast,
}

/// Who set the service's address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ServerSource {
    /// Nobody: it is the one built in.
    Default,
    /// The person, in the settings or at sign-in.
    Settings,
    /// `BILLING_CONSOLE_SERVER`; it cannot be changed from the window.
    Environment,
}

/// What a look at the service's address found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct ServerCheck {
    /// The address.
    pub server: String,
    /// Whether a billing service answered there.
    pub reachable: bool,
    /// Whether it holds made-up customers for trying things out.
    pub demonstration: bool,
}

/// Where the person is: a screen's name and what it needs to look the same again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Place {
    /// The screen's name.
    pub screen: String,
    /// The screen's own choices: filters, period, …
    #[serde(default)]
    pub choices: std::collections::BTreeMap<String, String>,
}

/// What is kept on this computer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct Storage {
    /// The folder that holds everything.
    pub folder: String,
    /// Bytes of figures that can be fetched again.
    pub cache_bytes: u64,
    /// Bytes of what must not be lost: begun payments, notices already shown.
    pub journal_bytes: u64,
}

/// Asks for a change of the account.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct UpdateAccount {
    /// The account as it shall be.
    pub update: AccountUpdate,
    /// The version the person was looking at.
    pub version: i64,
}

/// Names a device to sign out.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct RevokeDevice {
    /// Which.
    pub id: SessionId,
}

/// Chooses a language.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct SetLanguage {
    /// `en`, `zh-CN` or `ja`; none follows the system.
    pub language: Option<String>,
}

/// Chooses a theme.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct SetTheme {
    /// Which.
    pub theme: Theme,
}

/// Chooses a service.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct SetServer {
    /// Its address; none returns to the one built in.
    pub server: Option<String>,
}
