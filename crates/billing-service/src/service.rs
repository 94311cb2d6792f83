//! Starting and stopping.

use crate::app::{App, Parts};
use crate::auth::ended::EndedSessions;
use crate::auth::passwords::Passwords;
use crate::auth::tokens::{SIGNING_KEY, Signer};
use crate::changes::{Cursors, FEED_KEY};
use crate::clock::{AheadClock, Clock, SystemClock};
use crate::config::{Config, Database, SellerConfig};
use crate::demo;
use crate::idempotency::{REPEAT_SECRET, Repeats};
use crate::jobs::Jobs;
use crate::limits::Limits;
use crate::listener;
use crate::orders::turns::Turns;
use crate::outbox::alerts::Pulse;
use crate::outbox::{ReceiverError, Receivers};
use crate::providers::Providers;
use crate::public_url::PublicUrl;
use crate::router;
use crate::sandbox::{SANDBOX_KEY, Sandbox};
use crate::store::sqlite::{OpenError, SqliteOptions, SqliteStore};
use crate::store::{Store, StoreError};
use crate::telemetry::Telemetry;
use aws_lc_rs::rand;
use billing_providers::PaymentProvider;
use billing_providers::registry::{self, SectionError};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

/// The name of the key that makes the names by which others know customers.
const PSEUDONYM_KEY: &str = "analytics_pseudonyms";

/// The service, before it runs.
pub struct Service;

