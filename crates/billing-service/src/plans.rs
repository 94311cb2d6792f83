//! The plans on offer.

use crate::app::App;
use crate::auth::access::OfCustomer;
use crate::body::PageQuery;
use crate::etag::{self, Conditions};
use crate::locale::Language;
use crate::problem::{Refusal, field_error};
use axum::extract::State;
use axum::response::Response;
use billing_contract::{Page, Plan, paths};

/// The plans on offer, priced in the customer's currency, in the language asked for.
#[utoipa::path(
    get, path = paths::PORTAL_PLANS,
    params(("Accept-Language" = Option<String>, Header, description = "en, zh-CN or ja")),
    responses((status = 200, body = Page<Plan>)))]
pub async fn list_plans(
    State(app): State<App>,
    OfCustomer(customer): OfCustomer,
    language: Language,
    page: PageQuery,
    conditions: Conditions,
) -> Result<Response, Refusal> {
    let after = match &page.after {
        Some(after) => {
            after.parse().map_err(|_| Refusal::invalid(vec![field_error("cursor", "invalid")]))?
        }
        None => i64::MIN,
    };
    let stored = app.store().account(&customer).await?.ok_or_else(Refusal::not_found)?;
    let one_more = page.limit + 1;
    let rest = app.store().plans(stored.currency, language.0, after, one_more).await?;
    let page = page.cut(rest, |(position, _)| position.to_string());
    let items = page.items.into_iter().map(|(_, plan)| plan).collect();
    let plans: Page<Plan> = Page { items, next_cursor: page.next_cursor };
    let mut response = etag::by_content(&plans, &conditions)?;
    language.state_in(response.headers_mut());
    Ok(response)
}
