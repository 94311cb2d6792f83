//! Bugs planted on purpose, one at a time: what others have shipped, and what the world must find.
//!
//! Each stands at one place around the real parts: a provider's line that says something else, a
//! console that carries out the machine's effects wrongly, a trigger in the database that undoes
//! what the service writes. Nothing of it is in the product.

use super::World;
use billing_contract::{AttemptState, OrderState, PayResult};
use billing_core::checkout::machine::{AskKind, Effect, Event};

/// Something wrong with the world.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bug {
    /// A notice is acknowledged before it is on the disk.
    AcknowledgedBeforeStored,
    /// The same payment has another number when it is asked about.
    ReceiptsNotUnique,
    /// What is credited is what was asked for, not what was paid.
    CreditsWhatWasAsked,
    /// An order runs out without a last question.
    ExpiredWithoutAskingAgain,
    /// A code that is given up is left open at the provider.
    CloseIsSkipped,
    /// A new code comes under an old trade number.
    TradeNumberReused,
    /// A provider's unknown word ends the payment.
    UnknownWordFails,
    /// A notice counts for another order.
    NoticeOfAnotherOrder,
    /// A notice without a signature is believed.
    ForgeryBelieved,
    /// A refund that is tried again is another refund.
    RefundSentTwice,
    /// An order that is tried again is another order.
    NewKeyAtEachTry,
    /// The journal is written behind the request.
    JournalBehindTheRequest,
    /// The console shows a payment as made that has only begun.
    BegunShownAsPaid,
    /// Deadlines are counted by the clock on the wall.
    WallClock,
    /// A question that fails is the last one.
    PollingEndsAfterAFailure,
    /// A notification pops up each time it is due.
    ToldTwice,
    /// Less than the price counts as the price.
    UnderpaidCountsAsPaid,
    /// Money for an order that has run out is only logged.
    LateMoneyOnlyLogged,
    /// Money for an order that was called off is only logged.
    CancelledIgnoresMoney,
    /// What is beyond the price is kept by nobody.
    ExcessDropped,
    /// What was bought is delivered twice.
    DeliveredTwice,
    /// A coupon stays used by an order that ended unpaid.
    CouponNeverGivenBack,
    /// A code that ends sets its order back to waiting.
    ExpiryOverwritesPaid,
}

/// Every bug.
pub const ALL: [Bug; 23] = [
    Bug::AcknowledgedBeforeStored,
    Bug::ReceiptsNotUnique,
    Bug::CreditsWhatWasAsked,
    Bug::ExpiredWithoutAskingAgain,
    Bug::CloseIsSkipped,
    Bug::TradeNumberReused,
    Bug::UnknownWordFails,
    Bug::NoticeOfAnotherOrder,
    Bug::ForgeryBelieved,
    Bug::RefundSentTwice,
    Bug::NewKeyAtEachTry,
    Bug::JournalBehindTheRequest,
    Bug::BegunShownAsPaid,
    Bug::WallClock,
    Bug::PollingEndsAfterAFailure,
    Bug::ToldTwice,
    Bug::UnderpaidCountsAsPaid,
    Bug::LateMoneyOnlyLogged,
    Bug::CancelledIgnoresMoney,
    Bug::ExcessDropped,
    Bug::DeliveredTwice,
    Bug::CouponNeverGivenBack,
    Bug::ExpiryOverwritesPaid,
];

/// Plants what stands in the database.
pub fn in_the_database(world: &World) {
    let ignore_receipts_of = |ended: &str| {
        format!(
            "CREATE TRIGGER bug BEFORE INSERT ON receipts WHEN EXISTS (SELECT 1 FROM orders \
             WHERE id = NEW.order_id AND ended_as = '{ended}') BEGIN SELECT RAISE(IGNORE); END"
        )
    };
    let trigger = match world.bug {
        Some(Bug::LateMoneyOnlyLogged) => ignore_receipts_of("expired"),
        Some(Bug::CancelledIgnoresMoney) => ignore_receipts_of("cancelled"),
        Some(Bug::UnderpaidCountsAsPaid) => {
            "CREATE TRIGGER bug AFTER UPDATE OF state ON orders WHEN NEW.state = 'underpaid' \
             BEGIN UPDATE orders SET state = 'paid' WHERE id = NEW.id; END"
                .to_owned()
        }
        Some(Bug::ExcessDropped) => "CREATE TRIGGER bug BEFORE INSERT ON ledger_postings \
             WHEN NEW.account = 'credit_balance' BEGIN SELECT RAISE(IGNORE); END"
            .to_owned(),
        Some(Bug::DeliveredTwice) => {
            "CREATE TRIGGER bug AFTER INSERT ON package_periods BEGIN UPDATE package_periods \
             SET end_date = date(end_date, '+30 days') WHERE order_id = NEW.order_id; END"
                .to_owned()
        }
        Some(Bug::CouponNeverGivenBack) => {
            "CREATE TRIGGER bug BEFORE UPDATE OF is_given_back ON coupon_uses \
             WHEN NEW.is_given_back = 1 BEGIN SELECT RAISE(IGNORE); END"
                .to_owned()
        }
        Some(Bug::ExpiryOverwritesPaid) => {
            "CREATE TRIGGER bug AFTER UPDATE OF state ON payment_attempts \
             WHEN NEW.state IN ('expired', 'closed') BEGIN UPDATE orders \
             SET state = 'awaiting_payment' WHERE id = NEW.order_id; END"
                .to_owned()
        }
        _ => return,
    };
    world.service.database().execute_batch(&trigger).expect("the trigger can be planted");
}

/// Plants what stands between the machine and its console.
pub fn in_the_console(world: &World, effects: &mut [Effect]) {
    if world.bug == Some(Bug::JournalBehindTheRequest) {
        effects.sort_by_key(|effect| matches!(effect, Effect::Save(_)));
    }
}

/// Whether the console forgets a purchase's alarm after this event.
pub fn gives_up(world: &World, event: &Event) -> bool {
    let failed = matches!(event, Event::Failed { ask: AskKind::Result, .. });
    failed && world.bug == Some(Bug::PollingEndsAfterAFailure)
}

/// Plants what stands between the service's answer and the machine.
pub fn in_a_result(world: &World, result: &mut PayResult) {
    let begun = result.attempt_state == Some(AttemptState::Processing);
    if begun && world.bug == Some(Bug::BegunShownAsPaid) {
        (result.state, result.pay_status) = (OrderState::Paid, 1);
    }
}
