//! The real service in this process, behind a gate, by a clock that a test moves.

use crate::books::Books;
use crate::computer::{Computer, MovedClock};
use crate::gate::Gate;
use crate::notices::Notices;
use crate::wallet::{Portal, Wallet};
use anyhow::{Context as _, Result};
use billing_service::config::Database;
use billing_service::{Config, Running, Service};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use tempfile::TempDir;

/// A service with demonstration customers, and everything around it.
pub struct Market {
    /// Stands between it and every console.
    pub gate: Gate,
    /// The service's clock.
    pub clock: Arc<MovedClock>,
    config: Config,
    running: Option<Running>,
    folder: TempDir,
    /// What the demonstration's customers had ordered before.
    orders_before: i64,
}

impl Market {
    /// Opens one with a new database.
    pub async fn open() -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let gate = Gate::bind().await?;
        let mut config = Config {
            // What is paid with must lead to where the console believes the service to be.
            public_url: Some(gate.url()),
            database: Database::Sqlite(database_in(&folder)),
            demo: true,
            ..Config::default()
        };
        config.passwords.memory_kib = 8;
        config.passwords.iterations = 1;
        let clock = Arc::new(MovedClock::new());
        let mut market = Self { gate, clock, config, running: None, folder, orders_before: 0 };
        market.start().await?;
        market.orders_before = market.books()?.count("SELECT count(*) FROM orders")?;
        Ok(market)
    }

    /// Stops the service as SIGTERM does.
    pub async fn stop(&mut self) {
        if let Some(running) = self.running.take() {
            running.stop().await;
        }
    }

    /// Starts the service again on the same database.
    pub async fn start(&mut self) -> Result<()> {
        self.stop().await;
        let running = Service::start_at(self.config.clone(), self.clock.clone()).await?;
        self.gate.lead_to(running.address());
        self.running = Some(running);
        Ok(())
    }

    /// A computer whose console reaches the service through the gate.
    pub fn computer(&self) -> Computer {
        Computer::new(self.gate.url())
    }

    /// The address of the service itself, which no shut gate keeps anybody from.
    pub fn direct(&self) -> Result<String> {
        let running = self.running.as_ref().context("the service does not run")?;
        Ok(format!("http://{}", running.address()))
    }

    /// Presses buttons of the page of a code, whatever the gate does.
    pub async fn act(&self, link: &str, fields: &[(&str, &str)]) -> Result<()> {
        let page = link.replacen(&self.gate.url(), &self.direct()?, 1);
        Wallet::new()?.act(&page, fields).await
    }

    /// Signs in one of the demonstration's people without a console, whatever the gate does.
    pub async fn portal(&self, email: &str) -> Result<Portal> {
        Portal::sign_in(&self.direct()?, email).await
    }

    /// Means to send notices in the sandbox's name.
    pub fn notices(&self) -> Result<Notices> {
        Notices::of(&database_in(&self.folder))
    }

    /// Lets time pass everywhere.
    pub fn pass(&self, computer: &Computer, time: Duration) {
        self.clock.pass(time);
        computer.clock.pass(time);
    }

    /// How many orders have been made since it opened.
    pub fn new_orders(&self) -> Result<i64> {
        Ok(self.books()?.count("SELECT count(*) FROM orders")? - self.orders_before)
    }

    /// The service's books.
    pub fn books(&self) -> Result<Books> {
        Books::open(&database_in(&self.folder))
    }
}

fn database_in(folder: &TempDir) -> PathBuf {
    folder.path().join("service.sqlite3")
}
