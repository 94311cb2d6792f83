//! Downloads of many documents, which go on after a cut and after a restart.
//!
//! One life of a download: the person chooses, and everything that the choice comes to, with the
//! name of each file, is in the journal before the first file is written. Then document after
//! document is fetched, checked against its hash and put into its place, whole or not at all. How
//! far it has come is not written down anywhere: the files themselves say so, for whoever goes on
//! after a cut hashes what is there and fetches what is missing. A service out of reach makes it
//! wait and go on by itself; a full disk makes it wait to be told. What the service refuses is left
//! out and named. The list and the manifest come last. Calling it off removes exactly what it has
//! put there, and so does signing out before it is done.

mod choosing;
mod listing;
mod placing;
pub(crate) mod record;
mod work;

use crate::client::session::Session;
use crate::console::Console;
use crate::error::{CommandError, CommandErrorCode};
use crate::event::Event;
use crate::saving::unfinished;
use crate::store::{OwnerKey, StoreError};
use crate::tasks::Task;
use crate::views::{BeginDownload, Download, DownloadForm, DownloadId, DownloadOf, DownloadState};
use placing::Place;
use record::{DownloadDocument, DownloadRecord};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::time::Instant;

/// How often progress is told at most.
const TELL_AGAIN: Duration = Duration::from_millis(200);

/// The downloads of whoever is signed in.
pub(crate) struct Downloads {
    /// Where documents are gathered that are packed later.
    gathering: PathBuf,
    held: Mutex<Held>,
    /// A queue: one decision at a time, so that two of the same are one.
    deciding: tokio::sync::Mutex<()>,
}

#[derive(Default)]
struct Held {
    /// Whose they are; none until they were taken up.
    owner: Option<OwnerKey>,
    entries: BTreeMap<DownloadId, Entry>,
}

struct Entry {
    record: DownloadRecord,
    problem: Option<CommandError>,
    place: Arc<Place>,
    working: Option<Task>,
    told_at: Option<Instant>,
}

impl Entry {
    fn view(&self) -> Download {
        Download { problem: self.problem.clone(), ..self.record.view() }
    }
}

impl Downloads {
    /// No downloads yet; documents that are packed later are gathered in `data_folder`.
    pub(crate) fn new(data_folder: &Path) -> Self {
        Self {
            gathering: data_folder.join("fetching"),
            held: Mutex::default(),
            deciding: tokio::sync::Mutex::default(),
        }
    }

    /// Whether any is under way.
    pub(crate) fn is_busy(&self) -> bool {
        self.held().entries.values().any(|entry| entry.record.state == DownloadState::Running)
    }

    fn place_of(&self, record: &DownloadRecord) -> Arc<Place> {
        Arc::new(Place::of(record, &self.gathering))
    }

    fn held(&self) -> MutexGuard<'_, Held> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Console {
    /// Begins to download many documents; the same decision twice is one download.
    pub async fn begin_download(&self, request: BeginDownload) -> Result<Download, CommandError> {
        let session = self.inner.session()?;
        self.take_up_downloads(&session).await?;
        if let Some(known) = self.download(&request.id) {
            return Ok(known);
        }
        let template = request.name_template.as_deref();
        let chosen = self.choose_documents(&session, &request.choice, template).await?;

        let _turn = self.inner.downloads.deciding.lock().await;
        self.check_present(&session)?;
        if let Some(known) = self.download(&request.id) {
            return Ok(known);
        }
        let owner = session.keeper().owner().key();
        let record = DownloadRecord {
            id: request.id.clone(),
            state: DownloadState::Running,
            form: request.form,
            done: 0,
            total: u32::try_from(chosen.documents.len()).unwrap_or(u32::MAX),
            path: self.free_path(&chosen.stem, request.form),
            began_at: self.inner.options.clock.now(),
            refused: BTreeMap::new(),
            is_altered: false,
            packed: None,
        };
        self.inner.journal.begin_download(&owner, record.clone(), chosen.documents).await?;
        self.add_download(&session, record, true);
        self.inner.announce(Event::DownloadsChanged);
        self.download(&request.id).ok_or_else(|| CommandError::new(CommandErrorCode::SignedOut))
    }

    /// Every download that is under way or has ended and was not put away, the last one first.
    pub async fn downloads(&self, (): ()) -> Result<Vec<Download>, CommandError> {
        let session = self.inner.session()?;
        self.take_up_downloads(&session).await?;
        Ok(self.all_downloads())
    }

