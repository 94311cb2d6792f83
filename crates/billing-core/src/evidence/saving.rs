//! Writing evidence where the person wants it.

use super::{Evidence, file, story};
use crate::console::Console;
use crate::error::CommandError;
use crate::saving::save;
use crate::views::{SaveEvidence, SavedFile};
use std::collections::BTreeMap;
use std::path::PathBuf;

impl Console {
    /// Collects what support needs and writes it into a folder that the person chooses; none if
    /// they think better of it. It asks no network.
    pub async fn save_evidence(
        &self,
        request: SaveEvidence,
    ) -> Result<Option<SavedFile>, CommandError> {
        let Some(folder) = self.folder_for_evidence(request.choose_folder).await else {
            return Ok(None);
        };
        let evidence = self.collect_evidence(request.order_id.as_ref()).await;
        let language = self.inner.choices().language();
        let written = move || {
            let stem = format!("billing-evidence-{}", evidence.made_at.format("%Y%m%d-%H%M%S"));
            save(&folder, &stem, "zip", &packed(&evidence, language))
        };
        let path = tokio::task::spawn_blocking(written)
            .await
            .map_err(|_panicked| CommandError::new(crate::error::CommandErrorCode::Internal))??;
        self.inner.saved.add(path.clone());
        Ok(Some(SavedFile { path: path.to_string_lossy().into_owned() }))
    }

    /// The folder the person chooses. A desktop that cannot ask must not keep evidence from being
    /// written: then it is the folder for downloads.
    async fn folder_for_evidence(&self, choose: bool) -> Option<PathBuf> {
        let usual = self.inner.choices().download_folder().to_owned();
        if !choose {
            return Some(usual);
        }
        match self.inner.options.host.choose_folder(&usual).await {
            Ok(chosen) => chosen,
            Err(error) => {
                tracing::info!(error = &error as &dyn std::error::Error, "no folder can be chosen");
                Some(usual)
            }
        }
    }
}

/// Evidence as the bytes of its file.
pub(super) fn packed(evidence: &Evidence, language: &str) -> Vec<u8> {
    let json = serde_json::to_vec_pretty(evidence).expect("plain values become JSON");
    let entries = BTreeMap::from([
        (file::README, story::readme(evidence, language).into_bytes()),
        (file::STORY, story::story(evidence, language).into_bytes()),
        (file::EVIDENCE, json),
        (file::LOG, story::log(evidence).into_bytes()),
    ]);
    file::pack(&entries)
}
