//! What the person has chosen on this computer, and which service they speak to.

use crate::client::{ServerAddress, health};
use crate::console::{Console, ConsoleOptions};
use crate::error::{CommandError, CommandErrorCode};
use crate::event::Event;
use crate::i18n;
use crate::views::{
    Place, ServerCheck, ServerSource, SetLanguage, SetNotifications, SetPrivacy, SetServer,
    SetTheme, Settings, Theme,
};
use billing_contract::FieldError;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The names under which choices stand in the journal.
mod name {
    pub(super) const LANGUAGE: &str = "language";
    pub(super) const THEME: &str = "theme";
    pub(super) const SERVER: &str = "server";
    pub(super) const PLACE: &str = "place";
    pub(super) const SHARE_BEHAVIOUR: &str = "share_behaviour";
    pub(super) const NOTIFICATIONS: &str = "notifications";
    pub(super) const DOWNLOAD_FOLDER: &str = "download_folder";
}

/// What was chosen, by whom, and what holds where nothing was.
pub(crate) struct Choices {
    language: Option<&'static str>,
    theme: Theme,
    server: Option<ServerAddress>,
    server_of_environment: Option<ServerAddress>,
    default_server: ServerAddress,
    system_language: &'static str,
    /// Whether what the person does is told to the service.
    pub(crate) share_behaviour: bool,
    /// Whether a payment's outcome is told by a notification.
    pub(crate) notifications: bool,
    pub(crate) place: Option<Place>,
    download_folder: Option<PathBuf>,
    usual_download_folder: PathBuf,
}

impl Choices {
    /// Reads what the journal remembers; a choice that cannot be understood counts as none.
    pub(crate) fn read(
        remembered: &BTreeMap<String, String>,
        options: &ConsoleOptions,
    ) -> Result<Self, CommandError> {
        fn chosen<T: DeserializeOwned>(
            remembered: &BTreeMap<String, String>,
            name: &str,
        ) -> Option<T> {
            serde_json::from_str(remembered.get(name)?).ok()
        }
        let address = |text: &str| {
            ServerAddress::parse(text)
                .map_err(|error| CommandError::from(error).with("server", text))
        };
        let language: Option<String> = chosen(remembered, name::LANGUAGE);
        let server: Option<String> = chosen(remembered, name::SERVER);
        Ok(Self {
            language: language.as_deref().and_then(known_language),
            theme: chosen(remembered, name::THEME).unwrap_or_default(),
            server: server.and_then(|text| ServerAddress::parse(&text).ok()),
            server_of_environment: options
                .server_from_environment
                .as_deref()
                .map(address)
                .transpose()?,
            default_server: address(&options.default_server)?,
            system_language: i18n::nearest([options.system_language.as_str()]),
            share_behaviour: chosen(remembered, name::SHARE_BEHAVIOUR).unwrap_or(false),
            notifications: chosen(remembered, name::NOTIFICATIONS).unwrap_or(true),
            place: chosen(remembered, name::PLACE),
            download_folder: chosen(remembered, name::DOWNLOAD_FOLDER),
            usual_download_folder: options.download_folder.clone(),
        })
    }

    /// The service to speak to, and who chose it.
    pub(crate) fn server(&self) -> (ServerAddress, ServerSource) {
        match (&self.server_of_environment, &self.server) {
            (Some(server), _) => (server.clone(), ServerSource::Environment),
            (None, Some(server)) => (server.clone(), ServerSource::Settings),
            (None, None) => (self.default_server.clone(), ServerSource::Default),
        }
    }

    /// The language to show and to ask for.
    pub(crate) fn language(&self) -> &'static str {
        self.language.unwrap_or(self.system_language)
    }

    fn view(&self) -> Settings {
        let (server, server_source) = self.server();
        Settings {
            language: self.language().to_owned(),
            language_chosen: self.language.is_some(),
            languages: i18n::LANGUAGES.map(str::to_owned).to_vec(),
            theme: self.theme,
            server: server.to_string(),
            server_source,
            share_behaviour: self.share_behaviour,
            notifications: self.notifications,
            download_folder: self.download_folder().to_string_lossy().into_owned(),
        }
    }

    /// Where exports and downloads go.
    pub(crate) fn download_folder(&self) -> &Path {
        self.download_folder.as_deref().unwrap_or(&self.usual_download_folder)
    }
}

impl Console {
    /// What the person has chosen, without waiting.
    pub fn current_settings(&self) -> Settings {
        self.inner.choices().view()
    }

    /// What the person has chosen.
    pub async fn settings(&self, (): ()) -> Result<Settings, CommandError> {
        Ok(self.current_settings())
    }

    /// Chooses the language; the names that the service translates are fetched again.
    pub async fn set_language(&self, request: SetLanguage) -> Result<Settings, CommandError> {
        let language = match request.language.as_deref() {
            None => None,
            Some(tag) => Some(known_language(tag).ok_or_else(unknown_language)?),
        };
        self.inner.choices().language = language;
        self.inner.announce(Event::SettingsChanged);
        self.inner.syncing.wake();
        self.remember(name::LANGUAGE, language.as_ref()).await?;
        Ok(self.current_settings())
    }

