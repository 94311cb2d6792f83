//! The archive against a change feed that can forget, fail and talk nonsense.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod stage;

use billing_core::console::Console;
use billing_core::error::CommandErrorCode;
use billing_core::event::Event;
use billing_core::views::{
    ArchiveOf, CreditsWish, CustomerOf, InvoiceFilter, InvoiceOf, InvoicesWish, SearchKind,
    SearchWish, SyncState, UsageStep, UsageWish,
};
use serde_json::{Value, json};
use stage::{Stage, me_json, problem, within_reason};
use std::sync::{Arc, Mutex};
use wiremock::matchers::{method, path};
use wiremock::{Mock, Request, Respond, ResponseTemplate};

/// A change feed made of pages: cursor `n` leads to page `n`, the last page to nothing new.
#[derive(Clone, Default)]
struct Feed(Arc<Mutex<Pages>>);

#[derive(Default)]
struct Pages {
    pages: Vec<Vec<Value>>,
    /// Cursors are of this age; others are forgotten.
    age: u32,
    fails: Option<ResponseTemplate>,
    asked: Vec<Option<String>>,
    limits: Vec<u32>,
}

impl Feed {
    async fn on(stage: &Stage, pages: Vec<Vec<Value>>) -> Self {
        let feed = Self::default();
        feed.0.lock().unwrap().pages = pages;
        Mock::given(method("GET"))
            .and(path("/api/portal/changes"))
            .respond_with(feed.clone())
            .mount(&stage.server)
            .await;
        stage.answer("GET", "/api/portal/usage", 200, overview_json()).await;
        stage.answer("GET", "/api/portal/credits", 200, standing_json()).await;
        let no_rule = json!({"orders_this_month": 0});
        stage.answer("GET", "/api/portal/credits/auto-top-up", 200, no_rule).await;
        let no_packs = json!({"items": [], "next_cursor": null});
        stage.answer("GET", "/api/portal/credits/packs", 200, no_packs).await;
        let mut me = me_json();
        for permission in ["view_usage", "view_invoices", "view_credits"] {
            me["permissions"].as_array_mut().unwrap().push(json!(permission));
        }
        stage.answer_first("GET", "/auth/me", 200, me).await;
        feed
    }

    fn then(&self, page: Vec<Value>) {
        self.0.lock().unwrap().pages.push(page);
    }

    /// Forgets every cursor and has these pages from now on.
    fn forget(&self, pages: Vec<Vec<Value>>) {
        let mut feed = self.0.lock().unwrap();
        feed.age += 1;
        feed.pages = pages;
    }

    fn fail(&self, answer: Option<ResponseTemplate>) {
        self.0.lock().unwrap().fails = answer;
    }

    async fn asked_more_than(&self, often: usize) {
        within_reason(async {
            while self.0.lock().unwrap().asked.len() <= often {
                tokio::task::yield_now().await;
            }
        })
        .await;
    }

    fn asked(&self) -> Vec<Option<String>> {
        std::mem::take(&mut self.0.lock().unwrap().asked)
    }
}

impl Respond for Feed {
    fn respond(&self, request: &Request) -> ResponseTemplate {
        let mut feed = self.0.lock().unwrap();
        let query = |wanted: &str| {
            let mut pairs = request.url.query_pairs();
            pairs.find(|(name, _)| name == wanted).map(|(_, value)| value.into_owned())
        };
        feed.asked.push(query("since"));
        feed.limits.push(query("limit").unwrap().parse().unwrap());
        if let Some(answer) = &feed.fails {
            return answer.clone();
        }
        let place = match query("since") {
            None => 0,
            Some(cursor) => match cursor.split_once('.') {
                Some((age, place)) if age == feed.age.to_string() => place.parse().unwrap(),
                _ => return problem(410, "resync"),
            },
        };
        let changes = feed.pages.get(place).cloned().unwrap_or_default();
        let next = (place + 1).min(feed.pages.len());
        ResponseTemplate::new(200).set_body_json(json!({
            "changes": changes, "cursor": format!("{}.{next}", feed.age),
            "has_more": next < feed.pages.len(), "server_now": "2026-01-01T00:00:00Z",
        }))
    }
}

fn standing_json() -> Value {
    json!({
        "available": 700, "debt": 0, "balance": 700, "grants": [],
        "server_now": "2026-01-31T12:00:00Z",
    })
}

fn overview_json() -> Value {
    json!({
        "from": "2026-01-01", "to": "2026-01-31", "months": [],
        "products": [
            {"product": "ai_chat", "name": "AI chat", "used": 0, "quota": 500, "unit": "message"},
            {"product": "seats", "name": "Seats", "used": 0, "unit": "seat", "is_level": true},
        ],
    })
}

