//! Letting credits run out, and granting those of the months that begin.
//!
//! Whatever is due is found in the store and done one customer at a time, each in one transaction:
//! a pass that is stopped anywhere is gone on with by the next.

use crate::app::App;
use crate::store::StoreError;

/// So many customers in one go; a pass goes on until all have had their turn.
const AT_ONCE: u32 = 500;

/// Does everything that is due of credits now.
pub async fn pass(app: &App) {
    match try_pass(app).await {
        Ok(0) => {}
        Ok(steps) => tracing::info!(steps, "credits ran out or were granted"),
        Err(error) => tracing::warn!(%error, "credits that are due must wait for the store"),
    }
}

async fn try_pass(app: &App) -> Result<usize, StoreError> {
    let now = app.clock().now();
    let (mut steps, mut after) = (0, None);
    loop {
        let due = app.store().credits_due(now, after.as_ref(), AT_ONCE).await?;
        for customer in &due {
            match app.store().catch_up_credits(customer, now).await {
                Ok(taken) => steps += taken,
                Err(error @ StoreError::Unavailable(_)) => return Err(error),
                // What is wrong with one customer keeps no other from their credits.
                Err(error) => {
                    tracing::error!(%customer, %error, "credits that are due cannot move");
                }
            }
        }
        if due.len() < AT_ONCE as usize {
            return Ok(steps);
        }
        after = due.into_iter().last();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::FixedClock;
    use crate::config::Config;
    use crate::service::AppParts;
    use crate::store::sqlite::SqliteStore;
    use crate::telemetry::{Telemetry, WriterFigures};
    use rusqlite::Connection;
    use std::sync::Arc;

    #[tokio::test]
    async fn many_customers_whose_credits_cannot_move_keep_nobody_else_waiting() {
        let folder = tempfile::tempdir().unwrap();
        let open = || Connection::open(folder.path().join("billing.sqlite3")).unwrap();
        let store = SqliteStore::open_inline(open(), WriterFigures::unread()).unwrap();
        let parts = AppParts {
            config: Config::default(),
            clock: Arc::new(FixedClock::at("2026-06-18T12:00:00Z".parse().unwrap())),
            store: Arc::new(store),
            telemetry: Telemetry::new().unwrap(),
            providers: Some(Vec::new()),
        };
        let app = parts.assemble().await.unwrap();
        let sql = open();
        let customer = "INSERT INTO customers (id, company_name, contact_name, contact_email, \
             locale, currency, created_at, version) VALUES (?1, 'A', 'A', 'a@b.test', 'en', 'USD', \
             0, 1)";
        let unreadable = "INSERT INTO credit_balances (customer_id, total_credits, used_credits, \
             monthly_quota, quota_reset_date, quota_anchor) VALUES (?1, 0, 0, 0, '2026-01-01', '?')";
        sql.execute_batch("BEGIN").unwrap();
        for number in 0..=AT_ONCE {
            let id = format!("{number:04}");
            sql.execute(customer, [&id]).unwrap();
            sql.execute(unreadable, [&id]).unwrap();
        }
        sql.execute(customer, ["last"]).unwrap();
        sql.execute_batch(
            "INSERT INTO credit_balances (customer_id, total_credits, used_credits, monthly_quota) \
                 VALUES ('last', 5, 0, 0);
             INSERT INTO credit_grants (id, customer_id, source, amount, remaining, granted_at, \
                 expires_at) VALUES ('gift', 'last', 'gift', 5, 5, 0, 1);
             COMMIT",
        )
        .unwrap();
        pass(&app).await;
        let left: i64 = sql
            .query_row("SELECT remaining FROM credit_grants WHERE id = 'gift'", [], |row| {
                row.get(0)
            })
            .unwrap();
        assert_eq!(left, 0);
    }
}
