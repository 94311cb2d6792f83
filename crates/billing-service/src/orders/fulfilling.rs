//! Delivering what was paid for: kept apart from being paid, and tried until it succeeds.

use super::schedule;
use crate::app::App;
use crate::store::{FulfilmentFailure, StoreError};
use billing_contract::OrderId;

/// Tries a delivery that failed so often before; what fails is tried again later.
pub async fn deliver(app: &App, order: &OrderId, failures: u32) {
    let now = app.clock().now();
    let error = match app.store().fulfil(order, app.clock().new_id(), now).await {
        Ok(true) => return app.telemetry().count_order("fulfilled"),
        Ok(false) => return,
        // Nothing can be noted either; the delivery stays due.
        Err(error @ StoreError::Unavailable(_)) => {
            return tracing::warn!(%order, %error, "a delivery must wait for the store");
        }
        Err(error) => error,
    };
    tracing::error!(%order, %error, failures, "a delivery failed; it is tried again");
    app.telemetry().count_order("fulfil_failed");
    let failure = FulfilmentFailure {
        error: error.to_string(),
        now,
        next_try_at: schedule::next_try(failures, now),
    };
    if let Err(error) = app.store().fulfilment_failed(order, failure).await {
        tracing::error!(%order, %error, "a failed delivery could not be noted");
    }
}
