//! What is left of time that was paid for, and what a change costs.
//!
//! One rule: a period's worth times the days left of it, divided by its days, rounded down to the
//! smallest unit. What the division leaves over stays with the days that were used, so that no unit
//! is counted twice and none is made.

use super::machine::{Period, Sold};
use chrono::NaiveDate;

/// What is left of one period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unused {
    /// The period's number.
    pub number: u32,
    /// Of what.
    pub sold: Sold,
    /// Days that are left; none of a lifetime, which has no days.
    pub days: i64,
    /// Of so many.
    pub of_days: i64,
    /// What the period is worth as a whole.
    pub value_minor: i64,
    /// What of that is left.
    pub amount_minor: i64,
}

/// What it costs to put something in the place of what is left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ChangeCost {
    /// What is taken off the price.
    pub credit_minor: i64,
    /// What is to be paid.
    pub due_minor: i64,
    /// What is left even beyond the price, and becomes the customer's credit balance.
    pub beyond_minor: i64,
}

/// What is left of a period from a day on; nothing of a lifetime that has begun, unless another
/// lifetime takes its place.
pub fn unused_of(period: &Period, from: NaiveDate, for_life: bool) -> Option<Unused> {
    let value_minor = (period.value_minor() - period.released_minor).max(0);
    let left = |days, of_days, amount_minor| Unused {
        number: period.number,
        sold: period.sold.clone(),
        days,
        of_days,
        value_minor,
        amount_minor,
    };
    let Some(end) = period.end else {
        return (for_life || period.start > from).then(|| left(0, 0, value_minor));
    };
    let of_days = (end - period.start).num_days() - period.paused_days;
    let days = (end - period.start.max(from)).num_days().min(of_days);
    (days > 0).then(|| left(days, of_days, share(value_minor, days, of_days)))
}

/// Works out a change from what is left and the new price; a preview and the order alike.
pub fn cost_of(unused: &[Unused], price_minor: i64) -> ChangeCost {
    let left: i64 = unused.iter().map(|left| left.amount_minor).sum();
    let credit_minor = left.min(price_minor);
    ChangeCost {
        credit_minor,
        due_minor: price_minor - credit_minor,
        beyond_minor: left - credit_minor,
    }
}

/// `days ÷ of_days` with six decimals, for people to check the figure by.
pub fn factor(days: i64, of_days: i64) -> String {
    if of_days <= 0 {
        return "1.000000".to_owned();
    }
    let millionths = i128::from(days) * 1_000_000 / i128::from(of_days);
    format!("{}.{:06}", millionths / 1_000_000, millionths % 1_000_000)
}

fn share(value: i64, days: i64, of_days: i64) -> i64 {
    let product = i128::from(value) * i128::from(days);
    // No more than the value, which fits.
    i64::try_from(product / i128::from(of_days.max(1))).unwrap_or(value)
}
