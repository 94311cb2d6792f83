//! Who of the staff did what, when, and to whom: as pages, or as one table for a spreadsheet.

use super::table;
use crate::app::App;
use crate::body::{PageQuery, query_pairs};
use crate::csv;
use crate::etag::{self, Conditions};
use crate::problem::{Refusal, field_error};
use crate::store::AuditWish;
use axum::extract::{RawQuery, State};
use axum::http::HeaderMap;
use axum::response::Response;
use billing_contract::{AuditLine, AuditOutcome, CustomerId, FieldError, Page, UserId, paths};
use chrono::{DateTime, Days, NaiveDate, NaiveTime, SecondsFormat, Utc};

/// More lines do not go into one table: the range is to be chosen smaller.
const MOST_IN_A_TABLE: u32 = 20_000;
const LONGEST_WORD: usize = 64;

/// Deeds of staff, newest first; as a table if `text/csv` is what is accepted.
#[utoipa::path(
    get, path = paths::OPERATOR_AUDIT,
    params(
        ("user_id" = Option<String>, Query, description = "Those of this person"),
        ("about" = Option<String>, Query, description = "Those with this customer's figures"),
        ("subject" = Option<String>, Query, description = "Those done to this"),
        ("outcome" = Option<String>, Query, description = "Those that ended so"),
        ("kind" = Option<String>, Query, description = "`changes` leaves out what was only looked at"),
        ("from" = Option<String>, Query, description = "The first day"),
        ("to" = Option<String>, Query, description = "The last day")),
    responses(
        (status = 200, content((Page<AuditLine> = "application/json"), (String = "text/csv")))))]
pub async fn list_deeds(
    State(app): State<App>,
    page: PageQuery,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    conditions: Conditions,
) -> Result<Response, Refusal> {
    let wish = AuditWish { after: page.after.clone(), ..wish_of(query.as_deref())? };
    let response = if csv::is_preferred(&headers) {
        let all = AuditWish { limit: MOST_IN_A_TABLE, ..wish };
        let lines = app.store().audit_lines(all).await?;
        let heads = [
            "at",
            "person",
            "role",
            "method",
            "route",
            "subject",
            "customer",
            "note",
            "outcome",
            "request_id",
        ];
        let rows = lines.into_iter().map(row).collect::<String>();
        table("audit", csv::row(heads.map(str::to_owned)) + &rows, &conditions)
    } else {
        let rest = app.store().audit_lines(AuditWish { limit: page.limit + 1, ..wish }).await?;
        let page: Page<AuditLine> = page.cut(rest, |line| line.id.clone());
        etag::by_content(&page, &conditions)
    };
    super::varying(response)
}

fn row(line: AuditLine) -> String {
    csv::row([
        line.at.to_rfc3339_opts(SecondsFormat::Secs, true),
        line.user_name,
        line.role.as_str().to_owned(),
        line.method,
        line.route,
        line.subject.unwrap_or_default(),
        line.customer_name.unwrap_or_default(),
        line.note.unwrap_or_default(),
        line.outcome.as_str().to_owned(),
        line.request_id,
    ])
}

fn wish_of(query: Option<&str>) -> Result<AuditWish, Refusal> {
    let mut wish = AuditWish::default();
    let mut errors: Vec<FieldError> = Vec::new();
    for (name, value) in query_pairs(query).filter(|(_, value)| !value.is_empty()) {
        if value.chars().count() > LONGEST_WORD && name != "cursor" {
            errors.push(field_error(name, "too_long"));
            continue;
        }
        match name.as_str() {
            "user_id" => wish.user = Some(UserId::new(value)),
            "about" => wish.customer = Some(CustomerId::new(value)),
            "subject" => wish.subject = Some(value.trim().to_owned()),
            "outcome" => match AuditOutcome::from_name(&value) {
                Some(outcome) => wish.outcome = Some(outcome),
                None => errors.push(field_error("outcome", "invalid")),
            },
            "kind" if value == "changes" => wish.changes_only = true,
            "kind" => errors.push(field_error("kind", "invalid")),
            "from" => match midnight(&value, 0) {
                Some(from) => wish.from = Some(from),
                None => errors.push(field_error("from", "invalid")),
            },
            "to" => match midnight(&value, 1) {
                Some(before) => wish.before = Some(before),
                None => errors.push(field_error("to", "invalid")),
            },
            _ => {}
        }
    }
    if errors.is_empty() { Ok(wish) } else { Err(Refusal::invalid(errors)) }
}

fn midnight(day: &str, days_later: u64) -> Option<DateTime<Utc>> {
    let day = super::day_of(day)?.checked_add_days(Days::new(days_later))?;
    Some(NaiveDate::and_time(&day, NaiveTime::MIN).and_utc())
}
