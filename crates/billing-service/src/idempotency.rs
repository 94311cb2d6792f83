//! Requests that may be sent twice and are done once.
//!
//! A request with an `Idempotency-Key` first claims a record. The work then hands its answer to
//! the store together with what it changes, so that both are on the disk or neither is: there is
//! no moment at which the change is made and the answer unknown. A repetition finds the answer; a
//! repetition that comes too early is told so. If the first caller's process dies, its claim runs
//! out and the next repetition takes over. Refusals that another try would meet again are kept as
//! well; those of the moment (5xx, 401, 429) and of the body's form (400, 422) are not, and the
//! claim is given up: nothing was done, and a mended body may come under the same key.
//!
//! The answer may hold tokens. It is sealed under a key made from the service's secret and the
//! `Idempotency-Key` itself, of which only a keyed hash is stored: the database alone opens none.

use crate::app::App;
use crate::auth::access::Principal;
use crate::body;
use crate::problem::Refusal;
use crate::store::{Completion, RepeatClaim, RepeatState};
use aws_lc_rs::aead::{AES_256_GCM, Aad, NONCE_LEN, RandomizedNonceKey};
use aws_lc_rs::hmac;
use axum::extract::{FromRequest, Request};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use billing_contract::{ErrorCode, FieldError};
use chrono::Duration;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use utoipa::PartialSchema;

/// The name of the secret in the store.
pub const REPEAT_SECRET: &str = "idempotency_hmac_sha256";

const LONGEST_KEY: usize = 255;
/// As long as an order is watched. A console that lost the answer to an order, and is opened again
/// only after a long weekend, sends the same key once more and must find what it ordered then.
const KEPT_DAYS: i64 = 8;
/// How much longer than a request may take a claim holds.
const CLAIM_MARGIN_SECONDS: u64 = 30;

/// Knows records by their keys.
pub struct Repeats {
    secret: hmac::Key,
}

/// Whether a request must come with an `Idempotency-Key`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyRule {
    /// One without is refused.
    Required,
    /// One without is done every time.
    Optional,
}

/// The `Idempotency-Key` of a request.
struct RepeatKey(String);

impl RepeatKey {
    /// The key, if there is one; a malformed one is refused, and so is none against the rule.
    fn of(headers: &HeaderMap, rule: KeyRule) -> Result<Option<Self>, Refusal> {
        let mut values = headers.get_all("idempotency-key").iter();
        let Some(value) = values.next() else {
            let detail = "This request must come with an Idempotency-Key.";
            return match rule {
                KeyRule::Required => Err(Refusal::new(ErrorCode::IdempotencyKeyRequired, detail)),
                KeyRule::Optional => Ok(None),
            };
        };
        let fits = (1..=LONGEST_KEY).contains(&value.len())
            && value.as_bytes().iter().all(|byte| (b' '..=b'~').contains(byte));
        match value.to_str() {
            Ok(key) if fits && values.next().is_none() => Ok(Some(Self(key.to_owned()))),
            _ => Err(Refusal::new(
                ErrorCode::BadRequest,
                "Idempotency-Key must be one value of 1 to 255 printable characters.",
            )),
        }
    }
}

/// A request that may come again, not read yet.
pub struct Repeatable {
    /// Whose keys these are; the same key of another caller is another key.
    caller: String,
    request: Request,
}

impl FromRequest<App> for Repeatable {
    type Rejection = Refusal;

    async fn from_request(request: Request, _: &App) -> Result<Self, Refusal> {
        let principal = request.extensions().get::<Principal>();
        let caller = principal.map_or("anybody", |principal| principal.user_id.as_str());
        Ok(Self { caller: caller.to_owned(), request })
    }
}

impl Repeatable {
    /// Reads the body and does what it asks for once for each key; without a key, every time.
    ///
    /// `work` must hand the completion of its ticket to the store together with what it changes.
    pub async fn once<T, W>(self, app: &App, rule: KeyRule, work: W) -> Result<Response, Refusal>
    where
        T: DeserializeOwned + PartialSchema,
        W: AsyncFnOnce(T, Option<Ticket>) -> Result<Answer, Refusal>,
    {
        let key = RepeatKey::of(self.request.headers(), rule)?;
        let route = self.request.uri().path().to_owned();
        let body = body::read(self.request, app).await?;
        let Some(key) = key else {
            return work(body::parse(&body)?, None).await.map(Answer::into_response);
        };
        let ticket = app.repeats().ticket(&key, &self.caller, app.clock().new_id());
        let fingerprint = [key.0.as_bytes(), route.as_bytes(), &body];
        let fingerprint = app.repeats().derive("request", fingerprint);
        if let Some(response) = claim(app, &ticket, fingerprint).await? {
            return Ok(response);
        }
        let answer = match body::parse(&body) {
            Ok(asked) => work(asked, Some(ticket.clone())).await,
            Err(refusal) => Err(refusal),
        };
        match answer {
            Ok(answer) => Ok(answer.into_response()),
            Err(refusal) => Err(keep_refusal(app, ticket, refusal).await?),
        }
    }

