//! The sandbox's page: harmless, in the reader's language, and only where it is wanted.

use crate::shop::{Counter, code_url};
use crate::support::{Api, problem};
use chrono::Duration;
use reqwest::Method;

#[tokio::test]
async fn the_page_is_marked_and_lets_nothing_in() {
    let api = Api::start().await;
    let counter = Counter::open(&api).await;
    let order = counter.order().await;
    let code = counter.prepay(&order).await;
    assert!(code_url(&code).starts_with(&api.url("/sandbox/BC")));
    for (language, heading) in
        [("en", "Sandbox payment"), ("zh-CN", "沙箱支付"), ("ja", "サンドボックス決済")]
    {
        let page = api.http.get(code_url(&code)).header("accept-language", language).send();
        let page = page.await.unwrap();
        assert_eq!(page.status(), 200);
        let policy = page.headers()["content-security-policy"].to_str().unwrap().to_owned();
        assert!(policy.starts_with("default-src 'none'; style-src 'sha256-"), "{policy}");
        assert_eq!(page.headers()["content-language"], language);
        let text = page.text().await.unwrap();
        assert!(text.contains("[TEST]") && text.contains(heading), "{text}");
        let amount = if language == "ja" { "CN¥99.00" } else { "¥99.00" };
        assert!(text.contains(amount) && !text.contains("<script"));
    }
}

#[tokio::test]
async fn a_form_that_makes_no_sense_is_refused() {
    let api = Api::start().await;
    let counter = Counter::open(&api).await;
    let order = counter.order().await;
    let code = counter.prepay(&order).await;
    let url = format!("{}/act", code_url(&code));
    let form = "application/x-www-form-urlencoded";
    let send = async |body: &'static str, kind: &str| {
        api.http.post(&url).header("content-type", kind).body(body).send().await.unwrap()
    };
    problem(send("action=steal", form).await, 422, "validation_failed").await;
    problem(send("action=pay&amount=1", form).await, 422, "validation_failed").await;
    problem(send("action=pay", "text/plain").await, 415, "unsupported_media_type").await;
    let unknown = api.request(Method::POST, "/sandbox/nothing/act").header("content-type", form);
    problem(unknown.body("action=pay").send().await.unwrap(), 404, "not_found").await;
}

#[tokio::test]
async fn one_that_is_paid_in_full_takes_no_more() {
    let api = Api::start().await;
    let counter = Counter::open(&api).await;
    let (order, code) = counter.paid().await;
    counter.act(&code, "action=pay").await;
    counter.act(&code, "action=decline").await;
    let order = counter.asked(&order).await;
    assert_eq!(order.received_amount.as_str(), "99.00");
}

#[tokio::test]
async fn a_part_paid_late_and_the_rest_paid_before_it_are_two_payments() {
    let api = Api::start().await;
    let counter = Counter::open(&api).await;
    let order = counter.order().await;
    let code = counter.prepay(&order).await;
    counter.act(&code, "action=pay&amount=40.00&after=60").await;
    counter.act(&code, "action=pay&amount=59.00").await;
    assert_eq!(counter.asked(&order).await.received_amount.as_str(), "59.00");
    api.clock.advance(Duration::seconds(60));
    let paid = counter.asked(&order).await;
    assert_eq!(paid.received_amount.as_str(), "99.00");
    assert!(paid.fulfilled_at.is_some());
}

#[tokio::test]
async fn there_is_no_sandbox_where_it_is_not_wanted() {
    let api = Api::start_with(|config| {
        let section = serde_json::json!({ "enabled": false });
        config.providers.insert("sandbox".to_owned(), section);
    })
    .await;
    let page = api.request(Method::GET, "/sandbox/anything").send().await.unwrap();
    problem(page, 404, "not_found").await;
}
