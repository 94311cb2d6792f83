//! Changing the plan: what it would cost and what it costs, worked out by one function.

use super::calendar::{Anchor, Term, day_in, days_later};
use super::machine::{Sold, Way};
use super::proration::{self, ChangeCost, Unused};
use super::{changed, not_in_this_state};
use crate::app::App;
use crate::auth::access::OfCustomer;
use crate::body::Body;
use crate::idempotency::{Answer, KeyRule, Repeatable, Ticket};
use crate::locale::Language;
use crate::orders::placing::{self, Buyer};
use crate::orders::{fulfilling, view};
use crate::problem::{Refusal, field_error};
use crate::shop::{self, Priced, Wanted};
use crate::store::{
    Acted, CompletingAct, Deed, OrderFile, PlacedChange, PlannedChange, StoreError,
    SubscriptionAct, SubscriptionFile, Why,
};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use billing_contract::{
    ChangeEffective, ChangeLine, ChangeLineKind, ChangeOutcome, ChangePreview, ChangeRequest,
    CouponProblem, CustomerId, DecimalAmount, Money, PayType, Role, ScheduledChange, Subscription,
    Wish, paths,
};
use chrono::NaiveDate;
use std::sync::Arc;

const NOT_FOR_THIS: Option<CouponProblem> = Some(CouponProblem::NotForThis);

/// What a change of plan would cost, and why. Changes nothing.
#[utoipa::path(
    post, path = paths::SUBSCRIPTION_UPGRADE_PREVIEW, request_body = ChangeRequest,
    params(("Accept-Language" = Option<String>, Header, description = "en, zh-CN or ja")),
    responses((status = 200, body = ChangePreview),
        (status = 409, description = "The subscription's state does not allow this, or nothing can be bought now"))
)]
pub async fn preview_change(
    State(app): State<App>,
    OfCustomer(customer): OfCustomer,
    language: Language,
    Body(asked): Body<ChangeRequest>,
) -> Result<Json<ChangePreview>, Refusal> {
    let worked_out = work_out(&app, &customer, &asked, language).await?;
    check_amount(&worked_out, asked.displayed_amount.as_ref())?;
    Ok(Json(worked_out.preview))
}

/// Changes the plan: makes the order for what is due, or lets the change wait for the period's end.
#[utoipa::path(
    post, path = paths::SUBSCRIPTION_UPGRADE, request_body = ChangeRequest,
    params(("Idempotency-Key" = String, Header, description = "1 to 255 printable characters"),
        ("Accept-Language" = Option<String>, Header, description = "en, zh-CN or ja")),
    responses((status = 200, body = ChangeOutcome),
        (status = 400, description = "Not JSON, or no Idempotency-Key"),
        (status = 409, description = "The amount has changed, the subscription's state does not allow this, or the first request still runs"))
)]
pub async fn change_plan(
    State(app): State<App>,
    buyer: Buyer,
    request: Repeatable,
) -> Result<Response, Refusal> {
    request
        .once(&app, KeyRule::Required, async |asked: ChangeRequest, ticket| {
            if asked.displayed_amount.is_none() {
                return Err(Refusal::invalid(vec![field_error("displayed_amount", "required")]));
            }
            let worked_out = work_out(&app, &buyer.customer, &asked, buyer.language).await?;
            check_amount(&worked_out, asked.displayed_amount.as_ref())?;
            if let Some(problem) = worked_out.preview.coupon_problem {
                return Err(shop::coupon_refused(problem));
            }
            match worked_out.way {
                _ if asked.trial => try_out(&app, &buyer, worked_out, ticket).await,
                Way::AtTheEnd => schedule(&app, &buyer, worked_out, ticket).await,
                Way::Now | Way::Behind | Way::Anew => {
                    order(&app, &buyer, worked_out, asked.pay_type, ticket).await
                }
            }
        })
        .await
}

/// A change as it would be made now.
struct WorkedOut {
    way: Way,
    sold: Sold,
    priced: Priced,
    cost: ChangeCost,
    /// The subscription and its version.
    of: Option<(String, i64)>,
    /// The same, whatever becomes of it.
    seen: Option<i64>,
    trial_days: i64,
    left_of: Vec<String>,
    preview: ChangePreview,
}

