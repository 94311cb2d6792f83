//! The tables `products`, `usage_days` and `usage_months`.

use super::calendar::{day_number, day_of, days_of_month, month_number};
use super::page::PageError;
use super::seal::{Mark, Sum};
use billing_contract::ProductCode;
use chrono::NaiveDate;
use rusqlite::{CachedStatement, Connection, OptionalExtension as _, params};
use serde::{Deserialize, Deserializer};
use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};

/// Counts above this cannot be shown exactly everywhere, and so are nobody's who means well.
const HIGHEST_COUNT: i64 = (1 << 53) - 1;

/// What the console needs of a day of usage, borrowed from the page that tells it.
#[derive(Clone, Deserialize)]
pub(super) struct WrittenDay<'a> {
    #[serde(deserialize_with = "read_date")]
    date: NaiveDate,
    #[serde(borrow)]
    product: Cow<'a, str>,
    count: i64,
}

/// A date as the contract writes it, without a calendar's general way of reading one, which takes
/// as long as all the rest of a day.
fn read_date<'de, D: Deserializer<'de>>(date: D) -> Result<NaiveDate, D::Error> {
    let text = Cow::<'de, str>::deserialize(date)?;
    let number = |digits: &[u8]| {
        digits.iter().try_fold(0u32, |number, digit| {
            digit.is_ascii_digit().then(|| number * 10 + u32::from(digit - b'0'))
        })
    };
    let read = match text.as_bytes() {
        [year @ .., b'-', m1, m2, b'-', d1, d2] if year.len() == 4 => {
            number(year).zip(number(&[*m1, *m2])).zip(number(&[*d1, *d2]))
        }
        _ => None,
    };
    read.and_then(|((year, month), day)| {
        NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day)
    })
    .ok_or_else(|| serde::de::Error::custom("no day"))
}

/// Writes the days of one page, and at its end what they mean for their months.
pub(super) struct DayWriter<'d> {
    insert: CachedStatement<'d>,
    products: Products,
    months: BTreeMap<(i64, i64), Movement>,
    /// The month that is written just now, of which most days follow each other.
    open: Option<OpenMonth>,
    /// What the rows written so far change of the archive's sum.
    sum: Sum,
}

/// What a page changes of one product's month.
#[derive(Default)]
struct Movement {
    used: i64,
    highest: i64,
    days: i64,
    /// A count has fallen: whether it was the highest only all the days can tell.
    has_fallen: bool,
}

impl<'d> DayWriter<'d> {
    /// Nothing is written yet.
    pub(super) fn new(database: &'d Connection) -> rusqlite::Result<Self> {
        let insert = database
            .prepare_cached("INSERT INTO usage_days VALUES ($1, $2, $3) ON CONFLICT DO NOTHING")?;
        let (products, months) = (Products::default(), BTreeMap::new());
        Ok(Self { insert, products, months, open: None, sum: Sum::default() })
    }

    /// Writes a day in place of what was known of it.
    pub(super) fn put(
        &mut self,
        database: &Connection,
        day: &WrittenDay<'_>,
    ) -> Result<(), PageError> {
        if !(0..=HIGHEST_COUNT).contains(&day.count) {
            return Err(PageError::Nonsense("a count out of range"));
        }
        let (place, product) = self.product(database, &day.product)?;
        let number = day_number(day.date);
        let values = [number, product, day.count];
        let added = self.insert.execute(values)?;
        let known = if added > 0 { None } else { count_of(database, number, product)? };
        self.sum.add(day_mark(number, product, day.count));
        if let Some(known) = known {
            self.sum.take_off(day_mark(number, product, known));
        }
        let movement = self.movement(day.date, number, place, product)?;
        match known {
            None => {
                movement.days += 1;
                movement.highest = movement.highest.max(day.count);
            }
            Some(known) => {
                database
                    .prepare_cached(
                        "UPDATE usage_days SET count = ?3 WHERE day = ?1 AND product = ?2",
                    )?
                    .execute(values)?;
                movement.highest = movement.highest.max(day.count);
                movement.has_fallen |= day.count < known;
            }
        }
        movement.move_by(day.count - known.unwrap_or_default())
    }

    /// Removes a day.
    pub(super) fn remove(
        &mut self,
        database: &Connection,
        date: NaiveDate,
        product: &str,
    ) -> Result<(), PageError> {
        let (place, product) = self.product(database, product)?;
        let number = day_number(date);
        let Some(known) = count_of(database, number, product)? else { return Ok(()) };
        self.sum.take_off(day_mark(number, product, known));
        database
            .prepare_cached("DELETE FROM usage_days WHERE day = $1 AND product = $2")?
            .execute(params![number, product])?;
        let movement = self.movement(date, number, place, product)?;
        movement.days -= 1;
        movement.has_fallen = true;
        movement.move_by(-known)
    }

