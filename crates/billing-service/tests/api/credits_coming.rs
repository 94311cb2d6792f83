//! Credits that come: packs and their refunds, gift codes, packs by rule, months of plans.

use crate::credits::{check_chain, ledger};
use crate::shop::{Counter, sql};
use crate::support::{Api, fields, problem};
use billing_contract::{
    AutoTopUp, CreditForecast, CreditPack, CreditStanding, CreditTransactionType, GiftCode,
    GiftCodes, GrantSource, Order, OrderState, Page, Redeemed, Subscription, Tokens,
};
use chrono::Duration;
use reqwest::{Method, Response};
use serde_json::{Value, json};

async fn standing(api: &Api, who: &Tokens) -> CreditStanding {
    api.get("/api/portal/credits", who).await.json().await.unwrap()
}

async fn send(api: &Api, who: &Tokens, method: Method, path: &str, body: Value) -> Response {
    let key = uuid::Uuid::now_v7().to_string();
    let request = api.request(method, path).header("idempotency-key", key).json(&body);
    request.bearer_auth(who.access_token.expose()).send().await.unwrap()
}

async fn spend(api: &Api, customer: &str, amount: i64) {
    let operator = api.sign_in("operator").await;
    let body = json!({ "customer_id": customer, "amount": amount, "source": "usage",
        "description": "Used" });
    let answer = send(api, &operator, Method::POST, "/api/credits/spend", body).await;
    assert_eq!(answer.status(), 200, "{}", answer.text().await.unwrap());
}

/// Buys a pack and has it delivered.
async fn buy_pack(counter: &Counter<'_>, pack: &str) -> String {
    let body = json!({ "product_type": "credits", "product_id": pack, "pay_type": 9 });
    let key = uuid::Uuid::now_v7().to_string();
    let answer = counter.once("/payments/orders", &key, body).await;
    assert_eq!(answer.status(), 200, "{}", answer.text().await.unwrap());
    let order: Order = answer.json().await.unwrap();
    let id = order.order_id.to_string();
    let code = counter.prepay(&id).await;
    counter.act(&code, "action=pay").await;
    counter.api.until_state(&id, "fulfilled").await;
    id
}

async fn give_back(api: &Api, order: &str) {
    let operator = api.sign_in("operator").await;
    let path = format!("/payments/orders/{order}/refund");
    let answer = send(api, &operator, Method::POST, &path, json!({ "reason": "By mistake" })).await;
    assert_eq!(answer.status(), 200, "{}", answer.text().await.unwrap());
    api.until_state(order, "refunded").await;
}

#[tokio::test]
async fn a_pack_is_priced_bought_granted_and_invoiced() {
    let api = Api::start().await;
    let counter = Counter::open(&api).await;
    let packs: Page<CreditPack> =
        api.get("/api/portal/credits/packs", &counter.who).await.json().await.unwrap();
    assert_eq!(packs.items.len(), 2);
    let pack = &packs.items[0];
    assert_eq!((pack.id.as_str(), pack.credits), ("credits-10k", 10_000));
    assert_eq!((pack.price.as_str(), pack.currency.code()), ("249.00", "CNY"));
    let before = standing(&api, &counter.who).await;
    let id = buy_pack(&counter, "credits-10k").await;
    let after = standing(&api, &counter.who).await;
    assert_eq!(after.available, before.available + 10_000);
    let granted = after.grants.last().unwrap();
    assert_eq!((granted.source, granted.left), (GrantSource::TopUp, 10_000));
    let year = Duration::days(365);
    assert_eq!(granted.expires_at, Some(granted.granted_at + year));
    let all = ledger(&api, &counter.who).await;
    check_chain(&all);
    assert_eq!((all[0].source.as_str(), all[0].description.as_str()), ("top_up", "10,000 credits"));
    let order: Order = counter.asked(&id).await;
    assert_eq!((order.product_type.as_str(), order.state), ("credits", OrderState::Fulfilled));
    assert_eq!(order.valid_until, Some("2027-06-18".parse().unwrap()));
    let question = "SELECT count(*) FROM invoices WHERE order_id = ?1 AND amount_minor = 24900";
    let invoices: i64 = sql(&api).query_row(question, [&id], |row| row.get(0)).unwrap();
    assert_eq!(invoices, 1);
    let unknown = json!({ "product_type": "credits", "product_id": "no-such", "pay_type": 9 });
    problem(counter.once("/payments/orders", "unknown", unknown).await, 404, "not_found").await;
}

