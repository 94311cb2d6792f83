use crate::shop::{Counter, sql};
use crate::support::{Api, problem};
use aws_lc_rs::digest;
use billing_contract::{CreditTransaction, CreditTransactionType, Page, Subscription, Tokens};
use serde_json::{Value, json};

pub async fn ledger(api: &Api, who: &Tokens) -> Vec<CreditTransaction> {
    let (mut all, mut cursor) = (Vec::new(), String::new());
    loop {
        let path = format!("/api/portal/credits/transactions?limit=200{cursor}");
        let page: Page<CreditTransaction> = api.get(&path, who).await.json().await.unwrap();
        all.extend(page.items);
        let Some(next) = page.next_cursor else { return all };
        cursor = format!("&cursor={next}");
    }
}

fn sha256(text: &str) -> String {
    let sha256 = digest::digest(&digest::SHA256, text.as_bytes());
    sha256.as_ref().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Whether every movement follows from the one before it.
pub fn check_chain(newest_first: &[CreditTransaction]) {
    let (mut hash, mut balance) = (String::new(), 0);
    for (number, movement) in (1..).zip(newest_first.iter().rev()) {
        assert_eq!(movement.number, number);
        balance += movement.amount;
        assert_eq!(movement.balance_after, balance);
        assert_eq!(movement.hash, sha256(&movement.hashed_text(&hash)));
        hash.clone_from(&movement.hash);
    }
}

#[tokio::test]
async fn the_ledger_is_a_chain_without_gaps_that_ends_at_what_is_available() {
    let api = Api::start().await;
    for name in ["admin", "yunfan", "sakura"] {
        let who = api.sign_in(name).await;
        let all = ledger(&api, &who).await;
        assert!(all.len() > 900, "{}", all.len());
        check_chain(&all);
        let subscription: Subscription =
            api.get("/api/portal/subscription", &who).await.json().await.unwrap();
        assert_eq!(all[0].balance_after, subscription.credits.available_credits);
    }
    let newest = &ledger(&api, &api.sign_in("admin").await).await[0];
    assert_eq!(newest.transaction_type, CreditTransactionType::Spend);
    assert_eq!(newest.description, "Usage of 18 June 2026");
    let admin = api.sign_in("admin").await;
    let answer = api.get("/api/portal/credits/transactions?cursor=YWZ0ZXI6eA", &admin).await;
    problem(answer, 422, "validation_failed").await;
}

/// Buys a month of a plan and has it delivered.
async fn buy_plan(counter: &Counter<'_>, code: &str) {
    let plans = counter.api.get("/api/portal/plans", &counter.who).await;
    let plans: Value = plans.json().await.unwrap();
    let mut plans = plans["items"].as_array().unwrap().iter();
    let plan = plans.find(|plan| plan["plan_code"] == code).unwrap();
    let body = json!({ "product_type": "plan", "product_id": plan["id"],
        "subscription_type": "monthly", "pay_type": 9 });
    let order: Value = counter.once("/payments/orders", code, body).await.json().await.unwrap();
    let order = order["orderId"].as_str().unwrap();
    let code = counter.prepay(order).await;
    counter.act(&code, "action=pay").await;
    counter.api.until_state(order, "fulfilled").await;
}

#[tokio::test]
async fn a_plan_that_is_bought_grants_credits_in_the_ledger() {
    let api = Api::start().await;
    let counter = Counter::open(&api).await;
    for with_ledger in [true, false] {
        if !with_ledger {
            // As a database was before movements were written down.
            sql(&api).execute("DELETE FROM credit_transactions", []).unwrap();
        }
        let plan = if with_ledger { "business" } else { "starter" };
        let before: Subscription =
            api.get("/api/portal/subscription", &counter.who).await.json().await.unwrap();
        buy_plan(&counter, plan).await;
        let after: Subscription =
            api.get("/api/portal/subscription", &counter.who).await.json().await.unwrap();
        let all = ledger(&api, &counter.who).await;
        check_chain(&all);
        let granted = after.credits.available_credits - before.credits.available_credits;
        assert_eq!(
            (all[0].amount, all[0].balance_after),
            (granted, after.credits.available_credits)
        );
        assert_eq!(
            (all[0].source.as_str(), all[0].transaction_type),
            ("order", CreditTransactionType::Earn)
        );
        if !with_ledger {
            assert_eq!(all.len(), 2);
            assert_eq!(all[1].description, "Balance carried forward");
        }
    }
}
