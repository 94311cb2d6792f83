//! A service that keeps its orders in memory and speaks the contract.

use crate::stage::{Stage, account_json, me_json, problem, subscription_json};
use billing_contract::{
    BehaviourBatch, BehaviourEvent, Order, OrderId, OrderState, PrepayRequest, PurchaseRequest,
};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard};
use tokio::sync::watch;
use wiremock::matchers::any;
use wiremock::{Mock, Request, Respond, ResponseTemplate};

pub struct Shop {
    books: Mutex<Books>,
    told: watch::Sender<usize>,
}

#[derive(Default)]
struct Books {
    user: String,
    /// Orders by their key.
    by_key: BTreeMap<String, OrderId>,
    states: BTreeMap<String, OrderState>,
    presented: Vec<String>,
    lose: usize,
    refusal: Option<(u16, &'static str)>,
    link: Option<String>,
    approval: Option<String>,
    /// What each question for something to pay with named as the way back.
    return_urls: Vec<Option<String>>,
    behaviour: Vec<BehaviourEvent>,
}

struct Counter(Arc<Shop>);

impl Respond for Counter {
    fn respond(&self, request: &Request) -> ResponseTemplate {
        self.0.answer(request)
    }
}

impl Shop {
    /// Opens behind everything else that is prepared on the stage.
    pub async fn open(stage: &Stage) -> Arc<Self> {
        let books = Books { user: "u-canary".to_owned(), ..Books::default() };
        let shop = Arc::new(Self { books: Mutex::new(books), told: watch::Sender::new(0) });
        Mock::given(any())
            .respond_with(Counter(Arc::clone(&shop)))
            .with_priority(200)
            .mount(&stage.server)
            .await;
        shop
    }

    pub fn pay(&self, order: &str, state: OrderState) {
        self.books().states.insert(order.to_owned(), state);
    }

    pub fn orders(&self) -> usize {
        self.books().states.len()
    }

    pub fn keys(&self) -> Vec<String> {
        self.books().by_key.keys().cloned().collect()
    }

    /// The next answers get lost after what they answer was done.
    pub fn lose_answers(&self, count: usize) {
        self.books().lose = count;
    }

    pub fn refuse_orders(&self, status: u16, code: &'static str) {
        self.books().refusal = Some((status, code));
    }

    pub fn offer(&self, link: &str) {
        self.books().link = Some(link.to_owned());
    }

    pub fn offer_in_browser(&self, link: &str) {
        self.books().approval = Some(link.to_owned());
    }

    pub fn return_url(&self) -> Option<String> {
        self.books().return_urls.iter().rev().flatten().next().cloned()
    }

    pub fn return_urls(&self) -> Vec<Option<String>> {
        self.books().return_urls.clone()
    }

    pub fn sign_in_as(&self, user: &str) {
        user.clone_into(&mut self.books().user);
    }

    pub fn order_made_elsewhere(&self) -> OrderId {
        self.books().make()
    }

    /// What was told of people's doings, once there is that much.
    pub async fn behaviour(&self, count: usize) -> Vec<BehaviourEvent> {
        let mut told = self.told.subscribe();
        told.wait_for(|told| *told >= count).await.unwrap();
        self.books().behaviour.clone()
    }

    fn books(&self) -> MutexGuard<'_, Books> {
        self.books.lock().unwrap()
    }

    fn answer(&self, request: &Request) -> ResponseTemplate {
        let mut books = self.books();
        let path = request.url.path();
        if path == "/api/portal/events" {
            let batch: BehaviourBatch = serde_json::from_slice(&request.body).unwrap();
            let accepted = batch.events.len();
            books.behaviour.extend(batch.events);
            self.told.send_replace(books.behaviour.len());
            return ok(json!({"accepted": accepted, "repeated": 0, "missing": {}}));
        }
        let answer = books.answer(request, path);
        if path == "/payments/orders" && books.lose > 0 {
            books.lose -= 1;
            // No service answers like this: as good as no answer.
            return ResponseTemplate::new(200).set_body_raw("<html>", "text/html");
        }
        answer
    }
}

impl Books {
    fn answer(&mut self, request: &Request, path: &str) -> ResponseTemplate {
        let query: BTreeMap<String, String> = request.url.query_pairs().into_owned().collect();
        match path {
            "/auth/me" => {
                let mut me = me_json();
                me["user_id"] = json!(self.user);
                let more = ["view_orders", "buy"].map(Value::from);
                me["permissions"].as_array_mut().unwrap().extend(more);
                ok(me)
            }
            "/api/portal/account" => ok(account_json()),
            "/api/portal/subscription" => ok(subscription_json()),
            "/api/portal/plans" => ok(json!({"items": [], "next_cursor": null})),
            "/web/coze-package/center" => ok(center_json()),
            "/web/coze-package/orders" => {
                let orders: Vec<Order> = self.states.keys().map(|id| self.order(id)).collect();
                ok(json!({"items": orders, "next_cursor": null}))
            }
            "/api/portal/notices" => ok(json!({"items": [], "next_cursor": null, "unread": 0})),
            "/payments/orders" => self.make_order(request),
            "/pay/prepay" => self.prepay(request),
            "/pay/getPayResult" => ok(self.result(&query["orderId"])),
            "/pay/cancel" => {
                let body: Value = serde_json::from_slice(&request.body).unwrap();
                let id = body["orderId"].as_str().unwrap().to_owned();
                if !self.states[&id].is_paid() {
                    self.states.insert(id.clone(), OrderState::Cancelled);
                }
                ok(self.result(&id))
            }
            _ => self.answer_of_order(path),
        }
    }

