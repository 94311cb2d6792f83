//! How each event moves a purchase.

use super::state::{ServiceTime, Wanted};
use super::{
    Answer, AskKind, Effect, Event, Failure, FailureKind, Offer, Outcome, State, Told, Want,
    has_ended_unpaid,
};
use crate::error::CommandError;
use billing_contract::{AttemptState, OrderAction, OrderState, PayResult, PayType, Prepaid};
use chrono::{DateTime, TimeDelta, Utc};
use std::time::Duration;

/// An order that has ended unpaid is asked about no more after so long. The service looks for the
/// last time eight days after the last code could be paid, which is hours later than eight days
/// after the order was made: whoever starts after that look must still hear of what it found.
const WATCHED_FOR: TimeDelta = TimeDelta::days(9);
/// The pause after a failure where the rhythm knows none.
const AFTER_FAILURE: Duration = Duration::from_secs(15);

impl State {
    /// Takes in what has happened.
    pub(super) fn take(&mut self, event: Event, now: Duration, effects: &mut Vec<Effect>) {
        if self.is_over() && !matches!(event, Event::Wanted(Want::Dismiss) | Event::Resumed { .. })
        {
            self.take_after_the_end(event, now, effects);
            return;
        }
        let was_first_save =
            std::mem::replace(&mut self.is_first_save, matches!(event, Event::Begun));
        match event {
            Event::Begun => {
                match self.purchase.order {
                    None => self.wanted.order = true,
                    Some(_) => self.wanted.offer = true,
                }
                effects.push(self.save());
            }
            Event::Resumed { began_ago } => self.resume(began_ago, now, effects),
            Event::Answered { answer, jitter } => {
                if self.asking() == Some(answer.kind()) {
                    self.jitter = jitter;
                    self.take_answer(answer, now, effects);
                }
            }
            Event::Failed { ask, failure, jitter } => {
                if self.asking() == Some(ask) {
                    self.jitter = jitter;
                    self.take_failure(ask, failure, now, effects);
                }
            }
            Event::NotSaved(error) => self.not_saved(error, was_first_save),
            Event::Due => {}
            Event::Told | Event::Woken => self.ask_now(now),
            Event::StreamUp => self.is_listening = true,
            Event::StreamDown => {
                self.is_listening = false;
                let sooner = self.next_due(now);
                self.due = match (self.due, sooner) {
                    (Some(due), Some(sooner)) => Some(due.min(sooner)),
                    (due, sooner) => due.or(sooner),
                };
            }
            Event::Wanted(want) => self.take_want(want, now, effects),
        }
    }

    /// More money may come, or some go back: as long as the end is in sight it shows what is so.
    fn take_after_the_end(&mut self, event: Event, now: Duration, effects: &mut Vec<Effect>) {
        let asking = self.asking();
        match event {
            Event::Told => self.wanted.detail = self.is_shown_to_the_end(),
            Event::Answered { answer: Answer::Detail(order), .. }
                if asking == Some(AskKind::Detail) =>
            {
                self.asking = None;
                self.purchase.order_state = Some(order.state);
                self.take_actions(&order.available_actions);
                self.detail = Some(order.clone());
                effects.push(Effect::Keep(order));
            }
            Event::Failed { ask: AskKind::Detail, .. } if asking == Some(AskKind::Detail) => {
                self.asking = None;
                self.wanted.detail = true;
                self.hold_until = now + AFTER_FAILURE;
            }
            _ => {}
        }
    }

    fn resume(&mut self, began_ago: Duration, now: Duration, effects: &mut Vec<Effect>) {
        self.began_ago = began_ago;
        if self.purchase.settled {
            // Told once more in case the last run ended before it was; told twice counts once.
            self.tell_paid(false, effects);
            return;
        }
        if self.purchase.order.is_none() {
            self.wanted.order = true;
        } else {
            self.wanted.result = true;
            self.wanted.offer_if_running = true;
            // A code that was never heard of was never paid with: it may be another one.
            self.comes_back = self.purchase.code_until.is_none();
            self.due = Some(now);
        }
    }

