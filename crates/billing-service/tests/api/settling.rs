//! Payments that are stuck, and settling them by hand.

use crate::shop::{Counter, PRICE_MINOR, accounts, sql, timeline};
use crate::support::{Api, fields, problem};
use billing_contract::{
    HandSettlement, HandSettlementAction, HandSettlementState, OrderState, Page, StuckPayment,
    StuckReason, Timeline, Tokens,
};
use chrono::Duration;
use futures_util::future::join_all;
use reqwest::{Method, Response};
use serde_json::{Value, json};

/// Needs two people for more than 50 yuan of an order; the package costs 99.
async fn strict() -> Api {
    Api::start_with(|config| {
        config.operations.alone_up_to_minor = [("cny".to_owned(), 5_000)].into();
    })
    .await
}

fn claim(order: &str, amount: &str, came_by: &str, reference: &str) -> Value {
    json!({ "order_id": order, "amount": amount, "came_by": came_by, "reference": reference,
        "reason": "The notice was lost.", "evidence": "Settlement file of 18 June, line 4." })
}

async fn send(api: &Api, who: &Tokens, path: &str, body: &Value) -> Response {
    let key = uuid::Uuid::now_v7().to_string();
    let request = api.request(Method::POST, path).bearer_auth(who.access_token.expose());
    request.header("idempotency-key", key).json(body).send().await.unwrap()
}

async fn propose(api: &Api, who: &Tokens, body: &Value) -> HandSettlement {
    let answer = send(api, who, "/api/operator/settlements", body).await;
    assert_eq!(answer.status(), 200, "{}", answer.text().await.unwrap());
    answer.json().await.unwrap()
}

async fn decide(api: &Api, who: &Tokens, id: &str, what: &str, body: &Value) -> Response {
    send(api, who, &format!("/api/operator/settlements/{id}/{what}"), body).await
}

async fn stuck(api: &Api, who: &Tokens, query: &str) -> Vec<StuckPayment> {
    let answer = api.get(&format!("/api/operator/stuck-payments{query}"), who).await;
    assert_eq!(answer.status(), 200, "{}", answer.text().await.unwrap());
    answer.json::<Page<StuckPayment>>().await.unwrap().items
}

async fn case(api: &Api, who: &Tokens, order: &str) -> StuckPayment {
    let answer = api.get(&format!("/api/operator/stuck-payments/{order}"), who).await;
    answer.json().await.unwrap()
}

fn odd_sums(api: &Api) -> i64 {
    let question = "SELECT count(*) FROM (SELECT 1 FROM ledger_postings \
         GROUP BY transaction_id, currency HAVING sum(amount_minor) <> 0)";
    sql(api).query_row(question, [], |row| row.get(0)).unwrap()
}

/// The price stands in the order, once.
fn is_settled_once(api: &Api, order: &str) {
    let expected =
        [("order".to_owned(), -PRICE_MINOR), ("provider_clearing".to_owned(), PRICE_MINOR)];
    assert_eq!(accounts(api, order), expected);
    assert_eq!(odd_sums(api), 0);
    let delivered = "SELECT count(*) FROM package_periods WHERE order_id = ?1";
    let delivered: i64 = sql(api).query_row(delivered, [order], |row| row.get(0)).unwrap();
    assert_eq!(delivered, 1);
}

#[tokio::test]
async fn an_order_that_waits_too_long_is_listed_and_goes_when_it_is_paid() {
    let api = Api::start().await;
    let counter = Counter::open(&api).await;
    let order = counter.order().await;
    let code = counter.prepay(&order).await;
    let operator = api.sign_in("operator").await;
    assert_eq!(stuck(&api, &operator, "").await.len(), 0);
    api.clock.advance(Duration::minutes(31));
    let operator = api.sign_in("operator").await;
    let listed = stuck(&api, &operator, "?reason=waiting").await;
    assert_eq!(listed.len(), 1);
    assert_eq!(listed[0].order.order_id.as_str(), order);
    assert_eq!(listed[0].reasons, [StuckReason::Waiting]);
    assert_eq!(listed[0].missing_amount.as_str(), "99.00");
    assert!(listed[0].can_settle);
    assert_eq!(stuck(&api, &operator, "?reason=held").await.len(), 0);
    let unknown = api.get("/api/operator/stuck-payments?reason=cake", &operator).await;
    problem(unknown, 422, "validation_failed").await;
    counter.act(&code, "action=pay").await;
    assert_eq!(stuck(&api, &operator, "").await.len(), 0);
}

