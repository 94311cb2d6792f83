//! Coming and going: signing in, registering, signing out, unlocking, the password.
//!
//! One life of a sign-in on this computer: the service gives tokens and says who they are for; the
//! entry the keychain is about to get is named in the journal; the refresh token goes into the
//! keychain; who is signed in goes into the journal. From then on a start finds the person there
//! and shows their figures before the keychain is even asked. Signing out takes the same way back:
//! the service is told if it can be reached within two seconds, and the rows, the write-ahead logs,
//! files that were set aside and the keychain's entry are removed in any case. A sign-out without
//! a network leaves a session at the service that nobody holds a secret of; it ends by itself.
//! A purchase under way is not lost by it: the journal keeps its order, key and amount, and it goes
//! on when the same person signs in again.

use crate::client::session::Session;
use crate::client::{self, Client, ClientError};
use crate::console::Console;
use crate::error::{CommandError, CommandErrorCode, Retry};
use crate::event::Event;
use crate::keychain::{SecretKeeper, remove_entry};
use crate::store::{Owner, Remembered};
use crate::views::{self, SignedOutReason};
use billing_contract::{ErrorCode, LoginRequest, PasswordChange, RegisterRequest, Tokens};
use sha2::{Digest as _, Sha256};
use std::sync::Arc;

/// Who is signed in.
pub(crate) enum Occupant {
    Nobody { reason: Option<SignedOutReason> },
    Somebody(Arc<Session>),
}

impl Occupant {
    /// The session, if somebody is signed in.
    pub(crate) fn session(&self) -> Option<Arc<Session>> {
        match self {
            Self::Nobody { .. } => None,
            Self::Somebody(session) => Some(Arc::clone(session)),
        }
    }
}

/// The registration tried last. Pressing the button again, because the answer got lost, must not
/// end in "address taken": the same words are sent under the same key.
#[derive(Default)]
pub(crate) struct Registering {
    last: Option<([u8; 32], String)>,
}

impl Registering {
    /// The key for `request`; a new one if anything in it has changed.
    pub(crate) fn key_for(&mut self, request: &RegisterRequest) -> String {
        let words = serde_json::to_vec(request).expect("the contract's types become JSON");
        let digest: [u8; 32] = Sha256::digest(&words).into();
        match &self.last {
            Some((last, key)) if *last == digest => key.clone(),
            _ => {
                let key = uuid::Uuid::new_v4().to_string();
                self.last = Some((digest, key.clone()));
                key
            }
        }
    }
}

impl Console {
    /// Who is signed in, without waiting.
    pub fn current_session(&self) -> views::Session {
        match &*self.inner.occupant() {
            Occupant::Nobody { reason } => views::Session::SignedOut { reason: *reason },
            Occupant::Somebody(session) => views::Session::SignedIn {
                me: session.keeper().owner().me,
                keychain: session.keeper().seen(),
                can_update: session.can_update(),
            },
        }
    }

    /// Who is signed in.
    pub async fn session(&self, (): ()) -> Result<views::Session, CommandError> {
        Ok(self.current_session())
    }

    /// Signs in; whoever was signed in before is signed out.
    pub async fn sign_in(&self, request: LoginRequest) -> Result<views::Session, CommandError> {
        let _turn = self.inner.changing_occupant.lock().await;
        let client = self.inner.client();
        let tokens = client::sign_in::login(&client, &request).await;
        self.begin(client, tokens).await
    }

    /// Registers a customer and signs in.
    pub async fn register(&self, request: RegisterRequest) -> Result<views::Session, CommandError> {
        let _turn = self.inner.changing_occupant.lock().await;
        let client = self.inner.client();
        let key = self.inner.registering().key_for(&request);
        let tokens = client::sign_in::register(&client, &request, &key).await;
        self.begin(client, tokens).await
    }

    /// Signs out and removes everything of this account from the computer.
    pub async fn sign_out(&self, (): ()) -> Result<(), CommandError> {
        let _turn = self.inner.changing_occupant.lock().await;
        self.leave(None).await
    }

    /// Tries the keychain once more after the person unlocked it.
    pub async fn unlock(&self, (): ()) -> Result<views::Session, CommandError> {
        let session = self.inner.session()?;
        let unlocked = session.unlock().await;
        self.inner.announce(Event::SessionChanged);
        if !unlocked {
            return Err(CommandError::new(CommandErrorCode::KeychainLocked).retry(Retry::Now));
        }
        self.inner.syncing.wake();
        Ok(self.current_session())
    }

    /// Changes the password; every other device is signed out, this one goes on.
    pub async fn change_password(&self, request: PasswordChange) -> Result<(), CommandError> {
        let session = self.inner.session()?;
        let changed = client::sign_in::change_password(&session, &request).await;
        let wrong =
            matches!(&changed, Err(error) if error.code() == Some(ErrorCode::InvalidCredentials));
        if wrong {
            return Err(CommandError::new(CommandErrorCode::WrongPassword));
        }
        self.heard(&session, changed).await
    }

    /// Takes up what the journal remembers of the last run.
    pub(crate) async fn resume(&self, remembered: Remembered) {
        let client = self.inner.client();
        // Somebody of another service stays remembered, but is not shown while this one is chosen.
        let here = client.server().to_string();
        let Some(owner) = remembered.owner.filter(|owner| owner.server == here) else { return };
        self.inner.cache.load(owner.key()).await;
        self.inner.archives.admit(owner.key());
        self.inner.documents.admit(owner.key());
        let session = Session::resume(client, self.keeper(owner), self.inner.options.clock.clone());
        *self.inner.occupant() = Occupant::Somebody(Arc::clone(&session));
        self.inner.syncing.expect(self.oldest_confirmation());
        self.attend(&session);
    }

