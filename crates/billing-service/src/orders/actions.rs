//! What can be done with an order now, and by whom.

use crate::auth::access::permissions_of;
use crate::orders::facts::Facts;
use billing_contract::{AttemptState, OrderAction, OrderState, Permission, Role};

/// What somebody of this role can do with the order now; a client offers exactly these.
pub fn available_actions(facts: &Facts, role: Role) -> Vec<OrderAction> {
    let may = |permission| permissions_of(role).contains(&permission);
    let mut actions = Vec::new();
    if may(Permission::Buy) {
        actions.extend(for_buyers(facts));
    }
    if may(Permission::Refund) {
        if facts.receipts.keys().any(|number| facts.refundable(number) > 0) {
            actions.push(OrderAction::Refund);
        }
        if !facts.attempts.is_empty() {
            actions.push(OrderAction::AskProvider);
        }
    }
    actions
}

fn for_buyers(facts: &Facts) -> Vec<OrderAction> {
    use OrderAction::{BuyAgain, Cancel, ChangeMethod, Pay, Renew};
    let shows_something = facts
        .attempts
        .values()
        .any(|state| matches!(state, AttemptState::Presented | AttemptState::Processing));
    match facts.state() {
        OrderState::Created => vec![Pay, ChangeMethod, Cancel],
        OrderState::AwaitingPayment if shows_something => vec![Pay, ChangeMethod, Renew, Cancel],
        OrderState::AwaitingPayment => vec![Pay, ChangeMethod, Cancel],
        // Money is in it: it can be paid up, but no longer called off.
        OrderState::Underpaid if shows_something => vec![Pay, ChangeMethod, Renew],
        OrderState::Underpaid => vec![Pay, ChangeMethod],
        OrderState::Expired
        | OrderState::Cancelled
        | OrderState::Fulfilled
        | OrderState::Overpaid
        | OrderState::PaidLate
        | OrderState::Refunded
        | OrderState::PartiallyRefunded => vec![BuyAgain],
        OrderState::Paid
        | OrderState::FulfilFailed
        | OrderState::Disputed
        | OrderState::RefundPending
        | OrderState::RefundFailed
        | OrderState::Unknown => Vec::new(),
    }
}
