//! What the service tells without being asked.
//!
//! A console opens the stream and says which change it knows last, by `Last-Event-ID` or `?since=`.
//! It is told at once what has changed since, then, right after each commit that concerns it, that
//! something has, and every fifteen seconds that the stream is alive. The stream ends when the
//! session does, with the access token it was opened with, and when the service stops; the console
//! opens it anew and misses nothing. What it knew last may be too old to read on from: then it is
//! told so (410 `resync`) and reads everything again.

use crate::app::App;
use crate::auth::access::{OfCustomer, Principal};
use crate::problem::{Refusal, field_error};
use crate::store::{ChangesSince, Listening, StoredChange};
use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use billing_contract::{ChangeKind, Changed, CustomerId, ErrorCode, OrderId, paths};
use futures_util::stream;
use metrics::Gauge;
use std::collections::BTreeSet;
use std::convert::Infallible;
use std::time::Duration;
use tokio::time::{Instant, sleep_until};
use tokio_util::sync::CancellationToken;

const HEARTBEAT_EVERY: Duration = Duration::from_secs(15);

/// Tells what changes for a customer, as Server-Sent Events: `event: changed`, whose `id` is the
/// cursor to resume from, with a comment every fifteen seconds in between.
#[utoipa::path(
    get, path = paths::PORTAL_STREAM,
    params(
        ("since" = Option<i64>, Query, description = "The cursor known last"),
        ("Last-Event-ID" = Option<i64>, Header, description = "The same; outweighs `since`")),
    responses(
        (status = 200, body = Changed, content_type = "text/event-stream"),
        (status = 410, description = "The cursor is too old; read everything again")))]
pub async fn listen(
    State(app): State<App>,
    OfCustomer(customer): OfCustomer,
    principal: Principal,
    request: Request,
) -> Result<Response, Refusal> {
    let known = cursor_of(&request)?;
    // Before the first look, so that nothing can happen between the two.
    let listening = app.store().listen(&customer);
    let (begun, since) = match known {
        None => {
            let now = app.store().newest_change().await?;
            (beginning(now).into(), now)
        }
        Some(since) => match app.store().changes_since(&customer, since).await? {
            ChangesSince::TooOld => {
                let detail = "The cursor is too old; read everything again.";
                return Err(Refusal::new(ErrorCode::Resync, detail));
            }
            ChangesSince::Known(changes, now) => (told(beginning(now), &changes, now), now),
        },
    };
    let listener = Listener {
        stopping: app.stopping().clone(),
        _counted: Counted::new(app.telemetry().stream_listeners()),
        next_heartbeat: Instant::now() + HEARTBEAT_EVERY,
        first: Some(begun),
        since,
        listening,
        customer,
        principal,
        app,
    };
    let frames = stream::unfold(listener, async |mut listener| {
        let frame = listener.next().await?;
        Some((Ok::<_, Infallible>(frame), listener))
    });
    let kind = HeaderValue::from_static("text/event-stream");
    // A proxy that gathers the answer before it passes it on would make it useless.
    let unbuffered = [("x-accel-buffering", HeaderValue::from_static("no"))];
    Ok(([(header::CONTENT_TYPE, kind)], unbuffered, Body::from_stream(frames)).into_response())
}

/// One open stream.
struct Listener {
    app: App,
    customer: CustomerId,
    principal: Principal,
    listening: Listening,
    since: i64,
    first: Option<Bytes>,
    next_heartbeat: Instant,
    stopping: CancellationToken,
    _counted: Counted,
}

impl Listener {
    /// What to send next; none at the end.
    async fn next(&mut self) -> Option<Bytes> {
        if let Some(first) = self.first.take() {
            return Some(first);
        }
        loop {
            tokio::select! {
                () = self.stopping.cancelled() => return None,
                () = self.listening.changed() => {}
                () = sleep_until(self.next_heartbeat) => {
                    self.next_heartbeat = Instant::now() + HEARTBEAT_EVERY;
                    return self.may_go_on().then(|| Bytes::from_static(b":\n\n"));
                }
            }
            if !self.may_go_on() {
                return None;
            }
            let known = self.app.store().changes_since(&self.customer, self.since).await;
            match known {
                Ok(ChangesSince::Known(changes, now)) => {
                    self.since = now;
                    if !changes.is_empty() {
                        return Some(told(String::new(), &changes, now));
                    }
                }
                // The next opening says what is wrong.
                Ok(ChangesSince::TooOld) => return None,
                Err(error) => {
                    tracing::warn!(%error, "a stream ends because the store cannot be read");
                    return None;
                }
            }
        }
    }

    fn may_go_on(&self) -> bool {
        self.app.clock().now() < self.principal.until
            && !self.app.ended().contains(&self.principal.session_id)
    }
}

/// A listener in the figures, until this is dropped.
struct Counted(Gauge);

impl Counted {
    fn new(listeners: Gauge) -> Self {
        listeners.increment(1.0);
        Self(listeners)
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        self.0.decrement(1.0);
    }
}

