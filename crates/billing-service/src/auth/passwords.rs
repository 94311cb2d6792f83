//! Hashing and checking passwords, a few at a time.

use crate::config::PasswordConfig;
use crate::problem::Refusal;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher as _, PasswordVerifier as _};
use argon2::{Algorithm, Argon2, Params, Version};
use billing_contract::Secret;
use std::sync::Arc;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Hashes and checks passwords by argon2id on threads that may block.
pub struct Passwords {
    hasher: Argon2<'static>,
    turns: Arc<Semaphore>,
    places: Arc<Semaphore>,
    /// Checked when there is no such user, so that the answer takes as long.
    nobody: String,
}

/// The right to hash, and a place in the queue for it.
pub struct Turn {
    _turn: OwnedSemaphorePermit,
    _place: OwnedSemaphorePermit,
}

impl Passwords {
    /// Hashes at this cost.
    pub fn new(config: &PasswordConfig) -> Result<Self, argon2::password_hash::Error> {
        let params = Params::new(config.memory_kib, config.iterations, config.parallelism, None)?;
        let hasher = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
        let nobody = hasher.hash_password(b"the password of nobody at all")?.to_string();
        Ok(Self {
            hasher,
            turns: Arc::new(Semaphore::new(config.at_once)),
            places: Arc::new(Semaphore::new(config.at_once + config.waiting)),
            nobody,
        })
    }

    /// Waits for the right to hash; refuses at once if too many wait already.
    pub async fn turn(&self) -> Result<Turn, Refusal> {
        let busy = || Refusal::unavailable("too many passwords wait to be hashed");
        let place = Arc::clone(&self.places).try_acquire_owned().map_err(|_| busy())?;
        let turn = Arc::clone(&self.turns).acquire_owned().await.map_err(|_| busy())?;
        Ok(Turn { _turn: turn, _place: place })
    }

    /// The hash to store for a password.
    pub async fn hash(&self, password: Secret, turn: Turn) -> Result<String, Refusal> {
        let hasher = self.hasher.clone();
        let hashed = tokio::task::spawn_blocking(move || {
            let _turn = turn;
            hasher.hash_password(password.expose().as_bytes()).map(|hash| hash.to_string())
        });
        hashed.await.map_err(Refusal::internal)?.map_err(Refusal::internal)
    }

    /// Whether the password belongs to `hash`; with no hash it takes as long and is `false`.
    pub async fn verify(
        &self,
        password: Secret,
        hash: Option<String>,
        turn: Turn,
    ) -> Result<bool, Refusal> {
        let hasher = self.hasher.clone();
        let exists = hash.is_some();
        let hash = hash.unwrap_or_else(|| self.nobody.clone());
        let verified = tokio::task::spawn_blocking(move || {
            let _turn = turn;
            hasher.verify_password(password.expose().as_bytes(), hash.as_str()).is_ok()
        });
        Ok(verified.await.map_err(Refusal::internal)? && exists)
    }

    /// Whether a hash was made by another algorithm or at another cost than new ones are.
    pub fn is_outdated(&self, hash: &str) -> bool {
        let Ok(hash) = PasswordHash::new(hash) else { return true };
        let wanted = self.hasher.params();
        let costs = |params: &Params| (params.m_cost(), params.t_cost(), params.p_cost());
        let is_current = hash.algorithm == Algorithm::Argon2id.ident()
            && hash.version == Some(Version::V0x13.into())
            && Params::try_from(&hash).is_ok_and(|params| costs(&params) == costs(wanted));
        !is_current
    }
}
