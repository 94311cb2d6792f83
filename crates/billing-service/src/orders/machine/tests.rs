//! The machine against a small model that pours the money unit by unit, and against itself in any
//! order. Ten thousand sequences are tried; `BILLING_FAULT_SCALE` multiplies that.

use super::*;
use billing_contract::Currency;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use std::collections::{BTreeMap, BTreeSet};

const DUE: i64 = 100;

fn sequences() -> u32 {
    let scale = std::env::var("BILLING_FAULT_SCALE").ok().and_then(|scale| scale.parse().ok());
    10_000 * scale.unwrap_or(1)
}

fn attempt(number: u8) -> AttemptId {
    AttemptId::new(format!("attempt-{number}"))
}

fn payment(number: u8) -> PaymentNumber {
    PaymentNumber { method: PayType::Sandbox, number: format!("payment-{number}") }
}

/// What a payment is never changes, whoever tells of it: number 4 came in the wrong currency.
fn amount_of(number: u8) -> Money {
    let minor = [100, 40, 60, 130, 100, 100][usize::from(number) % 6];
    Money::new(minor, if number == 4 { Currency::USD } else { Currency::CNY })
}

fn refund(number: u8, minor: i64) -> Refund {
    let payment = payment(number % 6);
    let amount = Money::new(minor, amount_of(number % 6).currency);
    let number = format!("refund-{number}");
    Refund { number, payment, amount, state: RefundState::Pending, of_paid_order: false }
}

fn reports() -> impl Strategy<Value = Event> {
    // A payment is made by one code.
    let paid = |number: u8| {
        let report = Report::Paid(payment(number), amount_of(number));
        Event::Reported(attempt(number % 3), report)
    };
    let back = |number: u8| {
        let report = Report::PaidBack(payment(number), amount_of(number));
        Event::Reported(attempt(number % 3), report)
    };
    let unpaid = [
        Report::Processing,
        Report::Failed,
        Report::Closed,
        Report::Undecided,
        Report::PaidForAnother,
    ];
    prop_oneof![
        4 => (0_u8..6).prop_map(paid),
        1 => (0_u8..6).prop_map(back),
        2 => (0_u8..3, proptest::sample::select(unpaid.to_vec()))
            .prop_map(|(number, report)| Event::Reported(attempt(number), report)),
        1 => (0_u8..6, 0_u8..3).prop_map(|(number, step)| Event::Disputed(
            payment(number),
            [Dispute::Open, Dispute::Won, Dispute::Lost][usize::from(step)],
        )),
        1 => (0_u8..8, any::<bool>()).prop_map(|(number, good)| {
            let state = if good { RefundState::Succeeded } else { RefundState::Failed };
            Event::RefundReported(format!("refund-{number}"), state)
        }),
    ]
}

fn events() -> impl Strategy<Value = Event> {
    prop_oneof![
        10 => reports(),
        3 => (0_u8..3).prop_map(|number| Event::Asked(attempt(number))),
        3 => (0_u8..3).prop_map(|number| Event::Presented(attempt(number))),
        2 => (0_u8..3, any::<bool>()).prop_map(|(number, expired)| Event::Withdrawn(
            attempt(number),
            if expired { Withdrawal::Expired } else { Withdrawal::Closed },
        )),
        2 => any::<bool>().prop_map(|expired| {
            Event::Ended(if expired { Ending::Expired } else { Ending::Cancelled })
        }),
        2 => (0_u8..8, 1_i64..150, any::<bool>()).prop_map(|(number, minor, of_paid_order)| {
            Event::RefundAsked(Refund { of_paid_order, ..refund(number, minor) })
        }),
        2 => Just(Event::Delivered),
        1 => Just(Event::DeliveryFailed),
    ]
}

fn order() -> Facts {
    Facts::new(Money::new(DUE, Currency::CNY))
}

fn run(from: Facts, events: &[Event]) -> Facts {
    events.iter().fold(from, |facts, event| step(&facts, event).facts)
}

/// What is expected, kept in the plainest way.
#[derive(Default)]
struct Model {
    known: Vec<AttemptId>,
    open: Vec<AttemptId>,
    shown: bool,
    came: BTreeMap<String, Money>,
    gone: BTreeMap<String, i64>,
    disputes: BTreeMap<String, Dispute>,
    refunds: Vec<(String, String, i64, RefundState)>,
    kindnesses: BTreeSet<String>,
    ended: Option<Ending>,
    delivery: Option<bool>,
}

