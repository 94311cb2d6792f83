//! Signed-in devices and their refresh tokens.
//!
//! A session remembers the generation of the token used last and which token that was. Accepted
//! are the tokens of the next generation, which nobody has used, and that last used token itself:
//! its successor may have been lost on the way. As soon as a successor is used, the generation
//! moves on and everything before it is stale.

use super::columns::{change, first_row, moment, rows};
use super::users;
use crate::store::{NewSession, Rotated, Rotation, StoreError};
use billing_contract::{DeviceSession, SessionId, UserId};
use chrono::{DateTime, Utc};
use rusqlite::{Connection, params};

/// Begins a session and counts the sign-in.
pub fn begin(sql: &Connection, new: &NewSession) -> Result<(), StoreError> {
    change(
        sql,
        "INSERT INTO sessions (id, user_id, device, address, created_at, last_used_at, \
         expires_at, used_generation) VALUES ($1, $2, $3, $4, $5, $5, $6, 0)",
        params![
            new.id.as_str(),
            new.user_id.as_str(),
            new.device,
            new.address,
            moment(new.now),
            moment(new.expires_at),
        ],
    )?;
    insert_token(sql, &new.token_sha256, new.id.as_str(), 1, new.expires_at)?;
    change(
        sql,
        "UPDATE users SET last_login_at = $2, login_count = login_count + 1 WHERE id = $1",
        params![new.user_id.as_str(), moment(new.now)],
    )?;
    Ok(())
}

struct Presented {
    session: SessionId,
    user: UserId,
    generation: i64,
    expires_at: DateTime<Utc>,
    used_generation: i64,
    used_token: Option<Vec<u8>>,
}

/// Exchanges a refresh token, or ends the session of one that is stale.
pub fn rotate(sql: &Connection, rotation: &Rotation) -> Result<Rotated, StoreError> {
    let question = "SELECT t.generation, t.expires_at, s.id, s.user_id, s.used_generation, \
         s.used_token FROM refresh_tokens t JOIN sessions s ON s.id = t.session_id \
         WHERE t.token_sha256 = $1 AND s.ended_at IS NULL";
    let presented = first_row(sql, question, [&rotation.presented_sha256[..]], |row| {
        Ok(Presented {
            session: row.id("id")?,
            user: row.id("user_id")?,
            generation: row.get("generation")?,
            expires_at: row.moment("expires_at")?,
            used_generation: row.get("used_generation")?,
            used_token: row.get("used_token")?,
        })
    })?;
    let Some(presented) = presented else { return Ok(Rotated::Invalid) };
    let is_unused_successor = presented.generation == presented.used_generation + 1;
    let was_used_last = presented.used_token.as_deref() == Some(&rotation.presented_sha256[..]);
    if !is_unused_successor && !was_used_last {
        end(sql, &presented.session, "token_reused", rotation.now)?;
        return Ok(Rotated::Reused { session: presented.session });
    }
    if presented.expires_at <= rotation.now {
        return Ok(Rotated::Invalid);
    }
    let Some(user) = users::by_id(sql, &presented.user)? else { return Ok(Rotated::Invalid) };
    change(
        sql,
        "UPDATE sessions SET used_generation = $2, used_token = $3, last_used_at = $4, \
         expires_at = $5, address = COALESCE($6, address) WHERE id = $1",
        params![
            presented.session.as_str(),
            presented.generation,
            &rotation.presented_sha256[..],
            moment(rotation.now),
            moment(rotation.expires_at),
            rotation.address,
        ],
    )?;
    insert_token(
        sql,
        &rotation.successor_sha256,
        presented.session.as_str(),
        presented.generation + 1,
        rotation.expires_at,
    )?;
    Ok(Rotated::Accepted { user, session: presented.session })
}

/// Ends the session a token belongs to.
pub fn end_by_token(
    sql: &Connection,
    token: &[u8; 32],
    now: DateTime<Utc>,
) -> Result<Option<SessionId>, StoreError> {
    let question = "SELECT session_id FROM refresh_tokens WHERE token_sha256 = $1";
    let session: Option<SessionId> =
        first_row(sql, question, [&token[..]], |row| row.id("session_id"))?;
    if let Some(session) = &session {
        end(sql, session, "signed_out", now)?;
    }
    Ok(session)
}

