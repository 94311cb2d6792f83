//! Days of usage, and the events they were counted from.
//!
//! A day is the sum of its events, or of a level the count of its latest one: neither depends on
//! the order in which the events come. An event is kept beside the days, so that it counts once.

use super::columns::{Columns, change, day, first_row, moment, rows};
use super::{SqliteStore, changes, usage_quotas};
use crate::store::{
    CountedUsage, DaySpan, StoreError, Usage, UsageCount, UsageFigures, UsageStretch,
};
use async_trait::async_trait;
use billing_contract::{
    ChangeKind, CustomerId, ProductCode, ProductUsage, RefusedUsage, UsageDay, UsageEvent,
    UsageMonth,
};
use chrono::{DateTime, NaiveDate, Utc};
use rusqlite::{Connection, params};
use std::collections::{BTreeMap, BTreeSet};

/// Sums of ten thousand days of the highest count still fit.
const HIGHEST_COUNT: i64 = 900_000_000_000_000;

#[async_trait]
impl Usage for SqliteStore {
    async fn count_usage(&self, batch: CountedUsage) -> Result<UsageCount, StoreError> {
        self.writer.write(move |sql| count(sql, &batch)).await
    }

    async fn usage_overview(
        &self,
        customer: &CustomerId,
        span: DaySpan,
        locale: &str,
    ) -> Result<UsageFigures, StoreError> {
        let (customer, locale) = (customer.clone(), locale.to_owned());
        self.readers.read(move |sql| overview(sql, &customer, span, &locale)).await
    }

    async fn usage_days(&self, stretch: UsageStretch) -> Result<Vec<UsageDay>, StoreError> {
        self.readers.read(move |sql| days(sql, &stretch)).await
    }

    async fn usage_fingerprint(&self, stretch: UsageStretch) -> Result<String, StoreError> {
        self.readers.read(move |sql| fingerprint(sql, &stretch)).await
    }
}

/// What became of one event.
enum Fate {
    Counted { changed_day: bool },
    Repeated,
    Refused(&'static str),
}

fn count(sql: &Connection, batch: &CountedUsage) -> Result<UsageCount, StoreError> {
    let mut counted = UsageCount::default();
    let mut changed: BTreeSet<(CustomerId, NaiveDate, ProductCode)> = BTreeSet::new();
    for (index, event) in &batch.events {
        match count_one(sql, event, batch.received_at)? {
            Fate::Counted { changed_day } => {
                counted.accepted += 1;
                if changed_day {
                    let day = event.occurred_at.date_naive();
                    changed.insert((event.customer_id.clone(), day, event.product.clone()));
                }
            }
            Fate::Repeated => counted.repeated += 1,
            Fate::Refused(code) => counted.refused.push(RefusedUsage {
                index: *index,
                event_id: event.event_id.clone(),
                code: code.to_owned(),
            }),
        }
    }
    usage_quotas::tell_reached(sql, &changed, batch.received_at)?;
    for (customer, on, product) in changed {
        let item = item_of(on, product.as_str());
        let at = batch.received_at;
        changes::record_latest(sql, &customer, ChangeKind::Usage, &item, at)?;
    }
    Ok(counted)
}

/// How the change feed names a day of usage.
pub fn item_of(on: NaiveDate, product: &str) -> String {
    format!("{}/{product}", day(on))
}

fn count_one(
    sql: &Connection,
    event: &UsageEvent,
    received_at: DateTime<Utc>,
) -> Result<Fate, StoreError> {
    if let Some(is_same) = known(sql, event)? {
        return Ok(if is_same { Fate::Repeated } else { Fate::Refused("event_id_reused") });
    }
    let question = "SELECT 1 FROM customers WHERE id = $1";
    if first_row(sql, question, [event.customer_id.as_str()], |_| Ok(()))?.is_none() {
        return Ok(Fate::Refused("unknown_customer"));
    }
    let question = "SELECT is_level FROM products WHERE code = $1";
    let is_level = first_row(sql, question, [event.product.as_str()], |row| row.get("is_level"))?;
    let Some(is_level) = is_level else { return Ok(Fate::Refused("unknown_product")) };
    let before = stored_day(sql, event)?;
    let after = if is_level {
        with_level(before.as_ref(), event)
    } else {
        with_more(before.as_ref(), event)
    };
    let Some(after) = after else { return Ok(Fate::Refused("out_of_range")) };
    let statement = "INSERT INTO usage_events (id, customer_id, product, quantity, occurred_at, \
         received_at) VALUES ($1, $2, $3, $4, $5, $6)";
    let values = params![
        event.event_id,
        event.customer_id.as_str(),
        event.product.as_str(),
        event.quantity,
        moment(event.occurred_at),
        moment(received_at),
    ];
    change(sql, statement, values)?;
    put_day(sql, event, &after, received_at)?;
    let changed_day = before.is_none_or(|before| before.count != after.count);
    Ok(Fate::Counted { changed_day })
}

/// The count of a day, and of a level the event it comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Count {
    count: i64,
    level: Option<(i64, String)>,
}

