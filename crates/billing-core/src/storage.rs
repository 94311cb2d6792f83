//! What is kept on this computer, and its removal.

use crate::console::Console;
use crate::error::CommandError;
use crate::event::Event;
use crate::keychain::remove_entry;
use crate::views::Storage;

impl Console {
    /// What is kept on this computer.
    pub async fn storage(&self, (): ()) -> Result<Storage, CommandError> {
        Ok(Storage {
            folder: self.inner.options.data_folder.display().to_string(),
            cache_bytes: self.inner.cache.bytes()
                + self.inner.archives.bytes()
                + self.inner.documents.bytes(),
            journal_bytes: self.inner.journal.bytes(),
        })
    }

    /// Removes figures, journal, settings and keychain entries from the computer, and signs out.
    pub async fn delete_local_data(&self, (): ()) -> Result<(), CommandError> {
        let _turn = self.inner.changing_occupant.lock().await;
        let left = self.leave(None).await;
        let rows = self.inner.cache.forget(None).await;
        let archives = self.inner.archives.forget().await;
        let documents = self.forget_documents().await;
        for key in self.inner.journal.remembered().await.keychain_entries {
            remove_entry(&self.inner.keychain, &self.inner.journal, key).await;
        }
        // Entries of a keychain that is locked just now must not be left there unknown.
        let stuck = self.inner.journal.remembered().await.keychain_entries;
        let deleted = self.inner.journal.delete(self.inner.options.clock.clone()).await;
        for key in stuck {
            self.inner.journal.add_keychain_entry(key).await?;
        }
        self.forget_choices();
        self.inner.announce(Event::SessionChanged);
        if let Err(error) = left {
            tracing::info!(?error, "what signing out could not remove is gone with the files");
        }
        rows?;
        archives?;
        documents?;
        Ok(deleted?)
    }
}
