//! Reading what a client sent: bodies, queries, pages.

use crate::app::App;
use crate::problem::{Refusal, field_error};
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use billing_contract::{ErrorCode, FieldError, Page};
use serde::de::DeserializeOwned;
use serde_json::Value;
use utoipa::PartialSchema;
use utoipa::openapi::{RefOr, Schema};

/// A JSON body. What is wrong with it is answered field by field.
pub struct Body<T>(pub T);

impl<T> FromRequest<App> for Body<T>
where
    T: DeserializeOwned + PartialSchema,
{
    type Rejection = Refusal;

    async fn from_request(request: Request, app: &App) -> Result<Self, Refusal> {
        let bytes = read(request, app).await?;
        parse(&bytes).map(Self)
    }
}

/// The bytes of a body that says it is JSON and keeps within the limit.
pub async fn read(request: Request, app: &App) -> Result<Vec<u8>, Refusal> {
    if !is_json(request.headers()) {
        let detail = "The body must be sent as application/json.";
        return Err(Refusal::new(ErrorCode::UnsupportedMediaType, detail));
    }
    let most = app.config().limits.body_bytes;
    let bytes = axum::body::to_bytes(request.into_body(), most).await.map_err(|error| {
        let is_too_long = std::error::Error::source(&error)
            .is_some_and(|source| source.is::<http_body_util::LengthLimitError>());
        if is_too_long {
            Refusal::new(ErrorCode::PayloadTooLarge, format!("The body is over {most} bytes."))
        } else {
            Refusal::new(ErrorCode::BadRequest, "The body broke off.")
        }
    })?;
    Ok(bytes.into())
}

/// What a JSON text says.
pub fn parse<T: DeserializeOwned + PartialSchema>(bytes: &[u8]) -> Result<T, Refusal> {
    let value: Value = serde_json::from_slice(bytes).map_err(|error| {
        let detail = format!("The body is not JSON: {error}.");
        Refusal::new(ErrorCode::BadRequest, detail)
    })?;
    let Value::Object(fields) = &value else {
        return Err(Refusal::invalid(vec![field_error("body", "not_an_object")]));
    };
    serde_path_to_error::deserialize(&value).map_err(|error| {
        // The reader stops at the first fault; whoever fills in a form wants to hear of all.
        let mut faults: Vec<FieldError> = required_fields::<T>()
            .into_iter()
            .filter(|name| !fields.contains_key(name))
            .map(|name| field_error(name, "required"))
            .collect();
        if faults.is_empty() {
            faults.push(fault_of(fields, &error));
        }
        Refusal::invalid(faults)
    })
}

/// What the reader stopped at. Of an object in one of several shapes it gives no path, only words.
fn fault_of(
    fields: &serde_json::Map<String, Value>,
    error: &serde_path_to_error::Error<serde_json::Error>,
) -> FieldError {
    let path = error.path().to_string();
    if path != "." {
        return field_error(path, "invalid");
    }
    let words = error.inner().to_string();
    let named = words.split('`').nth(1).unwrap_or_default();
    if words.starts_with("missing field ") {
        return field_error(named, "required");
    }
    let is_named = |value: &&Value| value.as_str() == Some(named);
    let shape = fields.iter().find(|(_, value)| is_named(value));
    field_error(shape.map_or("body", |(name, _)| name), "invalid")
}

/// The fields the published schema requires: document and check cannot disagree.
fn required_fields<T: PartialSchema>() -> Vec<String> {
    match T::schema() {
        RefOr::T(Schema::Object(object)) => object.required,
        _ => Vec::new(),
    }
}

fn is_json(headers: &HeaderMap) -> bool {
    let stated = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    let essence = stated.unwrap_or_default().split(';').next().unwrap_or_default();
    let essence = essence.trim().to_ascii_lowercase();
    essence == "application/json"
        || (essence.starts_with("application/") && essence.ends_with("+json"))
}

/// The names and values of a query, decoded; malformed escapes are kept as they stand.
pub fn query_pairs(query: Option<&str>) -> impl Iterator<Item = (String, String)> {
    let pairs = query.unwrap_or_default().split('&').filter(|pair| !pair.is_empty());
    pairs.map(|pair| {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        (decoded(name), decoded(value))
    })
}

fn decoded(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut plain = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        let escaped = (*byte == b'%')
            .then(|| text.get(at + 1..at + 3).and_then(|hex| u8::from_str_radix(hex, 16).ok()))
            .flatten();
        match escaped {
            Some(escaped) => {
                plain.push(escaped);
                at += 3;
            }
            None => {
                plain.push(if *byte == b'+' { b' ' } else { *byte });
                at += 1;
            }
        }
    }
    String::from_utf8_lossy(&plain).into_owned()
}

const MOST_ITEMS: u32 = 200;
const USUAL_ITEMS: u32 = 50;

/// Which page of a list is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageQuery {
    /// How many items at most.
    pub limit: u32,
    /// What the page before ended with.
    pub after: Option<String>,
}

