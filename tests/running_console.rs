//! The console's process on a desktop: found, killed as a power cut would, awaited.

use crate::desktop::Desktop;
use anyhow::{Context as _, Result, bail, ensure};
use billing_testkit::programs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

/// How long a process may take to end.
const PATIENCE: Duration = Duration::from_secs(20);

/// The one console that runs on a desktop.
pub struct RunningConsole(PathBuf);

impl RunningConsole {
    /// Finds it.
    pub fn on(desktop: &Desktop) -> Result<Self> {
        let program = programs::built("billing-console")?;
        let home = format!("HOME={}", desktop.home().display());
        let is_it = |process: &PathBuf| {
            let environment = std::fs::read(process.join("environ")).unwrap_or_default();
            let is_here = environment.split(|byte| *byte == 0).any(|one| one == home.as_bytes());
            is_here && runs(process, &program)
        };
        let entries = std::fs::read_dir("/proc")?.flatten();
        let mut found = entries.map(|entry| entry.path()).filter(is_it);
        let process = found.next().context("no console runs on this desktop")?;
        ensure!(found.next().is_none(), "more than one console runs on this desktop");
        Ok(Self(process))
    }

    /// Ends it without a chance to do anything more.
    pub async fn kill(self) -> Result<()> {
        let number = self.0.file_name().context("a process has a number")?;
        let killed = Command::new("kill").arg("-KILL").arg(number).status()?;
        ensure!(killed.success(), "the console could not be killed");
        self.ended().await
    }

    /// Waits until it has ended.
    pub async fn ended(&self) -> Result<()> {
        let program = programs::built("billing-console")?;
        let deadline = tokio::time::Instant::now() + PATIENCE;
        let mut tick = tokio::time::interval(Duration::from_millis(20));
        while runs(&self.0, &program) {
            if tokio::time::Instant::now() > deadline {
                bail!("the console goes on running");
            }
            tick.tick().await;
        }
        Ok(())
    }
}

/// Whether it runs this program; what has ended runs nothing.
fn runs(process: &Path, program: &Path) -> bool {
    std::fs::read_link(process.join("exe")).is_ok_and(|running| running == *program)
}