#[tokio::test]
async fn money_in_another_currency_and_too_little_are_listed_for_what_they_are() {
    let api = Api::start().await;
    let counter = Counter::open(&api).await;
    let short = counter.order().await;
    let code = counter.prepay(&short).await;
    counter.act(&code, "action=pay&amount=20.00").await;
    // What a provider tells of a wrong currency is another test's; here its booking is enough.
    let (held, _) = counter.paid().await;
    sql(&api)
        .execute_batch(&format!(
            "INSERT INTO ledger_transactions (order_id, customer_id, at) \
                 SELECT id, customer_id, created_at FROM orders WHERE id = '{held}';
             INSERT INTO ledger_postings (transaction_id, account, currency, amount_minor) \
                 SELECT max(id), 'provider_clearing', 'USD', 500 FROM ledger_transactions;
             INSERT INTO ledger_postings (transaction_id, account, currency, amount_minor) \
                 SELECT max(id), 'held_for_support', 'USD', -500 FROM ledger_transactions;"
        ))
        .unwrap();
    api.clock.advance(Duration::minutes(31));
    let operator = api.sign_in("operator").await;
    let listed = stuck(&api, &operator, "").await;
    let reasons: Vec<_> =
        listed.iter().map(|one| (one.order.order_id.as_str(), one.reasons.as_slice())).collect();
    let expected: [(&str, &[StuckReason]); 2] =
        [(&held, &[StuckReason::Held]), (&short, &[StuckReason::Underpaid])];
    assert_eq!(reasons, expected);
    let first = api.get("/api/operator/stuck-payments?limit=1", &operator).await;
    let first: Page<StuckPayment> = first.json().await.unwrap();
    let path = format!("?limit=1&cursor={}", first.next_cursor.unwrap());
    assert_eq!(stuck(&api, &operator, &path).await[0].order.order_id.as_str(), short);
}

#[tokio::test]
async fn up_to_the_limit_one_person_settles_and_the_customer_sees_the_order_paid() {
    let api = Api::start().await;
    let counter = Counter::open(&api).await;
    let order = counter.order().await;
    counter.prepay(&order).await;
    let operator = api.sign_in("operator").await;
    let body = claim(&order, "99.00", "provider", "4200001");
    let settled = propose(&api, &operator, &body).await;
    assert_eq!((settled.state, settled.needs_second), (HandSettlementState::Settled, false));
    assert_eq!(settled.decided_by.as_deref(), Some("Ingrid Bauer"));
    let seen = counter.result(&order).await;
    assert_eq!((seen.state, seen.pay_status), (OrderState::Fulfilled, 1));
    is_settled_once(&api, &order);
    // The reason is for staff; the customer sees that the money came.
    let path = format!("/api/portal/orders/{order}/timeline");
    let kinds = async |who: &Tokens| -> Vec<Value> {
        let told: Timeline = api.get(&path, who).await.json().await.unwrap();
        let told = serde_json::to_value(told.items).unwrap();
        told.as_array().unwrap().iter().map(|entry| entry["kind"].clone()).collect()
    };
    assert!(kinds(&operator).await.contains(&json!("settled_by_hand")));
    let own = kinds(&counter.who).await;
    assert!(own.contains(&json!("received")) && !own.contains(&json!("settled_by_hand")));
    let told = api.get(&path, &counter.who).await.text().await.unwrap();
    assert!(!told.contains("The notice was lost."));
}

