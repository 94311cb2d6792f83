//! The tables `invoices`, `invoice_words` and `invoice_trigrams`.

use super::calendar::{day_number, day_of, month_of, period_of};
use super::page::PageError;
use super::seal::{Mark, Sum};
use super::words::{Source, Words, fold};
use crate::views::{CurrencySum, InvoiceFilter, InvoiceStanding, StandingCount};
use billing_contract::{
    Currency, DecimalAmount, Invoice, InvoiceId, InvoiceKind, InvoiceStatus, Money,
};
use chrono::{DateTime, Datelike as _, NaiveDate, Utc};
use rusqlite::types::{Type, Value, ValueRef};
use rusqlite::{Connection, OptionalExtension as _, Row, params, params_from_iter};

/// One invoice in a list.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct InvoiceRecord {
    pub invoice_id: InvoiceId,
    pub number: String,
    pub kind: InvoiceKind,
    pub status: InvoiceStatus,
    /// The month it belongs to, `YYYY-MM`.
    pub period: String,
    pub amount: DecimalAmount,
    pub currency: Currency,
    pub created_at: DateTime<Utc>,
    pub due_date: NaiveDate,
    pub document_sha256: String,
    /// What its first line is for.
    pub about: String,
    /// Whether a credit note has taken back something of it.
    pub is_credited: bool,
}

impl InvoiceRecord {
    /// Whether it should have been paid by `today`.
    pub(crate) fn is_overdue(&self, today: NaiveDate) -> bool {
        is_overdue(self.kind, self.status, self.due_date, today)
    }
}

/// Whether such an invoice should have been paid by `today`.
pub(crate) fn is_overdue(
    kind: InvoiceKind,
    status: InvoiceStatus,
    due_date: NaiveDate,
    today: NaiveDate,
) -> bool {
    kind == InvoiceKind::Invoice && status.is_unpaid() && due_date < today
}

/// What was picked, without the rows.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Picked {
    /// How many there are.
    pub total: u32,
    /// What they add up to, for each currency.
    pub sums: Vec<CurrencySum>,
    /// How many there are of each standing, whatever standing was picked.
    pub standings: Vec<StandingCount>,
    /// The years in which there were invoices issued, newest first.
    pub years: Vec<i32>,
}

/// Writes an invoice; `body` is the same as the service wrote it. Moves the archive's sum along.
pub(super) fn put(
    database: &Connection,
    invoice: &Invoice,
    body: &str,
    sum: &mut Sum,
) -> Result<(), PageError> {
    let amount = invoice
        .amount
        .in_currency(invoice.currency)
        .map_err(|_| PageError::Nonsense("an amount that is none of its currency"))?;
    let month = month_of(&invoice.period).ok_or(PageError::Nonsense("no month"))?;
    let place = match place_of(database, invoice.invoice_id.as_str())? {
        Some(place) => {
            sum.take_off(mark_at(database, place)?);
            place
        }
        None => free_place(database, invoice)?,
    };
    database
        .prepare_cached(
            "INSERT OR REPLACE INTO invoices (place, invoice_id, number, kind, status, month,
                 currency, amount, created_at, due_day, document_sha256, receipt_sha256, about,
                 corrects)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
        )?
        .execute(params![
            place,
            invoice.invoice_id.as_str(),
            invoice.number,
            kind_name(invoice.kind),
            invoice.status.as_str(),
            month,
            invoice.currency.code(),
            amount.minor,
            invoice.created_at.timestamp_millis(),
            day_number(invoice.due_date),
            invoice.document_sha256,
            invoice.receipt_sha256,
            invoice.lines.first().map(|line| line.description.as_str()).unwrap_or_default(),
            invoice.corrects.as_ref().map(InvoiceId::as_str),
        ])?;
    database
        .prepare_cached("INSERT OR REPLACE INTO invoice_bodies VALUES ($1, $2)")?
        .execute(params![place, body])?;
    let words = words_of(invoice);
    let known: Option<String> = database
        .prepare_cached("SELECT words FROM invoice_words WHERE place = $1")?
        .query_row([place], |row| row.get(0))
        .optional()?;
    if known.as_deref() == Some(words.as_str()) {
        sum.add(mark_at(database, place)?);
        return Ok(());
    }
    database
        .prepare_cached("INSERT OR REPLACE INTO invoice_words VALUES ($1, $2)")?
        .execute(params![place, words])?;
    database
        .prepare_cached(
            "INSERT OR REPLACE INTO invoice_trigrams (rowid, number, words) VALUES ($1, $2, $3)",
        )?
        // With two spaces behind it the last letter begins a trigram too.
        .execute(params![place, fold(&invoice.number), format!("{words} ")])?;
    sum.add(mark_at(database, place)?);
    Ok(())
}

