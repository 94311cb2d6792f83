//! Adding what happened to what is known, with everything that follows from it, in one
//! transaction.

use super::columns::{change, moment, word_of};
use super::ledger::AskedRefund;
use super::{
    attempts, changes, coupons, fulfilment, invoicing, ledger, occurrences, orders, webhooks,
};
use crate::orders::facts::{Ending, Facts, PaymentNumber};
use crate::orders::machine::{Decision, Entry, Event, Report, step};
use crate::store::{
    CountedNotice, Happening, OrderFile, Settled, Settlement, StoreError, StoredOrder,
};
use billing_contract::{ChangeKind, OrderId, OrderState, PayType, TimelineKind, WebhookOutcome};
use chrono::{DateTime, Utc};
use rusqlite::{Connection, params};

/// Adds what happened; none if there is no such order.
pub fn settle(sql: &Connection, settlement: &Settlement) -> Result<Option<Settled>, StoreError> {
    let Some(mut file) = orders::load(sql, &settlement.order)? else { return Ok(None) };
    let (mut is_new, mut deliver, mut told) = (false, false, Vec::new());
    let mut is_claimed_elsewhere = false;
    if let Some(method) = settlement.tell_that_asked {
        let line = Line { method: Some(method), ..Line::of(TimelineKind::ProviderAsked) };
        tell(sql, &file.order, &line, settlement.now)?;
    }
    for happening in &settlement.happenings {
        let conflict = claimed_elsewhere(sql, &file, happening)?;
        is_claimed_elsewhere |= conflict.is_some();
        let happening = conflict.as_ref().unwrap_or(happening);
        if let Some(changed) = add(sql, &mut file, happening, settlement.now)? {
            is_new = true;
            deliver |= changed.deliver;
            told.extend(changed.entries.iter().map(|entry| entry.kind));
        }
    }
    if let Some(notice) = settlement.notice.as_ref().filter(|_| !is_claimed_elsewhere) {
        count_notice(sql, &file, notice, is_new, settlement.now)?;
    }
    if is_new {
        if file.order.state == OrderState::Refunded {
            fulfilment::take_back(sql, &file.order, settlement.now)?;
        }
        let customer = &file.order.terms.customer_id;
        let id = file.order.id.as_str();
        changes::record(sql, Some(customer), ChangeKind::Order, id, settlement.now)?;
        file = the_order(sql, &settlement.order)?;
        invoicing::correct(sql, &file, settlement.now)?;
    }
    if let Some(completing) = &settlement.completing {
        super::repeats::complete(sql, &completing(&file)?)?;
    }
    Ok(Some(Settled { file, is_new, deliver, told, is_claimed_elsewhere }))
}

fn count_notice(
    sql: &Connection,
    file: &OrderFile,
    notice: &CountedNotice,
    is_new: bool,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let outcome = if is_new { WebhookOutcome::Applied } else { WebhookOutcome::NothingNew };
    let order = Some(&file.order.id);
    let (method, event_id) = (notice.method, &notice.event_id);
    if webhooks::count_once(sql, method, event_id, &notice.webhook, order, outcome, now)? {
        let note = Some(notice.event.as_str());
        let line = Line { method: Some(method), note, ..Line::of(TimelineKind::NoticeAccepted) };
        tell(sql, &file.order, &line, now)?;
    }
    Ok(())
}

/// Tells of an order just made and answers it; one that costs nothing is paid.
pub fn tell_of_new(sql: &Connection, made: OrderFile) -> Result<OrderFile, StoreError> {
    let (order, now) = (&made.order, made.order.created_at);
    let state = made.facts.state();
    let is_paid = made.facts.is_paid();
    if is_paid {
        let statement = "UPDATE orders SET state = $2, paid_at = $3 WHERE id = $1";
        change(sql, statement, params![order.id.as_str(), state.as_str(), moment(now)])?;
        await_delivery(sql, &order.id, now)?;
    }
    let line = Line {
        entry: Entry {
            kind: TimelineKind::Ordered,
            amount: Some(order.terms.due),
            place: None,
            method: Some(order.method),
        },
        ..Line::of(TimelineKind::Ordered)
    };
    tell(sql, &StoredOrder { state, ..order.clone() }, &line, now)?;
    let customer = &order.terms.customer_id;
    changes::record(sql, Some(customer), ChangeKind::Order, order.id.as_str(), now)?;
    occurrences::of_new_order(sql, order, now)?;
    if is_paid { the_order(sql, &order.id) } else { Ok(made) }
}

