//! Who did what, whether everything is whole, and how the business goes.

use crate::shop::{Counter, sql};
use crate::support::{Api, fields, problem};
use billing_contract::{
    AuditLine, AuditOutcome, IntegrityReport, Monitoring, MonitoringStep, Page, Tokens,
};
use billing_service::router::ROUTES;
use billing_service::{Access, permissions_of};
use chrono::{DateTime, Datelike as _, Duration, NaiveDate, Utc};
use reqwest::{Method, Response};
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};

async fn deeds(api: &Api, who: &Tokens, query: &str) -> Vec<AuditLine> {
    let answer = api.get(&format!("/api/operator/audit{query}"), who).await;
    assert_eq!(answer.status(), 200, "{}", answer.text().await.unwrap());
    answer.json::<Page<AuditLine>>().await.unwrap().items
}

async fn table(api: &Api, who: &Tokens, path: &str) -> Response {
    let request = api.request(Method::GET, path).bearer_auth(who.access_token.expose());
    let answer = request.header("accept", "text/csv").send().await.unwrap();
    assert_eq!(answer.status(), 200);
    assert_eq!(answer.headers()["content-type"], "text/csv; charset=utf-8");
    answer
}

async fn monitoring(api: &Api, who: &Tokens, query: &str) -> Monitoring {
    let answer = api.get(&format!("/api/operator/monitoring{query}"), who).await;
    assert_eq!(answer.status(), 200, "{}", answer.text().await.unwrap());
    answer.json().await.unwrap()
}

#[tokio::test]
async fn every_writing_route_that_staff_may_call_leaves_a_deed_with_its_end() {
    let api = Api::start().await;
    let who = api.sign_in("operator").await;
    let customer = api.customer_of("admin").await;
    let allowed = permissions_of(billing_contract::Role::Operator);
    let mut expected = BTreeSet::new();
    for route in ROUTES.iter().filter(|route| route.method != "GET") {
        let is_told = match route.access {
            Access::OfCustomer(permission) | Access::Staff(permission) => {
                allowed.contains(&permission)
            }
            Access::OfCustomerOrAny(..) => true,
            // What a console tells of itself is no deed.
            Access::SignedIn => route.path != "/api/portal/events",
            Access::Watchers | Access::Everyone => false,
        };
        if !is_told {
            continue;
        }
        let path = route.path.replace("{id}", "no-such-thing");
        let method: Method = route.method.parse().unwrap();
        let request = api.request(method, &format!("{path}?customer_id={customer}"));
        let request = request.bearer_auth(who.access_token.expose());
        let key = uuid::Uuid::now_v7().to_string();
        request.header("idempotency-key", key).json(&json!({})).send().await.unwrap();
        expected.insert((route.method.to_owned(), route.path.to_owned()));
    }
    let lines = deeds(&api, &who, "?kind=changes&limit=200").await;
    let noted: BTreeSet<_> =
        lines.iter().map(|line| (line.method.clone(), line.route.clone())).collect();
    assert_eq!(noted, expected);
    assert!(lines.iter().all(|line| line.outcome != AuditOutcome::Asked), "each has its end");
    assert!(lines.iter().all(|line| line.user_name == "Ingrid Bauer"));
    let of_things = lines.iter().filter(|line| line.route.contains("{id}"));
    assert!(of_things.clone().count() > 3);
    assert!(of_things.into_iter().all(|line| line.subject.as_deref() == Some("no-such-thing")));
}

