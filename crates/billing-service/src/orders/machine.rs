//! What an event makes of an order: pure, without clock, chance or store.
//!
//! A life: an order is made ([`Facts::new`]) and a code is asked for ([`Event::Asked`]) and shown
//! ([`Event::Presented`]). From then on providers report, by polls, notices and looks from time to
//! time; all of them arrive as [`Event::Reported`] and it does not matter who was first, twice or
//! late. When money came for the whole price, [`Decision::deliver`] says so, and the delivery
//! reports back. An order that nobody paid ends by [`Event::Ended`], after each of its codes was
//! withdrawn ([`Event::Withdrawn`]); money that comes all the same still pays it.
//!
//! An event adds to the [`Facts`], or says what is known and changes nothing. Where the order
//! stands and where the money is follow from the facts, so no order of events can matter.

use super::facts::{
    Balances, Delivery, Dispute, Ending, Facts, PaymentNumber, Receipt, Refund, RefundState,
};
use billing_contract::orders::Place;
use billing_contract::{AttemptId, AttemptState, Money, OrderState, PayType, TimelineKind};

/// Something that happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// The provider is about to be asked for a code or link.
    Asked(AttemptId),
    /// It is there and is shown.
    Presented(AttemptId),
    /// The provider said how a payment stands.
    Reported(AttemptId, Report),
    /// A code was made impossible at the provider, which had said that it is not paid.
    Withdrawn(AttemptId, Withdrawal),
    /// The order is over without money. Without effect while a code is open, or once money came that
    /// can pay for it.
    Ended(Ending),
    /// The operator wants money to go back.
    RefundAsked(Refund),
    /// The provider said how a refund stands; a number nobody knows is without effect.
    RefundReported(String, RefundState),
    /// The customer's bank asks for the money back, or has decided.
    Disputed(PaymentNumber, Dispute),
    /// What was bought has been delivered.
    Delivered,
    /// It could not be delivered.
    DeliveryFailed,
    /// Staff say that money has come by an attempt, or another way. Without effect once the order is
    /// paid, and for more than is missing.
    SettledByHand(AttemptId, PaymentNumber, Money),
    /// What was bought is given up before its time: the order keeps no more than so many smallest
    /// units, and the rest becomes the customer's credit balance.
    GivenUp(i64),
}

/// What a provider said of a payment, as far as it decides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Report {
    /// The customer has begun.
    Processing,
    /// Paid.
    Paid(PaymentNumber, Money),
    /// Paid, and all of it went back.
    PaidBack(PaymentNumber, Money),
    /// Paid, but by a payment that counts for another order.
    PaidForAnother,
    /// Refused.
    Failed,
    /// Not paid, and it no longer can be.
    Closed,
    /// Nothing that decides: it can still be paid, is unknown there, or a word we do not know.
    Undecided,
}

/// Why a code was withdrawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Withdrawal {
    /// It ran out.
    Expired,
    /// It is no longer wanted.
    Closed,
}

/// What follows from an event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// What is known now.
    pub facts: Facts,
    /// Where the order stands now.
    pub state: OrderState,
    /// How much each place gains or loses; together with what came it adds up to zero.
    pub moved: Vec<(Place, Money)>,
    /// What to tell of it.
    pub entries: Vec<Entry>,
    /// Whether what was bought must be delivered, which it was not before.
    pub deliver: bool,
}

/// One line of what is told of an order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// What happened.
    pub kind: TimelineKind,
    /// The money it is about.
    pub amount: Option<Money>,
    /// Where that money ended.
    pub place: Option<Place>,
    /// By which method.
    pub method: Option<PayType>,
}

impl Decision {
    /// Whether the event said anything new.
    pub fn changes(&self, before: &Facts) -> bool {
        self.facts != *before
    }
}

