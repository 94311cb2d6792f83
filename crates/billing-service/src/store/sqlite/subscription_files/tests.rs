//! What pauses, late looks and prepaid time make of the credits of a plan.

use super::super::plan_credits::tests::{anna, database, movements, noon_of};
use super::*;
use crate::subscription::calendar::days_later;
use crate::subscription::machine::Bought;
use proptest::prelude::*;

fn on(day: &str) -> NaiveDate {
    day.parse().unwrap()
}

fn noon(day: NaiveDate) -> DateTime<Utc> {
    noon_of(&day.to_string())
}

/// The plan of 100 credits a month.
fn small(term: Term) -> Bought {
    let sold = Sold { plan: PlanId::new("small"), term };
    Bought { sold, order: None, own_minor: 1_000, credit_minor: 0, agreed_on: None }
}

fn begin(sql: &Connection, term: Term, day: NaiveDate) {
    insert(sql, "s1", &anna(), Life::begin(&small(term), day), noon(day)).unwrap();
}

fn decide(sql: &Connection, day: NaiveDate, deed: impl FnOnce(&mut Life)) {
    let kept = by_id(sql, "s1").unwrap().unwrap();
    let mut life = kept.life.clone();
    deed(&mut life);
    write(sql, &kept, life, Writing::Decided, noon(day)).unwrap();
}

fn look(sql: &Connection, day: NaiveDate) {
    let kept = by_id(sql, "s1").unwrap().unwrap();
    write(sql, &kept, kept.life.clone(), Writing::LookedAt, noon(day)).unwrap();
}

fn catch_up(sql: &Connection, day: NaiveDate) {
    plan_credits::catch_up(sql, &anna(), noon(day)).unwrap();
}

fn months_granted(sql: &Connection) -> usize {
    movements(sql).iter().filter(|(kind, ..)| *kind == "earn").count()
}

fn balance(sql: &Connection) -> i64 {
    movements(sql).last().map_or(0, |(.., balance)| *balance)
}

#[test]
fn pausing_again_and_again_brings_no_month_that_was_not_paid_for() {
    let sql = database();
    begin(&sql, Term::Monthly, on("2026-03-10"));
    for day in on("2026-03-12").iter_days().take(200).step_by(3) {
        catch_up(&sql, day);
        decide(&sql, day, |life| {
            let _over = life.pause(day, days_later(day, 2));
        });
    }
    catch_up(&sql, on("2027-06-01"));
    assert_eq!(months_granted(&sql), 1);
}

#[test]
fn a_pause_takes_no_day_of_the_credits_that_were_paid_for() {
    let sql = database();
    begin(&sql, Term::Monthly, on("2026-03-10"));
    let (since, until) = (on("2026-03-12"), on("2026-06-12"));
    decide(&sql, since, |life| life.pause(since, until).unwrap());
    for day in since.iter_days().take_while(|day| *day < on("2026-07-11")) {
        catch_up(&sql, day);
        assert_eq!(balance(&sql), 100, "{day}");
    }
    catch_up(&sql, on("2026-07-11"));
    assert_eq!((months_granted(&sql), balance(&sql)), (1, 0));
}

#[test]
fn a_pause_that_is_ended_early_gives_its_days_back() {
    let sql = database();
    begin(&sql, Term::Monthly, on("2026-03-10"));
    decide(&sql, on("2026-03-12"), |life| {
        life.pause(on("2026-03-12"), on("2026-06-12")).unwrap();
    });
    decide(&sql, on("2026-03-20"), |life| life.resume(None, on("2026-03-20")).unwrap());
    catch_up(&sql, on("2026-04-17"));
    assert_eq!(balance(&sql), 100);
    catch_up(&sql, on("2026-04-18"));
    assert_eq!((months_granted(&sql), balance(&sql)), (1, 0));
}

#[test]
fn time_that_ran_out_before_anybody_looked_grants_no_month_after_it() {
    let jobs: [fn(&Connection, NaiveDate); 2] = [catch_up, look];
    for [first, last] in [jobs, [jobs[1], jobs[0]]] {
        let sql = database();
        begin(&sql, Term::Monthly, on("2026-03-10"));
        decide(&sql, on("2026-04-05"), |life| {
            life.extend(&small(Term::Monthly), on("2026-04-05"));
        });
        first(&sql, on("2026-05-20"));
        last(&sql, on("2026-05-20"));
        assert_eq!((months_granted(&sql), balance(&sql)), (2, 0));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]
    #[test]
    fn no_more_months_are_granted_than_paid_for_and_no_paid_time_goes_without(
        start in 0_u64..365,
        yearly in any::<bool>(),
        deeds in proptest::collection::vec((0_u8..12, 1_i64..60), 200),
    ) {
        let sql = database();
        let start = on("2026-01-01") + chrono::Days::new(start);
        let term = if yearly { Term::Yearly } else { Term::Monthly };
        begin(&sql, term, start);
        let (mut paid, mut without) = (usize::try_from(term.months().unwrap()).unwrap(), 0);
        let mut day = start;
        for (deed, days) in deeds {
            day = days_later(day, 1 + days / 12);
            catch_up(&sql, day);
            look(&sql, day);
            match deed {
                0 => decide(&sql, day, |life| {
                    let _not_now = life.pause(day, days_later(day, days));
                }),
                1 => decide(&sql, day, |life| {
                    let _not_now = life.resume(None, day);
                }),
                2 if days < 20 => {
                    decide(&sql, day, |life| {
                        life.extend(&small(Term::Monthly), day);
                    });
                    paid += 1;
                }
                _ => {}
            }
            prop_assert!(months_granted(&sql) <= paid, "{} of {paid}", months_granted(&sql));
            let status = by_id(&sql, "s1").unwrap().unwrap().life.status(day);
            without += usize::from(status == SubscriptionStatus::Active && balance(&sql) == 0);
        }
        // Months of 28 and of 31 days count the same.
        prop_assert!(without <= 3 * paid, "{without} days in {paid} months");
    }
}
