//! Looking everything over: what must hold, what may be missing, what is a test.
//!
//! A check is a question for the names of the rows of which something does not hold; what holds is
//! written in the question, so that both can be read side by side.

use super::columns::{first_row, rows};
use crate::store::StoreError;
use billing_contract::{IntegrityCheck, IntegrityGroup, IntegrityReport, MissingField, TestRows};
use chrono::{DateTime, Utc};
use rusqlite::Connection;

/// So many names are told of rows that are not as they must be.
const EXAMPLES: usize = 5;

/// Name, what is looked at, and which of it is broken.
type Check = (IntegrityGroup, &'static str, &'static str, &'static str);

use IntegrityGroup::{Invariants, Ledger, Orphans};

const CHECKS: [Check; 16] = [
    (
        Ledger,
        "postings_add_up",
        "ledger_transactions",
        "SELECT transaction_id AS name FROM ledger_postings \
         GROUP BY transaction_id, currency HAVING sum(amount_minor) <> 0",
    ),
    (
        Ledger,
        "receipts_are_booked",
        "orders",
        "SELECT order_id AS name FROM ( \
             SELECT order_id, currency, amount_minor FROM receipts UNION ALL \
             SELECT t.order_id, p.currency, -p.amount_minor FROM ledger_postings p \
             JOIN ledger_transactions t ON t.id = p.transaction_id \
             WHERE p.account = 'provider_clearing') \
         GROUP BY order_id, currency HAVING sum(amount_minor) <> 0",
    ),
    (
        Ledger,
        "received_is_the_sum_of_receipts",
        "orders",
        "SELECT o.id AS name FROM orders o WHERE o.received_minor <> coalesce(( \
             SELECT sum(r.amount_minor) FROM receipts r \
             WHERE r.order_id = o.id AND r.currency = o.currency), 0)",
    ),
    (
        Ledger,
        "refunded_is_booked",
        "orders",
        "SELECT o.id AS name FROM orders o WHERE o.refunded_minor <> -coalesce(( \
             SELECT sum(p.amount_minor) FROM ledger_postings p \
             JOIN ledger_transactions t ON t.id = p.transaction_id \
             WHERE t.order_id = o.id AND p.account = 'refund' AND p.currency = o.currency), 0)",
    ),
    (
        Ledger,
        "no_place_is_below_zero",
        "orders",
        "SELECT t.order_id AS name FROM ledger_postings p \
         JOIN ledger_transactions t ON t.id = p.transaction_id \
         WHERE p.account <> 'provider_clearing' \
         GROUP BY t.order_id, p.account, p.currency HAVING sum(p.amount_minor) > 0",
    ),
    (
        Ledger,
        "settled_by_hand_is_received",
        "hand_settlements",
        "SELECT h.id AS name FROM hand_settlements h WHERE h.state = 'settled' \
         AND h.amount_minor > (SELECT coalesce(sum(r.amount_minor), 0) FROM receipts r \
             WHERE r.order_id = h.order_id AND r.currency = h.currency)",
    ),
    (
        Invariants,
        "delivered_is_paid",
        "orders",
        "SELECT id AS name FROM orders WHERE fulfilled_at IS NOT NULL AND paid_at IS NULL",
    ),
    (
        Invariants,
        "paid_is_received",
        "orders",
        "SELECT id AS name FROM orders WHERE paid_at IS NOT NULL AND received_minor < final_minor",
    ),
    (
        Invariants,
        "coupons_within_their_limits",
        "discounts",
        "SELECT d.id AS name FROM discounts d WHERE d.limit_in_all < ( \
             SELECT count(*) FROM coupon_uses u JOIN orders o ON o.id = u.order_id \
             WHERE u.discount_id = d.id AND u.is_given_back = 0 AND o.ended_as IS NULL)",
    ),
    (
        Invariants,
        "periods_follow_each_other",
        "subscription_periods",
        "SELECT a.subscription_id || ' ' || a.number AS name FROM subscription_periods a \
         JOIN subscription_periods b ON b.subscription_id = a.subscription_id \
             AND b.number = a.number + 1 \
         WHERE a.end_date IS NULL OR b.start_date < a.end_date",
    ),
    (
        Invariants,
        "credits_are_numbered",
        "credit_transactions",
        "SELECT customer_id AS name FROM credit_transactions \
         GROUP BY customer_id HAVING min(number) <> 1 OR max(number) <> count(*)",
    ),
    (
        Invariants,
        "credits_add_up",
        "credit_transactions",
        "SELECT b.id AS name FROM credit_transactions a JOIN credit_transactions b \
         ON b.customer_id = a.customer_id AND b.number = a.number + 1 \
         WHERE a.balance_after + b.amount <> b.balance_after",
    ),
    (
        Orphans,
        "coupon_uses_of_orders",
        "coupon_uses",
        "SELECT u.order_id AS name FROM coupon_uses u \
         WHERE NOT EXISTS (SELECT 1 FROM orders o WHERE o.id = u.order_id)",
    ),
    (
        Orphans,
        "notices_of_orders",
        "webhook_log",
        "SELECT w.id AS name FROM webhook_log w WHERE w.order_id IS NOT NULL \
         AND NOT EXISTS (SELECT 1 FROM orders o WHERE o.id = w.order_id)",
    ),
    (
        Orphans,
        "deeds_of_staff",
        "audit_log",
        "SELECT a.id AS name FROM audit_log a \
         WHERE NOT EXISTS (SELECT 1 FROM users u WHERE u.id = a.user_id)",
    ),
    (
        Orphans,
        "packages_of_orders",
        "package_periods",
        "SELECT p.order_id AS name FROM package_periods p \
         WHERE NOT EXISTS (SELECT 1 FROM packages k WHERE k.id = p.package_id)",
    ),
];

/// What may be left out: the table and the column.
const OPTIONAL: [(&str, &str); 14] = [
    ("orders", "user_id"),
    ("orders", "coupon_code"),
    ("orders", "promotion"),
    ("orders", "remark"),
    ("orders", "client_ip"),
    ("orders", "user_agent"),
    ("payment_attempts", "prepay_id"),
    ("customers", "company_name"),
    ("customers", "phone"),
    ("customers", "tax_id"),
    ("customers", "billing_address"),
    ("behaviour_events", "session_id"),
    ("behaviour_events", "device"),
    ("behaviour_events", "os"),
];

/// Looks everything over, in one view of the database.
pub fn report(sql: &Connection, now: DateTime<Utc>) -> Result<IntegrityReport, StoreError> {
    let mut checks = Vec::with_capacity(CHECKS.len() + 1);
    for (group, name, table, question) in CHECKS {
        let mut names =
            rows(sql, question, [], |row| row.get::<rusqlite::types::Value>("name").map(words_of))?;
        checks.push(IntegrityCheck {
            group,
            name: name.to_owned(),
            looked_at: count(sql, table, "1")?,
            broken: i64::try_from(names.len()).unwrap_or(i64::MAX),
            examples: {
                names.truncate(EXAMPLES);
                names
            },
        });
    }
    checks.push(references(sql)?);
    let mut missing = Vec::with_capacity(OPTIONAL.len());
    for (table, field) in OPTIONAL {
        missing.push(MissingField {
            thing: table.to_owned(),
            field: field.to_owned(),
            of: count(sql, table, "1")?,
            missing: count(sql, table, &format!("coalesce({field}, '') = ''"))?,
        });
    }
    let tests = ["orders", "behaviour_events"].into_iter().map(|table| {
        Ok(TestRows {
            thing: table.to_owned(),
            of: count(sql, table, "1")?,
            tests: count(sql, table, "is_test = 1")?,
        })
    });
    let tests = tests.collect::<Result<Vec<_>, StoreError>>()?;
    let is_sound = checks.iter().all(|check| check.broken == 0);
    Ok(IntegrityReport { checked_at: now, is_sound, checks, missing, tests })
}

/// Rows whose table says that what they name must be there.
fn references(sql: &Connection) -> Result<IntegrityCheck, StoreError> {
    let question = "SELECT \"table\" || ' ' || coalesce(rowid, '') AS name \
         FROM pragma_foreign_key_check";
    let mut examples = rows(sql, question, [], |row| row.get::<String>("name"))?;
    let broken = i64::try_from(examples.len()).unwrap_or(i64::MAX);
    examples.truncate(EXAMPLES);
    let question = "SELECT count(*) AS count FROM sqlite_schema WHERE type = 'table'";
    let looked_at = first_row(sql, question, [], |row| row.get("count"))?.unwrap_or_default();
    let name = "references_lead_somewhere".to_owned();
    Ok(IntegrityCheck { group: Orphans, name, looked_at, broken, examples })
}

fn count(sql: &Connection, table: &str, condition: &str) -> Result<i64, StoreError> {
    let question = format!("SELECT count(*) AS count FROM {table} WHERE {condition}");
    Ok(first_row(sql, &question, [], |row| row.get("count"))?.unwrap_or_default())
}

fn words_of(name: rusqlite::types::Value) -> String {
    match name {
        rusqlite::types::Value::Integer(number) => number.to_string(),
        rusqlite::types::Value::Text(text) => text,
        _ => String::new(),
    }
}