/// What `event` makes of what is known.
pub fn step(before: &Facts, event: &Event) -> Decision {
    let mut facts = before.clone();
    let mut entries = Vec::new();
    match event {
        Event::Asked(attempt) => {
            facts.attempts.entry(attempt.clone()).or_insert(AttemptState::Unknown);
        }
        Event::Presented(attempt) => {
            if advance(&mut facts, attempt, AttemptState::Presented) {
                entries.push(Entry::of(TimelineKind::Presented));
            }
        }
        Event::Reported(attempt, report) => reported(&mut facts, attempt, report, &mut entries),
        Event::Withdrawn(attempt, withdrawal) => {
            let (state, kind) = match withdrawal {
                Withdrawal::Expired => (AttemptState::Expired, TimelineKind::CodeExpired),
                Withdrawal::Closed => (AttemptState::Closed, TimelineKind::Closed),
            };
            if advance(&mut facts, attempt, state) {
                entries.push(Entry::of(kind));
            }
        }
        Event::Ended(ending) => {
            let may_end = facts.ended.is_none()
                && !facts.is_paid()
                && !facts.has_money()
                && !facts.has_open_attempt();
            if may_end {
                facts.ended = Some(*ending);
                entries.push(Entry::of(match ending {
                    Ending::Expired => TimelineKind::Expired,
                    Ending::Cancelled => TimelineKind::Cancelled,
                }));
            }
        }
        Event::RefundAsked(refund) => {
            let is_new = facts.refunds.iter().all(|known| known.number != refund.number);
            let fits = (1..=facts.refundable(&refund.payment)).contains(&refund.amount.minor);
            if is_new && fits {
                facts.refunds.push(refund.clone());
                let entry = Entry::of(TimelineKind::RefundRequested).about(refund.amount);
                entries.push(entry.by(refund.payment.method));
            }
        }
        Event::RefundReported(number, state) => {
            refund_reported(&mut facts, number, *state, &mut entries);
        }
        Event::Disputed(number, dispute) => disputed(&mut facts, number, *dispute, &mut entries),
        Event::Delivered => {
            if facts.is_paid() && facts.delivery < Delivery::Done {
                facts.delivery = Delivery::Done;
                entries.push(Entry::of(TimelineKind::Fulfilled));
            }
        }
        Event::DeliveryFailed => {
            if facts.is_paid() && facts.delivery < Delivery::Failed {
                facts.delivery = Delivery::Failed;
                entries.push(Entry::of(TimelineKind::FulfilFailed));
            }
        }
        Event::SettledByHand(attempt, number, amount) => {
            let missing = facts.missing();
            let fits = amount.currency == missing.currency && amount.minor <= missing.minor;
            if fits && facts.attempts.contains_key(attempt) {
                received(&mut facts, attempt, number, *amount, &mut entries);
            }
        }
        Event::GivenUp(keeps) => given_up(&mut facts, *keeps, &mut entries),
    }
    Decision {
        state: facts.state(),
        moved: before.balances().moved_to(&facts.balances()),
        deliver: facts.delivery_is_due() && !before.delivery_is_due(),
        entries,
        facts,
    }
}

fn reported(facts: &mut Facts, attempt: &AttemptId, report: &Report, entries: &mut Vec<Entry>) {
    match report {
        Report::Undecided => {}
        Report::Processing => {
            if advance(facts, attempt, AttemptState::Processing) {
                entries.push(Entry::of(TimelineKind::Processing));
            }
        }
        Report::PaidForAnother => {
            if advance(facts, attempt, AttemptState::Conflicted) {
                entries.push(Entry::of(TimelineKind::Conflicted));
            }
        }
        Report::Failed => {
            if advance(facts, attempt, AttemptState::Failed) {
                entries.push(Entry::of(TimelineKind::Declined));
            }
        }
        Report::Closed => {
            if advance(facts, attempt, AttemptState::Closed) {
                entries.push(Entry::of(TimelineKind::Closed));
            }
        }
        Report::Paid(number, amount) => received(facts, attempt, number, *amount, entries),
        Report::PaidBack(number, amount) => {
            received(facts, attempt, number, *amount, entries);
            let before = facts.gone_of(number);
            if let Some(receipt) = facts.receipts.get_mut(number) {
                receipt.is_gone = true;
            }
            tell_what_went_back(before, facts, number, entries);
        }
    }
}

fn received(
    facts: &mut Facts,
    attempt: &AttemptId,
    number: &PaymentNumber,
    amount: Money,
    entries: &mut Vec<Entry>,
) {
    // Nothing was paid, and each payment number counts once.
    if amount.minor <= 0 || facts.receipts.contains_key(number) {
        return;
    }
    if facts.confirm(attempt, number, amount) {
        advance(facts, attempt, AttemptState::Succeeded);
        entries.push(Entry::of(TimelineKind::HandConfirmed).about(amount).by(number.method));
        return;
    }
    let (was_paid, before) = (facts.is_paid(), facts.balances());
    let receipt = Receipt { attempt: attempt.clone(), amount, is_gone: false, dispute: None };
    facts.receipts.insert(number.clone(), receipt);
    let tell = |kind, amount, place| Entry::of(kind).about(amount).to(place).by(number.method);
    if amount.currency != facts.due.currency {
        advance(facts, attempt, AttemptState::Conflicted);
        entries.push(tell(TimelineKind::Conflicted, amount, Place::HeldForSupport));
        return;
    }
    advance(facts, attempt, AttemptState::Succeeded);
    let gained = |place| gained(&before, &facts.balances(), place, amount);
    let (for_order, beyond) = (gained(Place::Order), gained(Place::CreditBalance));
    if was_paid && for_order.minor == 0 {
        entries.push(tell(TimelineKind::PaidTwice, amount, Place::CreditBalance));
        return;
    }
    entries.push(tell(TimelineKind::Received, for_order, Place::Order));
    if beyond.minor > 0 {
        entries.push(tell(TimelineKind::Overpaid, beyond, Place::CreditBalance));
    }
    if facts.missing().minor > 0 {
        entries.push(Entry::of(TimelineKind::Underpaid).about(facts.missing()));
    } else if facts.ended.is_some() && !was_paid {
        entries.push(Entry::of(TimelineKind::PaidLate).by(number.method));
    }
}

