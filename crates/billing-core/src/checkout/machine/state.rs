//! Where a purchase stands in this run.

use super::{AskKind, Purchase, has_ended_unpaid, returns_money};
use crate::error::CommandError;
use crate::views::{CheckoutStage, Watch};
use billing_contract::{AttemptId, AttemptState, Order, OrderAction, OrderState, PayType};
use chrono::{DateTime, TimeDelta, Utc};
use std::time::Duration;

/// A purchase in this run.
#[derive(Clone, Debug, PartialEq)]
pub struct State {
    /// What the journal keeps of it.
    pub purchase: Purchase,
    /// What there is to pay with.
    pub offer: Option<Offer>,
    /// Where the newest attempt stands.
    pub attempt_state: Option<AttemptState>,
    /// What the person can do, as the service last said.
    pub available_actions: Vec<OrderAction>,
    /// All of the order, once fetched.
    pub detail: Option<Box<Order>>,
    /// The service's clock.
    pub service_time: Option<ServiceTime>,
    /// When the service last said where the order stands, by the steady clock.
    pub confirmed_at: Option<Duration>,
    /// What stands in the way, and of what.
    pub problem: Option<(AskKind, CommandError)>,
    /// Whether the service was out of reach when it was last asked.
    pub is_unreachable: bool,
    pub(super) is_listening: bool,
    /// Whether the next offer brings the browser back to this run.
    pub(super) comes_back: bool,
    /// Whether the offer that was last asked for does.
    pub(super) sent_comes_back: bool,
    pub(super) refused: bool,
    pub(super) is_asked_by_person: bool,
    /// When this run took it up.
    pub(super) taken_up_at: Duration,
    /// How old it was then.
    pub(super) began_ago: Duration,
    pub(super) presented_at: Option<Duration>,
    pub(super) paid_at: Option<Duration>,
    pub(super) asking: Option<(AskKind, Duration)>,
    pub(super) wanted: Wanted,
    /// When to ask next whether it is paid.
    pub(super) due: Option<Duration>,
    /// Nothing is sent before.
    pub(super) hold_until: Duration,
    /// The same, because the service asked for it: no wish shortens it.
    pub(super) told_to_wait_until: Duration,
    pub(super) jitter: f64,
    /// Whether the step before was the first, whose save must succeed.
    pub(super) is_first_save: bool,
    /// What the person was last shown: also what time alone has changed is shown anew.
    pub(super) shown: Option<Box<Seen>>,
}

/// What there is to pay with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// Names the code or link.
    pub attempt_id: AttemptId,
    /// What the QR code says.
    pub code_url: Option<String>,
    /// Where to pay with the browser.
    pub approval_url: Option<String>,
    /// Whether the browser comes back from there to this run.
    pub comes_back: bool,
}

/// The service's clock, read at a moment of the steady one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ServiceTime {
    pub(super) said: DateTime<Utc>,
    pub(super) at: Duration,
}

impl ServiceTime {
    pub(super) fn at(self, now: Duration) -> DateTime<Utc> {
        let passed = TimeDelta::from_std(now.saturating_sub(self.at)).unwrap_or(TimeDelta::MAX);
        self.said.checked_add_signed(passed).unwrap_or(DateTime::<Utc>::MAX_UTC)
    }
}

/// What shall be asked as soon as it can be.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Wanted {
    pub(super) order: bool,
    pub(super) cancel: bool,
    pub(super) offer: bool,
    pub(super) result: bool,
    pub(super) detail: bool,
    /// Once it is known where the order stands: show the code again if it still runs.
    pub(super) offer_if_running: bool,
    /// By which method, decided before there was an order.
    pub(super) method: Option<PayType>,
}

/// What a person would see change.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Seen {
    stage: CheckoutStage,
    watch: Watch,
    order_state: Option<OrderState>,
    offer: Option<Offer>,
    code_until: Option<DateTime<Utc>>,
    actions: Vec<OrderAction>,
    problem: Option<(AskKind, CommandError)>,
    detail: Option<Box<Order>>,
    pay_type: PayType,
    is_called_off: bool,
    is_hidden: bool,
}

