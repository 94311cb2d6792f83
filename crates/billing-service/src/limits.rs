//! How often anybody may ask, and how often anybody may guess.

use crate::config::LimitConfig;
use crate::problem::Refusal;
use axum::http::{HeaderMap, HeaderValue};
use billing_contract::ErrorCode;
use chrono::{DateTime, Duration, Utc};
use std::collections::{HashMap, VecDeque};
use std::hash::{BuildHasher as _, RandomState};
use std::sync::{Mutex, MutexGuard, PoisonError};
use tokio::sync::Mutex as QueueMutex;

const WINDOW_SECONDS: i64 = 60;
const LONGEST_WAIT_SECONDS: i64 = 15 * 60;
const SIGN_IN_QUEUES: usize = 64;
/// Above this many names, those that no longer matter are forgotten.
const MOST_NAMES: usize = 50_000;

/// Counts requests and failed sign-ins.
pub struct Limits {
    config: LimitConfig,
    budgets: Mutex<HashMap<String, Window>>,
    failures: Mutex<HashMap<String, Failures>>,
    sign_in_queues: [QueueMutex<()>; SIGN_IN_QUEUES],
    hasher: RandomState,
}

#[derive(Clone, Copy)]
struct Window {
    began: i64,
    spent: u32,
}

#[derive(Default)]
struct Failures {
    recent: VecDeque<DateTime<Utc>>,
    refusals: u32,
    refused_until: Option<DateTime<Utc>>,
}

/// What is left of a budget.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Budget {
    limit: u32,
    remaining: Option<u32>,
    /// Seconds until it is full again.
    pub reset_seconds: u64,
}

impl Budget {
    /// Whether this request was one too many.
    pub fn is_exhausted(&self) -> bool {
        self.remaining.is_none()
    }

    /// States the budget in `RateLimit-*` headers.
    pub fn state_in(&self, headers: &mut HeaderMap) {
        headers.insert("ratelimit-limit", HeaderValue::from(self.limit));
        headers.insert("ratelimit-remaining", HeaderValue::from(self.remaining.unwrap_or(0)));
        headers.insert("ratelimit-reset", HeaderValue::from(self.reset_seconds));
    }
}

impl Limits {
    /// Nothing counted yet.
    pub fn new(config: LimitConfig) -> Self {
        Self {
            config,
            budgets: Mutex::default(),
            failures: Mutex::default(),
            sign_in_queues: std::array::from_fn(|_| QueueMutex::new(())),
            hasher: RandomState::new(),
        }
    }

    /// Takes one request from the budget of `name`.
    pub fn spend(&self, name: &str, now: DateTime<Utc>) -> Budget {
        let second = now.timestamp();
        let began = second - second.rem_euclid(WINDOW_SECONDS);
        let mut budgets = locked(&self.budgets);
        if budgets.len() >= MOST_NAMES {
            budgets.retain(|_, window| window.began == began);
        }
        let window = budgets.entry(name.to_owned()).or_insert(Window { began, spent: 0 });
        if window.began != began {
            *window = Window { began, spent: 0 };
        }
        window.spent = window.spent.saturating_add(1);
        Budget {
            limit: self.config.requests_per_minute,
            remaining: self.config.requests_per_minute.checked_sub(window.spent),
            reset_seconds: u64::try_from(began + WINDOW_SECONDS - second).unwrap_or(1),
        }
    }

    /// The queue in which sign-ins to one account wait for each other.
    pub fn sign_in_queue(&self, email: &str) -> &QueueMutex<()> {
        let place = self.hasher.hash_one(email) % SIGN_IN_QUEUES as u64;
        &self.sign_in_queues[usize::try_from(place).unwrap_or_default()]
    }

    /// Refuses a sign-in after too many failures; every refusal doubles the wait.
    pub fn admit_sign_in(
        &self,
        email: &str,
        address: &str,
        now: DateTime<Utc>,
    ) -> Result<(), Refusal> {
        let mut failures = locked(&self.failures);
        let mut wait = 0;
        for (name, limit) in self.counted(email, address) {
            if let Some(counted) = failures.get_mut(&name) {
                wait = wait.max(counted.refuse_for(limit, now));
            }
        }
        if wait == 0 {
            return Ok(());
        }
        let detail = "Too many failed sign-ins; wait before the next try.";
        Err(Refusal::new(ErrorCode::RateLimited, detail)
            .after_seconds(u64::try_from(wait).unwrap_or(1)))
    }

    /// Counts a failed sign-in, whether or not there is such an account.
    pub fn sign_in_failed(&self, email: &str, address: &str, now: DateTime<Utc>) {
        let mut failures = locked(&self.failures);
        if failures.len() >= MOST_NAMES {
            failures.retain(|_, counted| !counted.is_forgotten(now));
        }
        for (name, _) in self.counted(email, address) {
            failures.entry(name).or_default().recent.push_back(now);
        }
    }

