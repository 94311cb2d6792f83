//! Documents: kept on this computer under their hashes, one by one or many at once.

use crate::console::Console;
use crate::error::{CommandError, CommandErrorCode};
use crate::views::{Document, DocumentOf, SavedFile};

impl Console {
    /// A document: from this computer, or else from the service and then kept here.
    pub async fn invoice_document(&self, _: DocumentOf) -> Result<Document, CommandError> {
        Err(CommandError::new(CommandErrorCode::NotFound))
    }

    /// Writes a document into the folder for downloads.
    pub async fn save_document(&self, _: DocumentOf) -> Result<SavedFile, CommandError> {
        Err(CommandError::new(CommandErrorCode::NotFound))
    }

    /// Shows a file that was saved in this run where it lies.
    pub async fn show_saved(&self, _: SavedFile) -> Result<(), CommandError> {
        Err(CommandError::new(CommandErrorCode::NotFound))
    }
}