fn usage(date: &str, product: &str, count: i64) -> Value {
    json!({"seq": 0, "kind": "usage", "id": format!("{date}/{product}"), "op": "put", "body": {
        "date": date, "product": product, "count": count, "updated_at": "2026-01-01T00:00:00Z",
    }})
}

fn invoice(number: u32, billed_to: &str) -> Value {
    let body = json!({
        "invoice_id": format!("i{number}"), "number": format!("INV-2026-{number:06}"),
        "kind": "invoice", "amount": "12.50", "currency": "USD", "tax_amount": "2.00",
        "period": "2026-01", "status": "open", "created_at": "2026-01-01T00:00:00Z",
        "due_date": "2026-02-01", "billed_to": billed_to, "document_sha256": "00",
        "lines": [{"description": "客服席位", "quantity": 1, "unit_amount": "12.50",
            "amount": "12.50", "tax_amount": "2.00"}],
    });
    json!({"seq": 1, "kind": "invoice", "id": body["invoice_id"], "op": "put", "body": body})
}

fn january(step: UsageStep) -> UsageWish {
    UsageWish {
        customer: None,
        from: "2026-01-01".parse().unwrap(),
        to: "2026-01-31".parse().unwrap(),
        step,
        compare: false,
        most_points: None,
    }
}

async fn chats(console: &Console) -> Option<i64> {
    let seen = console.usage(january(UsageStep::Month)).await.unwrap()?;
    seen.value.products.iter().find(|one| one.product.as_str() == "ai_chat").map(|one| one.total)
}

async fn until(console: &Console, holds: impl AsyncFn(&Console) -> bool) {
    let mut events = console.events();
    within_reason(async {
        while !holds(console).await {
            events.next().await.unwrap();
        }
    })
    .await;
}

async fn until_complete(console: &Console) {
    until(console, async |console: &Console| {
        console.archive(ArchiveOf::default()).await.unwrap().as_of.is_some()
    })
    .await;
}

#[tokio::test]
async fn an_archive_fills_page_by_page_and_shows_names_quotas_and_levels() {
    let stage = Stage::new().await.with_a_customer().await;
    let pages = vec![
        vec![usage("2026-01-31", "ai_chat", 5), usage("2026-01-30", "seats", 4)],
        vec![usage("2026-01-02", "ai_chat", 7), usage("2026-01-02", "seats", 9)],
        vec![usage("2025-12-31", "ai_chat", 100), usage("2026-01-01", "new_thing", 1)],
    ];
    let feed = Feed::on(&stage, pages).await;
    let console = stage.signed_in().await;
    until_complete(&console).await;
    assert_eq!(feed.asked(), [None, Some("0.1".to_owned()), Some("0.2".to_owned())]);
    let wish = UsageWish { compare: true, ..january(UsageStep::Week) };
    let seen = console.usage(wish).await.unwrap().unwrap().value;
    assert_eq!(seen.starts.len(), 5);
    assert_eq!(seen.known_since, Some("2025-12-31".parse().unwrap()));
    let [chat, seats, new] = seen.products.as_slice() else { panic!("{:?}", seen.products) };
    assert_eq!((chat.name.as_str(), chat.quota, chat.total), ("AI chat", Some(500), 12));
    assert_eq!(chat.counts, [7, 0, 0, 0, 5]);
    assert_eq!(chat.total_before, Some(100));
    assert_eq!((seats.is_level, seats.total), (true, 9));
    assert_eq!((new.product.as_str(), new.name.as_str(), new.total), ("new_thing", "new_thing", 1));
}

#[tokio::test]
async fn an_unchanged_account_costs_one_request_and_no_rows() {
    let stage = Stage::new().await.with_a_customer().await;
    let feed = Feed::on(&stage, vec![vec![usage("2026-01-31", "ai_chat", 5)]]).await;
    let console = stage.signed_in().await;
    until_complete(&console).await;
    stage.synced(&console).await;
    feed.asked();
    let mut events = console.events();
    assert_eq!(console.refresh(()).await.unwrap().state, SyncState::Online);
    assert_eq!(feed.asked(), [Some("0.1".to_owned())]);
    feed.then(vec![usage("2026-01-31", "ai_chat", 6)]);
    console.refresh(()).await.unwrap();
    assert_eq!(chats(&console).await, Some(6));
    let mut told = Vec::new();
    while told.last() != Some(&Event::ArchiveChanged) {
        told.push(within_reason(events.next()).await.unwrap());
    }
    assert_eq!(told.iter().filter(|event| **event == Event::UsageChanged).count(), 1, "{told:?}");
}

