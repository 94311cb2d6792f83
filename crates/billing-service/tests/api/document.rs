//! The OpenAPI document: committed as generated, valid, and true.

use crate::shop::Shop;
use crate::support::{Api, PASSWORD, registration};
use billing_contract::Tokens;
use billing_service::router::{ROUTES, openapi};
use jsonschema::Validator;
use reqwest::{Method, Response};
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet, HashMap};

const ROUNDS: u64 = 60;
const FOR_THE_OPERATOR: [&str; 24] = [
    "refund",
    "ask_provider",
    "read_config",
    "save_config",
    "list_all_orders",
    "list_notices",
    "replay",
    "count_usage",
    "list_customers",
    "advance_clock",
    "spend",
    "make_codes",
    "adjust",
    "list_codes",
    "list_outbox",
    "replay_outbox",
    "list_stuck_payments",
    "read_stuck_payment",
    "propose_settlement",
    "approve_settlement",
    "reject_settlement",
    "list_deeds",
    "read_integrity",
    "read_monitoring",
];
const FORM: &str = "application/x-www-form-urlencoded";

fn document() -> Value {
    serde_json::to_value(openapi()).unwrap()
}

/// Method, path, operation.
fn operations(document: &Value) -> Vec<(String, String, Value)> {
    let mut all = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            all.push((method.to_uppercase(), path.clone(), operation.clone()));
        }
    }
    all
}

#[test]
fn the_committed_document_is_the_generated_one() {
    let committed = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/openapi.json");
    let committed = std::fs::read_to_string(committed).unwrap();
    let generated = openapi().to_pretty_json().unwrap() + "\n";
    assert!(
        committed == generated,
        "docs/openapi.json is stale: cargo run -q -p billing-service -- openapi > docs/openapi.json"
    );
}

#[test]
fn the_document_and_the_table_name_the_same_routes() {
    let documented: BTreeSet<_> = operations(&document())
        .into_iter()
        .map(|(method, path, _)| format!("{method} {path}"))
        .collect();
    let served: BTreeSet<_> =
        ROUTES.iter().map(|route| format!("{} {}", route.method, route.path)).collect();
    assert_eq!(documented, served);
}

#[test]
fn the_document_is_valid_openapi_3_1() {
    let document = document();
    assert!(document["openapi"].as_str().unwrap().starts_with("3.1."));
    assert!(document["info"]["title"].is_string() && document["info"]["version"].is_string());
    for schema in document["components"]["schemas"].as_object().unwrap().values() {
        jsonschema::draft202012::meta::validate(schema).unwrap();
    }
    let mut references = Vec::new();
    collect_references(&document, &mut references);
    assert!(!references.is_empty());
    for reference in references {
        let pointer = reference.strip_prefix('#').unwrap();
        assert!(document.pointer(pointer).is_some(), "{reference} leads nowhere");
    }
    let mut names = BTreeSet::new();
    for (method, path, operation) in operations(&document) {
        assert!(path.starts_with('/'));
        let name = operation["operationId"].as_str().unwrap().to_owned();
        assert!(names.insert(name), "{method} {path} has another's name");
        assert!(operation["responses"].as_object().is_some_and(|all| !all.is_empty()));
        for (status, response) in operation["responses"].as_object().unwrap() {
            let described = response["description"].as_str().is_some_and(|text| !text.is_empty());
            assert!(described, "{method} {path} {status}");
        }
        let no_parameters = Vec::new();
        let parameters = operation["parameters"].as_array().unwrap_or(&no_parameters);
        let mut declared = BTreeSet::new();
        for parameter in parameters {
            let (name, place) = (&parameter["name"], parameter["in"].as_str().unwrap());
            assert!(["query", "header", "path", "cookie"].contains(&place));
            assert!(declared.insert(format!("{place} {name}")), "{name} is declared twice");
            assert!(place != "path" || parameter["required"] == json!(true));
            jsonschema::draft202012::meta::validate(&parameter["schema"]).unwrap();
        }
        for placeholder in path.split('/').filter_map(|part| part.strip_prefix('{')) {
            let name = json!(placeholder.trim_end_matches('}'));
            assert!(declared.contains(&format!("path {name}")), "{path} {name}");
        }
        for requirement in operation["security"].as_array().unwrap_or(&no_parameters) {
            for scheme in requirement.as_object().unwrap().keys() {
                assert!(document["components"]["securitySchemes"][scheme].is_object());
            }
        }
    }
}

fn collect_references(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Object(fields) => {
            found.extend(fields.get("$ref").and_then(Value::as_str).map(str::to_owned));
            fields.values().for_each(|value| collect_references(value, found));
        }
        Value::Array(items) => items.iter().for_each(|value| collect_references(value, found)),
        _ => {}
    }
}

