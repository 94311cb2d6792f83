//! Orders as they stand in rows.

use super::columns::{Columns, change, first_row, malformed, moment, word_of};
use super::{attempts, coupons, ledger, settling};
use crate::orders::facts::{Delivery, Ending, Facts};
use crate::store::{
    NewOrder, OrderFile, OrderTerms, PlacedOrder, Product, StoreError, StoredOrder,
};
use billing_contract::{CustomerId, OrderId, OrderState, PayType};
use chrono::{DateTime, SubsecRound as _, Utc};
use rusqlite::{Connection, params};

/// The order with everything known about it.
pub fn load(sql: &Connection, id: &OrderId) -> Result<Option<OrderFile>, StoreError> {
    let question = "SELECT o.*, f.failures AS failures FROM orders o \
         LEFT JOIN fulfilments f ON f.order_id = o.id WHERE o.id = $1";
    let found = first_row(sql, question, [id.as_str()], |row| {
        let delivery = match row.get::<Option<i64>>("failures")? {
            _ if row.get::<Option<i64>>("fulfilled_at")?.is_some() => Delivery::Done,
            Some(failures) if failures > 0 => Delivery::Failed,
            Some(_) | None => Delivery::Waiting,
        };
        Ok((read(&row)?, ending(&row)?, delivery, row.get("keeps_minor")?))
    })?;
    let Some((order, ended, delivery, keeps)) = found else { return Ok(None) };
    let attempts = attempts::of_order(sql, id)?;
    let receipts = ledger::receipts(sql, id)?;
    let refunds = ledger::refunds(sql, id)?;
    let facts = Facts {
        due: order.terms.due,
        ended,
        attempts: attempts.iter().map(|one| (one.id.clone(), one.state)).collect(),
        receipts: receipts
            .iter()
            .map(|(kept, decides)| (kept.number.clone(), decides.clone()))
            .collect(),
        refunds: refunds.iter().map(ledger::deciding).collect(),
        delivery,
        keeps,
    };
    Ok(Some(OrderFile {
        placements: ledger::placements(sql, id)?,
        receipts: receipts.into_iter().map(|(kept, _)| kept).collect(),
        order,
        facts,
        attempts,
        refunds,
    }))
}

/// Makes the order, or finds the open one that is the same.
pub fn place(sql: &Connection, new: &NewOrder) -> Result<PlacedOrder, StoreError> {
    if new.or_the_same
        && let Some(same) = the_same(sql, new)?
        && let Some(file) = load(sql, &same)?
    {
        return Ok(PlacedOrder::Found(Box::new(file)));
    }
    let terms = &new.terms;
    if let Some((coupon, _)) = &terms.coupon {
        let problem = coupons::claim(sql, coupon, &terms.customer_id, &new.id, new.now)?;
        if let Some(problem) = problem {
            return Ok(PlacedOrder::CouponRefused(problem));
        }
    }
    let made = just_made(new, next_number(sql, new.now)?);
    let (days, credits) = match &terms.product {
        Product::Package { days, .. } => (Some(i64::from(*days)), None),
        Product::Credits { credits, valid_days, .. } => (valid_days.map(i64::from), Some(*credits)),
        Product::Plan { .. } | Product::Report { .. } => (None, None),
    };
    let subscription_type = terms.product.subscription_type();
    let subscription_type = subscription_type.as_ref().map(word_of).transpose()?;
    change(
        sql,
        "INSERT INTO orders (id, order_no, customer_id, user_id, product_type, product_id, \
         product_name, subscription_type, days, original_minor, discount_minor, final_minor, \
         received_minor, refunded_minor, currency, method, state, coupon_id, coupon_code, \
         promotion, remark, locale, client_ip, user_agent, is_test, created_at, expires_at, \
         next_look_at, credits) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 0, 0, \
         $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $25, $26)",
        params![
            new.id.as_str(),
            made.order.order_no,
            terms.customer_id.as_str(),
            terms.user_id.as_ref().map(billing_contract::UserId::as_str),
            terms.product.kind(),
            terms.product.id(),
            terms.product_name,
            subscription_type,
            days,
            terms.original.minor,
            terms.discount.minor,
            terms.due.minor,
            terms.due.currency.code(),
            new.method.as_str(),
            OrderState::Created.as_str(),
            terms.coupon.as_ref().map(|(id, _)| id),
            terms.coupon.as_ref().map(|(_, code)| code),
            terms.promotion,
            terms.remark,
            terms.locale,
            terms.client_ip,
            terms.user_agent,
            terms.is_test,
            moment(new.now),
            moment(new.expires_at),
            credits,
        ],
    )?;
    Ok(PlacedOrder::Made(Box::new(settling::tell_of_new(sql, made)?)))
}