    fn answer_of_order(&self, path: &str) -> ResponseTemplate {
        let Some(rest) = path.strip_prefix("/api/portal/orders/") else {
            return problem(404, "not_found");
        };
        let (id, is_timeline) = match rest.strip_suffix("/timeline") {
            Some(id) => (id, true),
            None => (rest, false),
        };
        if !self.states.contains_key(id) {
            return problem(404, "not_found");
        }
        if is_timeline {
            let entry = json!({"at": "2026-03-01T12:00:00Z", "kind": "ordered"});
            return ok(json!({"items": [entry]}));
        }
        ok(serde_json::to_value(self.order(id)).unwrap())
    }

    fn make_order(&mut self, request: &Request) -> ResponseTemplate {
        if let Some((status, code)) = self.refusal {
            return problem(status, code);
        }
        let _body: PurchaseRequest = serde_json::from_slice(&request.body).unwrap();
        let key = request.headers["idempotency-key"].to_str().unwrap().to_owned();
        let id = match self.by_key.get(&key) {
            Some(id) => id.clone(),
            None => self.make(),
        };
        self.by_key.insert(key, id.clone());
        ok(serde_json::to_value(self.order(id.as_str())).unwrap())
    }

    fn make(&mut self) -> OrderId {
        let id = format!("order-{}", self.states.len() + 1);
        self.states.insert(id.clone(), OrderState::Created);
        OrderId::new(id)
    }

    fn prepay(&mut self, request: &Request) -> ResponseTemplate {
        let body: PrepayRequest = serde_json::from_slice(&request.body).unwrap();
        let id = body.order_id.as_str().to_owned();
        if !self.states[&id].is_open() {
            return problem(409, "order_state");
        }
        self.states.insert(id.clone(), OrderState::AwaitingPayment);
        self.presented.push(id.clone());
        self.return_urls.push(body.return_url);
        // Another way back is another page.
        let pages: BTreeSet<&String> = self.return_urls.iter().flatten().collect();
        let attempt = format!("{id}-{}-{}", body.pay_type.number(), pages.len());
        let mut answer = json!({
            "payType": body.pay_type, "attemptId": attempt,
            "expiresIn": 120, "serverNow": "2026-03-01T12:00:00Z",
        });
        match (&self.approval, body.pay_type.number()) {
            (Some(link), 3 | 4) => answer["approvalUrl"] = json!(link),
            _ => {
                let usual = format!("weixin://wxpay/bizpayurl?pr={id}");
                let link = self.link.clone().unwrap_or(usual);
                answer["qrCode"] = json!({ "code_url": link });
            }
        }
        ok(answer)
    }

    fn result(&self, id: &str) -> Value {
        let state = self.states[id];
        let left = if self.presented.iter().any(|one| one == id) { 110 } else { 0 };
        json!({
            "id": id, "orderNo": format!("BC-{id}"), "payStatus": u8::from(state.is_paid()),
            "state": state, "availableActions": ["cancel"], "expiresIn": left,
            "serverNow": "2026-03-01T12:00:10Z",
        })
    }

    fn order(&self, id: &str) -> Order {
        let state = self.states[id];
        let moment = "2026-03-01T12:00:00Z";
        let placements = if state.is_paid() {
            json!([{"amount": "999.00", "currency": "CNY", "place": "order", "at": moment}])
        } else {
            json!([])
        };
        serde_json::from_value(json!({
            "orderId": id, "orderNo": format!("BC-{id}"), "productType": "package",
            "productId": "p1", "productName": "Month", "originalAmount": "999.00",
            "discountAmount": "0.00", "finalAmount": "999.00", "receivedAmount": "0.00",
            "refundedAmount": "0.00", "currency": "CNY", "payType": 1,
            "payStatus": u8::from(state.is_paid()), "state": state, "availableActions": [],
            "createdAt": moment, "placements": placements, "isTest": false,
        }))
        .unwrap()
    }
}

fn center_json() -> Value {
    json!({
        "cozePackageStatus": true,
        "cozePackageRule": [{"id": "p1", "name": "Month", "duration": 30,
            "originalPrice": "999.00", "currentPrice": "999.00", "currency": "CNY",
            "description": "All of it"}],
        "payWayList": [{"payType": 1, "name": "WeChat Pay", "logo": "wechat_pay"}],
        "cozePackageExplain": "<p>Good<script>alert(1)</script></p>",
        "user": {"id": "u-canary", "username": "Ada"},
    })
}

fn ok(body: Value) -> ResponseTemplate {
    ResponseTemplate::new(200).set_body_json(body)
}
