//! Telling what has happened: in the console, and to whoever else wants to know, in the transaction
//! in which it happens.
//!
//! Each occurrence has a key of its own. Whoever does the same again, because they were killed or
//! because a provider has said it twice, finds it told.

use super::columns::{change, first_row, moment, rows};
use super::subscription_files::Kept;
use super::subscription_orders::{self as purposes, About};
use super::{accounts, changes, plans};
use crate::orders::machine::{Decision, Event};
use crate::store::{
    Alert, Behaviour, BehaviourOf, Deed, Occurrence, OrderFile, Particulars, Product, StoreError,
    StoredOrder, Told,
};
use crate::subscription::machine::{Life, Notice};
use aws_lc_rs::digest;
use billing_contract::{
    BehaviourEvent, ChangeKind, CustomerId, Money, NoticeKind, OutboxReceiver, PlanId, TimelineKind,
};
use chrono::{DateTime, NaiveDate, Utc};
use rusqlite::{Connection, params};

/// What was due longer ago is no news: nobody is told of it any more.
const NEWS_FOR_DAYS: i64 = 7;

/// Something that has happened to a customer.
pub struct Happened<'a> {
    /// To whom.
    pub customer: &'a CustomerId,
    /// What makes it one: the same key is never told twice.
    pub key: String,
    /// What.
    pub what: Occurrence,
    /// What is known of it.
    pub facts: Particulars,
}

/// Tells it, unless that has been done.
pub fn tell(
    sql: &Connection,
    happened: &Happened<'_>,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    if let Occurrence::Notice(kind) = happened.what
        && !note(sql, happened, kind, now)?
    {
        return Ok(());
    }
    let told = Told::Occurrence { what: happened.what, facts: happened.facts.clone() };
    for receiver in receivers(sql)? {
        if wants(receiver, happened.what) && may_know(sql, receiver, happened.customer)? {
            put(sql, receiver, &happened.key, Some(happened.customer), &told, now)?;
        }
    }
    Ok(())
}

/// Keeps the notice; false if it was there.
fn note(
    sql: &Connection,
    happened: &Happened<'_>,
    kind: NoticeKind,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    if is_told(sql, happened.customer, &happened.key)? {
        return Ok(false);
    }
    let at = behind_all(sql, happened.customer, now)?;
    let id = id_of(at, &["notice", happened.customer.as_str(), &happened.key]);
    let statement = "INSERT INTO notices (id, customer_id, key, kind, at, facts) \
         VALUES ($1, $2, $3, $4, $5, $6)";
    let facts = json(&happened.facts)?;
    let values =
        params![id, happened.customer.as_str(), happened.key, kind.as_str(), moment(now), facts];
    change(sql, statement, values)?;
    changes::record(sql, Some(happened.customer), ChangeKind::Notice, &id, now)?;
    Ok(true)
}

/// A moment for the id of a customer's next notice, behind all others: whoever has read up to one
/// has not read what came later in the same millisecond, or after the clock was set back.
fn behind_all(
    sql: &Connection,
    customer: &CustomerId,
    now: DateTime<Utc>,
) -> Result<DateTime<Utc>, StoreError> {
    let question = "SELECT id FROM notices WHERE customer_id = $1 ORDER BY id DESC LIMIT 1";
    let newest = first_row(sql, question, [customer.as_str()], |row| row.get::<String>("id"))?;
    let newest =
        newest.and_then(|id| uuid::Uuid::parse_str(&id).ok()?.get_timestamp()).and_then(|at| {
            DateTime::from_timestamp(i64::try_from(at.to_unix().0).ok()?, at.to_unix().1)
        });
    let next = newest.map(|newest| newest + chrono::Duration::milliseconds(1));
    Ok(next.map_or(now, |next| now.max(next)))
}

/// Whether a notice of this key was kept.
pub fn is_told(sql: &Connection, customer: &CustomerId, key: &str) -> Result<bool, StoreError> {
    let question = "SELECT 1 FROM notices WHERE customer_id = $1 AND key = $2";
    Ok(first_row(sql, question, [customer.as_str(), key], |_| Ok(()))?.is_some())
}

