//! `run` and `dev`: the console with a demonstration service beside it.

use crate::shell::{cargo, step, target_folder};
use crate::{interface, machine};
use anyhow::{Context as _, Result, bail};
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

/// Where the demonstration service listens: the address the console has built in.
const ADDRESS: &str = "127.0.0.1:7411";

/// Builds both programs, starts the service in demonstration mode and opens the window.
pub fn run() -> Result<()> {
    machine::prepare_to_build()?;
    interface::build()?;
    build_programs()?;
    require_display()?;
    let _service = start_service()?;
    step("Open the window (close it to end)", &mut Command::new(program("billing-console")))
}

/// The same with the UI's development server, which shows each edit at once.
pub fn develop() -> Result<()> {
    machine::prepare_to_build()?;
    interface::install_packages()?;
    step(
        "Build the console and the service",
        &mut cargo(&["build", "--package=billing-console", "--package=billing-service"]),
    )?;
    require_display()?;
    let _service = start_service()?;
    let interface = interface::npm(&["run", "dev"]).spawn().context("cannot start npm run dev")?;
    let _interface = Stopped(interface);
    step("Open the window (close it to end)", &mut Command::new(program("billing-console")))
}

/// Builds the console with the UI inside, and the service.
pub fn build_programs() -> Result<()> {
    step(
        "Build the console and the service",
        &mut cargo(&[
            "build",
            "--package=billing-console",
            "--package=billing-service",
            "--features=billing-console/bundled-ui",
        ]),
    )
}

fn program(name: &str) -> PathBuf {
    target_folder().join("debug").join(name)
}

fn require_display() -> Result<()> {
    let display =
        ["DISPLAY", "WAYLAND_DISPLAY"].iter().any(|name| std::env::var_os(name).is_some());
    if cfg!(target_os = "linux") && !display {
        bail!(
            "there is no display to open a window on (DISPLAY and WAYLAND_DISPLAY are not set); \
             on a machine without a screen use: xvfb-run cargo xtask run"
        );
    }
    Ok(())
}

/// Starts the demonstration service, unless one answers already.
fn start_service() -> Result<Option<Stopped>> {
    if demonstration_answers() {
        println!("\n── A demonstration service already answers at http://{ADDRESS}");
        return Ok(None);
    }
    let folder = demonstration_folder()?;
    std::fs::create_dir_all(&folder)
        .with_context(|| format!("cannot make {}", folder.display()))?;
    let database = folder.join("service.sqlite3");
    println!("\n── Start billing-service with demonstration customers in {}", database.display());
    let child = Command::new(program("billing-service"))
        .args(["serve", "--demo", "--listen", ADDRESS, "--database"])
        .arg(format!("sqlite:{}", database.display()))
        .stdout(Stdio::piped())
        .stderr(Stdio::from(std::fs::File::create(folder.join("service.log"))?))
        .spawn()
        .context("cannot start billing-service")?;
    let mut child = Stopped(child);
    let mut line = String::new();
    let stdout = child.0.stdout.take().expect("standard output is piped");
    BufReader::new(stdout).read_line(&mut line)?;
    if !line.starts_with("listening on ") {
        bail!("the service did not start; {} says why", folder.join("service.log").display());
    }
    println!("   {}", line.trim_end());
    Ok(Some(child))
}

fn demonstration_answers() -> bool {
    let ask = || -> std::io::Result<String> {
        let mut connection = TcpStream::connect(ADDRESS)?;
        connection.set_read_timeout(Some(Duration::from_secs(2)))?;
        write!(
            connection,
            "GET /health/live HTTP/1.1\r\nHost: {ADDRESS}\r\nConnection: close\r\n\r\n"
        )?;
        let mut answer = String::new();
        connection.read_to_string(&mut answer)?;
        Ok(answer)
    };
    ask().is_ok_and(|answer| answer.contains("\"demonstration\":true"))
}

/// The person's data folder, by the rules of the system.
fn demonstration_folder() -> Result<PathBuf> {
    let home = || std::env::var_os("HOME").map(PathBuf::from).context("HOME is not set");
    let base = match std::env::var_os("XDG_DATA_HOME") {
        Some(folder) => PathBuf::from(folder),
        None if cfg!(target_os = "macos") => home()?.join("Library/Application Support"),
        None => home()?.join(".local/share"),
    };
    Ok(base.join("billing-console-demonstration"))
}

/// A child process that ends with its owner: asked first, so that it finishes what it has begun.
struct Stopped(Child);

impl Drop for Stopped {
    fn drop(&mut self) {
        let asked = Command::new("kill").arg(self.0.id().to_string()).status();
        if !asked.is_ok_and(|status| status.success()) {
            let _ = self.0.kill();
        }
        let _ = self.0.wait();
    }
}
