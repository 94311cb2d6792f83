//! The plans on offer.

use crate::console::Console;
use crate::error::CommandError;
use crate::store::Kind;
use crate::views::Figure;
use billing_contract::Plan;

impl Console {
    /// The plans as last seen.
    pub async fn plans(&self, (): ()) -> Result<Option<Figure<Vec<Plan>>>, CommandError> {
        self.inner.session()?;
        Ok(self.figure(&Kind::Plans))
    }
}
