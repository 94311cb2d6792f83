//! The UI: its packages from the lock file, its build, its checks.

use crate::shell::{root, step};
use anyhow::Result;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::SystemTime;

/// An npm command in the UI's folder.
pub fn npm(arguments: &[&str]) -> Command {
    let mut command = Command::new("npm");
    command.args(arguments).current_dir(folder());
    // Browsers come with the system; nothing is downloaded beside the packages.
    command.env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1");
    command
}

/// Installs the packages of the lock file, unless exactly they are there.
pub fn install_packages() -> Result<()> {
    let lock = folder().join("package-lock.json");
    let installed = folder().join("node_modules/.package-lock.json");
    if modified(&installed) > modified(&lock) && installed.exists() {
        return Ok(());
    }
    step(
        "Install the UI's packages from the lock file",
        &mut npm(&["ci", "--no-audit", "--no-fund"]),
    )
}

/// Builds the UI, unless nothing it is made of has changed since.
pub fn build() -> Result<()> {
    install_packages()?;
    let built = modified(&folder().join("dist/index.html"));
    let sources = [folder().join("src"), root().join("locales"), folder().join("public")];
    let files = ["index.html", "package-lock.json", "vite.config.ts", "tsconfig.json"];
    let newest = sources
        .iter()
        .map(|source| newest_below(source))
        .chain(files.iter().map(|file| modified(&folder().join(file))))
        .max();
    if newest <= Some(built) && built > SystemTime::UNIX_EPOCH {
        return Ok(());
    }
    step("Build the UI", &mut npm(&["run", "--silent", "build"]))
}

fn folder() -> PathBuf {
    root().join("ui")
}

/// When a file was last written; a missing one counts as never.
fn modified(path: &Path) -> SystemTime {
    path.metadata().and_then(|metadata| metadata.modified()).unwrap_or(SystemTime::UNIX_EPOCH)
}

fn newest_below(path: &Path) -> SystemTime {
    let Ok(entries) = std::fs::read_dir(path) else { return modified(path) };
    entries.flatten().map(|entry| newest_below(&entry.path())).fold(modified(path), Ord::max)
}
