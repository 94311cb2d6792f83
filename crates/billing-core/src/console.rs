//! The façade: one struct, one method for each thing a person can do.
//!
//! The methods stand in the files of their features: `sign_in`, `account`, `subscription`, `plans`,
//! `sync`, `settings`, `devices`, `storage`. Here is what they share: opening, closing, events.

use crate::archive::Filling;
use crate::behaviour;
use crate::checkout::desk::Desk;
use crate::checkout::service::SignedInService;
use crate::client::{Client, ServerAddress, session};
use crate::clock::{Clock, SystemClock};
use crate::documents;
use crate::downloads::Downloads;
use crate::error::{CommandError, CommandErrorCode};
use crate::event::{Event, Events};
use crate::evidence::RecentLog;
use crate::host::{Host, NoHost};
use crate::i18n;
use crate::keychain::{Keychain, PlatformStore, SecretStore};
use crate::saving::Saved;
use crate::settings::Choices;
use crate::sign_in::{Occupant, Registering};
use crate::store::{Archives, Cache, Documents, Journal, files};
use crate::stream;
use crate::sync::{self, Syncing};
use crate::tasks::Task;
use crate::views::{CheckoutFocus, Start};
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::{Notify, broadcast};

/// What the core needs to know of the computer it runs on.
#[derive(Clone)]
pub struct ConsoleOptions {
    /// The folder that holds everything.
    pub data_folder: PathBuf,
    /// Where exports and downloads go until the person chooses another folder.
    pub download_folder: PathBuf,
    /// The service to use when neither the person nor the environment names one.
    pub default_server: String,
    /// The service named by the environment.
    pub server_from_environment: Option<String>,
    /// The keychain.
    pub secrets: Arc<dyn SecretStore>,
    /// Where time comes from.
    pub clock: Arc<dyn Clock>,
    /// What the desktop does for the console.
    pub host: Arc<dyn Host>,
    /// The last lines of the log, for evidence; empty unless a subscriber writes them.
    pub recent_log: RecentLog,
    /// The application's version.
    pub version: String,
    /// What the list of signed-in devices calls this computer.
    pub device_name: String,
    /// The language of the computer, as the system writes it.
    pub system_language: String,
}

