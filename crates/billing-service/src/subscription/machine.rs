//! One subscription from its first day to its last: pure, without clock, chance or store.
//!
//! A life: somebody buys a plan and a first period begins ([`Life::begin`]). A week before its end
//! a renewal is wanted ([`Life::renewal_wanted`]); once it is paid, the next period is added behind
//! the last ([`Life::extend`]), so that there is never a gap. If nobody pays, three days of grace
//! follow, then it is past due, then it has expired. A greater plan takes the place of what is left
//! at once ([`Life::change`]); a smaller one waits for the end ([`Life::schedule`]). It can be
//! stopped for a while ([`Life::pause`]), and given up at its end or now.
//!
//! Where a subscription stands follows from its periods and from the day alone: whether a job has
//! noticed that a day came makes no difference to what anybody sees.

mod coming;
mod deeds;
mod taking_back;

use super::calendar::{Anchor, Term};
use super::proration::{Unused, unused_of};
use billing_contract::{OrderId, PlanId, SubscriptionAction, SubscriptionStatus};
use chrono::NaiveDate;
pub use coming::Notice;
pub use deeds::Bought;

/// A renewal is ordered so many days before the end.
pub const RENEWED_BEFORE: i64 = 7;
/// Usable for so many days after an end that nobody has paid beyond.
pub const GRACE_DAYS: i64 = 3;
/// Over, so many days after that end.
pub const EXPIRED_AFTER: i64 = 14;
/// Nobody pauses for longer.
pub const LONGEST_PAUSE: i64 = 366;

/// Everything about a subscription that decides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Life {
    /// What the end of the last period is counted from.
    pub anchor: Anchor,
    /// What was bought, each beginning where the one before ends.
    pub periods: Vec<Period>,
    /// Whether a renewal is ordered before the end.
    pub renews: bool,
    /// Whether the customer wants it to be over at its end.
    pub is_cancelled: bool,
    /// A stop, over or not.
    pub pause: Option<Pause>,
    /// What it renews as, if not as what it is.
    pub next: Option<Sold>,
    /// The day it was ended before its time.
    pub ended_on: Option<NaiveDate>,
}

/// A plan and for how long it is paid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sold {
    /// The plan.
    pub plan: PlanId,
    /// For how long.
    pub term: Term,
}

/// A stop: the days from `since` until `until` are added behind the end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pause {
    /// Its first day.
    pub since: NaiveDate,
    /// The first day after it.
    pub until: NaiveDate,
}

/// Time that was bought.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Period {
    /// Counts from zero.
    pub number: u32,
    /// Of what.
    pub sold: Sold,
    /// Its first day.
    pub start: NaiveDate,
    /// The first day after it; none for a lifetime.
    pub end: Option<NaiveDate>,
    /// Days of it that were paused and count for nothing.
    pub paused_days: i64,
    /// The order that paid for it.
    pub order: Option<OrderId>,
    /// What that order has paid.
    pub own_minor: i64,
    /// What was left of periods whose place it took.
    pub carried_minor: i64,
    /// What was taken out again when it was cut short.
    pub released_minor: i64,
    /// The number of the period that took its place, if any of that went into it.
    pub passed_to: Option<u32>,
    /// What of it went there; the rest went back to the customer.
    pub passed_minor: i64,
    /// Whether it is for trying out.
    pub is_trial: bool,
    /// Whether its beginning has been noticed, and its credits granted.
    pub has_begun: bool,
}

/// How a wish can come true.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// At once, in place of what is left.
    Now,
    /// When what is paid for has ended.
    AtTheEnd,
    /// Behind what is paid for: more of the same.
    Behind,
    /// As a new beginning, for nothing runs.
    Anew,
}

/// Why something cannot be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotNow {
    /// It stands so that this is not offered.
    #[error("the subscription's state does not allow this")]
    State,
    /// The day is over, or too far away.
    #[error("not a day one can pause until")]
    Day,
}

/// Where a plan stands among the others: a later one is the greater.
pub type Rank = i64;

impl Period {
    /// What it is worth as a whole.
    pub const fn value_minor(&self) -> i64 {
        self.own_minor + self.carried_minor
    }

    /// Whether it has any days.
    pub fn is_empty(&self) -> bool {
        self.end == Some(self.start)
    }

    fn runs_after(&self, day: NaiveDate) -> bool {
        self.end.is_none_or(|end| end > day)
    }
}

impl Pause {
    /// Whether it lasts on a day.
    pub fn holds_on(self, day: NaiveDate) -> bool {
        self.since <= day && day < self.until
    }

    fn days(self) -> i64 {
        (self.until - self.since).num_days()
    }
}

impl Life {
    /// The first day that is not paid for; none for a lifetime.
    pub fn paid_until(&self) -> Option<NaiveDate> {
        self.periods.last().and_then(|last| last.end)
    }

    /// The last period that has any days: what it is decides what follows.
    pub fn last_with_days(&self) -> Option<&Period> {
        self.periods.iter().rfind(|period| !period.is_empty()).or_else(|| self.periods.last())
    }

