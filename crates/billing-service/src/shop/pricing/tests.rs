use super::*;
use crate::store::{DiscountProduct, Uses};
use billing_contract::PackageId;
use chrono::Duration;
use proptest::prelude::*;

fn noon() -> DateTime<Utc> {
    "2026-06-18T12:00:00Z".parse().unwrap()
}

fn yuan(minor: i64) -> Money {
    Money::new(minor, Currency::CNY)
}

fn discount(name: &str, takes_off: TakesOff) -> Discount {
    Discount {
        id: name.to_owned(),
        code: None,
        name: name.to_owned(),
        takes_off,
        currency: matches!(takes_off, TakesOff::Minor(_)).then_some(Currency::CNY),
        least_minor: None,
        starts_at: None,
        ends_at: None,
        products: Vec::new(),
        uses: Uses::default(),
    }
}

fn percent(name: &str, percent: u32) -> Discount {
    discount(name, TakesOff::BasisPoints(percent * 100))
}

fn offer(original: i64, current: i64) -> Offer {
    Offer {
        shop_is_open: true,
        product: Product::Package { id: PackageId::new("pro-year"), days: 365 },
        name: "Pro, year".to_owned(),
        original: yuan(original),
        current: yuan(current),
        promotions: Vec::new(),
        coupon: None,
        replaces: None,
        begins_on: None,
    }
}

fn with_coupon(coupon: Discount) -> Calculation {
    calculate(&Offer { coupon: Some(coupon), ..offer(1_000, 1_000) }, true, noon())
}

#[test]
fn price_promotion_and_coupon_follow_each_other() {
    let mut offer = offer(1_198_800, 999_000);
    offer.promotions = vec![percent("5 %", 5), percent("10 %", 10)];
    offer.coupon = Some(percent("WELCOME10", 10));
    let calculation = calculate(&offer, true, noon());
    let amounts: Vec<_> =
        calculation.reductions.iter().map(|one| (one.kind, one.amount.minor)).collect();
    // 11,988.00 − 1,998.00 = 9,990.00; a tenth of that; a tenth of what is left.
    let expected = [
        (ReductionKind::Price, 199_800),
        (ReductionKind::Promotion, 99_900),
        (ReductionKind::Coupon, 89_910),
    ];
    assert_eq!(amounts, expected);
    assert_eq!(calculation.due, yuan(809_190));
    assert_eq!(calculation.counted(ReductionKind::Promotion).unwrap().name, "10 %");
}

#[test]
fn of_equal_promotions_the_first_one_counts() {
    let mut offer = offer(1_000, 1_000);
    offer.promotions = vec![percent("first", 10), percent("second", 10)];
    let calculation = calculate(&offer, false, noon());
    assert_eq!(calculation.counted(ReductionKind::Promotion).unwrap().name, "first");
    assert_eq!(calculation.reductions.len(), 1);
}

#[test]
fn halves_are_rounded_to_the_even_unit() {
    for (price, points, off) in [
        (5, 1_000, 0),
        (15, 1_000, 2),
        (25, 1_000, 2),
        (35, 1_000, 4),
        (4, 1_000, 0),
        (6, 1_000, 1),
        (99_999, 3_333, 33_330),
        (i64::MAX, 10_000, i64::MAX),
        (0, 10_000, 0),
    ] {
        assert_eq!(share(price, points), off, "{points} of {price}");
    }
}

