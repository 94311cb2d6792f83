//! Issuing invoices and credit notes, in the transaction of what causes them.
//!
//! What is delivered is invoiced, already paid. From then on the invoices and credit notes of an
//! order add up to what the ledger holds for it: whatever takes money away from the order – a
//! refund, a payment the provider sent back, a lost dispute – issues a credit note for as much, and
//! money that comes for it again is invoiced again. Numbers are taken in the same transaction, so
//! that a series has no gaps.

use super::accounts;
use super::columns::{change, day, first_row, moment, rows};
use crate::documents::words;
use crate::store::{OrderFile, PrintedLine, StoreError};
use aws_lc_rs::digest;
use billing_contract::InvoiceKind;
use billing_contract::orders::Place;
use chrono::{DateTime, Datelike as _, Utc};
use rusqlite::{Connection, params};
use std::collections::BTreeMap;
use uuid::Builder;

/// Issues the invoice of an order that is being delivered; what is delivered anew, because money
/// came again after all had gone back, was invoiced when that money came.
pub fn charge(sql: &Connection, file: &OrderFile, now: DateTime<Utc>) -> Result<(), StoreError> {
    if !issued_for(sql, file)?.is_empty() {
        return correct(sql, file, now);
    }
    let terms = &file.order.terms;
    let basis_points = tax_rate(sql, terms.due.currency.code())?;
    let mut lines = vec![line(&terms.product_name, terms.original.minor, basis_points)];
    if terms.discount.minor != 0 {
        let code = terms.coupon.as_ref().map(|(_, code)| code.as_str());
        let reduction = words::of(&terms.locale).reduction;
        let text = match terms.promotion.as_deref().or(code) {
            Some(name) => format!("{reduction} · {name}"),
            None => reduction.to_owned(),
        };
        let mut reduced = line(&text, -terms.discount.minor, basis_points);
        // What is rounded is the tax of the whole.
        reduced.tax_minor = tax_in(terms.due.minor, basis_points) - lines[0].tax_minor;
        lines.push(reduced);
    }
    let paid_at = file.order.paid_at.unwrap_or(now).min(now);
    let issued = Issued { kind: InvoiceKind::Invoice, corrects: None, lines, paid_at };
    issue(sql, file, &issued, now)
}

/// Makes the invoices and credit notes of an order add up to what the ledger holds for it; without
/// effect before the order is invoiced.
pub fn correct(sql: &Connection, file: &OrderFile, now: DateTime<Utc>) -> Result<(), StoreError> {
    let issued = issued_for(sql, file)?;
    let Some(first) = issued.first() else { return Ok(()) };
    let terms = &file.order.terms;
    let kept = file.facts.balances().at(Place::Order, terms.due.currency);
    let invoiced: i64 = issued.iter().map(|one| one.amount_minor).sum();
    let taxed: i64 = issued.iter().map(|one| one.tax_minor).sum();
    let amount_minor = kept - invoiced;
    if amount_minor == 0 {
        return Ok(());
    }
    let corrects = issued.iter().rev().find(|one| one.kind == InvoiceKind::Invoice);
    let (kind, corrects, text) = if amount_minor < 0 {
        let refund = words::of(&terms.locale).refund_of;
        let text = words::fill(refund, &[&terms.product_name]);
        (InvoiceKind::CreditNote, corrects.map(|one| one.id.clone()), text)
    } else {
        (InvoiceKind::Invoice, None, terms.product_name.clone())
    };
    // The tax of all of them together is the part of the first one's that what is kept is of it.
    let tax_minor = share(first.tax_minor, kept, first.amount_minor) - taxed;
    let line = PrintedLine {
        description: text,
        quantity: 1,
        unit_minor: amount_minor,
        amount_minor,
        tax_minor,
        tax_basis_points: first.tax_basis_points,
    };
    issue(sql, file, &Issued { kind, corrects, lines: vec![line], paid_at: now }, now)
}

/// Takes the next number of a series.
pub fn next_number(
    sql: &Connection,
    kind: InvoiceKind,
    issued: DateTime<Utc>,
) -> Result<String, StoreError> {
    let letters = match kind {
        InvoiceKind::Invoice => "INV",
        InvoiceKind::CreditNote => "CN",
    };
    let series = format!("{letters}-{}", issued.year());
    let statement = "INSERT INTO invoice_numbers (series, last_number) VALUES ($1, 1) \
         ON CONFLICT (series) DO UPDATE SET last_number = last_number + 1 RETURNING last_number";
    let number = first_row(sql, statement, [&series], |row| row.get::<i64>("last_number"))?;
    let number = number.ok_or_else(|| StoreError::Broken("no number was given".to_owned()))?;
    Ok(format!("{series}-{number:06}"))
}

