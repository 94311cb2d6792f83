use super::*;
use proptest::prelude::*;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn today() -> NaiveDate {
    day("2026-06-18")
}

fn never(credits: i64) -> Left {
    Left { credits, until: None }
}

fn until(credits: i64, text: &str) -> Left {
    Left { credits, until: Some(day(text)) }
}

#[test]
fn credits_run_out_on_the_first_day_they_do_not_cover() {
    let ten_a_day = [10; 90];
    assert_eq!(run_out(&ten_a_day, &[never(30)], None, today()), Some(day("2026-06-22")));
    assert_eq!(run_out(&ten_a_day, &[never(29)], None, today()), Some(day("2026-06-21")));
    assert_eq!(run_out(&ten_a_day, &[], None, today()), Some(day("2026-06-19")));
    assert_eq!(run_out(&[0; 90], &[], None, today()), None, "nothing is spent");
    assert_eq!(run_out(&[], &[never(5)], None, today()), None, "nothing is known");
    // One in ninety days is spent on the ninetieth.
    let mut one = [0; 90];
    one[7] = 1;
    assert_eq!(run_out(&one, &[], None, today()), today().checked_add_days(Days::new(90)));
}

#[test]
fn what_runs_out_unused_does_not_help_later() {
    let ten_a_day = [10; 90];
    let gone = [until(500, "2026-06-21"), never(20)];
    assert_eq!(run_out(&ten_a_day, &gone, None, today()), Some(day("2026-06-23")));
}

fn months_of(credits: i64, next: &str) -> Coming {
    Coming { credits, next: day(next), counted_from: day(next), debt: 0, until: None }
}

#[test]
fn what_is_owed_is_paid_from_the_credits_that_come() {
    let ten_a_day = [10; 90];
    let left = [until(130, "2026-07-01")];
    let owing = Coming { debt: 210, ..months_of(310, "2026-07-01") };
    assert_eq!(run_out(&ten_a_day, &left, Some(owing), today()), Some(day("2026-07-11")));
    // More than a month brings.
    let owing = Coming { debt: 1_000, ..months_of(310, "2026-07-01") };
    assert_eq!(run_out(&ten_a_day, &left, Some(owing), today()), Some(day("2026-07-01")));
}

#[test]
fn a_short_month_makes_no_later_one_begin_earlier() {
    let january = |next| Coming { counted_from: day("2026-01-31"), ..months_of(1, next) };
    let months = |coming: Coming| [0, 1, 2].map(|later| coming.month(later).unwrap().to_string());
    assert_eq!(months(january("2026-02-28")), ["2026-02-28", "2026-03-31", "2026-04-30"]);
    // A pause has put it off.
    assert_eq!(months(january("2026-03-05")), ["2026-03-05", "2026-04-05", "2026-05-05"]);
}

#[test]
fn packs_of_odd_sizes_are_weighed_like_any_others() {
    let packs = [pack(10_000, 249), pack(49_999, 1_000)];
    assert_eq!(cheapest(15_000, &packs), Some((498, 20_000)));
    assert_eq!(cheapest(49_999, &packs), Some((1_000, 49_999)));
    assert_eq!(cheapest(60_000, &packs), Some((1_494, 60_000)));
}

#[test]
fn a_month_that_begins_brings_its_credits_until_the_plan_ends() {
    let ten_a_day = [10; 90];
    let left = [until(130, "2026-07-01")];
    let coming = |until| Some(Coming { until, ..months_of(310, "2026-07-01") });
    assert_eq!(run_out(&ten_a_day, &left, coming(None), today()), None);
    let ends = coming(Some(day("2026-09-01")));
    assert_eq!(run_out(&ten_a_day, &left, ends, today()), Some(day("2026-09-01")));
    let little = Some(months_of(100, "2026-07-01"));
    assert_eq!(run_out(&ten_a_day, &left, little, today()), Some(day("2026-07-11")));
}

fn plan(subscription_type: SubscriptionType, price_minor: i64, credits_monthly: i64) -> PlanTerms {
    PlanTerms { subscription_type, price_minor, credits_monthly }
}

fn pack(credits: i64, price_minor: i64) -> PackTerms {
    PackTerms { credits, price_minor, valid_days: None }
}

