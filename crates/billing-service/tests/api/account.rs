use crate::support::{Api, fields, problem};
use billing_contract::{Account, Tokens};
use reqwest::{Method, Response};
use serde_json::{Value, json};

fn update(company: &str) -> Value {
    json!({ "company_name": company, "contact_name": "Jo", "contact_email": "jo@example.test",
        "locale": "zh-CN" })
}

async fn put(api: &Api, who: &Tokens, if_match: Option<&str>, body: &Value) -> Response {
    let request = api
        .request(Method::PUT, "/api/portal/account")
        .bearer_auth(who.access_token.expose())
        .json(body);
    let request = match if_match {
        Some(tag) => request.header("if-match", tag),
        None => request,
    };
    request.send().await.unwrap()
}

#[tokio::test]
async fn a_change_needs_the_version_it_is_based_on() {
    let api = Api::start().await;
    let admin = api.sign_in("admin").await;
    let (_, tag) = api.account(&admin).await;
    let blind = put(&api, &admin, None, &update("One")).await;
    problem(blind, 428, "precondition_required").await;
    let blind = put(&api, &admin, None, &json!({ "company_name": "One" })).await;
    problem(blind, 428, "precondition_required").await;

    let changed = put(&api, &admin, Some(&tag), &update(" One ")).await;
    assert_eq!(changed.status(), 200);
    let new_tag = changed.headers()["etag"].to_str().unwrap().to_owned();
    assert_ne!(new_tag, tag);
    let account: Account = changed.json().await.unwrap();
    assert_eq!((account.company_name.as_str(), account.version), ("One", 2));
    assert_eq!(account.phone, None, "an optional field left out is emptied");

    let second = put(&api, &admin, Some(&tag), &update("Two")).await;
    problem(second, 412, "precondition_failed").await;
    let weak = put(&api, &admin, Some(&format!("W/{new_tag}")), &update("Two")).await;
    problem(weak, 412, "precondition_failed").await;
    let listed = format!("{tag}, {new_tag}");
    assert_eq!(put(&api, &admin, Some(&listed), &update("Two")).await.status(), 200);
    assert_eq!(put(&api, &admin, Some("*"), &update("Three")).await.status(), 200);
}

#[tokio::test]
async fn of_many_changes_at_once_one_wins() {
    let api = Api::start().await;
    let admin = api.sign_in("admin").await;
    let (_, tag) = api.account(&admin).await;
    let bodies: Vec<Value> = (0..20).map(|place| update(&format!("Company {place}"))).collect();
    let answers = futures_util::future::join_all(
        bodies.iter().map(|body| put(&api, &admin, Some(&tag), body)),
    )
    .await;
    let count = |status: u16| answers.iter().filter(|answer| answer.status() == status).count();
    assert_eq!((count(200), count(412)), (1, 19));
}

#[tokio::test]
async fn what_the_client_has_is_not_sent_again() {
    let api = Api::start().await;
    let admin = api.sign_in("admin").await;
    for path in [
        "/auth/me",
        "/api/portal/account",
        "/api/portal/subscription",
        "/api/portal/plans",
        "/auth/sessions",
    ] {
        let tag = api.get(path, &admin).await.headers()["etag"].to_str().unwrap().to_owned();
        let strong = tag.trim_start_matches("W/").to_owned();
        for known in [tag.clone(), strong, format!("\"other\", {tag}"), "*".to_owned()] {
            let again = api
                .request(Method::GET, path)
                .bearer_auth(admin.access_token.expose())
                .header("if-none-match", &known)
                .send()
                .await
                .unwrap();
            assert_eq!(again.status(), 304, "{path} {known}");
            assert_eq!(again.headers()["etag"], tag.as_str());
            assert!(again.bytes().await.unwrap().is_empty());
        }
    }
}

#[tokio::test]
async fn every_wrong_field_of_an_account_is_named() {
    let api = Api::start().await;
    let admin = api.sign_in("admin").await;
    let missing = put(&api, &admin, Some("*"), &json!({ "company_name": "One" })).await;
    let missing = problem(missing, 422, "validation_failed").await;
    let required =
        [("contact_email", "required"), ("contact_name", "required"), ("locale", "required")];
    let mut named = fields(&missing);
    named.sort_unstable();
    assert_eq!(named, required);

    let mut body = update(" ");
    body["contact_email"] = json!("nowhere");
    body["phone"] = json!("1".repeat(41));
    body["billing_address"] = json!("line\none\u{0}");
    let wrong = problem(put(&api, &admin, Some("*"), &body).await, 422, "validation_failed").await;
    let named = [
        ("company_name", "required"),
        ("contact_email", "invalid"),
        ("phone", "too_long"),
        ("billing_address", "invalid"),
    ];
    assert_eq!(fields(&wrong), named);
}
