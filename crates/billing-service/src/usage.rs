//! How much was used: taken in from the operator's systems, told in sums and day by day.

pub mod counting;
pub mod detail;

pub use counting::known_since;

use crate::app::App;
use crate::auth::access::OfCustomer;
use crate::body::query_pairs;
use crate::etag::{self, Conditions};
use crate::locale::Language;
use crate::problem::{Refusal, field_error};
use crate::store::DaySpan;
use axum::extract::{RawQuery, State};
use axum::response::Response;
use billing_contract::{FieldError, UsageMonth, UsageOverview, paths};
use chrono::{Datelike as _, Days, Months, NaiveDate};
use std::collections::BTreeMap;

/// Ten years, and the days that leap.
const LONGEST_SPAN: i64 = 3_660;

/// How much was used of every product, in all and month by month; in this month unless told.
#[utoipa::path(
    get, path = paths::PORTAL_USAGE,
    params(
        ("from" = Option<String>, Query, description = "The first day; that of this month unless told"),
        ("to" = Option<String>, Query, description = "The last day; today unless told"),
        ("Accept-Language" = Option<String>, Header, description = "en, zh-CN or ja")),
    responses((status = 200, body = UsageOverview)))]
pub async fn read_usage(
    State(app): State<App>,
    OfCustomer(customer): OfCustomer,
    language: Language,
    RawQuery(query): RawQuery,
    conditions: Conditions,
) -> Result<Response, Refusal> {
    let span = span_of(query.as_deref(), app.clock().now().date_naive())?;
    let figures = app.store().usage_overview(&customer, span, language.0).await?;
    let used = figures.months.into_iter().map(|month| (month.period, month.products));
    let mut used: BTreeMap<_, _> = used.collect();
    let month =
        |period: String| UsageMonth { products: used.remove(&period).unwrap_or_default(), period };
    let overview = UsageOverview {
        from: span.from,
        to: span.to,
        products: figures.products,
        months: periods_of(span).map(month).collect(),
    };
    let mut response = etag::by_content(&overview, &conditions)?;
    language.state_in(response.headers_mut());
    Ok(response)
}

/// The days a query asks for; this month's until today unless it says otherwise.
fn span_of(query: Option<&str>, today: NaiveDate) -> Result<DaySpan, Refusal> {
    let (mut from, mut to) = (None, None);
    let mut errors: Vec<FieldError> = Vec::new();
    for (name, value) in query_pairs(query) {
        let day = match name.as_str() {
            "from" => &mut from,
            "to" => &mut to,
            _ => continue,
        };
        match day_of(&value) {
            Some(stated) => *day = Some(stated),
            None => errors.push(field_error(name, "invalid")),
        }
    }
    let to = to.unwrap_or(today.max(from.unwrap_or(today)));
    let from = from.unwrap_or_else(|| first_of_month(to));
    if errors.is_empty() && (from > to || (to - from).num_days() >= LONGEST_SPAN) {
        errors.push(field_error("from", "out_of_range"));
    }
    if errors.is_empty() { Ok(DaySpan { from, to }) } else { Err(Refusal::invalid(errors)) }
}

/// A day as it is written, `YYYY-MM-DD`, and no other way.
fn day_of(text: &str) -> Option<NaiveDate> {
    let day: NaiveDate = text.parse().ok()?;
    (day.to_string() == text && text.len() == 10).then_some(day)
}

/// Every month a span touches, oldest first.
fn periods_of(span: DaySpan) -> impl Iterator<Item = String> {
    let firsts = std::iter::successors(Some(first_of_month(span.from)), |first| {
        first.checked_add_months(Months::new(1))
    });
    firsts.take_while(move |first| *first <= span.to).map(|first| first.format("%Y-%m").to_string())
}

fn first_of_month(day: NaiveDate) -> NaiveDate {
    day - Days::new(u64::from(day.day0()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn asked(query: &str) -> Option<(String, String)> {
        let span = span_of(Some(query), day("2026-06-18")).ok()?;
        Some((span.from.to_string(), span.to.to_string()))
    }

    #[test]
    fn a_span_is_this_month_unless_it_is_told() {
        let span = |from: &str, to: &str| Some((from.to_owned(), to.to_owned()));
        assert_eq!(asked(""), span("2026-06-01", "2026-06-18"));
        assert_eq!(asked("from=2026-02-03"), span("2026-02-03", "2026-06-18"));
        assert_eq!(asked("to=2026-02-03"), span("2026-02-01", "2026-02-03"));
        assert_eq!(asked("from=2027-02-03"), span("2027-02-03", "2027-02-03"));
        assert_eq!(asked("from=2016-06-15&to=2026-06-21"), span("2016-06-15", "2026-06-21"));
        for wrong in [
            "from=2026-6-1",
            "from=june",
            "to=",
            "from=2026-02-30",
            "from=%2B2026-02-03",
            "from=2026-06-19&to=2026-06-18",
            "from=2016-06-13&to=2026-06-21",
            "from=-9999-01-01",
        ] {
            assert_eq!(asked(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn every_month_that_is_touched_is_named() {
        let span = DaySpan { from: day("2025-11-30"), to: day("2026-02-01") };
        let periods: Vec<_> = periods_of(span).collect();
        assert_eq!(periods, ["2025-11", "2025-12", "2026-01", "2026-02"]);
    }
}