#[tokio::test]
async fn a_pack_that_is_paid_back_is_taken_back_and_what_was_spent_is_owed() {
    let api = Api::start().await;
    let counter = Counter::open(&api).await;
    let customer = api.customer_of("admin").await;
    let before = standing(&api, &counter.who).await.available;
    let kept = buy_pack(&counter, "credits-10k").await;
    give_back(&api, &kept).await;
    assert_eq!(standing(&api, &counter.who).await.available, before);

    let spent = buy_pack(&counter, "credits-10k").await;
    spend(&api, &customer, before + 4_000).await;
    give_back(&api, &spent).await;
    let owing = standing(&api, &counter.who).await;
    assert_eq!((owing.available, owing.debt, owing.balance), (0, 4_000, -4_000));
    let subscription: Subscription =
        api.get("/api/portal/subscription", &counter.who).await.json().await.unwrap();
    assert_eq!(subscription.credits.debt, Some(4_000));
    let all = ledger(&api, &counter.who).await;
    check_chain(&all);
    assert_eq!(all[0].transaction_type, CreditTransactionType::Refund);
    assert_eq!((all[0].amount, all[0].balance_after), (-10_000, -4_000));

    // What comes pays what is owed first.
    buy_pack(&counter, "credits-10k").await;
    let paid = standing(&api, &counter.who).await;
    assert_eq!((paid.available, paid.debt), (6_000, 0));
    check_chain(&ledger(&api, &counter.who).await);
}

async fn make_codes(api: &Api, body: Value) -> GiftCodes {
    let operator = api.sign_in("operator").await;
    let answer = send(api, &operator, Method::POST, "/api/operator/gift-codes", body).await;
    assert_eq!(answer.status(), 200);
    answer.json().await.unwrap()
}

async fn redeem(api: &Api, who: &Tokens, code: &str) -> Response {
    send(api, who, Method::POST, "/api/portal/credits/redeem", json!({ "code": code })).await
}

#[tokio::test]
async fn a_gift_code_is_redeemed_by_the_first_and_answers_them_the_same_again() {
    let api = Api::start().await;
    let (admin, sakura) = (api.sign_in("admin").await, api.sign_in("sakura").await);
    let made =
        make_codes(&api, json!({ "amount": 500, "count": 3, "valid_days": 30, "note": "Fair" }));
    let codes = made.await.codes;
    let before = standing(&api, &admin).await.available;
    let first: Redeemed = redeem(&api, &admin, &codes[0]).await.json().await.unwrap();
    assert_eq!((first.transaction.amount, first.transaction.source.as_str()), (500, "gift"));
    let typed = codes[0].to_lowercase().replace('-', " ");
    let again: Redeemed = redeem(&api, &admin, &typed).await.json().await.unwrap();
    assert_eq!(again, first);
    let after = standing(&api, &admin).await;
    assert_eq!(after.available, before + 500);
    let of = |grant: &&billing_contract::CreditGrant| grant.source == GrantSource::Gift;
    let gift = after.grants.iter().find(of).unwrap();
    assert_eq!(gift.expires_at, Some(gift.granted_at + Duration::days(30)));
    // Used by somebody else, unknown, and out of time are one and the same.
    let used = problem(redeem(&api, &sakura, &codes[0]).await, 422, "gift_code_refused").await;
    let unknown = redeem(&api, &sakura, "0000-0000-0000-0000").await;
    let unknown = problem(unknown, 422, "gift_code_refused").await;
    assert_eq!((used.detail, used.errors), (unknown.detail, unknown.errors));
    let brief = json!({ "amount": 5, "count": 1, "redeem_before": "2026-06-18T12:05:00Z" });
    let brief = make_codes(&api, brief).await.codes;
    api.clock.advance(Duration::minutes(5));
    problem(redeem(&api, &sakura, &brief[0]).await, 422, "gift_code_refused").await;

    let operator = api.sign_in("operator").await;
    let listed: Page<GiftCode> =
        api.get("/api/operator/gift-codes?limit=2", &operator).await.json().await.unwrap();
    assert_eq!(listed.items.len(), 2);
    let next = format!("/api/operator/gift-codes?cursor={}", listed.next_cursor.unwrap());
    let rest: Page<GiftCode> = api.get(&next, &operator).await.json().await.unwrap();
    assert_eq!(rest.items.len(), 2);
    let redeemed = &rest.items[1];
    assert_eq!(redeemed.redeemed_by.as_ref().unwrap().as_str(), api.customer_of("admin").await);
    assert_eq!((redeemed.note.as_deref(), redeemed.amount), (Some("Fair"), 500));
    let plain: i64 = sql(&api)
        .query_row("SELECT count(*) FROM gift_codes WHERE length(code_sha256) <> 32", [], |row| {
            row.get(0)
        })
        .unwrap();
    assert_eq!(plain, 0);
    let member = api.sign_in("member").await;
    problem(redeem(&api, &member, &codes[1]).await, 403, "forbidden").await;
}

