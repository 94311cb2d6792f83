//! The last lines of the program's own log, told without anything a stranger could have put there.
//!
//! Of a line there is kept what stands in the program, its level, its place and its sentence (a
//! test holds that no sentence of ours has a value in it), and of its values only those whose name
//! and form are known here. An error is told by its kinds, cause by cause, never by its text.

use super::plain::Reference;
use crate::client::ClientError;
use crate::store::StoreError;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, VecDeque};
use std::error::Error;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use tracing::field::{Field, Visit};
use tracing::{Event, Level, Subscriber};
use tracing_subscriber::layer::{Context, Layer};
use ts_rs::TS;

/// How many lines are kept.
const MOST_LINES: usize = 1_000;
/// What stands in place of what is not told.
const LEFT_OUT: &str = "…";
/// Whose sentences are constants.
const OWN: [&str; 2] = ["billing_core", "billing_console"];

/// One line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct LogLine {
    /// When.
    pub at: DateTime<Utc>,
    /// How grave.
    pub level: LogLevel,
    /// Which part of the program.
    pub place: String,
    /// What.
    pub sentence: String,
    /// What of its values can be told.
    pub values: BTreeMap<String, String>,
}

/// How grave a line is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum LogLevel {
    /// Somebody must look.
    Error,
    /// Not as it should be.
    Warn,
    /// Worth knowing.
    Info,
    /// For whoever looks for something.
    Debug,
}

/// The last lines; every clone is the same.
#[derive(Clone, Debug, Default)]
pub struct RecentLog(Arc<Mutex<VecDeque<LogLine>>>);

impl RecentLog {
    /// The lines, oldest first.
    pub fn lines(&self) -> Vec<LogLine> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).iter().cloned().collect()
    }

    /// What a subscriber is given so that the lines come here.
    pub fn layer<S: Subscriber>(&self) -> impl Layer<S> + Send + Sync + 'static + use<S> {
        Recording(self.clone())
    }

    fn add(&self, line: LogLine) {
        let mut lines = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if lines.len() == MOST_LINES {
            lines.pop_front();
        }
        lines.push_back(line);
    }
}

struct Recording(RecentLog);

impl<S: Subscriber> Layer<S> for Recording {
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        let about = event.metadata();
        let level = match *about.level() {
            Level::ERROR => LogLevel::Error,
            Level::WARN => LogLevel::Warn,
            Level::INFO => LogLevel::Info,
            Level::DEBUG | Level::TRACE => LogLevel::Debug,
        };
        let mut read = Read { sentence: LEFT_OUT.to_owned(), values: BTreeMap::new() };
        // Others put what they like into their sentences.
        if OWN.iter().any(|own| about.target().starts_with(own)) {
            event.record(&mut read);
        }
        self.0.add(LogLine {
            at: Utc::now(),
            level,
            place: about.target().to_owned(),
            sentence: read.sentence,
            values: read.values,
        });
    }
}

struct Read {
    sentence: String,
    values: BTreeMap<String, String>,
}

impl Read {
    fn put(&mut self, field: &Field, value: String) {
        self.values.insert(field.name().to_owned(), value);
    }
}

impl Visit for Read {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        let told = match field.name() {
            "message" => {
                let sentence = format!("{value:?}");
                if is_sentence(&sentence) {
                    self.sentence = sentence;
                }
                return;
            }
            // Variants of our own enums.
            "code" | "kind" | "method" | "event" => {
                Some(format!("{value:?}")).filter(|text| is_variant(text))
            }
            _ => None,
        };
        self.put(field, told.unwrap_or_else(|| LEFT_OUT.to_owned()));
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        let told = match field.name() {
            "request_id" | "id" => Reference::of(value).as_str().to_owned(),
            "path" => told_path(value),
            _ => LEFT_OUT.to_owned(),
        };
        self.put(field, told);
    }

    fn record_error(&mut self, field: &Field, error: &(dyn Error + 'static)) {
        let mut kinds = Vec::new();
        let mut cause = Some(error);
        while let Some(error) = cause {
            kinds.push(kind_of(error));
            cause = error.source();
        }
        self.put(field, kinds.join(": "));
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        self.record_i64(field, i64::try_from(value).unwrap_or(i64::MAX));
    }

    fn record_i64(&mut self, field: &Field, value: i64) {
        // What counts something stays small; what does not may be somebody's number.
        let told = if value.abs() < 100_000 { value.to_string() } else { LEFT_OUT.to_owned() };
        self.put(field, told);
    }

    fn record_bool(&mut self, field: &Field, value: bool) {
        self.put(field, value.to_string());
    }
}

