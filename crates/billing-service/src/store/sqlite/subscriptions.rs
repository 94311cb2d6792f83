//! Subscriptions: what is told of them, and what is done with them.

use super::columns::{change, first_row, moment};
use super::subscription_files::{self as files, Kept, Writing};
use super::{
    SqliteStore, accounts, occurrences, plans, repeats, subscription_looks as looks,
    subscription_orders as purposes,
};
use crate::store::{
    Acted, Completing, Deed, HeldSubscription, Looked, NewOrder, PlacedChange, PlannedChange,
    StoreError, SubscriptionAct, SubscriptionFile, SubscriptionLook, Subscriptions,
};
use crate::subscription::calendar::day_in;
use crate::subscription::machine::{Life, NotNow, Rank, Sold};
use async_trait::async_trait;
use billing_contract::{
    AttemptState, Credits, CustomerId, PastDueReason, PlanId, ScheduledChange, Subscription,
    SubscriptionAction, SubscriptionStatus,
};
use chrono::{DateTime, NaiveDate, Utc};
use rusqlite::{Connection, params};

const CLOCK_AHEAD: &str = "clock_ahead_seconds";

#[async_trait]
impl Subscriptions for SqliteStore {
    async fn subscription(
        &self,
        customer: &CustomerId,
        locale: &str,
        now: DateTime<Utc>,
    ) -> Result<Option<Subscription>, StoreError> {
        let (customer, locale) = (customer.clone(), locale.to_owned());
        self.readers.read(move |sql| of_customer(sql, &customer, &locale, now)).await
    }

    async fn subscription_file(
        &self,
        customer: &CustomerId,
        plan: Option<PlanId>,
    ) -> Result<Option<SubscriptionFile>, StoreError> {
        let customer = customer.clone();
        self.readers.read(move |sql| file(sql, &customer, plan.as_ref())).await
    }

    async fn plan_name(&self, plan: &PlanId, locale: &str) -> Result<Option<String>, StoreError> {
        let (plan, locale) = (plan.clone(), locale.to_owned());
        self.readers
            .read(move |sql| {
                let is_there = rank(sql, &plan)?.is_some();
                is_there.then(|| Ok(plans::text(sql, &plan, &locale)?.0)).transpose()
            })
            .await
    }

    async fn act_on_subscription(&self, act: SubscriptionAct) -> Result<Acted, StoreError> {
        self.writer.write(move |sql| do_it(sql, &act)).await
    }

    async fn place_change(
        &self,
        order: NewOrder,
        change: PlannedChange,
        completing: Option<Completing>,
    ) -> Result<PlacedChange, StoreError> {
        self.writer
            .write(move |sql| {
                let placed = purposes::place_change(sql, &order, &change)?;
                if let (PlacedChange::Made(file) | PlacedChange::Found(file), Some(completing)) =
                    (&placed, &completing)
                {
                    repeats::complete(sql, &completing(file)?)?;
                }
                Ok(placed)
            })
            .await
    }

    async fn subscriptions_to_look_at(
        &self,
        now: DateTime<Utc>,
        limit: u32,
    ) -> Result<Vec<String>, StoreError> {
        self.readers.read(move |sql| looks::to_look_at(sql, now, limit)).await
    }

    async fn look_at_subscription(&self, look: SubscriptionLook) -> Result<Looked, StoreError> {
        self.writer.write(move |sql| looks::look(sql, &look)).await
    }

    async fn look_at_subscription_again(
        &self,
        id: &str,
        at: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let id = id.to_owned();
        self.writer.write(move |sql| looks::look_again(sql, &id, at)).await
    }

    async fn clock_ahead(&self) -> Result<i64, StoreError> {
        self.readers
            .read(|sql| {
                let question = "SELECT fact FROM service_facts WHERE name = $1";
                let fact =
                    first_row(sql, question, [CLOCK_AHEAD], |row| row.get::<String>("fact"))?;
                Ok(fact.and_then(|fact| fact.parse().ok()).unwrap_or_default())
            })
            .await
    }

    async fn keep_clock_ahead(&self, seconds: i64) -> Result<(), StoreError> {
        self.writer
            .write(move |sql| {
                let statement = "INSERT INTO service_facts (name, fact) VALUES ($1, $2) \
                     ON CONFLICT (name) DO UPDATE SET fact = excluded.fact \
                     WHERE CAST(fact AS INTEGER) < CAST(excluded.fact AS INTEGER)";
                change(sql, statement, params![CLOCK_AHEAD, seconds.to_string()]).map(drop)
            })
            .await
    }
}

