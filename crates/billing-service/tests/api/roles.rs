use crate::support::{Api, problem};
use billing_contract::{CustomerId, Permission, Role, SubscriptionStatus, Tokens, paths};
use billing_service::router::{ROUTES, Route};
use billing_service::store::Store as _;
use billing_service::store::sqlite::{SqliteOptions, SqliteStore};
use billing_service::{Access, WriterFigures, permissions_of};
use reqwest::{Method, StatusCode};
use serde_json::json;

async fn call(
    api: &Api,
    route: &Route,
    who: Option<&Tokens>,
    customer: Option<&str>,
) -> StatusCode {
    let method: Method = route.method.parse().unwrap();
    let path = ["{id}", "{trade_no}", "{provider}"]
        .iter()
        .fold(route.path.to_owned(), |path, name| path.replace(name, "no-such-thing"));
    let query = customer.map(|id| format!("?customer_id={id}")).unwrap_or_default();
    let mut request = api.request(method.clone(), &format!("{path}{query}"));
    if let Some(tokens) = who {
        request = request.bearer_auth(tokens.access_token.expose());
    }
    if method != Method::GET && method != Method::DELETE {
        let key = uuid::Uuid::now_v7().to_string();
        request = request.header("if-match", "*").header("idempotency-key", key).json(&json!({}));
    }
    request.send().await.unwrap().status()
}

/// Routes whose path must name a thing that is there.
const NAME_NOTHING: [&str; 12] = [
    paths::OPERATOR_OUTBOX_REPLAY,
    paths::PAYMENT_ASK_PROVIDER,
    paths::OPERATOR_STUCK_PAYMENT,
    paths::SANDBOX_PAGE,
    paths::SANDBOX_ACT,
    paths::PORTAL_INVOICE,
    paths::PORTAL_INVOICE_PDF,
    paths::PORTAL_INVOICE_RECEIPT,
    paths::PORTAL_ORDER,
    paths::PORTAL_ORDER_TIMELINE,
    paths::WEBHOOK,
    paths::WEBHOOK_REPLAY,
];

/// Routes that need no body, and a subscription that has been stopped.
const NOTHING_TO_TAKE_BACK: [&str; 2] =
    [paths::SUBSCRIPTION_RESUME, paths::SUBSCRIPTION_RESUME_PREVIEW];

/// What the table of roles promises for a route, a role and a customer.
fn promised(route: &Route, role: Role, customer: &str) -> StatusCode {
    // An empty body gets past the guard and no further.
    let let_through = match route.method {
        _ if [paths::PAY_RESULT, paths::AGREEMENT].contains(&route.path) => {
            StatusCode::UNPROCESSABLE_ENTITY
        }
        // What is decided may say nothing: what it is about is looked for first.
        _ if route.path.starts_with(paths::OPERATOR_SETTLEMENTS) && route.path.contains("{id}") => {
            StatusCode::NOT_FOUND
        }
        _ if NAME_NOTHING.contains(&route.path) => StatusCode::NOT_FOUND,
        _ if NOTHING_TO_TAKE_BACK.contains(&route.path) => StatusCode::CONFLICT,
        "GET" => StatusCode::OK,
        "DELETE" => StatusCode::NOT_FOUND,
        _ => StatusCode::UNPROCESSABLE_ENTITY,
    };
    let permission = match route.access {
        Access::OfCustomer(permission) | Access::OfCustomerOrAny(permission, _) => permission,
        Access::Staff(permission) => {
            let may = permissions_of(role).contains(&permission);
            return if may { let_through } else { StatusCode::FORBIDDEN };
        }
        _ => return let_through,
    };
    let may_see = match role {
        Role::Admin | Role::Member => customer == "own",
        Role::Agent => customer != "unassigned",
        Role::Support | Role::Operator => true,
    };
    if !permissions_of(role).contains(&permission) {
        StatusCode::FORBIDDEN
    } else if may_see {
        let_through
    } else {
        StatusCode::NOT_FOUND
    }
}

#[tokio::test]
async fn every_route_lets_through_exactly_the_roles_of_the_table() {
    let api = Api::start().await;
    let customers = [
        ("own", api.customer_of("admin").await),
        ("assigned", api.customer_of("yunfan").await),
        ("unassigned", api.customer_of("sakura").await),
    ];
    for role in Role::ALL {
        let tokens = api.sign_in(role.as_str()).await;
        for route in ROUTES {
            for (which, id) in &customers {
                let status = call(&api, route, Some(&tokens), Some(id)).await;
                assert_eq!(status, promised(route, role, which), "{role:?} {route:?} {which}");
            }
        }
    }
}

