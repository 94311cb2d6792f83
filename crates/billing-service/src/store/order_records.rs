//! What goes into the memory of orders and comes out of it.

use super::{Completion, StoreError};
use crate::orders::facts::{Facts, PaymentNumber, RefundState};
use crate::orders::machine::Event;
use billing_contract::orders::Place;
use billing_contract::{
    AttemptId, AttemptState, CouponProblem, CustomerId, Money, OrderId, OrderState, PackageId,
    PayType, PlanId, SubscriptionType, TimelineKind, UserId, WebhookId,
};
use chrono::{DateTime, NaiveDate, Utc};
use std::sync::Arc;

/// Makes the answer that a repetition of the request will get, inside the transaction.
pub type Completing = Arc<dyn Fn(&OrderFile) -> Result<Completion, StoreError> + Send + Sync>;

/// What is delivered once it is paid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Product {
    /// Days that are added to those the customer has.
    Package {
        /// Which package.
        id: PackageId,
        /// How many days; zero is without end.
        days: u32,
    },
    /// A plan that begins at once.
    Plan {
        /// Which plan.
        id: PlanId,
        /// For how long.
        subscription_type: SubscriptionType,
    },
    /// Something that is bought once.
    Report {
        /// Its code in the catalogue.
        code: String,
    },
    /// A pack of credits.
    Credits {
        /// Which pack.
        id: String,
        /// How many.
        credits: i64,
        /// For how many days they can be spent; without end if there is none.
        valid_days: Option<u32>,
    },
}

impl Product {
    /// What kind of thing it is, as it stands in bodies and columns.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Package { .. } => "package",
            Self::Plan { .. } => "plan",
            Self::Report { .. } => "report",
            Self::Credits { .. } => "credits",
        }
    }

    /// Its identifier among things of its kind.
    pub fn id(&self) -> &str {
        match self {
            Self::Package { id, .. } => id.as_str(),
            Self::Plan { id, .. } => id.as_str(),
            Self::Report { code } => code,
            Self::Credits { id, .. } => id,
        }
    }

    /// For a plan, for how long.
    pub fn subscription_type(&self) -> Option<SubscriptionType> {
        match self {
            Self::Plan { subscription_type, .. } => Some(*subscription_type),
            Self::Package { .. } | Self::Report { .. } | Self::Credits { .. } => None,
        }
    }
}

/// What a customer has ordered; it never changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrderTerms {
    /// Whose it is.
    pub customer_id: CustomerId,
    /// Who ordered.
    pub user_id: Option<UserId>,
    /// What.
    pub product: Product,
    /// Its name when it was ordered.
    pub product_name: String,
    /// The price before any reduction.
    pub original: Money,
    /// All reductions together.
    pub discount: Money,
    /// What is to be paid.
    pub due: Money,
    /// The coupon that was used: its identifier and its code.
    pub coupon: Option<(String, String)>,
    /// The promotion's name.
    pub promotion: Option<String>,
    /// The customer's own note.
    pub remark: Option<String>,
    /// The language it was ordered in.
    pub locale: String,
    /// Where the request came from.
    pub client_ip: Option<String>,
    /// With what program.
    pub user_agent: Option<String>,
    /// Whether no real money is involved.
    pub is_test: bool,
}

/// An order to be made.
#[derive(Clone, Debug)]
pub struct NewOrder {
    /// Names it.
    pub id: OrderId,
    /// What is ordered.
    pub terms: OrderTerms,
    /// How it shall be paid.
    pub method: PayType,
    /// The present moment.
    pub now: DateTime<Utc>,
    /// When it runs out.
    pub expires_at: DateTime<Utc>,
    /// Whether an open order that is the same shall do.
    pub or_the_same: bool,
}

