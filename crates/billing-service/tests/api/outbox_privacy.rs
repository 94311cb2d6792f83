//! Neither secrets nor persons are found where they do not belong.

use crate::receivers::{ALERT_SECRET, MARKETING_KEY, Receivers, Take};
use crate::shop::{PACKAGE, open, sql};
use crate::support::Api;
use billing_contract::Tokens;
use reqwest::Method;
use serde_json::{Value, json};
use std::io::Write;
use std::sync::{Arc, Mutex};
use tracing_subscriber::fmt::MakeWriter;

#[derive(Clone, Default)]
struct Kept(Arc<Mutex<Vec<u8>>>);

impl Write for Kept {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl MakeWriter<'_> for Kept {
    type Writer = Self;

    fn make_writer(&self) -> Self {
        self.clone()
    }
}

/// What only this customer is called.
const PERSONAL: [&str; 6] = [
    "canary-person@example.test",
    "Canary Contact",
    "Canary Company",
    "canary remark",
    "canary-typed",
    "canary password",
];

#[tokio::test]
async fn canaries_are_in_no_analytics_no_alert_no_log_and_no_letter() {
    let log = Kept::default();
    let subscriber = tracing_subscriber::fmt()
        .with_env_filter("info,billing_service=trace")
        .with_writer(log.clone())
        .finish();
    // The test has one thread, so that everything the service logs is here.
    let _logging = tracing::subscriber::set_default(subscriber);
    let receivers = Receivers::open().await;
    let api = Api::start_with(|config| receivers.configure(config)).await;
    open(&api);
    let person = json!({ "email": PERSONAL[0], "password": PERSONAL[5],
        "contact_name": PERSONAL[1], "company_name": PERSONAL[2], "locale": "en" });
    let who: Tokens = api.post("/auth/register", person).await.json().await.unwrap();
    let token = who.access_token.expose();
    let question = "SELECT id FROM customers WHERE contact_email = ?1";
    let customer: String = sql(&api).query_row(question, [PERSONAL[0]], |row| row.get(0)).unwrap();
    sql(&api).execute("UPDATE customers SET currency = 'CNY' WHERE id = ?1", [&customer]).unwrap();
    let events = json!({ "events": [{ "id": "e1", "at": "2026-06-18T12:00:00Z",
        "event_type": "payment", "event_category": "transaction", "action": "package_select",
        "page": "canary-typed by hand", "event_data": { "package_id": PACKAGE,
        "email": PERSONAL[0], "amount": "canary-typed words", "remark": PERSONAL[3] } }] });
    let told = api.request(Method::POST, "/api/portal/events").bearer_auth(token).json(&events);
    assert_eq!(told.send().await.unwrap().status(), 200);
    receivers.mail.standing.will(&[Take::Answer(500), Take::Answer(550)]);
    receivers.alerts.standing.will(&[Take::Answer(500)]);
    for action in ["decline", "decline", "pay"] {
        let body = json!({ "product_type": "package", "product_id": PACKAGE, "pay_type": 9,
            "remark": PERSONAL[3] });
        let key = uuid::Uuid::now_v7().to_string();
        let request = api.request(Method::POST, "/payments/orders").bearer_auth(token);
        let order = request.header("idempotency-key", key).json(&body).send().await.unwrap();
        let order: Value = order.json().await.unwrap();
        assert!(order["orderId"].is_string(), "{order}");
        let body = json!({ "orderId": order["orderId"], "payType": 9, "from": "coze" });
        let request = api.request(Method::POST, "/pay/prepay").bearer_auth(token).json(&body);
        let code: Value = request.send().await.unwrap().json().await.unwrap();
        assert!(code["qrCode"].is_object(), "{code}");
        let url = format!("{}/act", code["qrCode"]["code_url"].as_str().unwrap());
        let form = "application/x-www-form-urlencoded";
        let act = api.http.post(url).header("content-type", form).body(format!("action={action}"));
        assert_eq!(act.send().await.unwrap().status(), 303);
    }
    api.until(|sql| {
        let question = "SELECT count(*) FROM outbox WHERE state = 'delivered' \
             AND receiver = 'analytics' AND what = 'payment_received'";
        sql.query_row(question, [], |row| row.get::<_, i64>(0)).unwrap() == 1
    })
    .await;
    api.clock.advance(chrono::Duration::minutes(5));
    receivers.alerts.standing.until(1).await;
    api.clock.advance(chrono::Duration::seconds(1));
    receivers.alerts.standing.until(2).await;
    let analytics = receivers.analytics.standing.came();
    assert!(analytics.iter().any(|one| one.json()["event"] == "package_select"));
    assert!(analytics.iter().any(|one| one.json()["event"] == "payment_failed"));
    let names: std::collections::BTreeSet<String> =
        analytics.iter().map(|one| one.json()["distinct_id"].to_string()).collect();
    assert_eq!(names.len(), 1, "one customer is one name");

    let letters: Vec<String> = {
        let sql = sql(&api);
        let mut ready =
            sql.prepare("SELECT told || key || coalesce(error, '') FROM outbox").unwrap();
        ready.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
    };
    let operator = api.sign_in("operator").await;
    let shown = api.get("/api/operator/outbox", &operator).await.text().await.unwrap();
    let text = |came: &[crate::receivers::Came]| {
        came.iter().map(|one| one.text.clone()).collect::<String>()
    };
    let logged = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    let places = [
        ("analytics", text(&analytics)),
        ("alerts", text(&receivers.alerts.standing.came())),
        ("log", logged),
        ("letters", letters.concat()),
        ("operator", shown),
    ];
    let secrets = [MARKETING_KEY, ALERT_SECRET, "hook/canary", token];
    for (place, text) in &places {
        for canary in PERSONAL.iter().chain(&secrets) {
            assert!(!text.contains(canary), "{canary} is in {place}");
        }
    }
    assert!(!places[0].1.contains(&customer), "analytics know no customer of ours");
}
