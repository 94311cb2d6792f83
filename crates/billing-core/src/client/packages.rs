//! What is for sale, at the service.

use super::session::Session;
use super::{ClientError, Fetched, Request};
use billing_contract::{Agreement, PackageCenter, PackageConfig, paths};
use std::sync::Arc;

/// The package centre in `language`, if it has changed.
pub(crate) async fn center(
    session: &Arc<Session>,
    etag: Option<&str>,
    language: &str,
) -> Result<Fetched<PackageCenter>, ClientError> {
    let request = Request::get(paths::PACKAGE_CENTER).if_changed_from(etag).in_language(language);
    session.send(request).await?.fetched()
}

/// The payment terms in `language`, if they have changed.
pub(crate) async fn agreement(
    session: &Arc<Session>,
    etag: Option<&str>,
    language: &str,
) -> Result<Fetched<Agreement>, ClientError> {
    let path = format!("{}?type=agreement&item=cozePackage", paths::AGREEMENT);
    session.send(Request::get(path).if_changed_from(etag).in_language(language)).await?.fetched()
}

/// What the operator has decided.
pub(crate) async fn config(session: &Arc<Session>) -> Result<PackageConfig, ClientError> {
    session.send(Request::get(paths::PACKAGE_CONFIG)).await?.read()
}

/// Decides; takes effect at once. Refused if somebody else has saved since.
pub(crate) async fn save_config(
    session: &Arc<Session>,
    config: &PackageConfig,
) -> Result<PackageConfig, ClientError> {
    session.send(Request::post(paths::PACKAGE_CONFIG).json(config)).await?.read()
}
