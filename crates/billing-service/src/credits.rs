//! The movements of credits.

use crate::app::App;
use crate::auth::access::OfCustomer;
use crate::body::PageQuery;
use crate::etag::{self, Conditions};
use crate::problem::{Refusal, field_error};
use axum::extract::State;
use axum::response::Response;
use billing_contract::{CreditTransaction, Page, paths};

pub mod words;

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
