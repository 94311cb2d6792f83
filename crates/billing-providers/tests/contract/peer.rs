//! A stand-in as a program of its own, run by Node.js.

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Once;
use std::time::SystemTime;
use tempfile::TempDir;

/// A running stand-in; it ends with this value.
pub struct Peer {
    program: Child,
    folder: TempDir,
    /// Where it listens.
    pub address: String,
}

impl Peer {
    /// Starts the stand-in of a provider.
    pub fn start(name: &str, mode: &str) -> Self {
        install();
        let folder = tempfile::tempdir().expect("a folder for its keys");
        let mut program = Command::new("node")
            .arg(folder_of_peers().join(format!("{name}.mjs")))
            .arg(folder.path())
            .arg(mode)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("Node.js 20 or newer is installed");
        let output = program.stdout.take().expect("its output is piped");
        let mut line = String::new();
        BufReader::new(output).read_line(&mut line).expect("it says where it listens");
        let address = line.trim().strip_prefix("listening on ");
        let address = address.unwrap_or_else(|| panic!("{name} did not start: {line}")).to_owned();
        Self { program, folder, address }
    }

    /// The path of a key it has written.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The text of a secret it has written.
    pub fn text(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).expect("it has written its secrets")
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        // It ends by itself with our end of its input; this only makes sure.
        let _ = self.program.kill();
        let _ = self.program.wait();
    }
}

fn folder_of_peers() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/peers")
}

/// Installs the packages of the lock file, if they are missing or older than it.
fn install() {
    static INSTALLED: Once = Once::new();
    INSTALLED.call_once(|| {
        let folder = folder_of_peers();
        let changed =
            |path: PathBuf| -> Option<SystemTime> { path.metadata().ok()?.modified().ok() };
        let installed = changed(folder.join("node_modules/.package-lock.json"));
        if installed.is_some() && installed >= changed(folder.join("package-lock.json")) {
            return;
        }
        let status = Command::new("npm")
            .args(["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"])
            .current_dir(folder)
            .status()
            .expect("npm is installed");
        assert!(status.success(), "npm ci: {status}");
    });
}