impl Model {
    fn apply(&mut self, event: &Event) {
        match event {
            Event::Asked(attempt) if !self.known.contains(attempt) => {
                self.known.push(attempt.clone());
                self.open.push(attempt.clone());
            }
            Event::Presented(attempt) => self.shown |= self.open.contains(attempt),
            Event::Reported(attempt, report) => self.reported(attempt, report),
            Event::Withdrawn(attempt, _) => self.no_longer_open(attempt),
            Event::Ended(ending)
                if self.in_yuan() == 0 && self.open.is_empty() && self.ended.is_none() =>
            {
                self.ended = Some(*ending);
            }
            Event::RefundAsked(refund) => {
                let key = refund.payment.number.clone();
                let lost = self.disputes.get(&key).is_some_and(|it| *it != Dispute::Won);
                let whole = self.came.get(&key).map_or(0, |amount| amount.minor);
                let gone_by_provider = self.gone.contains_key(&key);
                let asked: i64 = self
                    .refunds
                    .iter()
                    .filter(|(_, of, _, state)| *of == key && *state != RefundState::Failed)
                    .map(|(_, _, minor, _)| minor)
                    .sum();
                let is_new = self.refunds.iter().all(|(number, ..)| *number != refund.number);
                let fits = refund.amount.minor <= whole - asked;
                if is_new && fits && !lost && !gone_by_provider {
                    let number = refund.number.clone();
                    if refund.of_paid_order {
                        self.kindnesses.insert(number.clone());
                    }
                    self.refunds.push((number, key, refund.amount.minor, refund.state));
                }
            }
            Event::RefundReported(number, state) => {
                for (_, _, _, known) in self.refunds.iter_mut().filter(|(no, ..)| no == number) {
                    *known = (*known).max(*state);
                }
            }
            Event::Disputed(number, dispute) if self.came.contains_key(&number.number) => {
                let known = self.disputes.entry(number.number.clone()).or_insert(*dispute);
                *known = (*known).max(*dispute);
            }
            Event::Delivered if self.paid() => self.delivery = Some(true),
            Event::DeliveryFailed if self.paid() => {
                self.delivery = Some(self.delivery.unwrap_or(false));
            }
            _ => {}
        }
    }

    fn reported(&mut self, attempt: &AttemptId, report: &Report) {
        if self.known.contains(attempt) && *report != Report::Undecided {
            self.shown = true;
        }
        match report {
            Report::Processing | Report::Undecided => {}
            Report::Failed | Report::Closed | Report::PaidForAnother => {
                self.no_longer_open(attempt);
            }
            Report::Paid(number, amount) | Report::PaidBack(number, amount) => {
                let is_new = !self.came.contains_key(&number.number);
                if is_new {
                    self.came.insert(number.number.clone(), *amount);
                    self.no_longer_open(attempt);
                }
                if matches!(report, Report::PaidBack(..)) {
                    self.gone.insert(number.number.clone(), amount.minor);
                }
            }
        }
    }

    fn no_longer_open(&mut self, attempt: &AttemptId) {
        self.shown |= self.known.contains(attempt);
        self.open.retain(|open| open != attempt);
    }

    fn paid(&self) -> bool {
        self.in_yuan() >= DUE
    }

    /// Whether what came pays for the order: each unit of each payment is looked at. One that went
    /// back, or is being sent back, buys nothing, unless that was a kindness; and somebody must
    /// have left something.
    fn is_bought(&self) -> bool {
        let (mut buying, mut staying) = (0, 0);
        for (number, amount) in &self.came {
            let (mut kindly, mut otherwise) = (0, 0);
            for (refund, of, minor, state) in &self.refunds {
                if of == number && *state != RefundState::Failed {
                    let is_kind = self.kindnesses.contains(refund);
                    *(if is_kind { &mut kindly } else { &mut otherwise }) += minor;
                }
            }
            if self.back(number) == amount.minor {
                otherwise = amount.minor - kindly;
            }
            if amount.currency == Currency::CNY {
                buying += (amount.minor - otherwise).max(0);
                staying += (amount.minor - otherwise - kindly).max(0);
            }
        }
        buying >= DUE && staying > 0
    }

    fn in_yuan(&self) -> i64 {
        let yuan = self.came.values().filter(|amount| amount.currency == Currency::CNY);
        yuan.map(|amount| amount.minor).sum()
    }

