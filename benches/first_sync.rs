//! The first sync of a million rows of usage, against bare inserts of the same rows.
//!
//! Eleven years of 250 products. In the core alone: pages of the change feed are decoded and
//! written with their months and the cursor behind them. End to end: a person has signed in, and
//! the console asks the service, page after page, until its archive is complete. The floor is one
//! prepared statement that writes the same rows, in the order in which they come and in
//! transactions as large as pages, into a table of the same shape with the same settings.

use crate::archived::{PERSON, file_on, said, until_complete};
use crate::processor;
use crate::table::Row;
use anyhow::{Context as _, Result, ensure};
use billing_contract::{Change, ChangeKind, ChangeOp, ChangesPage, ProductCode, UsageDay, paths};
use billing_core::ArchiveFiles;
use billing_core::clock::SystemClock;
use billing_core::views::{ArchiveOf, UsageStep, UsageWish};
use billing_testkit::{DEMO_PASSWORD, RunningService};
use billing_tests::computer::{Computer, login};
use billing_tests::gate::{Gate, Moment};
use chrono::{Datelike as _, Days, NaiveDate, Utc};
use rusqlite::{Connection, params};
use std::io::Write as _;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// With this and a service's address the bench does one first sync and prints the memory it took.
pub const ALONE: &str = "--memory-of-first-sync";

const ROUNDS: usize = 10;
const PRODUCTS: u32 = 250;
const DAYS: u32 = 4_000;
const ROWS: usize = (PRODUCTS * DAYS) as usize;
/// As many as the core asks for.
const PAGE: usize = 5_000;
/// The tables in which a console keeps what it was told.
const KEPT: [&str; 3] = ["usage_days", "invoices", "credit_transactions"];

/// Seconds for a million rows, and what a sync costs otherwise.
pub async fn rows(service: &Path) -> Result<[Row; 6]> {
    let service = service_with_rows(service)?;
    let memory_mb = memory_of_first_sync(&service)?;
    let [pages, requests, written] = around_the_first(&service).await?;
    let (mut core, mut bare, mut whole, mut floor) = (vec![], vec![], vec![], vec![]);
    // The first round warms everything and does not count.
    for round in 0..=ROUNDS {
        let by_core = in_the_core()?;
        let by_statement = bare_inserts()?;
        let end_to_end = over_http(&service).await?.as_secs_f64();
        if round > 0 {
            core.push(by_core);
            bare.push(by_statement.processor);
            whole.push(end_to_end);
            floor.push(by_statement.wall);
        }
    }
    Ok([
        Row::ratio("a million rows into the archive", "s of a core", &core, &bare, 1.0 / 0.65),
        Row::ratio("first sync of them over HTTP", "s", &whole, &floor, 1.0 / 0.5),
        Row::limit("memory it takes beyond the start", "MB", memory_mb, 64.0),
        Row::limit("pages until the first screen", "", pages, 1.0),
        Row::limit("requests when nothing has changed", "", requests, 1.0),
        Row::limit("rows when nothing has changed", "", written, 0.0),
    ])
}

/// Each row's day and product, as the feed tells them: the newest first.
fn all_rows() -> impl Iterator<Item = (NaiveDate, u32)> {
    let today = Utc::now().date_naive();
    (0..DAYS).flat_map(move |ago| {
        let day = today - Days::new(ago.into());
        (0..PRODUCTS).rev().map(move |product| (day, product))
    })
}

fn count_of(day: NaiveDate, product: u32) -> i64 {
    (i64::from(day.num_days_from_ce()) * 7_919 + i64::from(product) * 104_729) % 100_003
}

fn code_of(product: u32) -> String {
    format!("product_{product:03}")
}

/// Processor seconds of the core, without the making of the pages.
fn in_the_core() -> Result<f64> {
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("archive.sqlite3");
    let mut archive = ArchiveFiles::open(path.clone(), Arc::new(SystemClock::new()));
    let mut rows = all_rows();
    let (mut spent, mut pages) = (Duration::ZERO, ROWS.div_ceil(PAGE));
    while pages > 0 {
        pages -= 1;
        let page = serde_json::to_vec(&page(rows.by_ref().take(PAGE), pages)?)?;
        let began = processor::time();
        archive.take_page(&page)?;
        spent += processor::time() - began;
    }
    drop(archive);
    ensure_sums(&path, "SELECT count(*), sum(count) FROM usage_days")?;
    ensure_sums(&path, "SELECT sum(days), sum(used) FROM usage_months")?;
    Ok(spent.as_secs_f64())
}

