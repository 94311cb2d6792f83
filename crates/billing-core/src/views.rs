//! What the screens are given and what they ask with; the TypeScript twins are generated from these.

mod archive;
mod credits;
mod customers;
mod downloads;
mod evidence;
mod invoices;
mod notices;
mod operations;
mod search;
mod subscription;
mod usage;

pub use archive::{Archive, ArchiveOf};
pub use credits::{
    AdjustCredits, CreditLedger, CreditOutlook, CreditsOf, CreditsWish, GiftCodeList,
    GiftCodesWish, LedgerFault, MakeGiftCodes,
};
pub use customers::{CustomerOf, CustomerView, CustomersWish};
pub use downloads::{
    BeginDownload, Download, DownloadChoice, DownloadForm, DownloadId, DownloadOf, DownloadState,
};
pub use evidence::{EvidenceCheck, ImportEvidence, ImportedEvidence, SaveEvidence};
pub use invoices::{
    CurrencySum, Document, DocumentKind, DocumentOf, InvoiceDetail, InvoiceFilter, InvoiceList,
    InvoiceOf, InvoiceRow, InvoiceStanding, InvoicesWish, SavePicture, SavedFile, StandingCount,
};
pub use notices::{MarkRead, NoticeList, OutboxLog, OutboxOf, OutboxWish};
pub use operations::{
    AuditLog, AuditWish, DecideSettlement, ExportMonitoring, MonitoringRange, SettleByHand,
    StuckDetail, StuckPayments, StuckPaymentsWish,
};
pub use search::{SearchHit, SearchKind, SearchResults, SearchWish};
pub use subscription::{
    BeginChange, CancelPlan, CancelWish, ChangeBegun, ChangeWish, MoveClock, PausePlan, PauseWish,
    ResumePlan,
};
pub use usage::{UsageColumn, UsageSeries, UsageStep, UsageWish};

use crate::error::CommandError;
use billing_contract::{
    AccountUpdate, Currency, DecimalAmount, Me, Order, OrderAction, OrderId, OrderState, PayType,
    Placement, Quote, RefundRequest, SessionId, TimelineEntry, WebhookEntry, WebhookId,
    WebhookOutcome, Wish,
};
use chrono::{DateTime, NaiveDate, Utc};
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
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
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
    /// Whether what the person does in the console is told to the service; nothing is unless they
    /// have said so.
    pub share_behaviour: bool,
    /// Whether a payment's outcome is told by a notification of the desktop.
    pub notifications: bool,
    /// The folder that exports and downloads are put into.
    pub download_folder: String,
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

/// What is bought and paid for just now, and what has just ended.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[ts(optional_fields)]
pub struct Checkouts {
    /// Newest first: every one that is still watched, and those that ended and were not dismissed.
    pub items: Vec<Checkout>,
    /// The one to show at once, because the person has come back from the browser or clicked a
    /// notification; told once.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub focus: Option<CheckoutFocus>,
}

/// What to bring to the person's eyes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum CheckoutFocus {
    /// A purchase under way.
    Checkout {
        /// Which.
        id: CheckoutId,
    },
    /// An order in the list.
    Order {
        /// Which.
        order_id: OrderId,
    },
    /// What the customer is told of.
    Notices,
}

/// Names a purchase on this computer, from before the service knows of it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(transparent)]
#[ts(type = "string")]
pub struct CheckoutId(pub String);

/// One purchase, from the click to its end.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[ts(optional_fields)]
pub struct Checkout {
    /// Names it on this computer.
    pub id: CheckoutId,
    /// What is bought.
    pub wish: Wish,
    /// Its name in the person's language.
    pub product_name: String,
    /// What is to be paid.
    pub amount: DecimalAmount,
    /// In what.
    pub currency: Currency,
    /// How.
    pub pay_type: PayType,
    /// What the amount is made of, as it was shown before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quote: Option<Quote>,
    /// The order, once the service has made it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub order_id: Option<OrderId>,
    /// The number people quote.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub order_no: Option<String>,
    /// Where it stands, for the screen.
    pub stage: CheckoutStage,
    /// Where the order stands, as the service last said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub order_state: Option<OrderState>,
    /// What the console does about it just now.
    pub watch: Watch,
    /// The code to scan, for methods that have one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<QrView>,
    /// Whether there is a page to pay on, to be opened by `open_payment_page`.
    pub has_page: bool,
    /// Seconds until the code is renewed, counted when this was read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seconds_left: Option<u64>,
    /// What can be done now.
    pub available_actions: Vec<OrderAction>,
    /// Where every amount that came has ended.
    pub placements: Vec<Placement>,
    /// Until when what was bought lasts, if it is delivered and ends.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub valid_until: Option<NaiveDate>,
    /// Why the last step did not work; the purchase may go on all the same.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub problem: Option<CommandError>,
    /// When the person began it.
    pub began_at: DateTime<Utc>,
    /// When the order's state was last confirmed by the service.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub as_of: Option<DateTime<Utc>>,
    /// Whether no real money is involved.
    pub is_test: bool,
}

