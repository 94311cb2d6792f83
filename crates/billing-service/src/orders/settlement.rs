//! What providers say, brought to the machine: by polls, notices and looks from time to time.

use super::conversation::{self, is_wanted};
use super::facts::{Dispute, PaymentNumber, RefundState};
use super::fulfilling;
use super::machine::{Event, Report};
use crate::app::App;
use crate::problem::Refusal;
use crate::store::{AttemptReference, CountedNotice, Happening, Settled, Settlement, StoreError};
use billing_contract::{AttemptId, OrderId, PayType, TimelineKind, WebhookId};
use billing_providers::{
    Notice, NoticeReference, NoticeSubject, PaymentReport, PaymentStatus, RefundReport,
    RefundStatus,
};
use chrono::Duration;

/// A notice about an unknown payment may be early for so long; after that it is somebody else's.
const EARLY_FOR: Duration = Duration::days(3);

/// Adds what happened to what is known, and delivers what is now paid for.
pub async fn settle(app: &App, settlement: Settlement) -> Result<Option<Settled>, StoreError> {
    let Some(settled) = app.store().settle(settlement).await? else { return Ok(None) };
    carried_on(app, settled).await.map(Some)
}

/// Counts what was settled, and delivers what is now paid for.
pub async fn carried_on(app: &App, mut settled: Settled) -> Result<Settled, StoreError> {
    let order = settled.file.order.id.clone();
    count(app, &settled);
    if settled.deliver {
        fulfilling::deliver(app, &order, 0).await;
        if let Some(file) = app.store().order(&order).await? {
            settled.file = file;
        }
    }
    Ok(settled)
}

fn count(app: &App, settled: &Settled) {
    if settled.deliver {
        app.telemetry().count_order("paid");
    }
    let method = settled.file.order.method.as_str();
    for kind in &settled.told {
        let outcome = match kind {
            TimelineKind::Presented => "presented",
            TimelineKind::Received => "paid",
            TimelineKind::PaidTwice => "paid_twice",
            TimelineKind::PaidLate => "paid_late",
            TimelineKind::Declined => "declined",
            TimelineKind::CodeExpired => "expired",
            TimelineKind::Closed => "closed",
            TimelineKind::Conflicted => "conflicted",
            TimelineKind::Expired => {
                app.telemetry().count_order("expired");
                continue;
            }
            TimelineKind::Cancelled => {
                app.telemetry().count_order("cancelled");
                continue;
            }
            _ => continue,
        };
        app.telemetry().count_attempt(method, outcome);
    }
}

/// A provider's report as something that happened.
pub fn happening_of(attempt: &AttemptId, method: PayType, report: &PaymentReport) -> Happening {
    let number = |number: &str| PaymentNumber { method, number: number.to_owned() };
    let (said, paid_at) = match &report.status {
        PaymentStatus::Paid(paid) => {
            (Report::Paid(number(&paid.provider_trade_no), paid.amount), paid.paid_at)
        }
        PaymentStatus::Refunded(paid) => {
            (Report::PaidBack(number(&paid.provider_trade_no), paid.amount), paid.paid_at)
        }
        PaymentStatus::Approved | PaymentStatus::Processing => (Report::Processing, None),
        PaymentStatus::Failed => (Report::Failed, None),
        PaymentStatus::Closed => (Report::Closed, None),
        PaymentStatus::Open | PaymentStatus::NotFound => (Report::Undecided, None),
        PaymentStatus::Unknown => {
            let word = report.word.as_str();
            tracing::warn!(method = method.as_str(), word, "a provider's word is not known");
            (Report::Undecided, None)
        }
    };
    Happening {
        event: Event::Reported(attempt.clone(), said),
        paid_at,
        note: Some(report.word.clone()),
        asked_by: None,
    }
}

/// A provider's report of a refund as something that happened; none if it decides nothing.
pub fn refund_happening_of(refund_no: &str, report: &RefundReport) -> Option<Happening> {
    let state = match report.status {
        RefundStatus::Succeeded => RefundState::Succeeded,
        RefundStatus::Failed => RefundState::Failed,
        RefundStatus::Pending | RefundStatus::NotFound | RefundStatus::Unknown => return None,
    };
    let event = Event::RefundReported(refund_no.to_owned(), state);
    Some(Happening { note: Some(report.word.clone()), ..Happening::plain(event) })
}

/// What became of a notice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TakenNotice {
    /// It changed this order.
    Applied(OrderId),
    /// It said what was known of this order.
    NothingNew(OrderId),
    /// It is about nothing of ours.
    Ignored,
}

