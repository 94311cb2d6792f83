//! Paying: a payment is always seen, whatever becomes of its notice.

use crate::shop::{Counter, PRICE_MINOR, accounts, code_url, stale, timeline};
use crate::support::{Api, problem};
use billing_contract::{AttemptState, OrderAction, OrderState, Prepaid};
use chrono::Duration;
use futures_util::future::join_all;
use reqwest::Method;
use serde_json::{Value, json};

fn account(name: &str, minor: i64) -> (String, i64) {
    (name.to_owned(), minor)
}

#[tokio::test]
async fn a_payment_is_told_at_once_and_delivered() {
    let api = Api::start().await;
    let counter = Counter::open(&api).await;
    let order = counter.order().await;
    assert_eq!(counter.state(&order).await, OrderState::Created);
    let code = counter.prepay(&order).await;
    assert_eq!(code.expires_in, 120);
    let waiting = counter.result(&order).await;
    assert_eq!((waiting.state, waiting.pay_status), (OrderState::AwaitingPayment, 0));
    assert_eq!(waiting.attempt_state, Some(AttemptState::Presented));
    assert!(waiting.available_actions.contains(&OrderAction::Cancel));
    counter.act(&code, "action=pay").await;
    let paid = counter.result(&order).await;
    assert_eq!((paid.state, paid.pay_status), (OrderState::Fulfilled, 1));
    assert_eq!(paid.attempt_state, Some(AttemptState::Succeeded));
    let told = timeline(&api, &order);
    assert_eq!(told, ["ordered", "presented", "received", "notice_accepted", "fulfilled"]);
    let booked = accounts(&api, &order);
    let expected = [account("order", -PRICE_MINOR), account("provider_clearing", PRICE_MINOR)];
    assert_eq!(booked, expected);
}

#[tokio::test]
async fn a_payment_whose_notice_is_lost_is_seen_by_the_next_poll() {
    let api = Api::start().await;
    let counter = Counter::open(&api).await;
    let order = counter.order().await;
    let code = counter.prepay(&order).await;
    counter.act(&code, "action=pay&notify=never").await;
    assert_eq!(counter.state(&order).await, OrderState::AwaitingPayment, "known a moment ago");
    api.clock.advance(stale());
    assert_eq!(counter.state(&order).await, OrderState::Fulfilled);
}

#[tokio::test]
async fn a_payment_nobody_asks_about_is_seen_by_the_janitor_also_after_a_restart() {
    let api = Api::start().await;
    let counter = Counter::open(&api).await;
    let order = counter.order().await;
    let code = counter.prepay(&order).await;
    counter.act(&code, "action=pay&notify=never").await;
    api.clock.advance(Duration::hours(1));
    let who = counter.who.clone();
    let api = api.restart().await;
    let seen = api.until(|sql| {
        let question = "SELECT count(*) FROM orders WHERE id = ?1 AND state = 'fulfilled'";
        sql.query_row(question, [&order], |row| row.get::<_, i64>(0)).unwrap() == 1
    });
    seen.await;
    drop(who);
}

#[tokio::test]
async fn asking_again_shows_the_same_code_and_begins_its_seconds_anew() {
    let api = Api::start().await;
    let counter = Counter::open(&api).await;
    let order = counter.order().await;
    let first = counter.prepay(&order).await;
    api.clock.advance(Duration::seconds(150));
    assert_eq!(counter.result(&order).await.expires_in, 0);
    let second = counter.prepay(&order).await;
    assert_eq!(second.attempt_id, first.attempt_id);
    assert_eq!(code_url(&second), code_url(&first));
    assert_eq!(second.expires_in, 120);
}

#[tokio::test]
async fn many_who_ask_at_once_get_one_code() {
    let api = Api::start_with(|config| config.limits.requests_per_minute = 10_000).await;
    let counter = Counter::open(&api).await;
    let order = counter.order().await;
    let codes = join_all((0..50).map(|_| counter.prepay(&order))).await;
    assert!(codes.iter().all(|code| code_url(code) == code_url(&codes[0])));
    let metrics = api.metrics().await;
    let creates: Vec<&str> = metrics
        .lines()
        .filter(|line| line.starts_with("provider_calls_total") && line.contains("\"create\""))
        .collect();
    assert_eq!(creates.len(), 1, "{creates:?}");
    assert!(creates[0].ends_with(" 1"), "{creates:?}");
}

