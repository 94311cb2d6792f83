use crate::store_contract::{inline, noon, registration};
use crate::support::{Api, fields, problem};
use billing_contract::{
    CustomerId, Page, ProductCode, Tokens, UsageDay, UsageEvent, UsageOverview, UsageReceipt,
};
use billing_service::demo;
use billing_service::store::{
    CountedUsage, DaySpan, Demonstration, Store, Usage as _, UsageStretch,
};
use chrono::{DateTime, Duration, NaiveDate, Utc};
use proptest::prelude::*;
use reqwest::{Method, Response};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

async fn send(api: &Api, who: &Tokens, events: Value) -> Response {
    let request = api.request(Method::POST, "/api/usage/events");
    let request = request.bearer_auth(who.access_token.expose());
    request.json(&json!({ "events": events })).send().await.unwrap()
}

fn event(id: &str, customer: &str, product: &str, quantity: i64, at: &str) -> Value {
    json!({ "event_id": id, "customer_id": customer, "product": product, "quantity": quantity,
        "occurred_at": at })
}

async fn overview(api: &Api, who: &Tokens, query: &str) -> UsageOverview {
    let answer = api.get(&format!("/api/portal/usage{query}"), who).await;
    assert_eq!(answer.status(), 200);
    answer.json().await.unwrap()
}

async fn used(api: &Api, who: &Tokens, query: &str) -> BTreeMap<String, i64> {
    let products = overview(api, who, query).await.products;
    products.into_iter().map(|product| (product.product.to_string(), product.used)).collect()
}

#[tokio::test]
async fn the_figures_of_this_month_are_those_of_the_subscription() {
    let api = Api::start().await;
    let admin = api.sign_in("admin").await;
    let seen = overview(&api, &admin, "").await;
    assert_eq!(
        (seen.from.to_string(), seen.to.to_string()),
        ("2026-06-01".to_owned(), "2026-06-18".to_owned())
    );
    let told: Vec<_> = seen
        .products
        .iter()
        .map(|p| {
            (p.product.as_str(), p.name.as_str(), p.used, p.quota, p.unit.as_str(), p.is_level)
        })
        .collect();
    assert_eq!(
        told,
        [
            ("agent_seats", "Seats", 12, Some(15), "seat", true),
            ("ai_chat", "AI chat", 28_440, Some(32_000), "message", false),
            ("email", "E-mail", 8_120, Some(12_000), "email", false),
            ("voice", "Voice", 1_100, None, "minute", false),
        ]
    );
    assert_eq!(seen.months.len(), 1);
    assert_eq!(seen.months[0].products[&ProductCode::new("ai_chat")], 28_440);
    let year = overview(&api, &admin, "?from=2025-07-01&to=2026-06-18").await;
    let periods: Vec<_> = year.months.iter().map(|month| month.period.as_str()).collect();
    assert_eq!((periods.len(), periods[0], periods[11]), (12, "2025-07", "2026-06"));
    for product in &year.products {
        let monthly = year.months.iter().filter_map(|month| month.products.get(&product.product));
        let used: i64 = if product.is_level { *monthly.max().unwrap() } else { monthly.sum() };
        assert_eq!(product.used, used, "{}", product.product);
    }
    let ahead = overview(&api, &admin, "?from=2027-01-01&to=2027-02-01").await;
    assert!(ahead.products.iter().all(|product| product.used == 0));
    assert_eq!(ahead.months.len(), 2);
}

#[tokio::test]
async fn products_are_named_in_the_language_asked_for_and_an_unchanged_answer_is_not_sent_twice() {
    let api = Api::start().await;
    let admin = api.sign_in("admin").await;
    let ask = async |tag: Option<&str>| {
        let request = api.request(Method::GET, "/api/portal/usage");
        let request = request.bearer_auth(admin.access_token.expose());
        let request = request.header("accept-language", "ja");
        let request = match tag {
            Some(tag) => request.header("if-none-match", tag),
            None => request,
        };
        request.send().await.unwrap()
    };
    let first = ask(None).await;
    assert_eq!(first.headers()["content-language"], "ja");
    let tag = first.headers()["etag"].to_str().unwrap().to_owned();
    let seen: UsageOverview = first.json().await.unwrap();
    assert!(seen.products.iter().any(|product| product.name == "シート"));
    assert_eq!(ask(Some(&tag)).await.status(), 304);
    let operator = api.sign_in("operator").await;
    let customer = api.customer_of("admin").await;
    let events = json!([event("e", &customer, "voice", 1, "2026-06-18T11:00:00Z")]);
    assert_eq!(send(&api, &operator, events).await.status(), 200);
    assert_eq!(ask(Some(&tag)).await.status(), 200);
}