/// Works out a change; preview and order both come from here.
async fn work_out(
    app: &App,
    customer: &CustomerId,
    asked: &ChangeRequest,
    language: Language,
) -> Result<WorkedOut, Refusal> {
    let not_sold = || Refusal::invalid(vec![field_error("subscription_type", "invalid")]);
    let term = Term::of(asked.subscription_type).ok_or_else(not_sold)?;
    let sold = Sold { plan: asked.plan_id.clone(), term };
    let wish = Wish::Plan {
        product_id: asked.plan_id.clone(),
        subscription_type: asked.subscription_type,
    };
    let coupon_code = asked.coupon_code.as_deref();
    let wanted = Wanted { wish: &wish, coupon_code, or_the_same_by: None };
    let priced = shop::price(app, customer, &wanted, language.0).await?;
    let file = app.store().subscription_file(customer, Some(asked.plan_id.clone())).await?;
    let file = file.ok_or_else(Refusal::not_found)?;
    let today = day_in(file.zone, app.clock().now());
    let way = way(&file, &sold, today)?;
    let held = file.held.as_ref();
    let for_life = term == Term::Lifetime;
    let (begins, unused) = match (held, way) {
        (Some(held), Way::Now) => {
            let begins = held.life.change_begins(today);
            (begins, held.life.unused(begins, for_life))
        }
        (Some(held), Way::Behind | Way::AtTheEnd) => {
            (held.life.paid_until().unwrap_or(today), Vec::new())
        }
        (_, Way::Anew) | (None, _) => (today, Vec::new()),
    };
    let mut cost = proration::cost_of(&unused, priced.due.minor);
    let is_trial = asked.trial;
    if is_trial && (held.is_some() || file.trial_days == 0 || for_life) {
        return Err(not_in_this_state());
    }
    let is_charged = way != Way::AtTheEnd && !is_trial;
    let mut coupon_problem = priced.quote.coupon_problem;
    if !is_charged {
        (cost.credit_minor, cost.due_minor) = (0, 0);
        // A renewal is at the price for everybody; nobody shall spend a coupon for nothing.
        coupon_problem = coupon_problem.or(priced.coupon_id.as_ref().and(NOT_FOR_THIS));
    }
    // What was not paid for here is not given back.
    cost.beyond_minor = cost.beyond_minor.min(held.map_or(0, |held| held.orders_hold_minor));
    let end = match (held, way) {
        (Some(held), Way::Behind) => {
            term.months().map(|months| held.life.anchor.later(months).day())
        }
        _ if is_trial => Some(days_later(begins, file.trial_days)),
        _ => term.months().map(|months| Anchor::at(begins).later(months).day()),
    };
    let names = names(app, customer, &unused, language).await?;
    let amount = |minor: i64| Money::new(minor, file.currency).to_decimal();
    let preview = ChangePreview {
        plan_name: priced.product_name.clone(),
        effective: match way {
            Way::Now | Way::Anew => ChangeEffective::Now,
            Way::AtTheEnd | Way::Behind => ChangeEffective::PeriodEnd,
        },
        effective_date: begins,
        end_date: end,
        lines: if is_charged { lines(&priced, &unused, &names) } else { Vec::new() },
        credit: amount(cost.credit_minor),
        due_now: amount(cost.due_minor),
        displayed_amount: amount(cost.due_minor),
        to_credit_balance: amount(cost.beyond_minor),
        due_at_period_end: (!is_charged).then(|| priced.original.to_decimal()),
        currency: file.currency,
        coupon_problem,
    };
    Ok(WorkedOut {
        of: held.map(|held| (held.id.clone(), held.version)),
        seen: held.map(|held| held.version),
        trial_days: file.trial_days,
        left_of: names,
        way,
        sold,
        priced,
        cost,
        preview,
    })
}

fn way(file: &SubscriptionFile, sold: &Sold, today: NaiveDate) -> Result<Way, Refusal> {
    let Some(held) = &file.held else { return Ok(Way::Anew) };
    let wished = file.rank_of_wish.ok_or_else(Refusal::not_found)?;
    held.life.way_to(sold, held.rank, wished, today).map_err(|_| not_in_this_state())
}

/// The names of the plans of which something is left.
async fn names(
    app: &App,
    customer: &CustomerId,
    unused: &[Unused],
    language: Language,
) -> Result<Vec<String>, Refusal> {
    let mut names = Vec::new();
    for left in unused {
        let name = app.store().plan_name(&left.sold.plan, language.0).await?;
        names.push(name.ok_or_else(|| {
            Refusal::internal(format!("customer {customer} holds a plan without a name"))
        })?);
    }
    Ok(names)
}

fn lines(priced: &Priced, unused: &[Unused], names: &[String]) -> Vec<ChangeLine> {
    let currency = priced.due.currency;
    let line = |kind, name: &str, amount: DecimalAmount| ChangeLine {
        kind,
        name: name.to_owned(),
        days: None,
        of_days: None,
        factor: None,
        of_amount: None,
        amount,
    };
    let less = |minor: i64| Money::new(-minor, currency).to_decimal();
    let price = priced.original.to_decimal();
    let mut lines = vec![line(ChangeLineKind::Price, &priced.product_name, price)];
    lines.extend(priced.quote.reductions.iter().map(|reduction| {
        let minor = reduction.amount.in_currency(currency).map_or(0, |amount| amount.minor);
        line(ChangeLineKind::Reduction, &reduction.name, less(minor))
    }));
    lines.extend(unused.iter().zip(names).map(|(left, name)| ChangeLine {
        days: Some(left.days),
        of_days: Some(left.of_days),
        factor: Some(proration::factor(left.days, left.of_days)),
        of_amount: Some(Money::new(left.value_minor, currency).to_decimal()),
        ..line(ChangeLineKind::Unused, name, less(left.amount_minor))
    }));
    lines
}

