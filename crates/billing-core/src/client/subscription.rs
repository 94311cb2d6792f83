//! The subscription at the service.

use super::orders::QUESTION_LIMIT;
use super::session::Session;
use super::{ClientError, Fetched, Request};
use billing_contract::{
    CancelSubscription, ChangeOutcome, ChangePreview, ChangeRequest, ClockAdvance, ClockReading,
    ErrorCode, Order, PauseSubscription, PurchaseRequest, ResumeSubscription, StandingPreview,
    Subscription, Wish, paths,
};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::sync::Arc;
use std::time::Duration;

/// How long the service may take to let days go by.
const DAYS_LIMIT: Duration = Duration::from_secs(120);

/// The subscription in `language`, if it has changed; none is a customer without one.
pub(crate) async fn subscription(
    session: &Arc<Session>,
    etag: Option<&str>,
    language: &str,
) -> Result<Fetched<Option<Subscription>>, ClientError> {
    let request =
        Request::get(paths::PORTAL_SUBSCRIPTION).if_changed_from(etag).in_language(language);
    match session.send(request).await {
        Ok(answer) => answer.fetched(),
        Err(error) if error.code() == Some(ErrorCode::NoSubscription) => {
            Ok(Fetched::Fresh { value: None, etag: None })
        }
        Err(error) => Err(error),
    }
}

/// What a change of plan would cost; nothing is changed.
pub(crate) async fn preview_change(
    session: &Arc<Session>,
    change: &ChangeRequest,
    language: &str,
) -> Result<ChangePreview, ClientError> {
    preview(session, paths::SUBSCRIPTION_UPGRADE_PREVIEW, change, language).await
}

/// Changes the plan; everything sent under `key` is one change.
pub(crate) async fn change(
    session: &Arc<Session>,
    change: &ChangeRequest,
    key: &str,
    language: &str,
) -> Result<ChangeOutcome, ClientError> {
    act(session, paths::SUBSCRIPTION_UPGRADE, change, key, language).await
}

/// Makes the order of a change of plan; everything sent under `key` is one order.
pub(crate) async fn ordered_change(
    session: &Arc<Session>,
    purchase: &PurchaseRequest,
    key: &str,
    language: &str,
) -> Result<Order, ClientError> {
    let Wish::Plan { product_id, subscription_type } = purchase.wish.clone() else {
        return Err(ClientError::NotABillingService("only a plan can be changed to"));
    };
    let asked = ChangeRequest {
        plan_id: product_id,
        subscription_type,
        coupon_code: purchase.coupon_code.clone(),
        displayed_amount: purchase.displayed_amount.clone(),
        pay_type: purchase.pay_type,
        trial: false,
    };
    let request = Request::post(paths::SUBSCRIPTION_UPGRADE)
        .json(&asked)
        .in_language(language)
        .counted_as(key)
        .once_within(QUESTION_LIMIT);
    let outcome: ChangeOutcome = session.send(request).await?.read()?;
    // Something is due, and nothing is due without an order.
    outcome.order.ok_or(ClientError::NotABillingService("what is due has no order"))
}

/// What a cancellation would bring; nothing is cancelled.
pub(crate) async fn preview_cancel(
    session: &Arc<Session>,
    cancel: &CancelSubscription,
    language: &str,
) -> Result<StandingPreview, ClientError> {
    preview(session, paths::SUBSCRIPTION_CANCEL_PREVIEW, cancel, language).await
}

/// Ends the subscription, at its end or now; everything sent under `key` counts once.
pub(crate) async fn cancel(
    session: &Arc<Session>,
    cancel: &CancelSubscription,
    key: &str,
    language: &str,
) -> Result<Subscription, ClientError> {
    act(session, paths::SUBSCRIPTION_CANCEL, cancel, key, language).await
}

/// What a pause would bring; nothing is paused.
pub(crate) async fn preview_pause(
    session: &Arc<Session>,
    pause: &PauseSubscription,
    language: &str,
) -> Result<StandingPreview, ClientError> {
    preview(session, paths::SUBSCRIPTION_PAUSE_PREVIEW, pause, language).await
}

/// Stops the subscription until a day; everything sent under `key` counts once.
pub(crate) async fn pause(
    session: &Arc<Session>,
    pause: &PauseSubscription,
    key: &str,
    language: &str,
) -> Result<Subscription, ClientError> {
    act(session, paths::SUBSCRIPTION_PAUSE, pause, key, language).await
}

/// What taking back would bring; nothing is taken back.
pub(crate) async fn preview_resume(
    session: &Arc<Session>,
    language: &str,
) -> Result<StandingPreview, ClientError> {
    let nothing = ResumeSubscription::default();
    preview(session, paths::SUBSCRIPTION_RESUME_PREVIEW, &nothing, language).await
}

/// Takes back a pause, a cancellation or a change that waits; everything sent under `key` counts
/// once.
pub(crate) async fn resume(
    session: &Arc<Session>,
    key: &str,
    language: &str,
) -> Result<Subscription, ClientError> {
    let resume = ResumeSubscription::default();
    act(session, paths::SUBSCRIPTION_RESUME, &resume, key, language).await
}

/// Lets time pass at a service that holds a demonstration. It is sent once: twice is twice as far.
pub(crate) async fn move_clock(
    session: &Arc<Session>,
    advance: &ClockAdvance,
) -> Result<ClockReading, ClientError> {
    let request = Request::post(paths::OPERATOR_CLOCK).json(advance).once_within(DAYS_LIMIT);
    session.send(request).await?.read()
}

async fn preview<Answer: DeserializeOwned>(
    session: &Arc<Session>,
    path: &str,
    asked: &impl Serialize,
    language: &str,
) -> Result<Answer, ClientError> {
    let request = Request::post(path).json(asked).in_language(language).harmless_to_repeat();
    session.send(request).await?.read()
}

async fn act<Answer: DeserializeOwned>(
    session: &Arc<Session>,
    path: &str,
    asked: &impl Serialize,
    key: &str,
    language: &str,
) -> Result<Answer, ClientError> {
    let request = Request::post(path).json(asked).in_language(language).counted_as(key);
    session.send(request).await?.read()
}
