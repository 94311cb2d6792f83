//! What people do with a subscription, and what becomes of the time they have paid for.

use super::{LONGEST_PAUSE, Life, NotNow, Pause, Period, Sold};
use crate::subscription::calendar::{Anchor, Term, days_later};
use crate::subscription::proration::unused_of;
use billing_contract::{OrderId, SubscriptionStatus};
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
    /// Whether nothing has changed since that was worked out; then it holds, even if days have gone
    /// by.
    pub is_as_agreed: bool,
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
        if self.end_pause(today) {
            // Nothing else is taken back with it.
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
        let is_running = |one: &Period| one.start <= today && one.runs_after(today);
        if is_running(&self.periods[place]) {
            // What is paused is gone, and with it the pause: what follows begins now.
            self.end_pause(today);
        }
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

    /// Ends a pause before its time and gives its days back; `false` if there is none.
    fn end_pause(&mut self, today: NaiveDate) -> bool {
        let Some(pause) = self.pause.filter(|pause| pause.holds_on(today)) else { return false };
        self.move_end(today, (today - pause.until).num_days());
        self.pause = Some(Pause { until: today, ..pause });
        true
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
