//! Requests in the name of whoever is signed in.
//!
//! One life of a session: signing in gives a short-lived access token and a refresh token. The
//! refresh token is put into the keychain before it is used. Each request carries the access
//! token. When less than a minute of its time is left by the steady clock, or when the service
//! says `token_expired`, the next request first exchanges the refresh token for a new pair; all
//! requests that need one meanwhile wait for the same exchange. The new refresh token is in the
//! keychain before the new access token is used: a crash in between leaves the predecessor there,
//! which the service still accepts because its successor was never used. Nothing but the service's
//! own word, `refresh_token_invalid` or `refresh_token_reused`, ends a session: not a network that
//! fails, not a clock that jumps.

use super::single_flight::SingleFlight;
use super::{Answer, Client, ClientError, Request, sign_in};
use crate::clock::Clock;
use crate::keychain::SecretKeeper;
use crate::views::SignedOutReason;
use billing_contract::{ErrorCode, Secret, Tokens};
use futures_util::FutureExt as _;
use reqwest::header::{self, HeaderName};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// How much of an access token's time must be left for it to be used.
const MARGIN: Duration = Duration::from_secs(60);

/// Where a stream goes on (WHATWG HTML, section 9.2).
const LAST_EVENT_ID: HeaderName = HeaderName::from_static("last-event-id");

/// A signed-in session.
pub(crate) struct Session {
    client: Client,
    keeper: SecretKeeper,
    clock: Arc<dyn Clock>,
    held: Mutex<Held>,
    refreshing: SingleFlight<Result<Access, ClientError>>,
}

struct Held {
    refresh: RefreshToken,
    access: Option<Access>,
    /// Counts access tokens, so that a late complaint about an old one is told from a new one.
    numbered: u64,
    ended: Option<Option<SignedOutReason>>,
}

enum RefreshToken {
    /// In the keychain, not read yet.
    Unread,
    Known(Secret),
    Unreadable,
}

#[derive(Clone)]
struct Access {
    token: Secret,
    number: u64,
    good_until: Duration,
}

impl Session {
    /// A session that has just begun with `tokens`; they are kept as far as the keychain lets us.
    pub(crate) async fn begin(
        client: Client,
        keeper: SecretKeeper,
        clock: Arc<dyn Clock>,
        tokens: Tokens,
    ) -> Arc<Self> {
        keeper.save(&tokens.refresh_token).await;
        let session = Self::new(client, keeper, clock, RefreshToken::Unread);
        session.take_over(tokens).expect("a session that has just begun has not ended");
        Arc::new(session)
    }

    /// A session of an earlier run; its secret is read when it is first needed.
    pub(crate) fn resume(client: Client, keeper: SecretKeeper, clock: Arc<dyn Clock>) -> Arc<Self> {
        let refresh =
            if keeper.may_hold_it() { RefreshToken::Unread } else { RefreshToken::Unreadable };
        Arc::new(Self::new(client, keeper, clock, refresh))
    }

    fn new(
        client: Client,
        keeper: SecretKeeper,
        clock: Arc<dyn Clock>,
        refresh: RefreshToken,
    ) -> Self {
        let held = Held { refresh, access: None, numbered: 0, ended: None };
        Self { client, keeper, clock, held: Mutex::new(held), refreshing: SingleFlight::new() }
    }

    /// Who is signed in and where the secret is kept.
    pub(crate) fn keeper(&self) -> &SecretKeeper {
        &self.keeper
    }

    /// The service it is a session of.
    pub(crate) fn client(&self) -> &Client {
        &self.client
    }

    /// False once it is known that the secret cannot be read.
    pub(crate) fn can_update(&self) -> bool {
        !matches!(self.held().refresh, RefreshToken::Unreadable)
    }

    /// Sends a request in the name of whoever is signed in.
    pub(crate) async fn send(self: &Arc<Self>, request: Request) -> Result<Answer, ClientError> {
        let access = self.access(None).await?;
        let complaint = match self.client.exchange(&request.clone().bearer(&access.token)).await {
            Err(error)
                if matches!(
                    error.code(),
                    Some(ErrorCode::TokenExpired | ErrorCode::Unauthenticated)
                ) =>
            {
                error
            }
            result => return result,
        };
        tracing::debug!(%complaint, "the access token was not taken");
        let access = self.access(Some(access.number)).await?;
        self.client.exchange(&request.bearer(&access.token)).await
    }