#[tokio::test]
async fn an_archive_whose_cursor_is_forgotten_is_shown_until_the_new_one_is_complete() {
    let stage = Stage::new().await.with_a_customer().await;
    let feed = Feed::on(&stage, vec![vec![usage("2026-01-31", "ai_chat", 5)]]).await;
    let console = stage.signed_in().await;
    until_complete(&console).await;
    let as_of = console.archive(ArchiveOf::default()).await.unwrap().as_of;
    feed.forget(vec![
        vec![usage("2026-01-31", "ai_chat", 1)],
        vec![json!({"seq": 1, "kind": "usage", "id": "x", "op": "put", "body": 5})],
    ]);
    console.refresh(()).await.unwrap();
    until(&console, async |console: &Console| {
        console.archive(ArchiveOf::default()).await.unwrap().is_filling
    })
    .await;
    // The second page makes no sense: what is shown stays, with its age.
    feed.asked_more_than(3).await;
    assert_eq!(chats(&console).await, Some(5));
    assert_eq!(console.archive(ArchiveOf::default()).await.unwrap().as_of, as_of);

    feed.0.lock().unwrap().pages[1] = vec![usage("2026-01-30", "ai_chat", 2)];
    until(&console, async |console: &Console| chats(console).await == Some(3)).await;
    let archive = console.archive(ArchiveOf::default()).await.unwrap();
    assert!(!archive.is_filling && archive.as_of > as_of, "{archive:?}");
}

#[tokio::test]
async fn a_service_without_the_feed_or_without_the_right_to_it_harms_nothing_else() {
    for refusal in [problem(404, "not_found"), problem(403, "forbidden")] {
        let stage = Stage::new().await.with_a_customer().await;
        let feed = Feed::on(&stage, Vec::new()).await;
        feed.fail(Some(refusal));
        let console = stage.signed_in().await;
        stage.synced(&console).await;
        assert_eq!(console.refresh(()).await.unwrap().state, SyncState::Online);
        assert_eq!(chats(&console).await, None);
        assert!(console.account(()).await.unwrap().is_some());
    }
}

#[tokio::test]
async fn a_feed_that_fails_is_asked_again_until_it_answers() {
    let stage = Stage::new().await.with_a_customer().await;
    let feed = Feed::on(&stage, vec![vec![usage("2026-01-31", "ai_chat", 5)]]).await;
    feed.fail(Some(ResponseTemplate::new(200).set_body_raw("{\"changes\": [", "application/json")));
    let console = stage.signed_in().await;
    stage.synced(&console).await;
    feed.asked_more_than(0).await;
    assert_eq!(chats(&console).await, None);
    feed.fail(None);
    until_complete(&console).await;
    assert_eq!(chats(&console).await, Some(5));
}

#[tokio::test]
async fn a_feed_that_goes_round_in_a_circle_is_left_alone() {
    let stage = Stage::new().await.with_a_customer().await;
    let feed = Feed::on(&stage, Vec::new()).await;
    let circle = json!({
        "changes": [], "cursor": "round", "has_more": true, "server_now": "2026-01-01T00:00:00Z",
    });
    feed.fail(Some(ResponseTemplate::new(200).set_body_json(circle)));
    let console = stage.signed_in().await;
    stage.synced(&console).await;
    feed.asked_more_than(1).await;
    assert!(feed.asked().len() <= 3, "it pauses before it asks again");
    assert_eq!(console.archive(ArchiveOf::default()).await.unwrap().as_of, None);
}

#[tokio::test]
async fn an_answer_that_is_too_long_is_asked_for_in_smaller_parts() {
    let stage = Stage::new().await.with_a_customer().await;
    let feed = Feed::on(&stage, vec![vec![usage("2026-01-31", "ai_chat", 5)]]).await;
    let long = "x".repeat(9 * 1024 * 1024);
    feed.fail(Some(ResponseTemplate::new(200).set_body_json(json!({ "changes": [long] }))));
    let console = stage.signed_in().await;
    feed.asked_more_than(3).await;
    feed.fail(None);
    until_complete(&console).await;
    assert_eq!(feed.0.lock().unwrap().limits[..4], [1000, 100, 10, 1]);
    assert_eq!(chats(&console).await, Some(5));
}

