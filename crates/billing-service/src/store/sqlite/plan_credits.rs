//! The credits that a plan grants: at once for the month in which it begins, then month by month.
//!
//! Months are counted from the day on which the plan began ([`grant`]): one that began on 31 January
//! goes on on 28 February and 31 March. On the first day of each month for which a subscription
//! runs, its credits come once; what is left of the month before has run out then. Whoever looks
//! after it may be late or may be stopped anywhere ([`catch_up`]): each step is taken in the order
//! in which it was due, and a month that was granted for is never granted for again. A pause makes
//! the running month longer and all others later ([`put_later`]), as it does with what is paid for;
//! never do more months come than were paid for.

use super::columns::{change, day, first_row, moment, rows};
use super::{accounts, credit_grants, plans};
use crate::credits::words;
use crate::store::{Movement, NewGrant, Occasion, StoreError};
use crate::subscription::calendar::{Term, days_later};
use billing_contract::{CreditTransactionType, CustomerId, GrantSource, PlanId};
use chrono::{DateTime, Days, Months, NaiveDate, NaiveTime, Utc};
use rusqlite::{Connection, params};

const A_DAY: Days = Days::new(1);
const SHORTEST_MONTH: i64 = 28;
const LONGEST_MONTH: i64 = 31;
/// So many steps for one customer at once; the rest waits for the next time.
const MOST_STEPS: usize = 400;

/// A period of a subscription.
pub struct Begun<'a> {
    /// Whose it is.
    pub subscription: &'a str,
    /// Of what.
    pub plan: &'a PlanId,
    /// Its first day.
    pub start: NaiveDate,
    /// The first day after it; none for a lifetime.
    pub end: Option<NaiveDate>,
}

/// A plan's period begins: the credits of its running month come at once, unless they have come or
/// its time is over already.
///
/// What is left of another plan's month stays until that month is over.
pub fn grant(
    sql: &Connection,
    customer: &CustomerId,
    begun: &Begun<'_>,
    new_id: &str,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let (plan, start) = (begun.plan, begun.start);
    let subscribed = Subscribed { id: begun.subscription.to_owned(), plan: plan.clone() };
    // Where the customer is, it may be a day later or earlier than here.
    let today = now.date_naive();
    if start > today + A_DAY {
        return look_on(sql, customer, start);
    }
    let quota = quota(sql, customer)?.filter(|quota| quota.is_of(&subscribed));
    let anchor = quota.map_or(start, |quota| quota.anchor);
    if anchor > today + A_DAY {
        // Granted before months were counted.
        return Ok(());
    }
    let mut month = Month::around(anchor, today.max(anchor))?;
    if is_granted(sql, &subscribed, month)? && month.next <= today + A_DAY {
        month = Month::around(anchor, month.next)?;
    }
    if begun.end.is_some_and(|end| end <= today.max(month.first)) {
        // Nobody looked while it ran; what was due then comes in its turn.
        return Ok(());
    }
    // The months before it first; its own comes with the period that begins.
    catch_up_before(sql, customer, month.first, now)?;
    begin_month(sql, customer, &subscribed, month, anchor)?;
    if is_granted(sql, &subscribed, month)? || !is_paid_for(sql, &subscribed)? {
        return Ok(());
    }
    let locale = accounts::locale(sql, customer)?;
    let name = plans::text(sql, plan, &locale)?.0;
    let come = Coming {
        id: new_id.to_owned(),
        source: "order",
        description: words::bought(&locale, &name),
    };
    give(sql, customer, &subscribed, month, come, now)
}

/// Customers behind one of them, in their order, of whose credits something runs out or is granted
/// by now.
pub fn due(
    sql: &Connection,
    now: DateTime<Utc>,
    after: Option<&CustomerId>,
    limit: u32,
) -> Result<Vec<CustomerId>, StoreError> {
    // What is due is little; by the indexes of customers all that there is would be looked through.
    let question = "SELECT +customer_id AS customer_id FROM credit_grants WHERE remaining > 0 \
         AND expires_at <= $1 AND +customer_id > $3 \
         UNION SELECT +customer_id FROM credit_balances WHERE quota_reset_date <= $2 \
         AND +customer_id > $3 ORDER BY 1 LIMIT $4";
    let after = after.map_or("", CustomerId::as_str);
    let values = params![moment(now), day(now.date_naive()), after, limit];
    rows(sql, question, values, |row| row.id("customer_id"))
}

