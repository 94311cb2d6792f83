//! Orders as they are read.

use super::columns::{first_row, rows};
use super::{SqliteStore, orders};
use crate::store::{OrderFilter, OrderReading, OrderStretch, ReadOrder, StoreError, Stretch};
use async_trait::async_trait;
use billing_contract::{OrderId, TimelineEntry};
use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};

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

/// Which orders fit. Each set of conditions is a statement of its own: one statement for all of them
/// would use no index, for what is not asked for is known only when it runs.
#[derive(Default)]
struct Fitting {
    conditions: Vec<String>,
    values: Vec<Value>,
}

impl Fitting {
    fn of(filter: &OrderFilter) -> Self {
        let mut fitting = Self::default();
        if let Some(customer) = &filter.customer {
            fitting.only("o.customer_id = $", customer.as_str().to_owned());
        }
        if let Some(state) = filter.state {
            fitting.only("o.state = $", state.as_str().to_owned());
        }
        if let Some(query) = &filter.query {
            let text = query.trim().to_lowercase();
            // Numbers are shown in groups, and copied with the gaps between them.
            let number = text.replace(char::is_whitespace, "");
            let (number, text) = (fitting.value(number), fitting.value(text));
            fitting.conditions.push(format!(
                "(instr(lower(o.order_no), {number}) > 0 \
                 OR instr(lower(o.product_name), {text}) > 0 \
                 OR instr(lower(c.company_name), {text}) > 0 \
                 OR instr(lower(c.contact_name), {text}) > 0 \
                 OR o.id IN (SELECT order_id FROM payment_attempts \
                     WHERE lower(trade_no) = {number}) \
                 OR o.id IN (SELECT order_id FROM receipts \
                     WHERE lower(provider_trade_no) = {number}))"
            ));
        }
        fitting
    }

    /// Adds a condition in which `$` stands for the value.
    fn only(&mut self, condition: &str, value: String) {
        let named = self.value(value);
        self.conditions.push(condition.replace('$', &named));
    }

    /// Adds a value and answers with the name it has in the statement.
    fn value(&mut self, value: impl Into<Value>) -> String {
        self.values.push(value.into());
        format!("${}", self.values.len())
    }

    fn rest_of_question(&self) -> String {
        let conditions = self.conditions.join(" AND ");
        let start = if conditions.is_empty() { "" } else { "WHERE" };
        format!("FROM orders o JOIN customers c ON c.id = o.customer_id {start} {conditions}")
    }
}

pub fn list(
    sql: &Connection,
    filter: &OrderFilter,
    stretch: &Stretch,
) -> Result<OrderStretch, StoreError> {
    let mut fitting = Fitting::of(filter);
    let total = match stretch {
        Stretch::After(..) => None,
        Stretch::Page(..) => {
            let question = format!("SELECT count(*) AS total {}", fitting.rest_of_question());
            let values = params_from_iter(&fitting.values);
            first_row(sql, &question, values, |row| row.get("total"))?
        }
    };
    let (skipped, limit) = match stretch {
        Stretch::After(after, limit) => {
            if let Some(after) = after {
                fitting.only("o.id < $", after.clone());
            }
            (0, i64::from(*limit))
        }
        Stretch::Page(page, size) => {
            (i64::from(page.saturating_sub(1)) * i64::from(*size), i64::from(*size))
        }
    };
    let rest = fitting.rest_of_question();
    let (limit, skipped) = (fitting.value(limit), fitting.value(skipped));
    let question = format!(
        "SELECT o.id, coalesce(c.company_name, c.contact_name) AS customer_name {rest} \
         ORDER BY o.id DESC LIMIT {limit} OFFSET {skipped}"
    );
    let found = rows(sql, &question, params_from_iter(&fitting.values), |row| {
        Ok((row.id::<OrderId>("id")?, row.get::<String>("customer_name")?))
    })?;
    let mut orders = Vec::with_capacity(found.len());
    for (id, customer_name) in found {
        let file = orders::load(sql, &id)?;
        let file = file.ok_or_else(|| StoreError::Broken("an order vanished".to_owned()))?;
        orders.push(ReadOrder { file, customer_name });
    }
    Ok(OrderStretch { orders, total })
}

pub fn one(sql: &Connection, id: &OrderId) -> Result<Option<ReadOrder>, StoreError> {
    let Some(file) = orders::load(sql, id)? else { return Ok(None) };
    let customer = super::accounts::by_id(sql, &file.order.terms.customer_id)?;
    let customer_name = customer.map(|stored| stored.account.company_name).unwrap_or_default();
    Ok(Some(ReadOrder { file, customer_name }))
}

pub fn timeline(sql: &Connection, id: &OrderId) -> Result<Vec<TimelineEntry>, StoreError> {
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
