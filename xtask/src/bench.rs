//! `bench`: what a user waits for, as ratios against bare floors measured in the same run.

use crate::shell::{cargo, step};
use crate::{interface, machine};
use anyhow::Result;

/// The floors are built as the service is, whose store is measured inside the bench.
const AS_SERVICE: &str = "--profile=service";
/// What is measured inside the bench alone, for which neither console nor service is needed.
const WITHOUT_PROGRAMS: [&str; 3] = ["codes", "storing", "documents"];
/// What is measured without a window, against the service as it runs.
const WITHOUT_WINDOW: [&str; 3] = ["usage", "first-sync", "search"];

/// Builds release versions, measures, prints the table and writes `benches/latest.json`.
pub fn measure(options: &[&str]) -> Result<()> {
    match options {
        ["--only", group] if WITHOUT_PROGRAMS.contains(group) => machine::prepare_to_build()?,
        ["--only", group] if WITHOUT_WINDOW.contains(group) => {
            machine::prepare_to_build()?;
            build_service()?;
        }
        _ => {
            machine::prepare_to_drive_windows()?;
            build_console()?;
            build_service()?;
        }
    }
    step("Build the floors", &mut cargo(&["build", AS_SERVICE, "--package=billing-benches"]))?;
    step(
        "Measure",
        cargo(&["run", AS_SERVICE, "--package=billing-benches", "--bin=bench", "--"]).args(options),
    )
}

fn build_console() -> Result<()> {
    interface::build()?;
    step(
        "Build the console for release",
        &mut cargo(&[
            "build",
            "--release",
            "--package=billing-console",
            "--features=billing-console/bundled-ui",
        ]),
    )
}

fn build_service() -> Result<()> {
    step(
        "Build the service for release",
        &mut cargo(&["build", AS_SERVICE, "--package=billing-service"]),
    )
}
