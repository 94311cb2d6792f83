//! What is known of an order, and what follows from it.
//!
//! Nothing here depends on the order in which things became known: where the money is and how the
//! order stands are functions of the facts alone, and facts are only ever added or grow.

use billing_contract::orders::Place;
use billing_contract::{AttemptId, AttemptState, Currency, Money, OrderState, PayType};
use std::collections::BTreeMap;

/// Everything about an order that decides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facts {
    /// What is to be paid.
    pub due: Money,
    /// How it ended without money, if it did. Money that comes later still counts.
    pub ended: Option<Ending>,
    /// Every code or link there was.
    pub attempts: BTreeMap<AttemptId, AttemptState>,
    /// All money that came; each payment number of a provider once.
    pub receipts: BTreeMap<PaymentNumber, Receipt>,
    /// All refunds, in the order in which they were asked for.
    pub refunds: Vec<Refund>,
    /// What became of the delivery.
    pub delivery: Delivery,
    /// What the order keeps at most of its money, in smallest units, because what it bought was
    /// given up; the rest is the customer's credit balance.
    pub keeps: Option<i64>,
}

/// How an order ended without money.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// Its time was over.
    Expired,
    /// The customer called it off.
    Cancelled,
}

/// A provider's number of a payment.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct PaymentNumber {
    /// Whose number.
    pub method: PayType,
    /// The number.
    pub number: String,
}

/// What begins the number of money that staff say the provider's books show.
const STANDS_IN: &str = "by-hand/";
/// What begins the number of money that staff say has come another way.
const ELSEWHERE: &str = "elsewhere/";

impl PaymentNumber {
    /// A number for money that the provider's books show and the provider has not told of.
    pub fn standing_in(method: PayType, settlement: &str) -> Self {
        Self { method, number: format!("{STANDS_IN}{settlement}") }
    }

    /// A number for money that came another way.
    pub fn from_elsewhere(method: PayType, settlement: &str) -> Self {
        Self { method, number: format!("{ELSEWHERE}{settlement}") }
    }

    /// Whether the provider may still tell of this money, by its own number.
    pub fn stands_in(&self) -> bool {
        self.number.starts_with(STANDS_IN)
    }

    /// Whether the provider knows a payment by this number.
    pub fn is_the_providers(&self) -> bool {
        !self.stands_in() && !self.number.starts_with(ELSEWHERE)
    }
}

/// Money that came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// The code or link it was paid by.
    pub attempt: AttemptId,
    /// How much, as the provider says.
    pub amount: Money,
    /// Whether the provider says that all of it went back.
    pub is_gone: bool,
    /// Whether the customer's bank asked for it back.
    pub dispute: Option<Dispute>,
}

/// A demand by the customer's bank. Later ones outweigh earlier ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Dispute {
    /// Not decided.
    Open,
    /// The money stays.
    Won,
    /// The money is gone.
    Lost,
}

/// Money sent back, or being sent back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refund {
    /// Our number of it.
    pub number: String,
    /// The payment it comes from.
    pub payment: PaymentNumber,
    /// How much.
    pub amount: Money,
    /// Where it stands.
    pub state: RefundState,
    /// Whether the order was paid when it was asked for: then it is a kindness, and only if nothing
    /// is left does it take away what was bought.
    pub of_paid_order: bool,
}

/// Where a refund stands. Later ones outweigh earlier ones: money that went back went back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum RefundState {
    /// Asked for.
    Pending,
    /// Refused.
    Failed,
    /// The money is back.
    Succeeded,
}

/// What became of the delivery. Later ones outweigh earlier ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Delivery {
    /// Not tried, or not due.
    Waiting,
    /// Tried in vain; it is tried again.
    Failed,
    /// Done.
    Done,
}

impl Receipt {
    fn is_lost(&self) -> bool {
        self.is_gone || self.dispute == Some(Dispute::Lost)
    }
}

impl Facts {
    /// An order of which nothing is known but its price.
    pub fn new(due: Money) -> Self {
        Self {
            due,
            ended: None,
            attempts: BTreeMap::new(),
            receipts: BTreeMap::new(),
            refunds: Vec::new(),
            delivery: Delivery::Waiting,
            keeps: None,
        }
    }

    /// What of its money the order needs.
    fn needed(&self) -> i64 {
        self.keeps.map_or(self.due.minor, |keeps| keeps.min(self.due.minor))
    }

    /// Whether any money that can pay for the order has come; what is held for support cannot.
    pub fn has_money(&self) -> bool {
        self.received() > 0
    }

    /// What came in the order's currency.
    pub fn received(&self) -> i64 {
        let fitting = self.receipts.values().filter(|receipt| self.fits(receipt));
        fitting.fold(0, |sum, receipt| sum.saturating_add(receipt.amount.minor))
    }

