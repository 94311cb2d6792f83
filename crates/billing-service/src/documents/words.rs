//! The words on documents, in every language, and how dates are written.

use super::DocumentKind;
use chrono::{DateTime, Datelike as _, NaiveDate, Utc};

/// Every word of one language. `{0}` and `{1}` stand for what is filled in.
pub struct Words {
    pub invoice: &'static str,
    pub receipt: &'static str,
    pub credit_note: &'static str,
    pub number: &'static str,
    pub issued: &'static str,
    pub due: &'static str,
    pub paid: &'static str,
    pub credited: &'static str,
    pub period: &'static str,
    pub order: &'static str,
    pub corrects: &'static str,
    pub billed_to: &'static str,
    pub tax_id: &'static str,
    pub amount_due_by: &'static str,
    pub amount_paid_on: &'static str,
    pub amount_credited_on: &'static str,
    pub description: &'static str,
    pub quantity: &'static str,
    pub unit_price: &'static str,
    pub tax: &'static str,
    pub amount: &'static str,
    pub prices_include_tax: &'static str,
    pub subtotal: &'static str,
    pub tax_at_rate_on: &'static str,
    pub total: &'static str,
    pub amount_due: &'static str,
    pub amount_paid: &'static str,
    pub amount_credited: &'static str,
    pub is_paid: &'static str,
    pub is_test: &'static str,
    pub test_note: &'static str,
    pub page_of: &'static str,
    pub refund_of: &'static str,
    pub reduction: &'static str,
    date: fn(NaiveDate) -> String,
    month: fn(NaiveDate) -> String,
}

/// The words of a language; English for one that is not known.
pub fn of(locale: &str) -> &'static Words {
    match locale {
        "zh-CN" => &CHINESE,
        "ja" => &JAPANESE,
        _ => &ENGLISH,
    }
}

impl Words {
    /// What a document is called.
    pub fn title(&self, kind: DocumentKind) -> &'static str {
        match kind {
            DocumentKind::Invoice => self.invoice,
            DocumentKind::Receipt => self.receipt,
            DocumentKind::CreditNote => self.credit_note,
        }
    }

    /// A day.
    pub fn day(&self, day: NaiveDate) -> String {
        (self.date)(day)
    }

    /// The day of a moment, in UTC.
    pub fn day_of(&self, moment: DateTime<Utc>) -> String {
        self.day(moment.date_naive())
    }

    /// A month written `YYYY-MM`; as it stands if it is none.
    pub fn month(&self, period: &str) -> String {
        let first: Option<NaiveDate> = format!("{period}-01").parse().ok();
        first.map_or_else(|| period.to_owned(), self.month)
    }
}

/// Fills the places of a sentence.
pub fn fill(sentence: &str, values: &[&str]) -> String {
    let mut text = String::with_capacity(sentence.len() + 32);
    let mut rest = sentence;
    // In one pass: what is filled in may look like a place itself.
    while let Some(at) = rest.find('{') {
        let place = rest[at + 1..].find('}').map(|end| (end, &rest[at + 1..at + 1 + end]));
        let value = place.and_then(|(_, place)| values.get(place.parse::<usize>().ok()?));
        let (Some((end, _)), Some(value)) = (place, value) else { break };
        text.push_str(&rest[..at]);
        text.push_str(value);
        rest = &rest[at + end + 2..];
    }
    text.push_str(rest);
    text
}

fn english_day(day: NaiveDate) -> String {
    day.format("%-d %B %Y").to_string()
}

fn english_month(day: NaiveDate) -> String {
    day.format("%B %Y").to_string()
}

fn eastern_day(day: NaiveDate) -> String {
    format!("{}年{}月{}日", day.year(), day.month(), day.day())
}

fn eastern_month(day: NaiveDate) -> String {
    format!("{}年{}月", day.year(), day.month())
}

