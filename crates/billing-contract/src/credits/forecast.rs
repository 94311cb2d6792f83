//! When credits run out, and what each plan would have cost.
//!
//! Arithmetic alone, in whole credits and smallest units, so that the service and the console come
//! to the same figures from the same past. Tomorrow is taken to be like the days that are looked
//! back on: what was spent in them is spread evenly, and what rounding leaves over comes when it has
//! grown to a whole credit.

use crate::{Currency, DecimalAmount, PlanId, SubscriptionType};
use chrono::{DateTime, Days, Months, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

/// So many days are looked back on.
pub const DAYS_BACK: u32 = 90;
/// So many days are looked ahead to.
const DAYS_AHEAD: u64 = 366;
/// A plan's month, when the past is divided into months.
const DAYS_OF_A_MONTH: usize = 30;
const DAYS_OF_A_YEAR: i64 = 365;
/// So many ways to put packs together are tried at most.
const MOST_TRIES: u32 = 100_000;

/// `GET /api/portal/credits/forecast`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(optional_fields))]
pub struct CreditForecast {
    /// The first day that is looked back on.
    pub from: NaiveDate,
    /// The last one.
    pub to: NaiveDate,
    /// How many credits were spent in them.
    pub spent: i64,
    /// How many days of them the customer had credits; `spent` over these is what a day takes.
    pub days: u32,
    /// The first day for which the credits will not do, if there is one within a year.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub run_out_on: Option<NaiveDate>,
    /// What each plan would have cost in these days, the cheapest first.
    pub plan_fits: Vec<PlanFit>,
    /// The service's own time.
    pub server_now: DateTime<Utc>,
}

/// What a plan would have cost.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(optional_fields))]
pub struct PlanFit {
    /// Which plan.
    pub plan_id: PlanId,
    /// Its name in the language asked for.
    pub plan_name: String,
    /// Paid by the month or by the year.
    pub subscription_type: SubscriptionType,
    /// The plan with the packs that it would have taken; none if no packs would have done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cost: Option<DecimalAmount>,
    /// In what.
    pub currency: Currency,
    /// How many credits the plan would not have granted.
    pub missing: i64,
    /// Whether it is the customer's plan.
    pub is_current: bool,
}

/// Credits that are left, and the first day on which they are not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Left {
    /// How many.
    pub credits: i64,
    /// That day, if there is one.
    pub until: Option<NaiveDate>,
}

/// Credits that come each month.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Coming {
    /// How many.
    pub credits: i64,
    /// The day on which they come next; what came before has run out then.
    pub next: NaiveDate,
    /// The day from which months are counted, so that short ones make no later one begin earlier.
    pub counted_from: NaiveDate,
    /// What is owed and is paid from them first.
    pub debt: i64,
    /// The first day on which none come any more.
    pub until: Option<NaiveDate>,
}

impl Coming {
    /// The first day of the month so many months after the next.
    fn month(&self, later: u32) -> Option<NaiveDate> {
        let after = |months| self.counted_from.checked_add_months(Months::new(months));
        // No month is longer than 31 days, so this is not too many.
        let days = (self.next - self.counted_from).num_days();
        let mut count = u32::try_from(days / 31).unwrap_or_default();
        while after(count)? < self.next {
            count += 1;
        }
        match after(count)? == self.next {
            true => after(count + later),
            // It was put off, and is counted anew from then on.
            false => self.next.checked_add_months(Months::new(later)),
        }
    }
}

/// The first day after `today` for which the credits will not do, if there is one within a year.
///
/// `spent` is what each of the past days took; without a past nothing runs out.
pub fn run_out(
    spent: &[i64],
    left: &[Left],
    coming: Option<Coming>,
    today: NaiveDate,
) -> Option<NaiveDate> {
    let mut first_without = None;
    look_ahead(spent, left, coming, today, DAYS_AHEAD, |day, _, is_short| {
        first_without = is_short.then_some(day);
        is_short
    });
    first_without
}