fn given_up(facts: &mut Facts, keeps: i64, entries: &mut Vec<Entry>) {
    let keeps = keeps.max(0);
    // What was given up once is not bought back: the least counts, whoever says it last.
    if !facts.is_paid() || facts.keeps.is_some_and(|known| known <= keeps) {
        return;
    }
    let before = facts.balances();
    facts.keeps = Some(keeps);
    let like = Money::new(0, facts.due.currency);
    let freed = gained(&before, &facts.balances(), Place::CreditBalance, like);
    if freed.minor > 0 {
        entries.push(Entry::of(TimelineKind::Overpaid).about(freed).to(Place::CreditBalance));
    }
}

fn gained(before: &Balances, after: &Balances, place: Place, like: Money) -> Money {
    let gain = after.at(place, like.currency) - before.at(place, like.currency);
    Money::new(gain, like.currency)
}

fn refund_reported(facts: &mut Facts, number: &str, state: RefundState, entries: &mut Vec<Entry>) {
    let known = facts.refunds.iter().position(|refund| refund.number == number);
    let Some(place) = known.filter(|place| facts.refunds[*place].state < state) else { return };
    let payment = facts.refunds[place].payment.clone();
    let before = facts.gone_of(&payment);
    facts.refunds[place].state = state;
    match state {
        RefundState::Succeeded => tell_what_went_back(before, facts, &payment, entries),
        RefundState::Failed | RefundState::Pending => {
            let entry = Entry::of(TimelineKind::RefundFailed).about(facts.refunds[place].amount);
            entries.push(entry.by(payment.method));
        }
    }
}

/// Tells what of a payment has gone back since: the same money is told of by its refund and by the
/// payment itself.
fn tell_what_went_back(
    before: Option<Money>,
    facts: &Facts,
    payment: &PaymentNumber,
    entries: &mut Vec<Entry>,
) {
    let (Some(before), Some(after)) = (before, facts.gone_of(payment)) else { return };
    let newly = Money::new(after.minor - before.minor, after.currency);
    if newly.minor > 0 {
        let entry = Entry::of(TimelineKind::Refunded).about(newly);
        entries.push(entry.to(Place::Refund).by(payment.method));
    }
}

fn disputed(facts: &mut Facts, number: &PaymentNumber, dispute: Dispute, entries: &mut Vec<Entry>) {
    let Some(receipt) = facts.receipts.get_mut(number) else { return };
    if receipt.dispute.is_none_or(|known| known < dispute) {
        receipt.dispute = Some(dispute);
        let entry = Entry::of(TimelineKind::Disputed).about(receipt.amount).by(number.method);
        let is_lost = dispute == Dispute::Lost;
        entries.push(if is_lost { entry.to(Place::Refund) } else { entry });
    }
}

/// Moves an attempt on; it never goes back, and none but a known one moves.
fn advance(facts: &mut Facts, attempt: &AttemptId, to: AttemptState) -> bool {
    let Some(state) = facts.attempts.get_mut(attempt) else { return false };
    let moves = rank(*state) < rank(to);
    if moves {
        *state = to;
    }
    moves
}

/// What outweighs what, whoever says it last.
fn rank(state: AttemptState) -> u8 {
    match state {
        AttemptState::Unknown => 0,
        AttemptState::Presented => 1,
        AttemptState::Processing => 2,
        AttemptState::Failed => 3,
        AttemptState::Closed => 4,
        AttemptState::Expired => 5,
        AttemptState::Succeeded => 6,
        AttemptState::Conflicted => 7,
    }
}

impl Entry {
    fn of(kind: TimelineKind) -> Self {
        Self { kind, amount: None, place: None, method: None }
    }

    fn about(self, amount: Money) -> Self {
        Self { amount: Some(amount), ..self }
    }

    fn to(self, place: Place) -> Self {
        Self { place: Some(place), ..self }
    }

    fn by(self, method: PayType) -> Self {
        Self { method: Some(method), ..self }
    }
}

#[cfg(test)]
mod tests;
