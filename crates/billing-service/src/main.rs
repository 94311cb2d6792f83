//! The command line around the service.

use anyhow::{Context as _, bail};
use billing_service::config::Database;
use billing_service::{Config, Service, doctor, router, store};
use clap::{Parser, Subcommand};
use std::io::Write as _;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;

/// The remote billing API.
#[derive(Parser)]
#[command(version)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Answer requests until SIGTERM or SIGINT.
    Serve {
        /// Where to listen; port 0 takes a free one.
        #[arg(long, value_name = "ADDRESS:PORT")]
        listen: Option<SocketAddr>,
        #[command(flatten)]
        settings: Settings,
        /// Fill a new database with made-up customers.
        #[arg(long)]
        demo: bool,
    },
    /// Bring the database up to date.
    Migrate(Settings),
    /// Print the OpenAPI document of the routes.
    Openapi,
    /// Examine settings, database, disk and clock.
    Doctor(Settings),
}

#[derive(clap::Args)]
struct Settings {
    /// Where to keep everything, as sqlite:PATH.
    #[arg(long, value_name = "ADDRESS")]
    database: Option<String>,
    /// A TOML file with settings; the environment wins over it.
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
}

impl Settings {
    fn load(&self) -> anyhow::Result<Config> {
        // An argument must help even where the file or the environment names another database.
        let database: Option<Database> = self.database.as_deref().map(str::parse).transpose()?;
        let mut config = Config::load(self.config.as_deref())?;
        if let Some(database) = database {
            config.database = database;
        }
        Ok(config)
    }
}

fn main() -> ExitCode {
    match run(Arguments::parse().command) {
        Ok(code) => code,
        Err(error) => {
            // The log may not be set up yet; a person reads this.
            let _ = writeln!(std::io::stderr(), "billing-service: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(command: Command) -> anyhow::Result<ExitCode> {
    match command {
        Command::Serve { listen, settings, demo } => {
            let mut config = settings.load()?;
            config.listen = listen.unwrap_or(config.listen);
            config.demo |= demo;
            tokio::runtime::Runtime::new()?.block_on(serve(config))
        }
        Command::Migrate(settings) => migrate(&settings.load()?),
        Command::Openapi => {
            let mut document = router::openapi().to_pretty_json()?;
            document.push('\n');
            std::io::stdout().lock().write_all(document.as_bytes())?;
            Ok(ExitCode::SUCCESS)
        }
        Command::Doctor(settings) => {
            let findings = doctor::examine(settings.load());
            let mut output = std::io::stdout().lock();
            for finding in &findings {
                writeln!(output, "{finding}")?;
            }
            let healthy = findings.iter().all(doctor::Finding::is_ok);
            Ok(if healthy { ExitCode::SUCCESS } else { ExitCode::FAILURE })
        }
    }
}

async fn serve(config: Config) -> anyhow::Result<ExitCode> {
    billing_service::log_to_stderr();
    // Before anything is announced, so that no signal is missed.
    let asked_to_stop = asked_to_stop()?;
    let running = Service::start(config).await?;
    announce(running.address())?;
    let signal = asked_to_stop.await;
    tracing::info!(signal, "stopping");
    running.stop().await;
    Ok(ExitCode::SUCCESS)
}

/// Listens at once; answers with the signal that came.
#[cfg(unix)]
fn asked_to_stop() -> anyhow::Result<impl Future<Output = &'static str>> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate()).context("SIGTERM cannot be awaited")?;
    let mut interrupt = signal(SignalKind::interrupt()).context("SIGINT cannot be awaited")?;
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => "SIGTERM",
            _ = interrupt.recv() => "SIGINT",
        }
    })
}

/// Listens at once; answers with the signal that came.
#[cfg(windows)]
fn asked_to_stop() -> anyhow::Result<impl Future<Output = &'static str>> {
    let mut interrupt = tokio::signal::windows::ctrl_c().context("Ctrl-C cannot be awaited")?;
    Ok(async move {
        interrupt.recv().await;
        "Ctrl-C"
    })
}

fn announce(address: SocketAddr) -> std::io::Result<()> {
    let mut output = std::io::stdout().lock();
    writeln!(output, "listening on http://{address}")?;
    output.flush()
}

fn migrate(config: &Config) -> anyhow::Result<ExitCode> {
    let Database::Sqlite(path) = &config.database;
    let applied = store::sqlite::migrate(path)?;
    let mut output = std::io::stdout().lock();
    for migration in &applied {
        writeln!(output, "applied {migration}")?;
    }
    if applied.is_empty() {
        writeln!(output, "already up to date")?;
    }
    if !path.exists() {
        bail!("{} is not there after its migration", path.display());
    }
    Ok(ExitCode::SUCCESS)
}
