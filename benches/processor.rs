//! Processor time of this process, which others on the machine do not lengthen.

use rustix::time::{ClockId, clock_gettime};
use std::time::Duration;

/// How much there has been so far, of all threads.
pub fn time() -> Duration {
    let spent = clock_gettime(ClockId::ProcessCPUTime);
    let seconds = u64::try_from(spent.tv_sec).unwrap_or_default();
    Duration::new(seconds, u32::try_from(spent.tv_nsec).unwrap_or_default())
}

/// Milliseconds of it since `began`, for each of `count`.
pub fn millis_each(began: Duration, count: usize) -> f64 {
    (time() - began).as_secs_f64() * 1e3 / count as f64
}