    /// Forgets the account's failures; those of the address stay.
    pub fn sign_in_succeeded(&self, email: &str) {
        locked(&self.failures).remove(&format!("account {email}"));
    }

    fn counted(&self, email: &str, address: &str) -> [(String, u32); 2] {
        [
            (format!("account {email}"), self.config.sign_in_failures_per_account),
            (format!("address {address}"), self.config.sign_in_failures_per_address),
        ]
    }
}

impl Failures {
    /// Seconds to wait; zero lets the sign-in through.
    fn refuse_for(&mut self, limit: u32, now: DateTime<Utc>) -> i64 {
        if self.is_forgotten(now) {
            *self = Self::default();
        }
        let window = Duration::seconds(WINDOW_SECONDS);
        while self.recent.front().is_some_and(|at| *at + window <= now) {
            self.recent.pop_front();
        }
        let waits = self.refused_until.is_some_and(|until| until > now);
        if !waits && self.recent.len() < limit as usize {
            return 0;
        }
        let doublings = self.refusals.min(10);
        let wait = (WINDOW_SECONDS << doublings).min(LONGEST_WAIT_SECONDS);
        self.refusals = self.refusals.saturating_add(1);
        self.refused_until = Some(now + Duration::seconds(wait));
        wait
    }

    fn is_forgotten(&self, now: DateTime<Utc>) -> bool {
        let quiet = now - Duration::seconds(LONGEST_WAIT_SECONDS);
        let last = self.recent.back().copied().max(self.refused_until);
        last.is_none_or(|last| last < quiet)
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn noon() -> DateTime<Utc> {
        "2026-06-18T12:00:00Z".parse().unwrap()
    }

    fn wait(limits: &Limits, email: &str, now: DateTime<Utc>) -> bool {
        limits.admit_sign_in(email, "192.0.2.1", now).is_err()
    }

    #[test]
    fn the_eleventh_guess_of_a_minute_waits_and_ever_longer() {
        let mut counted = Failures::default();
        for _ in 0..10 {
            assert_eq!(counted.refuse_for(10, noon()), 0);
            counted.recent.push_back(noon());
        }
        let waits: Vec<i64> = (0..6).map(|_| counted.refuse_for(10, noon())).collect();
        assert_eq!(waits, [60, 120, 240, 480, 900, 900]);
        assert_eq!(counted.refuse_for(10, noon() + Duration::seconds(901)), 0);
    }

    #[test]
    fn failures_a_minute_apart_are_no_attack() {
        let limits = Limits::new(LimitConfig::default());
        for minute in 0..30 {
            let now = noon() + Duration::minutes(minute);
            assert!(!wait(&limits, "a@b.test", now));
            limits.sign_in_failed("a@b.test", "192.0.2.1", now);
        }
    }

    #[test]
    fn one_address_may_fail_a_hundred_times_over_many_accounts() {
        let limits = Limits::new(LimitConfig::default());
        for account in 0..100 {
            let email = format!("{account}@b.test");
            assert!(!wait(&limits, &email, noon()));
            limits.sign_in_failed(&email, "192.0.2.1", noon());
        }
        assert!(wait(&limits, "another@b.test", noon()));
        assert!(limits.admit_sign_in("another@b.test", "192.0.2.2", noon()).is_ok());
    }

    #[test]
    fn a_success_frees_the_account_but_not_the_address() {
        let config = LimitConfig { sign_in_failures_per_address: 12, ..LimitConfig::default() };
        let limits = Limits::new(config);
        for _ in 0..9 {
            limits.sign_in_failed("a@b.test", "192.0.2.1", noon());
        }
        limits.sign_in_succeeded("a@b.test");
        for _ in 0..3 {
            assert!(!wait(&limits, "a@b.test", noon()));
            limits.sign_in_failed("a@b.test", "192.0.2.1", noon());
        }
        assert!(wait(&limits, "a@b.test", noon()));
    }

    #[test]
    fn a_budget_is_full_again_each_minute() {
        let config = LimitConfig { requests_per_minute: 2, ..LimitConfig::default() };
        let limits = Limits::new(config);
        assert_eq!(limits.spend("x", noon()).remaining, Some(1));
        assert_eq!(limits.spend("x", noon()).remaining, Some(0));
        assert!(limits.spend("x", noon() + Duration::seconds(59)).is_exhausted());
        assert!(!limits.spend("y", noon()).is_exhausted());
        assert_eq!(limits.spend("x", noon() + Duration::seconds(60)).remaining, Some(1));
    }
}
