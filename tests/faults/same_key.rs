//! The same request from two hundred callers at once, each repeating it until it is answered: one
//! order, one answer, one call of the provider.

use crate::rounds;
use billing_contract::paths;
use billing_testkit::{RunningService, programs};
use billing_tests::books::Books;
use billing_tests::wallet::Portal;
use reqwest::{Client, StatusCode};
use serde_json::{Value, json};
use std::collections::BTreeSet;

const CALLERS: usize = 200;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_hundred_callers_at_once_make_one_order_and_one_code() {
    let generous = [("BILLING__LIMITS__REQUESTS_PER_MINUTE", "1000000")];
    let program = programs::built("billing-service").unwrap();
    let service = RunningService::start_with(&program, &generous).unwrap();
    let portal = Portal::sign_in(&service.url(), "admin@demo.test").await.unwrap();
    let center = portal.get(paths::PACKAGE_CENTER).await.unwrap();
    let wish = json!({ "product_type": "package", "pay_type": 9,
        "product_id": center["cozePackageRule"][0]["id"] });
    let crowd = Crowd { http: Client::new(), server: service.url(), portal };
    let books = Books::open(&service.database()).unwrap();
    let orders = || books.count("SELECT count(*) FROM orders").unwrap();

    for round in 0..rounds(10) {
        let (orders_before, calls_before) = (orders(), crowd.provider_calls("create").await);
        let key = format!("round-{round}");
        let ordered = crowd.ask(paths::PAYMENT_ORDERS, Some(&key), &wish).await;
        assert_eq!(ordered.len(), 1, "round {round}: one answer for all");
        assert_eq!(orders(), orders_before + 1, "round {round}");

        let order: Value = serde_json::from_str(ordered.first().unwrap()).unwrap();
        let wanted = json!({ "orderId": order["orderId"], "payType": 9, "from": "coze" });
        let prepaid = crowd.ask(paths::PREPAY, None, &wanted).await;
        let codes: BTreeSet<String> = prepaid
            .iter()
            .map(|body| serde_json::from_str::<Value>(body).unwrap()["qrCode"].to_string())
            .collect();
        assert_eq!(codes.len(), 1, "round {round}: one code for all");
        let calls = crowd.provider_calls("create").await;
        assert_eq!(calls, calls_before + 1, "round {round}: the provider was called once");
    }
    books.check().unwrap();
}

/// Many callers in one person's name.
struct Crowd {
    http: Client,
    server: String,
    portal: Portal,
}

impl Crowd {
    /// Asks the same from every caller at once; each repeats it while the first still runs. The
    /// different answers that were given.
    async fn ask(&self, path: &str, key: Option<&str>, body: &Value) -> BTreeSet<String> {
        let callers = (0..CALLERS).map(|_| async {
            loop {
                let asked = self.http.post(format!("{}{path}", self.server)).json(body);
                let asked = asked.bearer_auth(self.portal.token());
                let asked =
                    key.into_iter().fold(asked, |asked, key| asked.header("idempotency-key", key));
                let answer = asked.send().await.unwrap();
                match answer.status() {
                    StatusCode::OK => break answer.text().await.unwrap(),
                    StatusCode::CONFLICT => {
                        let problem: Value = answer.json().await.unwrap();
                        assert_eq!(problem["code"], "idempotency_in_progress");
                    }
                    status => panic!("{path} answers {status}"),
                }
            }
        });
        futures_util::future::join_all(callers).await.into_iter().collect()
    }

    /// How often the sandbox has been called so.
    async fn provider_calls(&self, call: &str) -> u64 {
        let metrics = self.http.get(format!("{}{}", self.server, paths::METRICS)).send().await;
        let text = metrics.unwrap().text().await.unwrap();
        let counted = text.lines().filter(|line| {
            line.starts_with("provider_calls_total") && line.contains(&format!("\"{call}\""))
        });
        counted.filter_map(|line| line.rsplit(' ').next()?.parse::<u64>().ok()).sum()
    }
}
