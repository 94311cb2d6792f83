//! `bench`: what a user waits for, as ratios against bare floors measured in the same run.

use crate::shell::{cargo, step};
use crate::{interface, machine};
use anyhow::Result;

/// Builds release versions, measures, prints the table and writes `benches/latest.json`.
pub fn measure(options: &[&str]) -> Result<()> {
    machine::prepare_to_drive_windows()?;
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
        &mut cargo(&["build", "--profile=service", "--package=billing-service"]),
    )?;
    step("Build the floors", &mut cargo(&["build", "--release", "--package=billing-benches"]))?;
    step(
        "Measure",
        cargo(&["run", "--release", "--package=billing-benches", "--bin=bench", "--"])
            .args(options),
    )
}
