//! Making orders: priced by the shop, kept together with the answer to their repetition.

use super::{fulfilling, view};
use crate::app::App;
use crate::auth::access::{OfCustomer, Principal};
use crate::auth::device::Device;
use crate::body;
use crate::idempotency::{Answer, KeyRule, Repeatable, Ticket};
use crate::locale::Language;
use crate::problem::{Refusal, field_error};
use crate::shop::{self, Priced, Wanted};
use crate::store::{Completing, NewOrder, OrderFile, OrderTerms, PlacedOrder, StoreError};
use crate::validation;
use axum::Json;
use axum::extract::{FromRequestParts, State};
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::Response;
use billing_contract::{
    CustomerId, ErrorCode, Order, OrderId, PackageOrder, PackageOrderRequest, PayType,
    PurchaseRequest, Quote, Role, Wish, paths,
};
use billing_providers::PaymentProvider;
use chrono::Duration;
use std::sync::Arc;

/// An order that nobody pays runs out after this.
pub const ORDER_LIFETIME: Duration = Duration::seconds(7_200);
const LONGEST_REMARK: usize = 500;

/// Who orders, from where.
pub struct Buyer {
    /// The customer.
    pub customer: CustomerId,
    /// The person.
    pub principal: Principal,
    /// Their computer.
    pub device: Device,
    /// Their language.
    pub language: Language,
}

impl FromRequestParts<App> for Buyer {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Refusal> {
        let OfCustomer(customer) = OfCustomer::from_request_parts(parts, app).await?;
        let principal = Principal::from_request_parts(parts, app).await?;
        let Ok(device) = Device::from_request_parts(parts, app).await;
        let Ok(language) = Language::from_request_parts(parts, app).await;
        Ok(Self { customer, principal, device, language })
    }
}

/// What is wanted, in whichever words it was asked for.
pub struct Purchase {
    /// What.
    pub wish: Wish,
    /// How it shall be paid.
    pub method: PayType,
    /// A coupon's code.
    pub coupon_code: Option<String>,
    /// The amount the customer was shown.
    pub displayed_amount: Option<billing_contract::DecimalAmount>,
    /// The customer's own note.
    pub remark: Option<String>,
    /// Whether an open order that is the same shall do.
    pub or_the_same: bool,
}

/// Makes the body of the answer from the order.
type Telling = fn(&OrderFile, Role) -> Result<Answer, Refusal>;

/// Orders a package. Without an `Idempotency-Key` an open order that is the same is found again.
#[utoipa::path(
    post, path = paths::PACKAGE_ORDER, request_body = PackageOrderRequest,
    params(("Idempotency-Key" = Option<String>, Header, description = "1 to 255 printable characters"),
        ("Accept-Language" = Option<String>, Header, description = "en, zh-CN or ja")),
    responses((status = 200, body = PackageOrder),
        (status = 400, description = "Not JSON, or a malformed Idempotency-Key"),
        (status = 409, description = "Nothing can be bought now, or the first request still runs"))
)]
pub async fn order_package(
    State(app): State<App>,
    buyer: Buyer,
    request: Repeatable,
) -> Result<Response, Refusal> {
    request
        .once(&app, KeyRule::Optional, async |asked: PackageOrderRequest, ticket| {
            let purchase = Purchase {
                wish: Wish::Package { product_id: asked.id },
                method: asked.pay_type,
                coupon_code: asked.coupon_code,
                displayed_amount: None,
                remark: None,
                or_the_same: ticket.is_none(),
            };
            let told: Telling = |file, _| Answer::json(StatusCode::OK, &package_order(file));
            let file = place(&app, &buyer, purchase, ticket, told).await?;
            told(&file, buyer.principal.role)
        })
        .await
}

fn package_order(file: &OrderFile) -> PackageOrder {
    PackageOrder {
        order_id: file.order.id.clone(),
        order_no: file.order.order_no.clone(),
        order_amount: file.order.terms.due.to_decimal(),
        currency: file.order.terms.due.currency,
    }
}

/// Orders anything.
#[utoipa::path(
    post, path = paths::PAYMENT_ORDERS, request_body = PurchaseRequest,
    params(("Idempotency-Key" = String, Header, description = "1 to 255 printable characters"),
        ("Accept-Language" = Option<String>, Header, description = "en, zh-CN or ja")),
    responses((status = 200, body = Order),
        (status = 400, description = "Not JSON, or no Idempotency-Key"),
        (status = 409, description = "Nothing can be bought now, the amount has changed, or the first request still runs"))
)]
pub async fn order_anything(
    State(app): State<App>,
    buyer: Buyer,
    request: Repeatable,
) -> Result<Response, Refusal> {
    request
        .once(&app, KeyRule::Required, async |asked: PurchaseRequest, ticket| {
            let required = || Refusal::invalid(vec![field_error("pay_type", "required")]);
            let purchase = Purchase {
                wish: asked.wish,
                method: asked.pay_type.ok_or_else(required)?,
                coupon_code: asked.coupon_code,
                displayed_amount: asked.displayed_amount,
                remark: asked.remark,
                or_the_same: false,
            };
            let told: Telling = |file, role| Answer::json(StatusCode::OK, &view::order(file, role));
            let file = place(&app, &buyer, purchase, ticket, told).await?;
            told(&file, buyer.principal.role)
        })
        .await
}

