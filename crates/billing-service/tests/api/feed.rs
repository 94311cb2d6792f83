use crate::shop::sql;
use crate::store_contract::{inline, noon};
use crate::support::{Api, problem};
use crate::usage::{block_on, events, stored};
use billing_contract::{
    Change, ChangeKind, ChangeOp, ChangesPage, CreditTransaction, CustomerId, Tokens, UsageDay,
    UsageEvent,
};
use billing_service::demo;
use billing_service::store::{
    CountedUsage, Demonstration, FeedAnswer, FeedPosition, FeedWish, Store, Usage as _,
};
use chrono::Duration;
use proptest::prelude::*;
use reqwest::Method;
use serde_json::{Value, json};
use std::collections::BTreeMap;

const ARCHIVE: [ChangeKind; 3] = [ChangeKind::Invoice, ChangeKind::Credits, ChangeKind::Usage];

async fn page(api: &Api, who: &Tokens, query: &str) -> ChangesPage {
    let answer = api.get(&format!("/api/portal/changes?{query}"), who).await;
    assert_eq!(answer.status(), 200, "{}", answer.text().await.unwrap());
    answer.json().await.unwrap()
}

/// Reads until there is no more; what was told, and the cursor to read on from.
async fn read_all(api: &Api, who: &Tokens, query: &str) -> (Vec<Change>, String) {
    let (mut told, mut since) = (Vec::new(), String::new());
    loop {
        let page = page(api, who, &format!("{query}{since}")).await;
        told.extend(page.changes);
        since = format!("&since={}", page.cursor);
        if !page.has_more {
            return (told, page.cursor);
        }
    }
}

fn body<T: serde::de::DeserializeOwned>(change: &Change) -> T {
    serde_json::from_str(change.body.as_ref().unwrap().get()).unwrap()
}

fn month_of(change: &Change) -> String {
    let text = match change.kind {
        ChangeKind::Usage => body::<UsageDay>(change).date.to_string(),
        ChangeKind::Credits => body::<CreditTransaction>(change).created_at.to_string(),
        _ => body::<Value>(change)["period"].as_str().unwrap().to_owned(),
    };
    text[..7].to_owned()
}

async fn count(api: &Api, id: &str, product: &str, quantity: i64, at: &str) {
    let operator = api.sign_in("operator").await;
    let customer = api.customer_of("admin").await;
    let events = json!([{ "event_id": id, "customer_id": customer, "product": product,
        "quantity": quantity, "occurred_at": at }]);
    let request = api.request(Method::POST, "/api/usage/events").json(&json!({ "events": events }));
    let answer = request.bearer_auth(operator.access_token.expose()).send().await.unwrap();
    assert_eq!(answer.json::<Value>().await.unwrap()["accepted"], 1);
}

#[tokio::test]
async fn the_walk_tells_everything_once_newest_month_first_and_each_month_whole() {
    let api = Api::start().await;
    let admin = api.sign_in("admin").await;
    let (told, cursor) = read_all(&api, &admin, "limit=700").await;
    let months: Vec<String> = told.iter().map(month_of).collect();
    assert!(months.is_sorted_by(|newer, older| newer >= older));
    assert_eq!((months[0].as_str(), months.last().unwrap().as_str()), ("2026-06", "2023-06"));
    let mut things: Vec<_> = told.iter().map(|change| (change.kind, change.id.as_str())).collect();
    things.sort_unstable();
    things.dedup();
    assert_eq!(things.len(), told.len());
    assert!(told.iter().all(|change| change.seq == 0 && change.op == ChangeOp::Put));
    let customer = api.customer_of("admin").await;
    let rows = |table: &str| -> i64 {
        let question = format!("SELECT count(*) FROM {table} WHERE customer_id = ?1");
        sql(&api).query_row(&question, [&customer], |row| row.get(0)).unwrap()
    };
    let of = |kind| -> i64 { told.iter().map(|change| i64::from(change.kind == kind)).sum() };
    assert_eq!(of(ChangeKind::Usage), rows("usage_days"));
    assert_eq!(of(ChangeKind::Credits), rows("credit_transactions"));
    assert!(of(ChangeKind::Invoice) == rows("invoices") && rows("invoices") > 36);
    let rest = page(&api, &admin, &format!("since={cursor}")).await;
    assert!(rest.changes.is_empty() && !rest.has_more);
    let whole = read_all(&api, &admin, "limit=5000").await.0;
    let ids = |told: &[Change]| told.iter().map(|change| change.id.clone()).collect::<Vec<_>>();
    assert_eq!(ids(&whole), ids(&told));
}

