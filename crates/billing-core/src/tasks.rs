//! Background tasks that have a name and end with their handle.

use std::future::Future;
use std::time::Duration;
use tokio::task::JoinHandle;
use tracing::Instrument as _;

/// A running task; dropping it stops the task.
#[derive(Debug)]
pub struct Task {
    name: &'static str,
    running: JoinHandle<()>,
}

impl Task {
    /// How long [`Task::stop`] waits before it gives up on a task that does not let go.
    const PATIENCE: Duration = Duration::from_secs(2);

    /// Starts `work` under `name`, which marks everything it logs.
    pub fn start(name: &'static str, work: impl Future<Output = ()> + Send + 'static) -> Self {
        let span = tracing::info_span!("task", name);
        Self { name, running: tokio::spawn(work.instrument(span)) }
    }

    /// Stops the task and returns when it has ended.
    pub async fn stop(mut self) {
        self.running.abort();
        if tokio::time::timeout(Self::PATIENCE, &mut self.running).await.is_err() {
            tracing::warn!(task = self.name, "did not stop in time");
        }
    }
}

impl Drop for Task {
    fn drop(&mut self) {
        self.running.abort();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::sync::oneshot;

    #[tokio::test]
    async fn a_task_ends_when_its_handle_is_dropped() {
        let (held_by_task, seen_outside) = oneshot::channel::<()>();
        let task = Task::start("waiting", async move {
            let _held = held_by_task;
            std::future::pending::<()>().await;
        });
        drop(task);
        assert!(seen_outside.await.is_err(), "the task's own values are gone");
    }

    #[tokio::test]
    async fn stopping_returns_after_the_task_has_let_go() {
        let (held_by_task, mut seen_outside) = oneshot::channel::<()>();
        let task = Task::start("waiting", async move {
            let _held = held_by_task;
            std::future::pending::<()>().await;
        });
        task.stop().await;
        assert!(matches!(seen_outside.try_recv(), Err(oneshot::error::TryRecvError::Closed)));
    }
}
