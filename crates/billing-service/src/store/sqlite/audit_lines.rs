//! Deeds of staff as they are found.

use super::columns::{moment, rows};
use crate::store::{AuditWish, StoreError};
use billing_contract::AuditLine;
use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};

/// The deeds that fit, newest first. Each set of conditions is a statement of its own, so that it
/// finds its index.
pub fn list(sql: &Connection, wish: &AuditWish) -> Result<Vec<AuditLine>, StoreError> {
    let mut values: Vec<Value> = Vec::new();
    let mut conditions = vec![
        // The beginning of a write whose end is known says nothing more.
        "NOT (a.outcome = 'asked' AND EXISTS \
         (SELECT 1 FROM audit_log e WHERE e.begun_as = a.id))"
            .to_owned(),
    ];
    let mut only = |condition: &str, value: Value| {
        values.push(value);
        conditions.push(format!("{condition} ${}", values.len()));
    };
    if let Some(user) = &wish.user {
        only("a.user_id =", user.as_str().to_owned().into());
    }
    if let Some(customer) = &wish.customer {
        only("a.customer_id =", customer.as_str().to_owned().into());
    }
    if let Some(subject) = &wish.subject {
        only("a.subject =", subject.clone().into());
    }
    if let Some(outcome) = wish.outcome {
        only("a.outcome =", outcome.as_str().to_owned().into());
    }
    if let Some(from) = wish.from {
        only("a.at >=", moment(from).into());
    }
    if let Some(before) = wish.before {
        only("a.at <", moment(before).into());
    }
    if let Some(after) = &wish.after {
        only("a.id <", after.clone().into());
    }
    values.push(i64::from(wish.limit).into());
    let limit = format!("${}", values.len());
    if wish.changes_only {
        conditions.push("a.method NOT IN ('GET', 'HEAD')".to_owned());
    }
    let question = format!(
        "SELECT a.*, u.name AS user_name, coalesce(c.company_name, c.contact_name) \
         AS customer_name FROM audit_log a LEFT JOIN users u ON u.id = a.user_id \
         LEFT JOIN customers c ON c.id = a.customer_id WHERE {} ORDER BY a.id DESC LIMIT {limit}",
        conditions.join(" AND ")
    );
    rows(sql, &question, params_from_iter(&values), |row| {
        Ok(AuditLine {
            id: row.get("id")?,
            at: row.moment("at")?,
            user_id: row.id("user_id")?,
            user_name: row.get::<Option<String>>("user_name")?.unwrap_or_default(),
            role: row.role("role")?,
            customer_id: row.optional_id("customer_id")?,
            customer_name: row.get("customer_name")?,
            method: row.get("method")?,
            route: row.get("route")?,
            subject: row.get("subject")?,
            note: row.get("note")?,
            outcome: row.word("outcome")?,
            request_id: row.get("request_id")?,
        })
    })
}
