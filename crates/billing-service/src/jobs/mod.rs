//! What goes on without anybody asking: each job does one pass, and a loop that only waits.

pub mod janitor;

use crate::app::App;
use crate::{documents, sandbox};
use std::time::Duration;
use tokio::task::AbortHandle;

const EVERY: Duration = Duration::from_secs(1);

/// The background jobs; they stop when this is dropped.
pub(crate) struct Jobs([AbortHandle; 3]);

impl Jobs {
    /// Catches up first, then goes on.
    pub fn start(app: App) -> Self {
        let (telling, printing) = (app.clone(), app.clone());
        let notices = tokio::spawn(repeat(async move || sandbox::deliver_due(&telling).await));
        let documents = repeat(async move || documents::printing::pass(&printing).await);
        let documents = tokio::spawn(documents);
        let orders = tokio::spawn(repeat(async move || janitor::pass(&app).await));
        Self([notices.abort_handle(), documents.abort_handle(), orders.abort_handle()])
    }
}

impl Drop for Jobs {
    fn drop(&mut self) {
        self.0.iter().for_each(AbortHandle::abort);
    }
}

async fn repeat(mut job: impl AsyncFnMut()) {
    let mut ticks = tokio::time::interval(EVERY);
    ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        job().await;
    }
}

/// One pass of every job: the sandbox's notices, then whatever is due of orders.
pub async fn pass(app: &App) {
    sandbox::deliver_due(app).await;
    janitor::pass(app).await;
}