#[tokio::test]
async fn deeds_are_found_by_person_customer_thing_outcome_and_day_page_by_page() {
    let api = Api::start().await;
    let counter = Counter::open(&api).await;
    let (order, _) = counter.paid().await;
    let customer = api.customer_of("admin").await;
    let (operator, support) = (api.sign_in("operator").await, api.sign_in("support").await);
    let back = json!({ "amount": "1.00", "reason": "=a kindness" });
    let path = format!("/payments/orders/{order}/refund");
    let refunding = Counter { api: &api, who: operator.clone() };
    assert_eq!(refunding.once(&path, "k", &back).await.status(), 200);
    api.get(&format!("/api/portal/account?customer_id={customer}"), &support).await;
    let refused = Counter { api: &api, who: support.clone() };
    problem(refused.once(&path, "k", &back).await, 403, "forbidden").await;
    let found = deeds(&api, &operator, &format!("?subject={order}&kind=changes")).await;
    let ends: Vec<_> = found.iter().map(|line| (line.user_name.as_str(), line.outcome)).collect();
    let expected = [("Tomás Rivera", AuditOutcome::Refused), ("Ingrid Bauer", AuditOutcome::Done)];
    assert_eq!(ends, expected);
    assert_eq!(found[1].note.as_deref(), Some("CNY 1.00: =a kindness"));
    assert_eq!(found[1].customer_id.as_ref().unwrap().as_str(), customer);
    let name = &found[1].customer_name;
    assert_eq!(name.as_deref(), Some("Northwind Labs"));
    let of_support = api.me(&support).await.user_id;
    let theirs = deeds(&api, &operator, &format!("?user_id={of_support}&about={customer}")).await;
    assert_eq!(theirs.len(), 1);
    assert_eq!(theirs[0].outcome, AuditOutcome::Allowed);
    assert_eq!(deeds(&api, &operator, "?outcome=refused").await.len(), 1);
    assert_eq!(deeds(&api, &operator, "?from=2026-06-19").await.len(), 0);
    assert_eq!(deeds(&api, &operator, "?to=2026-06-17").await.len(), 0);
    assert!(deeds(&api, &operator, "?from=2026-06-18&to=2026-06-18").await.len() > 2);
    let mut seen = Vec::new();
    let mut cursor = String::new();
    loop {
        let path = format!("/api/operator/audit?kind=changes&limit=1{cursor}");
        let page: Page<AuditLine> = api.get(&path, &operator).await.json().await.unwrap();
        seen.extend(page.items.into_iter().map(|line| line.id));
        let Some(next) = page.next_cursor else { break };
        cursor = format!("&cursor={next}");
    }
    let all = deeds(&api, &operator, "?kind=changes").await;
    assert_eq!(seen, all.into_iter().map(|line| line.id).collect::<Vec<_>>());
    let wrong = api.get("/api/operator/audit?outcome=cake&from=x&kind=y", &operator).await;
    let wrong = problem(wrong, 422, "validation_failed").await;
    let named: BTreeSet<_> = fields(&wrong).into_iter().map(|(field, _)| field).collect();
    assert_eq!(named, BTreeSet::from(["from", "kind", "outcome"]));
    let path = format!("/api/operator/audit?subject={order}&kind=changes");
    let text = table(&api, &operator, &path).await.text().await.unwrap();
    assert_eq!(text.lines().count(), 3);
    assert!(text.contains("CNY 1.00: =a kindness") && !text.contains("\n="), "{text}");
}