    /// Whether more of a plan, bought like anything else, is added behind and ends nothing.
    pub fn goes_on_with(&self, plan: &PlanId) -> bool {
        self.last_with_days().is_some_and(|last| last.sold.plan == *plan)
    }

    /// The period of a day; after all of them the last.
    pub fn current(&self, today: NaiveDate) -> Option<&Period> {
        let mut found = self.periods.iter().filter(|period| !period.is_empty());
        found.rfind(|period| period.start <= today).or_else(|| self.periods.last())
    }

    /// Where it stands on a day.
    pub fn status(&self, today: NaiveDate) -> SubscriptionStatus {
        use SubscriptionStatus as Status;
        if self.ended_on.is_some() {
            return Status::Cancelled;
        }
        if self.pause.is_some_and(|pause| pause.holds_on(today)) {
            return Status::Paused;
        }
        let is_trial = self.current(today).is_some_and(|period| period.is_trial);
        let Some(end) = self.paid_until() else { return Status::Active };
        let days_past = (today - end).num_days();
        match days_past {
            ..0 if self.is_cancelled => Status::CancelScheduled,
            ..0 if is_trial => Status::Trialing,
            ..0 => Status::Active,
            _ if self.is_cancelled => Status::Cancelled,
            _ if is_trial || !self.renews => Status::Expired,
            0..GRACE_DAYS => Status::Grace,
            GRACE_DAYS..EXPIRED_AFTER => Status::PastDue,
            _ => Status::Expired,
        }
    }

    /// Whether it is over on a day.
    pub fn is_over(&self, today: NaiveDate) -> bool {
        matches!(self.status(today), SubscriptionStatus::Cancelled | SubscriptionStatus::Expired)
    }

    /// What can be done with it on a day.
    pub fn available_actions(&self, today: NaiveDate) -> Vec<SubscriptionAction> {
        use SubscriptionAction as Action;
        use SubscriptionStatus as Status;
        let is_endless = self.paid_until().is_none();
        let mut actions = match self.status(today) {
            Status::Active if is_endless => vec![Action::Upgrade, Action::Cancel],
            Status::Active => vec![Action::Upgrade, Action::Renew, Action::Cancel, Action::Pause],
            Status::Trialing => vec![Action::Upgrade, Action::Renew, Action::Cancel],
            Status::CancelScheduled => vec![Action::Upgrade, Action::Cancel, Action::Resume],
            Status::Grace | Status::PastDue => {
                vec![Action::Renew, Action::Upgrade, Action::Cancel]
            }
            Status::Paused => vec![Action::Resume, Action::Cancel],
            Status::Cancelled | Status::Expired => vec![Action::Resubscribe],
        };
        if self.next.is_some() && !actions.contains(&Action::Resume) && !self.is_over(today) {
            actions.push(Action::Resume);
        }
        actions
    }

    /// How a wish can come true on a day; `current` and `wished` are the ranks of the two plans.
    pub fn way_to(
        &self,
        wish: &Sold,
        current: Rank,
        wished: Rank,
        today: NaiveDate,
    ) -> Result<Way, NotNow> {
        use SubscriptionStatus as Status;
        let status = self.status(today);
        if self.is_over(today) {
            return Ok(Way::Anew);
        }
        let (Some(now), Some(last)) = (self.current(today), self.last_with_days()) else {
            return Ok(Way::Anew);
        };
        let is_longer = now.sold.plan == wish.plan && wish.term > now.sold.term;
        let is_greater = wished > current || is_longer;
        match status {
            Status::Paused => Err(NotNow::State),
            _ if now.sold.term == Term::Lifetime => {
                let fits = is_greater && wish.term == Term::Lifetime;
                if fits { Ok(Way::Now) } else { Err(NotNow::State) }
            }
            _ if last.sold == *wish && last.end.is_some() => Ok(Way::Behind),
            _ if is_greater => Ok(Way::Now),
            // Nothing that was paid for would be lost.
            Status::Trialing | Status::Grace | Status::PastDue => Ok(Way::Now),
            _ if self.paid_until().is_none() => Err(NotNow::State),
            _ => Ok(Way::AtTheEnd),
        }
    }

    /// The first day of a change that is made today: days used in grace are paid for.
    pub fn change_begins(&self, today: NaiveDate) -> NaiveDate {
        self.paid_until().map_or(today, |end| end.min(today))
    }

    /// What is left on a day of all that was paid for. A lifetime has no days; all of it is left if
    /// another lifetime takes its place.
    pub fn unused(&self, from: NaiveDate, for_life: bool) -> Vec<Unused> {
        let paused = self.pause.filter(|pause| pause.holds_on(from));
        let from = paused.map_or(from, |pause| pause.until);
        self.periods
            .iter()
            .filter(|period| !period.is_empty() && period.runs_after(from))
            .filter_map(|period| unused_of(period, from, for_life))
            .collect()
    }

    /// The number of the period that would be added next.
    pub fn next_number(&self) -> u32 {
        self.periods.iter().map(|period| period.number + 1).max().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests;