/// What all the rows come to.
pub(super) fn sum(database: &Connection) -> rusqlite::Result<Sum> {
    let mut sum = Sum::default();
    let mut statement = database.prepare_cached(EVERYTHING)?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        sum.add(mark(row)?);
    }
    Ok(sum)
}

/// All of each invoice, as far as it is kept. The outer joins find one of which a part is missing.
const EVERYTHING: &str = "SELECT invoices.*, body, words FROM invoices
    LEFT JOIN invoice_bodies USING (place) LEFT JOIN invoice_words USING (place)";

fn mark_at(database: &Connection, place: i64) -> rusqlite::Result<Mark> {
    database.prepare_cached(&format!("{EVERYTHING} WHERE place = $1"))?.query_row([place], mark)
}

fn mark(row: &Row<'_>) -> rusqlite::Result<Mark> {
    let mut mark = Mark::of("i");
    for column in 0..row.as_ref().column_count() {
        mark = match row.get_ref(column)? {
            ValueRef::Integer(number) => mark.maybe_number(Some(number)),
            ValueRef::Text(_) => mark.maybe_text(Some(row.get_ref(column)?.as_str()?)),
            _ => mark.maybe_text(None),
        };
    }
    Ok(mark)
}

fn place_of(database: &Connection, id: &str) -> rusqlite::Result<Option<i64>> {
    database
        .prepare_cached("SELECT place FROM invoices WHERE invoice_id = $1")?
        .query_row([id], |row| row.get(0))
        .optional()
}

/// A place among the others, the newest first, by the moment of issue and then by the number in its
/// series. So the newest are found without sorting; and the walk along the feed, which tells the
/// newest first, writes in the order of the places, for which alone FTS5 gathers what it writes.
fn free_place(database: &Connection, invoice: &Invoice) -> rusqlite::Result<i64> {
    const AT_ONE_MOMENT: i64 = 1 << 20;
    const FARTHEST: i64 = 1 << 42;
    let digits = invoice.number.bytes().rev().take_while(u8::is_ascii_digit).take(6).count();
    let number: i64 = invoice.number[invoice.number.len() - digits..].parse().unwrap_or_default();
    let moment = invoice.created_at.timestamp_millis().clamp(-FARTHEST, FARTHEST);
    let mut place = -(moment * AT_ONE_MOMENT + number);
    let mut is_taken =
        database.prepare_cached("SELECT EXISTS (SELECT 1 FROM invoices WHERE place = $1)")?;
    while is_taken.query_row([place], |row| row.get(0))? {
        place += 1;
    }
    Ok(place)
}

/// Removes an invoice.
pub(super) fn remove(database: &Connection, id: &str, sum: &mut Sum) -> rusqlite::Result<()> {
    let Some(place) = place_of(database, id)? else { return Ok(()) };
    sum.take_off(mark_at(database, place)?);
    for delete in [
        "DELETE FROM invoices WHERE place = $1",
        "DELETE FROM invoice_bodies WHERE place = $1",
        "DELETE FROM invoice_words WHERE place = $1",
        "DELETE FROM invoice_trigrams WHERE rowid = $1",
    ] {
        database.prepare_cached(delete)?.execute([place])?;
    }
    Ok(())
}

