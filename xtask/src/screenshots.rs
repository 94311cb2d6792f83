//! `screenshots`: the real window, looked at in every theme, language and size.

use crate::demonstration::build_programs;
use crate::shell::{cargo, step, target_folder};
use crate::{interface, machine};
use anyhow::Result;

/// Takes a picture of every screen into `target/screenshots`.
pub fn take() -> Result<()> {
    machine::prepare_to_drive_windows()?;
    interface::build()?;
    build_programs()?;
    step(
        "Take pictures of every screen",
        cargo(&["run", "--package=billing-tests", "--bin=screenshots", "--"])
            .arg(target_folder().join("screenshots")),
    )
}
