//! The time that customers have bought of plans: delivered, and taken back.

use super::columns::{change, day};
use super::subscription_files::{self as files, Kept, Writing};
use super::subscription_orders::{self as purposes, About};
use super::subscriptions;
use crate::store::{OrderFile, StoreError, StoredOrder};
use crate::subscription::calendar::{Term, day_in};
use crate::subscription::machine::{Bought, Life, Sold};
use billing_contract::orders::Place;
use billing_contract::{PlanId, SubscriptionType};
use chrono::{DateTime, NaiveDate, Utc};
use rusqlite::{Connection, params};

/// What a delivery has brought.
pub struct Delivered {
    /// The day what was bought ends, if it does.
    pub until: Option<NaiveDate>,
    /// The subscription, if anything of its worth found no place: what is the customer's now.
    pub beyond: Option<(Kept, i64)>,
}

/// Begins a plan today, adds it behind what the customer has of it, or puts it in the place of
/// another; a subscription that begins is named `new_id`.
pub fn deliver(
    sql: &Connection,
    file: &OrderFile,
    (plan, subscription_type): (&PlanId, SubscriptionType),
    new_id: &str,
    now: DateTime<Utc>,
) -> Result<Delivered, StoreError> {
    let (order, terms) = (&file.order, &file.order.terms);
    let term = Term::of(subscription_type)
        .ok_or_else(|| StoreError::Broken("a plan is not sold by packages".to_owned()))?;
    let sold = Sold { plan: plan.clone(), term };
    let zone = files::zone(sql, &terms.customer_id)?;
    let today = day_in(zone, now);
    let purpose = purposes::of_order(sql, &order.id)?;
    let held = files::newest(sql, &terms.customer_id)?;
    let running = held.filter(|held| !held.life.is_over(today));
    let mut bought = Bought {
        sold,
        order: Some(order.id.clone()),
        own_minor: file.facts.balances().at(Place::Order, terms.due.currency).min(terms.due.minor),
        credit_minor: purpose.as_ref().map_or(0, |purpose| purpose.credit_minor),
        agreed_on: None,
    };
    let Some(held) = running else {
        files::insert(sql, new_id, &terms.customer_id, Life::begin(&bought, today), now)?;
        return delivered(sql, new_id, 0);
    };
    let mut life = held.life.clone();
    let is_as_agreed = |one: &&purposes::Purpose| {
        one.subscription.as_ref() == Some(&held.id) && one.version == Some(held.version)
    };
    let agreed = purpose.as_ref().filter(is_as_agreed);
    bought.agreed_on = agreed.map(|_| day_in(zone, order.created_at));
    files::weigh(sql, &mut life, bought.agreed_on.unwrap_or(today))?;
    let beyond = match purpose.map(|purpose| purpose.about) {
        Some(About::Change) if bought.agreed_on.is_some() => life.change(&bought, today),
        // Something else was decided since it was ordered: nothing ends for its money alone.
        Some(About::Change) => {
            let current = life.current(today).map(|now| now.sold.plan.clone());
            let current = current.map_or(Ok(None), |plan| subscriptions::rank(sql, &plan))?;
            let wished = subscriptions::rank(sql, plan)?;
            let ranks = (current.unwrap_or_default(), wished.unwrap_or_default());
            life.change_late(&bought, ranks, today)
        }
        Some(About::Renewal | About::Addition) => life.extend(&bought, today),
        None if life.goes_on_with(plan) => life.extend(&bought, today),
        None => {
            // A new one ends the active one; the customer was told what is given up.
            life.replace(today);
            files::write(sql, &held, life, Writing::Decided, now)?;
            let begun = Life::begin(&bought, today);
            files::insert(sql, new_id, &terms.customer_id, begun, now)?;
            return delivered(sql, new_id, 0);
        }
    };
    files::write(sql, &held, life, Writing::Decided, now)?;
    delivered(sql, &held.id, beyond)
}

fn delivered(sql: &Connection, id: &str, beyond: i64) -> Result<Delivered, StoreError> {
    let kept = files::by_id(sql, id)?
        .ok_or_else(|| StoreError::Broken("a subscription vanished".to_owned()))?;
    let until = kept.life.paid_until();
    Ok(Delivered { until, beyond: (beyond > 0).then_some((kept, beyond)) })
}

/// Takes away the time that an order has paid for; what follows begins earlier.
pub fn take_back(
    sql: &Connection,
    order: &StoredOrder,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let Some(held) = files::of_order(sql, &order.id)? else { return Ok(()) };
    let mut life = held.life.clone();
    let beyond = life.take_back(&order.id, held.day_at(now));
    files::write(sql, &held, life.clone(), Writing::Decided, now)?;
    for period in life.periods.iter().filter(|period| !period.is_empty()) {
        let statement = "UPDATE orders SET valid_until = $2 WHERE id = $1 \
             AND fulfilled_at IS NOT NULL";
        if let Some(paid_by) = &period.order {
            change(sql, statement, params![paid_by.as_str(), period.end.map(day)])?;
        }
    }
    files::credit(sql, &life, beyond, (held.day_at(now), now)).map(drop)
}

#[cfg(test)]
mod tests;