/// Takes every step that is due of one customer, in the order in which they were; how many.
pub fn catch_up(
    sql: &Connection,
    customer: &CustomerId,
    now: DateTime<Utc>,
) -> Result<usize, StoreError> {
    catch_up_before(sql, customer, NaiveDate::MAX, now)
}

/// The same, however many steps there are: before credits go, all that has run out must be gone.
pub fn catch_up_with_all(
    sql: &Connection,
    customer: &CustomerId,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    while catch_up(sql, customer, now)? == MOST_STEPS {}
    Ok(())
}

/// Makes the running month of a subscription so many days longer, and all that follow so much later,
/// because the subscription does not run meanwhile; shorter and earlier for days below zero, because
/// it runs again.
///
/// From then on months are counted from the end of this one, as what is paid for is.
pub fn put_later(
    sql: &Connection,
    customer: &CustomerId,
    subscription: &str,
    days: i64,
    today: NaiveDate,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    catch_up_with_all(sql, customer, now)?;
    let quota = quota(sql, customer)?.filter(|quota| quota.subscription == subscription);
    let Some(quota) = quota else { return Ok(()) };
    // Where the customer is, it may be a day later than here, and the month have begun.
    let today = today.max(now.date_naive());
    let end =
        if quota.anchor > today { quota.anchor } else { Month::around(quota.anchor, today)?.next };
    let later = days_later(end, days);
    let statement = "UPDATE credit_grants SET expires_at = $4 \
         WHERE subscription_id = $1 AND plan_id = $2 AND expires_at = $3";
    let (plan, midnights) = (quota.plan.as_str(), (moment(midnight(end)), moment(midnight(later))));
    change(sql, statement, params![subscription, plan, midnights.0, midnights.1])?;
    let statement = "UPDATE credit_balances SET quota_anchor = $3, quota_reset_date = \
         CASE WHEN quota_reset_date = $2 THEN $3 ELSE quota_reset_date END WHERE customer_id = $1";
    change(sql, statement, [customer.as_str(), &day(end), &day(later)]).map(drop)
}

/// The same of months that begin before a day, and of whatever has run out.
fn catch_up_before(
    sql: &Connection,
    customer: &CustomerId,
    day: NaiveDate,
    now: DateTime<Utc>,
) -> Result<usize, StoreError> {
    for taken in 0..MOST_STEPS {
        let overdue = credit_grants::first_overdue(sql, customer, now)?;
        let is_due = |reset: &NaiveDate| *reset < day && midnight(*reset) <= now;
        let reset = reset_date(sql, customer)?.filter(is_due);
        match (overdue, reset) {
            (Some(overdue), reset)
                if reset.is_none_or(|reset| overdue.expired_at <= midnight(reset)) =>
            {
                credit_grants::expire(sql, customer, &overdue, now)?;
            }
            (_, Some(reset)) => turn_month(sql, customer, reset, now)?,
            (_, None) => return Ok(taken),
        }
    }
    Ok(MOST_STEPS)
}

/// A month of a subscription has begun: its credits come if the subscription runs.
fn turn_month(
    sql: &Connection,
    customer: &CustomerId,
    first: NaiveDate,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let quota = quota(sql, customer)?;
    let Some(subscribed) = running(sql, customer, first)? else {
        // Nobody knows whether it goes on; the months do.
        let anchor = quota.map_or(first, |quota| quota.anchor);
        set_reset(sql, customer, Month::around(anchor, first)?)?;
        return start_over(sql, customer);
    };
    let quota = quota.filter(|quota| quota.is_of(&subscribed));
    let anchor = quota.map_or(first, |quota| quota.anchor.min(first));
    let month = Month::around(anchor, first)?;
    begin_month(sql, customer, &subscribed, month, anchor)?;
    if is_granted(sql, &subscribed, month)? || !is_paid_for(sql, &subscribed)? {
        return Ok(());
    }
    let locale = accounts::locale(sql, customer)?;
    let name = plans::text(sql, &subscribed.plan, &locale)?.0;
    let come = Coming {
        id: format!("{}-{}", subscribed.id, month.first),
        source: "plan",
        description: words::granted(&locale, &name, month.first),
    };
    give(sql, customer, &subscribed, month, come, now)
}

/// Whose plan grants.
struct Subscribed {
    id: String,
    plan: PlanId,
}

/// The movement by which a month's credits come.
struct Coming {
    id: String,
    source: &'static str,
    description: String,
}

