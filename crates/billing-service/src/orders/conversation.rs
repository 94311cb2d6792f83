//! Talking to a provider about one code or link: asking, collecting, making it impossible.
//!
//! Whoever calls these has taken a [turn](super::turns): the same provider is never asked twice at
//! once about one order.

use super::machine::{Event, Withdrawal};
use super::settlement::{self, happening_of};
use crate::app::App;
use crate::problem::Refusal;
use crate::store::{Happening, OrderFile, Settlement, StoreError, StoredAttempt, StoredReceipt};
use billing_contract::{AttemptState, ErrorCode, OrderId, PayType};
use billing_providers::{Closing, PaymentProvider, PaymentReference, PaymentStatus, ProviderError};
use chrono::{DateTime, SecondsFormat, Utc};
use std::sync::Arc;

/// Why a conversation came to nothing.
#[derive(Debug, thiserror::Error)]
pub enum ConversationError {
    /// The method is no longer configured.
    #[error("{} is not configured", .0.as_str())]
    NotConfigured(PayType),
    /// The method is no longer configured, and its code can be paid until then.
    #[error("{} is not configured, and its code can be paid until {until}", method.as_str())]
    StillPayable {
        /// Which method.
        method: PayType,
        /// The end of the code.
        until: DateTime<Utc>,
    },
    /// The provider gave no usable answer.
    #[error("the payment provider gave no usable answer")]
    Provider(#[source] ProviderError),
    /// The provider says that the payment is still being made.
    #[error("the payment is being made just now")]
    BeingPaid,
    /// The provider's answers contradict each other, or are in words we do not know.
    #[error("the provider's answer decides nothing: {0}")]
    Undecided(String),
    /// What it said could not be written down.
    #[error("the answer could not be kept")]
    Store(#[from] StoreError),
}

impl From<ConversationError> for Refusal {
    fn from(error: ConversationError) -> Self {
        match error {
            ConversationError::Store(error) => error.into(),
            ConversationError::BeingPaid => {
                Self::new(ErrorCode::OrderState, "The payment is being made just now.")
            }
            ConversationError::NotConfigured(_) => {
                Self::new(ErrorCode::MethodNotOffered, "This method is no longer offered.")
            }
            ConversationError::StillPayable { until, .. } => {
                let detail = format!(
                    "A code of a method that has been removed can be paid until {}; the order \
                     can neither be called off nor paid another way before.",
                    until.to_rfc3339_opts(SecondsFormat::Secs, true)
                );
                Self::new(ErrorCode::MethodRemoved, detail)
            }
            ConversationError::Provider(_) | ConversationError::Undecided(_) => {
                let detail = "The payment provider gave no usable answer; nothing has changed.";
                Self::new(ErrorCode::ProviderUnavailable, detail).after_seconds(5)
            }
        }
    }
}

/// What asking came to.
pub struct Asked {
    /// What the provider said.
    pub status: PaymentStatus,
    /// The order as it stands now.
    pub file: OrderFile,
}

/// The provider of a method.
pub fn provider_of(
    app: &App,
    method: PayType,
) -> Result<Arc<dyn PaymentProvider>, ConversationError> {
    let found = app.providers().get(method).cloned();
    found.ok_or(ConversationError::NotConfigured(method))
}

/// Asks what has become of an attempt, takes the money of one that is approved, and settles what
/// the provider said.
pub async fn ask(
    app: &App,
    file: &OrderFile,
    attempt: &StoredAttempt,
) -> Result<Asked, ConversationError> {
    let provider = provider_of(app, attempt.method)?;
    let reference = reference_of(file, attempt);
    app.store().note_asked(&attempt.id, app.clock().now()).await?;
    let mut report = provider.query(&reference).await.map_err(ConversationError::Provider)?;
    // Approval of a code that was given up is not acted upon: no money moves.
    if report.status == PaymentStatus::Approved && is_wanted(attempt.state) {
        report = provider.collect(&reference).await.map_err(ConversationError::Provider)?;
    }
    let settlement = Settlement {
        order: file.order.id.clone(),
        happenings: vec![happening_of(&attempt.id, attempt.method, &report)],
        notice: None,
        tell_that_asked: None,
        now: app.clock().now(),
        completing: None,
    };
    let settled = settlement::settle(app, settlement).await?;
    let file = settled.map_or_else(|| file.clone(), |settled| settled.file);
    Ok(Asked { status: report.status, file })
}

/// What withdrawing came to.
pub enum Withdrawn {
    /// It can no longer be paid.
    Gone(OrderFile),
    /// Money had come.
    Paid(OrderFile),
}

/// Makes an attempt impossible: asks, closes, and asks once more, for it may have been paid in
/// between. One whose method is no longer configured is gone when it has run out.
pub async fn withdraw(
    app: &App,
    file: &OrderFile,
    attempt: &StoredAttempt,
    why: Withdrawal,
) -> Result<Withdrawn, ConversationError> {
    if app.providers().get(attempt.method).is_none() {
        let (method, until) = (attempt.method, attempt.payable_until);
        if until > app.clock().now() {
            return Err(ConversationError::StillPayable { method, until });
        }
        // Nobody can be asked any more, and the provider itself takes no money for it any longer.
        let event = Event::Withdrawn(attempt.id.clone(), Withdrawal::Expired);
        let settled = settle_one(app, &file.order.id, event).await?;
        return Ok(Withdrawn::Gone(settled.unwrap_or_else(|| file.clone())));
    }
    let before = ask(app, file, attempt).await?;
    if has_money(&before) {
        return Ok(Withdrawn::Paid(before.file));
    }
    let provider = provider_of(app, attempt.method)?;
    let reference = reference_of(&before.file, attempt);
    let closing = provider.close(&reference).await.map_err(ConversationError::Provider)?;
    let given_up = StoredAttempt { state: AttemptState::Closed, ..attempt.clone() };
    let after = ask(app, &before.file, &given_up).await?;
    if has_money(&after) {
        return Ok(Withdrawn::Paid(after.file));
    }
    match (&after.status, closing) {
        (PaymentStatus::Closed | PaymentStatus::NotFound | PaymentStatus::Failed, _) => {}
        // It runs out by itself; if somebody pays it until then, the money counts all the same.
        (PaymentStatus::Open | PaymentStatus::Approved, Closing::NotPossible) => {}
        (PaymentStatus::Processing, _) => return Err(ConversationError::BeingPaid),
        (status, closing) => {
            return Err(ConversationError::Undecided(format!("{closing:?}, then {status:?}")));
        }
    }
    if closing == Closing::NotPossible && after.status != PaymentStatus::Closed {
        app.store().note_stays_payable(&attempt.id).await?;
    }
    let event = Event::Withdrawn(attempt.id.clone(), why);
    let settled = settle_one(app, &file.order.id, event).await?;
    Ok(Withdrawn::Gone(settled.unwrap_or(after.file)))
}

/// Settles one event that nobody told of.
pub async fn settle_one(
    app: &App,
    order: &OrderId,
    event: Event,
) -> Result<Option<OrderFile>, StoreError> {
    let settlement = Settlement {
        order: order.clone(),
        happenings: vec![Happening::plain(event)],
        notice: None,
        tell_that_asked: None,
        now: app.clock().now(),
        completing: None,
    };
    Ok(settlement::settle(app, settlement).await?.map(|settled| settled.file))
}

/// Whether an attempt must be made impossible before its order can end or be paid otherwise.
pub fn is_wanted(state: AttemptState) -> bool {
    // A refused payment may be tried again by the same code at some providers.
    super::facts::is_open(state) || state == AttemptState::Failed
}

/// Whether money may still come by an attempt of an order that is not fully paid: some codes take
/// more than one payment.
pub fn may_bring_money(state: AttemptState) -> bool {
    is_wanted(state) || state == AttemptState::Succeeded
}

/// Whether somebody who still sees an attempt that was given up can pay it: its provider could not
/// close it, and its time is not over.
pub fn stays_payable(attempt: &StoredAttempt, now: DateTime<Utc>) -> bool {
    let is_given_up = matches!(attempt.state, AttemptState::Closed | AttemptState::Expired);
    is_given_up && attempt.stays_payable && attempt.payable_until > now
}

/// The attempt as its provider knows it.
pub fn reference_of(file: &OrderFile, attempt: &StoredAttempt) -> PaymentReference {
    let is_known_there = |receipt: &&StoredReceipt| {
        receipt.attempt == attempt.id && receipt.number.is_the_providers()
    };
    let paid = file.receipts.iter().find(is_known_there);
    PaymentReference {
        trade_no: attempt.trade_no.clone(),
        prepay_id: attempt.prepay_id.clone(),
        provider_trade_no: paid.map(|receipt| receipt.number.number.clone()),
        amount: attempt.amount,
    }
}

fn has_money(asked: &Asked) -> bool {
    matches!(asked.status, PaymentStatus::Paid(_) | PaymentStatus::Refunded(_))
}
