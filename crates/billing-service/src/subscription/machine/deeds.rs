//! What people do with a subscription, and what becomes of the time they have paid for.

use super::{LONGEST_PAUSE, Life, NotNow, Pause, Period, Rank, Sold, Way};
use crate::subscription::calendar::{Anchor, Term, days_later};
use billing_contract::{OrderId, Revocable, SubscriptionStatus};
use chrono::NaiveDate;

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
    /// The day that was worked out, if nothing was decided since; then it holds, even if days have
    /// gone by.
    pub agreed_on: Option<NaiveDate>,
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
            passed_to: None,
            passed_minor: 0,
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

    /// Puts what was bought in the place of all that is left; answers what of its worth found no
    /// place and is the customer's. Nothing but another lifetime takes the place of a lifetime.
    pub fn change(&mut self, bought: &Bought, today: NaiveDate) -> i64 {
        let for_life = bought.sold.term == Term::Lifetime;
        let runs_for_life = |one: &Period| one.end.is_none() && one.start <= today;
        if !for_life && self.periods.iter().any(runs_for_life) {
            return self.extend(bought, today);
        }
        let start = self.change_begins(today);
        let counted = |one: &&Period| bought.agreed_on.is_some_and(|day| one.runs_after(day));
        let counted: Vec<u32> = self.periods.iter().filter(counted).map(|one| one.number).collect();
        let before: Vec<i64> = self.periods.iter().map(|one| one.released_minor).collect();
        let mut released = self.cut(start, for_life);
        let wanted = bought.credit_minor;
        if released < wanted {
            // What was used since counts as not used: that was promised.
            released += self.release_more(wanted - released, &counted);
        }
        let carried = released.min(wanted);
        self.pass_on(&before, released - carried);
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

    /// Takes in a change that is paid after something else was decided: it comes at once if it
    /// still would, else behind what is paid for. `current` and `wished` are the ranks of the plans;
    /// answers what of its worth found no place.
    pub fn change_late(
        &mut self,
        bought: &Bought,
        (current, wished): (Rank, Rank),
        today: NaiveDate,
    ) -> i64 {
        match self.way_to(&bought.sold, current, wished, today) {
            Ok(Way::Now) => self.change(bought, today),
            Ok(Way::Behind | Way::AtTheEnd | Way::Anew) | Err(_) => self.extend(bought, today),
        }
    }

    /// Adds what was bought behind what is paid for; answers what of its worth found no place
    /// because there is no end to add to.
    pub fn extend(&mut self, bought: &Bought, today: NaiveDate) -> i64 {
        match self.paid_until() {
            Some(end) => {
                self.append(bought, bought.own_minor, 0, end);
                if bought.credit_minor > 0 {
                    self.shorten_last(bought.own_minor, bought.own_minor + bought.credit_minor);
                }
                if self.next.as_ref() == Some(&bought.sold) {
                    self.next = None;
                }
                let has_end = bought.sold.term.months().is_some();
                self.renews &= has_end;
                // Where there is no end, nothing can be over at it.
                self.is_cancelled &= has_end;
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
                    passed_to: None,
                    passed_minor: 0,
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
        let is_the_same = self.last_with_days().is_some_and(|last| last.sold == next);
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

    /// What would be taken back on a day: a pause first, then a cancellation, then a change.
    pub fn revocable(&self, today: NaiveDate) -> Option<Revocable> {
        let is_paused = self.pause.is_some_and(|pause| pause.holds_on(today));
        if self.is_over(today) {
            None
        } else if is_paused {
            Some(Revocable::Pause)
        } else if self.is_cancelled {
            Some(Revocable::Cancellation)
        } else {
            self.next.as_ref().map(|_| Revocable::Change)
        }
    }

    /// Takes back what can be taken back, and nothing else with it; if something is named, only
    /// that.
    pub fn resume(&mut self, named: Option<Revocable>, today: NaiveDate) -> Result<(), NotNow> {
        let found = self.revocable(today).ok_or(NotNow::State)?;
        if named.is_some_and(|named| named != found) {
            return Err(NotNow::State);
        }
        match found {
            Revocable::Pause => self.end_pause(today),
            Revocable::Cancellation => (self.is_cancelled, self.renews) = (false, true),
            Revocable::Change => self.next = None,
        }
        Ok(())
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
            passed_to: None,
            passed_minor: 0,
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

    /// Takes a little more out of what was counted on, newest first, as far as it is there.
    fn release_more(&mut self, wanted: i64, counted: &[u32]) -> i64 {
        let mut missing = wanted;
        let is_counted = |one: &&mut Period| counted.contains(&one.number);
        for period in self.periods.iter_mut().rev().filter(is_counted) {
            let more = missing.clamp(0, (period.value_minor() - period.released_minor).max(0));
            period.released_minor += more;
            missing -= more;
        }
        wanted - missing
    }

    /// Notes that what was taken out of the periods goes into the one that comes next, but for what
    /// goes back, which is of the newest.
    fn pass_on(&mut self, released_before: &[i64], beyond: i64) {
        let successor = self.next_number();
        let mut beyond = beyond;
        for (period, before) in self.periods.iter_mut().zip(released_before).rev() {
            let freed = period.released_minor - before;
            let goes_back = beyond.clamp(0, freed);
            beyond -= goes_back;
            if freed > goes_back {
                (period.passed_to, period.passed_minor) = (Some(successor), freed - goes_back);
            }
        }
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

    /// Ends a pause before its time and gives its days back, if there is one.
    pub(super) fn end_pause(&mut self, today: NaiveDate) {
        let Some(pause) = self.pause.filter(|pause| pause.holds_on(today)) else { return };
        self.move_end(today, (today - pause.until).num_days());
        self.pause = Some(Pause { until: today, ..pause });
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
    pub(super) fn shift_after(&mut self, place: usize, end: NaiveDate) {
        let mut begins = end;
        for period in self.periods.iter_mut().skip(place + 1) {
            let earlier = (begins - period.start).num_days();
            period.start = begins;
            period.end = period.end.map(|end| days_later(end, earlier));
            begins = period.end.unwrap_or(begins);
        }
    }
}
