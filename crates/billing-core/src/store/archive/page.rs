//! One page of the change feed, written as it is read.

use super::usage_days::DayWriter;
use super::{credit_transactions, feed, invoices};
use crate::clock::Moment;
use crate::store::StoreError;
use billing_contract::{ChangeKind, ChangeOp, CreditTransaction, Invoice, UsageDay};
use rusqlite::Connection;
use serde::Deserialize;
use serde::de::{self, DeserializeSeed, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;
use std::borrow::Cow;
use std::fmt;

/// Why a page was not taken over; nothing of it is there then.
#[derive(Debug, thiserror::Error)]
pub enum PageError {
    /// It is not what the contract says.
    #[error("not a page of the change feed: {0}")]
    Nonsense(&'static str),
    /// It could not be written.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl PageError {
    /// Counts whose sum nobody could hold.
    pub(super) const TOO_MUCH: Self = Self::Nonsense("counts out of range");
}

impl From<rusqlite::Error> for PageError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Store(error.into())
    }
}

/// What a page has brought.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Brought {
    /// Days of usage.
    pub usage: bool,
    /// Invoices.
    pub invoices: bool,
    /// Movements of credits.
    pub credits: bool,
    /// Whether the service has more by now.
    pub has_more: bool,
}

/// Takes a page over: its changes, what follows from them and the cursor in one transaction.
///
/// Each change is written as soon as it is read, so that a page is in memory once only.
pub(super) fn take(
    database: &mut Connection,
    page: &[u8],
    now: Moment,
) -> Result<Brought, PageError> {
    let transaction = database.transaction()?;
    let mut writer = Writer {
        database: &transaction,
        days: DayWriter::default(),
        brought: Brought::default(),
        failure: None,
    };
    let mut json = serde_json::Deserializer::from_slice(page);
    let read = PageSeed(&mut writer).deserialize(&mut json).and_then(|read| {
        json.end()?;
        Ok(read)
    });
    let Writer { days, mut brought, failure, .. } = writer;
    let (cursor, has_more) = match (read, failure) {
        (_, Some(failure)) => return Err(failure),
        (Err(error), None) => {
            tracing::warn!(kind = ?error.classify(), "a page of the change feed makes no sense");
            return Err(PageError::Nonsense("unreadable"));
        }
        (Ok(read), None) => read,
    };
    let known = feed::read(&transaction)?.cursor;
    if has_more && known.as_deref() == Some(&cursor) {
        return Err(PageError::Nonsense("the cursor stands still"));
    }
    days.finish(&transaction)?;
    feed::advance(&transaction, &cursor, !has_more, now)?;
    transaction.commit()?;
    brought.has_more = has_more;
    Ok(brought)
}

struct Writer<'a> {
    database: &'a Connection,
    days: DayWriter,
    brought: Brought,
    /// What went wrong with the database, which serde has no place for.
    failure: Option<PageError>,
}

/// A change with everything borrowed from the page.
#[derive(Deserialize)]
struct WrittenChange<'a> {
    kind: ChangeKind,
    #[serde(borrow)]
    id: Cow<'a, str>,
    op: ChangeOp,
    #[serde(borrow, default)]
    body: Option<&'a RawValue>,
}

impl Writer<'_> {
    fn write(&mut self, change: &WrittenChange<'_>) -> Result<(), PageError> {
        match (change.kind, change.op) {
            (ChangeKind::Usage, ChangeOp::Put) => {
                self.brought.usage = true;
                self.days.put(self.database, &body::<UsageDay>(change)?)
            }
            (ChangeKind::Usage, ChangeOp::Delete) => {
                self.brought.usage = true;
                let (date, product) = change.id.split_once('/').ok_or(NO_DAY)?;
                let date = date.parse().map_err(|_| NO_DAY)?;
                self.days.remove(self.database, date, product)
            }
            (ChangeKind::Invoice, ChangeOp::Put) => {
                self.brought.invoices = true;
                let written = change.body.map(RawValue::get).unwrap_or_default();
                invoices::put(self.database, &body::<Invoice>(change)?, written)
            }
            (ChangeKind::Invoice, ChangeOp::Delete) => {
                self.brought.invoices = true;
                Ok(invoices::remove(self.database, &change.id)?)
            }
            (ChangeKind::Credits, ChangeOp::Put) => {
                self.brought.credits = true;
                let written = change.body.map(RawValue::get).unwrap_or_default();
                let movement = body::<CreditTransaction>(change)?;
                Ok(credit_transactions::put(self.database, &movement, written)?)
            }
            (ChangeKind::Credits, ChangeOp::Delete) => {
                self.brought.credits = true;
                Ok(credit_transactions::remove(self.database, &change.id)?)
            }
            // The others are read by their own routes.
            _ => Ok(()),
        }
    }
}

const NO_DAY: PageError = PageError::Nonsense("no day of usage");

fn body<'a, T: Deserialize<'a>>(change: &WrittenChange<'a>) -> Result<T, PageError> {
    let body = change.body.ok_or(PageError::Nonsense("a change without a body"))?;
    serde_json::from_str(body.get()).map_err(|_| PageError::Nonsense("a body of another kind"))
}

/// Reads a page; its answer is the cursor and whether there is more.
struct PageSeed<'w, 'a>(&'w mut Writer<'a>);

impl<'de> DeserializeSeed<'de> for PageSeed<'_, '_> {
    type Value = (String, bool);

    fn deserialize<D: de::Deserializer<'de>>(self, page: D) -> Result<Self::Value, D::Error> {
        page.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for PageSeed<'_, '_> {
    type Value = (String, bool);

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a page of the change feed")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut page: A) -> Result<Self::Value, A::Error> {
        let (mut cursor, mut has_more, mut has_changes) = (None, None, false);
        while let Some(name) = page.next_key::<Cow<'de, str>>()? {
            match &*name {
                "changes" => {
                    page.next_value_seed(ChangesSeed(&mut *self.0))?;
                    has_changes = true;
                }
                "cursor" => cursor = Some(page.next_value()?),
                "has_more" => has_more = Some(page.next_value()?),
                _ => {
                    page.next_value::<IgnoredAny>()?;
                }
            }
        }
        if !has_changes {
            return Err(de::Error::missing_field("changes"));
        }
        let cursor = cursor.ok_or_else(|| de::Error::missing_field("cursor"))?;
        Ok((cursor, has_more.ok_or_else(|| de::Error::missing_field("has_more"))?))
    }
}

struct ChangesSeed<'w, 'a>(&'w mut Writer<'a>);

impl<'de> DeserializeSeed<'de> for ChangesSeed<'_, '_> {
    type Value = ();

    fn deserialize<D: de::Deserializer<'de>>(self, changes: D) -> Result<(), D::Error> {
        changes.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for ChangesSeed<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("changes")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut changes: A) -> Result<(), A::Error> {
        while let Some(change) = changes.next_element::<WrittenChange<'de>>()? {
            if let Err(failure) = self.0.write(&change) {
                self.0.failure = Some(failure);
                return Err(de::Error::custom("not written"));
            }
        }
        Ok(())
    }
}
