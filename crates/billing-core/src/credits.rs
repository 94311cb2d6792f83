//! The movements of credits, from this computer alone.

use crate::archive::figure_of;
use crate::console::Console;
use crate::error::CommandError;
use crate::views::{CreditLedger, CreditsWish, Figure};

/// More rows than this are not given at once.
const MOST_ROWS: u32 = 1_000;

impl Console {
    /// The movements of credits as last seen, newest first.
    pub async fn credits(
        &self,
        wish: CreditsWish,
    ) -> Result<Option<Figure<CreditLedger>>, CommandError> {
        let Some(archive) = self.archive_of(wish.customer.as_ref())? else { return Ok(None) };
        // Until the walk back has reached the first movement nothing can be said of the chain.
        let is_whole = archive.progress().await?.shown.is_complete;
        let read = archive.ledger(wish.offset, wish.limit.min(MOST_ROWS));
        let found = figure_of(self, &archive, read).await?;
        Ok(found.map(|Figure { value: ledger, as_of }| {
            let value = CreditLedger {
                balance: ledger.balance,
                total: ledger.total,
                rows: ledger.rows,
                is_verified: is_whole
                    && ledger.broken_at.is_none()
                    && ledger.verified_to == i64::from(ledger.total),
                broken_at: ledger.broken_at.filter(|_| is_whole),
            };
            Figure { value, as_of }
        }))
    }
}
