//! Evidence that a customer has sent, opened by support.

use super::file::{self, ReadEvidence};
use crate::console::Console;
use crate::error::{CommandError, CommandErrorCode};
use crate::views::{EvidenceCheck, ImportEvidence, ImportedEvidence};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use billing_contract::Permission;

impl Console {
    /// Reads a file of evidence and says what it holds and whether it is as it was written.
    pub async fn import_evidence(
        &self,
        request: ImportEvidence,
    ) -> Result<ImportedEvidence, CommandError> {
        let me = self.inner.session()?.keeper().owner().me;
        if me.customer_id.is_some() || !me.permissions.contains(&Permission::ViewAllOrders) {
            return Err(CommandError::new(CommandErrorCode::NotAllowed));
        }
        let refused = |reason: file::Refusal| {
            tracing::info!(error = &reason as &dyn std::error::Error, "evidence is refused");
            CommandError::new(CommandErrorCode::EvidenceRefused).with("reason", reason.as_str())
        };
        // Four characters for three bytes: more of them cannot be a file that is taken.
        if request.zip_base64.len() > file::MOST_BYTES / 3 * 4 + 4 {
            return Err(refused(file::Refusal::TooLarge));
        }
        let read = tokio::task::spawn_blocking(move || {
            let bytes = BASE64.decode(request.zip_base64).map_err(|_| file::Refusal::NoArchive)?;
            file::read(&bytes)
        });
        let read = read.await.map_err(|_panicked| CommandError::new(CommandErrorCode::Internal))?;
        let ReadEvidence { evidence, changed, is_repacked } = read.map_err(refused)?;
        let check = match (changed.is_empty(), is_repacked) {
            (false, _) => EvidenceCheck::Changed,
            (true, true) => EvidenceCheck::Repacked,
            (true, false) => EvidenceCheck::Whole,
        };
        Ok(ImportedEvidence { evidence, check, changed })
    }
}
