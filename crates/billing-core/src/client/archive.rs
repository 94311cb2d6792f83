//! The archive at the service: the change feed and what names its products.

use super::orders::query;
use super::session::Session;
use super::{ClientError, Fetched, Request};
use billing_contract::{CustomerId, UsageOverview, paths};
use chrono::NaiveDate;
use std::sync::Arc;

/// A page of the change feed after `since`, as it came.
pub(crate) async fn changes(
    session: &Arc<Session>,
    customer: Option<&CustomerId>,
    since: Option<&str>,
    limit: u32,
) -> Result<Vec<u8>, ClientError> {
    let limit = limit.to_string();
    let mut wanted = vec![("limit", limit.as_str())];
    wanted.extend(since.map(|since| ("since", since)));
    let path = of_customer(paths::PORTAL_CHANGES, customer, wanted);
    Ok(session.send(Request::get(path)).await?.body)
}

/// How much of each product was used, with their names in `language`, if anything has changed.
pub(crate) async fn usage_overview(
    session: &Arc<Session>,
    customer: Option<&CustomerId>,
    days: (NaiveDate, NaiveDate),
    etag: Option<&str>,
    language: &str,
) -> Result<Fetched<UsageOverview>, ClientError> {
    let (from, to) = (days.0.to_string(), days.1.to_string());
    let path = of_customer(paths::PORTAL_USAGE, customer, vec![("from", &from), ("to", &to)]);
    let request = Request::get(path).if_changed_from(etag).in_language(language);
    session.send(request).await?.fetched()
}

/// A path with its query, for staff in a customer's place.
pub(super) fn of_customer<'a>(
    path: &str,
    customer: Option<&'a CustomerId>,
    mut wanted: Vec<(&'a str, &'a str)>,
) -> String {
    wanted.extend(customer.map(|customer| ("customer_id", customer.as_str())));
    if wanted.is_empty() { path.to_owned() } else { format!("{path}?{}", query(&wanted)) }
}
