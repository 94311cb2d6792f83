//! Opening the core with what the platform gives: folders, keychain, device name.

use crate::paths;
use billing_core::console::{Console, ConsoleOptions};
use billing_core::error::CommandError;
use billing_core::event::Events;
use billing_core::views::Theme;
use tauri::{AppHandle, Runtime};

/// The service the console knows without being told; builders for another business set it.
const DEFAULT_SERVER: &str = match option_env!("BILLING_CONSOLE_DEFAULT_SERVER") {
    Some(server) => server,
    None => "http://127.0.0.1:7411",
};

/// The core, or why it could not be opened; then every command answers with that reason, so that
/// the window can say it.
pub struct OpenedConsole(Result<Console, CommandError>);

impl OpenedConsole {
    /// Takes a core that is open.
    pub fn new(console: Console) -> Self {
        Self(Ok(console))
    }

    /// The core.
    pub fn opened(&self) -> Result<&Console, CommandError> {
        self.0.as_ref().map_err(Clone::clone)
    }

    /// The language of menu and window.
    pub fn language(&self) -> String {
        match &self.0 {
            Ok(console) => console.current_settings().language,
            Err(_) => billing_core::i18n::system_language().to_owned(),
        }
    }

    /// The theme of the window.
    pub fn theme(&self) -> Theme {
        self.0.as_ref().map_or(Theme::System, |console| console.current_settings().theme)
    }

    /// What the core announces from now on; none if it is not open.
    pub fn events(&self) -> Option<Events> {
        self.0.as_ref().ok().map(Console::events)
    }

    /// Finishes what the core has begun.
    pub async fn close(&self) {
        if let Ok(console) = &self.0 {
            console.close().await;
        }
    }
}

/// Opens the core in the person's data folder.
pub async fn open<R: Runtime>(handle: &AppHandle<R>) -> anyhow::Result<OpenedConsole> {
    let options = ConsoleOptions::for_this_computer(paths::data_folder(handle)?)
        .default_server(DEFAULT_SERVER)
        .server_from_environment(std::env::var("BILLING_CONSOLE_SERVER").ok());
    let console = Console::open(options).await;
    if let Err(error) = &console {
        tracing::error!(?error, "the console could not be opened");
    }
    Ok(OpenedConsole(console))
}
