//! What is held after buying, and after the money has gone back.

use crate::ledger::refund;
use crate::shop::{Counter, open, sql};
use crate::support::Api;
use billing_contract::{HeldPackage, OrderState, PackageCenter, Quote, Subscription};
use chrono::Duration;
use serde_json::{Value, json};

/// When what was bought in packages for tests begins and ends, by the date.
fn periods(api: &Api) -> Vec<(String, String)> {
    let question = "SELECT start_date, end_date FROM package_periods \
         WHERE package_id = 'package-for-tests' ORDER BY start_date";
    let sql = sql(api);
    let mut ready = sql.prepare(question).unwrap();
    let rows = ready.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
    rows.map(Result::unwrap).collect()
}

fn text(from: &str, to: &str) -> (String, String) {
    (from.to_owned(), to.to_owned())
}

async fn center(counter: &Counter<'_>) -> PackageCenter {
    let center = counter.api.get("/web/coze-package/center", &counter.who).await;
    center.json().await.unwrap()
}

async fn held(counter: &Counter<'_>) -> HeldPackage {
    center(counter).await.user.coze_package.unwrap()
}

/// Buys the package of this name.
async fn buy_package(counter: &Counter<'_>, name: &str) {
    let rules = center(counter).await.coze_package_rule;
    let rule = rules.into_iter().find(|rule| rule.name == name).unwrap();
    buy(counter, json!({ "product_type": "package", "product_id": rule.id })).await;
}

/// Orders and pays it; answers the order.
async fn buy(counter: &Counter<'_>, mut wish: Value) -> String {
    wish["pay_type"] = json!(9);
    let key = uuid::Uuid::now_v7().to_string();
    let answer = counter.once("/payments/orders", &key, wish).await;
    assert_eq!(answer.status(), 200, "{}", answer.text().await.unwrap());
    let order: Value = answer.json().await.unwrap();
    let order = order["orderId"].as_str().unwrap().to_owned();
    let code = counter.prepay(&order).await;
    counter.act(&code, "action=pay").await;
    assert_eq!(counter.state(&order).await, OrderState::Fulfilled);
    order
}

async fn give_back(counter: &Counter<'_>, order: &str) {
    let asked = refund(counter.api, order, order, json!({ "reason": "not needed" })).await;
    assert_eq!(asked.status(), 200);
    counter.asked(order).await;
    assert_eq!(counter.state(order).await, OrderState::Refunded);
}

#[tokio::test]
async fn packages_are_delivered_one_after_the_other_and_only_once() {
    let api = Api::start().await;
    let counter = Counter::open(&api).await;
    let begins = async || {
        let rules = center(&counter).await.coze_package_rule;
        let rule = rules.into_iter().find(|rule| rule.name == "Thirty days").unwrap();
        let wish = json!({ "product_type": "package", "product_id": rule.id });
        let quote: Quote =
            counter.post("/payments/orders/preview", wish).await.json().await.unwrap();
        quote.begins_on
    };
    for told in [None, "2026-07-18".parse().ok()] {
        assert_eq!(begins().await, told, "it is told before it is bought");
        let (order, _) = counter.paid().await;
        counter.asked(&order).await;
    }
    let expected = [text("2026-06-18", "2026-07-18"), text("2026-07-18", "2026-08-17")];
    assert_eq!(periods(&api), expected);
    assert_eq!(held(&counter).await.remain_days, Some(60));
}

#[tokio::test]
async fn a_package_without_an_end_holds_up_no_other_and_lengthens_none() {
    let api = Api::start().await;
    let counter = Counter::open(&api).await;
    buy_package(&counter, "Onboarding").await;
    let alone = held(&counter).await;
    assert_eq!((alone.name.as_str(), alone.remain_days), ("Onboarding", None));
    counter.paid().await;
    assert_eq!(periods(&api), [text("2026-06-18", "2026-07-18")]);
    let both = held(&counter).await;
    assert_eq!((both.name.as_str(), both.remain_days), ("Thirty days", Some(30)));
}

#[tokio::test]
async fn another_package_that_follows_does_not_lengthen_the_one_that_runs() {
    let api = Api::start().await;
    let counter = Counter::open(&api).await;
    counter.paid().await;
    buy_package(&counter, "Pro, month").await;
    let runs = held(&counter).await;
    assert_eq!((runs.name.as_str(), runs.remain_days), ("Thirty days", Some(30)));
}

#[tokio::test]
async fn a_package_whose_whole_price_goes_back_ends_and_what_follows_begins_earlier() {
    let api = Api::start().await;
    let mut counter = Counter::open(&api).await;
    let (first, _) = counter.paid().await;
    api.clock.advance(Duration::days(10));
    counter.who = api.sign_in("admin").await;
    let (second, _) = counter.paid().await;
    let part = json!({ "amount": "1.00", "reason": "late" });
    assert_eq!(refund(&api, &first, "part", part).await.status(), 200);
    counter.asked(&first).await;
    let expected = [text("2026-06-18", "2026-07-18"), text("2026-07-18", "2026-08-17")];
    assert_eq!(periods(&api), expected, "a part that goes back takes nothing away");

    give_back(&counter, &first).await;
    assert_eq!(periods(&api), [text("2026-06-28", "2026-07-28")]);
    assert_eq!(held(&counter).await.remain_days, Some(30));
    assert_eq!(counter.asked(&second).await.valid_until, Some("2026-07-28".parse().unwrap()));
    give_back(&counter, &second).await;
    assert_eq!(periods(&api), []);
    assert_eq!(held(&counter).await.name, "Pro", "what they subscribe to is still there");
}

async fn subscription(counter: &Counter<'_>) -> Subscription {
    let answer = counter.api.get("/api/portal/subscription", &counter.who).await;
    answer.json().await.unwrap()
}

fn plan(plan: &Value, kind: &str) -> Value {
    json!({ "product_type": "plan", "product_id": plan["id"], "subscription_type": kind })
}

#[tokio::test]
async fn a_plan_takes_the_place_of_another_and_extends_itself() {
    let api = Api::start().await;
    open(&api);
    let counter = Counter { api: &api, who: api.sign_in("sakura").await };
    let plans: Value = api.get("/api/portal/plans", &counter.who).await.json().await.unwrap();
    let before = subscription(&counter).await;
    let (starter, pro) = (&plans["items"][0], &plans["items"][1]);
    let extension = buy(&counter, plan(starter, "monthly")).await;
    let extended = subscription(&counter).await;
    assert_eq!(extended.plan_id, before.plan_id);
    let later = before.end_date.unwrap() + chrono::Months::new(1);
    assert_eq!(extended.end_date, Some(later));
    give_back(&counter, &extension).await;
    assert_eq!(subscription(&counter).await.end_date, before.end_date);

    let change = buy(&counter, plan(pro, "yearly")).await;
    let changed = subscription(&counter).await;
    assert_eq!(changed.plan_name, "Pro");
    assert_eq!(changed.remaining_days, Some(365));
    assert_eq!(changed.credits.monthly_quota, 50_000);
    let for_life = buy(&counter, plan(pro, "lifetime")).await;
    assert_eq!(subscription(&counter).await.end_date, None);
    give_back(&counter, &change).await;
    assert_eq!(subscription(&counter).await.end_date, None, "it was bought for life meanwhile");
    give_back(&counter, &for_life).await;
    assert_eq!(subscription(&counter).await.end_date, Some("2026-06-18".parse().unwrap()));
}
