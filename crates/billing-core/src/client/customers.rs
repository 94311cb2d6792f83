//! Customers at the service, for staff.

use super::archive::of_customer;
use super::session::Session;
use super::{ClientError, Fetched, Request};
use billing_contract::{
    Account, CustomerId, CustomerSummary, ErrorCode, Page, Subscription, paths,
};
use std::sync::Arc;

/// More pages than this are not asked for: ten thousand customers.
const MOST_PAGES: usize = 50;

/// The customers whom the person may see, in pages of which only the first can say that nothing
/// has changed, and only if it is the only one.
pub(crate) async fn customers(
    session: &Arc<Session>,
    etag: Option<&str>,
    language: &str,
) -> Result<Fetched<Vec<CustomerSummary>>, ClientError> {
    let page = async |cursor: Option<String>, etag: Option<&str>| {
        let mut wanted = vec![("limit", "200")];
        wanted.extend(cursor.as_deref().map(|cursor| ("cursor", cursor)));
        let path = of_customer(paths::PORTAL_CUSTOMERS, None, wanted);
        let request = Request::get(path).if_changed_from(etag).in_language(language);
        session.send(request).await?.fetched::<Page<CustomerSummary>>()
    };
    let (mut first, etag) = match page(None, etag).await? {
        Fetched::NotModified => return Ok(Fetched::NotModified),
        Fetched::Fresh { value, etag } => (value, etag),
    };
    let etag = etag.filter(|_| first.next_cursor.is_none());
    for _ in 1..MOST_PAGES {
        let Some(cursor) = first.next_cursor.take() else { break };
        if let Fetched::Fresh { value, .. } = page(Some(cursor), None).await? {
            first.items.extend(value.items);
            first.next_cursor = value.next_cursor;
        }
    }
    Ok(Fetched::Fresh { value: first.items, etag })
}

/// The customers of whom an invoice or an order bears `number`.
pub(crate) async fn with_number(
    session: &Arc<Session>,
    number: &str,
    language: &str,
) -> Result<Vec<CustomerSummary>, ClientError> {
    let path = of_customer(paths::PORTAL_CUSTOMERS, None, vec![("query", number)]);
    let page: Page<CustomerSummary> =
        session.send(Request::get(path).in_language(language)).await?.read()?;
    Ok(page.items)
}

/// A customer's account, if it has changed.
pub(crate) async fn account(
    session: &Arc<Session>,
    customer: &CustomerId,
    etag: Option<&str>,
) -> Result<Fetched<Account>, ClientError> {
    let path = of_customer(paths::PORTAL_ACCOUNT, Some(customer), Vec::new());
    session.send(Request::get(path).if_changed_from(etag)).await?.fetched()
}

/// A customer's subscription in `language`, if it has changed; none is a customer without one.
pub(crate) async fn subscription(
    session: &Arc<Session>,
    customer: &CustomerId,
    etag: Option<&str>,
    language: &str,
) -> Result<Fetched<Option<Subscription>>, ClientError> {
    let path = of_customer(paths::PORTAL_SUBSCRIPTION, Some(customer), Vec::new());
    let request = Request::get(path).if_changed_from(etag).in_language(language);
    match session.send(request).await {
        Ok(answer) => answer.fetched(),
        Err(error) if error.code() == Some(ErrorCode::NoSubscription) => {
            Ok(Fetched::Fresh { value: None, etag: None })
        }
        Err(error) => Err(error),
    }
}
