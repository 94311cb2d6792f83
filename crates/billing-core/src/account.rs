//! The customer's master data.

use crate::client::session::Session;
use crate::client::{self, Fetched};
use crate::clock::Moment;
use crate::console::Console;
use crate::error::{CommandError, CommandErrorCode};
use crate::store::Kind;
use crate::views::{Figure, UpdateAccount};
use billing_contract::{Account, ErrorCode};
use std::sync::Arc;

impl Console {
    /// The account as last seen.
    pub async fn account(&self, (): ()) -> Result<Option<Figure<Account>>, CommandError> {
        self.inner.session()?;
        Ok(self.figure(&Kind::Account))
    }

    /// Changes the account. If somebody else has changed it since the version the person was looking
    /// at, nothing is changed, and the account as it is now is there for them to look at.
    pub async fn update_account(
        &self,
        request: UpdateAccount,
    ) -> Result<Figure<Account>, CommandError> {
        let session = self.inner.session()?;
        let Some(etag) = self.etag_of_version(request.version) else {
            self.fetch_newest_account(&session).await?;
            return Err(CommandError::new(CommandErrorCode::ChangedMeanwhile));
        };
        let updated = client::account::update_account(&session, &request.update, &etag).await;
        let is_stale =
            matches!(&updated, Err(error) if error.code() == Some(ErrorCode::PreconditionFailed));
        if is_stale {
            self.fetch_newest_account(&session).await?;
            // An answer that got lost makes the person's own change look like somebody else's.
            return self
                .figure(&Kind::Account)
                .filter(|newest: &Figure<Account>| request.update.is_made_in(&newest.value))
                .ok_or(CommandError::new(CommandErrorCode::ChangedMeanwhile));
        }
        let (value, etag) = self.heard(&session, updated).await?;
        let fetched = Fetched::Fresh { value: value.clone(), etag };
        let (owner, language) = (session.keeper().owner().key(), self.inner.choices().language());
        if let Err(error) = self.keep(&owner, Kind::Account, language, &fetched).await {
            // The change itself is done; only this computer will have to ask again.
            tracing::warn!(%error, "the changed account is not kept");
        }
        Ok(Figure { value, as_of: Moment::of(&*self.inner.options.clock).wall })
    }

    /// The tag under which the service gave the version the person was looking at; none if a newer
    /// one has come since.
    fn etag_of_version(&self, version: i64) -> Option<String> {
        let seen: Figure<Account> = self.figure(&Kind::Account)?;
        let etag = self.inner.cache.value(&Kind::Account)?.etag;
        (seen.value.version == version).then_some(etag).flatten()
    }

    async fn fetch_newest_account(&self, session: &Arc<Session>) -> Result<(), CommandError> {
        let newest = client::account::account(session, None).await;
        let newest = self.heard(session, newest).await?;
        let (owner, language) = (session.keeper().owner().key(), self.inner.choices().language());
        Ok(self.keep(&owner, Kind::Account, language, &newest).await?)
    }
}
