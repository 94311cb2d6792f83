//! Usage day by day, as pages or as one table for a spreadsheet.

use super::span_of;
use crate::app::App;
use crate::auth::access::OfCustomer;
use crate::body::{PageQuery, query_pairs};
use crate::csv;
use crate::etag::{self, Conditions};
use crate::problem::{Refusal, field_error};
use crate::store::{StoreError, UsageStretch};
use axum::body::{Body, Bytes};
use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use billing_contract::{Page, ProductCode, UsageDay, paths};
use chrono::SecondsFormat;
use futures_util::{StreamExt as _, stream};

/// So many rows are held at a time.
const ROWS_AT_ONCE: u32 = 2_000;
const CSV: HeaderValue = HeaderValue::from_static("text/csv; charset=utf-8");

/// How much was used on each day, oldest first; as a table if `text/csv` is what is accepted.
#[utoipa::path(
    get, path = paths::PORTAL_USAGE_DETAIL,
    params(
        ("from" = Option<String>, Query, description = "The first day; that of this month unless told"),
        ("to" = Option<String>, Query, description = "The last day; today unless told"),
        ("product" = Option<String>, Query, description = "Of this product only")),
    responses(
        (status = 200, content((Page<UsageDay> = "application/json"), (String = "text/csv")))))]
pub async fn read_detail(
    State(app): State<App>,
    OfCustomer(customer): OfCustomer,
    page: PageQuery,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    conditions: Conditions,
) -> Result<Response, Refusal> {
    let span = span_of(query.as_deref(), app.clock().now().date_naive())?;
    let named = query_pairs(query.as_deref()).find(|(name, _)| name == "product");
    let product = named.map(|(_, code)| ProductCode::new(code));
    let stretch = UsageStretch { customer, span, product, after: None, limit: ROWS_AT_ONCE };
    let mut response = if csv::is_preferred(&headers) {
        table(&app, stretch, &conditions).await?
    } else {
        let after = page.after.as_deref().map(place_of).transpose()?;
        let stretch = UsageStretch { after, limit: page.limit + 1, ..stretch };
        let rest = app.store().usage_days(stretch).await?;
        let page: Page<UsageDay> = page.cut(rest, |day| format!("{}/{}", day.date, day.product));
        etag::by_content(&page, &conditions)?
    };
    response.headers_mut().append(header::VARY, HeaderValue::from_static("Accept"));
    Ok(response)
}

/// The day and product a page begins after.
fn place_of(cursor: &str) -> Result<(chrono::NaiveDate, String), Refusal> {
    let place = cursor
        .split_once('/')
        .and_then(|(day, product)| Some((super::day_of(day)?, product.to_owned())));
    place.ok_or_else(|| Refusal::invalid(vec![field_error("cursor", "invalid")]))
}

/// Every row that fits, sent as it is read.
async fn table(
    app: &App,
    stretch: UsageStretch,
    conditions: &Conditions,
) -> Result<Response, Refusal> {
    let same = app.store().usage_fingerprint(stretch.clone()).await?;
    let product = stretch.product.as_ref().map_or("", |product| product.as_str());
    let named =
        format!("{}.{}.{}.{product}.{same}", stretch.customer, stretch.span.from, stretch.span.to);
    let tag = etag::weak_tag_of(named.as_bytes());
    if let Some(unchanged) = etag::unchanged(&tag, conditions)? {
        return Ok(unchanged);
    }
    let head = csv::row(["date", "product", "count", "updated_at"].map(str::to_owned));
    let rows = Rows { app: app.clone(), stretch: Some(stretch), head: Some(head) };
    let chunks = stream::unfold(rows, async |mut rows| {
        let chunk = rows.next().await?;
        Some((chunk, rows))
    })
    // Whoever packs the answer asks once more behind its end.
    .fuse();
    let name = HeaderValue::from_static("attachment; filename=\"usage.csv\"");
    let headers = [(header::CONTENT_TYPE, CSV), (header::CONTENT_DISPOSITION, name)];
    let response = (headers, Body::from_stream(chunks)).into_response();
    etag::tagged(response, &tag)
}

/// The rows that are still to be sent.
struct Rows {
    app: App,
    stretch: Option<UsageStretch>,
    head: Option<String>,
}

impl Rows {
    /// The next rows; none after the last.
    async fn next(&mut self) -> Option<Result<Bytes, StoreError>> {
        let stretch = self.stretch.take()?;
        let days = match self.app.store().usage_days(stretch.clone()).await {
            Ok(days) => days,
            // The answer breaks off, so that nobody takes it for whole.
            Err(error) => return Some(Err(error)),
        };
        let mut text = self.head.take().unwrap_or_default();
        for day in &days {
            text.push_str(&csv::row([
                day.date.to_string(),
                day.product.to_string(),
                day.count.to_string(),
                day.updated_at.to_rfc3339_opts(SecondsFormat::AutoSi, true),
            ]));
        }
        let is_full = days.len() == stretch.limit as usize;
        self.stretch = days.last().filter(|_| is_full).map(|last| UsageStretch {
            after: Some((last.date, last.product.to_string())),
            ..stretch
        });
        Some(Ok(text.into()))
    }
}