    /// How much of a payment went back.
    fn back(&self, number: &str) -> i64 {
        let whole = self.came[number].minor;
        if self.gone.contains_key(number) || self.disputes.get(number) == Some(&Dispute::Lost) {
            return whole;
        }
        let mut back = 0;
        for (_, of, minor, state) in &self.refunds {
            if of == number && *state == RefundState::Succeeded {
                back += minor;
            }
        }
        back.min(whole)
    }

    /// Order, balance, refund, held: each unit is poured into one of them, one by one.
    fn poured(&self) -> [i64; 4] {
        let [mut order, mut balance, mut refund, mut held] = [0; 4];
        for amount in self.came.values().filter(|amount| amount.currency == Currency::CNY) {
            for _ in 0..amount.minor {
                if order < DUE { order += 1 } else { balance += 1 }
            }
        }
        for (number, amount) in &self.came {
            for unit in 0..amount.minor {
                let goes_back = unit < self.back(number);
                match (amount.currency == Currency::CNY, goes_back) {
                    (true, false) => {}
                    (true, true) => {
                        let from = if balance > 0 { &mut balance } else { &mut order };
                        *from -= 1;
                        refund += 1;
                    }
                    (false, false) => held += 1,
                    (false, true) => refund += 1,
                }
            }
        }
        [order, balance, refund, held]
    }

    fn state(&self) -> OrderState {
        let pending = self.refunds.iter().any(|(.., state)| *state == RefundState::Pending);
        let last_failed =
            self.refunds.last().is_some_and(|(.., state)| *state == RefundState::Failed);
        let yuan = |(number, amount): (&String, &Money)| {
            (amount.currency == Currency::CNY).then(|| self.back(number))
        };
        let back: i64 = self.came.iter().filter_map(yuan).sum();
        match self.in_yuan() {
            _ if self.disputes.values().any(|dispute| *dispute == Dispute::Open) => {
                OrderState::Disputed
            }
            _ if pending => OrderState::RefundPending,
            came if back > 0 && back == came => OrderState::Refunded,
            _ if last_failed => OrderState::RefundFailed,
            _ if back > 0 => OrderState::PartiallyRefunded,
            DUE.. => match self.delivery {
                None => OrderState::Paid,
                Some(false) => OrderState::FulfilFailed,
                Some(true) if self.ended.is_some() => OrderState::PaidLate,
                Some(true) if self.in_yuan() > DUE => OrderState::Overpaid,
                Some(true) => OrderState::Fulfilled,
            },
            1.. => OrderState::Underpaid,
            _ => match self.ended {
                Some(Ending::Expired) => OrderState::Expired,
                Some(Ending::Cancelled) => OrderState::Cancelled,
                None if self.shown => OrderState::AwaitingPayment,
                None => OrderState::Created,
            },
        }
    }
}

fn places(facts: &Facts) -> [i64; 4] {
    let balances = facts.balances();
    let of = |place, currencies: &[Currency]| {
        currencies.iter().map(|currency| balances.at(place, *currency)).sum()
    };
    let both = [Currency::CNY, Currency::USD];
    [
        of(Place::Order, &both[..1]),
        of(Place::CreditBalance, &both[..1]),
        of(Place::Refund, &both),
        of(Place::HeldForSupport, &both),
    ]
}

#[test]
fn every_step_agrees_with_the_model_and_loses_no_unit() {
    let config = Config { cases: sequences(), failure_persistence: None, ..Config::default() };
    let sequence = proptest::collection::vec(events(), 0..24);
    let ran = TestRunner::new(config).run(&sequence, |events| {
        let (mut facts, mut model) = (order(), Model::default());
        let asked = (0..3).map(|number| Event::Asked(attempt(number)));
        for event in &asked.chain(events).collect::<Vec<_>>() {
            let decision = step(&facts, event);
            model.apply(event);
            prop_assert_eq!(places(&decision.facts), model.poured());
            prop_assert_eq!(decision.state, model.state());
            let came: i64 = model.came.values().map(|amount| amount.minor).sum();
            prop_assert_eq!(places(&decision.facts).iter().sum::<i64>(), came);
            prop_assert!(places(&decision.facts).iter().all(|minor| *minor >= 0));
            let moved: i64 = decision.moved.iter().map(|(_, amount)| amount.minor).sum();
            let before: i64 = facts.receipts.values().map(|receipt| receipt.amount.minor).sum();
            prop_assert_eq!(moved, came - before);
            prop_assert!(!facts.is_paid() || decision.facts.is_paid());
            prop_assert!(facts.ended.is_none() || decision.facts.ended == facts.ended);
            for (attempt, state) in &facts.attempts {
                prop_assert!(rank(decision.facts.attempts[attempt]) >= rank(*state));
            }
            prop_assert!(!decision.deliver || decision.facts.is_paid());
            let is_due = model.is_bought() && model.delivery != Some(true);
            prop_assert_eq!(decision.facts.delivery_is_due(), is_due);
            prop_assert!(step(&decision.facts, event).facts == decision.facts, "not idempotent");
            facts = decision.facts;
        }
        Ok(())
    });
    ran.unwrap();
}

