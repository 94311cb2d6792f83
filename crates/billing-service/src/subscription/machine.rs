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

use super::calendar::{Anchor, Term, days_later};
use super::proration::{Unused, unused_of};
use billing_contract::{OrderId, PlanId, SubscriptionAction, SubscriptionStatus};
use chrono::NaiveDate;

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
    /// Whether it is for trying out.
    pub is_trial: bool,
    /// Whether its beginning has been noticed, and its credits granted.
    pub has_begun: bool,
}

/// What somebody has bought.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bought {
    /// What.
    pub sold: Sold,
    /// The order.
    pub order: Option<OrderId>,
    /// What the order has paid.
    pub own_minor: i64,
    /// What was taken off its price for what is left of the plan before.
    pub credit_minor: i64,
    /// Whether nothing has changed since that was worked out; then it holds, even if days have gone
    /// by.
    pub is_as_agreed: bool,
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

/// Something the customer is told of, once for each period.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Notice {
    /// It renews in a week.
    RenewalIn7Days,
    /// In three days.
    RenewalIn3Days,
    /// Tomorrow.
    RenewalTomorrow,
    /// It has ended unpaid and can still be used.
    GraceBegan,
    /// It can no longer be used until it is paid.
    PastDue,
    /// It is over.
    Ended,
}

