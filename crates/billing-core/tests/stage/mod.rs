//! A service made of prepared answers, a keychain that can be locked, and a folder to look into.

#![allow(dead_code, reason = "each test program uses its part of the stage")]

use billing_contract::{LoginRequest, Secret};
use billing_core::console::{Console, ConsoleOptions};
use billing_core::event::Event;
use billing_core::host::{Host, HostError};
use billing_core::keychain::{MemoryStore, SecretKey, SecretStore, SecretStoreError};
use billing_core::views::{Sync, SyncState};
use futures_util::future::BoxFuture;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tempfile::TempDir;
use tokio::sync::Notify;
use wiremock::matchers::{header_exists, method, path};
use wiremock::{Mock, MockServer, Request, Respond, ResponseTemplate};

/// What must not be found once its owner has left.
pub const COMPANY: &str = "Canary Trading";

pub struct Stage {
    pub server: MockServer,
    pub keychain: Arc<Keychain>,
    pub host: Arc<Desktop>,
    pub folder: TempDir,
}

/// A desktop that remembers what it was to open.
#[derive(Default)]
pub struct Desktop {
    opened: Mutex<Vec<String>>,
    refuses: AtomicBool,
}

impl Desktop {
    pub fn opened(&self) -> Vec<String> {
        self.opened.lock().unwrap().clone()
    }

    pub fn refuse(&self) {
        self.refuses.store(true, Ordering::SeqCst);
    }
}

impl Host for Desktop {
    fn open_in_browser(&self, link: &str) -> Result<(), HostError> {
        if self.refuses.load(Ordering::SeqCst) {
            return Err(HostError(Arc::new(std::io::Error::other("no browser"))));
        }
        self.opened.lock().unwrap().push(link.to_owned());
        Ok(())
    }

    fn choose_folder(&self, _: &Path) -> BoxFuture<'_, Result<Option<PathBuf>, HostError>> {
        Box::pin(async { Ok(None) })
    }

    fn show_file(&self, path: &Path) -> Result<(), HostError> {
        self.open_in_browser(&path.to_string_lossy())
    }
}

/// A keychain in memory that can be locked.
#[derive(Default)]
pub struct Keychain {
    store: MemoryStore,
    locked: AtomicBool,
    deleted: Notify,
}

impl Keychain {
    pub fn lock(&self, locked: bool) {
        self.locked.store(locked, Ordering::SeqCst);
    }

    pub fn count(&self) -> usize {
        self.store.count()
    }

    /// Waits until nothing is in it.
    pub async fn emptied(&self) {
        while self.count() > 0 {
            within_reason(self.deleted.notified()).await;
        }
    }

    fn check(&self) -> Result<(), SecretStoreError> {
        if self.locked.load(Ordering::SeqCst) {
            return Err(SecretStoreError::Locked(None));
        }
        Ok(())
    }
}

impl SecretStore for Keychain {
    fn get(&self, key: &SecretKey) -> Result<Option<Secret>, SecretStoreError> {
        self.check()?;
        self.store.get(key)
    }

    fn set(&self, key: &SecretKey, secret: &Secret) -> Result<(), SecretStoreError> {
        self.check()?;
        self.store.set(key, secret)
    }

    fn delete(&self, key: &SecretKey) -> Result<(), SecretStoreError> {
        self.check()?;
        self.store.delete(key)?;
        self.deleted.notify_one();
        Ok(())
    }
}

/// Gives new tokens at each call.
struct Tokens(AtomicUsize);

impl Respond for Tokens {
    fn respond(&self, _: &Request) -> ResponseTemplate {
        let number = self.0.fetch_add(1, Ordering::SeqCst);
        ResponseTemplate::new(200).set_body_json(json!({
            "access_token": format!("canary-access-{number}"),
            "refresh_token": format!("canary-refresh-{number}"),
            "token_type": "bearer", "expires_in": 900,
            "server_now": "2026-01-01T00:00:00Z",
        }))
    }
}

impl Stage {
    pub async fn new() -> Self {
        Self {
            server: MockServer::start().await,
            keychain: Arc::default(),
            host: Arc::default(),
            folder: TempDir::new().unwrap(),
        }
    }

    pub async fn with_tokens(self) -> Self {
        for place in ["/auth/login", "/auth/refresh", "/auth/register"] {
            let tokens = Tokens(AtomicUsize::new(0));
            Mock::given(method("POST"))
                .and(path(place))
                .respond_with(tokens)
                .mount(&self.server)
                .await;
        }
        Mock::given(path("/auth/logout"))
            .respond_with(ResponseTemplate::new(204))
            .mount(&self.server)
            .await;
        self
    }

    pub async fn with_a_customer(self) -> Self {
        let stage = self.with_tokens().await;
        stage.answer("GET", "/auth/me", 200, me_json()).await;
        stage.answer("GET", "/api/portal/account", 200, account_json()).await;
        stage.answer("GET", "/api/portal/subscription", 200, subscription_json()).await;
        let plans = json!({"items": [plan_json()], "next_cursor": null});
        stage.answer("GET", "/api/portal/plans", 200, plans).await;
        stage
    }

