//! The plans at the service.

use super::session::Session;
use super::{ClientError, Fetched, Request};
use billing_contract::{Page, Plan, paths};
use std::sync::Arc;

/// The plans in `language`, if they have changed. There are few enough for one page.
pub(crate) async fn plans(
    session: &Arc<Session>,
    etag: Option<&str>,
    language: &str,
) -> Result<Fetched<Vec<Plan>>, ClientError> {
    let request = Request::get(format!("{}?limit=200", paths::PORTAL_PLANS))
        .if_changed_from(etag)
        .in_language(language);
    let fetched: Fetched<Page<Plan>> = session.send(request).await?.fetched()?;
    Ok(match fetched {
        Fetched::NotModified => Fetched::NotModified,
        Fetched::Fresh { value, etag } => Fetched::Fresh { value: value.items, etag },
    })
}
