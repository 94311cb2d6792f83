//! A keychain that outlives the process without a desktop: a file that anybody can read. For tests
//! and development alone.

use billing_contract::Secret;
use billing_core::keychain::{SecretKey, SecretStore, SecretStoreError};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

/// The keychain of one folder.
pub struct OpenKeychain(Mutex<PathBuf>);

impl OpenKeychain {
    /// What is kept in this folder.
    pub fn in_folder(folder: &Path) -> Self {
        Self(Mutex::new(folder.join("keychain.json")))
    }

    fn with<T>(
        &self,
        work: impl FnOnce(&mut BTreeMap<String, String>) -> T,
    ) -> Result<T, SecretStoreError> {
        let path = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let before = match std::fs::read(&*path) {
            Ok(bytes) => {
                serde_json::from_slice(&bytes).map_err(|_| SecretStoreError::Broken(None))?
            }
            Err(_) => BTreeMap::new(),
        };
        let mut entries = before.clone();
        let result = work(&mut entries);
        if entries != before {
            // Whole or not at all, as a keychain's own daemon would.
            let (beside, json) = (path.with_extension("new"), serde_json::to_vec(&entries));
            let bytes = json.map_err(|_| SecretStoreError::Broken(None))?;
            std::fs::write(&beside, bytes)
                .and_then(|()| std::fs::rename(&beside, &*path))
                .map_err(|_| SecretStoreError::Absent(None))?;
        }
        Ok(result)
    }
}

impl SecretStore for OpenKeychain {
    fn get(&self, key: &SecretKey) -> Result<Option<Secret>, SecretStoreError> {
        self.with(|entries| entries.get(&name(key)).map(|secret| Secret::new(secret.as_str())))
    }

    fn set(&self, key: &SecretKey, secret: &Secret) -> Result<(), SecretStoreError> {
        self.with(|entries| drop(entries.insert(name(key), secret.expose().to_owned())))
    }

    fn delete(&self, key: &SecretKey) -> Result<(), SecretStoreError> {
        self.with(|entries| drop(entries.remove(&name(key))))
    }
}

fn name(key: &SecretKey) -> String {
    format!("{} {}", key.user_id, key.server)
}
