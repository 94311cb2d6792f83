//! What goes on without anybody asking: each job does one pass, and a loop that only waits.

pub mod auto_top_up;
pub mod credit_expiry;
mod forgetting;
pub mod janitor;
pub mod renewals;

use crate::app::App;
use crate::{documents, outbox, sandbox};
use billing_contract::OutboxReceiver;
use std::time::Duration;
use tokio::task::AbortHandle;

const EVERY_SECOND: Duration = Duration::from_secs(1);
const EVERY_HOUR: Duration = Duration::from_secs(60 * 60);

/// The background jobs; they stop when this is dropped.
pub(crate) struct Jobs(Vec<AbortHandle>);

impl Jobs {
    /// Catches up first, then goes on.
    pub fn start(app: App) -> Self {
        let (telling, printing, forgetting) = (app.clone(), app.clone(), app.clone());
        let renewing = app.clone();
        let crediting = app.clone();
        let watching = app.clone();
        // Each in a loop of its own: one that is slow holds no other up.
        let posting = OutboxReceiver::ALL.map(|receiver| {
            let app = app.clone();
            tokio::spawn(repeat(EVERY_SECOND, async move || outbox::pass(&app, receiver).await))
        });
        let jobs = [
            tokio::spawn(repeat(EVERY_SECOND, async move || sandbox::deliver_due(&telling).await)),
            tokio::spawn(repeat(EVERY_SECOND, async move || {
                documents::printing::pass(&printing).await;
            })),
            tokio::spawn(repeat(EVERY_SECOND, async move || janitor::pass(&app).await)),
            tokio::spawn(repeat(EVERY_SECOND, async move || renewals::pass(&renewing).await)),
            tokio::spawn(repeat(EVERY_SECOND, async move || credits(&crediting).await)),
            tokio::spawn(repeat(EVERY_SECOND, async move || outbox::alerts::pass(&watching).await)),
            tokio::spawn(repeat(EVERY_HOUR, async move || forgetting::pass(&forgetting).await)),
        ];
        Self(jobs.iter().chain(&posting).map(tokio::task::JoinHandle::abort_handle).collect())
    }
}

impl Drop for Jobs {
    fn drop(&mut self) {
        self.0.iter().for_each(AbortHandle::abort);
    }
}

async fn repeat(every: Duration, mut job: impl AsyncFnMut()) {
    let mut ticks = tokio::time::interval(every);
    ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        job().await;
    }
}

/// One pass of the jobs that credits wait for: what runs out and is granted, then the packs that
/// are ordered because few are left.
pub async fn credits(app: &App) {
    credit_expiry::pass(app).await;
    auto_top_up::pass(app).await;
}

/// One pass of the jobs that people wait for: the sandbox's notices, then whatever is due of orders,
/// of subscriptions and of credits.
pub async fn pass(app: &App) {
    sandbox::deliver_due(app).await;
    janitor::pass(app).await;
    renewals::pass(app).await;
    credits(app).await;
}
