use super::*;
use crate::client::ServerAddress;
use crate::clock::SystemClock;
use crate::event::{Event, Events};
use crate::keychain::{Keychain, MemoryStore, SecretKey, SecretStore, SecretStoreError};
use crate::store::{Journal, Owner};
use crate::views;
use billing_contract::{Me, Role, UserId};
use futures_util::future::join_all;
use serde_json::json;
use std::sync::atomic::{AtomicUsize, Ordering};
use tempfile::TempDir;
use tokio::sync::broadcast;
use wiremock::matchers::{body_string_contains, header, method, path};
use wiremock::{Mock, MockServer, Request as Received, Respond, ResponseTemplate};

/// A keychain that lets some tests close it.
#[derive(Default)]
struct Lockable {
    inner: MemoryStore,
    refuses: AtomicUsize,
}

impl Lockable {
    fn lock(&self) {
        self.refuses.store(1, Ordering::SeqCst);
    }

    fn check(&self) -> Result<(), SecretStoreError> {
        match self.refuses.load(Ordering::SeqCst) {
            0 => Ok(()),
            _ => Err(SecretStoreError::Locked(None)),
        }
    }
}

impl SecretStore for Lockable {
    fn get(&self, key: &SecretKey) -> Result<Option<Secret>, SecretStoreError> {
        self.check()?;
        self.inner.get(key)
    }
    fn set(&self, key: &SecretKey, secret: &Secret) -> Result<(), SecretStoreError> {
        self.check()?;
        self.inner.set(key, secret)
    }
    fn delete(&self, key: &SecretKey) -> Result<(), SecretStoreError> {
        self.check()?;
        self.inner.delete(key)
    }
}

/// Answers like the service: access tokens by number, refresh tokens that rotate.
struct Rotation {
    count: Arc<AtomicUsize>,
}

impl Respond for Rotation {
    fn respond(&self, _: &Received) -> ResponseTemplate {
        let number = self.count.fetch_add(1, Ordering::SeqCst) + 1;
        ResponseTemplate::new(200).set_body_json(tokens_json(number))
    }
}

fn tokens_json(number: usize) -> serde_json::Value {
    json!({
        "access_token": format!("access-{number}"), "refresh_token": format!("refresh-{number}"),
        "token_type": "bearer", "expires_in": 900,
            "server_now": "2026-01-01T00:00:00Z",
    })
}

fn tokens(number: usize) -> Tokens {
    serde_json::from_value(tokens_json(number)).unwrap()
}

fn problem(status: u16, code: &str) -> ResponseTemplate {
    let body = json!({
        "type": "about:blank", "title": "", "status": status, "detail": "", "code": code,
        "request_id": "r-1",
    });
    ResponseTemplate::new(status).set_body_raw(body.to_string(), "application/problem+json")
}

struct World {
    server: MockServer,
    keychain: Arc<Lockable>,
    journal: Arc<Journal>,
    refreshes: Arc<AtomicUsize>,
    events: broadcast::Sender<Event>,
    _folder: TempDir,
}

impl World {
    async fn new() -> Self {
        let folder = TempDir::new().unwrap();
        let clock = Arc::new(SystemClock::new());
        Self {
            server: MockServer::start().await,
            keychain: Arc::default(),
            journal: Arc::new(Journal::open(folder.path(), clock).unwrap()),
            refreshes: Arc::default(),
            events: broadcast::Sender::new(Events::CAPACITY),
            _folder: folder,
        }
    }

    async fn rotating(self) -> Self {
        let count = self.refreshes.clone();
        let answer = Mock::given(method("POST")).and(path("/auth/refresh"));
        answer.respond_with(Rotation { count }).mount(&self.server).await;
        self
    }

    /// Takes exactly this access token and complains about every other.
    async fn accepting(self, access: &str) -> Self {
        Mock::given(method("GET"))
            .and(header("authorization", format!("Bearer {access}").as_str()))
            .respond_with(ResponseTemplate::new(200).set_body_json(json!({})))
            .mount(&self.server)
            .await;
        Mock::given(method("GET"))
            .respond_with(problem(401, "token_expired"))
            .with_priority(9)
            .mount(&self.server)
            .await;
        self
    }

