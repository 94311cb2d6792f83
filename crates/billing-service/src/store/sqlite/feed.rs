//! The change feed, a page at a time.
//!
//! A reader without a position walks: the newest month that holds anything, its invoices, its
//! movements of credits, its days of usage, then the month before it, each page found by an index
//! and no page ever held beside another. What changes while they walk is behind the number noted
//! when the walk began, so after the oldest month they read on from there; a thing that was told
//! twice was told as it then was. Everything of a page is read in one view of the database.

use super::columns::{Columns, first_row, moment, rows};
use super::{SqliteStore, changes, credits, invoices, usage};
use crate::store::{Feed, FeedAnswer, FeedPart, FeedPosition, FeedWish, StoreError};
use async_trait::async_trait;
use billing_contract::{Change, ChangeKind, ChangeOp, CustomerId};
use chrono::{Months, NaiveDate};
use rusqlite::{Connection, params};
use serde::Serialize;

/// A page ends once its bodies are longer than this.
const MOST_BYTES: usize = 2 * 1_024 * 1_024;
/// So many things are read before it is looked at how long they are.
const AT_ONCE: u32 = 200;

#[async_trait]
impl Feed for SqliteStore {
    async fn read_feed(&self, wish: FeedWish) -> Result<FeedAnswer, StoreError> {
        self.readers.read(move |sql| read(sql, &wish)).await
    }
}

fn read(sql: &Connection, wish: &FeedWish) -> Result<FeedAnswer, StoreError> {
    let newest = changes::newest(sql)?;
    let begun = match &wish.position {
        None => newest,
        Some(FeedPosition::Walking { began, .. }) => *began,
        Some(FeedPosition::Told(seq)) => *seq,
    };
    if begun < changes::forgotten_to(sql)? || begun > newest {
        return Ok(FeedAnswer::TooOld);
    }
    match &wish.position {
        Some(FeedPosition::Told(seq)) => what_changed(sql, wish, *seq, newest),
        Some(FeedPosition::Walking { month, part, after, .. }) => {
            let place = Place { month: month.clone(), part: *part, after: after.clone() };
            walk(sql, wish, Some(place), begun, newest)
        }
        None => walk(sql, wish, newest_month(sql, wish, None)?, begun, newest),
    }
}

/// Where a walk stands.
struct Place {
    month: String,
    part: FeedPart,
    after: String,
}

fn walk(
    sql: &Connection,
    wish: &FeedWish,
    mut place: Option<Place>,
    began: i64,
    newest: i64,
) -> Result<FeedAnswer, StoreError> {
    let mut told = Told::default();
    while let Some(at) = &mut place {
        let room = told.room(wish);
        if room == 0 {
            break;
        }
        let found = part_of_month(sql, wish, at, room)?;
        if let Some(last) = found.last() {
            at.after = last.position.clone();
        }
        let may_have_more = found.len() == room as usize;
        found.into_iter().for_each(|found| told.add(found.change));
        if may_have_more {
            continue;
        }
        match at.part.next() {
            Some(part) => *at = Place { month: at.month.clone(), part, after: String::new() },
            None => place = newest_month(sql, wish, Some(&at.month))?,
        }
    }
    Ok(match place {
        Some(Place { month, part, after }) => {
            let position = FeedPosition::Walking { began, month, part, after };
            FeedAnswer::Page(told.changes, position, true)
        }
        None => {
            let has_more = anything_after(sql, wish, began)?;
            let position = FeedPosition::Told(if has_more { began } else { newest });
            FeedAnswer::Page(told.changes, position, has_more)
        }
    })
}

/// A page as it grows: long invoices make it end before it has as many things as asked for.
#[derive(Default)]
struct Told {
    changes: Vec<Change>,
    bytes: usize,
}

impl Told {
    fn add(&mut self, change: Change) {
        self.bytes += change.body.as_ref().map_or(0, |body| body.get().len());
        self.changes.push(change);
    }

    /// How many things to read next; zero if the page is full.
    fn room(&self, wish: &FeedWish) -> u32 {
        let told = u32::try_from(self.changes.len()).unwrap_or(u32::MAX);
        if self.bytes < MOST_BYTES { wish.limit.saturating_sub(told).min(AT_ONCE) } else { 0 }
    }
}

/// The questions for the newest thing of each part before a month.
const NEWEST_INVOICE: &str = "SELECT period FROM invoices WHERE customer_id = $1 AND period < $2 \
     ORDER BY period DESC LIMIT 1";
const NEWEST_MOVEMENT: &str = "SELECT created_at FROM credit_transactions \
     WHERE customer_id = $1 AND created_at < $2 ORDER BY created_at DESC LIMIT 1";
