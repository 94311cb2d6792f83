//! The wall clock of a test's computer, which can be set while programs read it.

use anyhow::{Context as _, Result};
use std::path::{Path, PathBuf};

/// Where Debian puts the library, below a folder for the kind of computer.
const LIBRARY: &str = "faketime/libfaketimeMT.so.1";

/// What some programs of a desktop take for the wall clock; the steady clock stays the real one.
pub struct WallClock {
    library: String,
    offset: PathBuf,
}

impl WallClock {
    /// A clock that is right, kept in `folder`.
    pub fn right(folder: &Path) -> Result<Self> {
        let library = std::fs::read_dir("/usr/lib")?
            .flatten()
            .map(|entry| entry.path().join(LIBRARY))
            .find(|path| path.exists())
            .context("`cargo xtask test` installs libfaketime")?;
        let library = library.display().to_string();
        let clock = Self { library, offset: folder.join("wall-clock") };
        clock.set_by(0)?;
        Ok(clock)
    }

    /// What makes a program read this clock.
    pub fn environment(&self) -> Result<[(&str, &str); 4]> {
        let offset = self.offset.to_str().context("the folder has a plain name")?;
        Ok([
            ("LD_PRELOAD", &self.library),
            ("FAKETIME_TIMESTAMP_FILE", offset),
            ("FAKETIME_DONT_FAKE_MONOTONIC", "1"),
            // How many seconds a change may take to be seen.
            ("FAKETIME_CACHE_DURATION", "1"),
        ])
    }

    /// Sets it so many seconds ahead of the right time, or behind it.
    pub fn set_by(&self, seconds: i64) -> Result<()> {
        // Whoever reads it meanwhile finds one time or the other, never half of one.
        let written = self.offset.with_extension("new");
        std::fs::write(&written, format!("{seconds:+}\n"))?;
        Ok(std::fs::rename(&written, &self.offset)?)
    }
}
