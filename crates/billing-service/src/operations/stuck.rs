//! Orders that need somebody's eyes: which, why, and since when.

use crate::app::App;
use crate::auth::access::{Principal, permissions_of};
use crate::body::{PageQuery, query_pairs};
use crate::etag::{self, Conditions};
use crate::operations::settling;
use crate::orders::telling;
use crate::problem::{Refusal, field_error};
use crate::store::{OrderFile, StoredHandSettlement, StuckOrder, StuckWish};
use axum::extract::{Path, RawQuery, State};
use axum::response::Response;
use billing_contract::orders::Place;
use billing_contract::{
    HandSettlementState, OrderId, OrderState, Page, Permission, StuckPayment, StuckReason, paths,
};
use chrono::{DateTime, Duration, Utc};

/// Whoever pays has paid by then.
const PAID_WITHIN: Duration = Duration::minutes(30);
/// What is paid for is delivered by then.
const DELIVERED_WITHIN: Duration = Duration::minutes(5);
/// Providers send money back by then.
const REFUNDED_WITHIN: Duration = Duration::hours(24);

/// Moments before which something has been going on too long.
#[derive(Clone, Copy, Debug)]
pub struct Overdue {
    /// An order that still waits for its payment was made.
    pub unpaid: DateTime<Utc>,
    /// An order that is not delivered was paid.
    pub undelivered: DateTime<Utc>,
    /// A refund that is not there was asked for.
    pub refund: DateTime<Utc>,
}

impl Overdue {
    /// The moments as seen at `now`.
    pub fn at(now: DateTime<Utc>) -> Self {
        Self {
            unpaid: now - PAID_WITHIN,
            undelivered: now - DELIVERED_WITHIN,
            refund: now - REFUNDED_WITHIN,
        }
    }
}

/// What is wrong with an order and since when, the most pressing first. The list of them asks the
/// store the same.
pub fn wrong_with(
    file: &OrderFile,
    settlements: &[StoredHandSettlement],
    now: DateTime<Utc>,
) -> Vec<(StuckReason, DateTime<Utc>)> {
    let (order, overdue) = (&file.order, Overdue::at(now));
    let mut wrong = Vec::new();
    let proposed = |one: &&StoredHandSettlement| one.state == HandSettlementState::Proposed;
    if let Some(one) = settlements.iter().find(proposed) {
        wrong.push((StuckReason::Proposed, one.proposed_at));
    }
    if let Some(held) = file.placements.iter().find(|one| one.place == Place::HeldForSupport) {
        wrong.push((StuckReason::Held, held.at));
    }
    let undelivered = matches!(order.state, OrderState::Paid | OrderState::FulfilFailed);
    if let Some(paid_at) = order.paid_at.filter(|at| undelivered && *at <= overdue.undelivered) {
        wrong.push((StuckReason::Undelivered, paid_at));
    }
    let refused = order.state == OrderState::RefundFailed;
    let late = |one: &&crate::store::StoredRefund| {
        order.state == OrderState::RefundPending
            && one.state == crate::orders::facts::RefundState::Pending
            && one.created_at <= overdue.refund
    };
    let stuck = match refused {
        true => file.refunds.last(),
        false => file.refunds.iter().find(late),
    };
    if let Some(refund) = stuck {
        wrong.push((StuckReason::Refund, refund.created_at));
    }
    let is_old = order.created_at <= overdue.unpaid;
    if order.state == OrderState::Underpaid && is_old {
        wrong.push((StuckReason::Underpaid, order.created_at));
    }
    let waits = matches!(order.state, OrderState::Created | OrderState::AwaitingPayment);
    if waits && is_old && !file.attempts.is_empty() {
        wrong.push((StuckReason::Waiting, order.created_at));
    }
    wrong
}

/// The orders with which something is wrong, newest first.
#[utoipa::path(
    get, path = paths::OPERATOR_STUCK_PAYMENTS,
    params(("reason" = Option<String>, Query, description = "Those with this wrong")),
    responses((status = 200, body = Page<StuckPayment>)))]
pub async fn list_stuck_payments(
    State(app): State<App>,
    principal: Principal,
    page: PageQuery,
    RawQuery(query): RawQuery,
    conditions: Conditions,
) -> Result<Response, Refusal> {
    let named = query_pairs(query.as_deref())
        .find(|(name, value)| name == "reason" && !value.is_empty())
        .map(|(_, name)| StuckReason::from_name(&name).ok_or_else(|| invalid("reason")))
        .transpose()?;
    let wish = StuckWish {
        reason: named,
        before: page.after.clone(),
        limit: page.limit + 1,
        now: app.clock().now(),
    };
    let rest = app.store().stuck_payments(wish).await?;
    let Page { items, next_cursor } = page.cut(rest, |one| one.read.file.order.id.to_string());
    let items: Vec<StuckPayment> =
        items.into_iter().map(|one| told(&app, one, &principal)).collect();
    etag::by_content(&Page { items, next_cursor }, &conditions)
}

/// Any order, with what is wrong with it and what was done about it.
#[utoipa::path(
    get, path = paths::OPERATOR_STUCK_PAYMENT,
    params(("id" = String, Path, description = "The order")),
    responses((status = 200, body = StuckPayment), (status = 404, description = "No such order")))]
pub async fn read_stuck_payment(
    State(app): State<App>,
    principal: Principal,
    Path(id): Path<OrderId>,
    conditions: Conditions,
) -> Result<Response, Refusal> {
    let found = app.store().stuck_payment(&id, app.clock().now()).await?;
    let found = found.ok_or_else(Refusal::not_found)?;
    etag::by_content(&told(&app, found, &principal), &conditions)
}

fn told(app: &App, stuck: StuckOrder, principal: &Principal) -> StuckPayment {
    let file = &stuck.read.file;
    let missing = file.facts.missing();
    let waits = stuck.settlements.iter().any(|one| one.state == HandSettlementState::Proposed);
    let may = permissions_of(principal.role).contains(&Permission::SettlePayments);
    StuckPayment {
        order: telling::tell(&stuck.read, principal.role),
        reasons: stuck.reasons,
        since: stuck.since,
        missing_amount: missing.to_decimal(),
        asked_at: file.attempts.iter().filter_map(|attempt| attempt.asked_at).max(),
        can_settle: may && !waits && missing.minor > 0 && !file.attempts.is_empty(),
        alone_up_to: app.config().operations.alone_up_to(missing.currency).to_decimal(),
        settlements: stuck
            .settlements
            .into_iter()
            .map(|one| settling::told(one, &principal.user_id))
            .collect(),
    }
}

fn invalid(name: &str) -> Refusal {
    Refusal::invalid(vec![field_error(name, "invalid")])
}
