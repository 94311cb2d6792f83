//! What the core asks of the desktop it runs on.

use std::sync::Arc;

/// The few things only a desktop can do.
pub trait Host: Send + Sync + 'static {
    /// Opens a page in the system's own browser. The core has checked the link.
    fn open_in_browser(&self, link: &str) -> Result<(), HostError>;
}

/// Why the desktop did not do what it was asked.
#[derive(Clone, Debug, thiserror::Error)]
#[error("the desktop refused")]
pub struct HostError(#[source] pub Arc<dyn std::error::Error + Send + Sync>);

/// No desktop: a console for tests and tools.
pub struct NoHost;

impl Host for NoHost {
    fn open_in_browser(&self, _: &str) -> Result<(), HostError> {
        let none = std::io::Error::from(std::io::ErrorKind::Unsupported);
        Err(HostError(Arc::new(none)))
    }
}
