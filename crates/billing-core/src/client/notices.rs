//! What the customer is told of, what they agree to, and what others are told.

use super::orders::query;
use super::session::Session;
use super::{ClientError, Fetched, Request};
use billing_contract::{
    Consent, NoticeId, NoticePage, OutboxEntry, OutboxId, Page, ReadNotices, paths,
};
use std::sync::Arc;

/// The newest notices, if anything in them has changed.
pub(crate) async fn newest(
    session: &Arc<Session>,
    etag: Option<&str>,
) -> Result<Fetched<NoticePage>, ClientError> {
    let request = Request::get(format!("{}?limit=200", paths::PORTAL_NOTICES));
    session.send(request.if_changed_from(etag)).await?.fetched()
}

/// Tells which notices the person has read.
pub(crate) async fn mark_read(
    session: &Arc<Session>,
    ids: Vec<NoticeId>,
) -> Result<(), ClientError> {
    let body = ReadNotices { ids, up_to: None };
    let request = Request::post(paths::PORTAL_NOTICES_READ).json(&body).harmless_to_repeat();
    session.send(request).await.map(drop)
}

/// What the customer agrees to.
pub(crate) async fn consent(session: &Arc<Session>) -> Result<Consent, ClientError> {
    session.send(Request::get(paths::PORTAL_CONSENT)).await?.read()
}

/// Agrees, or no longer.
pub(crate) async fn give_consent(
    session: &Arc<Session>,
    consent: &Consent,
) -> Result<Consent, ClientError> {
    session.send(Request::put(paths::PORTAL_CONSENT).json(consent)).await?.read()
}

/// What the service tells others, newest first.
pub(crate) async fn outbox(
    session: &Arc<Session>,
    state: Option<&str>,
    cursor: Option<&str>,
) -> Result<Page<OutboxEntry>, ClientError> {
    let wanted = [("state", state), ("cursor", cursor)];
    let given: Vec<(&str, &str)> =
        wanted.into_iter().filter_map(|(name, value)| Some((name, value?))).collect();
    let query = query(&given);
    session.send(Request::get(format!("{}?{query}", paths::OPERATOR_OUTBOX))).await?.read()
}

/// Tries once more what is parked.
pub(crate) async fn replay(
    session: &Arc<Session>,
    id: &OutboxId,
) -> Result<OutboxEntry, ClientError> {
    session.send(Request::post(paths::outbox_replay(id)).harmless_to_repeat()).await?.read()
}
