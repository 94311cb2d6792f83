//! Signing in with address and password.

use crate::app::App;
use crate::auth::device::Device;
use crate::auth::tokens::{self, RefreshToken};
use crate::body::Body;
use crate::problem::Refusal;
use crate::store::{CheckedPassword, Credentials, NewSession, User};
use crate::validation;
use axum::Json;
use axum::extract::State;
use billing_contract::{ErrorCode, LoginRequest, Secret, SessionId, Tokens, UserId, paths};

/// Signs in on this device; the same time and words whether or not the address exists.
#[utoipa::path(
    post, path = paths::AUTH_LOGIN, request_body = LoginRequest,
    responses((status = 200, body = Tokens), (status = 401, description = "Wrong pair"))
)]
pub async fn sign_in(
    State(app): State<App>,
    device: Device,
    Body(login): Body<LoginRequest>,
) -> Result<Json<Tokens>, Refusal> {
    let email = validation::findable_email(&login.email);
    let outcome = verified(&app, &device, &email, login).await;
    let word = match &outcome {
        Ok(_) => "succeeded",
        Err(refusal) if refusal.code() == ErrorCode::InvalidCredentials => "failed",
        Err(refusal) if refusal.code() == ErrorCode::RateLimited => "limited",
        Err(_) => "broken",
    };
    app.telemetry().count_sign_in(word);
    let (user, password) = outcome?;
    let now = app.clock().now();
    let refresh = RefreshToken::generate()?;
    let session = new_session(&app, &device, &user.id, &refresh);
    let answer = tokens::tokens(&app, &user, &session.id, refresh, now)?;
    if !app.store().begin_session(session, password).await? {
        // The password was changed while it was checked; what was right is so no more.
        return Err(wrong_pair());
    }
    Ok(Json(answer))
}

/// The session to begin for a user on a device.
pub fn new_session(
    app: &App,
    device: &Device,
    user: &UserId,
    refresh: &RefreshToken,
) -> NewSession {
    let now = app.clock().now();
    NewSession {
        id: SessionId::new(app.clock().new_id()),
        user_id: user.clone(),
        device: device.name.clone(),
        address: device.address.map(|address| address.to_string()),
        token_sha256: refresh.sha256(),
        now,
        expires_at: tokens::refresh_expiry(app, now),
    }
}

async fn verified(
    app: &App,
    device: &Device,
    email: &str,
    login: LoginRequest,
) -> Result<(User, CheckedPassword), Refusal> {
    let limits = app.limits();
    // One after another for each account: otherwise many guesses at once all pass the limit.
    let _queue = limits.sign_in_queue(email).lock().await;
    let turn = app.passwords().turn().await?;
    limits.admit_sign_in(email, &device.household(), app.clock().now())?;
    let credentials = app.store().credentials(email).await?;
    let hash = credentials.as_ref().map(|credentials| credentials.password_hash.clone());
    let password = validation::hashable(login.password);
    if app.passwords().verify(password.clone(), hash, turn).await?
        && let Some(Credentials { user, password_hash: hash }) = credentials
    {
        limits.sign_in_succeeded(email);
        let replacement = rehashed(app, password, &hash).await?;
        return Ok((user, CheckedPassword { hash, replacement }));
    }
    limits.sign_in_failed(email, &device.household(), app.clock().now());
    Err(wrong_pair())
}

/// A new hash if the old one was made at another cost; only now is the password at hand.
async fn rehashed(app: &App, password: Secret, hash: &str) -> Result<Option<String>, Refusal> {
    if !app.passwords().is_outdated(hash) {
        return Ok(None);
    }
    let turn = app.passwords().turn().await?;
    app.passwords().hash(password, turn).await.map(Some)
}

fn wrong_pair() -> Refusal {
    Refusal::new(ErrorCode::InvalidCredentials, "The address or the password is wrong.")
}
