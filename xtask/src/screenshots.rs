//! `screenshots`: the real window, looked at in every theme, language and size.

use crate::shell::{cargo, step, target_folder};
use crate::{interface, machine};
use anyhow::Result;

/// Takes a picture of every screen into `target/screenshots`.
pub fn take() -> Result<()> {
    machine::prepare_to_test()?;
    interface::build()?;
    step(
        "Build the console and the service",
        &mut cargo(&[
            "build",
            "--package=billing-console",
            "--package=billing-service",
            "--features=billing-console/bundled-ui",
        ]),
    )?;
    step(
        "Take pictures of every screen",
        cargo(&["run", "--package=billing-tests", "--bin=screenshots", "--"])
            .arg(target_folder().join("screenshots")),
    )
}
