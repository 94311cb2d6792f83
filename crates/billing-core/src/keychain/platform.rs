//! The operating system's own keychain.

use super::{SecretKey, SecretStore, SecretStoreError};
use billing_contract::Secret;
use keyring_core::{CredentialStore, Entry, Error};
use std::sync::{Arc, Mutex, PoisonError};

/// Under which name entries stand in the keychain.
const SERVICE: &str = "billing-console";

/// The Secret Service, the macOS keychain or the Windows credential store.
///
/// The connection is made at the first call, and again after a call that found none, so that a
/// keychain that comes up later is found.
#[derive(Default)]
pub struct PlatformStore {
    connection: Mutex<Option<Arc<CredentialStore>>>,
}

impl PlatformStore {
    /// The keychain of this computer; nothing is asked of it yet.
    pub fn new() -> Self {
        Self::default()
    }

    fn with_entry<T>(
        &self,
        key: &SecretKey,
        work: impl FnOnce(&Entry) -> Result<T, Error>,
    ) -> Result<T, SecretStoreError> {
        let store = self.connected()?;
        let user = format!("{} {}", key.server, key.user_id);
        let result = store.build(SERVICE, &user, None).and_then(|entry| work(&entry));
        result.map_err(|error| {
            let error = named(error);
            if matches!(error, SecretStoreError::Absent(_)) {
                *self.connection() = None;
            }
            error
        })
    }

    fn connected(&self) -> Result<Arc<CredentialStore>, SecretStoreError> {
        if let Some(store) = self.connection().clone() {
            return Ok(store);
        }
        // Connected without holding the lock: with no bus this can take its time.
        let store = connect().map_err(|error| SecretStoreError::Absent(Some(error)))?;
        Ok(self.connection().insert(store).clone())
    }

    fn connection(&self) -> std::sync::MutexGuard<'_, Option<Arc<CredentialStore>>> {
        self.connection.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl SecretStore for PlatformStore {
    fn get(&self, key: &SecretKey) -> Result<Option<Secret>, SecretStoreError> {
        self.with_entry(key, |entry| match entry.get_password() {
            Ok(text) => Ok(Some(Secret::new(text))),
            Err(Error::NoEntry) => Ok(None),
            Err(error) => Err(error),
        })
    }

    fn set(&self, key: &SecretKey, secret: &Secret) -> Result<(), SecretStoreError> {
        self.with_entry(key, |entry| match entry.set_password(secret.expose()) {
            // Two entries under one name, left by something else: make room and try once more.
            Err(Error::Ambiguous(entries)) => {
                entries.iter().try_for_each(Entry::delete_credential)?;
                entry.set_password(secret.expose())
            }
            result => result,
        })
    }

    fn delete(&self, key: &SecretKey) -> Result<(), SecretStoreError> {
        self.with_entry(key, |entry| match entry.delete_credential() {
            Err(Error::NoEntry) => Ok(()),
            Err(Error::Ambiguous(entries)) => entries.iter().try_for_each(Entry::delete_credential),
            result => result,
        })
    }

    fn start_over(&self) {
        // A call that hangs holds the old connection's lock.
        *self.connection() = None;
    }
}

fn named(error: Error) -> SecretStoreError {
    match error {
        Error::NoStorageAccess(_) => SecretStoreError::Locked(Some(error)),
        Error::BadEncoding(_) | Error::BadDataFormat(..) | Error::Ambiguous(_) => {
            // What the entry holds may be half a token: it must not reach a log.
            SecretStoreError::Broken(None)
        }
        error => SecretStoreError::Absent(Some(error)),
    }
}

#[cfg(target_os = "macos")]
fn connect() -> keyring_core::Result<Arc<CredentialStore>> {
    Ok(apple_native_keyring_store::keychain::Store::new()?)
}

#[cfg(windows)]
fn connect() -> keyring_core::Result<Arc<CredentialStore>> {
    Ok(windows_native_keyring_store::Store::new()?)
}

#[cfg(all(unix, not(target_os = "macos")))]
fn connect() -> keyring_core::Result<Arc<CredentialStore>> {
    Ok(zbus_secret_service_keyring_store::Store::new()?)
}
