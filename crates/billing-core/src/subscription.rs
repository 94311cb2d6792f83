//! What the customer has subscribed to.

use crate::console::Console;
use crate::error::CommandError;
use crate::store::Kind;
use crate::views::Figure;
use billing_contract::Subscription;

impl Console {
    /// The subscription as last seen; the inner none is a customer without one.
    pub async fn subscription(
        &self,
        (): (),
    ) -> Result<Option<Figure<Option<Subscription>>>, CommandError> {
        self.inner.session()?;
        Ok(self.figure(&Kind::Subscription))
    }
}
