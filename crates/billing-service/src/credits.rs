//! Credits: what is left of them and how they moved, and how the operator's systems spend them.

pub mod auto_top_up;
pub mod forecast;
pub mod gift_codes;
pub mod packs;
pub mod spending;
pub mod words;

use crate::app::App;
use crate::auth::access::OfCustomer;
use crate::body::PageQuery;
use crate::etag::{self, Conditions};
use crate::problem::{Refusal, field_error};
use axum::extract::State;
use axum::response::Response;
use billing_contract::{CreditStanding, CreditTransaction, Page, paths};
use chrono::{DateTime, Utc};

/// What is left of the customer's credits, and until when.
#[utoipa::path(
    get, path = paths::PORTAL_CREDITS,
    responses((status = 200, body = CreditStanding)))]
pub async fn read_credits(
    State(app): State<App>,
    OfCustomer(customer): OfCustomer,
    conditions: Conditions,
) -> Result<Response, Refusal> {
    let held = app.store().credit_holding(&customer).await?;
    let server_now = app.clock().now();
    let is_good = |at: Option<DateTime<Utc>>| at.is_none_or(|at| at > server_now);
    let grants: Vec<_> =
        held.grants.into_iter().filter(|grant| is_good(grant.expires_at)).collect();
    let available = grants.iter().map(|grant| grant.left).sum();
    let standing = CreditStanding {
        available,
        debt: held.debt,
        balance: available - held.debt,
        grants,
        server_now,
    };
    // The moment alone is no news.
    let held = (&standing.grants, standing.debt);
    let tag = etag::weak_tag_of(&serde_json::to_vec(&held).map_err(Refusal::internal)?);
    etag::answer(&standing, &tag, &conditions)
}

/// Every movement of credits with the balance after it, newest first.
#[utoipa::path(
    get, path = paths::PORTAL_CREDIT_TRANSACTIONS,
    responses((status = 200, body = Page<CreditTransaction>)))]
pub async fn list_credit_transactions(
    State(app): State<App>,
    OfCustomer(customer): OfCustomer,
    page: PageQuery,
    conditions: Conditions,
) -> Result<Response, Refusal> {
    let invalid = |_| Refusal::invalid(vec![field_error("cursor", "invalid")]);
    let before = page.after.as_ref().map(|after| after.parse::<i64>()).transpose();
    let before = before.map_err(invalid)?;
    let rest = app.store().credit_transactions(&customer, before, page.limit + 1).await?;
    let page: Page<CreditTransaction> = page.cut(rest, |movement| movement.number.to_string());
    etag::by_content(&page, &conditions)
}
