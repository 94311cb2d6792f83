//! Orders stored durably, against the bare statement: one row of the same size in a transaction of
//! its own, on a bare connection with the same settings.

use crate::table::Row;
use anyhow::{Context as _, Result, ensure};
use billing_contract::{CustomerId, Money, OrderId, PackageId, PayType};
use billing_service::demo;
use billing_service::store::sqlite::{SqliteOptions, SqliteStore};
use billing_service::store::{NewOrder, OrderTerms, Orders as _, PlacedOrder, Product, Store as _};
use billing_service::{Clock as _, SystemClock, WriterFigures};
use rusqlite::{Connection, params};
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

const ROUNDS: usize = 11;
/// Orders in one round.
const ORDERS: usize = 512;
const CLIENTS: usize = 64;

/// Microseconds for each order with one client and with many, and for each bare statement.
pub async fn rows() -> Result<[Row; 2]> {
    let folder = tempfile::tempdir()?;
    let store = SqliteStore::open(
        &SqliteOptions::new(folder.path().join("service.sqlite3")),
        WriterFigures::unread(),
    )?;
    let store = Arc::new(store);
    let mut demonstration = demo::make(SystemClock.now());
    // Both belong to people, who are not there without their passwords.
    demonstration.orders.clear();
    demonstration.assignments.clear();
    let customer = demonstration.customers.first().context("a customer")?.account.id.clone();
    store.fill(demonstration).await?;
    let bare = bare_connection(&folder.path().join("bare.sqlite3"))?;

    let (mut alone, mut together, mut floor) = (Vec::new(), Vec::new(), Vec::new());
    let mut stored = 0;
    // The first round makes the files and does not count.
    for round in 0..=ROUNDS {
        let one = with_clients(&store, &customer, 1).await?;
        let many = with_clients(&store, &customer, CLIENTS).await?;
        let bare = bare_statements(&bare)?;
        stored += 2 * ORDERS;
        if round > 0 {
            alone.push(one);
            together.push(many);
            floor.push(bare);
        }
    }
    store.close().await;
    ensure_sums(&folder.path().join("service.sqlite3"), &customer, stored)?;
    Ok([
        Row::ratio("order stored, one client", "µs", &alone, &floor, 1.0 / 0.6),
        Row::ratio("order stored, 64 clients", "µs", &together, &floor, 1.0 / 3.0),
    ])
}

async fn with_clients(
    store: &Arc<SqliteStore>,
    customer: &CustomerId,
    clients: usize,
) -> Result<f64> {
    let began = Instant::now();
    let running: Vec<_> = (0..clients)
        .map(|_| {
            let (store, customer) = (Arc::clone(store), customer.clone());
            tokio::spawn(async move {
                for _ in 0..ORDERS / clients {
                    let placed = store.place_order(order(&customer), None).await?;
                    ensure!(matches!(placed, PlacedOrder::Made(_)), "an order was not made");
                }
                Ok(())
            })
        })
        .collect();
    for client in running {
        client.await??;
    }
    Ok(micros_each(began.elapsed()))
}

fn order(customer: &CustomerId) -> NewOrder {
    let now = SystemClock.now();
    let currency = billing_contract::Currency::CNY;
    NewOrder {
        id: OrderId::new(SystemClock.new_id()),
        terms: OrderTerms {
            customer_id: customer.clone(),
            user_id: None,
            product: Product::Package { id: PackageId::new("pro-year"), days: 365 },
            product_name: "Pro, year".to_owned(),
            original: Money::new(1_198_800, currency),
            discount: Money::new(199_800, currency),
            due: Money::new(999_000, currency),
            coupon: None,
            promotion: None,
            remark: None,
            locale: "en".to_owned(),
            client_ip: Some("127.0.0.1".to_owned()),
            user_agent: Some("billing-console".to_owned()),
            is_test: true,
        },
        method: PayType::Sandbox,
        now,
        expires_at: now + chrono::Duration::hours(2),
        or_the_same: false,
    }
}

fn bare_connection(path: &Path) -> Result<Connection> {
    let connection = Connection::open(path)?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.execute_batch(
        "CREATE TABLE orders (id TEXT PRIMARY KEY, customer_id TEXT NOT NULL, words TEXT NOT NULL,
         original_minor BIGINT NOT NULL, discount_minor BIGINT NOT NULL, final_minor BIGINT NOT NULL,
         created_at BIGINT NOT NULL, expires_at BIGINT NOT NULL)",
    )?;
    Ok(connection)
}

fn bare_statements(connection: &Connection) -> Result<f64> {
    // As many bytes as an order's texts have.
    let words = "x".repeat(200);
    let began = Instant::now();
    let mut insert =
        connection.prepare("INSERT INTO orders VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)")?;
    for _ in 0..ORDERS {
        let id = SystemClock.new_id();
        insert.execute(params![id, "customer", words, 1_198_800, 199_800, 999_000, 1, 2])?;
    }
    Ok(micros_each(began.elapsed()))
}

fn micros_each(all: Duration) -> f64 {
    all.as_secs_f64() * 1e6 / ORDERS as f64
}

/// What was stored is there, each with a number of its own.
fn ensure_sums(path: &Path, customer: &CustomerId, stored: usize) -> Result<()> {
    let sums = "SELECT count(*), count(DISTINCT order_no), sum(final_minor) FROM orders
         WHERE customer_id = ?1 AND client_ip = '127.0.0.1' AND product_name = 'Pro, year'";
    let (orders, numbers, due): (i64, i64, i64) =
        Connection::open(path)?.query_row(sums, [customer.as_str()], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?))
        })?;
    let stored = i64::try_from(stored)?;
    ensure!(
        orders == stored && numbers == stored,
        "{orders} orders of {stored}, {numbers} numbers"
    );
    ensure!(due == stored * 999_000, "the orders add up to {due}");
    Ok(())
}