/// A new order as it will be read.
fn just_made(new: &NewOrder, order_no: String) -> OrderFile {
    let order = StoredOrder {
        id: new.id.clone(),
        order_no,
        terms: new.terms.clone(),
        method: new.method,
        state: OrderState::Created,
        // Rows hold microseconds.
        created_at: new.now.trunc_subsecs(6),
        expires_at: new.expires_at.trunc_subsecs(6),
        ended_at: None,
        paid_at: None,
        fulfilled_at: None,
        valid_until: None,
    };
    OrderFile {
        facts: Facts::new(order.terms.due),
        order,
        attempts: Vec::new(),
        receipts: Vec::new(),
        refunds: Vec::new(),
        placements: Vec::new(),
    }
}

/// An open order of the same customer for the same thing, by the same method, at the same price.
fn the_same(sql: &Connection, new: &NewOrder) -> Result<Option<OrderId>, StoreError> {
    let terms = &new.terms;
    let subscription_type = terms.product.subscription_type();
    let subscription_type = subscription_type.as_ref().map(word_of).transpose()?;
    let question = "SELECT id FROM orders WHERE customer_id = $1 AND product_type = $2 \
         AND product_id = $3 AND coalesce(subscription_type, '') = coalesce($4, '') \
         AND method = $5 AND final_minor = $6 AND currency = $7 \
         AND coalesce(coupon_id, '') = coalesce($8, '') \
         AND state IN ('created', 'awaiting_payment') AND expires_at > $9 \
         ORDER BY id DESC LIMIT 1";
    let values = params![
        terms.customer_id.as_str(),
        terms.product.kind(),
        terms.product.id(),
        subscription_type,
        new.method.as_str(),
        terms.due.minor,
        terms.due.currency.code(),
        terms.coupon.as_ref().map(|(id, _)| id),
        moment(new.now),
    ];
    first_row(sql, question, values, |row| row.id("id"))
}

/// The newest order with a coupon of the customer that waits for its money, for this thing by this
/// method.
pub fn open_of(
    sql: &Connection,
    customer: &CustomerId,
    product: &Product,
    method: PayType,
) -> Result<Option<OrderId>, StoreError> {
    let subscription_type = product.subscription_type();
    let subscription_type = subscription_type.as_ref().map(word_of).transpose()?;
    let question = "SELECT id FROM orders WHERE customer_id = $1 AND product_type = $2 \
         AND product_id = $3 AND coalesce(subscription_type, '') = coalesce($4, '') \
         AND method = $5 AND coupon_id IS NOT NULL AND state IN ('created', 'awaiting_payment') \
         ORDER BY id DESC LIMIT 1";
    let (kind, id) = (product.kind(), product.id());
    let values = params![customer.as_str(), kind, id, subscription_type, method.as_str()];
    first_row(sql, question, values, |row| row.id("id"))
}