/// An order that is there, because this transaction has seen it.
fn the_order(sql: &Connection, id: &OrderId) -> Result<OrderFile, StoreError> {
    orders::load(sql, id)?.ok_or_else(|| StoreError::Broken("an order vanished".to_owned()))
}

/// What to settle instead of a payment whose number counts for another order.
fn claimed_elsewhere(
    sql: &Connection,
    file: &OrderFile,
    happening: &Happening,
) -> Result<Option<Happening>, StoreError> {
    let Event::Reported(attempt, Report::Paid(number, _) | Report::PaidBack(number, _)) =
        &happening.event
    else {
        return Ok(None);
    };
    let owner = ledger::order_of_receipt(sql, number)?;
    Ok(owner.filter(|owner| *owner != file.order.id).map(|owner| {
        tracing::error!(order = %file.order.id, %owner, "a payment number came for two orders");
        let event = Event::Reported(attempt.clone(), Report::PaidForAnother);
        Happening { event, ..happening.clone() }
    }))
}

/// Adds one event; none if it said nothing new.
fn add(
    sql: &Connection,
    file: &mut OrderFile,
    happening: &Happening,
    now: DateTime<Utc>,
) -> Result<Option<Decision>, StoreError> {
    let decision = step(&file.facts, &happening.event);
    if !decision.changes(&file.facts) {
        return Ok(None);
    }
    let paid_at = happening.paid_at.unwrap_or(now).min(now);
    write_facts(sql, file, &decision.facts, happening, paid_at, now)?;
    let (order, customer) = (&file.order.id, &file.order.terms.customer_id);
    ledger::book(sql, order, customer, &decision.moved, now)?;
    write_order(sql, file, &decision, paid_at, now)?;
    if decision.deliver {
        await_delivery(sql, order, now)?;
    }
    let (was_ended, is_ended) = (file.facts.ended.is_some(), decision.facts.ended.is_some());
    if is_ended && !was_ended {
        coupons::release(sql, order)?;
    }
    if was_ended && !file.facts.has_money() && decision.facts.has_money() {
        // The money counts at the reduced price, even if somebody else has used the coupon up.
        if let Some((coupon, _)) = &file.order.terms.coupon {
            coupons::claim(sql, coupon, customer, order, now)?;
        }
    }
    file.order.state = decision.state;
    let method = method_of(file, &happening.event);
    for entry in &decision.entries {
        let entry = Entry { method: entry.method.or(method), ..entry.clone() };
        let note = happening.note.as_deref();
        tell(sql, &file.order, &Line { entry, method: None, note }, now)?;
    }
    occurrences::of_payment(sql, file, &happening.event, &decision, now)?;
    file.facts = decision.facts.clone();
    Ok(Some(decision))
}

fn write_facts(
    sql: &Connection,
    file: &OrderFile,
    facts: &Facts,
    happening: &Happening,
    paid_at: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    for (attempt, state) in &facts.attempts {
        if file.facts.attempts.get(attempt) != Some(state) {
            attempts::set_state(sql, attempt, *state)?;
        }
    }
    for (number, receipt) in &facts.receipts {
        if file.facts.receipts.get(number) != Some(receipt) {
            ledger::keep_receipt(sql, &file.order.id, number, receipt, paid_at, now)?;
        }
    }
    let is_renamed = |number: &&PaymentNumber| !facts.receipts.contains_key(*number);
    for stood_in in file.facts.receipts.keys().filter(is_renamed) {
        let is_new = |number: &&PaymentNumber| !file.facts.receipts.contains_key(*number);
        if let Some(number) = facts.receipts.keys().find(is_new) {
            ledger::rename_receipt(sql, stood_in, number)?;
        }
    }
    for (place, refund) in facts.refunds.iter().enumerate() {
        match file.facts.refunds.get(place) {
            Some(known) if known == refund => {}
            Some(_) => ledger::settle_refund(sql, refund, now)?,
            None => {
                let reason = happening.note.as_deref().unwrap_or_default();
                let asked_by = happening.asked_by.as_ref();
                let order = &file.order.id;
                ledger::insert_refund(sql, &AskedRefund { order, refund, reason, asked_by, now })?;
            }
        }
    }
    Ok(())
}