#[tokio::test]
async fn whoever_guesses_codes_must_wait() {
    let api = Api::start().await;
    let admin = api.sign_in("admin").await;
    let code = make_codes(&api, json!({ "amount": 5, "count": 1 })).await.codes.remove(0);
    for guess in 0..10 {
        let guess = format!("GUESS-{guess}");
        problem(redeem(&api, &admin, &guess).await, 422, "gift_code_refused").await;
    }
    let waits = problem(redeem(&api, &admin, &code).await, 429, "rate_limited").await;
    assert_eq!(waits.retry_after, Some(60));
    api.clock.advance(Duration::seconds(60));
    assert_eq!(redeem(&api, &admin, &code).await.status(), 200);
}

#[tokio::test]
async fn gift_codes_are_made_within_reason_and_told_again_under_their_key() {
    let api = Api::start().await;
    let operator = api.sign_in("operator").await;
    for (field, value) in [
        ("amount", json!(0)),
        ("count", json!(0)),
        ("count", json!(1_001)),
        ("valid_days", json!(0)),
        ("redeem_before", json!("2026-06-18T12:00:00Z")),
    ] {
        let mut body = json!({ "amount": 1, "count": 1 });
        body[field] = value;
        let answer = send(&api, &operator, Method::POST, "/api/operator/gift-codes", body).await;
        let refused = problem(answer, 422, "validation_failed").await;
        assert_eq!(fields(&refused), [(field, "out_of_range")]);
    }
    let make = async || -> GiftCodes {
        let request = api.request(Method::POST, "/api/operator/gift-codes");
        let request = request.header("idempotency-key", "batch");
        let request = request.bearer_auth(operator.access_token.expose());
        let body = json!({ "amount": 5, "count": 2 });
        request.json(&body).send().await.unwrap().json().await.unwrap()
    };
    assert_eq!(make().await, make().await);
    let kept: i64 =
        sql(&api).query_row("SELECT count(*) FROM gift_codes", [], |row| row.get(0)).unwrap();
    assert_eq!(kept, 2);
}

async fn rule(api: &Api, who: &Tokens) -> AutoTopUp {
    api.get("/api/portal/credits/auto-top-up", who).await.json().await.unwrap()
}

fn rule_of(below: i64, most_a_month: u32) -> Value {
    json!({ "is_on": true, "below": below, "pack_id": "credits-10k",
        "most_a_month": most_a_month, "pay_type": 9 })
}

/// Waits until every fall is decided; how many became orders.
async fn falls(api: &Api) -> i64 {
    // One that is beyond the month's limit waits for the next.
    let open = "SELECT count(*) = 0 FROM auto_top_up_falls \
         WHERE outcome IS NULL AND next_try_at <= at";
    api.until(|sql| sql.query_row(open, [], |row| row.get(0)).unwrap()).await;
    let question = "SELECT count(*) FROM auto_top_up_falls WHERE outcome = 'ordered'";
    sql(api).query_row(question, [], |row| row.get(0)).unwrap()
}

#[tokio::test]
async fn a_balance_that_falls_below_its_rule_orders_a_pack_once() {
    let api = Api::start().await;
    let counter = Counter::open(&api).await;
    let customer = api.customer_of("admin").await;
    let path = "/api/portal/credits/auto-top-up";
    assert_eq!(rule(&api, &counter.who).await.rule, None);
    let set = send(&api, &counter.who, Method::PUT, path, rule_of(8_000, 2)).await;
    assert_eq!(set.status(), 200);
    assert_eq!(falls(&api).await, 0, "8,740 are there");
    for _ in 0..3 {
        spend(&api, &customer, 300).await;
    }
    assert_eq!(falls(&api).await, 1, "it fell once");
    let told = rule(&api, &counter.who).await;
    assert_eq!(told.orders_this_month, 1);
    let order = told.newest_order.unwrap().to_string();
    let placed = counter.asked(&order).await;
    assert_eq!((placed.product_type.as_str(), placed.state), ("credits", OrderState::Created));
    assert_eq!(placed.final_amount.as_str(), "249.00");
    let question = "SELECT count(*) FROM changes WHERE kind = 'order' AND item_id = ?1";
    let told: i64 = sql(&api).query_row(question, [&order], |row| row.get(0)).unwrap();
    assert_eq!(told, 1);

    // Paid, it has risen, and can fall again; the third fall of the month orders no more.
    for expected in [2, 2] {
        let id = buy_pack(&counter, "credits-50k").await;
        assert!(standing(&api, &counter.who).await.available > 8_000);
        let there = standing(&api, &counter.who).await.available;
        spend(&api, &customer, there - 100).await;
        assert_eq!(falls(&api).await, expected, "{id}");
    }
    let restarted = api.restart().await;
    assert_eq!(falls(&restarted).await, 2);
}