#[test]
fn a_plan_costs_its_months_and_the_packs_it_takes() {
    use SubscriptionType::{Lifetime, Monthly, Yearly};
    let hundred_a_day = [100; 90];
    let cost = |plan, packs: &[PackTerms]| plan_cost(&hundred_a_day, plan, packs);
    let enough = PlanCost { minor: Some(3_000), missing: 0 };
    assert_eq!(cost(plan(Monthly, 1_000, 3_000), &[]), enough);
    let short = PlanCost { minor: None, missing: 1_500 };
    assert_eq!(cost(plan(Monthly, 1_000, 2_500), &[]), short);
    // Each month 500 are missing: a pack of 1,000 serves two of them.
    let packed = PlanCost { minor: Some(3_000 + 2 * 700), missing: 1_500 };
    assert_eq!(cost(plan(Monthly, 1_000, 2_500), &[pack(1_000, 700)]), packed);
    // One that is valid for a month only does not.
    let brief = PackTerms { valid_days: Some(30), ..pack(1_000, 700) };
    let each = PlanCost { minor: Some(3_000 + 3 * 700), missing: 1_500 };
    assert_eq!(cost(plan(Monthly, 1_000, 2_500), &[brief]), each);
    // 10,000 × 90 ÷ 365 = 2,465.75…
    let by_year = PlanCost { minor: Some(2_466), missing: 0 };
    assert_eq!(cost(plan(Yearly, 10_000, 3_000), &[]), by_year);
    assert_eq!(cost(plan(Lifetime, 10_000, 3_000), &[]).minor, None);
}

#[test]
fn the_cheapest_packs_are_found_where_the_best_value_is_not_cheapest() {
    let packs = [pack(10, 100), pack(7, 75), pack(3, 40)];
    assert_eq!(cheapest(10, &packs), Some((100, 10)));
    assert_eq!(cheapest(14, &packs), Some((150, 14)), "two of seven");
    assert_eq!(cheapest(1, &packs), Some((40, 3)));
    assert_eq!(cheapest(0, &[]), Some((0, 0)));
    assert_eq!(cheapest(1, &[]), None);
    // Many steps: by the best value, and the rest weighed.
    let (price, bought) = cheapest(1_000_000_007, &packs).unwrap();
    assert_eq!((price, bought), (10_000_000_075, 1_000_000_007));
}

proptest! {
    #[test]
    fn a_day_later_run_out_means_more_credits(
        spent in proptest::collection::vec(0_i64..1_000, 1..90),
        credits in 0_i64..200_000,
        more in 0_i64..50_000,
    ) {
        let first = run_out(&spent, &[never(credits)], None, today());
        let second = run_out(&spent, &[never(credits + more)], None, today());
        prop_assert!(second.is_none() || first.is_some_and(|first| Some(first) <= second));
        // Counted by hand: the first day whose sum is beyond what is there.
        let total: i64 = spent.iter().sum();
        let days = i64::try_from(spent.len()).unwrap();
        let by_hand = (1..=366_i64).find(|ahead| total * ahead / days > credits);
        let by_hand = by_hand.map(|ahead| today() + chrono::Duration::days(ahead));
        prop_assert_eq!(first, by_hand);
    }

    #[test]
    fn no_other_packs_are_cheaper(
        wanted in 1_i64..60,
        sizes in proptest::collection::vec((1_i64..20, 0_i64..50), 1..4),
    ) {
        let packs: Vec<PackTerms> =
            sizes.iter().map(|(credits, price)| pack(*credits, *price)).collect();
        let (price, bought) = cheapest(wanted, &packs).unwrap();
        prop_assert!(bought >= wanted);
        let mut lowest = vec![0_i64; 1];
        for count in 1..=wanted {
            let with = packs.iter().map(|pack| {
                let before = usize::try_from((count - pack.credits).max(0)).unwrap();
                lowest[before] + pack.price_minor
            });
            lowest.push(with.min().unwrap());
        }
        prop_assert_eq!(price, lowest[usize::try_from(wanted).unwrap()]);
    }

    #[test]
    fn a_plan_that_grants_more_never_costs_more_in_packs(
        spent in proptest::collection::vec(0_i64..500, 90),
        quota in 0_i64..10_000,
        more in 0_i64..5_000,
    ) {
        let packs = [pack(1_000, 900), pack(5_000, 4_000)];
        let of = |quota| plan_cost(&spent, plan(SubscriptionType::Monthly, 0, quota), &packs);
        let (less, plenty) = (of(quota), of(quota + more));
        prop_assert!(plenty.missing <= less.missing);
        prop_assert!(plenty.minor.is_some() && less.minor.is_some());
        let used: i64 = spent.iter().sum();
        prop_assert!(less.missing <= used);
        if less.missing == 0 {
            prop_assert_eq!(less.minor, Some(0));
        }
    }
}
