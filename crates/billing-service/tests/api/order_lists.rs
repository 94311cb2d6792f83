use crate::shop::{Counter, sql};
use crate::support::{Api, problem};
use billing_contract::{Order, OrderPage, OrderState, Page, Timeline, TimelineKind, Tokens};

async fn page(api: &Api, who: &Tokens, query: &str) -> OrderPage {
    let answer = api.get(&format!("/web/coze-package/orders{query}"), who).await;
    assert_eq!(answer.status(), 200);
    answer.json().await.unwrap()
}

async fn found(api: &Api, who: &Tokens, query: &str) -> Vec<Order> {
    let answer = api.get(&format!("/console/orders?{query}"), who).await;
    assert_eq!(answer.status(), 200);
    answer.json::<Page<Order>>().await.unwrap().items
}

async fn one(api: &Api, who: &Tokens, id: &str) -> Order {
    let answer = api.get(&format!("/api/portal/orders/{id}"), who).await;
    assert_eq!(answer.status(), 200);
    answer.json().await.unwrap()
}

async fn timeline(api: &Api, who: &Tokens, id: &str) -> Vec<TimelineKind> {
    let answer = api.get(&format!("/api/portal/orders/{id}/timeline"), who).await;
    assert_eq!(answer.status(), 200);
    let timeline: Timeline = answer.json().await.unwrap();
    timeline.items.iter().map(|entry| entry.kind).collect()
}

fn ids(orders: &[Order]) -> Vec<&str> {
    orders.iter().map(|order| order.order_id.as_str()).collect()
}

/// Five orders of one customer, oldest first; they make up all the orders there are.
async fn five(counter: &Counter<'_>) -> Vec<String> {
    for table in [
        "invoice_lines",
        "invoices",
        "ledger_postings",
        "ledger_transactions",
        "fulfilments",
        "package_periods",
        "order_timeline",
        "refunds",
        "receipts",
        "payment_attempts",
        "orders",
    ] {
        sql(counter.api).execute(&format!("DELETE FROM {table}"), []).unwrap();
    }
    let mut made = Vec::new();
    for _ in 0..4 {
        made.push(counter.order().await);
        counter.cancel(made.last().unwrap()).await;
    }
    made.push(counter.order().await);
    made
}

#[tokio::test]
async fn own_orders_come_by_cursor_newest_first() {
    let api = Api::start().await;
    let counter = Counter::open(&api).await;
    let mut made = five(&counter).await;
    made.reverse();
    let first = page(&api, &counter.who, "?limit=3").await;
    assert_eq!(
        (ids(&first.items), first.total),
        (made[..3].iter().map(String::as_str).collect(), None)
    );
    let cursor = first.next_cursor.unwrap();
    let rest = page(&api, &counter.who, &format!("?limit=3&cursor={cursor}")).await;
    assert_eq!(ids(&rest.items), made[3..]);
    assert_eq!(rest.next_cursor, None);
}

#[tokio::test]
async fn own_orders_come_by_page_with_a_total() {
    let api = Api::start().await;
    let counter = Counter::open(&api).await;
    let mut made = five(&counter).await;
    made.reverse();
    let second = page(&api, &counter.who, "?page=2&pageSize=2").await;
    assert_eq!((ids(&second.items), second.total), (vec![&*made[2], &*made[3]], Some(5)));
    assert_eq!(page(&api, &counter.who, "?page=4&pageSize=2").await.items, []);
    assert_eq!(page(&api, &counter.who, "?pageSize=200").await.items.len(), 5);
    let other = api.sign_in("yunfan").await;
    assert_eq!(page(&api, &other, "?page=1").await.total, Some(0));
    let wrong = api.get("/web/coze-package/orders?page=0", &counter.who).await;
    problem(wrong, 422, "validation_failed").await;
}

