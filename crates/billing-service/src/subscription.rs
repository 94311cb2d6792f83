//! The customer's subscription and credits.
//!
//! [`machine`] is one subscription's life and decides everything; [`calendar`] is how it counts
//! days; [`proration`] is what of it is left. The handlers ask them and the store.

pub mod acting;
pub mod calendar;
pub mod changing;
pub mod machine;
pub mod proration;

use crate::app::App;
use crate::auth::access::{OfCustomer, Principal, permissions_of};
use crate::etag::{self, Conditions};
use crate::locale::Language;
use crate::problem::Refusal;
use axum::extract::State;
use axum::response::Response;
use billing_contract::{ErrorCode, Permission, Subscription, paths};

/// The subscription as of today; the plan's name is in the language asked for. What can be done
/// with it is told to those who may.
#[utoipa::path(
    get, path = paths::PORTAL_SUBSCRIPTION,
    params(("Accept-Language" = Option<String>, Header, description = "en, zh-CN or ja")),
    responses((status = 200, body = Subscription), (status = 404, description = "No subscription"))
)]
pub async fn read_subscription(
    State(app): State<App>,
    principal: Principal,
    OfCustomer(customer): OfCustomer,
    language: Language,
    conditions: Conditions,
) -> Result<Response, Refusal> {
    let found = app.store().subscription(&customer, language.0, app.clock().now()).await?;
    let mut subscription = found.ok_or_else(no_subscription)?;
    if !permissions_of(principal.role).contains(&Permission::Buy) {
        subscription.available_actions.clear();
    }
    let mut response = etag::by_content(&subscription, &conditions)?;
    language.state_in(response.headers_mut());
    Ok(response)
}

fn no_subscription() -> Refusal {
    Refusal::new(ErrorCode::NoSubscription, "The customer has no subscription.")
}

fn changed() -> Refusal {
    Refusal::new(ErrorCode::AmountChanged, "The amount has changed since it was shown.")
}

fn not_in_this_state() -> Refusal {
    let detail = "This cannot be done with the subscription as it stands.";
    Refusal::new(ErrorCode::SubscriptionState, detail)
}
