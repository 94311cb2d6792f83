//! Getting, renewing and giving back tokens; who is signed in; the password.

use super::session::Session;
use super::{Client, ClientError, Fetched, Request};
use billing_contract::{
    LoginRequest, LogoutRequest, Me, PasswordChange, RefreshRequest, RegisterRequest, Secret,
    Tokens, paths,
};
use std::sync::Arc;
use std::time::Duration;

/// How long signing out may wait for the service.
const LOGOUT_LIMIT: Duration = Duration::from_secs(2);

/// Signs in.
pub(crate) async fn login(client: &Client, login: &LoginRequest) -> Result<Tokens, ClientError> {
    client.exchange(&Request::post(paths::AUTH_LOGIN).json(login)).await?.read()
}

/// Registers a customer, once for each `key`; the first sign-in is part of it.
pub(crate) async fn register(
    client: &Client,
    register: &RegisterRequest,
    key: &str,
) -> Result<Tokens, ClientError> {
    client
        .exchange(&Request::post(paths::AUTH_REGISTER).json(register).counted_as(key))
        .await?
        .read()
}

/// Exchanges a refresh token for new tokens. If the answer gets lost the old one is taken again,
/// so that it may be repeated.
pub(super) async fn refresh(client: &Client, token: Secret) -> Result<Tokens, ClientError> {
    let body = RefreshRequest { refresh_token: token };
    client
        .exchange(&Request::post(paths::AUTH_REFRESH).json(&body).harmless_to_repeat())
        .await?
        .read()
}

/// Ends the session at the service; tried once, because nobody waits for it long.
pub(crate) async fn logout(client: &Client, token: Secret) -> Result<(), ClientError> {
    let body = LogoutRequest { refresh_token: token };
    let request = Request::post(paths::AUTH_LOGOUT).json(&body).once_within(LOGOUT_LIMIT);
    client.exchange(&request).await.map(drop)
}

/// Who the access token was given to.
pub(crate) async fn me_of(client: &Client, access_token: &Secret) -> Result<Me, ClientError> {
    client.exchange(&Request::get(paths::AUTH_ME).bearer(access_token)).await?.read()
}

/// Who is signed in, if that has changed.
pub(crate) async fn me(
    session: &Arc<Session>,
    etag: Option<&str>,
) -> Result<Fetched<Me>, ClientError> {
    session.send(Request::get(paths::AUTH_ME).if_changed_from(etag)).await?.fetched()
}

/// Changes the password; every other session ends.
pub(crate) async fn change_password(
    session: &Arc<Session>,
    change: &PasswordChange,
) -> Result<(), ClientError> {
    session.send(Request::post(paths::AUTH_PASSWORD).json(change)).await.map(drop)
}
