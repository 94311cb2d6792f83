//! Every route: method, path and handler, and who may call it.

use crate::app::App;
use crate::auth::access::{Access, Guard, admit};
use crate::auth::{login, me, password, refresh, register, sessions};
use crate::operations::{audit, integrity, monitoring, settling, stuck};
use crate::orders::{asking, closing, lists, paying, paypal, placing, refunding};
use crate::outbox::operator;
use crate::problem::{self, Refusal};
use crate::sandbox::page;
use crate::shop::{agreement, center, config};
use crate::subscription::{acting, changing};
use crate::webhooks::{self, log};
use crate::{
    account, behaviour, changes, credits, customers, document, health, invoices, notices,
    operator_clock, plans, request_id, stream, subscription, telemetry, usage,
};
use axum::Router;
use axum::extract::{Request, State};
use axum::http::{Extensions, HeaderMap, HeaderValue, Method, StatusCode, Version, header};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use billing_contract::Permission::{
    Buy, CountUsage, EditAccount, EditPackages, GiveCredits, MoveClock, Refund, SettlePayments,
    SpendCredits, ViewAccount, ViewAllOrders, ViewCredits, ViewCustomers, ViewInvoices,
    ViewOperations, ViewOrders, ViewPlans, ViewSubscription, ViewUsage, ViewWebhooks,
};
use billing_contract::{ErrorCode, paths};
use futures_util::FutureExt as _;
use std::panic::AssertUnwindSafe;
use std::time::Duration;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{Predicate as _, SizeAbove};
use tracing::Instrument as _;
use utoipa::openapi::OpenApi;
use utoipa_axum::router::{OpenApiRouter, UtoipaMethodRouterExt as _};
use utoipa_axum::routes;

/// One line of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Route {
    /// The HTTP method.
    pub method: &'static str,
    /// The path's template.
    pub path: &'static str,
    /// Who may call it.
    pub access: Access,
}

/// Answers with fewer bytes are not packed.
const SMALL: u16 = 4_096;

macro_rules! route_table {
    ($($method:literal $path:path, $handler:path, $access:expr;)*) => {
        /// Every route there is.
        pub const ROUTES: &[Route] =
            &[$(Route { method: $method, path: $path, access: $access }),*];

        fn routed(app: Option<&App>) -> OpenApiRouter<App> {
            let router = OpenApiRouter::with_openapi(document::head());
            $(let router = router.routes(guarded(app, routes!($handler), $path, $access));)*
            router
        }
    };
}

