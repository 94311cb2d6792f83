//! First answers to repeatable requests.

use super::columns::{change, first_row, moment};
use crate::store::{Completion, RepeatClaim, RepeatState, StoreError};
use chrono::{DateTime, Utc};
use rusqlite::{Connection, params};

/// Claims the record if it is new, given up, run out, or its claimer has not come back in time.
pub fn claim(sql: &Connection, claim: &RepeatClaim) -> Result<RepeatState, StoreError> {
    let now = moment(claim.now);
    let expired = "DELETE FROM idempotency_records WHERE id = $1 AND expires_at <= $2";
    change(sql, expired, params![&claim.id[..], now])?;
    let question = "SELECT fingerprint, claimed_until, answer FROM idempotency_records \
         WHERE id = $1";
    let known = first_row(sql, question, [&claim.id[..]], |row| {
        let fingerprint: Vec<u8> = row.get("fingerprint")?;
        let claimed_until: i64 = row.get("claimed_until")?;
        Ok((fingerprint, claimed_until, row.get::<Option<Vec<u8>>>("answer")?))
    })?;
    match known {
        Some((fingerprint, ..)) if fingerprint != claim.fingerprint => {
            return Ok(RepeatState::OtherRequest);
        }
        Some((_, _, Some(answer))) => return Ok(RepeatState::Answered(answer)),
        Some((_, claimed_until, None)) if claimed_until > now => {
            return Ok(RepeatState::InProgress);
        }
        Some(_) | None => {}
    }
    let statement = "INSERT INTO idempotency_records (id, fingerprint, claim, claimed_until, \
         created_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6) \
         ON CONFLICT (id) DO UPDATE SET claim = excluded.claim, \
         claimed_until = excluded.claimed_until, expires_at = excluded.expires_at";
    let values = params![
        &claim.id[..],
        &claim.fingerprint[..],
        claim.claim,
        moment(claim.claimed_until),
        now,
        moment(claim.expires_at),
    ];
    change(sql, statement, values)?;
    Ok(RepeatState::Claimed)
}

/// Keeps the answer; fails, and with it everything in the same write, if the claim was lost.
pub fn complete(sql: &Connection, completion: &Completion) -> Result<(), StoreError> {
    let statement = "UPDATE idempotency_records SET answer = $3 \
         WHERE id = $1 AND claim = $2 AND answer IS NULL";
    let values = params![&completion.id[..], completion.claim, completion.answer];
    if change(sql, statement, values)? == 1 {
        Ok(())
    } else {
        Err(StoreError::Unavailable("the claim on a repeatable request was lost".to_owned()))
    }
}

/// Gives up a claim.
pub fn release(sql: &Connection, id: &[u8; 32], claim: &str) -> Result<(), StoreError> {
    let statement =
        "DELETE FROM idempotency_records WHERE id = $1 AND claim = $2 AND answer IS NULL";
    change(sql, statement, params![&id[..], claim])?;
    Ok(())
}

/// Gives up every claim that has no answer: whoever held it was another process, which is dead.
pub fn release_of_the_dead(sql: &Connection) -> Result<(), StoreError> {
    // The record stays, so that its key still belongs to the request it came with.
    let statement = "UPDATE idempotency_records SET claimed_until = 0 WHERE answer IS NULL";
    change(sql, statement, [])?;
    Ok(())
}

/// Forgets answers past their time.
pub fn forget_expired(sql: &Connection, now: DateTime<Utc>) -> Result<usize, StoreError> {
    change(sql, "DELETE FROM idempotency_records WHERE expires_at <= $1", [moment(now)])
}