/// Words and what stands between them: no number, no address, no path.
fn is_sentence(text: &str) -> bool {
    let is_of_a_sentence =
        |character: char| character.is_ascii_alphabetic() || " ,.;:'’()-".contains(character);
    text.len() <= 200 && text.chars().all(is_of_a_sentence)
}

fn is_variant(text: &str) -> bool {
    text.len() <= 40 && text.bytes().all(|byte| byte.is_ascii_alphabetic())
}

/// What kind of error it is; its text may quote what it met.
fn kind_of(error: &(dyn Error + 'static)) -> String {
    if let Some(error) = error.downcast_ref::<ClientError>() {
        return match error {
            ClientError::NoConnection { .. } => "no connection".to_owned(),
            ClientError::TimedOut => "timed out".to_owned(),
            ClientError::NotABillingService(what) => format!("not a billing service, {what}"),
            ClientError::Busy { .. } => "busy".to_owned(),
            ClientError::Refused { status, problem, .. } => {
                format!("refused {status} {}", problem.code.as_str())
            }
            ClientError::SignedOut(_) => "signed out".to_owned(),
            ClientError::SecretUnreadable => "secret unreadable".to_owned(),
        };
    }
    if let Some(error) = error.downcast_ref::<StoreError>() {
        return match error {
            StoreError::DiskFull(_) => "disk full",
            StoreError::Damaged(_) => "database damaged",
            StoreError::Failed(_) => "database failed",
            StoreError::NotKept => "not kept",
            StoreError::Closed => "database closed",
        }
        .to_owned();
    }
    if let Some(error) = error.downcast_ref::<std::io::Error>() {
        return format!("input or output, {:?}", error.kind());
    }
    if let Some(error) = error.downcast_ref::<rusqlite::Error>() {
        return match error.sqlite_error_code() {
            Some(code) => format!("SQLite, {code:?}"),
            None => "SQLite".to_owned(),
        };
    }
    if let Some(error) = error.downcast_ref::<reqwest::Error>() {
        let kinds = [
            (error.is_connect(), "connect"),
            (error.is_timeout(), "timeout"),
            (error.is_body(), "body"),
            (error.is_decode(), "decode"),
            (error.is_builder(), "builder"),
            (error.is_request(), "request"),
        ];
        let kind = kinds.iter().find(|(is_so, _)| *is_so).map_or("other", |(_, kind)| kind);
        return format!("HTTP, {kind}");
    }
    LEFT_OUT.to_owned()
}

/// The words of a path that stand in the contract; identifiers by their references.
pub(super) fn told_path(path: &str) -> String {
    const WORDS: [&str; 45] = [
        "api",
        "portal",
        "account",
        "subscription",
        "plans",
        "upgrade",
        "preview",
        "cancel",
        "resume",
        "pause",
        "usage",
        "detail",
        "invoices",
        "pdf",
        "credits",
        "transactions",
        "changes",
        "stream",
        "events",
        "customers",
        "orders",
        "timeline",
        "web",
        "coze-package",
        "center",
        "order",
        "pay",
        "prepay",
        "getPayResult",
        "console",
        "coze-package-config",
        "agreement",
        "payments",
        "refund",
        "webhooks",
        "logs",
        "replay",
        "auth",
        "login",
        "register",
        "refresh",
        "logout",
        "me",
        "sessions",
        "health",
    ];
    let path = path.split(['?', '#']).next().unwrap_or_default();
    let told = path.split('/').map(|part| {
        if part.is_empty() || WORDS.contains(&part) {
            part.to_owned()
        } else {
            Reference::of(part).known().unwrap_or(LEFT_OUT).to_owned()
        }
    });
    told.collect::<Vec<_>>().join("/")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::CommandErrorCode;
    use proptest::prelude::*;
    use std::path::Path;
    use tracing_subscriber::layer::SubscriberExt as _;

    fn logged(log: impl FnOnce()) -> Vec<LogLine> {
        let recent = RecentLog::default();
        let subscriber = tracing_subscriber::registry().with(recent.layer());
        tracing::subscriber::with_default(subscriber, log);
        recent.lines()
    }

    #[test]
    fn a_line_is_told_by_what_stands_in_the_program() {
        let lines = logged(|| {
            let error = ClientError::TimedOut;
            let error: &dyn Error = &error;
            let path = "/api/portal/orders/0190b7a2-3f4e-7c11-9a5b-0123456789ab/timeline?x=ada";
            let request_id = "0190b7a2-3f4e-7c11-9a5b-0123456789ac";
            let code = CommandErrorCode::NoConnection;
            tracing::info!(path, request_id, error, code = ?code, "a request failed");
        });
        let [line] = lines.as_slice() else { panic!("{lines:?}") };
        assert_eq!((line.level, line.sentence.as_str()), (LogLevel::Info, "a request failed"));
        let told = [
            ("code", "NoConnection"),
            ("error", "timed out"),
            ("path", "/api/portal/orders/0190b7a2-3f4e-7c11-9a5b-0123456789ab/timeline"),
            ("request_id", "0190b7a2-3f4e-7c11-9a5b-0123456789ac"),
        ];
        let told = told.map(|(name, value)| (name.to_owned(), value.to_owned()));
        assert_eq!(line.values, BTreeMap::from(told));
    }

    proptest! {
        #[test]
        fn nothing_a_stranger_sent_is_told(secret in "[A-Za-z0-9@._+/-]{8,60}", number in 100_000_i64..) {
            prop_assume!(secret.chars().any(|character| character.is_ascii_digit()));
            let own = secret.as_str();
            let lines = logged(|| {
                let io = std::io::Error::other(own.to_owned());
                let error: &dyn Error = &io;
                tracing::warn!(error, path = own, request_id = own, id = own, text = own, "a sentence");
                tracing::warn!(%own, code = ?own, kind = %own, method = own, number, "a sentence");
                tracing::warn!("{own}");
                tracing::warn!(target: "hyper", own, "{own}");
            });
            prop_assert_eq!(lines.len(), 4);
            let told = serde_json::to_string(&lines).unwrap();
            prop_assert!(!told.contains(own), "{own} in {told}");
            prop_assert!(!told.contains(&number.to_string()), "{number} in {told}");
        }
    }

    #[test]
    fn only_the_last_thousand_lines_are_kept() {
        let lines = logged(|| (0..MOST_LINES + 7).for_each(|_| tracing::info!("one more")));
        assert_eq!(lines.len(), MOST_LINES);
    }

    /// What follows each `tracing::…!(` up to its end.
    fn calls(source: &str) -> Vec<&str> {
        let begins = ["error!(", "warn!(", "info!(", "debug!(", "trace!("];
        let mut calls = Vec::new();
        for begin in begins.map(|level| format!("tracing::{level}")) {
            for (at, _) in source.match_indices(&begin) {
                let rest = &source[at + begin.len()..];
                calls.push(
                    &rest[..rest.find(");").or_else(|| rest.find("),")).unwrap_or(rest.len())],
                );
            }
        }
        calls
    }

    fn sources(folder: &Path, found: &mut Vec<(String, String)>) {
        for entry in std::fs::read_dir(folder).unwrap().map(Result::unwrap) {
            let path = entry.path();
            if path.is_dir() {
                sources(&path, found);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                found.push((path.display().to_string(), std::fs::read_to_string(&path).unwrap()));
            }
        }
    }

    #[test]
    fn no_sentence_of_ours_has_a_value_in_it() {
        let own = Path::new(env!("CARGO_MANIFEST_DIR"));
        let mut found = Vec::new();
        sources(&own.join("src"), &mut found);
        sources(&own.join("../../src-tauri/src"), &mut found);
        let mut seen = 0;
        for (file, source) in found.iter().filter(|(file, _)| !file.ends_with("evidence/log.rs")) {
            for call in calls(source) {
                seen += 1;
                let quoted: Vec<&str> = call.split('"').skip(1).step_by(2).collect();
                let sentence = quoted.last().copied().unwrap_or_default();
                assert!(!sentence.contains('{') && !sentence.is_empty(), "{file}: {call}");
            }
        }
        assert!(seen > 80, "only {seen} lines were found");
    }
}
