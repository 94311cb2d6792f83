//! Searching a hundred thousand invoices for English and Chinese words, against a naive scan of
//! their texts in memory.

use crate::archived::{computer, file_on, said};
use crate::table::{Row, p95};
use anyhow::{Context as _, Result, ensure};
use billing_contract::{
    Change, ChangeKind, ChangeOp, ChangesPage, Currency, Invoice, InvoiceId, InvoiceKind,
    InvoiceLine, InvoiceStatus, Money,
};
use billing_core::ArchiveFiles;
use billing_core::clock::SystemClock;
use billing_core::console::Console;
use billing_core::views::{InvoiceFilter, InvoicesWish, SearchKind, SearchWish};
use billing_testkit::RunningService;
use billing_tests::computer::Computer;
use chrono::{DateTime, TimeDelta, Utc};
use rand::rngs::StdRng;
use rand::seq::IndexedRandom as _;
use rand::{Rng as _, SeedableRng as _};
use rusqlite::Connection;
use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

const ROUNDS: usize = 10;
const INVOICES: u32 = 100_000;
const QUESTIONS: usize = 60;
/// As many hits as the window asks for.
const HITS: u32 = 5;
/// More rows are not given at once.
const AT_ONCE: u32 = 1_000;
const GOAL_MS: f64 = 30.0;

/// Milliseconds for each question, and how many invoices were not found or found wrongly.
pub async fn rows(service: &Path) -> Result<[Row; 2]> {
    let mut service = RunningService::start_program(service)?;
    let computer = computer(&service).await?;
    // From this computer alone, and so that nothing else goes on.
    service.stop()?;
    let mut random = StdRng::seed_from_u64(4);
    let texts = fill(&computer, &mut random)?;
    let questions: Vec<_> = (0..QUESTIONS).map(|at| question(&texts, at, &mut random)).collect();
    let console = computer.start().await;

    let mut wrong = 0;
    for question in &questions {
        let found = all_found(&console, question).await?;
        let expected = scan(&texts, question).map(|text| text.id.clone()).collect::<BTreeSet<_>>();
        ensure!(!expected.is_empty(), "{question:?} stands somewhere");
        wrong += found.symmetric_difference(&expected).count();
    }
    let (mut ours, mut naive) = (Vec::new(), Vec::new());
    // The first round warms both and does not count.
    for round in 0..=ROUNDS {
        for question in &questions {
            let began = Instant::now();
            let wish = SearchWish { text: question.clone(), customer: None, limit: HITS };
            let seen = said(console.search(wish).await)?;
            let took = began.elapsed().as_secs_f64() * 1e3;
            let began = Instant::now();
            let expected = scan(&texts, question).count();
            let scanned = began.elapsed().as_secs_f64() * 1e3;
            let of_invoices = seen.totals.iter().find(|(kind, _)| *kind == SearchKind::Invoice);
            let total = of_invoices.map_or(0, |(_, total)| *total as usize);
            ensure!(total == expected, "{question:?}: {total} found of {expected}");
            if round > 0 {
                ours.push(took);
                naive.push(scanned);
            }
        }
    }
    console.close().await;
    let goal = GOAL_MS / p95(&naive);
    Ok([
        Row::p95_ratio("search over 100,000 invoices, p95", "ms", &ours, &naive, goal),
        Row::limit("invoices missed or found wrongly", "", wrong as f64, 0.0),
    ])
}

/// Everything a question picks, page by page.
async fn all_found(console: &Console, question: &str) -> Result<BTreeSet<InvoiceId>> {
    let mut found = BTreeSet::new();
    for offset in (0..).step_by(AT_ONCE as usize) {
        let filter = InvoiceFilter { query: Some(question.to_owned()), ..InvoiceFilter::default() };
        let wish = InvoicesWish { filter, offset, limit: AT_ONCE };
        let seen = said(console.invoices(wish).await)?.context("there are invoices")?;
        let rows = seen.value.rows;
        let is_last = rows.len() < AT_ONCE as usize;
        found.extend(rows.into_iter().map(|row| row.invoice_id));
        if is_last {
            break;
        }
    }
    Ok(found)
}

/// What stands on an invoice, in small letters.
struct Text {
    id: InvoiceId,
    words: String,
}

/// Where all the words of a question stand.
fn scan<'a>(texts: &'a [Text], question: &str) -> impl Iterator<Item = &'a Text> {
    let words: Vec<String> = question.split_whitespace().map(str::to_lowercase).collect();
    texts.iter().filter(move |text| words.iter().all(|word| text.words.contains(word.as_str())))
}

/// A part of a text, as somebody types it: half of them Chinese, some of two parts.
fn question(texts: &[Text], at: usize, random: &mut StdRng) -> String {
    let mut parts = Vec::new();
    while parts.len() < 1 + usize::from(at % 5 == 4) {
        let Some(line) = texts.choose(random).and_then(|text| {
            let lines: Vec<_> = text.words.lines().collect();
            lines.choose(random).map(|line| line.chars().collect::<Vec<_>>())
        }) else {
            continue;
        };
        let is_chinese = at.is_multiple_of(2);
        let fits = |character: &char| character.is_ascii() != is_chinese;
        let begins: Vec<_> = (0..line.len()).filter(|place| fits(&line[*place])).collect();
        let Some(begin) = begins.choose(random) else { continue };
        let length =
            if is_chinese { random.random_range(1..=6) } else { random.random_range(2..=9) };
        let part: String = line[*begin..].iter().take_while(|one| fits(one)).take(length).collect();
        if part.trim().chars().count() >= if is_chinese { 1 } else { 2 } {
            parts.push(part.trim().to_owned());
        }
        if parts.len() == 2 && scan(texts, &parts.join(" ")).next().is_none() {
            parts.clear();
        }
    }
    parts.join(" ")
}

