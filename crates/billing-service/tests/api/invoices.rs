//! Invoices: what is delivered is invoiced, what goes back is credited, documents never change.

use crate::shop::{Counter, accounts, sql};
use crate::support::{Api, fields, problem};
use aws_lc_rs::digest;
use billing_contract::{Invoice, InvoiceKind, InvoiceStatus, Page, Tokens};
use futures_util::future::join_all;
use reqwest::{Method, Response};
use serde_json::{Value, json};

async fn list(api: &Api, who: &Tokens, query: &str) -> Page<Invoice> {
    let answer = api.get(&format!("/api/portal/invoices?{query}"), who).await;
    assert_eq!(answer.status(), 200, "{}", answer.text().await.unwrap());
    answer.json().await.unwrap()
}

async fn all(api: &Api, who: &Tokens) -> Vec<Invoice> {
    let (mut all, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = list(api, who, &format!("limit=7{cursor}")).await;
        all.extend(page.items);
        match page.next_cursor {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return all,
        }
    }
}

async fn of_order(api: &Api, who: &Tokens, order: &str) -> Vec<Invoice> {
    let mut of_order = all(api, who).await;
    of_order.retain(|one| one.order_id.as_ref().is_some_and(|id| id.as_str() == order));
    of_order.reverse();
    of_order
}

fn minor(invoice: &Invoice) -> i64 {
    invoice.amount.in_currency(invoice.currency).unwrap().minor
}

fn path(invoice: &Invoice, what: &str) -> String {
    format!("/api/portal/invoices/{}{what}", invoice.invoice_id)
}

fn sha256(bytes: &[u8]) -> String {
    let digest = digest::digest(&digest::SHA256, bytes);
    digest.as_ref().iter().map(|byte| format!("{byte:02x}")).collect()
}

async fn refund(api: &Api, order: &str, key: &str, body: Value) {
    let operator = api.sign_in("operator").await;
    let request = api.request(Method::POST, &format!("/payments/orders/{order}/refund"));
    let request = request.bearer_auth(operator.access_token.expose());
    let answer = request.header("idempotency-key", key).json(&body).send().await.unwrap();
    assert_eq!(answer.status(), 200);
}

async fn document(api: &Api, who: &Tokens, path: &str, sha: &str) -> Vec<u8> {
    let answer = api.get(path, who).await;
    assert_eq!(answer.status(), 200);
    let header =
        |answer: &Response, name: &str| answer.headers()[name].to_str().unwrap().to_owned();
    assert_eq!(header(&answer, "content-type"), "application/pdf");
    assert_eq!(header(&answer, "etag"), format!("\"{sha}\""));
    assert_eq!(header(&answer, "cache-control"), "private, max-age=31536000, immutable");
    let disposition = header(&answer, "content-disposition");
    assert!(disposition.starts_with("attachment; filename=\""), "{disposition}");
    let bytes = answer.bytes().await.unwrap().to_vec();
    assert_eq!(sha256(&bytes), sha);
    let again = api.request(Method::GET, path).bearer_auth(who.access_token.expose());
    let again = again.header("if-none-match", format!("\"{sha}\"")).send().await.unwrap();
    assert_eq!(again.status(), 304);
    bytes
}

#[tokio::test]
async fn thirty_six_months_have_documents_that_stay_the_same() {
    let api = Api::start().await;
    let who = api.sign_in("admin").await;
    let invoices = all(&api, &who).await;
    let monthly: Vec<_> = invoices.iter().filter(|one| one.order_id.is_none()).collect();
    assert_eq!(monthly.len(), 36);
    for invoice in &invoices {
        let of_lines =
            |amount: fn(&billing_contract::InvoiceLine) -> &billing_contract::DecimalAmount| {
                let lines = invoice.lines.iter();
                lines
                    .map(|line| amount(line).in_currency(invoice.currency).unwrap().minor)
                    .sum::<i64>()
            };
        assert_eq!(of_lines(|line| &line.amount), minor(invoice));
        let tax = invoice.tax_amount.in_currency(invoice.currency).unwrap().minor;
        assert_eq!(of_lines(|line| &line.tax_amount), tax);
        assert_eq!(invoice.billed_to, "Northwind Labs");
        let has_receipt = invoice.kind == InvoiceKind::Invoice && invoice.paid_at.is_some();
        assert_eq!(invoice.receipt_sha256.is_some(), has_receipt, "{invoice:?}");
    }
    let (open, paid) = (monthly[0], monthly[1]);
    assert_eq!((open.status, paid.status), (InvoiceStatus::Open, InvoiceStatus::Paid));
    let pdf = document(&api, &who, &path(open, "/pdf"), &open.document_sha256).await;
    let receipt_sha256 = paid.receipt_sha256.clone().unwrap();
    let receipt = document(&api, &who, &path(paid, "/receipt"), &receipt_sha256).await;
    problem(api.get(&path(open, "/receipt"), &who).await, 404, "not_found").await;
    let api = api.restart().await;
    let who = api.sign_in("admin").await;
    assert_eq!(document(&api, &who, &path(open, "/pdf"), &open.document_sha256).await, pdf);
    assert_eq!(document(&api, &who, &path(paid, "/receipt"), &receipt_sha256).await, receipt);
}