#[tokio::test]
async fn an_event_counts_once_and_what_cannot_be_counted_is_named_by_its_place() {
    let api = Api::start().await;
    let (admin, operator) = (api.sign_in("admin").await, api.sign_in("operator").await);
    let customer = api.customer_of("admin").await;
    let before = used(&api, &admin, "").await;
    let at = "2026-06-18T11:00:00Z";
    let good = event("e1", &customer, "ai_chat", 5, at);
    let long = "x".repeat(129);
    let events = json!([
        good,
        good,
        event("e1", &customer, "ai_chat", 6, at),
        event("e2", "nobody", "ai_chat", 1, at),
        event("e3", &customer, "cake", 1, at),
        event("e4", &customer, "ai_chat", -1, at),
        event(&long, &customer, "ai_chat", 1, at),
        event("e5", &customer, "ai_chat", 1, "2026-06-18T13:00:00Z"),
        event("e6", &customer, "ai_chat", 1, "2022-06-18T13:00:00Z"),
        event("e7", &customer, "agent_seats", 14, at),
        event("e8", &customer, "agent_seats", 3, "2026-06-18T10:59:59Z"),
    ]);
    let receipt: UsageReceipt = send(&api, &operator, events).await.json().await.unwrap();
    assert_eq!((receipt.accepted, receipt.repeated), (3, 1));
    let refused: Vec<_> =
        receipt.refused.iter().map(|refused| (refused.index, refused.code.as_str())).collect();
    assert_eq!(
        refused,
        [
            (2, "event_id_reused"),
            (3, "unknown_customer"),
            (4, "unknown_product"),
            (5, "out_of_range"),
            (6, "too_long"),
            (7, "in_the_future"),
            (8, "too_old"),
        ]
    );
    let after = used(&api, &admin, "").await;
    assert_eq!(after["ai_chat"], before["ai_chat"] + 5);
    assert_eq!(after["agent_seats"], 14);
    let many: Vec<_> =
        (0..1_001).map(|n| event(&n.to_string(), &customer, "voice", 1, at)).collect();
    let refused = problem(send(&api, &operator, json!(many)).await, 422, "validation_failed").await;
    assert_eq!(fields(&refused), [("events", "too_long")]);
    let own = send(&api, &admin, json!([])).await;
    problem(own, 403, "forbidden").await;
}

#[tokio::test]
async fn events_are_known_for_as_long_as_they_would_be_taken() {
    let api = Api::start().await;
    let operator = api.sign_in("operator").await;
    let customer = api.customer_of("admin").await;
    let old = event("old", &customer, "voice", 1, "2024-01-01T00:00:00Z");
    let new = event("new", &customer, "voice", 1, "2026-06-01T00:00:00Z");
    send(&api, &operator, json!([old, new])).await;
    api.clock.advance(Duration::days(300));
    let api = api.restart().await;
    let gone = |sql: &rusqlite::Connection| {
        let question = "SELECT count(*) = 1 FROM usage_events";
        sql.query_row(question, [], |row| row.get(0)).unwrap()
    };
    api.until(gone).await;
    let operator = api.sign_in("operator").await;
    let receipt: UsageReceipt =
        send(&api, &operator, json!([old, new])).await.json().await.unwrap();
    assert_eq!((receipt.accepted, receipt.repeated), (0, 1));
    assert_eq!(receipt.refused[0].code, "too_old");
}

async fn table(api: &Api, who: &Tokens, query: &str, tag: Option<&str>) -> Response {
    let request = api.request(Method::GET, &format!("/api/portal/usage/detail{query}"));
    let request = request.bearer_auth(who.access_token.expose()).header("accept", "text/csv");
    let request = match tag {
        Some(tag) => request.header("if-none-match", tag),
        None => request,
    };
    request.send().await.unwrap()
}

#[tokio::test]
async fn pages_and_the_table_have_the_same_days() {
    let api = Api::start().await;
    let admin = api.sign_in("admin").await;
    let span = "from=2024-01-01&to=2026-06-18";
    let (mut days, mut cursor): (Vec<UsageDay>, _) = (Vec::new(), String::new());
    loop {
        let path = format!("/api/portal/usage/detail?{span}&limit=200{cursor}");
        let page: Page<UsageDay> = api.get(&path, &admin).await.json().await.unwrap();
        days.extend(page.items);
        let Some(next) = page.next_cursor else { break };
        cursor = format!("&cursor={next}");
    }
    assert_eq!(days.len(), 900 * 4);
    assert!(days.is_sorted_by_key(|day| (day.date, day.product.clone())));
    let answer = table(&api, &admin, &format!("?{span}"), None).await;
    assert_eq!(answer.headers()["content-type"], "text/csv; charset=utf-8");
    let tag = answer.headers()["etag"].to_str().unwrap().to_owned();
    let text = answer.text().await.unwrap();
    let mut lines = text.lines();
    assert_eq!(lines.next(), Some("date,product,count,updated_at"));
    for (line, day) in lines.by_ref().zip(&days) {
        let begin = format!("{},{},{},", day.date, day.product, day.count);
        assert!(line.starts_with(&begin), "{line}");
        let updated_at: DateTime<Utc> = line[begin.len()..].parse().unwrap();
        assert_eq!(updated_at, day.updated_at);
    }
    assert_eq!((lines.next(), text.lines().count()), (None, days.len() + 1));
    assert_eq!(table(&api, &admin, &format!("?{span}"), Some(&tag)).await.status(), 304);
    let voice = table(&api, &admin, &format!("?{span}&product=voice"), Some(&tag)).await;
    assert_eq!(voice.text().await.unwrap().lines().count(), 901);
}