    /// The same for work that finds again what it has done: the answer is kept after it, and a
    /// repetition that finds none does no harm.
    pub async fn once_kept_afterwards<T, W>(
        self,
        app: &App,
        rule: KeyRule,
        work: W,
    ) -> Result<Response, Refusal>
    where
        T: DeserializeOwned + PartialSchema,
        W: AsyncFnOnce(T) -> Result<Answer, Refusal>,
    {
        self.once(app, rule, async |asked, ticket: Option<Ticket>| {
            let answer = work(asked).await?;
            if let Some(ticket) = ticket {
                app.store().complete_repeat(ticket.complete(&answer)?).await?;
            }
            Ok(answer)
        })
        .await
    }
}

/// An answer that can be given again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    status: u16,
    body: String,
    refusal: Option<StoredRefusal>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct StoredRefusal {
    code: ErrorCode,
    detail: String,
    errors: Vec<FieldError>,
}

impl Answer {
    /// A JSON answer.
    pub fn json<T: Serialize>(status: StatusCode, body: &T) -> Result<Self, Refusal> {
        let body = serde_json::to_string(body).map_err(Refusal::internal)?;
        Ok(Self { status: status.as_u16(), body, refusal: None })
    }

    fn refused(refusal: &Refusal) -> Self {
        let (code, detail, errors) = refusal.for_repetition();
        let refusal = StoredRefusal { code, detail, errors };
        Self { status: code.status(), body: String::new(), refusal: Some(refusal) }
    }
}

impl IntoResponse for Answer {
    fn into_response(self) -> Response {
        if let Some(StoredRefusal { code, detail, errors }) = self.refusal {
            return Refusal::repeated(code, detail, errors).into_response();
        }
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::OK);
        let json = HeaderValue::from_static("application/json");
        (status, [(header::CONTENT_TYPE, json)], self.body).into_response()
    }
}

/// The right to run a repeatable request, and the means to keep its answer.
#[derive(Clone)]
pub struct Ticket {
    id: [u8; 32],
    claim: String,
    sealing_key: [u8; 32],
}

impl Ticket {
    /// The answer in the form in which it is stored.
    pub fn complete(&self, answer: &Answer) -> Result<Completion, Refusal> {
        let mut sealed = serde_json::to_vec(answer).map_err(Refusal::internal)?;
        let key = cipher(&self.sealing_key)?;
        let nonce = key
            .seal_in_place_append_tag(Aad::from(&self.id), &mut sealed)
            .map_err(Refusal::internal)?;
        let mut stored = nonce.as_ref().to_vec();
        stored.append(&mut sealed);
        Ok(Completion { id: self.id, claim: self.claim.clone(), answer: stored })
    }

    fn open(&self, stored: &[u8]) -> Result<Answer, Refusal> {
        let broken = || Refusal::internal("a stored answer cannot be opened");
        let (nonce, sealed) = stored.split_at_checked(NONCE_LEN).ok_or_else(broken)?;
        let nonce: [u8; NONCE_LEN] = nonce.try_into().map_err(|_| broken())?;
        let mut sealed = sealed.to_vec();
        let plain = cipher(&self.sealing_key)?
            .open_in_place((&nonce).into(), Aad::from(&self.id), &mut sealed)
            .map_err(|_| broken())?;
        serde_json::from_slice(plain).map_err(|_| broken())
    }
}

fn cipher(key: &[u8; 32]) -> Result<RandomizedNonceKey, Refusal> {
    RandomizedNonceKey::new(&AES_256_GCM, key).map_err(Refusal::internal)
}

impl Repeats {
    /// Records under this secret.
    pub fn new(secret: &[u8]) -> Self {
        Self { secret: hmac::Key::new(hmac::HMAC_SHA256, secret) }
    }

    fn derive(&self, purpose: &str, parts: [&[u8]; 3]) -> [u8; 32] {
        let mut context = hmac::Context::with_key(&self.secret);
        context.update(purpose.as_bytes());
        for part in parts {
            // The length first, so that no two lists of parts read the same.
            context.update(&(part.len() as u64).to_be_bytes());
            context.update(part);
        }
        let mut derived = [0; 32];
        derived.copy_from_slice(context.sign().as_ref());
        derived
    }

