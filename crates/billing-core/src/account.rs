//! The customer's master data.

use crate::client::{self, Fetched};
use crate::console::Console;
use crate::error::{CommandError, CommandErrorCode};
use crate::store::Kind;
use crate::views::{Figure, UpdateAccount};
use billing_contract::{Account, ErrorCode};

impl Console {
    /// The account as last seen.
    pub async fn account(&self, (): ()) -> Result<Option<Figure<Account>>, CommandError> {
        self.inner.session()?;
        Ok(self.figure(Kind::Account))
    }

    /// Changes the account. If somebody else has changed it meanwhile, nothing is changed, and the
    /// account as it is now is fetched for the person to look at.
    pub async fn update_account(
        &self,
        request: UpdateAccount,
    ) -> Result<Figure<Account>, CommandError> {
        let session = self.inner.session()?;
        let owner = session.keeper().owner().key();
        let language = self.inner.choices().language();
        let updated =
            client::account::update_account(&session, &request.update, request.version).await;
        let is_stale =
            matches!(&updated, Err(error) if error.code() == Some(ErrorCode::PreconditionFailed));
        if is_stale {
            let newest = client::account::account(&session, None).await;
            if let Ok(newest) = self.heard(&session, newest).await {
                self.keep(&owner, Kind::Account, language, &newest).await?;
            }
            return Err(CommandError::new(CommandErrorCode::ChangedMeanwhile));
        }
        let (value, etag) = self.heard(&session, updated).await?;
        let fetched = Fetched::Fresh { value: value.clone(), etag };
        if let Err(error) = self.keep(&owner, Kind::Account, language, &fetched).await {
            // The change itself is done; only this computer will have to ask again.
            tracing::warn!(%error, "the changed account is not kept");
        }
        Ok(Figure { value, as_of: self.inner.options.clock.now() })
    }
}
