//! Whatever is counted meanwhile, cut off or killed: afterwards the computer has what the service
//! has, the months are what their days add up to, and nothing is half written.

use anyhow::{Context as _, Result, ensure};
use billing_contract::{OrderId, PayType, paths};
use billing_testkit::{DEMO_PASSWORD, Fault, Proxy, RunningService};
use billing_tests::console_process::ConsoleProcess;
use billing_tests::wallet::{Portal, Wallet};
use chrono::{Days, NaiveDate, Utc};
use rand::rngs::StdRng;
use rand::{Rng as _, SeedableRng as _};
use reqwest::Client;
use rusqlite::{Connection, OpenFlags};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

const PATIENCE: Duration = Duration::from_secs(30);
const DAYS: u64 = 400;

/// One product's count of one day.
type Counts = BTreeMap<(String, String), i64>;
/// What is to be the same of each invoice.
type Rows = BTreeSet<Vec<String>>;

const OF_AN_INVOICE: &[&str] = &["invoice_id", "number", "kind", "status", "amount"];

struct World {
    service: RunningService,
    http: Client,
    operator: String,
    admin: String,
    customer: String,
    products: Vec<String>,
    plans: Vec<Value>,
    portal: Portal,
    wallet: Wallet,
    events: u64,
    today: NaiveDate,
}

impl World {
    async fn new() -> Result<Self> {
        let service = RunningService::start()?;
        let http = Client::builder().no_proxy().build()?;
        let mut world = Self {
            operator: token(&http, &service, "operator@demo.test").await?,
            admin: token(&http, &service, "admin@demo.test").await?,
            portal: Portal::sign_in(&service.url(), "admin@demo.test").await?,
            wallet: Wallet::new()?,
            service,
            http,
            customer: String::new(),
            products: Vec::new(),
            plans: Vec::new(),
            events: 0,
            today: Utc::now().date_naive(),
        };
        let me = world.get("/auth/me").await?;
        world.customer = me["customer_id"].as_str().context("a customer")?.to_owned();
        let overview = world.get("/api/portal/usage").await?;
        for product in overview["products"].as_array().context("products")? {
            world.products.push(product["product"].as_str().context("a code")?.to_owned());
        }
        let plans = world.get("/api/portal/plans").await?;
        world.plans = plans["items"].as_array().context("plans")?.clone();
        Ok(world)
    }

    async fn get(&self, path: &str) -> Result<Value> {
        let url = format!("{}{path}", self.service.url());
        let answer = self.http.get(url).bearer_auth(&self.admin).send().await?;
        Ok(answer.error_for_status()?.json().await?)
    }

    /// The operator's systems count something.
    async fn count(&mut self, random: &mut StdRng) -> Result<()> {
        let events: Vec<Value> = (0..random.random_range(1..40))
            .map(|_| {
                self.events += 1;
                let day = self.today - Days::new(random.random_range(1..DAYS));
                let product = &self.products[random.random_range(0..self.products.len())];
                json!({
                    "event_id": format!("event-{}", self.events), "customer_id": self.customer,
                    "product": product, "quantity": random.random_range(0..500),
                    "occurred_at": format!("{day}T{:02}:00:00Z", random.random_range(0..24)),
                })
            })
            .collect();
        let url = format!("{}/api/usage/events", self.service.url());
        let batch = json!({ "events": events });
        let counted = self.http.post(url).bearer_auth(&self.operator).json(&batch).send().await?;
        let receipt: Value = counted.error_for_status()?.json().await?;
        ensure!(receipt["refused"] == json!([]), "{receipt}");
        Ok(())
    }

    /// The customer buys a plan, which makes an invoice and, if it is another plan, grants credits.
    async fn buy(&mut self, random: &mut StdRng) -> Result<()> {
        self.events += 1;
        let plan = &self.plans[random.random_range(0..self.plans.len())]["id"];
        let wish = json!({ "product_type": "plan", "product_id": plan, "pay_type": PayType::Sandbox,
            "subscription_type": "monthly" });
        let key = format!("purchase-{}", self.events);
        let order = self.portal.post_once(paths::PAYMENT_ORDERS, &key, &wish).await?;
        let order = OrderId::new(order["orderId"].as_str().context("an order")?);
        self.wallet.pay(&self.portal.code_url(&order).await?).await
    }