/// The validators of the document's schemas, built once each.
struct Schemas {
    document: Value,
    built: HashMap<String, Validator>,
}

impl Schemas {
    fn new() -> Self {
        Self { document: document(), built: HashMap::new() }
    }

    fn check(&mut self, schema: &Value, body: &Value) -> Result<(), String> {
        let name = schema.to_string();
        let document = &self.document;
        let validator = self.built.entry(name).or_insert_with(|| {
            let mut root = schema.clone();
            root["components"] = document["components"].clone();
            jsonschema::draft202012::new(&root).unwrap()
        });
        validator.validate(body).map_err(|error| format!("{error} in {body}"))
    }
}

/// Looks like chance, comes out the same each time.
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed ^ (mixed >> 27)
    }

    fn of(&mut self, count: usize) -> usize {
        usize::try_from(self.next() % count as u64).unwrap()
    }

    fn pick<T: Clone>(&mut self, choices: &[T]) -> T {
        choices[self.of(choices.len())].clone()
    }

    fn text(&mut self) -> String {
        let texts = [
            "",
            " ",
            "x",
            "a@b.test",
            "admin@demo.test",
            "demo-password-1",
            "en",
            "zh-CN",
            "云帆科技",
            "\u{0}",
            "line\nbreak",
            "\u{202e}mirrored",
            "'; DROP TABLE users; --",
            "<script>alert(1)</script>",
            "../../etc/passwd",
            "%00%0a",
            "🧾🧾🧾",
            "ﷺ",
            "null",
            "0199b76d-a800-7e51-aa49-83f68e540000",
            "\"",
            "W/\"x\"",
            "-1",
            "999999999999999999999",
        ];
        match self.of(12) {
            0 => "長".repeat(self.of(2_000)),
            1 => self.next().to_string(),
            _ => self.pick(&texts).to_owned(),
        }
    }

    /// Anything JSON can say.
    fn anything(&mut self) -> Value {
        match self.of(9) {
            0 => Value::Null,
            1 => json!(self.of(2) == 0),
            2 => json!(i64::MIN),
            3 => json!(u64::MAX),
            4 => json!(1.5e300),
            5 => json!([self.text(), [], {}]),
            6 => json!({ "nested": { "deeper": [self.text()] } }),
            _ => json!(self.text()),
        }
    }

    /// What the schema asks for, as far as its types go.
    fn fitting(&mut self, document: &Value, schema: &Value) -> Value {
        if let Some(reference) = schema["$ref"].as_str() {
            let target = document.pointer(&reference[1..]).unwrap().clone();
            return self.fitting(document, &target);
        }
        let Some(properties) = schema["properties"].as_object() else { return json!(self.text()) };
        let mut body = Map::new();
        for (name, of) in properties {
            body.insert(name.clone(), self.fitting(document, of));
        }
        Value::Object(body)
    }

    /// The same, spoiled in one or more places.
    fn hostile(&mut self, mut body: Value) -> Value {
        if self.of(8) == 0 {
            return self.anything();
        }
        if let Value::Object(fields) = &mut body {
            let names: Vec<String> = fields.keys().cloned().collect();
            for name in names {
                match self.of(5) {
                    0 => drop(fields.remove(&name)),
                    1 => drop(fields.insert(name, self.anything())),
                    2 => drop(fields.insert(self.text(), self.anything())),
                    _ => {}
                }
            }
        }
        body
    }
}