    /// Brings the months up to their days; answers what all of it changes of the archive's sum.
    pub(super) fn finish(mut self, database: &Connection) -> Result<Sum, PageError> {
        self.close_month()?;
        for ((month, product), movement) in self.months {
            if movement.has_fallen {
                count_anew(database, month, product)?;
                continue;
            }
            let known: i64 = database
                .prepare_cached("SELECT used FROM usage_months WHERE month = $1 AND product = $2")?
                .query_row(params![month, product], |row| row.get(0))
                .optional()?
                .unwrap_or_default();
            let used = known.checked_add(movement.used).ok_or(PageError::TOO_MUCH)?;
            database
                .prepare_cached(
                    "INSERT INTO usage_months VALUES ($1, $2, $3, $4, $5)
                     ON CONFLICT DO UPDATE SET used = excluded.used,
                         highest = max(highest, excluded.highest), days = days + excluded.days",
                )?
                .execute(params![month, product, used, movement.highest, movement.days])?;
        }
        Ok(self.sum)
    }

    /// What the page changes of a product's month.
    fn movement(
        &mut self,
        date: NaiveDate,
        day: i64,
        place: usize,
        product: i64,
    ) -> Result<&mut Movement, PageError> {
        if !self.open.as_ref().is_some_and(|open| (open.first..=open.last).contains(&day)) {
            self.close_month()?;
        }
        let open = match &mut self.open {
            Some(open) => open,
            none => {
                let month = month_number(date);
                let days = days_of_month(month);
                let (first, last) = days.ok_or(PageError::Nonsense("a month out of range"))?;
                none.insert(OpenMonth { month, first, last, movements: Vec::new() })
            }
        };
        if open.movements.len() <= place {
            open.movements.resize_with(place + 1, || None);
        }
        let (_, movement) =
            open.movements[place].get_or_insert_with(|| (product, Movement::default()));
        Ok(movement)
    }

    fn close_month(&mut self) -> Result<(), PageError> {
        let Some(OpenMonth { month, movements, .. }) = self.open.take() else { return Ok(()) };
        for (product, more) in movements.into_iter().flatten() {
            let movement = self.months.entry((month, product)).or_default();
            movement.days += more.days;
            movement.highest = movement.highest.max(more.highest);
            movement.has_fallen |= more.has_fallen;
            movement.move_by(more.used)?;
        }
        Ok(())
    }

    /// A product's place among those of the page, and its number.
    fn product(&mut self, database: &Connection, code: &str) -> rusqlite::Result<(usize, i64)> {
        if let Some(known) = self.products.find(code) {
            return Ok(known);
        }
        let known = database
            .prepare_cached("SELECT number FROM products WHERE code = $1")?
            .query_row([code], |row| row.get(0))
            .optional()?;
        let number = match known {
            Some(number) => number,
            None => {
                let number = database
                    .prepare_cached("INSERT INTO products (code) VALUES ($1) RETURNING number")?
                    .query_row([code], |row| row.get(0))?;
                self.sum.add(product_mark(number, code));
                number
            }
        };
        Ok((self.products.add(code, number), number))
    }
}

/// The month that is written just now.
struct OpenMonth {
    month: i64,
    /// Its first and its last day, by their numbers.
    first: i64,
    last: i64,
    /// By the places of their products, whose numbers stand beside them.
    movements: Vec<Option<(i64, Movement)>>,
}

/// The products of a page: day after day the same in the same order.
#[derive(Default)]
struct Products {
    places: HashMap<String, usize>,
    /// Codes and numbers by their places.
    seen: Vec<(String, i64)>,
    /// The place of the one that is likely to come next.
    likely: usize,
}

impl Products {
    fn find(&mut self, code: &str) -> Option<(usize, i64)> {
        let is_it = self.seen.get(self.likely).is_some_and(|(likely, _)| likely == code);
        let place = if is_it { self.likely } else { *self.places.get(code)? };
        self.likely = if place + 1 < self.seen.len() { place + 1 } else { 0 };
        Some((place, self.seen[place].1))
    }

    fn add(&mut self, code: &str, number: i64) -> usize {
        let place = self.seen.len();
        self.places.insert(code.to_owned(), place);
        self.seen.push((code.to_owned(), number));
        self.likely = 0;
        place
    }
}