#[tokio::test]
async fn after_the_walk_only_what_has_changed_is_told_and_the_last_state_of_it() {
    let api = Api::start().await;
    let admin = api.sign_in("admin").await;
    // What it says of the quota is told before.
    count(&api, "before", "agent_seats", 13, "2026-06-17T11:00:00Z").await;
    let (_, cursor) = read_all(&api, &admin, "limit=5000").await;
    count(&api, "a", "agent_seats", 13, "2026-06-18T11:00:00Z").await;
    count(&api, "b", "voice", 1, "2024-02-03T11:00:00Z").await;
    count(&api, "c", "agent_seats", 14, "2026-06-18T11:30:00Z").await;
    let told = page(&api, &admin, &format!("since={cursor}")).await;
    let ids: Vec<_> = told.changes.iter().map(|change| change.id.as_str()).collect();
    assert_eq!(ids, ["2024-02-03/voice", "2026-06-18/agent_seats"]);
    assert!(told.changes.is_sorted_by_key(|change| change.seq) && !told.has_more);
    assert_eq!(body::<UsageDay>(&told.changes[1]).count, 14);
    // A reader whose answer was lost asks again and is told the same.
    let again = page(&api, &admin, &format!("since={cursor}&limit=1")).await;
    assert_eq!((again.changes.len(), again.has_more), (1, true));
    let rest = page(&api, &admin, &format!("since={}", again.cursor)).await;
    assert_eq!((rest.changes.len(), rest.has_more), (1, false));
    // The second event of the day lost against the later one: nothing has changed.
    count(&api, "d", "agent_seats", 2, "2026-06-18T11:10:00Z").await;
    let nothing = page(&api, &admin, &format!("since={}", rest.cursor)).await;
    assert!(nothing.changes.is_empty());
}

#[tokio::test]
async fn what_changes_during_the_walk_is_told_after_it() {
    let api = Api::start().await;
    let admin = api.sign_in("admin").await;
    let first = page(&api, &admin, "limit=1000").await;
    count(&api, "a", "voice", 7, "2026-06-18T11:00:00Z").await;
    let mut since = first.cursor;
    let mut last = Vec::new();
    loop {
        let page = page(&api, &admin, &format!("limit=1000&since={since}")).await;
        since = page.cursor;
        last = if page.changes.is_empty() { last } else { page.changes };
        if !page.has_more {
            break;
        }
    }
    assert_eq!((last.len(), last[0].id.as_str()), (1, "2026-06-18/voice"));
    assert!(last[0].seq > 0);
}

#[tokio::test]
async fn a_cursor_that_is_too_old_or_somebody_elses_must_be_read_anew() {
    let api = Api::start().await;
    let (admin, other) = (api.sign_in("admin").await, api.sign_in("yunfan").await);
    let walking = page(&api, &admin, "limit=10").await.cursor;
    let (_, cursor) = read_all(&api, &admin, "limit=5000").await;
    for wrong in [cursor.as_str(), &walking] {
        let answer = api.get(&format!("/api/portal/changes?since={wrong}"), &other).await;
        problem(answer, 410, "resync").await;
    }
    for garbage in ["x", "told", &cursor[2..], &cursor.to_uppercase()] {
        let answer = api.get(&format!("/api/portal/changes?since={garbage}"), &admin).await;
        problem(answer, 410, "resync").await;
    }
    problem(api.get("/api/portal/changes?limit=0", &admin).await, 422, "validation_failed").await;
    count(&api, "a", "voice", 7, "2026-06-18T11:00:00Z").await;
    api.clock.advance(Duration::days(31));
    let api = api.restart().await;
    api.until(|sql| {
        sql.query_row("SELECT count(*) = 0 FROM changes WHERE kind = 'usage'", [], |row| row.get(0))
            .unwrap()
    })
    .await;
    let admin = api.sign_in("admin").await;
    for old in [cursor, walking] {
        let answer = api.get(&format!("/api/portal/changes?since={old}"), &admin).await;
        problem(answer, 410, "resync").await;
    }
    let (told, cursor) = read_all(&api, &admin, "limit=5000").await;
    assert!(told.iter().any(|change| change.id == "2026-06-18/voice"));
    assert!(page(&api, &admin, &format!("since={cursor}")).await.changes.is_empty());
}

