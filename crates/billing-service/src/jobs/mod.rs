//! What goes on without anybody asking: each job does one pass, and a loop that only waits.

pub mod janitor;

use crate::app::App;
use crate::sandbox;
use std::time::Duration;
use tokio::task::AbortHandle;

const EVERY: Duration = Duration::from_secs(1);

/// The background jobs; they stop when this is dropped.
pub(crate) struct Jobs(AbortHandle);

impl Jobs {
    /// Catches up first, then goes on.
    pub fn start(app: App) -> Self {
        let task = tokio::spawn(async move {
            let mut ticks = tokio::time::interval(EVERY);
            ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
            loop {
                ticks.tick().await;
                pass(&app).await;
            }
        });
        Self(task.abort_handle())
    }
}

impl Drop for Jobs {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// One pass of every job: the sandbox's notices, then whatever is due of orders.
pub async fn pass(app: &App) {
    sandbox::deliver_due(app).await;
    janitor::pass(app).await;
}