impl Movement {
    fn move_by(&mut self, difference: i64) -> Result<(), PageError> {
        self.used = self.used.checked_add(difference).ok_or(PageError::TOO_MUCH)?;
        Ok(())
    }
}

fn count_of(database: &Connection, day: i64, product: i64) -> rusqlite::Result<Option<i64>> {
    database
        .prepare_cached("SELECT count FROM usage_days WHERE day = $1 AND product = $2")?
        .query_row(params![day, product], |row| row.get(0))
        .optional()
}

fn count_anew(database: &Connection, month: i64, product: i64) -> Result<(), PageError> {
    let (first, last) = days_of_month(month).ok_or(PageError::Nonsense("a month out of range"))?;
    database
        .prepare_cached("DELETE FROM usage_months WHERE month = $1 AND product = $2")?
        .execute(params![month, product])?;
    database
        .prepare_cached(
            "INSERT INTO usage_months
             SELECT $1, $2, sum(count), max(count), count(*) FROM usage_days
             WHERE day BETWEEN $3 AND $4 AND product = $2 HAVING count(*) > 0",
        )?
        .execute(params![month, product, first, last])?;
    Ok(())
}

/// Days that count together as one point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Span {
    /// The first of them.
    pub first: NaiveDate,
    /// The last of them.
    pub last: NaiveDate,
}

impl Span {
    /// The number of the month that it is, if it is a whole one.
    fn as_month(self) -> Option<i64> {
        let month = month_number(self.first);
        let days = (day_number(self.first), day_number(self.last));
        (days_of_month(month) == Some(days)).then_some(month)
    }
}

/// What one product's days of a point come to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Count {
    /// The sum.
    pub used: i64,
    /// The highest.
    pub highest: i64,
}

/// Counts by product, as they are found: day after day the same products in the same order.
#[derive(Default)]
struct Found {
    /// In the order of their numbers.
    products: Vec<(i64, Vec<Count>)>,
    /// The place of the one that is likely to come next.
    likely: usize,
}

impl Found {
    /// The counts of a product, begun with so many if there are none.
    fn of(&mut self, product: i64, points: usize) -> &mut [Count] {
        let is_it = self.products.get(self.likely).is_some_and(|(number, _)| *number == product);
        let place = if is_it { self.likely } else { self.place_of(product, points) };
        self.likely = if place + 1 < self.products.len() { place + 1 } else { 0 };
        &mut self.products[place].1
    }

    fn place_of(&mut self, product: i64, points: usize) -> usize {
        match self.products.binary_search_by_key(&product, |(number, _)| *number) {
            Ok(place) => place,
            Err(place) => {
                self.products.insert(place, (product, vec![Count::default(); points]));
                place
            }
        }
    }
}

/// Each product's counts, one for each span; a product without any day in them is left out.
///
/// The spans follow each other without overlapping. Whole months are read from the months' own
/// table, whatever stands between them from the days.
pub(super) fn counts(
    database: &Connection,
    spans: &[Span],
) -> rusqlite::Result<BTreeMap<ProductCode, Vec<Count>>> {
    let mut found = Found::default();
    let mut add = |place: usize, product: i64, used: i64, highest: i64| {
        let counts = found.of(product, spans.len());
        counts[place].used = counts[place].used.saturating_add(used);
        counts[place].highest = counts[place].highest.max(highest);
    };
    let mut begin = 0;
    while begin < spans.len() {
        let is_month = spans[begin].as_month().is_some();
        let alike = spans[begin..].iter().take_while(|span| span.as_month().is_some() == is_month);
        let end = begin + alike.count();
        let run = &spans[begin..end];
        if is_month {
            read_months(database, run, |place, product, used, highest| {
                add(begin + place, product, used, highest);
            })?;
        } else {
            read_days(database, run, |place, product, count| {
                add(begin + place, product, count, count);
            })?;
        }
        begin = end;
    }
    let codes = codes(database)?;
    Ok(found
        .products
        .into_iter()
        .filter_map(|(number, counts)| Some((codes.get(&number)?.clone(), counts)))
        .collect())
}

