//! Opening the core with what the platform gives: folders, keychain, device name.

use crate::{host, paths};
use billing_core::console::{Console, ConsoleOptions};
use billing_core::error::CommandError;
use billing_core::event::Events;
use billing_core::i18n;
use billing_core::views::Theme;
use std::sync::Arc;
use tauri::{AppHandle, Runtime};
use tokio::sync::OnceCell;

/// The service the console knows without being told; builders for another business set it.
const DEFAULT_SERVER: &str = match option_env!("BILLING_CONSOLE_DEFAULT_SERVER") {
    Some(server) => server,
    None => "http://127.0.0.1:7411",
};

/// The core, opened at the start.
///
/// If that fails, every command answers with the reason, so that the window can say it, and each
/// is another try.
pub struct OpenedConsole {
    console: OnceCell<Console>,
    options: ConsoleOptions,
    when_open: Box<dyn Fn(Events) + Send + Sync>,
}

impl OpenedConsole {
    /// A core yet to be opened; `when_open` is given everything it announces.
    pub fn new(
        options: ConsoleOptions,
        when_open: impl Fn(Events) + Send + Sync + 'static,
    ) -> Self {
        Self { console: OnceCell::new(), options, when_open: Box::new(when_open) }
    }

    /// The core, opened now if it is not open yet.
    pub async fn opened(&self) -> Result<&Console, CommandError> {
        let open = async || {
            let console = Console::open(self.options.clone()).await.inspect_err(|error| {
                tracing::error!(?error, "the console could not be opened");
            })?;
            (self.when_open)(console.events());
            Ok(console)
        };
        self.console.get_or_try_init(open).await
    }

    /// The core if it is open.
    pub fn if_open(&self) -> Option<&Console> {
        self.console.get()
    }

    /// The language of menu and window.
    pub fn language(&self) -> String {
        match self.if_open() {
            Some(console) => console.current_settings().language,
            None => i18n::system_language().to_owned(),
        }
    }

    /// The theme of the window.
    pub fn theme(&self) -> Theme {
        self.if_open().map_or(Theme::System, |console| console.current_settings().theme)
    }

    /// Finishes what the core has begun.
    pub async fn close(&self) {
        if let Some(console) = self.if_open() {
            console.close().await;
        }
    }
}

/// What this computer and the environment say.
pub fn options<R: Runtime>(handle: &AppHandle<R>) -> anyhow::Result<ConsoleOptions> {
    Ok(ConsoleOptions::for_this_computer(paths::data_folder(handle)?)
        .default_server(DEFAULT_SERVER)
        .server_from_environment(std::env::var("BILLING_CONSOLE_SERVER").ok())
        .download_folder(paths::download_folder(handle)?)
        .host(Arc::new(host::Desktop(handle.clone()))))
}
