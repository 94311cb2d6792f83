//! The one thread that writes.
//!
//! Jobs wait in a queue. The writer takes what has gathered, runs it in one transaction, commits
//! once, and only then answers everybody: one wait for the disk serves the whole group. What a job
//! refuses is an answer like any other; it fails only where the store does. If one fails, or the
//! commit – the disk is full – the group is rolled back and every job of it is run again in a
//! transaction of its own, so that none takes others with it.
//! After each group the [`Teller`] tells what it has changed.

use super::changes::Teller;
use super::error_of;
use crate::store::StoreError;
use crate::telemetry::WriterFigures;
use rusqlite::{Connection, TransactionBehavior};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, PoisonError, mpsc};
use std::thread::JoinHandle;
use tokio::sync::oneshot;

const LARGEST_GROUP: usize = 128;

/// Hands jobs to the writing thread, or does them at once where there shall be no other thread.
pub struct Writer {
    hands: Hands,
    figures: WriterFigures,
}

enum Hands {
    Thread {
        queue: Mutex<Option<mpsc::Sender<Box<dyn Job>>>>,
        thread: Mutex<Option<JoinHandle<()>>>,
    },
    Own {
        connection: OneConnection,
        teller: Mutex<Teller>,
    },
}

/// The connection that writing and reading share where there is only one thread.
pub type OneConnection = Arc<Mutex<Option<Connection>>>;

impl Writer {
    /// Starts the thread on its connection.
    pub fn start(
        connection: Connection,
        teller: Teller,
        figures: WriterFigures,
    ) -> std::io::Result<Self> {
        let (queue, jobs) = mpsc::channel();
        let thread_figures = figures.clone();
        let thread = std::thread::Builder::new()
            .name("store-writer".to_owned())
            .spawn(move || run(connection, teller, &jobs, &thread_figures))?;
        let (queue, thread) = (Mutex::new(Some(queue)), Mutex::new(Some(thread)));
        Ok(Self { hands: Hands::Thread { queue, thread }, figures })
    }

    /// Works on the thread of whoever writes, each job in a transaction of its own.
    pub fn inline(connection: OneConnection, teller: Teller, figures: WriterFigures) -> Self {
        Self { hands: Hands::Own { connection, teller: Mutex::new(teller) }, figures }
    }

