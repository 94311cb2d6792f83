//! The rule by which a pack is ordered when few credits are left.
//!
//! A life: an administrator sets the rule ([`set_rule`]). A movement that brings the balance below
//! it notes the fall in its own transaction; a job finds the note and orders the pack
//! ([`order_for`]), once for each fall and so often a month at most. The order is told of like any
//! other and paid by a person. The balance must have risen before it can fall again.

use crate::app::App;
use crate::auth::access::{OfCustomer, Principal};
use crate::body::Body;
use crate::etag::{self, Conditions};
use crate::orders::fulfilling;
use crate::orders::placing::ORDER_LIFETIME;
use crate::problem::{Refusal, field_error};
use crate::shop::{self, Priced, Wanted};
use crate::store::{Fall, NewOrder, OrderTerms, PlacedOrder, SetAutoTopUp};
use axum::Json;
use axum::extract::State;
use axum::response::Response;
use billing_contract::{
    AutoTopUp, AutoTopUpUpdate, ErrorCode, FieldError, OrderId, PayType, Wish, paths,
};
use billing_providers::Abilities;
use chrono::Duration;

const HIGHEST: i64 = 1_000_000_000_000;
const MOST_A_MONTH: u32 = 31;
/// What could not be ordered is tried again after so long.
pub const AFTER_A_FAILURE: Duration = Duration::minutes(1);

/// The customer's rule, and what it has ordered.
#[utoipa::path(
    get, path = paths::PORTAL_AUTO_TOP_UP,
    responses((status = 200, body = AutoTopUp)))]
pub async fn read_rule(
    State(app): State<App>,
    OfCustomer(customer): OfCustomer,
    conditions: Conditions,
) -> Result<Response, Refusal> {
    let told = app.store().auto_top_up(&customer, app.clock().now()).await?;
    etag::by_content(&told, &conditions)
}

/// Sets the rule. If fewer credits are there already, a pack is ordered.
#[utoipa::path(
    put, path = paths::PORTAL_AUTO_TOP_UP, request_body = AutoTopUpUpdate,
    responses((status = 200, body = AutoTopUp)))]
pub async fn set_rule(
    State(app): State<App>,
    OfCustomer(customer): OfCustomer,
    principal: Principal,
    Body(rule): Body<AutoTopUpUpdate>,
) -> Result<Json<AutoTopUp>, Refusal> {
    let now = app.clock().now();
    let mut errors: Vec<FieldError> = Vec::new();
    if !(1..=HIGHEST).contains(&rule.below) {
        errors.push(field_error("below", "out_of_range"));
    }
    if !(1..=MOST_A_MONTH).contains(&rule.most_a_month) {
        errors.push(field_error("most_a_month", "out_of_range"));
    }
    let packs = app.store().credit_packs(&customer, "en").await?;
    let pack = packs.iter().find(|pack| pack.id == rule.pack_id);
    match pack {
        None => errors.push(field_error("pack_id", "unknown")),
        Some(pack) if !is_offered(&app, rule.pay_type, |abilities| abilities.takes(pack.price)) => {
            errors.push(field_error("pay_type", "not_offered"));
        }
        Some(_) => {}
    }
    if !errors.is_empty() {
        return Err(Refusal::invalid(errors));
    }
    let set = SetAutoTopUp {
        customer: customer.clone(),
        user: principal.user_id,
        rule,
        new_id: app.clock().new_id(),
        now,
    };
    app.store().set_auto_top_up(set).await?;
    Ok(Json(app.store().auto_top_up(&customer, now).await?))
}

fn is_offered(app: &App, method: PayType, takes: impl Fn(&Abilities) -> bool) -> bool {
    app.providers().get(method).is_some_and(|provider| takes(provider.abilities()))
}

/// Orders the pack for a fall; what cannot be ordered now is tried again, what can never be is not.
pub async fn order_for(app: &App, fall: &Fall) -> Result<(), Refusal> {
    let now = app.clock().now();
    let wish = Wish::Credits { product_id: fall.rule.pack_id.clone() };
    let wanted = Wanted { wish: &wish, coupon_code: None, or_the_same_by: None };
    let priced = match shop::price(app, &fall.customer, &wanted, &fall.locale).await {
        Ok(priced) => priced,
        Err(refusal) => {
            let is_gone = refusal.code() == ErrorCode::NotFound;
            let until = (!is_gone).then_some(now + AFTER_A_FAILURE);
            app.store().put_off_fall(&fall.id, until, now).await?;
            return Ok(());
        }
    };
    let (method, due) = (fall.rule.pay_type, priced.due);
    if !is_offered(app, method, |abilities| due.minor == 0 || abilities.takes(due)) {
        return Ok(app.store().put_off_fall(&fall.id, None, now).await?);
    }
    let order = NewOrder {
        id: OrderId::new(app.clock().new_id()),
        terms: terms(app, fall, priced),
        method,
        now,
        expires_at: now + ORDER_LIFETIME,
        or_the_same: false,
    };
    if let Some(PlacedOrder::Made(file)) = app.store().order_for_fall(&fall.id, order).await? {
        app.telemetry().count_order("made");
        if file.facts.delivery_is_due() {
            fulfilling::deliver(app, &file.order.id, 0).await;
        }
    }
    Ok(())
}

fn terms(app: &App, fall: &Fall, priced: Priced) -> OrderTerms {
    let provider = app.providers().get(fall.rule.pay_type);
    let is_test = provider.is_some_and(|provider| provider.abilities().is_test);
    OrderTerms {
        customer_id: fall.customer.clone(),
        user_id: Some(fall.user.clone()),
        product: priced.product,
        product_name: priced.product_name,
        original: priced.original,
        discount: priced.discount,
        due: priced.due,
        coupon: None,
        promotion: priced.promotion,
        remark: None,
        locale: fall.locale.clone(),
        client_ip: None,
        user_agent: None,
        is_test: is_test || app.is_demonstration(),
    }
}