/// A page as the service tells it, behind which so many follow.
fn page(rows: impl Iterator<Item = (NaiveDate, u32)>, following: usize) -> Result<ChangesPage> {
    let changes = rows.map(|(date, product)| {
        let product_code = code_of(product);
        let body = UsageDay {
            date,
            product: ProductCode::new(product_code.clone()),
            count: count_of(date, product),
            updated_at: date.and_hms_opt(23, 4, 5).context("a moment")?.and_utc(),
        };
        Ok(Change {
            seq: 0,
            kind: ChangeKind::Usage,
            id: format!("{date}/{product_code}"),
            op: ChangeOp::Put,
            body: Some(serde_json::value::to_raw_value(&body)?),
        })
    });
    Ok(ChangesPage {
        changes: changes.collect::<Result<_>>()?,
        cursor: format!("{following:060}"),
        has_more: following > 0,
        server_now: Utc::now(),
    })
}

/// What the floor took, in seconds.
struct Floor {
    processor: f64,
    wall: f64,
}

fn bare_inserts() -> Result<Floor> {
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("bare.sqlite3");
    let rows: Vec<(i64, i64, i64)> = all_rows()
        .map(|(day, product)| {
            (day.num_days_from_ce().into(), product.into(), count_of(day, product))
        })
        .collect();
    let mut database = Connection::open(&path)?;
    database.pragma_update(None, "journal_mode", "WAL")?;
    database.pragma_update(None, "synchronous", "NORMAL")?;
    database.execute_batch(
        "CREATE TABLE usage_days (day INTEGER NOT NULL, product INTEGER NOT NULL,
             count INTEGER NOT NULL, PRIMARY KEY (day, product))
         STRICT, WITHOUT ROWID",
    )?;
    let (began, processor) = (Instant::now(), processor::time());
    for page in rows.chunks(PAGE) {
        let transaction = database.transaction()?;
        let mut insert =
            transaction.prepare_cached("INSERT INTO usage_days VALUES (?1, ?2, ?3)")?;
        for (day, product, count) in page {
            insert.execute([day, product, count])?;
        }
        drop(insert);
        transaction.commit()?;
    }
    let floor = Floor {
        processor: (processor::time() - processor).as_secs_f64(),
        wall: began.elapsed().as_secs_f64(),
    };
    ensure_sums(&path, "SELECT count(*), sum(count) FROM usage_days")?;
    Ok(floor)
}