/// The day with what the event adds; none if that is more than can be counted.
fn with_more(before: Option<&Count>, event: &UsageEvent) -> Option<Count> {
    let counted = before.map_or(0, |before| before.count);
    let count = counted.checked_add(event.quantity).filter(|count| *count <= HIGHEST_COUNT)?;
    Some(Count { count, level: None })
}

/// The day with the level of its latest event; none if that is more than can be counted.
fn with_level(before: Option<&Count>, event: &UsageEvent) -> Option<Count> {
    if event.quantity > HIGHEST_COUNT {
        return None;
    }
    let level = (moment(event.occurred_at), event.event_id.clone());
    let later = before.filter(|before| before.level.as_ref().is_some_and(|other| *other > level));
    Some(later.cloned().unwrap_or(Count { count: event.quantity, level: Some(level) }))
}

fn stored_day(sql: &Connection, event: &UsageEvent) -> Result<Option<Count>, StoreError> {
    let question = "SELECT quantity, level_at, level_event FROM usage_days \
         WHERE customer_id = $1 AND day = $2 AND product = $3";
    let on = day(event.occurred_at.date_naive());
    let values = [event.customer_id.as_str(), &on, event.product.as_str()];
    first_row(sql, question, values, |row| {
        let at: Option<i64> = row.get("level_at")?;
        let level = at.zip(row.get("level_event")?);
        Ok(Count { count: row.get("quantity")?, level })
    })
}

fn put_day(
    sql: &Connection,
    event: &UsageEvent,
    after: &Count,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let statement = "INSERT INTO usage_days (customer_id, product, day, quantity, updated_at, \
         level_at, level_event) VALUES ($1, $2, $3, $4, $5, $6, $7) \
         ON CONFLICT (customer_id, day, product) DO UPDATE SET updated_at = CASE \
         WHEN quantity = excluded.quantity THEN updated_at ELSE excluded.updated_at END, \
         quantity = excluded.quantity, level_at = excluded.level_at, \
         level_event = excluded.level_event";
    let values = params![
        event.customer_id.as_str(),
        event.product.as_str(),
        day(event.occurred_at.date_naive()),
        after.count,
        moment(now),
        after.level.as_ref().map(|(at, _)| *at),
        after.level.as_ref().map(|(_, id)| id.as_str()),
    ];
    change(sql, statement, values).map(drop)
}

/// Whether an event of this name was counted, and whether it said the same.
fn known(sql: &Connection, event: &UsageEvent) -> Result<Option<bool>, StoreError> {
    let question = "SELECT customer_id = $2 AND product = $3 AND quantity = $4 \
         AND occurred_at = $5 AS is_same FROM usage_events WHERE id = $1";
    let values = params![
        event.event_id,
        event.customer_id.as_str(),
        event.product.as_str(),
        event.quantity,
        moment(event.occurred_at),
    ];
    first_row(sql, question, values, |row| row.get("is_same"))
}

/// Forgets events that are so old that they would not be taken any more.
pub fn forget(sql: &Connection, now: DateTime<Utc>) -> Result<usize, StoreError> {
    let statement = "DELETE FROM usage_events WHERE occurred_at < $1";
    change(sql, statement, [moment(crate::usage::known_since(now))])
}