const NEWEST_DAY: &str = "SELECT substr(day, 1, 7) AS month FROM usage_days \
     WHERE customer_id = $1 AND day < $2 ORDER BY day DESC LIMIT 1";

/// The newest month, before `before` if that is given, that holds anything which may be told.
fn newest_month(
    sql: &Connection,
    wish: &FeedWish,
    before: Option<&str>,
) -> Result<Option<Place>, StoreError> {
    let customer = wish.customer.as_str();
    // Sorts after every month and every day there is.
    let before = before.unwrap_or("9999-99");
    let mut newest: Option<String> = None;
    for part in FeedPart::ALL.into_iter().filter(|part| wish.kinds.contains(&part.kind())) {
        let found: Option<String> = match part {
            FeedPart::Invoices => {
                first_row(sql, NEWEST_INVOICE, [customer, before], |row| row.get("period"))?
            }
            FeedPart::Credits => {
                let until = bounds_of(before).map_or(i64::MAX, |(first, _)| first);
                let at = first_row(sql, NEWEST_MOVEMENT, params![customer, until], |row| {
                    row.moment("created_at")
                })?;
                at.map(|at| at.format("%Y-%m").to_string())
            }
            FeedPart::Usage => {
                first_row(sql, NEWEST_DAY, [customer, before], |row| row.get("month"))?
            }
        };
        newest = newest.max(found);
    }
    let first = FeedPart::Invoices;
    Ok(newest.map(|month| Place { month, part: first, after: String::new() }))
}

/// The first moment of a month and that of the next.
fn bounds_of(month: &str) -> Option<(i64, i64)> {
    let first: NaiveDate = format!("{month}-01").parse().ok()?;
    let at = |day: NaiveDate| day.and_hms_opt(0, 0, 0).map(|moment| moment.and_utc());
    let next = first.checked_add_months(Months::new(1))?;
    Some((moment(at(first)?), moment(at(next)?)))
}

/// Something that is told, and where the walk stands afterwards.
struct Found {
    change: Change,
    position: String,
}

/// At most `room` things of one part of a month, newest first.
fn part_of_month(
    sql: &Connection,
    wish: &FeedWish,
    place: &Place,
    room: u32,
) -> Result<Vec<Found>, StoreError> {
    if !wish.kinds.contains(&place.part.kind()) {
        return Ok(Vec::new());
    }
    match place.part {
        FeedPart::Invoices => invoices_of_month(sql, wish, place, room),
        FeedPart::Credits => credits_of_month(sql, wish, place, room),
        FeedPart::Usage => usage_of_month(sql, wish, place, room),
    }
}

fn invoices_of_month(
    sql: &Connection,
    wish: &FeedWish,
    place: &Place,
    room: u32,
) -> Result<Vec<Found>, StoreError> {
    let invoices = invoices::of_month(sql, &wish.customer, &place.month, &place.after, room)?;
    let found = invoices.into_iter().map(|invoice| {
        let position = invoice.invoice_id.to_string();
        let change = put(ChangeKind::Invoice, position.clone(), &invoice)?;
        Ok(Found { change, position })
    });
    found.collect()
}

/// The question for a page of a month's movements of credits.
const CREDITS_OF_MONTH: &str = "SELECT * FROM credit_transactions WHERE customer_id = $1 \
     AND created_at >= $2 AND (created_at, number) < ($3, $4) \
     ORDER BY created_at DESC, number DESC LIMIT $5";

fn credits_of_month(
    sql: &Connection,
    wish: &FeedWish,
    place: &Place,
    room: u32,
) -> Result<Vec<Found>, StoreError> {
    let Some((first, next)) = bounds_of(&place.month) else { return Ok(Vec::new()) };
    let after = place
        .after
        .split_once('/')
        .and_then(|(at, number)| Some((at.parse::<i64>().ok()?, number.parse::<i64>().ok()?)));
    let (before, number) = after.unwrap_or((next, 0));
    let values = params![wish.customer.as_str(), first, before, number, room];
    rows(sql, CREDITS_OF_MONTH, values, |row| {
        let position = format!("{}/{}", row.get::<i64>("created_at")?, row.get::<i64>("number")?);
        let movement = credits::read(&row)?;
        let change = put(ChangeKind::Credits, movement.id.to_string(), &movement)?;
        Ok(Found { change, position })
    })
}

/// The question for a page of a month's days of usage.
const USAGE_OF_MONTH: &str = "SELECT * FROM usage_days WHERE customer_id = $1 AND day >= $2 \
     AND (day, product) < ($3, $4) ORDER BY day DESC, product DESC LIMIT $5";