    fn take_want(&mut self, want: Want, now: Duration, effects: &mut Vec<Effect>) {
        match want {
            Want::Renew if self.may_be_paid() => {
                self.comes_back = true;
                self.wanted.offer = true;
                self.forget_problem_of(AskKind::Offer);
                self.hurry(now);
            }
            Want::Method(method) if self.purchase.order.is_none() => {
                self.wanted.method = Some(method);
            }
            Want::Method(method) if self.may_be_paid() => {
                self.choose(method);
                self.hurry(now);
                effects.push(self.save());
            }
            Want::Renew | Want::Method(_) => {}
            Want::Ask => {
                self.is_asked_by_person = true;
                self.ask_now(now);
            }
            Want::Cancel => {
                self.purchase.cancel_wanted = self.purchase.order.is_none();
                self.wanted.cancel = self.purchase.order.is_some() && self.may_be_paid();
                self.forget_problem_of(AskKind::Cancel);
                self.hurry(now);
                if self.purchase.cancel_wanted {
                    effects.push(self.save());
                }
            }
            Want::Dismiss if !self.is_open() => {
                self.purchase.dismissed = true;
                effects.push(if self.is_over() { Effect::Forget } else { self.save() });
            }
            Want::Dismiss => {}
        }
    }

    fn take_answer(&mut self, answer: Answer, now: Duration, effects: &mut Vec<Effect>) {
        self.asking = None;
        self.is_asked_by_person = false;
        if std::mem::take(&mut self.is_unreachable) {
            self.problem = None;
        }
        self.forget_problem_of(answer.kind());
        match answer {
            Answer::Ordered(order) => {
                self.purchase.take_order(&order);
                self.take_order_state(order.state, order.pay_status, now, effects);
                self.take_actions(&order.available_actions);
                if std::mem::take(&mut self.purchase.cancel_wanted) {
                    self.wanted.cancel = true;
                } else if let Some(method) = self.wanted.method.take() {
                    self.choose(method);
                } else {
                    self.wanted.offer = self.may_be_paid();
                }
                effects.push(self.save());
                effects.push(Effect::Keep(order));
            }
            Answer::Offered(offered) => {
                self.take_offer(offered, now);
                effects.push(self.save());
            }
            Answer::Result(result) => self.take_result(result, now, effects),
            Answer::Cancelled(result) => {
                self.wanted.detail = true;
                self.take_result(result, now, effects);
            }
            Answer::Detail(order) => {
                self.purchase.take_order(&order);
                self.take_order_state(order.state, order.pay_status, now, effects);
                self.take_actions(&order.available_actions);
                self.detail = Some(order.clone());
                effects.push(Effect::Keep(order));
                self.settle_if_delivered(effects);
            }
        }
        self.due = self.next_due(now);
        self.end_if_long_over(now, effects);
    }

    fn take_result(&mut self, result: PayResult, now: Duration, effects: &mut Vec<Effect>) {
        self.hear_service_time(result.server_now, now);
        let was_payable_until = self.purchase.code_until;
        let before = self.purchase.order_state;
        self.purchase.code_until = match (result.expires_in, was_payable_until) {
            // A payment that was declined leaves the code as payable as it was.
            (0, until) if result.attempt_state == Some(AttemptState::Failed) => until,
            (0, until) => until.map(|until| until.min(result.server_now)),
            (left, _) => moment_in(result.server_now, left),
        };
        let attempt_before = self.attempt_state;
        let was_declined = attempt_before == Some(AttemptState::Failed);
        self.attempt_state = result.attempt_state;
        self.confirmed_at = Some(now);
        self.take_order_state(result.state, result.pay_status, now, effects);
        self.take_actions(&result.available_actions);
        let is_declined = self.attempt_state == Some(AttemptState::Failed) && self.is_open();
        if is_declined && !was_declined {
            self.tell(Outcome::Declined, effects);
        }
        // Money came that does not fit, or another part of the price: where it is and what is still
        // missing stand in the order.
        let tells_of_money =
            self.attempt_state == Some(AttemptState::Conflicted) || self.is_underpaid();
        if attempt_before != self.attempt_state && tells_of_money {
            self.wanted.detail = true;
        }
        let still_runs = self.purchase.code_until.is_none_or(|until| until > result.server_now);
        if std::mem::take(&mut self.wanted.offer_if_running)
            && self.may_be_paid()
            && still_runs
            && !is_declined
        {
            self.wanted.offer = true;
        }
        let has_moved = self.purchase.order_state != before;
        if has_moved || self.purchase.code_until.is_some() && was_payable_until.is_none() {
            effects.push(self.save());
        }
    }

