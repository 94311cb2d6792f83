//! The task behind one download.

use super::placing::Place;
use super::record::{DownloadDocument, DownloadRecord};
use crate::client::session::Session;
use crate::client::{self, ClientError, retry};
use crate::console::{Console, Inner};
use crate::documents::{self, DocumentError};
use crate::error::{CommandError, CommandErrorCode};
use crate::event::Event;
use crate::saving::not_saved;
use crate::store::StoreError;
use crate::views::{DownloadForm, DownloadId, DownloadState};
use futures_util::StreamExt as _;
use std::io;
use std::sync::{Arc, Weak};
use tokio::time::Instant;

/// How many documents are fetched at a time.
const AT_A_TIME: usize = 4;

/// What stands in the way of a download.
#[derive(Debug, thiserror::Error)]
enum Obstacle {
    /// The service, or the way to it.
    #[error("the service does not give documents")]
    Request(#[from] ClientError),
    /// The disk.
    #[error("a file cannot be written")]
    Disk(#[from] io::Error),
    /// The journal.
    #[error("the journal cannot be read")]
    Store(#[from] StoreError),
    /// The console is gone.
    #[error("the console is gone")]
    Gone,
}

/// A document, or that there is none to be had.
enum Answer {
    Bytes(Vec<u8>),
    Refused { is_altered: bool },
}

pub(super) struct Work {
    console: Weak<Inner>,
    session: Arc<Session>,
    id: DownloadId,
    place: Arc<Place>,
    record: DownloadRecord,
}

impl Work {
    pub(super) fn new(
        console: Weak<Inner>,
        session: &Arc<Session>,
        record: &DownloadRecord,
        place: Arc<Place>,
    ) -> Self {
        let session = Arc::clone(session);
        Self { console, session, id: record.id.clone(), place, record: record.clone() }
    }

    /// Works until everything is there, or until only the person can remove what stands in the way.
    pub(super) async fn run(mut self) {
        let (mut failures, mut since) = (0, Instant::now());
        loop {
            let had = self.record.done;
            let obstacle = match self.fetch_all().await {
                Ok(()) => return,
                Err(obstacle) => obstacle,
            };
            let Ok(console) = self.console() else { return };
            tracing::info!(error = &obstacle as &dyn std::error::Error, "a download waits");
            let problem = match &obstacle {
                Obstacle::Request(error) => {
                    let server = self.session.client().server().to_string();
                    CommandError::of_request(error, &server)
                }
                Obstacle::Disk(error) => not_saved(error),
                Obstacle::Store(error) => CommandError::of_store(error),
                Obstacle::Gone => return,
            };
            self.record.state = DownloadState::Waiting;
            self.tell(&console, Some(problem)).await;
            // The rest is for the person to mend.
            let Obstacle::Request(error) = obstacle else { return };
            if self.record.done > had {
                (failures, since) = (0, Instant::now());
            }
            failures += 1;
            let pause = retry::pause_while_offline(failures, since.elapsed(), rand::random());
            let pause = error.retry_after().map_or(pause, |asked| pause.max(asked));
            let inner = Arc::clone(&console.inner);
            drop(console);
            tokio::select! {
                () = inner.filling.woken() => {}
                () = tokio::time::sleep(pause) => {}
            }
        }
    }

    async fn fetch_all(&mut self) -> Result<(), Obstacle> {
        let owner = self.session.keeper().owner().key();
        let documents =
            self.console()?.inner.journal.download_documents(&owner, self.id.clone()).await?;
        let documents = Arc::new(documents);
        let packed = self.record.packed.clone();
        if packed.is_some()
            && self.at_place(move |place| Ok(place.is_packed(packed.as_deref()))).await?
        {
            return self.end().await;
        }
        self.at_place(Place::prepare).await?;
        let all = Arc::clone(&documents);
        let present = self.at_place(move |place| Ok(place.present(&all))).await?;
        let mut done = present.iter().filter(|is_there| **is_there).count();
        self.count(done)?;

        let missing: Vec<(u32, DownloadDocument)> = (0..)
            .zip(documents.iter())
            .zip(&present)
            .filter(|((place, _), is_there)| {
                !**is_there && !self.record.refused.contains_key(place)
            })
            .map(|((place, document), _)| (place, document.clone()))
            .collect();
        let (console, session) = (self.console.clone(), Arc::clone(&self.session));
        let mut answers = futures_util::stream::iter(missing)
            .map(move |(place, document)| {
                let (console, session) = (console.clone(), Arc::clone(&session));
                async move {
                    let answer = ask(&console, &session, &document).await;
                    (place, document, answer)
                }
            })
            .buffered(AT_A_TIME);
        while let Some((place, document, answer)) = answers.next().await {
            let answer = answer?;
            if self.record.state == DownloadState::Waiting {
                self.record.state = DownloadState::Running;
                let console = self.console()?;
                self.tell(&console, None).await;
            }
            match answer {
                Answer::Bytes(bytes) => {
                    self.at_place(move |place| place.put(&document, &bytes)).await?;
                    done += 1;
                    self.count(done)?;
                }
                Answer::Refused { is_altered } => {
                    tracing::warn!(invoice = %document.invoice_id, "a document is not to be had");
                    self.record.refused.insert(place, document.number);
                    self.record.is_altered |= is_altered;
                    let console = self.console()?;
                    self.tell(&console, None).await;
                }
            }
        }
        self.finish(documents).await
    }

    /// Puts the list and the manifest there, and packs everything if that is wanted.
    async fn finish(&mut self, documents: Arc<Vec<DownloadDocument>>) -> Result<(), Obstacle> {
        let record = self.record.clone();
        match self.record.form {
            DownloadForm::Folder => {
                self.at_place(move |place| place.list(&record, &documents)).await?;
            }
            DownloadForm::Zip => {
                let packed = self.at_place(move |place| place.pack(&record, &documents)).await?;
                self.record.packed = Some(packed.to_string());
                let console = self.console()?;
                // Before it gets its name: whoever goes on after a cut knows it again.
                let owner = self.session.keeper().owner().key();
                console.inner.journal.save_download(&owner, self.record.clone()).await?;
                if !self.at_place(Place::name_packed).await? {
                    return Err(io::Error::from(io::ErrorKind::AlreadyExists).into());
                }
            }
        }
        self.end().await
    }

    async fn end(&mut self) -> Result<(), Obstacle> {
        self.at_place(|place| {
            place.tidy();
            Ok(())
        })
        .await?;
        let console = self.console()?;
        let refused = u32::try_from(self.record.refused.len()).unwrap_or(u32::MAX);
        self.record.state = DownloadState::Done;
        self.record.done = self.record.total.saturating_sub(refused);
        let is_altered = self.record.is_altered;
        let problem = is_altered.then(|| CommandError::new(CommandErrorCode::DocumentAltered));
        self.tell(&console, problem).await;
        Ok(())
    }

    /// Writes down and tells how it stands; that something is not written down costs looking again
    /// after the next start.
    async fn tell(&self, console: &Console, problem: Option<CommandError>) {
        let record = self.record.clone();
        console.update_download(&self.id, |entry| {
            entry.record = record;
            entry.problem = problem;
        });
        console.inner.announce(Event::DownloadsChanged);
        let owner = self.session.keeper().owner().key();
        if let Err(error) = console.inner.journal.save_download(&owner, self.record.clone()).await {
            let error = &error as &dyn std::error::Error;
            tracing::warn!(error, "how a download stands is not written down");
        }
    }

    fn count(&mut self, done: usize) -> Result<(), Obstacle> {
        self.record.done = u32::try_from(done).unwrap_or(u32::MAX);
        self.console()?.count_document(&self.id, self.record.done);
        Ok(())
    }

    async fn at_place<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Place) -> io::Result<T> + Send + 'static,
    ) -> Result<T, Obstacle> {
        let place = Arc::clone(&self.place);
        match tokio::task::spawn_blocking(move || work(&place)).await {
            Ok(done) => Ok(done?),
            Err(_) => Err(Obstacle::Gone),
        }
    }

    fn console(&self) -> Result<Console, Obstacle> {
        self.console.upgrade().map(|inner| Console { inner }).ok_or(Obstacle::Gone)
    }
}

/// A document from this computer or else from the service.
async fn ask(
    console: &Weak<Inner>,
    session: &Arc<Session>,
    document: &DownloadDocument,
) -> Result<Answer, Obstacle> {
    let Some(wanted) = document.wanted() else { return Ok(Answer::Refused { is_altered: false }) };
    let console = console.upgrade().map(|inner| Console { inner }).ok_or(Obstacle::Gone)?;
    if let Some(bytes) = console.kept_document(wanted.hash).await {
        return Ok(Answer::Bytes(bytes));
    }
    drop(console);
    let mut fetched = documents::fetch(session, &wanted).await;
    if matches!(fetched, Err(DocumentError::Altered)) {
        // Something on the way may have spoiled it.
        fetched = documents::fetch(session, &wanted).await;
    }
    match fetched {
        Ok(bytes) => Ok(Answer::Bytes(bytes)),
        Err(DocumentError::Altered) => Ok(Answer::Refused { is_altered: true }),
        Err(DocumentError::Request(error)) if is_refusal(&error) => {
            Ok(Answer::Refused { is_altered: false })
        }
        Err(DocumentError::Request(error)) => Err(error.into()),
    }
}

/// Whether the service will not give this document, whenever it is asked.
fn is_refusal(error: &ClientError) -> bool {
    match error {
        ClientError::Refused { status, .. } => *status < 500 && !matches!(status, 401 | 408 | 429),
        ClientError::NotABillingService(why) => *why == client::TOO_LONG,
        _ => false,
    }
}
