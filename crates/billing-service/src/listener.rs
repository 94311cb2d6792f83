//! Taking connections, and letting them go.

use axum::Router;
use axum::extract::ConnectInfo;
use axum::http::Request;
use axum::serve::Listener;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use hyper_util::service::TowerToHyperService;
use std::net::SocketAddr;
use std::pin::pin;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tower::ServiceExt as _;

/// How long a connection may be silent before the head of its next request is whole. Clients keep
/// idle connections for a minute and a half at most; theirs shall be the first to close.
const HEAD_WITHIN: Duration = Duration::from_secs(120);

/// Serves every connection until it is asked to stop; ends when the requests begun by then have.
pub async fn serve(mut listener: TcpListener, routes: Router, stopping: CancellationToken) {
    let open = TaskTracker::new();
    loop {
        let (stream, peer) = tokio::select! {
            // Waits where taking one fails, as when there are no file handles left.
            accepted = Listener::accept(&mut listener) => accepted,
            () = stopping.cancelled() => break,
        };
        open.spawn(serve_connection(stream, peer, routes.clone(), stopping.clone()));
    }
    drop(listener);
    open.close();
    open.wait().await;
}

async fn serve_connection(
    stream: TcpStream,
    peer: SocketAddr,
    routes: Router,
    stopping: CancellationToken,
) {
    let service = routes.map_request(move |mut request: Request<_>| {
        request.extensions_mut().insert(ConnectInfo(peer));
        request
    });
    let mut builder = Builder::new(TokioExecutor::new()).http1_only();
    builder.http1().timer(TokioTimer::new()).header_read_timeout(HEAD_WITHIN);
    let service = TowerToHyperService::new(service);
    let mut connection = pin!(builder.serve_connection(TokioIo::new(stream), service));
    let ended = tokio::select! {
        ended = connection.as_mut() => ended,
        () = stopping.cancelled() => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(error) = ended {
        tracing::debug!(error, "a connection broke off");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::routing::get;
    use std::sync::Arc;
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    use tokio::sync::Notify;
    use tokio::time::timeout;

    async fn serving(routes: Router) -> (TcpStream, CancellationToken, impl Future) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let stopping = CancellationToken::new();
        let serving = tokio::spawn(serve(listener, routes, stopping.clone()));
        (TcpStream::connect(address).await.unwrap(), stopping, serving)
    }

    #[tokio::test(start_paused = true)]
    async fn a_client_that_never_ends_its_request_is_let_go() {
        for begun in ["", "GET / HTTP/1.1\r\nHost: b.test\r\nX-Slow: "] {
            let (mut client, _stopping, _serving) = serving(Router::new()).await;
            client.write_all(begun.as_bytes()).await.unwrap();
            let mut answer = Vec::new();
            let ended = timeout(HEAD_WITHIN * 2, client.read_to_end(&mut answer)).await;
            ended.expect("the connection was kept open").unwrap();
        }
    }

    #[tokio::test]
    async fn what_was_begun_is_answered_before_serving_ends() {
        let (begun, may_end) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
        let (started, gate) = (Arc::clone(&begun), Arc::clone(&may_end));
        let slow = async move |ConnectInfo(peer): ConnectInfo<SocketAddr>| {
            started.notify_one();
            gate.notified().await;
            peer.to_string()
        };
        let (mut client, stopping, serving) = serving(Router::new().route("/", get(slow))).await;
        client.write_all(b"GET / HTTP/1.1\r\nHost: b.test\r\n\r\n").await.unwrap();
        begun.notified().await;
        stopping.cancel();
        may_end.notify_one();
        let mut answer = String::new();
        client.read_to_string(&mut answer).await.unwrap();
        assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
        assert!(answer.ends_with(&client.local_addr().unwrap().to_string()), "{answer}");
        serving.await;
    }
}