fn usage_of_month(
    sql: &Connection,
    wish: &FeedWish,
    place: &Place,
    room: u32,
) -> Result<Vec<Found>, StoreError> {
    // Sorts after every day of the month and before the next one.
    let end_of_month = format!("{}-99", place.month);
    let (before, product) = place.after.split_once('/').unwrap_or((&end_of_month, ""));
    let first = format!("{}-01", place.month);
    let values = params![wish.customer.as_str(), first, before, product, room];
    rows(sql, USAGE_OF_MONTH, values, |row| {
        let change = usage_day(&row)?;
        Ok(Found { position: change.id.clone(), change })
    })
}

fn usage_day(row: &Columns<'_>) -> Result<Change, StoreError> {
    let counted = usage::read_day(row)?;
    put(ChangeKind::Usage, usage::item_of(counted.date, counted.product.as_str()), &counted)
}

/// The question for what has changed: of each thing its last change.
const CHANGED_AFTER: &str = "SELECT seq, kind, item_id FROM changes c \
     WHERE customer_id = $1 AND seq > $2 AND NOT EXISTS (SELECT 1 FROM changes l \
     WHERE l.customer_id = c.customer_id AND l.kind = c.kind AND l.item_id = c.item_id \
     AND l.seq > c.seq) ORDER BY seq LIMIT $3";

fn what_changed(
    sql: &Connection,
    wish: &FeedWish,
    since: i64,
    newest: i64,
) -> Result<FeedAnswer, StoreError> {
    let found = changed_after(sql, wish, since, wish.limit.saturating_add(1))?;
    let has_more = found.len() > wish.limit as usize;
    let (mut told, mut told_to) = (Told::default(), since);
    for changed in found {
        if told.room(wish) == 0 {
            return Ok(FeedAnswer::Page(told.changes, FeedPosition::Told(told_to), true));
        }
        told_to = changed.seq;
        if wish.kinds.contains(&changed.kind) {
            told.add(with_body(sql, &wish.customer, changed)?);
        }
    }
    let position = FeedPosition::Told(if has_more { told_to } else { newest });
    Ok(FeedAnswer::Page(told.changes, position, has_more))
}

/// One change, as it was noted.
struct Changed {
    seq: i64,
    kind: ChangeKind,
    item: String,
}

/// What has changed for the customer and for everybody, in order.
fn changed_after(
    sql: &Connection,
    wish: &FeedWish,
    since: i64,
    limit: u32,
) -> Result<Vec<Changed>, StoreError> {
    let mut all = Vec::new();
    for customer in [wish.customer.as_str(), ""] {
        all.extend(rows(sql, CHANGED_AFTER, params![customer, since, limit], |row| {
            Ok(Changed {
                seq: row.get("seq")?,
                kind: row.change_kind("kind")?,
                item: row.get("item_id")?,
            })
        })?);
    }
    all.sort_by_key(|changed| changed.seq);
    all.truncate(limit as usize);
    Ok(all)
}

/// Whether anything that may be told has changed.
fn anything_after(sql: &Connection, wish: &FeedWish, since: i64) -> Result<bool, StoreError> {
    let question = "SELECT DISTINCT kind FROM changes WHERE customer_id IN ($1, '') AND seq > $2";
    let kinds =
        rows(sql, question, params![wish.customer.as_str(), since], |row| row.change_kind("kind"))?;
    Ok(kinds.iter().any(|kind| wish.kinds.contains(kind)))
}

fn with_body(
    sql: &Connection,
    customer: &CustomerId,
    changed: Changed,
) -> Result<Change, StoreError> {
    let Changed { seq, kind, item } = changed;
    let present = match kind {
        ChangeKind::Usage => {
            let (on, product) = item.split_once('/').unwrap_or((&item, ""));
            let question = "SELECT * FROM usage_days WHERE customer_id = $1 AND day = $2 \
                 AND product = $3";
            first_row(sql, question, [customer.as_str(), on, product], |row| usage_day(&row))?
        }
        ChangeKind::Credits => {
            let question = "SELECT * FROM credit_transactions WHERE customer_id = $1 AND id = $2";
            first_row(sql, question, [customer.as_str(), &item], |row| {
                put(kind, item.clone(), &credits::read(&row)?)
            })?
        }
        ChangeKind::Invoice => {
            let invoice = invoices::one(sql, customer, &item)?;
            invoice.map(|invoice| put(kind, item.clone(), &invoice)).transpose()?
        }
        // Read by their own routes.
        _ => Some(Change { seq, kind, id: item.clone(), op: ChangeOp::Put, body: None }),
    };
    let gone = Change { seq, kind, id: item, op: ChangeOp::Delete, body: None };
    Ok(present.map_or(gone, |change| Change { seq, ..change }))
}

