//! Forgetting what has run out: sessions, answers to repetitions, old changes, behaviour.

use crate::app::App;
use crate::store::StoreError;
use chrono::Months;

/// Behaviour is kept for so long after it was received: a month can be compared with the same one a
/// year before, and nothing older is known of anybody.
const BEHAVIOUR_KEPT: Months = Months::new(13);
/// So many events at once, so that nobody who writes waits for long.
const EVENTS_AT_ONCE: u32 = 1_000;

/// Forgets everything that has run out by now.
pub async fn pass(app: &App) {
    app.limits().forget_old(app.clock().now());
    match try_pass(app).await {
        Ok(0) => {}
        Ok(rows) => tracing::info!(rows, "forgot what had run out"),
        Err(error) => tracing::warn!(%error, "could not forget what had run out"),
    }
}

async fn try_pass(app: &App) -> Result<usize, StoreError> {
    let now = app.clock().now();
    let mut rows = app.store().forget_expired(now).await?;
    let Some(before) = now.checked_sub_months(BEHAVIOUR_KEPT) else { return Ok(rows) };
    loop {
        let forgotten = app.store().forget_behaviour(before, EVENTS_AT_ONCE).await?;
        rows += forgotten;
        if forgotten == 0 {
            return Ok(rows);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::{Clock, FixedClock};
    use crate::config::Config;
    use crate::service::AppParts;
    use crate::store::BehaviourOf;
    use crate::store::sqlite::SqliteStore;
    use crate::telemetry::{Telemetry, WriterFigures};
    use billing_contract::{BehaviourEvent, UserId};
    use chrono::{DateTime, Duration, Utc};
    use serde_json::json;
    use std::sync::Arc;

    async fn app(clock: &FixedClock) -> App {
        let connection = rusqlite::Connection::open_in_memory().unwrap();
        let store = SqliteStore::open_inline(connection, WriterFigures::unread()).unwrap();
        let parts = AppParts {
            config: Config::default(),
            clock: Arc::new(clock.clone()),
            store: Arc::new(store),
            telemetry: Telemetry::new().unwrap(),
            providers: Some(Vec::new()),
        };
        parts.assemble().await.unwrap()
    }

    fn event(id: &str) -> BehaviourEvent {
        // The console's own clock says something else.
        let event = json!({ "id": id, "at": "2031-01-01T00:00:00Z", "event_type": "payment",
            "event_category": "transaction", "action": "qr_shown" });
        serde_json::from_value(event).unwrap()
    }

    /// Keeps these; those that were kept before say no.
    async fn keep(app: &App, ids: impl Iterator<Item = String>) -> Vec<bool> {
        let batch = BehaviourOf {
            owner: "anna".to_owned(),
            user: UserId::new("anna"),
            events: ids.map(|id| event(&id)).collect(),
            is_test: true,
            received_at: app.clock().now(),
        };
        app.store().keep_behaviour(batch).await.unwrap()
    }

    #[tokio::test]
    async fn behaviour_is_forgotten_after_thirteen_months_and_not_before() {
        let clock = FixedClock::at("2026-06-18T12:00:00Z".parse().unwrap());
        let app = app(&clock).await;
        let old = || ["old".to_owned()].into_iter();
        let new = || ["new".to_owned()].into_iter();
        keep(&app, old()).await;
        clock.advance(Duration::seconds(1));
        keep(&app, new()).await;
        let later: DateTime<Utc> = "2027-07-18T12:00:00Z".parse().unwrap();
        clock.advance(later - clock.now());
        pass(&app).await;
        assert_eq!(keep(&app, old()).await, [false]);
        clock.advance(Duration::seconds(1));
        pass(&app).await;
        assert_eq!(keep(&app, new()).await, [false]);
        assert_eq!(keep(&app, old()).await, [true]);
    }

    #[tokio::test]
    async fn however_many_events_are_old_one_pass_forgets_them_all() {
        let clock = FixedClock::at("2026-06-18T12:00:00Z".parse().unwrap());
        let app = app(&clock).await;
        let many = || (0..=2 * EVENTS_AT_ONCE).map(|number| number.to_string());
        keep(&app, many()).await;
        clock.advance(Duration::days(400));
        pass(&app).await;
        assert!(keep(&app, many()).await.into_iter().all(|is_new| is_new));
    }
}