fn give(
    sql: &Connection,
    customer: &CustomerId,
    subscribed: &Subscribed,
    month: Month,
    coming: Coming,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let amount = quota_of(sql, &subscribed.plan)?;
    if amount == 0 {
        return Ok(());
    }
    let grant = NewGrant {
        movement: Movement {
            id: coming.id,
            kind: CreditTransactionType::Earn,
            amount,
            source: coming.source.into(),
            description: coming.description,
            at: now,
        },
        source: GrantSource::Plan,
        expires_at: Some(midnight(month.next)),
        occasion: Occasion::Month {
            subscription: subscribed.id.clone(),
            plan: subscribed.plan.clone(),
            first: month.first,
        },
    };
    credit_grants::give(sql, customer, &grant).map(drop)
}

fn quota_of(sql: &Connection, plan: &PlanId) -> Result<i64, StoreError> {
    let question = "SELECT credits_monthly FROM plans WHERE id = $1";
    let credits = first_row(sql, question, [plan.as_str()], |row| row.get("credits_monthly"))?;
    credits.ok_or_else(|| StoreError::Broken("no such plan".to_owned()))
}

fn is_granted(sql: &Connection, subscribed: &Subscribed, month: Month) -> Result<bool, StoreError> {
    let question = "SELECT 1 FROM credit_grants WHERE subscription_id = $1 AND plan_id = $2 \
         AND month = $3";
    let values = [&subscribed.id, subscribed.plan.as_str(), &day(month.first)];
    Ok(first_row(sql, question, values, |_| Ok(()))?.is_some())
}

/// Whether fewer months of a plan have been granted for than were paid for. Months that begin after
/// pauses can be shorter than those they were paid as; no credits come of that.
fn is_paid_for(sql: &Connection, subscribed: &Subscribed) -> Result<bool, StoreError> {
    let question = "SELECT count(*) AS months FROM credit_grants \
         WHERE subscription_id = $1 AND plan_id = $2";
    let values = [&subscribed.id, subscribed.plan.as_str()];
    let granted: i64 = first_row(sql, question, values, |row| row.get("months"))?.unwrap_or(0);
    let question = "SELECT subscription_type, start_date, end_date, paused_days \
         FROM subscription_periods WHERE subscription_id = $1 AND plan_id = $2";
    let paid = rows(sql, question, values, |row| {
        let Some(end) = row.optional_day("end_date")? else { return Ok(None) };
        let days = (end - row.day("start_date")?).num_days() - row.get::<i64>("paused_days")?;
        let months = Term::of(row.subscription_type("subscription_type")?).and_then(Term::months);
        let months = i64::from(months.unwrap_or_default());
        // Periods from before months were counted are as long as they are.
        let is_one = days <= months * LONGEST_MONTH;
        Ok(Some(if is_one { months } else { days / SHORTEST_MONTH + 1 }))
    })?;
    let paid = paid.into_iter().sum::<Option<i64>>();
    Ok(paid.is_none_or(|paid| granted < paid))
}

/// The subscription that runs on a day and for more than that day: its last day here may already be
/// over where the customer is.
///
/// Its periods say so and not its row, which tells where it stands now: whoever comes late grants
/// for a day on which it still ran.
fn running(
    sql: &Connection,
    customer: &CustomerId,
    on: NaiveDate,
) -> Result<Option<Subscribed>, StoreError> {
    let question = "SELECT s.id, p.plan_id FROM subscriptions s \
         JOIN subscription_periods p ON p.subscription_id = s.id \
         WHERE s.customer_id = $1 AND p.start_date <= $2 \
         AND (p.end_date IS NULL OR p.end_date > $2) \
         AND (s.ended_on IS NULL OR s.ended_on > $2) \
         AND (s.paused_since IS NULL OR s.paused_since > $2 OR s.paused_until <= $2) \
         AND EXISTS (SELECT 1 FROM subscription_periods l WHERE l.subscription_id = s.id \
             AND (l.end_date IS NULL OR l.end_date > $3)) \
         ORDER BY s.id DESC, p.number DESC LIMIT 1";
    first_row(sql, question, [customer.as_str(), &day(on), &day(on + A_DAY)], |row| {
        Ok(Subscribed { id: row.get("id")?, plan: row.id("plan_id")? })
    })
}

/// By what a customer's months are counted.
struct Quota {
    subscription: String,
    plan: PlanId,
    anchor: NaiveDate,
}

impl Quota {
    fn is_of(&self, subscribed: &Subscribed) -> bool {
        self.subscription == subscribed.id && self.plan == subscribed.plan
    }
}