fn overview(
    sql: &Connection,
    customer: &CustomerId,
    span: DaySpan,
    locale: &str,
) -> Result<UsageFigures, StoreError> {
    let question = "SELECT d.product, substr(d.day, 1, 7) AS period, CASE WHEN p.is_level \
         THEN max(d.quantity) ELSE sum(d.quantity) END AS used FROM usage_days d \
         JOIN products p ON p.code = d.product \
         WHERE d.customer_id = $1 AND d.day BETWEEN $2 AND $3 GROUP BY d.product, period";
    let values = params![customer.as_str(), day(span.from), day(span.to)];
    let by_month = rows(sql, question, values, |row| {
        let product: ProductCode = row.id("product")?;
        Ok((row.get::<String>("period")?, product, row.get::<i64>("used")?))
    })?;
    let mut products = products(sql, customer, locale)?;
    let mut months: BTreeMap<String, BTreeMap<ProductCode, i64>> = BTreeMap::new();
    for (period, code, used) in by_month {
        if let Some(product) = products.iter_mut().find(|product| product.product == code) {
            product.used =
                if product.is_level { product.used.max(used) } else { product.used + used };
        }
        months.entry(period).or_default().insert(code, used);
    }
    let month = |(period, products)| UsageMonth { period, products };
    Ok(UsageFigures { products, months: months.into_iter().map(month).collect() })
}

/// Every product with nothing used yet, named, with what the customer's plan allows of it.
fn products(
    sql: &Connection,
    customer: &CustomerId,
    locale: &str,
) -> Result<Vec<ProductUsage>, StoreError> {
    let question = "SELECT p.code, p.unit, p.is_level, coalesce( \
         (SELECT name FROM product_texts WHERE product = p.code AND locale = $2), \
         (SELECT name FROM product_texts WHERE product = p.code AND locale = 'en'), p.code) \
         AS name, (SELECT f.quota FROM plan_features f WHERE f.plan_id = (SELECT plan_id \
         FROM subscriptions WHERE customer_id = $1 ORDER BY id DESC LIMIT 1) \
         AND f.feature IN (p.code, p.code || '_quota') AND f.quota IS NOT NULL LIMIT 1) AS quota \
         FROM products p ORDER BY p.code";
    rows(sql, question, [customer.as_str(), locale], |row| {
        Ok(ProductUsage {
            product: row.id("code")?,
            name: row.get("name")?,
            used: 0,
            quota: row.get("quota")?,
            unit: row.get("unit")?,
            is_level: row.get("is_level")?,
        })
    })
}

const FITTING: &str = "FROM usage_days WHERE customer_id = $1 AND day BETWEEN $2 AND $3 \
     AND ($4 IS NULL OR product = $4)";

fn days(sql: &Connection, stretch: &UsageStretch) -> Result<Vec<UsageDay>, StoreError> {
    let (from, product) = match &stretch.after {
        Some((on, product)) => (stretch.span.from.max(*on), Some((*on, product.as_str()))),
        None => (stretch.span.from, None),
    };
    let (after_day, after_product) =
        product.map_or((String::new(), ""), |(on, product)| (day(on), product));
    let question =
        format!("SELECT * {FITTING} AND (day, product) > ($5, $6) ORDER BY day, product LIMIT $7");
    let values = params![
        stretch.customer.as_str(),
        day(from),
        day(stretch.span.to),
        stretch.product.as_ref().map(|product| product.as_str()),
        after_day,
        after_product,
        stretch.limit,
    ];
    rows(sql, &question, values, |row| read_day(&row))
}

/// One day as the contract tells it.
pub fn read_day(row: &Columns<'_>) -> Result<UsageDay, StoreError> {
    Ok(UsageDay {
        date: row.day("day")?,
        product: row.id("product")?,
        count: row.get("quantity")?,
        updated_at: row.moment("updated_at")?,
    })
}

fn fingerprint(sql: &Connection, stretch: &UsageStretch) -> Result<String, StoreError> {
    let question = format!(
        "SELECT count(*) AS days, coalesce(sum(quantity), 0) AS counted, \
         coalesce(max(updated_at), 0) AS updated_at {FITTING}"
    );
    let values = params![
        stretch.customer.as_str(),
        day(stretch.span.from),
        day(stretch.span.to),
        stretch.product.as_ref().map(|product| product.as_str()),
    ];
    let found = first_row(sql, &question, values, |row| {
        let (days, counted): (i64, i64) = (row.get("days")?, row.get("counted")?);
        Ok(format!("{days}.{counted}.{}", row.get::<i64>("updated_at")?))
    })?;
    Ok(found.unwrap_or_default())
}
