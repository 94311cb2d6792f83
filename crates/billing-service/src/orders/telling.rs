//! An order as it is told: to the customer, and to staff who see more of some things and less of
//! others.

use super::view;
use crate::store::ReadOrder;
use billing_contract::{Order, Role, TimelineEntry, TimelineKind};

/// An order as this role may see it.
pub fn tell(read: &ReadOrder, role: Role) -> Order {
    let order = view::order(&read.file, role);
    let number = |number: Option<String>| number.map(|number| shown(number, role));
    Order {
        customer_name: role.is_staff().then(|| read.customer_name.clone()),
        trade_no: number(order.trade_no),
        provider_trade_no: number(order.provider_trade_no),
        prepay_id: order.prepay_id.filter(|_| role == Role::Operator),
        ..order
    }
}

/// What happened to an order, as this role may see it: how the service learnt of something is for
/// staff, what it learnt is for everybody.
pub fn tell_timeline(entries: Vec<TimelineEntry>, role: Role) -> Vec<TimelineEntry> {
    let is_told = |entry: &TimelineEntry| {
        let inner = matches!(
            entry.kind,
            TimelineKind::ProviderAsked
                | TimelineKind::NoticeAccepted
                | TimelineKind::SettledByHand
                | TimelineKind::HandConfirmed
        );
        role.is_staff() || !inner
    };
    entries.into_iter().filter(is_told).collect()
}

/// A number at the provider; support recognises it by its ends.
fn shown(number: String, role: Role) -> String {
    if role == Role::Support { masked(&number) } else { number }
}

/// The first four and the last two characters; of a short text none.
fn masked(text: &str) -> String {
    let length = text.chars().count();
    let shown = |place: usize| length > 8 && (place < 4 || place + 2 >= length);
    let hidden = |(place, letter)| if shown(place) { letter } else { '*' };
    text.chars().enumerate().map(hidden).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_masked_number_keeps_its_ends_and_its_length() {
        assert_eq!(masked("4200002411223371"), "4200**********71");
        assert_eq!(masked("12345678"), "********");
        assert_eq!(masked(""), "");
    }

    #[test]
    fn how_something_was_learnt_is_for_staff() {
        let entry = |kind| TimelineEntry {
            at: "2026-06-18T12:00:00Z".parse().unwrap(),
            kind,
            amount: None,
            currency: None,
            pay_type: None,
            state: None,
            place: None,
            note: None,
        };
        let all = vec![
            entry(TimelineKind::Ordered),
            entry(TimelineKind::ProviderAsked),
            entry(TimelineKind::NoticeAccepted),
            entry(TimelineKind::Received),
        ];
        let kinds = |role| -> Vec<_> {
            tell_timeline(all.clone(), role).into_iter().map(|entry| entry.kind).collect()
        };
        assert_eq!(kinds(Role::Member), [TimelineKind::Ordered, TimelineKind::Received]);
        assert_eq!(kinds(Role::Support).len(), 4);
    }
}
