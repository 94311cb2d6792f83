//! The subscription at the service.

use super::session::Session;
use super::{ClientError, Fetched, Request};
use billing_contract::{ErrorCode, Subscription, paths};
use std::sync::Arc;

/// The subscription in `language`, if it has changed; none is a customer without one.
pub(crate) async fn subscription(
    session: &Arc<Session>,
    etag: Option<&str>,
    language: &str,
) -> Result<Fetched<Option<Subscription>>, ClientError> {
    let request =
        Request::get(paths::PORTAL_SUBSCRIPTION).if_changed_from(etag).in_language(language);
    match session.send(request).await {
        Ok(answer) => answer.fetched(),
        Err(error) if error.code() == Some(ErrorCode::NoSubscription) => {
            Ok(Fetched::Fresh { value: None, etag: None })
        }
        Err(error) => Err(error),
    }
}
