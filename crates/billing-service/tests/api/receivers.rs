//! Stand-ins for those who are told what happens: they keep what they were sent and answer as they
//! are told to.

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use billing_contract::Secret;
use billing_service::config::{
    AlertConfig, AnalyticsConfig, Config, MailConfig, MailEncryption, MarketingConfig,
};
use serde_json::{Value, json};
use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};

/// How a stand-in takes what it is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Take {
    /// It has it, and says so.
    Accept,
    /// It says this instead.
    Answer(u16),
    /// It says 429, and for how many seconds it wants to be left alone.
    TooMany(u32),
    /// It has it, and its answer gets lost.
    Swallow,
    /// It has it, and never answers.
    Hang,
}

/// What came.
#[derive(Clone, Debug)]
pub struct Came {
    pub path: String,
    pub headers: HeaderMap,
    pub text: String,
}

impl Came {
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap()
    }
}

/// What a stand-in knows.
#[derive(Clone, Default)]
pub struct Standing {
    script: Arc<Mutex<VecDeque<Take>>>,
    came: Arc<Mutex<Vec<Came>>>,
}

impl Standing {
    /// From now on it takes what comes like this, one after the other, and then accepts.
    pub fn will(&self, script: &[Take]) {
        *self.script.lock().unwrap() = script.iter().copied().collect();
    }

    pub fn came(&self) -> Vec<Came> {
        self.came.lock().unwrap().clone()
    }

    fn next(&self, came: Came) -> Take {
        self.came.lock().unwrap().push(came);
        self.script.lock().unwrap().pop_front().unwrap_or(Take::Accept)
    }

    /// Waits until so many things came.
    pub async fn until(&self, count: usize) -> Vec<Came> {
        let waiting = async {
            let mut looks = tokio::time::interval(Duration::from_millis(10));
            while self.came().len() < count {
                looks.tick().await;
            }
        };
        let waited = tokio::time::timeout(Duration::from_secs(30), waiting).await;
        assert!(waited.is_ok(), "only {:?} came", self.came());
        self.came()
    }
}

/// Somebody who is spoken to by HTTP.
pub struct HttpStandIn {
    pub base: String,
    pub standing: Standing,
}

impl HttpStandIn {
    pub async fn open() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let standing = Standing::default();
        let router = Router::new().fallback(take).with_state(standing.clone());
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self { base, standing }
    }
}

async fn take(
    State(standing): State<Standing>,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let text = String::from_utf8(body.to_vec()).unwrap();
    match standing.next(Came { path: uri.path().to_owned(), headers, text }) {
        Take::Accept => axum::Json(json!({ "code": 0, "msg": "success" })).into_response(),
        Take::Answer(status) => StatusCode::from_u16(status).unwrap().into_response(),
        Take::TooMany(seconds) => {
            (StatusCode::TOO_MANY_REQUESTS, [("retry-after", seconds.to_string())]).into_response()
        }
        // A panic in a handler closes the connection without an answer.
        Take::Swallow => std::panic::resume_unwind(Box::new("the answer gets lost")),
        Take::Hang => std::future::pending().await,
    }
}

/// A mail server that takes one message after the other.
pub struct MailStandIn {
    pub port: u16,
    pub standing: Standing,
}

impl MailStandIn {
    pub async fn open() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let standing = Standing::default();
        let of = standing.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let standing = of.clone();
                // Who hangs up in between is the client's affair.
                tokio::spawn(async move { drop(speak(stream, standing).await) });
            }
        });
        Self { port, standing }
    }
}

async fn speak(mut stream: TcpStream, standing: Standing) -> std::io::Result<()> {
    let (reading, mut writing) = stream.split();
    let mut lines = BufReader::new(reading).lines();
    writing.write_all(b"220 stand-in ESMTP\r\n").await?;
    while let Some(line) = lines.next_line().await? {
        let command = line.to_ascii_uppercase();
        if command.starts_with("EHLO") {
            writing.write_all(b"250-stand-in\r\n250 8BITMIME\r\n").await?;
        } else if command == "DATA" {
            writing.write_all(b"354 go ahead\r\n").await?;
            let mut text = String::new();
            while let Some(line) = lines.next_line().await? {
                if line == "." {
                    break;
                }
                text += &format!("{line}\n");
            }
            let came = Came { path: String::new(), headers: HeaderMap::new(), text };
            match standing.next(came) {
                Take::Accept => writing.write_all(b"250 taken\r\n").await?,
                Take::Answer(code) => {
                    writing.write_all(format!("{code} no\r\n").as_bytes()).await?;
                }
                Take::TooMany(_) => writing.write_all(b"450 later\r\n").await?,
                Take::Swallow => return Ok(()),
                Take::Hang => std::future::pending().await,
            }
        } else if command == "QUIT" {
            return writing.write_all(b"221 bye\r\n").await;
        } else {
            writing.write_all(b"250 ok\r\n").await?;
        }
    }
    Ok(())
}

/// Everybody who can be told.
pub struct Receivers {
    pub marketing: HttpStandIn,
    pub analytics: HttpStandIn,
    pub alerts: HttpStandIn,
    pub mail: MailStandIn,
}

pub const MARKETING_KEY: &str = "pk_canary_marketing_key";
pub const ANALYTICS_KEY: &str = "phc_project_key";
pub const ALERT_SECRET: &str = "canary-alert-secret";

impl Receivers {
    pub async fn open() -> Self {
        Self {
            marketing: HttpStandIn::open().await,
            analytics: HttpStandIn::open().await,
            alerts: HttpStandIn::open().await,
            mail: MailStandIn::open().await,
        }
    }

    /// Lets the service tell them.
    pub fn configure(&self, config: &mut Config) {
        config.outbox.marketing = Some(MarketingConfig {
            base_url: self.marketing.base.clone(),
            api_key: Secret::new(MARKETING_KEY),
            revision: "2025-04-15".to_owned(),
        });
        config.outbox.analytics = Some(AnalyticsConfig {
            base_url: self.analytics.base.clone(),
            api_key: Secret::new(ANALYTICS_KEY),
        });
        config.outbox.alerts = Some(AlertConfig {
            webhook_url: Secret::new(format!("{}/open-apis/bot/v2/hook/canary", self.alerts.base)),
            secret: Some(Secret::new(ALERT_SECRET)),
            window_minutes: 5,
            least_payments: 2,
            least_success_percent: 95.0,
            least_answers: i64::MAX,
            most_mean_ms: 500.0,
        });
        config.outbox.mail = Some(MailConfig {
            host: "127.0.0.1".to_owned(),
            port: self.mail.port,
            encryption: MailEncryption::None,
            username: None,
            password: None,
            from: "Billing Demo <billing@seller.test>".to_owned(),
        });
    }
}
