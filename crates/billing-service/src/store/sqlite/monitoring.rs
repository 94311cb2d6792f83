//! How the business goes, counted from the rows themselves each time: there is no second book that
//! could disagree.

use super::columns::{first_row, malformed, moment, rows};
use crate::store::{MonitoringWish, StoreError};
use billing_contract::{
    ActivityPoint, AttemptState, ConversionPoint, Currency, FailureReason, MethodSuccess, Money,
    Monitoring, MonitoringStep, PayType, RevenueMonth, SuccessPoint,
};
use chrono::{Datelike as _, Days, Months, NaiveDate, NaiveTime};
use rusqlite::{Connection, params};
use std::collections::BTreeMap;

/// Reasons that are told one by one.
const MOST_REASONS: u32 = 50;
/// Everybody's doings that show that somebody was there: who, and when.
const PRESENCE: &str = "SELECT user_id, at FROM behaviour_events WHERE at >= $1 AND at < $2 \
     UNION ALL SELECT user_id, created_at FROM orders WHERE created_at >= $1 AND created_at < $2 \
     UNION ALL SELECT user_id, created_at FROM sessions WHERE created_at >= $1 AND created_at < $2 \
     UNION ALL SELECT user_id, last_used_at FROM sessions \
         WHERE last_used_at >= $1 AND last_used_at < $2";

/// What every question is asked with.
struct Span {
    begins: i64,
    ends: i64,
    tests: bool,
    /// The first day of a moment's point, in SQL.
    point: String,
    points: Vec<NaiveDate>,
}

impl Span {
    fn of(wish: &MonitoringWish) -> Self {
        let midnight = |day: NaiveDate| moment(day.and_time(NaiveTime::MIN).and_utc());
        let form = match wish.step {
            MonitoringStep::Day => "%Y-%m-%d",
            MonitoringStep::Month => "%Y-%m-01",
        };
        Self {
            begins: midnight(wish.from),
            ends: midnight(wish.to + Days::new(1)),
            tests: wish.includes_tests,
            point: format!("strftime('{form}', $AT / 1000000, 'unixepoch')"),
            points: points(wish),
        }
    }

    fn point_of(&self, column: &str) -> String {
        self.point.replace("$AT", column)
    }

    /// One value for each point, in order; a point of which nothing is known is empty.
    fn without_gaps<T: Default>(
        &self,
        mut known: BTreeMap<NaiveDate, T>,
        begins: impl Fn(&mut T, NaiveDate),
    ) -> Vec<T> {
        let point = |day: &NaiveDate| {
            let mut value = known.remove(day).unwrap_or_default();
            begins(&mut value, *day);
            value
        };
        self.points.iter().map(point).collect()
    }
}

/// The first days of the points.
fn points(wish: &MonitoringWish) -> Vec<NaiveDate> {
    let (mut day, step) = match wish.step {
        MonitoringStep::Day => (wish.from, None),
        MonitoringStep::Month => (wish.from.with_day(1).unwrap_or(wish.from), Some(Months::new(1))),
    };
    let mut all = Vec::new();
    while day <= wish.to {
        all.push(day);
        day = match step {
            None => day + Days::new(1),
            Some(month) => day + month,
        };
    }
    all
}

/// The figures, in one view of the database.
pub fn figures(sql: &Connection, wish: &MonitoringWish) -> Result<Monitoring, StoreError> {
    let span = Span::of(wish);
    let (success, methods) = payments(sql, &span)?;
    let (activity, active_users) = activity(sql, &span)?;
    Ok(Monitoring {
        from: wish.from,
        to: wish.to,
        step: wish.step,
        includes_tests: wish.includes_tests,
        success,
        methods,
        failures: failures(sql, &span)?,
        conversion: conversion(sql, &span)?,
        activity,
        active_users,
        revenue: revenue(sql, &span)?,
    })
}

fn payments(
    sql: &Connection,
    span: &Span,
) -> Result<(Vec<SuccessPoint>, Vec<MethodSuccess>), StoreError> {
    let question = format!(
        "SELECT {} AS point, a.method, a.state, count(*) AS count FROM payment_attempts a \
         JOIN orders o ON o.id = a.order_id WHERE a.created_at >= $1 AND a.created_at < $2 \
         AND (o.is_test = 0 OR $3) GROUP BY 1, 2, 3",
        span.point_of("a.created_at")
    );
    let counted = rows(sql, &question, params![span.begins, span.ends, span.tests], |row| {
        let state = AttemptState::from_name(&row.get::<String>("state")?);
        Ok((row.day("point")?, row.method("method")?, state, row.get::<i64>("count")?))
    })?;
    let mut points: BTreeMap<NaiveDate, SuccessPoint> = BTreeMap::new();
    let mut methods: BTreeMap<PayType, MethodSuccess> = BTreeMap::new();
    for (day, pay_type, state, count) in counted {
        let point = points.entry(day).or_default();
        let method = methods.entry(pay_type).or_insert(MethodSuccess {
            pay_type,
            paid: 0,
            failed: 0,
            closed: 0,
            open: 0,
        });
        let (of_point, of_method) = match state {
            AttemptState::Succeeded => (&mut point.paid, &mut method.paid),
            AttemptState::Failed | AttemptState::Expired | AttemptState::Conflicted => {
                (&mut point.failed, &mut method.failed)
            }
            AttemptState::Closed => (&mut point.closed, &mut method.closed),
            AttemptState::Presented | AttemptState::Processing | AttemptState::Unknown => {
                (&mut point.open, &mut method.open)
            }
        };
        *of_point += count;
        *of_method += count;
    }
    let success = span.without_gaps(points, |point, day| point.begins = day);
    Ok((success, methods.into_values().collect()))
}