/// What became of an order to be made.
#[derive(Clone, Debug)]
pub enum PlacedOrder {
    /// It is there.
    Made(Box<OrderFile>),
    /// The same was there already.
    Found(Box<OrderFile>),
    /// Its coupon does not count, or no longer.
    CouponRefused(CouponProblem),
}

/// An order as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredOrder {
    /// Names it.
    pub id: OrderId,
    /// The number people quote.
    pub order_no: String,
    /// What was ordered.
    pub terms: OrderTerms,
    /// How it is or was to be paid.
    pub method: PayType,
    /// Where it stands.
    pub state: OrderState,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it runs out.
    pub expires_at: DateTime<Utc>,
    /// When it ended without money.
    pub ended_at: Option<DateTime<Utc>>,
    /// When the whole price had come.
    pub paid_at: Option<DateTime<Utc>>,
    /// When it was delivered.
    pub fulfilled_at: Option<DateTime<Utc>>,
    /// Until when what was bought lasts, if it ends.
    pub valid_until: Option<NaiveDate>,
}

/// A code or link to pay with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredAttempt {
    /// Names it.
    pub id: AttemptId,
    /// By which method.
    pub method: PayType,
    /// Our number of it at the provider; never used again.
    pub trade_no: String,
    /// How much it asks for.
    pub amount: Money,
    /// Where it stands.
    pub state: AttemptState,
    /// The provider's number of the code, session or approval.
    pub prepay_id: Option<String>,
    /// What to show as a QR code.
    pub code_url: Option<String>,
    /// Where to go with the browser.
    pub page_url: Option<String>,
    /// Where the browser goes back to.
    pub return_url: Option<String>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// Until when it is shown.
    pub shown_until: DateTime<Utc>,
    /// Until when the provider takes it.
    pub payable_until: DateTime<Utc>,
    /// When the provider was last asked about it.
    pub asked_at: Option<DateTime<Utc>>,
    /// Whether it was given up although the provider could not close it.
    pub stays_payable: bool,
}

/// Money that came, beyond what decides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredReceipt {
    /// The provider's number of the payment.
    pub number: PaymentNumber,
    /// The code or link it was paid by.
    pub attempt: AttemptId,
    /// How much.
    pub amount: Money,
    /// When, as the provider says.
    pub paid_at: DateTime<Utc>,
}

/// A refund, beyond what decides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredRefund {
    /// Our number of it; never used again.
    pub refund_no: String,
    /// The payment it comes from.
    pub payment: PaymentNumber,
    /// How much.
    pub amount: Money,
    /// Why.
    pub reason: String,
    /// Where it stands.
    pub state: RefundState,
    /// Whether the order was paid when it was asked for.
    pub of_paid_order: bool,
    /// The provider's number of it.
    pub provider_refund_no: Option<String>,
    /// When it was asked for.
    pub created_at: DateTime<Utc>,
}

/// One amount of an order's money and where it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredPlacement {
    /// Where.
    pub place: Place,
    /// How much.
    pub amount: Money,
    /// When it last changed.
    pub at: DateTime<Utc>,
}

/// An order with everything known about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrderFile {
    /// The order.
    pub order: StoredOrder,
    /// What decides.
    pub facts: Facts,
    /// Its codes and links, oldest first.
    pub attempts: Vec<StoredAttempt>,
    /// The money that came, oldest first.
    pub receipts: Vec<StoredReceipt>,
    /// The refunds, oldest first.
    pub refunds: Vec<StoredRefund>,
    /// Where the money is, by the ledger.
    pub placements: Vec<StoredPlacement>,
}

impl OrderFile {
    /// The newest code or link.
    pub fn newest_attempt(&self) -> Option<&StoredAttempt> {
        self.attempts.last()
    }

    /// The attempt of this name.
    pub fn attempt(&self, id: &AttemptId) -> Option<&StoredAttempt> {
        self.attempts.iter().find(|attempt| attempt.id == *id)
    }
}

