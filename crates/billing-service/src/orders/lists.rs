//! Reading orders: one's own, everybody's, one of them, what happened to it.

use super::telling;
use crate::app::App;
use crate::auth::access::{OfCustomer, Principal, Reach};
use crate::body::{PageQuery, query_pairs};
use crate::etag::{self, Conditions};
use crate::problem::{Refusal, field_error};
use crate::store::{OrderFilter, OrderStretch, ReadOrder, Stretch};
use axum::extract::{Path, RawQuery, State};
use axum::response::Response;
use billing_contract::{FieldError, Order, OrderId, OrderPage, OrderState, Page, Timeline, paths};

const MOST_ON_A_PAGE: u32 = 200;
const USUALLY_ON_A_PAGE: u32 = 20;
const LONGEST_QUERY: usize = 200;

/// The customer's orders, newest first: in pages with a total if `page` or `pageSize` is given,
/// else from cursor to cursor.
#[utoipa::path(
    get, path = paths::PACKAGE_ORDERS,
    params(
        ("page" = Option<u32>, Query, description = "Which page, from 1 on"),
        ("pageSize" = Option<u32>, Query, description = "1 to 200, 20 unless told")),
    responses((status = 200, body = OrderPage)))]
pub async fn list_own_orders(
    State(app): State<App>,
    OfCustomer(customer): OfCustomer,
    principal: Principal,
    page: PageQuery,
    RawQuery(query): RawQuery,
    conditions: Conditions,
) -> Result<Response, Refusal> {
    let filter = OrderFilter { customer: Some(customer), ..OrderFilter::default() };
    let list = match numbered_page(query.as_deref())? {
        Some(stretch) => {
            let OrderStretch { orders, total } = app.store().read_orders(filter, stretch).await?;
            let items = orders.iter().map(|order| told(order, &principal)).collect();
            OrderPage { items, total, next_cursor: None }
        }
        None => {
            let Page { items, next_cursor } = from_cursor(&app, filter, &page, &principal).await?;
            OrderPage { items, total: None, next_cursor }
        }
    };
    etag::by_content(&list, &conditions)
}

/// Every customer's orders, for staff, newest first.
#[utoipa::path(
    get, path = paths::STAFF_ORDERS,
    params(
        ("query" = Option<String>, Query,
            description = "Part of a number, of the thing's or of the customer's name"),
        ("state" = Option<String>, Query, description = "Where the orders stand")),
    responses((status = 200, body = Page<Order>)))]
pub async fn list_all_orders(
    State(app): State<App>,
    principal: Principal,
    page: PageQuery,
    RawQuery(query): RawQuery,
    conditions: Conditions,
) -> Result<Response, Refusal> {
    let mut filter = OrderFilter::default();
    let mut errors: Vec<FieldError> = Vec::new();
    for (name, value) in query_pairs(query.as_deref()).filter(|(_, value)| !value.is_empty()) {
        match name.as_str() {
            "query" if value.chars().count() > LONGEST_QUERY => {
                errors.push(field_error("query", "too_long"));
            }
            "query" => filter.query = Some(value),
            "state" => match OrderState::from_name(&value) {
                OrderState::Unknown => errors.push(field_error("state", "invalid")),
                state => filter.state = Some(state),
            },
            _ => {}
        }
    }
    if !errors.is_empty() {
        return Err(Refusal::invalid(errors));
    }
    etag::by_content(&from_cursor(&app, filter, &page, &principal).await?, &conditions)
}

/// One order.
#[utoipa::path(
    get, path = paths::PORTAL_ORDER,
    params(("id" = String, Path, description = "The order")),
    responses((status = 200, body = Order)))]
pub async fn read_order(
    State(app): State<App>,
    reach: Reach,
    principal: Principal,
    Path(id): Path<OrderId>,
    conditions: Conditions,
) -> Result<Response, Refusal> {
    let order = within_reach(&app, &reach, &id).await?;
    etag::by_content(&told(&order, &principal), &conditions)
}

/// What happened to one order, oldest first; how the service learnt of it is told to staff only.
#[utoipa::path(
    get, path = paths::PORTAL_ORDER_TIMELINE,
    params(("id" = String, Path, description = "The order")),
    responses((status = 200, body = Timeline)))]
pub async fn read_timeline(
    State(app): State<App>,
    reach: Reach,
    principal: Principal,
    Path(id): Path<OrderId>,
    conditions: Conditions,
) -> Result<Response, Refusal> {
    within_reach(&app, &reach, &id).await?;
    let entries = app.store().read_timeline(&id).await?;
    let items = telling::tell_timeline(entries, principal.role);
    etag::by_content(&Timeline { items }, &conditions)
}

/// The order, unless it is another customer's.
async fn within_reach(app: &App, reach: &Reach, id: &OrderId) -> Result<ReadOrder, Refusal> {
    let order = app.store().read_order(id).await?;
    let is_near = |order: &ReadOrder| {
        reach.0.as_ref().is_none_or(|customer| *customer == order.file.order.terms.customer_id)
    };
    order.filter(is_near).ok_or_else(Refusal::not_found)
}

async fn from_cursor(
    app: &App,
    filter: OrderFilter,
    page: &PageQuery,
    principal: &Principal,
) -> Result<Page<Order>, Refusal> {
    let stretch = Stretch::After(page.after.clone(), page.limit + 1);
    let rest = app.store().read_orders(filter, stretch).await?.orders;
    let Page { items, next_cursor } = page.cut(rest, |order| order.file.order.id.to_string());
    Ok(Page { items: items.iter().map(|order| told(order, principal)).collect(), next_cursor })
}

fn told(order: &ReadOrder, principal: &Principal) -> Order {
    telling::tell(order, principal.role)
}

/// The page asked for by its number, if one is.
fn numbered_page(query: Option<&str>) -> Result<Option<Stretch>, Refusal> {
    let (mut page, mut size) = (None, None);
    let mut errors = Vec::new();
    for (name, value) in query_pairs(query) {
        let (number, most) = match name.as_str() {
            "page" => (&mut page, 1_000_000),
            "pageSize" => (&mut size, MOST_ON_A_PAGE),
            _ => continue,
        };
        match value.parse::<u32>() {
            Ok(stated) if (1..=most).contains(&stated) => *number = Some(stated),
            _ => errors.push(field_error(name, "out_of_range")),
        }
    }
    if !errors.is_empty() {
        return Err(Refusal::invalid(errors));
    }
    let asked = page.is_some() || size.is_some();
    Ok(asked.then(|| Stretch::Page(page.unwrap_or(1), size.unwrap_or(USUALLY_ON_A_PAGE))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_are_asked_for_by_number_or_size() {
        let asked = |query| numbered_page(Some(query)).ok();
        assert_eq!(asked("limit=3"), Some(None));
        assert_eq!(asked("page=2"), Some(Some(Stretch::Page(2, 20))));
        assert_eq!(asked("pageSize=5"), Some(Some(Stretch::Page(1, 5))));
        assert_eq!(asked("page=3&pageSize=200"), Some(Some(Stretch::Page(3, 200))));
        for wrong in ["page=0", "page=-1", "page=x", "pageSize=0", "pageSize=201", "page=1000001"] {
            assert_eq!(asked(wrong), None, "{wrong}");
        }
    }
}