    /// All that a list of the service holds.
    async fn rows(&self, list: &str, columns: &[&str]) -> Result<Rows> {
        let (mut all, mut path) = (Rows::new(), format!("{list}?limit=200"));
        loop {
            let page = self.get(&path).await?;
            all.extend(rows(&page["items"], columns));
            match page["next_cursor"].as_str() {
                Some(next) => path = format!("{list}?limit=200&cursor={next}"),
                None => return Ok(all),
            }
        }
    }

    /// What the service has.
    async fn counts(&self) -> Result<Counts> {
        let (mut counts, mut cursor) = (Counts::new(), None::<String>);
        let from = self.today - Days::new(DAYS);
        loop {
            let mut path =
                format!("/api/portal/usage/detail?from={from}&to={}&limit=200", self.today);
            if let Some(cursor) = &cursor {
                path = format!("{path}&cursor={cursor}");
            }
            let page = self.get(&path).await?;
            for day in page["items"].as_array().context("items")? {
                let text = |name: &str| day[name].as_str().unwrap_or_default().to_owned();
                let count = day["count"].as_i64().context("a count")?;
                if count != 0 {
                    counts.insert((text("date"), text("product")), count);
                }
            }
            match page["next_cursor"].as_str() {
                Some(next) => cursor = Some(next.to_owned()),
                None => return Ok(counts),
            }
        }
    }

    fn wish(&self, step: &str) -> Value {
        json!({ "from": self.today - Days::new(DAYS), "to": self.today, "step": step })
    }
}

async fn token(http: &Client, service: &RunningService, email: &str) -> Result<String> {
    let login = json!({ "email": email, "password": DEMO_PASSWORD });
    let url = format!("{}/auth/login", service.url());
    let tokens: Value = http.post(url).json(&login).send().await?.json().await?;
    Ok(tokens["access_token"].as_str().context("an access token")?.to_owned())
}

/// What is to be the same of each of these.
fn rows(items: &Value, columns: &[&str]) -> Rows {
    let items = items.as_array().into_iter().flatten();
    items.map(|item| columns.iter().map(|column| item[column].to_string()).collect()).collect()
}

/// What a console shows, day by day.
fn shown(usage: &Value) -> Counts {
    let mut counts = Counts::new();
    let starts = usage["value"]["starts"].as_array().cloned().unwrap_or_default();
    for column in usage["value"]["products"].as_array().cloned().unwrap_or_default() {
        let values = column["counts"].as_array().cloned().unwrap_or_default();
        for (start, count) in starts.iter().zip(values) {
            let count = count.as_i64().unwrap_or_default();
            if count != 0 {
                let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
                counts.insert((text(start), text(&column["product"])), count);
            }
        }
    }
    counts
}

fn totals(usage: &Value) -> Vec<(String, i64)> {
    let columns = usage["value"]["products"].as_array().cloned().unwrap_or_default();
    columns
        .iter()
        .map(|column| (column["product"].to_string(), column["total"].as_i64().unwrap_or(-1)))
        .collect()
}