fn quota(sql: &Connection, customer: &CustomerId) -> Result<Option<Quota>, StoreError> {
    let question = "SELECT quota_subscription, quota_plan, quota_anchor FROM credit_balances \
         WHERE customer_id = $1";
    let found = first_row(sql, question, [customer.as_str()], |row| {
        let subscription: Option<String> = row.get("quota_subscription")?;
        let named = subscription.zip(row.optional_id::<PlanId>("quota_plan")?);
        let anchor = row.optional_day("quota_anchor")?;
        Ok(named.zip(anchor).map(|((subscription, plan), anchor)| Quota {
            subscription,
            plan,
            anchor,
        }))
    })?;
    Ok(found.flatten())
}

fn reset_date(sql: &Connection, customer: &CustomerId) -> Result<Option<NaiveDate>, StoreError> {
    let question = "SELECT quota_reset_date FROM credit_balances WHERE customer_id = $1";
    let found =
        first_row(sql, question, [customer.as_str()], |row| row.optional_day("quota_reset_date"))?;
    Ok(found.flatten())
}

/// Counts months, and what is used in them, from this one on.
fn begin_month(
    sql: &Connection,
    customer: &CustomerId,
    subscribed: &Subscribed,
    month: Month,
    anchor: NaiveDate,
) -> Result<(), StoreError> {
    let statement = "INSERT INTO credit_balances (customer_id, total_credits, used_credits, \
         monthly_quota, quota_anchor, quota_subscription, quota_plan) \
         VALUES ($1, 0, 0, $2, $3, $4, $5) ON CONFLICT (customer_id) DO UPDATE SET \
         monthly_quota = excluded.monthly_quota, quota_anchor = excluded.quota_anchor, \
         quota_subscription = excluded.quota_subscription, quota_plan = excluded.quota_plan";
    let values = params![
        customer.as_str(),
        quota_of(sql, &subscribed.plan)?,
        day(anchor),
        subscribed.id,
        subscribed.plan.as_str(),
    ];
    change(sql, statement, values)?;
    set_reset(sql, customer, month)?;
    if is_granted(sql, subscribed, month)? { Ok(()) } else { start_over(sql, customer) }
}

/// Nothing has been used of the month that begins.
fn start_over(sql: &Connection, customer: &CustomerId) -> Result<(), StoreError> {
    let statement = "UPDATE credit_balances SET total_credits = total_credits - used_credits, \
         used_credits = 0 WHERE customer_id = $1";
    change(sql, statement, [customer.as_str()]).map(drop)
}

/// Looks again when a month is over, or earlier if another subscription begins within it.
fn set_reset(sql: &Connection, customer: &CustomerId, month: Month) -> Result<(), StoreError> {
    let statement = "UPDATE credit_balances SET quota_reset_date = min($3, coalesce( \
         (SELECT min(start_date) FROM subscriptions WHERE customer_id = $1 AND start_date > $2), \
         $3)) WHERE customer_id = $1";
    change(sql, statement, [customer.as_str(), &day(month.first), &day(month.next)]).map(drop)
}

/// Looks again on a day, or earlier if that is planned.
fn look_on(sql: &Connection, customer: &CustomerId, on: NaiveDate) -> Result<(), StoreError> {
    let statement = "INSERT INTO credit_balances (customer_id, total_credits, used_credits, \
         monthly_quota, quota_reset_date) VALUES ($1, 0, 0, 0, $2) ON CONFLICT (customer_id) \
         DO UPDATE SET quota_reset_date = min(coalesce(quota_reset_date, $2), $2)";
    change(sql, statement, [customer.as_str(), &day(on)]).map(drop)
}

/// A month that is counted from some day on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Month {
    first: NaiveDate,
    /// The first day of the next one.
    next: NaiveDate,
}

impl Month {
    /// The month in which a day is, counted from `anchor`; the first one for a day before it.
    fn around(anchor: NaiveDate, on: NaiveDate) -> Result<Self, StoreError> {
        let far = || StoreError::Broken("a month beyond all calendars".to_owned());
        let of = |count| anchor.checked_add_months(Months::new(count)).ok_or_else(far);
        // No month is longer than 31 days, so this is not too many.
        let mut count = u32::try_from((on - anchor).num_days() / 31).unwrap_or_default();
        loop {
            let month = Self { first: of(count)?, next: of(count + 1)? };
            if on < month.next {
                return Ok(month);
            }
            count += 1;
        }
    }
}

fn midnight(day: NaiveDate) -> DateTime<Utc> {
    day.and_time(NaiveTime::MIN).and_utc()
}

#[cfg(test)]
pub(super) mod tests;
