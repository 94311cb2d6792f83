//! How often anybody may ask, and how often anybody may guess.

mod failures;

use crate::config::LimitConfig;
use crate::problem::Refusal;
use axum::http::{HeaderMap, HeaderValue};
use billing_contract::{CustomerId, ErrorCode};
use chrono::{DateTime, Utc};
use failures::FailureCounts;
use std::collections::HashMap;
use std::hash::{BuildHasher as _, RandomState};
use std::sync::{Mutex, MutexGuard, PoisonError};
use tokio::sync::Mutex as QueueMutex;

const WINDOW_SECONDS: i64 = 60;
const SIGN_IN_QUEUES: usize = 64;

/// Counts requests and failed sign-ins.
pub struct Limits {
    config: LimitConfig,
    budgets: Mutex<Window>,
    /// Apart from each other, so that a flood of invented accounts pushes out no address.
    account_failures: Mutex<FailureCounts>,
    address_failures: Mutex<FailureCounts>,
    code_failures: Mutex<FailureCounts>,
    sign_in_queues: [QueueMutex<()>; SIGN_IN_QUEUES],
    hasher: RandomState,
}

/// What everybody has spent in the running minute.
#[derive(Default)]
struct Window {
    began: i64,
    spent: HashMap<String, u32>,
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
            budgets: Mutex::default(),
            account_failures: FailureCounts::new(config.sign_in_failures_per_account).into(),
            address_failures: FailureCounts::new(config.sign_in_failures_per_address).into(),
            code_failures: FailureCounts::new(config.sign_in_failures_per_account).into(),
            sign_in_queues: std::array::from_fn(|_| QueueMutex::new(())),
            hasher: RandomState::new(),
            config,
        }
    }

    /// Takes one request from the budget of `name`.
    pub fn spend(&self, name: &str, now: DateTime<Utc>) -> Budget {
        let second = now.timestamp();
        let began = second - second.rem_euclid(WINDOW_SECONDS);
        let mut window = locked(&self.budgets);
        if window.began != began {
            *window = Window { began, spent: HashMap::new() };
        }
        let spent = window.spent.entry(name.to_owned()).or_default();
        *spent = spent.saturating_add(1);
        Budget {
            limit: self.config.requests_per_minute,
            remaining: self.config.requests_per_minute.checked_sub(*spent),
            reset_seconds: u64::try_from(began + WINDOW_SECONDS - second).unwrap_or(1),
        }
    }

    /// The queue in which sign-ins to one account wait for each other.
    pub fn sign_in_queue(&self, email: &str) -> &QueueMutex<()> {
        let place = self.hasher.hash_one(email) % SIGN_IN_QUEUES as u64;
        &self.sign_in_queues[usize::try_from(place).unwrap_or_default()]
    }

    /// Refuses a sign-in while the account or the address must wait.
    pub fn admit_sign_in(
        &self,
        email: &str,
        address: &str,
        now: DateTime<Utc>,
    ) -> Result<(), Refusal> {
        let account = locked(&self.account_failures).seconds_left(email, now);
        admit(account.max(locked(&self.address_failures).seconds_left(address, now)))
    }

    /// Counts a failed sign-in, whether or not there is such an account.
    pub fn sign_in_failed(&self, email: &str, address: &str, now: DateTime<Utc>) {
        locked(&self.account_failures).add(email, now);
        locked(&self.address_failures).add(address, now);
    }

    /// Forgets the account's failures; those of the address stay.
    pub fn sign_in_succeeded(&self, email: &str) {
        locked(&self.account_failures).forget(email);
    }

    /// Refuses a registration while the address must wait.
    pub fn admit_registration(&self, address: &str, now: DateTime<Utc>) -> Result<(), Refusal> {
        admit(locked(&self.address_failures).seconds_left(address, now))
    }

    /// Counts a registration that told whoever asked that an account exists.
    pub fn registration_told(&self, address: &str, now: DateTime<Utc>) {
        locked(&self.address_failures).add(address, now);
    }

    /// Refuses a guess at a gift code while the customer or the address must wait.
    pub fn admit_code(
        &self,
        customer: &CustomerId,
        address: &str,
        now: DateTime<Utc>,
    ) -> Result<(), Refusal> {
        let guesses = locked(&self.code_failures).seconds_left(customer.as_str(), now);
        admit(guesses.max(locked(&self.address_failures).seconds_left(address, now)))
    }

    /// Counts a code that did not count.
    pub fn code_failed(&self, customer: &CustomerId, address: &str, now: DateTime<Utc>) {
        locked(&self.code_failures).add(customer.as_str(), now);
        locked(&self.address_failures).add(address, now);
    }

    /// Forgets failures that no longer matter.
    pub fn forget_old(&self, now: DateTime<Utc>) {
        locked(&self.account_failures).forget_old(now);
        locked(&self.address_failures).forget_old(now);
        locked(&self.code_failures).forget_old(now);
    }
}

fn admit(seconds_left: u64) -> Result<(), Refusal> {
    if seconds_left == 0 {
        return Ok(());
    }
    let detail = "Too many failed tries; wait before the next one.";
    Err(Refusal::new(ErrorCode::RateLimited, detail).after_seconds(seconds_left))
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::Duration;

    fn noon() -> DateTime<Utc> {
        "2026-06-18T12:00:00Z".parse().unwrap()
    }

    fn wait(limits: &Limits, email: &str, now: DateTime<Utc>) -> bool {
        limits.admit_sign_in(email, "192.0.2.1", now).is_err()
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
