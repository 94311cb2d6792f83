//! How the service says no.
//!
//! A handler returns a [`Refusal`]; on the way out [`complete`] turns it, and every other error
//! answer, into `application/problem+json` with the request's id.

use crate::request_id::RequestId;
use crate::store::StoreError;
use axum::extract::Request;
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use billing_contract::problem::PROBLEM_JSON;
use billing_contract::{ErrorCode, FieldError, Problem};
use std::sync::Arc;

/// A request that is not answered as asked.
#[derive(Clone, Debug)]
pub struct Refusal {
    code: ErrorCode,
    detail: String,
    retry_after: Option<u64>,
    available: Option<i64>,
    errors: Vec<FieldError>,
    /// What the log shall say and the client shall not read.
    cause: Option<Arc<str>>,
}

impl Refusal {
    /// A refusal by its code; `detail` is for a developer to read.
    pub fn new(code: ErrorCode, detail: impl Into<String>) -> Self {
        Self {
            code,
            detail: detail.into(),
            retry_after: None,
            available: None,
            errors: Vec::new(),
            cause: None,
        }
    }

    /// There is no such thing, or none that may be known.
    pub fn not_found() -> Self {
        Self::new(ErrorCode::NotFound, "There is nothing here that you may see.")
    }

    /// One or more fields are missing or wrong.
    pub fn invalid(errors: Vec<FieldError>) -> Self {
        let fields: Vec<_> = errors.iter().map(|error| error.field.as_str()).collect();
        let detail = format!("Missing or wrong: {}.", fields.join(", "));
        Self { errors, ..Self::new(ErrorCode::ValidationFailed, detail) }
    }

    /// The service failed in a way that another try will not mend; `cause` is logged.
    pub fn internal(cause: impl std::fmt::Display) -> Self {
        Self {
            cause: Some(cause.to_string().into()),
            ..Self::new(ErrorCode::Internal, "The service failed; its log says why.")
        }
    }

    /// The service cannot answer just now; `cause` is logged.
    pub fn unavailable(cause: impl std::fmt::Display) -> Self {
        Self {
            cause: Some(cause.to_string().into()),
            retry_after: Some(5),
            ..Self::new(ErrorCode::Unavailable, "The service cannot answer just now.")
        }
    }

    /// The same refusal with the seconds to wait before another try.
    pub fn after_seconds(mut self, seconds: u64) -> Self {
        self.retry_after = Some(seconds.max(1));
        self
    }

    /// The same refusal with the fields it is about.
    pub fn about(mut self, errors: Vec<FieldError>) -> Self {
        self.errors = errors;
        self
    }

    /// The same refusal with how many credits are there.
    pub fn with_available(mut self, available: i64) -> Self {
        self.available = Some(available);
        self
    }

    /// What a program decides by.
    pub fn code(&self) -> ErrorCode {
        self.code
    }

    /// Whether a repetition is refused in the same words, as opposed to one at another moment or
    /// one whose body could not be understood.
    pub fn is_kept(&self) -> bool {
        let status = self.code.status();
        (400..500).contains(&status) && ![400, 401, 422, 429].contains(&status)
    }

    /// What must be kept to refuse again in the same words.
    pub fn for_repetition(&self) -> (ErrorCode, String, Vec<FieldError>) {
        (self.code, self.detail.clone(), self.errors.clone())
    }

    /// The refusal that was kept.
    pub fn repeated(code: ErrorCode, detail: String, errors: Vec<FieldError>) -> Self {
        Self { errors, ..Self::new(code, detail) }
    }

    fn of_status(status: StatusCode) -> Self {
        let code = match status {
            StatusCode::UNAUTHORIZED => ErrorCode::Unauthenticated,
            StatusCode::FORBIDDEN => ErrorCode::Forbidden,
            StatusCode::NOT_FOUND => ErrorCode::NotFound,
            StatusCode::METHOD_NOT_ALLOWED => ErrorCode::MethodNotAllowed,
            StatusCode::PAYLOAD_TOO_LARGE => ErrorCode::PayloadTooLarge,
            StatusCode::UNSUPPORTED_MEDIA_TYPE => ErrorCode::UnsupportedMediaType,
            StatusCode::UNPROCESSABLE_ENTITY => ErrorCode::ValidationFailed,
            StatusCode::TOO_MANY_REQUESTS => ErrorCode::RateLimited,
            StatusCode::SERVICE_UNAVAILABLE | StatusCode::REQUEST_TIMEOUT => ErrorCode::Unavailable,
            status if status.is_client_error() => ErrorCode::BadRequest,
            _ => ErrorCode::Internal,
        };
        Self::new(code, code.title())
    }

    fn status(&self) -> StatusCode {
        StatusCode::from_u16(self.code.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }

    fn into_problem(self, request_id: &str) -> Problem {
        Problem {
            kind: format!("urn:billing:problem:{}", self.code.as_str()),
            title: self.code.title().to_owned(),
            status: self.code.status(),
            detail: self.detail,
            code: self.code,
            request_id: request_id.to_owned(),
            retry_after: self.retry_after,
            available: self.available,
            errors: self.errors,
        }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        response.extensions_mut().insert(self);
        response
    }
}

impl From<StoreError> for Refusal {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Unavailable(_) => Self::unavailable(error),
            StoreError::Broken(_) => Self::internal(error),
        }
    }
}

/// One wrong field, by name and in one word how.
pub fn field_error(field: impl Into<String>, code: &str) -> FieldError {
    FieldError { field: field.into(), code: code.to_owned() }
}

/// Marks an answer that must have somebody else's form, such as a payment provider's.
#[derive(Clone, Copy)]
pub struct InOwnWords;

/// Gives every error answer its body; nothing else may write one.
pub async fn complete(request: Request, next: Next) -> Response {
    let request_id = RequestId::of(request.extensions());
    let mut response = next.run(request).await;
    let status = response.status();
    let is_error = status.is_client_error() || status.is_server_error();
    if !is_error || response.extensions().get::<InOwnWords>().is_some() {
        return response;
    }
    let has_body = response
        .headers()
        .get(header::CONTENT_TYPE)
        .is_some_and(|kind| kind.as_bytes() == PROBLEM_JSON.as_bytes());
    if has_body {
        return response;
    }
    let refusal =
        response.extensions_mut().remove::<Refusal>().unwrap_or_else(|| Refusal::of_status(status));
    if let Some(cause) = &refusal.cause {
        tracing::error!(request_id = request_id.as_str(), code = refusal.code.as_str(), %cause);
    }
    with_body(refusal, &request_id, response)
}

fn with_body(refusal: Refusal, request_id: &RequestId, unfinished: Response) -> Response {
    let status = refusal.status();
    let retry_after = refusal.retry_after;
    let problem = refusal.into_problem(request_id.as_str());
    let body = serde_json::to_vec(&problem).expect("a problem holds nothing JSON cannot");
    let mut response = (status, body).into_response();
    let headers = response.headers_mut();
    for (name, value) in unfinished.headers() {
        if *name != header::CONTENT_TYPE && *name != header::CONTENT_LENGTH {
            headers.append(name, value.clone());
        }
    }
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(PROBLEM_JSON));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if let Some(seconds) = retry_after {
        headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    if status == StatusCode::UNAUTHORIZED {
        headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
    }
    response
}
