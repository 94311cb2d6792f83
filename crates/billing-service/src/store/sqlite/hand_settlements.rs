//! Money that staff say has come, as it stands in rows.

use super::columns::{Columns, change, first_row, moment, rows};
use super::settling::{self, Line};
use super::{SqliteStore, orders, repeats, stuck_payments};
use crate::orders::facts::PaymentNumber;
use crate::orders::machine::{Entry, Event};
use crate::store::{
    CompletingHandSettlement, HandDecision, HandSettled, HandSettlements, Happening,
    NewHandSettlement, OrderFile, Settled, Settlement, StoreError, StoredHandSettlement,
    StuckOrder, StuckWish,
};
use async_trait::async_trait;
use billing_contract::{HandSettlementState, MoneyCameBy, OrderId, TimelineKind, UserId};
use chrono::{DateTime, Utc};
use rusqlite::{Connection, params};

const SELECT: &str = "SELECT h.*, p.name AS proposed_name, d.name AS decided_name \
     FROM hand_settlements h JOIN users p ON p.id = h.proposed_by \
     LEFT JOIN users d ON d.id = h.decided_by";

#[async_trait]
impl HandSettlements for SqliteStore {
    async fn stuck_payments(&self, wish: StuckWish) -> Result<Vec<StuckOrder>, StoreError> {
        self.readers.read(move |sql| stuck_payments::list(sql, &wish)).await
    }

    async fn stuck_payment(
        &self,
        order: &OrderId,
        now: DateTime<Utc>,
    ) -> Result<Option<StuckOrder>, StoreError> {
        let order = order.clone();
        self.readers.read(move |sql| stuck_payments::one(sql, &order, now)).await
    }

    async fn hand_settlement(&self, id: &str) -> Result<Option<StoredHandSettlement>, StoreError> {
        let id = id.to_owned();
        self.readers.read(move |sql| by_id(sql, &id)).await
    }

    async fn propose_settlement(
        &self,
        proposed: NewHandSettlement,
        completing: Option<CompletingHandSettlement>,
    ) -> Result<HandSettled, StoreError> {
        self.writer.write(move |sql| kept(sql, propose(sql, &proposed)?, &completing)).await
    }

    async fn decide_settlement(
        &self,
        decision: HandDecision,
        completing: Option<CompletingHandSettlement>,
    ) -> Result<HandSettled, StoreError> {
        self.writer.write(move |sql| kept(sql, decide(sql, &decision)?, &completing)).await
    }
}

fn kept(
    sql: &Connection,
    settled: HandSettled,
    completing: &Option<CompletingHandSettlement>,
) -> Result<HandSettled, StoreError> {
    if let (HandSettled::Kept(stored, _), Some(completing)) = (&settled, completing) {
        repeats::complete(sql, &completing(stored)?)?;
    }
    Ok(settled)
}

/// What was proposed for an order, newest first.
pub fn of_order(
    sql: &Connection,
    order: &OrderId,
) -> Result<Vec<StoredHandSettlement>, StoreError> {
    let question = format!("{SELECT} WHERE h.order_id = $1 ORDER BY h.id DESC");
    rows(sql, &question, [order.as_str()], |row| read(&row))
}

fn by_id(sql: &Connection, id: &str) -> Result<Option<StoredHandSettlement>, StoreError> {
    first_row(sql, &format!("{SELECT} WHERE h.id = $1"), [id], |row| read(&row))
}

fn read(row: &Columns<'_>) -> Result<StoredHandSettlement, StoreError> {
    let decided: Option<UserId> = row.optional_id("decided_by")?;
    Ok(StoredHandSettlement {
        id: row.get("id")?,
        order: row.id("order_id")?,
        amount: row.money("amount_minor")?,
        came_by: row.word("came_by")?,
        reference: row.get("reference")?,
        reason: row.get("reason")?,
        evidence: row.get("evidence")?,
        state: row.word("state")?,
        needs_second: row.get("needs_second")?,
        proposed_by: (row.id("proposed_by")?, row.get("proposed_name")?),
        proposed_at: row.moment("proposed_at")?,
        decided_by: decided.zip(row.get("decided_name")?),
        decided_at: row.optional_moment("decided_at")?,
        note: row.get("note")?,
    })
}