/// What an order would cost, and why. Orders nothing.
#[utoipa::path(
    post, path = paths::PAYMENT_ORDER_PREVIEW, request_body = PurchaseRequest,
    params(("Accept-Language" = Option<String>, Header, description = "en, zh-CN or ja")),
    responses((status = 200, body = Quote),
        (status = 409, description = "Nothing can be bought now, or the amount has changed"))
)]
pub async fn preview(
    State(app): State<App>,
    OfCustomer(customer): OfCustomer,
    language: Language,
    body::Body(asked): body::Body<PurchaseRequest>,
) -> Result<Json<Quote>, Refusal> {
    let coupon = asked.coupon_code.as_deref();
    let wanted = Wanted { wish: &asked.wish, coupon_code: coupon, or_the_same_by: None };
    let priced = shop::price(&app, &customer, &wanted, language.0).await?;
    check_amount(&priced, asked.displayed_amount.as_ref())?;
    Ok(Json(priced.quote))
}

/// Makes the order, completes the repetition with it, and delivers what costs nothing.
pub async fn place(
    app: &App,
    buyer: &Buyer,
    purchase: Purchase,
    ticket: Option<Ticket>,
    told: Telling,
) -> Result<OrderFile, Refusal> {
    check_remark(purchase.remark.as_deref())?;
    let coupon = purchase.coupon_code.as_deref();
    let locale = buyer.language.0;
    let wanted = Wanted {
        wish: &purchase.wish,
        coupon_code: coupon,
        or_the_same_by: purchase.or_the_same.then_some(purchase.method),
    };
    let priced = shop::price(app, &buyer.customer, &wanted, locale).await?;
    let priced = priced.with_every_coupon_counting()?;
    check_amount(&priced, purchase.displayed_amount.as_ref())?;
    let mut order = new_order(app, buyer, priced, Some(purchase.method))?;
    order.terms.remark = purchase.remark.map(|remark| remark.trim().to_owned());
    order.terms.remark = order.terms.remark.filter(|text| !text.is_empty());
    order.or_the_same = purchase.or_the_same;
    let role = buyer.principal.role;
    let completing = ticket.map(|ticket| completing(ticket, move |file| told(file, role)));
    let file = match app.store().place_order(order, completing).await? {
        PlacedOrder::Found(file) => *file,
        PlacedOrder::CouponRefused(problem) => return Err(shop::coupon_refused(problem)),
        PlacedOrder::Made(file) => {
            app.telemetry().count_order("made");
            if file.facts.delivery_is_due() {
                app.telemetry().count_order("paid");
                fulfilling::deliver(app, &file.order.id, 0).await;
            }
            *file
        }
    };
    Ok(file)
}

/// An order to be made, if the method takes it; without one the first that does.
pub fn new_order(
    app: &App,
    buyer: &Buyer,
    priced: Priced,
    method: Option<PayType>,
) -> Result<NewOrder, Refusal> {
    let takes = |provider: &&Arc<dyn PaymentProvider>| {
        priced.due.minor == 0 || provider.abilities().takes(priced.due)
    };
    let provider = match method {
        Some(method) => app.providers().get(method).filter(takes),
        None => app.providers().all().find(takes),
    };
    let provider = provider.ok_or_else(|| {
        let detail = "This method is not offered, or not for this amount.";
        Refusal::new(ErrorCode::MethodNotOffered, detail)
    })?;
    let is_test = provider.abilities().is_test || app.is_demonstration();
    let now = app.clock().now();
    Ok(NewOrder {
        id: OrderId::new(app.clock().new_id()),
        method: provider.method(),
        terms: terms(buyer, priced, is_test),
        now,
        expires_at: now + ORDER_LIFETIME,
        or_the_same: false,
    })
}

/// Completes the repetition of a request with what is told of the order.
pub fn completing<T>(ticket: Ticket, told: T) -> Completing
where
    T: Fn(&OrderFile) -> Result<Answer, Refusal> + Send + Sync + 'static,
{
    let broken = |refusal: Refusal| StoreError::Broken(format!("no answer: {refusal:?}"));
    Arc::new(move |file| {
        let answer = told(file).map_err(broken)?;
        ticket.complete(&answer).map_err(broken)
    })
}

/// What is taken off a price for time that was paid for and not used, in the buyer's language.
pub fn unused_time(locale: &str, plans: &[String]) -> String {
    let mut named: Vec<&str> = plans.iter().map(String::as_str).collect();
    named.dedup();
    let plans = named.join(", ");
    match locale {
        "zh-CN" => format!("{plans}未使用的天数"),
        "ja" => format!("{plans}の未使用日数"),
        _ => format!("Unused days of {plans}"),
    }
}

fn terms(buyer: &Buyer, priced: Priced, is_test: bool) -> OrderTerms {
    OrderTerms {
        customer_id: buyer.customer.clone(),
        user_id: Some(buyer.principal.user_id.clone()),
        product: priced.product,
        product_name: priced.product_name,
        original: priced.original,
        discount: priced.discount,
        due: priced.due,
        coupon: priced.coupon_id.zip(priced.coupon_code),
        promotion: priced.promotion,
        remark: None,
        locale: buyer.language.0.to_owned(),
        client_ip: buyer.device.address.map(|address| address.to_string()),
        user_agent: Some(buyer.device.name.clone()),
        is_test,
    }
}

fn check_amount(
    priced: &Priced,
    displayed: Option<&billing_contract::DecimalAmount>,
) -> Result<(), Refusal> {
    match displayed {
        Some(displayed) if *displayed != priced.due.to_decimal() => {
            let detail = "The price has changed since it was shown.";
            Err(Refusal::new(ErrorCode::AmountChanged, detail))
        }
        Some(_) | None => Ok(()),
    }
}

fn check_remark(remark: Option<&str>) -> Result<(), Refusal> {
    let Some(remark) = remark else { return Ok(()) };
    let fault = if remark.chars().count() > LONGEST_REMARK {
        "too_long"
    } else if remark.chars().any(|one| validation::is_control(one) && one != '\n') {
        "invalid"
    } else {
        return Ok(());
    };
    Err(Refusal::invalid(vec![field_error("remark", fault)]))
}