impl State {
    /// A purchase that is begun or found in the journal; [`Event::Begun`] or [`Event::Resumed`]
    /// sets it going.
    pub fn new(purchase: Purchase, is_listening: bool, now: Duration) -> Self {
        Self {
            purchase,
            offer: None,
            attempt_state: None,
            available_actions: Vec::new(),
            detail: None,
            service_time: None,
            confirmed_at: None,
            problem: None,
            is_unreachable: false,
            is_listening,
            comes_back: true,
            sent_comes_back: true,
            refused: false,
            is_asked_by_person: false,
            taken_up_at: now,
            began_ago: Duration::ZERO,
            presented_at: None,
            paid_at: None,
            asking: None,
            wanted: Wanted::default(),
            due: None,
            hold_until: now,
            told_to_wait_until: now,
            jitter: 0.0,
            is_first_save: false,
            shown: None,
        }
    }

    /// Where it stands, for the screen.
    pub fn stage(&self, now: Duration) -> CheckoutStage {
        if self.refused {
            return CheckoutStage::Refused;
        }
        match self.purchase.order_state {
            _ if self.is_paid() => return CheckoutStage::Paid,
            Some(state) if returns_money(state) => return CheckoutStage::Returned,
            Some(OrderState::Expired) => return CheckoutStage::Expired,
            Some(OrderState::Cancelled) => return CheckoutStage::Cancelled,
            Some(OrderState::Underpaid) => return CheckoutStage::Underpaid,
            _ => {}
        }
        match self.attempt_state {
            Some(AttemptState::Processing) => return CheckoutStage::Confirming,
            Some(AttemptState::Failed) => return CheckoutStage::Declined,
            _ => {}
        }
        if self.offer.is_some() || self.purchase.code_until.is_some() {
            match self.ran_out_for(now) {
                Some(_) => CheckoutStage::CodeExpired,
                None if self.offer.is_some() => CheckoutStage::Waiting,
                None => CheckoutStage::Starting,
            }
        } else {
            CheckoutStage::Starting
        }
    }

    /// What is done about it just now.
    pub fn watch(&self) -> Watch {
        if self.is_over() {
            Watch::Ended
        } else if self.is_unreachable {
            Watch::NoNetwork
        } else if self.is_asked_by_person {
            Watch::Asking
        } else if self.is_listening {
            Watch::Listening
        } else {
            Watch::Polling
        }
    }

    /// Whole seconds until the code is renewed, rounded up.
    pub fn seconds_left(&self, now: Duration) -> Option<u64> {
        let until = self.purchase.code_until?;
        let left = until - self.service_time?.at(now);
        Some(left.to_std().map_or(0, |left| left.as_millis().div_ceil(1000) as u64))
    }

    /// Whether it has come to its end: nothing will be asked about it any more.
    pub fn is_over(&self) -> bool {
        self.refused || self.purchase.settled
    }

    /// Whether it came to a good end that has not been put away.
    pub(super) fn is_shown_to_the_end(&self) -> bool {
        self.purchase.settled && !self.purchase.dismissed
    }

    /// Whether the person's money is there.
    pub fn is_paid(&self) -> bool {
        self.purchase.is_paid
    }

    /// Whether a payment is awaited: it is neither paid nor over nor ended at the service.
    pub fn is_open(&self) -> bool {
        let ended = self.purchase.order_state.is_some_and(has_ended_unpaid);
        !self.is_over() && !self.is_paid() && !ended
    }

    /// What has been sent and not been answered.
    pub fn asking(&self) -> Option<AskKind> {
        self.asking.map(|(kind, _)| kind)
    }

    pub(super) fn seen(&self, now: Duration) -> Seen {
        Seen {
            stage: self.stage(now),
            watch: self.watch(),
            order_state: self.purchase.order_state,
            offer: self.offer.clone(),
            code_until: self.purchase.code_until,
            actions: self.available_actions.clone(),
            problem: self.problem.clone(),
            detail: self.detail.clone(),
            pay_type: self.purchase.pay_type,
            is_called_off: self.purchase.cancel_wanted,
            is_hidden: self.purchase.dismissed,
        }
    }

    /// Whether a part of the price has come and the rest can be paid.
    pub(super) fn is_underpaid(&self) -> bool {
        !self.is_paid() && self.purchase.order_state == Some(OrderState::Underpaid)
    }

    /// How long ago the code ran out; none while it runs or before there is one.
    pub(super) fn ran_out_for(&self, now: Duration) -> Option<Duration> {
        let until = self.purchase.code_until?;
        (self.service_time?.at(now) - until).to_std().ok()
    }

    /// Whether something to pay with can be asked for.
    pub(super) fn may_be_paid(&self) -> bool {
        self.is_open() && self.purchase.order.is_some()
    }
}
