//! The person's signed-in devices at the service.

use super::session::Session;
use super::{ClientError, Request};
use billing_contract::{DeviceSession, Page, SessionId, paths};
use std::sync::Arc;

/// The signed-in devices, up to the two hundred that signed in last.
pub(crate) async fn devices(session: &Arc<Session>) -> Result<Vec<DeviceSession>, ClientError> {
    let request = Request::get(format!("{}?limit=200", paths::AUTH_SESSIONS));
    Ok(session.send(request).await?.read::<Page<DeviceSession>>()?.items)
}

/// Signs a device out.
pub(crate) async fn revoke(session: &Arc<Session>, id: &SessionId) -> Result<(), ClientError> {
    // An id is the service's own text, but it becomes part of a path here.
    let mut path = url::Url::parse("path:/").expect("a constant address is well formed");
    if let Ok(mut segments) = path.path_segments_mut() {
        segments.push(id.as_str());
    }
    let escaped = SessionId::new(path.path().trim_start_matches('/'));
    session.send(Request::delete(paths::auth_session(&escaped))).await.map(drop)
}
