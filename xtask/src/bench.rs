//! `bench`: what a user waits for, as ratios against bare floors measured in the same run.

use crate::shell::{cargo, step};
use crate::{interface, machine};
use anyhow::Result;

/// The floors are built as the service is, whose store is measured inside the bench.
const AS_SERVICE: &str = "--profile=service";
/// What is measured without a window, for which neither console nor service is needed.
const WITHOUT_WINDOW: [&str; 2] = ["codes", "storing"];

/// Builds release versions, measures, prints the table and writes `benches/latest.json`.
pub fn measure(options: &[&str]) -> Result<()> {
    match options {
        ["--only", group] if WITHOUT_WINDOW.contains(group) => machine::prepare_to_build()?,
        _ => {
            machine::prepare_to_drive_windows()?;
            build_programs()?;
        }
    }
    step("Build the floors", &mut cargo(&["build", AS_SERVICE, "--package=billing-benches"]))?;
    step(
        "Measure",
        cargo(&["run", AS_SERVICE, "--package=billing-benches", "--bin=bench", "--"]).args(options),
    )
}

fn build_programs() -> Result<()> {
    interface::build()?;
    step(
        "Build the console for release",
        &mut cargo(&[
            "build",
            "--release",
            "--package=billing-console",
            "--features=billing-console/bundled-ui",
        ]),
    )?;
    step(
        "Build the service for release",
        &mut cargo(&["build", AS_SERVICE, "--package=billing-service"]),
    )
}