    /// What went back in the order's currency.
    pub fn refunded(&self) -> i64 {
        let fitting = self.receipts.iter().filter(|(_, receipt)| self.fits(receipt));
        fitting.fold(0, |sum, (number, receipt)| sum.saturating_add(self.gone(number, receipt)))
    }

    /// What is still to be paid, unless it has been delivered already.
    pub fn missing(&self) -> Money {
        let is_paid_for = self.delivery == Delivery::Done || self.delivery_is_due();
        let missing = if is_paid_for { 0 } else { (self.due.minor - self.kept()).max(0) };
        Money::new(missing, self.due.currency)
    }

    /// What came in the order's currency and neither went back nor is being sent back.
    fn kept(&self) -> i64 {
        let fitting = self.receipts.iter().filter(|(_, receipt)| self.fits(receipt));
        fitting.fold(0, |sum, (number, receipt)| {
            let pending = |refund: &&Refund| refund.state == RefundState::Pending;
            let leaving = self.refunds_of(number).filter(pending).map(|one| one.amount.minor);
            let left = receipt.amount.minor - self.gone(number, receipt) - leaving.sum::<i64>();
            sum.saturating_add(left.max(0))
        })
    }

    /// What came in the order's currency and buys something: all but what was lost, and what went
    /// back, or is being sent back, while the order was not paid.
    fn buying(&self) -> i64 {
        let fitting = self.receipts.iter().filter(|(_, receipt)| self.fits(receipt));
        fitting.fold(0, |sum, (number, receipt)| {
            let back = |of_paid_order| {
                let counts = move |refund: &&Refund| {
                    refund.of_paid_order == of_paid_order && refund.state != RefundState::Failed
                };
                self.refunds_of(number).filter(counts).map(|one| one.amount.minor).sum::<i64>()
            };
            let left = match receipt.is_lost() {
                // A provider that says "all went back" may mean nothing but our own refunds.
                true => back(true),
                false => receipt.amount.minor - back(false),
            };
            sum.saturating_add(left.clamp(0, receipt.amount.minor))
        })
    }

    /// Whether the whole price has come, whatever became of it later.
    pub fn is_paid(&self) -> bool {
        self.received() >= self.due.minor
    }

    /// Whether what was bought must be delivered and has not been. A part that is sent back of an
    /// order that was paid takes nothing away; when all has gone back, or is on its way, nothing is
    /// delivered.
    pub fn delivery_is_due(&self) -> bool {
        let is_all_back = self.received() > 0 && self.kept() == 0;
        self.buying() >= self.due.minor && !is_all_back && self.delivery != Delivery::Done
    }

    /// Whether something can still be paid by a code that is known here.
    pub fn has_open_attempt(&self) -> bool {
        self.attempts.values().any(|state| is_open(*state))
    }

    /// How much of a payment its provider can still send back.
    pub fn refundable(&self, number: &PaymentNumber) -> i64 {
        let Some(receipt) = self.receipts.get(number) else { return 0 };
        let disputed = receipt.dispute.is_some_and(|dispute| dispute != Dispute::Won);
        // What the provider does not know it cannot send back.
        if receipt.is_gone || disputed || !number.is_the_providers() {
            return 0;
        }
        let asked = self.refunds_of(number).filter(|refund| refund.state != RefundState::Failed);
        receipt.amount.minor - asked.map(|refund| refund.amount.minor).sum::<i64>()
    }

    /// Where the order stands.
    pub fn state(&self) -> OrderState {
        let disputed = |receipt: &Receipt| receipt.dispute == Some(Dispute::Open);
        let pending = |refund: &Refund| refund.state == RefundState::Pending;
        let last_refund = self.refunds.last().map(|refund| refund.state);
        if self.receipts.values().any(disputed) {
            OrderState::Disputed
        } else if self.refunds.iter().any(pending) {
            OrderState::RefundPending
        } else if self.refunded() > 0 && self.refunded() >= self.received() {
            // However it went back: a refund that was refused before makes no difference.
            OrderState::Refunded
        } else if last_refund == Some(RefundState::Failed) {
            OrderState::RefundFailed
        } else if self.refunded() > 0 {
            OrderState::PartiallyRefunded
        } else if self.is_paid() {
            self.paid_state()
        } else if self.received() > 0 {
            OrderState::Underpaid
        } else {
            match self.ended {
                Some(Ending::Expired) => OrderState::Expired,
                Some(Ending::Cancelled) => OrderState::Cancelled,
                None if self.has_shown_something() => OrderState::AwaitingPayment,
                None => OrderState::Created,
            }
        }
    }

