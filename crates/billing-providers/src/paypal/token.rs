//! The access token PayPal wants with every request.
//!
//! One life: the first request asks for a token, those beside it wait for the same one, and all
//! share it until a minute before it runs out, or until PayPal does not accept it any more.

use crate::ProviderError;
use crate::http::Outbound;
use billing_contract::Secret;
use chrono::{DateTime, TimeDelta, Utc};
use reqwest::Method;
use serde::Deserialize;
use std::sync::PoisonError;

/// Asks for tokens and keeps the present one.
pub(super) struct Tokens {
    client_id: String,
    client_secret: Secret,
    present: std::sync::Mutex<Option<Token>>,
    asking: tokio::sync::Mutex<()>,
}

#[derive(Clone)]
struct Token {
    secret: Secret,
    until: DateTime<Utc>,
}

#[derive(Deserialize)]
struct Granted {
    access_token: Secret,
    expires_in: i64,
}

impl Tokens {
    pub(super) fn new(client_id: String, client_secret: Secret) -> Self {
        Self {
            client_id,
            client_secret,
            present: std::sync::Mutex::default(),
            asking: tokio::sync::Mutex::default(),
        }
    }

    /// The present token, asked for if there is none.
    pub(super) async fn current(
        &self,
        outbound: &Outbound,
        now: DateTime<Utc>,
    ) -> Result<Secret, ProviderError> {
        if let Some(secret) = self.present(now) {
            return Ok(secret);
        }
        let _asking = self.asking.lock().await;
        // Another caller may have asked while this one waited.
        if let Some(secret) = self.present(now) {
            return Ok(secret);
        }
        let granted = self.ask(outbound).await?;
        let until = now + TimeDelta::seconds(granted.expires_in.clamp(0, 86_400) - 60);
        let token = Token { secret: granted.access_token, until };
        let secret = token.secret.clone();
        *self.present.lock().unwrap_or_else(PoisonError::into_inner) = Some(token);
        Ok(secret)
    }

    /// Forgets the present token, because it was not accepted.
    pub(super) fn forget(&self) {
        *self.present.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }

    fn present(&self, now: DateTime<Utc>) -> Option<Secret> {
        let present = self.present.lock().unwrap_or_else(PoisonError::into_inner);
        present.as_ref().filter(|token| now < token.until).map(|token| token.secret.clone())
    }

    async fn ask(&self, outbound: &Outbound) -> Result<Granted, ProviderError> {
        let request = outbound
            .request(Method::POST, &outbound.address("/v1/oauth2/token"))
            .basic_auth(&self.client_id, Some(self.client_secret.expose()))
            .form(&[("grant_type", "client_credentials")]);
        let answer = outbound.send(request).await.map_err(|error| match error {
            // Whatever became of the token, what it was for was not asked.
            ProviderError::OutcomeUnknown(why) => ProviderError::Unreachable(why),
            error => error,
        })?;
        if !answer.status.is_success() {
            return Err(ProviderError::Refused {
                code: "invalid_client".to_owned(),
                message: format!("no token: {}", answer.status),
            });
        }
        serde_json::from_slice(&answer.body)
            .map_err(|_| ProviderError::Forged("its token cannot be read".to_owned()))
    }
}