fn write_order(
    sql: &Connection,
    file: &OrderFile,
    decision: &Decision,
    paid_at: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let facts = &decision.facts;
    let ended = facts.ended.map(|ending| match ending {
        Ending::Expired => "expired",
        Ending::Cancelled => "cancelled",
    });
    let statement = "UPDATE orders SET state = $2, received_minor = $3, refunded_minor = $4, \
         ended_as = $5, ended_at = CASE WHEN $5 IS NULL THEN NULL ELSE coalesce(ended_at, $6) END, \
         paid_at = CASE WHEN $7 THEN coalesce(paid_at, $8) ELSE paid_at END, keeps_minor = $9 \
         WHERE id = $1";
    let values = params![
        file.order.id.as_str(),
        decision.state.as_str(),
        facts.received(),
        facts.refunded(),
        ended,
        moment(now),
        facts.is_paid(),
        moment(paid_at),
        facts.keeps,
    ];
    change(sql, statement, values).map(drop)
}

fn await_delivery(sql: &Connection, order: &OrderId, now: DateTime<Utc>) -> Result<(), StoreError> {
    let statement = "INSERT INTO fulfilments (order_id, due_at, next_try_at, failures) \
         VALUES ($1, $2, $2, 0) ON CONFLICT (order_id) \
         DO UPDATE SET next_try_at = excluded.next_try_at, delivered_at = NULL";
    change(sql, statement, params![order.as_str(), moment(now)]).map(drop)
}

fn method_of(file: &OrderFile, event: &Event) -> Option<PayType> {
    let attempt = match event {
        Event::Asked(attempt)
        | Event::Presented(attempt)
        | Event::Reported(attempt, _)
        | Event::SettledByHand(attempt, ..)
        | Event::Withdrawn(attempt, _) => attempt,
        Event::Ended(_)
        | Event::RefundAsked(_)
        | Event::RefundReported(..)
        | Event::Disputed(..)
        | Event::Delivered
        | Event::GivenUp(_)
        | Event::DeliveryFailed => return None,
    };
    file.attempt(attempt).map(|attempt| attempt.method)
}

/// A line for the timeline, with what the machine does not know of.
pub struct Line<'a> {
    /// What happened.
    pub entry: Entry,
    /// By which method, if the entry does not say.
    pub method: Option<PayType>,
    /// Plain text.
    pub note: Option<&'a str>,
}

impl Line<'_> {
    /// A line that says no more than what happened.
    pub fn of(kind: TimelineKind) -> Self {
        let entry = Entry { kind, amount: None, place: None, method: None };
        Self { entry, method: None, note: None }
    }
}

/// Adds a line to the order's timeline, with the state it stands in.
pub fn tell(
    sql: &Connection,
    order: &StoredOrder,
    line: &Line<'_>,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let entry = &line.entry;
    let statement = "INSERT INTO order_timeline (order_id, at, kind, amount_minor, currency, \
         method, state, place, note) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    let values = params![
        order.id.as_str(),
        moment(now),
        word_of(&entry.kind)?,
        entry.amount.map(|amount| amount.minor),
        entry.amount.map(|amount| amount.currency.code()),
        entry.method.or(line.method).map(PayType::as_str),
        order.state.as_str(),
        entry.place.as_ref().map(word_of).transpose()?,
        line.note.filter(|note| !note.is_empty()),
    ];
    change(sql, statement, values).map(drop)
}