/// What the demonstration holds of a customer: an order and an invoice.
fn things_of(api: &Api, customer: &str) -> [(&'static str, String); 2] {
    let first = |table: &str| -> String {
        let question = format!("SELECT min(id) FROM {table} WHERE customer_id = ?1");
        crate::shop::sql(api).query_row(&question, [customer], |row| row.get(0)).unwrap()
    };
    [("/api/portal/orders/{id}", first("orders")), ("/api/portal/invoices/{id}", first("invoices"))]
}

/// Whoever asks, for whichever customer they name: a thing is found for the customer whose it is
/// and for no other, on every route that takes its id.
#[tokio::test]
async fn nobody_reaches_another_companys_thing_by_its_id() {
    let api = Api::start().await;
    let (own, assigned) = (api.customer_of("admin").await, api.customer_of("yunfan").await);
    for (template, id) in things_of(&api, &assigned) {
        let takes_it = |route: &&Route| route.method == "GET" && route.path.starts_with(template);
        for route in ROUTES.iter().filter(takes_it) {
            let path = route.path.replace("{id}", &id);
            for role in Role::ALL {
                let tokens = api.sign_in(role.as_str()).await;
                for named in [&own, &assigned] {
                    let answer = api.get(&format!("{path}?customer_id={named}"), &tokens).await;
                    let met = promised(route, role, if *named == own { "own" } else { "assigned" });
                    let expected = match met {
                        StatusCode::FORBIDDEN => StatusCode::FORBIDDEN,
                        _ if *named == assigned && !matches!(role, Role::Admin | Role::Member) => {
                            StatusCode::OK
                        }
                        _ => StatusCode::NOT_FOUND,
                    };
                    assert_eq!(answer.status(), expected, "{role:?} {path} for {named}");
                }
            }
        }
    }
    let admin = api.sign_in("admin").await;
    let [(_, order), _] = things_of(&api, &assigned);
    let asked = api.get(&format!("/pay/getPayResult?orderId={order}"), &admin).await;
    problem(asked, 404, "not_found").await;
    for (path, body) in [
        ("/pay/prepay", json!({ "orderId": order, "payType": 9, "from": "coze" })),
        ("/pay/cancel", json!({ "orderId": order })),
    ] {
        let request = api.request(Method::POST, path).json(&body);
        let answer = request.bearer_auth(admin.access_token.expose()).send().await.unwrap();
        problem(answer, 404, "not_found").await;
    }
}

#[tokio::test]
async fn nobody_gets_in_without_a_token() {
    let api = Api::start().await;
    for route in ROUTES {
        let closed = !matches!(route.access, Access::Watchers | Access::Everyone);
        let status = call(&api, route, None, None).await;
        assert_eq!(status == StatusCode::UNAUTHORIZED, closed, "{route:?}");
    }
}

#[tokio::test]
async fn staff_must_name_a_customer_that_exists() {
    let api = Api::start().await;
    let support = api.sign_in("support").await;
    let unnamed = problem(api.get("/api/portal/account", &support).await, 422, "validation_failed");
    assert_eq!(unnamed.await.errors[0].field, "customer_id");
    let unknown = api.get("/api/portal/account?customer_id=nobody", &support).await;
    problem(unknown, 404, "not_found").await;
}

#[tokio::test]
async fn staff_see_the_customers_own_subscription() {
    let api = Api::start().await;
    let customer = api.customer_of("sakura").await;
    let support = api.sign_in("support").await;
    let path = format!("/api/portal/subscription?customer_id={customer}");
    let seen: billing_contract::Subscription = api.get(&path, &support).await.json().await.unwrap();
    assert_eq!((seen.plan_name.as_str(), seen.status), ("Starter", SubscriptionStatus::Active));
}

#[tokio::test]
async fn whatever_staff_do_is_in_the_audit_log() {
    let api = Api::start().await;
    let customer = CustomerId::new(api.customer_of("sakura").await);
    let (agent, operator) = (api.sign_in("agent").await, api.sign_in("operator").await);
    let path = format!("/api/portal/account?customer_id={customer}");
    api.get(&path, &agent).await;
    api.get(&path, &operator).await;
    let forbidden = api
        .request(Method::PUT, &path)
        .bearer_auth(agent.access_token.expose())
        .json(&json!({}))
        .send();
    problem(forbidden.await.unwrap(), 403, "forbidden").await;
    let stale = api
        .request(Method::PUT, &path)
        .bearer_auth(operator.access_token.expose())
        .json(&json!({}))
        .send();
    problem(stale.await.unwrap(), 428, "precondition_required").await;
    let endless = "x".repeat(5_000);
    let unknown = api.get(&format!("/api/portal/account?customer_id={endless}"), &operator).await;
    problem(unknown, 404, "not_found").await;
    let body = json!({ "company_name": "X", "contact_name": "Y", "contact_email": "a@b.test",
        "locale": "ja" });
    let changed = api
        .request(Method::PUT, &path)
        .bearer_auth(operator.access_token.expose())
        .header("if-match", "*")
        .header("x-request-id", "the-change")
        .json(&body)
        .send()
        .await
        .unwrap();
    assert_eq!(changed.status(), 200);
    let folder = api.stop().await;
    let file = SqliteOptions::new(folder.path().join("service.sqlite3"));
    let store = SqliteStore::open(&file, WriterFigures::unread()).unwrap();
    let log = store.audit_of(&customer).await.unwrap();
    let lines: Vec<_> = log
        .iter()
        .map(|entry| (entry.role, entry.method.as_str(), entry.outcome.as_str()))
        .collect();
    let expected = [
        (Role::Agent, "GET", "refused"),
        (Role::Operator, "GET", "allowed"),
        (Role::Agent, "PUT", "refused"),
        (Role::Operator, "PUT", "asked"),
        (Role::Operator, "PUT", "failed"),
        (Role::Operator, "PUT", "asked"),
        (Role::Operator, "PUT", "done"),
    ];
    assert_eq!(lines, expected);
    for entry in &log[5..] {
        assert_eq!(entry.request_id, "the-change");
        assert_eq!(entry.route, "/api/portal/account");
    }
    let cut = store.audit_of(&CustomerId::new("x".repeat(64))).await.unwrap();
    assert_eq!(cut.len(), 1);
}

#[test]
fn no_role_may_edit_without_viewing() {
    for role in Role::ALL {
        let allowed = permissions_of(role);
        let edits = allowed.contains(&Permission::EditAccount);
        assert!(!edits || allowed.contains(&Permission::ViewAccount));
    }
}