    fn owner(&self, keychain: views::Keychain) -> Owner {
        let me = Me {
            user_id: UserId::new("u1"),
            customer_id: None,
            email: "ada@example.com".to_owned(),
            name: "Ada".to_owned(),
            role: Role::Admin,
            avatar_url: None,
            permissions: Vec::new(),
        };
        Owner { server: self.server.uri(), me, keychain }
    }

    fn parts(&self, keychain: views::Keychain) -> (Client, SecretKeeper, Arc<dyn Clock>) {
        let clock: Arc<dyn Clock> = Arc::new(SystemClock::new());
        let address = ServerAddress::parse(&self.server.uri()).unwrap();
        let client = Client::new(address, "1.0.0", "laptop", clock.clone());
        let store: Arc<dyn SecretStore> = self.keychain.clone();
        let keeper = SecretKeeper::new(
            self.owner(keychain),
            Keychain::new(store),
            self.journal.clone(),
            self.events.clone(),
        );
        (client, keeper, clock)
    }

    async fn begun(&self, number: usize) -> Arc<Session> {
        let (client, keeper, clock) = self.parts(views::Keychain::Locked);
        Session::begin(client, keeper, clock, tokens(number)).await
    }

    fn resumed(&self) -> Arc<Session> {
        let (client, keeper, clock) = self.parts(views::Keychain::Stored);
        Session::resume(client, keeper, clock)
    }

    fn stored(&self) -> Option<String> {
        let key = self.owner(views::Keychain::Stored).secret_key();
        self.keychain.inner.get(&key).unwrap().map(|secret| secret.expose().to_owned())
    }
}

#[tokio::test]
async fn fifty_calls_with_an_expired_token_make_one_refresh() {
    let world = World::new().await.rotating().await.accepting("access-1").await;
    let session = world.begun(0).await;
    let calls = (0..50).map(|_| session.send(Request::get("/api/portal/account")));
    let answers = join_all(calls).await;
    assert!(answers.iter().all(Result::is_ok));
    assert_eq!(world.refreshes.load(Ordering::SeqCst), 1);
    assert_eq!(world.stored().as_deref(), Some("refresh-1"));
}

#[tokio::test]
async fn a_session_of_an_earlier_run_reads_its_secret_when_it_is_first_needed() {
    let world = World::new().await.rotating().await.accepting("access-1").await;
    let key = world.owner(views::Keychain::Stored).secret_key();
    world.keychain.set(&key, &Secret::new("refresh-0")).unwrap();
    let session = world.resumed();
    assert!(session.can_update());
    session.send(Request::get("/x")).await.unwrap();
    let received = world.server.received_requests().await.unwrap();
    assert!(String::from_utf8_lossy(&received[0].body).contains("refresh-0"));
}

#[tokio::test]
async fn the_new_secret_is_in_the_keychain_before_the_new_access_token_is_used() {
    struct Witness(Arc<Lockable>, SecretKey);
    impl Respond for Witness {
        fn respond(&self, _: &Received) -> ResponseTemplate {
            let stored = self.0.inner.get(&self.1).unwrap().unwrap();
            ResponseTemplate::new(200).set_body_json(json!(stored.expose()))
        }
    }
    let world = World::new().await.rotating().await;
    let key = world.owner(views::Keychain::Stored).secret_key();
    Mock::given(method("GET"))
        .and(header("authorization", "Bearer access-1"))
        .respond_with(Witness(world.keychain.clone(), key.clone()))
        .mount(&world.server)
        .await;
    world.keychain.set(&key, &Secret::new("refresh-0")).unwrap();
    let answer = world.resumed().send(Request::get("/x")).await.unwrap();
    assert_eq!(answer.read::<String>().unwrap(), "refresh-1");
}

