//! What is told, and what could not be, for the operator.

use crate::app::App;
use crate::body::{PageQuery, query_pairs};
use crate::etag::{self, Conditions};
use crate::problem::{Refusal, field_error};
use crate::store::{OutboxWish, ReplayedLetter};
use axum::Json;
use axum::extract::{Path, RawQuery, State};
use axum::response::Response;
use billing_contract::{ErrorCode, OutboxEntry, OutboxId, Page, paths};
use serde::de::DeserializeOwned;

/// What the service tells others, newest first. Nothing of it names a person.
#[utoipa::path(
    get, path = paths::OPERATOR_OUTBOX,
    params(
        ("state" = Option<String>, Query, description = "`waiting`, `delivered` or `parked`"),
        ("receiver" = Option<String>, Query, description = "`marketing`, `analytics`, `alerts` or `mail`")),
    responses((status = 200, body = Page<OutboxEntry>)))]
pub async fn list_outbox(
    State(app): State<App>,
    page: PageQuery,
    RawQuery(query): RawQuery,
    conditions: Conditions,
) -> Result<Response, Refusal> {
    let wish = OutboxWish {
        state: word(query.as_deref(), "state")?,
        receiver: word(query.as_deref(), "receiver")?,
        before: page.after.clone(),
        limit: page.limit + 1,
    };
    let rest = app.store().outbox_entries(wish).await?;
    etag::by_content(&page.cut(rest, |entry| entry.id.to_string()), &conditions)
}

fn word<T: DeserializeOwned>(
    query: Option<&str>,
    name: &'static str,
) -> Result<Option<T>, Refusal> {
    query_pairs(query)
        .find(|(named, value)| named == name && !value.is_empty())
        .map(|(_, word)| serde_json::from_value(word.into()))
        .transpose()
        .map_err(|_| Refusal::invalid(vec![field_error(name, "invalid")]))
}

/// Tries once more, from the beginning, what is parked; the receiver knows it by the same id.
#[utoipa::path(
    post, path = paths::OPERATOR_OUTBOX_REPLAY,
    params(("id" = String, Path, description = "What is parked")),
    responses(
        (status = 200, body = OutboxEntry),
        (status = 404, description = "There is no such thing"),
        (status = 409, description = "It is not parked")))]
pub async fn replay_outbox(
    State(app): State<App>,
    Path(id): Path<OutboxId>,
) -> Result<Json<OutboxEntry>, Refusal> {
    match app.store().replay_letter(&id, app.clock().now()).await? {
        ReplayedLetter::Waiting(entry) => Ok(Json(*entry)),
        ReplayedLetter::NotParked => {
            Err(Refusal::new(ErrorCode::OrderState, "It is not parked: nothing is to be done."))
        }
        ReplayedLetter::Missing => Err(Refusal::not_found()),
    }
}