#[tokio::test]
async fn the_demonstration_is_whole_and_every_kind_of_damage_is_named() {
    let api = Api::start().await;
    let counter = Counter::open(&api).await;
    let (order, _) = counter.paid().await;
    let operator = api.sign_in("operator").await;
    let report = async || -> IntegrityReport {
        api.get("/api/operator/integrity", &operator).await.json().await.unwrap()
    };
    let sound = report().await;
    let broken: Vec<_> = sound.checks.iter().filter(|check| check.broken > 0).collect();
    assert!(sound.is_sound, "{broken:?}");
    assert!(sound.checks.iter().all(|check| check.examples.is_empty()));
    let tests = sound.tests.iter().find(|rows| rows.thing == "orders").unwrap();
    assert!(tests.tests > 0 && tests.tests <= tests.of);
    let remarks = |report: &IntegrityReport| {
        report.missing.iter().find(|one| one.field == "remark").unwrap().missing
    };
    let damages = [
        (
            "postings_add_up",
            "UPDATE ledger_postings SET amount_minor = amount_minor + 1 \
             WHERE account = 'order' AND transaction_id = (SELECT max(id) FROM ledger_transactions)",
        ),
        ("received_is_the_sum_of_receipts", "UPDATE orders SET received_minor = 1 WHERE id = ?1"),
        ("delivered_is_paid", "UPDATE orders SET paid_at = NULL WHERE id = ?1"),
        (
            "credits_add_up",
            "UPDATE credit_transactions SET balance_after = balance_after + 1 \
             WHERE number = 2",
        ),
        ("credits_are_numbered", "UPDATE credit_transactions SET number = 900000 WHERE number = 2"),
        (
            "coupon_uses_of_orders",
            "INSERT INTO coupon_uses SELECT 'nothing', id, 'x', 1, 0 \
             FROM discounts LIMIT 1",
        ),
    ];
    for (name, damage) in damages {
        let sql = sql(&api);
        sql.execute_batch("PRAGMA foreign_keys = OFF; BEGIN").unwrap();
        let changed = match damage.contains("?1") {
            true => sql.execute(damage, [&order]),
            false => sql.execute(damage, []),
        };
        assert!(changed.unwrap() > 0, "{name}");
        sql.execute_batch("COMMIT").unwrap();
        let found = report().await;
        assert!(!found.is_sound, "{name}");
        let check = found.checks.iter().find(|check| check.name == name).unwrap();
        assert!(check.broken > 0 && !check.examples.is_empty(), "{check:?}");
    }
    let before = remarks(&sound);
    sql(&api).execute("UPDATE orders SET remark = 'x' WHERE id = ?1", [&order]).unwrap();
    assert_eq!(remarks(&report().await), before - 1);
    let text = table(&api, &operator, "/api/operator/integrity").await.text().await.unwrap();
    assert!(text.contains("orphans,coupon_uses_of_orders"), "{text}");
}

/// Looks like chance, comes out the same each time.
struct Chance(u64);

impl Chance {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        (mixed ^ (mixed >> 27)) % limit
    }

    fn moment(&mut self) -> DateTime<Utc> {
        let start: DateTime<Utc> = "2025-01-01T00:00:00Z".parse().unwrap();
        // Midnights too: the first moment of a day is of that day.
        match self.below(4) {
            0 => start + Duration::days(self.below(530).cast_signed()),
            _ => start + Duration::microseconds(self.below(530 * 86_400_000_000).cast_signed()),
        }
    }
}

