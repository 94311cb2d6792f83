use crate::shop::{Counter, PACKAGE, sql};
use crate::support::{Api, fields, problem};
use billing_contract::{CouponProblem, Order, Quote, ReductionKind};
use chrono::Duration;
use serde_json::{Value, json};

async fn preview(counter: &Counter<'_>, coupon: &str) -> Quote {
    let body = json!({ "product_type": "package", "product_id": PACKAGE, "coupon_code": coupon });
    let answer = counter.post("/payments/orders/preview", body).await;
    assert_eq!(answer.status(), 200, "{}", answer.text().await.unwrap());
    answer.json().await.unwrap()
}

async fn order(counter: &Counter<'_>, coupon: &str, key: &str) -> reqwest::Response {
    let body = json!({ "product_type": "package", "product_id": PACKAGE, "pay_type": 9,
        "coupon_code": coupon });
    counter.once("/payments/orders", key, body).await
}

async fn ordered(counter: &Counter<'_>, coupon: &str, key: &str) -> Order {
    let answer = order(counter, coupon, key).await;
    assert_eq!(answer.status(), 200, "{}", answer.text().await.unwrap());
    answer.json().await.unwrap()
}

#[tokio::test]
async fn a_coupon_takes_its_part_off_and_says_how_much() {
    let api = Api::start().await;
    let counter = Counter::open(&api).await;
    let quote = preview(&counter, " welcome10 ").await;
    assert_eq!(quote.original_amount.as_str(), "99.00");
    assert_eq!(quote.discount_amount.as_str(), "9.90");
    assert_eq!(quote.final_amount.as_str(), "89.10");
    assert_eq!(quote.coupon_problem, None);
    assert_eq!(quote.reductions.len(), 1);
    let reduction = &quote.reductions[0];
    assert_eq!((reduction.kind, reduction.name.as_str()), (ReductionKind::Coupon, "Welcome"));
    assert_eq!(reduction.code.as_deref(), Some("WELCOME10"));
    let order = ordered(&counter, "WELCOME10", "key").await;
    assert_eq!(order.final_amount.as_str(), "89.10");
    assert_eq!(order.coupon_code.as_deref(), Some("WELCOME10"));
}

#[tokio::test]
async fn a_preview_says_why_a_coupon_does_not_count_and_an_order_is_refused_for_it() {
    let api = Api::start().await;
    let counter = Counter::open(&api).await;
    let cases = [
        ("NOSUCH", CouponProblem::Unknown, "unknown"),
        ("SOON25", CouponProblem::NotYet, "not_yet"),
        ("SPRING25", CouponProblem::Expired, "expired"),
        ("FIRST1", CouponProblem::UsedUp, "used_up"),
        ("PLAN25", CouponProblem::NotForThis, "not_for_this"),
        ("SAVE50", CouponProblem::TooSmall, "too_small"),
    ];
    for (code, why, word) in cases {
        let quote = preview(&counter, code).await;
        assert_eq!(quote.coupon_problem, Some(why), "{code}");
        assert_eq!(quote.final_amount.as_str(), "99.00");
        let refused = problem(order(&counter, code, code).await, 422, "coupon_refused").await;
        assert_eq!(fields(&refused), [("coupon_code", word)]);
    }
    let question = "SELECT count(*) FROM orders WHERE product_type = 'package'";
    let orders: i64 = sql(&api).query_row(question, [], |row| row.get(0)).unwrap();
    assert_eq!(orders, 0);
}

#[tokio::test]
async fn a_use_counts_with_the_order_and_comes_back_when_it_is_called_off() {
    let api = Api::start().await;
    let counter = Counter::open(&api).await;
    let first = ordered(&counter, "WELCOME10", "first").await;
    let refused = order(&counter, "WELCOME10", "second").await;
    let refused = problem(refused, 422, "coupon_refused").await;
    assert_eq!(fields(&refused), [("coupon_code", "used_by_you")]);
    assert_eq!(counter.cancel(first.order_id.as_str()).await.status(), 200);
    ordered(&counter, "WELCOME10", "third").await;
}