/// The customer's newest subscription as of now.
pub fn of_customer(
    sql: &Connection,
    customer: &CustomerId,
    locale: &str,
    now: DateTime<Utc>,
) -> Result<Option<Subscription>, StoreError> {
    let Some(kept) = files::newest(sql, customer)? else { return Ok(None) };
    told(sql, &kept, locale, now).map(Some)
}

/// Where the customer's newest subscription stands on a day.
pub fn status_on(
    sql: &Connection,
    customer: &CustomerId,
    today: NaiveDate,
) -> Result<Option<SubscriptionStatus>, StoreError> {
    Ok(files::newest(sql, customer)?.map(|kept| kept.life.status(today)))
}

fn told(
    sql: &Connection,
    kept: &Kept,
    locale: &str,
    now: DateTime<Utc>,
) -> Result<Subscription, StoreError> {
    let (life, today) = (&kept.life, kept.day_at(now));
    let shown = files::shown(life, today);
    let shown = shown.ok_or_else(|| StoreError::Broken("a life without periods".to_owned()))?;
    let name = |plan: &PlanId| Ok::<_, StoreError>(plans::text(sql, plan, locale)?.0);
    let waiting = life.next.clone().zip(life.paid_until());
    let scheduled_change = match shown.followed_by.or(waiting) {
        Some((next, effective_date)) if !life.is_over(today) => Some(ScheduledChange {
            plan_name: name(&next.plan)?,
            subscription_type: next.term.subscription_type(),
            plan_id: next.plan,
            effective_date,
        }),
        _ => None,
    };
    let status = life.status(today);
    let renewal = purposes::open_renewal(sql, &kept.id, life.next_number())?;
    let is_unpaid = matches!(status, SubscriptionStatus::Grace | SubscriptionStatus::PastDue);
    let past_due_reason = is_unpaid.then(|| match &renewal {
        None => PastDueReason::NotOrdered,
        Some(file) => {
            let newest = file.newest_attempt().map(|attempt| attempt.state);
            let is_declined = newest == Some(AttemptState::Failed);
            if is_declined { PastDueReason::Declined } else { PastDueReason::Unpaid }
        }
    });
    Ok(Subscription {
        plan_name: name(&shown.sold.plan)?,
        plan_id: shown.sold.plan,
        subscription_type: shown.sold.term.subscription_type(),
        start_date: shown.start,
        end_date: shown.end,
        status,
        remaining_days: shown.end.map(|end| (end - today).num_days().max(0)),
        auto_renew: life.renews,
        scheduled_change,
        paid_until: life.paid_until(),
        paused_until: life.pause.filter(|pause| pause.holds_on(today)).map(|pause| pause.until),
        renewal_order_id: renewal.filter(|_| !life.is_over(today)).map(|file| file.order.id),
        past_due_reason,
        credits: credits(sql, &kept.customer)?,
        available_actions: actions(sql, kept, today)?,
    })
}

/// What can be done on a day. A lifetime can be upgraded only if a greater plan is sold for life.
fn actions(
    sql: &Connection,
    kept: &Kept,
    today: NaiveDate,
) -> Result<Vec<SubscriptionAction>, StoreError> {
    let mut actions = kept.life.available_actions(today);
    let current = kept.life.current(today).filter(|current| current.end.is_none());
    if let Some(current) = current {
        let question = "SELECT 1 AS is_sold FROM plans p JOIN plan_prices c ON c.plan_id = p.id \
             WHERE p.is_offered = 1 AND c.subscription_type = 'lifetime' \
             AND p.position > (SELECT position FROM plans WHERE id = $1) \
             AND c.currency = (SELECT currency FROM customers WHERE id = $2) LIMIT 1";
        let asked = [current.sold.plan.as_str(), kept.customer.as_str()];
        let is_sold = first_row(sql, question, asked, |row| row.get::<i64>("is_sold"))?.is_some();
        actions.retain(|action| is_sold || *action != SubscriptionAction::Upgrade);
    }
    Ok(actions)
}

fn file(
    sql: &Connection,
    customer: &CustomerId,
    plan: Option<&PlanId>,
) -> Result<Option<SubscriptionFile>, StoreError> {
    let Some(account) = accounts::by_id(sql, customer)? else { return Ok(None) };
    let held = match files::newest(sql, customer)? {
        Some(kept) => Some(held(sql, kept)?),
        None => None,
    };
    Ok(Some(SubscriptionFile {
        currency: account.currency,
        zone: files::zone(sql, customer)?,
        held,
        rank_of_wish: plan.map_or(Ok(None), |plan| rank(sql, plan))?,
        trial_days: plan.map_or(Ok(None), |plan| trial_days(sql, plan))?.unwrap_or_default(),
    }))
}

