//! The database every world begins with: migrated and filled once, and copied for each.

use super::time::BEGINNING;
use billing_contract::{PackageId, Tokens, paths};
use billing_service::config::Config;
use billing_service::store::sqlite::SqliteStore;
use billing_service::{AppParts, Telemetry};
use rusqlite::backup::Backup;
use rusqlite::{Connection, OpenFlags};
use serde_json::json;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

/// The person who runs the business.
const OPERATOR: &str = "operator@demo.test";

/// Someone who buys.
#[derive(Clone, Debug)]
pub struct Buyer {
    /// What they sign in with.
    pub email: &'static str,
    /// What they buy.
    pub package: PackageId,
    /// What it costs, in smallest units.
    pub price: i64,
    /// In what.
    pub currency: &'static str,
    /// Signs them in, for the whole life of the world.
    pub token: String,
}

/// What is for sale to each customer: so many days at such a price.
const FOR_SALE: [(&str, &str, i64); 3] = [
    ("admin@demo.test", "CNY", 99_900),
    ("yunfan@demo.test", "USD", 4_900),
    ("sakura@demo.test", "JPY", 2_000),
];

/// How many days a package lasts.
pub const DAYS: i64 = 30;
/// A coupon that takes a tenth off.
pub const COUPON: &str = "SIMULATED10";
/// How often the coupon may be used.
pub const COUPON_USES: i64 = 3;

struct Image {
    database: Mutex<Connection>,
    buyers: Vec<Buyer>,
    operator: String,
}

/// Who buys in every world.
pub fn buyers() -> Vec<Buyer> {
    image().buyers.clone()
}

/// Signs the operator in.
pub fn operator() -> &'static str {
    &image().operator
}

/// Copies the image to this address in memory, and gives a connection that keeps it alive.
pub fn copy_to(address: &str) -> Connection {
    let mut copy = connect(address);
    let original = image().database.lock().unwrap_or_else(PoisonError::into_inner);
    let backup = Backup::new(&original, &mut copy).expect("a copy can begin");
    backup.step(-1).expect("a copy in memory is made at once");
    drop(backup);
    copy
}

/// Opens a database in memory by its address.
pub fn connect(address: &str) -> Connection {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
        | OpenFlags::SQLITE_OPEN_CREATE
        | OpenFlags::SQLITE_OPEN_URI
        | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    Connection::open_with_flags(address, flags).expect("memory can be opened")
}

/// The settings of the service in every world: tokens last as long as the world.
pub fn config() -> Config {
    let mut config = Config { demo: true, ..Config::default() };
    config.public_url = Some("https://billing.example".to_owned());
    config.passwords.memory_kib = 8;
    config.passwords.iterations = 1;
    config.tokens.access_seconds = 30 * 24 * 3600;
    config.limits.requests_per_minute = 1_000_000;
    config
}

fn image() -> &'static Image {
    static IMAGE: OnceLock<Image> = OnceLock::new();
    IMAGE.get_or_init(|| {
        let made = std::thread::spawn(|| {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            runtime.expect("a runtime can be made").block_on(make())
        });
        made.join().expect("the image can be made")
    })
}

async fn make() -> Image {
    let address = "file:image?mode=memory&cache=shared";
    let database = connect(address);
    let telemetry = Telemetry::new().expect("there is room for figures");
    let store = SqliteStore::open_inline(connect(address), telemetry.writer_figures());
    let parts = AppParts {
        config: config(),
        clock: Arc::new(Standing),
        store: Arc::new(store.expect("it can be migrated")),
        telemetry,
        providers: Some(Vec::new()),
    };
    let app = parts.assemble().await.expect("the service starts");
    let mut buyers = Vec::new();
    for (email, currency, price) in FOR_SALE {
        let package = PackageId::new(format!("simulated-{}", currency.to_lowercase()));
        let token = sign_in(&app, email).await;
        buyers.push(Buyer { email, package, price, currency, token });
    }
    let operator = sign_in(&app, OPERATOR).await;
    drop(app);
    database.execute_batch(&shop()).expect("the shop can be filled");
    database.execute_batch(WITNESS).expect("a witness can be called");
    Image { database: Mutex::new(database), buyers, operator }
}

async fn sign_in(app: &billing_service::app::App, email: &str) -> String {
    use axum::body::Body;
    use axum::http::Request;
    use tower::ServiceExt as _;
    let body = json!({ "email": email, "password": billing_service::demo::PASSWORD });
    let request = Request::post(paths::AUTH_LOGIN)
        .header("content-type", "application/json")
        .body(Body::from(body.to_string()))
        .expect("a request");
    let Ok(answer) = app.router().oneshot(request).await;
    let body = axum::body::to_bytes(answer.into_body(), 1 << 16).await.expect("a body");
    let tokens: Tokens = serde_json::from_slice(&body).expect("tokens");
    tokens.access_token.expose().to_owned()
}

fn shop() -> String {
    let mut sql = String::from("UPDATE shop SET is_open = 1;\n");
    for (_, currency, price) in FOR_SALE {
        let id = format!("simulated-{}", currency.to_lowercase());
        sql.push_str(&format!(
            "INSERT INTO packages (id, position, duration_days, currency, original_minor, \
             current_minor, is_offered) VALUES ('{id}', 900, {DAYS}, '{currency}', {price}, \
             {price}, 1);\n\
             INSERT INTO package_texts (package_id, locale, name, description) \
             VALUES ('{id}', 'en', 'Simulated', '');\n"
        ));
    }
    sql.push_str(&format!(
        "INSERT INTO discounts (id, code, basis_points, limit_in_all, is_active) \
         VALUES ('simulated', '{COUPON}', 1000, {COUPON_USES}, 1);\n\
         INSERT INTO discount_texts (discount_id, locale, name) VALUES ('simulated', 'en', 'Ten');"
    ));
    sql
}

/// Sees every change of a state, in the transaction in which it is made.
const WITNESS: &str = "
    CREATE TABLE witnessed (
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        kind TEXT NOT NULL, id TEXT NOT NULL, was TEXT NOT NULL, became TEXT NOT NULL
    );
    CREATE TRIGGER witness_orders AFTER UPDATE OF state ON orders WHEN OLD.state <> NEW.state
    BEGIN INSERT INTO witnessed (kind, id, was, became)
        VALUES ('order', NEW.id, OLD.state, NEW.state); END;
    CREATE TRIGGER witness_attempts AFTER UPDATE OF state ON payment_attempts
    WHEN OLD.state <> NEW.state
    BEGIN INSERT INTO witnessed (kind, id, was, became)
        VALUES ('attempt', NEW.id, OLD.state, NEW.state); END;
    CREATE TRIGGER witness_deliveries AFTER UPDATE OF fulfilled_at ON orders
    BEGIN INSERT INTO witnessed (kind, id, was, became) VALUES ('delivery', NEW.id, \
        iif(OLD.fulfilled_at IS NULL, '', 'held'), iif(NEW.fulfilled_at IS NULL, '', 'held')); END;
";

/// Stands at the beginning of all worlds.
struct Standing;

impl billing_service::Clock for Standing {
    fn now(&self) -> chrono::DateTime<chrono::Utc> {
        let beginning: chrono::DateTime<chrono::Utc> = BEGINNING.parse().expect("a moment");
        beginning - chrono::TimeDelta::minutes(1)
    }
}
