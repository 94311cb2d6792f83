//! Discounts, and each use of a coupon.
//!
//! A coupon is used by an order: [`claim`] counts the use in the transaction that makes the order,
//! [`release`] gives it back in the one that ends the order unpaid. The uses of a promotion are not
//! counted, so it can have no limit: the schema takes none, and a row that has one is not read.

use super::columns::{Columns, change, first_row, moment, rows};
use crate::shop::pricing::{time_problem, use_problem};
use crate::store::{Discount, DiscountProduct, StoreError, TakesOff, Uses};
use billing_contract::{CouponProblem, CustomerId, OrderId};
use chrono::{DateTime, Utc};
use rusqlite::{Connection, params};

/// Counts one use of a coupon by this order, or says why it may not be used.
pub fn claim(
    sql: &Connection,
    coupon_id: &str,
    customer: &CustomerId,
    order_id: &OrderId,
    now: DateTime<Utc>,
) -> Result<Option<CouponProblem>, StoreError> {
    let Some(coupon) = active(sql, "id", coupon_id, customer, order_id.as_str(), "en")? else {
        return Ok(Some(CouponProblem::Unknown));
    };
    if let Some(problem) = time_problem(&coupon, now).or_else(|| use_problem(&coupon)) {
        return Ok(Some(problem));
    }
    change(
        sql,
        "INSERT INTO coupon_uses (order_id, discount_id, customer_id, used_at, is_given_back) \
         VALUES ($1, $2, $3, $4, 0) \
         ON CONFLICT (order_id) DO UPDATE SET discount_id = excluded.discount_id, \
         customer_id = excluded.customer_id, used_at = excluded.used_at, is_given_back = 0",
        params![order_id.as_str(), coupon_id, customer.as_str(), moment(now)],
    )?;
    Ok(None)
}

/// Gives back the use of an order that ended unpaid; nothing happens if it used no coupon.
pub fn release(sql: &Connection, order_id: &OrderId) -> Result<(), StoreError> {
    let statement = "UPDATE coupon_uses SET is_given_back = 1 WHERE order_id = $1";
    change(sql, statement, [order_id.as_str()]).map(drop)
}

/// Why the coupon of an order no longer counts before a payment of it is begun; none if it still
/// does, or if the order used none.
pub fn still_counts(
    sql: &Connection,
    order_id: &OrderId,
    now: DateTime<Utc>,
) -> Result<Option<CouponProblem>, StoreError> {
    let question = "SELECT discount_id, customer_id, is_given_back FROM coupon_uses \
         WHERE order_id = $1";
    let used = first_row(sql, question, [order_id.as_str()], |row| {
        Ok((row.get::<String>("discount_id")?, row.id("customer_id")?, row.get("is_given_back")?))
    })?;
    let Some((discount, customer, is_given_back)) = used else { return Ok(None) };
    if is_given_back {
        return Ok(Some(CouponProblem::Expired));
    }
    Ok(match active(sql, "id", &discount, &customer, order_id.as_str(), "en")? {
        None => Some(CouponProblem::Unknown),
        Some(coupon) => time_problem(&coupon, now),
    })
}

/// The coupon of a code as it was typed, with how often it has been used but by the order `apart`.
pub fn by_code(
    sql: &Connection,
    code: &str,
    customer: &CustomerId,
    apart: Option<&OrderId>,
    locale: &str,
) -> Result<Option<Discount>, StoreError> {
    let apart = apart.map_or("", OrderId::as_str);
    active(sql, "code", &code.trim().to_uppercase(), customer, apart, locale)
}

/// The promotions there are, in the order they were made; one with a limit of uses is refused.
pub fn promotions(sql: &Connection, locale: &str) -> Result<Vec<Discount>, StoreError> {
    let question = "SELECT * FROM discounts WHERE code IS NULL AND is_active = 1 ORDER BY id";
    rows(sql, question, [], |row| {
        let limits = [row.get("limit_in_all")?, row.get("limit_per_customer")?];
        if limits.iter().any(Option::<i64>::is_some) {
            let id: String = row.get("id")?;
            return Err(StoreError::Broken(format!(
                "the promotion {id} has a limit of uses, but only uses of coupons are counted"
            )));
        }
        read(sql, &row, Uses::default(), locale)
    })
}

/// The active coupon whose `column` is `value`; uses are counted without that of `order`.
fn active(
    sql: &Connection,
    column: &str,
    value: &str,
    customer: &CustomerId,
    order: &str,
    locale: &str,
) -> Result<Option<Discount>, StoreError> {
    let question = format!(
        "SELECT * FROM discounts WHERE {column} = $1 AND code IS NOT NULL AND is_active = 1"
    );
    first_row(sql, &question, [value], |row| {
        let counted = "SELECT count(*) AS in_all, coalesce(sum(customer_id = $2), 0) \
             AS by_customer FROM coupon_uses \
             WHERE discount_id = $1 AND is_given_back = 0 AND order_id <> $3";
        let id: String = row.get("id")?;
        let uses = first_row(sql, counted, [&id, customer.as_str(), order], |uses| {
            Ok(Uses {
                most_in_all: row.get("limit_in_all")?,
                most_per_customer: row.get("limit_per_customer")?,
                in_all: uses.get("in_all")?,
                by_customer: uses.get("by_customer")?,
            })
        })?;
        read(sql, &row, uses.unwrap_or_default(), locale)
    })
}

fn read(
    sql: &Connection,
    row: &Columns<'_>,
    uses: Uses,
    locale: &str,
) -> Result<Discount, StoreError> {
    let id: String = row.get("id")?;
    let broken = || StoreError::Broken("a discount takes nothing off".to_owned());
    let takes_off = match row.get::<Option<u32>>("basis_points")? {
        Some(points) => TakesOff::BasisPoints(points),
        None => TakesOff::Minor(row.get::<Option<i64>>("amount_minor")?.ok_or_else(broken)?),
    };
    let named = "SELECT name FROM discount_texts WHERE discount_id = $1 \
         ORDER BY CASE locale WHEN $2 THEN 0 WHEN 'en' THEN 1 ELSE 2 END LIMIT 1";
    let name = first_row(sql, named, [id.as_str(), locale], |row| row.get("name"))?;
    let for_what = "SELECT product_type, product_id FROM discount_products WHERE discount_id = $1";
    let products = rows(sql, for_what, [&id], |row| {
        let product: String = row.get("product_id")?;
        let of_kind = (!product.is_empty()).then_some(product);
        Ok(DiscountProduct { kind: row.get("product_type")?, id: of_kind })
    })?;
    let code: Option<String> = row.get("code")?;
    Ok(Discount {
        name: name.or_else(|| code.clone()).unwrap_or_default(),
        code,
        takes_off,
        currency: row.optional_currency("currency")?,
        least_minor: row.get("least_minor")?,
        starts_at: row.optional_moment("starts_at")?,
        ends_at: row.optional_moment("ends_at")?,
        products,
        uses,
        id,
    })
}

#[cfg(test)]
mod tests;