/// An order with three codes, money and refunds to be told of.
fn begun(ended: bool) -> Facts {
    let attempts = (0..3)
        .flat_map(|number| [Event::Asked(attempt(number)), Event::Presented(attempt(number))]);
    let mut events: Vec<Event> = attempts.collect();
    if ended {
        events.extend((0..3).map(|number| Event::Withdrawn(attempt(number), Withdrawal::Expired)));
        events.push(Event::Ended(Ending::Expired));
    }
    run(order(), &events)
}

#[test]
fn any_order_and_repetition_of_what_providers_say_ends_in_the_same() {
    let config = Config { cases: sequences(), failure_persistence: None, ..Config::default() };
    let said = proptest::collection::vec(reports(), 1..12);
    let shuffled = said.prop_flat_map(|said| {
        let twice: Vec<Event> = said.iter().chain(&said).cloned().collect();
        (Just(twice.clone()).prop_shuffle(), Just(twice).prop_shuffle(), Just(said))
    });
    let ran = TestRunner::new(config).run(&(shuffled, any::<bool>()), |(said, ended)| {
        let (first, second, again) = said;
        // What is not understood yet is sent again: at the end everything has been said once more.
        let one = run(run(begun(ended), &first), &again);
        let other = run(run(begun(ended), &second), &again);
        prop_assert_eq!(one.state(), other.state());
        prop_assert_eq!(places(&one), places(&other));
        prop_assert_eq!(&one.attempts, &other.attempts);
        let without_attempts = |facts: &Facts| -> Vec<_> {
            let receipts = facts.receipts.iter();
            receipts
                .map(|(number, it)| (number.clone(), it.amount, it.is_gone, it.dispute))
                .collect()
        };
        prop_assert_eq!(without_attempts(&one), without_attempts(&other));
        Ok(())
    });
    ran.unwrap();
}

#[test]
fn an_order_does_not_end_while_a_code_of_it_can_be_paid() {
    let facts = run(order(), &[Event::Asked(attempt(0)), Event::Presented(attempt(0))]);
    assert_eq!(run(facts.clone(), &[Event::Ended(Ending::Expired)]), facts);
    let withdrawn = Event::Withdrawn(attempt(0), Withdrawal::Expired);
    let ended = run(facts, &[withdrawn, Event::Ended(Ending::Expired)]);
    assert_eq!(ended.state(), OrderState::Expired);
}

#[test]
fn a_word_nobody_knows_neither_completes_nor_fails_anything() {
    for ended in [false, true] {
        let facts = begun(ended);
        let said = Event::Reported(attempt(1), Report::Undecided);
        assert_eq!(step(&facts, &said).facts, facts);
    }
}

#[test]
fn what_costs_nothing_is_paid_from_the_beginning() {
    let facts = Facts::new(Money::new(0, Currency::CNY));
    assert_eq!(facts.state(), OrderState::Paid);
    assert!(facts.delivery_is_due());
    assert_eq!(run(facts, &[Event::Delivered]).state(), OrderState::Fulfilled);
}

