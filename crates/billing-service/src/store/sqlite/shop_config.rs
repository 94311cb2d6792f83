//! What the operator decides: whether the shop is open, what is for sale, and what is said of it.

use super::columns::{change, first_row, moment};
use super::{changes, packages};
use crate::store::{ShopSave, ShopSaved, StoreError, StoredConfig, StoredPackage};
use billing_contract::ChangeKind;
use rusqlite::{Connection, params};

/// What holds now, in one language.
pub fn load(sql: &Connection, locale: &str) -> Result<StoredConfig, StoreError> {
    let question = "SELECT s.*, (SELECT count(*) FROM orders WHERE product_type = 'package' \
         AND state IN ('created', 'awaiting_payment', 'underpaid')) AS open_orders \
         FROM shop s WHERE s.id = 1";
    let config = first_row(sql, question, [], |row| {
        Ok(StoredConfig {
            is_open: row.get("is_open")?,
            packages: packages::for_sale(sql, locale)?,
            explanation: text(sql, "explanation", locale)?.0,
            agreement: text(sql, "agreement", locale)?.0,
            version: row.get("version")?,
            saved_at: row.optional_moment("saved_at")?,
            saved_by: row.get("saved_by")?,
            open_orders: row.get("open_orders")?,
        })
    })?;
    config.ok_or_else(|| StoreError::Broken("there is no shop".to_owned()))
}

/// Replaces what holds, for everybody and at once; open orders keep their price.
pub fn save(sql: &Connection, save: &ShopSave) -> Result<ShopSaved, StoreError> {
    let before = load(sql, &save.locale)?;
    if save.version.is_some_and(|read| read != before.version) {
        return Ok(ShopSaved::Stale);
    }
    let statement = "UPDATE shop SET is_open = $1, version = version + 1, saved_at = $2, \
         saved_by = $3 WHERE id = 1";
    change(sql, statement, params![save.is_open, moment(save.now), save.saved_by])?;
    change(sql, "UPDATE packages SET is_offered = 0", [])?;
    for (position, package) in (1_i64..).zip(&save.packages) {
        // In another language than its own a package shows the text of that; as long as nobody
        // changes it, it is not this language's.
        let shown = before.packages.iter().find(|known| known.id == package.id);
        put(sql, position, package)?;
        let says_the_same = shown.is_some_and(|shown| {
            (&shown.name, &shown.description) == (&package.name, &package.description)
        });
        if !says_the_same {
            put_package_text(sql, package, &save.locale)?;
        }
    }
    let texts = [
        ("explanation", &before.explanation, &save.explanation),
        ("agreement", &before.agreement, &save.agreement),
    ];
    for (kind, shown, html) in texts {
        if shown != html {
            put_text(sql, kind, &save.locale, html)?;
        }
    }
    changes::record(sql, None, ChangeKind::PackageCenter, "", save.now)?;
    Ok(ShopSaved::Saved(Box::new(load(sql, &save.locale)?)))
}

/// Adds a package or replaces everything of it but its texts.
pub fn put(sql: &Connection, position: i64, package: &StoredPackage) -> Result<(), StoreError> {
    let statement = "INSERT INTO packages (id, position, duration_days, currency, \
         original_minor, current_minor, is_offered) VALUES ($1, $2, $3, $4, $5, $6, 1) \
         ON CONFLICT (id) DO UPDATE SET position = excluded.position, \
         duration_days = excluded.duration_days, currency = excluded.currency, \
         original_minor = excluded.original_minor, current_minor = excluded.current_minor, \
         is_offered = 1";
    let values = params![
        package.id.as_str(),
        position,
        package.days,
        package.current.currency.code(),
        package.original.minor,
        package.current.minor,
    ];
    change(sql, statement, values).map(drop)
}

/// Sets what a package is called in one language.
pub fn put_package_text(
    sql: &Connection,
    package: &StoredPackage,
    locale: &str,
) -> Result<(), StoreError> {
    let statement = "INSERT INTO package_texts (package_id, locale, name, description) \
         VALUES ($1, $2, $3, $4) ON CONFLICT (package_id, locale) \
         DO UPDATE SET name = excluded.name, description = excluded.description";
    let values = params![package.id.as_str(), locale, package.name, package.description];
    change(sql, statement, values).map(drop)
}

/// A text of the operator in one language, else in English, else in any; and how many texts of its
/// kind there have been.
pub fn text(sql: &Connection, kind: &str, locale: &str) -> Result<(String, i64), StoreError> {
    let question = "SELECT html, (SELECT sum(version) FROM shop_texts WHERE kind = $1) AS version \
         FROM shop_texts WHERE kind = $1 \
         ORDER BY CASE locale WHEN $2 THEN 0 WHEN 'en' THEN 1 ELSE 2 END, locale LIMIT 1";
    let found = first_row(sql, question, [kind, locale], |row| {
        Ok((row.get("html")?, row.get("version")?))
    })?;
    Ok(found.unwrap_or_default())
}

/// Sets a text of the operator in one language.
pub fn put_text(sql: &Connection, kind: &str, locale: &str, html: &str) -> Result<(), StoreError> {
    let statement = "INSERT INTO shop_texts (kind, locale, html, version) VALUES ($1, $2, $3, 1) \
         ON CONFLICT (kind, locale) DO UPDATE SET html = excluded.html, version = version + 1";
    change(sql, statement, [kind, locale, html]).map(drop)
}