#[tokio::test]
async fn what_comes_too_little_is_kept_and_the_rest_can_be_paid() {
    let api = Api::start().await;
    let counter = Counter::open(&api).await;
    let order = counter.order().await;
    let code = counter.prepay(&order).await;
    counter.act(&code, "action=pay&amount=40.00").await;
    let under = counter.result(&order).await;
    assert_eq!((under.state, under.pay_status), (OrderState::Underpaid, 0));
    assert_eq!(under.available_actions, [OrderAction::Pay, OrderAction::ChangeMethod]);
    assert_eq!(accounts(&api, &order)[0], account("order", -4_000));
    let rest = counter.prepay(&order).await;
    assert_ne!(rest.attempt_id, code.attempt_id);
    counter.act(&rest, "action=pay").await;
    let paid = counter.result(&order).await;
    assert_eq!((paid.state, paid.pay_status), (OrderState::Fulfilled, 1));
    assert_eq!(accounts(&api, &order)[0], account("order", -PRICE_MINOR));
}

#[tokio::test]
async fn further_payments_by_a_code_that_was_paid_in_part_are_seen_without_notices() {
    let api = Api::start().await;
    let counter = Counter::open(&api).await;
    let order = counter.order().await;
    let code = counter.prepay(&order).await;
    counter.act(&code, "action=pay&amount=1.00").await;
    assert_eq!(counter.state(&order).await, OrderState::Underpaid);
    counter.act(&code, "action=pay&times=2&notify=never").await;
    api.clock.advance(stale());
    assert_eq!(counter.state(&order).await, OrderState::Overpaid);
    let asked = counter.asked(&order).await;
    assert_eq!(asked.received_amount.as_str(), "199.00");
    assert_eq!(
        accounts(&api, &order)[..2],
        [account("credit_balance", -10_000), account("order", -PRICE_MINOR),]
    );
}

#[tokio::test]
async fn a_part_that_is_sent_back_leaves_no_code_by_which_the_rest_could_be_paid() {
    let api = Api::start().await;
    let counter = Counter::open(&api).await;
    let order = counter.order().await;
    let code = counter.prepay(&order).await;
    counter.act(&code, "action=pay&amount=40.00").await;
    let rest = counter.prepay(&order).await;
    let operator = api.sign_in("operator").await;
    let path = format!("/payments/orders/{order}/refund");
    let asked = api.request(Method::POST, &path).header("idempotency-key", "back");
    let asked = asked.bearer_auth(operator.access_token.expose());
    let answer = asked.json(&json!({ "reason": "Wrong package" })).send().await.unwrap();
    assert_eq!(answer.status(), 200, "{}", answer.text().await.unwrap());
    let told = timeline(&api, &order);
    let place = |kind: &str| told.iter().position(|one| one == kind).unwrap();
    assert!(place("closed") < place("refund_requested"), "{told:?}");
    // Whoever pays all the same has paid the rest of a price of which the first part is gone.
    counter.act(&rest, "action=pay").await;
    let order = counter.asked(&order).await;
    assert_eq!((order.state, order.fulfilled_at), (OrderState::PartiallyRefunded, None));
}

#[tokio::test]
async fn what_comes_too_much_is_in_the_customers_balance() {
    let api = Api::start().await;
    let counter = Counter::open(&api).await;
    let order = counter.order().await;
    let code = counter.prepay(&order).await;
    counter.act(&code, "action=pay&amount=120.00").await;
    assert_eq!(counter.state(&order).await, OrderState::Overpaid);
    let booked = accounts(&api, &order);
    let beyond = account("credit_balance", PRICE_MINOR - 12_000);
    assert_eq!(booked[..2], [beyond, account("order", -PRICE_MINOR)]);
}

#[tokio::test]
async fn a_second_payment_is_in_the_customers_balance_whether_or_not_its_notice_comes() {
    for form in ["action=pay&times=2", "action=pay&times=2&notify=never"] {
        let api = Api::start().await;
        let counter = Counter::open(&api).await;
        let order = counter.order().await;
        let code = counter.prepay(&order).await;
        counter.act(&code, form).await;
        counter.asked(&order).await;
        let asked = counter.asked(&order).await;
        assert_eq!(asked.state, OrderState::Overpaid, "{form}");
        let booked = accounts(&api, &order);
        let both = [account("credit_balance", -PRICE_MINOR), account("order", -PRICE_MINOR)];
        assert_eq!(booked[..2], both, "{form}");
        assert!(timeline(&api, &order).contains(&"paid_twice".to_owned()), "{form}");
    }
}

#[tokio::test]
async fn a_declined_payment_can_be_tried_again_by_a_new_code() {
    let api = Api::start().await;
    let counter = Counter::open(&api).await;
    let order = counter.order().await;
    let code = counter.prepay(&order).await;
    counter.act(&code, "action=decline").await;
    let declined = counter.result(&order).await;
    assert_eq!(declined.state, OrderState::AwaitingPayment);
    assert_eq!(declined.attempt_state, Some(AttemptState::Failed));
    let next = counter.prepay(&order).await;
    assert_ne!(code_url(&next), code_url(&code));
    counter.act(&next, "action=pay").await;
    assert_eq!(counter.state(&order).await, OrderState::Fulfilled);
}