#[tokio::test]
async fn the_services_word_ends_the_session_with_its_reason() {
    for (code, reason) in [
        ("refresh_token_invalid", SignedOutReason::SessionEnded),
        ("refresh_token_reused", SignedOutReason::TokenReused),
    ] {
        let world = World::new().await.accepting("none").await;
        Mock::given(path("/auth/refresh"))
            .respond_with(problem(401, code))
            .expect(1)
            .with_priority(1)
            .mount(&world.server)
            .await;
        let session = world.begun(0).await;
        for _ in 0..2 {
            let error = session.send(Request::get("/x")).await.unwrap_err();
            assert!(matches!(error, ClientError::SignedOut(Some(told)) if told == reason));
        }
    }
}

#[tokio::test]
async fn a_refresh_that_fails_for_want_of_a_network_leaves_the_session_as_it_is() {
    let world = World::new().await.accepting("access-1").await;
    Mock::given(path("/auth/refresh"))
        .respond_with(ResponseTemplate::new(200).set_body_string("<html>hotel wifi</html>"))
        .up_to_n_times(1)
        .with_priority(1)
        .mount(&world.server)
        .await;
    let world = world.rotating().await;
    let session = world.begun(0).await;
    let error = session.send(Request::get("/x")).await.unwrap_err();
    assert!(matches!(error, ClientError::NotABillingService(_)), "{error:?}");
    assert!(session.send(Request::get("/x")).await.is_ok(), "the next call refreshes after all");
}

#[tokio::test]
async fn an_answer_that_was_lost_is_asked_for_again_with_the_same_secret() {
    let world = World::new().await.accepting("access-1").await;
    Mock::given(path("/auth/refresh"))
        .respond_with(ResponseTemplate::new(503))
        .up_to_n_times(1)
        .with_priority(1)
        .mount(&world.server)
        .await;
    Mock::given(path("/auth/refresh"))
        .and(body_string_contains("refresh-0"))
        .respond_with(ResponseTemplate::new(200).set_body_json(tokens_json(1)))
        .expect(1)
        .mount(&world.server)
        .await;
    assert!(world.begun(0).await.send(Request::get("/x")).await.is_ok());
}

#[tokio::test]
async fn a_keychain_that_locks_later_is_never_asked_for_its_old_secret_again() {
    let world = World::new().await.rotating().await.accepting("access-1").await;
    let session = world.begun(0).await;
    assert_eq!(session.keeper().seen(), views::Keychain::Stored);
    world.keychain.lock();
    session.send(Request::get("/x")).await.unwrap();
    assert_eq!(session.keeper().seen(), views::Keychain::Locked);
    let remembered = world.journal.remembered().await;
    assert_eq!(remembered.owner.unwrap().keychain, views::Keychain::Locked);
    assert_eq!(remembered.keychain_entries.len(), 1, "the old entry is to be removed later");
    assert!(session.can_update(), "for this run it is in memory");
}

#[tokio::test]
async fn after_the_end_nothing_is_written_any_more() {
    let world = World::new().await;
    let session = world.begun(0).await;
    session.end(None);
    session.keeper().forget().await;
    session.keeper().save(&Secret::new("late")).await;
    session.keeper().record_owner().await;
    assert_eq!(world.stored(), None);
    let remembered = world.journal.remembered().await;
    assert_eq!(remembered.keychain_entries, []);
    let error = session.send(Request::get("/x")).await.unwrap_err();
    assert!(matches!(error, ClientError::SignedOut(None)));
}

#[tokio::test]
async fn a_token_near_its_end_by_the_steady_clock_is_refreshed_before_it_is_used() {
    let world = World::new().await.rotating().await.accepting("access-1").await;
    let (client, keeper, clock) = world.parts(views::Keychain::Locked);
    let mut short = tokens(0);
    short.expires_in = 0;
    let session = Session::begin(client, keeper, clock, short).await;
    session.send(Request::get("/x")).await.unwrap();
    let received = world.server.received_requests().await.unwrap();
    assert_eq!(received[0].url.path(), "/auth/refresh", "before the first use");
}
