//! One purchase as a pure machine: what has happened goes in, what is to be done comes out.
//!
//! One life of a purchase: a person decides to buy. The purchase is written into the journal with a
//! key of its own, and only then is the order asked for under that key; however often that is asked
//! again, after a lost answer, a crash, a week, it stays one order. The order is there, and
//! something to pay it with is asked for and shown. From then on it is watched: the service tells
//! by its stream that the order has changed, and behind the stream the purchase asks by itself, so
//! that a word that got lost costs seconds. The code runs out by the steady clock, counted from
//! what the service said; the purchase is asked about further, because a late payment counts.
//! It is paid: that is told at once, then what was delivered is fetched, and when it is, the
//! watching ends. An order that has run out or was called off is still asked about, at last only
//! at each start, until nine days are over. The only other end is a refusal: the service said
//! that it makes no order, and so no money can move; or a week has passed without its answer, and
//! nobody is still to be surprised by the order.
//!
//! There is no clock, no randomness and no input or output in here. Time is the steady clock's,
//! handed in; how long ago something was before this run is told by the service's own clock alone,
//! so that nothing the wall clock does changes anything but how old a purchase without an order is. Effects are carried out in their order:
//! what stands before a [`Effect::Send`] is done before it, above all the [`Effect::Save`].

mod asking;
mod moves;
mod purchase;
mod rhythm;
mod state;
#[cfg(test)]
mod tests;

pub use purchase::{Decision, Ordered, Purchase};
pub use rhythm::{Pause, pause};
pub use state::{Offer, ServiceTime, State};

use crate::error::CommandError;
use billing_contract::{
    DecimalAmount, Order, OrderId, OrderState, PayResult, PayType, Prepaid, PurchaseRequest,
};
use serde::{Deserialize, Serialize};
use std::time::Duration;
use ts_rs::TS;

/// What has happened.
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    /// The person has decided; nothing is written and nothing sent yet.
    Begun,
    /// A run of the program has begun and found the purchase in the journal.
    Resumed {
        /// How long ago the person decided, by the clock on the wall.
        began_ago: Duration,
    },
    /// What was sent has been answered.
    Answered {
        /// The answer.
        answer: Answer,
        /// From −1 to 1; spreads the questions of many consoles.
        jitter: f64,
    },
    /// What was sent has no answer.
    Failed {
        /// What was sent.
        ask: AskKind,
        /// Why.
        failure: Failure,
        /// From −1 to 1; spreads the questions of many consoles.
        jitter: f64,
    },
    /// The journal did not take what it was given; nothing was sent behind it.
    NotSaved(CommandError),
    /// The moment of the last [`Effect::WakeAt`] has come.
    Due,
    /// The service says that the order has changed.
    Told,
    /// The computer has slept, or the network is back.
    Woken,
    /// The service's stream is there.
    StreamUp,
    /// The service's stream is gone.
    StreamDown,
    /// The person wants something.
    Wanted(Want),
}

/// What a person can want of a purchase under way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Want {
    /// A new code by the same method.
    Renew,
    /// To pay by this method.
    Method(PayType),
    /// To know now.
    Ask,
    /// To call it off.
    Cancel,
    /// Not to see it any more.
    Dismiss,
}

/// What to do, in this order.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// Write the purchase into the journal, durably. If that fails nothing is sent behind it, and
    /// [`Event::NotSaved`] is given back instead; every other effect is carried out.
    Save(Box<Purchase>),
    /// Send it, and give back its answer or its failure.
    Send(Ask),
    /// Give back [`Event::Due`] at this time of the steady clock; takes the place of an earlier one.
    WakeAt(Duration),
    /// What the person sees has changed.
    Show,
    /// The service has said all of an order: keep it among the orders.
    Keep(Box<Order>),
    /// Tell it by a notification, once for an order and outcome however often this comes.
    Tell(Told),
    /// What was bought changes other figures: fetch them.
    Refresh,
    /// Remove the purchase from the journal.
    Forget,
}

/// What a notification tells.
#[derive(Clone, Debug, PartialEq)]
pub struct Told {
    /// The order.
    pub order_id: OrderId,
    /// What became of it.
    pub outcome: Outcome,
    /// The price.
    pub amount: DecimalAmount,
}

/// What became of a payment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Outcome {
    /// Paid.
    Settled,
    /// Paid after the order had ended.
    Late,
    /// Refused by the provider.
    Declined,
    /// Not paid in time.
    Expired,
}

impl Outcome {
    /// Every outcome.
    pub const ALL: [Self; 4] = [Self::Settled, Self::Late, Self::Declined, Self::Expired];