/// What is issued for an order.
struct Issued {
    kind: InvoiceKind,
    corrects: Option<String>,
    lines: Vec<PrintedLine>,
    paid_at: DateTime<Utc>,
}

fn issue(
    sql: &Connection,
    file: &OrderFile,
    issued: &Issued,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let terms = &file.order.terms;
    let customer = accounts::by_id(sql, &terms.customer_id)?;
    let account =
        customer.ok_or_else(|| StoreError::Broken("no such customer".to_owned()))?.account;
    let is_company = !account.company_name.trim().is_empty();
    let billed_to = if is_company { &account.company_name } else { &account.contact_name };
    let number = next_number(sql, issued.kind, now)?;
    let id = id_of(issued.kind, &number, now);
    let statement = "INSERT INTO invoices (id, customer_id, number, period, currency, \
         amount_minor, tax_minor, status, created_at, due_date, paid_at, kind, order_id, corrects, \
         billed_to, billed_to_contact, billed_to_address, billed_to_tax_id, locale, is_test, \
         document_due_at) VALUES ($1, $2, $3, $4, $5, $6, $7, 'paid', $8, $9, $10, $11, $12, $13, \
         $14, $15, $16, $17, $18, $19, $8)";
    let values = params![
        id,
        terms.customer_id.as_str(),
        number,
        now.format("%Y-%m").to_string(),
        terms.due.currency.code(),
        issued.lines.iter().map(|line| line.amount_minor).sum::<i64>(),
        issued.lines.iter().map(|line| line.tax_minor).sum::<i64>(),
        moment(now),
        day(now.date_naive()),
        moment(issued.paid_at),
        word_of_kind(issued.kind),
        file.order.id.as_str(),
        issued.corrects,
        billed_to,
        account.contact_name,
        account.billing_address,
        account.tax_id,
        terms.locale,
        terms.is_test,
    ];
    change(sql, statement, values)?;
    insert_lines(sql, &id, &issued.lines)
}

/// Writes the lines of an invoice.
pub fn insert_lines(
    sql: &Connection,
    invoice: &str,
    lines: &[PrintedLine],
) -> Result<(), StoreError> {
    for (position, line) in (1_i64..).zip(lines) {
        let statement = "INSERT INTO invoice_lines (invoice_id, position, description, quantity, \
             unit_minor, amount_minor, tax_minor, tax_basis_points) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
        let values = params![
            invoice,
            position,
            line.description,
            line.quantity,
            line.unit_minor,
            line.amount_minor,
            line.tax_minor,
            line.tax_basis_points,
        ];
        change(sql, statement, values)?;
    }
    Ok(())
}

/// What was issued for an order before.
struct Earlier {
    id: String,
    kind: InvoiceKind,
    amount_minor: i64,
    tax_minor: i64,
    tax_basis_points: i64,
}

fn issued_for(sql: &Connection, file: &OrderFile) -> Result<Vec<Earlier>, StoreError> {
    let question = "SELECT i.id, i.kind, i.amount_minor, i.tax_minor, \
         (SELECT max(tax_basis_points) FROM invoice_lines l WHERE l.invoice_id = i.id) \
             AS tax_basis_points \
         FROM invoices i WHERE i.order_id = $1 ORDER BY i.id";
    rows(sql, question, [file.order.id.as_str()], |row| {
        Ok(Earlier {
            id: row.get("id")?,
            kind: row.word("kind")?,
            amount_minor: row.get("amount_minor")?,
            tax_minor: row.get("tax_minor")?,
            tax_basis_points: row.get::<Option<i64>>("tax_basis_points")?.unwrap_or_default(),
        })
    })
}

/// The tax in prices of a currency, in hundredths of a percent.
fn tax_rate(sql: &Connection, currency: &str) -> Result<i64, StoreError> {
    let question = "SELECT basis_points FROM tax_rates WHERE currency = $1";
    Ok(first_row(sql, question, [currency], |row| row.get("basis_points"))?.unwrap_or_default())
}

/// Sets the tax in prices for what is issued from now on.
pub fn set_tax_rates(sql: &Connection, rates: &BTreeMap<String, u32>) -> Result<(), StoreError> {
    change(sql, "DELETE FROM tax_rates", [])?;
    for (currency, basis_points) in rates {
        let statement = "INSERT INTO tax_rates (currency, basis_points) VALUES ($1, $2)";
        change(sql, statement, params![currency, basis_points])?;
    }
    Ok(())
}