/// What can be searched of an invoice: its numbers, to whom it is addressed, its lines, amounts.
pub(crate) fn words_of(invoice: &Invoice) -> String {
    let mut text = String::new();
    let mut add = |part: &str| {
        text.push_str(part);
        text.push('\n');
    };
    add(&invoice.number);
    add(&invoice.billed_to);
    add(&invoice.period);
    add(invoice.amount.as_str());
    add(invoice.currency.code());
    if let Some(order) = &invoice.order_id {
        add(order.as_str());
    }
    for line in &invoice.lines {
        add(&line.description);
        add(line.amount.as_str());
    }
    fold(&text)
}

/// What a filter picks: how many, what they add up to, how they stand.
pub(super) fn picked(
    database: &Connection,
    filter: &InvoiceFilter,
    today: NaiveDate,
) -> rusqlite::Result<Picked> {
    const STANDINGS: [InvoiceStanding; 5] = [
        InvoiceStanding::Open,
        InvoiceStanding::Overdue,
        InvoiceStanding::Paid,
        InvoiceStanding::CreditNote,
        InvoiceStanding::Void,
    ];
    let condition = Condition::of(&InvoiceFilter { standing: None, ..filter.clone() }, today);
    let is_picked = filter.standing.map_or("true".to_owned(), |standing| stands(standing, today));
    let counts: Vec<String> = STANDINGS
        .iter()
        .map(|standing| format!("count(*) FILTER (WHERE {})", stands(*standing, today)))
        .collect();
    let mut standings = STANDINGS.map(|standing| StandingCount { standing, count: 0 }).to_vec();
    let (mut total, mut sums) = (0u32, Vec::new());
    // Two halves of the sum, because that of many amounts may be more than SQLite adds up.
    let mut statement = database.prepare_cached(&format!(
        "SELECT currency, count(*) FILTER (WHERE {is_picked}),
             coalesce(sum(amount >> 32) FILTER (WHERE {is_picked}), 0),
             coalesce(sum(amount & 4294967295) FILTER (WHERE {is_picked}), 0), {}
         FROM invoices WHERE {} GROUP BY currency ORDER BY 2 DESC, currency",
        counts.join(", "),
        condition.text
    ))?;
    let mut rows = statement.query(params_from_iter(&condition.values))?;
    while let Some(row) = rows.next()? {
        for (column, standing) in (4..).zip(&mut standings) {
            standing.count = standing.count.saturating_add(row.get(column)?);
        }
        let (currency, count): (_, u32) = (currency(row, 0)?, row.get(1)?);
        if count == 0 {
            continue;
        }
        total = total.saturating_add(count);
        let (high, low): (i64, i64) = (row.get(2)?, row.get(3)?);
        let sum = i128::from(high) * (1 << 32) + i128::from(low);
        let minor = i64::try_from(sum).unwrap_or(if sum < 0 { i64::MIN } else { i64::MAX });
        sums.push(CurrencySum { currency, amount: Money::new(minor, currency).to_decimal() });
    }
    Ok(Picked { total, sums, standings, years: years(database)? })
}

fn years(database: &Connection) -> rusqlite::Result<Vec<i32>> {
    // From year to year by the index, instead of through every invoice.
    let mut newest_before =
        database.prepare_cached("SELECT max(created_at) FROM invoices WHERE created_at < $1")?;
    let (mut years, mut begun) = (Vec::new(), i64::MAX);
    loop {
        let newest: Option<i64> = newest_before.query_row([begun], |row| row.get(0))?;
        let Some(newest) = newest.and_then(DateTime::from_timestamp_millis) else {
            return Ok(years);
        };
        years.push(newest.year());
        begun = year_begins(newest.year());
    }
}

/// When a year begins, in milliseconds since 1970.
fn year_begins(year: i32) -> i64 {
    let midnight = NaiveDate::from_ymd_opt(year, 1, 1).and_then(|day| day.and_hms_opt(0, 0, 0));
    midnight.map_or(i64::MAX, |midnight| midnight.and_utc().timestamp_millis())
}

