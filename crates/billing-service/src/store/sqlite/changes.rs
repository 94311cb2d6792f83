//! What has changed for whom.

use super::columns::{change, moment};
use crate::store::StoreError;
use billing_contract::{ChangeKind, CustomerId};
use chrono::{DateTime, Utc};
use rusqlite::{Connection, params};

/// Notes that something a console shows has changed; part of the transaction that changes it.
/// Without a customer it has changed for everybody.
pub fn record(
    sql: &Connection,
    customer: Option<&CustomerId>,
    kind: ChangeKind,
    item: &str,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let customer = customer.map_or("", CustomerId::as_str);
    let statement = "INSERT INTO changes (customer_id, kind, item_id, op, at) \
         VALUES ($1, $2, $3, 'put', $4)";
    change(sql, statement, params![customer, kind.as_str(), item, moment(now)]).map(drop)
}