/// Bodies that must succeed, so that the run is known to reach every handler.
fn good_body(name: &str, round: u64, who: &Tokens, there: &Shop) -> Option<Value> {
    let refresh = json!({ "refresh_token": who.refresh_token.expose() });
    Some(match name {
        "register" => registration(&format!("person-{round}@example.test")),
        "sign_in" => json!({ "email": "member@demo.test", "password": PASSWORD }),
        "refresh" | "sign_out" => refresh,
        "change_password" => json!({ "current": PASSWORD, "new": PASSWORD }),
        "update_account" => json!({ "company_name": "Northwind", "contact_name": "Jo",
            "contact_email": "jo@example.test", "locale": "ja" }),
        "order_package" => json!({ "id": there.package, "payType": 9 }),
        "order_anything" | "preview" => json!({ "product_type": "package",
            "product_id": there.package, "pay_type": 9 }),
        "prepay" => json!({ "orderId": there.open_order, "payType": 9, "from": "coze" }),
        "cancel" => json!({ "orderId": there.order_to_cancel }),
        "create_order" => json!({ "plan_id": there.plan, "amount": there.plan_price }),
        "callback" => json!({ "payment_id": there.paypal_order, "payer_id": "somebody" }),
        "refund" => json!({ "reason": "a kindness", "amount": "0.01" }),
        "keep_events" => json!({ "events": [{ "id": format!("e{round}"),
            "at": "2026-06-18T12:00:00Z", "event_type": "payment",
            "event_category": "transaction", "action": "package_view" }] }),
        "count_usage" => json!({ "events": [{ "event_id": format!("u{round}"),
            "customer_id": "nobody", "product": "ai_chat", "quantity": 3,
            "occurred_at": "2026-06-18T11:00:00Z" }] }),
        "preview_change" => json!({ "plan_id": there.plan, "subscription_type": "yearly" }),
        "change_plan" => json!({ "plan_id": there.plan, "subscription_type": "yearly",
            "displayed_amount": "0.00" }),
        "preview_cancel" => json!({ "when": "now" }),
        "cancel_subscription" => json!({ "when": "period_end", "reason": "too_expensive" }),
        "preview_pause" | "pause_subscription" => json!({ "until": "2026-07-01" }),
        "preview_resume" | "resume_subscription" => json!({}),
        "advance_clock" => json!({ "advance_seconds": 1 }),
        "spend" => json!({ "customer_id": there.customer, "amount": 1, "source": "usage",
            "description": "A page" }),
        "read_customer_notices" => json!({ "ids": ["no-such-notice"] }),
        "give_consent" => json!({ "marketing": true }),
        "adjust" => json!({ "customer_id": there.customer, "amount": 5, "reason": "Mended" }),
        "redeem" => json!({ "code": there.gift_code }),
        "make_codes" => json!({ "amount": 5, "count": 2 }),
        "set_rule" => json!({ "is_on": true, "below": 5, "pack_id": "credits-10k",
            "most_a_month": 1, "pay_type": 9 }),
        "propose_settlement" => json!({ "order_id": there.order_to_settle, "amount": "0.01",
            "came_by": "elsewhere", "reference": format!("t{round}"), "reason": "Lost",
            "evidence": "A line of the bank" }),
        "approve_settlement" | "reject_settlement" => json!({ "note": "Seen" }),
        "save_config" => json!({ "cozePackageStatus": true, "cozePackageExplain": "<p>x</p>",
            "agreement": "<p>y</p>", "cozePackageRule": [{ "id": there.package, "name": "Thirty",
            "duration": 30, "currency": "CNY", "originalPrice": "99.00", "currentPrice": "99.00",
            "description": "For tests" }] }),
        _ => return None,
    })
}

/// The name of what a path is about.
fn good_id(name: &str, session: &str, there: &Shop) -> String {
    match name {
        "refund" | "ask_provider" | "read_order" | "read_timeline" => there.paid_order.clone(),
        "read_stuck_payment" => there.paid_order.clone(),
        "approve_settlement" => there.proposals[0].clone(),
        "reject_settlement" => there.proposals[1].clone(),
        "replay" => there.webhook.clone(),
        "replay_outbox" => there.parked.clone(),
        "read_invoice" | "read_document" | "read_receipt" => there.paid_invoice.clone(),
        _ => session.to_owned(),
    }
}