#[tokio::test]
async fn what_is_delivered_is_invoiced_and_what_goes_back_is_credited() {
    let api = Api::start().await;
    let counter = Counter::open(&api).await;
    let (order, _) = counter.paid().await;
    let issued = of_order(&api, &counter.who, &order).await;
    let [invoice] = issued.as_slice() else { panic!("{issued:?}") };
    assert_eq!((invoice.kind, invoice.status), (InvoiceKind::Invoice, InvoiceStatus::Paid));
    assert_eq!((invoice.amount.as_str(), invoice.tax_amount.as_str()), ("99.00", "5.60"));
    assert_eq!(invoice.lines[0].description, "Thirty days");
    let receipt = invoice.receipt_sha256.clone().unwrap();
    document(&api, &counter.who, &path(invoice, "/receipt"), &receipt).await;

    refund(&api, &order, "k1", json!({ "amount": "30.00", "reason": "late" })).await;
    counter.asked(&order).await;
    let issued = of_order(&api, &counter.who, &order).await;
    let [_, credit] = issued.as_slice() else { panic!("{issued:?}") };
    assert_eq!(credit.kind, InvoiceKind::CreditNote);
    assert_eq!((credit.amount.as_str(), credit.tax_amount.as_str()), ("-30.00", "-1.70"));
    assert_eq!(credit.corrects.as_ref(), Some(&invoice.invoice_id));
    assert!(credit.number.starts_with("CN-2026-") && credit.receipt_sha256.is_none());
    document(&api, &counter.who, &path(credit, "/pdf"), &credit.document_sha256).await;

    refund(&api, &order, "k2", json!({ "reason": "the rest" })).await;
    counter.asked(&order).await;
    let issued = of_order(&api, &counter.who, &order).await;
    assert_eq!(issued.iter().map(minor).collect::<Vec<_>>(), [9_900, -3_000, -6_900]);
    let taxes: Vec<_> = issued.iter().map(|one| one.tax_amount.as_str()).collect();
    assert_eq!(taxes, ["5.60", "-1.70", "-3.90"]);
    assert!(accounts(&api, &order).iter().all(|(account, _)| account != "order"));
}