fn check_amount(worked_out: &WorkedOut, displayed: Option<&DecimalAmount>) -> Result<(), Refusal> {
    match displayed {
        Some(displayed) if *displayed != worked_out.preview.displayed_amount => Err(changed()),
        Some(_) | None => Ok(()),
    }
}

async fn schedule(
    app: &App,
    buyer: &Buyer,
    worked_out: WorkedOut,
    ticket: Option<Ticket>,
) -> Result<Answer, Refusal> {
    let deed = Deed::Schedule(worked_out.sold);
    act(app, buyer, (deed, worked_out.seen), ChangeEffective::PeriodEnd, ticket).await
}

async fn try_out(
    app: &App,
    buyer: &Buyer,
    worked_out: WorkedOut,
    ticket: Option<Ticket>,
) -> Result<Answer, Refusal> {
    let deed = Deed::TryOut {
        sold: worked_out.sold,
        days: worked_out.trial_days,
        new_id: app.clock().new_id(),
    };
    act(app, buyer, (deed, None), ChangeEffective::Now, ticket).await
}

/// Does what needs no order.
async fn act(
    app: &App,
    buyer: &Buyer,
    (deed, version): (Deed, Option<i64>),
    effective: ChangeEffective,
    ticket: Option<Ticket>,
) -> Result<Answer, Refusal> {
    let outcome = move |told: &Subscription| ChangeOutcome {
        effective,
        order: None,
        scheduled_change: told.scheduled_change.clone(),
    };
    let answer = move |told: &Subscription| Answer::json(StatusCode::OK, &outcome(told));
    let completing = ticket.map(|ticket| -> CompletingAct {
        Arc::new(move |told| {
            let answer = answer(told).map_err(broken)?;
            ticket.complete(&answer).map_err(broken)
        })
    });
    let act = SubscriptionAct {
        customer: buyer.customer.clone(),
        by: buyer.principal.user_id.clone(),
        deed,
        why: Why::default(),
        version,
        locale: buyer.language.0.to_owned(),
        now: app.clock().now(),
        completing,
    };
    match app.store().act_on_subscription(act).await? {
        Acted::Done(told) => answer(&told),
        Acted::Stale => Err(changed()),
        Acted::Refused(_) | Acted::Missing => Err(not_in_this_state()),
    }
}

fn broken(refusal: Refusal) -> StoreError {
    StoreError::Broken(format!("no answer: {refusal:?}"))
}

async fn order(
    app: &App,
    buyer: &Buyer,
    worked_out: WorkedOut,
    pay_type: Option<PayType>,
    ticket: Option<Ticket>,
) -> Result<Answer, Refusal> {
    let effective = worked_out.preview.effective;
    let scheduled = (worked_out.way == Way::Behind).then_some(worked_out.preview.effective_date);
    let sold = worked_out.sold.clone();
    let plan_name = worked_out.preview.plan_name.clone();
    let told = move |file: &OrderFile, role: Role| {
        let outcome = ChangeOutcome {
            effective,
            order: Some(view::order(file, role)),
            scheduled_change: scheduled.map(|effective_date| ScheduledChange {
                plan_id: sold.plan.clone(),
                plan_name: plan_name.clone(),
                subscription_type: sold.term.subscription_type(),
                effective_date,
            }),
        };
        Answer::json(StatusCode::OK, &outcome)
    };
    let planned = PlannedChange {
        of: worked_out.of,
        is_addition: worked_out.way == Way::Behind,
        credit_minor: worked_out.cost.credit_minor,
        or_renewal: worked_out.way == Way::Behind && worked_out.priced.discount.minor == 0,
    };
    let mut priced = worked_out.priced;
    let credit = worked_out.cost.credit_minor;
    if credit > 0 {
        let named = placing::unused_time(buyer.language.0, &worked_out.left_of);
        priced.promotion = Some(match priced.promotion.take() {
            Some(promotion) => format!("{promotion} · {named}"),
            None => named,
        });
    }
    priced.discount.minor += credit;
    priced.due.minor -= credit;
    let new = placing::new_order(app, buyer, priced, pay_type)?;
    let role = buyer.principal.role;
    let completing = ticket.map(|ticket| {
        let told = told.clone();
        placing::completing(ticket, move |file| told(file, role))
    });
    let file = match app.store().place_change(new, planned, completing).await? {
        PlacedChange::Made(file) => {
            app.telemetry().count_order("made");
            *file
        }
        PlacedChange::Found(file) => *file,
        PlacedChange::Stale => return Err(changed()),
        PlacedChange::CouponRefused(problem) => return Err(shop::coupon_refused(problem)),
    };
    if file.facts.delivery_is_due() {
        app.telemetry().count_order("paid");
        fulfilling::deliver(app, &file.order.id, 0).await;
    }
    told(&file, role)
}
