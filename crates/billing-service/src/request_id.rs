//! The identifier that follows a request through answers and logs.

use crate::app::App;
use axum::extract::{Request, State};
use axum::http::{Extensions, HeaderName, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;

/// The header a request's identifier travels in.
pub const X_REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

const LONGEST: usize = 128;

/// A request's identifier: at most 128 visible ASCII characters.
#[derive(Clone, Debug)]
pub struct RequestId(HeaderValue);

impl RequestId {
    /// The identifier of the request these extensions belong to.
    pub fn of(extensions: &Extensions) -> Self {
        extensions
            .get::<Self>()
            .cloned()
            .unwrap_or(Self(HeaderValue::from_static("request-without-id")))
    }

    /// The identifier as text.
    pub fn as_str(&self) -> &str {
        self.0.to_str().unwrap_or_default()
    }

    fn parse(value: &HeaderValue) -> Option<Self> {
        let bytes = value.as_bytes();
        let fits = (1..=LONGEST).contains(&bytes.len());
        (fits && bytes.iter().all(u8::is_ascii_graphic)).then(|| Self(value.clone()))
    }
}

/// Takes the client's identifier or makes one, and echoes it.
pub async fn assign(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let given = request.headers().get(X_REQUEST_ID).and_then(RequestId::parse);
    let id = given.unwrap_or_else(|| {
        let made = HeaderValue::try_from(app.clock().new_id());
        RequestId(made.expect("an identifier is visible ASCII"))
    });
    request.extensions_mut().insert(id.clone());
    let mut response = next.run(request).await;
    response.headers_mut().insert(X_REQUEST_ID, id.0);
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_short_visible_identifiers_are_taken() {
        let accepts = |text: &[u8]| {
            HeaderValue::from_bytes(text).ok().and_then(|value| RequestId::parse(&value)).is_some()
        };
        assert!(accepts(b"abc-123"));
        assert!(accepts(&[b'x'; 128]));
        assert!(!accepts(&[b'x'; 129]));
        assert!(!accepts(b""));
        assert!(!accepts(b"two words"));
        assert!(!accepts("straße".as_bytes()));
    }
}
