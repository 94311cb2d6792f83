//! The console's commands over HTTP on loopback, so that a browser can show the UI during work on
//! it, and so that a test can kill it. For development alone: whoever reaches the port is signed
//! in.
//!
//! `console-http [PORT [FOLDER]]`; without a folder nothing is kept. In a folder that is kept the
//! keychain is an open file beside the console's own, so that it outlives the process as a real
//! one does.

use anyhow::{Context as _, Result};
use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::sse::{Event as Message, Sse};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use billing_core::commands;
use billing_core::console::{Console, ConsoleOptions};
use billing_core::keychain::{MemoryStore, SecretStore};
use billing_tests::open_keychain::OpenKeychain;
use futures_util::Stream;
use serde_json::Value;
use std::convert::Infallible;
use std::io::Write as _;
use std::path::PathBuf;
use std::sync::Arc;

#[tokio::main]
async fn main() -> Result<()> {
    let mut arguments = std::env::args().skip(1);
    let port: u16 = match arguments.next() {
        Some(port) => port.parse().context("the first argument is a port")?,
        None => 5178,
    };
    let passing = tempfile::tempdir()?;
    let (folder, secrets): (PathBuf, Arc<dyn SecretStore>) = match arguments.next() {
        Some(kept) => {
            let kept = PathBuf::from(kept);
            (kept.join("console"), Arc::new(OpenKeychain::in_folder(&kept)))
        }
        None => (passing.path().to_owned(), Arc::new(MemoryStore::new())),
    };
    let options = ConsoleOptions::for_this_computer(folder)
        .server_from_environment(std::env::var("BILLING_CONSOLE_SERVER").ok())
        .secrets(secrets);
    let console = Console::open(options).await.map_err(|error| anyhow::anyhow!("{error:?}"))?;
    let routes = axum::Router::new()
        .route("/command/{name}", post(command))
        .route("/events", get(events))
        .with_state(console);
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", port)).await?;
    writeln!(std::io::stdout(), "listening on http://{}", listener.local_addr()?)?;
    axum::serve(listener, routes).await?;
    Ok(())
}

async fn command(
    State(console): State<Console>,
    Path(name): Path<String>,
    Json(request): Json<Value>,
) -> Response {
    let answer = match commands::dispatch(&console, &name, request).await {
        Ok(answer) => Json(answer).into_response(),
        Err(error) => (StatusCode::BAD_REQUEST, Json(error)).into_response(),
    };
    ([("access-control-allow-origin", "http://localhost:5177")], answer).into_response()
}

async fn events(State(console): State<Console>) -> impl IntoResponse {
    ([("access-control-allow-origin", "http://localhost:5177")], Sse::new(stream(&console)))
}

fn stream(console: &Console) -> impl Stream<Item = Result<Message, Infallible>> + use<> {
    futures_util::stream::unfold(console.events(), |mut events| async move {
        let event = events.next().await?;
        let text = serde_json::to_value(event).ok()?.as_str()?.to_owned();
        Some((Ok(Message::default().data(text)), events))
    })
}
