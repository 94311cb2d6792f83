//! What people did in the console.

use super::columns::{change, moment};
use super::{SqliteStore, occurrences};
use crate::store::{BehaviourLog, BehaviourOf, StoreError};
use async_trait::async_trait;
use billing_contract::BehaviourEvent;
use chrono::{DateTime, Utc};
use rusqlite::{Connection, params};

#[async_trait]
impl BehaviourLog for SqliteStore {
    async fn keep_behaviour(&self, batch: BehaviourOf) -> Result<Vec<bool>, StoreError> {
        self.writer
            .write(move |sql| batch.events.iter().map(|event| keep(sql, &batch, event)).collect())
            .await
    }

    async fn forget_behaviour(
        &self,
        before: DateTime<Utc>,
        most: u32,
    ) -> Result<usize, StoreError> {
        let statement = "DELETE FROM behaviour_events WHERE (owner_id, id) IN \
             (SELECT owner_id, id FROM behaviour_events WHERE received_at < $1 LIMIT $2)";
        self.writer.write(move |sql| change(sql, statement, params![moment(before), most])).await
    }
}

fn keep(sql: &Connection, of: &BehaviourOf, event: &BehaviourEvent) -> Result<bool, StoreError> {
    let broken = |error: serde_json::Error| StoreError::Broken(error.to_string());
    let event_data = serde_json::to_string(&event.event_data).map_err(broken)?;
    let kept = change(
        sql,
        "INSERT INTO behaviour_events (owner_id, id, user_id, at, received_at, event_type, \
         event_category, action, session_id, page, device, os, screen, event_data, is_test) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15) \
         ON CONFLICT (owner_id, id) DO NOTHING",
        params![
            of.owner,
            event.id,
            of.user.as_str(),
            moment(event.at),
            moment(of.received_at),
            event.event_type,
            event.event_category,
            event.action,
            event.session_id,
            event.page,
            event.device,
            event.os,
            event.screen,
            event_data,
            of.is_test,
        ],
    )?;
    if kept == 1 {
        occurrences::of_behaviour(sql, of, event)?;
    }
    Ok(kept == 1)
}