#[test]
fn a_coupon_says_why_it_does_not_count() {
    let hour = Duration::hours(1);
    let good = percent("WELCOME10", 10);
    let uses = |most_in_all, most_per_customer, in_all, by_customer| Uses {
        most_in_all,
        most_per_customer,
        in_all,
        by_customer,
    };
    let only = |kind: &str, id: Option<&str>| {
        vec![DiscountProduct { kind: kind.to_owned(), id: id.map(str::to_owned) }]
    };
    let cases = [
        (good.clone(), None),
        (Discount { starts_at: Some(noon() + hour), ..good.clone() }, Some(CouponProblem::NotYet)),
        (Discount { starts_at: Some(noon()), ..good.clone() }, None),
        (Discount { ends_at: Some(noon()), ..good.clone() }, Some(CouponProblem::Expired)),
        (Discount { ends_at: Some(noon() + hour), ..good.clone() }, None),
        (Discount { uses: uses(Some(3), None, 3, 0), ..good.clone() }, Some(CouponProblem::UsedUp)),
        (Discount { uses: uses(Some(3), Some(1), 2, 0), ..good.clone() }, None),
        (
            Discount { uses: uses(Some(3), Some(1), 3, 1), ..good.clone() },
            Some(CouponProblem::UsedByYou),
        ),
        (
            Discount { products: only("plan", None), ..good.clone() },
            Some(CouponProblem::NotForThis),
        ),
        (
            Discount { products: only("package", Some("other")), ..good.clone() },
            Some(CouponProblem::NotForThis),
        ),
        (Discount { products: only("package", None), ..good.clone() }, None),
        (Discount { products: only("package", Some("pro-year")), ..good.clone() }, None),
        (
            Discount { currency: Some(Currency::USD), least_minor: Some(1), ..good.clone() },
            Some(CouponProblem::OtherCurrency),
        ),
        (
            Discount { currency: Some(Currency::CNY), least_minor: Some(1_001), ..good.clone() },
            Some(CouponProblem::TooSmall),
        ),
        (Discount { takes_off: TakesOff::BasisPoints(1), ..good }, Some(CouponProblem::TooSmall)),
    ];
    for (coupon, problem) in cases {
        let text = format!("{coupon:?}");
        let calculation = with_coupon(coupon);
        assert_eq!(calculation.coupon_problem, problem, "{text}");
        assert_eq!(calculation.due.minor < 1_000, problem.is_none(), "{text}");
    }
}

#[test]
fn a_code_that_nobody_knows_takes_nothing_off() {
    let calculation = calculate(&offer(1_000, 900), true, noon());
    assert_eq!(calculation.coupon_problem, Some(CouponProblem::Unknown));
    assert_eq!(calculation.due, yuan(900));
    assert_eq!(calculate(&offer(1_000, 900), false, noon()).coupon_problem, None);
}

fn any_takes_off() -> impl Strategy<Value = TakesOff> {
    prop_oneof![
        (1_u32..=10_000).prop_map(TakesOff::BasisPoints),
        (1_i64..=i64::MAX).prop_map(TakesOff::Minor),
        (1_i64..=10_000).prop_map(TakesOff::Minor),
    ]
}

proptest! {
    #[test]
    fn reductions_add_up_and_nothing_goes_below_zero(
        original in 0_i64..=i64::MAX,
        current in 0_i64..=i64::MAX,
        promotions in prop::collection::vec(any_takes_off(), 0..4),
        coupon in prop::option::of(any_takes_off()),
    ) {
        let mut offer = offer(original, current.min(original));
        offer.promotions = promotions.into_iter().map(|one| discount("promotion", one)).collect();
        offer.coupon = coupon.map(|one| discount("coupon", one));
        let calculation = calculate(&offer, coupon.is_some(), noon());
        prop_assert!(calculation.due.minor >= 0);
        prop_assert!(calculation.due.minor <= offer.current.minor);
        let sum: i128 = calculation.reductions.iter().map(|one| i128::from(one.amount.minor)).sum();
        prop_assert_eq!(sum + i128::from(calculation.due.minor), i128::from(original));
        prop_assert!(calculation.reductions.iter().all(|one| one.amount.minor > 0));
        prop_assert_eq!(i128::from(calculation.discount().minor), sum);
    }

    #[test]
    fn a_percentage_is_within_half_a_unit_of_the_exact_share(
        price in 0_i64..=i64::MAX,
        points in 0_u32..=10_000,
    ) {
        let exact = i128::from(price) * i128::from(points);
        let rounded = i128::from(share(price, points)) * WHOLE;
        prop_assert!((rounded - exact).abs() * 2 <= WHOLE);
    }

    #[test]
    fn the_promotion_that_counts_is_the_best_for_the_customer(
        points in prop::collection::vec(1_u32..=10_000, 1..6),
    ) {
        let mut offer = offer(1_000_000, 1_000_000);
        let promotion = |points| discount("promotion", TakesOff::BasisPoints(points));
        offer.promotions = points.iter().copied().map(promotion).collect();
        let best = points.iter().copied().map(|points| share(1_000_000, points)).max();
        prop_assert_eq!(Some(calculate(&offer, false, noon()).discount().minor), best);
    }
}
