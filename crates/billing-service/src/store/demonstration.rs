//! What the demonstration puts into a new store.

use super::{Movement, TakesOff, User};
use billing_contract::{
    Account, AttemptId, Currency, CustomerId, FeatureValue, Money, OrderId, UserId,
};
use chrono::{DateTime, NaiveDate, Utc};
use std::collections::BTreeMap;

/// Made-up customers, plans, usage and invoices; everything agrees with everything else.
#[derive(Clone, Default)]
pub struct Demonstration {
    /// The plans on offer.
    pub plans: Vec<DemonstrationPlan>,
    /// What usage is counted of.
    pub products: Vec<DemonstrationProduct>,
    /// The customers.
    pub customers: Vec<DemonstrationCustomer>,
    /// Everybody who can sign in, with the hash of their password.
    pub users: Vec<(User, String)>,
    /// Past orders, oldest first.
    pub orders: Vec<DemonstrationOrder>,
    /// Which agent looks after which customer.
    pub assignments: Vec<(UserId, CustomerId)>,
    /// What is for sale beside the plans.
    pub shop: Option<DemonstrationShop>,
    /// The tax in prices, by currency, in hundredths of a percent.
    pub tax_rates: BTreeMap<String, u32>,
    /// The moment it was all made.
    pub now: DateTime<Utc>,
}

/// A past order of a report, paid or to be paid in the sandbox.
#[derive(Clone)]
pub struct DemonstrationOrder {
    /// Names it.
    pub id: OrderId,
    /// Names its one code.
    pub attempt: AttemptId,
    /// Whose it is.
    pub customer: CustomerId,
    /// Who ordered.
    pub user: UserId,
    /// The report's code.
    pub report: &'static str,
    /// The report's name in the customer's language.
    pub name: &'static str,
    /// That language.
    pub locale: &'static str,
    /// What it cost.
    pub price: Money,
    /// When it was ordered.
    pub at: DateTime<Utc>,
    /// What became of it.
    pub course: OrderCourse,
}

/// What became of an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OrderCourse {
    /// Paid and delivered.
    Fulfilled,
    /// Nobody paid.
    Expired,
    /// Called off.
    Cancelled,
    /// More came than was due.
    Overpaid {
        /// How much more.
        beyond_minor: i64,
    },
    /// Paid an hour after it had run out.
    PaidLate,
    /// Paid, and paid back in full.
    Refunded,
}

/// Something usage is counted of.
#[derive(Clone, Copy)]
pub struct DemonstrationProduct {
    /// Names it.
    pub code: &'static str,
    /// Locale and name.
    pub names: [(&'static str, &'static str); 3],
    /// What is counted.
    pub unit: &'static str,
    /// What one costs in credits.
    pub credits_per_unit: i64,
    /// Whether the count is a level that holds, rather than an amount that adds up.
    pub is_level: bool,
}