impl Notice {
    /// The word by which it is kept.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::RenewalIn7Days => "renewal_in_7_days",
            Self::RenewalIn3Days => "renewal_in_3_days",
            Self::RenewalTomorrow => "renewal_tomorrow",
            Self::GraceBegan => "grace_began",
            Self::PastDue => "past_due",
            Self::Ended => "ended",
        }
    }
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
    /// A plan that begins today.
    pub fn begin(bought: &Bought, today: NaiveDate) -> Self {
        let anchor = Anchor::at(today);
        let mut life = Self {
            anchor,
            periods: Vec::new(),
            renews: bought.sold.term.months().is_some(),
            is_cancelled: false,
            pause: None,
            next: None,
            ended_on: None,
        };
        life.append(bought, bought.own_minor, 0, today);
        if bought.credit_minor > 0 {
            // Nothing is left to credit: so much shorter is what the money buys.
            life.shorten_last(bought.own_minor, bought.own_minor + bought.credit_minor);
        }
        life
    }

    /// A plan to be tried out for so many days.
    pub fn try_out(sold: Sold, days: i64, today: NaiveDate) -> Self {
        let end = days_later(today, days);
        let trial = Period {
            number: 0,
            sold,
            start: today,
            end: Some(end),
            paused_days: 0,
            order: None,
            own_minor: 0,
            carried_minor: 0,
            released_minor: 0,
            is_trial: true,
            has_begun: false,
        };
        Self {
            anchor: Anchor::at(end),
            periods: vec![trial],
            renews: true,
            is_cancelled: false,
            pause: None,
            next: None,
            ended_on: None,
        }
    }

    /// The first day that is not paid for; none for a lifetime.
    pub fn paid_until(&self) -> Option<NaiveDate> {
        self.periods.last().and_then(|last| last.end)
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
        let (Some(now), Some(last)) = (self.current(today), self.periods.last()) else {
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
            _ if last.sold == *wish => Ok(Way::Behind),
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

    /// Puts what was bought in the place of all that is left; answers what of its worth found no
    /// place and is the customer's.
    pub fn change(&mut self, bought: &Bought, today: NaiveDate) -> i64 {
        let start = self.change_begins(today);
        let for_life = bought.sold.term == Term::Lifetime;
        let mut released = self.cut(start, for_life);
        let wanted = bought.credit_minor;
        if bought.is_as_agreed && released < wanted {
            // What was used since counts as not used: that was promised.
            released += self.release_more(wanted - released);
        }
        let carried = released.min(wanted);
        self.pause = None;
        self.next = None;
        self.is_cancelled = false;
        self.renews = bought.sold.term.months().is_some();
        self.anchor = Anchor::at(start);
        self.append(bought, bought.own_minor, carried, start);
        if carried < wanted {
            self.shorten_last(bought.own_minor + carried, bought.own_minor + wanted);
        }
        released - carried
    }

    /// Adds what was bought behind what is paid for; answers what of its worth found no place
    /// because there is no end to add to.
    pub fn extend(&mut self, bought: &Bought, today: NaiveDate) -> i64 {
        match self.paid_until() {
            Some(end) => {
                self.append(bought, bought.own_minor, 0, end);
                if self.next.as_ref() == Some(&bought.sold) {
                    self.next = None;
                }
                self.renews &= bought.sold.term.months().is_some();
                0
            }
            None => {
                // The lifetime stays the last, for it has no end at which anything could begin.
                let place = self.periods.len().saturating_sub(1);
                let start = self.periods.get(place).map_or(today, |endless| endless.start);
                let empty = Period {
                    number: self.next_number(),
                    sold: bought.sold.clone(),
                    start,
                    end: Some(start),
                    paused_days: 0,
                    order: bought.order.clone(),
                    own_minor: bought.own_minor,
                    carried_minor: 0,
                    released_minor: bought.own_minor,
                    is_trial: false,
                    has_begun: true,
                };
                self.periods.insert(place, empty);
                bought.own_minor
            }
        }
    }

    /// What it shall renew as.
    pub fn schedule(&mut self, next: Sold) {
        self.is_cancelled = false;
        self.renews = true;
        let is_the_same = self.periods.last().is_some_and(|last| last.sold == next);
        self.next = (!is_the_same).then_some(next);
    }

    /// Lets it be over at its end, or now if that has come.
    pub fn cancel_at_the_end(&mut self, today: NaiveDate) -> Result<(), NotNow> {
        use SubscriptionStatus as Status;
        match self.status(today) {
            Status::Active | Status::Trialing | Status::Paused if self.paid_until().is_some() => {
                (self.is_cancelled, self.renews, self.next) = (true, false, None);
                Ok(())
            }
            Status::Grace | Status::PastDue => self.cancel_now(today).map(drop),
            _ => Err(NotNow::State),
        }
    }

    /// Ends it today; answers what is left of what was paid.
    pub fn cancel_now(&mut self, today: NaiveDate) -> Result<i64, NotNow> {
        if self.is_over(today) {
            return Err(NotNow::State);
        }
        let released = self.cut(today, false);
        (self.is_cancelled, self.renews, self.next, self.pause) = (true, false, None, None);
        self.ended_on = Some(today);
        Ok(released)
    }

    /// Ends it today because another subscription takes its place; what is left is given up.
    pub fn replace(&mut self, today: NaiveDate) {
        let released: Vec<i64> = self.periods.iter().map(|period| period.released_minor).collect();
        self.cut(today, false);
        for (period, before) in self.periods.iter_mut().zip(released) {
            period.released_minor = before;
        }
        (self.is_cancelled, self.renews, self.next, self.pause) = (true, false, None, None);
        self.ended_on = Some(today);
    }

    /// Stops it until a day; the days are added behind the end.
    pub fn pause(&mut self, today: NaiveDate, until: NaiveDate) -> Result<(), NotNow> {
        if self.status(today) != SubscriptionStatus::Active || self.paid_until().is_none() {
            return Err(NotNow::State);
        }
        let pause = Pause { since: today, until };
        if !(1..=LONGEST_PAUSE).contains(&pause.days()) {
            return Err(NotNow::Day);
        }
        self.move_end(today, pause.days());
        self.pause = Some(pause);
        Ok(())
    }

    /// Takes back a pause, a cancellation or a change that waits, whichever there is.
    pub fn resume(&mut self, today: NaiveDate) -> Result<(), NotNow> {
        if self.is_over(today) {
            return Err(NotNow::State);
        }
        if let Some(pause) = self.pause.filter(|pause| pause.holds_on(today)) {
            self.move_end(today, (today - pause.until).num_days());
            self.pause = Some(Pause { until: today, ..pause });
        } else if self.is_cancelled {
            (self.is_cancelled, self.renews) = (false, true);
        } else if self.next.is_some() {
            self.next = None;
        } else {
            return Err(NotNow::State);
        }
        Ok(())
    }

    /// Takes away what an order has paid for, because its money has gone back; what follows begins
    /// earlier. Answers what of the period's worth was not that order's.
    pub fn take_back(&mut self, order: &OrderId, today: NaiveDate) -> i64 {
        let found = self.periods.iter().position(|period| period.order.as_ref() == Some(order));
        let Some(place) = found else { return 0 };
        let is_last = place + 1 == self.periods.len();
        let period = &mut self.periods[place];
        let before = period.end;
        // Should the money come again, the order is delivered anew.
        (period.own_minor, period.order) = (0, None);
        if !period.runs_after(today) {
            return 0;
        }
        let left = unused_of(period, today, true).map_or(0, |unused| unused.amount_minor);
        period.released_minor += left;
        let had_begun = period.start < today;
        let end = period.start.max(today);
        period.end = Some(end);
        period.has_begun = true;
        self.shift_after(place, end);
        self.anchor = match (is_last && !had_begun, self.paid_until()) {
            (true, Some(until)) if before.is_some() => {
                let months = period_months(&self.periods[place]);
                let earlier = self.anchor.months.checked_sub(months);
                let earlier = earlier.map(|months| Anchor { months, ..self.anchor });
                earlier.filter(|anchor| anchor.day() == until).unwrap_or(Anchor::at(until))
            }
            (_, Some(until)) => Anchor::at(until),
            (_, None) => self.anchor,
        };
        if self.paid_until().is_some_and(|until| until <= today) {
            (self.is_cancelled, self.renews, self.next) = (true, false, None);
            self.ended_on = Some(today);
        }
        left
    }

    /// The periods whose first day has come and was not noticed before.
    pub fn begin_due(&mut self, today: NaiveDate) -> Vec<u32> {
        let due = self.periods.iter_mut().filter(|one| !one.has_begun && one.start <= today);
        due.map(|period| {
            period.has_begun = true;
            period.number
        })
        .collect()
    }

    /// What is to be ordered for the time after the end, once it is time.
    pub fn renewal_wanted(&self, today: NaiveDate) -> Option<(u32, Sold)> {
        let end = self.paid_until()?;
        let is_time = (end - today).num_days() <= RENEWED_BEFORE;
        if !is_time || !self.renews || self.is_over(today) {
            return None;
        }
        let last = self.periods.last()?;
        Some((self.next_number(), self.next.clone().unwrap_or_else(|| last.sold.clone())))
    }

    /// What the customer is to be told of by a day, oldest first.
    pub fn notices(&self, today: NaiveDate) -> Vec<(Notice, NaiveDate)> {
        let is_trial = self.periods.last().is_some_and(|last| last.is_trial);
        let mut all = Vec::new();
        if let Some(ended) = self.ended_on {
            all.push((Notice::Ended, ended));
        } else if let Some(end) = self.paid_until() {
            let after = |notice, days| (notice, days_later(end, days));
            if self.renews {
                all.push(after(Notice::RenewalIn7Days, -RENEWED_BEFORE));
                all.push(after(Notice::RenewalIn3Days, -3));
                all.push(after(Notice::RenewalTomorrow, -1));
            }
            if self.renews && !is_trial {
                all.push(after(Notice::GraceBegan, 0));
                all.push(after(Notice::PastDue, GRACE_DAYS));
                all.push(after(Notice::Ended, EXPIRED_AFTER));
            } else {
                all.push(after(Notice::Ended, 0));
            }
        }
        all.retain(|(_, day)| *day <= today);
        all
    }

    /// The number of the period that would be added next.
    pub fn next_number(&self) -> u32 {
        self.periods.iter().map(|period| period.number + 1).max().unwrap_or_default()
    }

    /// The next day after this one on which anything is to be done.
    pub fn next_day_of_note(&self, today: NaiveDate) -> Option<NaiveDate> {
        if self.is_over(today) {
            return None;
        }
        let ends = self.paid_until().into_iter().flat_map(|end| {
            [-RENEWED_BEFORE, -3, -1, 0, GRACE_DAYS, EXPIRED_AFTER]
                .map(|days| days_later(end, days))
        });
        let begins = self.periods.iter().filter(|one| !one.has_begun).map(|one| one.start);
        let resumes = self.pause.into_iter().map(|pause| pause.until);
        ends.chain(begins).chain(resumes).filter(|day| *day > today).min()
    }

    fn append(&mut self, bought: &Bought, own_minor: i64, carried_minor: i64, start: NaiveDate) {
        let months = bought.sold.term.months();
        if let Some(months) = months {
            self.anchor = self.anchor.later(months);
        }
        self.periods.push(Period {
            number: self.next_number(),
            sold: bought.sold.clone(),
            start,
            end: months.map(|_| self.anchor.day()),
            paused_days: 0,
            order: bought.order.clone(),
            own_minor,
            carried_minor,
            released_minor: 0,
            is_trial: false,
            has_begun: false,
        });
    }

    /// Ends every period on a day and answers what was left of them.
    fn cut(&mut self, on: NaiveDate, for_life: bool) -> i64 {
        let unused = self.unused(on, for_life);
        for left in &unused {
            let found = self.periods.iter_mut().find(|one| one.number == left.number);
            if let Some(period) = found {
                period.released_minor += left.amount_minor;
            }
        }
        for period in self.periods.iter_mut().filter(|period| period.runs_after(on)) {
            period.start = period.start.min(on);
            period.end = Some(on);
            period.has_begun = true;
        }
        self.anchor = self.paid_until().map_or(self.anchor, Anchor::at);
        unused.iter().map(|left| left.amount_minor).sum()
    }

    /// Takes a little more out of what was cut, newest first, as far as it is there.
    fn release_more(&mut self, wanted: i64) -> i64 {
        let mut missing = wanted;
        for period in self.periods.iter_mut().rev() {
            let more = missing.clamp(0, (period.value_minor() - period.released_minor).max(0));
            period.released_minor += more;
            missing -= more;
        }
        wanted - missing
    }

    /// Makes the last period as short as what was paid for it is small.
    fn shorten_last(&mut self, worth: i64, price: i64) {
        let Some(last) = self.periods.last_mut() else { return };
        let Some(end) = last.end.filter(|_| price > 0) else { return };
        let days = i128::from((end - last.start).num_days()) * i128::from(worth.max(0));
        let days = i64::try_from(days / i128::from(price)).unwrap_or_default();
        let end = days_later(last.start, days);
        last.end = Some(end);
        self.anchor = Anchor::at(end);
    }

    /// Moves the end of what runs today, and all that follows, by so many days.
    fn move_end(&mut self, today: NaiveDate, days: i64) {
        let is_running = |one: &Period| !one.is_empty() && one.runs_after(today);
        let Some(running) = self.periods.iter().position(is_running) else { return };
        for (place, period) in self.periods.iter_mut().enumerate().skip(running) {
            if place > running {
                period.start = days_later(period.start, days);
            } else {
                period.paused_days += days;
            }
            period.end = period.end.map(|end| days_later(end, days));
        }
        self.anchor = self.paid_until().map_or(self.anchor, Anchor::at);
    }

    /// Lets everything behind a period begin where it ends.
    fn shift_after(&mut self, place: usize, end: NaiveDate) {
        let mut begins = end;
        for period in self.periods.iter_mut().skip(place + 1) {
            let earlier = (begins - period.start).num_days();
            period.start = begins;
            period.end = period.end.map(|end| days_later(end, earlier));
            begins = period.end.unwrap_or(begins);
        }
    }
}

fn period_months(period: &Period) -> u32 {
    period.sold.term.months().unwrap_or_default()
}

#[cfg(test)]
mod tests;
