//! Ordering: once for each key, at the price that was shown.

use crate::shop::{Counter, PACKAGE, sql};
use crate::support::{Api, problem};
use billing_contract::{Order, OrderState};
use chrono::Duration;
use futures_util::future::join_all;
use serde_json::{Value, json};

#[tokio::test]
async fn two_hundred_callers_with_one_key_make_one_order() {
    let api = Api::start_with(|config| config.limits.requests_per_minute = 10_000).await;
    let counter = Counter::open(&api).await;
    let wish = json!({ "product_type": "package", "product_id": PACKAGE, "pay_type": 9 });
    let answers =
        join_all((0..200).map(|_| counter.once("/payments/orders", "one-key", &wish))).await;
    let mut bodies = Vec::new();
    for answer in answers {
        match answer.status().as_u16() {
            200 => bodies.push(answer.text().await.unwrap()),
            _ => drop(problem(answer, 409, "idempotency_in_progress").await),
        }
    }
    bodies.dedup();
    assert_eq!(bodies.len(), 1);
    let replayed = counter.once("/payments/orders", "one-key", &wish).await;
    assert_eq!(replayed.headers()["idempotent-replayed"], "true");
    assert_eq!(replayed.text().await.unwrap(), bodies[0]);
    let count = "SELECT count(*) FROM orders WHERE product_id = 'package-for-tests'";
    let orders: i64 = sql(&api).query_row(count, [], |row| row.get(0)).unwrap();
    assert_eq!(orders, 1);
}

#[tokio::test]
async fn what_moves_money_needs_a_key() {
    let api = Api::start().await;
    let counter = Counter::open(&api).await;
    let wish = json!({ "product_type": "package", "product_id": PACKAGE, "pay_type": 9 });
    for path in ["/payments/orders", "/payments/create-order"] {
        problem(counter.post(path, &wish).await, 400, "idempotency_key_required").await;
    }
    let first = counter.once("/payments/orders", "a-key", &wish).await;
    assert_eq!(first.status(), 200);
    let other = json!({ "product_type": "package", "product_id": "other", "pay_type": 9 });
    let reused = counter.once("/payments/orders", "a-key", &other).await;
    problem(reused, 422, "idempotency_key_reused").await;
}

#[tokio::test]
async fn without_a_key_the_open_order_that_is_the_same_is_found_again() {
    let api = Api::start().await;
    let counter = Counter::open(&api).await;
    let body = json!({ "id": PACKAGE, "payType": 9 });
    let order = async || -> Value {
        let answer = counter.post("/web/coze-package/order", &body).await;
        assert_eq!(answer.status(), 200);
        answer.json().await.unwrap()
    };
    let first = order().await;
    assert_eq!(first["orderAmount"], "99.00");
    assert_eq!(first["currency"], "CNY");
    assert_eq!(order().await, first);
    let change = "UPDATE packages SET current_minor = 8900 WHERE id = 'package-for-tests'";
    sql(&api).execute(change, []).unwrap();
    let cheaper = order().await;
    assert_ne!(cheaper["orderId"], first["orderId"], "another price is another order");
    counter.cancel(cheaper["orderId"].as_str().unwrap()).await;
    assert_ne!(order().await["orderId"], cheaper["orderId"], "one that is over is not the same");
}

#[tokio::test]
async fn order_numbers_have_one_form_and_are_all_different() {
    let api = Api::start().await;
    let counter = Counter::open(&api).await;
    let mut numbers = Vec::new();
    for round in 0..20 {
        if round == 10 {
            api.clock.advance(Duration::minutes(1));
        }
        let order = counter.order().await;
        numbers.push(counter.result(&order).await.order_no);
    }
    for number in &numbers {
        assert!(number.starts_with("BC26061812") && number.len() == 16, "{number}");
    }
    let all = numbers.len();
    numbers.sort();
    numbers.dedup();
    assert_eq!(numbers.len(), all);
}

