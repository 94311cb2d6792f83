//! What the measurements of the archive share: a computer whose archive can be filled by hand.

use anyhow::{Context as _, Result, ensure};
use billing_core::console::Console;
use billing_core::views::ArchiveOf;
use billing_testkit::RunningService;
use billing_tests::computer::Computer;
use std::path::PathBuf;
use std::time::Duration;

/// Whose archive it is.
pub const PERSON: &str = "admin@demo.test";
/// Longer than any of it takes on a busy machine.
const PATIENCE: Duration = Duration::from_secs(300);

/// A computer on which a person has signed in and whose archive is complete; no console runs.
pub async fn computer(service: &RunningService) -> Result<Computer> {
    let computer = Computer::new(service.url());
    let console = computer.signed_in(PERSON).await;
    until_complete(&console).await?;
    console.close().await;
    Ok(computer)
}

/// The file of the one archive on a computer.
pub fn file_on(computer: &Computer) -> Result<PathBuf> {
    let entries = std::fs::read_dir(computer.folder().join("archives"))?.flatten();
    let is_archive = |path: &PathBuf| path.extension().is_some_and(|ending| ending == "sqlite3");
    let files: Vec<_> = entries.map(|entry| entry.path()).filter(is_archive).collect();
    ensure!(files.len() == 1, "there is one archive, and not {}", files.len());
    files.into_iter().next().context("there is one")
}

/// Waits until the archive has been filled to its end.
pub async fn until_complete(console: &Console) -> Result<()> {
    let mut events = console.events();
    let filled = async {
        while said(console.archive(ArchiveOf::default()).await)?.as_of.is_none() {
            events.next().await.context("the console is open")?;
        }
        Ok(())
    };
    tokio::time::timeout(PATIENCE, filled).await.context("the archive does not fill")?
}

/// What a command answered.
pub fn said<T>(answer: Result<T, billing_core::error::CommandError>) -> Result<T> {
    answer.map_err(|error| anyhow::anyhow!("the console refuses: {error:?}"))
}
