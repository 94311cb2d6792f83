//! A year of usage by day and product, out of a million rows and out of ten million, against the
//! bare statement on the same file.
//!
//! Twelve products, as many as a chart can tell apart; the rows are as many as there are because
//! the days reach far back.

use crate::archived::{computer, file_on, said};
use crate::processor;
use crate::table::Row;
use anyhow::{Context as _, Result, ensure};
use billing_core::ArchiveFiles;
use billing_core::clock::SystemClock;
use billing_core::console::Console;
use billing_core::views::{UsageStep, UsageWish};
use billing_testkit::RunningService;
use billing_tests::computer::Computer;
use chrono::{Datelike as _, NaiveDate};
use rusqlite::Connection;
use std::fmt::Write as _;
use std::path::Path;
use std::sync::Arc;

const ROUNDS: usize = 11;
/// Questions in one round.
const QUESTIONS: usize = 50;
const PRODUCTS: i64 = 12;
const SMALL: i64 = 1_000_000;
const LARGE: i64 = 10_000_000;
const PAGE: i64 = 5_000;
const YEAR: i32 = 2025;

/// Milliseconds of processor time for each question.
pub async fn rows(service: &Path) -> Result<[Row; 3]> {
    let mut service = RunningService::start_program(service)?;
    let (small, large) = (computer(&service).await?, computer(&service).await?);
    // From this computer alone, and so that nothing else goes on.
    service.stop()?;
    let (small, large) = (Filled::with(small, SMALL).await?, Filled::with(large, LARGE).await?);

    let [mut core_small, mut bare_small, mut core_large, mut bare_large] =
        [const { Vec::new() }; 4];
    // The first round warms both and does not count.
    for round in 0..=ROUNDS {
        let times = [
            small.by_core().await?,
            small.by_statement()?,
            large.by_core().await?,
            large.by_statement()?,
        ];
        if round > 0 {
            let all = [&mut core_small, &mut bare_small, &mut core_large, &mut bare_large];
            all.into_iter().zip(times).for_each(|(all, time)| all.push(time));
        }
    }
    small.console.close().await;
    large.console.close().await;
    Ok([
        Row::ratio("year by day and product, 1 M rows", "ms", &core_small, &bare_small, 1.2),
        Row::ratio("year by day and product, 10 M rows", "ms", &core_large, &bare_large, 1.2),
        Row::ratio("the same, 10 M rows against 1 M", "ms", &core_large, &core_small, 1.2),
    ])
}

/// A console with an archive of so many rows, and a bare connection to the same file.
struct Filled {
    console: Console,
    bare: Connection,
    /// What the year comes to.
    sum: i64,
    _computer: Computer,
}

impl Filled {
    async fn with(computer: Computer, rows: i64) -> Result<Self> {
        let file = file_on(&computer)?;
        fill(&file, rows)?;
        let console = computer.start().await;
        let (first, last) = year()?;
        let bare = Connection::open(&file)?;
        let sum = bare.query_row(
            "SELECT sum(count) FROM usage_days WHERE day BETWEEN ?1 AND ?2",
            [first.num_days_from_ce(), last.num_days_from_ce()],
            |row| row.get(0),
        )?;
        Ok(Self { console, bare, sum, _computer: computer })
    }

    async fn by_core(&self) -> Result<f64> {
        let (from, to) = year()?;
        let wish = UsageWish {
            customer: None,
            from,
            to,
            step: UsageStep::Day,
            compare: false,
            most_points: None,
        };
        let began = processor::time();
        for _ in 0..QUESTIONS {
            let seen = said(self.console.usage(wish.clone()).await)?.context("there is usage")?;
            let columns = seen.value.products;
            ensure!(columns.iter().map(|column| column.counts.len()).max() == Some(365), "a year");
            let sum: i64 = columns.iter().flat_map(|column| &column.counts).sum();
            ensure!(sum == self.sum, "the core says {sum} and the table {}", self.sum);
        }
        Ok(processor::millis_each(began, QUESTIONS))
    }

    fn by_statement(&self) -> Result<f64> {
        let (first, last) = year()?;
        let began = processor::time();
        for _ in 0..QUESTIONS {
            let mut statement = self.bare.prepare_cached(
                "SELECT day, product, count FROM usage_days WHERE day BETWEEN ?1 AND ?2",
            )?;
            let mut rows = statement.query([first.num_days_from_ce(), last.num_days_from_ce()])?;
            let mut all: Vec<(i64, i64, i64)> = Vec::new();
            while let Some(row) = rows.next()? {
                all.push((row.get(0)?, row.get(1)?, row.get(2)?));
            }
            let sum: i64 = all.iter().map(|(.., count)| count).sum();
            ensure!(sum == self.sum, "the statement says {sum} and the table {}", self.sum);
        }
        Ok(processor::millis_each(began, QUESTIONS))
    }
}

fn year() -> Result<(NaiveDate, NaiveDate)> {
    let day = |month, day| NaiveDate::from_ymd_opt(YEAR, month, day).context("a day");
    Ok((day(1, 1)?, day(12, 31)?))
}

/// Begins the archive anew with so many rows.
fn fill(file: &Path, rows: i64) -> Result<()> {
    std::fs::remove_file(file)?;
    let mut archive = ArchiveFiles::open(file.to_owned(), Arc::new(SystemClock::new()));
    // Four of them are named by the service.
    let named = ["ai_chat", "email", "agent_seats", "voice"].map(str::to_owned);
    let others = (named.len() as i64 + 1..=PRODUCTS).map(|number| format!("product_{number:02}"));
    let codes: Vec<String> = named.into_iter().chain(others).collect();
    let (_, last) = year()?;
    // As far back as the calendar goes, and what is left over behind the year.
    let first = (i64::from(last.num_days_from_ce()) - rows / PRODUCTS).max(1);
    let mut row = 0;
    while row < rows {
        let end = (row + PAGE).min(rows);
        let mut page = String::from("{\"changes\":[");
        for row in row..end {
            let (day, product) = (first + row / PRODUCTS, row % PRODUCTS);
            let count = (day * 7_919 + product * 104_729) % 100_003;
            let date = NaiveDate::from_num_days_from_ce_opt(i32::try_from(day)?);
            let (date, code) = (date.context("a day")?, &codes[usize::try_from(product)?]);
            let comma = if row + 1 < end { "," } else { "" };
            write!(
                page,
                r#"{{"seq":0,"kind":"usage","id":"{date}/{code}","op":"put","body":
                    {{"date":"{date}","product":"{code}","count":{count},"updated_at":""}}}}{comma}"#
            )?;
        }
        write!(page, r#"],"cursor":"{end}","has_more":{}}}"#, end < rows)?;
        archive.take_page(page.as_bytes())?;
        row = end;
    }
    Ok(())
}
