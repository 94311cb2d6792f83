//! The service's books, read beside the service: what the money of every order has become.

use anyhow::{Result, ensure};
use billing_contract::OrderId;
use rusqlite::{Connection, OpenFlags};
use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

/// The database of a service, for reading alone.
pub struct Books(Connection);

impl Books {
    /// Opens them; the service may go on writing.
    pub fn open(database: &Path) -> Result<Self> {
        let sql = Connection::open_with_flags(database, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
        sql.busy_timeout(Duration::from_secs(10))?;
        Ok(Self(sql))
    }

    /// What stands on each account of an order, in smallest units: what came with a plus, where it
    /// is with a minus.
    pub fn accounts(&self, order: &OrderId) -> Result<BTreeMap<String, i64>> {
        let mut question = self.0.prepare(
            "SELECT account, sum(amount_minor) FROM ledger_postings JOIN ledger_transactions \
             ON ledger_transactions.id = transaction_id WHERE order_id = ?1 \
             GROUP BY account HAVING sum(amount_minor) <> 0",
        )?;
        let rows = question.query_map([order.as_str()], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// How many rows a question counts.
    pub fn count(&self, question: &str) -> Result<i64> {
        Ok(self.0.query_row(question, [], |row| row.get(0))?)
    }

    /// How many codes an order has had.
    pub fn attempts_of(&self, order: &OrderId) -> Result<i64> {
        let question = "SELECT count(*) FROM payment_attempts WHERE order_id = ?1";
        Ok(self.0.query_row(question, [order.as_str()], |row| row.get(0))?)
    }

    /// Holds what must be so of any books at any moment, and that the file is sound.
    pub fn check(&self) -> Result<()> {
        let sound: String = self.0.query_row("PRAGMA integrity_check", [], |row| row.get(0))?;
        ensure!(sound == "ok", "the file is damaged: {sound}");
        self.check_sums()
    }

    /// Holds what must be so of any books at any moment.
    pub fn check_sums(&self) -> Result<()> {
        for (fault, question) in FAULTS {
            let found = self.count(question)?;
            ensure!(found == 0, "{found} times: {fault}");
        }
        Ok(())
    }

    /// Reads rows of any question.
    pub fn rows<T>(
        &self,
        question: &str,
        read: impl FnMut(&rusqlite::Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Vec<T>> {
        let mut question = self.0.prepare(question)?;
        let rows = question.query_map([], read)?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }
}

/// What must never be found, each with the question that counts it.
const FAULTS: [(&str, &str); 7] = [
    (
        "a transaction does not add up to zero",
        "SELECT count(*) FROM (SELECT 1 FROM ledger_postings \
         GROUP BY transaction_id, currency HAVING sum(amount_minor) <> 0)",
    ),
    (
        "money that came is not in the ledger, or money in the ledger never came",
        "SELECT count(*) FROM orders WHERE \
         coalesce((SELECT sum(amount_minor) FROM receipts WHERE order_id = orders.id), 0) <> \
         coalesce((SELECT sum(amount_minor) FROM ledger_postings JOIN ledger_transactions \
             ON ledger_transactions.id = transaction_id \
             WHERE order_id = orders.id AND account = 'provider_clearing'), 0)",
    ),
    (
        "an order counts more than its price",
        "SELECT count(*) FROM orders WHERE final_minor < \
         coalesce((SELECT -sum(amount_minor) FROM ledger_postings JOIN ledger_transactions \
             ON ledger_transactions.id = transaction_id \
             WHERE order_id = orders.id AND account = 'order'), 0)",
    ),
    (
        "an order whose price has come is not paid",
        "SELECT count(*) FROM orders WHERE paid_at IS NULL AND final_minor <= \
         coalesce((SELECT sum(amount_minor) FROM receipts WHERE order_id = orders.id), 0)",
    ),
    (
        "an order is paid whose price has not come",
        "SELECT count(*) FROM orders WHERE paid_at IS NOT NULL AND final_minor > \
         coalesce((SELECT sum(amount_minor) FROM receipts WHERE order_id = orders.id), 0)",
    ),
    (
        "something was delivered that is not paid",
        "SELECT count(*) FROM orders WHERE fulfilled_at IS NOT NULL AND paid_at IS NULL",
    ),
    (
        "two codes of one method can be paid",
        "SELECT count(*) FROM (SELECT 1 FROM payment_attempts \
         WHERE state IN ('unknown', 'presented', 'processing') \
         GROUP BY order_id, method HAVING count(*) > 1)",
    ),
];