#[tokio::test]
async fn above_the_limit_it_takes_two_different_people() {
    let api = strict().await;
    let counter = Counter::open(&api).await;
    let order = counter.order().await;
    counter.prepay(&order).await;
    let (first, second) = (api.sign_in("operator").await, api.sign_in("operator2").await);
    let body = claim(&order, "99.00", "provider", "4200001");
    let proposed = propose(&api, &first, &body).await;
    assert_eq!((proposed.state, proposed.needs_second), (HandSettlementState::Proposed, true));
    assert_eq!(proposed.available_actions, [HandSettlementAction::Withdraw]);
    assert_eq!(counter.state(&order).await, OrderState::AwaitingPayment);
    let again = send(&api, &second, "/api/operator/settlements", &body).await;
    problem(again, 409, "order_state").await;
    let own = decide(&api, &first, &proposed.id, "approve", &json!({})).await;
    problem(own, 403, "forbidden").await;
    let listed = stuck(&api, &second, "?reason=proposed").await;
    assert_eq!(
        listed[0].settlements[0].available_actions,
        [HandSettlementAction::Approve, HandSettlementAction::Reject]
    );
    assert!(!listed[0].can_settle);
    let approved =
        decide(&api, &second, &proposed.id, "approve", &json!({ "note": "Seen." })).await;
    let approved: HandSettlement = approved.json().await.unwrap();
    assert_eq!(approved.state, HandSettlementState::Settled);
    assert_eq!(approved.decided_by.as_deref(), Some("Kenji Watanabe"));
    assert_eq!(counter.state(&order).await, OrderState::Fulfilled);
    is_settled_once(&api, &order);
    let late = decide(&api, &second, &proposed.id, "reject", &json!({ "note": "x" })).await;
    problem(late, 409, "order_state").await;
}

#[tokio::test]
async fn two_halves_are_no_way_around_the_second_person() {
    let api = strict().await;
    let counter = Counter::open(&api).await;
    let order = counter.order().await;
    counter.prepay(&order).await;
    let operator = api.sign_in("operator").await;
    let half = propose(&api, &operator, &claim(&order, "49.50", "elsewhere", "t1")).await;
    assert_eq!(half.state, HandSettlementState::Settled);
    assert_eq!(counter.state(&order).await, OrderState::Underpaid);
    let rest = propose(&api, &operator, &claim(&order, "49.50", "elsewhere", "t2")).await;
    assert_eq!((rest.state, rest.needs_second), (HandSettlementState::Proposed, true));
}

#[tokio::test]
async fn a_proposal_is_turned_down_with_words_or_taken_back_without() {
    let api = strict().await;
    let counter = Counter::open(&api).await;
    let order = counter.order().await;
    counter.prepay(&order).await;
    let (first, second) = (api.sign_in("operator").await, api.sign_in("operator2").await);
    let body = claim(&order, "99.00", "elsewhere", "IBAN 7");
    let proposed = propose(&api, &first, &body).await;
    let silent = decide(&api, &second, &proposed.id, "reject", &json!({})).await;
    let refused = problem(silent, 422, "validation_failed").await;
    assert_eq!(fields(&refused), [("note", "required")]);
    let words = json!({ "note": "Not ours." });
    let turned = decide(&api, &second, &proposed.id, "reject", &words).await;
    let turned: HandSettlement = turned.json().await.unwrap();
    assert_eq!(turned.state, HandSettlementState::Rejected);
    // The number is free again: what was turned down counts for nothing.
    let proposed = propose(&api, &first, &body).await;
    let back = decide(&api, &first, &proposed.id, "reject", &json!({})).await;
    assert_eq!(back.json::<HandSettlement>().await.unwrap().state, HandSettlementState::Withdrawn);
    let states: Vec<_> =
        case(&api, &first, &order).await.settlements.iter().map(|one| one.state).collect();
    assert_eq!(states, [HandSettlementState::Withdrawn, HandSettlementState::Rejected]);
    assert_eq!(accounts(&api, &order), []);
}

#[tokio::test]
async fn what_is_claimed_must_be_whole_and_no_more_than_is_missing() {
    let api = Api::start().await;
    let counter = Counter::open(&api).await;
    let order = counter.order().await;
    let operator = api.sign_in("operator").await;
    let path = "/api/operator/settlements";
    let never = send(&api, &operator, path, &claim(&order, "99.00", "provider", "1")).await;
    problem(never, 409, "order_state").await;
    counter.prepay(&order).await;
    let with = |name: &str, value: &str| {
        let mut body = claim(&order, "99.00", "provider", "1");
        body[name] = json!(value);
        body
    };
    for (name, value, code) in [
        ("amount", "99.01", "out_of_range"),
        ("amount", "0.00", "out_of_range"),
        ("amount", "-1.00", "out_of_range"),
        ("amount", "99", "invalid"),
        ("reason", " ", "required"),
        ("evidence", "", "required"),
        ("reference", "", "required"),
        ("reference", "a\u{202e}b", "invalid"),
        ("came_by", "pigeon", "invalid"),
    ] {
        let refused = send(&api, &operator, path, &with(name, value)).await;
        let refused = problem(refused, 422, "validation_failed").await;
        assert_eq!(fields(&refused), [(name, code)], "{name} {value}");
    }
    let unknown = send(&api, &operator, path, &claim("nothing", "99.00", "provider", "1")).await;
    problem(unknown, 404, "not_found").await;
    propose(&api, &operator, &claim(&order, "99.00", "provider", "1")).await;
    let twice = send(&api, &operator, path, &claim(&order, "99.00", "provider", "2")).await;
    problem(twice, 409, "order_state").await;
    let other = counter.order().await;
    counter.prepay(&other).await;
    let used = send(&api, &operator, path, &claim(&other, "99.00", "provider", "1")).await;
    assert_eq!(fields(&problem(used, 422, "validation_failed").await), [("reference", "repeated")]);
}