/// A history of orders, attempts, money and doings, made up.
fn make_history(api: &Api, chance: &mut Chance) {
    let mut sql = sql(api);
    let at_once = rusqlite::TransactionBehavior::Immediate;
    let transaction = sql.transaction_with_behavior(at_once).unwrap();
    transaction.execute_batch("PRAGMA defer_foreign_keys = ON").unwrap();
    let customers: Vec<(String, String)> = {
        let question =
            "SELECT id, customer_id FROM users WHERE customer_id IS NOT NULL ORDER BY id";
        let mut ready = transaction.prepare(question).unwrap();
        let rows = ready.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
        rows.map(Result::unwrap).collect()
    };
    let states =
        ["succeeded", "failed", "expired", "closed", "presented", "processing", "conflicted"];
    for number in 0..300_u32 {
        let (user, customer) = &customers[chance.below(customers.len() as u64) as usize];
        let at = chance.moment();
        let (id, test) = (format!("h{number}"), chance.below(3) == 0);
        let paid = (chance.below(2) == 0).then(|| at.timestamp_micros() + 1);
        let by = (chance.below(5) > 0).then_some(user);
        transaction
            .execute(
                "INSERT INTO orders (id, order_no, customer_id, user_id, product_type, product_id, \
                 product_name, original_minor, discount_minor, final_minor, received_minor, \
                 refunded_minor, currency, method, state, locale, is_test, created_at, expires_at, \
                 paid_at) VALUES (?1, ?1, ?2, ?3, 'report', 'r', 'r', 100, 0, 100, 0, 0, 'CNY', \
                 'alipay', 'created', 'en', ?4, ?5, ?5, ?6)",
                rusqlite::params![id, customer, by, test, at.timestamp_micros(), paid],
            )
            .unwrap();
        for attempt in 0..chance.below(3) {
            let state = states[chance.below(states.len() as u64) as usize];
            let method = ["alipay", "stripe"][chance.below(2) as usize];
            let at = chance.moment().timestamp_micros();
            transaction
                .execute(
                    "INSERT INTO payment_attempts (id, order_id, method, trade_no, amount_minor, \
                     currency, state, created_at, shown_until, payable_until) \
                     SELECT ?1, ?2, ?3, ?1, 100, 'CNY', ?4, ?5, ?5, ?5 WHERE ?4 NOT IN \
                     ('presented', 'processing') OR NOT EXISTS (SELECT 1 FROM payment_attempts \
                     WHERE order_id = ?2 AND method = ?3 AND state IN ('presented', 'processing'))",
                    rusqlite::params![format!("{id}-{attempt}"), id, method, state, at],
                )
                .unwrap();
        }
        for _ in 0..chance.below(3) {
            let at = chance.moment().timestamp_micros();
            let currency = ["CNY", "USD", "JPY"][chance.below(3) as usize];
            let minor = 1 + chance.below(1_000_000_000).cast_signed();
            let place =
                ["order", "credit_balance", "refund", "held_for_support"][chance.below(4) as usize];
            let insert = "INSERT INTO ledger_transactions (order_id, customer_id, at) \
                 VALUES (?1, ?2, ?3) RETURNING id";
            let booked: i64 = transaction
                .query_row(insert, rusqlite::params![id, customer, at], |row| row.get(0))
                .unwrap();
            for (account, amount) in [("provider_clearing", minor), (place, -minor)] {
                let insert = "INSERT INTO ledger_postings VALUES (?1, ?2, ?3, ?4)";
                let values = rusqlite::params![booked, account, currency, amount];
                transaction.execute(insert, values).unwrap();
            }
        }
        let action = ["package_view", "qr_shown"][chance.below(2) as usize];
        let at = chance.moment().timestamp_micros();
        transaction
            .execute(
                "INSERT INTO behaviour_events (owner_id, id, user_id, at, received_at, event_type, \
                 event_category, action, event_data, is_test) \
                 VALUES (?1, ?2, ?3, ?4, ?4, 'x', 'x', ?5, '{}', ?6)",
                rusqlite::params![customer, id, user, at, action, chance.below(2) == 0],
            )
            .unwrap();
    }
    transaction.commit().unwrap();
}

type Row = Vec<rusqlite::types::Value>;

/// Every row of a question, as it stands.
fn all(api: &Api, question: &str) -> Vec<Row> {
    let sql = sql(api);
    let mut ready = sql.prepare(question).unwrap();
    let columns = ready.column_count();
    let rows = ready.query_map([], |row| (0..columns).map(|at| row.get(at)).collect());
    rows.unwrap().map(Result::unwrap).collect()
}

fn integer(value: &rusqlite::types::Value) -> i64 {
    match value {
        rusqlite::types::Value::Integer(number) => *number,
        other => panic!("{other:?} is no number"),
    }
}

fn text(value: &rusqlite::types::Value) -> String {
    match value {
        rusqlite::types::Value::Text(text) => text.clone(),
        other => panic!("{other:?} is no text"),
    }
}

fn day_of(value: &rusqlite::types::Value) -> NaiveDate {
    DateTime::from_timestamp_micros(integer(value)).unwrap().date_naive()
}

