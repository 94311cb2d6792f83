//! The payment terms behind their fixed link.

use crate::app::App;
use crate::body::query_pairs;
use crate::etag::{self, Conditions};
use crate::locale::Language;
use crate::problem::{Refusal, field_error};
use axum::extract::{RawQuery, State};
use axum::response::Response;
use billing_contract::{Agreement, paths};

/// The payment terms, for everybody.
#[utoipa::path(
    get, path = paths::AGREEMENT,
    params(
        ("type" = String, Query, description = "`agreement`"),
        ("item" = String, Query, description = "`cozePackage`"),
        ("Accept-Language" = Option<String>, Header, description = "en, zh-CN or ja")),
    responses(
        (status = 200, body = Agreement),
        (status = 404, description = "There are no such terms"),
        (status = 422, description = "`type` or `item` is missing")))]
pub async fn read_agreement(
    State(app): State<App>,
    RawQuery(query): RawQuery,
    language: Language,
    conditions: Conditions,
) -> Result<Response, Refusal> {
    let stated = |wanted: &str| {
        query_pairs(query.as_deref()).find(|(name, _)| name == wanted).map(|(_, value)| value)
    };
    let asked = [("type", stated("type"), "agreement"), ("item", stated("item"), "cozePackage")];
    let missing = asked.iter().filter(|(_, value, _)| value.as_ref().is_none_or(String::is_empty));
    let missing: Vec<_> = missing.map(|(name, ..)| field_error(*name, "required")).collect();
    if !missing.is_empty() {
        return Err(Refusal::invalid(missing));
    }
    if asked.iter().any(|(_, value, known)| value.as_deref() != Some(known)) {
        return Err(Refusal::not_found());
    }
    let (content, version) = app.store().agreement(language.0).await?;
    let title = match language.0 {
        "zh-CN" => "支付协议",
        "ja" => "支払規約",
        _ => "Payment terms",
    };
    let agreement = Agreement { title: title.to_owned(), content, version };
    let mut response = etag::by_content(&agreement, &conditions)?;
    language.state_in(response.headers_mut());
    Ok(response)
}
