use crate::support::{Api, problem};
use billing_contract::{FeatureValue, Page, Plan, Subscription, SubscriptionStatus};
use reqwest::Method;

async fn plans(api: &Api, name: &str, language: &str) -> Page<Plan> {
    let tokens = api.sign_in(name).await;
    let answer = api
        .request(Method::GET, "/api/portal/plans")
        .bearer_auth(tokens.access_token.expose())
        .header("accept-language", language)
        .send()
        .await
        .unwrap();
    assert_eq!(answer.headers()["vary"], "Accept-Language");
    answer.json().await.unwrap()
}

#[tokio::test]
async fn prices_are_in_the_customers_currency_and_names_in_their_language() {
    let api = Api::start().await;
    let cases = [
        ("admin", "en", "CNY", "999.00", "9990.00", "Pro"),
        ("yunfan", "zh-CN,zh;q=0.9", "USD", "149.00", "1490.00", "专业版"),
        ("sakura", "ja", "JPY", "19800", "198000", "プロ"),
    ];
    for (name, language, currency, monthly, yearly, called) in cases {
        let page = plans(&api, name, language).await;
        let codes: Vec<_> = page.items.iter().map(|plan| plan.plan_code.as_str()).collect();
        assert_eq!(codes, ["starter", "pro", "business"]);
        let pro = &page.items[1];
        assert_eq!((pro.currency.code(), pro.name.as_str()), (currency, called));
        assert_eq!(pro.price_monthly.as_ref().unwrap().as_str(), monthly);
        assert_eq!(pro.price_yearly.as_ref().unwrap().as_str(), yearly);
        assert!(pro.price_lifetime.is_some());
        for plan in &page.items {
            assert!(plan.price.in_currency(plan.currency).is_ok());
        }
        assert_eq!(pro.features["ai_chat_quota"], FeatureValue::Quota(32_000));
        assert_eq!(pro.features["single_sign_on"], FeatureValue::Included(false));
        assert!(page.items[2].is_popular);
    }
}

#[tokio::test]
async fn plans_come_in_pages() {
    let api = Api::start().await;
    let tokens = api.sign_in("admin").await;
    let first: Page<Plan> =
        api.get("/api/portal/plans?limit=2", &tokens).await.json().await.unwrap();
    assert_eq!(first.items.len(), 2);
    let cursor = first.next_cursor.unwrap();
    let path = format!("/api/portal/plans?limit=2&cursor={cursor}");
    let last: Page<Plan> = api.get(&path, &tokens).await.json().await.unwrap();
    assert_eq!((last.items.len(), last.next_cursor), (1, None));
    for wrong in ["limit=0", "limit=201", "limit=x", "cursor=x", "cursor=YWZ0ZXI6eA"] {
        let answer = api.get(&format!("/api/portal/plans?{wrong}"), &tokens).await;
        problem(answer, 422, "validation_failed").await;
    }
}

#[tokio::test]
async fn the_days_left_are_counted_by_the_services_clock() {
    let api = Api::start().await;
    let read = async || -> Subscription {
        let tokens = api.sign_in("admin").await;
        api.get("/api/portal/subscription", &tokens).await.json().await.unwrap()
    };
    let today = read().await;
    assert_eq!((today.plan_name.as_str(), today.remaining_days), ("Pro", Some(55)));
    assert_eq!((today.credits.available_credits, today.credits.total_credits), (8_740, 50_000));
    let on = async |days| {
        api.clock.advance(chrono::Duration::days(days));
        let read = read().await;
        (read.remaining_days, read.status)
    };
    assert_eq!(on(54).await, (Some(1), SubscriptionStatus::Active));
    assert_eq!(on(1).await, (Some(0), SubscriptionStatus::Grace));
    assert_eq!(on(3).await, (Some(0), SubscriptionStatus::PastDue));
    assert_eq!(on(11).await, (Some(0), SubscriptionStatus::Expired));
}
