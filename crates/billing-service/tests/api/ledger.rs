//! Refunds and the double entry: every smallest unit has one place.

use crate::shop::{Counter, PRICE_MINOR, accounts, sql, timeline};
use crate::support::{Api, fields, problem};
use billing_contract::{Order, OrderState};
use reqwest::{Method, Response};
use serde_json::{Value, json};

pub async fn refund(api: &Api, order: &str, key: &str, body: Value) -> Response {
    let operator = api.sign_in("operator").await;
    let request = api.request(Method::POST, &format!("/payments/orders/{order}/refund"));
    let request = request.bearer_auth(operator.access_token.expose());
    request.header("idempotency-key", key).json(&body).send().await.unwrap()
}

fn odd_sums(api: &Api) -> i64 {
    let question = "SELECT count(*) FROM (SELECT 1 FROM ledger_postings \
         GROUP BY transaction_id, currency HAVING sum(amount_minor) <> 0)";
    sql(api).query_row(question, [], |row| row.get(0)).unwrap()
}

#[tokio::test]
async fn money_goes_back_in_part_and_then_in_full_but_never_more() {
    let api = Api::start().await;
    let counter = Counter::open(&api).await;
    let (order, _) = counter.paid().await;
    let part = refund(&api, &order, "k1", json!({ "amount": "30.00", "reason": "late" })).await;
    assert_eq!(part.status(), 200);
    let asked: Order = part.json().await.unwrap();
    assert_eq!(asked.state, OrderState::RefundPending);
    let known = counter.asked(&order).await;
    assert_eq!(known.state, OrderState::PartiallyRefunded);
    assert_eq!((known.refunded_amount.as_str(), known.pay_status), ("30.00", 1));
    let repeated = refund(&api, &order, "k1", json!({ "amount": "30.00", "reason": "late" }));
    assert_eq!(repeated.await.headers()["idempotent-replayed"], "true");
    let much = refund(&api, &order, "k2", json!({ "amount": "69.01", "reason": "more" })).await;
    let refused = problem(much, 422, "validation_failed").await;
    assert_eq!(fields(&refused), [("amount", "out_of_range")]);
    assert_eq!(refund(&api, &order, "k3", json!({ "reason": "the rest" })).await.status(), 200);
    assert_eq!(counter.state(&order).await, OrderState::Refunded);
    let none = refund(&api, &order, "k4", json!({ "reason": "again" })).await;
    problem(none, 409, "order_state").await;
    let booked = accounts(&api, &order);
    let expected =
        [("provider_clearing".to_owned(), PRICE_MINOR), ("refund".to_owned(), -PRICE_MINOR)];
    assert_eq!(booked, expected);
    assert_eq!(odd_sums(&api), 0);
    let told = timeline(&api, &order);
    assert_eq!(told.iter().filter(|kind| *kind == "refunded").count(), 2);
}

#[tokio::test]
async fn what_was_paid_too_much_goes_back_before_the_price() {
    let api = Api::start().await;
    let counter = Counter::open(&api).await;
    let order = counter.order().await;
    let code = counter.prepay(&order).await;
    counter.act(&code, "action=pay&times=2").await;
    let back = refund(&api, &order, "k", json!({ "amount": "99.00", "reason": "twice" })).await;
    assert_eq!(back.status(), 200);
    let expected = [
        ("order".to_owned(), -PRICE_MINOR),
        ("provider_clearing".to_owned(), 2 * PRICE_MINOR),
        ("refund".to_owned(), -PRICE_MINOR),
    ];
    assert_eq!(accounts(&api, &order), expected);
    assert_eq!(odd_sums(&api), 0);
}

#[tokio::test]
async fn a_refund_needs_an_operator_a_key_and_a_reason() {
    let api = Api::start().await;
    let counter = Counter::open(&api).await;
    let (order, _) = counter.paid().await;
    let path = format!("/payments/orders/{order}/refund");
    problem(counter.once(&path, "k", json!({ "reason": "x" })).await, 403, "forbidden").await;
    let support = Counter { api: &api, who: api.sign_in("support").await };
    problem(support.once(&path, "k", json!({ "reason": "x" })).await, 403, "forbidden").await;
    let operator = Counter { api: &api, who: api.sign_in("operator").await };
    let keyless = operator.post(&path, json!({ "reason": "x" })).await;
    problem(keyless, 400, "idempotency_key_required").await;
    let unreasoned = operator.once(&path, "k", json!({ "reason": " " })).await;
    problem(unreasoned, 422, "validation_failed").await;
    let unknown = operator.once("/payments/orders/nothing/refund", "k", json!({ "reason": "x" }));
    problem(unknown.await, 404, "not_found").await;
    assert_eq!(counter.state(&order).await, OrderState::Fulfilled);
}

#[tokio::test]
async fn a_reason_has_five_hundred_characters_and_as_many_lines_as_it_needs() {
    let api = Api::start().await;
    let counter = Counter::open(&api).await;
    let (order, _) = counter.paid().await;
    let path = format!("/payments/orders/{order}/refund");
    let operator = Counter { api: &api, who: api.sign_in("operator").await };
    let long = "理由\n".repeat(168);
    for (key, reason, code) in [("k1", long.as_str(), "too_long"), ("k2", "a\u{7}b", "invalid")] {
        let refused = operator.once(&path, key, json!({ "reason": reason })).await;
        let refused = problem(refused, 422, "validation_failed").await;
        assert_eq!(fields(&refused), [("reason", code)]);
    }
    let lines: String = "理由\n".repeat(166) + "完了";
    assert_eq!(lines.chars().count(), 500);
    let sent = operator.once(&path, "k3", json!({ "reason": lines })).await;
    assert_eq!(sent.status(), 200);
    assert_eq!(counter.state(&order).await, OrderState::Refunded);
}

#[tokio::test]
async fn the_demonstrations_past_orders_stand_in_every_state_and_every_sum_agrees() {
    let api = Api::start().await;
    let sql = sql(&api);
    let question = "SELECT DISTINCT state FROM orders ORDER BY state";
    let mut ready = sql.prepare(question).unwrap();
    let rows = ready.query_map([], |row| row.get::<_, String>(0)).unwrap();
    let states: Vec<String> = rows.map(Result::unwrap).collect();
    let expected = ["cancelled", "expired", "fulfilled", "overpaid", "paid_late", "refunded"];
    assert_eq!(states, expected);
    assert_eq!(odd_sums(&api), 0);
    let question = "SELECT o.received_minor = coalesce((SELECT sum(amount_minor) \
         FROM ledger_postings p JOIN ledger_transactions t ON t.id = p.transaction_id \
         WHERE t.order_id = o.id AND p.account = 'provider_clearing'), 0) FROM orders o";
    let mut ready = sql.prepare(question).unwrap();
    let rows = ready.query_map([], |row| row.get::<_, bool>(0)).unwrap();
    assert!(rows.into_iter().all(|agrees| agrees == Ok(true)));
}
