//! Writing what the demonstration has for sale into a new file.

use super::columns::{change, moment};
use super::shop_config::{put, put_package_text, put_text};
use crate::store::{
    DemonstrationDiscount, DemonstrationPack, DemonstrationReport, DemonstrationShop, StoreError,
    StoredPackage, TakesOff,
};
use billing_contract::{Currency, Money, PackageId};
use rusqlite::{Connection, params};

/// Writes everything and opens the shop.
pub fn fill(sql: &Connection, shop: &DemonstrationShop) -> Result<(), StoreError> {
    let statement = "UPDATE shop SET is_open = 1, version = 1, saved_at = $1, saved_by = $2";
    change(sql, statement, params![moment(shop.saved_at), shop.saved_by])?;
    for (position, package) in (1_i64..).zip(&shop.packages) {
        let stored = |name: &str, description: &str| StoredPackage {
            id: PackageId::new(&package.id),
            days: package.days,
            original: Money::new(package.original_minor, Currency::CNY),
            current: Money::new(package.current_minor, Currency::CNY),
            name: name.to_owned(),
            description: description.to_owned(),
        };
        put(sql, position, &stored("", ""))?;
        for (locale, name, description) in &package.texts {
            put_package_text(sql, &stored(name, description), locale)?;
        }
    }
    for (kind, texts) in [("explanation", &shop.explanation), ("agreement", &shop.agreement)] {
        for (locale, html) in texts {
            put_text(sql, kind, locale, html)?;
        }
    }
    shop.reports.iter().try_for_each(|report| insert_report(sql, report))?;
    for (position, pack) in (1_i64..).zip(&shop.credit_packs) {
        insert_pack(sql, position, pack)?;
    }
    shop.discounts.iter().try_for_each(|discount| insert_discount(sql, discount))
}

fn insert_report(sql: &Connection, report: &DemonstrationReport) -> Result<(), StoreError> {
    change(sql, "INSERT INTO reports (code, is_offered) VALUES ($1, 1)", [report.code])?;
    for (locale, name) in &report.names {
        let statement = "INSERT INTO report_texts (report_code, locale, name) VALUES ($1, $2, $3)";
        change(sql, statement, [report.code, locale, name])?;
    }
    for (currency, minor) in &report.prices {
        let statement = "INSERT INTO report_prices (report_code, currency, amount_minor) \
             VALUES ($1, $2, $3)";
        change(sql, statement, params![report.code, currency.code(), minor])?;
    }
    Ok(())
}

fn insert_pack(
    sql: &Connection,
    position: i64,
    pack: &DemonstrationPack,
) -> Result<(), StoreError> {
    let statement = "INSERT INTO credit_packs (id, position, credits, valid_days, is_offered) \
         VALUES ($1, $2, $3, $4, 1)";
    change(sql, statement, params![pack.id, position, pack.credits, pack.valid_days])?;
    for (locale, name) in pack.names {
        let statement = "INSERT INTO credit_pack_texts (pack_id, locale, name) VALUES ($1, $2, $3)";
        change(sql, statement, [pack.id, locale, name])?;
    }
    for (currency, minor) in pack.prices {
        let statement = "INSERT INTO credit_pack_prices (pack_id, currency, amount_minor) \
             VALUES ($1, $2, $3)";
        change(sql, statement, params![pack.id, currency.code(), minor])?;
    }
    Ok(())
}

fn insert_discount(sql: &Connection, discount: &DemonstrationDiscount) -> Result<(), StoreError> {
    let (basis_points, amount_minor) = match discount.takes_off {
        TakesOff::BasisPoints(points) => (Some(points), None),
        TakesOff::Minor(minor) => (None, Some(minor)),
    };
    change(
        sql,
        "INSERT INTO discounts (id, code, basis_points, amount_minor, currency, least_minor, \
         starts_at, ends_at, limit_in_all, limit_per_customer, is_active) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 1)",
        params![
            discount.id,
            discount.code,
            basis_points,
            amount_minor,
            discount.currency.map(Currency::code),
            discount.least_minor,
            discount.starts_at.map(moment),
            discount.ends_at.map(moment),
            discount.limit_in_all,
            discount.limit_per_customer,
        ],
    )?;
    for (locale, name) in &discount.names {
        let statement = "INSERT INTO discount_texts (discount_id, locale, name) \
             VALUES ($1, $2, $3)";
        change(sql, statement, [discount.id.as_str(), locale, name])?;
    }
    for kind in &discount.for_kinds {
        let statement = "INSERT INTO discount_products (discount_id, product_type, product_id) \
             VALUES ($1, $2, '')";
        change(sql, statement, [discount.id.as_str(), kind])?;
    }
    Ok(())
}

/// Uses coupons up, each by an order of those who are said to have used it.
pub fn use_coupons(sql: &Connection, shop: &DemonstrationShop) -> Result<(), StoreError> {
    for discount in &shop.discounts {
        for customer in &discount.used_by {
            let statement = "INSERT INTO coupon_uses (order_id, discount_id, customer_id, used_at, \
                 is_given_back) SELECT max(id), $1, $2, $3, 0 FROM orders WHERE customer_id = $2 \
                 HAVING max(id) IS NOT NULL";
            let values = params![discount.id, customer.as_str(), moment(shop.saved_at)];
            change(sql, statement, values)?;
            let statement = "UPDATE orders SET coupon_id = $1 WHERE id IN \
                 (SELECT order_id FROM coupon_uses WHERE discount_id = $1)";
            change(sql, statement, [discount.id.as_str()])?;
        }
    }
    Ok(())
}
