//! How the business goes, in figures.

use super::{day_of, table, varying};
use crate::app::App;
use crate::body::query_pairs;
use crate::csv;
use crate::etag::{self, Conditions};
use crate::problem::{Refusal, field_error};
use crate::store::MonitoringWish;
use axum::extract::{RawQuery, State};
use axum::http::HeaderMap;
use axum::response::Response;
use billing_contract::{FieldError, Monitoring, MonitoringStep, MonitoringTable, paths};
use chrono::{Days, NaiveDate};

/// A year's days by the month and back.
const USUAL_DAYS: u64 = 29;
const MOST_DAYS: i64 = 1_100;
/// More points by the day cannot be told apart.
const MOST_SINGLE_DAYS: i64 = 92;

/// The figures of a stretch of days, in UTC; one of their tables if `text/csv` is what is accepted.
#[utoipa::path(
    get, path = paths::OPERATOR_MONITORING,
    params(
        ("from" = Option<String>, Query, description = "The first day; 29 days before the last unless told"),
        ("to" = Option<String>, Query, description = "The last day; today unless told"),
        ("tests" = Option<bool>, Query, description = "Whether orders without real money count; only in the demonstration unless told"),
        ("table" = Option<String>, Query, description = "Which table: success, methods, failures, conversion, activity, revenue")),
    responses(
        (status = 200, content((Monitoring = "application/json"), (String = "text/csv"))),
        (status = 422, description = "No such range or table")))]
pub async fn read_monitoring(
    State(app): State<App>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    conditions: Conditions,
) -> Result<Response, Refusal> {
    let today = app.clock().now().date_naive();
    let (wish, named) = wish_of(query.as_deref(), today, app.is_demonstration())?;
    let figures = app.store().monitoring(wish).await?;
    varying(match csv::is_preferred(&headers) {
        true => {
            let name = format!("{}_{}_{}", named.as_str(), wish.from, wish.to);
            table(&name, written(&figures, named), &conditions)
        }
        false => etag::by_content(&figures, &conditions),
    })
}

fn wish_of(
    query: Option<&str>,
    today: NaiveDate,
    demonstration: bool,
) -> Result<(MonitoringWish, MonitoringTable), Refusal> {
    let (mut from, mut to) = (None, today);
    let (mut includes_tests, mut named) = (demonstration, MonitoringTable::Revenue);
    let mut errors: Vec<FieldError> = Vec::new();
    for (name, value) in query_pairs(query).filter(|(_, value)| !value.is_empty()) {
        match (name.as_str(), value.as_str()) {
            ("from", day) => match day_of(day) {
                Some(day) => from = Some(day),
                None => errors.push(field_error("from", "invalid")),
            },
            ("to", day) => match day_of(day) {
                Some(day) => to = day,
                None => errors.push(field_error("to", "invalid")),
            },
            ("tests", "true") => includes_tests = true,
            ("tests", "false") => includes_tests = false,
            ("tests", _) => errors.push(field_error("tests", "invalid")),
            ("table", word) => match MonitoringTable::from_name(word) {
                Some(table) => named = table,
                None => errors.push(field_error("table", "invalid")),
            },
            _ => {}
        }
    }
    let from = from.unwrap_or(to - Days::new(USUAL_DAYS));
    let days = (to - from).num_days();
    if errors.is_empty() && !(0..=MOST_DAYS).contains(&days) {
        errors.push(field_error("to", "out_of_range"));
    }
    if !errors.is_empty() {
        return Err(Refusal::invalid(errors));
    }
    let step = if days < MOST_SINGLE_DAYS { MonitoringStep::Day } else { MonitoringStep::Month };
    Ok((MonitoringWish { from, to, step, includes_tests }, named))
}

fn written(figures: &Monitoring, named: MonitoringTable) -> String {
    let number = |number: i64| number.to_string();
    let day = |day: NaiveDate| day.to_string();
    match named {
        MonitoringTable::Success => rows(
            ["from", "paid", "failed", "closed", "open"],
            figures.success.iter().map(|one| {
                let counts = [one.paid, one.failed, one.closed, one.open].map(number);
                let [paid, failed, closed, open] = counts;
                [day(one.begins), paid, failed, closed, open]
            }),
        ),
        MonitoringTable::Methods => rows(
            ["method", "paid", "failed", "closed", "open"],
            figures.methods.iter().map(|one| {
                let counts = [one.paid, one.failed, one.closed, one.open].map(number);
                let [paid, failed, closed, open] = counts;
                [one.pay_type.as_str().to_owned(), paid, failed, closed, open]
            }),
        ),
        MonitoringTable::Failures => rows(
            ["state", "word", "method", "count"],
            figures.failures.iter().map(|one| {
                let word = one.word.clone().unwrap_or_default();
                let method = one.pay_type.as_str().to_owned();
                [one.state.as_str().to_owned(), word, method, number(one.count)]
            }),
        ),
        MonitoringTable::Conversion => rows(
            ["from", "viewers", "orders", "paid"],
            figures.conversion.iter().map(|one| {
                [day(one.begins), number(one.viewers), number(one.orders), number(one.paid)]
            }),
        ),
        MonitoringTable::Activity => rows(
            ["from", "users"],
            figures.activity.iter().map(|one| [day(one.begins), number(one.users)]),
        ),
        MonitoringTable::Revenue => rows(
            ["month", "currency", "received", "orders", "credit_balance", "refunded", "held"],
            figures.revenue.iter().map(|one| {
                let sums =
                    [&one.received, &one.orders, &one.credit_balance, &one.refunded, &one.held];
                let [received, orders, balance, refunded, held] =
                    sums.map(|sum| sum.as_str().to_owned());
                let currency = one.currency.code().to_owned();
                [one.month.clone(), currency, received, orders, balance, refunded, held]
            }),
        ),
    }
}

fn rows<const COLUMNS: usize>(
    heads: [&str; COLUMNS],
    lines: impl Iterator<Item = [String; COLUMNS]>,
) -> String {
    csv::row(heads.map(str::to_owned)) + &lines.map(csv::row).collect::<String>()
}
