//! Where the built programs stand.

use anyhow::{Context as _, Result, ensure};
use std::path::PathBuf;

/// The folder cargo built the running test into, which holds the programs too.
pub fn folder() -> Result<PathBuf> {
    let test = std::env::current_exe().context("a running test has a path")?;
    let folder = test.parent().context("a program stands in a folder")?;
    Ok(if folder.ends_with("deps") || folder.ends_with("examples") {
        folder.parent().context("deps stands in a folder")?.to_owned()
    } else {
        folder.to_owned()
    })
}

/// A built program of the workspace; says how to build it if it is not there.
pub fn built(name: &str) -> Result<PathBuf> {
    let program = folder()?.join(name);
    ensure!(
        program.exists(),
        "{} is not built; `cargo xtask test` builds everything the tests start",
        program.display()
    );
    Ok(program)
}