#[tokio::test]
async fn the_open_order_that_uses_the_coupon_is_found_again_and_no_second_one_is_made() {
    let api = Api::start().await;
    let counter = Counter::open(&api).await;
    let ask = async |method: u8| {
        let body = json!({ "id": PACKAGE, "payType": method, "couponCode": "WELCOME10" });
        counter.post("/web/coze-package/order", body).await
    };
    let first: Value = ask(9).await.json().await.unwrap();
    assert_eq!(first["orderAmount"], "89.10");
    let again: Value = ask(9).await.json().await.unwrap();
    assert_eq!(again, first);
    // An order that cannot be found again as it was may not use the coupon twice.
    sql(&api)
        .execute_batch(
            "UPDATE orders SET final_minor = final_minor + 1, \
        discount_minor = discount_minor - 1",
        )
        .unwrap();
    let refused = problem(ask(9).await, 422, "coupon_refused").await;
    assert_eq!(fields(&refused), [("coupon_code", "used_by_you")]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_many_who_want_the_last_use_one_gets_it() {
    let api = Api::start().await;
    let counter = Counter::open(&api).await;
    sql(&api).execute_batch("UPDATE discounts SET limit_in_all = 2 WHERE code = 'FIRST1'").unwrap();
    let tries = (0..40).map(|number| {
        let counter = &counter;
        async move { order(counter, "FIRST1", &format!("key-{number}")).await.status() }
    });
    let statuses = futures_util::future::join_all(tries).await;
    assert_eq!(statuses.iter().filter(|status| **status == 200).count(), 1, "{statuses:?}");
}

#[tokio::test]
async fn a_coupon_that_ran_out_meanwhile_no_longer_pays() {
    let api = Api::start().await;
    let counter = Counter::open(&api).await;
    let soon: i64 = 1_781_784_000_000_000 + 60_000_000;
    sql(&api)
        .execute("UPDATE discounts SET ends_at = ?1 WHERE code = 'WELCOME10'", [soon])
        .unwrap();
    let order = ordered(&counter, "WELCOME10", "key").await;
    api.clock.advance(Duration::seconds(61));
    let refused = counter.try_prepay(order.order_id.as_str()).await;
    problem(refused, 422, "coupon_refused").await;
}

#[tokio::test]
async fn a_promotion_needs_no_code_and_a_report_is_bought_once() {
    let api = Api::start().await;
    let counter = Counter::open(&api).await;
    let body = json!({ "product_type": "report", "product_id": "usage-audit", "pay_type": 9 });
    let order: Value = counter.once("/payments/orders", "key", body).await.json().await.unwrap();
    assert_eq!(order["originalAmount"], "399.00");
    assert_eq!(order["finalAmount"], "359.10");
    assert_eq!(order["promotion"], "Report week");
    assert_eq!(order["productName"], "Usage audit");
}

#[tokio::test]
async fn a_plan_says_which_one_it_replaces() {
    let api = Api::start().await;
    let counter = Counter::open(&api).await;
    let plans: Value = api.get("/api/portal/plans", &counter.who).await.json().await.unwrap();
    let ask = async |place: usize| -> Quote {
        let body = json!({ "product_type": "plan", "product_id": plans["items"][place]["id"],
            "subscription_type": "yearly", "coupon_code": "PLAN25" });
        counter.post("/payments/orders/preview", body).await.json().await.unwrap()
    };
    let business = ask(2).await;
    assert_eq!(business.final_amount.as_str(), "22492.50");
    let replaced = business.replaces.unwrap();
    assert_eq!((replaced.plan_name.as_str(), replaced.remaining_days), ("Pro", Some(55)));
    assert_eq!(business.begins_on, None, "it begins at once");
    let more = ask(1).await;
    assert_eq!(more.replaces, None);
    assert_eq!(more.begins_on, "2026-08-12".parse().ok(), "it follows what is paid for");
}
