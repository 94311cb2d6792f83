//! Money that goes back after what it had bought was given in payment for something else.

use super::*;

/// A year of Pro that became a year of Business on its first day.
fn upgraded() -> (Life, NaiveDate) {
    let today = day("2026-01-01");
    let mut life = begun(1, Term::Yearly, "2026-01-01");
    let wish = sold(2, Term::Yearly);
    let cost = cost_of(&life.unused(today, false), price(&wish));
    assert_eq!(cost.credit_minor, 299_030);
    life.change(&bought(wish, cost.due_minor, cost.credit_minor, "greater"), today);
    (life, today)
}

#[test]
fn what_was_carried_on_goes_back_with_the_order_that_paid_for_it() {
    let (mut life, today) = upgraded();
    let before = life.periods[1].clone();
    life.take_back(&OrderId::new("first"), today);
    let greater = &life.periods[1];
    assert_eq!((greater.own_minor, greater.carried_minor), (before.own_minor, 0));
    let days = 365 * i128::from(before.own_minor) / i128::from(before.value_minor());
    let days = i64::try_from(days).unwrap();
    assert_eq!(greater.end, Some(days_later(today, days)), "so many days as are paid for");
    assert_eq!(life.periods[0].released_minor, 0);
    assert_eq!(life.anchor.day(), life.paid_until().unwrap());
}

#[test]
fn what_was_carried_through_several_changes_is_taken_out_of_the_last() {
    let (mut life, today) = upgraded();
    let for_life = sold(2, Term::Lifetime);
    let cost = cost_of(&life.unused(today, true), price(&for_life));
    let own = cost.due_minor;
    life.change(&bought(for_life, own, cost.credit_minor, "for-life"), today);
    life.take_back(&OrderId::new("first"), today);
    let last = life.periods.last().unwrap();
    assert_eq!(last.own_minor + last.carried_minor, price(&sold(2, Term::Lifetime)) - 299_030);
    assert_eq!(last.end, None, "a lifetime cannot be made shorter");
    assert!(life.periods.iter().all(|one| (0..=one.value_minor()).contains(&one.released_minor)));
}

#[test]
fn a_successor_that_is_used_up_without_what_went_back_ends_today() {
    let (mut life, _) = upgraded();
    let today = day("2026-12-20");
    life.extend(&bought(sold(2, Term::Yearly), price(&sold(2, Term::Yearly)), 0, "next"), today);
    life.take_back(&OrderId::new("first"), today);
    assert_eq!(life.periods[1].end, Some(today));
    assert_eq!((life.periods[2].start, life.periods[2].end), (today, Some(day("2027-12-20"))));
}
