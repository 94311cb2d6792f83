//! What a purchase sends, and when.

use super::state::Wanted;
use super::{Ask, AskKind, Effect, Pause, State, has_ended_unpaid, pause};
use crate::error::{CommandError, CommandErrorCode};
use std::time::Duration;

/// An answer that has not come by then will not come.
const PATIENCE: Duration = Duration::from_secs(60);

/// An order is asked for no longer than this: the service knows its key for eight days, and after
/// those the same request would be a second order.
const ORDERED_WITHIN: Duration = Duration::from_secs(7 * 24 * 3600);

impl State {
    /// Sends the next thing, if nothing is under way and it is time for it, and sets the alarm.
    pub(super) fn go_on(&mut self, now: Duration, effects: &mut Vec<Effect>) {
        if let Some((kind, sent_at)) = self.asking
            && now >= sent_at + PATIENCE
        {
            // What was to be sent is still wanted, or is asked again by the rhythm.
            self.asking = None;
            self.want_again(kind);
        }
        self.give_up_ordering(now, effects);
        if self.is_over() && !(self.is_shown_to_the_end() && self.wanted.detail) {
            return;
        }
        if self.asking.is_none()
            && let Some(ask) = self.next_ask(now)
        {
            self.asking = Some((ask.kind(), now));
            effects.push(Effect::Send(ask));
        }
        if let Some(moment) = self.next_moment(now) {
            effects.push(Effect::WakeAt(moment));
        }
    }

    /// Whoever comes back after so long no longer expects an order, and its key may be forgotten.
    fn give_up_ordering(&mut self, now: Duration, effects: &mut Vec<Effect>) {
        let age = self.began_ago.saturating_add(now.saturating_sub(self.taken_up_at));
        let waits = self.purchase.order.is_none() && self.asking.is_none() && !self.is_over();
        if waits && age > ORDERED_WITHIN {
            self.refused = true;
            self.problem =
                Some((AskKind::Order, CommandError::new(CommandErrorCode::PurchaseTooOld)));
            effects.push(Effect::Forget);
        }
    }

    fn next_ask(&mut self, now: Duration) -> Option<Ask> {
        if now < self.told_to_wait_until || now < self.hold_until {
            return None;
        }
        let is_due = self.due.is_some_and(|due| now >= due);
        let Some(order) = &self.purchase.order else {
            if !is_due && !std::mem::take(&mut self.wanted.order) {
                return None;
            }
            self.due = None;
            let request = Box::new(self.purchase.request());
            let (key, is_change) = (self.purchase.key.clone(), self.purchase.is_change);
            return Some(Ask::Order { key, request, is_change });
        };
        let order_id = order.order_id.clone();
        // What is wanted is taken back at the sending, not at the answer: whatever is wanted
        // meanwhile may be about something that the answer does not know of yet.
        if std::mem::take(&mut self.wanted.cancel) {
            return Some(Ask::Cancel { order_id });
        }
        // Before the first code there is nothing to pay with, and somebody waits for it.
        let had_a_code = self.presented_at.is_some() || self.purchase.code_until.is_some();
        let code_comes_first = self.wanted.offer && !had_a_code;
        if is_due || self.wanted.result && !code_comes_first {
            self.due = None;
            self.wanted.result = false;
            // Once it is paid only the order itself says whether it is delivered.
            if self.is_paid() {
                self.wanted.detail = false;
                return Some(Ask::Detail { order_id });
            }
            return Some(Ask::Result { order_id });
        }
        if std::mem::take(&mut self.wanted.offer) && self.may_be_paid() {
            self.sent_comes_back = self.comes_back;
            let (pay_type, comes_back) = (self.purchase.pay_type, self.comes_back);
            return Some(Ask::Offer { order_id, pay_type, comes_back });
        }
        std::mem::take(&mut self.wanted.detail).then_some(Ask::Detail { order_id })
    }

    /// When there will be something to do if nothing else happens.
    fn next_moment(&self, now: Duration) -> Option<Duration> {
        let ask = match self.asking {
            Some((_, sent_at)) => Some(sent_at + PATIENCE),
            None if self.wants_anything() => Some(self.hold_until.max(self.told_to_wait_until)),
            None => self.due.map(|due| due.max(self.told_to_wait_until).max(self.hold_until)),
        };
        let runs_out = self.service_time.and_then(|time| {
            let left = (self.purchase.code_until? - time.said).to_std().ok()?;
            let moment = time.at.checked_add(left)?;
            (moment > now && self.is_open()).then_some(moment)
        });
        [ask, runs_out].into_iter().flatten().min()
    }

    fn wants_anything(&self) -> bool {
        let Wanted { order, cancel, offer, result, detail, .. } = self.wanted;
        if self.purchase.order.is_none() {
            return order;
        }
        cancel || result || detail || offer && self.may_be_paid()
    }

    pub(super) fn next_due(&self, now: Duration) -> Option<Duration> {
        self.pause(now).map(|pause| now + pause)
    }

    pub(super) fn pause(&self, now: Duration) -> Option<Duration> {
        let why = if self.purchase.order.is_none() {
            Pause::Ordering(now.saturating_sub(self.taken_up_at))
        } else if self.is_paid() {
            Pause::Undelivered(now.saturating_sub(self.paid_at.unwrap_or(now)))
        } else if self.purchase.order_state.is_some_and(has_ended_unpaid) {
            Pause::Ended(self.ran_out_for(now).unwrap_or_default())
        } else if let Some(ran_out_for) = self.ran_out_for(now) {
            Pause::RanOut(ran_out_for)
        } else if let Some(presented_at) = self.presented_at {
            Pause::Payable(now.saturating_sub(presented_at))
        } else if self.purchase.code_until.is_some()
            || self.wanted.offer
            || self.asking() == Some(AskKind::Offer)
        {
            Pause::Payable(now.saturating_sub(self.taken_up_at))
        } else {
            Pause::WithoutCode
        };
        pause(why, self.is_listening, self.jitter)
    }
}