/// How many credits are left after each day that follows `today`, for so many days or until they
/// have run out.
pub fn course(
    spent: &[i64],
    left: &[Left],
    coming: Option<Coming>,
    today: NaiveDate,
    days: u32,
) -> Vec<i64> {
    let mut course = Vec::new();
    look_ahead(spent, left, coming, today, days.into(), |_, left, is_short| {
        course.push(left);
        is_short
    });
    course
}

/// Goes from day to day, soonest-expiring credits first, until `is_enough` of the day, of what is left
/// after it, and of whether it was short.
fn look_ahead(
    spent: &[i64],
    left: &[Left],
    coming: Option<Coming>,
    today: NaiveDate,
    most_days: u64,
    mut is_enough: impl FnMut(NaiveDate, i64, bool) -> bool,
) {
    let total: i128 = spent.iter().map(|credits| i128::from(*credits)).sum();
    let days = i128::try_from(spent.len().max(1)).unwrap_or(i128::MAX);
    let by = |day: u64| total * i128::from(day) / days;
    let mut left = left.to_vec();
    let (mut months, mut debt) = (0, coming.map_or(0, |coming| coming.debt));
    for ahead in 1..=most_days {
        let Some(day) = today.checked_add_days(Days::new(ahead)) else { return };
        left.retain(|grant| grant.until.is_none_or(|until| until > day));
        if let Some(coming) = coming {
            let of = |months| coming.month(months);
            while let (Some(first), next) = (of(months), of(months + 1)) {
                if first > day || coming.until.is_some_and(|until| first >= until) {
                    break;
                }
                months += 1;
                let pays = debt.clamp(0, coming.credits.max(0));
                debt -= pays;
                if next.is_none_or(|next| next > day) {
                    left.push(Left { credits: coming.credits - pays, until: next });
                }
            }
        }
        left.sort_by_key(|grant| (grant.until.is_none(), grant.until));
        let mut wanted = by(ahead) - by(ahead - 1);
        for grant in &mut left {
            let taken = i128::from(grant.credits).min(wanted);
            wanted -= taken;
            grant.credits -= i64::try_from(taken).unwrap_or(grant.credits);
        }
        let after = left.iter().fold(0_i64, |sum, grant| sum.saturating_add(grant.credits));
        if is_enough(day, after, wanted > 0) {
            return;
        }
    }
}

/// A plan as it is offered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PlanTerms {
    /// Paid by the month or by the year.
    pub subscription_type: SubscriptionType,
    /// What that costs, in smallest units.
    pub price_minor: i64,
    /// Credits it grants each month, which run out with the month.
    pub credits_monthly: i64,
}

/// A pack of credits as it is offered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PackTerms {
    /// How many credits it brings.
    pub credits: i64,
    /// What it costs, in smallest units.
    pub price_minor: i64,
    /// For how many days they can be spent.
    pub valid_days: Option<u32>,
}

/// What a plan would have cost over some past days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PlanCost {
    /// The plan and the packs, in smallest units; none if no packs would have done.
    pub minor: Option<i64>,
    /// How many credits the plan would not have granted.
    pub missing: i64,
}

/// What a plan would have cost for `spent`, one figure a day: its price for each month of thirty
/// days that was begun (by the year, the days' part of it, rounded half up) and the cheapest packs for
/// what its credits did not cover. What is left of a pack serves later months if it is valid for all
/// of the days; a plan that is bought for life has no price for some of them.
pub fn plan_cost(spent: &[i64], plan: PlanTerms, packs: &[PackTerms]) -> PlanCost {
    let months = spent.chunks(DAYS_OF_A_MONTH);
    let days = i64::try_from(spent.len()).unwrap_or(i64::MAX);
    let count = i64::try_from(months.len()).unwrap_or(i64::MAX);
    let mut minor = match plan.subscription_type {
        SubscriptionType::Monthly => plan.price_minor.checked_mul(count),
        SubscriptionType::Yearly => part(plan.price_minor, days, DAYS_OF_A_YEAR),
        SubscriptionType::Lifetime | SubscriptionType::Package => None,
    };
    let lasts = |pack: &PackTerms| pack.valid_days.is_none_or(|valid| i64::from(valid) >= days);
    let all_last = packs.iter().all(lasts);
    let (mut missing, mut over) = (0_i64, 0_i64);
    for month in months {
        let used = month.iter().fold(0_i64, |sum, credits| sum.saturating_add(*credits));
        let short = used.saturating_sub(plan.credits_monthly).max(0);
        missing = missing.saturating_add(short);
        let from_before = short.min(over);
        over -= from_before;
        let (price, bought) = match cheapest(short - from_before, packs) {
            Some((price, bought)) => (Some(price), bought),
            None => (None, 0),
        };
        minor = minor.zip(price).and_then(|(minor, price)| minor.checked_add(price));
        if all_last {
            over += (bought - (short - from_before)).max(0);
        }
    }
    PlanCost { minor, missing }
}

