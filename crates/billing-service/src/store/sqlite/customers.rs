//! Customers as staff look for them.

use super::columns::{Columns, rows};
use super::{SqliteStore, plans, subscriptions};
use crate::store::{Customers, CustomersWish, StaffReach, StoreError};
use async_trait::async_trait;
use billing_contract::{CustomerSummary, PlanId};
use rusqlite::{Connection, params};

#[async_trait]
impl Customers for SqliteStore {
    async fn customers(&self, wish: CustomersWish) -> Result<Vec<CustomerSummary>, StoreError> {
        self.readers.read(move |sql| list(sql, &wish)).await
    }
}

fn list(sql: &Connection, wish: &CustomersWish) -> Result<Vec<CustomerSummary>, StoreError> {
    let question = "SELECT c.*, s.plan_id FROM customers c \
         LEFT JOIN subscriptions s ON s.id = (SELECT id FROM subscriptions \
         WHERE customer_id = c.id ORDER BY id DESC LIMIT 1) \
         WHERE ($1 IS NULL OR EXISTS (SELECT 1 FROM agent_customers a WHERE a.agent_id = $1 \
         AND a.customer_id = c.id)) \
         AND ($2 IS NULL OR instr(lower(c.company_name), $2) > 0 OR instr(c.id, $2) > 0 \
         OR ($3 AND (instr(lower(c.contact_name), $2) > 0 OR instr(lower(c.contact_email), $2) > 0)) \
         OR c.id IN (SELECT customer_id FROM invoices WHERE number = upper($2)) \
         OR c.id IN (SELECT customer_id FROM orders WHERE order_no = upper($2))) \
         AND (c.company_name, c.id) > ($4, $5) ORDER BY c.company_name, c.id LIMIT $6";
    let agent = match &wish.reach {
        StaffReach::Everyone => None,
        StaffReach::AssignedTo(agent) => Some(agent.as_str()),
    };
    let query = wish.query.as_ref().map(|query| query.trim().to_lowercase());
    let (name, id) = wish.after.clone().unwrap_or_default();
    let values = params![agent, query, wish.looks_at_persons, name, id, wish.limit];
    rows(sql, question, values, |row| read(sql, &row, wish))
}

fn read(
    sql: &Connection,
    row: &Columns<'_>,
    wish: &CustomersWish,
) -> Result<CustomerSummary, StoreError> {
    let (plan_name, status) = match row.optional_id::<PlanId>("plan_id")? {
        Some(plan) => {
            let status = subscriptions::status_on(sql, &row.id("id")?, wish.today)?;
            (Some(plans::text(sql, &plan, wish.locale)?.0), status)
        }
        None => (None, None),
    };
    Ok(CustomerSummary {
        customer_id: row.id("id")?,
        company_name: row.get("company_name")?,
        contact_name: row.get("contact_name")?,
        contact_email: row.get("contact_email")?,
        locale: row.get("locale")?,
        currency: row.currency("currency")?,
        plan_name,
        status,
        created_at: row.moment("created_at")?,
    })
}
