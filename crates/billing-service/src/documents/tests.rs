//! Documents read back by tools that are not ours. Twenty random invoices are tried;
//! `BILLING_FAULT_SCALE` multiplies that.

use super::fonts::Weight;
use super::*;
use crate::demo;
use crate::store::PrintedLine;
use aws_lc_rs::digest;
use billing_contract::{Currency, InvoiceId, InvoiceKind, Money, amounts};
use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use std::process::{Command, Stdio};

fn scale() -> u32 {
    let scale = std::env::var("BILLING_FAULT_SCALE").ok().and_then(|scale| scale.parse().ok());
    scale.unwrap_or(1)
}

fn line(description: &str, quantity: i64, unit_minor: i64, tax_minor: i64) -> PrintedLine {
    let amount_minor = quantity * unit_minor;
    PrintedLine {
        description: description.to_owned(),
        quantity,
        unit_minor,
        amount_minor,
        tax_minor,
        tax_basis_points: if tax_minor == 0 { 0 } else { 600 },
    }
}

fn invoice(locale: &str, currency: Currency, lines: Vec<PrintedLine>) -> PrintedInvoice {
    PrintedInvoice {
        id: InvoiceId::new("one"),
        number: "INV-2026-000598".to_owned(),
        corrects_number: None,
        kind: InvoiceKind::Invoice,
        amount: Money::new(lines.iter().map(|line| line.amount_minor).sum(), currency),
        tax_minor: lines.iter().map(|line| line.tax_minor).sum(),
        period: "2026-05".to_owned(),
        created_at: "2026-06-01T09:00:00Z".parse().unwrap(),
        due_date: "2026-06-21".parse().unwrap(),
        paid_at: None,
        order_no: Some("BC2606181200000001".to_owned()),
        billed_to: "云帆科技".to_owned(),
        billed_to_contact: "林雨晴 喆堃".to_owned(),
        billed_to_address: Some("上海市浦东新区云帆路 8 号\nさくら商事 3-1".to_owned()),
        billed_to_tax_id: Some("91310115MA1YUNFAN2".to_owned()),
        locale: locale.to_owned(),
        is_test: true,
        has_document: false,
        lines,
    }
}

fn usual(locale: &str) -> PrintedInvoice {
    let lines = vec![
        line("Voice minutes", 1_234, 12, 838),
        line("企业版一年", 1, 449_000, 25_415),
        line("音声通話の追加料金と、とても長い説明が何行にもわたって続く明細", 3, -700, -119),
    ];
    invoice(locale, Currency::CNY, lines)
}

/// What a tool says of a document.
fn ask(tool: &str, arguments: &[&str], document: &[u8]) -> String {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("document.pdf");
    std::fs::write(&file, document).unwrap();
    let (before, after) = match arguments.split_last() {
        Some((last, before)) if *last == "-" => (before, Some("-")),
        _ => (arguments, None),
    };
    let output = Command::new(tool)
        .args(before)
        .arg(&file)
        .args(after)
        .stderr(Stdio::piped())
        .output()
        .unwrap_or_else(|error| panic!("{tool}: {error}; see xtask's list of packages"));
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{tool}: {said}{}", String::from_utf8_lossy(&output.stderr));
    said
}

/// The text in the order in which it was drawn, without spaces.
fn text_of(document: &[u8]) -> String {
    without_spaces(&ask("pdftotext", &["-raw", "-enc", "UTF-8", "-"], document))
}

fn without_spaces(text: &str) -> String {
    text.chars().filter(|letter| !letter.is_whitespace()).collect()
}

fn holds(text: &str, wanted: &str) -> bool {
    text.contains(&without_spaces(wanted))
}