/// A thing as it is now.
fn put<T: Serialize>(kind: ChangeKind, id: String, body: &T) -> Result<Change, StoreError> {
    let body = serde_json::value::to_raw_value(body)
        .map_err(|error| StoreError::Broken(error.to_string()))?;
    Ok(Change { seq: 0, kind, id, op: ChangeOp::Put, body: Some(body) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::sqlite::schema;

    /// How SQLite would answer a question, step by step.
    fn plan_of(question: &str) -> String {
        let mut sql = Connection::open_in_memory().unwrap();
        schema::bring_up_to_date(&mut sql).unwrap();
        let question = format!("EXPLAIN QUERY PLAN {}", question.replace('$', "?"));
        let mut ready = sql.prepare(&question).unwrap();
        let count = ready.parameter_count();
        let steps = ready
            .query_map(rusqlite::params_from_iter(vec![0; count]), |row| row.get("detail"))
            .unwrap();
        steps.collect::<Result<Vec<String>, _>>().unwrap().join("\n")
    }

    #[test]
    fn every_page_is_found_by_an_index_and_sorted_by_none() {
        for question in [
            CREDITS_OF_MONTH,
            USAGE_OF_MONTH,
            CHANGED_AFTER,
            NEWEST_INVOICE,
            NEWEST_MOVEMENT,
            NEWEST_DAY,
        ] {
            let plan = plan_of(question);
            assert!(plan.contains("SEARCH"), "{question}\n{plan}");
            assert!(!plan.contains("SCAN") && !plan.contains("TEMP B-TREE"), "{question}\n{plan}");
        }
    }

    fn wish(position: Option<FeedPosition>, kinds: &[ChangeKind], limit: u32) -> FeedWish {
        FeedWish { customer: CustomerId::new("anna"), position, kinds: kinds.to_vec(), limit }
    }

    #[test]
    fn what_may_not_be_told_hides_nothing_that_may() {
        let mut sql = Connection::open_in_memory().unwrap();
        schema::bring_up_to_date(&mut sql).unwrap();
        let (anna, now) = (CustomerId::new("anna"), "2026-06-18T12:00:00Z".parse().unwrap());
        for number in 0..10 {
            changes::record(&sql, Some(&anna), ChangeKind::Order, &number.to_string(), now)
                .unwrap();
        }
        changes::record(&sql, Some(&anna), ChangeKind::Account, "", now).unwrap();
        changes::record(&sql, None, ChangeKind::PackageCenter, "", now).unwrap();
        let kinds = [ChangeKind::Account, ChangeKind::PackageCenter];
        for limit in 1..14 {
            let (mut told, mut position, mut more) = (Vec::new(), FeedPosition::Told(0), true);
            while more {
                let answer = read(&sql, &wish(Some(position), &kinds, limit)).unwrap();
                let FeedAnswer::Page(page, next, has_more) = answer else { panic!("too old") };
                assert!(page.len() <= limit as usize);
                told.extend(page.into_iter().map(|change| change.kind));
                (position, more) = (next, has_more);
            }
            assert_eq!(told, kinds, "{limit} at a time");
            assert_eq!(position, FeedPosition::Told(12));
        }
    }

    #[test]
    fn a_page_of_long_things_ends_early() {
        let long = |length: usize| {
            let body = serde_json::value::to_raw_value(&"x".repeat(length)).unwrap();
            let (kind, op) = (ChangeKind::Invoice, ChangeOp::Put);
            Change { seq: 0, kind, id: "i".to_owned(), op, body: Some(body) }
        };
        let wish = wish(None, &[], 500);
        let mut told = Told::default();
        assert_eq!(told.room(&wish), AT_ONCE);
        told.add(long(MOST_BYTES / 2));
        assert_eq!(told.room(&wish), AT_ONCE);
        told.add(long(MOST_BYTES / 2));
        assert_eq!(told.room(&wish), 0);
        let mut told = Told::default();
        (0..499).for_each(|_| told.add(long(1)));
        assert_eq!(told.room(&wish), 1);
    }

    #[test]
    fn a_month_ends_where_the_next_begins() {
        let (first, next) = bounds_of("2026-12").unwrap();
        assert_eq!(first, 1_796_083_200_000_000);
        assert_eq!(next - first, 31 * 86_400_000_000);
        assert_eq!(bounds_of("9999-99"), None);
    }
}
