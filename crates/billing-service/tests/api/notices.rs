//! What customers are told of in the console.

use crate::shop::Counter;
use crate::support::{Api, fields, problem};
use billing_contract::{ChangeKind, ChangesPage, NoticeKind, NoticePage, Tokens};
use reqwest::Method;
use serde_json::json;

const PATH: &str = "/api/portal/notices";

async fn notices(api: &Api, who: &Tokens, query: &str) -> NoticePage {
    let answer = api.get(&format!("{PATH}{query}"), who).await;
    assert_eq!(answer.status(), 200);
    answer.json().await.unwrap()
}

async fn read(api: &Api, who: &Tokens, body: serde_json::Value) -> reqwest::Response {
    let request = api.request(Method::POST, "/api/portal/notices/read").json(&body);
    request.bearer_auth(who.access_token.expose()).send().await.unwrap()
}

#[tokio::test]
async fn a_payment_is_told_of_once_with_its_order_and_amount() {
    let api = Api::start().await;
    let counter = Counter::open(&api).await;
    let before = notices(&api, &counter.who, "").await.unread;
    let (order, _) = counter.paid().await;
    counter.asked(&order).await;
    let page = notices(&api, &counter.who, "").await;
    assert_eq!(page.unread, before + 1);
    let notice = &page.items[0];
    assert_eq!((notice.kind, notice.is_read), (NoticeKind::PaymentReceived, false));
    assert_eq!(notice.order_id.as_ref().unwrap().as_str(), order);
    assert_eq!(notice.amount.as_ref().unwrap().as_str(), "99.00");
    let code = counter.prepay(&counter.order().await).await;
    counter.act(&code, "action=decline").await;
    let page = notices(&api, &counter.who, "").await;
    assert_eq!(page.items[0].kind, NoticeKind::PaymentFailed);
    assert_eq!(page.unread, before + 2);
}

#[tokio::test]
async fn each_person_reads_for_themselves_and_reading_again_changes_nothing() {
    let api = Api::start().await;
    let counter = Counter::open(&api).await;
    for _ in 0..3 {
        counter.paid().await;
    }
    let member = api.sign_in("member").await;
    let page = notices(&api, &counter.who, "").await;
    let all = page.unread;
    assert!(all >= 3);
    let second = &page.items[1].id;
    for _ in 0..2 {
        let left = read(&api, &counter.who, json!({ "ids": [second] })).await;
        assert_eq!(left.json::<serde_json::Value>().await.unwrap()["unread"], all - 1);
    }
    let page = notices(&api, &counter.who, "").await;
    assert!(page.items[1].is_read && !page.items[0].is_read);
    let left = read(&api, &counter.who, json!({ "up_to": page.items[0].id })).await;
    assert_eq!(left.json::<serde_json::Value>().await.unwrap()["unread"], 0);
    // Nobody reads less than they had.
    read(&api, &counter.who, json!({ "up_to": page.items[2].id })).await;
    assert_eq!(notices(&api, &counter.who, "").await.unread, 0);
    assert_eq!(notices(&api, &member, "").await.unread, all);
    let empty = problem(read(&api, &member, json!({})).await, 422, "validation_failed").await;
    assert_eq!(fields(&empty), [("ids", "required")]);
}

#[tokio::test]
async fn the_list_is_paged_and_goes_on_from_what_is_known() {
    let api = Api::start().await;
    let counter = Counter::open(&api).await;
    counter.paid().await;
    let known = notices(&api, &counter.who, "").await.items[0].id.clone();
    for _ in 0..4 {
        counter.paid().await;
    }
    let new = notices(&api, &counter.who, &format!("?since={known}")).await.items;
    assert_eq!(new.len(), 4);
    let mut seen = Vec::new();
    let mut cursor = String::new();
    loop {
        let page = notices(&api, &counter.who, &format!("?limit=3&since={known}{cursor}")).await;
        seen.extend(page.items);
        let Some(next) = page.next_cursor else { break };
        cursor = format!("&cursor={next}");
    }
    assert_eq!(seen, new);
}

#[tokio::test]
async fn nobody_sees_or_marks_what_another_company_is_told() {
    let api = Api::start().await;
    let counter = Counter::open(&api).await;
    counter.paid().await;
    let own = notices(&api, &counter.who, "").await;
    let other = api.sign_in("yunfan").await;
    let seen = notices(&api, &other, "").await;
    assert!(seen.items.iter().all(|notice| own.items.iter().all(|mine| mine.id != notice.id)));
    read(&api, &other, json!({ "ids": [own.items[0].id], "up_to": own.items[0].id })).await;
    assert_eq!(notices(&api, &other, "").await.unread, seen.unread);
    assert_eq!(notices(&api, &counter.who, "").await.unread, own.unread);
}

#[tokio::test]
async fn consoles_hear_of_new_and_of_read_notices_by_the_feed() {
    let api = Api::start().await;
    let counter = Counter::open(&api).await;
    let feed = async |since: &str| -> ChangesPage {
        let path = format!("/api/portal/changes?limit=5000&since={since}");
        api.get(&path, &counter.who).await.json().await.unwrap()
    };
    let mut page = feed("").await;
    while page.has_more {
        page = feed(&page.cursor).await;
    }
    counter.paid().await;
    let has_notice =
        |page: &ChangesPage| page.changes.iter().any(|change| change.kind == ChangeKind::Notice);
    let after = feed(&page.cursor).await;
    assert!(has_notice(&after));
    assert!(!has_notice(&feed(&after.cursor).await));
    let newest = notices(&api, &counter.who, "").await.items[0].id.clone();
    read(&api, &counter.who, json!({ "ids": [newest] })).await;
    assert!(has_notice(&feed(&after.cursor).await));
}

#[tokio::test]
async fn what_somebody_decides_about_a_subscription_is_told_to_all_of_the_company() {
    let api = Api::start().await;
    let counter = Counter::open(&api).await;
    let answer = counter
        .once("/api/portal/subscription/cancel", "k1", json!({ "when": "period_end" }))
        .await;
    assert_eq!(answer.status(), 200, "{}", answer.text().await.unwrap());
    let member = api.sign_in("member").await;
    let page = notices(&api, &member, "").await;
    assert_eq!(page.items[0].kind, NoticeKind::CancellationScheduled);
    assert!(page.items[0].day.is_some() && page.items[0].subject.is_some());
}
