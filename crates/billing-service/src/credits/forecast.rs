//! When the customer's credits run out, and what each plan would have cost.

use crate::app::App;
use crate::auth::access::OfCustomer;
use crate::etag::{self, Conditions};
use crate::locale::Language;
use crate::problem::Refusal;
use crate::store::{CreditPast, StoredPack};
use axum::extract::State;
use axum::response::Response;
use billing_contract::credits::forecast::{
    Coming, CreditForecast, DAYS_BACK, Left, PackTerms, PlanFit, PlanTerms, plan_cost, run_out,
};
use billing_contract::{Money, Plan, Subscription, SubscriptionStatus, SubscriptionType, paths};
use chrono::{DateTime, Days, NaiveDate, Utc};

const MOST_PLANS: u32 = 200;

/// When the credits run out if they are spent as in the last ninety days, and what each plan on
/// offer would have cost in them.
#[utoipa::path(
    get, path = paths::PORTAL_CREDIT_FORECAST,
    params(("Accept-Language" = Option<String>, Header, description = "en, zh-CN or ja")),
    responses((status = 200, body = CreditForecast)))]
pub async fn read_forecast(
    State(app): State<App>,
    OfCustomer(customer): OfCustomer,
    language: Language,
    conditions: Conditions,
) -> Result<Response, Refusal> {
    let (store, locale) = (app.store(), language.0);
    let server_now = app.clock().now();
    let to = server_now.date_naive();
    let from = to - Days::new(u64::from(DAYS_BACK) - 1);
    let account = store.account(&customer).await?.ok_or_else(Refusal::not_found)?;
    let past = store.credit_past(&customer, from).await?;
    let spent = day_by_day(&past, from, to);
    let known_since = past.since.map_or(to, |since| since.max(from));
    let known = usize::try_from((known_since - from).num_days()).unwrap_or_default();
    let known_days = spent.get(known..).unwrap_or_default();

    let held = store.credit_holding(&customer).await?;
    let left: Vec<Left> = held
        .grants
        .iter()
        .map(|grant| Left { credits: grant.left, until: grant.expires_at.map(first_day_without) })
        .collect();
    let subscription = store.subscription(&customer, locale, server_now).await?;
    let coming = subscription.as_ref().and_then(coming);

    let packs = store.credit_packs(&customer, locale).await?;
    let plans = store.plans(account.currency, locale, i64::MIN, MOST_PLANS).await?;
    let current = subscription.as_ref().filter(|held| runs(held));
    let mut plan_fits: Vec<(Option<i64>, PlanFit)> =
        plans.iter().flat_map(|(_, plan)| fits(plan, &spent, &packs, current)).collect();
    plan_fits.sort_by_key(|(minor, _)| (minor.is_none(), *minor));
    let forecast = CreditForecast {
        from,
        to,
        spent: spent.iter().sum(),
        days: u32::try_from(known_days.len()).unwrap_or(DAYS_BACK),
        run_out_on: run_out(known_days, &left, coming, to),
        plan_fits: plan_fits.into_iter().map(|(_, fit)| fit).collect(),
        server_now,
    };
    let mut response = etag::by_content(&forecast, &conditions)?;
    language.state_in(response.headers_mut());
    Ok(response)
}

fn day_by_day(past: &CreditPast, from: NaiveDate, to: NaiveDate) -> Vec<i64> {
    let of = |day| past.spent.get(&day).copied().unwrap_or_default();
    from.iter_days().take_while(|day| *day <= to).map(of).collect()
}

/// The first day on which nothing is left of what runs out at a moment.
fn first_day_without(expires_at: DateTime<Utc>) -> NaiveDate {
    expires_at.date_naive()
}

fn runs(held: &Subscription) -> bool {
    use SubscriptionStatus::{Active, CancelScheduled, Grace, Trialing};
    matches!(held.status, Active | CancelScheduled | Grace | Trialing)
}

fn coming(held: &Subscription) -> Option<Coming> {
    let next = held.credits.quota_reset_date.filter(|_| runs(held))?;
    let until = held.end_date.filter(|_| !held.auto_renew);
    Some(Coming { credits: held.credits.monthly_quota, next, until })
}

/// The plan by the month and by the year, as far as it is offered so.
fn fits(
    plan: &Plan,
    spent: &[i64],
    packs: &[StoredPack],
    current: Option<&Subscription>,
) -> Vec<(Option<i64>, PlanFit)> {
    let packs: Vec<PackTerms> = packs.iter().map(pack_terms).collect();
    let prices = [
        (SubscriptionType::Monthly, &plan.price_monthly),
        (SubscriptionType::Yearly, &plan.price_yearly),
    ];
    let priced = prices.into_iter().filter_map(|(subscription_type, price)| {
        let price = price.as_ref()?.in_currency(plan.currency).ok()?;
        Some((subscription_type, price.minor))
    });
    priced
        .map(|(subscription_type, price_minor)| {
            let credits_monthly = plan.credits_monthly;
            let terms = PlanTerms { subscription_type, price_minor, credits_monthly };
            let cost = plan_cost(spent, terms, &packs);
            let amount = |minor| Money::new(minor, plan.currency).to_decimal();
            let is_held = |held: &Subscription| {
                held.plan_id == plan.id && held.subscription_type == subscription_type
            };
            let fit = PlanFit {
                plan_id: plan.id.clone(),
                plan_name: plan.name.clone(),
                subscription_type,
                cost: cost.minor.map(amount),
                currency: plan.currency,
                missing: cost.missing,
                is_current: current.is_some_and(is_held),
            };
            (cost.minor, fit)
        })
        .collect()
}

fn pack_terms(pack: &StoredPack) -> PackTerms {
    PackTerms { credits: pack.credits, price_minor: pack.price.minor, valid_days: pack.valid_days }
}