#[test]
fn every_document_is_well_formed_and_says_everything_in_every_language() {
    for locale in ["en", "zh-CN", "ja"] {
        let words = words::of(locale);
        let open = usual(locale);
        let paid = PrintedInvoice { paid_at: Some(open.created_at), ..usual(locale) };
        let credit = PrintedInvoice {
            kind: InvoiceKind::CreditNote,
            corrects_number: Some("INV-2026-000001".to_owned()),
            ..invoice(locale, Currency::CNY, vec![line("退款", 1, -39_900, -2_258)])
        };
        let kinds = [
            (open, DocumentKind::Invoice, words.amount_due),
            (paid.clone(), DocumentKind::Invoice, words.amount_paid),
            (paid, DocumentKind::Receipt, words.amount_paid),
            (credit, DocumentKind::CreditNote, words.amount_credited),
        ];
        for (invoice, kind, label) in kinds {
            let document = print(&invoice, kind, &demo::seller()).unwrap();
            ask("qpdf", &["--check"], &document);
            let text = text_of(&document);
            let money = |minor| amounts::text(Money::new(minor, Currency::CNY), locale);
            for line in &invoice.lines {
                assert!(holds(&text, &line.description), "{locale} {}", line.description);
                assert!(holds(&text, &money(line.amount_minor)), "{locale} {line:?}");
            }
            let total = format!("{label}{}", money(invoice.amount.minor));
            assert!(holds(&text, &total), "{locale} {total}: {text}");
            for wanted in ["云帆科技", "林雨晴 喆堃", "浦东新区云帆路", "さくら商事", "[TEST]"]
            {
                assert!(holds(&text, wanted), "{locale} {wanted}: {text}");
            }
            for wanted in [words.title(kind), &invoice.number, "Cloudline Software Ltd"] {
                assert!(holds(&text, wanted), "{locale} {wanted}");
            }
        }
    }
}

#[test]
fn fonts_are_embedded_and_only_the_letters_that_are_used() {
    let document = print(&usual("zh-CN"), DocumentKind::Invoice, &demo::seller()).unwrap();
    let said = ask("pdffonts", &[], &document);
    let fonts: Vec<&str> = said.lines().skip(2).collect();
    assert!(fonts.len() >= 3, "{said}");
    for font in fonts {
        let columns: Vec<&str> = font.split_whitespace().collect();
        let subset_tag = columns[0].split_once('+').map(|(tag, _)| tag.len());
        assert_eq!(subset_tag, Some(6), "{font}");
        // … emb sub uni object ID
        let places = columns.len();
        assert_eq!(columns[places - 5..places - 2], ["yes", "yes", "yes"], "{font}");
    }
    assert!(document.len() < 120_000, "{}", document.len());
}

#[test]
fn the_same_invoice_gives_the_same_bytes_and_another_one_others() {
    let document =
        |invoice: &PrintedInvoice| print(invoice, DocumentKind::Invoice, &demo::seller()).unwrap();
    let first = document(&usual("ja"));
    // Something else in between leaves no trace.
    assert_ne!(document(&usual("en")), first);
    assert_eq!(document(&usual("ja")), first);
    let apart = std::thread::spawn(move || document(&usual("ja"))).join().unwrap();
    assert_eq!(apart, first);
    let dearer = PrintedInvoice { number: "INV-2026-000599".to_owned(), ..usual("ja") };
    assert_ne!(document(&dearer), first);
}