#[tokio::test]
async fn a_payment_of_which_the_notice_was_lost_counts_by_the_providers_word() {
    let api = Api::start().await;
    let counter = Counter::open(&api).await;
    let order = counter.order().await;
    let code = counter.prepay(&order).await;
    counter.act(&code, "action=pay&notify=never").await;
    let operator = api.sign_in("operator").await;
    let claimed = claim(&order, "99.00", "provider", "1");
    let refused = send(&api, &operator, "/api/operator/settlements", &claimed).await;
    problem(refused, 409, "order_state").await;
    assert_eq!(counter.state(&order).await, OrderState::Fulfilled);
    is_settled_once(&api, &order);
    assert!(!timeline(&api, &order).contains(&"settled_by_hand".to_owned()));
}

#[tokio::test]
async fn what_the_provider_tells_of_later_is_the_same_money() {
    let api = Api::start().await;
    let counter = Counter::open(&api).await;
    let order = counter.order().await;
    let code = counter.prepay(&order).await;
    let operator = api.sign_in("operator").await;
    propose(&api, &operator, &claim(&order, "99.00", "provider", "1")).await;
    counter.act(&code, "action=pay").await;
    is_settled_once(&api, &order);
    assert!(timeline(&api, &order).contains(&"hand_confirmed".to_owned()));
    assert_eq!(counter.state(&order).await, OrderState::Fulfilled);
    // From now on the provider knows it, and can send it back.
    let back = json!({ "reason": "a kindness" });
    let path = format!("/payments/orders/{order}/refund");
    assert_eq!(send(&api, &operator, &path, &back).await.status(), 200);
    assert_eq!(counter.asked(&order).await.state, OrderState::Refunded);
    assert_eq!(odd_sums(&api), 0);
}

