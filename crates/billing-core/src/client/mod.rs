//! The HTTP side: one exchange with the service, done carefully, and one file per resource.
//!
//! [`Client::exchange`] sends a request, repeats it where that can do no harm, and answers with
//! either a body that is surely the service's or a [`ClientError`] that says what stood in the way.
//! [`session::Session`] does the same in somebody's name.

pub(crate) mod account;
pub(crate) mod address;
pub(crate) mod archive;
pub(crate) mod behaviour;
pub(crate) mod credits;
pub(crate) mod customers;
pub(crate) mod devices;
mod error;
pub(crate) mod event_stream;
pub(crate) mod health;
pub(crate) mod invoices;
pub(crate) mod notices;
pub(crate) mod operations;
pub(crate) mod orders;
pub(crate) mod packages;
pub(crate) mod plans;
mod request;
pub(crate) mod retry;
pub(crate) mod session;
pub(crate) mod sign_in;
mod single_flight;
pub(crate) mod subscription;
#[cfg(test)]
mod tests;
pub(crate) mod webhooks;

pub use address::{AddressError, ServerAddress};
pub use error::ClientError;
pub(crate) use request::{Answer, Fetched, Request, Wanted};
pub(crate) use single_flight::SingleFlight;

use crate::clock::Clock;
use billing_contract::Problem;
use bytes::BytesMut;
use reqwest::header::{self, HeaderMap, HeaderName, HeaderValue};
use reqwest::{StatusCode, redirect};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;

/// The request's identifier, made here and quoted in every error.
const X_REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
/// What the list of signed-in devices calls this computer.
const X_DEVICE_NAME: HeaderName = HeaderName::from_static("x-device-name");
/// Makes a repeated request count once.
const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");

/// How long a connection may take to come about.
const CONNECT_LIMIT: Duration = Duration::from_secs(5);
/// How long a whole answer may take.
const ANSWER_LIMIT: Duration = Duration::from_secs(15);
/// How long a stream may last before it is opened anew.
const STREAM_LIMIT: Duration = Duration::from_secs(24 * 3600);
/// What is said of an answer that has more bytes than were wanted.
pub(crate) const TOO_LONG: &str = "the answer is too long";

/// Speaks to one service.
#[derive(Clone)]
pub(crate) struct Client {
    /// Made at the first request: reading the system's certificates takes longer than all the rest
    /// of a start, and the first paint needs no network.
    http: Arc<OnceLock<Result<reqwest::Client, ClientError>>>,
    server: ServerAddress,
    clock: Arc<dyn Clock>,
    version: String,
    device_name: String,
    /// By how many seconds the service's clock was ahead of this computer's at its last answer.
    ahead: Arc<Mutex<Option<i64>>>,
}

impl Client {
    /// A client of the service at `server`; nothing is sent yet.
    pub(crate) fn new(
        server: ServerAddress,
        version: &str,
        device_name: &str,
        clock: Arc<dyn Clock>,
    ) -> Self {
        Self {
            http: Arc::default(),
            server,
            clock,
            version: version.to_owned(),
            device_name: header_text(device_name),
            ahead: Arc::default(),
        }
    }

