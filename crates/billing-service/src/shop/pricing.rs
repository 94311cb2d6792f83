//! What something costs, worked out from what is known of it.
//!
//! From the original price the operator's price is taken first, then the one promotion that takes
//! off most (of equals the first), then the coupon, each from what the one before it has left.
//! A percentage is rounded to the smallest unit, half to even. Nothing goes below zero, and the
//! reductions add up to the difference between the original price and what is due.

use crate::store::{Discount, Offer, Product, TakesOff};
use billing_contract::{CouponProblem, Currency, Money, ReductionKind};
use chrono::{DateTime, Utc};

const WHOLE: i128 = 10_000;

/// A price and how it came about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Calculation {
    /// Before any reduction.
    pub original: Money,
    /// What came off, in order.
    pub reductions: Vec<Reduced>,
    /// What is to be paid.
    pub due: Money,
    /// Why the coupon does not count.
    pub coupon_problem: Option<CouponProblem>,
}

/// One reduction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reduced {
    /// Where it comes from.
    pub kind: ReductionKind,
    /// The discount; the operator's price is none.
    pub discount: Option<Discount>,
    /// How much came off.
    pub amount: Money,
}

impl Calculation {
    /// All reductions together.
    pub fn discount(&self) -> Money {
        Money::new(self.original.minor - self.due.minor, self.due.currency)
    }

    /// The discount of this kind that counts.
    pub fn counted(&self, kind: ReductionKind) -> Option<&Discount> {
        self.reductions.iter().find(|reduced| reduced.kind == kind)?.discount.as_ref()
    }
}

/// Works out what an offer costs; `coupon_named` says whether the customer named a coupon at all.
pub fn calculate(offer: &Offer, coupon_named: bool, now: DateTime<Utc>) -> Calculation {
    let original = offer.original;
    let mut steps = Steps { left: original, reductions: Vec::new() };
    steps.take(ReductionKind::Price, None, original.minor - offer.current.minor);

    let best = offer
        .promotions
        .iter()
        .filter(|promotion| problem_of(promotion, &offer.product, steps.left, now).is_none())
        .map(|promotion| (amount_off(promotion.takes_off, steps.left.minor), promotion))
        // `max_by_key` keeps the last of equals, so they come in reverse.
        .rev()
        .max_by_key(|(amount, _)| *amount);
    if let Some((amount, promotion)) = best {
        steps.take(ReductionKind::Promotion, Some(promotion), amount);
    }

    let coupon_problem = match &offer.coupon {
        None => coupon_named.then_some(CouponProblem::Unknown),
        Some(coupon) => {
            let amount = amount_off(coupon.takes_off, steps.left.minor);
            let problem = problem_of(coupon, &offer.product, steps.left, now)
                // Nobody shall spend a coupon for nothing.
                .or((amount == 0).then_some(CouponProblem::TooSmall));
            if problem.is_none() {
                steps.take(ReductionKind::Coupon, Some(coupon), amount);
            }
            problem
        }
    };
    Calculation { original, reductions: steps.reductions, due: steps.left, coupon_problem }
}

struct Steps {
    left: Money,
    reductions: Vec<Reduced>,
}

impl Steps {
    fn take(&mut self, kind: ReductionKind, discount: Option<&Discount>, minor: i64) {
        let minor = minor.clamp(0, self.left.minor.max(0));
        if minor > 0 {
            let amount = Money::new(minor, self.left.currency);
            self.left.minor -= minor;
            self.reductions.push(Reduced { kind, discount: discount.cloned(), amount });
        }
    }
}

/// Why a discount does not count for this thing at this price.
fn problem_of(
    discount: &Discount,
    product: &Product,
    price: Money,
    now: DateTime<Utc>,
) -> Option<CouponProblem> {
    time_problem(discount, now)
        .or_else(|| use_problem(discount))
        .or_else(|| (!is_for(discount, product)).then_some(CouponProblem::NotForThis))
        .or_else(|| price_problem(discount, price.currency, price.minor))
}

/// Why a discount does not count at this moment.
pub fn time_problem(discount: &Discount, now: DateTime<Utc>) -> Option<CouponProblem> {
    if discount.starts_at.is_some_and(|first| now < first) {
        Some(CouponProblem::NotYet)
    } else if discount.ends_at.is_some_and(|over| now >= over) {
        Some(CouponProblem::Expired)
    } else {
        None
    }
}

/// Why a discount may not be used once more.
pub fn use_problem(discount: &Discount) -> Option<CouponProblem> {
    let uses = discount.uses;
    if uses.most_per_customer.is_some_and(|most| uses.by_customer >= most) {
        Some(CouponProblem::UsedByYou)
    } else if uses.most_in_all.is_some_and(|most| uses.in_all >= most) {
        Some(CouponProblem::UsedUp)
    } else {
        None
    }
}

fn is_for(discount: &Discount, product: &Product) -> bool {
    discount.products.is_empty()
        || discount.products.iter().any(|one| {
            one.kind == product.kind() && one.id.as_deref().is_none_or(|id| id == product.id())
        })
}

fn price_problem(discount: &Discount, currency: Currency, price: i64) -> Option<CouponProblem> {
    if discount.currency.is_some_and(|only| only != currency) {
        Some(CouponProblem::OtherCurrency)
    } else if discount.least_minor.is_some_and(|least| price < least) {
        Some(CouponProblem::TooSmall)
    } else {
        None
    }
}

fn amount_off(takes_off: TakesOff, price: i64) -> i64 {
    match takes_off {
        TakesOff::Minor(minor) => minor.clamp(0, price.max(0)),
        TakesOff::BasisPoints(points) => share(price, points),
    }
}

/// So many hundredths of a percent of a price, rounded half to even.
fn share(price: i64, basis_points: u32) -> i64 {
    let product = i128::from(price.max(0)) * i128::from(basis_points).min(WHOLE);
    let (whole, rest) = (product / WHOLE, product % WHOLE);
    let up = match (rest * 2).cmp(&WHOLE) {
        std::cmp::Ordering::Less => 0,
        std::cmp::Ordering::Equal => whole % 2,
        std::cmp::Ordering::Greater => 1,
    };
    // At most the whole price, which fits.
    i64::try_from(whole + up).unwrap_or(price)
}

#[cfg(test)]
mod tests;
