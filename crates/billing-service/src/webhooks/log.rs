//! The log of notices, for the operator.

use super::{Occasion, headers_from_json, masking, work};
use crate::app::App;
use crate::body::{PageQuery, query_pairs};
use crate::etag::{self, Conditions};
use crate::problem::{Refusal, field_error};
use crate::store::StoredNotice;
use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, RawQuery, State};
use axum::response::Response;
use billing_contract::{ErrorCode, Page, WebhookEntry, WebhookId, WebhookOutcome, paths};
use billing_providers::RawNotice;

/// What providers have told, newest first.
#[utoipa::path(
    get, path = paths::WEBHOOK_LOGS,
    params(("outcome" = Option<String>, Query, description = "What became of the notices")),
    responses((status = 200, body = Page<WebhookEntry>)))]
pub async fn list_notices(
    State(app): State<App>,
    page: PageQuery,
    RawQuery(query): RawQuery,
    conditions: Conditions,
) -> Result<Response, Refusal> {
    let outcome = query_pairs(query.as_deref())
        .find(|(name, value)| name == "outcome" && !value.is_empty())
        .map(|(_, word)| serde_json::from_value::<WebhookOutcome>(word.into()))
        .transpose()
        .map_err(|_| Refusal::invalid(vec![field_error("outcome", "invalid")]))?;
    let rest = app.store().read_notices(outcome, page.after.clone(), page.limit + 1).await?;
    let Page { items, next_cursor } = page.cut(rest, |notice| notice.id.to_string());
    let items: Vec<WebhookEntry> = items.into_iter().map(told).collect();
    etag::by_content(&Page { items, next_cursor }, &conditions)
}

/// Works on a notice once more, on the very bytes that came in. What has been counted is not counted
/// again.
#[utoipa::path(
    post, path = paths::WEBHOOK_REPLAY,
    params(("id" = String, Path, description = "The notice")),
    responses(
        (status = 200, body = WebhookEntry),
        (status = 404, description = "There is no such notice"),
        (status = 409, description = "Its body is no longer kept")))]
pub async fn replay(
    State(app): State<App>,
    Path(id): Path<WebhookId>,
) -> Result<Json<WebhookEntry>, Refusal> {
    let stored = app.store().read_notice(&id).await?.ok_or_else(Refusal::not_found)?;
    let Some(body) = stored.body else {
        let detail = "The body of this notice is no longer kept.";
        return Err(Refusal::new(ErrorCode::OrderState, detail));
    };
    let raw = RawNotice { headers: headers_from_json(&stored.headers), body: Bytes::from(body) };
    let occasion = Occasion::Replay(stored.received_at);
    let worked = work(&app, stored.method, &raw, occasion).await?;
    // What was not believed then may be believed now, and is another entry from now on.
    let entry = worked.entry.unwrap_or(id);
    let now = app.store().read_notice(&entry).await?.ok_or_else(Refusal::not_found)?;
    Ok(Json(told(now)))
}

fn told(notice: StoredNotice) -> WebhookEntry {
    let (order_id, order_no) = notice.order.unzip();
    WebhookEntry {
        id: notice.id,
        provider: notice.method,
        event: notice.event,
        provider_event_id: notice.provider_event_id,
        outcome: notice.outcome,
        order_id,
        order_no,
        error: notice.error,
        deliveries: notice.deliveries,
        received_at: notice.received_at,
        processed_at: notice.processed_at,
        body: notice.body.as_deref().and_then(masking::shown),
    }
}
