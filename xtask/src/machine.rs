//! What the machine must have, and how it gets it.

use crate::shell::step;
use anyhow::{Context as _, Result, bail};
use std::path::Path;
use std::process::{Command, Stdio};

/// A Debian package and why it is needed.
struct Package {
    name: &'static str,
    purpose: &'static str,
}

const TO_BUILD: &[Package] = &[
    Package { name: "build-essential", purpose: "a C compiler for SQLite and cryptography" },
    Package { name: "pkg-config", purpose: "finds the libraries below" },
    Package { name: "libwebkit2gtk-4.1-dev", purpose: "the web view of the window" },
    Package { name: "libayatana-appindicator3-1", purpose: "the icon in the desktop's tray" },
];

const TO_TEST: &[Package] = &[
    Package { name: "dbus", purpose: "a private session bus" },
    Package { name: "gnome-keyring", purpose: "a real keychain" },
    Package { name: "libsecret-tools", purpose: "looks into that keychain" },
    Package { name: "libglib2.0-bin", purpose: "asks that keychain whether it is locked" },
    Package { name: "qpdf", purpose: "checks that documents are well-formed" },
    Package { name: "poppler-utils", purpose: "reads text and fonts out of documents" },
];

const TO_DRIVE_WINDOWS: &[Package] = &[
    Package { name: "xvfb", purpose: "a display without a screen" },
    Package { name: "xauth", purpose: "access to that display" },
    Package { name: "webkit2gtk-driver", purpose: "drives the real window" },
    Package { name: "xdotool", purpose: "hides and counts windows" },
    Package { name: "zbar-tools", purpose: "reads QR codes off those windows" },
    Package { name: "libfaketime", purpose: "a wall clock that tests can set" },
    Package { name: "imagemagick", purpose: "takes pictures of the display" },
    Package { name: "fonts-noto-cjk", purpose: "Chinese and Japanese text in those pictures" },
];

/// The tauri-driver that goes with Tauri 2.
const TAURI_DRIVER_VERSION: &str = "2.1.0";

/// Makes sure the console and the service can be built.
pub fn prepare_to_build() -> Result<()> {
    check_node()?;
    provide(&[TO_BUILD])
}

/// Makes sure every test can run that needs no display.
pub fn prepare_to_test() -> Result<()> {
    check_node()?;
    provide(&[TO_BUILD, TO_TEST])
}

/// Makes sure the built application can be driven in a real window.
pub fn prepare_to_drive_windows() -> Result<()> {
    check_node()?;
    provide(&[TO_BUILD, TO_TEST, TO_DRIVE_WINDOWS])?;
    install_tauri_driver()
}

/// Puts tauri-driver where the window tests look for it.
fn install_tauri_driver() -> Result<()> {
    let tools = crate::shell::target_folder().join("tools");
    let current = std::fs::read_to_string(tools.join(".crates.toml"))
        .is_ok_and(|list| list.contains(&format!("tauri-driver {TAURI_DRIVER_VERSION} ")));
    if current {
        return Ok(());
    }
    step(
        &format!("Install tauri-driver {TAURI_DRIVER_VERSION} into {}", tools.display()),
        crate::shell::cargo(&["install", "--quiet", "--locked", "tauri-driver", "--version"])
            .arg(TAURI_DRIVER_VERSION)
            .arg("--root")
            .arg(&tools),
    )
}

fn check_node() -> Result<()> {
    let missing = "Node.js 20 or newer and npm are needed to build the UI; \
                   install them (https://nodejs.org) and run the command again";
    let output = Command::new("node").arg("--version").output().context(missing)?;
    let version = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    let major = version.trim_start_matches('v').split('.').next().and_then(|n| n.parse().ok());
    match major {
        Some(20u32..) => {}
        _ => bail!("{missing} (found {version:?})"),
    }
    Command::new("npm").arg("--version").stdout(Stdio::null()).status().context(missing)?;
    Ok(())
}

/// Installs what is missing where apt can; elsewhere says once what is needed and goes on, because
/// only the build can tell whether it is there under another name.
fn provide(groups: &[&[Package]]) -> Result<()> {
    let wanted: Vec<&Package> = groups.iter().copied().flatten().collect();
    if !Path::new("/usr/bin/apt-get").exists() {
        explain_other_systems(&wanted);
        return Ok(());
    }
    let missing: Vec<&Package> =
        wanted.into_iter().filter(|package| !is_installed(package)).collect();
    if missing.is_empty() { Ok(()) } else { install(&missing) }
}

fn is_installed(package: &Package) -> bool {
    Command::new("dpkg-query")
        .args(["--show", "--showformat=${db:Status-Status}", package.name])
        .stderr(Stdio::null())
        .output()
        .is_ok_and(|output| output.stdout == b"installed")
}

fn install(packages: &[&Package]) -> Result<()> {
    println!("This machine lacks:");
    for package in packages {
        println!("  {:24} {}", package.name, package.purpose);
    }
    let names: Vec<&str> = packages.iter().map(|package| package.name).collect();
    let as_root = std::fs::metadata("/proc/self").is_ok_and(|metadata| {
        use std::os::unix::fs::MetadataExt as _;
        metadata.uid() == 0
    });
    let apt = |arguments: &[&str]| {
        let mut command = if as_root {
            let mut command = Command::new("env");
            command.args(["DEBIAN_FRONTEND=noninteractive", "apt-get"]);
            command
        } else {
            let mut command = Command::new("sudo");
            command.args(["DEBIAN_FRONTEND=noninteractive", "apt-get"]);
            command
        };
        command.args(arguments);
        command
    };
    // A list that cannot be brought up to date may still be good enough to install from.
    let _ = step("Update the list of system packages", &mut apt(&["update", "-qq"]));
    step(
        "Install system packages",
        apt(&["install", "-y", "-qq", "--no-install-recommends"]).args(&names),
    )
    .with_context(|| format!("install them by hand and try again: {}", names.join(" ")))
}

fn explain_other_systems(packages: &[&Package]) {
    let names: Vec<&str> = packages.iter().map(|package| package.name).collect();
    println!(
        "System packages are installed by apt-get, which this machine does not have.\n\
         If a step below fails, install what corresponds to these Debian packages \n\
         (for macOS and Windows see https://v2.tauri.app/start/prerequisites) and try again:\n  {}",
        names.join(" ")
    );
}
