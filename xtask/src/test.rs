//! `test`: formatting, lints, and every test from pure functions to the real window.

use crate::shell::{cargo, step, target_folder};
use crate::{interface, machine};
use anyhow::Result;

/// The shell is built with the UI inside everywhere, so that Tauri is compiled once.
const WITH_UI: &str = "--features=billing-console/bundled-ui";

/// Passes every test.
pub fn everything() -> Result<()> {
    machine::prepare_to_drive_windows()?;
    without_window()?;
    step(
        "Test the built application in a real window",
        cargo(&["test", "--package=billing-tests", "--test=window"])
            .args(["--", "--test-threads=1"]),
    )
}

/// Passes every test that needs no display.
pub fn without_window() -> Result<()> {
    machine::prepare_to_test()?;
    interface::build()?;
    step("Check the formatting", &mut cargo(&["fmt", "--all", "--check"]))?;
    step("Check and lint the UI", &mut interface::npm(&["run", "--silent", "check"]))?;
    step("Test the UI", &mut interface::npm(&["test", "--silent"]))?;
    step(
        "Build the service",
        &mut cargo(&["build", "--package=billing-service", "--package=billing-testkit"]),
    )?;
    step(
        "Test the crates, the journeys and the IPC",
        cargo(&["test", "--workspace", WITH_UI])
            .args(["--lib", "--bins", "--examples", "--test=*"])
            .arg("--exclude=billing-tests"),
    )?;
    step(
        "Test journeys through service and console, and faults on the way",
        cargo(&["test", "--package=billing-tests"]).args([
            "--test=faults",
            "--test=journeys",
            "--test=layering",
        ]),
    )?;
    step(
        "Lint",
        cargo(&["clippy", "--quiet", "--workspace", "--all-targets", WITH_UI])
            .args(["--", "--deny=warnings"]),
    )
}

/// Runs the fault suites at `scale` times the size they have in the tests.
pub fn faults(scale: u32) -> Result<()> {
    machine::prepare_to_build()?;
    step("Build the service", &mut cargo(&["build", "--package=billing-service"]))?;
    let sized = |title: &str, arguments: &[&str]| {
        step(
            &format!("{title}, at {scale} times the usual size"),
            cargo(&["test"])
                .args(arguments)
                .env("BILLING_FAULT_SCALE", scale.to_string())
                .env("CARGO_TARGET_DIR", target_folder()),
        )
    };
    sized("Forged notices", &["--package=billing-providers"])?;
    sized("Orders against their model", &["--package=billing-service", "--lib", "orders::"])?;
    sized("Documents read back", &["--package=billing-service", "--lib", "documents::"])?;
    sized("Codes read back", &["--package=billing-core", "--lib", "checkout::"])?;
    sized("Kills, cuts and the simulated world", &["--package=billing-tests", "--test=faults"])
}