    /// Takes over where the order stands. Once it is paid nothing but another paid state counts.
    fn take_order_state(
        &mut self,
        state: OrderState,
        pay_status: u8,
        now: Duration,
        effects: &mut Vec<Effect>,
    ) {
        let (before, was_paid, is_paid) =
            (self.purchase.order_state, self.is_paid(), pay_status == 1);
        if was_paid && !is_paid {
            return;
        }
        self.purchase.order_state = Some(state);
        self.purchase.is_paid = is_paid;
        if before == Some(state) && was_paid == is_paid {
            return;
        }
        let result = self.wanted.result;
        if is_paid {
            self.paid_at.get_or_insert(now);
            self.offer = None;
            self.wanted = Wanted { detail: true, ..Wanted::default() };
            if !was_paid {
                self.purchase.dismissed = false;
                // The service says `paid` before it says `paid_late`: what was known before decides.
                let had_ended = matches!(before, Some(OrderState::Expired | OrderState::Cancelled));
                self.tell_paid(had_ended, effects);
                effects.push(Effect::Refresh);
            }
        } else if has_ended_unpaid(state) {
            self.offer = None;
            self.wanted = Wanted { detail: true, result, ..Wanted::default() };
            if state == OrderState::Expired {
                self.tell(Outcome::Expired, effects);
            }
        } else if state == OrderState::Underpaid {
            self.wanted.detail = true;
        }
    }

    fn take_actions(&mut self, actions: &[OrderAction]) {
        self.available_actions =
            actions.iter().copied().filter(|action| *action != OrderAction::Unknown).collect();
    }

    fn take_offer(&mut self, offered: Prepaid, now: Duration) {
        self.hear_service_time(offered.server_now, now);
        self.purchase.code_until = moment_in(offered.server_now, offered.expires_in);
        self.presented_at.get_or_insert(now);
        if !matches!(self.attempt_state, Some(AttemptState::Processing)) {
            self.attempt_state = Some(AttemptState::Presented);
        }
        self.offer = Some(Offer {
            attempt_id: offered.attempt_id,
            code_url: offered.qr_code.map(|code| code.code_url),
            approval_url: offered.approval_url,
            comes_back: self.sent_comes_back,
        });
    }

    fn take_failure(
        &mut self,
        ask: AskKind,
        failure: Failure,
        now: Duration,
        effects: &mut Vec<Effect>,
    ) {
        self.asking = None;
        self.is_asked_by_person = false;
        self.is_unreachable = failure.kind == FailureKind::Unreachable;
        self.problem = Some((ask, failure.error));
        self.due = self.next_due(now).or(Some(now + AFTER_FAILURE));
        match failure.kind {
            FailureKind::Unreachable => self.want_again(ask),
            FailureKind::Busy { retry_after } => {
                self.want_again(ask);
                if let Some(wait) = retry_after {
                    self.told_to_wait_until = self.told_to_wait_until.max(now + wait);
                }
            }
            FailureKind::Refused => match ask {
                AskKind::Order => {
                    self.refused = true;
                    effects.push(Effect::Forget);
                }
                // The order may have moved on: paid, run out, called off elsewhere.
                AskKind::Offer | AskKind::Cancel => self.wanted.result = true,
                AskKind::Result | AskKind::Detail => {}
            },
        }
        let pause = self.pause(now).unwrap_or(AFTER_FAILURE);
        let is_refused = failure.kind == FailureKind::Refused;
        self.hold_until = if is_refused { now } else { now + pause };
    }

    /// What failed without an answer is wanted further, except what only a person may want twice.
    pub(super) fn want_again(&mut self, kind: AskKind) {
        match kind {
            AskKind::Order => self.wanted.order = true,
            AskKind::Offer => self.wanted.offer = true,
            AskKind::Result => self.wanted.result = true,
            AskKind::Detail => self.wanted.detail = true,
            // Whether it was called off is seen by asking where the order stands.
            AskKind::Cancel => self.wanted.result = true,
        }
    }

