//! Many callers, one piece of work: whoever comes while it runs waits for the same result.

use futures_util::FutureExt as _;
use futures_util::future::{BoxFuture, Shared};
use std::future::Future;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::task::AbortHandle;

/// Work that runs; none if it panicked or was cut off.
type Flight<T> = Shared<BoxFuture<'static, Option<T>>>;

/// Where the one flight is, if there is one.
type Runway<T> = Arc<Mutex<Running<T>>>;

enum Running<T: Clone> {
    Nothing,
    Work(Flight<T>, AbortHandle),
    /// Nothing starts any more.
    Closed,
}

/// Lets at most one piece of work run at a time and hands its result to everybody who waited.
pub(crate) struct SingleFlight<T: Clone> {
    running: Runway<T>,
}

impl<T: Clone + Send + Sync + 'static> SingleFlight<T> {
    pub(crate) fn new() -> Self {
        Self { running: Arc::new(Mutex::new(Running::Nothing)) }
    }

    /// Waits for the work that runs, or starts `work`. The work goes on to its end even if nobody
    /// waits any more: a refresh that was sent must be heard out. None if it panicked, or if this is
    /// closed.
    pub(crate) async fn join(&self, work: impl FnOnce() -> BoxFuture<'static, T>) -> Option<T> {
        let flight = {
            let mut running = held(&self.running);
            match &*running {
                Running::Work(flight, _) => flight.clone(),
                Running::Closed => return None,
                Running::Nothing => {
                    let (flight, abort) = self.start(work());
                    *running = Running::Work(flight.clone(), abort);
                    flight
                }
            }
        };
        flight.await
    }

    /// Cuts off the work that runs, and starts none any more.
    pub(crate) fn close(&self) {
        let before = std::mem::replace(&mut *held(&self.running), Running::Closed);
        if let Running::Work(_, abort) = before {
            abort.abort();
        }
    }

    fn start(&self, work: impl Future<Output = T> + Send + 'static) -> (Flight<T>, AbortHandle) {
        let running = Arc::clone(&self.running);
        let task = tokio::spawn(async move {
            // Cleared by drop, so that a panic does not block the gate for ever, and before the
            // result is seen, so that whoever has seen it starts afresh.
            let _landed = Landing(running);
            work.await
        });
        let abort = task.abort_handle();
        (async move { task.await.ok() }.boxed().shared(), abort)
    }
}

fn held<T: Clone>(running: &Runway<T>) -> MutexGuard<'_, Running<T>> {
    running.lock().unwrap_or_else(PoisonError::into_inner)
}

struct Landing<T: Clone>(Runway<T>);

impl<T: Clone> Drop for Landing<T> {
    fn drop(&mut self) {
        let mut running = held(&self.0);
        if matches!(*running, Running::Work(..)) {
            *running = Running::Nothing;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use tokio::sync::{Notify, oneshot};

    #[tokio::test]
    async fn everybody_who_comes_while_it_runs_gets_the_one_result() {
        let gate = Arc::new(SingleFlight::<usize>::new());
        let (started, open) = (Arc::new(AtomicUsize::new(0)), Arc::new(Notify::new()));
        let mut callers = Vec::new();
        for _ in 0..50 {
            let (started, open) = (started.clone(), open.clone());
            let gate = gate.clone();
            callers.push(async move {
                gate.join(move || {
                    let number = started.fetch_add(1, Ordering::SeqCst) + 1;
                    async move {
                        open.notified().await;
                        number
                    }
                    .boxed()
                })
                .await
            });
        }
        let all = futures_util::future::join_all(callers);
        let opened = async {
            tokio::task::yield_now().await;
            open.notify_one();
        };
        let (results, ()) = futures_util::future::join(all, opened).await;
        assert!(results.iter().all(|result| *result == Some(1)));
        assert_eq!(started.load(Ordering::SeqCst), 1);
    }

    #[tokio::test]
    async fn the_next_caller_after_the_end_starts_afresh() {
        let gate = SingleFlight::<u8>::new();
        assert_eq!(gate.join(|| async { 1 }.boxed()).await, Some(1));
        assert_eq!(gate.join(|| async { 2 }.boxed()).await, Some(2));
    }

    #[tokio::test]
    async fn the_work_goes_on_when_its_caller_gives_up() {
        let gate = SingleFlight::<()>::new();
        let (go, going) = oneshot::channel::<()>();
        let (done, finished) = oneshot::channel();
        {
            let caller = gate.join(move || {
                async move {
                    let _go = going.await;
                    let _seen = done.send(());
                }
                .boxed()
            });
            tokio::pin!(caller);
            assert!(futures_util::poll!(&mut caller).is_pending());
        }
        go.send(()).unwrap();
        assert!(finished.await.is_ok());
    }

    #[tokio::test]
    async fn closing_cuts_the_work_off_and_starts_none_any_more() {
        let gate = SingleFlight::<u8>::new();
        let (started, is_started) = oneshot::channel();
        let endless = async move {
            let _seen = started.send(());
            std::future::pending().await
        };
        let close = async {
            is_started.await.unwrap();
            gate.close();
        };
        let (cut, ()) = futures_util::future::join(gate.join(|| endless.boxed()), close).await;
        assert_eq!(cut, None);
        assert_eq!(gate.join(|| async { 3 }.boxed()).await, None);
    }

    #[tokio::test]
    async fn work_that_panics_does_not_block_the_gate() {
        let gate = SingleFlight::<u8>::new();
        assert_eq!(gate.join(|| async { panic!("on purpose") }.boxed()).await, None);
        assert_eq!(gate.join(|| async { 3 }.boxed()).await, Some(3));
    }
}
