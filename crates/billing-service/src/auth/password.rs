//! Changing one's password.

use crate::app::App;
use crate::auth::access::Principal;
use crate::auth::device::Device;
use crate::body::Body;
use crate::problem::{Refusal, field_error};
use crate::validation;
use axum::extract::State;
use axum::http::StatusCode;
use billing_contract::{ErrorCode, PasswordChange, paths};

/// Sets a new password; all other sessions end.
#[utoipa::path(
    post, path = paths::AUTH_PASSWORD, request_body = PasswordChange,
    responses((status = 204, description = "The new password holds"), (status = 401, description = "The current password is wrong"))
)]
pub async fn change_password(
    State(app): State<App>,
    principal: Principal,
    device: Device,
    Body(change): Body<PasswordChange>,
) -> Result<StatusCode, Refusal> {
    if let Some(code) = validation::password_fault(&change.new) {
        return Err(Refusal::invalid(vec![field_error("new", code)]));
    }
    let user = app.store().user(&principal.user_id).await?.ok_or_else(Refusal::not_found)?;
    // A stolen access token must not be a way to guess the password without limit.
    let limits = app.limits();
    let _queue = limits.sign_in_queue(&user.email).lock().await;
    let turn = app.passwords().turn().await?;
    limits.admit_sign_in(&user.email, &device.household(), app.clock().now())?;
    let credentials = app.store().credentials(&user.email).await?;
    let hash = credentials.map(|credentials| credentials.password_hash);
    let current = validation::hashable(change.current);
    if !app.passwords().verify(current, hash, turn).await? {
        limits.sign_in_failed(&user.email, &device.household(), app.clock().now());
        let detail = "The current password is wrong.";
        return Err(Refusal::new(ErrorCode::InvalidCredentials, detail));
    }
    let turn = app.passwords().turn().await?;
    let hash = app.passwords().hash(change.new, turn).await?;
    // Hashing took its time: a session begun meanwhile must not have ended before it began.
    let now = app.clock().now();
    let store = app.store();
    let ended = store.change_password(&user.id, hash, &principal.session_id, now).await?;
    app.ended().add(ended, now);
    Ok(StatusCode::NO_CONTENT)
}
