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
    Ok(session.send(Request::large(path)).await?.body)
}

/// The cursor behind a page that has more behind it, as its end seems to say: a hint, found without
/// reading the page. Whoever takes the page over reads what it really says.
pub(crate) fn cursor_behind(page: &[u8]) -> Option<String> {
    const NAME: &str = "\"cursor\":\"";
    let end = &page[page.len().saturating_sub(1_024)..];
    let end = String::from_utf8_lossy(end);
    let behind = &end[end.rfind(NAME)? + NAME.len()..];
    let (cursor, rest) = behind.split_once('"')?;
    (rest.contains("\"has_more\":true") && !cursor.contains('\\')).then(|| cursor.to_owned())
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cursor_behind_a_page_is_found_at_its_end() {
        let page = |changes: &str, end: &str| {
            cursor_behind(format!("{{\"changes\":[{changes}],{end}}}").as_bytes())
        };
        let more = "\"cursor\":\"ab-c\",\"has_more\":true,\"server_now\":\"2026-01-01T00:00:00Z\"";
        assert_eq!(page("", more).as_deref(), Some("ab-c"));
        assert_eq!(page(&"云".repeat(2_000), more).as_deref(), Some("ab-c"));
        assert_eq!(page("", "\"cursor\":\"ab-c\",\"has_more\":false"), None);
        assert_eq!(page("", "\"cursor\":\"a\\nb\",\"has_more\":true"), None);
        assert_eq!(page(&"x".repeat(2_000), ""), None);
        assert_eq!(cursor_behind(b""), None);
    }
}
