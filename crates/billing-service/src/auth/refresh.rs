//! Exchanging refresh tokens, and signing out.

use crate::app::App;
use crate::auth::device::Device;
use crate::auth::tokens::{self, RefreshToken};
use crate::body::Body;
use crate::problem::Refusal;
use crate::store::{Rotated, Rotation};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use billing_contract::{ErrorCode, LogoutRequest, RefreshRequest, Tokens, paths};

/// Exchanges a refresh token for new tokens. The token used last is accepted again until one of
/// its successors has been used; any other reuse ends the session.
#[utoipa::path(
    post, path = paths::AUTH_REFRESH, request_body = RefreshRequest,
    responses((status = 200, body = Tokens), (status = 401, description = "Not valid, or used twice"))
)]
pub async fn refresh(
    State(app): State<App>,
    device: Device,
    Body(request): Body<RefreshRequest>,
) -> Result<Json<Tokens>, Refusal> {
    let now = app.clock().now();
    let successor = RefreshToken::generate()?;
    let rotation = Rotation {
        presented_sha256: tokens::sha256_of(&request.refresh_token),
        successor_sha256: successor.sha256(),
        now,
        expires_at: tokens::refresh_expiry(&app, now),
        address: device.address.map(|address| address.to_string()),
    };
    match app.store().rotate(rotation).await? {
        Rotated::Accepted { user, session } => {
            Ok(Json(tokens::tokens(&app, &user, &session, successor, now)?))
        }
        Rotated::Invalid => Err(Refusal::new(
            ErrorCode::RefreshTokenInvalid,
            "The refresh token is unknown, has run out, or its session has ended.",
        )),
        Rotated::Reused { session } => {
            tracing::warn!(%session, "a refresh token was used twice; the session was ended");
            app.ended().add([session], now);
            Err(Refusal::new(
                ErrorCode::RefreshTokenReused,
                "The refresh token had been followed by a newer one; the session was ended.",
            ))
        }
    }
}

/// Ends the session the token belongs to; a token nobody knows has nothing left to end.
#[utoipa::path(
    post, path = paths::AUTH_LOGOUT, request_body = LogoutRequest,
    responses((status = 204, description = "The session has ended"))
)]
pub async fn sign_out(
    State(app): State<App>,
    Body(request): Body<LogoutRequest>,
) -> Result<StatusCode, Refusal> {
    let now = app.clock().now();
    let token = tokens::sha256_of(&request.refresh_token);
    let ended = app.store().end_session_of_token(token, now).await?;
    app.ended().add(ended, now);
    Ok(StatusCode::NO_CONTENT)
}