#[tokio::test]
async fn an_amount_that_no_longer_holds_is_refused() {
    let api = Api::start().await;
    let counter = Counter::open(&api).await;
    let wish = |shown| {
        json!({ "product_type": "package", "product_id": PACKAGE, "pay_type": 9,
            "displayed_amount": shown })
    };
    let refused = counter.once("/payments/orders", "k1", wish("98.00")).await;
    problem(refused, 409, "amount_changed").await;
    let refused = counter.post("/payments/orders/preview", wish("98.00")).await;
    problem(refused, 409, "amount_changed").await;
    assert_eq!(counter.post("/payments/orders/preview", wish("99.00")).await.status(), 200);
    let taken = counter.once("/payments/orders", "k2", wish("99.00")).await;
    let order: Order = taken.json().await.unwrap();
    assert_eq!(order.final_amount.as_str(), "99.00");
    assert_eq!((order.state, order.pay_status), (OrderState::Created, 0));
    assert!(order.is_test && order.client_ip.is_none());
}

#[tokio::test]
async fn members_look_on_and_nobody_sees_another_customers_order() {
    let api = Api::start().await;
    let counter = Counter::open(&api).await;
    let order = counter.order().await;
    let path = format!("/pay/getPayResult?orderId={order}");
    let member = api.sign_in("member").await;
    let seen: Value = api.get(&path, &member).await.json().await.unwrap();
    assert_eq!(seen["availableActions"], json!([]));
    let other = Counter { api: &api, who: api.sign_in("sakura").await };
    problem(api.get(&path, &other.who).await, 404, "not_found").await;
    problem(other.try_prepay(&order).await, 404, "not_found").await;
    problem(other.cancel(&order).await, 404, "not_found").await;
}

#[tokio::test]
async fn a_delivery_that_fails_is_tried_again_and_the_money_stays_paid() {
    let api = Api::start().await;
    let counter = Counter::open(&api).await;
    let order = counter.order().await;
    let code = counter.prepay(&order).await;
    let sql = sql(&api);
    sql.execute_batch("ALTER TABLE package_periods RENAME TO set_aside").unwrap();
    counter.act(&code, "action=pay").await;
    let failed = counter.result(&order).await;
    assert_eq!((failed.state, failed.pay_status), (OrderState::FulfilFailed, 1));
    sql.execute_batch("ALTER TABLE set_aside RENAME TO package_periods").unwrap();
    api.clock.advance(Duration::seconds(10));
    api.until_state(&order, "fulfilled").await;
}

#[tokio::test]
async fn the_way_back_from_paypal_asks_the_provider_and_believes_nothing_else() {
    let api = Api::start().await;
    let counter = Counter::open(&api).await;
    let plans: Value = api.get("/api/portal/plans", &counter.who).await.json().await.unwrap();
    let plan = &plans["items"][0];
    let body = json!({ "plan_id": plan["id"], "amount": plan["price_monthly"] });
    let made = counter.once("/payments/create-order", "k", &body).await;
    let made: Value = made.json().await.unwrap();
    let back = json!({ "payment_id": made["paypal_order_id"], "payer_id": "PAYER" });
    let unpaid: Value =
        counter.post("/payments/paypal/callback", &back).await.json().await.unwrap();
    assert_eq!(unpaid["status"], "awaiting_payment");
    let form = "application/x-www-form-urlencoded";
    let act = format!("{}/act", made["approval_url"].as_str().unwrap());
    let pay = api.http.post(act).header("content-type", form);
    pay.body("action=pay&notify=never").send().await.unwrap();
    let paid: Value = counter.post("/payments/paypal/callback", &back).await.json().await.unwrap();
    assert_eq!(paid["status"], "fulfilled");
    let unknown = json!({ "payment_id": "nothing", "payer_id": "PAYER" });
    problem(counter.post("/payments/paypal/callback", &unknown).await, 404, "not_found").await;
}