    /// Removes keychain entries that a crash or a locked keychain has left behind.
    pub(crate) async fn remove_orphaned_entries(&self) {
        let _turn = self.inner.changing_occupant.lock().await;
        let remembered = self.inner.journal.remembered().await;
        let owned = remembered.owner.as_ref().map(Owner::secret_key);
        for key in remembered.keychain_entries {
            if Some(&key) == owned.as_ref() {
                continue;
            }
            if !remove_entry(&self.inner.keychain, &self.inner.journal, key).await {
                // The next would fare no better, and a sign-in may be waiting.
                return;
            }
        }
    }

    /// Passes on the result of a request made in somebody's name, and draws the conclusions: the
    /// service is within reach or not, and the session may have ended.
    pub(crate) async fn heard<T>(
        &self,
        session: &Arc<Session>,
        result: Result<T, ClientError>,
    ) -> Result<T, CommandError> {
        let error = match result {
            Ok(value) => {
                self.mark_reachable();
                return Ok(value);
            }
            Err(error) => error,
        };
        self.mark_after(&error);
        if let ClientError::SignedOut(Some(reason)) = error {
            let _turn = self.inner.changing_occupant.lock().await;
            let still_there = self
                .inner
                .occupant()
                .session()
                .is_some_and(|present| Arc::ptr_eq(&present, session));
            if still_there {
                self.leave(Some(reason)).await?;
            }
        }
        Err(CommandError::of_request(&error, &session.client().server().to_string()))
    }

    /// Removes everything of whoever is signed in; `reason` if the service has ended the session.
    pub(crate) async fn leave(&self, reason: Option<SignedOutReason>) -> Result<(), CommandError> {
        let left = std::mem::replace(&mut *self.inner.occupant(), Occupant::Nobody { reason });
        let Occupant::Somebody(session) = left else { return Ok(()) };
        if reason.is_none() {
            session.read_secret().await;
        }
        let secret = session.end(reason);
        // Before anything is removed: what watches must not write any more.
        self.dismiss_attendance().await;
        self.inner.syncing.reset();
        self.inner.announce(Event::SessionChanged);
        self.inner.announce(Event::SyncChanged);
        self.inner.announce(Event::CheckoutsChanged);
        let told = async {
            if let (Some(secret), None) = (secret, reason)
                && let Err(error) = client::sign_in::logout(session.client(), secret).await
            {
                tracing::info!(%error, "the service was not told of the sign-out");
            }
        };
        let (removed, ()) = futures_util::future::join(self.remove_traces(&session), told).await;
        removed
    }

    /// Every removal is tried, whatever becomes of the others; the first failure is told.
    async fn remove_traces(&self, session: &Session) -> Result<(), CommandError> {
        let rows = self.inner.cache.forget(None).await;
        let archives = self.inner.archives.forget().await;
        let documents = self.forget_documents().await;
        let downloads = self.call_off_downloads(&session.keeper().owner().key()).await;
        session.keeper().forget().await;
        let owner = self.inner.journal.set_owner(None).await;
        let place = self.forget_place().await;
        let purchases = self.inner.journal.forget_personal_details().await;
        let scrubbed = self.inner.journal.scrub().await;
        rows?;
        archives?;
        documents?;
        downloads?;
        owner?;
        place?;
        purchases?;
        Ok(scrubbed?)
    }

    async fn begin(
        &self,
        client: Client,
        tokens: Result<Tokens, ClientError>,
    ) -> Result<views::Session, CommandError> {
        let server = client.server().to_string();
        let told = |error: &ClientError| CommandError::of_request(error, &server);
        let tokens = tokens.map_err(|error| told(&error))?;
        let me = match client::sign_in::me_of(&client, &tokens.access_token).await {
            Ok(me) => me,
            Err(error) => {
                // Nobody will ever use this session.
                let _tried = client::sign_in::logout(&client, tokens.refresh_token).await;
                return Err(told(&error));
            }
        };
        let owner = Owner { server: server.clone(), me, keychain: views::Keychain::Locked };
        self.make_room_for(&owner).await?;
        let keeper = self.keeper(owner);
        let clock = self.inner.options.clock.clone();
        let session = Session::begin(client, keeper, clock, tokens).await;
        session.keeper().record_owner().await;
        *self.inner.occupant() = Occupant::Somebody(Arc::clone(&session));
        self.inner.syncing.expect(self.oldest_confirmation());
        self.attend(&session);
        self.inner.announce(Event::SessionChanged);
        self.inner.syncing.wake();
        Ok(self.current_session())
    }

    /// The same person keeps their figures; anybody else's are removed first.
    async fn make_room_for(&self, owner: &Owner) -> Result<(), CommandError> {
        let present = self.inner.occupant().session();
        match present {
            Some(present) if present.keeper().owner().key() == owner.key() => {
                self.dismiss_attendance().await;
                present.end(None);
                present.keeper().retire().await;
                return Ok(());
            }
            Some(_) => self.leave(None).await?,
            None => {}
        }
        // Somebody of another service may still be remembered.
        if let Err(error) = self.inner.cache.forget(Some(owner.key())).await {
            tracing::warn!(%error, "older figures could not be removed");
        }
        if let Err(error) = self.inner.archives.forget().await {
            tracing::warn!(%error, "older archives could not be removed");
        }
        if let Err(error) = self.forget_documents().await {
            tracing::warn!(%error, "older documents could not be removed");
        }
        self.inner.archives.admit(owner.key());
        self.inner.documents.admit(owner.key());
        Ok(())
    }

    fn keeper(&self, owner: Owner) -> SecretKeeper {
        SecretKeeper::new(
            owner,
            self.inner.keychain.clone(),
            self.inner.journal.clone(),
            self.inner.events.clone(),
        )
    }
}
