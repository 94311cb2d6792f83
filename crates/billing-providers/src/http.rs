//! The one way out to a provider: bounded in time, size and number, and telling apart what surely
//! did nothing from what may have been done.
//!
//! One call: it waits for one of the places, asks the breaker, and is sent. If no connection comes
//! about, nothing was done. From the moment it may have been read, a missing answer says nothing
//! about what the provider did. A call that is dropped half-way counts as one without answer, so
//! that a probe of the breaker cannot be forgotten.

use crate::ProviderError;
use crate::breaker::Breaker;
use crate::section::Limits;
use bytes::{Bytes, BytesMut};
use http::{HeaderMap, StatusCode};
use reqwest::redirect::Policy;
use reqwest::{Method, RequestBuilder};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::Semaphore;
use tokio::time::{Instant, timeout};
use url::{Host, Url};

/// The longest answer that is read.
const LONGEST_ANSWER: usize = 1024 * 1024;

/// The way to one provider.
pub(crate) struct Outbound {
    client: reqwest::Client,
    base: Url,
    places: Semaphore,
    breaker: Mutex<Breaker>,
    origin: Instant,
    patience: Duration,
}

/// What a provider answered, below 500.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    /// Its status.
    pub(crate) status: StatusCode,
    /// Its headers.
    pub(crate) headers: HeaderMap,
    /// Its body, byte for byte.
    pub(crate) body: Bytes,
}

impl Outbound {
    /// The way to `base`, which must have passed [`checked_base`].
    pub(crate) fn new(base: Url, limits: &Limits) -> Result<Self, reqwest::Error> {
        let loopback = is_loopback(&base);
        let mut builder = reqwest::Client::builder()
            .redirect(Policy::none())
            .https_only(!loopback)
            .connect_timeout(Duration::from_millis(limits.connect_timeout_ms))
            .timeout(Duration::from_millis(limits.timeout_ms))
            .user_agent(concat!("billing-service/", env!("CARGO_PKG_VERSION")));
        if loopback {
            builder = builder.no_proxy();
        }
        Ok(Self {
            client: builder.build()?,
            base,
            places: Semaphore::new(limits.calls_at_once),
            breaker: Mutex::new(Breaker::new()),
            origin: Instant::now(),
            patience: Duration::from_millis(limits.connect_timeout_ms),
        })
    }

    /// Where the provider is.
    pub(crate) fn base(&self) -> &Url {
        &self.base
    }

    /// The address of a path below the base, which may carry a query of its own.
    pub(crate) fn address(&self, path: &str) -> String {
        format!("{}{path}", self.base.as_str().trim_end_matches('/'))
    }

    /// A request to an address.
    pub(crate) fn request(&self, method: Method, address: &str) -> RequestBuilder {
        self.client.request(method, address)
    }

    /// Sends a request and reads its whole answer.
    pub(crate) async fn send(&self, request: RequestBuilder) -> Result<Answer, ProviderError> {
        let place = timeout(self.patience, self.places.acquire()).await;
        let Ok(Ok(_place)) = place else {
            return Err(ProviderError::Unreachable("too many calls at once".to_owned()));
        };
        if !self.with_breaker(|breaker, now| breaker.admits(now)) {
            return Err(ProviderError::Unreachable("it did not answer before".to_owned()));
        }
        let mut call = Call { outbound: self, reached: false };
        let response = request.send().await.map_err(|error| without_answer(&error))?;
        let (status, headers) = (response.status(), response.headers().clone());
        let body = read(response).await?;
        call.reached = !status.is_server_error();
        if status == StatusCode::TOO_MANY_REQUESTS {
            return Err(ProviderError::Unreachable("it asks for fewer calls".to_owned()));
        }
        if status.is_server_error() {
            return Err(ProviderError::OutcomeUnknown(format!("it answered {status}")));
        }
        Ok(Answer { status, headers, body })
    }

    fn with_breaker<T>(&self, work: impl FnOnce(&mut Breaker, Duration) -> T) -> T {
        let mut breaker = self.breaker.lock().unwrap_or_else(PoisonError::into_inner);
        work(&mut breaker, self.origin.elapsed())
    }
}

/// A call under way; when it ends, however it ends, the breaker hears of it.
struct Call<'a> {
    outbound: &'a Outbound,
    reached: bool,
}

impl Drop for Call<'_> {
    fn drop(&mut self) {
        let reached = self.reached;
        self.outbound.with_breaker(
            |breaker, now| {
                if reached { breaker.succeeded() } else { breaker.failed(now) }
            },
        );
    }
}