fn failures(sql: &Connection, span: &Span) -> Result<Vec<FailureReason>, StoreError> {
    let question = "SELECT state, method, word, count(*) AS count FROM ( \
             SELECT a.state, a.method, CASE WHEN a.state = 'failed' THEN ( \
                 SELECT t.note FROM order_timeline t WHERE t.order_id = a.order_id \
                 AND t.kind = 'declined' AND t.method = a.method ORDER BY t.seq DESC LIMIT 1) \
             END AS word FROM payment_attempts a JOIN orders o ON o.id = a.order_id \
             WHERE a.created_at >= $1 AND a.created_at < $2 AND (o.is_test = 0 OR $3) \
             AND a.state IN ('failed', 'expired', 'conflicted')) \
         GROUP BY 1, 2, 3 ORDER BY 4 DESC, 1, 2, 3 LIMIT $4";
    let values = params![span.begins, span.ends, span.tests, MOST_REASONS];
    rows(sql, question, values, |row| {
        Ok(FailureReason {
            state: AttemptState::from_name(&row.get::<String>("state")?),
            word: row.get("word")?,
            pay_type: row.method("method")?,
            count: row.get("count")?,
        })
    })
}

fn conversion(sql: &Connection, span: &Span) -> Result<Vec<ConversionPoint>, StoreError> {
    let values = params![span.begins, span.ends, span.tests];
    let question = format!(
        "SELECT {} AS point, count(DISTINCT user_id) AS viewers FROM behaviour_events \
         WHERE at >= $1 AND at < $2 AND action = 'package_view' AND (is_test = 0 OR $3) \
         GROUP BY 1",
        span.point_of("at")
    );
    let mut points: BTreeMap<NaiveDate, ConversionPoint> = BTreeMap::new();
    let viewers = rows(sql, &question, values, |row| Ok((row.day("point")?, row.get("viewers")?)))?;
    for (day, viewers) in viewers {
        points.entry(day).or_default().viewers = viewers;
    }
    let question = format!(
        "SELECT {} AS point, count(*) AS orders, count(paid_at) AS paid FROM orders \
         WHERE created_at >= $1 AND created_at < $2 AND user_id IS NOT NULL \
         AND (is_test = 0 OR $3) GROUP BY 1",
        span.point_of("created_at")
    );
    let orders = rows(sql, &question, values, |row| {
        Ok((row.day("point")?, row.get("orders")?, row.get("paid")?))
    })?;
    for (day, orders, paid) in orders {
        let point = points.entry(day).or_default();
        (point.orders, point.paid) = (orders, paid);
    }
    Ok(span.without_gaps(points, |point, day| point.begins = day))
}

fn activity(sql: &Connection, span: &Span) -> Result<(Vec<ActivityPoint>, i64), StoreError> {
    let of_customers = format!(
        "FROM ({PRESENCE}) p JOIN users u ON u.id = p.user_id WHERE u.customer_id IS NOT NULL"
    );
    let values = params![span.begins, span.ends];
    let question = format!(
        "SELECT {} AS point, count(DISTINCT p.user_id) AS users {of_customers} GROUP BY 1",
        span.point_of("p.at")
    );
    let counted = rows(sql, &question, values, |row| {
        Ok((row.day("point")?, ActivityPoint { users: row.get("users")?, ..Default::default() }))
    })?;
    let points = counted.into_iter().collect();
    let question = format!("SELECT count(DISTINCT p.user_id) AS users {of_customers}");
    let all = first_row(sql, &question, values, |row| row.get("users"))?.unwrap_or_default();
    Ok((span.without_gaps(points, |point: &mut ActivityPoint, day| point.begins = day), all))
}

fn revenue(sql: &Connection, span: &Span) -> Result<Vec<RevenueMonth>, StoreError> {
    let question = "SELECT strftime('%Y-%m', t.at / 1000000, 'unixepoch') AS month, p.currency, \
         p.account, sum(p.amount_minor) AS amount_minor FROM ledger_transactions t \
         JOIN ledger_postings p ON p.transaction_id = t.id JOIN orders o ON o.id = t.order_id \
         WHERE t.at >= $1 AND t.at < $2 AND (o.is_test = 0 OR $3) GROUP BY 1, 2, 3";
    let booked = rows(sql, question, params![span.begins, span.ends, span.tests], |row| {
        let account: String = row.get("account")?;
        Ok((row.get::<String>("month")?, account, row.money("amount_minor")?))
    })?;
    // What came stands with a plus, the place where it ended with a minus.
    let mut months: BTreeMap<(String, &str), (Currency, [i64; 5])> = BTreeMap::new();
    for (month, account, amount) in booked {
        let place = match account.as_str() {
            "provider_clearing" => 0,
            "order" => 1,
            "credit_balance" => 2,
            "refund" => 3,
            "held_for_support" => 4,
            _ => return Err(malformed("account")),
        };
        let currency = amount.currency;
        let known = months.entry((month, currency.code())).or_insert((currency, [0; 5]));
        known.1[place] += if place == 0 { amount.minor } else { -amount.minor };
    }
    let told = |((month, _), (currency, sums)): ((String, &str), (Currency, [i64; 5]))| {
        let [received, orders, credit_balance, refunded, held] =
            sums.map(|minor| Money::new(minor, currency).to_decimal());
        RevenueMonth { month, currency, received, orders, credit_balance, refunded, held }
    };
    Ok(months.into_iter().map(told).collect())
}
