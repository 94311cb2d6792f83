//! Usage by any range, from this computer alone.

use crate::console::Console;
use crate::error::{CommandError, CommandErrorCode};
use crate::views::{Figure, SavePicture, SavedFile, UsageSeries, UsageWish};

impl Console {
    /// Usage as last seen, in columns.
    pub async fn usage(&self, _: UsageWish) -> Result<Option<Figure<UsageSeries>>, CommandError> {
        self.inner.session()?;
        Ok(None)
    }

    /// Writes the same as CSV into the folder for downloads.
    pub async fn export_usage(&self, _: UsageWish) -> Result<SavedFile, CommandError> {
        Err(CommandError::new(CommandErrorCode::NotFound))
    }

    /// Writes a picture into the folder for downloads.
    pub async fn save_picture(&self, _: SavePicture) -> Result<SavedFile, CommandError> {
        Err(CommandError::new(CommandErrorCode::NotFound))
    }
}