/// Where a purchase stands, for the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum CheckoutStage {
    /// The order, or something to pay with, is being made.
    Starting,
    /// A code or link is there to pay with.
    Waiting,
    /// The customer has begun to pay.
    Confirming,
    /// The code has run out; the order is still watched, and a late payment counts.
    CodeExpired,
    /// The provider refused the payment; another can be tried.
    Declined,
    /// Less came than was due; the rest can be paid.
    Underpaid,
    /// The money is there. `order_state` says whether on time, too much, delivered.
    Paid,
    /// The order has run out. It is still watched for a day.
    Expired,
    /// Called off.
    Cancelled,
    /// Less came than was due, and goes back or has gone back: nothing was bought.
    Returned,
    /// It never came to an order: `problem` says why. No money has moved.
    Refused,
}

/// What the console does about a purchase just now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Watch {
    /// Listens to the service and asks from time to time.
    Listening,
    /// Asks from time to time; the service's stream is not there.
    Polling,
    /// Asks just now.
    Asking,
    /// Out of reach of the service; goes on by itself.
    NoNetwork,
    /// Over.
    Ended,
}

/// What the tray says, in the person's language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrayView {
    /// What a pointer over the icon is told.
    pub tooltip: String,
    /// The credits that are left, if they are known.
    pub credits: Option<String>,
    /// The payment that is awaited, if one is.
    pub open: Option<String>,
    /// The entry that shows the window.
    pub show: String,
    /// The entry that ends the program.
    pub quit: String,
}

/// A QR code as it is drawn, decoded again and found to say the same.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct QrView {
    /// Modules along one side, without the quiet zone.
    pub modules: u32,
    /// The dark modules as an SVG path in units of one module.
    pub path: String,
    /// What the code says.
    pub link: String,
}

/// Begins a purchase. The same `id` again answers the same purchase.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(optional_fields)]
pub struct BeginCheckout {
    /// Made by whoever asks, once for each time a person decides to buy.
    pub id: CheckoutId,
    /// What.
    pub wish: Wish,
    /// How.
    pub pay_type: PayType,
    /// A coupon's code.
    #[serde(default)]
    pub coupon_code: Option<String>,
    /// What the person was shown.
    pub quote: Quote,
}

/// Asks what something would cost.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(optional_fields)]
pub struct PreviewOrder {
    /// What.
    pub wish: Wish,
    /// A coupon's code.
    #[serde(default)]
    pub coupon_code: Option<String>,
}

/// Names a purchase.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct CheckoutOf {
    /// Which.
    pub id: CheckoutId,
}

/// Pays by another method.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ChangeMethod {
    /// Which purchase.
    pub id: CheckoutId,
    /// How from now on.
    pub pay_type: PayType,
}

/// Goes on with an order that waits for its payment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PayOrder {
    /// Which.
    pub order_id: OrderId,
    /// How.
    pub pay_type: PayType,
}

/// Names an order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct OrderOf {
    /// Which.
    pub order_id: OrderId,
}

/// An order with what happened to it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct OrderDetail {
    /// The order.
    pub order: Order,
    /// What happened, oldest first.
    pub timeline: Vec<TimelineEntry>,
}

/// Which orders staff want to see.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(optional_fields)]
pub struct StaffOrdersWish {
    /// Part of an order number, trade number, customer's name or product's name.
    #[serde(default)]
    pub query: Option<String>,
    /// Only those in this state.
    #[serde(default)]
    pub state: Option<OrderState>,
    /// Where the page before said to go on.
    #[serde(default)]
    pub cursor: Option<String>,
}

/// A page of orders for staff.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[ts(optional_fields)]
pub struct StaffOrders {
    /// The orders, newest first.
    pub items: Vec<Order>,
    /// Where the next page begins.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
}

/// Sends money of an order back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RefundOrder {
    /// Made by whoever asks, once for each decision: a repetition counts once.
    pub decision: String,
    /// Which order.
    pub order_id: OrderId,
    /// How much, and why.
    pub refund: RefundRequest,
}

/// Which notices the operator wants to see.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(optional_fields)]
pub struct WebhookWish {
    /// Only those with this outcome.
    #[serde(default)]
    pub outcome: Option<WebhookOutcome>,
    /// Where the page before said to go on.
    #[serde(default)]
    pub cursor: Option<String>,
}

/// A page of the log of notices.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[ts(optional_fields)]
pub struct WebhookLog {
    /// The notices, newest first.
    pub items: Vec<WebhookEntry>,
    /// Where the next page begins.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
}

/// Names a notice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct WebhookOf {
    /// Which.
    pub id: WebhookId,
}

/// Chooses what is told of the person's doings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SetPrivacy {
    /// Whether what the person does in the console is told to the service.
    pub share_behaviour: bool,
}

/// Chooses whether the desktop's notifications are used.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SetNotifications {
    /// Whether a payment's outcome is told by a notification.
    pub notifications: bool,
}

/// Something the person did on a screen; told to the service only with consent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct NoteBehaviour {
    /// `package_view`, `package_select`, `qr_shown`, …
    pub action: String,
    /// The screen.
    pub page: String,
    /// What belongs to it: package, method, amount.
    #[serde(default)]
    pub event_data: std::collections::BTreeMap<String, String>,
}
