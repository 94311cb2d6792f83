//! Figures for Prometheus and one log line for each request.

use crate::app::App;
use crate::request_id::RequestId;
use axum::extract::{MatchedPath, Request, State};
use axum::middleware::Next;
use axum::response::Response;
use billing_contract::paths;
use metrics::{Gauge, Histogram, Key, Label, Level, Metadata, Recorder as _};
use metrics_exporter_prometheus::{BuildError, PrometheusBuilder, PrometheusRecorder};
use std::any::Any;
use std::sync::Arc;
use std::time::Instant;
use tracing::Instrument as _;
use tracing_subscriber::EnvFilter;

/// Writes the log to standard error, one JSON object a line, panics included; `RUST_LOG` says how
/// much of it.
pub fn log_to_stderr() {
    let mut filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    // Its lines tell where the program was built; what was applied is known without them.
    if let Ok(quiet) = "refinery_core=warn".parse() {
        filter = filter.add_directive(quiet);
    }
    tracing_subscriber::fmt().json().with_env_filter(filter).with_writer(std::io::stderr).init();
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        let text = text_of_panic(panic.payload());
        tracing::error!(place, text, "panicked");
    }));
}

/// What a panic said, if it was text.
pub fn text_of_panic(payload: &(dyn Any + Send)) -> &str {
    let formatted = payload.downcast_ref::<String>().map(String::as_str);
    formatted.or_else(|| payload.downcast_ref::<&str>().copied()).unwrap_or_default()
}

static METADATA: Metadata<'static> = Metadata::new("billing_service", Level::INFO, None);

const SECONDS: [f64; 11] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0];
const GROUP_SIZES: [f64; 8] = [1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0];

/// The figures of one running service.
#[derive(Clone)]
pub struct Telemetry(Arc<PrometheusRecorder>);

/// The figures of the writing thread.
#[derive(Clone)]
pub struct WriterFigures {
    pub(crate) queued: Gauge,
    pub(crate) group_size: Histogram,
}

impl WriterFigures {
    /// Figures that nobody reads.
    pub fn unread() -> Self {
        Self { queued: Gauge::noop(), group_size: Histogram::noop() }
    }
}

impl Telemetry {
    /// Nothing counted yet.
    pub fn new() -> Result<Self, BuildError> {
        use metrics_exporter_prometheus::Matcher;
        let recorder = PrometheusBuilder::new()
            .set_buckets_for_metric(
                Matcher::Full("http_request_duration_seconds".to_owned()),
                &SECONDS,
            )?
            .set_buckets_for_metric(
                Matcher::Full("provider_call_duration_seconds".to_owned()),
                &SECONDS,
            )?
            .set_buckets_for_metric(
                Matcher::Full("store_writer_group_size".to_owned()),
                &GROUP_SIZES,
            )?
            .build_recorder();
        Ok(Self(Arc::new(recorder)))
    }

    /// Everything counted so far, in Prometheus' text form.
    pub fn render(&self) -> String {
        let handle = self.0.handle();
        handle.run_upkeep();
        handle.render()
    }

    /// Counts a sign-in by how it ended.
    pub fn count_sign_in(&self, outcome: &'static str) {
        let labels = vec![Label::from_static_parts("outcome", outcome)];
        let key = Key::from_parts("sign_ins_total", labels);
        self.0.register_counter(&key, &METADATA).increment(1);
    }

    /// What the writing thread reports to.
    pub fn writer_figures(&self) -> WriterFigures {
        let queued = Key::from_static_name("store_writer_queued");
        let group_size = Key::from_static_name("store_writer_group_size");
        WriterFigures {
            queued: self.0.register_gauge(&queued, &METADATA),
            group_size: self.0.register_histogram(&group_size, &METADATA),
        }
    }

    /// How many listen to the stream.
    pub fn stream_listeners(&self) -> Gauge {
        self.0.register_gauge(&Key::from_static_name("stream_listeners"), &METADATA)
    }

    /// Counts a provider's notice by what became of it.
    pub fn count_notice(&self, provider: &'static str, outcome: &'static str) {
        let labels = vec![
            Label::from_static_parts("provider", provider),
            Label::from_static_parts("outcome", outcome),
        ];
        let key = Key::from_parts("provider_notices_total", labels);
        self.0.register_counter(&key, &METADATA).increment(1);
    }

    /// Counts behaviour events that came without an optional field.
    pub fn count_missing_field(&self, field: &'static str, events: u64) {
        let labels = vec![Label::from_static_parts("field", field)];
        let key = Key::from_parts("behaviour_missing_fields_total", labels);
        self.0.register_counter(&key, &METADATA).increment(events);
    }

