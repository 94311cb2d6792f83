//! Telling the service what the person did, with their consent.

use super::session::Session;
use super::{ClientError, Request};
use billing_contract::{BehaviourBatch, BehaviourReceipt, paths};
use std::sync::Arc;

/// Tells a batch; what was told before is ignored by the service.
pub(crate) async fn tell(
    session: &Arc<Session>,
    batch: &BehaviourBatch,
) -> Result<BehaviourReceipt, ClientError> {
    let request = Request::post(paths::PORTAL_EVENTS).json(batch).harmless_to_repeat();
    session.send(request).await?.read()
}
