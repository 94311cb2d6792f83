use crate::shop::{Counter, sql};
use crate::support::{Api, fields, problem};
use billing_contract::{Agreement, PackageCenter, PackageConfig, PayType, Tokens};
use reqwest::{Method, Response};
use serde_json::{Value, json};

async fn get(api: &Api, path: &str, who: &Tokens, language: &str) -> Response {
    let request = api.request(Method::GET, path).bearer_auth(who.access_token.expose());
    request.header("accept-language", language).send().await.unwrap()
}

async fn center(api: &Api, who: &Tokens, language: &str) -> PackageCenter {
    let answer = get(api, "/web/coze-package/center", who, language).await;
    assert_eq!(answer.status(), 200);
    answer.json().await.unwrap()
}

async fn config(api: &Api, who: &Tokens, language: &str) -> PackageConfig {
    get(api, "/console/coze-package-config", who, language).await.json().await.unwrap()
}

async fn save(api: &Api, who: &Tokens, language: &str, config: &PackageConfig) -> Response {
    let request = api.request(Method::POST, "/console/coze-package-config");
    let request = request.bearer_auth(who.access_token.expose()).json(config);
    request.header("accept-language", language).send().await.unwrap()
}

async fn saved(api: &Api, who: &Tokens, language: &str, config: &PackageConfig) -> PackageConfig {
    let answer = save(api, who, language, config).await;
    assert_eq!(answer.status(), 200, "{}", answer.text().await.unwrap());
    answer.json().await.unwrap()
}

fn names(center: &PackageCenter) -> Vec<&str> {
    center.coze_package_rule.iter().map(|rule| rule.name.as_str()).collect()
}

#[tokio::test]
async fn the_center_says_what_is_for_sale_in_the_language_asked_for() {
    let api = Api::start().await;
    let admin = api.sign_in("admin").await;
    let english = center(&api, &admin, "en").await;
    assert!(english.coze_package_status);
    let expected = ["Starter, year", "Pro, year", "Business, year", "Pro, month", "Onboarding"];
    assert_eq!(names(&english), expected);
    let pro = &english.coze_package_rule[1];
    assert_eq!((pro.original_price.as_str(), pro.current_price.as_str()), ("11988.00", "9990.00"));
    assert_eq!((pro.currency.code(), pro.duration), ("CNY", 365));
    assert_eq!(english.pay_way_list.len(), 1);
    assert_eq!(english.pay_way_list[0].pay_type, PayType::Sandbox);
    assert_eq!(english.pay_way_list[0].name, "[TEST] Test wallet");
    assert!(english.coze_package_explain.contains("How renewals work"));
    assert_eq!(english.user.username, "Elin Sørensen");
    let held = english.user.coze_package.unwrap();
    assert_eq!((held.name.as_str(), held.remain_days), ("Pro", Some(55)));
    let japanese = center(&api, &admin, "ja").await;
    assert_eq!(names(&japanese)[1], "プロ(1年)");
    assert_eq!(japanese.pay_way_list[0].name, "[TEST] テストウォレット");
    assert!(center(&api, &admin, "zh-CN").await.coze_package_explain.contains("续费说明"));
}

#[tokio::test]
async fn without_any_package_the_ways_to_pay_for_a_plan_are_still_there() {
    let api = Api::start().await;
    let admin = api.sign_in("admin").await;
    sql(&api).execute("UPDATE packages SET is_offered = 0", []).unwrap();
    let center = center(&api, &admin, "en").await;
    assert!(center.coze_package_rule.is_empty());
    let ways: Vec<PayType> = center.pay_way_list.iter().map(|way| way.pay_type).collect();
    assert_eq!(ways, [PayType::Sandbox]);
}

#[tokio::test]
async fn the_center_is_good_for_a_minute_and_tagged() {
    let api = Api::start().await;
    let admin = api.sign_in("admin").await;
    let first = get(&api, "/web/coze-package/center", &admin, "en").await;
    assert_eq!(first.headers()["cache-control"], "private, max-age=60");
    let tag = first.headers()["etag"].clone();
    let again = api
        .request(Method::GET, "/web/coze-package/center")
        .bearer_auth(admin.access_token.expose())
        .header("if-none-match", tag)
        .send()
        .await
        .unwrap();
    assert_eq!(again.status(), 304);
    let body: Value = first.json().await.unwrap();
    for field in
        ["cozePackageStatus", "cozePackageRule", "payWayList", "cozePackageExplain", "user"]
    {
        assert!(!body[field].is_null(), "{field}");
    }
}