/// Who is told anything.
fn receivers(sql: &Connection) -> Result<Vec<OutboxReceiver>, StoreError> {
    rows(sql, "SELECT receiver FROM outbox_receivers", [], |row| row.word("receiver"))
}

fn is_receiver(sql: &Connection, receiver: OutboxReceiver) -> Result<bool, StoreError> {
    let question = "SELECT 1 FROM outbox_receivers WHERE receiver = $1";
    Ok(first_row(sql, question, [receiver.as_str()], |_| Ok(()))?.is_some())
}

const fn wants(receiver: OutboxReceiver, what: Occurrence) -> bool {
    match receiver {
        OutboxReceiver::Marketing | OutboxReceiver::Analytics => true,
        OutboxReceiver::Alerts => false,
        OutboxReceiver::Mail => match what {
            Occurrence::OrderMade => false,
            Occurrence::Notice(kind) => is_written_of(kind),
        },
    }
}

/// Whether customers are written to: payments, renewals and quotas, nothing they did themselves.
pub const fn is_written_of(kind: NoticeKind) -> bool {
    matches!(
        kind,
        NoticeKind::PaymentReceived
            | NoticeKind::PaymentLate
            | NoticeKind::PaymentShort
            | NoticeKind::PaymentFailed
            | NoticeKind::RenewalIn7Days
            | NoticeKind::RenewalIn3Days
            | NoticeKind::RenewalTomorrow
            | NoticeKind::GraceBegan
            | NoticeKind::PastDue
            | NoticeKind::SubscriptionEnded
            | NoticeKind::QuotaReached
    )
}

fn may_know(
    sql: &Connection,
    receiver: OutboxReceiver,
    customer: &CustomerId,
) -> Result<bool, StoreError> {
    if receiver != OutboxReceiver::Marketing {
        return Ok(true);
    }
    let question = "SELECT 1 FROM consents WHERE customer_id = $1 AND marketing = 1";
    Ok(first_row(sql, question, [customer.as_str()], |_| Ok(()))?.is_some())
}

/// Writes down what a receiver is to be told, unless that has been done.
fn put(
    sql: &Connection,
    receiver: OutboxReceiver,
    key: &str,
    customer: Option<&CustomerId>,
    told: &Told,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let what = match told {
        Told::Occurrence { what, .. } => what.as_str(),
        Told::Behaviour(behaviour) => &behaviour.action,
        Told::Alert(alert) => alert.what.as_str(),
    };
    let statement = "INSERT INTO outbox (id, receiver, key, customer_id, what, told, state, \
         created_at, next_try_at) VALUES ($1, $2, $3, $4, $5, $6, 'waiting', $7, $7) \
         ON CONFLICT (receiver, key) DO NOTHING";
    let values = params![
        id_of(now, &[receiver.as_str(), key]),
        receiver.as_str(),
        key,
        customer.map(CustomerId::as_str),
        what,
        json(told)?,
        moment(now),
    ];
    change(sql, statement, values).map(drop)
}

/// An id in the order of time that says nothing and comes out the same for the same moment and
/// words.
fn id_of(at: DateTime<Utc>, words: &[&str]) -> String {
    let digest = digest::digest(&digest::SHA256, words.join("\n").as_bytes());
    let mut bytes = [0; 10];
    bytes.copy_from_slice(&digest.as_ref()[..10]);
    let millis = u64::try_from(at.timestamp_millis()).unwrap_or_default();
    uuid::Builder::from_unix_timestamp_millis(millis, &bytes).into_uuid().to_string()
}

fn json<T: serde::Serialize>(value: &T) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|error| StoreError::Broken(error.to_string()))
}

/// Tells the operator.
pub fn alert(
    sql: &Connection,
    key: &str,
    alert: &Alert,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let receiver = OutboxReceiver::Alerts;
    if !is_receiver(sql, receiver)? {
        return Ok(());
    }
    put(sql, receiver, key, None, &Told::Alert(alert.clone()), now)
}

