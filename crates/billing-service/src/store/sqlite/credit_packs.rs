//! Packs of credits: what is offered, and what an order of one brings.

use super::columns::rows;
use super::{accounts, credit_grants};
use crate::store::{Movement, NewGrant, Occasion, Product, StoreError, StoredOrder, StoredPack};
use billing_contract::{CreditTransactionType, Currency, CustomerId, GrantSource, Money};
use chrono::{DateTime, Days, NaiveDate, Utc};
use rusqlite::{Connection, params};

/// The packs offered to a customer, in the operator's order; none if there is no such customer.
pub fn of_customer(
    sql: &Connection,
    customer: &CustomerId,
    locale: &str,
) -> Result<Vec<StoredPack>, StoreError> {
    match accounts::by_id(sql, customer)? {
        Some(account) => offered(sql, account.currency, locale),
        None => Ok(Vec::new()),
    }
}

/// The packs offered in a currency.
pub fn offered(
    sql: &Connection,
    currency: Currency,
    locale: &str,
) -> Result<Vec<StoredPack>, StoreError> {
    let question = "SELECT p.*, c.amount_minor, coalesce( \
         (SELECT name FROM credit_pack_texts WHERE pack_id = p.id AND locale = $2), \
         (SELECT name FROM credit_pack_texts WHERE pack_id = p.id AND locale = 'en'), p.id) \
         AS name FROM credit_packs p JOIN credit_pack_prices c \
         ON c.pack_id = p.id AND c.currency = $1 WHERE p.is_offered = 1 ORDER BY p.position, p.id";
    rows(sql, question, params![currency.code(), locale], |row| {
        Ok(StoredPack {
            id: row.get("id")?,
            credits: row.get("credits")?,
            valid_days: row.get("valid_days")?,
            name: row.get("name")?,
            price: Money::new(row.get("amount_minor")?, currency),
        })
    })
}

/// Gives the credits of a pack that was bought; the last day on which they can be spent.
pub fn deliver(
    sql: &Connection,
    order: &StoredOrder,
    new_id: &str,
    now: DateTime<Utc>,
) -> Result<Option<NaiveDate>, StoreError> {
    let Product::Credits { credits, valid_days, .. } = &order.terms.product else {
        return Ok(None);
    };
    let expires_at = valid_days.map(|days| now + Days::new(u64::from(days)));
    let grant = NewGrant {
        movement: Movement {
            id: new_id.to_owned(),
            kind: CreditTransactionType::Earn,
            amount: *credits,
            source: "top_up".into(),
            description: order.terms.product_name.clone(),
            at: now,
        },
        source: GrantSource::TopUp,
        expires_at,
        occasion: Occasion::Order(order.id.clone()),
    };
    credit_grants::give(sql, &order.terms.customer_id, &grant)?;
    Ok(expires_at.map(|at| at.date_naive()))
}