const ENGLISH: Words = Words {
    invoice: "Invoice",
    receipt: "Receipt",
    credit_note: "Credit note",
    number: "Invoice number",
    issued: "Date of issue",
    due: "Date due",
    paid: "Date paid",
    credited: "Date credited",
    period: "Period",
    order: "Order",
    corrects: "Corrects invoice",
    billed_to: "Billed to",
    tax_id: "Tax ID {0}",
    amount_due_by: "{0} due {1}",
    amount_paid_on: "{0} paid on {1}",
    amount_credited_on: "{0} credited on {1}",
    description: "Description",
    quantity: "Qty",
    unit_price: "Unit price",
    tax: "Tax",
    amount: "Amount",
    prices_include_tax: "All prices include tax.",
    subtotal: "Subtotal excluding tax",
    tax_at_rate_on: "VAT {0} % on {1}",
    total: "Total",
    amount_due: "Amount due",
    amount_paid: "Amount paid",
    amount_credited: "Amount credited",
    is_paid: "PAID",
    is_test: "[TEST]",
    test_note: "[TEST] Made from test data: no real money is involved.",
    page_of: "Page {0} of {1}",
    refund_of: "Refund: {0}",
    reduction: "Reduction",
    date: english_day,
    month: english_month,
};

const CHINESE: Words = Words {
    invoice: "账单",
    receipt: "收据",
    credit_note: "贷项通知单",
    number: "账单编号",
    issued: "开具日期",
    due: "付款截止日",
    paid: "付款日期",
    credited: "退款日期",
    period: "计费周期",
    order: "订单号",
    corrects: "对应账单",
    billed_to: "客户",
    tax_id: "税号 {0}",
    amount_due_by: "应付 {0}，请于 {1} 前支付",
    amount_paid_on: "已于 {1} 支付 {0}",
    amount_credited_on: "已于 {1} 退还 {0}",
    description: "项目",
    quantity: "数量",
    unit_price: "单价",
    tax: "税额",
    amount: "金额",
    prices_include_tax: "所有价格均含税。",
    subtotal: "不含税小计",
    tax_at_rate_on: "增值税 {0} %（税基 {1}）",
    total: "合计",
    amount_due: "应付金额",
    amount_paid: "已付金额",
    amount_credited: "退还金额",
    is_paid: "已付款",
    is_test: "[TEST] 测试",
    test_note: "[TEST] 由测试数据生成，不涉及真实资金。",
    page_of: "第 {0} 页，共 {1} 页",
    refund_of: "退款：{0}",
    reduction: "优惠",
    date: eastern_day,
    month: eastern_month,
};

const JAPANESE: Words = Words {
    invoice: "請求書",
    receipt: "領収書",
    credit_note: "返金明細書",
    number: "請求書番号",
    issued: "発行日",
    due: "お支払期限",
    paid: "お支払日",
    credited: "返金日",
    period: "対象期間",
    order: "注文番号",
    corrects: "対象の請求書",
    billed_to: "ご請求先",
    tax_id: "登録番号 {0}",
    amount_due_by: "ご請求額 {0}（お支払期限 {1}）",
    amount_paid_on: "{0} を {1} に領収しました",
    amount_credited_on: "{0} を {1} に返金しました",
    description: "内容",
    quantity: "数量",
    unit_price: "単価",
    tax: "税額",
    amount: "金額",
    prices_include_tax: "価格はすべて税込みです。",
    subtotal: "小計（税抜）",
    tax_at_rate_on: "消費税 {0} %（対象 {1}）",
    total: "合計",
    amount_due: "ご請求額",
    amount_paid: "お支払額",
    amount_credited: "返金額",
    is_paid: "支払済み",
    is_test: "[TEST] テスト",
    test_note: "[TEST] テストデータから作成されました。実際の金銭は動いていません。",
    page_of: "{0} / {1} ページ",
    refund_of: "返金：{0}",
    reduction: "割引",
    date: eastern_day,
    month: eastern_month,
};