route_table! {
    "GET"    paths::HEALTH_LIVE,         health::live,                    Access::Watchers;
    "GET"    paths::HEALTH_READY,        health::ready,                   Access::Watchers;
    "GET"    paths::METRICS,             health::metrics,                 Access::Watchers;

    "POST"   paths::AUTH_REGISTER,       register::register,              Access::Everyone;
    "POST"   paths::AUTH_LOGIN,          login::sign_in,                  Access::Everyone;
    "POST"   paths::AUTH_REFRESH,        refresh::refresh,                Access::Everyone;
    "POST"   paths::AUTH_LOGOUT,         refresh::sign_out,               Access::Everyone;
    "GET"    paths::AUTH_ME,             me::read_me,                     Access::SignedIn;
    "GET"    paths::AUTH_SESSIONS,       sessions::list_sessions,         Access::SignedIn;
    "DELETE" paths::AUTH_SESSION,        sessions::revoke_session,        Access::SignedIn;
    "POST"   paths::AUTH_PASSWORD,       password::change_password,       Access::SignedIn;

    "GET"    paths::PORTAL_ACCOUNT,      account::read_account,           Access::OfCustomer(ViewAccount);
    "PUT"    paths::PORTAL_ACCOUNT,      account::update_account,         Access::OfCustomer(EditAccount);
    "GET"    paths::PORTAL_SUBSCRIPTION, subscription::read_subscription, Access::OfCustomer(ViewSubscription);
    "POST"   paths::SUBSCRIPTION_UPGRADE_PREVIEW, changing::preview_change, Access::OfCustomer(ViewSubscription);
    "POST"   paths::SUBSCRIPTION_UPGRADE, changing::change_plan,          Access::OfCustomer(Buy);
    "POST"   paths::SUBSCRIPTION_CANCEL_PREVIEW, acting::preview_cancel,  Access::OfCustomer(ViewSubscription);
    "POST"   paths::SUBSCRIPTION_CANCEL, acting::cancel_subscription,     Access::OfCustomer(Buy);
    "POST"   paths::SUBSCRIPTION_PAUSE_PREVIEW, acting::preview_pause,    Access::OfCustomer(ViewSubscription);
    "POST"   paths::SUBSCRIPTION_PAUSE,  acting::pause_subscription,      Access::OfCustomer(Buy);
    "POST"   paths::SUBSCRIPTION_RESUME_PREVIEW, acting::preview_resume,  Access::OfCustomer(ViewSubscription);
    "POST"   paths::SUBSCRIPTION_RESUME, acting::resume_subscription,     Access::OfCustomer(Buy);
    "GET"    paths::PORTAL_PLANS,        plans::list_plans,               Access::OfCustomer(ViewPlans);
    "GET"    paths::PORTAL_STREAM,       stream::listen,                  Access::OfCustomer(ViewOrders);
    "GET"    paths::PORTAL_USAGE,        usage::read_usage,               Access::OfCustomer(ViewUsage);
    "GET"    paths::PORTAL_USAGE_DETAIL, usage::detail::read_detail,      Access::OfCustomer(ViewUsage);
    "POST"   paths::USAGE_EVENTS,        usage::counting::count_usage,    Access::Staff(CountUsage);
    "GET"    paths::PORTAL_CREDITS,      credits::read_credits,           Access::OfCustomer(ViewCredits);
    "GET"    paths::PORTAL_CREDIT_PACKS, credits::packs::list_packs,      Access::OfCustomer(ViewPlans);
    "POST"   paths::PORTAL_CREDIT_REDEEM, credits::gift_codes::redeem,    Access::OfCustomer(Buy);
    "GET"    paths::PORTAL_AUTO_TOP_UP,  credits::auto_top_up::read_rule, Access::OfCustomer(ViewCredits);
    "PUT"    paths::PORTAL_AUTO_TOP_UP,  credits::auto_top_up::set_rule,  Access::OfCustomer(Buy);
    "GET"    paths::PORTAL_CREDIT_FORECAST, credits::forecast::read_forecast, Access::OfCustomer(ViewCredits);
    "GET"    paths::OPERATOR_GIFT_CODES, credits::gift_codes::list_codes, Access::Staff(GiveCredits);
    "POST"   paths::OPERATOR_GIFT_CODES, credits::gift_codes::make_codes, Access::Staff(GiveCredits);
    "POST"   paths::OPERATOR_CREDITS_ADJUST, credits::spending::adjust,   Access::Staff(GiveCredits);
    "POST"   paths::CREDITS_SPEND,       credits::spending::spend,        Access::Staff(SpendCredits);
    "GET"    paths::PORTAL_CREDIT_TRANSACTIONS, credits::list_credit_transactions, Access::OfCustomer(ViewCredits);
    "GET"    paths::PORTAL_CHANGES,      changes::read_changes,           Access::OfCustomer(ViewUsage);
    "GET"    paths::PORTAL_CUSTOMERS,    customers::list_customers,       Access::Staff(ViewCustomers);
    "GET"    paths::PORTAL_INVOICES,     invoices::list_invoices,         Access::OfCustomer(ViewInvoices);
    "GET"    paths::PORTAL_INVOICE,      invoices::read_invoice,          Access::OfCustomer(ViewInvoices);
    "GET"    paths::PORTAL_INVOICE_PDF,  invoices::read_document,         Access::OfCustomer(ViewInvoices);
    "GET"    paths::PORTAL_INVOICE_RECEIPT, invoices::read_receipt,       Access::OfCustomer(ViewInvoices);
    "GET"    paths::PORTAL_NOTICES,      notices::list_customer_notices,  Access::OfCustomer(ViewOrders);
    "POST"   paths::PORTAL_NOTICES_READ, notices::read_customer_notices,  Access::OfCustomer(ViewOrders);
    "GET"    paths::PORTAL_CONSENT,      notices::read_consent,           Access::OfCustomer(ViewAccount);
    "PUT"    paths::PORTAL_CONSENT,      notices::give_consent,           Access::OfCustomer(EditAccount);
    "POST"   paths::PORTAL_EVENTS,       behaviour::keep_events,          Access::SignedIn;

    "GET"    paths::PACKAGE_CENTER,      center::read_center,             Access::OfCustomer(ViewPlans);
    "GET"    paths::AGREEMENT,           agreement::read_agreement,       Access::Everyone;
    "GET"    paths::PACKAGE_CONFIG,      config::read_config,             Access::Staff(EditPackages);
    "POST"   paths::PACKAGE_CONFIG,      config::save_config,             Access::Staff(EditPackages);

    "GET"    paths::OPERATOR_STUCK_PAYMENTS, stuck::list_stuck_payments,  Access::Staff(SettlePayments);
    "GET"    paths::OPERATOR_STUCK_PAYMENT, stuck::read_stuck_payment,    Access::Staff(SettlePayments);
    "POST"   paths::OPERATOR_SETTLEMENTS, settling::propose_settlement,   Access::Staff(SettlePayments);
    "POST"   paths::OPERATOR_SETTLEMENT_APPROVE, settling::approve_settlement, Access::Staff(SettlePayments);
    "POST"   paths::OPERATOR_SETTLEMENT_REJECT, settling::reject_settlement, Access::Staff(SettlePayments);
    "GET"    paths::OPERATOR_AUDIT,      audit::list_deeds,               Access::Staff(ViewOperations);
    "GET"    paths::OPERATOR_INTEGRITY,  integrity::read_integrity,       Access::Staff(ViewOperations);
    "GET"    paths::OPERATOR_MONITORING, monitoring::read_monitoring,     Access::Staff(ViewOperations);

    "POST"   paths::OPERATOR_CLOCK,      operator_clock::advance_clock,   Access::Staff(MoveClock);

    "GET"    paths::PACKAGE_ORDERS,      lists::list_own_orders,          Access::OfCustomer(ViewOrders);
    "GET"    paths::STAFF_ORDERS,        lists::list_all_orders,          Access::Staff(ViewAllOrders);
    "GET"    paths::PORTAL_ORDER,        lists::read_order,               Access::OfCustomerOrAny(ViewOrders, ViewAllOrders);
    "GET"    paths::PORTAL_ORDER_TIMELINE, lists::read_timeline,          Access::OfCustomerOrAny(ViewOrders, ViewAllOrders);

    "POST"   paths::WEBHOOK,             webhooks::take_in,               Access::Everyone;
    "GET"    paths::WEBHOOK_LOGS,        log::list_notices,               Access::Staff(ViewWebhooks);
    "POST"   paths::WEBHOOK_REPLAY,      log::replay,                     Access::Staff(ViewWebhooks);

    "GET"    paths::OPERATOR_OUTBOX,     operator::list_outbox,           Access::Staff(ViewWebhooks);
    "POST"   paths::OPERATOR_OUTBOX_REPLAY, operator::replay_outbox,      Access::Staff(ViewWebhooks);

    "POST"   paths::PACKAGE_ORDER,       placing::order_package,          Access::OfCustomer(Buy);
    "POST"   paths::PAYMENT_ORDERS,      placing::order_anything,         Access::OfCustomer(Buy);
    "POST"   paths::PAYMENT_ORDER_PREVIEW, placing::preview,              Access::OfCustomer(Buy);
    "POST"   paths::PREPAY,              paying::prepay,                  Access::OfCustomer(Buy);
    "GET"    paths::PAY_RESULT,          asking::pay_result,              Access::OfCustomer(ViewOrders);
    "POST"   paths::PAY_CANCEL,          closing::cancel,                 Access::OfCustomer(Buy);
    "POST"   paths::PAYPAL_CREATE_ORDER, paypal::create_order,            Access::OfCustomer(Buy);
    "POST"   paths::PAYPAL_CALLBACK,     paypal::callback,                Access::OfCustomer(Buy);
    "POST"   paths::PAYMENT_REFUND,      refunding::refund,               Access::Staff(Refund);
    "POST"   paths::PAYMENT_ASK_PROVIDER, asking::ask_provider,           Access::Staff(Refund);

    "GET"    paths::SANDBOX_PAGE,        page::show,                      Access::Everyone;
    "POST"   paths::SANDBOX_ACT,         page::act,                       Access::Everyone;
}