    fn ticket(&self, key: &RepeatKey, caller: &str, claim: String) -> Ticket {
        let named: [&[u8]; 3] = [caller.as_bytes(), key.0.as_bytes(), b""];
        Ticket {
            id: self.derive("record", named),
            claim,
            sealing_key: self.derive("sealing", named),
        }
    }
}

/// Claims the record of a ticket, or says what a repetition is answered.
async fn claim(
    app: &App,
    ticket: &Ticket,
    fingerprint: [u8; 32],
) -> Result<Option<Response>, Refusal> {
    let now = app.clock().now();
    let held = app.config().request_timeout_seconds.saturating_add(CLAIM_MARGIN_SECONDS);
    let claim = RepeatClaim {
        id: ticket.id,
        fingerprint,
        claim: ticket.claim.clone(),
        now,
        claimed_until: now + Duration::seconds(i64::try_from(held).unwrap_or(i64::MAX / 2_000)),
        expires_at: now + Duration::days(KEPT_DAYS),
    };
    match app.store().claim_repeat(claim).await? {
        RepeatState::Claimed => Ok(None),
        RepeatState::Answered(stored) => {
            let mut response = ticket.open(&stored)?.into_response();
            let yes = HeaderValue::from_static("true");
            response.headers_mut().insert("idempotent-replayed", yes);
            Ok(Some(response))
        }
        RepeatState::InProgress => {
            let detail = "The first request with this Idempotency-Key is still running.";
            Err(Refusal::new(ErrorCode::IdempotencyInProgress, detail).after_seconds(1))
        }
        RepeatState::OtherRequest => {
            let detail = "This Idempotency-Key came with another request before.";
            Err(Refusal::new(ErrorCode::IdempotencyKeyReused, detail))
        }
    }
}

/// Keeps a refusal that another try would meet again; of any other the claim is given up.
async fn keep_refusal(app: &App, ticket: Ticket, refusal: Refusal) -> Result<Refusal, Refusal> {
    if refusal.is_kept() {
        let completion = ticket.complete(&Answer::refused(&refusal))?;
        app.store().complete_repeat(completion).await?;
    } else {
        app.store().release_repeat(ticket.id, ticket.claim).await?;
    }
    Ok(refusal)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn ticket(secret: &[u8], caller: &str, key: &str) -> Ticket {
        Repeats::new(secret).ticket(&RepeatKey(key.to_owned()), caller, "claim".to_owned())
    }

    fn answer() -> Answer {
        Answer::json(StatusCode::OK, &"a token").unwrap()
    }

    #[test]
    fn only_the_holder_of_the_key_opens_an_answer() {
        let stored = ticket(b"secret", "anybody", "key").complete(&answer()).unwrap().answer;
        assert_eq!(ticket(b"secret", "anybody", "key").open(&stored).unwrap(), answer());
        for (secret, caller, key) in [
            ("other", "anybody", "key"),
            ("secret", "other", "key"),
            ("secret", "anybody", "other"),
        ] {
            assert!(ticket(secret.as_bytes(), caller, key).open(&stored).is_err());
        }
        assert!(!stored.windows(7).any(|window| window == b"a token"));
    }

    #[test]
    fn the_same_answer_is_never_sealed_alike() {
        let ticket = ticket(b"secret", "anybody", "key");
        let sealed = || ticket.complete(&answer()).unwrap().answer;
        assert_ne!(sealed(), sealed());
    }

    proptest! {
        #[test]
        fn a_changed_answer_is_noticed(place in 0_usize..60, bit in 0_u8..8) {
            let ticket = ticket(b"secret", "anybody", "key");
            let mut stored = ticket.complete(&answer()).unwrap().answer;
            let place = place % stored.len();
            stored[place] ^= 1 << bit;
            prop_assert!(ticket.open(&stored).is_err());
            prop_assert!(ticket.open(&stored[..place]).is_err());
        }

        #[test]
        fn callers_and_keys_are_never_mixed_up(one in ".{0,8}", other in ".{0,8}", cut in 0_usize..8) {
            let joined = format!("{one}{other}");
            let cut = joined.char_indices().map(|(at, _)| at).nth(cut).unwrap_or(joined.len());
            let (first, second) = joined.split_at(cut);
            let same = (first, second) == (one.as_str(), other.as_str());
            let apart = ticket(b"s", &one, &other).id != ticket(b"s", first, second).id;
            prop_assert_eq!(apart, !same);
        }
    }
}
