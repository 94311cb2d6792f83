//! The real billing-service as a process of its own, which tests can stop, kill and start again.

use crate::programs;
use anyhow::{Context as _, Result, bail};
use std::io::{BufRead as _, BufReader};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc;
use std::time::Duration;
use tempfile::TempDir;

/// The password of every demonstration account.
pub const DEMO_PASSWORD: &str = "demo-password-1";

/// A billing-service with demonstration customers.
pub struct RunningService {
    folder: TempDir,
    program: PathBuf,
    environment: Vec<(String, String)>,
    address: SocketAddr,
    child: Option<Child>,
}

impl RunningService {
    /// Starts a service with a new database on a free port.
    pub fn start() -> Result<Self> {
        Self::start_program(&programs::built("billing-service")?)
    }

    /// The same with a certain build of the program.
    pub fn start_program(program: &Path) -> Result<Self> {
        Self::start_with(program, &[])
    }

    /// The same with settings in its environment.
    pub fn start_with(program: &Path, environment: &[(&str, &str)]) -> Result<Self> {
        let own = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        let mut service = Self {
            folder: tempfile::tempdir()?,
            program: program.to_owned(),
            environment: environment.iter().map(own).collect(),
            address: SocketAddr::from(([127, 0, 0, 1], 0)),
            child: None,
        };
        service.start_again()?;
        Ok(service)
    }

    /// The address to give a console.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The database file.
    pub fn database(&self) -> PathBuf {
        self.folder.path().join("service.sqlite3")
    }

    /// What the service has logged so far.
    pub fn log(&self) -> Result<String> {
        Ok(std::fs::read_to_string(self.folder.path().join("service.log"))?)
    }

    /// Asks the service to stop and waits until it has.
    pub fn stop(&mut self) -> Result<()> {
        let Some(child) = self.child.take() else { return Ok(()) };
        let asked = Command::new("kill").args(["-TERM", &child.id().to_string()]).status()?;
        if !asked.success() {
            bail!("the service could not be asked to stop");
        }
        let status = wait(child, Duration::from_secs(15))?;
        if !status.success() {
            bail!("the service stopped with {status}");
        }
        Ok(())
    }

    /// Ends the service at once, as a power cut would.
    pub fn kill(&mut self) -> Result<()> {
        if let Some(mut child) = self.child.take() {
            child.kill()?;
            child.wait()?;
        }
        Ok(())
    }

    /// Starts the service again with the same database at the same address.
    pub fn start_again(&mut self) -> Result<()> {
        self.kill()?;
        let log = self.folder.path().join("service.log");
        let mut child = Command::new(&self.program)
            .args(["serve", "--demo", "--listen", &self.address.to_string(), "--database"])
            .arg(format!("sqlite:{}", self.database().display()))
            .envs(self.environment.iter().map(|(name, value)| (name, value)))
            .stdout(Stdio::piped())
            .stderr(std::fs::File::options().create(true).append(true).open(&log)?)
            .spawn()
            .context("cannot start billing-service")?;
        let stdout = child.stdout.take().context("standard output is piped")?;
        self.child = Some(child);
        let mut line = String::new();
        BufReader::new(stdout).read_line(&mut line)?;
        match line.trim().strip_prefix("listening on http://").map(str::parse) {
            Some(Ok(address)) => self.address = address,
            _ => {
                bail!("billing-service said {line:?} instead of where it listens: {}", self.log()?)
            }
        }
        Ok(())
    }
}

impl Drop for RunningService {
    fn drop(&mut self) {
        let _ = self.kill();
    }
}

/// Waits for the end of `child`, and ends it itself when that takes longer than `limit`.
fn wait(mut child: Child, limit: Duration) -> Result<ExitStatus> {
    let id = child.id().to_string();
    let (ended, end) = mpsc::channel();
    std::thread::spawn(move || ended.send(child.wait()));
    match end.recv_timeout(limit) {
        Ok(status) => Ok(status?),
        Err(_) => {
            Command::new("kill").args(["-KILL", &id]).status()?;
            bail!("the service did not stop within {limit:?}")
        }
    }
}
