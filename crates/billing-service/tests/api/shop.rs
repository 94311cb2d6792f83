//! Buying in the demonstration by the sandbox, and looking at what became of it.

use crate::support::Api;
use crate::webhooks::{Signed, paid, sign};
use billing_contract::{Order, OrderState, PayResult, Prepaid, Tokens};
use billing_service::config::Database;
use chrono::Duration;
use reqwest::{Method, Response};
use serde::Serialize;
use serde_json::{Value, json};

pub const PACKAGE: &str = "package-for-tests";
pub const PRICE_MINOR: i64 = 9_900;

/// A second way into the database, for what no route tells.
pub fn sql(api: &Api) -> rusqlite::Connection {
    let Database::Sqlite(path) = &api.config.database;
    rusqlite::Connection::open(path).unwrap()
}

/// Opens the shop with a package of 30 days for 99 yuan.
pub fn open(api: &Api) {
    let sql = sql(api);
    sql.execute_batch(
        "UPDATE shop SET is_open = 1;
         INSERT INTO packages (id, position, duration_days, currency, original_minor, \
             current_minor, is_offered) VALUES ('package-for-tests', 900, 30, 'CNY', 9900, 9900, 1);
         INSERT INTO package_texts (package_id, locale, name, description) \
             VALUES ('package-for-tests', 'en', 'Thirty days', 'For tests');",
    )
    .unwrap();
}

/// A customer at the counter.
pub struct Counter<'a> {
    pub api: &'a Api,
    pub who: Tokens,
}

impl<'a> Counter<'a> {
    /// The administrator of the first customer, in an open shop.
    pub async fn open(api: &'a Api) -> Self {
        open(api);
        Self { api, who: api.sign_in("admin").await }
    }

    pub async fn post(&self, path: &str, body: impl Serialize) -> Response {
        let request = self.api.request(Method::POST, path).json(&body);
        request.bearer_auth(self.who.access_token.expose()).send().await.unwrap()
    }

    /// A POST with an `Idempotency-Key`.
    pub async fn once(&self, path: &str, key: &str, body: impl Serialize) -> Response {
        let request = self.api.request(Method::POST, path).header("idempotency-key", key);
        let request = request.bearer_auth(self.who.access_token.expose()).json(&body);
        request.send().await.unwrap()
    }

    /// A new order of the package for tests.
    pub async fn order(&self) -> String {
        let key = uuid::Uuid::now_v7().to_string();
        let body = json!({ "id": PACKAGE, "payType": 9 });
        let answer = self.once("/web/coze-package/order", &key, body).await;
        assert_eq!(answer.status(), 200);
        answer.json::<Value>().await.unwrap()["orderId"].as_str().unwrap().to_owned()
    }

    pub async fn try_prepay(&self, order: &str) -> Response {
        let body = json!({ "orderId": order, "payType": 9, "from": "coze" });
        self.post("/pay/prepay", body).await
    }

    pub async fn prepay(&self, order: &str) -> Prepaid {
        let answer = self.try_prepay(order).await;
        assert_eq!(answer.status(), 200, "{}", answer.text().await.unwrap());
        answer.json().await.unwrap()
    }

    /// A proposal to settle a new order by hand, made by another than the usual operator.
    pub async fn proposal(&self) -> String {
        let order = self.order().await;
        self.prepay(&order).await;
        let statement = "INSERT INTO hand_settlements (id, order_id, amount_minor, currency, \
             came_by, reference, reason, evidence, state, needs_second, proposed_by, proposed_at) \
             SELECT 'p-' || ?1, ?1, 9900, 'CNY', 'elsewhere', ?1, 'x', 'x', 'proposed', 1, id, 1 \
             FROM users WHERE email = 'operator2@demo.test'";
        assert_eq!(sql(self.api).execute(statement, [&order]).unwrap(), 1);
        format!("p-{order}")
    }

    pub async fn cancel(&self, order: &str) -> Response {
        self.post("/pay/cancel", json!({ "orderId": order })).await
    }

    pub async fn result(&self, order: &str) -> PayResult {
        let answer = self.api.get(&format!("/pay/getPayResult?orderId={order}"), &self.who).await;
        assert_eq!(answer.status(), 200, "{}", answer.text().await.unwrap());
        answer.json().await.unwrap()
    }

    pub async fn state(&self, order: &str) -> OrderState {
        self.result(order).await.state
    }

    /// Sends a form of the sandbox's page.
    pub async fn act(&self, code: &Prepaid, form: &str) {
        let url = format!("{}/act", code_url(code));
        let form_kind = "application/x-www-form-urlencoded";
        let request = self.api.http.post(url).header("content-type", form_kind);
        let answer = request.body(form.to_owned()).send().await.unwrap();
        assert_eq!(answer.status(), 303, "{}", answer.text().await.unwrap());
    }

