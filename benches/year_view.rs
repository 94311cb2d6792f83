//! The chart of a year by day and product in the real window, from the click to the painted frame.
//!
//! Twelve products stacked and the seats beside them, a year of days that are over. Both ways
//! there: the screen is opened, and on the screen the year is shown by day after it was shown by
//! month. The time begins with the click as the window receives it and ends with the frame after
//! the one that shows the chart; the core's query lies in between.

use crate::table::Row;
use anyhow::{Context as _, Result, ensure};
use billing_testkit::{DEMO_PASSWORD, RunningService};
use billing_tests::desktop::{Application, Desktop, Keyring};
use chrono::{Datelike as _, NaiveDate, Utc};
use rusqlite::{Connection, params};
use serde_json::json;
use std::path::Path;

const ROUNDS: usize = 20;
const PERSON: &str = "admin@demo.test";
const PRODUCTS: i64 = 13;
const WIDTH: u32 = 1280;
const GOAL_MS: f64 = 100.0;
const USAGE: &str = "[data-nav=usage]";
const OVERVIEW: &str = "[data-nav=overview]";
/// The chart with so many points.
const CHART: &str = "[data-screen=usage] [role=slider][aria-valuemax='{}'] path";

/// Promises how long it takes from the next click until what the selector matches is painted.
const WATCH: &str = "
    const [selector] = arguments;
    window.paintedAfter = new Promise((resolve) => {
      addEventListener('click', (event) => {
        const clickedAt = event.timeStamp;
        const look = () => {
          if (document.querySelector(selector)) {
            observer.disconnect();
            requestAnimationFrame(() =>
              requestAnimationFrame(() => resolve(performance.now() - clickedAt)));
          }
        };
        const observer = new MutationObserver(look);
        const everything = { subtree: true, childList: true, attributes: true };
        observer.observe(document.body, everything);
      }, { capture: true, once: true });
    });";
const PAINTED_AFTER: &str = "
    const done = arguments[arguments.length - 1];
    window.paintedAfter.then(done);";
/// Of each layer of the chart, how many bars it has.
const BARS: &str = "
    const paths = [...document.querySelectorAll('[data-screen=usage] [role=slider] path')];
    return paths.map((path) => (path.getAttribute('d').match(/M/g) ?? []).length);";

/// Milliseconds from the click to the painted year, and how many points a layer has at most.
pub async fn rows(console: &Path, service: &Path) -> Result<[Row; 3]> {
    let year = Utc::now().year() - 1;
    let service = service_with_products(service, year)?;
    let desktop = Desktop::start(WIDTH, 800, Keyring::Unlocked)?;
    let server = service.url();
    let environment = [("BILLING_CONSOLE_SERVER", server.as_str()), ("BILLING_CONSOLE_LOG", "")];
    let application = Application::start_program(&desktop, console, &environment).await?;
    application.sign_in(PERSON, DEMO_PASSWORD).await?;
    application.shows("[data-screen=overview] [data-as-of]").await?;
    application.shows("[data-sync=online]").await?;
    application.click(USAGE).await?;
    application.click("[aria-haspopup=dialog][popovertarget]").await?;
    let preset = "
        const named = [...document.querySelectorAll('[popover] button.preset')]
          .find((button) => button.innerText.startsWith('Last year'));
        named?.click();
        return named !== undefined;";
    application.becomes("the last year", preset, vec![], |found| *found == true).await?;
    let (by_month, by_day) = (chart_of(12), chart_of(days_in(year)?));
    application.shows(&by_month).await?;

    let (mut opened, mut turned, mut bars) = (Vec::new(), Vec::new(), Vec::new());
    // The first round warms everything and does not count.
    for round in 0..=ROUNDS {
        application.press("Month").await?;
        application.shows(&by_month).await?;
        application.window.execute(WATCH, vec![json!(by_day)]).await?;
        application.press("Day").await?;
        let turning = painted_after(&application).await?;
        application.settled().await?;

        application.click(OVERVIEW).await?;
        application.shows("[data-screen=overview] [data-as-of]").await?;
        application.settled().await?;
        application.window.execute(WATCH, vec![json!(by_day)]).await?;
        application.click(USAGE).await?;
        let opening = painted_after(&application).await?;
        application.settled().await?;
        if round > 0 {
            turned.push(turning);
            opened.push(opening);
            let layers = application.window.execute(BARS, vec![]).await?;
            let layers: Vec<f64> = serde_json::from_value(layers)?;
            ensure!(layers.len() >= 8, "a layer for each colour and not {}", layers.len());
            bars.push(layers.into_iter().fold(0.0, f64::max));
        }
    }
    application.close().await?;
    Ok([
        Row::p95("click → year by day painted, p95", "ms", &turned, GOAL_MS),
        Row::p95("click → screen with it painted, p95", "ms", &opened, GOAL_MS),
        Row::most("points of a layer", "", &bars, f64::from(2 * WIDTH)),
    ])
}

fn chart_of(points: i64) -> String {
    CHART.replace("{}", &(points - 1).to_string())
}

async fn painted_after(application: &Application) -> Result<f64> {
    let millis = application.window.execute_async(PAINTED_AFTER, vec![]).await?;
    millis.as_f64().context("the window tells how long it took")
}

fn days_in(year: i32) -> Result<i64> {
    let first = |year| NaiveDate::from_ymd_opt(year, 1, 1).context("a year begins");
    Ok((first(year + 1)? - first(year)?).num_days())
}

/// A service whose demonstration customer has used thirteen products on every day of two years.
fn service_with_products(program: &Path, year: i32) -> Result<RunningService> {
    let mut service = RunningService::start_program(program)?;
    service.stop()?;
    let mut books = Connection::open(service.database())?;
    let filling = books.transaction()?;
    let customer: String =
        filling.query_row("SELECT customer_id FROM users WHERE email = ?1", [PERSON], |row| {
            row.get(0)
        })?;
    let named: i64 = filling.query_row("SELECT count(*) FROM products", [], |row| row.get(0))?;
    let first = NaiveDate::from_ymd_opt(year - 1, 1, 1).context("a year begins")?;
    for product in named..PRODUCTS {
        let code = format!("product_{product:02}");
        filling.execute(
            "INSERT INTO products (code, unit, credits_per_unit, is_level)
             VALUES (?1, 'message', 1, 0)",
            [&code],
        )?;
        for day in first.iter_days().take_while(|day| day.year() <= year) {
            let at = day.and_hms_opt(23, 4, 5).context("a moment")?.and_utc().timestamp_micros();
            let count = 200 + i64::from(day.num_days_from_ce()) * 7_919 % (100 * product);
            filling.execute(
                "INSERT INTO usage_days (customer_id, product, day, quantity, updated_at)
                 VALUES (?1, ?2, ?3, ?4, ?5)",
                params![customer, code, day.to_string(), count, at],
            )?;
        }
    }
    filling.commit()?;
    drop(books);
    service.start_again()?;
    Ok(service)
}
