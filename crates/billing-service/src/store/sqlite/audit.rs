//! What staff may look at, and what they did.

use super::columns::{change, first_row, moment, rows};
use crate::store::{AuditEntry, StaffReach, StoreError};
use billing_contract::CustomerId;
use rusqlite::{Connection, params};

/// Whether there is such a customer within this reach.
pub fn may_see(
    sql: &Connection,
    reach: &StaffReach,
    customer: &CustomerId,
) -> Result<bool, StoreError> {
    let found = match reach {
        StaffReach::Everyone => {
            let question = "SELECT 1 FROM customers WHERE id = $1";
            first_row(sql, question, [customer.as_str()], |_| Ok(()))?
        }
        StaffReach::AssignedTo(agent) => {
            let question = "SELECT 1 FROM agent_customers WHERE agent_id = $1 AND customer_id = $2";
            first_row(sql, question, [agent.as_str(), customer.as_str()], |_| Ok(()))?
        }
    };
    Ok(found.is_some())
}

/// Adds an entry.
pub fn record(sql: &Connection, entry: &AuditEntry) -> Result<(), StoreError> {
    change(
        sql,
        "INSERT INTO audit_log (id, at, user_id, role, customer_id, method, route, outcome, \
         request_id, subject, note, begun_as) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        params![
            entry.id,
            moment(entry.at),
            entry.user_id.as_str(),
            entry.role.as_str(),
            entry.customer_id.as_ref().map(|id| id.as_str()),
            entry.method,
            entry.route,
            entry.outcome,
            entry.request_id,
            entry.subject,
            entry.note,
            entry.begun_as,
        ],
    )?;
    Ok(())
}

/// The entries about a customer, oldest first.
pub fn of_customer(sql: &Connection, id: &CustomerId) -> Result<Vec<AuditEntry>, StoreError> {
    let question = "SELECT * FROM audit_log WHERE customer_id = $1 ORDER BY id";
    rows(sql, question, [id.as_str()], |row| {
        Ok(AuditEntry {
            id: row.get("id")?,
            at: row.moment("at")?,
            user_id: row.id("user_id")?,
            role: row.role("role")?,
            customer_id: row.optional_id("customer_id")?,
            method: row.get("method")?,
            route: row.get("route")?,
            subject: row.get("subject")?,
            note: row.get("note")?,
            begun_as: row.get("begun_as")?,
            outcome: row.get("outcome")?,
            request_id: row.get("request_id")?,
        })
    })
}
