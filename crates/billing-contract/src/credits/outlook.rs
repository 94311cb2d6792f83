//! What a forecast is made of: the same by the service and by a console that knows the same.

use super::forecast::{
    Coming, CreditForecast, DAYS_BACK, Left, PackTerms, PlanFit, PlanTerms, course, plan_cost,
    run_out,
};
use super::{CreditGrant, CreditPack};
use crate::{Money, Plan, Subscription, SubscriptionStatus, SubscriptionType};
use chrono::{DateTime, Days, NaiveDate, Utc};
use std::collections::BTreeMap;

/// What is known of a customer's credits at a moment.
#[derive(Clone, Copy, Debug)]
pub struct Outlook<'a> {
    /// The moment.
    pub now: DateTime<Utc>,
    /// The day of the first movement; none if there never was one.
    pub since: Option<NaiveDate>,
    /// How many credits were spent on a day, at least from [`first_day`] on.
    pub spent: &'a BTreeMap<NaiveDate, i64>,
    /// The grants of which something is left.
    pub grants: &'a [CreditGrant],
    /// The subscription, if there is one.
    pub subscription: Option<&'a Subscription>,
    /// The plans on offer.
    pub plans: &'a [Plan],
    /// The packs for sale.
    pub packs: &'a [CreditPack],
}

/// The first day that is looked back on.
pub fn first_day(now: DateTime<Utc>) -> NaiveDate {
    now.date_naive() - Days::new(u64::from(DAYS_BACK) - 1)
}

impl Outlook<'_> {
    /// When the credits run out if they are spent as before, and what each plan would have cost.
    pub fn forecast(&self) -> CreditForecast {
        let (from, to) = (first_day(self.now), self.now.date_naive());
        let spent = self.day_by_day();
        let known = self.known_days(&spent);
        let current = self.subscription.filter(|held| runs(held));
        let mut plan_fits: Vec<(Option<i64>, PlanFit)> =
            self.plans.iter().flat_map(|plan| self.fits(plan, &spent, current)).collect();
        plan_fits.sort_by_key(|(minor, _)| (minor.is_none(), *minor));
        CreditForecast {
            from,
            to,
            spent: spent.iter().sum(),
            days: u32::try_from(known.len()).unwrap_or(DAYS_BACK),
            run_out_on: run_out(known, &self.left(), self.coming(), to),
            plan_fits: plan_fits.into_iter().map(|(_, fit)| fit).collect(),
            server_now: self.now,
        }
    }

    /// How many credits are left after each of the coming days, for so many days or until they have
    /// run out.
    pub fn course(&self, days: u32) -> Vec<i64> {
        let spent = self.day_by_day();
        let today = self.now.date_naive();
        course(self.known_days(&spent), &self.left(), self.coming(), today, days)
    }

    fn day_by_day(&self) -> Vec<i64> {
        let of = |day| self.spent.get(&day).copied().unwrap_or_default();
        let to = self.now.date_naive();
        first_day(self.now).iter_days().take_while(|day| *day <= to).map(of).collect()
    }

    /// The days of them on which the customer had credits.
    fn known_days<'s>(&self, spent: &'s [i64]) -> &'s [i64] {
        let (from, to) = (first_day(self.now), self.now.date_naive());
        let since = self.since.map_or(to, |since| since.max(from));
        let unknown = usize::try_from((since - from).num_days()).unwrap_or_default();
        spent.get(unknown..).unwrap_or_default()
    }

    fn left(&self) -> Vec<Left> {
        // On the day on which something runs out nothing of it is left.
        let until = |grant: &CreditGrant| grant.expires_at.map(|at| at.date_naive());
        self.grants.iter().map(|grant| Left { credits: grant.left, until: until(grant) }).collect()
    }

    fn coming(&self) -> Option<Coming> {
        let held = self.subscription.filter(|held| runs(held))?;
        let next = held.credits.quota_reset_date?;
        let until = held.end_date.filter(|_| !held.auto_renew);
        Some(Coming {
            credits: held.credits.monthly_quota,
            next,
            counted_from: held.start_date,
            debt: held.credits.debt.unwrap_or_default(),
            until,
        })
    }

    /// The plan by the month and by the year, as far as it is offered so.
    fn fits(
        &self,
        plan: &Plan,
        spent: &[i64],
        current: Option<&Subscription>,
    ) -> Vec<(Option<i64>, PlanFit)> {
        let packs: Vec<PackTerms> =
            self.packs.iter().filter_map(|pack| terms_of(pack, plan)).collect();
        let prices = [
            (SubscriptionType::Monthly, &plan.price_monthly),
            (SubscriptionType::Yearly, &plan.price_yearly),
        ];
        let priced = prices.into_iter().filter_map(|(subscription_type, price)| {
            let price = price.as_ref()?.in_currency(plan.currency).ok()?;
            Some((subscription_type, price.minor))
        });
        priced
            .map(|(subscription_type, price_minor)| {
                let credits_monthly = plan.credits_monthly;
                let terms = PlanTerms { subscription_type, price_minor, credits_monthly };
                let cost = plan_cost(spent, terms, &packs);
                let amount = |minor| Money::new(minor, plan.currency).to_decimal();
                let is_held = |held: &Subscription| {
                    held.plan_id == plan.id && held.subscription_type == subscription_type
                };
                let fit = PlanFit {
                    plan_id: plan.id.clone(),
                    plan_name: plan.name.clone(),
                    subscription_type,
                    cost: cost.minor.map(amount),
                    currency: plan.currency,
                    missing: cost.missing,
                    is_current: current.is_some_and(is_held),
                };
                (cost.minor, fit)
            })
            .collect()
    }
}

fn terms_of(pack: &CreditPack, plan: &Plan) -> Option<PackTerms> {
    let price = pack.price.in_currency(pack.currency).ok()?;
    (price.currency == plan.currency).then_some(PackTerms {
        credits: pack.credits,
        price_minor: price.minor,
        valid_days: pack.valid_days,
    })
}

fn runs(held: &Subscription) -> bool {
    use SubscriptionStatus::{Active, CancelScheduled, Grace, Trialing};
    matches!(held.status, Active | CancelScheduled | Grace | Trialing)
}
