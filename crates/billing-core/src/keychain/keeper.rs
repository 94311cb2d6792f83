//! Where the secret of one session is kept, and the record of whether it is.
//!
//! The keychain's entry is named in the journal before it is written and until it is removed. The
//! journal also says whether the entry is the *newest* secret: if the keychain refused a later one,
//! the entry is an old one, and using an old one again would look to the service like a theft.

use super::{Keychain, SecretKey, SecretStoreError};
use crate::event::Event;
use crate::store::{Journal, Owner};
use crate::views;
use billing_contract::{Me, Secret};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::broadcast;

/// Keeps the secret of one session.
pub(crate) struct SecretKeeper {
    keychain: Keychain,
    journal: Arc<Journal>,
    events: broadcast::Sender<Event>,
    record: Mutex<Record>,
    /// A queue, not a guard of memory: what is written to keychain and journal for one session is
    /// written in one order, and nothing after `forget`.
    turn: tokio::sync::Mutex<Turn>,
}

struct Record {
    owner: Owner,
    /// What the keychain last said; `owner.keychain` is what the journal says.
    seen: views::Keychain,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Turn {
    Open,
    Forgotten,
}

impl SecretKeeper {
    /// The keeper for `owner`'s session.
    pub(crate) fn new(
        owner: Owner,
        keychain: Keychain,
        journal: Arc<Journal>,
        events: broadcast::Sender<Event>,
    ) -> Self {
        let record = Mutex::new(Record { seen: owner.keychain, owner });
        Self { keychain, journal, events, record, turn: tokio::sync::Mutex::new(Turn::Open) }
    }

    /// Who is signed in.
    pub(crate) fn owner(&self) -> Owner {
        self.record().owner.clone()
    }

    /// What the keychain last said.
    pub(crate) fn seen(&self) -> views::Keychain {
        self.record().seen
    }

    /// Whether the keychain was given the newest secret.
    pub(crate) fn may_hold_it(&self) -> bool {
        self.record().owner.keychain == views::Keychain::Stored
    }

    /// Takes over what the service says of the person.
    pub(crate) async fn set_me(&self, me: Me) {
        let turn = self.turn.lock().await;
        let owner = {
            let mut record = self.record();
            if *turn == Turn::Forgotten || record.owner.me == me {
                return;
            }
            record.owner.me = me;
            record.owner.clone()
        };
        self.write(owner).await;
    }

    /// Puts the newest secret into the keychain.
    pub(crate) async fn save(&self, secret: &Secret) {
        self.save_to(&self.keychain, secret).await;
    }

    /// The same, with time for the person to unlock the keychain.
    pub(crate) async fn save_with_a_person(&self, secret: &Secret) {
        self.save_to(&self.keychain.with_a_person(), secret).await;
    }

    /// Reads the secret; none if the keychain does not give it, or not the newest.
    pub(crate) async fn load(&self) -> Option<Secret> {
        self.load_from(&self.keychain).await
    }

    /// The same, with time for the person to unlock the keychain, and with a question to them.
    pub(crate) async fn load_with_a_person(&self) -> Option<Secret> {
        let keychain = self.keychain.with_a_person();
        if let Some(secret) = self.load_from(&keychain).await {
            return Some(secret);
        }
        if !self.may_hold_it() {
            return None;
        }
        // A locked Secret Service may say "no such entry" without asking anybody; only writing
        // makes it ask.
        let probe = SecretKey { server: "unlocking".to_owned(), user_id: self.key().user_id };
        if keychain.set(probe.clone(), Secret::new("unlocking")).await.is_ok() {
            let _harmless_if_it_stays = keychain.delete(probe).await;
        }
        self.load_from(&keychain).await
    }

    /// Removes the secret; from now on nothing of this session is written any more.
    ///
    /// An entry that cannot be removed now stays named in the journal and is removed later.
    pub(crate) async fn forget(&self) {
        let mut turn = self.turn.lock().await;
        *turn = Turn::Forgotten;
        remove_entry(&self.keychain, &self.journal, self.key()).await;
    }

    /// Leaves the secret where it is to a later session of the same person; from now on nothing of
    /// this session is written any more.
    pub(crate) async fn retire(&self) {
        *self.turn.lock().await = Turn::Forgotten;
    }

    /// Writes who is signed in to the journal.
    pub(crate) async fn record_owner(&self) {
        let turn = self.turn.lock().await;
        if *turn == Turn::Open {
            self.write(self.owner()).await;
        }
    }

    async fn save_to(&self, keychain: &Keychain, secret: &Secret) {
        let turn = self.turn.lock().await;
        if *turn == Turn::Forgotten {
            return;
        }
        let key = self.key();
        if let Err(error) = self.journal.add_keychain_entry(key.clone()).await {
            tracing::warn!(%error, "the keychain entry is not named in the journal");
        }
        let seen = match keychain.set(key.clone(), secret.clone()).await {
            Ok(()) => views::Keychain::Stored,
            Err(error) => {
                tracing::warn!(error = &error as &dyn std::error::Error, "kept in memory only");
                remove_entry(keychain, &self.journal, key).await;
                seen_in(&error)
            }
        };
        let changed = {
            let mut record = self.record();
            let changed = record.owner.keychain != seen;
            record.owner.keychain = seen;
            changed.then(|| record.owner.clone())
        };
        if let Some(owner) = changed {
            self.write(owner).await;
        }
        self.set_seen(seen);
    }

    async fn load_from(&self, keychain: &Keychain) -> Option<Secret> {
        if !self.may_hold_it() {
            return None;
        }
        match keychain.get(self.key()).await {
            Ok(Some(secret)) => {
                self.set_seen(views::Keychain::Stored);
                Some(secret)
            }
            Ok(None) => {
                self.set_seen(views::Keychain::Locked);
                None
            }
            Err(error) => {
                tracing::warn!(error = &error as &dyn std::error::Error, "no secret to be read");
                self.set_seen(seen_in(&error));
                None
            }
        }
    }

    async fn write(&self, owner: Owner) {
        if let Err(error) = self.journal.set_owner(Some(owner)).await {
            tracing::warn!(%error, "the next start will not know who is signed in");
        }
    }

    fn key(&self) -> SecretKey {
        self.record().owner.secret_key()
    }

    fn set_seen(&self, seen: views::Keychain) {
        let changed = std::mem::replace(&mut self.record().seen, seen) != seen;
        if changed {
            let _nobody_listens = self.events.send(Event::SessionChanged);
        }
    }

    fn record(&self) -> MutexGuard<'_, Record> {
        self.record.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Removes an entry from the keychain and, once it is gone, its name from the journal; false if the
/// keychain did not let us, so that it has to be done later.
pub(crate) async fn remove_entry(keychain: &Keychain, journal: &Journal, key: SecretKey) -> bool {
    if let Err(error) = keychain.delete(key.clone()).await {
        let error: &dyn std::error::Error = &error;
        tracing::warn!(error, "a keychain entry will be removed later");
        return false;
    }
    if let Err(error) = journal.remove_keychain_entry(key).await {
        tracing::warn!(%error, "a keychain entry stays named in the journal");
    }
    true
}

fn seen_in(error: &SecretStoreError) -> views::Keychain {
    match error {
        SecretStoreError::Absent(_) => views::Keychain::Absent,
        SecretStoreError::Locked(_) | SecretStoreError::Broken(_) => views::Keychain::Locked,
    }
}