fn propose(sql: &Connection, proposed: &NewHandSettlement) -> Result<HandSettled, StoreError> {
    let Some(file) = orders::load(sql, &proposed.order)? else { return Ok(HandSettled::Missing) };
    if file.attempts.is_empty() {
        return Ok(HandSettled::NeverAsked);
    }
    let missing = file.facts.missing();
    if missing.currency != proposed.amount.currency || proposed.amount.minor > missing.minor {
        return Ok(HandSettled::NotMissing(file.order.state));
    }
    let known = of_order(sql, &proposed.order)?;
    if known.iter().any(|one| one.state == HandSettlementState::Proposed) {
        return Ok(HandSettled::AnotherWaits);
    }
    if is_used(sql, &file, proposed)? {
        return Ok(HandSettled::NumberIsUsed);
    }
    // Two halves are not a way around the second person.
    let alone: i64 = known
        .iter()
        .filter(|one| one.state == HandSettlementState::Settled && !one.needs_second)
        .map(|one| one.amount.minor)
        .sum();
    let needs_second = alone.saturating_add(proposed.amount.minor) > proposed.alone_up_to;
    let statement = "INSERT INTO hand_settlements (id, order_id, amount_minor, currency, came_by, \
         reference, reason, evidence, state, needs_second, proposed_by, proposed_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'proposed', $9, $10, $11)";
    let values = params![
        proposed.id,
        proposed.order.as_str(),
        proposed.amount.minor,
        proposed.amount.currency.code(),
        proposed.came_by.as_str(),
        proposed.reference,
        proposed.reason,
        proposed.evidence,
        needs_second,
        proposed.by.as_str(),
        moment(proposed.now),
    ];
    change(sql, statement, values)?;
    let settled = match needs_second {
        true => None,
        false => {
            let stored = the_one(sql, &proposed.id)?;
            let settled = settle(sql, &file, &stored, proposed.now)?;
            end(sql, &stored, HandSettlementState::Settled, (&proposed.by, None, proposed.now))?;
            Some(Box::new(settled))
        }
    };
    Ok(HandSettled::Kept(Box::new(the_one(sql, &proposed.id)?), settled))
}

/// Whether the payment's number counts already: for another proposal, or as the provider told it.
fn is_used(
    sql: &Connection,
    file: &OrderFile,
    proposed: &NewHandSettlement,
) -> Result<bool, StoreError> {
    let question = "SELECT 1 FROM hand_settlements WHERE came_by = $1 AND reference = $2 \
         AND state IN ('proposed', 'settled')";
    let values = params![proposed.came_by.as_str(), proposed.reference];
    if first_row(sql, question, values, |_| Ok(()))?.is_some() {
        return Ok(true);
    }
    let number = PaymentNumber { method: file.order.method, number: proposed.reference.clone() };
    Ok(super::ledger::order_of_receipt(sql, &number)?.is_some())
}

fn decide(sql: &Connection, decision: &HandDecision) -> Result<HandSettled, StoreError> {
    let Some(stored) = by_id(sql, &decision.id)? else { return Ok(HandSettled::Missing) };
    if stored.state != HandSettlementState::Proposed {
        return Ok(HandSettled::Decided(stored.state));
    }
    let is_own = stored.proposed_by.0 == decision.by;
    if decision.approves && is_own {
        return Ok(HandSettled::SamePerson);
    }
    let Some(file) = orders::load(sql, &stored.order)? else { return Ok(HandSettled::Missing) };
    let (state, settled) = if !decision.approves {
        let state = match is_own {
            true => HandSettlementState::Withdrawn,
            false => HandSettlementState::Rejected,
        };
        (state, None)
    } else if stored.amount.minor > file.facts.missing().minor {
        (HandSettlementState::Overtaken, None)
    } else {
        let settled = settle(sql, &file, &stored, decision.now)?;
        (HandSettlementState::Settled, Some(Box::new(settled)))
    };
    end(sql, &stored, state, (&decision.by, decision.note.as_deref(), decision.now))?;
    Ok(HandSettled::Kept(Box::new(the_one(sql, &decision.id)?), settled))
}

/// Adds the money to the order like any other that comes.
fn settle(
    sql: &Connection,
    file: &OrderFile,
    stored: &StoredHandSettlement,
    now: DateTime<Utc>,
) -> Result<Settled, StoreError> {
    let broken = |what: &str| StoreError::Broken(format!("{what}, settled by hand"));
    let attempt = file.newest_attempt().ok_or_else(|| broken("an order without attempts"))?;
    let number = match stored.came_by {
        MoneyCameBy::Provider => PaymentNumber::standing_in(attempt.method, &stored.id),
        MoneyCameBy::Elsewhere => PaymentNumber::from_elsewhere(attempt.method, &stored.id),
    };
    let line = Line {
        entry: Entry {
            kind: TimelineKind::SettledByHand,
            amount: Some(stored.amount),
            place: None,
            method: None,
        },
        note: Some(&stored.reason),
        ..Line::of(TimelineKind::SettledByHand)
    };
    settling::tell(sql, &file.order, &line, now)?;
    let event = Event::SettledByHand(attempt.id.clone(), number, stored.amount);
    let settlement = Settlement {
        order: stored.order.clone(),
        happenings: vec![Happening::plain(event)],
        notice: None,
        tell_that_asked: None,
        now,
        completing: None,
    };
    let settled = settling::settle(sql, &settlement)?.ok_or_else(|| broken("an order vanished"))?;
    match settled.is_new {
        true => Ok(settled),
        false => Err(broken("money that does not count")),
    }
}

fn end(
    sql: &Connection,
    stored: &StoredHandSettlement,
    state: HandSettlementState,
    (by, note, now): (&UserId, Option<&str>, DateTime<Utc>),
) -> Result<(), StoreError> {
    let statement = "UPDATE hand_settlements SET state = $2, decided_by = $3, decided_at = $4, \
         note = $5 WHERE id = $1";
    change(sql, statement, params![stored.id, state.as_str(), by.as_str(), moment(now), note])
        .map(drop)
}

fn the_one(sql: &Connection, id: &str) -> Result<StoredHandSettlement, StoreError> {
    by_id(sql, id)?.ok_or_else(|| StoreError::Broken("a proposal vanished".to_owned()))
}
