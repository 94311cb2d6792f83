//! Measures what a user waits for against bare floors in the same run, prints the table, and writes
//! `benches/latest.json`; with `--only <group>` it measures one group of rows and writes nothing.
//!
//! Codes drawn and read back against the drawing library alone (`codes`).
//! Orders stored by the service's store against a bare statement (`storing`).
//! Invoices printed with Chinese letters (`documents`).
//! A year of usage out of a million rows and ten, against the bare statement (`usage`); a million
//! rows fetched and written, against bare inserts (`first-sync`); a hundred thousand invoices
//! searched, against a naive scan (`search`); the chart of a year in the window (`year-view`).
//! Payments until the window shows them, told by the stream against found by polling (`paying`).
//! Start: from the start of the process to the first frame that shows figures, read off the
//! display, interleaved with a bare WebKitGTK window, eleven rounds, median and spread (`start`).
//! Memory: proportional set size of the process and its children after a minute without input,
//! with what else it uses meanwhile (`idle`); and the binary's size (`size`).

mod archived;
mod codes;
mod display;
mod documents;
mod first_sync;
mod paying;
mod process;
mod processor;
mod search;
mod storing;
mod table;
mod usage;
mod year_view;

use anyhow::{Context as _, Result, bail};
use billing_testkit::{DEMO_PASSWORD, RunningService, programs};
use billing_tests::desktop::{Application, Desktop, Keyring};
use process::Measured;
use std::path::{Path, PathBuf};
use std::time::Duration;
use table::{Row, Table};

const ROUNDS: usize = 11;
const IDLE: Duration = Duration::from_secs(60);
/// The groups of rows, in the order of the table.
const GROUPS: [&str; 11] = [
    "codes",
    "storing",
    "documents",
    "usage",
    "first-sync",
    "search",
    "year-view",
    "paying",
    "start",
    "idle",
    "size",
];

#[tokio::main]
async fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let groups = match words.as_slice() {
        [] => GROUPS.to_vec(),
        ["--only", group] if GROUPS.contains(group) => vec![*group],
        [first_sync::ALONE, server] => return first_sync::tell_memory(server).await,
        _ => bail!("`--only` takes one of {}", GROUPS.join(", ")),
    };
    let mut table = Table::default();
    for group in &groups {
        table.extend(measured(group).await?);
    }
    table.print()?;
    if groups.len() == GROUPS.len() {
        table.write(&Path::new(env!("CARGO_MANIFEST_DIR")).join("latest.json"))?;
    }
    Ok(())
}

async fn measured(group: &str) -> Result<Vec<Row>> {
    Ok(match group {
        "codes" => vec![codes::row()?],
        "storing" => storing::rows().await?.into(),
        "documents" => documents::rows()?.into(),
        "usage" => usage::rows(&service_program()?).await?.into(),
        "first-sync" => first_sync::rows(&service_program()?).await?.into(),
        "search" => search::rows(&service_program()?).await?.into(),
        "year-view" => year_view::rows(&console_program()?, &service_program()?).await?.into(),
        "paying" => paying::rows(&console_program()?, &service_program()?).await?.into(),
        "start" => start_rows().await?.into(),
        "idle" => idle_rows().await?.into(),
        "size" => {
            let size = std::fs::metadata(console_program()?)?.len() as f64 / 1e6;
            vec![Row::limit("size of the console's binary", "MB", size, 12.0)]
        }
        _ => bail!("there is no group {group:?}"),
    })
}

/// The console as users get it; beside a bench built for debugging, one built likewise.
fn console_program() -> Result<PathBuf> {
    let folder = programs::folder()?;
    if !folder.ends_with("service") {
        return programs::built("billing-console");
    }
    let target = folder.parent().context("profiles stand in the target folder")?;
    Ok(target.join("release/billing-console"))
}

/// The service as operators get it, by whose profile the bench is built too.
fn service_program() -> Result<PathBuf> {
    programs::built("billing-service")
}

/// A desktop on which the console has been signed in once, so that every measured start finds an
/// account in the cache and in the keychain.
struct Prepared {
    desktop: Desktop,
    service: RunningService,
    console: PathBuf,
    floor: PathBuf,
}

impl Prepared {
    async fn new() -> Result<Self> {
        let (console, floor) = (console_program()?, programs::built("bare-window")?);
        let service = RunningService::start_program(&service_program()?)?;
        let desktop = Desktop::start(1280, 800, Keyring::Unlocked)?;
        let server = service.url();
        let environment = [("BILLING_CONSOLE_SERVER", server.as_str())];
        let application = Application::start_program(&desktop, &console, &environment).await?;
        application.sign_in("admin@demo.test", DEMO_PASSWORD).await?;
        application.shows("[data-screen=overview] [data-as-of]").await?;
        application.close().await?;
        Ok(Self { desktop, service, console, floor })
    }

    /// The start times in milliseconds of the floor and of the console, measured in turns.
    fn start_times(&self) -> Result<[Vec<f64>; 2]> {
        let mut times = [Vec::new(), Vec::new()];
        // The first round warms the disk's cache and does not count.
        for round in 0..=ROUNDS {
            for (program, times) in [&self.floor, &self.console].into_iter().zip(&mut times) {
                let running = Measured::start(&self.desktop, program, &self.service.url())?;
                let painted = running.painted()?;
                if round > 0 {
                    times.push(painted.as_secs_f64() * 1000.0);
                }
            }
        }
        Ok(times)
    }

    fn idle(&self, program: &Path) -> Result<process::Idle> {
        let running = Measured::start(&self.desktop, program, &self.service.url())?;
        running.painted()?;
        running.idle(IDLE)
    }
}

async fn start_rows() -> Result<[Row; 2]> {
    let mut prepared = Prepared::new().await?;
    let [bare, online] = prepared.start_times()?;
    let online = Row::ratio("start, figures drawn, online", "ms", &online, &bare, 1.35);
    prepared.service.stop()?;
    let [bare, offline] = prepared.start_times()?;
    let offline = Row::ratio("start, figures drawn, offline", "ms", &offline, &bare, 1.35);
    Ok([online, offline])
}

async fn idle_rows() -> Result<[Row; 3]> {
    let prepared = Prepared::new().await?;
    let bare = prepared.idle(&prepared.floor)?;
    let ours = prepared.idle(&prepared.console)?;
    let (memory, floor) = ([ours.pss_mb], [bare.pss_mb]);
    Ok([
        Row::ratio("memory after a minute idle (PSS)", "MB", &memory, &floor, 1.2),
        Row::limit("processor while idle", "% of a core", ours.cpu_percent, 0.2),
        Row::limit("written to disk while idle", "KB", ours.written_kb, 0.0),
    ])
}