#[tokio::test]
async fn packages_are_offered_in_the_customers_currency_if_there_are_such() {
    let api = Api::start().await;
    let yunfan = api.sign_in("yunfan").await;
    assert_eq!(center(&api, &yunfan, "en").await.coze_package_rule.len(), 5);
    let operator = api.sign_in("operator").await;
    let mut config = config(&api, &operator, "en").await;
    let mut dollars = config.coze_package_rule[1].clone();
    dollars.id = String::new().into();
    dollars.name = "Pro, year, in dollars".to_owned();
    dollars.currency = billing_contract::Currency::USD;
    config.coze_package_rule.push(dollars);
    saved(&api, &operator, "en", &config).await;
    assert_eq!(names(&center(&api, &yunfan, "en").await), ["Pro, year, in dollars"]);
    assert_eq!(center(&api, &api.sign_in("admin").await, "en").await.coze_package_rule.len(), 5);
}

#[tokio::test]
async fn a_save_takes_effect_at_once_and_open_orders_keep_their_price() {
    let api = Api::start().await;
    let counter = Counter::open(&api).await;
    let order = counter.order().await;
    let operator = api.sign_in("operator").await;
    let mut config = config(&api, &operator, "en").await;
    assert_eq!(config.open_orders, Some(1));
    let (version, count) = (config.version.unwrap(), config.coze_package_rule.len());
    let kept = config.coze_package_rule.remove(1);
    config.coze_package_rule.truncate(1);
    config.coze_package_rule.insert(0, kept);
    config.coze_package_rule[0].current_price = serde_json::from_value(json!("8990.00")).unwrap();
    let saved = saved(&api, &operator, "en", &config).await;
    assert_eq!((saved.version, count), (Some(version + 1), 6));
    assert_eq!(saved.saved_by.as_deref(), Some("Ingrid Bauer"));
    let seen = center(&api, &counter.who, "en").await;
    assert_eq!(names(&seen), ["Pro, year", "Starter, year"]);
    assert_eq!(seen.coze_package_rule[0].current_price.as_str(), "8990.00");
    let gone = counter.post(
        "/web/coze-package/order",
        json!({ "id": "package-for-tests",
        "payType": 9 }),
    );
    problem(gone.await, 404, "not_found").await;
    counter.prepay(&order).await;
    let path = format!("/api/portal/orders/{order}");
    let kept: Value = api.get(&path, &counter.who).await.json().await.unwrap();
    assert_eq!(kept["finalAmount"], "99.00");
}

#[tokio::test]
async fn everybody_who_listens_hears_of_a_save() {
    let api = Api::start().await;
    let (sakura, operator) = (api.sign_in("sakura").await, api.sign_in("operator").await);
    let mut stream = api.get("/api/portal/stream", &sakura).await;
    stream.chunk().await.unwrap().unwrap();
    let config = config(&api, &operator, "en").await;
    saved(&api, &operator, "en", &config).await;
    let told = stream.chunk().await.unwrap().unwrap();
    assert!(std::str::from_utf8(&told).unwrap().contains("package_center"));
}

#[tokio::test]
async fn two_operators_do_not_overwrite_each_other() {
    let api = Api::start().await;
    let operator = api.sign_in("operator").await;
    let config = config(&api, &operator, "en").await;
    saved(&api, &operator, "en", &config).await;
    problem(save(&api, &operator, "en", &config).await, 409, "version_conflict").await;
    let blind = PackageConfig { version: None, ..config };
    assert_eq!(saved(&api, &operator, "en", &blind).await.version, Some(3));
}

#[tokio::test]
async fn texts_are_saved_in_the_language_of_the_operator_alone() {
    let api = Api::start().await;
    let (admin, operator) = (api.sign_in("admin").await, api.sign_in("operator").await);
    let mut japanese = config(&api, &operator, "ja").await;
    japanese.coze_package_rule[0].name = "名前".to_owned();
    japanese.coze_package_explain = "<p>説明</p>".to_owned();
    saved(&api, &operator, "ja", &japanese).await;
    let seen = center(&api, &admin, "ja").await;
    assert_eq!((names(&seen)[0], seen.coze_package_explain.as_str()), ("名前", "<p>説明</p>"));
    assert_eq!(names(&center(&api, &admin, "en").await)[0], "Starter, year");
    let texts: i64 =
        sql(&api).query_row("SELECT count(*) FROM package_texts", [], |row| row.get(0)).unwrap();
    assert_eq!(texts, 15);
}

