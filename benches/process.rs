//! A program under measurement, with the processes it starts.

use crate::display::Display;
use anyhow::{Context as _, Result, bail};
use billing_tests::desktop::Desktop;
use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// A running program, ended when dropped.
pub struct Measured {
    child: Child,
    started: Instant,
    display: Display,
}

/// What a program uses while nobody does anything.
pub struct Idle {
    /// Proportional set size of the process tree.
    pub pss_mb: f64,
    /// Share of one core.
    pub cpu_percent: f64,
    /// What the process tree had written to disk meanwhile.
    pub written_kb: f64,
}

impl Measured {
    /// Starts `program` on a display that shows nothing.
    pub fn start(desktop: &Desktop, program: &Path, server: &str) -> Result<Self> {
        let display = Display::connect(desktop.display())?;
        wait_for("an empty display", || display.is_empty())?;
        let mut command = desktop.command(program);
        command
            .env("BILLING_CONSOLE_DATA_DIR", desktop.data_folder())
            .env("BILLING_CONSOLE_SERVER", server)
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        let started = Instant::now();
        let child = command.spawn().context("cannot start the program")?;
        Ok(Self { child, started, display })
    }

    /// Waits until figures are drawn and says how long after the start that was.
    pub fn painted(&self) -> Result<Duration> {
        wait_for("the first figures", || self.display.shows_figures())?;
        Ok(self.started.elapsed())
    }

    /// Leaves the program alone for `time` and says what it used at the end of it.
    pub fn idle(&self, time: Duration) -> Result<Idle> {
        // The first ten seconds belong to the start.
        let settle = Duration::from_secs(10);
        std::thread::sleep(settle);
        let (cpu_before, written_before) = (self.cpu_ticks()?, self.written_bytes()?);
        std::thread::sleep(time.saturating_sub(settle));
        let (cpu_after, written_after) = (self.cpu_ticks()?, self.written_bytes()?);
        let seconds = (time - settle).as_secs_f64();
        // Linux counts processor time in hundredths of a second.
        let cpu_percent = (cpu_after - cpu_before) as f64 / 100.0 / seconds * 100.0;
        let written_kb = (written_after.saturating_sub(written_before)) as f64 / 1024.0;
        Ok(Idle { pss_mb: self.pss_kb()? as f64 / 1024.0, cpu_percent, written_kb })
    }

    fn pss_kb(&self) -> Result<u64> {
        self.sum(|id| {
            let text = std::fs::read_to_string(format!("/proc/{id}/smaps_rollup")).ok()?;
            let line = text.lines().find(|line| line.starts_with("Pss:"))?;
            line.split_whitespace().nth(1)?.parse().ok()
        })
    }

    fn cpu_ticks(&self) -> Result<u64> {
        self.sum(|id| {
            let text = std::fs::read_to_string(format!("/proc/{id}/stat")).ok()?;
            // The name in brackets may hold spaces; user and system time are fields 14 and 15.
            let mut fields = text.rsplit_once(')')?.1.split_whitespace().skip(11);
            Some(fields.next()?.parse::<u64>().ok()? + fields.next()?.parse::<u64>().ok()?)
        })
    }

    fn written_bytes(&self) -> Result<u64> {
        self.sum(|id| {
            let text = std::fs::read_to_string(format!("/proc/{id}/io")).ok()?;
            let line = text.lines().find(|line| line.starts_with("write_bytes:"))?;
            line.split_whitespace().nth(1)?.parse().ok()
        })
    }

    fn sum(&self, of_process: impl Fn(u32) -> Option<u64>) -> Result<u64> {
        Ok(self.tree()?.into_iter().filter_map(of_process).sum())
    }

    /// The process and all its descendants.
    fn tree(&self) -> Result<Vec<u32>> {
        let mut parents = BTreeMap::new();
        for entry in std::fs::read_dir("/proc")?.flatten() {
            let Some(id) = entry.file_name().to_str().and_then(|name| name.parse::<u32>().ok())
            else {
                continue;
            };
            let Ok(stat) = std::fs::read_to_string(entry.path().join("stat")) else { continue };
            let parent = stat.rsplit_once(')').and_then(|(_, rest)| rest.split_whitespace().nth(1));
            if let Some(parent) = parent.and_then(|parent| parent.parse::<u32>().ok()) {
                parents.insert(id, parent);
            }
        }
        let mut tree = vec![self.child.id()];
        let mut next = 0;
        while let Some(&parent) = tree.get(next) {
            tree.extend(parents.iter().filter(|(_, of)| **of == parent).map(|(id, _)| *id));
            next += 1;
        }
        Ok(tree)
    }
}

impl Drop for Measured {
    fn drop(&mut self) {
        // Its web process ends with it.
        let _ = Command::new("kill").arg(self.child.id().to_string()).status();
        let _ = self.child.wait();
    }
}

fn wait_for(what: &str, mut holds: impl FnMut() -> Result<bool>) -> Result<()> {
    let deadline = Instant::now() + Duration::from_secs(30);
    while !holds()? {
        if Instant::now() > deadline {
            bail!("waited in vain for {what}");
        }
        std::thread::sleep(Duration::from_millis(2));
    }
    Ok(())
}
