//! Telling the outcome of a payment, and what the customer is told of, once.
//!
//! One life of a notification: a purchase comes to its outcome, which is put down in the journal,
//! once for an order and subject however often it is heard. The shell asks for what is due; what
//! it gets is marked as told before it gets it. A crash in between loses a notification, but
//! never tells twice: what became of the order is seen in the window all the same.

use crate::checkout::machine::Outcome;
use crate::console::Console;
use crate::i18n::I18n;
use crate::store::DueTelling;
use billing_contract::{Notice, NoticeKind, OrderId, amounts};
use chrono::{Datelike as _, NaiveDate};
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
    /// The order to show when it is clicked; without one it leads to the notices.
    pub order_id: Option<OrderId>,
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
        let notices = match self.inner.journal.claim_notice_tellings(&owner, now).await {
            Ok(notices) => notices,
            Err(error) => {
                tracing::error!(%error, "no notification, because it might be the second");
                Vec::new()
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
        let payments = claimed.into_iter().map(|due| notification(due, &i18n, language));
        let notices = notices.iter().filter_map(|notice| told_of(notice, &i18n, language));
        payments.chain(notices).collect()
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
        order_id: Some(due.order_id),
    }
}

/// How a notice is told; none if it is of a kind that this version has no words for.
fn told_of(notice: &Notice, i18n: &I18n, language: &str) -> Option<DueNotification> {
    let (title, body) = match notice.kind {
        NoticeKind::PaymentShort => ("notification-short", "notification-short-body"),
        NoticeKind::Refunded => ("notification-refunded", "notification-refunded-body"),
        NoticeKind::RenewalIn7Days | NoticeKind::RenewalIn3Days | NoticeKind::RenewalTomorrow => {
            ("notification-renewal", "notification-renewal-body")
        }
        NoticeKind::GraceBegan => ("notification-grace", "notification-grace-body"),
        NoticeKind::PastDue => ("notification-past-due", "notification-past-due-body"),
        NoticeKind::SubscriptionEnded => ("notification-ended", "notification-ended-body"),
        NoticeKind::QuotaReached => ("notification-quota", "notification-quota-body"),
        _ => return None,
    };
    let amount = notice.amount.as_ref().zip(notice.currency);
    let amount = amount.and_then(|(amount, currency)| amount.in_currency(currency).ok());
    let mut values = FluentArgs::new();
    values.set("subject", notice.subject.clone().unwrap_or_default());
    values.set("amount", amount.map(|money| amounts::text(money, language)).unwrap_or_default());
    values.set("day", notice.day.map(|day| written(day, language)).unwrap_or_default());
    values.set("percent", notice.percent.unwrap_or_default().to_string());
    Some(DueNotification {
        id: notice.id.to_string(),
        title: i18n.text_with(title, &values),
        body: i18n.text_with(body, &values),
        order_id: notice.order_id.clone(),
    })
}

fn written(day: NaiveDate, language: &str) -> String {
    match language {
        "zh-CN" | "ja" => format!("{}月{}日", day.month(), day.day()),
        _ => day.format("%-d %B").to_string(),
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

    #[test]
    fn every_notice_that_is_told_has_words_in_every_language() {
        let mut notice = Notice {
            id: billing_contract::NoticeId::new("n1"),
            kind: NoticeKind::QuotaReached,
            at: "2026-06-18T12:00:00Z".parse().unwrap(),
            is_read: false,
            order_id: None,
            order_no: None,
            subject: Some("Pro".to_owned()),
            amount: Some(Money::new(99_900, Currency::CNY).to_decimal()),
            currency: Some(Currency::CNY),
            day: "2026-06-25".parse().ok(),
            product: None,
            percent: Some(80),
        };
        for language in LANGUAGES {
            for kind in NoticeKind::ALL {
                notice.kind = kind;
                let Some(told) = told_of(&notice, &I18n::new(language), language) else { continue };
                let text = format!("{} {}", told.title, told.body);
                assert!(!text.contains("notification-") && !text.contains("{$"), "{text}");
                assert!(text.contains("Pro"), "{text}");
            }
        }
    }
}
