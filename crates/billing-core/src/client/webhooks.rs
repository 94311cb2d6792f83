//! What providers have told the service.

use super::orders::query;
use super::session::Session;
use super::{ClientError, Request};
use billing_contract::{Page, WebhookEntry, WebhookId, paths};
use std::sync::Arc;

/// The log, newest first.
pub(crate) async fn log(
    session: &Arc<Session>,
    outcome: Option<&str>,
    cursor: Option<&str>,
) -> Result<Page<WebhookEntry>, ClientError> {
    let wanted = [("outcome", outcome), ("cursor", cursor)];
    let given: Vec<(&str, &str)> =
        wanted.into_iter().filter_map(|(name, value)| Some((name, value?))).collect();
    let query = query(&given);
    session.send(Request::get(format!("{}?{query}", paths::WEBHOOK_LOGS))).await?.read()
}

/// Works on a notice once more.
pub(crate) async fn replay(
    session: &Arc<Session>,
    id: &WebhookId,
) -> Result<WebhookEntry, ClientError> {
    session.send(Request::post(paths::webhook_replay(id)).harmless_to_repeat()).await?.read()
}