#[tokio::test]
async fn days_that_are_none_are_refused() {
    let api = Api::start().await;
    let admin = api.sign_in("admin").await;
    for path in ["/api/portal/usage", "/api/portal/usage/detail"] {
        for query in ["from=x", "to=2026-02-30", "from=2026-06-19&to=2026-06-18", "from=1999-01-01"]
        {
            let answer = api.get(&format!("{path}?{query}"), &admin).await;
            problem(answer, 422, "validation_failed").await;
        }
    }
    let answer = api.get("/api/portal/usage/detail?cursor=YWZ0ZXI6eA", &admin).await;
    let refused = problem(answer, 422, "validation_failed").await;
    assert_eq!(fields(&refused), [("cursor", "invalid")]);
}

/// A store with products and two customers, Ann and Bo, who have used nothing.
pub async fn two_customers(store: &dyn Store) -> [CustomerId; 2] {
    let products = demo::make(noon()).products;
    store.fill(Demonstration { products, now: noon(), ..Demonstration::default() }).await.unwrap();
    for name in ["ann", "boris"] {
        store.register(registration(name), None).await.unwrap();
    }
    ["ann", "boris"].map(|name| CustomerId::new(format!("customer-{name}")))
}

pub fn block_on<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(future)
}

type Days = BTreeMap<(String, NaiveDate, String), i64>;

/// What the days must be: sums, and of a level the count of the latest event.
fn model(events: &[UsageEvent]) -> Days {
    let mut days = Days::new();
    let mut latest: BTreeMap<(String, NaiveDate, String), (DateTime<Utc>, String)> =
        BTreeMap::new();
    for event in events {
        let on = event.occurred_at.date_naive();
        let key = (event.customer_id.to_string(), on, event.product.to_string());
        if event.product.as_str() == "agent_seats" {
            let this = (event.occurred_at, event.event_id.clone());
            if latest.get(&key).is_none_or(|known| *known < this) {
                latest.insert(key.clone(), this);
                days.insert(key, event.quantity);
            }
        } else {
            *days.entry(key).or_default() += event.quantity;
        }
    }
    days
}

pub async fn stored(store: &dyn Store, customer: &CustomerId) -> Vec<UsageDay> {
    let span = DaySpan { from: "2000-01-01".parse().unwrap(), to: "2099-01-01".parse().unwrap() };
    let customer = customer.clone();
    let stretch = UsageStretch { customer, span, product: None, after: None, limit: 1_000_000 };
    store.usage_days(stretch).await.unwrap()
}

pub fn events(count: usize) -> impl Strategy<Value = Vec<UsageEvent>> {
    // Few customers, days and moments, so that events often meet.
    let one = (0..2_usize, 0..3_usize, 0..1_000_i64, 0..5_i64, 0..4_i64);
    proptest::collection::vec(one, 1..count).prop_map(|drawn| {
        let made = drawn.into_iter().enumerate();
        made.map(|(index, (customer, product, quantity, days, hours))| UsageEvent {
            event_id: format!("event-{index}"),
            customer_id: CustomerId::new(["customer-ann", "customer-boris"][customer]),
            product: ProductCode::new(["ai_chat", "agent_seats", "voice"][product]),
            quantity,
            occurred_at: noon() - Duration::days(days * 13) - Duration::hours(hours),
        })
        .collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn any_order_and_any_repetition_of_events_gives_the_same_days(
        events in events(40),
        again in proptest::collection::vec(any::<prop::sample::Index>(), 0..40),
        shuffle in proptest::collection::vec(any::<u32>(), 80),
        batch in 1_usize..12,
    ) {
        let mut sent: Vec<UsageEvent> = events.clone();
        sent.extend(again.iter().map(|index| index.get(&events).clone()));
        let mut order: Vec<usize> = (0..sent.len()).collect();
        order.sort_by_key(|place| shuffle[*place]);
        let (_keep, store) = inline();
        let (days, counted) = block_on(async {
            let customers = two_customers(&store).await;
            let (mut accepted, mut repeated) = (0, 0);
            for batch in order.chunks(batch) {
                let events = (0..).zip(batch.iter().map(|place| sent[*place].clone())).collect();
                let batch = CountedUsage { events, received_at: noon() };
                let counted = store.count_usage(batch).await.unwrap();
                assert_eq!(counted.refused, []);
                accepted += counted.accepted;
                repeated += counted.repeated;
            }
            let mut days = Days::new();
            for customer in &customers {
                for day in stored(&store, customer).await {
                    let key = (customer.to_string(), day.date, day.product.to_string());
                    days.insert(key, day.count);
                }
            }
            (days, (accepted as usize, repeated as usize))
        });
        let distinct: BTreeSet<_> = events.iter().map(|event| &event.event_id).collect();
        prop_assert_eq!(counted, (distinct.len(), again.len()));
        prop_assert_eq!(days, model(&events));
    }
}
