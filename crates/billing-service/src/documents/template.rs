//! The one template of all documents: where everything stands on the page.

use super::DocumentKind;
use super::fonts::{Reader, Weight};
use super::sheet::{Colour, HEIGHT, Mark, Sheet, Text, WIDTH};
use super::words::{self, Words, fill};
use crate::config::SellerConfig;
use crate::store::{PrintedInvoice, PrintedLine};
use billing_contract::{Money, amounts};
use std::collections::BTreeMap;

const LEFT: f32 = 56.0;
const RIGHT: f32 = WIDTH - 56.0;
const TOP: f32 = 60.0;
/// Where the lines of a page end.
const BOTTOM: f32 = HEIGHT - 84.0;
/// Where the second column of facts begins.
const SECOND: f32 = 330.0;
/// Where the columns of numbers end: quantity, unit price, tax, amount.
const COLUMNS: [f32; 4] = [302.0, 386.0, 456.0, RIGHT];
const COLUMN_GAP: f32 = 8.0;
const DESCRIPTION_WIDTH: f32 = 206.0;
const TEXT: f32 = 9.5;
const SMALL: f32 = 8.5;
const LEADING: f32 = 13.5;
const ROW_PADDING: f32 = 8.0;

/// The pages of a document.
pub fn lay_out(invoice: &PrintedInvoice, kind: DocumentKind, seller: &SellerConfig) -> Vec<Sheet> {
    let words = words::of(&invoice.locale);
    let reader = Reader::of(&invoice.locale);
    let pages = vec![Sheet::default()];
    let mut layout = Layout { invoice, kind, seller, words, reader, pages, y: TOP };
    layout.head();
    layout.parties();
    layout.headline();
    layout.table();
    layout.totals();
    layout.feet();
    layout.pages
}

struct Layout<'a> {
    invoice: &'a PrintedInvoice,
    kind: DocumentKind,
    seller: &'a SellerConfig,
    words: &'static Words,
    reader: Reader,
    pages: Vec<Sheet>,
    /// How far down the page is filled.
    y: f32,
}

/// How letters look.
#[derive(Clone, Copy)]
struct Style {
    size: f32,
    weight: Weight,
    colour: Colour,
}

const PLAIN: Style = Style { size: TEXT, weight: Weight::Regular, colour: Colour::Ink };
const MUTED: Style = Style { colour: Colour::Muted, ..PLAIN };
const LABEL: Style = Style { size: SMALL, ..MUTED };
const STRONG: Style = Style { weight: Weight::Strong, ..PLAIN };