#[test]
fn what_goes_back_before_the_delivery_buys_nothing() {
    let paid =
        |number| Event::Reported(attempt(number), Report::Paid(payment(number), amount_of(number)));
    let back = Event::RefundAsked(refund(1, 40));
    let succeeded = Event::RefundReported("refund-1".to_owned(), RefundState::Succeeded);
    let failed = Event::RefundReported("refund-1".to_owned(), RefundState::Failed);
    // 40 of 100 came and are being sent back when the other 60 come.
    let begun = [Event::Asked(attempt(1)), Event::Asked(attempt(2)), paid(1), back];
    let pending = run(order(), &begun);
    let both = step(&pending, &paid(2));
    assert!(!both.deliver && !both.facts.delivery_is_due());
    assert!(!step(&both.facts, &succeeded).facts.delivery_is_due());
    assert!(step(&both.facts, &failed).deliver, "the refund failed, so all of it is there");
    let gone = run(pending, &[succeeded]);
    let rest = step(&gone, &paid(2));
    assert!(!rest.deliver, "60 of 100 are there");
    assert_eq!(rest.facts.missing().minor, 40);
    assert!(rest.entries.iter().any(|entry| entry.kind == TimelineKind::Underpaid));
}

#[test]
fn a_part_that_goes_back_of_a_paid_order_takes_nothing_away_and_the_whole_of_it_does() {
    let paid =
        |number| Event::Reported(attempt(number), Report::Paid(payment(number), amount_of(number)));
    let kindly =
        |number, minor| Event::RefundAsked(Refund { of_paid_order: true, ..refund(number, minor) });
    let back =
        |number: u8| Event::RefundReported(format!("refund-{number}"), RefundState::Succeeded);
    // Paid in two parts, and the delivery has not come through yet.
    let begun = [Event::Asked(attempt(1)), Event::Asked(attempt(2)), paid(1), paid(2)];
    let part = run(run(order(), &begun), &[kindly(2, 60)]);
    assert!(part.delivery_is_due() && part.missing().minor == 0);
    let said_by_provider = Event::Reported(attempt(2), Report::PaidBack(payment(2), amount_of(2)));
    let part = run(part, &[back(2), said_by_provider]);
    assert!(part.delivery_is_due(), "the provider speaks of the same refund");
    assert_eq!(part.state(), OrderState::PartiallyRefunded);
    let all = step(&part, &kindly(1, 40));
    assert!(!all.facts.delivery_is_due(), "the rest is on its way back");
    assert!(!step(&all.facts, &back(1)).facts.delivery_is_due());
    let failed = Event::RefundReported("refund-1".to_owned(), RefundState::Failed);
    assert!(step(&all.facts, &failed).deliver);
    let lost = Event::Disputed(payment(1), Dispute::Lost);
    assert!(!step(&part, &lost).facts.delivery_is_due(), "the bank is not kind");
}

#[test]
fn a_payment_that_counts_for_another_order_is_in_conflict_and_pays_nothing() {
    let said = Event::Reported(attempt(1), Report::PaidForAnother);
    let decision = step(&begun(false), &said);
    assert_eq!(decision.facts.attempts[&attempt(1)], AttemptState::Conflicted);
    assert!(decision.facts.receipts.is_empty() && decision.moved.is_empty());
    assert_eq!(decision.entries[0].kind, TimelineKind::Conflicted);
}

#[test]
fn every_smallest_unit_is_told_where_it_went() {
    let paid =
        |number| Event::Reported(attempt(0), Report::Paid(payment(number), amount_of(number)));
    let kinds = |facts: &Facts, event: &Event| -> Vec<TimelineKind> {
        step(facts, event).entries.iter().map(|entry| entry.kind).collect()
    };
    use TimelineKind::{Conflicted, Overpaid, PaidLate, PaidTwice, Received, Underpaid};
    let open = begun(false);
    assert_eq!(kinds(&open, &paid(0)), [Received]);
    assert_eq!(kinds(&open, &paid(1)), [Received, Underpaid]);
    assert_eq!(kinds(&open, &paid(3)), [Received, Overpaid]);
    assert_eq!(kinds(&open, &paid(4)), [Conflicted]);
    assert_eq!(kinds(&run(open, &[paid(0)]), &paid(5)), [PaidTwice]);
    assert_eq!(kinds(&begun(true), &paid(0)), [Received, PaidLate]);
}

#[test]
fn money_that_is_held_does_not_keep_an_order_from_ending() {
    let events = [
        Event::Asked(attempt(0)),
        Event::Presented(attempt(0)),
        Event::Reported(attempt(0), Report::Paid(payment(4), amount_of(4))),
    ];
    let facts = run(order(), &events);
    assert!(facts.receipts.len() == 1 && !facts.has_money());
    let ended = run(facts, &[Event::Ended(Ending::Cancelled)]);
    assert_eq!(ended.state(), OrderState::Cancelled);
}