fn held(sql: &Connection, kept: Kept) -> Result<HeldSubscription, StoreError> {
    let mut life = kept.life;
    files::weigh(sql, &mut life, NaiveDate::MIN)?;
    let mut orders_hold_minor = 0;
    for order in files::orders_of(&life) {
        orders_hold_minor += files::held_by(sql, &order)?;
    }
    let question = "SELECT plan_id FROM subscriptions WHERE id = $1";
    let plan: Option<PlanId> = first_row(sql, question, [&kept.id], |row| row.id("plan_id"))?;
    Ok(HeldSubscription {
        rank: plan.map_or(Ok(None), |plan| rank(sql, &plan))?.unwrap_or_default(),
        id: kept.id,
        version: kept.version,
        orders_hold_minor,
        life,
    })
}

/// Where a plan stands among all plans.
pub fn rank(sql: &Connection, plan: &PlanId) -> Result<Option<Rank>, StoreError> {
    let question = "SELECT position FROM plans WHERE id = $1";
    first_row(sql, question, [plan.as_str()], |row| row.get("position"))
}

fn trial_days(sql: &Connection, plan: &PlanId) -> Result<Option<i64>, StoreError> {
    let question = "SELECT trial_days FROM plans WHERE id = $1";
    first_row(sql, question, [plan.as_str()], |row| row.get("trial_days"))
}

/// Begins a trial, unless the customer has ever had a plan.
fn try_out(
    sql: &Connection,
    act: &SubscriptionAct,
    (sold, days, new_id): (&Sold, i64, &str),
) -> Result<Acted, StoreError> {
    let today = day_in(files::zone(sql, &act.customer)?, act.now);
    let life = Life::try_out(sold.clone(), days, today);
    files::insert(sql, new_id, &act.customer, life, act.now)?;
    let begun = files::by_id(sql, new_id)?;
    let begun = begun.ok_or_else(|| StoreError::Broken("a trial vanished".to_owned()))?;
    note(sql, &begun, act, begun.version)?;
    occurrences::of_deed(sql, &begun, &begun.life, &act.deed, begun.version, act.now)?;
    done(sql, act)
}

fn do_it(sql: &Connection, act: &SubscriptionAct) -> Result<Acted, StoreError> {
    let newest = files::newest(sql, &act.customer)?;
    let kept = match (newest, &act.deed) {
        (Some(_), Deed::TryOut { .. }) => return Ok(Acted::Refused(NotNow::State)),
        (None, Deed::TryOut { sold, days, new_id }) => {
            return try_out(sql, act, (sold, *days, new_id));
        }
        (None, _) => return Ok(Acted::Missing),
        (Some(kept), _) => kept,
    };
    if act.version.is_some_and(|version| version != kept.version) {
        return Ok(Acted::Stale);
    }
    let (now, today) = (act.now, kept.day_at(act.now));
    let mut life: Life = kept.life.clone();
    files::weigh(sql, &mut life, today)?;
    let released = match &act.deed {
        Deed::CancelAtTheEnd => life.cancel_at_the_end(today).map(|()| 0),
        Deed::CancelNow => life.cancel_now(today),
        Deed::Pause(until) => life.pause(today, *until).map(|()| 0),
        Deed::Resume(named) => life.resume(*named, today).map(|()| 0),
        Deed::Schedule(sold) => {
            life.schedule(sold.clone());
            Ok(0)
        }
        Deed::TryOut { .. } => Err(NotNow::State),
    };
    let released = match released {
        Ok(released) => released,
        Err(refused) => return Ok(Acted::Refused(refused)),
    };
    files::write(sql, &kept, life.clone(), Writing::Decided, now)?;
    note(sql, &kept, act, kept.version + 1)?;
    occurrences::of_deed(sql, &kept, &life, &act.deed, kept.version + 1, now)?;
    files::credit(sql, &life, released, (today, now))?;
    done(sql, act)
}

fn done(sql: &Connection, act: &SubscriptionAct) -> Result<Acted, StoreError> {
    let Some(told) = of_customer(sql, &act.customer, &act.locale, act.now)? else {
        return Ok(Acted::Missing);
    };
    if let Some(completing) = &act.completing {
        repeats::complete(sql, &completing(&told)?)?;
    }
    Ok(Acted::Done(Box::new(told)))
}

fn note(
    sql: &Connection,
    kept: &Kept,
    act: &SubscriptionAct,
    version: i64,
) -> Result<(), StoreError> {
    let statement = "INSERT INTO subscription_deeds (subscription_id, version, deed, user_id, \
         reason, comment, done_at) VALUES ($1, $2, $3, $4, $5, $6, $7)";
    let values = params![
        kept.id,
        version,
        act.deed.as_str(),
        act.by.as_str(),
        act.why.reason,
        act.why.comment,
        moment(act.now),
    ];
    change(sql, statement, values).map(drop)
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
