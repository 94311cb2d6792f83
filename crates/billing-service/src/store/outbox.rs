//! What the service tells others, kept until they have it.

use super::StoreError;
use async_trait::async_trait;
use billing_contract::{
    BehaviourEvent, CustomerId, Money, NoticeKind, OrderId, OutboxEntry, OutboxId, OutboxReceiver,
    OutboxState, PayType, ProductCode,
};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The outbox.
#[async_trait]
pub trait Outbox: Send + Sync + 'static {
    /// From now on writes down what these are told, and nothing for anybody else.
    async fn set_receivers(&self, receivers: Vec<OutboxReceiver>) -> Result<(), StoreError>;

    /// What this receiver is to be told by now, longest due first.
    async fn letters_due(
        &self,
        receiver: OutboxReceiver,
        now: DateTime<Utc>,
        limit: u32,
    ) -> Result<Vec<Letter>, StoreError>;

    /// Notes that the receiver has it.
    async fn letter_delivered(&self, id: &OutboxId, now: DateTime<Utc>) -> Result<(), StoreError>;

    /// Notes that the receiver has it not.
    async fn letter_failed(&self, id: &OutboxId, failure: LetterFailure) -> Result<(), StoreError>;

    /// What is told, newest first.
    async fn outbox_entries(&self, wish: OutboxWish) -> Result<Vec<OutboxEntry>, StoreError>;

    /// Tries what is parked from the beginning.
    async fn replay_letter(
        &self,
        id: &OutboxId,
        now: DateTime<Utc>,
    ) -> Result<ReplayedLetter, StoreError>;

    /// Tells the operator, once for this key.
    async fn alert(&self, key: String, alert: Alert, now: DateTime<Utc>) -> Result<(), StoreError>;

    /// How many payments succeeded and failed from one moment until another.
    async fn payments_between(
        &self,
        from: DateTime<Utc>,
        until: DateTime<Utc>,
    ) -> Result<(i64, i64), StoreError>;
}

/// Something to be told to one receiver.
#[derive(Clone, Debug, PartialEq)]
pub struct Letter {
    /// Names it at the receiver, the same with every try.
    pub id: OutboxId,
    /// What makes it one.
    pub key: String,
    /// What is told.
    pub told: Told,
    /// When it happened.
    pub created_at: DateTime<Utc>,
    /// How often it was tried.
    pub tries: u32,
    /// Whose it is, as they are today; none if it is nobody's.
    pub customer: Option<Addressee>,
}

/// A customer as they are addressed.
#[derive(Clone, PartialEq, Eq)]
pub struct Addressee {
    /// Names them here.
    pub id: CustomerId,
    /// Their address.
    pub email: String,
    /// Whoever reads it.
    pub name: String,
    /// The language to write in.
    pub locale: String,
}

/// A person is not for logs.
impl std::fmt::Debug for Addressee {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Addressee").field("id", &self.id).finish_non_exhaustive()
    }
}

/// What is told; nothing in it names a person.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "about", rename_all = "snake_case")]
pub enum Told {
    /// Something that happened to a customer.
    Occurrence {
        /// What.
        what: Occurrence,
        /// What is known of it.
        facts: Particulars,
    },
    /// Something a person did and agreed to tell.
    Behaviour(Behaviour),
    /// Something the operator must look at.
    Alert(Alert),
}

/// What can happen to a customer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Occurrence {
    /// They have ordered something; no news to them.
    OrderMade,
    /// They are told of it in the console, too.
    #[serde(untagged)]
    Notice(NoticeKind),
}

impl Occurrence {
    /// The word by which it is kept.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::OrderMade => "order_made",
            Self::Notice(kind) => kind.as_str(),
        }
    }
}

/// What is known of an occurrence.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Particulars {
    /// The order.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order_id: Option<OrderId>,
    /// Its number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order_no: Option<String>,
    /// What kind of thing was ordered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub product_type: Option<String>,
    /// Its name, in the customer's language.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    /// Money.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount: Option<Money>,
    /// By which method.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub method: Option<PayType>,
    /// When it renews or ends.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub day: Option<NaiveDate>,
    /// The product whose quota is used.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub product: Option<ProductCode>,
    /// How much of it, in percent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub percent: Option<u32>,
    /// Whether no real money is involved.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_test: bool,
}

/// What a person did, as far as others may know.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Behaviour {
    /// What.
    pub action: String,
    /// When, by the console's clock.
    pub at: DateTime<Utc>,
    /// One run of the console.
    pub session_id: Option<String>,
    /// Which screen, which package, which system: words of ours and codes, never typed text.
    pub properties: BTreeMap<String, String>,
}

/// What the operator must look at.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Alert {
    /// What is wrong.
    pub what: AlertKind,
    /// Since when it was looked at.
    pub from: DateTime<Utc>,
    /// Until when.
    pub until: DateTime<Utc>,
    /// What was measured: percent, or milliseconds.
    pub measured: f64,
    /// Of how many.
    pub count: i64,
}