/// Tells who counts what people do of something that is new; only of customers' own.
pub fn of_behaviour(
    sql: &Connection,
    of: &BehaviourOf,
    event: &BehaviourEvent,
) -> Result<(), StoreError> {
    let receiver = OutboxReceiver::Analytics;
    let customer = CustomerId::new(&of.owner);
    if !is_receiver(sql, receiver)? || accounts::by_id(sql, &customer)?.is_none() {
        return Ok(());
    }
    let Some(behaviour) = Behaviour::of(event, of.is_test) else { return Ok(()) };
    let key = format!("behaviour/{}/{}", of.owner, event.id);
    put(sql, receiver, &key, Some(&customer), &Told::Behaviour(behaviour), of.received_at)
}

/// Tells of an order that was made.
pub fn of_new_order(
    sql: &Connection,
    order: &StoredOrder,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let happened = Happened {
        customer: &order.terms.customer_id,
        key: format!("ordered/{}", order.id),
        what: Occurrence::OrderMade,
        facts: facts_of(order, order.terms.due),
    };
    tell(sql, &happened, now)
}

/// Tells of what a payment or refund has brought.
pub fn of_payment(
    sql: &Connection,
    file: &OrderFile,
    event: &Event,
    decision: &Decision,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let order = &file.order;
    let has = |kind| decision.entries.iter().find(|entry| entry.kind == kind);
    let tell = |kind, key: String, amount: Option<Money>| {
        let happened = Happened {
            customer: &order.terms.customer_id,
            key,
            what: Occurrence::Notice(kind),
            facts: facts_of(order, amount.unwrap_or(order.terms.due)),
        };
        tell(sql, &happened, now)
    };
    if decision.deliver {
        let is_late = has(TimelineKind::PaidLate).is_some();
        let kind = if is_late { NoticeKind::PaymentLate } else { NoticeKind::PaymentReceived };
        tell(kind, format!("paid/{}", order.id), None)?;
    }
    if let Some(short) = has(TimelineKind::Underpaid) {
        let key = format!("short/{}/{}", order.id, decision.facts.received());
        tell(NoticeKind::PaymentShort, key, short.amount)?;
    }
    if has(TimelineKind::Declined).is_some()
        && let Event::Reported(attempt, _) = event
    {
        tell(NoticeKind::PaymentFailed, format!("declined/{}/{attempt}", order.id), None)?;
        count_payment(sql, false, now)?;
    }
    if has(TimelineKind::Received).is_some() {
        count_payment(sql, true, now)?;
    }
    if let Some(back) = has(TimelineKind::Refunded) {
        let key = format!("refunded/{}/{}", order.id, decision.facts.refunded());
        tell(NoticeKind::Refunded, key, back.amount)?;
    }
    Ok(())
}

/// Counts how a payment went, for whoever watches payments.
fn count_payment(sql: &Connection, succeeded: bool, now: DateTime<Utc>) -> Result<(), StoreError> {
    let statement = "INSERT INTO payment_minutes (minute, succeeded, failed) VALUES ($1, $2, $3) \
         ON CONFLICT (minute) DO UPDATE SET succeeded = succeeded + excluded.succeeded, \
         failed = failed + excluded.failed";
    let minute = now.timestamp().div_euclid(60);
    change(sql, statement, params![minute, i64::from(succeeded), i64::from(!succeeded)]).map(drop)
}

fn facts_of(order: &StoredOrder, amount: Money) -> Particulars {
    let product_type = match &order.terms.product {
        Product::Package { .. } => "package",
        Product::Plan { .. } => "plan",
        Product::Report { .. } => "report",
        Product::Credits { .. } => "credits",
    };
    Particulars {
        order_id: Some(order.id.clone()),
        order_no: Some(order.order_no.clone()),
        product_type: Some(product_type.to_owned()),
        subject: Some(order.terms.product_name.clone()),
        amount: Some(amount),
        method: Some(order.method),
        is_test: order.terms.is_test,
        ..Particulars::default()
    }
}