/// The same figures by adding up row after row, without a database.
fn compare(api: &Api, told: &Monitoring) {
    let point = |day: NaiveDate| match told.step {
        MonitoringStep::Day => day,
        MonitoringStep::Month => day.with_day(1).unwrap(),
    };
    let within = |day: NaiveDate| told.from <= day && day <= told.to;
    let counts = |test: &rusqlite::types::Value| told.includes_tests || integer(test) == 0;

    let mut success: BTreeMap<NaiveDate, [i64; 4]> = BTreeMap::new();
    let mut failed = 0;
    let question = "SELECT a.created_at, a.state, o.is_test FROM payment_attempts a \
         JOIN orders o ON o.id = a.order_id";
    for row in all(api, question) {
        let day = day_of(&row[0]);
        if within(day) && counts(&row[2]) {
            let place = match text(&row[1]).as_str() {
                "succeeded" => 0,
                "failed" | "expired" | "conflicted" => 1,
                "closed" => 2,
                _ => 3,
            };
            success.entry(point(day)).or_default()[place] += 1;
            failed += i64::from(place == 1);
        }
    }
    for one in &told.success {
        let known = success.remove(&one.begins).unwrap_or_default();
        assert_eq!([one.paid, one.failed, one.closed, one.open], known, "{}", one.begins);
    }
    assert!(success.is_empty(), "{success:?}");
    assert_eq!(told.failures.iter().map(|one| one.count).sum::<i64>(), failed);
    assert_eq!(told.methods.iter().map(|one| one.failed).sum::<i64>(), failed);

    let mut viewers: BTreeMap<NaiveDate, BTreeSet<String>> = BTreeMap::new();
    let mut users: BTreeMap<NaiveDate, BTreeSet<String>> = BTreeMap::new();
    let of_customers: BTreeSet<String> =
        all(api, "SELECT id FROM users WHERE customer_id IS NOT NULL")
            .iter()
            .map(|row| text(&row[0]))
            .collect();
    for row in all(api, "SELECT at, action, is_test, user_id FROM behaviour_events") {
        let (day, user) = (day_of(&row[0]), text(&row[3]));
        if within(day) && text(&row[1]) == "package_view" && counts(&row[2]) {
            viewers.entry(point(day)).or_default().insert(user);
        }
    }
    let presence = "SELECT at, user_id FROM behaviour_events UNION ALL \
         SELECT created_at, user_id FROM orders WHERE user_id IS NOT NULL UNION ALL \
         SELECT created_at, user_id FROM sessions UNION ALL \
         SELECT last_used_at, user_id FROM sessions";
    for row in all(api, presence) {
        let (day, user) = (day_of(&row[0]), text(&row[1]));
        if within(day) && of_customers.contains(&user) {
            users.entry(point(day)).or_default().insert(user);
        }
    }
    let everybody: BTreeSet<_> = users.values().flatten().collect();
    assert_eq!(told.active_users, everybody.len() as i64);
    for one in &told.activity {
        let known = users.get(&one.begins).map_or(0, BTreeSet::len);
        assert_eq!(one.users, known as i64, "{}", one.begins);
    }

    let mut orders: BTreeMap<NaiveDate, (i64, i64)> = BTreeMap::new();
    let question = "SELECT created_at, is_test, paid_at IS NOT NULL FROM orders \
         WHERE user_id IS NOT NULL";
    for row in all(api, question) {
        let day = day_of(&row[0]);
        if within(day) && counts(&row[1]) {
            let known = orders.entry(point(day)).or_default();
            known.0 += 1;
            known.1 += integer(&row[2]);
        }
    }
    for one in &told.conversion {
        let seen = viewers.get(&one.begins).map_or(0, BTreeSet::len) as i64;
        let (made, paid) = orders.get(&one.begins).copied().unwrap_or_default();
        assert_eq!((one.viewers, one.orders, one.paid), (seen, made, paid), "{}", one.begins);
    }

    let mut months: BTreeMap<(String, String), [i64; 5]> = BTreeMap::new();
    let question = "SELECT t.at, p.currency, p.account, p.amount_minor, o.is_test \
         FROM ledger_postings p JOIN ledger_transactions t ON t.id = p.transaction_id \
         JOIN orders o ON o.id = t.order_id";
    for row in all(api, question) {
        let day = day_of(&row[0]);
        if within(day) && counts(&row[4]) {
            let accounts =
                ["provider_clearing", "order", "credit_balance", "refund", "held_for_support"];
            let place = accounts.iter().position(|one| *one == text(&row[2])).unwrap();
            let sign = if place == 0 { 1 } else { -1 };
            let month = format!("{:04}-{:02}", day.year(), day.month());
            months.entry((month, text(&row[1]))).or_default()[place] += sign * integer(&row[3]);
        }
    }
    assert_eq!(told.revenue.len(), months.len());
    for (one, ((month, currency), sums)) in told.revenue.iter().zip(months) {
        assert_eq!((&one.month, one.currency.code()), (&month, currency.as_str()));
        let amounts = [&one.received, &one.orders, &one.credit_balance, &one.refunded, &one.held];
        let minor = amounts.map(|amount| amount.in_currency(one.currency).unwrap().minor);
        assert_eq!(minor, sums, "{month} {currency}");
        assert_eq!(minor[0], minor[1..].iter().sum::<i64>());
    }
}