    /// Goes on with a download that waits.
    pub async fn resume_download(
        &self,
        request: DownloadOf,
    ) -> Result<Vec<Download>, CommandError> {
        let session = self.inner.session()?;
        self.take_up_downloads(&session).await?;
        let _turn = self.inner.downloads.deciding.lock().await;
        self.check_present(&session)?;
        let waiting = {
            let mut held = self.inner.downloads.held();
            held.entries.get_mut(&request.id).and_then(|entry| {
                let waits = entry.record.state == DownloadState::Waiting;
                waits.then(|| (entry.record.clone(), entry.working.take()))
            })
        };
        if let Some((mut record, working)) = waiting {
            if let Some(working) = working {
                working.stop().await;
            }
            record.state = DownloadState::Running;
            self.add_download(&session, record, true);
            self.inner.announce(Event::DownloadsChanged);
        }
        Ok(self.all_downloads())
    }

    /// Calls a download off: what was fetched is gone from its place.
    pub async fn cancel_download(
        &self,
        request: DownloadOf,
    ) -> Result<Vec<Download>, CommandError> {
        let session = self.inner.session()?;
        self.take_up_downloads(&session).await?;
        let _turn = self.inner.downloads.deciding.lock().await;
        self.check_present(&session)?;
        let owner = session.keeper().owner().key();
        let working = self.working_on(&request.id);
        if let Some(working) = working {
            working.stop().await;
        }
        let under_way = {
            let held = self.inner.downloads.held();
            let entry = held.entries.get(&request.id);
            entry
                .filter(|entry| !entry.record.has_ended())
                .map(|entry| (entry.record.clone(), Arc::clone(&entry.place)))
        };
        if let Some((mut record, place)) = under_way {
            let documents =
                self.inner.journal.download_documents(&owner, request.id.clone()).await?;
            record = clear(place, record, documents).await;
            record.state = DownloadState::Cancelled;
            record.done = 0;
            self.update_download(&request.id, |entry| {
                entry.record = record.clone();
                entry.problem = None;
            });
            self.inner.announce(Event::DownloadsChanged);
            self.inner.journal.save_download(&owner, record).await?;
        }
        Ok(self.all_downloads())
    }

    /// Puts a download that has ended out of sight.
    pub async fn dismiss_download(
        &self,
        request: DownloadOf,
    ) -> Result<Vec<Download>, CommandError> {
        let session = self.inner.session()?;
        self.take_up_downloads(&session).await?;
        let _turn = self.inner.downloads.deciding.lock().await;
        self.check_present(&session)?;
        let has_ended = {
            let mut held = self.inner.downloads.held();
            let ended = held.entries.get(&request.id).is_some_and(|entry| entry.record.has_ended());
            ended && held.entries.remove(&request.id).is_some()
        };
        if has_ended {
            self.inner.announce(Event::DownloadsChanged);
            let owner = session.keeper().owner().key();
            self.inner.journal.remove_download(&owner, request.id).await?;
        }
        Ok(self.all_downloads())
    }

    /// Shows what was downloaded where it lies.
    pub async fn show_download(&self, request: DownloadOf) -> Result<(), CommandError> {
        let session = self.inner.session()?;
        self.take_up_downloads(&session).await?;
        let path = {
            let held = self.inner.downloads.held();
            held.entries.get(&request.id).map(|entry| entry.record.path.clone())
        };
        match path.filter(|path| path.exists()) {
            Some(path) => self.show_where_it_lies(&path),
            None => Err(CommandError::new(CommandErrorCode::NotFound)),
        }
    }

    /// Takes up what the journal remembers of the downloads of whoever is signed in, once.
    pub(crate) async fn take_up_downloads(
        &self,
        session: &Arc<Session>,
    ) -> Result<(), CommandError> {
        let owner = session.keeper().owner().key();
        let is_taken_up = || self.inner.downloads.held().owner.as_ref() == Some(&owner);
        if is_taken_up() {
            return Ok(());
        }
        let _turn = self.inner.downloads.deciding.lock().await;
        self.check_present(session)?;
        if is_taken_up() {
            return Ok(());
        }
        let records = self.inner.journal.downloads(&owner).await?;
        *self.inner.downloads.held() = Held { owner: Some(owner), entries: BTreeMap::new() };
        let is_news = !records.is_empty();
        for mut record in records {
            let goes_on = !record.has_ended();
            if goes_on {
                record.state = DownloadState::Running;
            }
            self.add_download(session, record, goes_on);
        }
        if is_news {
            self.inner.announce(Event::DownloadsChanged);
        }
        Ok(())
    }

