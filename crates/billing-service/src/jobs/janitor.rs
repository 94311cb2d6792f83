//! Looking after orders that nobody looks at: deliveries, refunds, codes, expiry.
//!
//! Whatever is due is found in the store, so a restart loses nothing: the first pass after it
//! catches up with all that came due meanwhile.

use crate::app::App;
use crate::orders::conversation::{self, ConversationError, is_wanted};
use crate::orders::facts::{Ending, RefundState};
use crate::orders::refunding::Sending;
use crate::orders::{closing, fulfilling, refunding, schedule};
use crate::store::{OrderFile, StoreError};
use billing_contract::OrderId;
use chrono::Duration;
use futures_util::{StreamExt as _, TryStreamExt as _, stream};

/// So many of a kind in one pass; the rest waits for the next.
const AT_ONCE: u32 = 100;
const SIDE_BY_SIDE: usize = 8;
const AFTER_A_FAILURE: Duration = Duration::seconds(30);

/// Does everything that is due now, once.
pub async fn pass(app: &App) {
    if let Err(error) = try_pass(app).await {
        tracing::warn!(%error, "looking after orders must wait for the store");
    }
}

async fn try_pass(app: &App) -> Result<(), StoreError> {
    let now = app.clock().now();
    for (order, failures) in app.store().fulfilments_to_try(now, AT_ONCE).await? {
        fulfilling::deliver(app, &order, failures).await;
    }
    // Side by side, so that one provider that answers slowly does not keep all the others waiting.
    let refunds = app.store().refunds_to_look_at(now, AT_ONCE).await?;
    let looks = refunds.into_iter().map(|(order, refund)| look_at_refund(app, order, refund));
    stream::iter(looks).buffer_unordered(SIDE_BY_SIDE).try_collect::<()>().await?;
    let orders = app.store().orders_to_look_at(now, AT_ONCE).await?;
    let looks = orders.into_iter().map(|order| look_at(app, order));
    stream::iter(looks).buffer_unordered(SIDE_BY_SIDE).try_collect::<()>().await
}

async fn look_at_refund(app: &App, order: OrderId, refund_no: String) -> Result<(), StoreError> {
    let order = &order;
    let _turn = app.turns().take(order).await;
    // First of all, so that nothing that goes wrong can make it due at once again.
    let later = app.clock().now() + AFTER_A_FAILURE;
    app.store().look_at_refund_again(&refund_no, None, Some(later)).await?;
    let Some(file) = app.store().order(order).await? else { return Ok(()) };
    let refund = file.refunds.iter().find(|refund| refund.refund_no == refund_no);
    if let Some(refund) = refund.filter(|refund| refund.state == RefundState::Pending) {
        refunding::send(app, &file, refund, Sending::Again).await;
    }
    Ok(())
}

async fn look_at(app: &App, order: OrderId) -> Result<(), StoreError> {
    let order = &order;
    let _turn = app.turns().take(order).await;
    let later = app.clock().now() + AFTER_A_FAILURE;
    app.store().look_again(order, Some(later)).await?;
    let Some(file) = app.store().order(order).await? else { return Ok(()) };
    match look(app, file).await {
        Ok(file) => {
            let next = schedule::next_look(&file, app.clock().now());
            app.store().look_again(order, next).await
        }
        Err(ConversationError::Store(error)) => Err(error),
        Err(error) => {
            tracing::info!(%order, %error, "an order could not be looked after; it is tried again");
            let Some(file) = app.store().order(order).await? else { return Ok(()) };
            let now = app.clock().now();
            let next = schedule::next_look(&file, now).map(|next| next.max(later));
            app.store().look_again(order, next).await
        }
    }
}

/// Asks about every code, and ends an order whose time is over.
async fn look(app: &App, mut file: OrderFile) -> Result<OrderFile, ConversationError> {
    let is_over = file.facts.ended.is_none()
        && !file.facts.has_money()
        && !file.facts.is_paid()
        && file.order.expires_at <= app.clock().now();
    if is_over {
        return closing::end(app, file, Ending::Expired).await;
    }
    let mut failure = None;
    for attempt in file.attempts.clone() {
        match conversation::ask(app, &file, &attempt).await {
            Ok(asked) => file = asked.file,
            // One provider that is down keeps nobody from asking the others.
            Err(error) if !is_wanted(attempt.state) => {
                tracing::debug!(%error, "an old code could not be asked about");
            }
            Err(error) => failure = Some(error),
        }
    }
    failure.map_or(Ok(file), Err)
}