/// Whether a table has every row and what they add up to.
fn ensure_sums(file: &Path, question: &str) -> Result<()> {
    let found: (i64, i64) =
        Connection::open(file)?.query_row(question, [], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let sum: i64 = all_rows().map(|(day, product)| count_of(day, product)).sum();
    ensure!(found == (i64::try_from(ROWS)?, sum), "{question} says {found:?}");
    Ok(())
}

/// A service whose demonstration customer has used a million times something on some day.
fn service_with_rows(program: &Path) -> Result<RunningService> {
    let mut service = RunningService::start_program(program)?;
    service.stop()?;
    let mut books = Connection::open(service.database())?;
    let filling = books.transaction()?;
    let customer: String =
        filling.query_row("SELECT customer_id FROM users WHERE email = ?1", [PERSON], |row| {
            row.get(0)
        })?;
    filling.execute("DELETE FROM usage_days WHERE customer_id = ?1", [&customer])?;
    for product in 0..PRODUCTS {
        filling.execute(
            "INSERT INTO products (code, unit, credits_per_unit, is_level)
             VALUES (?1, 'piece', 1, 0)",
            [code_of(product)],
        )?;
    }
    let mut insert = filling.prepare(
        "INSERT INTO usage_days (customer_id, product, day, quantity, updated_at)
         VALUES (?1, ?2, ?3, ?4, ?5)",
    )?;
    for (day, product) in all_rows() {
        let at = day.and_hms_opt(23, 4, 5).context("a moment")?.and_utc().timestamp_micros();
        let count = count_of(day, product);
        insert.execute(params![customer, code_of(product), day.to_string(), count, at])?;
    }
    drop(insert);
    filling.commit()?;
    drop(books);
    service.start_again()?;
    Ok(service)
}

async fn over_http(service: &RunningService) -> Result<Duration> {
    let computer = Computer::new(service.url());
    let console = computer.start().await;
    said(console.sign_in(login(PERSON, DEMO_PASSWORD)).await)?;
    let began = Instant::now();
    until_complete(&console).await?;
    let took = began.elapsed();
    console.close().await;
    ensure_sums(&file_on(&computer)?, "SELECT count(*), sum(count) FROM usage_days")?;
    Ok(took)
}

/// Pages until the first screen has figures; then requests to the feed, and rows written, when
/// the console asks although nothing has changed.
async fn around_the_first(service: &RunningService) -> Result<[f64; 3]> {
    let gate = Gate::bind().await?;
    gate.lead_to(service.address());
    let computer = Computer::new(gate.url());
    let mut next = gate.stop_saying(paths::PORTAL_CHANGES, Moment::Leaving, "since=");
    let console = computer.signed_in(PERSON).await;
    let today = Utc::now().date_naive();
    let this_month = UsageWish {
        customer: None,
        from: today.with_day(1).context("a month begins")?,
        to: today,
        step: UsageStep::Day,
        compare: false,
        most_points: None,
    };
    let pages = loop {
        let held = next.reached().await?;
        let pages = gate.passed(paths::PORTAL_CHANGES);
        if said(console.usage(this_month.clone()).await)?
            .is_some_and(|seen| seen.value.products.iter().any(|column| column.total > 0))
        {
            held.let_go();
            break pages;
        }
        next = gate.stop_saying(paths::PORTAL_CHANGES, Moment::Leaving, "since=");
        held.let_go();
    };
    until_complete(&console).await?;
    // Whatever woke it meanwhile is over once it has been asked for and answered.
    said(console.refresh(()).await)?;

    let noted = Connection::open(file_on(&computer)?)?;
    noted.busy_timeout(Duration::from_secs(10))?;
    noted.execute_batch("CREATE TABLE written (name TEXT)")?;
    for table in KEPT {
        for change in ["INSERT", "UPDATE", "DELETE"] {
            noted.execute_batch(&format!(
                "CREATE TRIGGER {table}_{change} AFTER {change} ON {table}
                 BEGIN INSERT INTO written VALUES ('{table}'); END"
            ))?;
        }
    }
    let before = gate.passed(paths::PORTAL_CHANGES);
    said(console.refresh(()).await)?;
    let requests = gate.passed(paths::PORTAL_CHANGES) - before;
    let written: u32 = noted.query_row("SELECT count(*) FROM written", [], |row| row.get(0))?;
    ensure!(said(console.archive(ArchiveOf::default()).await)?.as_of.is_some(), "it is complete");
    console.close().await;
    Ok([pages as f64, requests as f64, written.into()])
}

/// Megabytes of a first sync, in a process of its own so that nothing else has used memory before.
fn memory_of_first_sync(service: &RunningService) -> Result<f64> {
    let told = Command::new(std::env::current_exe()?).args([ALONE, &service.url()]).output()?;
    ensure!(told.status.success(), "{}", String::from_utf8_lossy(&told.stderr));
    Ok(String::from_utf8(told.stdout)?.trim().parse()?)
}

/// Does a first sync and prints by how many megabytes the process grew at most.
pub async fn tell_memory(server: &str) -> Result<()> {
    let computer = Computer::new(server);
    let console = computer.start().await;
    let before = resident_mb("VmRSS:")?;
    // From here on the highest is kept anew.
    std::fs::write("/proc/self/clear_refs", "5")?;
    said(console.sign_in(login(PERSON, DEMO_PASSWORD)).await)?;
    until_complete(&console).await?;
    let highest = resident_mb("VmHWM:")?;
    console.close().await;
    Ok(writeln!(std::io::stdout(), "{:.1}", highest - before)?)
}

fn resident_mb(name: &str) -> Result<f64> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line =
        status.lines().find_map(|line| line.strip_prefix(name)).context("the system tells")?;
    let kilobytes: f64 = line.trim().trim_end_matches(" kB").trim().parse()?;
    Ok(kilobytes / 1024.0)
}
