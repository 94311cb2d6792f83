//! What a customer is told of in the console, and what they agree to.

use crate::app::App;
use crate::auth::access::{OfCustomer, Principal};
use crate::body::{Body, PageQuery, query_pairs};
use crate::etag::{self, Conditions};
use crate::problem::{Refusal, field_error};
use crate::store::NoticesWish;
use axum::Json;
use axum::extract::{RawQuery, State};
use axum::response::Response;
use billing_contract::{Consent, NoticePage, NoticesRead, Page, ReadNotices, paths};

/// So many are marked one by one at once; whoever has read more has read up to one.
const MOST_IDS: usize = 200;

/// The notices, newest first, and how many whoever asks has not read.
#[utoipa::path(
    get, path = paths::PORTAL_NOTICES,
    params(("since" = Option<String>, Query, description = "Only those behind this one")),
    responses((status = 200, body = NoticePage)))]
pub async fn list_customer_notices(
    State(app): State<App>,
    OfCustomer(customer): OfCustomer,
    principal: Principal,
    page: PageQuery,
    RawQuery(query): RawQuery,
    conditions: Conditions,
) -> Result<Response, Refusal> {
    let since = query_pairs(query.as_deref())
        .find(|(name, value)| name == "since" && !value.is_empty())
        .map(|(_, since)| since);
    let wish = NoticesWish {
        customer,
        reader: principal.user_id,
        since,
        before: page.after.clone(),
        limit: page.limit + 1,
    };
    let (rest, unread) = app.store().notices(wish).await?;
    let Page { items, next_cursor } = page.cut(rest, |notice| notice.id.to_string());
    etag::by_content(&NoticePage { items, next_cursor, unread }, &conditions)
}

/// Notes what whoever asks has read; the same again changes nothing.
#[utoipa::path(
    post, path = paths::PORTAL_NOTICES_READ, request_body = ReadNotices,
    responses((status = 200, body = NoticesRead)))]
pub async fn read_customer_notices(
    State(app): State<App>,
    OfCustomer(customer): OfCustomer,
    principal: Principal,
    Body(read): Body<ReadNotices>,
) -> Result<Json<NoticesRead>, Refusal> {
    if read.ids.is_empty() && read.up_to.is_none() {
        return Err(Refusal::invalid(vec![field_error("ids", "required")]));
    }
    if read.ids.len() > MOST_IDS {
        return Err(Refusal::invalid(vec![field_error("ids", "too_long")]));
    }
    let now = app.clock().now();
    let unread = app.store().read_notices_of(&customer, &principal.user_id, read, now).await?;
    Ok(Json(NoticesRead { unread }))
}

/// What the customer agrees to.
#[utoipa::path(get, path = paths::PORTAL_CONSENT, responses((status = 200, body = Consent)))]
pub async fn read_consent(
    State(app): State<App>,
    OfCustomer(customer): OfCustomer,
    conditions: Conditions,
) -> Result<Response, Refusal> {
    etag::by_content(&app.store().consent(&customer).await?, &conditions)
}

/// Agrees, or no longer; what was not sent yet and is no longer agreed to is never sent.
#[utoipa::path(
    put, path = paths::PORTAL_CONSENT, request_body = Consent,
    responses((status = 200, body = Consent)))]
pub async fn give_consent(
    State(app): State<App>,
    OfCustomer(customer): OfCustomer,
    principal: Principal,
    Body(consent): Body<Consent>,
) -> Result<Json<Consent>, Refusal> {
    let now = app.clock().now();
    app.store().set_consent(&customer, &principal.user_id, consent.clone(), now).await?;
    Ok(Json(consent))
}
