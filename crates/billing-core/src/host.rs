//! What the core asks of the desktop it runs on.

use futures_util::future::BoxFuture;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The few things only a desktop can do.
pub trait Host: Send + Sync + 'static {
    /// Opens a page in the system's own browser. The core has checked the link.
    fn open_in_browser(&self, link: &str) -> Result<(), HostError>;

    /// Lets the person choose a folder, beginning at `start`; none if they think better of it.
    fn choose_folder(&self, start: &Path) -> BoxFuture<'_, Result<Option<PathBuf>, HostError>>;

    /// Shows a file or folder where it lies, in the desktop's own file browser.
    fn show_file(&self, path: &Path) -> Result<(), HostError>;
}

/// Why the desktop did not do what it was asked.
#[derive(Clone, Debug, thiserror::Error)]
#[error("the desktop refused")]
pub struct HostError(#[source] pub Arc<dyn std::error::Error + Send + Sync>);

/// No desktop: a console for tests and tools.
pub struct NoHost;

impl Host for NoHost {
    fn open_in_browser(&self, _: &str) -> Result<(), HostError> {
        Err(unsupported())
    }

    fn choose_folder(&self, _: &Path) -> BoxFuture<'_, Result<Option<PathBuf>, HostError>> {
        Box::pin(async { Err(unsupported()) })
    }

    fn show_file(&self, _: &Path) -> Result<(), HostError> {
        Err(unsupported())
    }
}

fn unsupported() -> HostError {
    HostError(Arc::new(std::io::Error::from(std::io::ErrorKind::Unsupported)))
}