    /// Stops every download; each goes on when the same person is there again.
    pub(crate) async fn put_down_downloads(&self) {
        let _turn = self.inner.downloads.deciding.lock().await;
        let held = std::mem::take(&mut *self.inner.downloads.held());
        for entry in held.entries.into_values() {
            if let Some(working) = entry.working {
                working.stop().await;
            }
        }
    }

    /// Calls off every download of somebody who leaves that is not done, and forgets the others;
    /// what was put into its place whole stays there.
    pub(crate) async fn call_off_downloads(&self, owner: &OwnerKey) -> Result<(), StoreError> {
        for record in self.inner.journal.downloads(owner).await? {
            if !record.has_ended() {
                let id = record.id.clone();
                let documents = self.inner.journal.download_documents(owner, id).await?;
                clear(self.inner.downloads.place_of(&record), record, documents).await;
            }
        }
        let gathering = self.inner.downloads.gathering.clone();
        let removing = move || placing::remove_folder_if_there(&gathering);
        let _ended = tokio::task::spawn_blocking(removing).await;
        Ok(())
    }

    fn add_download(&self, session: &Arc<Session>, record: DownloadRecord, goes_on: bool) {
        let (id, place) = (record.id.clone(), self.inner.downloads.place_of(&record));
        let working = goes_on.then(|| {
            let console = Arc::downgrade(&self.inner);
            let work = work::Work::new(console, session, &record, Arc::clone(&place));
            Task::start("download", work.run())
        });
        let entry = Entry { record, problem: None, place, working, told_at: None };
        self.inner.downloads.held().entries.insert(id, entry);
    }

    /// A path that nothing has yet and no download is to become.
    fn free_path(&self, stem: &str, form: DownloadForm) -> PathBuf {
        let folder = self.inner.choices().download_folder().to_owned();
        let held = self.inner.downloads.held();
        let promised: Vec<&PathBuf> =
            held.entries.values().map(|entry| &entry.record.path).collect();
        let ending = match form {
            DownloadForm::Folder => "",
            DownloadForm::Zip => ".zip",
        };
        (1_u64..)
            .map(|number| match number {
                1 => folder.join(format!("{stem}{ending}")),
                _ => folder.join(format!("{stem} ({number}){ending}")),
            })
            .find(|path| !promised.contains(&path) && !path.exists() && !unfinished(path).exists())
            .expect("a folder does not hold every number there is")
    }

    /// That `session` is still the one that is signed in.
    fn check_present(&self, session: &Arc<Session>) -> Result<(), CommandError> {
        let present = self.inner.occupant().session();
        if present.is_some_and(|present| Arc::ptr_eq(&present, session)) {
            Ok(())
        } else {
            Err(CommandError::new(CommandErrorCode::SignedOut))
        }
    }

    fn download(&self, id: &DownloadId) -> Option<Download> {
        self.inner.downloads.held().entries.get(id).map(Entry::view)
    }

    fn all_downloads(&self) -> Vec<Download> {
        let mut all: Vec<Download> =
            self.inner.downloads.held().entries.values().map(Entry::view).collect();
        all.sort_by_key(|download| std::cmp::Reverse(download.began_at));
        all
    }

    fn working_on(&self, id: &DownloadId) -> Option<Task> {
        self.inner.downloads.held().entries.get_mut(id)?.working.take()
    }

    /// Changes what is known of a download, if it is still there.
    fn update_download(&self, id: &DownloadId, change: impl FnOnce(&mut Entry)) {
        if let Some(entry) = self.inner.downloads.held().entries.get_mut(id) {
            change(entry);
        }
    }

    /// Counts a document that is there, and tells now and then.
    fn count_document(&self, id: &DownloadId, done: u32) {
        let mut is_due = false;
        self.update_download(id, |entry| {
            entry.record.done = done;
            is_due = entry.told_at.is_none_or(|told_at| told_at.elapsed() >= TELL_AGAIN);
            if is_due {
                entry.told_at = Some(Instant::now());
            }
        });
        if is_due {
            self.inner.announce(Event::DownloadsChanged);
        }
    }
}

/// Removes what a download has put into its place; its record comes back.
async fn clear(
    place: Arc<Place>,
    record: DownloadRecord,
    documents: Vec<DownloadDocument>,
) -> DownloadRecord {
    let kept = record.clone();
    let clearing = move || place.clear(&record, &documents);
    if tokio::task::spawn_blocking(clearing).await.is_err() {
        tracing::error!("what a download has put there could not be removed");
    }
    kept
}