    /// Lets the person choose the folder for downloads.
    pub async fn choose_download_folder(&self, (): ()) -> Result<Settings, CommandError> {
        let start = self.inner.choices().download_folder().to_owned();
        let chosen = self.inner.options.host.choose_folder(&start).await;
        if let Some(folder) =
            chosen.map_err(|_| CommandError::new(CommandErrorCode::StorageFailed))?
        {
            self.inner.choices().download_folder = Some(folder.clone());
            self.inner.announce(Event::SettingsChanged);
            self.remember(name::DOWNLOAD_FOLDER, Some(&folder)).await?;
        }
        Ok(self.current_settings())
    }

    /// Chooses the theme.
    pub async fn set_theme(&self, request: SetTheme) -> Result<Settings, CommandError> {
        self.inner.choices().theme = request.theme;
        self.inner.announce(Event::SettingsChanged);
        self.remember(name::THEME, Some(&request.theme)).await?;
        Ok(self.current_settings())
    }

    /// Chooses the service; only while signed out. An address where nobody answers now is taken
    /// too: the answer says what was found.
    pub async fn set_server(&self, request: SetServer) -> Result<ServerCheck, CommandError> {
        let server = match request.server.as_deref().filter(|text| !text.trim().is_empty()) {
            None => None,
            Some(text) => Some(ServerAddress::parse(text)?),
        };
        {
            let _turn = self.inner.changing_occupant.lock().await;
            if self.inner.occupant().session().is_some() {
                return Err(CommandError::new(CommandErrorCode::SignOutFirst));
            }
            let chosen = {
                let mut choices = self.inner.choices();
                if choices.server_of_environment.is_some() {
                    return Err(CommandError::new(CommandErrorCode::ServerAddressFixed));
                }
                choices.server.clone_from(&server);
                choices.server().0
            };
            self.inner.use_server(chosen);
        }
        self.inner.announce(Event::SettingsChanged);
        self.remember(name::SERVER, server.map(|server| server.to_string()).as_ref()).await?;
        self.check_server(()).await
    }

    /// Looks whether a billing service answers at the address.
    pub async fn check_server(&self, (): ()) -> Result<ServerCheck, CommandError> {
        let client = self.inner.client();
        let health = health::live(&client).await;
        Ok(ServerCheck {
            server: client.server().to_string(),
            reachable: health.is_ok(),
            demonstration: health.is_ok_and(|health| health.demonstration),
        })
    }

    /// Chooses what is told of the person's doings. Consent that is taken back empties the queue.
    pub async fn set_privacy(&self, request: SetPrivacy) -> Result<Settings, CommandError> {
        let share = request.share_behaviour;
        self.inner.choices().share_behaviour = share;
        self.inner.announce(Event::SettingsChanged);
        let cleared = if share { Ok(()) } else { self.inner.journal.clear_behaviour().await };
        self.remember(name::SHARE_BEHAVIOUR, Some(&share)).await?;
        cleared?;
        Ok(self.current_settings())
    }

    /// Chooses whether the desktop's notifications are used.
    pub async fn set_notifications(
        &self,
        request: SetNotifications,
    ) -> Result<Settings, CommandError> {
        self.inner.choices().notifications = request.notifications;
        self.inner.announce(Event::SettingsChanged);
        self.remember(name::NOTIFICATIONS, Some(&request.notifications)).await?;
        Ok(self.current_settings())
    }

    /// Remembers where the person is, for the next start.
    pub async fn remember_place(&self, place: Place) -> Result<(), CommandError> {
        if self.inner.choices().place.as_ref() == Some(&place) {
            return Ok(());
        }
        self.inner.choices().place = Some(place.clone());
        self.remember(name::PLACE, Some(&place)).await
    }

    /// Forgets where the person was: it may tell of the account.
    pub(crate) async fn forget_place(&self) -> Result<(), CommandError> {
        self.inner.choices().place = None;
        self.remember::<Place>(name::PLACE, None).await
    }

    /// Takes every choice back.
    pub(crate) fn forget_choices(&self) {
        let server = {
            let mut choices = self.inner.choices();
            choices.language = None;
            choices.theme = Theme::default();
            choices.server = None;
            choices.place = None;
            choices.share_behaviour = false;
            choices.notifications = true;
            choices.server().0
        };
        self.inner.use_server(server);
        self.inner.announce(Event::SettingsChanged);
    }

    async fn remember<T: Serialize>(
        &self,
        name: &'static str,
        choice: Option<&T>,
    ) -> Result<(), CommandError> {
        let json =
            choice.map(|choice| serde_json::to_string(choice).expect("choices are plain values"));
        Ok(self.inner.journal.choose(name, json).await?)
    }
}

fn known_language(tag: &str) -> Option<&'static str> {
    i18n::LANGUAGES.into_iter().find(|language| *language == tag)
}

fn unknown_language() -> CommandError {
    let mut error = CommandError::new(CommandErrorCode::InvalidFields);
    error.fields.push(FieldError { field: "language".to_owned(), code: "invalid".to_owned() });
    error
}