impl ConsoleOptions {
    /// This computer's keychain, clocks, name and language, with everything in `data_folder`.
    pub fn for_this_computer(data_folder: impl Into<PathBuf>) -> Self {
        let data_folder = data_folder.into();
        Self {
            download_folder: data_folder.join("downloads"),
            data_folder,
            default_server: "http://127.0.0.1:7411".to_owned(),
            server_from_environment: None,
            secrets: Arc::new(PlatformStore::new()),
            clock: Arc::new(SystemClock::new()),
            host: Arc::new(NoHost),
            recent_log: RecentLog::default(),
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

    /// The service named by the environment; it cannot be changed from the window. Empty is none.
    pub fn server_from_environment(mut self, server: Option<String>) -> Self {
        self.server_from_environment = server.filter(|server| !server.trim().is_empty());
        self
    }

    /// Another folder for exports and downloads.
    pub fn download_folder(mut self, folder: impl Into<PathBuf>) -> Self {
        self.download_folder = folder.into();
        self
    }

    /// Another keychain.
    pub fn secrets(mut self, secrets: Arc<dyn SecretStore>) -> Self {
        self.secrets = secrets;
        self
    }

    /// What the desktop does for the console.
    pub fn host(mut self, host: Arc<dyn Host>) -> Self {
        self.host = host;
        self
    }

    /// Where the last lines of the log are found.
    pub fn recent_log(mut self, log: RecentLog) -> Self {
        self.recent_log = log;
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
    pub(crate) inner: Arc<Inner>,
}

pub(crate) struct Inner {
    pub(crate) options: ConsoleOptions,
    pub(crate) events: broadcast::Sender<Event>,
    pub(crate) keychain: Keychain,
    pub(crate) cache: Cache,
    pub(crate) archives: Archives,
    pub(crate) filling: Filling,
    pub(crate) documents: Documents,
    pub(crate) downloads: Downloads,
    pub(crate) saved: Saved,
    pub(crate) journal: Arc<Journal>,
    pub(crate) choices: Mutex<Choices>,
    pub(crate) occupant: Mutex<Occupant>,
    /// A queue: one change of who is signed in at a time.
    pub(crate) changing_occupant: tokio::sync::Mutex<()>,
    pub(crate) syncing: Syncing,
    registering: Mutex<Registering>,
    client: Mutex<Client>,
    /// The purchases of whoever is signed in, with what listens and tells for them.
    desk: Mutex<Option<Desk>>,
    in_attendance: Mutex<Vec<Task>>,
    focus: Mutex<Option<CheckoutFocus>>,
    /// Names this run in what is told of the person's doings.
    pub(crate) run_id: String,
    pub(crate) telling: Arc<Notify>,
    tasks: Mutex<Vec<Task>>,
    /// Keeps other processes out of the data folder.
    folder: Mutex<Option<File>>,
}

impl Console {
    /// Opens the console from local files alone: it never waits for the network or the keychain,
    /// and no state of the files keeps it from opening.
    ///
    /// It fails if another process has the data folder open, or if an address it is given is none
    /// of a service's.
    pub async fn open(options: ConsoleOptions) -> Result<Self, CommandError> {
        let folder = take_folder(&options.data_folder)?;
        let no_thread = |error: std::io::Error| {
            tracing::error!(%error, "no thread for a database");
            CommandError::new(CommandErrorCode::StorageFailed)
        };
        let cache = Cache::open(&options.data_folder, options.clock.clone()).map_err(no_thread)?;
        let journal =
            Journal::open(&options.data_folder, options.clock.clone()).map_err(no_thread)?;
        let remembered = journal.remembered().await;

        let choices = Choices::read(&remembered.choices, &options)?;
        let client = client_of(&options, choices.server().0);
        let events = broadcast::Sender::new(Events::CAPACITY);
        let inner = Inner {
            keychain: Keychain::new(options.secrets.clone()),
            syncing: Syncing::new(options.clock.clone()),
            archives: Archives::new(&options.data_folder, options.clock.clone()),
            filling: Filling::default(),
            documents: Documents::new(&options.data_folder),
            downloads: Downloads::new(&options.data_folder),
            saved: Saved::default(),
            options,
            events,
            cache,
            journal: Arc::new(journal),
            choices: Mutex::new(choices),
            occupant: Mutex::new(Occupant::Nobody { reason: None }),
            changing_occupant: tokio::sync::Mutex::new(()),
            registering: Mutex::default(),
            client: Mutex::new(client),
            desk: Mutex::default(),
            in_attendance: Mutex::default(),
            focus: Mutex::default(),
            run_id: uuid::Uuid::new_v4().to_string(),
            telling: Arc::default(),
            tasks: Mutex::default(),
            folder: Mutex::new(folder),
        };
        let console = Self { inner: Arc::new(inner) };
        console.resume(remembered).await;
        console.start_tasks();
        Ok(console)
    }

    /// No task keeps the console alive: they end with its last clone.
    fn start_tasks(&self) {
        let inner = Arc::downgrade(&self.inner);
        let sync = Task::start("sync", sync::keep_fresh(inner.clone()));
        let orphans = Task::start("orphaned keychain entries", async move {
            if let Some(inner) = inner.upgrade() {
                Self { inner }.remove_orphaned_entries().await;
            }
        });
        self.inner.tasks().extend([sync, orphans]);
    }

    /// From now on watches the purchases of whoever is signed in, listens to the service's stream
    /// and tells what the person agreed to tell. Staff belong to no customer and have none of it.
    pub(crate) fn attend(&self, session: &Arc<session::Session>) {
        let owner = session.keeper().owner();
        let (console, own) = (self.clone(), Arc::clone(session));
        tokio::spawn(async move {
            if let Err(error) = console.take_up_downloads(&own).await {
                tracing::info!(?error, "downloads are not taken up");
            }
        });
        if owner.me.customer_id.is_none() {
            return;
        }
        let console = Arc::downgrade(&self.inner);
        let service = SignedInService { session: Arc::clone(session), console: console.clone() };
        let desk = Desk::open(self, owner.key(), Arc::new(service));
        *self.inner.open_desk() = Some(desk);
        let listening = stream::listen(console.clone(), Arc::clone(session));
        let fetching = documents::ahead::fetch_ahead(console.clone(), Arc::clone(session));
        let telling = behaviour::tell(console, Arc::clone(session));
        let attending = [
            Task::start("stream", listening),
            Task::start("documents", fetching),
            Task::start("behaviour", telling),
        ];
        self.inner.in_attendance().extend(attending);
    }

    /// Ends all that; what is under way stays in the journal.
    pub(crate) async fn dismiss_attendance(&self) {
        let attending = std::mem::take(&mut *self.inner.in_attendance());
        for task in attending {
            task.stop().await;
        }
        self.put_down_downloads().await;
        let desk = self.inner.open_desk().take();
        if let Some(desk) = desk {
            desk.stop().await;
        }
        self.inner.take_focus();
    }

    /// What is announced from now on.
    pub fn events(&self) -> Events {
        Events::new(self.inner.events.subscribe())
    }

    /// Stops what runs in the background and closes the databases.
    pub async fn close(&self) {
        self.dismiss_attendance().await;
        let tasks = std::mem::take(&mut *self.inner.tasks());
        for task in tasks {
            task.stop().await;
        }
        if let Ok(session) = self.inner.session() {
            session.close();
        }
        self.inner.archives.close().await;
        self.inner.cache.close().await;
        self.inner.journal.close().await;
        drop(self.inner.folder.lock().unwrap_or_else(PoisonError::into_inner).take());
    }

    /// Everything the first paint needs, from local files alone.
    pub async fn start(&self, (): ()) -> Result<Start, CommandError> {
        Ok(Start {
            version: self.inner.options.version.clone(),
            settings: self.current_settings(),
            session: self.current_session(),
            sync: self.inner.syncing.view(),
            place: self.inner.choices().place.clone(),
        })
    }
}

impl Inner {
    pub(crate) fn announce(&self, event: Event) {
        let _nobody_listens = self.events.send(event);
    }

    /// Speaks to the service that is chosen now.
    pub(crate) fn client(&self) -> Client {
        self.client.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// From now on speaks to `server`.
    pub(crate) fn use_server(&self, server: ServerAddress) {
        let client = client_of(&self.options, server);
        *self.client.lock().unwrap_or_else(PoisonError::into_inner) = client;
    }

    pub(crate) fn registering(&self) -> MutexGuard<'_, Registering> {
        self.registering.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn choices(&self) -> MutexGuard<'_, Choices> {
        self.choices.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The session of whoever is signed in.
    pub(crate) fn session(&self) -> Result<Arc<session::Session>, CommandError> {
        self.occupant().session().ok_or_else(|| CommandError::new(CommandErrorCode::SignedOut))
    }

    pub(crate) fn occupant(&self) -> MutexGuard<'_, Occupant> {
        self.occupant.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn open_desk(&self) -> MutexGuard<'_, Option<Desk>> {
        self.desk.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Brings something to the person's eyes with the next look at the purchases.
    pub(crate) fn focus_on(&self, focus: CheckoutFocus) {
        *self.focus.lock().unwrap_or_else(PoisonError::into_inner) = Some(focus);
    }

    pub(crate) fn take_focus(&self) -> Option<CheckoutFocus> {
        self.focus.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    fn in_attendance(&self) -> MutexGuard<'_, Vec<Task>> {
        self.in_attendance.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn tasks(&self) -> MutexGuard<'_, Vec<Task>> {
        self.tasks.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Makes the folder and keeps other processes out of it for as long as the file is held.
fn take_folder(folder: &Path) -> Result<Option<File>, CommandError> {
    let taken = files::make_private_folder(folder).and_then(|()| files::take_folder(folder));
    match taken {
        Ok(Some(file)) => Ok(Some(file)),
        Ok(None) => Err(CommandError::new(CommandErrorCode::AlreadyOpen)),
        Err(error) => {
            tracing::error!(%error, "the data folder is out of reach; nothing will be kept");
            Ok(None)
        }
    }
}

fn client_of(options: &ConsoleOptions, server: ServerAddress) -> Client {
    Client::new(server, &options.version, &options.device_name, options.clock.clone())
}