#[tokio::test]
async fn only_what_was_paid_for_the_order_is_invoiced() {
    let api = Api::start().await;
    let counter = Counter::open(&api).await;
    let order = counter.order().await;
    let code = counter.prepay(&order).await;
    counter.act(&code, "action=pay&times=2").await;
    counter.asked(&order).await;
    let issued = of_order(&api, &counter.who, &order).await;
    assert_eq!(issued.iter().map(minor).collect::<Vec<_>>(), [9_900]);
    // What was paid too much goes back first, and takes nothing back of the invoice.
    refund(&api, &order, "k1", json!({ "amount": "99.00", "reason": "twice" })).await;
    counter.asked(&order).await;
    assert_eq!(of_order(&api, &counter.who, &order).await.len(), 1);
    let unpaid = counter.order().await;
    assert!(of_order(&api, &counter.who, &unpaid).await.is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn numbers_have_no_gaps_whoever_pays_at_once() {
    let api = Api::start().await;
    let counter = Counter::open(&api).await;
    let paid = join_all((0..20).map(|_| counter.paid())).await;
    assert_eq!(paid.len(), 20);
    let sql = sql(&api);
    let question = "SELECT number FROM invoices ORDER BY number";
    let mut ready = sql.prepare(question).unwrap();
    let numbers = ready.query_map([], |row| row.get::<_, String>(0)).unwrap().map(Result::unwrap);
    let mut series: std::collections::BTreeMap<String, Vec<u32>> =
        std::collections::BTreeMap::new();
    for number in numbers {
        let (name, number) = number.rsplit_once('-').unwrap();
        series.entry(name.to_owned()).or_default().push(number.parse().unwrap());
    }
    assert!(series["INV-2026"].len() > 20 && series.contains_key("CN-2026"), "{series:?}");
    for (name, numbers) in series {
        let whole: Vec<u32> = (1..=u32::try_from(numbers.len()).unwrap()).collect();
        assert_eq!(numbers, whole, "{name}");
    }
}

#[tokio::test]
async fn invoices_are_found_by_what_stands_on_them() {
    let api = Api::start().await;
    let who = api.sign_in("yunfan").await;
    let everything = all(&api, &who).await;
    let numbers =
        |items: &[Invoice]| -> Vec<String> { items.iter().map(|one| one.number.clone()).collect() };
    let fitting = |fits: &dyn Fn(&Invoice) -> bool| -> Vec<String> {
        numbers(&everything.iter().filter(|one| fits(one)).cloned().collect::<Vec<_>>())
    };
    let found =
        async |query: &str| numbers(&list(&api, &who, &format!("limit=200&{query}")).await.items);
    let open = fitting(&|one| one.status == InvoiceStatus::Open);
    assert_eq!(found("status=open").await, open);
    let in_span = |one: &Invoice| ("2025-03".."2025-06").contains(&one.period.as_str());
    assert_eq!(found("period_from=2025-03&period_to=2025-05").await, fitting(&in_span));
    let with_plan =
        |one: &Invoice| one.lines.iter().any(|line| line.description.contains("企业版"));
    assert_eq!(found("query=%E4%BC%81%E4%B8%9A%E7%89%88").await, fitting(&with_plan));
    assert!(!fitting(&with_plan).is_empty());
    let newest = &everything[0];
    let by_number = found(&format!("query={}", newest.number.to_lowercase())).await;
    assert_eq!(by_number, numbers(&everything[..1]));
    let wrong = api.get("/api/portal/invoices?status=lost&period_from=2026-13", &who).await;
    let refused = problem(wrong, 422, "validation_failed").await;
    assert_eq!(fields(&refused), [("status", "invalid"), ("period_from", "invalid")]);
}

#[tokio::test]
async fn nobody_reads_the_invoices_of_others() {
    let api = Api::start().await;
    let admin = api.sign_in("admin").await;
    let invoice = list(&api, &admin, "limit=1").await.items.remove(0);
    let customer = api.customer_of("admin").await;
    let others = api.customer_of("sakura").await;
    let (stranger, agent) = (api.sign_in("sakura").await, api.sign_in("agent").await);
    let support = api.sign_in("support").await;
    for what in ["", "/pdf", "/receipt"] {
        let own = path(&invoice, what);
        problem(api.get(&own, &stranger).await, 404, "not_found").await;
        let borrowed = format!("{own}?customer_id={others}");
        problem(api.get(&borrowed, &support).await, 404, "not_found").await;
        let named = format!("{own}?customer_id={customer}");
        problem(api.get(&named, &agent).await, 403, "forbidden").await;
    }
    for staff in ["support", "operator"] {
        let staff = api.sign_in(staff).await;
        let named = format!("{}?customer_id={customer}", path(&invoice, "/pdf"));
        assert_eq!(api.get(&named, &staff).await.status(), 200);
    }
}

#[tokio::test]
async fn a_document_is_made_without_anybody_asking_and_told_of() {
    let api = Api::start().await;
    let counter = Counter::open(&api).await;
    let (order, _) = counter.paid().await;
    let question = "SELECT count(*) > 0 FROM changes c JOIN invoices i ON i.id = c.item_id \
         WHERE c.kind = 'invoice' AND i.order_id = ?1 AND i.receipt_sha256 IS NOT NULL";
    api.until(|sql| sql.query_row(question, [&order], |row| row.get(0)).unwrap()).await;
}
