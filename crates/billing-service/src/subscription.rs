//! The customer's subscription and credits.

use crate::app::App;
use crate::auth::access::OfCustomer;
use crate::etag::{self, Conditions};
use crate::locale::Language;
use crate::problem::Refusal;
use axum::extract::State;
use axum::response::Response;
use billing_contract::{ErrorCode, Subscription, paths};

/// The subscription as of today; the plan's name is in the language asked for.
#[utoipa::path(
    get, path = paths::PORTAL_SUBSCRIPTION,
    params(("Accept-Language" = Option<String>, Header, description = "en, zh-CN or ja")),
    responses((status = 200, body = Subscription), (status = 404, description = "No subscription"))
)]
pub async fn read_subscription(
    State(app): State<App>,
    OfCustomer(customer): OfCustomer,
    language: Language,
    conditions: Conditions,
) -> Result<Response, Refusal> {
    let today = app.clock().today();
    let found = app.store().subscription(&customer, language.0, today).await?;
    let subscription = found.ok_or_else(|| {
        Refusal::new(ErrorCode::NoSubscription, "The customer has no subscription.")
    })?;
    let mut response = etag::by_content(&subscription, &conditions)?;
    language.state_in(response.headers_mut());
    Ok(response)
}