    /// The order as the operator sees it after the provider was asked.
    pub async fn asked(&self, order: &str) -> Order {
        let operator = self.api.sign_in("operator").await;
        let path = format!("/payments/orders/{order}/ask-provider");
        let request = self.api.request(Method::POST, &path);
        let answer = request.bearer_auth(operator.access_token.expose()).send().await.unwrap();
        assert_eq!(answer.status(), 200, "{}", answer.text().await.unwrap());
        answer.json().await.unwrap()
    }

    /// A paid order.
    pub async fn paid(&self) -> (String, Prepaid) {
        let order = self.order().await;
        let code = self.prepay(&order).await;
        self.act(&code, "action=pay").await;
        (order, code)
    }
}

pub fn code_url(code: &Prepaid) -> String {
    code.qr_code.as_ref().unwrap().code_url.clone()
}

/// What happened to an order, in the words of the timeline.
pub fn timeline(api: &Api, order: &str) -> Vec<String> {
    let sql = sql(api);
    let question = "SELECT kind FROM order_timeline WHERE order_id = ?1 ORDER BY seq";
    let mut ready = sql.prepare(question).unwrap();
    let rows = ready.query_map([order], |row| row.get(0)).unwrap();
    rows.map(Result::unwrap).collect()
}

/// Where the money of an order is: account and smallest units, what came with a plus.
pub fn accounts(api: &Api, order: &str) -> Vec<(String, i64)> {
    let sql = sql(api);
    let question = "SELECT account, sum(amount_minor) FROM ledger_postings p \
         JOIN ledger_transactions t ON t.id = p.transaction_id WHERE order_id = ?1 \
         GROUP BY account HAVING sum(amount_minor) <> 0 ORDER BY account";
    let mut ready = sql.prepare(question).unwrap();
    let rows = ready.query_map([order], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
    rows.map(Result::unwrap).collect()
}

/// Everything that the routes of buying can be asked about.
pub struct Shop {
    pub package: String,
    pub plan: String,
    pub plan_price: String,
    pub open_order: String,
    pub order_to_cancel: String,
    pub paid_order: String,
    pub paid_invoice: String,
    pub trade_no: String,
    pub paypal_order: String,
    pub webhook: String,
    pub customer: String,
    pub gift_code: String,
    pub order_to_settle: String,
    pub proposals: [String; 2],
    pub notice: Signed,
    pub parked: String,
}

impl Shop {
    pub async fn open(api: &Api) -> Self {
        let counter = Counter::open(api).await;
        let plans = api.get("/api/portal/plans", &counter.who).await;
        let plans: Value = plans.json().await.unwrap();
        let plan = plans["items"][0].clone();
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let body = json!({ "plan_id": plan["id"], "amount": plan["price_monthly"] });
        let paypal = counter.once("/payments/create-order", "for-the-callback", body).await;
        let paypal: Value = paypal.json().await.unwrap();
        let open_order = counter.order().await;
        let code = counter.prepay(&open_order).await;
        let paid_order = counter.paid().await.0;
        let question = "SELECT id FROM invoices WHERE order_id = ?1";
        let paid_invoice = sql(api).query_row(question, [&paid_order], |row| row.get(0)).unwrap();
        let operator = api.sign_in("operator").await;
        let request = api.request(Method::POST, "/api/operator/gift-codes");
        let request = request.bearer_auth(operator.access_token.expose());
        let request =
            request.header("idempotency-key", "gift").json(&json!({ "amount": 5, "count": 1 }));
        let codes: Value = request.send().await.unwrap().json().await.unwrap();
        let park = "INSERT INTO outbox (id, receiver, key, what, told, state, tries, error, \
             created_at, settled_at) VALUES ('parked', 'alerts', 'k', 'success_rate', '{}', \
             'parked', 3, 'it answered 500', 0, 0)";
        sql(api).execute(park, []).unwrap();
        let order_to_settle = counter.order().await;
        counter.prepay(&order_to_settle).await;
        let proposals = [counter.proposal().await, counter.proposal().await];
        let trade_no = code_url(&code).rsplit('/').next().unwrap().to_owned();
        Self {
            package: PACKAGE.to_owned(),
            customer: api.customer_of("admin").await,
            order_to_settle,
            proposals,
            gift_code: text(&codes["codes"][0]),
            plan: text(&plan["id"]),
            plan_price: text(&plan["price_monthly"]),
            order_to_cancel: counter.order().await,
            paid_order,
            paid_invoice,
            paypal_order: text(&paypal["paypal_order_id"]),
            parked: "parked".to_owned(),
            webhook: sql(api)
                .query_row("SELECT max(id) FROM webhook_log", [], |row| row.get(0))
                .unwrap(),
            notice: sign(
                api,
                &paid("NOBODYS", "e1", "p1", 1),
                "2026-06-18T12:00:00Z".parse().unwrap(),
            ),
            open_order,
            trade_no,
        }
    }
}

/// A moment that is surely later than what is known, so that the provider is asked.
pub fn stale() -> Duration {
    Duration::seconds(6)
}
