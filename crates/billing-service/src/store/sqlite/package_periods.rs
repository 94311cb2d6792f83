//! The time that customers have bought in packages.
//!
//! Packages of so many days follow one another: each begins where the one before ends, so that no
//! paid day is lost. A package without an end stands beside them and holds nothing up.

use super::columns::{change, day, first_row, rows};
use crate::store::{StoreError, StoredOrder};
use billing_contract::{CustomerId, HeldPackage, PackageId};
use chrono::{Days, NaiveDate};
use rusqlite::{Connection, params};

/// Adds what was bought; the day it ends, if it does.
pub fn add(
    sql: &Connection,
    order: &StoredOrder,
    package: &PackageId,
    days: u32,
    today: NaiveDate,
) -> Result<Option<NaiveDate>, StoreError> {
    let customer = &order.terms.customer_id;
    let start = begins(sql, customer, days, today)?;
    let end = (days > 0).then(|| start + Days::new(u64::from(days)));
    let statement = "INSERT INTO package_periods (order_id, customer_id, package_id, \
         package_name, start_date, end_date) VALUES ($1, $2, $3, $4, $5, $6)";
    let values = params![
        order.id.as_str(),
        customer.as_str(),
        package.as_str(),
        order.terms.product_name,
        day(start),
        end.map(day),
    ];
    change(sql, statement, values)?;
    Ok(end)
}

/// The first day of a package of so many days that is bought now.
pub fn begins(
    sql: &Connection,
    customer: &CustomerId,
    days: u32,
    today: NaiveDate,
) -> Result<NaiveDate, StoreError> {
    if days == 0 {
        return Ok(today);
    }
    Ok(last_day(sql, customer)?.map_or(today, |last_day| last_day.max(today)))
}

/// The package that runs now, and the days until it ends with what follows of the same; else one
/// without an end.
pub fn held(
    sql: &Connection,
    customer: &CustomerId,
    today: NaiveDate,
) -> Result<Option<HeldPackage>, StoreError> {
    let question = "SELECT package_id, package_name, end_date FROM package_periods \
         WHERE customer_id = $1 AND (end_date IS NULL OR end_date >= $2) \
         ORDER BY end_date IS NULL, start_date, end_date";
    let periods = rows(sql, question, [customer.as_str(), &day(today)], |row| {
        Ok((
            row.get::<String>("package_id")?,
            row.get::<String>("package_name")?,
            row.optional_day("end_date")?,
        ))
    })?;
    let Some((package, name, _)) = periods.first() else { return Ok(None) };
    let same = periods.iter().take_while(|(of, _, end)| of == package && end.is_some());
    let last_day = same.filter_map(|(_, _, end)| *end).max();
    let remain_days = last_day.map(|end| (end - today).num_days());
    Ok(Some(HeldPackage { name: name.clone(), remain_days }))
}

/// Ends what an order had added, and lets what follows begin earlier by the days set free.
pub fn take_back(
    sql: &Connection,
    order: &StoredOrder,
    today: NaiveDate,
) -> Result<(), StoreError> {
    let question = "SELECT start_date, end_date FROM package_periods WHERE order_id = $1";
    let period = first_row(sql, question, [order.id.as_str()], |row| {
        Ok((row.day("start_date")?, row.optional_day("end_date")?))
    })?;
    let Some((start, end)) = period else { return Ok(()) };
    let statement = "DELETE FROM package_periods WHERE order_id = $1";
    change(sql, statement, [order.id.as_str()])?;
    let Some(end) = end.filter(|end| *end > today) else { return Ok(()) };
    let set_free = end - start.max(today);
    let question = "SELECT order_id, start_date, end_date FROM package_periods \
         WHERE customer_id = $1 AND start_date >= $2 AND end_date IS NOT NULL";
    let later = rows(sql, question, [order.terms.customer_id.as_str(), &day(end)], |row| {
        Ok((row.get::<String>("order_id")?, row.day("start_date")?, row.day("end_date")?))
    })?;
    for (id, start, end) in later {
        let statement =
            "UPDATE package_periods SET start_date = $2, end_date = $3 WHERE order_id = $1";
        change(sql, statement, [id.as_str(), &day(start - set_free), &day(end - set_free)])?;
        let statement = "UPDATE orders SET valid_until = $2 WHERE id = $1";
        change(sql, statement, [id.as_str(), &day(end - set_free)])?;
    }
    Ok(())
}

fn last_day(sql: &Connection, customer: &CustomerId) -> Result<Option<NaiveDate>, StoreError> {
    let question = "SELECT max(end_date) AS end_date FROM package_periods WHERE customer_id = $1";
    let found = first_row(sql, question, [customer.as_str()], |row| row.optional_day("end_date"))?;
    Ok(found.flatten())
}
