//! One request, and whether it may be sent twice.

use super::{ClientError, IDEMPOTENCY_KEY};
use billing_contract::Secret;
use reqwest::header::{self, HeaderName, HeaderValue};
use reqwest::{Method, StatusCode};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::time::Duration;

/// What kind of answer a request wants, and how much of it at most.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Wanted {
    /// The content type.
    pub content_type: &'static str,
    /// How many bytes it may have, unpacked.
    pub most_bytes: usize,
    /// What is said of an answer of another type.
    pub otherwise: &'static str,
}

impl Wanted {
    pub(super) const JSON: Self = Self {
        content_type: "application/json",
        most_bytes: 8 * 1024 * 1024,
        otherwise: "the answer is not JSON",
    };
    const CSV: Self = Self {
        content_type: "text/csv",
        most_bytes: 32 * 1024 * 1024,
        otherwise: "the answer is no table",
    };
    const PDF: Self = Self {
        content_type: "application/pdf",
        most_bytes: 32 * 1024 * 1024,
        otherwise: "the answer is no document",
    };
}

/// How long a document or a large answer may take on a slow line.
const LARGE_LIMIT: Duration = Duration::from_secs(120);

/// A request, ready to be sent once or more.
#[derive(Clone, Debug)]
pub(crate) struct Request {
    pub method: Method,
    pub path: String,
    pub headers: Vec<(HeaderName, HeaderValue)>,
    pub body: Option<Vec<u8>>,
    /// Another time limit than usual.
    pub limit: Option<Duration>,
    /// What kind of answer is wanted.
    pub wanted: Wanted,
    repeatable: bool,
}

impl Request {
    /// Asks for something; asking twice changes nothing.
    pub(crate) fn get(path: impl Into<String>) -> Self {
        Self::new(Method::GET, path, true)
    }

    /// Asks for much at once, for which nobody waits and a slow line needs longer.
    pub(crate) fn large(path: impl Into<String>) -> Self {
        Self { limit: Some(LARGE_LIMIT), ..Self::get(path) }
    }

    /// Asks for a document, which may take longer and be larger than an answer in JSON.
    pub(crate) fn document(path: impl Into<String>) -> Self {
        let mut request = Self::get(path).header(header::ACCEPT, Wanted::PDF.content_type);
        request.wanted = Wanted::PDF;
        request.limit = Some(LARGE_LIMIT);
        request
    }

    /// Asks for a table, which may take longer and be larger than an answer in JSON.
    pub(crate) fn table(path: impl Into<String>) -> Self {
        let mut request = Self::get(path).header(header::ACCEPT, Wanted::CSV.content_type);
        request.wanted = Wanted::CSV;
        request.limit = Some(LARGE_LIMIT);
        request
    }

    /// Puts something in place; doing it twice leaves the same.
    pub(crate) fn put(path: impl Into<String>) -> Self {
        Self::new(Method::PUT, path, true)
    }

    /// Removes something; it can be gone only once.
    pub(crate) fn delete(path: impl Into<String>) -> Self {
        Self::new(Method::DELETE, path, true)
    }

    /// Asks for something to be done; twice may be once too often.
    pub(crate) fn post(path: impl Into<String>) -> Self {
        Self::new(Method::POST, path, false)
    }

    fn new(method: Method, path: impl Into<String>, repeatable: bool) -> Self {
        let path = path.into();
        let (headers, wanted) = (Vec::new(), Wanted::JSON);
        Self { method, path, headers, body: None, limit: None, wanted, repeatable }
    }

    /// Sends `body` as JSON.
    pub(crate) fn json(mut self, body: &impl Serialize) -> Self {
        self.body = Some(serde_json::to_vec(body).expect("the contract's types become JSON"));
        self
    }

    /// Adds a header; text that cannot stand in one is left out.
    pub(crate) fn header(mut self, name: HeaderName, text: &str) -> Self {
        if let Ok(value) = HeaderValue::from_str(text) {
            self.headers.push((name, value));
        }
        self
    }

    /// Asks for names and texts in `language`.
    pub(crate) fn in_language(self, language: &str) -> Self {
        self.header(header::ACCEPT_LANGUAGE, language)
    }

    /// Asks only whether what was said under `etag` still holds.
    pub(crate) fn if_changed_from(self, etag: Option<&str>) -> Self {
        match etag {
            Some(etag) => self.header(header::IF_NONE_MATCH, etag),
            None => self,
        }
    }

    /// Sends it in the name of whoever the access token was given to.
    pub(crate) fn bearer(mut self, access_token: &Secret) -> Self {
        self.headers.retain(|(name, _)| name != header::AUTHORIZATION);
        let text = format!("Bearer {}", access_token.expose());
        if let Ok(mut value) = HeaderValue::from_str(&text) {
            value.set_sensitive(true);
            self.headers.push((header::AUTHORIZATION, value));
        }
        self
    }

    /// Makes the service count everything sent under `key` as one request.
    pub(crate) fn counted_as(mut self, key: &str) -> Self {
        self.repeatable = true;
        self.header(IDEMPOTENCY_KEY, key)
    }

    /// For a POST of which the contract says that a repetition does no harm.
    pub(crate) fn harmless_to_repeat(mut self) -> Self {
        self.repeatable = true;
        self
    }

    /// Gives an answer another time to come than usual.
    pub(crate) fn within(mut self, limit: Duration) -> Self {
        self.limit = Some(limit);
        self
    }

    /// Sends it once and gives up soon.
    pub(crate) fn once_within(mut self, limit: Duration) -> Self {
        self.repeatable = false;
        self.limit = Some(limit);
        self
    }

    /// Whether the same request may be sent again after `error`.
    pub(crate) fn may_repeat_after(&self, error: &ClientError) -> bool {
        match error {
            // What never arrived cannot be done twice, unless one try is all there is time for.
            ClientError::NoConnection { nothing_sent: true, .. } => {
                self.repeatable || self.limit.is_none()
            }
            ClientError::NoConnection { .. } | ClientError::Busy { .. } => self.repeatable,
            ClientError::Refused { status, .. } => {
                self.repeatable && matches!(status, 429 | 502 | 503 | 504)
            }
            // The time is used up already.
            ClientError::TimedOut => false,
            _ => false,
        }
    }
}

/// What the service said.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    pub status: StatusCode,
    pub etag: Option<String>,
    pub body: Vec<u8>,
}

/// The answer to a question that named what is already known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Fetched<T> {
    /// What is known still holds.
    NotModified,
    /// What holds now.
    Fresh {
        /// The value.
        value: T,
        /// What to ask with next time.
        etag: Option<String>,
    },
}

impl Answer {
    /// The body as the contract has it.
    pub(crate) fn read<T: DeserializeOwned>(&self) -> Result<T, ClientError> {
        serde_json::from_slice(&self.body).map_err(|_| {
            ClientError::NotABillingService("the answer is not what the contract says")
        })
    }

    /// The body, or that what is known still holds.
    pub(crate) fn fetched<T: DeserializeOwned>(self) -> Result<Fetched<T>, ClientError> {
        if self.status == StatusCode::NOT_MODIFIED {
            return Ok(Fetched::NotModified);
        }
        Ok(Fetched::Fresh { value: self.read()?, etag: self.etag })
    }
}
