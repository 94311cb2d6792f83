//! A console as a process of its own, which a test can kill at any moment and start again.

use anyhow::{Context as _, Result, bail, ensure};
use billing_testkit::programs;
use reqwest::Client;
use serde::Serialize;
use serde_json::Value;
use std::path::PathBuf;
use std::process::Stdio;
use std::time::Duration;
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::{Child, Command};

/// A console, or the folder of one that was killed.
pub struct ConsoleProcess {
    folder: TempDir,
    server: String,
    http: Client,
    running: Option<Run>,
}

struct Run {
    child: Child,
    address: String,
}

impl ConsoleProcess {
    /// Starts one with a new folder that talks to `server`.
    pub async fn start(server: impl Into<String>) -> Result<Self> {
        let http = Client::builder().no_proxy().build()?;
        let folder = tempfile::tempdir()?;
        let mut process = Self { folder, server: server.into(), http, running: None };
        process.start_again().await?;
        Ok(process)
    }

    /// Starts it in the folder it had.
    pub async fn start_again(&mut self) -> Result<()> {
        self.kill().await?;
        let mut child = Command::new(programs::built("console-http")?)
            .arg("0")
            .arg(self.folder.path())
            .env("BILLING_CONSOLE_SERVER", &self.server)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .context("cannot start console-http")?;
        let stdout = child.stdout.take().context("standard output is piped")?;
        let line = BufReader::new(stdout).lines().next_line().await?.unwrap_or_default();
        let address = line.strip_prefix("listening on ");
        let address = address.with_context(|| format!("console-http said {line:?}"))?.to_owned();
        self.running = Some(Run { child, address });
        Ok(())
    }

    /// Ends it at once, as `kill -9` or a power cut does.
    pub async fn kill(&mut self) -> Result<()> {
        if let Some(mut run) = self.running.take() {
            run.child.kill().await?;
        }
        Ok(())
    }

    /// The folder that holds everything the console keeps.
    pub fn folder(&self) -> PathBuf {
        self.folder.path().join("console")
    }

    /// Where it can be asked, for whoever asks while it is killed.
    pub fn address(&self) -> Result<String> {
        Ok(self.running.as_ref().context("it does not run")?.address.clone())
    }

    /// Asks a command.
    pub async fn ask(&self, command: &str, request: impl Serialize) -> Result<Value> {
        ask(&self.http, &self.address()?, command, request).await
    }

    /// Asks a command until its answer is so: again whenever the console announces something.
    pub async fn until(
        &self,
        limit: Duration,
        command: &str,
        request: impl Serialize,
        is_so: impl Fn(&Value) -> bool,
    ) -> Result<Value> {
        let mut last = Value::Null;
        let waiting = async {
            let address = self.address()?;
            let mut events = self.http.get(format!("{address}/events")).send().await?;
            loop {
                last = ask(&self.http, &address, command, &request).await?;
                if is_so(&last) {
                    return Ok(());
                }
                ensure!(events.chunk().await?.is_some(), "the console is gone");
            }
        };
        match tokio::time::timeout(limit, waiting).await {
            Ok(result) => result.map(|()| last),
            Err(_) => bail!("after {limit:?} {command} still says {last}"),
        }
    }
}

/// Asks a command of the console at this address.
pub async fn ask(
    http: &Client,
    address: &str,
    command: &str,
    request: impl Serialize,
) -> Result<Value> {
    let asked = http.post(format!("{address}/command/{command}")).json(&request).send().await?;
    let status = asked.status();
    let answer: Value = asked.json().await?;
    ensure!(status.is_success(), "{command} answers {answer}");
    Ok(answer)
}
