//! The tables `invoices`, `invoice_words` and `invoice_trigrams`.

use super::calendar::{day_number, day_of, month_of, period_of};
use super::page::PageError;
use super::words::{Words, fold};
use crate::views::{CurrencySum, InvoiceFilter, InvoiceStanding, StandingCount};
use billing_contract::{
    Currency, DecimalAmount, Invoice, InvoiceId, InvoiceKind, InvoiceStatus, Money,
};
use chrono::{DateTime, NaiveDate, Utc};
use rusqlite::types::{Type, Value};
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
    /// The years of which there are invoices, newest first.
    pub years: Vec<i32>,
}

/// Writes an invoice; `body` is the same as the service wrote it.
pub(super) fn put(database: &Connection, invoice: &Invoice, body: &str) -> Result<(), PageError> {
    let amount = invoice
        .amount
        .in_currency(invoice.currency)
        .map_err(|_| PageError::Nonsense("an amount that is none of its currency"))?;
    let month = month_of(&invoice.period).ok_or(PageError::Nonsense("no month"))?;
    let place: i64 = database
        .prepare_cached(
            "INSERT INTO invoices (invoice_id, number, kind, status, month, currency, amount,
                 created_at, due_day, document_sha256, body)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
             ON CONFLICT (invoice_id) DO UPDATE SET
                 number = excluded.number, kind = excluded.kind, status = excluded.status,
                 month = excluded.month, currency = excluded.currency, amount = excluded.amount,
                 created_at = excluded.created_at, due_day = excluded.due_day,
                 document_sha256 = excluded.document_sha256, body = excluded.body
             RETURNING place",
        )?
        .query_row(
            params![
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
                body,
            ],
            |row| row.get(0),
        )?;
    let words = words_of(invoice);
    let known: Option<String> = database
        .prepare_cached("SELECT words FROM invoice_words WHERE place = $1")?
        .query_row([place], |row| row.get(0))
        .optional()?;
    if known.as_deref() == Some(words.as_str()) {
        return Ok(());
    }
    database
        .prepare_cached("INSERT OR REPLACE INTO invoice_words VALUES ($1, $2)")?
        .execute(params![place, words])?;
    database
        .prepare_cached("INSERT OR REPLACE INTO invoice_trigrams (rowid, words) VALUES ($1, $2)")?
        .execute(params![place, words])?;
    Ok(())
}

/// Removes an invoice.
pub(super) fn remove(database: &Connection, id: &str) -> rusqlite::Result<()> {
    let place: Option<i64> = database
        .prepare_cached("DELETE FROM invoices WHERE invoice_id = $1 RETURNING place")?
        .query_row([id], |row| row.get(0))
        .optional()?;
    let Some(place) = place else { return Ok(()) };
    database.prepare_cached("DELETE FROM invoice_words WHERE place = $1")?.execute([place])?;
    database.prepare_cached("DELETE FROM invoice_trigrams WHERE rowid = $1")?.execute([place])?;
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
    let condition = Condition::of(filter, today);
    // Two halves, because the sum of many amounts may be more than SQLite adds up.
    let mut total: u32 = 0;
    let sums = database
        .prepare_cached(&format!(
            "SELECT currency, count(*), sum(amount >> 32), sum(amount & 4294967295)
             FROM invoices WHERE {} GROUP BY currency ORDER BY count(*) DESC, currency",
            condition.text
        ))?
        .query_map(params_from_iter(&condition.values), |row| {
            let currency = currency(row, 0)?;
            total = total.saturating_add(row.get(1)?);
            let (high, low): (i64, i64) = (row.get(2)?, row.get(3)?);
            let sum = i128::from(high) * (1 << 32) + i128::from(low);
            let minor = i64::try_from(sum).unwrap_or(if sum < 0 { i64::MIN } else { i64::MAX });
            Ok(CurrencySum { currency, amount: Money::new(minor, currency).to_decimal() })
        })?
        .collect::<rusqlite::Result<_>>()?;
    Ok(Picked {
        total,
        sums,
        standings: standings(database, filter, today)?,
        years: years(database)?,
    })
}