type Routed = utoipa_axum::router::UtoipaMethodRouter<App>;

fn guarded(app: Option<&App>, routed: Routed, route: &'static str, access: Access) -> Routed {
    match app {
        Some(app) => {
            let guard = Guard { app: app.clone(), access, route };
            routed.layer(from_fn_with_state(guard, admit))
        }
        // Only the document is wanted.
        None => routed,
    }
}

/// The OpenAPI document of exactly these routes.
pub fn openapi() -> OpenApi {
    document::complete(routed(None).into_openapi(), ROUTES)
}

/// The routes with everything around them.
pub(crate) fn router(app: &App) -> Router {
    let (router, _) = routed(Some(app)).split_for_parts();
    surrounded(router, app)
}

fn surrounded(router: Router<App>, app: &App) -> Router {
    // The last layer is the first to see a request.
    router
        .fallback(async || Refusal::not_found())
        .method_not_allowed_fallback(async || {
            Refusal::new(ErrorCode::MethodNotAllowed, "The path is there, but not for this method.")
        })
        .layer(from_fn_with_state(app.clone(), run_to_the_end))
        .layer(from_fn_with_state(app.clone(), limit_time_and_size))
        .layer(CompressionLayer::new().compress_when(SizeAbove::new(SMALL).and(is_text)))
        .layer(from_fn(problem::complete))
        .layer(from_fn(secure))
        .layer(from_fn_with_state(app.clone(), telemetry::observe))
        .layer(from_fn_with_state(app.clone(), request_id::assign))
        .with_state(app.clone())
}

