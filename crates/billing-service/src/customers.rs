//! Customers as staff look for them.

use crate::app::App;
use crate::auth::access::Principal;
use crate::body::{PageQuery, query_pairs};
use crate::etag::{self, Conditions};
use crate::locale::Language;
use crate::persons;
use crate::problem::{Refusal, field_error};
use crate::store::{CustomersWish, StaffReach};
use axum::extract::{RawQuery, State};
use axum::response::Response;
use billing_contract::{CustomerSummary, Page, paths};

const LONGEST_QUERY: usize = 200;

/// The customers whom staff may see, by name: agents those assigned to them, the others all. What
/// tells of persons is masked for whoever need not know it.
#[utoipa::path(
    get, path = paths::PORTAL_CUSTOMERS,
    params(
        ("query" = Option<String>, Query, description = "Part of the company's name or of the id, or the number of an invoice or order"),
        ("Accept-Language" = Option<String>, Header, description = "en, zh-CN or ja")),
    responses((status = 200, body = Page<CustomerSummary>)))]
pub async fn list_customers(
    State(app): State<App>,
    principal: Principal,
    language: Language,
    page: PageQuery,
    RawQuery(query): RawQuery,
    conditions: Conditions,
) -> Result<Response, Refusal> {
    let query = query_pairs(query.as_deref()).find(|(name, _)| name == "query");
    let query = query.map(|(_, text)| text).filter(|text| !text.trim().is_empty());
    if query.as_ref().is_some_and(|text| text.chars().count() > LONGEST_QUERY) {
        return Err(Refusal::invalid(vec![field_error("query", "too_long")]));
    }
    let invalid = || Refusal::invalid(vec![field_error("cursor", "invalid")]);
    let after = match &page.after {
        // An id holds no line break, a name might.
        Some(after) => {
            let (name, id) = after.rsplit_once('\n').ok_or_else(invalid)?;
            Some((name.to_owned(), id.to_owned()))
        }
        None => None,
    };
    let knows_persons = persons::are_shown_to(principal.role);
    let wish = CustomersWish {
        reach: StaffReach::of(&principal),
        query,
        // Who is not shown a person must not find out by asking, either.
        looks_at_persons: knows_persons,
        after,
        limit: page.limit + 1,
        locale: language.0,
        today: app.clock().now().date_naive(),
    };
    let rest = app.store().customers(wish).await?;
    let mut page: Page<CustomerSummary> =
        page.cut(rest, |customer| format!("{}\n{}", customer.company_name, customer.customer_id));
    if !knows_persons {
        page.items.iter_mut().for_each(persons::mask_customer);
    }
    let mut response = etag::by_content(&page, &conditions)?;
    language.state_in(response.headers_mut());
    Ok(response)
}