/// The invoices that a filter picks, newest first.
pub(super) fn records(
    database: &Connection,
    filter: &InvoiceFilter,
    today: NaiveDate,
    offset: u32,
    limit: u32,
) -> rusqlite::Result<Vec<InvoiceRecord>> {
    let condition = Condition::of(filter, today).part(offset, limit);
    database
        .prepare_cached(&format!(
            "SELECT invoice_id, number, kind, status, month, currency, amount, created_at, due_day,
                 document_sha256, about, EXISTS (
                     SELECT 1 FROM invoices AS note WHERE note.corrects = invoices.invoice_id)
             FROM invoices WHERE {}",
            condition.text
        ))?
        .query_map(params_from_iter(&condition.values), record)?
        .collect()
}

/// The same with all of them, for whoever needs the lines or the receipts.
pub(super) fn whole(
    database: &Connection,
    filter: &InvoiceFilter,
    today: NaiveDate,
    offset: u32,
    limit: u32,
) -> rusqlite::Result<Vec<Invoice>> {
    let condition = Condition::of(filter, today).part(offset, limit);
    database
        .prepare_cached(&format!(
            "SELECT body FROM invoices JOIN invoice_bodies USING (place) WHERE {}",
            condition.text
        ))?
        .query_map(params_from_iter(&condition.values), invoice)?
        .collect()
}