#[tokio::test]
async fn what_came_by_bank_closes_the_code_and_cannot_go_back_by_the_provider() {
    let api = Api::start().await;
    let counter = Counter::open(&api).await;
    let order = counter.order().await;
    counter.prepay(&order).await;
    let operator = api.sign_in("operator").await;
    propose(&api, &operator, &claim(&order, "99.00", "elsewhere", "IBAN 7")).await;
    assert!(timeline(&api, &order).contains(&"closed".to_owned()));
    is_settled_once(&api, &order);
    assert_eq!(odd_sums(&api), 0);
    // The provider cannot send back what it never had.
    let seen = case(&api, &operator, &order).await.order;
    assert!(!seen.available_actions.contains(&billing_contract::OrderAction::Refund));
    let path = format!("/payments/orders/{order}/refund");
    let back = send(&api, &operator, &path, &json!({ "reason": "a kindness" })).await;
    problem(back, 409, "order_state").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_many_approvals_at_once_one_counts() {
    let api = strict().await;
    let counter = Counter::open(&api).await;
    let (first, second) = (api.sign_in("operator").await, api.sign_in("operator2").await);
    for _ in 0..5 {
        let order = counter.order().await;
        counter.prepay(&order).await;
        let claimed = claim(&order, "99.00", "provider", &uuid::Uuid::now_v7().to_string());
        let proposed = propose(&api, &first, &claimed).await;
        let nothing = json!({});
        let approvals = (0..8).map(|_| decide(&api, &second, &proposed.id, "approve", &nothing));
        let answers = join_all(approvals).await;
        let done = answers.iter().filter(|answer| answer.status() == 200).count();
        assert_eq!(done, 1);
        is_settled_once(&api, &order);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn approved_and_paid_at_the_same_moment_it_counts_once() {
    let api = strict().await;
    let counter = Counter::open(&api).await;
    let (first, second) = (api.sign_in("operator").await, api.sign_in("operator2").await);
    for _ in 0..8 {
        let order = counter.order().await;
        let code = counter.prepay(&order).await;
        let claimed = claim(&order, "99.00", "provider", &uuid::Uuid::now_v7().to_string());
        let proposed = propose(&api, &first, &claimed).await;
        let nothing = json!({});
        let approval = decide(&api, &second, &proposed.id, "approve", &nothing);
        let (answer, ()) = tokio::join!(approval, counter.act(&code, "action=pay"));
        let decided: HandSettlement = answer.json().await.unwrap();
        let ends = [HandSettlementState::Settled, HandSettlementState::Overtaken];
        assert!(ends.contains(&decided.state), "{decided:?}");
        api.until_state(&order, "fulfilled").await;
        counter.asked(&order).await;
        is_settled_once(&api, &order);
    }
}

#[tokio::test]
async fn a_repeated_request_counts_once() {
    let api = Api::start().await;
    let counter = Counter::open(&api).await;
    let order = counter.order().await;
    counter.prepay(&order).await;
    let operator = Counter { api: &api, who: api.sign_in("operator").await };
    let body = claim(&order, "49.00", "elsewhere", "t1");
    let first = operator.once("/api/operator/settlements", "k", &body).await;
    let first = first.text().await.unwrap();
    let again = operator.once("/api/operator/settlements", "k", &body).await;
    assert_eq!(again.headers()["idempotent-replayed"], "true");
    assert_eq!(again.text().await.unwrap(), first);
    let keyless = operator.post("/api/operator/settlements", &body).await;
    problem(keyless, 400, "idempotency_key_required").await;
    assert_eq!(accounts(&api, &order)[0].1, -4_900);
}

#[tokio::test]
async fn only_operators_settle() {
    let api = Api::start().await;
    let counter = Counter::open(&api).await;
    let order = counter.order().await;
    counter.prepay(&order).await;
    for name in ["admin", "member", "agent", "support"] {
        let who = api.sign_in(name).await;
        let claimed = claim(&order, "99.00", "provider", "1");
        let refused = send(&api, &who, "/api/operator/settlements", &claimed).await;
        problem(refused, 403, "forbidden").await;
        problem(api.get("/api/operator/stuck-payments", &who).await, 403, "forbidden").await;
    }
}

#[tokio::test]
async fn every_deed_of_it_is_in_the_audit_log_with_whom_it_concerns() {
    let api = strict().await;
    let counter = Counter::open(&api).await;
    let order = counter.order().await;
    counter.prepay(&order).await;
    let (first, second) = (api.sign_in("operator").await, api.sign_in("operator2").await);
    let proposed = propose(&api, &first, &claim(&order, "99.00", "provider", "1")).await;
    decide(&api, &first, &proposed.id, "approve", &json!({})).await;
    decide(&api, &second, &proposed.id, "approve", &json!({})).await;
    let sql = sql(&api);
    let question = "SELECT route, outcome, subject, note, customer_id FROM audit_log \
         WHERE begun_as IS NOT NULL AND route LIKE '%settlements%' ORDER BY id";
    let mut ready = sql.prepare(question).unwrap();
    let rows = ready.query_map([], |row| {
        let text = |place| row.get::<_, Option<String>>(place).map(Option::unwrap_or_default);
        Ok([text(0)?, text(1)?, text(2)?, text(3)?, text(4)?])
    });
    let rows: Vec<_> = rows.unwrap().map(Result::unwrap).collect();
    let customer = api.customer_of("admin").await;
    let ends: Vec<_> = rows.iter().map(|row| (row[1].as_str(), row[2].as_str())).collect();
    let expected = [("done", order.as_str()), ("failed", &proposed.id), ("done", &proposed.id)];
    assert_eq!(ends, expected);
    assert!(rows.iter().all(|row| row[4] == customer), "{rows:?}");
    assert_eq!(rows[0][3], "CNY 99.00: The notice was lost.");
    assert!(rows[2][3].starts_with("CNY 99.00, order "));
}
