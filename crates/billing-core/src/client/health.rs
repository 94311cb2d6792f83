//! Whether a billing service answers at an address.

use super::{Client, ClientError, Request};
use billing_contract::{Health, paths};
use std::time::Duration;

/// How long a person waits for the answer.
const LIMIT: Duration = Duration::from_secs(3);

/// What the service says of itself.
pub(crate) async fn live(client: &Client) -> Result<Health, ClientError> {
    client.exchange(&Request::get(paths::HEALTH_LIVE).once_within(LIMIT)).await?.read()
}