#[tokio::test]
async fn the_operators_html_is_harmless_to_whoever_reads_it() {
    let api = Api::start().await;
    let (admin, operator) = (api.sign_in("admin").await, api.sign_in("operator").await);
    let mut config = config(&api, &operator, "en").await;
    let hostile = "<h3 onclick=\"x()\">Hello</h3><script>alert(1)</script>\
        <a href=\"javascript:x()\">link</a><iframe src=\"https://b.test\"></iframe><b>bold</b>";
    config.coze_package_explain = hostile.to_owned();
    config.agreement = hostile.to_owned();
    saved(&api, &operator, "en", &config).await;
    let explained = center(&api, &admin, "en").await.coze_package_explain;
    let agreed = api.request(Method::GET, "/agreement?type=agreement&item=cozePackage");
    let agreed: Agreement = agreed.send().await.unwrap().json().await.unwrap();
    for html in [&explained, &agreed.content] {
        assert!(html.contains("Hello") && html.contains("<b>bold</b>"), "{html}");
        for harm in ["script", "onclick", "iframe", "javascript"] {
            assert!(!html.contains(harm), "{html}");
        }
    }
}

#[tokio::test]
async fn what_cannot_be_sold_is_named_by_its_place() {
    let api = Api::start().await;
    let operator = api.sign_in("operator").await;
    let mut config = config(&api, &operator, "en").await;
    config.coze_package_rule[2].name = " ".to_owned();
    config.coze_package_rule[3].current_price = serde_json::from_value(json!("0.00")).unwrap();
    let refused = save(&api, &operator, "en", &config).await;
    let refused = problem(refused, 422, "validation_failed").await;
    let expected = [
        ("cozePackageRule[2].name", "required"),
        ("cozePackageRule[3].currentPrice", "out_of_range"),
    ];
    assert_eq!(fields(&refused), expected);
}

#[tokio::test]
async fn in_a_closed_shop_nothing_can_be_ordered() {
    let api = Api::start().await;
    let counter = Counter::open(&api).await;
    let operator = api.sign_in("operator").await;
    let mut config = config(&api, &operator, "en").await;
    config.coze_package_status = false;
    saved(&api, &operator, "en", &config).await;
    assert!(!center(&api, &counter.who, "en").await.coze_package_status);
    let body = json!({ "id": config.coze_package_rule[0].id, "payType": 9 });
    problem(counter.post("/web/coze-package/order", body).await, 409, "shop_closed").await;
    let body = json!({ "product_type": "report", "product_id": "usage-audit", "pay_type": 9 });
    problem(counter.once("/payments/orders", "key", body).await, 409, "shop_closed").await;
}

#[tokio::test]
async fn the_agreement_is_for_everybody_in_their_language() {
    let api = Api::start().await;
    let ask = async |query: &str, language: &str| {
        let request = api.request(Method::GET, &format!("/agreement{query}"));
        request.header("accept-language", language).send().await.unwrap()
    };
    let whole = "?type=agreement&item=cozePackage";
    let chinese: Agreement = ask(whole, "zh-CN").await.json().await.unwrap();
    assert_eq!((chinese.title.as_str(), chinese.version), ("支付协议", 3));
    assert!(chinese.content.contains("购买内容"));
    let missing = problem(ask("?type=agreement", "en").await, 422, "validation_failed").await;
    assert_eq!(fields(&missing), [("item", "required")]);
    problem(ask("?type=agreement&item=other", "en").await, 404, "not_found").await;
}

#[tokio::test]
async fn a_package_that_was_bought_is_the_one_the_customer_has() {
    let api = Api::start().await;
    let counter = Counter::open(&api).await;
    counter.paid().await;
    let held = center(&api, &counter.who, "en").await.user.coze_package.unwrap();
    assert_eq!((held.name.as_str(), held.remain_days), ("Thirty days", Some(30)));
    counter.paid().await;
    let held = center(&api, &counter.who, "en").await.user.coze_package.unwrap();
    assert_eq!(held.remain_days, Some(60));
}
