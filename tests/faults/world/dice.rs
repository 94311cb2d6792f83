//! Chance, all of it from one seed.

use rand::rngs::StdRng;
use rand::{Rng as _, SeedableRng as _};
use std::ops::Range;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// The dice of a world. One world runs in one thread, so it throws them in the same order each time.
pub struct Dice(Mutex<StdRng>);

impl Dice {
    /// The dice of this seed.
    pub fn new(seed: u64) -> Self {
        Self(Mutex::new(StdRng::seed_from_u64(seed)))
    }

    /// Whether something happens that happens so many times of a hundred.
    pub fn percent(&self, of_hundred: u32) -> bool {
        of_hundred > 0 && self.number(0..100) < i64::from(of_hundred)
    }

    /// A number out of these.
    pub fn number(&self, range: Range<i64>) -> i64 {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).random_range(range)
    }

    /// So many milliseconds.
    pub fn millis(&self, range: Range<i64>) -> Duration {
        Duration::from_millis(self.number(range).unsigned_abs())
    }

    /// One of these.
    pub fn pick<T: Copy>(&self, among: &[T]) -> T {
        let at = self.number(0..i64::try_from(among.len()).expect("lists here are short"));
        among[usize::try_from(at).expect("not negative")]
    }

    /// From −1 to 1.
    pub fn jitter(&self) -> f64 {
        self.number(-100..101) as f64 / 100.0
    }
}
