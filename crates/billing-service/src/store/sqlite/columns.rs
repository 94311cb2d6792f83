//! How the contract's types stand in columns.

use super::error_of;
use crate::store::StoreError;
use billing_contract::{ChangeKind, Currency, Money, PayType, Role, SubscriptionType};
use chrono::{DateTime, NaiveDate, Utc};
use rusqlite::Row;
use serde::Serialize;
use serde::de::DeserializeOwned;

/// A moment as microseconds since 1970.
pub fn moment(at: DateTime<Utc>) -> i64 {
    at.timestamp_micros()
}

/// A day as `YYYY-MM-DD`.
pub fn day(day: NaiveDate) -> String {
    day.to_string()
}

/// A row whose columns are read by name.
pub struct Columns<'a>(pub &'a Row<'a>);

impl Columns<'_> {
    /// The column as SQLite gives it.
    pub fn get<T: rusqlite::types::FromSql>(&self, name: &str) -> Result<T, StoreError> {
        self.0.get(name).map_err(error_of)
    }

    /// The column as an identifier.
    pub fn id<T: From<String>>(&self, name: &str) -> Result<T, StoreError> {
        self.get::<String>(name).map(T::from)
    }

    /// The column as an identifier that may be missing.
    pub fn optional_id<T: From<String>>(&self, name: &str) -> Result<Option<T>, StoreError> {
        Ok(self.get::<Option<String>>(name)?.map(T::from))
    }

    /// The column as a moment.
    pub fn moment(&self, name: &str) -> Result<DateTime<Utc>, StoreError> {
        DateTime::from_timestamp_micros(self.get(name)?).ok_or_else(|| malformed(name))
    }

    /// The column as a moment that may be missing.
    pub fn optional_moment(&self, name: &str) -> Result<Option<DateTime<Utc>>, StoreError> {
        let micros = self.get::<Option<i64>>(name)?;
        let read = |micros| DateTime::from_timestamp_micros(micros).ok_or_else(|| malformed(name));
        micros.map(read).transpose()
    }

    /// Two columns as an amount: smallest units, and `currency`.
    pub fn money(&self, name: &str) -> Result<Money, StoreError> {
        Ok(Money::new(self.get(name)?, self.currency("currency")?))
    }

    /// The column as a payment method.
    pub fn method(&self, name: &str) -> Result<PayType, StoreError> {
        PayType::from_name(&self.get::<String>(name)?).ok_or_else(|| malformed(name))
    }

    /// The column as a payment method that may be missing.
    pub fn optional_method(&self, name: &str) -> Result<Option<PayType>, StoreError> {
        let word = self.get::<Option<String>>(name)?;
        word.map(|word| PayType::from_name(&word).ok_or_else(|| malformed(name))).transpose()
    }

    /// The column as one of a type's words that may be missing.
    pub fn optional_word<T: DeserializeOwned>(&self, name: &str) -> Result<Option<T>, StoreError> {
        let word = self.get::<Option<String>>(name)?;
        word.map(|word| serde_json::from_value(word.into()).map_err(|_| malformed(name)))
            .transpose()
    }

    /// The column as a day.
    pub fn day(&self, name: &str) -> Result<NaiveDate, StoreError> {
        self.get::<String>(name)?.parse().map_err(|_| malformed(name))
    }

    /// The column as a day that may be missing.
    pub fn optional_day(&self, name: &str) -> Result<Option<NaiveDate>, StoreError> {
        let text = self.get::<Option<String>>(name)?;
        text.map(|text| text.parse().map_err(|_| malformed(name))).transpose()
    }

    /// The column as a role.
    pub fn role(&self, name: &str) -> Result<Role, StoreError> {
        self.word(name)
    }

    /// The column as a kind of thing that changes.
    pub fn change_kind(&self, name: &str) -> Result<ChangeKind, StoreError> {
        self.word(name)
    }

    /// The column as what a subscription's price pays for.
    pub fn subscription_type(&self, name: &str) -> Result<SubscriptionType, StoreError> {
        self.word(name)
    }

    /// The column as a currency.
    pub fn currency(&self, name: &str) -> Result<Currency, StoreError> {
        Currency::from_code(&self.get::<String>(name)?).map_err(|_| malformed(name))
    }

    /// The column as a currency that may be missing.
    pub fn optional_currency(&self, name: &str) -> Result<Option<Currency>, StoreError> {
        let code = self.get::<Option<String>>(name)?;
        code.map(|code| Currency::from_code(&code).map_err(|_| malformed(name))).transpose()
    }

    /// The column as one of a type's words.
    pub fn word<T: DeserializeOwned>(&self, name: &str) -> Result<T, StoreError> {
        serde_json::from_value(self.get::<String>(name)?.into()).map_err(|_| malformed(name))
    }
}

/// The column does not hold what it must.
pub fn malformed(name: &str) -> StoreError {
    StoreError::Broken(format!("column {name} holds what it cannot hold"))
}

/// Runs a statement that changes rows and answers with how many.
pub fn change(
    sql: &rusqlite::Connection,
    statement: &str,
    values: impl rusqlite::Params,
) -> Result<usize, StoreError> {
    let mut ready = sql.prepare_cached(&numbered(statement)).map_err(error_of)?;
    ready.execute(values).map_err(error_of)
}

/// SQLite takes `$2` for a name and counts by first appearance; what it numbers is written `?2`.
fn numbered(statement: &str) -> String {
    let numbered = statement.replace('$', "?");
    #[cfg(test)]
    super::query_plans::note(&numbered);
    numbered
}

/// A type's word as it stands in a column.
pub fn word_of<T: Serialize>(value: &T) -> Result<String, StoreError> {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => Ok(word),
        Ok(_) | Err(_) => Err(StoreError::Broken("a value that is no word".to_owned())),
    }
}

/// The rows of a question, each read by `read`.
pub fn rows<T>(
    sql: &rusqlite::Connection,
    question: &str,
    values: impl rusqlite::Params,
    mut read: impl FnMut(Columns<'_>) -> Result<T, StoreError>,
) -> Result<Vec<T>, StoreError> {
    let mut ready = sql.prepare_cached(&numbered(question)).map_err(error_of)?;
    let mut found = ready.query(values).map_err(error_of)?;
    let mut all = Vec::new();
    while let Some(row) = found.next().map_err(error_of)? {
        all.push(read(Columns(row))?);
    }
    Ok(all)
}

/// The first row of a question, if there is one.
pub fn first_row<T>(
    sql: &rusqlite::Connection,
    question: &str,
    values: impl rusqlite::Params,
    read: impl FnMut(Columns<'_>) -> Result<T, StoreError>,
) -> Result<Option<T>, StoreError> {
    Ok(rows(sql, question, values, read)?.into_iter().next())
}
