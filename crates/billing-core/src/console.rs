//! The façade: one struct, one method for each thing a person can do.

use crate::clock::{Clock, SystemClock};
use crate::error::CommandError;
use crate::event::{Event, Events};
use crate::keychain::{PlatformStore, SecretStore};
use crate::views::*;
use crate::{for_each_command, i18n};
use billing_contract::*;
use std::path::PathBuf;
use std::sync::Arc;

/// What the core needs to know of the computer it runs on.
#[derive(Clone)]
pub struct ConsoleOptions {
    /// The folder that holds everything.
    pub data_folder: PathBuf,
    /// The service to use when neither the person nor the environment names one.
    pub default_server: String,
    /// The service named by the environment.
    pub server_from_environment: Option<String>,
    /// The keychain.
    pub secrets: Arc<dyn SecretStore>,
    /// Where time comes from.
    pub clock: Arc<dyn Clock>,
    /// The application's version.
    pub version: String,
    /// What the list of signed-in devices calls this computer.
    pub device_name: String,
    /// The language of the computer.
    pub system_language: String,
}

impl ConsoleOptions {
    /// This computer's keychain, clocks, name and language, with everything in `data_folder`.
    pub fn for_this_computer(data_folder: impl Into<PathBuf>) -> Self {
        Self {
            data_folder: data_folder.into(),
            default_server: "http://127.0.0.1:7411".to_owned(),
            server_from_environment: None,
            secrets: Arc::new(PlatformStore::new()),
            clock: Arc::new(SystemClock::new()),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            device_name: gethostname::gethostname().to_string_lossy().into_owned(),
            system_language: i18n::system_language().to_owned(),
        }
    }

    /// The service to use when neither the person nor the environment names one.
    pub fn default_server(mut self, server: impl Into<String>) -> Self {
        self.default_server = server.into();
        self
    }

    /// The service named by the environment; it cannot be changed from the window.
    pub fn server_from_environment(mut self, server: Option<String>) -> Self {
        self.server_from_environment = server;
        self
    }

    /// Another keychain.
    pub fn secrets(mut self, secrets: Arc<dyn SecretStore>) -> Self {
        self.secrets = secrets;
        self
    }

    /// Other clocks.
    pub fn clock(mut self, clock: Arc<dyn Clock>) -> Self {
        self.clock = clock;
        self
    }
}

/// The application without a window; cheap to clone, every clone is the same console.
#[derive(Clone)]
pub struct Console {
    inner: Arc<Inner>,
}

struct Inner {
    options: ConsoleOptions,
    events: tokio::sync::broadcast::Sender<Event>,
}

impl Console {
    /// Opens the console from local files alone, without touching the network.
    pub async fn open(options: ConsoleOptions) -> Result<Self, CommandError> {
        let events = tokio::sync::broadcast::Sender::new(Events::CAPACITY);
        Ok(Self { inner: Arc::new(Inner { options, events }) })
    }

    /// What is announced from now on.
    pub fn events(&self) -> Events {
        Events::new(self.inner.events.subscribe())
    }

    /// What the person has chosen, without waiting.
    pub fn current_settings(&self) -> Settings {
        let options = &self.inner.options;
        Settings {
            language: options.system_language.clone(),
            language_chosen: false,
            languages: i18n::LANGUAGES.map(str::to_owned).to_vec(),
            theme: Theme::System,
            server: options.default_server.clone(),
            server_source: ServerSource::Default,
        }
    }

    /// Stops what runs in the background and closes the databases.
    pub async fn close(&self) {}
}

macro_rules! not_reached_yet {
    ($($(#[$doc:meta])* $name:ident($request:ty) -> $answer:ty;)*) => {
        impl Console {$(
            $(#[$doc])*
            pub async fn $name(&self, _request: $request) -> Result<$answer, CommandError> {
                Err(CommandError::new(crate::error::CommandErrorCode::NoConnection))
            }
        )*}
    };
}
for_each_command!(not_reached_yet);
