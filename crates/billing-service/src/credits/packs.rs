//! Packs of credits for sale.

use crate::app::App;
use crate::auth::access::OfCustomer;
use crate::etag::{self, Conditions};
use crate::locale::Language;
use crate::problem::Refusal;
use crate::store::StoredPack;
use axum::extract::State;
use axum::response::Response;
use billing_contract::{CreditPack, Page, paths};

/// The packs of credits the customer can buy, in the operator's order.
#[utoipa::path(
    get, path = paths::PORTAL_CREDIT_PACKS,
    params(("Accept-Language" = Option<String>, Header, description = "en, zh-CN or ja")),
    responses((status = 200, body = Page<CreditPack>)))]
pub async fn list_packs(
    State(app): State<App>,
    OfCustomer(customer): OfCustomer,
    language: Language,
    conditions: Conditions,
) -> Result<Response, Refusal> {
    let offered = app.store().credit_packs(&customer, language.0).await?;
    let page = Page { items: offered.into_iter().map(told).collect(), next_cursor: None };
    let mut response = etag::by_content(&page, &conditions)?;
    language.state_in(response.headers_mut());
    Ok(response)
}

/// A pack as the contract tells it.
pub fn told(pack: StoredPack) -> CreditPack {
    CreditPack {
        id: pack.id,
        name: pack.name,
        credits: pack.credits,
        valid_days: pack.valid_days,
        price: pack.price.to_decimal(),
        currency: pack.price.currency,
    }
}