/// Puts a hundred thousand invoices in the place of what there is, as pages of the change feed.
fn fill(computer: &Computer, random: &mut StdRng) -> Result<Vec<Text>> {
    let file = file_on(computer)?;
    let known: Vec<String> = Connection::open(&file)?
        .prepare("SELECT invoice_id FROM invoices")?
        .query_map([], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    let mut archive = ArchiveFiles::open(file, Arc::new(SystemClock::new()));
    let mut texts = Vec::new();
    let now = Utc::now();
    let gone =
        |id| Change { seq: 1, kind: ChangeKind::Invoice, id, op: ChangeOp::Delete, body: None };
    let page = ChangesPage {
        changes: known.into_iter().map(gone).collect(),
        cursor: "emptied by hand".to_owned(),
        has_more: true,
        server_now: now,
    };
    archive.take_page(&serde_json::to_vec(&page)?)?;
    for first in (0..INVOICES).step_by(AT_ONCE as usize) {
        let mut changes = Vec::new();
        for number in (first..first + AT_ONCE).map(|place| INVOICES - place) {
            let issued = now - TimeDelta::minutes(i64::from(INVOICES - number) * 20);
            let invoice = invoice(number, issued, random);
            texts.push(Text { id: invoice.invoice_id.clone(), words: words_of(&invoice) });
            changes.push(Change {
                seq: i64::from(number),
                kind: ChangeKind::Invoice,
                id: invoice.invoice_id.to_string(),
                op: ChangeOp::Put,
                body: Some(serde_json::value::to_raw_value(&invoice)?),
            });
        }
        let page = ChangesPage {
            changes,
            cursor: format!("by hand {first}"),
            has_more: first + AT_ONCE < INVOICES,
            server_now: now,
        };
        archive.take_page(&serde_json::to_vec(&page)?)?;
    }
    Ok(texts)
}

/// What the core lets be searched of an invoice, found out by itself.
fn words_of(invoice: &Invoice) -> String {
    let mut parts = vec![
        invoice.number.clone(),
        invoice.billed_to.clone(),
        invoice.period.clone(),
        invoice.amount.as_str().to_owned(),
        invoice.currency.code().to_owned(),
    ];
    for line in &invoice.lines {
        parts.extend([line.description.clone(), line.amount.as_str().to_owned()]);
    }
    parts.join("\n").to_lowercase()
}

fn invoice(number: u32, issued: DateTime<Utc>, random: &mut StdRng) -> Invoice {
    const PLACES: [&str; 8] = ["上海", "北京", "深圳", "杭州", "成都", "Berlin", "Austin", "Osaka"];
    const NAMES: [&str; 12] = [
        "云帆科技",
        "星河数据",
        "海岳贸易",
        "知味餐饮",
        "青禾教育",
        "远山物流",
        "Northwind",
        "Harbor Light",
        "Bluefin Analytics",
        "Cedar & Pine",
        "Quarry Works",
        "Lumen Foods",
    ];
    const FORMS: [&str; 5] = ["有限公司", "股份有限公司", "集团", "Ltd", "GmbH"];
    const WHAT: [&str; 12] = [
        "语音通话超出套餐部分",
        "企业版一年订阅",
        "客服坐席",
        "电子邮件加量包",
        "实施与培训服务",
        "数据迁移",
        "Voice minutes beyond the plan",
        "Business subscription, yearly",
        "Seats",
        "E-mail allowance",
        "Onboarding and training",
        "Data migration",
    ];
    let mut one_of = |words: &[&'static str]| words.choose(random).copied().unwrap_or_default();
    let billed_to = format!("{}{} {}", one_of(&PLACES), one_of(&NAMES), one_of(&FORMS));
    let what = [one_of(&WHAT), one_of(&WHAT)];
    let currency = if number.is_multiple_of(3) { Currency::USD } else { Currency::CNY };
    let decimal = |minor| Money::new(minor, currency).to_decimal();
    let amounts = what.map(|_| i64::from(random.random_range(100..900_000)));
    let lines = what.iter().zip(amounts).map(|(description, minor)| InvoiceLine {
        description: format!("{description} {}", random.random_range(1..500)),
        quantity: 1,
        unit_amount: decimal(minor),
        amount: decimal(minor),
        tax_amount: decimal(minor * 6 / 106),
    });
    Invoice {
        lines: lines.collect(),
        invoice_id: InvoiceId::new(format!("by-hand-{number:06}")),
        number: format!("INV-{}-{number:06}", issued.format("%Y")),
        kind: InvoiceKind::Invoice,
        amount: decimal(amounts.iter().sum()),
        currency,
        tax_amount: decimal(amounts.iter().map(|minor| minor * 6 / 106).sum()),
        period: issued.format("%Y-%m").to_string(),
        status: InvoiceStatus::Open,
        created_at: issued,
        due_date: issued.date_naive(),
        paid_at: None,
        billed_to,
        order_id: None,
        corrects: None,
        document_sha256: format!("{number:064x}"),
        receipt_sha256: None,
    }
}