    /// The outcome as it stands in the journal.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Settled => "settled",
            Self::Late => "late",
            Self::Declined => "declined",
            Self::Expired => "expired",
        }
    }

    /// What it is about; of an order each subject is told once. On time or late, it is paid once.
    pub const fn subject(self) -> &'static str {
        match self {
            Self::Settled | Self::Late => "paid",
            Self::Declined => "declined",
            Self::Expired => "expired",
        }
    }

    /// The outcome of this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|outcome| outcome.as_str() == name)
    }
}

/// What is asked of the service.
#[derive(Clone, Debug, PartialEq)]
pub enum Ask {
    /// Make the order; whatever is sent under one key counts once.
    Order {
        /// The `Idempotency-Key`.
        key: String,
        /// The order.
        request: Box<PurchaseRequest>,
        /// Whether it is the order of a change of plan.
        is_change: bool,
    },
    /// Give something to pay with.
    Offer {
        /// The order.
        order_id: OrderId,
        /// The method.
        pay_type: PayType,
        /// Whether the browser is to come back to this run. A page with another way back is another
        /// page, and takes the place of the one in which the person may be typing: what is only
        /// shown again after a start keeps the way it has.
        comes_back: bool,
    },
    /// Say whether it is paid.
    Result {
        /// The order.
        order_id: OrderId,
    },
    /// Say all of the order.
    Detail {
        /// The order.
        order_id: OrderId,
    },
    /// Call the order off.
    Cancel {
        /// The order.
        order_id: OrderId,
    },
}

/// The kinds of [`Ask`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum AskKind {
    /// Make the order.
    Order,
    /// Give something to pay with.
    Offer,
    /// Say whether it is paid.
    Result,
    /// Say all of the order.
    Detail,
    /// Call the order off.
    Cancel,
}

impl Ask {
    /// Its kind.
    pub const fn kind(&self) -> AskKind {
        match self {
            Self::Order { .. } => AskKind::Order,
            Self::Offer { .. } => AskKind::Offer,
            Self::Result { .. } => AskKind::Result,
            Self::Detail { .. } => AskKind::Detail,
            Self::Cancel { .. } => AskKind::Cancel,
        }
    }
}

/// What the service answered.
#[derive(Clone, Debug, PartialEq)]
pub enum Answer {
    /// To [`Ask::Order`].
    Ordered(Box<Order>),
    /// To [`Ask::Offer`].
    Offered(Prepaid),
    /// To [`Ask::Result`].
    Result(PayResult),
    /// To [`Ask::Detail`].
    Detail(Box<Order>),
    /// To [`Ask::Cancel`].
    Cancelled(PayResult),
}

impl Answer {
    /// What it answers.
    pub const fn kind(&self) -> AskKind {
        match self {
            Self::Ordered(_) => AskKind::Order,
            Self::Offered(_) => AskKind::Offer,
            Self::Result(_) => AskKind::Result,
            Self::Detail(_) => AskKind::Detail,
            Self::Cancelled(_) => AskKind::Cancel,
        }
    }
}

/// Why something has no answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Failure {
    /// What is certain about it.
    pub kind: FailureKind,
    /// What the person is told.
    pub error: CommandError,
}

/// What is certain about a request that failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FailureKind {
    /// Nothing came back, or nothing that is the service's: it may have been done or not.
    Unreachable,
    /// The service cannot answer just now, and says when to come back if it does.
    Busy {
        /// Not before this has passed.
        retry_after: Option<Duration>,
    },
    /// The service has said no, and has done nothing.
    Refused,
}

/// Takes one step: what is so afterwards, and what to do about it.
pub fn step(mut state: State, event: Event, now: Duration) -> (State, Vec<Effect>) {
    let mut effects = Vec::new();
    state.take(event, now, &mut effects);
    state.go_on(now, &mut effects);
    let seen = state.seen(now);
    if state.shown.as_deref() != Some(&seen) {
        state.shown = Some(Box::new(seen));
        effects.push(Effect::Show);
    }
    (state, effects)
}

/// Whether an order in this state, if it is not paid, is past every payment that was asked for,
/// though late money still counts.
pub(crate) const fn has_ended_unpaid(state: OrderState) -> bool {
    matches!(state, OrderState::Expired | OrderState::Cancelled) || returns_money(state)
}

/// Whether an order in this state, if it is not paid, sends back what came for it.
pub(crate) const fn returns_money(state: OrderState) -> bool {
    use OrderState::{Disputed, PartiallyRefunded, RefundFailed, RefundPending, Refunded};
    matches!(state, Disputed | PartiallyRefunded | RefundFailed | RefundPending | Refunded)
}