#[test]
fn another_process_gives_the_same_bytes() {
    const ASKED: &str = "BILLING_PRINT_A_DOCUMENT_TO";
    let document = print(&usual("zh-CN"), DocumentKind::Invoice, &demo::seller()).unwrap();
    if let Some(file) = std::env::var_os(ASKED) {
        std::fs::write(file, document).unwrap();
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("other.pdf");
    let this = "documents::tests::another_process_gives_the_same_bytes";
    let other = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", this])
        .env(ASKED, &file)
        .output()
        .unwrap();
    assert!(other.status.success(), "{other:?}");
    let sha256 = |bytes: &[u8]| digest::digest(&digest::SHA256, bytes).as_ref().to_vec();
    assert_eq!(sha256(&std::fs::read(file).unwrap()), sha256(&document));
}

#[test]
fn a_thousand_lines_go_over_many_pages_and_none_is_lost() {
    let lines = (0..1_000).map(|place| line(&format!("Line {place:04} 项"), 1, place, 0));
    let long = invoice("en", Currency::USD, lines.collect());
    let document = print(&long, DocumentKind::Invoice, &demo::seller()).unwrap();
    ask("qpdf", &["--check"], &document);
    let text = text_of(&document);
    for line in &long.lines {
        assert!(holds(&text, &line.description), "{}", line.description);
    }
    let pages: usize = ask("qpdf", &["--show-npages"], &document).trim().parse().unwrap();
    assert!(pages > 20, "{pages}");
    for page in 1..=pages {
        assert!(holds(&text, &format!("Page {page} of {pages}")), "{page}");
    }
    assert!(holds(&text, "Amount due$4,995.00"));
}

#[test]
fn nothing_leaves_the_page_or_touches_the_foot() {
    let hostile = "\u{202e}🧾<script>ﷺ\u{0}長".repeat(40);
    let wide = line(&hostile, i64::MAX / 100_000, 1_000, 0);
    let mut invoice = invoice("ja", Currency::JPY, vec![wide; 40]);
    invoice.amount.minor = i64::MIN + 1;
    invoice.billed_to = hostile.clone();
    invoice.billed_to_address = Some(hostile.clone());
    let seller = SellerConfig { name: hostile.clone(), address: hostile, ..demo::seller() };
    let reader = fonts::Reader::of("ja");
    for sheet in template::lay_out(&invoice, DocumentKind::Invoice, &seller) {
        for mark in &sheet.0 {
            let sheet::Mark::Text(text) = mark else { continue };
            let width = reader.width(&text.text, text.weight, text.size);
            let left = if text.is_flush_right { text.x - width } else { text.x };
            assert!(left > 20.0 && left + width < sheet::WIDTH - 50.0, "{text:?}");
            assert!(text.y > 20.0 && text.y < sheet::HEIGHT - 40.0, "{text:?}");
        }
    }
    let document = print(&invoice, DocumentKind::Invoice, &seller).unwrap();
    ask("qpdf", &["--check"], &document);
}

#[test]
fn strong_letters_are_wider_than_plain_ones() {
    let reader = fonts::Reader::of("en");
    let width = |weight| reader.width("Amount due", weight, 10.0);
    assert!(width(Weight::Strong) > width(Weight::Regular));
}

fn any_invoice() -> impl Strategy<Value = PrintedInvoice> {
    let words =
        prop::sample::select(vec!["Voice", "语音分钟", "音声通話", "Größe", "Ж", "plan (1)"]);
    let description = prop::collection::vec(words, 1..9).prop_map(|words| words.join(" "));
    let line = (description, 0_i64..100_000, -5_000_000_i64..5_000_000, 0_i64..2_000).prop_map(
        |(description, quantity, unit_minor, rate)| {
            let tax = quantity * unit_minor / 10_000 * rate;
            PrintedLine { tax_basis_points: rate, ..line(&description, quantity, unit_minor, tax) }
        },
    );
    let currency = prop::sample::select(vec!["CNY", "USD", "JPY", "KWD", "EUR", "BRL"]);
    let locale = prop::sample::select(vec!["en", "zh-CN", "ja"]);
    let lines = prop::collection::vec(line, 1..30);
    (locale, currency, lines, any::<bool>()).prop_map(|(locale, currency, lines, is_paid)| {
        let made = invoice(locale, Currency::from_code(currency).unwrap(), lines);
        PrintedInvoice { paid_at: is_paid.then_some(made.created_at), ..made }
    })
}

#[test]
fn totals_in_random_documents_are_those_of_the_books_to_the_minor_unit() {
    let cases = ProptestConfig { cases: 20 * scale(), ..ProptestConfig::default() };
    let mut runner = TestRunner::new(cases);
    let ran = runner.run(&any_invoice(), |invoice| {
        let document = print(&invoice, DocumentKind::Invoice, &demo::seller()).unwrap();
        let text = text_of(&document);
        let words = words::of(&invoice.locale);
        let money =
            |minor| amounts::text(Money::new(minor, invoice.amount.currency), &invoice.locale);
        let label = if invoice.paid_at.is_some() { words.amount_paid } else { words.amount_due };
        let total: i64 = invoice.lines.iter().map(|line| line.amount_minor).sum();
        let wanted =
            [format!("{label}{}", money(total)), format!("{}{}", words.total, money(total))];
        for wanted in wanted {
            prop_assert!(holds(&text, &wanted), "{}: {}", wanted, text);
        }
        for line in &invoice.lines {
            let numbers = [line.tax_minor, line.amount_minor].map(money).concat();
            let row = format!("{numbers}{}", line.description);
            prop_assert!(holds(&text, &row), "{}: {}", row, text);
        }
        Ok(())
    });
    ran.unwrap();
}