#[tokio::test]
async fn an_unchanged_archive_is_not_sent_twice() {
    let api = Api::start().await;
    let admin = api.sign_in("admin").await;
    let ask = async |tag: &str| {
        let request = api.request(Method::GET, "/api/portal/changes?limit=50");
        let request = request.bearer_auth(admin.access_token.expose());
        request.header("if-none-match", tag).send().await.unwrap()
    };
    let first = ask("\"none\"").await;
    let tag = first.headers()["etag"].to_str().unwrap().to_owned();
    api.clock.advance(Duration::minutes(1));
    assert_eq!(ask(&tag).await.status(), 304);
    count(&api, "a", "voice", 7, "2026-06-18T11:00:00Z").await;
    assert_eq!(ask(&tag).await.status(), 200);
}

#[tokio::test]
async fn an_agent_is_told_of_the_usage_of_the_customers_assigned_and_of_nothing_else() {
    let api = Api::start().await;
    let agent = api.sign_in("agent").await;
    let [assigned, other] = ["admin", "sakura"];
    let query = format!("limit=5000&customer_id={}", api.customer_of(assigned).await);
    let (told, cursor) = read_all(&api, &agent, &query).await;
    assert!(told.len() > 4_000 && told.iter().all(|change| change.kind == ChangeKind::Usage));
    // A cursor of somebody who saw less would hide what somebody who sees more must be told.
    let support = api.sign_in("support").await;
    let answer = api.get(&format!("/api/portal/changes?{query}&since={cursor}"), &support).await;
    problem(answer, 410, "resync").await;
    let path = format!("/api/portal/changes?customer_id={}", api.customer_of(other).await);
    problem(api.get(&path, &agent).await, 404, "not_found").await;
}

/// What a reader of the feed does to it and to the archive.
#[derive(Clone, Debug)]
enum Step {
    /// Events are counted.
    Count(Vec<UsageEvent>),
    /// A page is read and taken over.
    Read(u32),
    /// A page is read, and the answer gets lost.
    Lose(u32),
    /// The reader forgets everything and begins anew.
    Anew,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        3 => events(6).prop_map(Step::Count),
        6 => (1_u32..40).prop_map(Step::Read),
        2 => (1_u32..40).prop_map(Step::Lose),
        1 => Just(Step::Anew),
    ];
    proptest::collection::vec(step, 1..30)
}

/// What a reader holds: kind and id, with the body.
type Rows = BTreeMap<(ChangeKind, String), Value>;

#[derive(Default)]
struct Reader {
    rows: Rows,
    position: Option<FeedPosition>,
}

impl Reader {
    /// Reads a page; takes it over unless it gets lost.
    async fn read(
        &mut self,
        store: &dyn Store,
        customer: &CustomerId,
        limit: u32,
        lost: bool,
    ) -> bool {
        let wish = FeedWish {
            customer: customer.clone(),
            position: self.position.clone(),
            kinds: ARCHIVE.to_vec(),
            limit,
        };
        let FeedAnswer::Page(changes, position, has_more) = store.read_feed(wish).await.unwrap()
        else {
            panic!("nothing is forgotten here");
        };
        assert!(changes.len() <= limit as usize);
        if lost {
            return true;
        }
        for change in changes {
            let key = (change.kind, change.id.clone());
            match change.op {
                ChangeOp::Put => drop(self.rows.insert(key, body(&change))),
                ChangeOp::Delete => drop(self.rows.remove(&key)),
            }
        }
        self.position = Some(position);
        has_more
    }
}

