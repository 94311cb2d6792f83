//! The real service: its router, its jobs, its store, on a database that outlives it.
//!
//! One life: the service is put together on a connection of its own. Its connection counts the
//! commits; at one of them the life may end, with everything on the disk that was committed and
//! nothing after it. What a dead service still computes is written nowhere, reaches no provider and
//! answers nobody; the next life begins on the same database.

use super::World;
use super::image;
use super::provider::{Line, METHODS};
use axum::Router;
use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, Request, StatusCode};
use billing_providers::PaymentProvider;
use billing_service::app::App;
use billing_service::store::sqlite::SqliteStore;
use billing_service::{AppParts, Telemetry, jobs};
use rusqlite::Connection;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::Notify;
use tower::ServiceExt as _;

const LARGEST_ANSWER: usize = 1 << 20;

/// The service through all its lives.
pub struct Service {
    /// Holds the database while no life does, and reads it for the judges.
    keeper: Mutex<Connection>,
    address: String,
    running: Mutex<Option<Running>>,
}

#[derive(Clone)]
struct Running {
    life: Arc<Life>,
    router: Router,
    app: App,
}

/// One run of the service, until it dies.
pub struct Life {
    is_dead: AtomicBool,
    /// The life ends after so many commits; never if it is negative.
    commits_left: AtomicI64,
    died: Notify,
}

/// A request, which can be sent twice.
#[derive(Clone, Debug)]
pub struct Asked {
    /// `GET` or `POST`.
    pub method: &'static str,
    /// Path and query.
    pub path: String,
    /// Names and values.
    pub headers: Vec<(&'static str, String)>,
    /// The body.
    pub body: Vec<u8>,
}

/// An answer, read to its end.
#[derive(Clone, Debug)]
pub struct Answered {
    /// The status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: Bytes,
}

impl Life {
    fn new(commits: Option<i64>) -> Self {
        let commits_left = AtomicI64::new(commits.unwrap_or(-1));
        Self { is_dead: AtomicBool::new(false), commits_left, died: Notify::new() }
    }

    /// Whether it is over.
    pub fn is_over(&self) -> bool {
        self.is_dead.load(Ordering::Relaxed)
    }

    /// Never comes back to a dead service.
    pub async fn must_be_alive(&self) {
        if self.is_over() {
            std::future::pending::<()>().await;
        }
    }

    /// Comes back when it is over.
    pub async fn over(&self) {
        while !self.is_over() {
            self.died.notified().await;
        }
    }

    fn end(&self) {
        self.is_dead.store(true, Ordering::Relaxed);
        self.died.notify_waiters();
    }

    /// Whether a commit must fail because nobody lives to make it; counts those that do not.
    fn refuses_commit(&self) -> bool {
        if self.is_over() {
            return true;
        }
        if self.commits_left.fetch_sub(1, Ordering::Relaxed) == 1 {
            self.end();
        }
        false
    }
}

impl Service {
    /// A service that does not run yet, on a copy of the image.
    pub fn new(world_name: &str) -> Self {
        let address = format!("file:{world_name}?mode=memory&cache=shared");
        let keeper = image::copy_to(&address);
        Self { keeper: Mutex::new(keeper), address, running: Mutex::default() }
    }

    /// Begins a life, which ends after so many commits.
    pub async fn start(&self, world: &World, commits: Option<i64>) {
        let life = Arc::new(Life::new(commits));
        let mut connection = image::connect(&self.address);
        let counting = Arc::clone(&life);
        connection.commit_hook(Some(move || counting.refuses_commit())).expect("it takes a hook");
        let telemetry = Telemetry::new().expect("there is room for figures");
        let store = SqliteStore::open_inline(connection, telemetry.writer_figures());
        let line = |method| Arc::new(Line::new(world, &life, method)) as Arc<dyn PaymentProvider>;
        let parts = AppParts {
            config: image::config(),
            clock: Arc::new(world.time.clone()),
            store: Arc::new(store.expect("the image is a database of the service")),
            telemetry,
            providers: Some(METHODS.map(line).into()),
        };
        world.story.tell(|| format!("the service starts; it will make {commits:?} commits"));
        match parts.assemble().await {
            Ok(app) => {
                let running = Running { life, router: app.router(), app };
                *lock(&self.running) = Some(running);
            }
            Err(error) => {
                world.story.must(life.is_over(), || format!("the service does not start: {error}"));
            }
        }
    }

    /// Ends the life it has, if it has one.
    pub fn kill(&self) {
        if let Some(running) = self.running() {
            running.life.end();
        }
    }

    /// Ends it for good. Its providers hold the world, and the world holds it.
    pub fn put_away(&self) {
        self.kill();
        lock(&self.running).take();
    }

    /// Lets the present life last.
    pub fn let_live(&self) {
        if let Some(running) = self.running() {
            running.life.commits_left.store(-1, Ordering::Relaxed);
        }
    }

    /// Comes back when the present life is over.
    pub async fn over(&self) {
        if let Some(running) = self.running() {
            running.life.over().await;
        }
    }

    /// Asks it; none if it does not run, or dies before it has answered.
    pub async fn ask(&self, asked: Asked) -> Option<Answered> {
        let Running { life, router, .. } = self.running()?;
        let mut request = Request::builder().method(asked.method).uri(&asked.path);
        for (name, value) in &asked.headers {
            request = request.header(*name, value);
        }
        let request = request.body(Body::from(asked.body)).expect("requests here are well-formed");
        let answering = async {
            let Ok(answer) = router.oneshot(request).await;
            let (parts, body) = answer.into_parts();
            let body = axum::body::to_bytes(body, LARGEST_ANSWER).await.ok()?;
            Some(Answered { status: parts.status, headers: parts.headers, body })
        };
        let answered = tokio::select! {
            biased;
            () = life.over() => None,
            answered = answering => answered,
        };
        answered.filter(|_| !life.is_over())
    }

    /// Lets its jobs do one pass.
    pub async fn work(&self) {
        let Some(Running { life, app, .. }) = self.running() else { return };
        tokio::select! {
            biased;
            () = life.over() => {}
            () = jobs::pass(&app) => {}
        }
    }

    /// The database, for the judges.
    pub fn database(&self) -> MutexGuard<'_, Connection> {
        lock(&self.keeper)
    }

    fn running(&self) -> Option<Running> {
        lock(&self.running).clone().filter(|running| !running.life.is_over())
    }
}

/// Starts the service again a while after each of its deaths.
pub async fn look_after(world: World) {
    loop {
        world.service.over().await;
        world.story.tell(|| "the service is dead".to_owned());
        tokio::time::sleep(world.dice.millis(100..15_000)).await;
        let dies = !world.weather.is_calm() && world.dice.percent(world.weather.roughness());
        let commits = dies.then(|| world.dice.number(1..60));
        world.service.start(&world, commits).await;
    }
}

/// Lets the jobs pass, at first as often as in earnest, later more seldom.
pub async fn work(world: World) {
    loop {
        world.service.work().await;
        let age = world.time.passed();
        let pause = (age / 30).clamp(Duration::from_secs(5), Duration::from_secs(2 * 3600));
        tokio::time::sleep(pause).await;
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