impl Layout<'_> {
    /// Brand and seller on the left, what it is on the right.
    fn head(&mut self) {
        self.brand(LEFT, TOP - 14.0);
        let title = Style { size: 20.0, ..STRONG };
        self.right(RIGHT, TOP + 2.0, self.words.title(self.kind), title);
        self.right(RIGHT, TOP + 19.0, &self.invoice.number, MUTED);
        let issued = match (self.kind, self.invoice.paid_at) {
            (DocumentKind::Receipt, Some(paid_at)) => self.words.day_of(paid_at),
            _ => self.words.day_of(self.invoice.created_at),
        };
        self.right(RIGHT, TOP + 33.0, &issued, MUTED);
        self.stamps(TOP + 43.0);
        self.y = TOP + 31.0;
        let name = Style { size: 11.0, ..STRONG };
        self.paragraph(LEFT, &self.seller.name, name, 260.0);
        self.y += 1.5;
        self.paragraph(LEFT, &self.seller.address, MUTED, 260.0);
        if let Some(tax_id) = &self.seller.tax_id {
            self.paragraph(LEFT, &fill(self.words.tax_id, &[tax_id]), MUTED, 260.0);
        }
        if let Some(email) = &self.seller.email {
            self.paragraph(LEFT, email, MUTED, 260.0);
        }
        self.y = (self.y + 26.0).max(TOP + 84.0);
    }

    /// The product's mark.
    fn brand(&mut self, x: f32, y: f32) {
        let mut panel = |x, y, width, height, radius, colour| {
            self.pages[0].0.push(Mark::Panel { x, y, width, height, radius, colour });
        };
        panel(x, y, 24.0, 24.0, 5.5, Colour::Brand);
        panel(x + 5.5, y + 7.0, 13.0, 2.2, 1.1, Colour::White);
        panel(x + 5.5, y + 11.4, 13.0, 2.2, 1.1, Colour::White);
        panel(x + 5.5, y + 15.8, 7.5, 2.2, 1.1, Colour::White);
    }

    /// Says at a glance that it is paid, or that it is no real money.
    fn stamps(&mut self, y: f32) {
        let mut right = RIGHT;
        if self.is_paid_document() {
            right = self.stamp(right, y, self.words.is_paid, Colour::Paid, Colour::PaidGround);
        }
        if self.invoice.is_test {
            self.stamp(right, y, self.words.is_test, Colour::Test, Colour::TestGround);
        }
    }

    fn stamp(&mut self, right: f32, y: f32, text: &str, colour: Colour, ground: Colour) -> f32 {
        let style = Style { size: 8.0, colour, ..STRONG };
        let width = self.reader.width(text, style.weight, style.size) + 14.0;
        let x = right - width;
        self.mark(Mark::Panel { x, y, width, height: 15.0, radius: 4.0, colour: ground });
        self.left(x + 7.0, y + 10.5, text, style);
        x - 5.0
    }

    /// To whom it is addressed, and the facts beside it.
    fn parties(&mut self) {
        let top = self.y;
        self.left(LEFT, top, self.words.billed_to, LABEL);
        self.y = top + 15.0;
        let invoice = self.invoice;
        self.paragraph(LEFT, &invoice.billed_to, Style { size: 10.5, ..STRONG }, 250.0);
        let mut lines: Vec<&str> = vec![&invoice.billed_to_contact];
        lines.extend(invoice.billed_to_address.iter().flat_map(|address| address.lines()));
        // Addresses tend to begin or end with the name that stands above them.
        lines.retain(|line| line.trim() != invoice.billed_to.trim());
        for line in lines {
            self.paragraph(LEFT, line, MUTED, 250.0);
        }
        if let Some(tax_id) = &invoice.billed_to_tax_id {
            self.paragraph(LEFT, &fill(self.words.tax_id, &[tax_id]), MUTED, 250.0);
        }
        let left_end = self.y;
        self.y = top;
        for (label, value) in self.facts() {
            self.left(SECOND, self.y, label, LABEL);
            self.y += 13.0;
            self.paragraph(SECOND, &value, PLAIN, RIGHT - SECOND);
            self.y += 5.0;
        }
        self.y = left_end.max(self.y) + 20.0;
    }

    fn facts(&self) -> Vec<(&'static str, String)> {
        let (invoice, words) = (self.invoice, self.words);
        let mut facts = Vec::new();
        if let Some(corrected) = &invoice.corrects_number {
            facts.push((words.corrects, corrected.clone()));
        }
        facts.push((words.period, words.month(&invoice.period)));
        match (self.kind, invoice.paid_at) {
            (DocumentKind::Receipt, Some(paid_at)) => {
                facts.push((words.number, invoice.number.clone()));
                facts.push((words.issued, words.day_of(invoice.created_at)));
                facts.push((words.paid, words.day_of(paid_at)));
            }
            (DocumentKind::Invoice, Some(paid_at)) if self.is_paid_document() => {
                facts.push((words.paid, words.day_of(paid_at)));
            }
            (DocumentKind::CreditNote, _) => {
                facts.push((words.credited, words.day_of(invoice.created_at)));
            }
            _ => facts.push((words.due, words.day(invoice.due_date))),
        }
        if let Some(order_no) = &invoice.order_no {
            facts.push((words.order, order_no.clone()));
        }
        facts
    }

    /// The one sentence that matters.
    fn headline(&mut self) {
        let (invoice, words) = (self.invoice, self.words);
        let paid_on = invoice.paid_at.filter(|_| self.is_paid_document());
        let amount = match self.kind {
            DocumentKind::CreditNote => self.money(invoice.amount.minor.saturating_neg()),
            DocumentKind::Invoice | DocumentKind::Receipt => self.money(invoice.amount.minor),
        };
        let sentence = match (self.kind, paid_on) {
            (DocumentKind::CreditNote, _) => {
                let on = words.day_of(invoice.created_at);
                fill(words.amount_credited_on, &[&amount, &on])
            }
            (_, Some(paid_at)) => fill(words.amount_paid_on, &[&amount, &words.day_of(paid_at)]),
            (_, None) => fill(words.amount_due_by, &[&amount, &words.day(invoice.due_date)]),
        };
        self.y += 4.0;
        self.paragraph(LEFT, &sentence, Style { size: 14.0, ..STRONG }, RIGHT - LEFT);
        self.y += 16.0;
    }

    fn table(&mut self) {
        self.table_head();
        let lines: Vec<&PrintedLine> = self.invoice.lines.iter().collect();
        for line in lines {
            let wrapped =
                self.reader.lines(&line.description, Weight::Regular, TEXT, DESCRIPTION_WIDTH);
            let height = wrapped.len().max(1) as f32 * LEADING + ROW_PADDING;
            if self.y + height > BOTTOM {
                self.next_page();
                self.table_head();
            }
            self.row(line, &wrapped);
        }
        self.y += 1.0;
        self.rule(LEFT);
    }

    fn table_head(&mut self) {
        let words = self.words;
        self.left(LEFT, self.y, words.description, LABEL);
        let names = [words.quantity, words.unit_price, words.tax, words.amount];
        for (right, name) in COLUMNS.into_iter().zip(names) {
            self.right(right, self.y, name, LABEL);
        }
        self.y += 8.0;
        self.rule(LEFT);
        self.y += 5.0;
    }

    fn row(&mut self, line: &PrintedLine, wrapped: &[String]) {
        let first = self.y + 10.0;
        let numbers = [
            quantity(line.quantity),
            self.money(line.unit_minor),
            self.money(line.tax_minor),
            self.money(line.amount_minor),
        ];
        let lefts = [LEFT + DESCRIPTION_WIDTH, COLUMNS[0], COLUMNS[1], COLUMNS[2]];
        for ((left, right), number) in lefts.into_iter().zip(COLUMNS).zip(numbers) {
            self.number(left + COLUMN_GAP, right, first, &number, PLAIN);
        }
        for (place, text) in wrapped.iter().enumerate() {
            self.left(LEFT, first + place as f32 * LEADING, text, PLAIN);
        }
        self.y += wrapped.len().max(1) as f32 * LEADING + ROW_PADDING;
    }

    /// Without tax, each tax, and what it comes to.
    fn totals(&mut self) {
        let (invoice, words) = (self.invoice, self.words);
        let taxes = taxes_by_rate(&invoice.lines);
        let height = (taxes.len() + 3) as f32 * 19.0 + 50.0;
        if self.y + height > BOTTOM {
            self.next_page();
        }
        self.y += 18.0;
        let net = invoice.amount.minor.saturating_sub(invoice.tax_minor);
        if !taxes.is_empty() {
            self.total(words.subtotal, net, PLAIN);
        }
        for (rate, (base, tax)) in taxes {
            let label = fill(words.tax_at_rate_on, &[&percent(rate), &self.money(base)]);
            self.total(&label, tax, PLAIN);
        }
        self.total(words.total, invoice.amount.minor, PLAIN);
        self.y -= 5.0;
        self.rule(SECOND - 60.0);
        self.y += 17.0;
        let (label, minor) = match self.kind {
            DocumentKind::CreditNote => (words.amount_credited, invoice.amount.minor),
            _ if self.is_paid_document() => (words.amount_paid, invoice.amount.minor),
            _ => (words.amount_due, invoice.amount.minor),
        };
        self.total(label, minor, Style { size: 11.5, ..STRONG });
        self.y += 14.0;
        if invoice.tax_minor != 0 {
            self.paragraph(LEFT, words.prices_include_tax, LABEL, RIGHT - LEFT);
        }
        if invoice.is_test {
            let style = Style { colour: Colour::Test, ..LABEL };
            self.paragraph(LEFT, words.test_note, style, RIGHT - LEFT);
        }
    }

    fn total(&mut self, label: &str, minor: i64, style: Style) {
        let amount = self.money(minor);
        let quiet = if style.weight == Weight::Strong { style } else { MUTED };
        self.number(LEFT, RIGHT - 92.0, self.y, label, quiet);
        self.number(RIGHT - 88.0, RIGHT, self.y, &amount, style);
        self.y += 19.0;
    }

    /// Number and page at the foot of each page.
    fn feet(&mut self) {
        let count = self.pages.len().to_string();
        let y = HEIGHT - 44.0;
        for place in 0..self.pages.len() {
            let page = (place + 1).to_string();
            let page = fill(self.words.page_of, &[&page, &count]);
            let about = format!("{} · {}", self.invoice.number, self.seller.name);
            let rule = Mark::Rule { left: LEFT, right: RIGHT, y: y - 16.0 };
            let width = self.reader.width(&page, LABEL.weight, LABEL.size);
            let about = self.fitted(LEFT, RIGHT - width - 20.0, y, &about, LABEL, false);
            let page = text(RIGHT, y, &page, LABEL, true);
            self.pages[place].0.extend([rule, about, page]);
        }
    }

    fn next_page(&mut self) {
        self.pages.push(Sheet::default());
        self.y = TOP;
        let title = format!("{} {}", self.words.title(self.kind), self.invoice.number);
        self.left(LEFT, self.y, &title, STRONG);
        self.y += 30.0;
    }

    /// Whether the document itself says that everything is paid: an invoice that was issued before
    /// it was paid never does, for it stays as it was issued.
    fn is_paid_document(&self) -> bool {
        let invoice = self.invoice;
        match self.kind {
            DocumentKind::Receipt => true,
            DocumentKind::Invoice => invoice.paid_at.is_some_and(|at| at <= invoice.created_at),
            DocumentKind::CreditNote => false,
        }
    }

    fn money(&self, minor: i64) -> String {
        amounts::text(Money::new(minor, self.invoice.amount.currency), &self.invoice.locale)
    }

    /// Text in lines from here on.
    fn paragraph(&mut self, x: f32, content: &str, style: Style, width: f32) {
        for line in self.reader.lines(content, style.weight, style.size, width) {
            self.left(x, self.y, &line, style);
            self.y += LEADING.max(style.size * 1.35);
        }
    }

    fn left(&mut self, x: f32, y: f32, content: &str, style: Style) {
        self.mark(Mark::Text(Text { ..plain(x, y, content, style) }));
    }

    fn right(&mut self, x: f32, y: f32, content: &str, style: Style) {
        self.mark(text(x, y, content, style, true));
    }

    /// A number that must not touch its neighbours: a very long one is written smaller.
    fn number(&mut self, left: f32, right: f32, y: f32, content: &str, style: Style) {
        let mark = self.fitted(left, right, y, content, style, true);
        self.mark(mark);
    }

    fn fitted(
        &self,
        left: f32,
        right: f32,
        y: f32,
        content: &str,
        style: Style,
        is_flush_right: bool,
    ) -> Mark {
        let width = self.reader.width(content, style.weight, style.size);
        let size =
            if width > right - left { style.size * (right - left) / width } else { style.size };
        let x = if is_flush_right { right } else { left };
        text(x, y, content, Style { size, ..style }, is_flush_right)
    }

    fn rule(&mut self, left: f32) {
        self.mark(Mark::Rule { left, right: RIGHT, y: self.y });
    }

    fn mark(&mut self, mark: Mark) {
        if let Some(page) = self.pages.last_mut() {
            page.0.push(mark);
        }
    }
}

