//! Listening to what the service tells without being asked.
//!
//! One life of the stream: it is opened as soon as somebody is signed in who belongs to a customer.
//! What comes over it wakes whoever has to ask: the purchases, the orders, the sync. A stream that
//! has said nothing for forty seconds, not even the service's heartbeat, is dead and opened anew
//! from after the last event; if the service no longer knows that far back, everything is asked
//! again. While there is no stream the purchases ask by themselves.

use crate::checkout::desk::Message;
use crate::client::event_stream::{Parser, StreamEvent};
use crate::client::session::Session;
use crate::client::{ClientError, retry};
use crate::console::{Console, Inner};
use billing_contract::{ChangeKind, Changed, OrderId};
use std::future::Future;
use std::sync::{Arc, Weak};
use std::time::Duration;
use tokio::time::Instant;

/// The service's heart beats every fifteen seconds; two beats missed is dead.
const SILENCE: Duration = Duration::from_secs(40);
/// How long to leave a service alone that has no stream.
const WITHOUT_STREAM: Duration = Duration::from_secs(300);
/// A stream that ended sooner did not serve: the pauses go on growing.
const SERVED: Duration = Duration::from_secs(10);

/// Listens as long as the session lasts.
pub(crate) async fn listen(console: Weak<Inner>, session: Arc<Session>) {
    let mut last_id: Option<String> = None;
    let mut failures = 0;
    let mut since = Instant::now();
    loop {
        let opened = session.open_stream(last_id.as_deref()).await;
        let Some(inner) = console.upgrade() else { return };
        let present = Console { inner };
        let pause;
        match opened {
            Ok(response) => {
                present.mark_reachable();
                present.inner.tell_desk(Message::Stream(true));
                drop(present);
                let began = Instant::now();
                let mut parser = Parser::after(last_id);
                hear_out(response, &mut parser, |event| take(&console, event)).await;
                last_id = parser.last_id().map(str::to_owned);
                let Some(inner) = console.upgrade() else { return };
                inner.tell_desk(Message::Stream(false));
                if began.elapsed() > SERVED {
                    (failures, since) = (0, Instant::now());
                }
                pause = parser.retry().unwrap_or_default();
            }
            Err(ClientError::Refused { status: 410, .. }) if last_id.is_some() => {
                // Too much has happened since: whatever it was, it is asked for now.
                last_id = None;
                present.inner.tell_desk(Message::Told(Vec::new()));
                present.inner.syncing.wake();
                continue;
            }
            Err(ClientError::Refused { status: 403..=405, .. }) => pause = WITHOUT_STREAM,
            Err(error @ ClientError::SignedOut(_)) => {
                // Apart from this task, which ends with the session.
                tokio::spawn(async move { present.heard::<()>(&session, Err(error)).await });
                return;
            }
            Err(error) => {
                tracing::debug!(%error, "no stream");
                pause = error.retry_after().unwrap_or_default();
            }
        }
        failures += 1;
        let usual = retry::pause_while_offline(failures, since.elapsed(), rand::random());
        tokio::time::sleep(usual.max(pause.min(WITHOUT_STREAM))).await;
    }
}

/// Hears a stream out until it ends, breaks, makes no sense or falls silent.
async fn hear_out<F: Future<Output = ()>>(
    mut response: reqwest::Response,
    parser: &mut Parser,
    mut take: impl FnMut(StreamEvent) -> F,
) {
    loop {
        let bytes = match tokio::time::timeout(SILENCE, response.chunk()).await {
            Ok(Ok(Some(bytes))) => bytes,
            Ok(Ok(None)) => return,
            Ok(Err(error)) => {
                tracing::debug!(error = %error.without_url(), "the stream broke");
                return;
            }
            Err(_) => {
                tracing::info!("the stream fell silent");
                return;
            }
        };
        match parser.take(&bytes) {
            Ok(events) => {
                for event in events {
                    take(event).await;
                }
            }
            Err(error) => {
                tracing::warn!(%error, "the stream is nobody's who means well");
                return;
            }
        }
    }
}

async fn take(console: &Weak<Inner>, event: StreamEvent) {
    let Some(console) = console.upgrade().map(|inner| Console { inner }) else { return };
    if event.event != "changed" {
        return;
    }
    let Ok(changed) = serde_json::from_str::<Changed>(&event.data) else {
        tracing::warn!("the stream says something that the contract does not know");
        return;
    };
    let has = |kind| changed.kinds.contains(&kind);
    if has(ChangeKind::Order) {
        console.orders_have_changed(changed.orders.clone());
    }
    if changed.kinds.iter().any(|kind| *kind != ChangeKind::Order) {
        console.inner.syncing.wake();
    }
}

impl Console {
    /// The service says that these orders have changed: the purchases ask, and of other orders
    /// what is kept is fetched anew.
    fn orders_have_changed(&self, orders: Vec<OrderId>) {
        let Ok(desk) = self.inner.desk() else { return };
        self.inner.tell_desk(Message::Told(orders.clone()));
        let console = self.clone();
        tokio::spawn(async move {
            // An order made here is often told before its purchase has heard what it is called.
            desk.until_nothing_is_ordered().await;
            let is_watched = |order: &OrderId| desk.of_order(order).is_some();
            let elsewhere: Vec<_> = orders.iter().filter(|one| !is_watched(one)).cloned().collect();
            if orders.is_empty() || !elsewhere.is_empty() {
                console.fetch_orders_soon(elsewhere);
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    use tokio::net::TcpListener;

    /// One answer of `text`, after which the connection stays open and silent.
    async fn silent_after(text: &'static str) -> reqwest::Response {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        tokio::spawn(async move {
            let (mut stream, _) = listener.accept().await.unwrap();
            let mut request = [0; 2048];
            let _read = stream.read(&mut request).await;
            let head = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\r\n";
            stream.write_all(format!("{head}{text}").as_bytes()).await.unwrap();
            std::future::pending::<()>().await;
        });
        let client = reqwest::Client::builder().no_proxy().build().unwrap();
        client.get(format!("http://{address}/")).send().await.unwrap()
    }

    #[tokio::test]
    async fn a_stream_that_falls_silent_is_given_up_after_forty_seconds() {
        let response = silent_after("id: 5\nevent: changed\ndata: {\"kinds\":[]}\n\n").await;
        let mut parser = Parser::default();
        let heard = std::sync::Mutex::new(Vec::new());
        let mut hearing = Box::pin(hear_out(response, &mut parser, |event| {
            heard.lock().unwrap().push(event);
            std::future::ready(())
        }));
        // Real time until the event is there, then the clock is moved by hand.
        while heard.lock().unwrap().is_empty() {
            assert!(futures_util::poll!(&mut hearing).is_pending());
            tokio::task::yield_now().await;
        }
        tokio::time::pause();
        let begun = Instant::now();
        hearing.as_mut().await;
        drop(hearing);
        assert!(begun.elapsed() <= SILENCE + Duration::from_secs(1), "{:?}", begun.elapsed());
        assert_eq!(parser.last_id(), Some("5"));
    }
}