    /// Before anything was sent nothing can have happened: the purchase is refused. Later the
    /// journal holds the key already, and everything else can be asked of the service again.
    fn not_saved(&mut self, error: CommandError, was_first_save: bool) {
        self.refused = was_first_save;
        if let Some((kind, _)) = self.asking.take() {
            self.want_again(kind);
        }
        self.problem = Some((AskKind::Order, error));
    }

    fn choose(&mut self, method: PayType) {
        if method != self.purchase.pay_type {
            self.offer = None;
            self.purchase.code_until = None;
            self.attempt_state = None;
        }
        self.purchase.pay_type = method;
        self.comes_back = true;
        self.wanted.offer = true;
        self.forget_problem_of(AskKind::Offer);
    }

    fn ask_now(&mut self, now: Duration) {
        if self.purchase.order.is_none() {
            self.wanted.order |= self.asking.is_none();
        } else {
            self.wanted.result = true;
            // A second part changes no state: only the order tells how much is missing.
            self.wanted.detail |= self.is_underpaid();
        }
        self.hurry(now);
    }

    fn hurry(&mut self, now: Duration) {
        self.hold_until = now;
    }

    fn hear_service_time(&mut self, said: DateTime<Utc>, now: Duration) {
        self.service_time = Some(ServiceTime { said, at: now });
        self.purchase.first_heard_at.get_or_insert(said);
    }

    fn forget_problem_of(&mut self, kind: AskKind) {
        let lasts = |of: &AskKind| {
            // What was refused to one question is not mended by the answer to another.
            *of != kind && matches!(of, AskKind::Offer | AskKind::Cancel)
        };
        self.problem = self.problem.take().filter(|(of, _)| lasts(of));
    }

    fn tell_paid(&self, had_ended: bool, effects: &mut Vec<Effect>) {
        let is_late = had_ended || self.purchase.order_state == Some(OrderState::PaidLate);
        self.tell(if is_late { Outcome::Late } else { Outcome::Settled }, effects);
    }

    fn tell(&self, outcome: Outcome, effects: &mut Vec<Effect>) {
        if let Some(order) = &self.purchase.order {
            let (order_id, amount) = (order.order_id.clone(), self.purchase.amount.clone());
            effects.push(Effect::Tell(Told { order_id, outcome, amount }));
        }
    }

    fn settle_if_delivered(&mut self, effects: &mut Vec<Effect>) {
        // Told of a change while this answer was on its way: it may be older than the change.
        if self.wanted.result {
            return;
        }
        let Some(detail) = &self.detail else { return };
        // Late and excess payments keep their state after the delivery: only its moment tells.
        let waits = matches!(
            detail.state,
            OrderState::Paid
                | OrderState::FulfilFailed
                | OrderState::Overpaid
                | OrderState::PaidLate
        );
        let is_delivered = detail.fulfilled_at.is_some() || !waits;
        if self.is_paid() && detail.pay_status == 1 && is_delivered {
            self.purchase.settled = true;
            effects.push(self.save());
            effects.push(Effect::Refresh);
        }
    }

    fn end_if_long_over(&mut self, now: Duration, effects: &mut Vec<Effect>) {
        let (Some(heard), Some(time)) = (self.purchase.first_heard_at, self.service_time) else {
            return;
        };
        let has_ended = !self.is_paid() && self.purchase.order_state.is_some_and(has_ended_unpaid);
        if has_ended && time.at(now) - heard > WATCHED_FOR {
            self.purchase.settled = true;
            self.purchase.dismissed = true;
            effects.push(Effect::Forget);
        }
    }

    fn save(&self) -> Effect {
        Effect::Save(Box::new(self.purchase.clone()))
    }
}

fn moment_in(now: DateTime<Utc>, seconds: u64) -> Option<DateTime<Utc>> {
    // A day is more than any code lives; what claims more is nonsense.
    let seconds = i64::try_from(seconds.min(24 * 3600)).ok()?;
    now.checked_add_signed(TimeDelta::seconds(seconds))
}