/// Why the service did not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The database could not be opened.
    #[error("the database could not be opened")]
    Open(#[from] OpenError),
    /// The database could not be read or written.
    #[error("the database could not be used")]
    Store(#[from] StoreError),
    /// A provider cannot be used as it is configured.
    #[error("a payment provider cannot be used as configured")]
    Provider(#[from] SectionError),
    /// Somebody who is to be told what happens cannot be, as they are configured.
    #[error("who is told what happens cannot be told as configured")]
    Receiver(#[from] ReceiverError),
    /// The address is taken or not this machine's.
    #[error("cannot listen on {address}")]
    Listen {
        /// Where.
        address: SocketAddr,
        /// Why not.
        #[source]
        source: std::io::Error,
    },
    /// No randomness, no figures, no password hashing: the machine or the settings are wrong.
    #[error("{0}")]
    Machine(String),
}

impl Service {
    /// Starts the service; it runs until [`Running::stop`].
    pub async fn start(config: Config) -> Result<Running, StartError> {
        Self::start_at(config, Arc::new(SystemClock)).await
    }

    /// Starts the service by another clock.
    pub async fn start_at(config: Config, clock: Arc<dyn Clock>) -> Result<Running, StartError> {
        let Database::Sqlite(path) = config.database.clone();
        let telemetry = Telemetry::new().map_err(|error| StartError::Machine(error.to_string()))?;
        let figures = telemetry.writer_figures();
        let opened = tokio::task::spawn_blocking(move || {
            SqliteStore::open(&SqliteOptions::new(path), figures)
        });
        let store = opened.await.map_err(|error| StartError::Machine(error.to_string()))??;
        Running::listen(Self::prepare(config, clock, Arc::new(store), telemetry).await?).await
    }

    /// Everything but the listening.
    pub(crate) async fn prepare(
        config: Config,
        clock: Arc<dyn Clock>,
        store: Arc<dyn Store>,
        telemetry: Telemetry,
    ) -> Result<App, StartError> {
        let parts = AppParts { config, clock, store, telemetry, providers: None };
        parts.assemble().await
    }
}

/// What an [`App`] is put together from by whoever does not want the service to listen: a test or a
/// simulation with a clock, a store and providers of its own.
pub struct AppParts {
    /// The settings.
    pub config: Config,
    /// What time it is.
    pub clock: Arc<dyn Clock>,
    /// The memory.
    pub store: Arc<dyn Store>,
    /// The figures.
    pub telemetry: Telemetry,
    /// The providers in place of the configured ones.
    pub providers: Option<Vec<Arc<dyn PaymentProvider>>>,
}

impl AppParts {
    /// The service without a listener and without background jobs: [`App::router`] answers, and
    /// [`jobs`](crate::jobs) does one pass whenever it is asked to.
    pub async fn assemble(self) -> Result<App, StartError> {
        let Self { config, clock, store, telemetry, providers } = self;
        let passwords = Passwords::new(&config.passwords)
            .map_err(|error| StartError::Machine(error.to_string()))?;
        if config.demo && store.is_new().await? {
            demo::fill(&*store, &passwords, clock.now()).await?;
        }
        let demonstration = store.is_demonstration().await?;
        let ahead = if demonstration { store.clock_ahead().await? } else { 0 };
        let clock = Arc::new(AheadClock::new(clock, ahead));
        let signing_key = service_key(&*store, SIGNING_KEY).await?;
        let repeat_secret = service_key(&*store, REPEAT_SECRET).await?;
        let feed_key = service_key(&*store, FEED_KEY).await?;
        let pseudonyms = service_key(&*store, PSEUDONYM_KEY).await?;
        let receivers = Receivers::configured(&config.outbox, &pseudonyms)?;
        store.set_receivers(receivers.on()).await?;
        let public_url = PublicUrl::new(config.public_url.as_deref());
        let mut sandbox = None;
        let providers = match providers {
            Some(providers) => providers,
            None => {
                let mut providers = registry::configured(&config.providers)?;
                if config.sandbox_is_enabled()? {
                    let key = service_key(&*store, SANDBOX_KEY).await?;
                    let books = Arc::clone(&store);
                    let hands = Arc::clone(&clock) as Arc<dyn Clock>;
                    let made = Arc::new(Sandbox::new(books, &key, hands, public_url.clone()));
                    providers.push(Arc::clone(&made) as Arc<dyn PaymentProvider>);
                    sandbox = Some(made);
                }
                providers
            }
        };
        let providers = Providers::new(providers, &telemetry);
        providers.must_be_reachable(&public_url)?;
        let now = clock.now();
        let ended = EndedSessions::load(&*store, config.tokens.access_seconds, now).await?;
        let mut seller = config.seller.clone();
        if demonstration && seller == SellerConfig::default() {
            seller = demo::seller();
        }
        store.set_tax_rates(seller.tax_basis_points.clone()).await?;
        let app = App::new(Parts {
            signer: Signer::new(&signing_key),
            repeats: Repeats::new(&repeat_secret),
            cursors: Cursors::new(&feed_key),
            limits: Limits::new(config.limits.clone()),
            demonstration,
            receivers,
            pulse: Pulse::default(),
            seller,
            providers,
            sandbox,
            turns: Turns::default(),
            public_url,
            begun: TaskTracker::new(),
            stopping: CancellationToken::new(),
            passwords,
            ended,
            telemetry,
            clock,
            store,
            config,
        });
        Ok(app)
    }
}

async fn service_key(store: &dyn Store, name: &str) -> Result<Vec<u8>, StartError> {
    let mut candidate = vec![0; 32];
    rand::fill(&mut candidate)
        .map_err(|_| StartError::Machine("there is no randomness".to_owned()))?;
    Ok(store.service_key(name, candidate).await?)
}

/// A service that answers; dropping it stops it without waiting.
pub struct Running {
    address: SocketAddr,
    stopping: CancellationToken,
    serving: Option<JoinHandle<()>>,
    app: App,
    _jobs: Jobs,
}

impl Running {
    async fn listen(app: App) -> Result<Self, StartError> {
        let address = app.config().listen;
        let failed = |source| StartError::Listen { address, source };
        let listener = TcpListener::bind(address).await.map_err(failed)?;
        let address = listener.local_addr().map_err(failed)?;
        app.public_url().listens_at(address);
        let stopping = app.stopping().clone();
        let routes = router::router(&app);
        let serving = tokio::spawn(listener::serve(listener, routes, stopping.clone()));
        let jobs = Jobs::start(app.clone());
        Ok(Self { address, stopping, serving: Some(serving), app, _jobs: jobs })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Takes no more requests, finishes what has begun, and closes the database.
    pub async fn stop(mut self) {
        self.stopping.cancel();
        let limit = Duration::from_secs(self.app.config().stop_timeout_seconds);
        let begun = self.app.begun();
        begun.close();
        let serving = self.serving.take();
        let abort = serving.as_ref().map(JoinHandle::abort_handle);
        let all_done = async {
            if let Some(serving) = serving
                && let Err(error) = serving.await
            {
                tracing::error!(%error, "serving ended badly");
            }
            begun.wait().await;
        };
        if tokio::time::timeout(limit, all_done).await.is_err() {
            tracing::warn!("some requests did not end in time");
            abort.inspect(tokio::task::AbortHandle::abort);
        }
        self.app.store().close().await;
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.stopping.cancel();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::FixedClock;
    use billing_contract::{Problem, Tokens};
    use reqwest::Client;
    use serde_json::json;

    #[tokio::test]
    async fn a_full_disk_is_answered_with_503_and_reading_goes_on() {
        let folder = tempfile::tempdir().unwrap();
        let mut options = SqliteOptions::new(folder.path().join("full.sqlite3"));
        options.most_pages = Some(100);
        let telemetry = Telemetry::new().unwrap();
        let store = SqliteStore::open(&options, telemetry.writer_figures()).unwrap();
        let clock = Arc::new(FixedClock::at("2026-06-18T12:00:00Z".parse().unwrap()));
        let mut config = Config::default();
        config.passwords.memory_kib = 8;
        config.passwords.iterations = 1;
        let app = Service::prepare(config, clock, Arc::new(store), telemetry).await.unwrap();
        let running = Running::listen(app).await.unwrap();
        let url = |path: &str| format!("http://{}{path}", running.address());
        let http = Client::new();
        let mut signed_in: Option<Tokens> = None;
        let refused = loop {
            let email = format!("{}@b.test", uuid::Uuid::now_v7());
            let body = json!({ "email": email, "password": "ten letters",
                "contact_name": "x".repeat(200), "company_name": "y".repeat(200) });
            let answer = http.post(url("/auth/register")).json(&body).send().await.unwrap();
            if answer.status() != 200 {
                break answer;
            }
            signed_in = Some(answer.json().await.unwrap());
        };
        assert_eq!(refused.status(), 503);
        assert!(refused.headers().contains_key("retry-after"));
        let problem: Problem = refused.json().await.unwrap();
        assert_eq!(problem.code.as_str(), "unavailable");
        assert!(!problem.detail.contains("disk") && !problem.detail.contains("SQL"));
        let tokens = signed_in.expect("some registrations fit");
        let account = http.get(url("/api/portal/account"));
        let account = account.bearer_auth(tokens.access_token.expose()).send().await.unwrap();
        assert_eq!(account.status(), 200);
        running.stop().await;
    }
}
