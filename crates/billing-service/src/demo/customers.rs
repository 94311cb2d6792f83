//! Three companies with their subscriptions, usage and invoices.

use super::credits::Ledger;
use super::{catalogue, customer_id, noise};
use crate::store::{
    DemonstrationCustomer, DemonstrationInvoice, DemonstrationLine, DemonstrationSubscription,
};
use billing_contract::{Account, Currency};
use chrono::{DateTime, Datelike as _, Days, Months, NaiveDate, NaiveTime, Utc, Weekday};
use std::collections::BTreeMap;

const MONTHS: u32 = 36;
const DAYS_TO_PAY: u64 = 20;

/// What sets one company apart.
struct Company {
    name: &'static str,
    company_name: &'static str,
    contact: (&'static str, &'static str, &'static str),
    tax_id: &'static str,
    billing_address: &'static str,
    locale: &'static str,
    currency: Currency,
    plan: &'static str,
    /// Credits granted a month by the plan.
    quota: i64,
    subscription_type: &'static str,
    days_left: u64,
    /// Used in the current month: AI chat, e-mail, voice; and the seats.
    this_month: [i64; 3],
    seats: i64,
    /// What a voice minute costs and what tax is in it, in percent.
    minute_minor: i64,
    tax_percent: i64,
    minute_text: &'static str,
    plan_text: &'static str,
    plan_minor: i64,
}

const COMPANIES: [Company; 3] = [
    Company {
        name: "northwind",
        company_name: "Northwind Labs",
        contact: ("Elin Sørensen", "billing@northwind.test", "+45 32 00 00 01"),
        tax_id: "91310000MA1NWLAB01",
        billing_address: "Northwind Labs\nHarbour Street 12\nShanghai",
        locale: "en",
        currency: Currency::CNY,
        plan: "pro",
        quota: 50_000,
        subscription_type: "yearly",
        days_left: 55,
        this_month: [28_440, 8_120, 1_100],
        seats: 12,
        minute_minor: 12,
        tax_percent: 6,
        minute_text: "Voice minutes",
        plan_text: "Pro, one year",
        plan_minor: 999_000,
    },
    Company {
        name: "yunfan",
        company_name: "云帆科技",
        contact: ("林雨晴", "caiwu@yunfan.test", "+86 21 6000 0002"),
        tax_id: "91310115MA1YUNFAN2",
        billing_address: "上海市浦东新区云帆路 8 号\n云帆科技有限公司",
        locale: "zh-CN",
        currency: Currency::USD,
        plan: "business",
        quota: 200_000,
        subscription_type: "yearly",
        days_left: 212,
        this_month: [88_310, 21_940, 4_205],
        seats: 38,
        minute_minor: 2,
        tax_percent: 0,
        minute_text: "语音分钟",
        plan_text: "企业版,一年",
        plan_minor: 449_000,
    },
    Company {
        name: "sakura",
        company_name: "さくら商事株式会社",
        contact: ("佐藤 美咲", "keiri@sakura.test", "+81 3 0000 0003"),
        tax_id: "T1234567890123",
        billing_address: "東京都千代田区桜町 3-1\nさくら商事株式会社",
        locale: "ja",
        currency: Currency::JPY,
        plan: "starter",
        quota: 20_000,
        subscription_type: "monthly",
        days_left: 17,
        this_month: [7_460, 2_310, 240],
        seats: 4,
        minute_minor: 3,
        tax_percent: 10,
        minute_text: "音声通話(分)",
        plan_text: "スターター(1か月)",
        plan_minor: 5_980,
    },
];

/// The three companies as of `now`.
pub fn all(now: DateTime<Utc>) -> Vec<DemonstrationCustomer> {
    COMPANIES.iter().map(|company| company.as_of(now)).collect()
}

/// The tax in prices, by currency, in hundredths of a percent.
pub fn tax_rates() -> BTreeMap<String, u32> {
    let rates = COMPANIES.iter().filter(|company| company.tax_percent > 0);
    rates
        .map(|company| {
            (company.currency.code().to_owned(), company.tax_percent.unsigned_abs() * 100)
        })
        .map(|(currency, rate)| (currency, u32::try_from(rate).unwrap_or_default()))
        .collect()
}

/// The month of a day as `YYYY-MM`.
pub fn month_of(day: NaiveDate) -> String {
    day.format("%Y-%m").to_string()
}

impl Company {
    fn as_of(&self, now: DateTime<Utc>) -> DemonstrationCustomer {
        let today = now.date_naive();
        let first = first_of_month(today) - Months::new(MONTHS);
        let usage = self.usage(first, today);
        let (contact_name, contact_email, phone) = self.contact;
        let account = Account {
            id: customer_id(self.name),
            company_name: self.company_name.to_owned(),
            contact_name: contact_name.to_owned(),
            contact_email: contact_email.to_owned(),
            phone: Some(phone.to_owned()),
            tax_id: Some(self.tax_id.to_owned()),
            billing_address: Some(self.billing_address.to_owned()),
            locale: self.locale.to_owned(),
            time_zone: None,
            created_at: at_nine(first),
            version: 1,
        };
        let ledger = Ledger {
            name: self.name,
            locale: self.locale,
            plan_name: catalogue::plan_name(self.plan, self.locale),
            quota: self.quota,
            since: account.created_at,
            usage: &usage,
        };
        DemonstrationCustomer {
            credits: ledger.movements(now),
            account,
            currency: self.currency,
            subscription: self.subscription(today),
            invoices: self.invoices(first, today, &usage),
            usage,
        }
    }

