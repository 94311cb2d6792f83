//! Single decisions as tables, then whole lives by chance: two thousand random lives of plan
//! changes over random calendars; `BILLING_FAULT_SCALE` multiplies that.

mod late;
mod taken_back;

use super::*;
use crate::subscription::calendar::days_later;
use crate::subscription::proration::{ChangeCost, cost_of};
use billing_contract::Revocable;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

fn lives() -> u32 {
    let scale = std::env::var("BILLING_FAULT_SCALE").ok().and_then(|scale| scale.parse().ok());
    2_000 * scale.unwrap_or(1)
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

const PLANS: [&str; 3] = ["starter", "pro", "business"];

fn sold(rank: usize, term: Term) -> Sold {
    Sold { plan: PlanId::new(PLANS[rank]), term }
}

fn rank_of(sold: &Sold) -> Rank {
    let place = PLANS.iter().position(|plan| *plan == sold.plan.as_str()).unwrap();
    Rank::try_from(place).unwrap()
}

/// Odd amounts, so that almost every share must be rounded.
fn price(sold: &Sold) -> i64 {
    let base = [5_981, 29_903, 99_907][usize::try_from(rank_of(sold)).unwrap()];
    base * match sold.term {
        Term::Monthly => 1,
        Term::Yearly => 10,
        Term::Lifetime => 33,
    }
}

fn bought(sold: Sold, own_minor: i64, credit_minor: i64, name: &str) -> Bought {
    let order = Some(OrderId::new(name));
    Bought { sold, order, own_minor, credit_minor, agreed_on: Some(NaiveDate::MAX) }
}

fn begun(rank: usize, term: Term, on: &str) -> Life {
    let sold = sold(rank, term);
    let own = price(&sold);
    Life::begin(&bought(sold, own, 0, "first"), day(on))
}

#[test]
fn a_life_that_nobody_pays_for_again_ends_step_by_step() {
    let life = begun(0, Term::Monthly, "2026-01-31");
    let status = |on| life.status(day(on));
    assert_eq!(life.paid_until(), Some(day("2026-02-28")));
    assert_eq!(status("2026-02-27"), SubscriptionStatus::Active);
    assert_eq!(status("2026-02-28"), SubscriptionStatus::Grace);
    assert_eq!(status("2026-03-02"), SubscriptionStatus::Grace);
    assert_eq!(status("2026-03-03"), SubscriptionStatus::PastDue);
    assert_eq!(status("2026-03-13"), SubscriptionStatus::PastDue);
    assert_eq!(status("2026-03-14"), SubscriptionStatus::Expired);
}

#[test]
fn a_renewal_is_wanted_a_week_before_the_end_and_follows_without_a_gap() {
    let mut life = begun(0, Term::Monthly, "2026-01-31");
    assert_eq!(life.renewal_wanted(day("2026-02-20")), None);
    let (number, next) = life.renewal_wanted(day("2026-02-21")).unwrap();
    assert_eq!((number, &next), (1, &sold(0, Term::Monthly)));
    // Paid in the days of grace: they are part of what is paid for.
    life.extend(&bought(next, 5_981, 0, "second"), day("2026-03-02"));
    let second = &life.periods[1];
    assert_eq!((second.start, second.end), (day("2026-02-28"), Some(day("2026-03-31"))));
    assert_eq!(life.status(day("2026-03-02")), SubscriptionStatus::Active);
    assert_eq!(life.renewal_wanted(day("2026-03-02")), None);
}

#[test]
fn what_is_offered_follows_from_where_it_stands() {
    use SubscriptionAction::{Cancel, Pause as Stop, Renew, Resubscribe, Resume, Upgrade};
    let active = begun(0, Term::Monthly, "2026-01-01");
    let on = |life: &Life, text: &str| life.available_actions(day(text));
    assert_eq!(on(&active, "2026-01-10"), [Upgrade, Renew, Cancel, Stop]);
    assert_eq!(on(&active, "2026-02-01"), [Renew, Upgrade, Cancel]);
    assert_eq!(on(&active, "2026-02-05"), [Renew, Upgrade, Cancel]);
    assert_eq!(on(&active, "2026-03-01"), [Resubscribe]);
    let mut cancelled = active.clone();
    cancelled.cancel_at_the_end(day("2026-01-10")).unwrap();
    assert_eq!(on(&cancelled, "2026-01-10"), [Upgrade, Cancel, Resume]);
    assert_eq!(cancelled.status(day("2026-02-01")), SubscriptionStatus::Cancelled);
    let mut paused = active.clone();
    paused.pause(day("2026-01-10"), day("2026-01-20")).unwrap();
    assert_eq!(on(&paused, "2026-01-19"), [Resume, Cancel]);
    assert_eq!(on(&paused, "2026-01-20"), [Upgrade, Renew, Cancel, Stop]);
    let mut waiting = active;
    waiting.schedule(sold(1, Term::Monthly));
    assert_eq!(on(&waiting, "2026-01-10"), [Upgrade, Renew, Cancel, Stop, Resume]);
    assert_eq!(on(&begun(1, Term::Lifetime, "2026-01-01"), "2031-01-01"), [Upgrade, Cancel]);
    let trial = Life::try_out(sold(0, Term::Monthly), 14, day("2026-01-01"));
    assert_eq!(on(&trial, "2026-01-14"), [Upgrade, Renew, Cancel]);
    assert_eq!(trial.status(day("2026-01-15")), SubscriptionStatus::Expired);
}

#[test]
fn a_greater_plan_comes_now_and_a_smaller_one_at_the_end() {
    let life = begun(1, Term::Yearly, "2026-01-01");
    let way = |rank, term, on| {
        let wish = sold(rank, term);
        life.way_to(&wish, 1, rank_of(&wish), day(on))
    };
    for (rank, term, on, expected) in [
        (2, Term::Monthly, "2026-03-01", Ok(Way::Now)),
        (1, Term::Lifetime, "2026-03-01", Ok(Way::Now)),
        (1, Term::Yearly, "2026-03-01", Ok(Way::Behind)),
        (1, Term::Monthly, "2026-03-01", Ok(Way::AtTheEnd)),
        (0, Term::Yearly, "2026-03-01", Ok(Way::AtTheEnd)),
        (0, Term::Yearly, "2027-01-02", Ok(Way::Now)),
        (0, Term::Yearly, "2027-02-02", Ok(Way::Anew)),
    ] {
        assert_eq!(way(rank, term, on), expected, "{rank} {term:?} {on}");
    }
    let for_life = begun(1, Term::Lifetime, "2026-01-01");
    let wish = |rank, term| {
        for_life.way_to(&sold(rank, term), 1, rank_of(&sold(rank, term)), day("2026-02-01"))
    };
    assert_eq!(wish(2, Term::Lifetime), Ok(Way::Now));
    assert_eq!(wish(2, Term::Yearly), Err(NotNow::State));
    assert_eq!(wish(0, Term::Lifetime), Err(NotNow::State));
}

#[test]
fn unused_days_pay_for_a_greater_plan_to_the_smallest_unit() {
    // 31 days at 5,981; after ten of them 21 are left: 5,981 × 21 ÷ 31 is 4,051.6.
    let mut life = begun(0, Term::Monthly, "2026-01-01");
    let today = day("2026-01-11");
    let unused = life.unused(today, false);
    assert_eq!((unused[0].days, unused[0].of_days, unused[0].amount_minor), (21, 31, 4_051));
    let cost = cost_of(&unused, 29_903);
    assert_eq!((cost.credit_minor, cost.due_minor, cost.beyond_minor), (4_051, 25_852, 0));
    let greater = bought(sold(1, Term::Monthly), cost.due_minor, cost.credit_minor, "second");
    assert_eq!(life.change(&greater, today), 0);
    assert_eq!(life.periods[0].end, Some(today));
    assert_eq!(life.paid_until(), Some(day("2026-02-11")));
    assert_eq!(life.periods[1].value_minor(), 29_903);
}

#[test]
fn what_was_agreed_holds_until_it_is_paid_and_no_longer_once_the_rest_is_gone() {
    let mut life = begun(0, Term::Monthly, "2026-01-01");
    let agreed = cost_of(&life.unused(day("2026-01-11"), false), 29_903);
    let mut greater =
        bought(sold(1, Term::Monthly), agreed.due_minor, agreed.credit_minor, "second");
    greater.agreed_on = Some(day("2026-01-11"));
    let mut two_days_later = life.clone();
    assert_eq!(two_days_later.change(&greater, day("2026-01-13")), 0);
    assert_eq!(two_days_later.paid_until(), Some(day("2026-02-13")));
    assert_eq!(two_days_later.periods[1].value_minor(), 29_903);
    // Somebody has spent the same days on something else meanwhile: the money buys fewer days.
    let other = bought(sold(2, Term::Monthly), 95_856, 4_051, "other");
    life.change(&other, day("2026-01-11"));
    life.periods[1].own_minor = 0;
    life.periods[1].carried_minor = 0;
    greater.agreed_on = None;
    assert_eq!(life.change(&greater, day("2026-01-11")), 0);
    let days = (life.paid_until().unwrap() - day("2026-01-11")).num_days();
    assert_eq!(days, 31 * 25_852 / 29_903);
}

#[test]
fn a_pause_moves_the_end_and_its_early_end_moves_it_back() {
    let mut life = begun(0, Term::Monthly, "2026-01-01");
    life.extend(&bought(sold(0, Term::Monthly), 5_981, 0, "second"), day("2026-01-02"));
    life.pause(day("2026-01-11"), day("2026-01-21")).unwrap();
    assert_eq!(life.status(day("2026-01-11")), SubscriptionStatus::Paused);
    assert_eq!(life.paid_until(), Some(day("2026-03-11")));
    // Of 31 days ten are used, whenever somebody looks.
    assert_eq!(life.unused(day("2026-01-15"), false)[0].days, 21);
    life.resume(None, day("2026-01-15")).unwrap();
    assert_eq!(life.paid_until(), Some(day("2026-03-05")));
    assert_eq!(life.status(day("2026-01-15")), SubscriptionStatus::Active);
    assert_eq!(life.unused(day("2026-01-15"), false)[0].days, 21);
    let today = day("2026-01-16");
    assert_eq!(life.pause(today, today), Err(NotNow::Day));
    assert_eq!(life.pause(today, day("2027-02-01")), Err(NotNow::Day));
}

#[test]
fn what_follows_a_period_taken_back_begins_earlier() {
    let mut life = begun(0, Term::Monthly, "2026-01-01");
    life.extend(&bought(sold(0, Term::Monthly), 5_981, 0, "second"), day("2026-01-02"));
    let mut second_back = life.clone();
    second_back.take_back(&OrderId::new("second"), day("2026-01-11"));
    assert_eq!(second_back.paid_until(), Some(day("2026-02-01")));
    assert!(!second_back.is_over(day("2026-01-11")));
    life.take_back(&OrderId::new("first"), day("2026-01-11"));
    assert_eq!(life.periods[1].start, day("2026-01-11"));
    assert_eq!(life.paid_until(), Some(day("2026-02-08")));
    life.take_back(&OrderId::new("second"), day("2026-01-12"));
    assert_eq!(life.status(day("2026-01-12")), SubscriptionStatus::Cancelled);
}

#[test]
fn a_pause_ends_with_what_was_paused() {
    let mut life = begun(0, Term::Monthly, "2026-01-01");
    life.extend(&bought(sold(0, Term::Monthly), 5_981, 0, "second"), day("2026-01-02"));
    life.pause(day("2026-01-11"), day("2026-01-21")).unwrap();
    life.take_back(&OrderId::new("first"), day("2026-01-15"));
    assert_eq!(life.status(day("2026-01-15")), SubscriptionStatus::Active);
    assert_eq!(life.paid_until(), Some(day("2026-02-12")), "28 days from today");
    assert_eq!(life.resume(None, day("2026-01-15")), Err(NotNow::State));
}

#[test]
fn nothing_is_taken_back_but_what_was_named() {
    let today = day("2026-01-11");
    let mut life = begun(0, Term::Monthly, "2026-01-01");
    life.schedule(sold(1, Term::Monthly));
    life.pause(today, day("2026-01-21")).unwrap();
    let before = life.clone();
    assert_eq!(life.revocable(today), Some(Revocable::Pause));
    for other in [Revocable::Cancellation, Revocable::Change] {
        assert_eq!(life.resume(Some(other), today), Err(NotNow::State));
        assert_eq!(life, before);
    }
    assert_eq!(life.resume(Some(Revocable::Pause), today), Ok(()));
    // The same request once more must not take back the change as well.
    assert_eq!(life.resume(Some(Revocable::Pause), today), Err(NotNow::State));
    assert_eq!(life.next, Some(sold(1, Term::Monthly)));
    assert_eq!(life.resume(Some(Revocable::Change), today), Ok(()));
    assert_eq!(life.next, None);
}

#[test]
fn more_time_for_a_lifetime_is_worth_its_money_back() {
    let mut life = begun(1, Term::Lifetime, "2026-01-01");
    let more = bought(sold(1, Term::Monthly), 29_903, 0, "more");
    assert_eq!(life.extend(&more, day("2026-05-01")), 29_903);
    assert_eq!(life.paid_until(), None);
    assert_eq!(life.current(day("2026-05-01")).unwrap().sold, sold(1, Term::Lifetime));
}

#[test]
fn every_notice_is_due_once_its_day_has_come() {
    let life = begun(0, Term::Monthly, "2026-01-01");
    let known = |on: &str| life.notices(day(on)).into_iter().map(|(notice, _)| notice).collect();
    let none: Vec<Notice> = known("2026-01-24");
    assert_eq!(none, []);
    let all: Vec<Notice> = known("2026-02-15");
    assert_eq!(
        all,
        [
            Notice::RenewalIn7Days,
            Notice::RenewalIn3Days,
            Notice::RenewalTomorrow,
            Notice::GraceBegan,
            Notice::PastDue,
            Notice::Ended,
        ]
    );
    let first = life.notices(day("2026-01-25"));
    assert_eq!(first, [(Notice::RenewalIn7Days, day("2026-01-25"))]);
}

/// Something a customer does, so many days after what they did before.
#[derive(Clone, Debug)]
struct Move {
    after: i64,
    deed: What,
}

#[derive(Clone, Debug)]
enum What {
    /// Asks what something costs, and pays so many days later; something else may come between.
    Buy {
        rank: usize,
        term: Term,
        paid_after: i64,
        is_as_agreed: bool,
    },
    /// Asks what something costs and lets it lie, whatever is decided meanwhile.
    Order {
        rank: usize,
        term: Term,
    },
    /// Pays what was let lie.
    PayLate,
    /// Pays what is to be renewed, if it is time.
    Renew,
    CancelAtTheEnd,
    CancelNow,
    Pause {
        days: i64,
    },
    Resume,
    /// All the money of one of their orders goes back.
    TakeBack {
        which: usize,
    },
}

fn moves() -> impl Strategy<Value = Move> {
    let term = prop_oneof![
        6 => Just(Term::Monthly), 4 => Just(Term::Yearly), 1 => Just(Term::Lifetime)
    ];
    let order = (0_usize..3, term.clone()).prop_map(|(rank, term)| What::Order { rank, term });
    let what = prop_oneof![
        2 => order,
        2 => Just(What::PayLate),
        6 => (0_usize..3, term, 0_i64..3, any::<bool>()).prop_map(
            |(rank, term, paid_after, is_as_agreed)| {
                What::Buy { rank, term, paid_after, is_as_agreed }
            }
        ),
        6 => Just(What::Renew),
        1 => Just(What::CancelAtTheEnd),
        1 => Just(What::CancelNow),
        2 => (1_i64..90).prop_map(|days| What::Pause { days }),
        3 => Just(What::Resume),
        2 => (0_usize..8).prop_map(|which| What::TakeBack { which }),
    ];
    (prop_oneof![4 => 0_i64..35, 1 => 0_i64..400], what)
        .prop_map(|(after, deed)| Move { after, deed })
}

/// A life with the money beside it.
struct Books {
    life: Life,
    today: NaiveDate,
    paid: i64,
    given_back: i64,
    orders: usize,
    let_lie: Option<Bought>,
}

impl Books {
    fn check(&self) {
        let life = &self.life;
        for pair in life.periods.windows(2) {
            assert_eq!(pair[0].end, Some(pair[1].start), "a gap or an overlap: {life:#?}");
        }
        let mut worth = 0;
        for period in &life.periods {
            assert!(period.end.is_none_or(|end| end >= period.start), "{life:#?}");
            assert!((0..=period.value_minor()).contains(&period.released_minor), "{life:#?}");
            worth += period.value_minor() - period.released_minor;
            let into = life.periods.iter().filter(|one| one.passed_to == Some(period.number));
            let carried: i64 = into.map(|one| one.passed_minor).sum();
            assert_eq!(carried, period.carried_minor, "from nowhere: {life:#?}");
        }
        assert_eq!(worth + self.given_back, self.paid, "money was lost or made: {life:#?}");
        if let Some(end) = life.paid_until() {
            assert_eq!(life.anchor.day(), end, "{life:#?}");
        }
        let actions = life.available_actions(self.today);
        assert!(!actions.is_empty());
        let is_over = life.is_over(self.today);
        assert_eq!(actions.contains(&SubscriptionAction::Resubscribe), is_over);
        assert_eq!(
            actions.contains(&SubscriptionAction::Resume),
            life.clone().resume(None, self.today).is_ok()
        );
        let next = life.next_day_of_note(self.today);
        assert!(next.is_none_or(|next| next > self.today));
        // Between two days of note nothing changes by itself.
        if let Some(next) = next {
            let eve = days_later(next, -1);
            assert_eq!(life.status(self.today), life.status(eve), "{life:#?}");
            assert_eq!(life.notices(self.today), life.notices(eve));
        }
    }

    fn order(&mut self) -> String {
        self.orders += 1;
        format!("order-{}", self.orders)
    }

    /// What something would cost, and how it would come true.
    fn ask(&self, sold: &Sold) -> Option<(Way, ChangeCost)> {
        let current = self.life.current(self.today).map(|one| rank_of(&one.sold))?;
        let way = self.life.way_to(sold, current, rank_of(sold), self.today).ok()?;
        let begins = self.life.change_begins(self.today);
        let unused = self.life.unused(begins, sold.term == Term::Lifetime);
        let unused = if way == Way::Now { unused } else { Vec::new() };
        Some((way, cost_of(&unused, price(sold))))
    }

    fn pay_late(&mut self) {
        let Some(mut bought) = self.let_lie.take() else { return };
        if self.life.is_over(self.today) {
            return;
        }
        let current = self.life.current(self.today).map(|one| rank_of(&one.sold)).unwrap();
        let runs_for_life = self.life.current(self.today).unwrap().end.is_none();
        bought.agreed_on = None;
        self.paid += bought.own_minor;
        let ranks = (current, rank_of(&bought.sold));
        let beyond = self.life.change_late(&bought, ranks, self.today);
        self.given_back += beyond;
        assert!(!runs_for_life || self.life.current(self.today).unwrap().end.is_none());
    }

    fn buy(&mut self, sold: &Sold, paid_after: i64, is_as_agreed: bool) {
        let Some((way, cost)) = self.ask(sold) else { return };
        if way == Way::AtTheEnd {
            return self.life.schedule(sold.clone());
        }
        let name = self.order();
        let mut bought = bought(sold.clone(), cost.due_minor, cost.credit_minor, &name);
        // Nothing may change meanwhile, or the job closes the order.
        bought.agreed_on = (is_as_agreed || paid_after == 0).then_some(self.today);
        self.today = days_later(self.today, paid_after);
        self.paid += cost.due_minor;
        if self.life.is_over(self.today) {
            let keeps = Books { given_back: self.given_back, ..Books::of(&bought, self.today) };
            (self.life, self.paid, self.given_back) = (keeps.life, cost.due_minor, 0);
            return;
        }
        match way {
            Way::Now => {
                let beyond = self.life.change(&bought, self.today);
                self.given_back += beyond;
                if paid_after == 0 {
                    let new = self.life.periods.last().unwrap();
                    let charged = (new.own_minor, new.carried_minor, beyond);
                    let shown = (cost.due_minor, cost.credit_minor, cost.beyond_minor);
                    assert_eq!(charged, shown, "what was charged is not what was shown");
                    assert_eq!(new.end, sold.term.months().map(|_| self.life.anchor.day()));
                }
            }
            Way::Behind | Way::Anew | Way::AtTheEnd => {
                self.given_back += self.life.extend(&bought, self.today);
            }
        }
    }

    fn of(bought: &Bought, today: NaiveDate) -> Self {
        let life = Life::begin(bought, today);
        Self { life, today, paid: bought.own_minor, given_back: 0, orders: 1, let_lie: None }
    }

    fn make(&mut self, deed: &What) {
        match deed {
            What::Buy { rank, term, paid_after, is_as_agreed } => {
                self.buy(&sold(*rank, *term), *paid_after, *is_as_agreed);
            }
            What::Order { rank, term } => {
                let (sold, name) = (sold(*rank, *term), self.order());
                if let Some((_, cost)) = self.ask(&sold) {
                    let (due, credit) = (cost.due_minor, cost.credit_minor);
                    self.let_lie = Some(bought(sold, due, credit, &name));
                }
            }
            What::PayLate => self.pay_late(),
            What::Renew => {
                if let Some((number, next)) = self.life.renewal_wanted(self.today) {
                    let (name, own) = (self.order(), price(&next));
                    self.life.extend(&bought(next, own, 0, &name), self.today);
                    self.paid += own;
                    assert_eq!(self.life.periods.last().unwrap().number, number);
                    assert_ne!(self.life.status(self.today), SubscriptionStatus::Grace);
                }
            }
            What::CancelAtTheEnd => {
                let _ = self.life.cancel_at_the_end(self.today);
            }
            What::CancelNow => {
                let left = self.life.unused(self.today, false);
                let left: i64 = left.iter().map(|one| one.amount_minor).sum();
                if let Ok(released) = self.life.cancel_now(self.today) {
                    assert_eq!(released, left, "what comes back is not what was shown");
                    self.given_back += released;
                }
            }
            What::Pause { days } => {
                let until = days_later(self.today, *days);
                let _ = self.life.pause(self.today, until);
            }
            What::Resume => {
                let _ = self.life.resume(None, self.today);
            }
            What::TakeBack { which } => {
                let paid_by: Vec<_> =
                    self.life.periods.iter().filter(|one| one.order.is_some()).collect();
                if let Some(period) = paid_by.get(*which).map(|one| (*one).clone()) {
                    self.take_back(&period);
                }
            }
        }
        self.life.begin_due(self.today);
    }

    fn take_back(&mut self, period: &Period) {
        self.paid -= period.own_minor;
        let order = period.order.clone().unwrap();
        let end = self.life.paid_until();
        self.given_back += self.life.take_back(&order, self.today);
        // What had become credit balance is taken from there first.
        let went_back = |one: &Period| one.released_minor - one.passed_minor;
        let given_back: i64 = self.life.periods.iter().map(went_back).sum();
        assert!(given_back <= self.given_back, "{:#?}", self.life);
        self.given_back = given_back;
        assert!(end.is_none_or(|end| self.life.paid_until().is_some_and(|now| now <= end)));
    }
}

#[test]
fn whatever_customers_do_the_money_adds_up_and_the_days_have_no_holes() {
    let beginning =
        (0_u64..20_000, 0_usize..3, prop_oneof![Just(Term::Monthly), Just(Term::Yearly)]);
    let sequences = (beginning, proptest::collection::vec(moves(), 1..30));
    let config = Config { cases: lives(), max_shrink_iters: 5_000, ..Config::default() };
    let mut runner = TestRunner::new(config);
    runner
        .run(&sequences, |((offset, rank, term), moves)| {
            let today = day("2000-01-01") + chrono::Days::new(offset);
            let first = sold(rank, term);
            let own = price(&first);
            let mut books = Books::of(&bought(first, own, 0, "order-1"), today);
            books.check();
            for one in moves {
                books.today = days_later(books.today, one.after);
                books.make(&one.deed);
                books.check();
            }
            Ok(())
        })
        .unwrap();
}