#[tokio::test]
async fn the_figures_are_the_naive_sums_of_random_histories() {
    let api = Api::start().await;
    let operator = api.sign_in("operator").await;
    let mut chance = Chance(7);
    make_history(&api, &mut chance);
    for round in 0..24 {
        let from = chance.moment().date_naive();
        let days = [0, 1, 30, 91, 92, 400][round % 6];
        let to = from + Duration::days(days);
        let tests = chance.below(2) == 0;
        let query = format!("?from={from}&to={to}&tests={tests}");
        let told = monitoring(&api, &operator, &query).await;
        let step = if days < 92 { MonitoringStep::Day } else { MonitoringStep::Month };
        assert_eq!((told.from, told.to, told.step), (from, to, step));
        assert_eq!(told.includes_tests, tests);
        if step == MonitoringStep::Day {
            assert_eq!(told.success.len() as i64, days + 1);
        }
        compare(&api, &told);
    }
}

#[tokio::test]
async fn ranges_are_checked_and_each_table_is_a_file() {
    let api = Api::start().await;
    let operator = api.sign_in("operator").await;
    let usual = monitoring(&api, &operator, "").await;
    assert_eq!((usual.to - usual.from).num_days(), 29);
    assert!(usual.includes_tests, "in the demonstration there is nothing else");
    for (query, field, code) in [
        ("?from=2026-06-18&to=2026-06-17", "to", "out_of_range"),
        ("?from=2020-01-01&to=2026-06-17", "to", "out_of_range"),
        ("?from=yesterday", "from", "invalid"),
        ("?to=9999-12-31", "to", "invalid"),
        ("?tests=perhaps", "tests", "invalid"),
        ("?table=cake", "table", "invalid"),
    ] {
        let refused = api.get(&format!("/api/operator/monitoring{query}"), &operator).await;
        let refused = problem(refused, 422, "validation_failed").await;
        assert_eq!(fields(&refused), [(field, code)], "{query}");
    }
    for (name, head) in [
        ("success", "from,paid,failed,closed,open"),
        ("methods", "method,paid,failed,closed,open"),
        ("failures", "state,word,method,count"),
        ("conversion", "from,viewers,orders,paid"),
        ("activity", "from,users"),
        ("revenue", "month,currency,received,orders,credit_balance,refunded,held"),
    ] {
        let path = format!("/api/operator/monitoring?from=2026-01-01&to=2026-06-18&table={name}");
        let answer = table(&api, &operator, &path).await;
        let file = answer.headers()["content-disposition"].to_str().unwrap().to_owned();
        assert!(file.contains(&format!("{name}_2026-01-01_2026-06-18.csv")), "{file}");
        let text = answer.text().await.unwrap();
        assert_eq!(text.lines().next(), Some(head));
        assert!(name == "failures" || text.lines().count() > 1, "{name}: {text}");
    }
}