fn standings(
    database: &Connection,
    filter: &InvoiceFilter,
    today: NaiveDate,
) -> rusqlite::Result<Vec<StandingCount>> {
    const ALL: [InvoiceStanding; 5] = [
        InvoiceStanding::Open,
        InvoiceStanding::Overdue,
        InvoiceStanding::Paid,
        InvoiceStanding::CreditNote,
        InvoiceStanding::Void,
    ];
    let condition = Condition::of(&InvoiceFilter { standing: None, ..filter.clone() }, today);
    let counts: Vec<String> = ALL
        .iter()
        .map(|standing| format!("count(*) FILTER (WHERE {})", stands(*standing, today)))
        .collect();
    database
        .prepare_cached(&format!(
            "SELECT {} FROM invoices WHERE {}",
            counts.join(", "),
            condition.text
        ))?
        .query_row(params_from_iter(&condition.values), |row| {
            ALL.iter()
                .enumerate()
                .map(|(column, standing)| {
                    Ok(StandingCount { standing: *standing, count: row.get(column)? })
                })
                .collect()
        })
}

fn years(database: &Connection) -> rusqlite::Result<Vec<i32>> {
    database
        .prepare_cached("SELECT DISTINCT month / 12 AS year FROM invoices ORDER BY year DESC")?
        .query_map([], |row| row.get(0))?
        .collect()
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
                 document_sha256
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
        .prepare_cached(&format!("SELECT body FROM invoices WHERE {}", condition.text))?
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
    let (text, mut values) = words.condition(1);
    let total = database
        .prepare_cached(&format!("SELECT count(*) FROM invoices WHERE {text}"))?
        .query_row(params_from_iter(&values), |row| row.get(0))?;
    let in_number: Vec<String> = words
        .iter()
        .map(|word| {
            values.push(word.to_owned().into());
            format!("instr(lower(number), ?{}) > 0", values.len())
        })
        .collect();
    values.push(Value::Integer(limit.into()));
    let found = database
        .prepare_cached(&format!(
            "SELECT body FROM invoices WHERE {text}
             ORDER BY {} DESC, created_at DESC, number DESC LIMIT ?{}",
            in_number.join(" AND "),
            values.len()
        ))?
        .query_map(params_from_iter(&values), invoice)?
        .collect::<rusqlite::Result<_>>()?;
    Ok((total, found))
}

/// One invoice.
pub(super) fn one(database: &Connection, id: &InvoiceId) -> rusqlite::Result<Option<Invoice>> {
    database
        .prepare_cached("SELECT body FROM invoices WHERE invoice_id = $1")?
        .query_row([id.as_str()], invoice)
        .optional()
}

/// What every document hashes to, receipts included.
pub(super) fn document_hashes(database: &Connection) -> rusqlite::Result<Vec<String>> {
    database
        .prepare_cached(
            "SELECT document_sha256 FROM invoices
             UNION SELECT body ->> '$.receipt_sha256' FROM invoices
                 WHERE body ->> '$.receipt_sha256' IS NOT NULL",
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
        for (period, compares) in [(&filter.period_from, ">="), (&filter.period_to, "<=")] {
            if let Some(period) = period {
                values.push(month_of(period).map_or(Value::Null, Value::Integer));
                texts.push(format!("month {compares} ?{}", values.len()));
            }
        }
        if let Some(standing) = filter.standing {
            texts.push(stands(standing, today));
        }
        let words = Words::of(filter.query.as_deref().unwrap_or_default());
        if !words.is_empty() {
            let (text, more) = words.condition(values.len() + 1);
            texts.push(text);
            values.extend(more);
        }
        Self { text: texts.join(" AND "), values }
    }

    /// A part of what is picked, newest first.
    fn part(mut self, offset: u32, limit: u32) -> Self {
        let number = self.values.len();
        self.values.extend([Value::Integer(limit.into()), Value::Integer(offset.into())]);
        self.text += &format!(
            " ORDER BY created_at DESC, number DESC LIMIT ?{} OFFSET ?{}",
            number + 1,
            number + 2
        );
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
