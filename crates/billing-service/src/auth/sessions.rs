//! A person's signed-in devices.

use crate::app::App;
use crate::auth::access::Principal;
use crate::body::PageQuery;
use crate::etag::{self, Conditions};
use crate::problem::Refusal;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use billing_contract::{DeviceSession, Page, SessionId, paths};

/// My signed-in devices, the newest first.
#[utoipa::path(get, path = paths::AUTH_SESSIONS, responses((status = 200, body = Page<DeviceSession>)))]
pub async fn list_sessions(
    State(app): State<App>,
    principal: Principal,
    page: PageQuery,
    conditions: Conditions,
) -> Result<Response, Refusal> {
    let now = app.clock().now();
    let all = app.store().sessions(&principal.user_id, &principal.session_id, now).await?;
    // Newest first and ordered by id: the cursor is the last id of the page before.
    let after = page.after.as_deref();
    let rest = all.into_iter().filter(|session| after.is_none_or(|id| session.id.as_str() < id));
    let sessions = page.cut(rest.collect(), |session| session.id.to_string());
    etag::by_content(&sessions, &conditions)
}

/// Signs one of my devices out.
#[utoipa::path(
    delete, path = paths::AUTH_SESSION,
    params(("id" = String, Path, description = "The session")),
    responses((status = 204, description = "The session has ended"), (status = 404, description = "None of mine"))
)]
pub async fn revoke_session(
    State(app): State<App>,
    principal: Principal,
    Path(session): Path<SessionId>,
) -> Result<StatusCode, Refusal> {
    let now = app.clock().now();
    if !app.store().end_session(&principal.user_id, &session, now).await? {
        return Err(Refusal::not_found());
    }
    app.ended().add([session], now);
    Ok(StatusCode::NO_CONTENT)
}