impl PageQuery {
    fn parse(query: Option<&str>) -> Result<Self, Refusal> {
        let mut page = Self { limit: USUAL_ITEMS, after: None };
        let mut errors = Vec::new();
        for (name, value) in query_pairs(query) {
            match name.as_str() {
                "limit" => match value.parse() {
                    Ok(limit) if (1..=MOST_ITEMS).contains(&limit) => page.limit = limit,
                    _ => errors.push(field_error("limit", "out_of_range")),
                },
                "cursor" => match Self::decode_cursor(&value) {
                    Some(after) => page.after = Some(after),
                    None => errors.push(field_error("cursor", "invalid")),
                },
                _ => {}
            }
        }
        if errors.is_empty() { Ok(page) } else { Err(Refusal::invalid(errors)) }
    }

    fn decode_cursor(cursor: &str) -> Option<String> {
        use base64::Engine as _;
        let bytes = base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(cursor).ok()?;
        let text = String::from_utf8(bytes).ok()?;
        text.strip_prefix("after:").map(str::to_owned)
    }

    fn encode_cursor(position: &str) -> String {
        use base64::Engine as _;
        base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(format!("after:{position}"))
    }

    /// The page made of `rest`, which begins after the cursor; it may hold more than the limit.
    pub fn cut<T>(&self, mut rest: Vec<T>, position: impl Fn(&T) -> String) -> Page<T> {
        let limit = self.limit as usize;
        let has_more = rest.len() > limit;
        rest.truncate(limit);
        let last = rest.last().filter(|_| has_more);
        let next_cursor = last.map(|last| Self::encode_cursor(&position(last)));
        Page { items: rest, next_cursor }
    }
}

impl<S: Sync> FromRequestParts<S> for PageQuery {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Refusal> {
        Self::parse(parts.uri.query())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use billing_contract::{PurchaseRequest, RegisterRequest};
    use proptest::prelude::*;

    #[test]
    fn every_missing_field_is_named_at_once() {
        let refusal = parse::<RegisterRequest>(b"{\"email\": \"a@b.test\"}").err().unwrap();
        assert_eq!(refusal.code(), ErrorCode::ValidationFailed);
        let text = format!("{refusal:?}");
        assert!(text.contains("password") && text.contains("contact_name"), "{text}");
        assert!(!text.contains("company_name"), "{text}");
    }

    #[test]
    fn a_field_of_the_wrong_kind_is_named() {
        let body = br#"{"email": 7, "password": "x", "contact_name": "y"}"#;
        let refusal = parse::<RegisterRequest>(body).err().unwrap();
        assert!(format!("{refusal:?}").contains("\"email\""));
    }

    #[test]
    fn what_is_missing_of_one_of_several_shapes_is_named() {
        for (body, field, code) in [
            (r#"{"pay_type": 9}"#, "product_type", "required"),
            (r#"{"product_type": "report"}"#, "product_id", "required"),
            (r#"{"product_type": "plan", "product_id": "p"}"#, "subscription_type", "required"),
            (r#"{"product_type": "cake", "product_id": "p"}"#, "product_type", "invalid"),
            (r#"{"product_type": "report", "product_id": 7}"#, "body", "invalid"),
        ] {
            let refusal = parse::<PurchaseRequest>(body.as_bytes()).err().unwrap();
            assert_eq!(refusal.for_repetition().2, [field_error(field, code)], "{body}");
        }
    }

    #[test]
    fn unknown_fields_are_ignored() {
        let body = br#"{"email": "a@b.test", "password": "x", "contact_name": "y", "z": [1]}"#;
        assert!(parse::<RegisterRequest>(body).is_ok());
    }

    #[test]
    fn limits_and_cursors_are_checked() {
        assert!(PageQuery::parse(Some("limit=0")).is_err());
        assert!(PageQuery::parse(Some("limit=201")).is_err());
        assert!(PageQuery::parse(Some("limit=-1")).is_err());
        assert!(PageQuery::parse(Some("cursor=%00")).is_err());
        assert_eq!(PageQuery::parse(Some("limit=200")).unwrap().limit, 200);
        assert_eq!(PageQuery::parse(None).unwrap().limit, 50);
    }

    proptest! {
        #[test]
        fn pages_give_every_item_once(count in 0_usize..60, limit in 1_u32..20) {
            let all: Vec<usize> = (0..count).collect();
            let mut seen: Vec<usize> = Vec::new();
            let mut page = PageQuery { limit, after: None };
            loop {
                let after = page.after.as_ref().map(|after| after.parse::<usize>().unwrap());
                let rest: Vec<usize> =
                    all.iter().copied().filter(|item| after.is_none_or(|a| *item > a)).collect();
                let cut = page.cut(rest, ToString::to_string);
                seen.extend(&cut.items);
                let Some(cursor) = cut.next_cursor else { break };
                page = PageQuery::parse(Some(&format!("limit={limit}&cursor={cursor}"))).unwrap();
            }
            prop_assert_eq!(seen, all);
        }

        #[test]
        fn no_query_panics(query in ".{0,80}") {
            let _ = PageQuery::parse(Some(&query));
        }
    }
}
