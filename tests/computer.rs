//! A person's computer: a data folder, a keychain and clocks, on which a console starts, ends and
//! starts again.

use billing_contract::{LoginRequest, Secret};
use billing_core::clock::Clock;
use billing_core::console::{Console, ConsoleOptions};
use billing_core::error::CommandError;
use billing_core::evidence::RecentLog;
use billing_core::keychain::{SecretKey, SecretStore, SecretStoreError};
use billing_core::views::{Session, SyncState};
use billing_testkit::DEMO_PASSWORD;
use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// How long a journey waits for what must come.
const PATIENCE: Duration = Duration::from_secs(20);

const UNPOISONED: &str = "no test panics while it holds this lock";

/// One computer.
pub struct Computer {
    folder: TempDir,
    server: String,
    /// Its keychain.
    pub vault: Arc<Vault>,
    /// Its clocks.
    pub clock: Arc<MovedClock>,
    /// The last lines of its log, if somebody writes them.
    pub log: RecentLog,
}

impl Computer {
    /// A new computer whose consoles talk to `server`.
    pub fn new(server: impl Into<String>) -> Self {
        Self {
            folder: tempfile::tempdir().expect("there is room for a folder"),
            server: server.into(),
            vault: Arc::default(),
            clock: Arc::new(MovedClock::new()),
            log: RecentLog::default(),
        }
    }

    /// Starts a console, as opening the window does.
    pub async fn start(&self) -> Console {
        self.try_start().await.expect("a console opens on this computer")
    }

    /// The same where it may be refused.
    pub async fn try_start(&self) -> Result<Console, CommandError> {
        let options = ConsoleOptions::for_this_computer(self.folder())
            .default_server(&self.server)
            .secrets(self.vault.clone())
            .recent_log(self.log.clone())
            .clock(self.clock.clone());
        Console::open(options).await
    }

    /// Starts a console and signs in to a demonstration account.
    pub async fn signed_in(&self, email: &str) -> Console {
        let console = self.start().await;
        let session = console
            .sign_in(login(email, DEMO_PASSWORD))
            .await
            .expect("a demonstration account signs in");
        assert!(matches!(session, Session::SignedIn { .. }), "{session:?}");
        console
    }

    /// The folder that holds everything.
    pub fn folder(&self) -> PathBuf {
        self.folder.path().join("console")
    }

    /// The file that may be thrown away.
    pub fn cache(&self) -> PathBuf {
        self.folder().join("cache.sqlite3")
    }
}

/// Asks to sign in.
pub fn login(email: &str, password: &str) -> LoginRequest {
    LoginRequest { email: email.to_owned(), password: Secret::new(password) }
}

/// Waits until `holds`, asking again whenever the console announces something.
pub async fn until(console: &Console, what: &str, holds: impl AsyncFn(&Console) -> bool) {
    let waiting = async {
        let mut events = console.events();
        while !holds(console).await {
            events.next().await.expect("the console is open");
        }
    };
    let waited = tokio::time::timeout(PATIENCE, waiting).await;
    assert!(waited.is_ok(), "waited in vain until {what}");
}

/// Waits until figures are fresh.
pub async fn until_online(console: &Console) {
    until(console, "online", async |console: &Console| {
        let sync = console.sync(()).await.expect("the state is known");
        sync.state == SyncState::Online && sync.last_success.is_some()
    })
    .await;
}

/// Waits until the service is known to be out of reach.
pub async fn until_offline(console: &Console) {
    until(console, "offline", async |console: &Console| {
        console.sync(()).await.expect("the state is known").state == SyncState::Offline
    })
    .await;
}

/// Waits until nobody is signed in.
pub async fn until_signed_out(console: &Console) {
    until(console, "signed out", async |console: &Console| {
        matches!(console.session(()).await.expect("the state is known"), Session::SignedOut { .. })
    })
    .await;
}

/// A keychain whose content can be taken and put back, as a thief or a crash would.
#[derive(Default)]
pub struct Vault(Mutex<HashMap<SecretKey, Secret>>);

impl Vault {
    /// Everything it holds now.
    pub fn content(&self) -> HashMap<SecretKey, Secret> {
        self.0.lock().expect(UNPOISONED).clone()
    }

    /// Makes it hold `content` and nothing else.
    pub fn put(&self, content: HashMap<SecretKey, Secret>) {
        *self.0.lock().expect(UNPOISONED) = content;
    }
}

impl SecretStore for Vault {
    fn get(&self, key: &SecretKey) -> Result<Option<Secret>, SecretStoreError> {
        Ok(self.0.lock().expect(UNPOISONED).get(key).cloned())
    }

    fn set(&self, key: &SecretKey, secret: &Secret) -> Result<(), SecretStoreError> {
        self.0.lock().expect(UNPOISONED).insert(key.clone(), secret.clone());
        Ok(())
    }

    fn delete(&self, key: &SecretKey) -> Result<(), SecretStoreError> {
        self.0.lock().expect(UNPOISONED).remove(key);
        Ok(())
    }
}

/// The computer's clocks, which a test can move.
pub struct MovedClock {
    started: Instant,
    wall_ahead: Mutex<chrono::TimeDelta>,
    steady_ahead: Mutex<Duration>,
}

impl MovedClock {
    /// Clocks that are right.
    pub fn new() -> Self {
        Self {
            started: Instant::now(),
            wall_ahead: Mutex::new(chrono::TimeDelta::zero()),
            steady_ahead: Mutex::new(Duration::ZERO),
        }
    }

    /// Lets time pass on both clocks.
    pub fn pass(&self, time: Duration) {
        *self.steady_ahead.lock().expect(UNPOISONED) += time;
        *self.wall_ahead.lock().expect(UNPOISONED) +=
            chrono::TimeDelta::from_std(time).expect("tests let days pass, not aeons");
    }

    /// Sets the clock on the wall, as a person or a time server does.
    pub fn set_wall_by(&self, difference: chrono::TimeDelta) {
        *self.wall_ahead.lock().expect(UNPOISONED) += difference;
    }
}

impl Default for MovedClock {
    fn default() -> Self {
        Self::new()
    }
}

impl billing_service::Clock for MovedClock {
    fn now(&self) -> chrono::DateTime<chrono::Utc> {
        Clock::now(self)
    }
}

impl Clock for MovedClock {
    fn now(&self) -> chrono::DateTime<chrono::Utc> {
        chrono::Utc::now() + *self.wall_ahead.lock().expect(UNPOISONED)
    }

    fn monotonic(&self) -> Duration {
        self.started.elapsed() + *self.steady_ahead.lock().expect(UNPOISONED)
    }
}
