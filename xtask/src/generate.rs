//! Generated files: committed, so that a reader sees them, and held to their source by tests.

use crate::shell::{cargo, output, root};
use anyhow::{Context as _, Result};

/// Writes every generated file anew.
pub fn write() -> Result<()> {
    let typescript =
        output(&mut cargo(&["run", "--quiet", "-p", "billing-core", "--example", "typescript"]))?;
    put("ui/src/backend/generated/commands.ts", &typescript)?;
    let document =
        output(&mut cargo(&["run", "--quiet", "-p", "billing-service", "--", "openapi"]))?;
    put("docs/openapi.json", &document)
}

fn put(path: &str, content: &[u8]) -> Result<()> {
    let full = root().join(path);
    let unchanged = std::fs::read(&full).is_ok_and(|old| old == content);
    println!("{path}: {}", if unchanged { "unchanged" } else { "written" });
    if unchanged {
        return Ok(());
    }
    std::fs::write(&full, content).with_context(|| format!("cannot write {path}"))
}
