//! Orders as they are read.

use super::columns::{first_row, rows};
use super::{SqliteStore, orders};
use crate::store::{OrderFilter, OrderReading, OrderStretch, ReadOrder, StoreError, Stretch};
use async_trait::async_trait;
use billing_contract::{OrderId, TimelineEntry};
use rusqlite::{Connection, params};

const FROM_FITTING: &str = "FROM orders o JOIN customers c ON c.id = o.customer_id \
     WHERE ($1 IS NULL OR o.customer_id = $1) AND ($2 IS NULL OR o.state = $2) \
     AND ($3 IS NULL OR instr(lower(o.order_no), $3) > 0 OR instr(lower(o.product_name), $4) > 0 \
         OR instr(lower(c.company_name), $4) > 0 OR instr(lower(c.contact_name), $4) > 0 \
         OR o.id IN (SELECT order_id FROM payment_attempts WHERE lower(trade_no) = $3) \
         OR o.id IN (SELECT order_id FROM receipts WHERE lower(provider_trade_no) = $3))";

#[async_trait]
impl OrderReading for SqliteStore {
    async fn read_orders(
        &self,
        filter: OrderFilter,
        stretch: Stretch,
    ) -> Result<OrderStretch, StoreError> {
        self.readers.read(move |sql| list(sql, &filter, &stretch)).await
    }

    async fn read_order(&self, id: &OrderId) -> Result<Option<ReadOrder>, StoreError> {
        let id = id.clone();
        self.readers.read(move |sql| one(sql, &id)).await
    }

    async fn read_timeline(&self, id: &OrderId) -> Result<Vec<TimelineEntry>, StoreError> {
        let id = id.clone();
        self.readers.read(move |sql| timeline(sql, &id)).await
    }
}

fn list(
    sql: &Connection,
    filter: &OrderFilter,
    stretch: &Stretch,
) -> Result<OrderStretch, StoreError> {
    let customer = filter.customer.as_ref().map(|id| id.as_str());
    let state = filter.state.map(|state| state.as_str());
    let text = filter.query.as_ref().map(|query| query.trim().to_lowercase());
    // Numbers are shown in groups, and copied with the gaps between them.
    let number = text.as_ref().map(|text| text.replace(char::is_whitespace, ""));
    let (after, skipped, limit) = match stretch {
        Stretch::After(after, limit) => (after.as_deref(), 0, i64::from(*limit)),
        Stretch::Page(page, size) => {
            (None, i64::from(page.saturating_sub(1)) * i64::from(*size), i64::from(*size))
        }
    };
    let question = format!(
        "SELECT o.id, coalesce(c.company_name, c.contact_name) AS customer_name {FROM_FITTING} \
         AND ($5 IS NULL OR o.id < $5) ORDER BY o.id DESC LIMIT $6 OFFSET $7"
    );
    let values = params![customer, state, number, text, after, limit, skipped];
    let found = rows(sql, &question, values, |row| {
        Ok((row.id::<OrderId>("id")?, row.get::<String>("customer_name")?))
    })?;
    let total = match stretch {
        Stretch::After(..) => None,
        Stretch::Page(..) => {
            let question = format!("SELECT count(*) AS total {FROM_FITTING}");
            let values = params![customer, state, number, text];
            first_row(sql, &question, values, |row| row.get("total"))?
        }
    };
    let mut orders = Vec::with_capacity(found.len());
    for (id, customer_name) in found {
        let file = orders::load(sql, &id)?;
        let file = file.ok_or_else(|| StoreError::Broken("an order vanished".to_owned()))?;
        orders.push(ReadOrder { file, customer_name });
    }
    Ok(OrderStretch { orders, total })
}

fn one(sql: &Connection, id: &OrderId) -> Result<Option<ReadOrder>, StoreError> {
    let Some(file) = orders::load(sql, id)? else { return Ok(None) };
    let customer = super::accounts::by_id(sql, &file.order.terms.customer_id)?;
    let customer_name = customer.map(|stored| stored.account.company_name).unwrap_or_default();
    Ok(Some(ReadOrder { file, customer_name }))
}

fn timeline(sql: &Connection, id: &OrderId) -> Result<Vec<TimelineEntry>, StoreError> {
    let question = "SELECT * FROM order_timeline WHERE order_id = $1 ORDER BY seq";
    rows(sql, question, [id.as_str()], |row| {
        let amount = match row.get::<Option<i64>>("amount_minor")? {
            Some(_) => Some(row.money("amount_minor")?),
            None => None,
        };
        Ok(TimelineEntry {
            at: row.moment("at")?,
            kind: row.word("kind")?,
            amount: amount.map(|amount| amount.to_decimal()),
            currency: amount.map(|amount| amount.currency),
            pay_type: row.optional_method("method")?,
            state: row.optional_word("state")?,
            place: row.optional_word("place")?,
            note: row.get("note")?,
        })
    })
}
