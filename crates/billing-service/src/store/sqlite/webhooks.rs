//! What providers have told.

use super::columns::{change, moment};
use crate::store::StoreError;
use billing_contract::{OrderId, PayType, WebhookId, WebhookOutcome};
use chrono::{DateTime, Utc};
use rusqlite::{Connection, params};

/// Counts a provider's event in the transaction that applies it and notes in the log what became of
/// it; `false`, and nothing is noted, if the event has been counted before.
pub fn count_once(
    sql: &Connection,
    method: PayType,
    event_id: &str,
    webhook_id: &WebhookId,
    order_id: Option<&OrderId>,
    outcome: WebhookOutcome,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let counted = change(
        sql,
        "INSERT INTO counted_events (provider, event_id, webhook_id, counted_at) \
         VALUES ($1, $2, $3, $4) ON CONFLICT (provider, event_id) DO NOTHING",
        params![method.as_str(), event_id, webhook_id.as_str(), moment(now)],
    )?;
    if counted == 0 {
        return Ok(false);
    }
    change(
        sql,
        "UPDATE webhook_log SET outcome = $2, order_id = coalesce($3, order_id), error = NULL, \
         processed_at = $4 WHERE id = $1",
        params![webhook_id.as_str(), word(outcome), order_id.map(OrderId::as_str), moment(now)],
    )?;
    Ok(true)
}

/// An outcome as it stands in the log.
pub const fn word(outcome: WebhookOutcome) -> &'static str {
    match outcome {
        WebhookOutcome::Started => "started",
        WebhookOutcome::Applied => "applied",
        WebhookOutcome::NothingNew => "nothing_new",
        WebhookOutcome::Ignored => "ignored",
        WebhookOutcome::Refused => "refused",
        WebhookOutcome::Failed => "failed",
    }
}