    fn paid_state(&self) -> OrderState {
        match self.delivery {
            Delivery::Waiting => OrderState::Paid,
            Delivery::Failed => OrderState::FulfilFailed,
            Delivery::Done if self.ended.is_some() => OrderState::PaidLate,
            Delivery::Done if self.received() > self.due.minor => OrderState::Overpaid,
            Delivery::Done => OrderState::Fulfilled,
        }
    }

    fn has_shown_something(&self) -> bool {
        self.attempts.values().any(|state| *state != AttemptState::Unknown)
    }

    /// Where all the money is. Every smallest unit that came stands in exactly one place.
    pub fn balances(&self) -> Balances {
        let mut balances = Balances::default();
        let (received, refunded) = (self.received(), self.refunded());
        let for_order = received.min(self.needed());
        let beyond = received - for_order;
        // What goes back is taken from what the order did not need, as long as there is such.
        let from_beyond = refunded.min(beyond);
        let currency = self.due.currency;
        balances.add(Place::Refund, currency, refunded);
        balances.add(Place::CreditBalance, currency, beyond - from_beyond);
        balances.add(Place::Order, currency, for_order - (refunded - from_beyond));
        for (number, receipt) in &self.receipts {
            if !self.fits(receipt) {
                let gone = self.gone(number, receipt);
                let currency = receipt.amount.currency;
                balances.add(Place::Refund, currency, gone);
                balances.add(Place::HeldForSupport, currency, receipt.amount.minor - gone);
            }
        }
        balances
    }

    /// Gives money that was settled by hand the number under which its provider tells of it now, if
    /// there is such money; it came once.
    pub fn confirm(&mut self, attempt: &AttemptId, number: &PaymentNumber, amount: Money) -> bool {
        let is_the_same = |(known, receipt): &(&PaymentNumber, &Receipt)| {
            known.stands_in() && known.method == number.method && receipt.amount == amount
        };
        let Some(stood_in) = self.receipts.iter().find(is_the_same).map(|(known, _)| known.clone())
        else {
            return false;
        };
        if let Some(receipt) = self.receipts.remove(&stood_in) {
            let receipt = Receipt { attempt: attempt.clone(), ..receipt };
            self.receipts.insert(number.clone(), receipt);
        }
        for refund in self.refunds.iter_mut().filter(|refund| refund.payment == stood_in) {
            refund.payment = number.clone();
        }
        true
    }

    fn fits(&self, receipt: &Receipt) -> bool {
        receipt.amount.currency == self.due.currency
    }

    /// How much of a payment has gone back.
    pub fn gone_of(&self, number: &PaymentNumber) -> Option<Money> {
        let receipt = self.receipts.get(number)?;
        Some(Money::new(self.gone(number, receipt), receipt.amount.currency))
    }

    fn gone(&self, number: &PaymentNumber, receipt: &Receipt) -> i64 {
        if receipt.is_lost() {
            return receipt.amount.minor;
        }
        let back = self.refunds_of(number).filter(|refund| refund.state == RefundState::Succeeded);
        back.map(|refund| refund.amount.minor).sum::<i64>().min(receipt.amount.minor)
    }

    fn refunds_of<'a>(&'a self, number: &'a PaymentNumber) -> impl Iterator<Item = &'a Refund> {
        self.refunds.iter().filter(move |refund| refund.payment == *number)
    }
}

/// Whether an attempt in this state can be paid as far as is known here.
pub const fn is_open(state: AttemptState) -> bool {
    matches!(state, AttemptState::Unknown | AttemptState::Presented | AttemptState::Processing)
}

/// How much stands where.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Balances(Vec<(Place, Currency, i64)>);

impl Balances {
    /// How much stands at this place.
    pub fn at(&self, place: Place, currency: Currency) -> i64 {
        let found = self.0.iter().find(|(at, of, _)| (*at, *of) == (place, currency));
        found.map_or(0, |(_, _, minor)| *minor)
    }

    /// What must move for `self` to become `next`: nothing that stays the same.
    pub fn moved_to(&self, next: &Self) -> Vec<(Place, Money)> {
        let mut moved = next.clone();
        for (place, currency, minor) in &self.0 {
            moved.add(*place, *currency, -minor);
        }
        let as_money = |(place, currency, minor)| (place, Money::new(minor, currency));
        moved.0.into_iter().filter(|(_, _, minor)| *minor != 0).map(as_money).collect()
    }

    fn add(&mut self, place: Place, currency: Currency, minor: i64) {
        match self.0.iter_mut().find(|(at, of, _)| (*at, *of) == (place, currency)) {
            Some((_, _, sum)) => *sum += minor,
            None => self.0.push((place, currency, minor)),
        }
    }
}
