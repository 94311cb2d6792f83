//! The movements of credits, from this computer alone.

use crate::console::Console;
use crate::error::CommandError;
use crate::views::{CreditLedger, CreditsWish, Figure};

impl Console {
    /// The movements of credits as last seen, newest first.
    pub async fn credits(
        &self,
        _: CreditsWish,
    ) -> Result<Option<Figure<CreditLedger>>, CommandError> {
        self.inner.session()?;
        Ok(None)
    }
}
