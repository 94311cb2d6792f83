//! One page of the change feed, written as it is read.

use super::seal::Sum;
use super::usage_days::{DayWriter, WrittenDay};
use super::{credit_transactions, feed, invoices};
use crate::clock::Moment;
use crate::store::StoreError;
use billing_contract::{ChangeKind, ChangeOp, CreditTransaction, Invoice};
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
    let brought = write(&transaction, page, now)?;
    transaction.commit()?;
    Ok(brought)
}

fn write(database: &Connection, page: &[u8], now: Moment) -> Result<Brought, PageError> {
    let mut writer = Writer {
        database,
        days: DayWriter::new(database)?,
        sum: Sum::default(),
        brought: Brought::default(),
        failure: None,
    };
    // Looked through as a whole once, so that not every text in it must be.
    let page = std::str::from_utf8(page).map_err(|_| PageError::Nonsense("unreadable"))?;
    let mut json = serde_json::Deserializer::from_str(page);
    let read = PageSeed(&mut writer).deserialize(&mut json).and_then(|read| {
        json.end()?;
        Ok(read)
    });
    let Writer { days, sum, mut brought, failure, .. } = writer;
    let (cursor, has_more) = match (read, failure) {
        (_, Some(failure)) => return Err(failure),
        (Err(error), None) => {
            tracing::warn!(kind = ?error.classify(), "a page of the change feed makes no sense");
            return Err(PageError::Nonsense("unreadable"));
        }
        (Ok(read), None) => read,
    };
    let known = feed::read(database)?.cursor;
    if has_more && known.as_deref() == Some(&cursor) {
        return Err(PageError::Nonsense("the cursor stands still"));
    }
    let written = sum.and(days.finish(database)?);
    feed::advance(database, &cursor, !has_more, written, now)?;
    brought.has_more = has_more;
    Ok(brought)
}

struct Writer<'a> {
    database: &'a Connection,
    days: DayWriter<'a>,
    /// What invoices and credits change of the archive's sum.
    sum: Sum,
    brought: Brought,
    /// What went wrong with the database, which serde has no place for.
    failure: Option<PageError>,
}

/// A change with everything borrowed from the page.
struct WrittenChange<'a> {
    kind: ChangeKind,
    id: Cow<'a, str>,
    op: ChangeOp,
    body: Body<'a>,
}

/// What a change says of its thing.
enum Body<'a> {
    Nothing,
    /// A day of usage is read in one go where its kind is told first: there are millions of them.
    Day(WrittenDay<'a>),
    /// Anything else is kept as it was written.
    Written(&'a RawValue),
}

impl<'a> Body<'a> {
    fn day(&self) -> Result<Cow<'_, WrittenDay<'a>>, PageError> {
        match self {
            Self::Day(day) => Ok(Cow::Borrowed(day)),
            _ => self.read().map(Cow::Owned),
        }
    }

    fn read<T: Deserialize<'a>>(&self) -> Result<T, PageError> {
        serde_json::from_str(self.written()?)
            .map_err(|_| PageError::Nonsense("a body of another kind"))
    }

    fn written(&self) -> Result<&'a str, PageError> {
        match self {
            Self::Nothing => Err(PageError::Nonsense("a change without a body")),
            Self::Day(_) => Err(PageError::Nonsense("a body of another kind")),
            Self::Written(body) => Ok(body.get()),
        }
    }
}

impl<'de> Deserialize<'de> for WrittenChange<'de> {
    fn deserialize<D: de::Deserializer<'de>>(change: D) -> Result<Self, D::Error> {
        change.deserialize_map(ChangeVisitor)
    }
}

struct ChangeVisitor;

impl<'de> Visitor<'de> for ChangeVisitor {
    type Value = WrittenChange<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a change")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut change: A) -> Result<Self::Value, A::Error> {
        let (mut kind, mut id, mut op, mut body) = (None, None, None, Body::Nothing);
        while let Some(name) = change.next_key::<Text<'de>>()? {
            match &*name.0 {
                "kind" => kind = Some(change.next_value()?),
                "id" => id = Some(change.next_value::<Text<'de>>()?.0),
                "op" => op = Some(change.next_value()?),
                "body" if (kind, op) == (Some(ChangeKind::Usage), Some(ChangeOp::Put)) => {
                    body = change.next_value::<Option<_>>()?.map_or(Body::Nothing, Body::Day);
                }
                "body" => {
                    body = change.next_value::<Option<_>>()?.map_or(Body::Nothing, Body::Written);
                }
                _ => {
                    change.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(WrittenChange {
            kind: kind.ok_or_else(|| de::Error::missing_field("kind"))?,
            id: id.ok_or_else(|| de::Error::missing_field("id"))?,
            op: op.ok_or_else(|| de::Error::missing_field("op"))?,
            body,
        })
    }
}

/// A text that is borrowed wherever nothing in it is escaped.
#[derive(Deserialize)]
#[serde(transparent)]
struct Text<'a>(#[serde(borrow)] Cow<'a, str>);

impl Writer<'_> {
    fn write(&mut self, change: &WrittenChange<'_>) -> Result<(), PageError> {
        match (change.kind, change.op) {
            (ChangeKind::Usage, ChangeOp::Put) => {
                self.brought.usage = true;
                self.days.put(self.database, &*change.body.day()?)
            }
            (ChangeKind::Usage, ChangeOp::Delete) => {
                self.brought.usage = true;
                let (date, product) = change.id.split_once('/').ok_or(NO_DAY)?;
                let date = date.parse().map_err(|_| NO_DAY)?;
                self.days.remove(self.database, date, product)
            }
            (ChangeKind::Invoice, ChangeOp::Put) => {
                self.brought.invoices = true;
                invoices::put(
                    self.database,
                    &change.body.read::<Invoice>()?,
                    change.body.written()?,
                    &mut self.sum,
                )
            }
            (ChangeKind::Invoice, ChangeOp::Delete) => {
                self.brought.invoices = true;
                Ok(invoices::remove(self.database, &change.id, &mut self.sum)?)
            }
            (ChangeKind::Credits, ChangeOp::Put) => {
                self.brought.credits = true;
                let movement = change.body.read::<CreditTransaction>()?;
                let written = change.body.written()?;
                Ok(credit_transactions::put(self.database, &movement, written, &mut self.sum)?)
            }
            (ChangeKind::Credits, ChangeOp::Delete) => {
                self.brought.credits = true;
                Ok(credit_transactions::remove(self.database, &change.id, &mut self.sum)?)
            }
            // The others are read by their own routes.
            _ => Ok(()),
        }
    }
}

const NO_DAY: PageError = PageError::Nonsense("no day of usage");

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
