//! Customers' master data.

use super::changes;
use super::columns::{Columns, change, first_row, moment};
use crate::store::{AccountChange, ExpectedVersion, StoreError, StoredAccount};
use billing_contract::{Account, AccountUpdate, ChangeKind, Currency, CustomerId};
use chrono::{DateTime, Utc};
use rusqlite::{Connection, params};

/// The customer of this id.
pub fn by_id(sql: &Connection, id: &CustomerId) -> Result<Option<StoredAccount>, StoreError> {
    first_row(sql, "SELECT * FROM customers WHERE id = $1", [id.as_str()], |row| read(&row))
}

/// The language to write to a customer in.
pub fn locale(sql: &Connection, id: &CustomerId) -> Result<String, StoreError> {
    let question = "SELECT locale FROM customers WHERE id = $1";
    let locale = first_row(sql, question, [id.as_str()], |row| row.get("locale"))?;
    Ok(locale.unwrap_or_default())
}

/// Replaces the master data if it has one of the expected versions.
pub fn update(
    sql: &Connection,
    id: &CustomerId,
    expected: &ExpectedVersion,
    update: &AccountUpdate,
    now: DateTime<Utc>,
) -> Result<AccountChange, StoreError> {
    let Some(current) = by_id(sql, id)? else { return Ok(AccountChange::Missing) };
    let fits = match expected {
        ExpectedVersion::Any => true,
        ExpectedVersion::OneOf(versions) => versions.contains(&current.account.version),
    };
    if !fits {
        return Ok(AccountChange::Stale);
    }
    let statement = "UPDATE customers SET company_name = $2, contact_name = $3, \
         contact_email = $4, phone = $5, tax_id = $6, billing_address = $7, locale = $8, \
         time_zone = coalesce($9, time_zone), version = version + 1 WHERE id = $1";
    let values = params![
        id.as_str(),
        update.company_name,
        update.contact_name,
        update.contact_email,
        update.phone,
        update.tax_id,
        update.billing_address,
        update.locale,
        update.time_zone,
    ];
    change(sql, statement, values)?;
    if update.time_zone.is_some() && update.time_zone != current.account.time_zone {
        // Their days begin at another moment from now on.
        let statement = "UPDATE subscriptions SET next_look_at = $2 WHERE customer_id = $1 \
             AND next_look_at IS NOT NULL";
        change(sql, statement, params![id.as_str(), moment(now)])?;
    }
    changes::record(sql, Some(id), ChangeKind::Account, "", now)?;
    let changed = by_id(sql, id)?;
    Ok(changed.map_or(AccountChange::Missing, |now| AccountChange::Changed(Box::new(now))))
}

/// Adds a customer.
pub fn insert(sql: &Connection, new: &Account, currency: Currency) -> Result<(), StoreError> {
    change(
        sql,
        "INSERT INTO customers (id, company_name, contact_name, contact_email, phone, tax_id, \
         billing_address, locale, currency, created_at, version, time_zone) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, coalesce($12, 'UTC'))",
        params![
            new.id.as_str(),
            new.company_name,
            new.contact_name,
            new.contact_email,
            new.phone,
            new.tax_id,
            new.billing_address,
            new.locale,
            currency.code(),
            moment(new.created_at),
            new.version,
            new.time_zone,
        ],
    )?;
    Ok(())
}

fn read(row: &Columns<'_>) -> Result<StoredAccount, StoreError> {
    let account = Account {
        id: row.id("id")?,
        company_name: row.get("company_name")?,
        contact_name: row.get("contact_name")?,
        contact_email: row.get("contact_email")?,
        phone: row.get("phone")?,
        tax_id: row.get("tax_id")?,
        billing_address: row.get("billing_address")?,
        locale: row.get("locale")?,
        time_zone: row.get("time_zone")?,
        created_at: row.moment("created_at")?,
        version: row.get("version")?,
    };
    Ok(StoredAccount { account, currency: row.currency("currency")? })
}