/// Keeps what changes something going even if the client hangs up or the time is over, and turns
/// a panic into an answer.
async fn run_to_the_end(State(app): State<App>, request: Request, next: Next) -> Response {
    let only_reads = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    let running = AssertUnwindSafe(next.run(request)).catch_unwind();
    let ended = if only_reads {
        running.await
    } else {
        let task = app.begun().spawn(running.in_current_span());
        task.await.unwrap_or_else(|error| Err(Box::new(error.to_string())))
    };
    ended.unwrap_or_else(|panic| {
        let text = telemetry::text_of_panic(&*panic);
        Refusal::internal(format!("panic: {text}")).into_response()
    })
}

async fn limit_time_and_size(State(app): State<App>, request: Request, next: Next) -> Response {
    let most = app.config().limits.body_bytes as u64;
    let stated = request.headers().get(header::CONTENT_LENGTH);
    let stated = stated.and_then(|length| length.to_str().ok()?.parse::<u64>().ok());
    if stated.is_some_and(|stated| stated > most) {
        let detail = format!("The body is over {most} bytes.");
        return Refusal::new(ErrorCode::PayloadTooLarge, detail).into_response();
    }
    let limit = Duration::from_secs(app.config().request_timeout_seconds);
    tokio::time::timeout(limit, next.run(request))
        .await
        .unwrap_or_else(|_| Refusal::unavailable("the request took too long").into_response())
}

/// Whether an answer is worth packing: not a document, whose bytes are vouched for, or a stream.
fn is_text(_: StatusCode, _: Version, headers: &HeaderMap, _: &Extensions) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    kind.is_some_and(|kind| kind.starts_with("application/json") || kind.starts_with("text/csv"))
}

async fn secure(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers
        .entry(header::CONTENT_SECURITY_POLICY)
        .or_insert(HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'"));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    response
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::SystemClock;
    use crate::config::Config;
    use crate::service::Service;
    use crate::store::sqlite::{SqliteOptions, SqliteStore};
    use crate::telemetry::Telemetry;
    use axum::body::Body;
    use axum::routing::{get, post};
    use billing_contract::Problem;
    use std::sync::Arc;
    use tokio::sync::Notify;
    use tower::ServiceExt as _;

    async fn app() -> (tempfile::TempDir, App) {
        let folder = tempfile::tempdir().unwrap();
        let telemetry = Telemetry::new().unwrap();
        let options = SqliteOptions::new(folder.path().join("a.sqlite3"));
        let store = SqliteStore::open(&options, telemetry.writer_figures()).unwrap();
        let mut config = Config::default();
        config.passwords.memory_kib = 8;
        let clock = Arc::new(SystemClock);
        (folder, Service::prepare(config, clock, Arc::new(store), telemetry).await.unwrap())
    }

    fn request(method: Method) -> Request {
        Request::builder().method(method).uri("/").body(Body::empty()).unwrap()
    }

    async fn problem(response: Response, code: &str) {
        let bytes = axum::body::to_bytes(response.into_body(), 10_000).await.unwrap();
        let problem: Problem = serde_json::from_slice(&bytes).unwrap();
        assert_eq!(problem.code.as_str(), code);
        assert!(!problem.detail.contains("secret"), "{problem:?}");
        assert!(!problem.request_id.is_empty());
    }

    #[tokio::test]
    async fn a_panic_is_a_problem_without_internals() {
        let (_folder, app) = app().await;
        let fail = async || -> &'static str { panic!("secret internals") };
        let router = surrounded(Router::new().route("/", get(fail).post(fail)), &app);
        for method in [Method::GET, Method::POST] {
            let response = router.clone().oneshot(request(method)).await.unwrap();
            assert_eq!(response.status(), 500);
            problem(response, "internal").await;
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_request_that_takes_too_long_is_a_problem_but_what_it_began_goes_on() {
        let (_folder, app) = app().await;
        let (may_end, has_ended) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
        let (gate, done) = (Arc::clone(&may_end), Arc::clone(&has_ended));
        let slow = async move || {
            gate.notified().await;
            done.notify_one();
        };
        let router = surrounded(Router::new().route("/", post(slow)), &app);
        let response = router.oneshot(request(Method::POST)).await.unwrap();
        assert_eq!(response.status(), 503);
        problem(response, "unavailable").await;
        may_end.notify_one();
        has_ended.notified().await;
    }
}
