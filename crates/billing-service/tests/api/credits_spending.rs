//! Spending credits: whole or not at all, once for each key, never more than are there.

use crate::shop::sql;
use crate::support::{Api, fields, problem};
use billing_contract::{
    CreditStanding, CreditTransactionType, GrantSource, SpendReceipt, Subscription, Tokens,
};
use futures_util::future::join_all;
use reqwest::{Method, Response};
use serde_json::{Value, json};

async fn spend(api: &Api, who: &Tokens, key: &str, body: Value) -> Response {
    let request = api.request(Method::POST, "/api/credits/spend").header("idempotency-key", key);
    request.bearer_auth(who.access_token.expose()).json(&body).send().await.unwrap()
}

fn wish(customer: &str, amount: i64) -> Value {
    json!({ "customer_id": customer, "amount": amount, "source": "usage",
        "description": "Translation of a manual" })
}

async fn standing(api: &Api, who: &Tokens) -> CreditStanding {
    api.get("/api/portal/credits", who).await.json().await.unwrap()
}

#[tokio::test]
async fn what_is_spent_is_answered_told_and_gone() {
    let api = Api::start().await;
    let (admin, operator) = (api.sign_in("admin").await, api.sign_in("operator").await);
    let customer = api.customer_of("admin").await;
    let before = standing(&api, &admin).await;
    assert_eq!((before.available, before.debt), (8_740, 0));
    let feed =
        api.get("/api/portal/changes?limit=1000", &admin).await.json::<Value>().await.unwrap();
    assert!(feed["cursor"].is_string());
    let answer = spend(&api, &operator, "one", wish(&customer, 740)).await;
    assert_eq!(answer.status(), 200);
    let receipt: SpendReceipt = answer.json().await.unwrap();
    assert_eq!((receipt.balance, receipt.transaction.amount), (8_000, -740));
    assert_eq!(receipt.transaction.source, "usage");
    assert_eq!(receipt.transaction.description, "Translation of a manual");
    let after = standing(&api, &admin).await;
    assert_eq!((after.available, after.balance, after.grants[0].left), (8_000, 8_000, 8_000));
    let subscription: Subscription =
        api.get("/api/portal/subscription", &admin).await.json().await.unwrap();
    let credits = subscription.credits;
    assert_eq!((credits.available_credits, credits.used_credits), (8_000, 42_000));
    let question = "SELECT count(*) FROM changes WHERE customer_id = ?1 AND (kind = 'credits' \
         AND item_id = ?2 OR kind = 'subscription')";
    let told: i64 = sql(&api)
        .query_row(question, [&customer, receipt.transaction.id.as_str()], |row| row.get(0))
        .unwrap();
    assert_eq!(told, 2);
}

#[tokio::test]
async fn the_same_key_spends_once_and_a_want_of_credits_is_not_kept() {
    let api = Api::start().await;
    let (admin, operator) = (api.sign_in("admin").await, api.sign_in("operator").await);
    let customer = api.customer_of("admin").await;
    let first = spend(&api, &operator, "one", wish(&customer, 40)).await;
    let first: SpendReceipt = first.json().await.unwrap();
    let again = spend(&api, &operator, "one", wish(&customer, 40)).await;
    assert_eq!(again.headers()["idempotent-replayed"], "true");
    assert_eq!(again.json::<SpendReceipt>().await.unwrap(), first);
    let other = spend(&api, &operator, "one", wish(&customer, 41)).await;
    problem(other, 422, "idempotency_key_reused").await;
    let none = api.request(Method::POST, "/api/credits/spend").json(&wish(&customer, 1));
    let none = none.bearer_auth(operator.access_token.expose()).send().await.unwrap();
    problem(none, 400, "idempotency_key_required").await;
    let short = spend(&api, &operator, "two", wish(&customer, 8_701)).await;
    let short = problem(short, 422, "insufficient_credits").await;
    assert_eq!(short.available, Some(8_700));
    assert_eq!(standing(&api, &admin).await.available, 8_700);
    // Enough has come; the same request under the same key.
    let gift = json!({ "amount": 1, "count": 1 });
    let request = api.request(Method::POST, "/api/operator/gift-codes").json(&gift);
    let request = request.bearer_auth(operator.access_token.expose());
    let codes: Value =
        request.header("idempotency-key", "g").send().await.unwrap().json().await.unwrap();
    let redeem = api.request(Method::POST, "/api/portal/credits/redeem");
    let redeem = redeem.bearer_auth(admin.access_token.expose());
    let redeemed = redeem.json(&json!({ "code": codes["codes"][0] })).send().await.unwrap();
    assert_eq!(redeemed.status(), 200);
    let enough = spend(&api, &operator, "two", wish(&customer, 8_701)).await;
    assert_eq!(enough.json::<SpendReceipt>().await.unwrap().balance, 0);
}