    /// Runs `work` in a group and answers once it is on the disk. It goes on even if the caller
    /// does not wait for it, and may be run a second time if its group could not be committed.
    pub async fn write<T, F>(&self, work: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: Fn(&Connection) -> Result<T, StoreError> + Send + 'static,
    {
        let (reply, answer) = oneshot::channel();
        let job = Box::new(Typed { work, outcome: None, reply: Some(reply) });
        self.hand_over(job)?;
        answer.await.unwrap_or_else(|_| Err(closed()))
    }

    fn hand_over(&self, job: Box<dyn Job>) -> Result<(), StoreError> {
        match &self.hands {
            Hands::Thread { queue, .. } => {
                self.figures.queued.increment(1.0);
                let accepted = match &*queue.lock().unwrap_or_else(PoisonError::into_inner) {
                    Some(queue) => queue.send(job).is_ok(),
                    None => false,
                };
                if !accepted {
                    self.figures.queued.decrement(1.0);
                    return Err(closed());
                }
            }
            Hands::Own { connection, teller } => {
                let mut connection = connection.lock().unwrap_or_else(PoisonError::into_inner);
                let connection = connection.as_mut().ok_or_else(closed)?;
                commit_group(connection, vec![job]);
                teller.lock().unwrap_or_else(PoisonError::into_inner).tell(connection);
            }
        }
        Ok(())
    }

    /// Lets the queue run empty and ends the thread; blocks until it has.
    pub fn close(&self) {
        let (queue, thread) = match &self.hands {
            Hands::Thread { queue, thread } => (queue, thread),
            Hands::Own { connection, .. } => {
                drop(connection.lock().unwrap_or_else(PoisonError::into_inner).take());
                return;
            }
        };
        drop(queue.lock().unwrap_or_else(PoisonError::into_inner).take());
        let thread = thread.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(thread) = thread
            && thread.join().is_err()
        {
            tracing::error!("the writing thread ended in a panic");
        }
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        self.close();
    }
}

fn closed() -> StoreError {
    StoreError::Unavailable("the store is closed".to_owned())
}

/// A piece of work whose answer waits for the commit.
trait Job: Send {
    fn run(&mut self, connection: &Connection) -> Result<(), StoreError>;
    fn answer(self: Box<Self>, failure: Option<StoreError>);
}

struct Typed<T, F> {
    work: F,
    outcome: Option<T>,
    reply: Option<oneshot::Sender<Result<T, StoreError>>>,
}

impl<T, F> Job for Typed<T, F>
where
    T: Send,
    F: Fn(&Connection) -> Result<T, StoreError> + Send,
{
    fn run(&mut self, connection: &Connection) -> Result<(), StoreError> {
        self.outcome = None;
        let work = &self.work;
        let outcome = catch_unwind(AssertUnwindSafe(|| work(connection)))
            .unwrap_or_else(|_| Err(StoreError::Broken("a write panicked".to_owned())))?;
        self.outcome = Some(outcome);
        Ok(())
    }

    fn answer(mut self: Box<Self>, failure: Option<StoreError>) {
        let answer = match (failure, self.outcome.take()) {
            (Some(failure), _) => Err(failure),
            (None, Some(outcome)) => Ok(outcome),
            (None, None) => Err(StoreError::Broken("a write ended without outcome".to_owned())),
        };
        if let Some(reply) = self.reply.take() {
            // Nobody waits any more if the client has gone; what was written stays written.
            let _ = reply.send(answer);
        }
    }
}

fn run(
    mut connection: Connection,
    mut teller: Teller,
    jobs: &mpsc::Receiver<Box<dyn Job>>,
    figures: &WriterFigures,
) {
    while let Ok(first) = jobs.recv() {
        let mut group = vec![first];
        while group.len() < LARGEST_GROUP
            && let Ok(next) = jobs.try_recv()
        {
            group.push(next);
        }
        figures.queued.decrement(group.len() as f64);
        figures.group_size.record(group.len() as f64);
        commit_group(&mut connection, group);
        teller.tell(&connection);
    }
}

fn commit_group(connection: &mut Connection, mut group: Vec<Box<dyn Job>>) {
    match try_group(connection, &mut group) {
        Ok(()) => group.into_iter().for_each(|job| job.answer(None)),
        Err(failure) if group.len() == 1 => {
            for job in group {
                job.answer(Some(copy_of(&failure)));
            }
        }
        Err(_) => {
            for job in group {
                commit_group(connection, vec![job]);
            }
        }
    }
}

/// Runs and commits a group, whole or not at all.
fn try_group(connection: &mut Connection, group: &mut [Box<dyn Job>]) -> Result<(), StoreError> {
    let transaction =
        connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(error_of)?;
    for job in group {
        job.run(&transaction)?;
    }
    transaction.commit().map_err(error_of)
}

fn copy_of(failure: &StoreError) -> StoreError {
    match failure {
        StoreError::Unavailable(text) => StoreError::Unavailable(text.clone()),
        StoreError::Broken(text) => StoreError::Broken(text.clone()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::ChangeFeed;
    use crate::store::sqlite::columns::change;
    use crate::store::sqlite::file::connect;
    use crate::store::sqlite::schema;
    use futures_util::future::join_all;
    use rusqlite::OpenFlags;
    use tempfile::TempDir;

    fn writer() -> (TempDir, Arc<Writer>) {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("w.sqlite3");
        let mut connection = connect(&file, OpenFlags::default()).unwrap();
        schema::bring_up_to_date(&mut connection).unwrap();
        connection.execute_batch("CREATE TABLE numbers (number BIGINT PRIMARY KEY)").unwrap();
        let teller = Teller::new(&connection, ChangeFeed::default()).unwrap();
        let writer = Writer::start(connection, teller, WriterFigures::unread()).unwrap();
        (folder, Arc::new(writer))
    }

    fn insert(sql: &Connection, number: i64) -> Result<(), StoreError> {
        change(sql, "INSERT INTO numbers (number) VALUES ($1)", [number]).map(|_| ())
    }

    async fn count(writer: &Writer) -> i64 {
        let counted = writer.write(|sql| {
            sql.query_row("SELECT count(*) FROM numbers", [], |row| row.get(0)).map_err(error_of)
        });
        counted.await.unwrap()
    }

    /// Holds the writing thread until the sender is dropped, so that a group gathers behind it.
    fn hold(writer: &Arc<Writer>) -> (mpsc::Sender<()>, tokio::task::JoinHandle<()>) {
        let (release, held) = mpsc::channel::<()>();
        let held = Mutex::new(held);
        let (began, begun) = mpsc::channel();
        let writer = Arc::clone(writer);
        let task = tokio::spawn(async move {
            let waiting = writer.write(move |_| {
                let _ = began.send(());
                let _ = held.lock().unwrap_or_else(PoisonError::into_inner).recv();
                Ok(())
            });
            waiting.await.unwrap();
        });
        let waited = tokio::task::block_in_place(|| begun.recv());
        waited.unwrap();
        (release, task)
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn a_job_that_fails_or_panics_leaves_its_neighbours_alone() {
        let (_folder, writer) = writer();
        let (release, held) = hold(&writer);
        let jobs: Vec<_> = (0..9_i64)
            .map(|number| {
                let writer = Arc::clone(&writer);
                tokio::spawn(async move {
                    let work = writer.write(move |sql| {
                        insert(sql, number)?;
                        match number % 3 {
                            1 => Err(StoreError::Broken("on purpose".to_owned())),
                            2 => panic!("on purpose"),
                            _ => Ok(number),
                        }
                    });
                    work.await
                })
            })
            .collect();
        drop(release);
        held.await.unwrap();
        let answers: Vec<_> = join_all(jobs).await.into_iter().map(Result::unwrap).collect();
        for (number, answer) in (0_i64..).zip(answers) {
            assert_eq!(answer.ok(), (number % 3 == 0).then_some(number));
        }
        assert_eq!(count(&writer).await, 3);
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn one_that_needs_too_much_room_does_not_take_the_group_with_it() {
        let (_folder, writer) = writer();
        let limit = writer.write(|sql| {
            let pages: u32 =
                sql.pragma_query_value(None, "page_count", |row| row.get(0)).map_err(error_of)?;
            sql.pragma_update(None, "max_page_count", pages + 2).map_err(error_of)
        });
        limit.await.unwrap();
        let (release, held) = hold(&writer);
        let greedy = Arc::clone(&writer);
        let greedy = tokio::spawn(async move {
            let work =
                greedy.write(|sql| (1_000..9_000).try_for_each(|number| insert(sql, number)));
            work.await
        });
        let modest: Vec<_> = (0..5_i64)
            .map(|number| {
                let writer = Arc::clone(&writer);
                tokio::spawn(async move { writer.write(move |sql| insert(sql, number)).await })
            })
            .collect();
        drop(release);
        held.await.unwrap();
        assert!(matches!(greedy.await.unwrap(), Err(StoreError::Unavailable(_))));
        for answer in join_all(modest).await {
            answer.unwrap().unwrap();
        }
        assert_eq!(count(&writer).await, 5);
    }

    #[tokio::test]
    async fn what_waits_when_the_writer_closes_is_written() {
        let (_folder, writer) = writer();
        let jobs: Vec<_> = (0..50_i64)
            .map(|number| {
                let writer = Arc::clone(&writer);
                tokio::spawn(async move { writer.write(move |sql| insert(sql, number)).await })
            })
            .collect();
        tokio::task::yield_now().await;
        let closing = Arc::clone(&writer);
        tokio::task::spawn_blocking(move || closing.close()).await.unwrap();
        let answers: Vec<_> = join_all(jobs).await.into_iter().map(Result::unwrap).collect();
        let written = answers.iter().filter(|answer| answer.is_ok()).count();
        assert_eq!(written, 50);
    }
}
