//! The plans on offer.

use super::columns::{first_row, rows};
use crate::store::StoreError;
use billing_contract::{
    Currency, DecimalAmount, FeatureValue, Money, Plan, PlanId, SubscriptionType,
};
use rusqlite::{Connection, params};
use std::collections::BTreeMap;

/// The plans after `position` that have a price in `currency`.
pub fn on_offer(
    sql: &Connection,
    currency: Currency,
    locale: &str,
    after: i64,
    limit: u32,
) -> Result<Vec<(i64, Plan)>, StoreError> {
    let question = "SELECT id, plan_code, position, credits_monthly, is_popular, trial_days \
         FROM plans p \
         WHERE is_offered = 1 AND position > $1 AND EXISTS \
         (SELECT 1 FROM plan_prices WHERE plan_id = p.id AND currency = $2) \
         ORDER BY position LIMIT $3";
    rows(sql, question, params![after, currency.code(), limit], |row| {
        let id: PlanId = row.id("id")?;
        let prices = prices(sql, &id, currency)?;
        let (period, price) =
            prices.first().cloned().ok_or_else(|| StoreError::Broken("no price".to_owned()))?;
        let of = |wanted| {
            prices.iter().find(|(period, _)| *period == wanted).map(|(_, price)| price.clone())
        };
        let (name, description) = text(sql, &id, locale)?;
        let plan = Plan {
            plan_code: row.get("plan_code")?,
            name,
            description,
            price,
            price_monthly: of(SubscriptionType::Monthly),
            price_yearly: of(SubscriptionType::Yearly),
            price_lifetime: of(SubscriptionType::Lifetime),
            currency,
            period,
            credits_monthly: row.get("credits_monthly")?,
            features: features(sql, &id)?,
            is_popular: row.get("is_popular")?,
            trial_days: Some(row.get("trial_days")?).filter(|days| *days > 0),
            id,
        };
        Ok((row.get("position")?, plan))
    })
}

/// A plan's name and description in `locale`, else in English.
pub fn text(sql: &Connection, id: &PlanId, locale: &str) -> Result<(String, String), StoreError> {
    let question = "SELECT name, description FROM plan_texts WHERE plan_id = $1 \
         AND locale IN ($2, 'en') ORDER BY CASE WHEN locale = $2 THEN 0 ELSE 1 END LIMIT 1";
    let found = first_row(sql, question, [id.as_str(), locale], |row| {
        Ok((row.get("name")?, row.get("description")?))
    })?;
    found.ok_or_else(|| StoreError::Broken("a plan without a name".to_owned()))
}

/// A plan's prices, the shortest commitment first.
fn prices(
    sql: &Connection,
    id: &PlanId,
    currency: Currency,
) -> Result<Vec<(SubscriptionType, DecimalAmount)>, StoreError> {
    let question = "SELECT subscription_type, amount_minor FROM plan_prices \
         WHERE plan_id = $1 AND currency = $2 ORDER BY CASE subscription_type \
         WHEN 'monthly' THEN 0 WHEN 'yearly' THEN 1 ELSE 2 END";
    rows(sql, question, [id.as_str(), currency.code()], |row| {
        let price = Money::new(row.get("amount_minor")?, currency).to_decimal();
        Ok((row.subscription_type("subscription_type")?, price))
    })
}

fn features(sql: &Connection, id: &PlanId) -> Result<BTreeMap<String, FeatureValue>, StoreError> {
    let question = "SELECT feature, quota, included FROM plan_features WHERE plan_id = $1";
    let features = rows(sql, question, [id.as_str()], |row| {
        let value = match row.get::<Option<i64>>("quota")? {
            Some(quota) => FeatureValue::Quota(quota),
            None => FeatureValue::Included(row.get("included")?),
        };
        Ok((row.get("feature")?, value))
    })?;
    Ok(features.into_iter().collect())
}