/// `BC`, the minute, and a number that counts within it: unique also if the clock goes back.
fn next_number(sql: &Connection, now: DateTime<Utc>) -> Result<String, StoreError> {
    let minute = now.format("%y%m%d%H%M").to_string();
    let statement = "INSERT INTO order_numbers (minute, last_number) VALUES ($1, 1) \
         ON CONFLICT (minute) DO UPDATE SET last_number = last_number + 1 RETURNING last_number";
    let number = first_row(sql, statement, [&minute], |row| row.get::<i64>("last_number"))?;
    let number = number.ok_or_else(|| StoreError::Broken("no order number".to_owned()))?;
    Ok(format!("BC{minute}{number:04}"))
}

fn ending(row: &Columns<'_>) -> Result<Option<Ending>, StoreError> {
    match row.get::<Option<String>>("ended_as")?.as_deref() {
        None => Ok(None),
        Some("expired") => Ok(Some(Ending::Expired)),
        Some("cancelled") => Ok(Some(Ending::Cancelled)),
        Some(_) => Err(malformed("ended_as")),
    }
}

fn read(row: &Columns<'_>) -> Result<StoredOrder, StoreError> {
    let product = match row.get::<String>("product_type")?.as_str() {
        "package" => Product::Package {
            id: row.id("product_id")?,
            days: u32::try_from(row.get::<i64>("days")?).map_err(|_| malformed("days"))?,
        },
        "plan" => Product::Plan {
            id: row.id("product_id")?,
            subscription_type: row.subscription_type("subscription_type")?,
        },
        "credits" => Product::Credits {
            id: row.get("product_id")?,
            credits: row.get::<Option<i64>>("credits")?.ok_or_else(|| malformed("credits"))?,
            valid_days: match row.get::<Option<i64>>("days")? {
                Some(days) => Some(u32::try_from(days).map_err(|_| malformed("days"))?),
                None => None,
            },
        },
        _ => Product::Report { code: row.get("product_id")? },
    };
    let coupon_id: Option<String> = row.get("coupon_id")?;
    let coupon_code: Option<String> = row.get("coupon_code")?;
    let terms = OrderTerms {
        customer_id: row.id("customer_id")?,
        user_id: row.optional_id("user_id")?,
        product,
        product_name: row.get("product_name")?,
        original: row.money("original_minor")?,
        discount: row.money("discount_minor")?,
        due: row.money("final_minor")?,
        coupon: coupon_id.zip(coupon_code),
        promotion: row.get("promotion")?,
        remark: row.get("remark")?,
        locale: row.get("locale")?,
        client_ip: row.get("client_ip")?,
        user_agent: row.get("user_agent")?,
        is_test: row.get("is_test")?,
    };
    Ok(StoredOrder {
        id: row.id("id")?,
        order_no: row.get("order_no")?,
        terms,
        method: row.method("method")?,
        state: OrderState::from_name(&row.get::<String>("state")?),
        created_at: row.moment("created_at")?,
        expires_at: row.moment("expires_at")?,
        ended_at: row.optional_moment("ended_at")?,
        paid_at: row.optional_moment("paid_at")?,
        fulfilled_at: row.optional_moment("fulfilled_at")?,
        valid_until: row.optional_day("valid_until")?,
    })
}

/// Orders about which providers should be asked by now, longest due first.
pub fn to_look_at(
    sql: &Connection,
    now: DateTime<Utc>,
    limit: u32,
) -> Result<Vec<OrderId>, StoreError> {
    let question = "SELECT id FROM orders WHERE next_look_at <= $1 ORDER BY next_look_at LIMIT $2";
    super::columns::rows(sql, question, params![moment(now), limit], |row| row.id("id"))
}

/// Sets when providers are asked about an order next.
pub fn look_again(
    sql: &Connection,
    order: &OrderId,
    at: Option<DateTime<Utc>>,
) -> Result<(), StoreError> {
    let statement = "UPDATE orders SET next_look_at = $2 WHERE id = $1";
    change(sql, statement, params![order.as_str(), at.map(moment)]).map(drop)
}