/// Settles what a genuine notice says. Its event counts once, in the same transaction.
pub async fn take_notice(
    app: &App,
    method: PayType,
    notice: &Notice,
    webhook: &WebhookId,
) -> Result<TakenNotice, Refusal> {
    let (order, happenings) = match about(app, method, &notice.subject).await? {
        About::Order(order, happenings) => (order, happenings),
        About::NothingOfOurs => return Ok(TakenNotice::Ignored),
        About::NothingYet => {
            let logged = app.store().read_notice(webhook).await?;
            let is_young = |since| app.clock().now() - since < EARLY_FOR;
            if logged.is_some_and(|logged| is_young(logged.received_at)) {
                // The provider sends it again, and by then the payment is known.
                return Err(Refusal::unavailable("a notice came before the payment it is about"));
            }
            return Ok(TakenNotice::Ignored);
        }
    };
    let settlement = Settlement {
        order: order.clone(),
        happenings,
        notice: Some(CountedNotice {
            method,
            event_id: notice.event_id.clone(),
            event: notice.event.clone(),
            webhook: webhook.clone(),
        }),
        tell_that_asked: None,
        now: app.clock().now(),
        completing: None,
    };
    let Some(settled) = settle(app, settlement).await? else { return Ok(TakenNotice::Ignored) };
    if settled.is_claimed_elsewhere {
        return Err(Refusal::internal("a payment number came for two orders"));
    }
    collect_if_approved(app, &order, &notice.subject);
    Ok(if settled.is_new { TakenNotice::Applied(order) } else { TakenNotice::NothingNew(order) })
}

/// What a notice is about.
enum About {
    /// An order, and what happened to it.
    Order(OrderId, Vec<Happening>),
    /// A payment that is not known, or not yet.
    NothingYet,
    /// Surely nothing that was begun here.
    NothingOfOurs,
}

async fn about(app: &App, method: PayType, subject: &NoticeSubject) -> Result<About, Refusal> {
    match subject {
        NoticeSubject::Payment { payment, report } => {
            let found = app.store().find_attempt(method, reference(payment)).await?;
            Ok(match found {
                Some((order, attempt)) => {
                    About::Order(order, vec![happening_of(&attempt, method, report)])
                }
                None => unknown(payment),
            })
        }
        NoticeSubject::Refund { refund_no, report } => {
            let order = app.store().find_refund(refund_no).await?;
            let happenings = refund_happening_of(refund_no, report).into_iter().collect();
            Ok(order.map_or(About::NothingOfOurs, |order| About::Order(order, happenings)))
        }
        NoticeSubject::Dispute { payment, won } => {
            let dispute = match won {
                None => Dispute::Open,
                Some(true) => Dispute::Won,
                Some(false) => Dispute::Lost,
            };
            let Some((order, attempt)) =
                app.store().find_attempt(method, reference(payment)).await?
            else {
                return Ok(unknown(payment));
            };
            let file = app.store().order(&order).await?;
            let receipts = file.map(|file| file.receipts).unwrap_or_default();
            let disputed = receipts.into_iter().find(|receipt| match payment {
                NoticeReference::ProviderTradeNo(number) => receipt.number.number == *number,
                NoticeReference::TradeNo(_) | NoticeReference::PrepayId(_) => {
                    receipt.attempt == attempt
                }
            });
            let Some(disputed) = disputed else { return Ok(About::NothingYet) };
            let event = Event::Disputed(disputed.number, dispute);
            Ok(About::Order(order, vec![Happening::plain(event)]))
        }
        NoticeSubject::Other => Ok(About::NothingOfOurs),
    }
}

/// Trade numbers and codes are on the disk before anybody can tell of them; a payment number is
/// known only once the payment is.
fn unknown(payment: &NoticeReference) -> About {
    match payment {
        NoticeReference::ProviderTradeNo(_) => About::NothingYet,
        NoticeReference::TradeNo(_) | NoticeReference::PrepayId(_) => About::NothingOfOurs,
    }
}

fn reference(payment: &NoticeReference) -> AttemptReference {
    match payment {
        NoticeReference::TradeNo(name) => AttemptReference::TradeNo(name.clone()),
        NoticeReference::PrepayId(name) => AttemptReference::PrepayId(name.clone()),
        NoticeReference::ProviderTradeNo(name) => AttemptReference::PaymentNumber(name.clone()),
    }
}

/// An approval is not money: it is collected behind the answer to the notice. If that fails, the
/// next poll or look does it.
fn collect_if_approved(app: &App, order: &OrderId, subject: &NoticeSubject) {
    let NoticeSubject::Payment { report, .. } = subject else { return };
    if report.status != PaymentStatus::Approved {
        return;
    }
    let (app, order) = (app.clone(), order.clone());
    app.begun().clone().spawn(async move {
        let _turn = app.turns().take(&order).await;
        let Ok(Some(file)) = app.store().order(&order).await else { return };
        for attempt in file.attempts.iter().filter(|attempt| is_wanted(attempt.state)) {
            if let Err(error) = conversation::ask(&app, &file, attempt).await {
                tracing::warn!(%order, %error, "an approved payment could not be collected yet");
            }
        }
    });
}
