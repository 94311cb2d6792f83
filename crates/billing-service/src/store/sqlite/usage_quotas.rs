//! Telling customers how much of a quota they have used: half, four fifths, all of it, each once a
//! month.

use super::accounts;
use super::columns::first_row;
use super::occurrences::{self, Happened};
use crate::store::{Occurrence, Particulars, StoreError};
use billing_contract::{CustomerId, NoticeKind, ProductCode};
use chrono::{DateTime, Datelike as _, NaiveDate, Utc};
use rusqlite::Connection;
use std::collections::BTreeSet;

/// The parts of a quota that are told, in percent; the greatest first.
const TOLD_AT: [u32; 3] = [100, 80, 50];

/// Tells of the quotas of this month of which these days have used a part worth telling.
pub fn tell_reached(
    sql: &Connection,
    changed: &BTreeSet<(CustomerId, NaiveDate, ProductCode)>,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let today = now.date_naive();
    let is_now = |on: &NaiveDate| (on.year(), on.month()) == (today.year(), today.month());
    let used: BTreeSet<(&CustomerId, &ProductCode)> = changed
        .iter()
        .filter(|(_, on, _)| is_now(on))
        .map(|(customer, _, product)| (customer, product))
        .collect();
    let month = today.format("%Y-%m").to_string();
    used.into_iter().try_for_each(|(customer, product)| tell(sql, customer, product, &month, now))
}

fn tell(
    sql: &Connection,
    customer: &CustomerId,
    product: &ProductCode,
    month: &str,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let Some((used, quota)) = used_of(sql, customer, product, month)? else { return Ok(()) };
    let reached = |percent: u32| {
        i128::from(used) * 100 >= i128::from(quota) * i128::from(percent) && quota > 0
    };
    // A level that falls and rises again has been told, and what is less than was told is no news.
    let key = |percent: u32| format!("quota/{customer}/{product}/{month}/{percent}");
    for percent in TOLD_AT {
        if occurrences::is_told(sql, customer, &key(percent))? {
            return Ok(());
        }
        if reached(percent) {
            let facts = Particulars {
                subject: Some(name(sql, customer, product)?),
                product: Some(product.clone()),
                percent: Some(percent),
                ..Particulars::default()
            };
            let what = Occurrence::Notice(NoticeKind::QuotaReached);
            let happened = Happened { customer, key: key(percent), what, facts };
            return occurrences::tell(sql, &happened, now);
        }
    }
    Ok(())
}

/// How much was used of a product in a month, and how much of it the customer's plan allows.
pub fn used_of(
    sql: &Connection,
    customer: &CustomerId,
    product: &ProductCode,
    month: &str,
) -> Result<Option<(i64, i64)>, StoreError> {
    let question = "SELECT f.quota FROM plan_features f WHERE f.plan_id = (SELECT plan_id \
         FROM subscriptions WHERE customer_id = $1 ORDER BY id DESC LIMIT 1) \
         AND f.feature IN ($2, $2 || '_quota') AND f.quota IS NOT NULL LIMIT 1";
    let of = [customer.as_str(), product.as_str()];
    let quota: Option<i64> = first_row(sql, question, of, |row| row.get("quota"))?;
    let Some(quota) = quota else { return Ok(None) };
    let question = "SELECT CASE WHEN (SELECT is_level FROM products WHERE code = $2) \
         THEN max(quantity) ELSE sum(quantity) END AS used FROM usage_days \
         WHERE customer_id = $1 AND product = $2 AND day BETWEEN $3 AND $4";
    let (first, last) = (format!("{month}-01"), format!("{month}-31"));
    let values = [customer.as_str(), product.as_str(), &first, &last];
    let used: Option<i64> =
        first_row(sql, question, values, |row| row.get::<Option<i64>>("used"))?.flatten();
    Ok(used.map(|used| (used, quota)))
}

fn name(
    sql: &Connection,
    customer: &CustomerId,
    product: &ProductCode,
) -> Result<String, StoreError> {
    let question = "SELECT name FROM product_texts WHERE product = $1 AND locale IN ($2, 'en') \
         ORDER BY CASE WHEN locale = $2 THEN 0 ELSE 1 END LIMIT 1";
    let locale = accounts::locale(sql, customer)?;
    let found = first_row(sql, question, [product.as_str(), &locale], |row| row.get("name"))?;
    Ok(found.unwrap_or_else(|| product.to_string()))
}