#[tokio::test]
async fn an_operator_puts_credits_right_within_what_is_there() {
    let api = Api::start().await;
    let (admin, operator) = (api.sign_in("admin").await, api.sign_in("operator").await);
    let customer = api.customer_of("admin").await;
    let adjust = async |key: &str, amount: i64| -> Response {
        let request = api.request(Method::POST, "/api/operator/credits/adjust");
        let request = request.header("idempotency-key", key);
        let body = json!({ "customer_id": customer, "amount": amount, "reason": "Counted twice" });
        let request = request.bearer_auth(operator.access_token.expose());
        request.json(&body).send().await.unwrap()
    };
    let more: SpendReceipt = adjust("more", 260).await.json().await.unwrap();
    assert_eq!((more.balance, more.transaction.source.as_str()), (9_000, "operator"));
    assert_eq!(more.transaction.transaction_type, CreditTransactionType::Adjust);
    let again: SpendReceipt = adjust("more", 260).await.json().await.unwrap();
    assert_eq!(again, more);
    let less: SpendReceipt = adjust("less", -8_900).await.json().await.unwrap();
    assert_eq!((less.balance, less.transaction.description.as_str()), (100, "Counted twice"));
    let short = problem(adjust("short", -101).await, 422, "insufficient_credits").await;
    assert_eq!(short.available, Some(100));
    problem(adjust("nothing", 0).await, 422, "validation_failed").await;
    // What the operator took was not used by the customer.
    let subscription: Subscription =
        api.get("/api/portal/subscription", &admin).await.json().await.unwrap();
    assert_eq!(subscription.credits.used_credits, 41_260);
    let left = standing(&api, &admin).await;
    assert_eq!((left.grants.len(), left.grants[0].source), (1, GrantSource::Operator));
}

#[tokio::test]
async fn what_cannot_be_spent_is_named() {
    let api = Api::start().await;
    let operator = api.sign_in("operator").await;
    let customer = api.customer_of("admin").await;
    let with = |field: &str, value: Value| {
        let mut body = wish(&customer, 1);
        body[field] = value;
        body
    };
    let long = "x".repeat(201);
    for (number, (field, value, code)) in [
        ("amount", json!(0), "out_of_range"),
        ("amount", json!(-5), "out_of_range"),
        ("amount", json!(1_000_000_000_001_i64), "out_of_range"),
        ("source", json!(""), "required"),
        ("source", json!("two words"), "invalid"),
        ("source", json!("a\nb"), "invalid"),
        ("source", json!(long), "too_long"),
        ("description", json!("  "), "required"),
        ("description", json!("a\u{202E}b"), "invalid"),
        ("description", json!(long), "too_long"),
    ]
    .into_iter()
    .enumerate()
    {
        let answer = spend(&api, &operator, &number.to_string(), with(field, value)).await;
        let refused = problem(answer, 422, "validation_failed").await;
        assert_eq!(fields(&refused), [(field, code)]);
    }
    let nobody = spend(&api, &operator, "nobody", wish("nobody", 1)).await;
    problem(nobody, 404, "not_found").await;
    for role in ["admin", "member", "agent", "support"] {
        let who = api.sign_in(role).await;
        problem(spend(&api, &who, role, wish(&customer, 1)).await, 403, "forbidden").await;
    }
}

#[tokio::test]
async fn two_hundred_who_spend_at_once_never_spend_more_than_is_there() {
    let api = Api::start_with(|config| config.limits.requests_per_minute = 10_000).await;
    let (admin, operator) = (api.sign_in("admin").await, api.sign_in("operator").await);
    let customer = api.customer_of("admin").await;
    let there = standing(&api, &admin).await.available;
    let each = there / 120;
    let keys: Vec<String> = (0..200).map(|number| format!("at-once-{number}")).collect();
    let calls = keys.iter().map(|key| spend(&api, &operator, key, wish(&customer, each)));
    let answers: Vec<u16> =
        join_all(calls).await.iter().map(|answer| answer.status().as_u16()).collect();
    let done = answers.iter().filter(|status| **status == 200).count();
    let short = answers.iter().filter(|status| **status == 422).count();
    assert_eq!((done, short), (usize::try_from(there / each).unwrap(), 200 - done));
    let left = standing(&api, &admin).await;
    assert_eq!(left.available, there - each * i64::try_from(done).unwrap());
    let lowest: i64 = sql(&api)
        .query_row("SELECT min(balance_after) FROM credit_transactions", [], |row| row.get(0))
        .unwrap();
    assert!(lowest >= 0);
    // The same key from everybody at once spends once.
    let calls = (0..200).map(|_| spend(&api, &operator, "one key", wish(&customer, 1)));
    join_all(calls).await;
    let expected = (left.available - 1).max(0);
    assert_eq!(standing(&api, &admin).await.available, expected);
}