    /// Counts a call of a payment provider by how it ended and how long it took.
    pub fn count_provider_call(
        &self,
        method: &'static str,
        call: &'static str,
        outcome: &'static str,
        seconds: f64,
    ) {
        let mut labels = vec![
            Label::from_static_parts("method", method),
            Label::from_static_parts("call", call),
        ];
        let duration = Key::from_parts("provider_call_duration_seconds", labels.clone());
        self.0.register_histogram(&duration, &METADATA).record(seconds);
        labels.push(Label::from_static_parts("outcome", outcome));
        let calls = Key::from_parts("provider_calls_total", labels);
        self.0.register_counter(&calls, &METADATA).increment(1);
    }

    /// Counts what happened to an order: made, paid, delivered.
    pub fn count_order(&self, event: &'static str) {
        let labels = vec![Label::from_static_parts("event", event)];
        let key = Key::from_parts("orders_total", labels);
        self.0.register_counter(&key, &METADATA).increment(1);
    }

    /// Counts what others were told by what became of it.
    pub fn count_letter(&self, receiver: &'static str, outcome: &'static str) {
        let labels = vec![
            Label::from_static_parts("receiver", receiver),
            Label::from_static_parts("outcome", outcome),
        ];
        let key = Key::from_parts("outbox_letters_total", labels);
        self.0.register_counter(&key, &METADATA).increment(1);
    }

    /// Counts what became of a code or link to pay with.
    pub fn count_attempt(&self, method: &'static str, outcome: &'static str) {
        let labels = vec![
            Label::from_static_parts("method", method),
            Label::from_static_parts("outcome", outcome),
        ];
        let key = Key::from_parts("payment_attempts_total", labels);
        self.0.register_counter(&key, &METADATA).increment(1);
    }

    fn count_request(&self, method: &str, route: &str, status: u16, seconds: f64) {
        let labels =
            vec![Label::new("method", method.to_owned()), Label::new("route", route.to_owned())];
        let duration = Key::from_parts("http_request_duration_seconds", labels.clone());
        self.0.register_histogram(&duration, &METADATA).record(seconds);
        let mut labels = labels;
        labels.push(Label::new("status", status.to_string()));
        let requests = Key::from_parts("http_requests_total", labels);
        self.0.register_counter(&requests, &METADATA).increment(1);
    }
}

/// What machines ask all day says nothing about how long people wait.
const WATCHED_BY_MACHINES: [&str; 3] = [paths::HEALTH_LIVE, paths::HEALTH_READY, paths::METRICS];

/// Counts and logs a request; by its route's template, for a path may hold what is private.
pub async fn observe(State(app): State<App>, request: Request, next: Next) -> Response {
    let began = Instant::now();
    // Methods are the client's to invent; the figures know only the usual ones.
    let method = match request.method().as_str() {
        known @ ("GET" | "HEAD" | "POST" | "PUT" | "DELETE" | "OPTIONS" | "PATCH") => known,
        _ => "other",
    }
    .to_owned();
    let matched = request.extensions().get::<MatchedPath>();
    let route = matched.map_or("none", |path| path.as_str()).to_owned();
    let request_id = RequestId::of(request.extensions());
    let span = tracing::info_span!("request", id = request_id.as_str());
    let response = next.run(request).instrument(span).await;
    let status = response.status().as_u16();
    let took = began.elapsed();
    app.telemetry().count_request(&method, &route, status, took.as_secs_f64());
    if !WATCHED_BY_MACHINES.contains(&route.as_str()) {
        app.pulse().note(app.clock().now(), took);
    }
    tracing::info!(
        request_id = request_id.as_str(),
        method,
        route,
        status,
        micros = u64::try_from(took.as_micros()).unwrap_or(u64::MAX),
        "answered"
    );
    response
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::Value;
    use std::process::Command;

    /// A process has one log and one panic hook, so this test runs itself in another.
    #[test]
    fn a_panic_is_one_json_line_of_the_log() {
        const IN_CHILD: &str = "BILLING_TEST_PANICS_HERE";
        if std::env::var_os(IN_CHILD).is_some() {
            log_to_stderr();
            let fallen = std::thread::spawn(|| panic!("two\nlines")).join();
            fallen.unwrap_err();
            return;
        }
        let output = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "telemetry::tests::a_panic_is_one_json_line_of_the_log"])
            .arg("--nocapture")
            .env(IN_CHILD, "yes")
            .env_remove("RUST_LOG")
            .output()
            .unwrap();
        assert!(output.status.success(), "{output:?}");
        let log = String::from_utf8(output.stderr).unwrap();
        let line: Value = serde_json::from_str(log.trim_end()).expect(&log);
        assert_eq!(line["fields"]["message"], "panicked");
        assert_eq!(line["fields"]["text"], "two\nlines");
        assert!(line["fields"]["place"].as_str().unwrap().contains("telemetry.rs"));
    }
}