/// Ends one of a user's sessions; `false` if they have none of this id.
pub fn end_of_user(
    sql: &Connection,
    user: &UserId,
    session: &SessionId,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let question = "SELECT 1 FROM sessions WHERE id = $1 AND user_id = $2 AND ended_at IS NULL \
         AND expires_at > $3";
    let values = params![session.as_str(), user.as_str(), moment(now)];
    let running = first_row(sql, question, values, |_| Ok(()))?.is_some();
    if running {
        end(sql, session, "revoked", now)?;
    }
    Ok(running)
}

/// Ends all of a user's sessions but one.
pub fn end_others(
    sql: &Connection,
    user: &UserId,
    keep: &SessionId,
    now: DateTime<Utc>,
) -> Result<Vec<SessionId>, StoreError> {
    let question = "SELECT id FROM sessions WHERE user_id = $1 AND id <> $2 AND ended_at IS NULL";
    let others: Vec<SessionId> =
        rows(sql, question, [user.as_str(), keep.as_str()], |row| row.id("id"))?;
    for session in &others {
        end(sql, session, "password_changed", now)?;
    }
    Ok(others)
}

/// A user's running sessions, newest first.
pub fn of_user(
    sql: &Connection,
    user: &UserId,
    current: &SessionId,
    now: DateTime<Utc>,
) -> Result<Vec<DeviceSession>, StoreError> {
    let question = "SELECT id, device, address, created_at, last_used_at FROM sessions \
         WHERE user_id = $1 AND ended_at IS NULL AND expires_at > $2 ORDER BY id DESC";
    rows(sql, question, params![user.as_str(), moment(now)], |row| {
        let id: SessionId = row.id("id")?;
        Ok(DeviceSession {
            current: id == *current,
            id,
            device: row.get("device")?,
            address: row.get("address")?,
            created_at: row.moment("created_at")?,
            last_used_at: row.moment("last_used_at")?,
        })
    })
}

/// The sessions that ended at `since` or later.
pub fn ended_since(
    sql: &Connection,
    since: DateTime<Utc>,
) -> Result<Vec<(SessionId, DateTime<Utc>)>, StoreError> {
    let question = "SELECT id, ended_at FROM sessions WHERE ended_at >= $1";
    rows(sql, question, [moment(since)], |row| Ok((row.id("id")?, row.moment("ended_at")?)))
}

/// Forgets sessions that ran out or ended a month ago; their tokens go with them. Of a running
/// session, the tokens that ran out go: until then, a stale one still tells of a theft.
pub fn forget_expired(sql: &Connection, now: DateTime<Utc>) -> Result<usize, StoreError> {
    let month_ago = now - chrono::Duration::days(30);
    let sessions = "DELETE FROM sessions WHERE expires_at < $1 OR ended_at < $1";
    let sessions = change(sql, sessions, [moment(month_ago)])?;
    let tokens = "DELETE FROM refresh_tokens WHERE expires_at <= $1";
    Ok(sessions + change(sql, tokens, [moment(now)])?)
}

fn end(
    sql: &Connection,
    session: &SessionId,
    because: &str,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    change(
        sql,
        "UPDATE sessions SET ended_at = $2, ended_because = $3 WHERE id = $1 AND ended_at IS NULL",
        params![session.as_str(), moment(now), because],
    )?;
    // A token of an ended session is as good as unknown.
    change(sql, "DELETE FROM refresh_tokens WHERE session_id = $1", [session.as_str()])?;
    Ok(())
}

fn insert_token(
    sql: &Connection,
    token: &[u8; 32],
    session: &str,
    generation: i64,
    expires_at: DateTime<Utc>,
) -> Result<(), StoreError> {
    change(
        sql,
        "INSERT INTO refresh_tokens (token_sha256, session_id, generation, expires_at) \
         VALUES ($1, $2, $3, $4)",
        params![&token[..], session, generation, moment(expires_at)],
    )?;
    Ok(())
}
