//! The operator's desk.

pub mod audit;
pub mod integrity;
pub mod monitoring;
pub mod settling;
pub mod stuck;

use crate::etag::{self, Conditions};
use crate::problem::Refusal;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse as _, Response};
use chrono::{Datelike as _, NaiveDate};

const CSV: HeaderValue = HeaderValue::from_static("text/csv; charset=utf-8");

/// A table to be kept under this name, unless it is known already.
fn table(name: &str, text: String, conditions: &Conditions) -> Result<Response, Refusal> {
    let tag = etag::weak_tag_of(text.as_bytes());
    if let Some(unchanged) = etag::unchanged(&tag, conditions)? {
        return Ok(unchanged);
    }
    let disposition = format!("attachment; filename=\"{name}.csv\"");
    let disposition = HeaderValue::try_from(disposition).map_err(Refusal::internal)?;
    let headers = [(header::CONTENT_TYPE, CSV), (header::CONTENT_DISPOSITION, disposition)];
    etag::tagged((headers, text).into_response(), &tag)
}

/// Says that the same address answers in two forms.
fn varying(response: Result<Response, Refusal>) -> Result<Response, Refusal> {
    response.map(|mut response| {
        response.headers_mut().append(header::VARY, HeaderValue::from_static("Accept"));
        response
    })
}

/// A day as it stands in queries.
fn day_of(text: &str) -> Option<NaiveDate> {
    let day: NaiveDate = text.parse().ok()?;
    (text.len() == 10 && (2000..=2200).contains(&day.year())).then_some(day)
}