    fn subscription(&self, today: NaiveDate) -> DemonstrationSubscription {
        let end_date = today + Days::new(self.days_left);
        let start_date = match self.subscription_type {
            "yearly" => end_date - Days::new(365),
            _ => end_date - Days::new(30),
        };
        let [ai_chat, email, voice] = self.this_month;
        DemonstrationSubscription {
            id: noise::id(&["subscription", self.name]),
            plan_id: catalogue::plan_id(self.plan),
            subscription_type: self.subscription_type,
            start_date,
            end_date: Some(end_date),
            auto_renew: true,
            monthly_quota: self.quota,
            // By the credits each product costs.
            used_credits: ai_chat + email + 4 * voice + 25 * self.seats,
            quota_reset_date: first_of_month(today) + Months::new(1),
        }
    }

    /// Every day from `first` to `today`; the current month adds up to `this_month`.
    fn usage(&self, first: NaiveDate, today: NaiveDate) -> Vec<(NaiveDate, &'static str, i64)> {
        let this_month = first_of_month(today);
        let totals = ["ai_chat", "email", "voice"].into_iter().zip(self.this_month);
        let mut all = Vec::new();
        for (product, total) in totals {
            let past: Vec<NaiveDate> =
                first.iter_days().take_while(|day| *day < this_month).collect();
            let span = i64::try_from(past.len()).unwrap_or(1).max(1);
            for (age, day) in (0_i64..).zip(past) {
                // From a third of today's use to nearly all of it.
                let grown = total * (35 + 55 * age / span) / 100;
                all.push((day, product, grown * self.weight(product, day) / 30_000));
            }
            let days: Vec<NaiveDate> =
                this_month.iter_days().take_while(|day| *day <= today).collect();
            let weights: Vec<i64> = days.iter().map(|day| self.weight(product, *day)).collect();
            let shares = share_out(total, &weights);
            all.extend(days.into_iter().zip(shares).map(|(day, share)| (day, product, share)));
        }
        for (age, day) in (0_i64..).zip(first.iter_days().take_while(|day| *day <= today)) {
            let span = (today - first).num_days().max(1);
            let seats = (self.seats / 3 + (self.seats - self.seats / 3) * age / span).max(1);
            all.push((day, "agent_seats", if day == today { self.seats } else { seats }));
        }
        all.sort_by_key(|(day, product, _)| (*day, *product));
        all
    }

    /// How busy a day is, about 1,000 on a usual one.
    fn weight(&self, product: &str, day: NaiveDate) -> i64 {
        let chance = noise::between(800, 1_300, &[self.name, product, &day.to_string()]);
        let weekend = matches!(day.weekday(), Weekday::Sat | Weekday::Sun);
        if weekend { chance * 35 / 100 } else { chance }
    }

    /// One invoice for each full month, issued on the first day of the next.
    fn invoices(
        &self,
        first: NaiveDate,
        today: NaiveDate,
        usage: &[(NaiveDate, &'static str, i64)],
    ) -> Vec<DemonstrationInvoice> {
        let renewal = (today + Days::new(self.days_left)).month();
        (0..MONTHS)
            .map(|index| {
                let month = first + Months::new(index);
                let period = month_of(month);
                let minutes = usage
                    .iter()
                    .filter(|(day, product, _)| {
                        *product == "voice" && first_of_month(*day) == month
                    })
                    .map(|(_, _, quantity)| quantity)
                    .sum();
                let mut lines = vec![self.line(self.minute_text, minutes, self.minute_minor)];
                if self.subscription_type == "monthly" || month.month() == renewal {
                    lines.push(self.line(self.plan_text, 1, self.plan_minor));
                }
                let issued = month + Months::new(1);
                let is_last = index + 1 == MONTHS;
                DemonstrationInvoice {
                    id: noise::id_of_moment(at_nine(issued), &["invoice", self.name]),
                    period,
                    status: if is_last { "open" } else { "paid" },
                    created_at: at_nine(issued),
                    due_date: issued + Days::new(DAYS_TO_PAY),
                    paid_at: (!is_last).then(|| at_nine(issued + Days::new(5))),
                    lines,
                }
            })
            .collect()
    }

    fn line(&self, text: &str, quantity: i64, unit_minor: i64) -> DemonstrationLine {
        let amount_minor = quantity * unit_minor;
        let hundred_and_tax = 100 + self.tax_percent;
        DemonstrationLine {
            description: text.to_owned(),
            quantity,
            unit_minor,
            amount_minor,
            // The tax that is in the amount, rounded half up.
            tax_minor: (2 * amount_minor * self.tax_percent + hundred_and_tax)
                / (2 * hundred_and_tax),
            tax_basis_points: self.tax_percent * 100,
        }
    }
}

/// Shares out `total` by weight; the largest remainders get what is left over.
fn share_out(total: i64, weights: &[i64]) -> Vec<i64> {
    let sum: i64 = weights.iter().sum::<i64>().max(1);
    let mut shares: Vec<i64> = weights.iter().map(|weight| total * weight / sum).collect();
    let mut by_remainder: Vec<usize> = (0..weights.len()).collect();
    by_remainder.sort_by_key(|place| std::cmp::Reverse(total * weights[*place] % sum));
    let left = usize::try_from(total - shares.iter().sum::<i64>()).unwrap_or_default();
    for place in by_remainder.into_iter().take(left) {
        shares[place] += 1;
    }
    shares
}

fn first_of_month(day: NaiveDate) -> NaiveDate {
    day - Days::new(u64::from(day.day0()))
}

fn at_nine(day: NaiveDate) -> DateTime<Utc> {
    day.and_time(NaiveTime::from_hms_opt(9, 0, 0).unwrap_or_default()).and_utc()
}
