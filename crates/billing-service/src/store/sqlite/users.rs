//! Customers' people, staff, and the service's own keys.

use super::columns::{Columns, change, first_row, moment};
use super::{accounts, sessions};
use crate::store::{CheckedPassword, Credentials, Registered, Registration, StoreError, User};
use billing_contract::UserId;
use rusqlite::{Connection, params};

const USER: &str = "id, customer_id, email, name, role, avatar_url";

/// The user with this address and their password's hash.
pub fn credentials(sql: &Connection, email: &str) -> Result<Option<Credentials>, StoreError> {
    let question = format!("SELECT {USER}, password_hash FROM users WHERE email = $1");
    first_row(sql, &question, [email], |row| {
        Ok(Credentials { password_hash: row.get("password_hash")?, user: read(&row)? })
    })
}

/// The user of this id.
pub fn by_id(sql: &Connection, id: &UserId) -> Result<Option<User>, StoreError> {
    let question = format!("SELECT {USER} FROM users WHERE id = $1");
    first_row(sql, &question, [id.as_str()], |row| read(&row))
}

/// Creates a customer, their first user and the session, unless the address is taken.
pub fn register(sql: &Connection, new: &Registration) -> Result<Registered, StoreError> {
    let taken =
        first_row(sql, "SELECT 1 FROM users WHERE email = $1", [&new.user.email], |_| Ok(()))?;
    if taken.is_some() {
        return Ok(Registered::EmailTaken);
    }
    accounts::insert(sql, &new.account, new.currency)?;
    insert(sql, &new.user, &new.password_hash, moment(new.account.created_at))?;
    sessions::begin(sql, &new.session)?;
    Ok(Registered::Created)
}

/// Adds a user.
pub fn insert(sql: &Connection, user: &User, hash: &str, created: i64) -> Result<(), StoreError> {
    change(
        sql,
        "INSERT INTO users (id, customer_id, email, name, role, avatar_url, password_hash, \
         created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        params![
            user.id.as_str(),
            user.customer_id.as_ref().map(|id| id.as_str()),
            user.email,
            user.name,
            user.role.as_str(),
            user.avatar_url,
            hash,
            created,
        ],
    )?;
    Ok(())
}

/// Whether a user's password is still the one that was checked; if so, keeps its new hash.
pub fn password_holds(
    sql: &Connection,
    user: &UserId,
    checked: &CheckedPassword,
) -> Result<bool, StoreError> {
    let statement = "UPDATE users SET password_hash = $3 WHERE id = $1 AND password_hash = $2";
    let kept = checked.replacement.as_ref().unwrap_or(&checked.hash);
    Ok(change(sql, statement, params![user.as_str(), checked.hash, kept])? == 1)
}

/// Replaces a user's password.
pub fn set_password(sql: &Connection, user: &UserId, hash: &str) -> Result<(), StoreError> {
    let statement = "UPDATE users SET password_hash = $2 WHERE id = $1";
    change(sql, statement, params![user.as_str(), hash])?;
    Ok(())
}

/// The key of this name; `candidate` becomes it if there is none yet.
pub fn service_key(sql: &Connection, name: &str, candidate: &[u8]) -> Result<Vec<u8>, StoreError> {
    let statement = "INSERT INTO service_keys (name, key) VALUES ($1, $2) ON CONFLICT DO NOTHING";
    change(sql, statement, params![name, candidate])?;
    let question = "SELECT key FROM service_keys WHERE name = $1";
    first_row(sql, question, [name], |row| row.get("key"))?
        .ok_or_else(|| StoreError::Broken("a key vanished while it was read".to_owned()))
}

/// A user as it stands in a row with the columns of `USER`.
pub fn read(row: &Columns<'_>) -> Result<User, StoreError> {
    Ok(User {
        id: row.id("id")?,
        customer_id: row.optional_id("customer_id")?,
        email: row.get("email")?,
        name: row.get("name")?,
        role: row.role("role")?,
        avatar_url: row.get("avatar_url")?,
    })
}
