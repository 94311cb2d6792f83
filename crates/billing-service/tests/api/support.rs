//! A running service and the means to ask it.

use billing_contract::{Account, Me, Problem, Tokens};
use billing_service::config::{Config, Database};
use billing_service::{FixedClock, Running, Service};
use reqwest::{Client, Method, RequestBuilder, Response};
use serde::Serialize;
use serde_json::{Value, json};
use std::sync::Arc;
use tempfile::TempDir;

pub const PASSWORD: &str = "demo-password-1";

pub struct Api {
    running: Running,
    pub http: Client,
    pub clock: FixedClock,
    pub config: Config,
    pub folder: TempDir,
}

/// Follows no redirect: what a route answers is what is looked at.
fn client() -> Client {
    Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap()
}

impl Api {
    /// A service with demonstration customers at noon of 18 June 2026.
    pub async fn start() -> Self {
        Self::start_with(|_| {}).await
    }

    pub async fn start_with(adjust: impl FnOnce(&mut Config)) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let clock = FixedClock::at("2026-06-18T12:00:00Z".parse().unwrap());
        let mut config = Config {
            database: Database::Sqlite(folder.path().join("service.sqlite3")),
            demo: true,
            ..Config::default()
        };
        config.passwords.memory_kib = 8;
        config.passwords.iterations = 1;
        adjust(&mut config);
        let running = Service::start_at(config.clone(), Arc::new(clock.clone())).await.unwrap();
        Self { running, http: client(), clock, config, folder }
    }

    /// Stops the service and starts it again on the same file.
    pub async fn restart(self) -> Self {
        let Self { running, clock, config, folder, .. } = self;
        running.stop().await;
        let running = Service::start_at(config.clone(), Arc::new(clock.clone())).await.unwrap();
        Self { running, http: client(), clock, config, folder }
    }

    /// What the database holds of a user's password.
    pub fn password_hash(&self, email: &str) -> String {
        let Database::Sqlite(path) = &self.config.database;
        let sql = rusqlite::Connection::open(path).unwrap();
        let question = "SELECT password_hash FROM users WHERE email = ?1";
        sql.query_row(question, [email], |row| row.get(0)).unwrap()
    }

    /// Waits until the database says so: for what the service does by itself.
    pub async fn until(&self, holds: impl Fn(&rusqlite::Connection) -> bool) {
        let Database::Sqlite(path) = &self.config.database;
        let sql = rusqlite::Connection::open(path).unwrap();
        let waiting = async {
            let mut looks = tokio::time::interval(std::time::Duration::from_millis(20));
            while !holds(&sql) {
                looks.tick().await;
            }
        };
        tokio::time::timeout(std::time::Duration::from_secs(30), waiting).await.unwrap();
    }

    /// Waits until an order stands so.
    pub async fn until_state(&self, order: &str, state: &str) {
        let question = "SELECT state = ?2 FROM orders WHERE id = ?1";
        self.until(|sql| sql.query_row(question, [order, state], |row| row.get(0)).unwrap()).await;
    }

    /// The figures for Prometheus.
    pub async fn metrics(&self) -> String {
        self.http.get(self.url("/metrics")).send().await.unwrap().text().await.unwrap()
    }

    /// Stops the service; its files are in the folder for as long as that is kept.
    pub async fn stop(self) -> TempDir {
        self.running.stop().await;
        self.folder
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.running.address())
    }

    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.http.request(method, self.url(path))
    }

    pub async fn post(&self, path: &str, body: impl Serialize) -> Response {
        self.request(Method::POST, path).json(&body).send().await.unwrap()
    }

    pub async fn get(&self, path: &str, who: &Tokens) -> Response {
        self.request(Method::GET, path).bearer_auth(who.access_token.expose()).send().await.unwrap()
    }

    pub async fn try_sign_in(&self, email: &str, password: &str) -> Response {
        self.post("/auth/login", json!({ "email": email, "password": password })).await
    }

    pub async fn sign_in(&self, name: &str) -> Tokens {
        let answer = self.try_sign_in(&format!("{name}@demo.test"), PASSWORD).await;
        assert_eq!(answer.status(), 200);
        answer.json().await.unwrap()
    }

    pub async fn refresh(&self, tokens: &Tokens) -> Response {
        let body = json!({ "refresh_token": tokens.refresh_token.expose() });
        self.post("/auth/refresh", body).await
    }

    pub async fn refreshed(&self, tokens: &Tokens) -> Tokens {
        let answer = self.refresh(tokens).await;
        assert_eq!(answer.status(), 200);
        answer.json().await.unwrap()
    }

    pub async fn me(&self, who: &Tokens) -> Me {
        self.get("/auth/me", who).await.json().await.unwrap()
    }

    /// The customer a demonstration user belongs to.
    pub async fn customer_of(&self, name: &str) -> String {
        let tokens = self.sign_in(name).await;
        self.me(&tokens).await.customer_id.unwrap().to_string()
    }

    pub async fn account(&self, who: &Tokens) -> (Account, String) {
        let answer = self.get("/api/portal/account", who).await;
        let tag = answer.headers()["etag"].to_str().unwrap().to_owned();
        (answer.json().await.unwrap(), tag)
    }
}

pub fn registration(email: &str) -> Value {
    json!({ "email": email, "password": "ten letters", "contact_name": "Jo", "locale": "ja" })
}

/// The problem of an answer, which must be whole: body, header and status agree.
pub async fn problem(answer: Response, status: u16, code: &str) -> Problem {
    assert_eq!(answer.status(), status, "{}", answer.url());
    assert_eq!(answer.headers()["content-type"], "application/problem+json");
    let request_id = answer.headers()["x-request-id"].to_str().unwrap().to_owned();
    let retry_after = answer.headers().get("retry-after").cloned();
    let problem: Problem = answer.json().await.unwrap();
    assert_eq!(problem.status, status);
    assert_eq!(problem.code.as_str(), code, "{problem:?}");
    assert_eq!(problem.request_id, request_id);
    let stated = retry_after.map(|seconds| seconds.to_str().unwrap().parse::<u64>().unwrap());
    assert_eq!(problem.retry_after, stated);
    problem
}

pub fn fields(problem: &Problem) -> Vec<(&str, &str)> {
    problem.errors.iter().map(|error| (error.field.as_str(), error.code.as_str())).collect()
}
