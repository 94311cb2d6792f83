//! Answers that need not be sent twice, and changes that must not be made blindly.

use crate::problem::Refusal;
use crate::store::ExpectedVersion;
use aws_lc_rs::digest;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use billing_contract::{CustomerId, ErrorCode};
use serde::Serialize;
use std::convert::Infallible;

/// The conditions a request was sent under.
#[derive(Clone, Debug)]
pub struct Conditions {
    if_none_match: Option<String>,
    if_match: Option<String>,
}

impl<S: Sync> FromRequestParts<S> for Conditions {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self {
            if_none_match: joined(&parts.headers, &header::IF_NONE_MATCH),
            if_match: joined(&parts.headers, &header::IF_MATCH),
        })
    }
}

impl Conditions {
    /// No conditions at all.
    pub fn none() -> Self {
        Self { if_none_match: None, if_match: None }
    }

    /// Whether the client has the representation `tag` names; weak marks do not matter.
    fn has(&self, tag: &str) -> bool {
        let Some(list) = &self.if_none_match else { return false };
        list.trim() == "*" || tags(list).any(|known| opaque(known) == opaque(tag))
    }

    /// The versions of a customer's account that a change may replace.
    pub fn expected_version(&self, customer: &CustomerId) -> Result<ExpectedVersion, Refusal> {
        let Some(list) = &self.if_match else {
            let detail = "Send If-Match with the ETag of the account you have read.";
            return Err(Refusal::new(ErrorCode::PreconditionRequired, detail));
        };
        if list.trim() == "*" {
            return Ok(ExpectedVersion::Any);
        }
        // A weak tag never satisfies If-Match, nor does one of another customer.
        let version = |tag: &str| {
            let quoted = tag.strip_prefix('"')?.strip_suffix('"')?;
            let (owner, version) = quoted.rsplit_once('.')?;
            (owner == customer.as_str()).then(|| version.parse().ok()).flatten()
        };
        Ok(ExpectedVersion::OneOf(tags(list).filter_map(version).collect()))
    }
}

/// The tag of one version of a customer's account.
pub fn of_version(customer: &CustomerId, version: i64) -> String {
    format!("\"{customer}.{version}\"")
}

/// Answers with a body under a tag, or with 304 if the client has it.
pub fn answer<T: Serialize>(
    body: &T,
    tag: &str,
    conditions: &Conditions,
) -> Result<Response, Refusal> {
    let bytes = serde_json::to_vec(body).map_err(Refusal::internal)?;
    finish(bytes, tag, conditions)
}

/// The same, tagged by what the body says.
pub fn by_content<T: Serialize>(body: &T, conditions: &Conditions) -> Result<Response, Refusal> {
    let bytes = serde_json::to_vec(body).map_err(Refusal::internal)?;
    let tag = weak_tag_of(&bytes);
    finish(bytes, &tag, conditions)
}

/// The tag of whatever these bytes stand for.
pub fn weak_tag_of(bytes: &[u8]) -> String {
    let sha256 = digest::digest(&digest::SHA256, bytes);
    format!("W/\"{}\"", URL_SAFE_NO_PAD.encode(&sha256.as_ref()[..16]))
}

/// The answer to a client that has what `tag` names.
pub fn unchanged(tag: &str, conditions: &Conditions) -> Result<Option<Response>, Refusal> {
    if !conditions.has(tag) {
        return Ok(None);
    }
    tagged(StatusCode::NOT_MODIFIED.into_response(), tag).map(Some)
}

/// The answer under a tag.
pub fn tagged(mut response: Response, tag: &str) -> Result<Response, Refusal> {
    let headers = response.headers_mut();
    headers.insert(header::ETAG, HeaderValue::from_str(tag).map_err(Refusal::internal)?);
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
    Ok(response)
}

/// The same with a body that is written already.
pub fn finish(bytes: Vec<u8>, tag: &str, conditions: &Conditions) -> Result<Response, Refusal> {
    if let Some(unchanged) = unchanged(tag, conditions)? {
        return Ok(unchanged);
    }
    let json = HeaderValue::from_static("application/json");
    tagged(([(header::CONTENT_TYPE, json)], bytes).into_response(), tag)
}

fn joined(headers: &HeaderMap, name: &HeaderName) -> Option<String> {
    let lines: Vec<_> = headers.get_all(name).iter().map(HeaderValue::as_bytes).collect();
    (!lines.is_empty()).then(|| String::from_utf8_lossy(&lines.join(&b", "[..])).into_owned())
}

/// The tags of a list; a comma inside quotes belongs to its tag.
fn tags(list: &str) -> impl Iterator<Item = &str> {
    let mut inside = false;
    list.split(move |character| {
        inside ^= character == '"';
        character == ',' && !inside
    })
    .map(str::trim)
    .filter(|tag| !tag.is_empty())
}

fn opaque(tag: &str) -> &str {
    tag.strip_prefix("W/").unwrap_or(tag)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn reading(list: &str) -> Conditions {
        Conditions { if_none_match: Some(list.to_owned()), if_match: None }
    }

    fn changing(list: &str) -> Conditions {
        Conditions { if_none_match: None, if_match: Some(list.to_owned()) }
    }

    #[test]
    fn if_none_match_compares_weakly_and_takes_lists() {
        assert!(reading("\"a\"").has("W/\"a\""));
        assert!(reading("W/\"a\"").has("\"a\""));
        assert!(reading("\"x\", W/\"a,b\" , \"c\"").has("\"a,b\""));
        assert!(reading("*").has("\"a\""));
        assert!(!reading("\"a").has("\"a\""));
        assert!(!reading("").has("\"a\""));
    }

    #[test]
    fn if_match_compares_strongly_and_per_customer() {
        let customer = CustomerId::new("c1");
        let versions = |list: &str| changing(list).expected_version(&customer).unwrap();
        let tag = of_version(&customer, 3);
        assert_eq!(versions(&tag), ExpectedVersion::OneOf(vec![3]));
        assert_eq!(versions(&format!("W/{tag}")), ExpectedVersion::OneOf(vec![]));
        assert_eq!(versions("\"c2.3\""), ExpectedVersion::OneOf(vec![]));
        assert_eq!(versions("\"c1.3\",\"c1.4\""), ExpectedVersion::OneOf(vec![3, 4]));
        assert_eq!(versions("*"), ExpectedVersion::Any);
    }

    proptest! {
        #[test]
        fn no_condition_panics(list in ".{0,60}") {
            let _ = reading(&list).has("\"a\"");
            let _ = changing(&list).expected_version(&CustomerId::new("c"));
        }
    }
}