/// A plan of the demonstration.
#[derive(Clone)]
pub struct DemonstrationPlan {
    /// Names the plan.
    pub id: String,
    /// Names it in price lists.
    pub code: &'static str,
    /// Its place among the others.
    pub position: i64,
    /// Credits granted each month.
    pub credits_monthly: i64,
    /// Whether most customers choose it.
    pub is_popular: bool,
    /// For how many days it can be tried out.
    pub trial_days: i64,
    /// Locale, name, description.
    pub texts: Vec<(&'static str, &'static str, &'static str)>,
    /// Currency, what it pays for, smallest units.
    pub prices: Vec<(Currency, &'static str, i64)>,
    /// Features and quotas.
    pub features: Vec<(&'static str, FeatureValue)>,
}

/// A customer of the demonstration.
#[derive(Clone)]
pub struct DemonstrationCustomer {
    /// Master data.
    pub account: Account,
    /// What they pay in.
    pub currency: Currency,
    /// Their subscription.
    pub subscription: DemonstrationSubscription,
    /// Day, product, quantity; in order of days.
    pub usage: Vec<(NaiveDate, &'static str, i64)>,
    /// How their credits moved, oldest first.
    pub credits: Vec<Movement>,
    /// Their invoices, oldest first.
    pub invoices: Vec<DemonstrationInvoice>,
}

/// A subscription of the demonstration with its credits.
#[derive(Clone)]
pub struct DemonstrationSubscription {
    /// Names it.
    pub id: String,
    /// The plan.
    pub plan_id: String,
    /// How it is paid for.
    pub subscription_type: &'static str,
    /// Its first day.
    pub start_date: NaiveDate,
    /// The day it ends.
    pub end_date: Option<NaiveDate>,
    /// Whether it renews by itself.
    pub auto_renew: bool,
    /// Granted this month.
    pub monthly_quota: i64,
    /// Spent this month.
    pub used_credits: i64,
    /// The day of the next grant.
    pub quota_reset_date: NaiveDate,
}

/// An invoice of the demonstration.
#[derive(Clone)]
pub struct DemonstrationInvoice {
    /// Names it.
    pub id: String,
    /// The month it is for.
    pub period: String,
    /// Where it stands.
    pub status: &'static str,
    /// When it was issued.
    pub created_at: DateTime<Utc>,
    /// When it must be paid.
    pub due_date: NaiveDate,
    /// When it was paid.
    pub paid_at: Option<DateTime<Utc>>,
    /// What it is for.
    pub lines: Vec<DemonstrationLine>,
}

/// A line of an invoice; amounts are in smallest units and include tax.
#[derive(Clone)]
pub struct DemonstrationLine {
    /// What it is for.
    pub description: String,
    /// How many.
    pub quantity: i64,
    /// What one costs.
    pub unit_minor: i64,
    /// What they cost together.
    pub amount_minor: i64,
    /// The tax in it.
    pub tax_minor: i64,
    /// The rate of that tax, in hundredths of a percent.
    pub tax_basis_points: i64,
}

/// What the demonstration has for sale beside the plans.
#[derive(Clone)]
pub struct DemonstrationShop {
    /// Packages of days, in yuan.
    pub packages: Vec<DemonstrationPackage>,
    /// Locale and HTML of the explanation.
    pub explanation: Vec<(&'static str, &'static str)>,
    /// Locale and HTML of the payment terms.
    pub agreement: Vec<(&'static str, &'static str)>,
    /// What is bought once.
    pub reports: Vec<DemonstrationReport>,
    /// Packs of credits.
    pub credit_packs: Vec<DemonstrationPack>,
    /// Coupons and promotions.
    pub discounts: Vec<DemonstrationDiscount>,
    /// When the operator saved it.
    pub saved_at: DateTime<Utc>,
    /// The operator.
    pub saved_by: &'static str,
}

/// A package of the demonstration.
#[derive(Clone)]
pub struct DemonstrationPackage {
    /// Names it.
    pub id: String,
    /// How many days; zero is without end.
    pub days: u32,
    /// Its price before any reduction, in fen.
    pub original_minor: i64,
    /// Its price now.
    pub current_minor: i64,
    /// Locale, name, description.
    pub texts: Vec<(&'static str, &'static str, &'static str)>,
}

/// A report of the demonstration.
#[derive(Clone)]
pub struct DemonstrationReport {
    /// Names it.
    pub code: &'static str,
    /// Locale and name.
    pub names: Vec<(&'static str, &'static str)>,
    /// What it costs.
    pub prices: Vec<(Currency, i64)>,
}

/// A pack of credits of the demonstration.
#[derive(Clone)]
pub struct DemonstrationPack {
    /// Names it.
    pub id: &'static str,
    /// How many credits it brings.
    pub credits: i64,
    /// For how many days they can be spent.
    pub valid_days: Option<u32>,
    /// Locale and name.
    pub names: [(&'static str, &'static str); 3],
    /// What it costs.
    pub prices: [(Currency, i64); 3],
}

/// A coupon of the demonstration; without a code it is a promotion.
#[derive(Clone)]
pub struct DemonstrationDiscount {
    /// Names it.
    pub id: String,
    /// What the customer types.
    pub code: Option<&'static str>,
    /// How much.
    pub takes_off: TakesOff,
    /// The only currency it is for.
    pub currency: Option<Currency>,
    /// The least price it counts for.
    pub least_minor: Option<i64>,
    /// Its first moment.
    pub starts_at: Option<DateTime<Utc>>,
    /// The first moment after it.
    pub ends_at: Option<DateTime<Utc>>,
    /// How often it may be used in all.
    pub limit_in_all: Option<i64>,
    /// How often by one customer.
    pub limit_per_customer: Option<i64>,
    /// The kinds of things it is for; none is everything.
    pub for_kinds: Vec<&'static str>,
    /// Who has used it.
    pub used_by: Vec<CustomerId>,
    /// Locale and name.
    pub names: Vec<(&'static str, &'static str)>,
}