    pub async fn answer(&self, verb: &str, place: &str, status: u16, body: Value) {
        let answer = ResponseTemplate::new(status)
            .set_body_json(body)
            .insert_header("etag", format!("\"{place}\"").as_str());
        Mock::given(method(verb)).and(path(place)).respond_with(answer).mount(&self.server).await;
    }

    /// The same, before what was prepared earlier.
    pub async fn answer_first(&self, verb: &str, place: &str, status: u16, body: Value) {
        Mock::given(method(verb))
            .and(path(place))
            .respond_with(ResponseTemplate::new(status).set_body_json(body))
            .with_priority(1)
            .mount(&self.server)
            .await;
    }

    /// From now on every question that names what is known is answered "still so".
    pub async fn nothing_has_changed(&self) {
        Mock::given(header_exists("if-none-match"))
            .respond_with(ResponseTemplate::new(304))
            .with_priority(1)
            .mount(&self.server)
            .await;
    }

    pub fn options(&self) -> ConsoleOptions {
        let mut options = ConsoleOptions::for_this_computer(self.folder.path())
            .default_server(self.server.uri())
            .secrets(self.keychain.clone())
            .host(self.host.clone());
        options.system_language = "en".to_owned();
        options
    }

    pub async fn open(&self) -> Console {
        Console::open(self.options()).await.unwrap()
    }

    pub async fn signed_in(&self) -> Console {
        let console = self.open().await;
        console.sign_in(login()).await.unwrap();
        console
    }

    /// Waits for a complete sync.
    pub async fn synced(&self, console: &Console) {
        self.until(console, |sync| sync.state == SyncState::Online && sync.last_success.is_some())
            .await;
    }

    /// Waits until the state of the sync is as wanted.
    pub async fn until(&self, console: &Console, wanted: impl Fn(&Sync) -> bool) -> Sync {
        let mut events = console.events();
        within_reason(async {
            loop {
                let sync = console.sync(()).await.unwrap();
                if wanted(&sync) {
                    return sync;
                }
                while events.next().await != Some(Event::SyncChanged) {}
            }
        })
        .await
    }

    /// How many requests began with `start`.
    pub async fn requests(&self, start: &str) -> usize {
        let received = self.server.received_requests().await.unwrap();
        received.iter().filter(|one| one.url.path().starts_with(start)).count()
    }

    /// Whether `needle` stands in any file of the folder.
    pub fn bytes_on_disk(&self, needle: &str) -> bool {
        stands_in(self.folder.path(), needle)
    }
}

fn stands_in(folder: &Path, needle: &str) -> bool {
    std::fs::read_dir(folder).unwrap().any(|entry| {
        let path = entry.unwrap().path();
        if path.is_dir() {
            return stands_in(&path, needle);
        }
        let bytes = std::fs::read(path).unwrap();
        bytes.windows(needle.len()).any(|window| window == needle.as_bytes())
    })
}

pub async fn within_reason<T>(work: impl Future<Output = T>) -> T {
    tokio::time::timeout(Duration::from_secs(20), work).await.expect("it comes about")
}

pub fn login() -> LoginRequest {
    let password = Secret::new("correct horse battery");
    LoginRequest { email: "ada@example.com".to_owned(), password }
}

pub fn problem(status: u16, code: &str) -> ResponseTemplate {
    let body = json!({
        "type": "about:blank", "title": "", "status": status, "detail": "", "code": code,
        "request_id": "r-1",
    });
    ResponseTemplate::new(status).set_body_raw(body.to_string(), "application/problem+json")
}

pub fn me_json() -> Value {
    json!({
        "user_id": "u-canary", "customer_id": "c1", "email": "ada@example.com", "name": "Ada",
        "role": "admin",
        "permissions": ["view_account", "edit_account", "view_subscription", "view_plans"],
    })
}

pub fn account_json() -> Value {
    json!({
        "id": "c1", "company_name": COMPANY, "contact_name": "Ada",
        "contact_email": "ada@example.com", "locale": "en",
        "created_at": "2026-01-01T00:00:00Z", "version": 1,
    })
}

pub fn subscription_json() -> Value {
    json!({
        "plan_id": "p1", "plan_name": "Team", "subscription_type": "monthly",
        "start_date": "2026-01-01", "end_date": "2026-02-01", "status": "active",
        "remaining_days": 12, "auto_renew": true,
        "credits": {"total_credits": 1000, "available_credits": 700, "used_credits": 300,
            "monthly_quota": 1000},
        "available_actions": ["upgrade", "cancel"],
    })
}

fn plan_json() -> Value {
    json!({
        "id": "p1", "plan_code": "team", "name": "Team", "description": "For teams",
        "price": "99.00", "price_monthly": "99.00", "currency": "USD", "period": "monthly",
        "credits_monthly": 1000, "features": {"agent_seats": 5, "priority": true},
        "is_popular": true,
    })
}
