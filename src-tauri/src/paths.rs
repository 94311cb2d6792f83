//! Where things are kept.

use anyhow::Context as _;
use std::path::PathBuf;
use tauri::{AppHandle, Manager as _, Runtime};

/// Names another folder for everything the console keeps.
const DATA_FOLDER_VARIABLE: &str = "BILLING_CONSOLE_DATA_DIR";

/// The folder that holds everything the console keeps.
pub fn data_folder<R: Runtime>(handle: &AppHandle<R>) -> anyhow::Result<PathBuf> {
    match data_folder_from_environment()? {
        Some(folder) => Ok(folder),
        None => handle.path().app_data_dir().context("this system has no place for data"),
    }
}

/// Where exports and downloads go until the person chooses another folder.
pub fn download_folder<R: Runtime>(handle: &AppHandle<R>) -> anyhow::Result<PathBuf> {
    let places = handle.path();
    let home = || places.home_dir().map(|home| home.join("Downloads"));
    places.download_dir().or_else(|_| home()).context("this system has no place for downloads")
}

/// The folder the environment names, if it names one.
pub fn data_folder_from_environment() -> anyhow::Result<Option<PathBuf>> {
    std::env::var_os(DATA_FOLDER_VARIABLE)
        .filter(|folder| !folder.is_empty())
        .map(|folder| {
            std::path::absolute(folder)
                .with_context(|| format!("{DATA_FOLDER_VARIABLE} does not name a folder"))
        })
        .transpose()
}
