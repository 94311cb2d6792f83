//! Access tokens as signed statements, refresh tokens as random secrets.

use crate::app::App;
use crate::problem::Refusal;
use crate::store::User;
use aws_lc_rs::{digest, rand};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use billing_contract::{CustomerId, ErrorCode, Role, Secret, SessionId, Tokens, UserId};
use chrono::{DateTime, Duration, Utc};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use serde::{Deserialize, Serialize};

/// The name of the key in the store.
pub const SIGNING_KEY: &str = "access_token_hs256";

/// What an access token states.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Claims {
    /// The user, as registered claim.
    pub sub: UserId,
    /// The customer the user belongs to; absent for staff.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub customer_id: Option<CustomerId>,
    /// The user.
    pub user_id: UserId,
    /// What the user may do.
    pub role: Role,
    /// Always `access`.
    #[serde(rename = "type")]
    pub kind: String,
    /// The session the token belongs to.
    pub sid: SessionId,
    /// When it was issued, in seconds since 1970.
    pub iat: i64,
    /// When it runs out.
    pub exp: i64,
    /// Names the token.
    pub jti: String,
}

/// Signs and checks access tokens.
pub struct Signer {
    encoding: EncodingKey,
    decoding: DecodingKey,
    validation: Validation,
}

impl Signer {
    /// A signer with this key.
    pub fn new(key: &[u8]) -> Self {
        let mut validation = Validation::new(Algorithm::HS256);
        // Times are compared with the service's own clock below.
        validation.validate_exp = false;
        validation.set_required_spec_claims(&["exp", "sub"]);
        Self {
            encoding: EncodingKey::from_secret(key),
            decoding: DecodingKey::from_secret(key),
            validation,
        }
    }

    /// The signed form of `claims`.
    pub fn sign(&self, claims: &Claims) -> Result<Secret, Refusal> {
        jsonwebtoken::encode(&Header::new(Algorithm::HS256), claims, &self.encoding)
            .map(Secret::new)
            .map_err(Refusal::internal)
    }

    /// What a token states, if it is ours and has not run out.
    pub fn verify(&self, token: &str, now: DateTime<Utc>) -> Result<Claims, Refusal> {
        let claims: Claims = jsonwebtoken::decode(token, &self.decoding, &self.validation)
            .map(|token| token.claims)
            .map_err(|_| not_ours())?;
        if claims.kind != "access" {
            return Err(not_ours());
        }
        if claims.exp <= now.timestamp() {
            return Err(Refusal::new(ErrorCode::TokenExpired, "The access token has run out."));
        }
        Ok(claims)
    }
}

fn not_ours() -> Refusal {
    Refusal::new(ErrorCode::Unauthenticated, "The access token is not one of ours.")
}

/// A new refresh token.
pub struct RefreshToken(Secret);

impl RefreshToken {
    /// 256 random bits.
    pub fn generate() -> Result<Self, Refusal> {
        let mut bytes = [0_u8; 32];
        rand::fill(&mut bytes).map_err(Refusal::internal)?;
        Ok(Self(Secret::new(URL_SAFE_NO_PAD.encode(bytes))))
    }

    /// What the store knows of it.
    pub fn sha256(&self) -> [u8; 32] {
        sha256_of(&self.0)
    }
}

/// What the store knows of a refresh token.
pub fn sha256_of(token: &Secret) -> [u8; 32] {
    let mut bytes = [0; 32];
    bytes.copy_from_slice(digest::digest(&digest::SHA256, token.expose().as_bytes()).as_ref());
    bytes
}

/// When a refresh token issued `now` runs out.
pub fn refresh_expiry(app: &App, now: DateTime<Utc>) -> DateTime<Utc> {
    now + Duration::days(i64::from(app.config().tokens.refresh_days))
}

/// The answer that goes with a new refresh token.
pub fn tokens(
    app: &App,
    user: &User,
    session: &SessionId,
    refresh: RefreshToken,
    now: DateTime<Utc>,
) -> Result<Tokens, Refusal> {
    let expires_in = app.config().tokens.access_seconds;
    let claims = Claims {
        sub: user.id.clone(),
        customer_id: user.customer_id.clone(),
        user_id: user.id.clone(),
        role: user.role,
        kind: "access".to_owned(),
        sid: session.clone(),
        iat: now.timestamp(),
        exp: now.timestamp() + i64::from(expires_in),
        jti: app.clock().new_id(),
    };
    Ok(Tokens {
        access_token: app.signer().sign(&claims)?,
        refresh_token: refresh.0,
        token_type: "bearer".to_owned(),
        expires_in: u64::from(expires_in),
        server_now: now,
    })
}
