//! Measures what a user waits for against a bare WebKitGTK window in the same run, prints the
//! table, and writes `benches/latest.json`.
//!
//! Start: from the start of the process to the first frame that shows figures, read off the
//! display, interleaved with the bare window, eleven rounds, median and spread.
//! Orders: stored by the service's store against a bare statement (`storing`), and codes drawn and
//! read back against the drawing library alone (`codes`).
//! Memory: proportional set size of the process and its children after a minute without input.

mod codes;
mod display;
mod process;
mod storing;
mod table;

use anyhow::{Context as _, Result};
use billing_testkit::{DEMO_PASSWORD, RunningService, programs};
use billing_tests::desktop::{Application, Desktop, Keyring};
use process::Measured;
use std::path::{Path, PathBuf};
use std::time::Duration;
use table::{Row, Table};

const ROUNDS: usize = 11;
const IDLE: Duration = Duration::from_secs(60);

#[tokio::main]
async fn main() -> Result<()> {
    let console = console_program()?;
    let floor = programs::built("bare-window")?;
    let mut service = RunningService::start_program(&service_program()?)?;
    let desktop = Desktop::start(1280, 800, Keyring::Unlocked)?;
    fill_cache(&desktop, &service, &console).await?;

    let mut table = Table::default();
    table.add(codes::row()?);
    for row in storing::rows().await? {
        table.add(row);
    }
    let [bare, online] = start_times(&desktop, &[&floor, &console], &service.url())?;
    table.add(Row::ratio("start, figures drawn, online", "ms", &online, &bare, 1.35));
    service.stop()?;
    let [bare, offline] = start_times(&desktop, &[&floor, &console], &service.url())?;
    table.add(Row::ratio("start, figures drawn, offline", "ms", &offline, &bare, 1.35));

    service.start_again()?;
    let bare = idle(&desktop, &floor, &service.url())?;
    let ours = idle(&desktop, &console, &service.url())?;
    table.add(Row::ratio(
        "memory after a minute idle (PSS)",
        "MB",
        &[ours.pss_mb],
        &[bare.pss_mb],
        1.2,
    ));
    table.add(Row::limit("processor while idle", "% of a core", ours.cpu_percent, 0.2));
    table.add(Row::limit("written to disk while idle", "KB", ours.written_kb, 0.0));
    let size = std::fs::metadata(&console)?.len() as f64 / 1e6;
    table.add(Row::limit("size of the console's binary", "MB", size, 12.0));
    table.print_and_write(Path::new(env!("CARGO_MANIFEST_DIR")).join("latest.json").as_path())
}

/// The console as users get it: stripped and optimised.
fn console_program() -> Result<PathBuf> {
    programs::built("billing-console")
}

/// The service as operators get it.
fn service_program() -> Result<PathBuf> {
    let folder = programs::folder()?;
    let target = folder.parent().context("profiles stand in the target folder")?;
    Ok(target.join("service/billing-service"))
}

/// Signs in once, so that every measured start finds an account in the cache and in the keychain.
async fn fill_cache(desktop: &Desktop, service: &RunningService, console: &Path) -> Result<()> {
    let server = service.url();
    let application =
        Application::start_program(desktop, console, &[("BILLING_CONSOLE_SERVER", &server)])
            .await?;
    application.sign_in("admin@demo.test", DEMO_PASSWORD).await?;
    application.shows("[data-screen=overview] [data-as-of]").await?;
    application.close().await
}

/// The start times in milliseconds of each program, measured in turns.
fn start_times<const N: usize>(
    desktop: &Desktop,
    programs: &[&PathBuf; N],
    server: &str,
) -> Result<[Vec<f64>; N]> {
    let mut times: [Vec<f64>; N] = std::array::from_fn(|_| Vec::new());
    // The first round warms the disk's cache and does not count.
    for round in 0..=ROUNDS {
        for (program, times) in programs.iter().zip(&mut times) {
            let running = Measured::start(desktop, program, server)?;
            let painted = running.painted()?;
            if round > 0 {
                times.push(painted.as_secs_f64() * 1000.0);
            }
        }
    }
    Ok(times)
}

fn idle(desktop: &Desktop, program: &Path, server: &str) -> Result<process::Idle> {
    let running = Measured::start(desktop, program, server)?;
    running.painted()?;
    running.idle(IDLE)
}