fn read_months(
    database: &Connection,
    spans: &[Span],
    mut take: impl FnMut(usize, i64, i64, i64),
) -> rusqlite::Result<()> {
    let places: HashMap<i64, usize> = spans
        .iter()
        .enumerate()
        .filter_map(|(place, span)| Some((span.as_month()?, place)))
        .collect();
    let (Some(first), Some(last)) = (places.keys().min(), places.keys().max()) else {
        return Ok(());
    };
    let mut statement = database.prepare_cached(
        "SELECT month, product, used, highest FROM usage_months WHERE month BETWEEN $1 AND $2",
    )?;
    let mut rows = statement.query([first, last])?;
    while let Some(row) = rows.next()? {
        if let Some(place) = places.get(&row.get(0)?) {
            take(*place, row.get(1)?, row.get(2)?, row.get(3)?);
        }
    }
    Ok(())
}

fn read_days(
    database: &Connection,
    spans: &[Span],
    mut take: impl FnMut(usize, i64, i64),
) -> rusqlite::Result<()> {
    let (Some(first), Some(last)) = (spans.first(), spans.last()) else { return Ok(()) };
    let mut statement = database.prepare_cached(
        "SELECT day, product, count FROM usage_days WHERE day BETWEEN $1 AND $2 ORDER BY day",
    )?;
    let mut rows = statement.query([day_number(first.first), day_number(last.last)])?;
    let ends: Vec<i64> = spans.iter().map(|span| day_number(span.last)).collect();
    let mut place = 0;
    while let Some(row) = rows.next()? {
        let day: i64 = row.get(0)?;
        while ends[place] < day {
            place += 1;
        }
        take(place, row.get(1)?, row.get(2)?);
    }
    Ok(())
}

fn codes(database: &Connection) -> rusqlite::Result<HashMap<i64, ProductCode>> {
    database
        .prepare_cached("SELECT number, code FROM products")?
        .query_map([], |row| Ok((row.get(0)?, ProductCode::new(row.get::<_, String>(1)?))))?
        .collect()
}

/// Every product of which anything was ever used.
pub(super) fn products(database: &Connection) -> rusqlite::Result<Vec<ProductCode>> {
    let mut all: Vec<_> = codes(database)?.into_values().collect();
    all.sort();
    Ok(all)
}

/// The first day of which anything is known.
pub(super) fn first_day(database: &Connection) -> rusqlite::Result<Option<NaiveDate>> {
    let day: Option<i64> = database
        .prepare_cached("SELECT min(day) FROM usage_days")?
        .query_row([], |row| row.get(0))?;
    Ok(day.and_then(day_of))
}

/// How many days of products there are.
pub(super) fn number(database: &Connection) -> rusqlite::Result<u64> {
    let days: i64 = database
        .prepare_cached("SELECT coalesce(sum(days), 0) FROM usage_months")?
        .query_row([], |row| row.get(0))?;
    Ok(u64::try_from(days).unwrap_or_default())
}

/// What all the rows come to; none if a month is not what its days add up to.
pub(super) fn sum(database: &Connection) -> rusqlite::Result<Option<Sum>> {
    let mut sum = Sum::default();
    for (number, code) in codes(database)? {
        sum.add(product_mark(number, code.as_str()));
    }
    let mut months: BTreeMap<(i64, i64), Month> = BTreeMap::new();
    let (mut month, mut last_day) = (0, i64::MIN);
    let mut statement =
        database.prepare_cached("SELECT day, product, count FROM usage_days ORDER BY day")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let (day, product, count): (i64, i64, i64) = (row.get(0)?, row.get(1)?, row.get(2)?);
        sum.add(day_mark(day, product, count));
        if day > last_day {
            let Some(date) = day_of(day) else { return Ok(None) };
            month = month_number(date);
            let Some((_, last)) = days_of_month(month) else { return Ok(None) };
            last_day = last;
        }
        let counted = months.entry((month, product)).or_default();
        counted.used = counted.used.wrapping_add(count);
        counted.highest = counted.highest.max(count);
        counted.days += 1;
    }
    let mut statement =
        database.prepare_cached("SELECT month, product, used, highest, days FROM usage_months")?;
    let kept: BTreeMap<(i64, i64), Month> = statement
        .query_map([], |row| {
            let month = Month { used: row.get(2)?, highest: row.get(3)?, days: row.get(4)? };
            Ok(((row.get(0)?, row.get(1)?), month))
        })?
        .collect::<rusqlite::Result<_>>()?;
    Ok((months == kept).then_some(sum))
}

/// A row of `usage_months`.
#[derive(Debug, Default, PartialEq, Eq)]
struct Month {
    used: i64,
    highest: i64,
    days: i64,
}

fn day_mark(day: i64, product: i64, count: i64) -> Mark {
    Mark::of("d").number(day).number(product).number(count)
}

fn product_mark(number: i64, code: &str) -> Mark {
    Mark::of("p").number(number).text(code)
}