#[tokio::test]
async fn a_rule_that_is_set_below_the_balance_has_fallen_and_a_senseless_one_is_refused() {
    let api = Api::start().await;
    let counter = Counter::open(&api).await;
    let path = "/api/portal/credits/auto-top-up";
    for (field, value, code) in [
        ("below", json!(0), "out_of_range"),
        ("most_a_month", json!(0), "out_of_range"),
        ("pack_id", json!("no-such"), "unknown"),
        ("pay_type", json!(1), "not_offered"),
    ] {
        let mut body = rule_of(9_000, 1);
        body[field] = value;
        let answer = send(&api, &counter.who, Method::PUT, path, body).await;
        let refused = problem(answer, 422, "validation_failed").await;
        assert_eq!(fields(&refused), [(field, code)]);
    }
    for _ in 0..3 {
        let set = send(&api, &counter.who, Method::PUT, path, rule_of(9_000, 5)).await;
        assert_eq!(set.status(), 200);
        assert_eq!(falls(&api).await, 1);
    }
    let member = api.sign_in("member").await;
    problem(send(&api, &member, Method::PUT, path, rule_of(1, 1)).await, 403, "forbidden").await;
    assert_eq!(rule(&api, &member).await.orders_this_month, 1);
}

#[tokio::test]
async fn credits_of_a_month_run_out_with_it_and_those_of_the_next_come_once() {
    let api = Api::start().await;
    let customer = api.customer_of("admin").await;
    let count = |api: &Api, kind: &str| -> i64 {
        let question = "SELECT count(*) FROM credit_transactions WHERE customer_id = ?1 \
             AND transaction_type = ?2 AND created_at >= 1782864000000000"; // 1 July 2026
        sql(api).query_row(question, [&customer, kind], |row| row.get(0)).unwrap()
    };
    let mut api = api;
    for month in 1..=2 {
        api.clock.advance(Duration::days(31));
        api.until(|_| count(&api, "earn") == month).await;
        api = api.restart().await;
    }
    // Until 12 August the plan runs; for September nothing comes.
    api.clock.advance(Duration::days(31));
    api.until(|_| count(&api, "expire") == 3).await;
    assert_eq!(count(&api, "earn"), 2);
    let admin = api.sign_in("admin").await;
    assert_eq!(standing(&api, &admin).await.available, 0);
    check_chain(&ledger(&api, &admin).await);
}

#[tokio::test]
async fn the_forecast_is_made_of_the_last_ninety_days() {
    let api = Api::start().await;
    let admin = api.sign_in("admin").await;
    let forecast: CreditForecast =
        api.get("/api/portal/credits/forecast", &admin).await.json().await.unwrap();
    assert_eq!((forecast.from.to_string(), forecast.days), ("2026-03-21".to_owned(), 90));
    let all = ledger(&api, &admin).await;
    let spent: i64 = all
        .iter()
        .filter(|one| one.transaction_type == CreditTransactionType::Spend)
        .filter(|one| one.created_at.date_naive() >= forecast.from)
        .map(|one| -one.amount)
        .sum();
    assert_eq!(forecast.spent, spent);
    let run_out = forecast.run_out_on.unwrap();
    assert!(run_out > "2026-06-18".parse().unwrap() && run_out < "2026-07-01".parse().unwrap());
    assert_eq!(forecast.plan_fits.len(), 6);
    let current: Vec<&str> = forecast
        .plan_fits
        .iter()
        .filter(|fit| fit.is_current)
        .map(|fit| fit.plan_name.as_str())
        .collect();
    assert_eq!(current, ["Pro"]);
    let of = |name: &str| forecast.plan_fits.iter().find(|fit| fit.plan_name == name).unwrap();
    assert_eq!(of("Business").missing, 0);
    assert!(of("Starter").missing > 0 && of("Starter").cost.is_some());
}