/// What the store holds of a customer.
async fn rows_of(store: &dyn Store, customer: &CustomerId) -> Rows {
    let mut rows = Rows::new();
    for day in stored(store, customer).await {
        let id = format!("{}/{}", day.date, day.product);
        rows.insert((ChangeKind::Usage, id), serde_json::to_value(day).unwrap());
    }
    for movement in store.credit_transactions(customer, None, 100_000).await.unwrap() {
        let id = movement.id.to_string();
        rows.insert((ChangeKind::Credits, id), serde_json::to_value(movement).unwrap());
    }
    rows
}

/// A few months of one made-up customer, whose id is that of the drawn events.
fn small_demonstration() -> Demonstration {
    let mut made = demo::make(noon());
    made.customers.truncate(1);
    made.assignments.clear();
    made.orders.clear();
    let customer = &mut made.customers[0];
    customer.account.id = CustomerId::new("customer-ann");
    customer.invoices.clear();
    customer.usage.retain(|(day, ..)| noon().date_naive() - *day < Duration::days(40));
    customer.credits.truncate(90);
    made
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]
    #[test]
    fn a_reader_that_follows_the_cursors_has_exactly_what_the_service_has(steps in steps()) {
        let (_keep, store) = inline();
        let (read, held) = block_on(async {
            store.fill(small_demonstration()).await.unwrap();
            let customer = CustomerId::new("customer-ann");
            let mut reader = Reader::default();
            let mut batches = 0;
            for step in steps {
                match step {
                    Step::Count(mut events) => {
                        batches += 1;
                        for event in &mut events {
                            event.event_id = format!("{batches}-{}", event.event_id);
                        }
                        let events = (0..).zip(events).collect();
                        let received_at = noon() + Duration::seconds(batches);
                        store.count_usage(CountedUsage { events, received_at }).await.unwrap();
                    }
                    Step::Read(limit) => drop(reader.read(&store, &customer, limit, false).await),
                    Step::Lose(limit) => drop(reader.read(&store, &customer, limit, true).await),
                    Step::Anew => reader = Reader::default(),
                }
            }
            while reader.read(&store, &customer, 100, false).await {}
            assert!(!reader.read(&store, &customer, 100, false).await);
            (reader.rows, rows_of(&store, &customer).await)
        });
        prop_assert_eq!(read, held);
    }
}

/// How many thousand rows are walked; `BILLING_FAULT_SCALE` multiplies it.
fn thousands() -> i64 {
    let scale = std::env::var("BILLING_FAULT_SCALE").ok().and_then(|scale| scale.parse().ok());
    50 * scale.unwrap_or(1)
}

#[tokio::test]
async fn a_long_archive_is_walked_page_by_page() {
    let api = Api::start_with(|config| config.limits.requests_per_minute = 1_000_000).await;
    let customer = api.customer_of("sakura").await;
    let rows = thousands() * 1_000;
    sql(&api)
        .execute_batch(&format!(
            "PRAGMA busy_timeout = 10000; BEGIN IMMEDIATE;
             DELETE FROM usage_days WHERE customer_id = '{customer}';
             DELETE FROM credit_transactions WHERE customer_id = '{customer}';
             WITH RECURSIVE n(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM n WHERE n < 249)
             INSERT INTO products (code, unit, credits_per_unit, is_level)
             SELECT printf('product-%03d', n), 'piece', 0, 0 FROM n;
             WITH RECURSIVE n(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM n WHERE n < {rows} - 1)
             INSERT INTO usage_days (customer_id, product, day, quantity, updated_at)
             SELECT '{customer}', printf('product-%03d', n % 250),
             date('2026-06-18', printf('-%d days', n / 250)), n, 0 FROM n; COMMIT;"
        ))
        .unwrap();
    let who = api.sign_in("sakura").await;
    let (mut seen, mut since, mut before) = (0, String::new(), String::from("9999"));
    loop {
        let page = page(&api, &who, &format!("limit=5000{since}")).await;
        for change in page.changes.iter().filter(|change| change.kind == ChangeKind::Usage) {
            assert!(change.id < before, "{} after {before}", change.id);
            before.clone_from(&change.id);
            seen += 1;
        }
        assert!(page.changes.len() <= 5_000);
        since = format!("&since={}", page.cursor);
        if !page.has_more {
            break;
        }
    }
    assert_eq!(seen, rows);
}