/// Where words stand: how many invoices there are, and the first of them, those first that have
/// the words in their numbers, then the newest.
pub(super) fn find(
    database: &Connection,
    words: &Words,
    limit: u32,
) -> rusqlite::Result<(u32, Vec<Invoice>)> {
    let Source { place, rest, values } = words.source();
    // All of them at once: to count them and then to look for the first would be to search twice.
    let mut newest: Vec<i64> = database
        .prepare_cached(&format!("SELECT {place} {rest}"))?
        .query_map(params_from_iter(&values), |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    newest.sort_unstable();
    let total = u32::try_from(newest.len()).unwrap_or(u32::MAX);
    let mut places: Vec<i64> = Vec::new();
    if let Some(in_numbers) = words.in_numbers() {
        places = database
            .prepare_cached(
                "SELECT rowid FROM invoice_trigrams WHERE invoice_trigrams MATCH $1
                 ORDER BY rowid LIMIT $2",
            )?
            .query_map(params![in_numbers, limit], |row| row.get(0))?
            .collect::<rusqlite::Result<_>>()?;
    }
    newest.truncate(limit as usize);
    let others: Vec<i64> = newest.into_iter().filter(|place| !places.contains(place)).collect();
    places.extend(others);
    places.truncate(limit as usize);
    let mut body = database.prepare_cached("SELECT body FROM invoice_bodies WHERE place = $1")?;
    let found: rusqlite::Result<_> =
        places.iter().map(|place| body.query_row([place], invoice)).collect();
    Ok((total, found?))
}

/// One invoice.
pub(super) fn one(database: &Connection, id: &InvoiceId) -> rusqlite::Result<Option<Invoice>> {
    database
        .prepare_cached(
            "SELECT body FROM invoices JOIN invoice_bodies USING (place) WHERE invoice_id = $1",
        )?
        .query_row([id.as_str()], invoice)
        .optional()
}

/// What their documents hash to, receipts included.
pub(super) fn document_hashes(database: &Connection) -> rusqlite::Result<Vec<String>> {
    database
        .prepare_cached(
            "SELECT document_sha256 FROM invoices
             UNION SELECT receipt_sha256 FROM invoices WHERE receipt_sha256 IS NOT NULL",
        )?
        .query_map([], |row| row.get(0))?
        .collect()
}

/// How many there are.
pub(super) fn number(database: &Connection) -> rusqlite::Result<u32> {
    database.prepare_cached("SELECT count(*) FROM invoices")?.query_row([], |row| row.get(0))
}

/// What a filter comes to in SQL.
struct Condition {
    text: String,
    values: Vec<Value>,
}

impl Condition {
    fn of(filter: &InvoiceFilter, today: NaiveDate) -> Self {
        let mut texts = vec!["true".to_owned()];
        let mut values = Vec::<Value>::new();
        let words = Words::of(filter.query.as_deref().unwrap_or_default());
        if !words.is_empty() {
            let source = words.source();
            texts.push(format!("place IN (SELECT {} {})", source.place, source.rest));
            values = source.values;
        }
        for (period, compares) in [(&filter.period_from, ">="), (&filter.period_to, "<=")] {
            if let Some(period) = period {
                values.push(month_of(period).map_or(Value::Null, Value::Integer));
                texts.push(format!("month {compares} ?{}", values.len()));
            }
        }
        if let Some(year) = filter.year {
            let (first, next) = (year_begins(year), year_begins(year.saturating_add(1)));
            values.extend([first, next].map(Value::Integer));
            let number = values.len();
            texts.push(format!("created_at >= ?{} AND created_at < ?{number}", number - 1));
        }
        if let Some(standing) = filter.standing {
            texts.push(stands(standing, today));
        }
        Self { text: texts.join(" AND "), values }
    }

    /// A part of what is picked, newest first.
    fn part(mut self, offset: u32, limit: u32) -> Self {
        let number = self.values.len();
        self.values.extend([Value::Integer(limit.into()), Value::Integer(offset.into())]);
        self.text += &format!(" ORDER BY place LIMIT ?{} OFFSET ?{}", number + 1, number + 2);
        self
    }
}

fn stands(standing: InvoiceStanding, today: NaiveDate) -> String {
    const UNPAID: &str = "kind = 'invoice' AND status IN ('open', 'processing', 'partially_paid')";
    let today = day_number(today);
    match standing {
        InvoiceStanding::Open => format!("{UNPAID} AND due_day >= {today}"),
        InvoiceStanding::Overdue => format!("{UNPAID} AND due_day < {today}"),
        InvoiceStanding::Paid => "kind = 'invoice' AND status = 'paid'".to_owned(),
        InvoiceStanding::CreditNote => "kind = 'credit_note'".to_owned(),
        InvoiceStanding::Void => {
            "kind = 'invoice' AND status IN ('void', 'uncollectible')".to_owned()
        }
    }
}

fn record(row: &Row<'_>) -> rusqlite::Result<InvoiceRecord> {
    let currency = currency(row, 5)?;
    let created_at: i64 = row.get(7)?;
    let due_day: i64 = row.get(8)?;
    Ok(InvoiceRecord {
        invoice_id: InvoiceId::new(row.get::<_, String>(0)?),
        number: row.get(1)?,
        kind: kind_named(row.get_ref(2)?.as_str()?),
        status: InvoiceStatus::from_name(row.get_ref(3)?.as_str()?),
        period: period_of(row.get(4)?),
        amount: Money::new(row.get(6)?, currency).to_decimal(),
        currency,
        created_at: DateTime::from_timestamp_millis(created_at)
            .ok_or(rusqlite::Error::IntegralValueOutOfRange(7, created_at))?,
        due_date: day_of(due_day).ok_or(rusqlite::Error::IntegralValueOutOfRange(8, due_day))?,
        document_sha256: row.get(9)?,
        about: row.get(10)?,
        is_credited: row.get(11)?,
    })
}

fn invoice(row: &Row<'_>) -> rusqlite::Result<Invoice> {
    serde_json::from_str(row.get_ref(0)?.as_str()?)
        .map_err(|error| rusqlite::Error::FromSqlConversionFailure(0, Type::Text, Box::new(error)))
}

fn currency(row: &Row<'_>, column: usize) -> rusqlite::Result<Currency> {
    Currency::from_code(row.get_ref(column)?.as_str()?).map_err(|error| {
        rusqlite::Error::FromSqlConversionFailure(column, Type::Text, Box::new(error))
    })
}

fn kind_name(kind: InvoiceKind) -> &'static str {
    match kind {
        InvoiceKind::Invoice => "invoice",
        InvoiceKind::CreditNote => "credit_note",
    }
}

fn kind_named(name: &str) -> InvoiceKind {
    if name == "credit_note" { InvoiceKind::CreditNote } else { InvoiceKind::Invoice }
}