/// The months are what their days add up to, and the files are sound.
fn check_files(console: &ConsoleProcess) -> Result<usize> {
    let mut checked = 0;
    // Killed before the first page there may be none.
    let Ok(entries) = std::fs::read_dir(console.folder().join("archives")) else { return Ok(0) };
    for entry in entries {
        let path = entry?.path();
        if path.extension().is_none_or(|extension| extension != "sqlite3") {
            continue;
        }
        let database = Connection::open_with_flags(&path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
        let verdict: String = database.query_row("PRAGMA integrity_check", [], |row| row.get(0))?;
        ensure!(verdict == "ok", "{verdict}");
        let wrong: i64 = database.query_row(
            "WITH days AS (
                 SELECT strftime('%Y', day - 1 + 1721425.5) * 12
                         + strftime('%m', day - 1 + 1721425.5) - 1 AS month,
                     product, sum(count) AS used, max(count) AS highest, count(*) AS days
                 FROM usage_days GROUP BY 1, 2)
             SELECT (SELECT count(*) FROM (SELECT * FROM days EXCEPT SELECT * FROM usage_months))
                  + (SELECT count(*) FROM (SELECT * FROM usage_months EXCEPT SELECT * FROM days))",
            [],
            |row| row.get(0),
        )?;
        ensure!(wrong == 0, "{wrong} months are not what their days add up to");
        checked += 1;
    }
    Ok(checked)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whatever_is_cut_or_killed_the_archive_ends_as_the_service_has_it() {
    for seed in 0..3 {
        tell(seed).await.with_context(|| format!("seed {seed}")).unwrap();
    }
}

async fn tell(seed: u64) -> Result<()> {
    let mut random = StdRng::seed_from_u64(seed);
    let mut world = World::new().await?;
    let proxy = Proxy::start(world.service.address()).await?;
    let mut console = ConsoleProcess::start(proxy.url()).await?;
    let login = json!({ "email": "admin@demo.test", "password": DEMO_PASSWORD });
    console.ask("sign_in", login).await?;
    for _ in 0..12 {
        match random.random_range(0..7) {
            0 | 1 => world.count(&mut random).await?,
            6 => world.buy(&mut random).await?,
            2 => {
                // Killed while it asks what has changed.
                world.count(&mut random).await?;
                world.buy(&mut random).await?;
                let refreshing = tokio::spawn({
                    let (http, address) = (world.http.clone(), console.address()?);
                    async move { http.post(format!("{address}/command/refresh")).send().await }
                });
                if random.random() {
                    tokio::task::yield_now().await;
                } else {
                    console
                        .until(PATIENCE, "archive", json!({}), |seen| {
                            seen["usage_days"].as_u64() > Some(0)
                        })
                        .await?;
                }
                console.kill().await?;
                let _killed = refreshing.await?;
                check_files(&console)?;
                console.start_again().await?;
            }
            3 => {
                proxy.set([Fault::Refuse, Fault::LoseAnswers][random.random_range(0..2)]);
                world.count(&mut random).await?;
                console.ask("refresh", ()).await?;
                proxy.set(Fault::None);
            }
            4 => {
                world.service.kill()?;
                world.service.start_again()?;
            }
            _ => {
                // Whether it succeeds depends on what went before.
                let _asked = console.ask("refresh", ()).await;
            }
        }
    }
    proxy.set(Fault::None);
    let wanted = world.counts().await?;
    ensure!(!wanted.is_empty());
    let seen =
        console.until(PATIENCE, "usage", world.wish("day"), |usage| shown(usage) == wanted).await?;
    let by_months = console.until(PATIENCE, "usage", world.wish("month"), |_| true).await?;
    ensure!(totals(&seen) == totals(&by_months), "{:?} {:?}", totals(&seen), totals(&by_months));
    let invoices = world.rows("/api/portal/invoices", OF_AN_INVOICE).await?;
    let wish = json!({ "limit": 1_000 });
    let same = |seen: &Value| rows(&seen["value"]["rows"], OF_AN_INVOICE) == invoices;
    console.until(PATIENCE, "invoices", &wish, same).await?;
    // Each movement's hash is over the one before: if the newest is the same, all of them are.
    let newest = world.get("/api/portal/credits/transactions?limit=1").await?;
    let newest = newest["items"][0]["hash"].clone();
    let same = |seen: &Value| seen["value"]["rows"][0]["hash"] == newest;
    let credits = console.until(PATIENCE, "credits", &wish, same).await?;
    ensure!(credits["value"]["is_verified"] == json!(true), "{credits}");
    console.until(PATIENCE, "archive", json!({}), |seen| seen["as_of"].is_string()).await?;
    console.kill().await?;
    ensure!(check_files(&console)? == 1, "one archive, nothing beside it");
    Ok(())
}
