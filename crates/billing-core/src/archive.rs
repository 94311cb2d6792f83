//! The archive: what is on this computer of usage, invoices and credits, and how complete it is.

use crate::console::Console;
use crate::error::CommandError;
use crate::views::{Archive, ArchiveOf};

impl Console {
    /// How complete an archive is.
    pub async fn archive(&self, _: ArchiveOf) -> Result<Archive, CommandError> {
        self.inner.session()?;
        Ok(Archive {
            as_of: None,
            is_filling: false,
            usage_days: 0,
            invoices: 0,
            documents: 0,
            bytes: 0,
        })
    }
}