/// A code or link to be asked for.
#[derive(Clone, Debug)]
pub struct NewAttempt {
    /// Names it.
    pub id: AttemptId,
    /// The order.
    pub order: OrderId,
    /// By which method.
    pub method: PayType,
    /// Where the browser goes back to.
    pub return_url: Option<String>,
    /// Until when it is shown.
    pub shown_until: DateTime<Utc>,
    /// Until when the provider takes it.
    pub payable_until: DateTime<Utc>,
    /// The present moment.
    pub now: DateTime<Utc>,
}

/// What became of a code to be asked for.
#[derive(Clone, Debug)]
pub enum BegunAttempt {
    /// It is written down with its trade number, for what is still to be paid.
    Begun(Box<OrderFile>, AttemptId),
    /// One of this method is open.
    OneIsOpen(Box<OrderFile>),
    /// The order is paid or over.
    NotOpen(Box<OrderFile>),
    /// Its coupon no longer counts.
    CouponRefused(CouponProblem),
    /// There is no such order.
    Missing,
}

/// What a provider gave to pay with.
#[derive(Clone, Debug)]
pub struct Shown {
    /// The provider's number of it.
    pub prepay_id: Option<String>,
    /// What to show as a QR code.
    pub code_url: Option<String>,
    /// Where to go with the browser.
    pub page_url: Option<String>,
    /// Until when.
    pub until: DateTime<Utc>,
}

/// Something that happened, with what does not decide but is kept.
#[derive(Clone, Debug)]
pub struct Happening {
    /// What decides.
    pub event: Event,
    /// When money was paid, as the provider says.
    pub paid_at: Option<DateTime<Utc>>,
    /// The provider's own word, a reason: plain text for the timeline.
    pub note: Option<String>,
    /// Who asked for a refund.
    pub asked_by: Option<UserId>,
}

impl Happening {
    /// An event of which nothing more is to be kept.
    pub fn plain(event: Event) -> Self {
        Self { event, paid_at: None, note: None, asked_by: None }
    }
}

/// Facts to be added to an order.
#[derive(Clone)]
pub struct Settlement {
    /// The order.
    pub order: OrderId,
    /// What happened, in this order.
    pub happenings: Vec<Happening>,
    /// The notice that told of it.
    pub notice: Option<CountedNotice>,
    /// Whether the timeline shall say that the provider was asked, even if it had nothing new.
    pub tell_that_asked: Option<PayType>,
    /// The present moment.
    pub now: DateTime<Utc>,
    /// Completes the repetition of the request that asked for it.
    pub completing: Option<Completing>,
}

/// A notice that counts once.
#[derive(Clone, Debug)]
pub struct CountedNotice {
    /// Who sent it.
    pub method: PayType,
    /// The provider's identifier of the event.
    pub event_id: String,
    /// What it is about, in the provider's own words.
    pub event: String,
    /// Its entry in the log.
    pub webhook: WebhookId,
}

/// What became of facts that were added.
#[derive(Clone, Debug)]
pub struct Settled {
    /// The order as it stands now.
    pub file: OrderFile,
    /// Whether anything was new.
    pub is_new: bool,
    /// Whether what was bought must be delivered now.
    pub deliver: bool,
    /// What the timeline tells of it.
    pub told: Vec<TimelineKind>,
    /// Whether a payment was told of that counts for another order; the notice is not counted then.
    pub is_claimed_elsewhere: bool,
}

/// How a provider names a payment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AttemptReference {
    /// By our trade number.
    TradeNo(String),
    /// By its number of the code, session or approval.
    PrepayId(String),
    /// By its number of the payment.
    PaymentNumber(String),
}

/// A delivery that failed.
#[derive(Clone, Debug)]
pub struct FulfilmentFailure {
    /// Why, for staff and log.
    pub error: String,
    /// The present moment.
    pub now: DateTime<Utc>,
    /// When it is tried again.
    pub next_try_at: DateTime<Utc>,
}