#[tokio::test]
async fn an_order_called_off_is_closed_and_takes_late_money_all_the_same() {
    let api = Api::start().await;
    let counter = Counter::open(&api).await;
    let order = counter.order().await;
    let code = counter.prepay(&order).await;
    let cancelled = counter.cancel(&order).await;
    assert_eq!(cancelled.status(), 200);
    assert_eq!(cancelled.json::<Value>().await.unwrap()["state"], "cancelled");
    problem(counter.try_prepay(&order).await, 409, "order_state").await;
    assert_eq!(counter.cancel(&order).await.status(), 200, "calling off twice is the same");
    counter.act(&code, "action=pay").await;
    let late = counter.result(&order).await;
    assert_eq!((late.state, late.pay_status), (OrderState::PaidLate, 1));
    assert_eq!(accounts(&api, &order)[0], account("order", -PRICE_MINOR));
}

#[tokio::test]
async fn calling_off_an_order_that_was_paid_meanwhile_leaves_it_paid() {
    let api = Api::start().await;
    let counter = Counter::open(&api).await;
    let order = counter.order().await;
    let code = counter.prepay(&order).await;
    counter.act(&code, "action=pay&notify=never").await;
    let answer = counter.cancel(&order).await;
    assert_eq!(answer.json::<Value>().await.unwrap()["state"], "fulfilled");
    problem(counter.cancel(&order).await, 409, "order_state").await;
}

#[tokio::test]
async fn an_order_expires_after_two_hours_and_money_counts_for_eight_days() {
    for days in [0, 1, 7] {
        let api = Api::start_with(|config| config.tokens.access_seconds = 24 * 60 * 60).await;
        let counter = Counter::open(&api).await;
        let order = counter.order().await;
        let code = counter.prepay(&order).await;
        api.clock.advance(Duration::seconds(7_199));
        assert!(counter.state(&order).await.is_open());
        api.clock.advance(Duration::seconds(2));
        api.until_state(&order, "expired").await;
        assert!(timeline(&api, &order).ends_with(&["code_expired".into(), "expired".into()]));
        api.clock.advance(Duration::days(days));
        counter.act(&code, "action=pay&notify=never").await;
        api.clock.advance(Duration::hours(7));
        api.until_state(&order, "paid_late").await;
    }
}

#[tokio::test]
async fn a_delayed_notice_comes_when_its_time_has_come() {
    let api = Api::start().await;
    let counter = Counter::open(&api).await;
    let order = counter.order().await;
    let code = counter.prepay(&order).await;
    counter.act(&code, "action=pay&notify=3").await;
    assert_eq!(counter.state(&order).await, OrderState::AwaitingPayment);
    api.clock.advance(Duration::seconds(3));
    api.until_state(&order, "fulfilled").await;
}

#[tokio::test]
async fn only_a_return_address_on_the_customers_own_computer_is_taken() {
    let api = Api::start().await;
    let counter = Counter::open(&api).await;
    let order = counter.order().await;
    for bad in [
        "https://evil.test/",
        "http://127.0.0.1.evil.test:80/",
        "http://user@127.0.0.1:80/",
        "http://127.0.0.1/",
        "file:///etc/passwd",
    ] {
        let body = json!({ "orderId": order, "payType": 9, "returnUrl": bad });
        problem(counter.post("/pay/prepay", body).await, 422, "validation_failed").await;
    }
    let body = json!({ "orderId": order, "payType": 9, "returnUrl": "http://127.0.0.1:4711/x" });
    assert_eq!(counter.post("/pay/prepay", body).await.status(), 200);
}

#[tokio::test]
async fn asking_again_without_a_return_address_leaves_the_page_with_its_own_payable() {
    let api = Api::start().await;
    let counter = Counter::open(&api).await;
    let order = counter.order().await;
    let offered = async |return_url: Option<&str>| -> Prepaid {
        let body = json!({ "orderId": order, "payType": 9, "returnUrl": return_url });
        counter.post("/pay/prepay", body).await.json().await.unwrap()
    };
    let first = offered(Some("http://127.0.0.1:4711/x")).await;
    let shown_again = offered(None).await;
    assert_eq!(shown_again.attempt_id, first.attempt_id);
    let elsewhere = offered(Some("http://127.0.0.1:4712/x")).await;
    assert_ne!(elsewhere.attempt_id, first.attempt_id);
}

#[tokio::test]
async fn a_method_that_is_not_offered_is_refused() {
    let api = Api::start().await;
    let counter = Counter::open(&api).await;
    let order = counter.order().await;
    let body = json!({ "orderId": order, "payType": 1 });
    problem(counter.post("/pay/prepay", body).await, 422, "method_not_offered").await;
    let body = json!({ "id": crate::shop::PACKAGE, "payType": 3 });
    let refused = counter.post("/web/coze-package/order", body).await;
    problem(refused, 422, "method_not_offered").await;
}
