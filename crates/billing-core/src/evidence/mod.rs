//! What support needs to understand a payment, and nothing that is nobody's business.
//!
//! One life of a piece of evidence: while a purchase is watched, whatever the service answers and
//! its stream tells is noted beside the cached figures, as it was seen, by the clock on the wall.
//! A payment is stuck, and the person presses a key. What is kept of their orders, what was noted,
//! how the clocks differ, the settings and the last lines of the log become one [`Evidence`], whose
//! types hold no text that a person has typed or a stranger has sent. It is written as one file:
//! a page to read, the story of the orders in the person's language, the same for programs, and the
//! hashes of all of them. No network is asked, so it works where it is needed most. Support opens
//! the file in their console: it is believed nothing, its hashes are compared, and what it says is
//! shown as what the customer saw, beside what the service itself knows of the same order.

mod collecting;
mod file;
mod importing;
mod log;
mod noting;
mod plain;
mod saving;
mod story;

pub use log::{LogLevel, LogLine, RecentLog};
pub use noting::{Observation, ObservationKind};
pub use plain::{Plain, ProviderCode, Reference};

use crate::checkout::machine::AskKind;
use crate::error::{CommandErrorCode, FailureClass};
use crate::views::{CheckoutStage, Keychain, ServerSource, SyncState, Theme, Watch};
use billing_contract::{
    AttemptState, Currency, DecimalAmount, OrderState, PayType, Role, SubscriptionType,
    TimelineKind, orders::Place,
};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// The form of evidence that is written and read here.
pub(crate) const FORM: u32 = 1;

/// Everything that is told.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct Evidence {
    /// The form it has.
    pub form: u32,
    /// When it was collected, by the clock on the wall.
    pub made_at: DateTime<Utc>,
    /// Where.
    pub about: EvidenceAbout,
    /// The orders as the console last saw them; the one in question first.
    pub orders: Vec<EvidenceOrder>,
    /// The purchases that were watched.
    pub purchases: Vec<EvidencePurchase>,
    /// What the service answered and its stream told, oldest first.
    pub observations: Vec<Observation>,
    /// The last lines of the log.
    pub log: Vec<LogLine>,
}

/// The program, the computer and the settings.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(optional_fields)]
pub struct EvidenceAbout {
    /// The console's version.
    pub version: Plain,
    /// The operating system.
    pub system: Plain,
    /// The processor.
    pub architecture: Plain,
    /// The language shown.
    pub language: Plain,
    /// The service's address.
    pub server: Plain,
    /// Who set that address.
    pub server_source: ServerSource,
    /// The role of whoever is signed in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<Role>,
    /// Their company.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub customer: Option<Reference>,
    /// What happens to the secret of the session.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub keychain: Option<Keychain>,
    /// By how many seconds the service's clock is ahead of this computer's, when it was last told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clock_ahead_seconds: Option<i64>,
    /// Whether the service was within reach.
    pub connection: SyncState,
    /// When every figure was last known to be right.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_success: Option<DateTime<Utc>>,
    /// Since when the service is out of reach.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub offline_since: Option<DateTime<Utc>>,
    /// The theme.
    pub theme: Theme,
    /// Whether notifications are shown.
    pub notifications: bool,
    /// Whether doings are told to the service.
    pub share_behaviour: bool,
}

/// One order as the console last saw it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(optional_fields)]
pub struct EvidenceOrder {
    /// Names it.
    pub order_id: Reference,
    /// The number people quote.
    pub order_no: Reference,
    /// Whether it is the order in question.
    pub is_in_question: bool,
    /// What kind of thing was ordered.
    pub product: EvidenceProduct,
    /// For a plan, how long.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subscription_type: Option<SubscriptionType>,
    /// What is to be paid.
    pub final_amount: DecimalAmount,
    /// What has come.
    pub received_amount: DecimalAmount,
    /// What has gone back.
    pub refunded_amount: DecimalAmount,
    /// The currency of every amount.
    pub currency: Currency,
    /// How it is or was to be paid.
    pub pay_type: PayType,
    /// Where it stands.
    pub state: OrderState,
    /// Where its newest attempt stands.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attempt_state: Option<AttemptState>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When the money came.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paid_at: Option<DateTime<Utc>>,
    /// When it was delivered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fulfilled_at: Option<DateTime<Utc>>,
    /// Until when what was bought lasts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_until: Option<NaiveDate>,
    /// Whether no real money is involved.
    pub is_test: bool,
    /// When the service last said this.
    pub as_of: DateTime<Utc>,
    /// What happened to it, as the console last saw it; none if it was never asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timeline: Option<Vec<EvidenceEntry>>,
}

/// What kind of thing was ordered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum EvidenceProduct {
    /// Counted days.
    Package,
    /// A plan.
    Plan,
    /// Credits.
    Credits,
    /// A report.
    Report,
    /// Something else.
    Other,
}

/// One thing that happened to an order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(optional_fields)]
pub struct EvidenceEntry {
    /// When.
    pub at: DateTime<Utc>,
    /// What.
    pub kind: TimelineKind,
    /// Money it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount: Option<DecimalAmount>,
    /// In what.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub currency: Option<Currency>,
    /// By which method.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pay_type: Option<PayType>,
    /// The state of the order after it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<OrderState>,
    /// Where the money ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<Place>,
    /// The provider's word, if it is one that providers publish.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub provider_code: Option<ProviderCode>,
}

/// One purchase as the console watched it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(optional_fields)]
pub struct EvidencePurchase {
    /// Names it on that computer.
    pub id: Reference,
    /// Its order, once there was one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order_id: Option<Reference>,
    /// When the person began it.
    pub began_at: DateTime<Utc>,
    /// Where it stood on the screen.
    pub stage: CheckoutStage,
    /// What the console did about it.
    pub watch: Watch,
    /// What was to be paid.
    pub amount: DecimalAmount,
    /// In what.
    pub currency: Currency,
    /// How.
    pub pay_type: PayType,
    /// Where the order stood, as the service had last said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order_state: Option<OrderState>,
    /// When the service had last said so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub as_of: Option<DateTime<Utc>>,
    /// Seconds the code had left.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seconds_left: Option<u64>,
    /// Whether a code was drawn; never what it says.
    pub has_code: bool,
    /// What stood in the way.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failure: Option<EvidenceFailure>,
}

/// A failure, for developers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(optional_fields)]
pub struct EvidenceFailure {
    /// What of.
    pub class: FailureClass,
    /// The console's code.
    pub code: CommandErrorCode,
    /// The service's code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service_code: Option<Plain>,
    /// The status of the answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    /// The request.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request_id: Option<Reference>,
}

/// What was asked of the service.
pub type Asked = AskKind;
