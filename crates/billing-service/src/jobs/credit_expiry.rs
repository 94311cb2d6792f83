//! Letting credits run out, and granting those of the months that begin.
//!
//! Whatever is due is found in the store and done one customer at a time, each in one transaction:
//! a pass that is stopped anywhere is gone on with by the next.

use crate::app::App;
use crate::store::StoreError;

/// So many customers in one pass; the rest waits for the next.
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
    let mut steps = 0;
    for customer in app.store().credits_due(now, AT_ONCE).await? {
        match app.store().catch_up_credits(&customer, now).await {
            Ok(taken) => steps += taken,
            Err(error @ StoreError::Unavailable(_)) => return Err(error),
            // What is wrong with one customer keeps no other from their credits.
            Err(error) => tracing::error!(%customer, %error, "credits that are due cannot move"),
        }
    }
    Ok(steps)
}
