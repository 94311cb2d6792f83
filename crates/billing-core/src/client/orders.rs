//! Orders and their payments at the service.

use super::session::Session;
use super::{ClientError, Fetched, Request};
use billing_contract::{
    CancelRequest, Order, OrderId, OrderPage, PayResult, Prepaid, PrepayRequest, PurchaseRequest,
    Quote, RefundRequest, Timeline, TimelineEntry, paths,
};
use std::sync::Arc;
use std::time::Duration;

/// How long a question about a payment may take: the service asks the provider meanwhile.
pub(super) const QUESTION_LIMIT: Duration = Duration::from_secs(10);

/// What something would cost; nothing is ordered.
pub(crate) async fn preview(
    session: &Arc<Session>,
    purchase: &PurchaseRequest,
    language: &str,
) -> Result<Quote, ClientError> {
    let request = Request::post(paths::PAYMENT_ORDER_PREVIEW)
        .json(purchase)
        .in_language(language)
        .harmless_to_repeat();
    session.send(request).await?.read()
}

/// Makes an order; everything sent under `key` is one order.
pub(crate) async fn order(
    session: &Arc<Session>,
    purchase: &PurchaseRequest,
    key: &str,
    language: &str,
) -> Result<Order, ClientError> {
    let request = Request::post(paths::PAYMENT_ORDERS)
        .json(purchase)
        .in_language(language)
        .counted_as(key)
        .once_within(QUESTION_LIMIT);
    session.send(request).await?.read()
}

/// Something to pay an order with; the same order and method answer the same.
pub(crate) async fn prepay(
    session: &Arc<Session>,
    prepay: &PrepayRequest,
) -> Result<Prepaid, ClientError> {
    session
        .send(Request::post(paths::PREPAY).json(prepay).once_within(QUESTION_LIMIT))
        .await?
        .read()
}

/// Whether an order is paid.
pub(crate) async fn pay_result(
    session: &Arc<Session>,
    id: &OrderId,
) -> Result<PayResult, ClientError> {
    let query = query(&[("orderId", id.as_str())]);
    let request = Request::get(format!("{}?{query}", paths::PAY_RESULT));
    session.send(request.once_within(QUESTION_LIMIT)).await?.read()
}

/// Calls an order off; if money came meanwhile, it is paid.
pub(crate) async fn cancel(session: &Arc<Session>, id: &OrderId) -> Result<PayResult, ClientError> {
    let body = CancelRequest { order_id: id.clone() };
    let request = Request::post(paths::PAY_CANCEL).json(&body);
    session.send(request.once_within(QUESTION_LIMIT)).await?.read()
}

/// The customer's newest orders, if anything in them has changed.
pub(crate) async fn newest(
    session: &Arc<Session>,
    etag: Option<&str>,
    language: &str,
) -> Result<Fetched<Vec<Order>>, ClientError> {
    let request = Request::get(format!("{}?limit=200", paths::PACKAGE_ORDERS))
        .if_changed_from(etag)
        .in_language(language);
    let fetched: Fetched<OrderPage> = session.send(request).await?.fetched()?;
    Ok(match fetched {
        Fetched::NotModified => Fetched::NotModified,
        Fetched::Fresh { value, etag } => Fetched::Fresh { value: value.items, etag },
    })
}

/// One order.
pub(crate) async fn one(
    session: &Arc<Session>,
    id: &OrderId,
    language: &str,
) -> Result<Order, ClientError> {
    session.send(Request::get(paths::portal_order(id)).in_language(language)).await?.read()
}

/// What happened to one order, oldest first.
pub(crate) async fn timeline(
    session: &Arc<Session>,
    id: &OrderId,
) -> Result<Vec<TimelineEntry>, ClientError> {
    let timeline: Timeline =
        session.send(Request::get(paths::portal_order_timeline(id))).await?.read()?;
    Ok(timeline.items)
}

/// Every customer's orders, for staff.
pub(crate) async fn of_everybody(
    session: &Arc<Session>,
    search: Option<&str>,
    state: Option<&str>,
    cursor: Option<&str>,
) -> Result<OrderPage, ClientError> {
    let wanted = [("query", search), ("state", state), ("cursor", cursor)];
    let given: Vec<(&str, &str)> =
        wanted.into_iter().filter_map(|(name, value)| Some((name, value?))).collect();
    let query = query(&given);
    session.send(Request::get(format!("{}?{query}", paths::STAFF_ORDERS))).await?.read()
}

/// Sends money of an order back; everything sent under `key` counts once.
pub(crate) async fn refund(
    session: &Arc<Session>,
    id: &OrderId,
    refund: &RefundRequest,
    key: &str,
) -> Result<(), ClientError> {
    let request = Request::post(paths::payment_refund(id)).json(refund).counted_as(key);
    session.send(request).await.map(drop)
}

/// Makes the service ask the provider what it knows of an order.
pub(crate) async fn ask_provider(session: &Arc<Session>, id: &OrderId) -> Result<(), ClientError> {
    let request = Request::post(paths::payment_ask_provider(id)).harmless_to_repeat();
    session.send(request).await.map(drop)
}

/// Names and values as a query says them.
pub(super) fn query(pairs: &[(&str, &str)]) -> String {
    url::form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish()
}