    /// By how many seconds the service's clock was ahead of this computer's when it last told its
    /// time.
    pub(crate) fn clock_ahead_seconds(&self) -> Option<i64> {
        *self.ahead.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn compare_clocks(&self, headers: &HeaderMap) {
        let date = headers.get(header::DATE).and_then(|date| date.to_str().ok());
        let Some(theirs) = date.and_then(|date| httpdate::parse_http_date(date).ok()) else {
            return;
        };
        let ahead =
            (chrono::DateTime::<chrono::Utc>::from(theirs) - self.clock.now()).num_seconds();
        *self.ahead.lock().unwrap_or_else(PoisonError::into_inner) = Some(ahead);
    }

    /// The service's address.
    pub(crate) fn server(&self) -> &ServerAddress {
        &self.server
    }

    /// Sends a request, again after a pause where that can do no harm, and answers what came back.
    pub(crate) async fn exchange(&self, request: &Request) -> Result<Answer, ClientError> {
        let mut tries = 0;
        loop {
            let error = match self.try_once(request).await {
                Ok(answer) => return Ok(answer),
                Err(error) => error,
            };
            tries += 1;
            if !request.may_repeat_after(&error) {
                return Err(error);
            }
            match retry::pause_before(tries, error.retry_after(), rand::random()) {
                Some(pause) => tokio::time::sleep(pause).await,
                None => return Err(error),
            }
        }
    }

    /// Sends a request whose answer has no end, and answers it once it has begun.
    pub(crate) async fn open_stream(
        &self,
        request: &Request,
    ) -> Result<reqwest::Response, ClientError> {
        let request_id = uuid::Uuid::now_v7().to_string();
        let mut builder = self
            .http()?
            .request(request.method.clone(), self.server.join(&request.path))
            .header(X_REQUEST_ID, &request_id)
            .timeout(STREAM_LIMIT);
        for (name, value) in &request.headers {
            builder = builder.header(name, value);
        }
        let mut response = match tokio::time::timeout(ANSWER_LIMIT, builder.send()).await {
            Ok(response) => response?,
            Err(_) => return Err(ClientError::TimedOut),
        };
        let content_type = response.headers().get(header::CONTENT_TYPE);
        let is_stream = content_type
            .and_then(|value| value.to_str().ok())
            .is_some_and(|kind| kind.starts_with("text/event-stream"));
        if response.status() == StatusCode::OK && is_stream {
            return Ok(response);
        }
        let (status, headers) = (response.status(), std::mem::take(response.headers_mut()));
        let body = response.chunk().await?.unwrap_or_default();
        self.judge(status, &headers, &body, &request_id, request.wanted)?;
        Err(ClientError::NotABillingService("the answer is no stream"))
    }

    fn http(&self) -> Result<&reqwest::Client, ClientError> {
        self.http.get_or_init(|| self.make_http()).as_ref().map_err(Clone::clone)
    }

    fn make_http(&self) -> Result<reqwest::Client, ClientError> {
        let mut headers = HeaderMap::new();
        if let Ok(name) = HeaderValue::from_str(&self.device_name) {
            headers.insert(X_DEVICE_NAME, name);
        }
        headers.insert(header::ACCEPT, HeaderValue::from_static("application/json"));
        if self.server.is_on_this_computer() {
            // On one computer packing takes longer than what it saves.
            headers.insert(header::ACCEPT_ENCODING, HeaderValue::from_static("identity"));
        }
        let mut builder = reqwest::Client::builder()
            .user_agent(format!("billing-console/{} ({})", self.version, std::env::consts::OS))
            .default_headers(headers)
            .connect_timeout(CONNECT_LIMIT)
            .timeout(ANSWER_LIMIT)
            // A connection that died while the computer slept is found out before it is used again.
            .tcp_keepalive(Duration::from_secs(30))
            .http2_keep_alive_interval(Duration::from_secs(10))
            .http2_keep_alive_timeout(CONNECT_LIMIT)
            .pool_idle_timeout(Duration::from_secs(60))
            .redirect(redirect::Policy::none())
            .https_only(!self.server.is_on_this_computer())
            .referer(false);
        if self.server.is_on_this_computer() {
            // The system's proxy may be elsewhere, and there `localhost` is another computer.
            builder = builder.no_proxy();
        }
        builder.build().map_err(ClientError::no_connection)
    }

    async fn try_once(&self, request: &Request) -> Result<Answer, ClientError> {
        let request_id = uuid::Uuid::now_v7().to_string();
        let result = self.send(request, &request_id).await;
        if let Err(error) = &result {
            let cause = error as &dyn std::error::Error;
            tracing::info!(path = request.path, request_id, error = cause, "a request failed");
        }
        result
    }

    async fn send(&self, request: &Request, request_id: &str) -> Result<Answer, ClientError> {
        let url = self.server.join(&request.path);
        let mut builder =
            self.http()?.request(request.method.clone(), url).header(X_REQUEST_ID, request_id);
        if let Some(limit) = request.limit {
            builder = builder.timeout(limit);
        }
        for (name, value) in &request.headers {
            builder = builder.header(name, value);
        }
        if let Some(body) = &request.body {
            builder = builder.header(header::CONTENT_TYPE, "application/json").body(body.clone());
        }
        let mut response = builder.send().await?;
        let status = response.status();
        let headers = std::mem::take(response.headers_mut());
        let mut body = BytesMut::new();
        while let Some(chunk) = response.chunk().await? {
            if body.len() + chunk.len() > request.wanted.most_bytes {
                return Err(ClientError::NotABillingService(TOO_LONG));
            }
            body.extend_from_slice(&chunk);
        }
        self.judge(status, &headers, &body, request_id, request.wanted)
    }

    /// Decides whether what came back is the service's answer, its refusal, or somebody else's.
    fn judge(
        &self,
        status: StatusCode,
        headers: &HeaderMap,
        body: &[u8],
        request_id: &str,
        wanted: Wanted,
    ) -> Result<Answer, ClientError> {
        self.compare_clocks(headers);
        let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
        let content_type = text(header::CONTENT_TYPE).unwrap_or_default();
        let is = |kind| content_type.split(';').next().unwrap_or_default().trim() == kind;
        if status == StatusCode::NO_CONTENT || status == StatusCode::NOT_MODIFIED {
            return Ok(Answer { status, etag: None, body: Vec::new() });
        }
        if status.is_success() {
            if !is(wanted.content_type) {
                return Err(ClientError::NotABillingService(wanted.otherwise));
            }
            let etag = text(header::ETAG).map(str::to_owned);
            return Ok(Answer { status, etag, body: body.to_owned() });
        }
        let named_wait =
            text(header::RETRY_AFTER).and_then(|text| retry::parse_after(text, self.clock.now()));
        if is(billing_contract::problem::PROBLEM_JSON)
            && let Ok(problem) = serde_json::from_slice::<Problem>(body)
        {
            let in_body = problem.retry_after.map(Duration::from_secs);
            let retry_after = named_wait.or(in_body);
            // The status line decides; a body that contradicts it is nonsense of somebody's.
            let status = status.as_u16();
            return Err(ClientError::Refused { status, problem: Box::new(problem), retry_after });
        }
        if status.is_server_error() || status == StatusCode::TOO_MANY_REQUESTS {
            // A proxy in front of the service may answer in its place.
            let request_id = request_id.to_owned();
            return Err(ClientError::Busy { request_id, retry_after: named_wait });
        }
        Err(ClientError::NotABillingService("neither an answer nor a refusal of the service's"))
    }
}

/// What of `text` can stand in a header: the rest becomes `?`.
fn header_text(text: &str) -> String {
    let plain = |character: char| {
        if character.is_ascii_graphic() || character == ' ' { character } else { '?' }
    };
    text.trim().chars().take(100).map(plain).collect()
}
