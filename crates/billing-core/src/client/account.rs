//! The account at the service.

use super::session::Session;
use super::{ClientError, Fetched, Request};
use billing_contract::{Account, AccountUpdate, paths};
use reqwest::header;
use std::sync::Arc;

/// The account, if it has changed.
pub(crate) async fn account(
    session: &Arc<Session>,
    etag: Option<&str>,
) -> Result<Fetched<Account>, ClientError> {
    session.send(Request::get(paths::PORTAL_ACCOUNT).if_changed_from(etag)).await?.fetched()
}

/// Changes the account, provided that it is still the one `etag` was given for; answers it as it is
/// now, with its new tag.
pub(crate) async fn update_account(
    session: &Arc<Session>,
    update: &AccountUpdate,
    etag: &str,
) -> Result<(Account, Option<String>), ClientError> {
    let request = Request::put(paths::PORTAL_ACCOUNT).header(header::IF_MATCH, etag).json(update);
    let answer = session.send(request).await?;
    Ok((answer.read()?, answer.etag))
}