/// The lowest price for at least so many credits in whole packs, and how many those packs bring: of
/// equals the most. None if there are no packs, or too many ways to put them together.
fn cheapest(wanted: i64, packs: &[PackTerms]) -> Option<(i64, i64)> {
    let mut packs: Vec<PackTerms> =
        packs.iter().filter(|pack| pack.credits > 0 && pack.price_minor >= 0).copied().collect();
    packs.sort_by(|one, other| {
        let one_for = i128::from(one.price_minor) * i128::from(other.credits);
        one_for.cmp(&(i128::from(other.price_minor) * i128::from(one.credits)))
    });
    let mut search = Search { best: None, tries_left: MOST_TRIES };
    search.fill(&packs, wanted.max(0).into(), 0, 0)?;
    let (price, bought) = search.best?;
    Some((i64::try_from(price).ok()?, i64::try_from(bought).ok()?))
}

/// The search for the cheapest packs: ever fewer of the pack of the best value, and the rest of what
/// is wanted from the others, as long as that can be cheaper than what was found.
struct Search {
    best: Option<(i128, i128)>,
    tries_left: u32,
}

impl Search {
    /// None if it would take too long.
    fn fill(&mut self, packs: &[PackTerms], wanted: i128, price: i128, bought: i128) -> Option<()> {
        self.tries_left = self.tries_left.checked_sub(1)?;
        if wanted <= 0 {
            let is_better = self
                .best
                .is_none_or(|(lowest, most)| price < lowest || (price == lowest && bought > most));
            if is_better {
                self.best = Some((price, bought));
            }
            return Some(());
        }
        let Some((pack, others)) = packs.split_first() else { return Some(()) };
        let (credits, each) = (i128::from(pack.credits), i128::from(pack.price_minor));
        for count in (0..=(wanted + credits - 1) / credits).rev() {
            let (wanted, price) = (wanted - count * credits, price + count * each);
            let bought = bought + count * credits;
            if others.first().is_some_and(|next| !self.may_be_better(next, wanted, price, bought)) {
                if wanted < 0 {
                    // One more than is needed: with fewer nothing is bought in vain.
                    continue;
                }
                // With fewer of the better value it only becomes dearer.
                return Some(());
            }
            self.fill(others, wanted, price, bought)?;
            if others.is_empty() {
                break;
            }
        }
        Some(())
    }

    /// Whether packs of no better value than `next` can lead to something better than the best.
    fn may_be_better(&self, next: &PackTerms, wanted: i128, price: i128, bought: i128) -> bool {
        let Some((lowest, most)) = self.best else { return true };
        let (credits, each) = (i128::from(next.credits), i128::from(next.price_minor));
        let at_least = price + (wanted.max(0) * each + credits - 1) / credits;
        let at_most = if each == 0 { most } else { bought + (lowest - price) * credits / each };
        at_least < lowest || (at_least == lowest && at_most > most)
    }
}

/// `price × days ÷ year`, rounded half up.
fn part(price: i64, days: i64, year: i64) -> Option<i64> {
    let product = i128::from(price) * i128::from(days);
    let year = i128::from(year);
    i64::try_from((2 * product + year).div_euclid(2 * year)).ok()
}

#[cfg(test)]
mod tests;