/// What can be wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AlertKind {
    /// Too many payments fail.
    SuccessRate,
    /// Answers take too long.
    ResponseTime,
}

impl AlertKind {
    /// The word by which it is kept.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::SuccessRate => "success_rate",
            Self::ResponseTime => "response_time",
        }
    }
}

/// A try that failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LetterFailure {
    /// Why, for the operator: nothing of it is the receiver's own text.
    pub error: String,
    /// When it is tried again; none parks it.
    pub next_try_at: Option<DateTime<Utc>>,
    /// The present moment.
    pub now: DateTime<Utc>,
}

/// Which of what is told is asked for.
#[derive(Clone, Debug, Default)]
pub struct OutboxWish {
    /// Where it stands.
    pub state: Option<OutboxState>,
    /// Who is told.
    pub receiver: Option<OutboxReceiver>,
    /// Before this one.
    pub before: Option<String>,
    /// How many at most.
    pub limit: u32,
}

/// What became of trying once more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReplayedLetter {
    /// It is tried again.
    Waiting(Box<OutboxEntry>),
    /// It is not parked.
    NotParked,
    /// There is none of this id.
    Missing,
}

/// What others may know of what belongs to an action: names of ours and codes, never typed text.
const TOLD_PROPERTIES: [&str; 9] = [
    "package_id",
    "plan_id",
    "subscription_type",
    "method",
    "pay_type",
    "amount",
    "currency",
    "state",
    "language",
];
/// A code is no longer than this, and made of these characters alone.
const LONGEST_CODE: usize = 64;

impl Behaviour {
    /// What others may know of an event; none if its name is no name of ours.
    pub fn of(event: &BehaviourEvent, is_test: bool) -> Option<Self> {
        if !is_code(&event.action) {
            return None;
        }
        let own = [
            ("event_type", Some(&event.event_type)),
            ("event_category", Some(&event.event_category)),
            ("page", event.page.as_ref()),
            ("device", event.device.as_ref()),
            ("os", event.os.as_ref()),
            ("screen", event.screen.as_ref()),
        ];
        let own = own.into_iter().filter_map(|(name, value)| Some((name, value?)));
        let more = event.event_data.iter().map(|(name, value)| (name.as_str(), value));
        let more = more.filter(|(name, _)| TOLD_PROPERTIES.contains(name));
        let mut properties: BTreeMap<String, String> = own
            .chain(more)
            .filter(|(_, value)| is_code(value))
            .map(|(name, value)| (name.to_owned(), value.clone()))
            .collect();
        if is_test {
            properties.insert("is_test".to_owned(), "true".to_owned());
        }
        Some(Self {
            action: event.action.clone(),
            at: event.at,
            session_id: event.session_id.clone(),
            properties,
        })
    }
}

/// Whether a text can be a code: an address, a name with a space or a sentence cannot.
fn is_code(text: &str) -> bool {
    let is_of_codes = |byte: u8| byte.is_ascii_alphanumeric() || b"_-.:/".contains(&byte);
    !text.is_empty() && text.len() <= LONGEST_CODE && text.bytes().all(is_of_codes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn of_what_a_person_did_only_codes_are_told() {
        let event: BehaviourEvent = serde_json::from_value(json!({
            "id": "e1", "at": "2026-06-18T12:00:00Z", "event_type": "payment",
            "event_category": "transaction", "action": "qr_shown", "page": "plans",
            "event_data": { "package_id": "p-30", "method": "jo@example.test",
                "remark": "for my wife", "amount": "99.00", "email": "jo" } }))
        .unwrap();
        let told = Behaviour::of(&event, true).unwrap();
        let named: Vec<_> = told.properties.keys().map(String::as_str).collect();
        let expected = ["amount", "event_category", "event_type", "is_test", "package_id", "page"];
        assert_eq!(named, expected);
        let typed = BehaviourEvent { action: "called Jo".to_owned(), ..event };
        assert_eq!(Behaviour::of(&typed, false), None);
    }

    #[test]
    fn what_is_told_reads_back_as_it_was_written() {
        let at = "2026-06-18T12:00:00Z".parse().unwrap();
        let facts = Particulars {
            amount: Some(Money::new(99_900, billing_contract::Currency::CNY)),
            method: Some(PayType::Alipay),
            ..Particulars::default()
        };
        let all = [
            Told::Occurrence { what: Occurrence::OrderMade, facts: facts.clone() },
            Told::Occurrence { what: Occurrence::Notice(NoticeKind::RenewalIn7Days), facts },
            Told::Alert(Alert {
                what: AlertKind::SuccessRate,
                from: at,
                until: at,
                measured: 94.5,
                count: 200,
            }),
        ];
        for told in all {
            let written = serde_json::to_string(&told).unwrap();
            assert_eq!(serde_json::from_str::<Told>(&written).unwrap(), told, "{written}");
        }
    }
}
