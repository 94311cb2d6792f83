//! What the core asks of the desktop.

use billing_core::host::{Host, HostError};
use std::sync::Arc;

/// The desktop the program runs on.
pub struct Desktop;

impl Host for Desktop {
    fn open_in_browser(&self, link: &str) -> Result<(), HostError> {
        tauri_plugin_opener::open_url(link, None::<&str>)
            .map_err(|error| HostError(Arc::new(error)))
    }
}