#[tokio::test]
async fn invoices_credits_and_everything_else_are_found_by_their_words() {
    let stage = Stage::new().await.with_a_customer().await;
    let pages = vec![(0..30).map(|number| invoice(number, "北京科技有限公司")).collect()];
    Feed::on(&stage, pages).await;
    let console = stage.signed_in().await;
    until_complete(&console).await;
    stage.synced(&console).await;
    let search = async |text: &str| {
        let wish = SearchWish { text: text.to_owned(), customer: None, limit: 5 };
        console.search(wish).await.unwrap()
    };
    let found = search("科技 000017").await;
    assert_eq!(found.totals, [(SearchKind::Invoice, 1)]);
    assert_eq!(found.hits[0].id, "i17");
    let found = search("席位").await;
    assert_eq!((found.hits.len(), found.totals[0].1), (5, 30));
    assert_eq!(found.hits[0].detail.as_deref(), Some("客服席位"));
    let titles = async |text: &str| {
        search(text).await.hits.into_iter().map(|hit| hit.title).collect::<Vec<_>>()
    };
    assert_eq!(titles("team").await, ["Team"]);
    assert_eq!(titles("ai chat").await, ["AI chat"]);
    assert!(titles("nowhere").await.is_empty() && titles(" ").await.is_empty());

    let filter = InvoiceFilter { query: Some("京科".to_owned()), ..InvoiceFilter::default() };
    let wish = InvoicesWish { filter, offset: 10, limit: 10 };
    let list = console.invoices(wish).await.unwrap().unwrap().value;
    assert_eq!((list.total, list.rows.len()), (30, 10));
    assert_eq!(list.sums[0].amount.as_str(), "375.00");
    assert!(list.rows.iter().all(|row| row.is_overdue && !row.is_kept));
    let of = InvoiceOf { customer: None, invoice_id: list.rows[0].invoice_id.clone() };
    let one = console.invoice(of).await.unwrap().unwrap().value;
    assert_eq!(one.invoice.number, list.rows[0].number);
    let credits = CreditsWish { customer: None, offset: 0, limit: 10 };
    let ledger = console.credits(credits).await.unwrap().unwrap().value;
    assert_eq!((ledger.total, ledger.balance, ledger.is_verified), (0, 0, true));
}

#[tokio::test]
async fn a_customer_asks_for_nobody_elses_figures_and_staff_only_for_those_they_looked_at() {
    let stage = Stage::new().await.with_a_customer().await;
    Feed::on(&stage, vec![vec![usage("2026-01-31", "ai_chat", 5)]]).await;
    let console = stage.signed_in().await;
    until_complete(&console).await;
    let other = UsageWish {
        customer: Some(billing_contract::CustomerId::new("c2")),
        ..january(UsageStep::Day)
    };
    let refused = console.usage(other).await.unwrap_err();
    assert_eq!(refused.code, CommandErrorCode::NotAllowed);
    let other = CustomerOf { customer: billing_contract::CustomerId::new("c2") };
    assert_eq!(console.customer(other).await.unwrap_err().code, CommandErrorCode::NotAllowed);
}

#[tokio::test]
async fn what_staff_may_no_longer_see_is_removed_from_the_computer() {
    let stage = Stage::new().await.with_a_customer().await;
    let mut me = me_json();
    me.as_object_mut().unwrap().remove("customer_id");
    me["role"] = json!("agent");
    me["permissions"] = json!(["view_customers", "view_account", "view_usage"]);
    stage.answer_first("GET", "/auth/me", 200, me).await;
    Feed::on(&stage, vec![vec![usage("2026-01-31", "ai_chat", 5)]]).await;
    let console = stage.signed_in().await;
    let customer = billing_contract::CustomerId::new("c1");
    let of = ArchiveOf { customer: Some(customer.clone()) };
    let view = console.customer(CustomerOf { customer: customer.clone() }).await.unwrap();
    assert!(view.account.is_some() && view.subscription.is_none());
    until(&console, async |console: &Console| {
        console.archive(of.clone()).await.unwrap().as_of.is_some()
    })
    .await;
    assert!(stage.bytes_on_disk("ai_chat"));

    stage.server.reset().await;
    let stage = stage.with_tokens().await;
    Mock::given(path("/auth/me"))
        .respond_with(ResponseTemplate::new(304))
        .mount(&stage.server)
        .await;
    Mock::given(path("/api/portal/account"))
        .respond_with(problem(404, "not_found"))
        .mount(&stage.server)
        .await;
    console.refresh(()).await.unwrap();
    assert_eq!(console.archive(of).await.unwrap().as_of, None);
    assert!(!stage.bytes_on_disk("ai_chat"));
    assert!(!stage.bytes_on_disk(stage::COMPANY));
}
