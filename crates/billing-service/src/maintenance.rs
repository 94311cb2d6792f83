//! What must be done from time to time.

use crate::app::App;
use std::time::Duration;
use tokio::task::AbortHandle;

const EVERY: Duration = Duration::from_secs(60 * 60);

/// A background task that stops when this is dropped.
pub struct Maintenance(AbortHandle);

impl Maintenance {
    /// Forgets, every hour, what has run out.
    pub fn start(app: App) -> Self {
        let task = tokio::spawn(async move {
            let mut ticks = tokio::time::interval(EVERY);
            loop {
                ticks.tick().await;
                let now = app.clock().now();
                app.limits().forget_old(now);
                match app.store().forget_expired(now).await {
                    Ok(0) => {}
                    Ok(rows) => tracing::info!(rows, "forgot what had run out"),
                    Err(error) => tracing::warn!(%error, "could not forget what had run out"),
                }
            }
        });
        Self(task.abort_handle())
    }
}

impl Drop for Maintenance {
    fn drop(&mut self) {
        self.0.abort();
    }
}