/// Tells what a delivery has done to a subscription that was there.
pub fn of_delivery(
    sql: &Connection,
    order: &StoredOrder,
    until: Option<NaiveDate>,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let Some(purpose) = purposes::of_order(sql, &order.id)? else { return Ok(()) };
    let kind = match purpose.about {
        About::Renewal | About::Addition => NoticeKind::Renewed,
        About::Change if purpose.subscription.is_some() => NoticeKind::PlanChanged,
        About::Change => return Ok(()),
    };
    let happened = Happened {
        customer: &order.terms.customer_id,
        key: format!("{}/{}", kind.as_str(), order.id),
        what: Occurrence::Notice(kind),
        facts: Particulars { day: until, ..facts_of(order, order.terms.due) },
    };
    tell(sql, &happened, now)
}

/// Tells what the days of a subscription have brought, with the renewal that can be paid.
pub fn of_days(
    sql: &Connection,
    kept: &Kept,
    life: &Life,
    due: &[(Notice, NaiveDate)],
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let today = kept.day_at(now);
    let is_news = |on: &NaiveDate| (today - *on).num_days() <= NEWS_FOR_DAYS;
    for (notice, on) in due.iter().filter(|(_, on)| is_news(on)) {
        let kind = match notice {
            Notice::RenewalIn7Days => NoticeKind::RenewalIn7Days,
            Notice::RenewalIn3Days => NoticeKind::RenewalIn3Days,
            Notice::RenewalTomorrow => NoticeKind::RenewalTomorrow,
            Notice::GraceBegan => NoticeKind::GraceBegan,
            Notice::PastDue => NoticeKind::PastDue,
            Notice::Ended => NoticeKind::SubscriptionEnded,
        };
        let number = life.next_number();
        let renewal = purposes::open_renewal(sql, &kept.id, number)?;
        let facts = match &renewal {
            Some(file) => facts_of(&file.order, file.order.terms.due),
            None => Particulars { subject: plan_of(sql, kept, life)?, ..Particulars::default() },
        };
        let day = life.ended_on.or_else(|| life.paid_until());
        let happened = Happened {
            customer: &kept.customer,
            key: format!("{}/{}/{number}/{on}", notice.as_str(), kept.id),
            what: Occurrence::Notice(kind),
            facts: Particulars { day, ..facts },
        };
        tell(sql, &happened, now)?;
    }
    Ok(())
}

/// Tells what somebody has decided about a subscription, by the version that came of it.
pub fn of_deed(
    sql: &Connection,
    kept: &Kept,
    life: &Life,
    deed: &Deed,
    version: i64,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let (kind, day) = match deed {
        Deed::CancelAtTheEnd => (NoticeKind::CancellationScheduled, life.paid_until()),
        Deed::CancelNow => (NoticeKind::Cancelled, None),
        Deed::Pause(until) => (NoticeKind::Paused, Some(*until)),
        Deed::Resume(_) => (NoticeKind::Resumed, life.paid_until()),
        Deed::Schedule(_) => (NoticeKind::ChangeScheduled, life.paid_until()),
        Deed::TryOut { .. } => (NoticeKind::TrialBegan, life.paid_until()),
    };
    let subject = match deed {
        Deed::Schedule(sold) => name_of(sql, &kept.customer, &sold.plan)?,
        _ => plan_of(sql, kept, life)?,
    };
    let happened = Happened {
        customer: &kept.customer,
        key: format!("deed/{}/{version}", kept.id),
        what: Occurrence::Notice(kind),
        facts: Particulars { subject, day, ..Particulars::default() },
    };
    tell(sql, &happened, now)
}

fn plan_of(sql: &Connection, kept: &Kept, life: &Life) -> Result<Option<String>, StoreError> {
    let Some(last) = life.last_with_days() else { return Ok(None) };
    name_of(sql, &kept.customer, &last.sold.plan)
}

fn name_of(
    sql: &Connection,
    customer: &CustomerId,
    plan: &PlanId,
) -> Result<Option<String>, StoreError> {
    let locale = accounts::locale(sql, customer)?;
    Ok(Some(plans::text(sql, plan, &locale)?.0))
}