#[test]
fn money_that_goes_back_is_told_once_whoever_tells_of_it() {
    let paid = Event::Reported(attempt(0), Report::Paid(payment(0), amount_of(0)));
    let all_back = Event::Reported(attempt(0), Report::PaidBack(payment(0), amount_of(0)));
    let asked = |number: &str, minor| {
        let amount = Money::new(minor, amount_of(0).currency);
        let payment = payment(0);
        let (number, state) = (number.to_owned(), RefundState::Pending);
        Event::RefundAsked(Refund { number, payment, amount, state, of_paid_order: true })
    };
    let succeeded = |number: &str| Event::RefundReported(number.to_owned(), RefundState::Succeeded);
    let told = |facts: &Facts, event: &Event| -> Vec<i64> {
        let entries = step(facts, event).entries.into_iter();
        let back = entries.filter(|entry| entry.kind == TimelineKind::Refunded);
        back.map(|entry| entry.amount.unwrap().minor).collect()
    };
    let whole = amount_of(0).minor;
    let one = run(begun(false), &[paid.clone(), asked("one", whole)]);
    assert_eq!(told(&one, &succeeded("one")), [whole]);
    assert_eq!(told(&run(one.clone(), &[succeeded("one")]), &all_back), [] as [i64; 0]);
    assert_eq!(told(&one, &all_back), [whole]);
    assert_eq!(told(&run(one, std::slice::from_ref(&all_back)), &succeeded("one")), [] as [i64; 0]);
    let two = [paid, asked("one", 30), asked("two", whole - 30), succeeded("one")];
    let two = run(begun(false), &two);
    assert_eq!(told(&two, &all_back), [whole - 30], "what the first refund told is not told again");
    assert_eq!(told(&run(two.clone(), &[succeeded("two")]), &all_back), [] as [i64; 0]);
}

#[test]
fn what_is_given_up_leaves_the_order_for_the_credit_balance_and_is_given_up_once() {
    let paid = Event::Reported(attempt(0), Report::Paid(payment(0), amount_of(0)));
    let before = run(order(), &[Event::Asked(attempt(0)), Event::GivenUp(10)]);
    assert_eq!(before.keeps, None, "nothing was paid");
    let bought = run(before, &[paid, Event::Delivered]);
    let given_up = step(&bought, &Event::GivenUp(30));
    let stands = |facts: &Facts, place| facts.balances().at(place, Currency::CNY);
    assert_eq!(stands(&given_up.facts, Place::Order), 30);
    assert_eq!(stands(&given_up.facts, Place::CreditBalance), 70);
    assert_eq!(given_up.state, OrderState::Fulfilled);
    assert!(!given_up.deliver);
    for again in [30, 50, 100] {
        let repeated = step(&given_up.facts, &Event::GivenUp(again));
        assert!(!repeated.changes(&given_up.facts), "what was given up is not bought back");
    }
    // What goes back afterwards is taken from the credit balance first.
    let back = Refund { of_paid_order: true, ..refund(0, 80) };
    let events = [
        Event::RefundAsked(back.clone()),
        Event::RefundReported(back.number, RefundState::Succeeded),
    ];
    let sent_back = run(given_up.facts, &events);
    assert_eq!(stands(&sent_back, Place::CreditBalance), 0);
    assert_eq!(stands(&sent_back, Place::Order), 20);
    assert_eq!(stands(&sent_back, Place::Refund), 80);
}

#[test]
fn an_order_whose_money_is_gone_is_refunded_although_a_refund_was_refused_before() {
    let paid = Event::Reported(attempt(0), Report::Paid(payment(0), amount_of(0)));
    let asked = Event::RefundAsked(refund(0, 40));
    let refused = Event::RefundReported("refund-0".to_owned(), RefundState::Failed);
    let begun = [Event::Asked(attempt(0)), paid, Event::Delivered, asked, refused];
    let facts = run(order(), &begun);
    assert_eq!(facts.state(), OrderState::RefundFailed);
    let lost = Event::Disputed(payment(0), Dispute::Lost);
    let back = Event::Reported(attempt(0), Report::PaidBack(payment(0), amount_of(0)));
    for gone in [lost, back] {
        assert_eq!(step(&facts, &gone).state, OrderState::Refunded, "{gone:?}");
    }
}
