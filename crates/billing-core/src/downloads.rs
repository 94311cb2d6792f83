//! Downloads of many documents, which go on after a cut and after a restart.

use crate::console::Console;
use crate::error::{CommandError, CommandErrorCode};
use crate::views::{BeginDownload, Download, DownloadOf};

impl Console {
    /// Begins to download many documents.
    pub async fn begin_download(&self, _: BeginDownload) -> Result<Download, CommandError> {
        Err(CommandError::new(CommandErrorCode::NotFound))
    }

    /// Every download that is under way or has ended and was not put away.
    pub async fn downloads(&self, (): ()) -> Result<Vec<Download>, CommandError> {
        Ok(Vec::new())
    }

    /// Goes on with a download that waits.
    pub async fn resume_download(&self, _: DownloadOf) -> Result<Vec<Download>, CommandError> {
        Ok(Vec::new())
    }

    /// Calls a download off.
    pub async fn cancel_download(&self, _: DownloadOf) -> Result<Vec<Download>, CommandError> {
        Ok(Vec::new())
    }

    /// Puts a download that has ended out of sight.
    pub async fn dismiss_download(&self, _: DownloadOf) -> Result<Vec<Download>, CommandError> {
        Ok(Vec::new())
    }

    /// Shows what was downloaded where it lies.
    pub async fn show_download(&self, _: DownloadOf) -> Result<(), CommandError> {
        Err(CommandError::new(CommandErrorCode::NotFound))
    }
}
