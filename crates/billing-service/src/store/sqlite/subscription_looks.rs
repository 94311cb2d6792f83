//! Looking after a subscription: whatever is due about it, in one transaction.
//!
//! Everything that happens once has a key of its own – a notice its kind and period, a renewal its
//! period, a grant of credits its period – so that a look that is made again finds it done.

use super::columns::{change, day, first_row, moment, rows, word_of};
use super::subscription_files::{self as files, Kept, Writing};
use super::subscription_orders as purposes;
use super::{accounts, changes, occurrences, orders, plans};
use crate::store::{
    Looked, NewOrder, OrderTerms, PlacedOrder, Product, StoreError, SubscriptionLook,
};
use crate::subscription::calendar::{beginning_of, days_later};
use crate::subscription::machine::{EXPIRED_AFTER, Life, Notice, Sold};
use billing_contract::{ChangeKind, CustomerId, Money, PayType, SubscriptionStatus};
use chrono::{DateTime, NaiveDate, Utc};
use rusqlite::{Connection, params};

/// Subscriptions about which something is to be done by now.
pub fn to_look_at(
    sql: &Connection,
    now: DateTime<Utc>,
    limit: u32,
) -> Result<Vec<String>, StoreError> {
    let question = "SELECT id FROM subscriptions WHERE next_look_at <= $1 \
         ORDER BY next_look_at LIMIT $2";
    rows(sql, question, params![moment(now), limit], |row| row.get("id"))
}

/// Sets when a subscription is looked at next.
pub fn look_again(sql: &Connection, id: &str, at: DateTime<Utc>) -> Result<(), StoreError> {
    let statement = "UPDATE subscriptions SET next_look_at = $2 WHERE id = $1";
    change(sql, statement, params![id, moment(at)]).map(drop)
}

/// Does everything that is due about a subscription.
pub fn look(sql: &Connection, look: &SubscriptionLook) -> Result<Looked, StoreError> {
    let Some(kept) = files::by_id(sql, &look.id)? else { return Ok(Looked::default()) };
    let (now, today) = (look.now, kept.day_at(look.now));
    let waiting = kept.life.periods.iter().filter(|one| !one.has_begun && one.start <= today);
    let begun = waiting.count();
    let mut life = kept.life.clone();
    let last = life.last_with_days().map(|last| &last.sold);
    if last.is_some() && last == life.next.as_ref() {
        // What was waited for has come, however it was paid.
        life.next = None;
    }
    let (notices, news) = record_due(sql, &kept, &life, today, now)?;
    let ordered = renew(sql, &kept, &life, look, today)?;
    // After the renewal is there, so that it can be paid from where it is told.
    occurrences::of_days(sql, &kept, &life, &news, now)?;
    if notices > 0 || ordered {
        changes::record(sql, Some(&kept.customer), ChangeKind::Subscription, "", now)?;
    }
    files::write(sql, &kept, life, Writing::LookedAt, now)?;
    Ok(Looked { begun, notices, ordered })
}

/// Records what is due, each once, and answers how many there were and which of them is news.
fn record_due(
    sql: &Connection,
    kept: &Kept,
    life: &Life,
    today: NaiveDate,
    now: DateTime<Utc>,
) -> Result<(usize, Vec<(Notice, NaiveDate)>), StoreError> {
    let number = life.next_number();
    let due = life.notices(today);
    let (mut recorded, mut news) = (0, Vec::new());
    for (place, (notice, on)) in due.iter().enumerate() {
        let is_overtaken = place + 1 < due.len();
        let is_new = record(sql, kept, number, (*notice, *on), is_overtaken, now)? == 1;
        recorded += usize::from(is_new);
        if is_new && !is_overtaken {
            news.push((*notice, *on));
        }
    }
    Ok((recorded, news))
}

fn record(
    sql: &Connection,
    kept: &Kept,
    number: u32,
    (notice, on): (Notice, NaiveDate),
    is_overtaken: bool,
    now: DateTime<Utc>,
) -> Result<usize, StoreError> {
    let statement = "INSERT INTO subscription_notices (subscription_id, number, kind, due_on, \
         recorded_at, is_overtaken) VALUES ($1, $2, $3, $4, $5, $6) \
         ON CONFLICT (subscription_id, number, kind, due_on) DO NOTHING";
    let values = params![kept.id, number, notice.as_str(), day(on), moment(now), is_overtaken];
    change(sql, statement, values)
}

