//! One thread that owns a database and does one job after the other.

use super::StoreError;
use std::future::Future;
use std::io;
use std::sync::mpsc;
use tokio::sync::oneshot;

type Job<S> = Box<dyn FnOnce(&mut S) + Send>;

enum Message<S> {
    Work(Job<S>),
    Close(oneshot::Sender<()>),
}

/// The handle of such a thread; the thread ends with it.
pub(super) struct Actor<S> {
    messages: mpsc::Sender<Message<S>>,
}

impl<S: 'static> Actor<S> {
    /// Starts the thread; `open` runs on it, before the first job.
    pub(super) fn start(name: &str, open: impl FnOnce() -> S + Send + 'static) -> io::Result<Self> {
        let (messages, inbox) = mpsc::channel::<Message<S>>();
        std::thread::Builder::new().name(name.to_owned()).spawn(move || {
            let mut state = open();
            while let Ok(message) = inbox.recv() {
                match message {
                    Message::Work(job) => job(&mut state),
                    Message::Close(closed) => {
                        drop(state);
                        let _nobody_waits = closed.send(());
                        return;
                    }
                }
            }
        })?;
        Ok(Self { messages })
    }

    /// Queues a job and waits for its result. The place in the queue is taken by the call itself,
    /// not by the first poll, and the job is done even if nobody waits.
    pub(super) fn call<T, W>(
        &self,
        work: W,
    ) -> impl Future<Output = Result<T, StoreError>> + Send + use<S, T, W>
    where
        T: Send + 'static,
        W: FnOnce(&mut S) -> T + Send + 'static,
    {
        let (answer, answered) = oneshot::channel();
        let job: Job<S> = Box::new(move |state| {
            let _nobody_waits = answer.send(work(state));
        });
        let queued = self.messages.send(Message::Work(job)).is_ok();
        async move {
            if !queued {
                return Err(StoreError::Closed);
            }
            answered.await.map_err(|_thread_ended| StoreError::Closed)
        }
    }

    /// Finishes what is queued, closes the database and returns when its files are let go.
    pub(super) async fn close(&self) {
        let (closed, done) = oneshot::channel();
        if self.messages.send(Message::Close(closed)).is_ok() {
            let _already_gone = done.await;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn jobs_are_done_in_the_order_of_the_calls_even_when_nobody_waits() {
        let actor = Actor::start("counting", Vec::new).unwrap();
        for number in 0..10 {
            drop(actor.call(move |seen: &mut Vec<i32>| seen.push(number)));
        }
        let seen = actor.call(|seen| seen.clone()).await.unwrap();
        assert_eq!(seen, (0..10).collect::<Vec<_>>());
    }

    #[tokio::test]
    async fn after_closing_a_call_says_so() {
        let actor = Actor::start("closing", || ()).unwrap();
        actor.close().await;
        assert!(matches!(actor.call(|()| ()).await, Err(StoreError::Closed)));
    }
}
