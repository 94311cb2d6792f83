//! Whether what is stored is whole.

use super::{table, varying};
use crate::app::App;
use crate::csv;
use crate::etag::{self, Conditions};
use crate::problem::Refusal;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use billing_contract::{IntegrityGroup, IntegrityReport, paths};

/// Looks everything over; as a table if `text/csv` is what is accepted.
#[utoipa::path(
    get, path = paths::OPERATOR_INTEGRITY,
    responses(
        (status = 200, content((IntegrityReport = "application/json"), (String = "text/csv")))))]
pub async fn read_integrity(
    State(app): State<App>,
    headers: HeaderMap,
    conditions: Conditions,
) -> Result<Response, Refusal> {
    let report = app.store().integrity(app.clock().now()).await?;
    varying(match csv::is_preferred(&headers) {
        true => table("integrity", written(&report), &conditions),
        false => etag::by_content(&report, &conditions),
    })
}

fn written(report: &IntegrityReport) -> String {
    let heads = ["part", "name", "looked_at", "found", "examples"];
    let mut text = csv::row(heads.map(str::to_owned));
    let mut line = |part: &str, name: String, of: i64, found: i64, examples: String| {
        let numbers = (of.to_string(), found.to_string());
        text.push_str(&csv::row([part.to_owned(), name, numbers.0, numbers.1, examples]));
    };
    for check in &report.checks {
        let part = match check.group {
            IntegrityGroup::Ledger => "ledger",
            IntegrityGroup::Invariants => "invariants",
            IntegrityGroup::Orphans => "orphans",
        };
        let examples = check.examples.join(" ");
        line(part, check.name.clone(), check.looked_at, check.broken, examples);
    }
    for field in &report.missing {
        let name = format!("{}.{}", field.thing, field.field);
        line("missing", name, field.of, field.missing, String::new());
    }
    for rows in &report.tests {
        line("tests", rows.thing.clone(), rows.of, rows.tests, String::new());
    }
    text
}
