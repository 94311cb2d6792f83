//! Where secrets are kept: the operating system's keychain, and memory where there is none.

mod keeper;
mod memory;
mod platform;

pub(crate) use keeper::{SecretKeeper, remove_entry};
pub use memory::MemoryStore;
pub use platform::PlatformStore;

use billing_contract::{Secret, UserId};
use std::sync::Arc;
use std::time::Duration;

/// Names one secret: two services, or two people at one service, never share an entry.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct SecretKey {
    /// The service's address.
    pub server: String,
    /// The person.
    pub user_id: UserId,
}

/// Why the keychain did not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum SecretStoreError {
    /// It is there but does not let us in: locked, or the person dismissed the question.
    #[error("the keychain is locked")]
    Locked(#[source] Option<keyring_core::Error>),
    /// There is none on this computer, or it does not answer.
    #[error("there is no keychain")]
    Absent(#[source] Option<keyring_core::Error>),
    /// The entry is there, but is not what we wrote.
    #[error("the keychain's entry is broken")]
    Broken(#[source] Option<keyring_core::Error>),
}

/// Keeps secrets. Calls may block for as long as the person takes to answer the system's question.
pub trait SecretStore: Send + Sync + 'static {
    /// Reads a secret. None does not prove that none was stored: a locked keychain may say the same.
    fn get(&self, key: &SecretKey) -> Result<Option<Secret>, SecretStoreError>;

    /// Stores a secret, in place of an earlier one.
    fn set(&self, key: &SecretKey, secret: &Secret) -> Result<(), SecretStoreError>;

    /// Removes a secret; nothing to remove is a success.
    fn delete(&self, key: &SecretKey) -> Result<(), SecretStoreError>;

    /// A call hangs and was given up: later calls must not queue behind it.
    fn start_over(&self) {}
}

/// A [`SecretStore`] that never blocks a task and answers within a time limit.
#[derive(Clone)]
pub(crate) struct Keychain {
    store: Arc<dyn SecretStore>,
    patience: Duration,
}

impl Keychain {
    /// How long the system may take when nobody is asked anything.
    const PATIENCE: Duration = Duration::from_secs(10);

    /// How long a person may take to type the keychain's password.
    const PATIENCE_WITH_A_PERSON: Duration = Duration::from_secs(120);

    pub(crate) fn new(store: Arc<dyn SecretStore>) -> Self {
        Self { store, patience: Self::PATIENCE }
    }

    /// The same keychain, for calls during which the person is asked to unlock it.
    pub(crate) fn with_a_person(&self) -> Self {
        Self { store: self.store.clone(), patience: Self::PATIENCE_WITH_A_PERSON }
    }

    pub(crate) async fn get(&self, key: SecretKey) -> Result<Option<Secret>, SecretStoreError> {
        self.call(move |store| store.get(&key)).await
    }

    pub(crate) async fn set(&self, key: SecretKey, secret: Secret) -> Result<(), SecretStoreError> {
        self.call(move |store| store.set(&key, &secret)).await
    }

    pub(crate) async fn delete(&self, key: SecretKey) -> Result<(), SecretStoreError> {
        self.call(move |store| store.delete(&key)).await
    }

    /// Each call has a thread of its own, not one of the runtime's: a call that hangs behind a
    /// forgotten dialog must not keep the program from ending.
    async fn call<T: Send + 'static>(
        &self,
        work: impl FnOnce(&dyn SecretStore) -> Result<T, SecretStoreError> + Send + 'static,
    ) -> Result<T, SecretStoreError> {
        let (answer, answered) = tokio::sync::oneshot::channel();
        let store = self.store.clone();
        let started = std::thread::Builder::new().name("keychain".into()).spawn(move || {
            let _nobody_may_wait_any_more = answer.send(work(&*store));
        });
        if let Err(error) = started {
            tracing::warn!(%error, "no thread for the keychain");
            return Err(SecretStoreError::Absent(None));
        }
        match tokio::time::timeout(self.patience, answered).await {
            Ok(Ok(result)) => result,
            Ok(Err(_panicked)) => Err(SecretStoreError::Absent(None)),
            Err(_too_slow) => {
                self.store.start_over();
                Err(SecretStoreError::Locked(None))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Mutex;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::sync::mpsc;

    /// Waits for an answer that the person never gives.
    struct Unanswered {
        answer: Mutex<mpsc::Receiver<()>>,
        started_over: AtomicUsize,
    }

    impl SecretStore for Unanswered {
        fn get(&self, _: &SecretKey) -> Result<Option<Secret>, SecretStoreError> {
            let _never = self.answer.lock().unwrap().recv();
            Ok(None)
        }
        fn set(&self, _: &SecretKey, _: &Secret) -> Result<(), SecretStoreError> {
            panic!("on purpose")
        }
        fn delete(&self, _: &SecretKey) -> Result<(), SecretStoreError> {
            Ok(())
        }
        fn start_over(&self) {
            self.started_over.fetch_add(1, Ordering::SeqCst);
        }
    }

    fn unanswered() -> (mpsc::Sender<()>, Arc<Unanswered>, Keychain) {
        let (person, answer) = mpsc::channel();
        let store =
            Arc::new(Unanswered { answer: Mutex::new(answer), started_over: AtomicUsize::new(0) });
        (person, store.clone(), Keychain::new(store))
    }

    fn key() -> SecretKey {
        SecretKey { server: "https://one.example".to_owned(), user_id: UserId::new("ada") }
    }

    #[tokio::test(start_paused = true)]
    async fn a_question_nobody_answers_counts_as_locked_after_a_while() {
        let (_person, store, keychain) = unanswered();
        let error = keychain.get(key()).await.unwrap_err();
        assert!(matches!(error, SecretStoreError::Locked(_)));
        assert_eq!(store.started_over.load(Ordering::SeqCst), 1);
    }

    #[tokio::test]
    async fn a_keychain_that_breaks_down_counts_as_none() {
        let (_person, _store, keychain) = unanswered();
        let error = keychain.set(key(), Secret::new("x")).await.unwrap_err();
        assert!(matches!(error, SecretStoreError::Absent(_)));
    }
}
