//! Invoices printed with Chinese letters.

use crate::processor;
use crate::table::Row;
use anyhow::{Result, ensure};
use billing_contract::{Currency, InvoiceId, InvoiceKind, Money};
use billing_service::demo;
use billing_service::documents::{DocumentKind, print};
use billing_service::store::{PrintedInvoice, PrintedLine};

const ROUNDS: u32 = 11;
/// Documents in one round.
const DOCUMENTS: u32 = 40;
/// A hundred in a second of a core.
const GOAL_MS: f64 = 10.0;

/// Milliseconds of a core for each invoice, and how many were other bytes when they were printed
/// again.
pub fn rows() -> Result<[Row; 2]> {
    let seller = demo::seller();
    let (mut times, mut differing) = (Vec::new(), 0u32);
    // The first round reads the fonts and does not count.
    for round in 0..=ROUNDS {
        let invoices: Vec<_> = (0..DOCUMENTS).map(|place| invoice(round, place)).collect();
        let began = processor::time();
        let mut printed = Vec::new();
        for invoice in &invoices {
            printed.push(print(invoice, DocumentKind::Invoice, &seller)?);
        }
        if round > 0 {
            times.push(processor::millis_each(began, invoices.len()));
        }
        for (invoice, document) in invoices.iter().zip(printed) {
            ensure!(document.starts_with(b"%PDF-") && document.len() > 10_000, "no document");
            differing += u32::from(print(invoice, DocumentKind::Invoice, &seller)? != document);
        }
    }
    Ok([
        Row::p95("invoice printed in Chinese, p95", "ms of a core", &times, GOAL_MS),
        Row::limit("documents that came out otherwise", "", differing.into(), 0.0),
    ])
}

/// No two of them have the same letters throughout, so that nothing could be remembered.
fn invoice(round: u32, place: u32) -> PrintedInvoice {
    const WHAT: [&str; 6] = [
        "语音通话超出套餐部分",
        "企业版一年订阅",
        "客服坐席",
        "电子邮件加量包",
        "实施与培训服务",
        "数据迁移",
    ];
    const WHO: [&str; 4] =
        ["云帆科技有限公司", "北京星河数据", "深圳市海岳贸易", "杭州知味餐饮管理"];
    let number = round * DOCUMENTS + place;
    let lines: Vec<_> = (0..6)
        .zip(WHAT.iter().cycle().skip(place as usize))
        .map(|(at, what)| {
            let (quantity, unit_minor) = (i64::from(number % 90 + 1 + at), 1_200 + i64::from(at));
            let amount_minor = quantity * unit_minor;
            PrintedLine {
                description: format!("{what}（第 {number} 期）"),
                quantity,
                unit_minor,
                amount_minor,
                tax_minor: amount_minor * 6 / 106,
                tax_basis_points: 600,
            }
        })
        .collect();
    let sum = |of: fn(&PrintedLine) -> i64| lines.iter().map(of).sum::<i64>();
    PrintedInvoice {
        id: InvoiceId::new(format!("invoice-{number}")),
        number: format!("INV-2026-{number:06}"),
        corrects_number: None,
        kind: InvoiceKind::Invoice,
        amount: Money::new(sum(|line| line.amount_minor), Currency::CNY),
        tax_minor: sum(|line| line.tax_minor),
        period: "2026-05".to_owned(),
        created_at: chrono::DateTime::from_timestamp(1_780_000_000 + i64::from(number), 0)
            .unwrap_or_default(),
        due_date: chrono::NaiveDate::from_ymd_opt(2026, 6, 21).unwrap_or_default(),
        paid_at: None,
        order_no: Some(format!("BC26061812{number:08}")),
        billed_to: WHO[place as usize % WHO.len()].to_owned(),
        billed_to_contact: "林雨晴".to_owned(),
        billed_to_address: Some("上海市浦东新区云帆路 8 号".to_owned()),
        billed_to_tax_id: Some("91310115MA1YUNFAN2".to_owned()),
        locale: "zh-CN".to_owned(),
        is_test: true,
        has_document: false,
        lines,
    }
}
