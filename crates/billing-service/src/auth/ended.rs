//! The sessions that ended while access tokens of theirs may still be about.

use crate::store::{Store, StoreError};
use billing_contract::SessionId;
use chrono::{DateTime, Duration, Utc};
use std::collections::HashMap;
use std::sync::{PoisonError, RwLock};

/// Sessions whose access tokens are refused although they have not run out.
///
/// One process owns the database, so what this process knows is all there is.
pub struct EndedSessions {
    ended: RwLock<HashMap<SessionId, DateTime<Utc>>>,
    access_lifetime: Duration,
}

impl EndedSessions {
    /// Those the store knows of.
    pub async fn load(
        store: &dyn Store,
        access_seconds: u32,
        now: DateTime<Utc>,
    ) -> Result<Self, StoreError> {
        let access_lifetime = Duration::seconds(i64::from(access_seconds));
        let ended = store.sessions_ended_since(now - access_lifetime).await?;
        Ok(Self { ended: RwLock::new(ended.into_iter().collect()), access_lifetime })
    }

    /// Refuses the session's access tokens from now on.
    pub fn add(&self, sessions: impl IntoIterator<Item = SessionId>, now: DateTime<Utc>) {
        let mut ended = self.ended.write().unwrap_or_else(PoisonError::into_inner);
        // Tokens of older ones have run out by themselves.
        ended.retain(|_, at| *at + self.access_lifetime >= now);
        ended.extend(sessions.into_iter().map(|session| (session, now)));
    }

    /// Whether the session has ended.
    pub fn contains(&self, session: &SessionId) -> bool {
        self.ended.read().unwrap_or_else(PoisonError::into_inner).contains_key(session)
    }
}