async fn read(mut response: reqwest::Response) -> Result<Bytes, ProviderError> {
    let mut body = BytesMut::new();
    while let Some(chunk) = response.chunk().await.map_err(|error| without_answer(&error))? {
        if body.len() + chunk.len() > LONGEST_ANSWER {
            return Err(ProviderError::Forged("the answer is too long".to_owned()));
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body.freeze())
}

/// Tells what surely did nothing from what may have been done. The address may hold a signature
/// and stays out of the text.
fn without_answer(error: &reqwest::Error) -> ProviderError {
    if error.is_builder() {
        ProviderError::Unreachable("the request cannot be built".to_owned())
    } else if error.is_connect() {
        ProviderError::Unreachable("no connection".to_owned())
    } else if error.is_timeout() {
        ProviderError::OutcomeUnknown("no answer in time".to_owned())
    } else {
        ProviderError::OutcomeUnknown("the connection broke".to_owned())
    }
}

/// An address a provider may be asked at: encrypted, unless it is on this computer.
pub(crate) fn checked_base(text: &str) -> Result<Url, String> {
    let url = Url::parse(text).map_err(|error| error.to_string())?;
    let plain = url.scheme() == "http" && is_loopback(&url);
    if url.scheme() != "https" && !plain {
        return Err("must be https, except on loopback".to_owned());
    }
    let bare = url.username().is_empty()
        && url.password().is_none()
        && url.query().is_none()
        && url.fragment().is_none();
    if bare { Ok(url) } else { Err("must be scheme, host, port and path alone".to_owned()) }
}

/// Whether an address is on this computer.
pub(crate) fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        Some(Host::Domain(name)) => name == "localhost",
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::breaker::FAILURES;
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    use tokio::net::TcpListener;

    fn outbound(address: &str, limits: Limits) -> Outbound {
        Outbound::new(checked_base(address).unwrap(), &limits).unwrap()
    }

    /// Answers every connection with `text` and then closes it.
    async fn answering(text: String) -> String {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                let mut request = [0; 4096];
                let _ = stream.read(&mut request).await;
                let _ = stream.write_all(text.as_bytes()).await;
            }
        });
        address
    }

    async fn get(outbound: &Outbound) -> Result<Answer, ProviderError> {
        outbound.send(outbound.request(Method::GET, &outbound.address("/x"))).await
    }

    fn with_status(status: &str) -> String {
        format!("HTTP/1.1 {status}\r\nlocation: http://127.0.0.1:1/\r\ncontent-length: 2\r\n\r\nok")
    }

    #[test]
    fn only_encrypted_addresses_are_taken_except_on_this_computer() {
        for good in ["https://api.stripe.com", "http://127.0.0.1:1", "http://[::1]/x"] {
            assert!(checked_base(good).is_ok(), "{good}");
        }
        let bad = ["http://api.stripe.com", "ftp://127.0.0.1", "x", "http://127.0.0.1.example.com"];
        for bad in bad.iter().chain(&["https://u:p@a.b", "https://a.b?q", "https://a.b#f"]) {
            assert!(checked_base(bad).is_err(), "{bad}");
        }
    }

    #[tokio::test]
    async fn no_connection_surely_did_nothing_and_opens_the_breaker() {
        let free = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
        let outbound = outbound(&format!("http://{free}"), Limits::default());
        for _ in 0..FAILURES {
            let error = get(&outbound).await.unwrap_err();
            assert!(matches!(error, ProviderError::Unreachable(ref why) if why == "no connection"));
        }
        let error = get(&outbound).await.unwrap_err().to_string();
        assert!(error.contains("did not answer before"), "{error}");
    }

    #[tokio::test]
    async fn what_was_sent_and_not_answered_may_have_been_done() {
        for text in [String::new(), "HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhalf".to_owned()] {
            let outbound = outbound(&answering(text).await, Limits::default());
            assert!(matches!(get(&outbound).await, Err(ProviderError::OutcomeUnknown(_))));
        }
        let failing = answering(with_status("502 Bad Gateway")).await;
        let outbound = outbound(&failing, Limits::default());
        assert!(matches!(get(&outbound).await, Err(ProviderError::OutcomeUnknown(_))));
    }

    #[tokio::test]
    async fn a_silent_provider_is_given_up_in_time() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let limits = Limits { timeout_ms: 50, ..Limits::default() };
        let outbound = outbound(&format!("http://{}", listener.local_addr().unwrap()), limits);
        let error = get(&outbound).await.unwrap_err();
        assert!(matches!(error, ProviderError::OutcomeUnknown(ref why) if why.contains("in time")));
    }

    #[tokio::test]
    async fn answers_are_bounded_and_redirects_are_not_followed() {
        let long = "x".repeat(LONGEST_ANSWER + 1);
        let text = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{long}", long.len());
        let outbound_long = outbound(&answering(text).await, Limits::default());
        assert!(matches!(get(&outbound_long).await, Err(ProviderError::Forged(_))));
        let moved = outbound(&answering(with_status("302 Found")).await, Limits::default());
        assert_eq!(get(&moved).await.unwrap().status, StatusCode::FOUND);
        let busy = outbound(&answering(with_status("429 Too Many")).await, Limits::default());
        assert!(matches!(get(&busy).await, Err(ProviderError::Unreachable(_))));
    }

    #[tokio::test]
    async fn a_call_that_finds_no_place_in_time_is_not_sent() {
        let limits = Limits { connect_timeout_ms: 20, calls_at_once: 1, ..Limits::default() };
        let outbound = outbound(&answering(with_status("200 OK")).await, limits);
        let place = outbound.places.acquire().await.unwrap();
        let error = get(&outbound).await.unwrap_err();
        assert!(matches!(error, ProviderError::Unreachable(ref why) if why.contains("at once")));
        drop(place);
        assert!(get(&outbound).await.is_ok());
    }

    #[tokio::test(start_paused = true)]
    async fn a_dropped_probe_does_not_keep_the_breaker_half_open() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let outbound = outbound(&address, Limits::default());
        outbound.with_breaker(|breaker, now| (0..FAILURES).for_each(|_| breaker.failed(now)));
        tokio::time::advance(Duration::from_secs(1)).await;
        {
            let call = get(&outbound);
            tokio::pin!(call);
            assert!(
                std::future::poll_fn(|cx| std::task::Poll::Ready(call.as_mut().poll(cx)))
                    .await
                    .is_pending()
            );
        }
        assert!(!outbound.with_breaker(|breaker, now| breaker.admits(now)));
        tokio::time::advance(Duration::from_secs(2)).await;
        assert!(outbound.with_breaker(|breaker, now| breaker.admits(now)));
    }
}