async fn ask(
    api: &Api,
    (method, path, operation): &(String, String, Value),
    document: &Value,
    round: u64,
    chance: &mut Chance,
    there: &Shop,
) -> Response {
    let name = operation["operationId"].as_str().unwrap();
    // A session of its own, for a call may end it; a person of their own, if the password changes.
    let who = if name == "change_password" {
        let mut person = registration(&format!("changing-{round}@example.test"));
        person["password"] = json!(PASSWORD);
        api.post("/auth/register", person).await.json().await.unwrap()
    } else if FOR_THE_OPERATOR.contains(&name) {
        api.sign_in("operator").await
    } else {
        // What one of them has stopped, another can still stop.
        api.sign_in(match name {
            "pause_subscription" | "preview_resume" => "yunfan",
            "preview_pause" => "sakura",
            _ => "admin",
        })
        .await
    };
    let is_control = round == 0;
    let session = api.get("/auth/sessions", &who).await.json::<Value>().await.unwrap();
    let id = if is_control {
        good_id(name, session["items"][0]["id"].as_str().unwrap(), there)
    } else {
        chance.text().replace(['/', '?', '#', '%', '\n', '\0'], "_") + "_"
    };
    let mut url = reqwest::Url::parse(&api.url("/")).unwrap();
    let trade = if is_control { &there.trade_no } else { &id };
    let provider = if is_control || chance.of(2) == 0 { "sandbox" } else { &id };
    let path = path.replace("{provider}", provider);
    url.set_path(&path.replace("{id}", &id).replace("{trade_no}", trade));
    let method: Method = method.parse().unwrap();
    let mut headers: Vec<(String, String)> = Vec::new();
    for parameter in operation["parameters"].as_array().unwrap() {
        let parameter_name = parameter["name"].as_str().unwrap();
        let is_left_out =
            if is_control { parameter["required"] != json!(true) } else { chance.of(3) == 0 };
        if is_left_out {
            continue;
        }
        match parameter["in"].as_str().unwrap() {
            "query" if is_control => {
                let good = match parameter_name {
                    "type" => "agreement",
                    "item" => "cozePackage",
                    _ => &there.open_order,
                };
                url.query_pairs_mut().append_pair(parameter_name, good);
            }
            "query" => drop(url.query_pairs_mut().append_pair(parameter_name, &chance.text())),
            "header" if is_control => {
                headers.push((parameter_name.to_owned(), format!("{name}-{round}")));
            }
            "header" => headers.push((parameter_name.to_owned(), chance.text())),
            _ => {}
        }
    }
    if is_control && name == "update_account" {
        headers = vec![("If-Match".to_owned(), "*".to_owned())];
    }
    let mut request = api.http.request(method, url);
    for (name, value) in headers {
        if let Ok(value) = reqwest::header::HeaderValue::from_bytes(value.as_bytes()) {
            request = request.header(name, value);
        }
    }
    if is_control || chance.of(6) > 0 {
        request = request.bearer_auth(who.access_token.expose());
    }
    let schema = &operation["requestBody"]["content"]["application/json"]["schema"];
    if schema.is_object() {
        let good = good_body(name, round, &who, there);
        let body = match (is_control, round % 3) {
            (true, _) => good.unwrap(),
            (false, 0) => chance.hostile(good.unwrap()),
            (false, 1) => chance.fitting(document, schema),
            _ => {
                let fitting = chance.fitting(document, schema);
                chance.hostile(fitting)
            }
        };
        request = request.json(&body);
    }
    if operation["requestBody"]["content"]["application/x-www-form-urlencoded"].is_object() {
        let form = if is_control { "action=pay".to_owned() } else { chance.text() };
        let kind = if chance.of(4) > 0 || is_control { FORM } else { "text/plain" };
        request = request.header("content-type", kind).body(form);
    }
    if name == "take_in" && (is_control || chance.of(4) == 0) {
        let notice = &there.notice;
        request = request.header("x-sandbox-signature", &notice.line).body(notice.body.clone());
    }
    request.send().await.unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_route_answers_only_as_the_document_says() {
    let api = Api::start_with(|config| {
        config.limits.requests_per_minute = 1_000_000;
        config.limits.sign_in_failures_per_account = 1_000_000;
        config.limits.sign_in_failures_per_address = 1_000_000;
    })
    .await;
    let mut schemas = Schemas::new();
    let document = schemas.document.clone();
    let there = Shop::open(&api).await;
    let mut met: BTreeMap<String, BTreeSet<u16>> = BTreeMap::new();
    for operation in operations(&document) {
        let name = format!("{} {}", operation.0, operation.1);
        let mut chance = Chance(name.len() as u64);
        for round in 0..ROUNDS {
            let answer = ask(&api, &operation, &document, round, &mut chance, &there).await;
            let status = answer.status().as_u16();
            met.entry(name.clone()).or_default().insert(status);
            assert!(status < 500, "{name} round {round}: {status}");
            let declared = &operation.2["responses"][status.to_string()];
            assert!(declared.is_object(), "{name} round {round}: {status} is not declared");
            let kind = answer.headers().get("content-type").map(|kind| kind.to_str().unwrap());
            let kind = kind.unwrap_or_default().split(';').next().unwrap().to_owned();
            if kind == "text/event-stream" {
                // It does not end; what it says is for other tests.
                assert!(declared["content"][&kind].is_object(), "{name} {status}: {kind}");
                continue;
            }
            let text = answer.text().await.unwrap();
            let Some(content) = declared["content"].as_object() else {
                assert!(text.is_empty(), "{name} {status}: no body is declared, but: {text}");
                continue;
            };
            let schema = &content
                .get(&kind)
                .unwrap_or_else(|| panic!("{name} {status}: {kind} is not declared"))["schema"];
            let body = match kind.ends_with("json") {
                true => serde_json::from_str(&text).unwrap(),
                false => json!(text),
            };
            schemas.check(schema, &body).unwrap_or_else(|fault| panic!("{name} {status}: {fault}"));
        }
    }
    for (name, statuses) in &met {
        assert!(
            statuses.iter().any(|status| *status < 400),
            "{name} never succeeded: {statuses:?}"
        );
    }
    for route in ROUTES.iter().filter(|route| route.method != "GET") {
        let statuses = &met[&format!("{} {}", route.method, route.path)];
        assert!(statuses.iter().any(|status| *status >= 400), "{route:?} was never refused");
    }
}
