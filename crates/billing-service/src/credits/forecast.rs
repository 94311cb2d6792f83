//! When the customer's credits run out, and what each plan would have cost.

use super::packs;
use crate::app::App;
use crate::auth::access::OfCustomer;
use crate::etag::{self, Conditions};
use crate::locale::Language;
use crate::problem::Refusal;
use axum::extract::State;
use axum::response::Response;
use billing_contract::credits::outlook::{self, Outlook};
use billing_contract::{CreditForecast, CreditPack, Plan, paths};

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
    let now = app.clock().now();
    let account = store.account(&customer).await?.ok_or_else(Refusal::not_found)?;
    let past = store.credit_past(&customer, outlook::first_day(now)).await?;
    let held = store.credit_holding(&customer).await?;
    let subscription = store.subscription(&customer, locale, now).await?;
    let packs = store.credit_packs(&customer, locale).await?;
    let packs: Vec<CreditPack> = packs.into_iter().map(packs::told).collect();
    let plans = store.plans(account.currency, locale, i64::MIN, MOST_PLANS).await?;
    let plans: Vec<Plan> = plans.into_iter().map(|(_, plan)| plan).collect();
    let outlook = Outlook {
        now,
        since: past.since,
        spent: &past.spent,
        grants: &held.grants,
        subscription: subscription.as_ref(),
        plans: &plans,
        packs: &packs,
    };
    let mut response = etag::by_content(&outlook.forecast(), &conditions)?;
    language.state_in(response.headers_mut());
    Ok(response)
}