fn line(text: &str, amount_minor: i64, basis_points: i64) -> PrintedLine {
    PrintedLine {
        description: text.to_owned(),
        quantity: 1,
        unit_minor: amount_minor,
        amount_minor,
        tax_minor: tax_in(amount_minor, basis_points),
        tax_basis_points: basis_points,
    }
}

/// The tax that is in an amount.
fn tax_in(amount_minor: i64, basis_points: i64) -> i64 {
    share(amount_minor, basis_points, 10_000 + basis_points)
}

/// `amount × part ÷ whole`, rounded half away from zero; nothing of nothing.
fn share(amount: i64, part: i64, whole: i64) -> i64 {
    if whole == 0 {
        return 0;
    }
    let (product, whole) = (i128::from(amount) * i128::from(part), i128::from(whole));
    let half = whole.abs() / 2;
    let rounded = (product.abs() + half) / whole.abs();
    let sign = product.signum() * whole.signum();
    i64::try_from(sign * rounded).unwrap_or_default()
}

/// The word of a kind in its column.
pub fn word_of_kind(kind: InvoiceKind) -> &'static str {
    match kind {
        InvoiceKind::Invoice => "invoice",
        InvoiceKind::CreditNote => "credit_note",
    }
}

/// An identifier that follows from the number, so that a transaction that is run again gives the
/// same. Of one millisecond invoices come before credit notes, each by their numbers.
fn id_of(kind: InvoiceKind, number: &str, issued: DateTime<Utc>) -> String {
    let place: u32 = number.rsplit('-').next().and_then(|place| place.parse().ok()).unwrap_or(0);
    let mut bytes = [0; 10];
    bytes[1] = u8::from(kind == InvoiceKind::CreditNote);
    bytes[3..7].copy_from_slice(&place.to_be_bytes());
    let digest = digest::digest(&digest::SHA256, number.as_bytes());
    bytes[7..].copy_from_slice(&digest.as_ref()[..3]);
    let millis = u64::try_from(issued.timestamp_millis()).unwrap_or_default();
    Builder::from_unix_timestamp_millis(millis, &bytes).into_uuid().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::sqlite::schema;
    use proptest::prelude::*;

    #[test]
    fn a_number_that_was_not_committed_is_given_again() {
        let mut sql = Connection::open_in_memory().unwrap();
        schema::bring_up_to_date(&mut sql).unwrap();
        let now: DateTime<Utc> = "2026-06-18T12:00:00Z".parse().unwrap();
        let next = |sql: &Connection| next_number(sql, InvoiceKind::Invoice, now).unwrap();
        assert_eq!(next(&sql), "INV-2026-000001");
        let transaction = sql.transaction().unwrap();
        assert_eq!(next(&transaction), "INV-2026-000002");
        transaction.rollback().unwrap();
        assert_eq!(next(&sql), "INV-2026-000002");
        assert_eq!(next_number(&sql, InvoiceKind::CreditNote, now).unwrap(), "CN-2026-000001");
        let later = "2027-01-01T00:00:00Z".parse().unwrap();
        assert_eq!(next_number(&sql, InvoiceKind::Invoice, later).unwrap(), "INV-2027-000001");
    }

    #[test]
    fn tax_is_rounded_half_away_from_zero() {
        assert_eq!(tax_in(10_600, 600), 600);
        assert_eq!(tax_in(39_900, 600), 2_258);
        assert_eq!(tax_in(-39_900, 600), -2_258);
        assert_eq!(tax_in(100, 0), 0);
        assert_eq!(share(5, 1, 2), 3);
        assert_eq!(share(0, 0, 0), 0);
    }

    proptest! {
        #[test]
        fn parts_given_back_one_by_one_take_all_the_tax_with_them(
            amount in 1_i64..1_000_000_000,
            basis_points in 0_i64..3_000,
            cuts in proptest::collection::vec(0_i64..1_000, 0..6),
        ) {
            let tax = tax_in(amount, basis_points);
            let mut kept = amount;
            let mut taxed = tax;
            for cut in cuts.into_iter().map(|cut| amount * cut / 1_000).chain([amount]) {
                kept = (kept - cut).max(0);
                let given_back = share(tax, kept, amount) - taxed;
                prop_assert!(given_back <= 0);
                taxed += given_back;
            }
            prop_assert_eq!((kept, taxed), (0, 0));
        }
    }
}