/// Orders the renewal that is wanted, and gives up the one that no longer is.
fn renew(
    sql: &Connection,
    kept: &Kept,
    life: &Life,
    look: &SubscriptionLook,
    today: NaiveDate,
) -> Result<bool, StoreError> {
    let known = purposes::renewal(sql, &kept.id, life.next_number())?;
    let Some((number, sold)) = life.renewal_wanted(today) else {
        // One that nobody pays runs out by itself.
        let runs_out = life.status(today) == SubscriptionStatus::Expired;
        if let Some(known) = known.filter(|known| purposes::is_payable(known) && !runs_out) {
            purposes::give_up(sql, &kept.customer, &known.order.id, look.now)?;
        }
        return Ok(false);
    };
    if let Some(known) = known {
        if purposes::is_for(&known, &sold) || !purposes::is_payable(&known) {
            return Ok(false);
        }
        purposes::give_up(sql, &kept.customer, &known.order.id, look.now)?;
    }
    let Some(order) = renewal(sql, kept, life, &sold, look)? else { return Ok(false) };
    let id = order.id.clone();
    match orders::place(sql, &order)? {
        PlacedOrder::Made(_) | PlacedOrder::Found(_) => {
            purposes::note_renewal(sql, &id, kept, number)?;
            Ok(true)
        }
        // It has none.
        PlacedOrder::CouponRefused(_) => Ok(false),
    }
}

/// The order of a renewal; none if it has no price, or nobody takes it.
fn renewal(
    sql: &Connection,
    kept: &Kept,
    life: &Life,
    sold: &Sold,
    look: &SubscriptionLook,
) -> Result<Option<NewOrder>, StoreError> {
    let account = accounts::by_id(sql, &kept.customer)?;
    let account = account.ok_or_else(|| StoreError::Broken("no such customer".to_owned()))?;
    let Some(price) = price(sql, sold, account.currency)? else { return Ok(None) };
    let preferred = last_method(sql, &kept.customer)?;
    let Some((method, is_test)) = (look.choose)(preferred, price) else {
        tracing::warn!(subscription = kept.id, "no method takes the price of a renewal");
        return Ok(None);
    };
    let Some(end) = life.paid_until() else { return Ok(None) };
    let is_trial = life.last_with_days().is_some_and(|last| last.is_trial);
    let over = days_later(end, if is_trial { 0 } else { EXPIRED_AFTER });
    let locale = account.account.locale;
    Ok(Some(NewOrder {
        id: look.order.clone(),
        terms: OrderTerms {
            customer_id: kept.customer.clone(),
            user_id: None,
            product: Product::Plan {
                id: sold.plan.clone(),
                subscription_type: sold.term.subscription_type(),
            },
            product_name: plans::text(sql, &sold.plan, &locale)?.0,
            original: price,
            discount: Money::new(0, price.currency),
            due: price,
            coupon: None,
            promotion: None,
            remark: None,
            locale,
            client_ip: None,
            user_agent: None,
            is_test,
        },
        method,
        now: look.now,
        expires_at: beginning_of(kept.zone, over).max(look.now),
        or_the_same: false,
    }))
}

/// What a plan costs those who have it, whether or not it is still offered to others.
pub fn price(
    sql: &Connection,
    sold: &Sold,
    currency: billing_contract::Currency,
) -> Result<Option<Money>, StoreError> {
    let question = "SELECT amount_minor FROM plan_prices WHERE plan_id = $1 AND currency = $2 \
         AND subscription_type = $3";
    let term = word_of(&sold.term.subscription_type())?;
    let values = params![sold.plan.as_str(), currency.code(), term];
    let minor = first_row(sql, question, values, |row| row.get("amount_minor"))?;
    Ok(minor.map(|minor| Money::new(minor, currency)))
}

fn last_method(sql: &Connection, customer: &CustomerId) -> Result<Option<PayType>, StoreError> {
    let question = "SELECT method FROM orders WHERE customer_id = $1 ORDER BY id DESC LIMIT 1";
    first_row(sql, question, [customer.as_str()], |row| row.method("method"))
}
