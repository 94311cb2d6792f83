//! Telling the outcome of a payment, once.
//!
//! One life of a notification: a purchase comes to its outcome, which is put down in the journal,
//! once for an order and subject however often it is heard. The shell asks for what is due; what
//! it gets is marked as told before it gets it. A crash in between loses a notification, but
//! never tells twice: what became of the order is seen in the window all the same.

use crate::checkout::machine::Outcome;
use crate::console::Console;
use crate::i18n::I18n;
use crate::store::DueTelling;
use billing_contract::OrderId;
use billing_contract::amounts;
use fluent_bundle::FluentArgs;

/// A notification to show now; it is not handed out again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DueNotification {
    /// Names it.
    pub id: String,
    /// What has happened.
    pub title: String,
    /// What that means.
    pub body: String,
    /// The order to show when it is clicked.
    pub order_id: OrderId,
}

impl Console {
    /// Everything that is to be told by the desktop now, in the person's language; nothing is
    /// handed out twice. While notifications are off there is nothing, and nothing is caught up on.
    pub async fn take_due_notifications(&self) -> Vec<DueNotification> {
        let Ok(session) = self.inner.session() else { return Vec::new() };
        let (owner, now) = (session.keeper().owner().key(), self.inner.options.clock.now());
        let claimed = match self.inner.journal.claim_notifications(&owner, now).await {
            Ok(claimed) => claimed,
            Err(error) => {
                tracing::error!(%error, "no notification, because it might be the second");
                return Vec::new();
            }
        };
        let (language, is_on) = {
            let choices = self.inner.choices();
            (choices.language(), choices.notifications)
        };
        if !is_on {
            return Vec::new();
        }
        let i18n = I18n::new(language);
        claimed.into_iter().map(|due| notification(due, &i18n, language)).collect()
    }
}

fn notification(due: DueTelling, i18n: &I18n, language: &str) -> DueNotification {
    let (title, body) = match due.outcome {
        Outcome::Settled => ("notification-paid", "notification-paid-body"),
        Outcome::Late => ("notification-paid-late", "notification-paid-late-body"),
        Outcome::Declined => ("notification-declined", "notification-declined-body"),
        Outcome::Expired => ("notification-expired", "notification-expired-body"),
    };
    let mut values = FluentArgs::new();
    values.set("amount", amounts::text(due.price, language));
    DueNotification {
        id: format!("{}-{}", due.order_id, due.outcome.as_str()),
        title: i18n.text_with(title, &values),
        body: i18n.text_with(body, &values),
        order_id: due.order_id,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::LANGUAGES;
    use billing_contract::{Currency, Money};

    #[test]
    fn every_outcome_is_told_in_every_language_with_its_amount() {
        for language in LANGUAGES {
            for outcome in Outcome::ALL {
                let price = Money::new(99_900, Currency::CNY);
                let due = DueTelling { order_id: OrderId::new("o1"), outcome, price };
                let told = notification(due, &I18n::new(language), language);
                assert!(!told.title.starts_with("notification"), "{told:?}");
                assert!(!told.body.starts_with("notification"), "{told:?}");
                assert!(format!("{}{}", told.title, told.body).contains("999.00"), "{told:?}");
                assert!(!told.body.contains("{$"), "{told:?}");
            }
        }
    }
}
