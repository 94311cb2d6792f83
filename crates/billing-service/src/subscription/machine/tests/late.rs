//! Money that comes after something else was decided, and what follows a period without days.

use super::*;

#[test]
fn a_lifetime_that_has_begun_is_not_cut_for_money_that_comes_late() {
    let mut life = begun(1, Term::Monthly, "2026-01-01");
    let wish = sold(2, Term::Monthly);
    let agreed = cost_of(&life.unused(day("2026-01-11"), false), price(&wish));
    let late = bought(wish, agreed.due_minor, agreed.credit_minor, "late");
    let for_life = sold(1, Term::Lifetime);
    let cost = cost_of(&life.unused(day("2026-01-11"), true), price(&for_life));
    let for_life = bought(for_life, cost.due_minor, cost.credit_minor, "for-life");
    life.change(&for_life, day("2026-01-11"));
    let before = life.current(day("2026-01-12")).unwrap().clone();
    assert_eq!(life.change(&late, day("2026-01-12")), late.own_minor, "it is the customer's");
    assert_eq!(life.paid_until(), None);
    assert_eq!(life.current(day("2026-01-12")), Some(&before));
}

#[test]
fn a_lifetime_that_has_not_begun_is_wholly_unused() {
    let mut life = begun(1, Term::Yearly, "2026-01-01");
    life.extend(&bought(sold(0, Term::Lifetime), 8_990, 0, "for-life"), day("2026-01-02"));
    let today = day("2026-01-11");
    let left: i64 = life.unused(today, false).iter().map(|left| left.amount_minor).sum();
    let of_year = i64::try_from(i128::from(price(&sold(1, Term::Yearly))) * 355 / 365).unwrap();
    assert_eq!(left, of_year + 8_990);
    let mut cancelled = life.clone();
    assert_eq!(cancelled.cancel_now(today), Ok(left));
    let wish = sold(2, Term::Yearly);
    let cost = cost_of(&life.unused(today, false), price(&wish));
    life.change(&bought(wish, cost.due_minor, cost.credit_minor, "greater"), today);
    assert_eq!(life.periods.last().unwrap().carried_minor, left);
    // On the day it begins it is a lifetime like any other.
    let begun = begun(0, Term::Lifetime, "2026-01-11");
    assert_eq!(begun.unused(today, false), []);
}

#[test]
fn what_follows_is_decided_by_the_last_period_with_days() {
    let today = day("2026-01-11");
    let mut life = begun(1, Term::Yearly, "2026-01-01");
    life.extend(&bought(sold(0, Term::Monthly), 5_981, 0, "smaller"), today);
    life.take_back(&OrderId::new("smaller"), today);
    assert!(life.periods[1].is_empty());
    let renewal = life.renewal_wanted(day("2026-12-25")).unwrap();
    assert_eq!(renewal, (2, sold(1, Term::Yearly)));
    let wish = sold(1, Term::Yearly);
    assert_eq!(life.way_to(&wish, 1, 1, today), Ok(Way::Behind));
    life.schedule(sold(0, Term::Monthly));
    assert_eq!(life.next, Some(sold(0, Term::Monthly)));
    life.schedule(wish);
    assert_eq!(life.next, None);
}

#[test]
fn a_trial_whose_paid_month_was_taken_back_ends_as_a_trial() {
    let mut life = Life::try_out(sold(0, Term::Monthly), 14, day("2026-01-01"));
    life.extend(&bought(sold(0, Term::Monthly), 5_981, 0, "month"), day("2026-01-02"));
    life.take_back(&OrderId::new("month"), day("2026-01-03"));
    let known: Vec<_> = life.notices(day("2026-01-15")).into_iter().map(|(one, _)| one).collect();
    assert!(!known.contains(&Notice::GraceBegan), "{known:?}");
    assert_eq!(known.last(), Some(&Notice::Ended));
}

#[test]
fn what_went_back_before_the_payment_is_not_credited_out_of_days_long_used() {
    let mut life = begun(0, Term::Monthly, "2026-01-01");
    life.extend(&bought(sold(1, Term::Yearly), 299_030, 0, "year"), day("2026-01-02"));
    let today = day("2026-02-11");
    let wish = sold(2, Term::Yearly);
    let agreed = cost_of(&life.unused(today, false), price(&wish));
    // A part of the year's money goes back before the change is paid.
    life.periods[1].own_minor -= 100_000;
    let left: i64 = life.unused(today, false).iter().map(|left| left.amount_minor).sum();
    let mut late = bought(wish, agreed.due_minor, agreed.credit_minor, "greater");
    late.agreed_on = Some(today);
    assert_eq!(life.change(&late, day("2026-02-11")), 0);
    assert_eq!(life.periods[0].released_minor, 0, "the month was used");
    let used = life.periods[1].value_minor() - life.periods[1].released_minor;
    assert_eq!(used + life.periods[2].carried_minor, 199_030);
    assert!(life.periods[2].carried_minor >= left);
}
