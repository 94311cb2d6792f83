//! Credits at the service: what is there, what more can be had, and what the operator gives.

use super::archive::of_customer;
use super::orders::query;
use super::session::Session;
use super::{ClientError, Fetched, Request};
use billing_contract::{
    AdjustRequest, AutoTopUp, AutoTopUpUpdate, CreditPack, CreditStanding, CustomerId, GiftCode,
    GiftCodeRequest, GiftCodes, Page, RedeemRequest, Redeemed, SpendReceipt, paths,
};
use std::sync::Arc;

/// What is left of a customer's credits, or of one's own, if it has changed.
pub(crate) async fn standing(
    session: &Arc<Session>,
    customer: Option<&CustomerId>,
    etag: Option<&str>,
) -> Result<Fetched<CreditStanding>, ClientError> {
    let path = of_customer(paths::PORTAL_CREDITS, customer, Vec::new());
    session.send(Request::get(path).if_changed_from(etag)).await?.fetched()
}

/// The packs for sale in `language`, if they have changed. There are few enough for one page.
pub(crate) async fn packs(
    session: &Arc<Session>,
    etag: Option<&str>,
    language: &str,
) -> Result<Fetched<Vec<CreditPack>>, ClientError> {
    let request =
        Request::get(paths::PORTAL_CREDIT_PACKS).if_changed_from(etag).in_language(language);
    let fetched: Fetched<Page<CreditPack>> = session.send(request).await?.fetched()?;
    Ok(match fetched {
        Fetched::NotModified => Fetched::NotModified,
        Fetched::Fresh { value, etag } => Fetched::Fresh { value: value.items, etag },
    })
}

/// The rule by which packs are ordered, if it or what it has ordered has changed.
pub(crate) async fn auto_top_up(
    session: &Arc<Session>,
    etag: Option<&str>,
) -> Result<Fetched<AutoTopUp>, ClientError> {
    session.send(Request::get(paths::PORTAL_AUTO_TOP_UP).if_changed_from(etag)).await?.fetched()
}

/// Sets the rule.
pub(crate) async fn set_auto_top_up(
    session: &Arc<Session>,
    rule: &AutoTopUpUpdate,
) -> Result<AutoTopUp, ClientError> {
    session.send(Request::put(paths::PORTAL_AUTO_TOP_UP).json(rule)).await?.read()
}

/// Redeems a code; the same code again answers the same.
pub(crate) async fn redeem(
    session: &Arc<Session>,
    code: &RedeemRequest,
) -> Result<Redeemed, ClientError> {
    let request = Request::post(paths::PORTAL_CREDIT_REDEEM).json(code).harmless_to_repeat();
    session.send(request).await?.read()
}

/// Puts a customer's credits right; everything sent under `key` counts once.
pub(crate) async fn adjust(
    session: &Arc<Session>,
    adjustment: &AdjustRequest,
    key: &str,
) -> Result<SpendReceipt, ClientError> {
    let request = Request::post(paths::OPERATOR_CREDITS_ADJUST).json(adjustment).counted_as(key);
    session.send(request).await?.read()
}

/// Makes codes; asked again under the same `key` it answers the same ones.
pub(crate) async fn make_codes(
    session: &Arc<Session>,
    wanted: &GiftCodeRequest,
    key: &str,
) -> Result<GiftCodes, ClientError> {
    let request = Request::post(paths::OPERATOR_GIFT_CODES).json(wanted).counted_as(key);
    session.send(request).await?.read()
}

/// A page of the codes that were made, newest first.
pub(crate) async fn codes(
    session: &Arc<Session>,
    cursor: Option<&str>,
) -> Result<Page<GiftCode>, ClientError> {
    let given: Vec<(&str, &str)> = cursor.map(|cursor| ("cursor", cursor)).into_iter().collect();
    let path = format!("{}?{}", paths::OPERATOR_GIFT_CODES, query(&given));
    session.send(Request::get(path)).await?.read()
}