/// The change a client knows last; it says so by header when it resumes, else by query.
fn cursor_of(request: &Request) -> Result<Option<i64>, Refusal> {
    let headers: &HeaderMap = request.headers();
    let resumed = headers.get("last-event-id").filter(|id| !id.is_empty());
    let (name, stated) = match resumed {
        Some(id) => ("Last-Event-ID", String::from_utf8_lossy(id.as_bytes()).into_owned()),
        None => {
            let mut pairs = crate::body::query_pairs(request.uri().query());
            match pairs.find(|(name, _)| name == "since") {
                Some((_, since)) => ("since", since),
                None => return Ok(None),
            }
        }
    };
    match stated.parse() {
        Ok(cursor) if cursor >= 0 => Ok(Some(cursor)),
        _ => Err(Refusal::invalid(vec![field_error(name, "invalid")])),
    }
}

/// The first frame: how soon to come back after a cut, and the cursor to come back with.
fn beginning(cursor: i64) -> String {
    format!("retry: 1000\nid: {cursor}\n\n")
}

/// `frame`, followed by the event that tells of these changes.
fn told(mut frame: String, changes: &[StoredChange], cursor: i64) -> Bytes {
    if changes.is_empty() {
        return frame.into();
    }
    let kinds: BTreeSet<ChangeKind> = changes.iter().map(|change| change.kind).collect();
    let orders: BTreeSet<&str> = changes
        .iter()
        .filter(|change| change.kind == ChangeKind::Order)
        .map(|change| change.item.as_str())
        .collect();
    let changed = Changed {
        kinds: kinds.into_iter().collect(),
        orders: orders.into_iter().map(OrderId::new).collect(),
    };
    let json = serde_json::to_string(&changed).expect("kinds and ids are plain JSON");
    frame.push_str(&format!("event: changed\nid: {cursor}\ndata: {json}\n\n"));
    frame.into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::{Clock as _, FixedClock};
    use crate::config::Config;
    use crate::service::Service;
    use crate::store::sqlite::{SqliteOptions, SqliteStore};
    use crate::telemetry::Telemetry;
    use billing_contract::{Role, SessionId, UserId};
    use http_body_util::BodyExt as _;
    use std::sync::Arc;

    #[tokio::test(start_paused = true)]
    async fn a_silent_stream_beats_every_fifteen_seconds_until_its_token_runs_out() {
        let folder = tempfile::tempdir().unwrap();
        let telemetry = Telemetry::new().unwrap();
        let options = SqliteOptions::new(folder.path().join("a.sqlite3"));
        let store = SqliteStore::open(&options, telemetry.writer_figures()).unwrap();
        let clock = FixedClock::at("2026-06-18T12:00:00Z".parse().unwrap());
        let parts = (Config::default(), Arc::new(clock.clone()), Arc::new(store), telemetry);
        let app = Service::prepare(parts.0, parts.1, parts.2, parts.3).await.unwrap();
        let principal = Principal {
            user_id: UserId::new("user"),
            customer_id: None,
            role: Role::Admin,
            session_id: SessionId::new("session"),
            until: clock.now() + chrono::Duration::seconds(40),
        };
        let customer = OfCustomer(CustomerId::new("customer"));
        let request = Request::new(Body::empty());
        let answer = listen(State(app.clone()), customer, principal, request).await.unwrap();
        let mut body = answer.into_body();
        let mut next = async || {
            let frame = body.frame().await?;
            Some(frame.unwrap().into_data().unwrap())
        };
        assert_eq!(next().await.unwrap(), "retry: 1000\nid: 0\n\n");
        assert!(app.telemetry().render().contains("stream_listeners 1"));
        for _ in 0..3 {
            let asked = Instant::now();
            assert_eq!(next().await.unwrap(), ":\n\n");
            assert_eq!(asked.elapsed(), HEARTBEAT_EVERY);
        }
        clock.advance(chrono::Duration::seconds(40));
        assert_eq!(next().await, None);
        assert!(app.telemetry().render().contains("stream_listeners 0"));
    }

    fn change(kind: ChangeKind, item: &str) -> StoredChange {
        StoredChange { kind, item: item.to_owned() }
    }

    #[test]
    fn changes_that_come_together_are_told_as_one() {
        let changes = [
            change(ChangeKind::Order, "o2"),
            change(ChangeKind::Subscription, ""),
            change(ChangeKind::Order, "o1"),
            change(ChangeKind::Order, "o2"),
        ];
        let frame = told(String::new(), &changes, 7);
        let expected = "event: changed\nid: 7\n\
             data: {\"kinds\":[\"subscription\",\"order\"],\"orders\":[\"o1\",\"o2\"]}\n\n";
        assert_eq!(std::str::from_utf8(&frame).unwrap(), expected);
    }

    #[test]
    fn the_header_outweighs_the_query_and_neither_is_taken_on_trust() {
        let request = |id: Option<&str>, uri: &str| {
            let builder = Request::builder().uri(uri);
            let builder = match id {
                Some(id) => builder.header("last-event-id", id),
                None => builder,
            };
            cursor_of(&builder.body(Body::empty()).unwrap()).map_err(|refusal| refusal.code())
        };
        assert_eq!(request(None, "/"), Ok(None));
        assert_eq!(request(None, "/?since=3"), Ok(Some(3)));
        assert_eq!(request(Some("5"), "/?since=3"), Ok(Some(5)));
        assert_eq!(request(Some(""), "/?since=3"), Ok(Some(3)));
        for wrong in ["-1", "x", "99999999999999999999"] {
            assert_eq!(request(Some(wrong), "/"), Err(ErrorCode::ValidationFailed), "{wrong}");
        }
    }
}
