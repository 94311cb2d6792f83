//! Secrets for this run only.

use super::{SecretKey, SecretStore, SecretStoreError};
use billing_contract::Secret;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

/// Keeps secrets in memory; they are gone with the process.
#[derive(Debug, Default)]
pub struct MemoryStore {
    secrets: Mutex<HashMap<SecretKey, Secret>>,
}

impl MemoryStore {
    /// An empty store.
    pub fn new() -> Self {
        Self::default()
    }

    /// How many secrets it holds.
    pub fn count(&self) -> usize {
        self.secrets().len()
    }

    fn secrets(&self) -> std::sync::MutexGuard<'_, HashMap<SecretKey, Secret>> {
        self.secrets.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl SecretStore for MemoryStore {
    fn get(&self, key: &SecretKey) -> Result<Option<Secret>, SecretStoreError> {
        Ok(self.secrets().get(key).cloned())
    }

    fn set(&self, key: &SecretKey, secret: &Secret) -> Result<(), SecretStoreError> {
        self.secrets().insert(key.clone(), secret.clone());
        Ok(())
    }

    fn delete(&self, key: &SecretKey) -> Result<(), SecretStoreError> {
        self.secrets().remove(key);
        Ok(())
    }
}
