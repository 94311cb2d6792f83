//! What becomes of a subscription when the money of an order goes back.

use super::{Life, Period};
use crate::subscription::calendar::{Anchor, days_later};
use crate::subscription::proration::unused_of;
use billing_contract::OrderId;
use chrono::NaiveDate;

impl Life {
    /// Takes away what an order has paid for, because its money has gone back; what follows begins
    /// earlier. If that was given in payment for something greater, so much shorter is that.
    /// Answers what of the period's worth was not that order's.
    pub fn take_back(&mut self, order: &OrderId, today: NaiveDate) -> i64 {
        let found = self.periods.iter().position(|period| period.order.as_ref() == Some(order));
        let Some(place) = found else { return 0 };
        let is_last = place + 1 == self.periods.len();
        let runs = |one: &Period| !one.is_empty() && one.runs_after(today);
        if runs(&self.periods[place]) && self.periods[place].start <= today {
            // What is paused is gone, and with it the pause: what follows begins now.
            self.end_pause(today);
        }
        let period = &mut self.periods[place];
        let (before, own_minor) = (period.end, period.own_minor);
        // Should the money come again, the order is delivered anew.
        (period.own_minor, period.order) = (0, None);
        if !runs(period) {
            self.take_out_of_successors(place, own_minor, today);
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
                let months = self.periods[place].sold.term.months().unwrap_or_default();
                let earlier = self.anchor.months.checked_sub(months);
                let earlier = earlier.map(|months| Anchor { months, ..self.anchor });
                earlier.filter(|anchor| anchor.day() == until).unwrap_or(Anchor::at(until))
            }
            (_, Some(until)) => Anchor::at(until),
            (_, None) => self.anchor,
        };
        self.end_if_nothing_is_left(today);
        left
    }

    /// What was taken out of a period came from the money that has gone back: first what went to
    /// the credit balance, for that is where it was taken from, then what took the period's place.
    fn take_out_of_successors(&mut self, place: usize, gone: i64, today: NaiveDate) {
        let period = &mut self.periods[place];
        let given_back = (period.released_minor - period.passed_minor).clamp(0, gone);
        let passed = period.passed_minor.min(gone - given_back);
        period.released_minor -= given_back + passed;
        period.passed_minor -= passed;
        if let Some(successor) = period.passed_to.filter(|_| passed > 0) {
            self.lose(successor, passed, today);
        }
    }

    /// Takes out of a period what it had taken over from others.
    fn lose(&mut self, number: u32, lost: i64, today: NaiveDate) {
        let Some(place) = self.periods.iter().position(|one| one.number == number) else { return };
        let period = &mut self.periods[place];
        period.carried_minor -= lost;
        if !period.is_empty() && period.runs_after(today) {
            return self.shorten(place, lost, today);
        }
        let passed = period.passed_minor.min(lost);
        period.passed_minor -= passed;
        period.released_minor -= passed;
        // More than that was given back already.
        period.released_minor = period.released_minor.min(period.value_minor());
        if let Some(successor) = period.passed_to.filter(|_| passed > 0) {
            self.lose(successor, passed, today);
        }
    }

    /// Makes a period shorter by what it has lost of its worth, but never ends it before today. A
    /// lifetime cannot be made shorter.
    fn shorten(&mut self, place: usize, lost: i64, today: NaiveDate) {
        if self.periods[place].start <= today {
            self.end_pause(today);
        }
        let period = &mut self.periods[place];
        let worth = period.value_minor();
        let Some(end) = period.end.filter(|_| worth + lost > 0) else { return };
        let days = (end - period.start).num_days() - period.paused_days;
        let days = i128::from(days) * i128::from(worth) / i128::from(worth + lost);
        let days = i64::try_from(days).unwrap_or_default() + period.paused_days;
        let end = days_later(period.start, days).max(period.start).max(today);
        period.end = Some(end);
        self.shift_after(place, end);
        self.anchor = self.paid_until().map_or(self.anchor, Anchor::at);
        self.end_if_nothing_is_left(today);
    }

    fn end_if_nothing_is_left(&mut self, today: NaiveDate) {
        if self.paid_until().is_some_and(|until| until <= today) {
            (self.is_cancelled, self.renews, self.next) = (true, false, None);
            self.ended_on = Some(today);
        }
    }
}
