//! The credits that a plan brings.

use super::columns::{change, day, first_row};
use super::{accounts, credits, plans};
use crate::credits::words;
use crate::store::{Movement, StoreError};
use billing_contract::{CreditTransactionType, CustomerId, PlanId};
use chrono::{DateTime, Days, Utc};
use rusqlite::{Connection, params};

const DAYS_OF_A_MONTH: u64 = 30;

/// A plan that begins grants the credits of its first month at once.
pub fn grant(
    sql: &Connection,
    customer: &CustomerId,
    plan: &PlanId,
    new_id: &str,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let today = now.date_naive();
    let question = "SELECT credits_monthly FROM plans WHERE id = $1";
    let credits = first_row(sql, question, [plan.as_str()], |row| row.get("credits_monthly"))?;
    let credits: i64 = credits.ok_or_else(|| StoreError::Broken("no such plan".to_owned()))?;
    let account = accounts::by_id(sql, customer)?;
    let locale = account.map(|stored| stored.account.locale).unwrap_or_default();
    credits::carry_forward(sql, customer, &locale, new_id, now)?;
    let movement = Movement {
        id: new_id.to_owned(),
        kind: CreditTransactionType::Earn,
        amount: credits,
        source: "order",
        description: words::bought(&locale, &plans::text(sql, plan, &locale)?.0),
        at: now,
    };
    credits::record(sql, customer, &movement)?;
    let statement = "INSERT INTO credit_balances (customer_id, total_credits, used_credits, \
         monthly_quota, quota_reset_date) VALUES ($1, $2, 0, $2, $3) \
         ON CONFLICT (customer_id) DO UPDATE SET total_credits = total_credits + $2, \
         monthly_quota = $2, quota_reset_date = $3";
    let next_month = day(today + Days::new(DAYS_OF_A_MONTH));
    change(sql, statement, params![customer.as_str(), credits, next_month]).map(drop)
}
