//! The table `owner`: who is signed in.

use crate::keychain::SecretKey;
use crate::views::Keychain;
use billing_contract::{Me, UserId};
use rusqlite::{Connection, OptionalExtension as _, params};

/// Who is signed in, without any secret.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Owner {
    /// The service's address.
    pub server: String,
    /// The person.
    pub me: Me,
    /// Whether the keychain holds the newest secret of the session.
    pub keychain: Keychain,
}

impl Owner {
    /// Under which name the session's secret is kept.
    pub(crate) fn secret_key(&self) -> SecretKey {
        SecretKey { server: self.server.clone(), user_id: self.me.user_id.clone() }
    }

    /// Whose values the cache holds.
    pub(crate) fn key(&self) -> OwnerKey {
        OwnerKey::new(&self.server, &self.me.user_id)
    }
}

/// Tells the values of two people, or of one person at two services, apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct OwnerKey(String);

impl OwnerKey {
    /// The key of a person at a service.
    pub(crate) fn new(server: &str, user_id: &UserId) -> Self {
        Self(format!("{server} {user_id}"))
    }

    /// The key as it stands in the table.
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

/// Who is signed in; a row that cannot be understood counts as nobody.
pub(super) fn read(database: &Connection) -> rusqlite::Result<Option<Owner>> {
    let row = database
        .query_row("SELECT server, me, keychain FROM owner", [], |row| {
            Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?, row.get::<_, String>(2)?))
        })
        .optional()?;
    Ok(row.and_then(|(server, me, keychain)| {
        Some(Owner {
            server,
            me: serde_json::from_str(&me).ok()?,
            keychain: serde_json::from_str(&keychain).ok()?,
        })
    }))
}

/// Writes who is signed in, in place of whoever was.
pub(super) fn put(database: &Connection, owner: &Owner) -> rusqlite::Result<()> {
    let text = |value: serde_json::Result<String>| value.expect("plain values become JSON");
    database.execute(
        "INSERT INTO owner (only, server, user_id, me, keychain) VALUES (1, $1, $2, $3, $4)
         ON CONFLICT (only) DO UPDATE SET
             server = excluded.server, user_id = excluded.user_id, me = excluded.me,
             keychain = excluded.keychain",
        params![
            owner.server,
            owner.me.user_id.as_str(),
            text(serde_json::to_string(&owner.me)),
            text(serde_json::to_string(&owner.keychain)),
        ],
    )?;
    Ok(())
}

/// Nobody is signed in any more.
pub(super) fn remove(database: &Connection) -> rusqlite::Result<()> {
    database.execute("DELETE FROM owner", [])?;
    Ok(())
}
