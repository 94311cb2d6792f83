//! The table `checkouts`: purchases under way.

use super::OwnerKey;
use crate::checkout::machine::Purchase;
use crate::views::CheckoutId;
use rusqlite::{Connection, params};

/// The purchases of one owner; a row that cannot be understood is left alone and logged.
pub(super) fn of(database: &Connection, owner: &OwnerKey) -> rusqlite::Result<Vec<Purchase>> {
    let mut statement = database
        .prepare_cached("SELECT id, purchase FROM checkouts WHERE owner = $1 ORDER BY id")?;
    let rows = statement.query_map([owner.as_str()], |row| {
        Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?))
    })?;
    let mut purchases = Vec::new();
    for row in rows {
        let (id, json) = row?;
        match serde_json::from_str(&json) {
            Ok(purchase) => purchases.push(purchase),
            Err(error) => tracing::error!(id, %error, "a purchase cannot be understood"),
        }
    }
    Ok(purchases)
}

/// Writes a purchase in place of what was known of it.
pub(super) fn put(
    database: &Connection,
    owner: &OwnerKey,
    purchase: &Purchase,
) -> rusqlite::Result<()> {
    put_row(database, owner.as_str(), &purchase.id.0, &json_of(purchase))
}

/// Removes a purchase.
pub(super) fn remove(
    database: &Connection,
    owner: &OwnerKey,
    id: &CheckoutId,
) -> rusqlite::Result<()> {
    database.execute(
        "DELETE FROM checkouts WHERE owner = $1 AND id = $2",
        params![owner.as_str(), id.0],
    )?;
    Ok(())
}

/// Removes from every purchase what tells of the person.
pub(super) fn strip(database: &Connection) -> rusqlite::Result<()> {
    for (owner, id, json) in rows(database)? {
        let Ok(purchase) = serde_json::from_str::<Purchase>(&json) else { continue };
        put_row(database, &owner, &id, &json_of(&purchase.without_personal_details()))?;
    }
    Ok(())
}

/// Copies every row that can still be read.
pub(super) fn carry_over(from: &Connection, to: &Connection) -> Vec<rusqlite::Result<()>> {
    match rows(from) {
        Ok(rows) => rows.iter().map(|(owner, id, json)| put_row(to, owner, id, json)).collect(),
        Err(error) => vec![Err(error)],
    }
}

fn rows(database: &Connection) -> rusqlite::Result<Vec<(String, String, String)>> {
    database
        .prepare("SELECT owner, id, purchase FROM checkouts")?
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?
        .collect()
}

fn put_row(database: &Connection, owner: &str, id: &str, json: &str) -> rusqlite::Result<()> {
    database
        .prepare_cached(
            "INSERT INTO checkouts (owner, id, purchase) VALUES ($1, $2, $3)
             ON CONFLICT (owner, id) DO UPDATE SET purchase = excluded.purchase",
        )?
        .execute(params![owner, id, json])?;
    Ok(())
}

fn json_of(purchase: &Purchase) -> String {
    serde_json::to_string(purchase).expect("plain values become JSON")
}