    /// Opens the stream of what the service tells without being asked, from after `last_id`.
    pub(crate) async fn open_stream(
        self: &Arc<Self>,
        last_id: Option<&str>,
    ) -> Result<reqwest::Response, ClientError> {
        let mut request = Request::get(billing_contract::paths::PORTAL_STREAM)
            .header(header::ACCEPT, "text/event-stream");
        if let Some(last_id) = last_id {
            request = request.header(LAST_EVENT_ID, last_id);
        }
        let access = self.access(None).await?;
        let opened = self.client.open_stream(&request.clone().bearer(&access.token)).await;
        match opened {
            Err(error)
                if matches!(
                    error.code(),
                    Some(ErrorCode::TokenExpired | ErrorCode::Unauthenticated)
                ) =>
            {
                let access = self.access(Some(access.number)).await?;
                self.client.open_stream(&request.bearer(&access.token)).await
            }
            opened => opened,
        }
    }

    /// Reads the secret from the keychain if that has not been done; false if it cannot be read.
    pub(crate) async fn read_secret(self: &Arc<Self>) -> bool {
        if matches!(self.held().refresh, RefreshToken::Unread) {
            let read = self.keeper.load().await;
            self.take_secret(read);
        }
        self.can_update()
    }

    /// Tries the keychain once more, with the person there to unlock it.
    pub(crate) async fn unlock(self: &Arc<Self>) -> bool {
        let known = match &self.held().refresh {
            RefreshToken::Known(secret) => Some(secret.clone()),
            _ => None,
        };
        match known {
            Some(secret) => self.keeper.save_with_a_person(&secret).await,
            None => {
                let read = self.keeper.load_with_a_person().await;
                self.take_secret(read);
            }
        }
        self.can_update()
    }

    /// Ends the session here; the secret that was held can still be used to tell the service.
    pub(crate) fn end(&self, reason: Option<SignedOutReason>) -> Option<Secret> {
        let mut held = self.held();
        held.ended.get_or_insert(reason);
        held.access = None;
        match std::mem::replace(&mut held.refresh, RefreshToken::Unreadable) {
            RefreshToken::Known(secret) => Some(secret),
            _ => None,
        }
    }

    fn take_secret(&self, read: Option<Secret>) {
        let mut held = self.held();
        // A refresh may have brought a newer one meanwhile.
        if held.ended.is_none() && !matches!(held.refresh, RefreshToken::Known(_)) {
            held.refresh = read.map_or(RefreshToken::Unreadable, RefreshToken::Known);
        }
    }

    /// An access token that is good for a while and is not the one numbered `refused`.
    async fn access(self: &Arc<Self>, refused: Option<u64>) -> Result<Access, ClientError> {
        {
            let held = self.held();
            if let Some(reason) = held.ended {
                return Err(ClientError::SignedOut(reason));
            }
            if let Some(access) = &held.access
                && Some(access.number) != refused
                && self.clock.monotonic() < access.good_until
            {
                return Ok(access.clone());
            }
        }
        let session = Arc::clone(self);
        let refreshed = self.refreshing.join(|| async move { session.refresh().await }.boxed());
        refreshed.await.unwrap_or(Err(ClientError::SecretUnreadable))
    }

    /// Exchanges no token any more: whoever goes on with this session elsewhere, such as the next
    /// start, is not to be overtaken by an exchange that this one still tries.
    pub(crate) fn close(&self) {
        self.refreshing.close();
    }

    async fn refresh(self: Arc<Self>) -> Result<Access, ClientError> {
        self.read_secret().await;
        let secret = {
            let held = self.held();
            match (&held.refresh, held.ended) {
                (_, Some(reason)) => return Err(ClientError::SignedOut(reason)),
                (RefreshToken::Known(secret), None) => secret.clone(),
                _ => return Err(ClientError::SecretUnreadable),
            }
        };
        let refused = match sign_in::refresh(&self.client, secret).await {
            Ok(tokens) => {
                self.keeper.save(&tokens.refresh_token).await;
                return self.take_over(tokens);
            }
            Err(error) => error,
        };
        let reason = match refused.code() {
            Some(ErrorCode::RefreshTokenInvalid) => SignedOutReason::SessionEnded,
            Some(ErrorCode::RefreshTokenReused) => SignedOutReason::TokenReused,
            _ => return Err(refused),
        };
        self.end(Some(reason));
        Err(ClientError::SignedOut(Some(reason)))
    }

    fn take_over(&self, tokens: Tokens) -> Result<Access, ClientError> {
        let good_for = Duration::from_secs(tokens.expires_in);
        let mut held = self.held();
        if let Some(reason) = held.ended {
            return Err(ClientError::SignedOut(reason));
        }
        held.numbered += 1;
        let access = Access {
            token: tokens.access_token,
            number: held.numbered,
            // Half of a short life, so that a token of thirty seconds is used at all.
            good_until: self.clock.monotonic() + good_for - MARGIN.min(good_for / 2),
        };
        held.refresh = RefreshToken::Known(tokens.refresh_token);
        held.access = Some(access.clone());
        Ok(access)
    }

    fn held(&self) -> MutexGuard<'_, Held> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests;
