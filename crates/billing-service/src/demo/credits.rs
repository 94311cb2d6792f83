//! How the companies' credits moved: a grant each month, what each day used, and what was left.

use super::catalogue::PRODUCTS;
use super::noise;
use crate::credits::words;
use crate::store::Movement;
use billing_contract::CreditTransactionType::{self, Adjust, Earn, Expire, Spend};
use chrono::{DateTime, Datelike as _, Days, Duration, Months, NaiveDate, NaiveTime, Utc};
use std::collections::BTreeMap;

/// In which month, counted back from this one, an operator put something right, and by how much.
const CORRECTED: (u32, i64) = (5, 500);

/// What one company's ledger follows from.
pub struct Ledger<'a> {
    /// Names the company.
    pub name: &'a str,
    /// The language it reads.
    pub locale: &'a str,
    /// Its plan's name in that language.
    pub plan_name: &'a str,
    /// Granted a month.
    pub quota: i64,
    /// Since when it is a customer.
    pub since: DateTime<Utc>,
    /// Day, product, quantity; in order of days.
    pub usage: &'a [(NaiveDate, &'static str, i64)],
}

impl Ledger<'_> {
    /// Every movement until `now`, oldest first; it ends with what is left of this month's grant.
    pub fn movements(&self, now: DateTime<Utc>) -> Vec<Movement> {
        let this_month = first_of_month(now.date_naive());
        let mut all = Vec::new();
        let mut balance = 0;
        let mut month = first_of_month(self.since.date_naive());
        while month <= this_month {
            let midnight = month.and_time(NaiveTime::MIN).and_utc();
            if balance > 0 {
                let text = words::expired(self.locale, month - Months::new(1));
                all.push(self.movement(Expire, -balance, "plan", text, midnight));
            }
            let granted_at = self.since.max(midnight + Duration::seconds(1));
            let text = words::granted(self.locale, self.plan_name, month);
            all.push(self.movement(Earn, self.quota, "plan", text, granted_at));
            balance = self.quota;
            if month + Months::new(CORRECTED.0) == this_month {
                let at = granted_at + Duration::hours(10);
                let text = words::corrected(self.locale);
                all.push(self.movement(Adjust, CORRECTED.1, "operator", text, at));
                balance += CORRECTED.1;
            }
            for (day, cost) in self.costs_of(month) {
                // A day is over when it is counted; today is counted as far as it goes.
                let over = day.and_time(NaiveTime::MIN).and_utc() + Duration::minutes(24 * 60 - 5);
                let at = over.min(now).max(granted_at);
                let text = words::used(self.locale, day);
                all.push(self.movement(Spend, -cost, "usage", text, at));
                balance -= cost;
            }
            month = month + Months::new(1);
        }
        all
    }

    /// What each day of a month cost, where it cost anything. A level costs once a month what it
    /// reached, on the day it reached it.
    fn costs_of(&self, month: NaiveDate) -> BTreeMap<NaiveDate, i64> {
        let mut costs = BTreeMap::new();
        let mut highest: BTreeMap<&str, i64> = BTreeMap::new();
        let from = self.usage.partition_point(|(day, ..)| *day < month);
        let of_month = self.usage.iter().skip(from);
        for (day, code, quantity) in of_month.take_while(|(day, ..)| first_of_month(*day) == month)
        {
            let Some(product) = PRODUCTS.iter().find(|product| product.code == *code) else {
                continue;
            };
            let counted = if product.is_level {
                let before = highest.insert(code, *quantity).unwrap_or_default();
                (quantity - before).max(0)
            } else {
                *quantity
            };
            *costs.entry(*day).or_default() += counted * product.credits_per_unit;
        }
        costs.retain(|_, cost| *cost > 0);
        costs
    }

    fn movement(
        &self,
        kind: CreditTransactionType,
        amount: i64,
        source: &'static str,
        description: String,
        at: DateTime<Utc>,
    ) -> Movement {
        let words = ["credits", self.name, kind.as_str(), &at.timestamp().to_string()];
        let id = noise::id_of_moment(at, &words);
        Movement { id, kind, amount, source: source.into(), description, at }
    }
}

fn first_of_month(day: NaiveDate) -> NaiveDate {
    day - Days::new(u64::from(day.day0()))
}
