//! Lists the language files, so that adding one needs no change of code.

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let locales = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../locales");
    rerun_if_changed(&locales)?;
    let mut list = String::from("&[\n");
    for folder in sorted(&locales)? {
        rerun_if_changed(&folder)?;
        let Some(language) = folder.file_name().and_then(|name| name.to_str()) else { continue };
        for file in sorted(&folder)? {
            if file.extension().is_some_and(|extension| extension == "ftl") {
                rerun_if_changed(&file)?;
                let _ = writeln!(list, "({language:?}, include_str!({:?})),", file.display());
            }
        }
    }
    list.push(']');
    let target = PathBuf::from(env::var("OUT_DIR").map_err(io::Error::other)?);
    fs::write(target.join("locales.rs"), list)
}

fn rerun_if_changed(path: &Path) -> io::Result<()> {
    writeln!(io::stdout(), "cargo::rerun-if-changed={}", path.display())
}

/// What a folder holds, in an order that does not change from build to build.
fn sorted(folder: &Path) -> io::Result<Vec<PathBuf>> {
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    let mut entries = fs::read_dir(folder)?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<io::Result<Vec<_>>>()?;
    entries.sort();
    Ok(entries)
}