#[tokio::test]
async fn what_may_be_done_and_seen_depends_on_who_asks() {
    let api = Api::start().await;
    let counter = Counter::open(&api).await;
    let (id, _) = counter.paid().await;
    let own = one(&api, &counter.who, &id).await;
    assert_eq!(own.state, OrderState::Fulfilled);
    assert_eq!((own.customer_id, own.customer_name, own.client_ip), (None, None, None));
    let trade_no = own.trade_no.unwrap();
    assert!(!trade_no.contains('*') && own.provider_trade_no.is_some());
    let member = one(&api, &api.sign_in("member").await, &id).await;
    assert_eq!(member.available_actions, []);
    let support = one(&api, &api.sign_in("support").await, &id).await;
    assert_eq!(support.customer_name.as_deref(), Some("Northwind Labs"));
    assert!(support.client_ip.is_some());
    let masked = support.trade_no.unwrap();
    assert_eq!((masked.len(), &masked[..4]), (trade_no.len(), &trade_no[..4]));
    assert!(masked[4..masked.len() - 2].chars().all(|letter| letter == '*'), "{masked}");
    let operator = one(&api, &api.sign_in("operator").await, &id).await;
    assert_eq!(operator.trade_no, Some(trade_no));
    assert_eq!(operator.available_actions.len(), 2);
}

#[tokio::test]
async fn how_the_service_learnt_of_a_payment_is_for_staff() {
    let api = Api::start().await;
    let counter = Counter::open(&api).await;
    let (id, _) = counter.paid().await;
    let own = timeline(&api, &counter.who, &id).await;
    assert!(own.contains(&TimelineKind::Ordered) && own.contains(&TimelineKind::Fulfilled));
    assert!(!own.contains(&TimelineKind::NoticeAccepted));
    let support = timeline(&api, &api.sign_in("support").await, &id).await;
    assert!(support.contains(&TimelineKind::NoticeAccepted), "{support:?}");
}

#[tokio::test]
async fn another_customers_order_is_not_there() {
    let api = Api::start().await;
    let counter = Counter::open(&api).await;
    let id = counter.order().await;
    let (other, agent) = (api.sign_in("yunfan").await, api.sign_in("agent").await);
    let support = api.sign_in("support").await;
    let elsewhere = api.customer_of("yunfan").await;
    for end in ["", "/timeline"] {
        let path = format!("/api/portal/orders/{id}{end}");
        problem(api.get(&path, &other).await, 404, "not_found").await;
        problem(api.get(&path, &agent).await, 403, "forbidden").await;
        let named = format!("{path}?customer_id={elsewhere}");
        problem(api.get(&named, &support).await, 404, "not_found").await;
        let unknown = format!("/api/portal/orders/nothing{end}");
        problem(api.get(&unknown, &support).await, 404, "not_found").await;
        assert_eq!(api.get(&path, &support).await.status(), 200);
    }
}

#[tokio::test]
async fn staff_find_orders_by_number_thing_customer_and_state() {
    let api = Api::start().await;
    let counter = Counter::open(&api).await;
    let made = five(&counter).await;
    let newest = made.last().unwrap();
    counter.prepay(newest).await;
    let support = api.sign_in("support").await;
    let order = one(&api, &api.sign_in("operator").await, newest).await;
    let spaced = format!("{}%20{}", &order.order_no[..6], &order.order_no[6..].to_lowercase());
    assert_eq!(ids(&found(&api, &support, &format!("query={spaced}")).await), [newest]);
    let trade_no = order.trade_no.unwrap();
    assert_eq!(ids(&found(&api, &support, &format!("query={trade_no}")).await), [newest]);
    assert_eq!(found(&api, &support, "query=thirty").await.len(), 5);
    assert_eq!(found(&api, &support, "query=northwind").await.len(), 5);
    assert_eq!(found(&api, &support, "query=%25").await.len(), 0);
    assert_eq!(ids(&found(&api, &support, "state=awaiting_payment").await), [newest]);
    assert_eq!(found(&api, &support, "state=cancelled&query=labs").await.len(), 4);
    assert_eq!(found(&api, &support, "state=refunded").await.len(), 0);
    let odd = api.get("/console/orders?state=odd", &support).await;
    problem(odd, 422, "validation_failed").await;
    problem(api.get("/console/orders", &counter.who).await, 403, "forbidden").await;
}
