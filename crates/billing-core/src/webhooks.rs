//! What providers have told the service, for operators.

use crate::client;
use crate::console::Console;
use crate::error::CommandError;
use crate::views::{WebhookLog, WebhookOf, WebhookWish};
use billing_contract::{WebhookEntry, WebhookOutcome};

impl Console {
    /// What providers have told, asked of the service.
    pub async fn webhook_log(&self, wish: WebhookWish) -> Result<WebhookLog, CommandError> {
        let session = self.inner.session()?;
        let outcome = wish.outcome.map(outcome_name);
        let page =
            client::webhooks::log(&session, outcome.as_deref(), wish.cursor.as_deref()).await;
        let page = self.heard(&session, page).await?;
        Ok(WebhookLog { items: page.items, next_cursor: page.next_cursor })
    }

    /// Works on a notice once more.
    pub async fn replay_webhook(&self, request: WebhookOf) -> Result<WebhookEntry, CommandError> {
        let session = self.inner.session()?;
        let entry = client::webhooks::replay(&session, &request.id).await;
        self.heard(&session, entry).await
    }
}

fn outcome_name(outcome: WebhookOutcome) -> String {
    serde_json::to_value(outcome)
        .ok()
        .and_then(|name| name.as_str().map(str::to_owned))
        .expect("an outcome is written as its name")
}