fn plain(x: f32, y: f32, content: &str, style: Style) -> Text {
    let Style { size, weight, colour } = style;
    Text { x, y, text: content.to_owned(), size, weight, colour, is_flush_right: false }
}

fn text(x: f32, y: f32, content: &str, style: Style, is_flush_right: bool) -> Mark {
    Mark::Text(Text { is_flush_right, ..plain(x, y, content, style) })
}

/// For each rate of tax what it is on, without tax, and how much it is. Lines without tax have none.
fn taxes_by_rate(lines: &[PrintedLine]) -> BTreeMap<i64, (i64, i64)> {
    let mut taxes: BTreeMap<i64, (i64, i64)> = BTreeMap::new();
    for line in lines.iter().filter(|line| line.tax_basis_points != 0 || line.tax_minor != 0) {
        let (base, tax) = taxes.entry(line.tax_basis_points).or_default();
        *base = base.saturating_add(line.amount_minor.saturating_sub(line.tax_minor));
        *tax = tax.saturating_add(line.tax_minor);
    }
    taxes
}

/// A rate without zeros at its end.
fn percent(basis_points: i64) -> String {
    let (whole, rest) = (basis_points / 100, basis_points % 100);
    let text = format!("{whole}.{rest:02}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

fn quantity(count: i64) -> String {
    let sign = if count < 0 { "-" } else { "" };
    format!("{sign}{}", amounts::grouped(&count.unsigned_abs().to_string()))
}
