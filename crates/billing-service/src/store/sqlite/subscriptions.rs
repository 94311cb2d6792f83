//! Subscriptions and their credits.

use super::columns::first_row;
use super::plans;
use crate::store::StoreError;
use billing_contract::{
    Credits, CustomerId, PlanId, ScheduledChange, Subscription, SubscriptionStatus,
};
use chrono::NaiveDate;
use rusqlite::Connection;

/// The customer's newest subscription as of `today`.
pub fn of_customer(
    sql: &Connection,
    customer: &CustomerId,
    locale: &str,
    today: NaiveDate,
) -> Result<Option<Subscription>, StoreError> {
    let credits = credits(sql, customer)?;
    let question = "SELECT * FROM subscriptions WHERE customer_id = $1 ORDER BY id DESC LIMIT 1";
    first_row(sql, question, [customer.as_str()], |row| {
        let plan_id: PlanId = row.id("plan_id")?;
        let end_date = row.optional_day("end_date")?;
        let scheduled_change = match row.optional_id::<PlanId>("scheduled_plan_id")? {
            Some(plan_id) => Some(ScheduledChange {
                plan_name: plans::text(sql, &plan_id, locale)?.0,
                subscription_type: row.subscription_type("scheduled_type")?,
                effective_date: row.day("scheduled_date")?,
                plan_id,
            }),
            None => None,
        };
        Ok(Subscription {
            plan_name: plans::text(sql, &plan_id, locale)?.0,
            plan_id,
            subscription_type: row.subscription_type("subscription_type")?,
            start_date: row.day("start_date")?,
            end_date,
            status: status_on(today, row.subscription_status("status")?, end_date),
            remaining_days: end_date.map(|end| (end - today).num_days().max(0)),
            auto_renew: row.get("auto_renew")?,
            scheduled_change,
            credits,
            available_actions: Vec::new(),
        })
    })
}

/// A subscription that runs out does so by the calendar, whether or not anybody noted it.
pub fn status_on(
    today: NaiveDate,
    stored: SubscriptionStatus,
    end_date: Option<NaiveDate>,
) -> SubscriptionStatus {
    use SubscriptionStatus::{Active, CancelScheduled, Cancelled, Expired, Trialing};
    let is_past = end_date.is_some_and(|end| end < today);
    match stored {
        Active | Trialing if is_past => Expired,
        CancelScheduled if is_past => Cancelled,
        other => other,
    }
}

fn credits(sql: &Connection, customer: &CustomerId) -> Result<Credits, StoreError> {
    let question = "SELECT * FROM credit_balances WHERE customer_id = $1";
    let credits = first_row(sql, question, [customer.as_str()], |row| {
        let total_credits: i64 = row.get("total_credits")?;
        let used_credits: i64 = row.get("used_credits")?;
        let debt: i64 = row.get("debt")?;
        Ok(Credits {
            total_credits,
            available_credits: total_credits - used_credits,
            used_credits,
            debt: (debt > 0).then_some(debt),
            monthly_quota: row.get("monthly_quota")?,
            quota_reset_date: row.optional_day("quota_reset_date")?,
        })
    })?;
    Ok(credits.unwrap_or(Credits {
        total_credits: 0,
        available_credits: 0,
        used_credits: 0,
        debt: None,
        monthly_quota: 0,
        quota_reset_date: None,
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_subscription_ends_by_the_calendar() {
        let today = NaiveDate::from_ymd_opt(2026, 6, 18).unwrap();
        let yesterday = today.pred_opt();
        let on = |stored, end| status_on(today, stored, end);
        assert_eq!(on(SubscriptionStatus::Active, Some(today)), SubscriptionStatus::Active);
        assert_eq!(on(SubscriptionStatus::Active, yesterday), SubscriptionStatus::Expired);
        assert_eq!(on(SubscriptionStatus::Active, None), SubscriptionStatus::Active);
        assert_eq!(
            on(SubscriptionStatus::CancelScheduled, yesterday),
            SubscriptionStatus::Cancelled
        );
        assert_eq!(on(SubscriptionStatus::Paused, yesterday), SubscriptionStatus::Paused);
    }
}
