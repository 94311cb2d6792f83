//! What the core asks of the desktop.

use billing_core::host::{Host, HostError};
use futures_util::future::BoxFuture;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tauri::{AppHandle, Runtime};
use tauri_plugin_dialog::DialogExt as _;
use tokio::sync::oneshot;

/// The desktop the program runs on.
pub struct Desktop<R: Runtime>(pub AppHandle<R>);

impl<R: Runtime> Host for Desktop<R> {
    fn open_in_browser(&self, link: &str) -> Result<(), HostError> {
        tauri_plugin_opener::open_url(link, None::<&str>)
            .map_err(|error| HostError(Arc::new(error)))
    }

    fn choose_folder(&self, start: &Path) -> BoxFuture<'_, Result<Option<PathBuf>, HostError>> {
        let (sender, chosen) = oneshot::channel();
        let dialog = self.0.dialog().file().set_directory(start);
        dialog.pick_folder(move |folder| {
            let _nobody_waits = sender.send(folder.and_then(|folder| folder.into_path().ok()));
        });
        Box::pin(async move { Ok(chosen.await.unwrap_or_default()) })
    }

    fn show_file(&self, path: &Path) -> Result<(), HostError> {
        tauri_plugin_opener::reveal_item_in_dir(path).map_err(|error| HostError(Arc::new(error)))
    }
}
