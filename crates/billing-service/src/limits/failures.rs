//! Failures by name, in a space that does not grow with what strangers send.
//!
//! A full burst of failures begins a wait; each further burst begins one twice as long. A try
//! that is refused during a wait changes nothing: it neither prolongs the wait nor counts.

use aws_lc_rs::digest;
use chrono::{DateTime, Duration, Utc};
use std::collections::{BTreeMap, HashMap, VecDeque};

const WINDOW: Duration = Duration::seconds(60);
const FIRST_WAIT_SECONDS: i64 = 60;
const LONGEST_WAIT: Duration = Duration::minutes(15);
/// How long a name must be quiet until nothing is held against it.
const FORGOTTEN_AFTER: Duration = Duration::minutes(30);
/// Above this many names, the one that has been quiet the longest is forgotten.
const MOST_NAMES: usize = 50_000;

/// Stands for a name of any length.
type NameDigest = [u8; 32];

/// How often each name failed.
pub struct FailureCounts {
    burst: usize,
    counted: HashMap<NameDigest, Failures>,
    /// The names by their last failure, the oldest first.
    order: BTreeMap<u64, NameDigest>,
    next_place: u64,
}

#[derive(Default)]
struct Failures {
    /// Zero as long as it has none.
    place: u64,
    recent: VecDeque<DateTime<Utc>>,
    waits: u32,
    refused_until: Option<DateTime<Utc>>,
}

impl FailureCounts {
    /// Nothing counted yet; `burst` failures within a minute begin a wait.
    pub fn new(burst: u32) -> Self {
        Self {
            burst: usize::try_from(burst).unwrap_or(usize::MAX),
            counted: HashMap::new(),
            order: BTreeMap::new(),
            next_place: 1,
        }
    }

    /// How long the name must still wait; zero lets it try.
    pub fn seconds_left(&mut self, name: &str, now: DateTime<Utc>) -> u64 {
        let Some(failures) = self.counted.get_mut(&digest_of(name)) else { return 0 };
        let left = failures.left(now);
        u64::try_from(left.num_milliseconds().max(0)).unwrap_or_default().div_ceil(1_000)
    }

    /// Counts a failure; the one that completes a burst begins a wait.
    pub fn add(&mut self, name: &str, now: DateTime<Utc>) {
        let name = digest_of(name);
        if self.counted.len() >= MOST_NAMES
            && !self.counted.contains_key(&name)
            && let Some((_, oldest)) = self.order.pop_first()
        {
            self.counted.remove(&oldest);
        }
        let failures = self.counted.entry(name).or_default();
        self.order.remove(&failures.place);
        failures.place = self.next_place;
        self.order.insert(self.next_place, name);
        self.next_place += 1;
        failures.add(self.burst, now);
    }

    /// Holds nothing against the name any more.
    pub fn forget(&mut self, name: &str) {
        if let Some(failures) = self.counted.remove(&digest_of(name)) {
            self.order.remove(&failures.place);
        }
    }

    /// Forgets the names that have been quiet for long.
    pub fn forget_old(&mut self, now: DateTime<Utc>) {
        let Self { counted, order, .. } = self;
        counted.retain(|_, failures| {
            let stays = !failures.is_forgotten(now);
            if !stays {
                order.remove(&failures.place);
            }
            stays
        });
    }
}

impl Failures {
    fn left(&mut self, now: DateTime<Utc>) -> Duration {
        let Some(until) = self.refused_until else { return Duration::zero() };
        // Further away than any wait only if the clock was set back.
        let until = until.min(now + LONGEST_WAIT);
        self.refused_until = Some(until);
        (until - now).max(Duration::zero())
    }

    fn add(&mut self, burst: usize, now: DateTime<Utc>) {
        if self.is_forgotten(now) {
            *self = Self { place: self.place, ..Self::default() };
        }
        if self.left(now) > Duration::zero() {
            return;
        }
        self.recent.retain(|at| (now - *at).abs() < WINDOW);
        self.recent.push_back(now);
        if self.recent.len() >= burst {
            let wait = Duration::seconds(FIRST_WAIT_SECONDS << self.waits.min(10));
            self.refused_until = Some(now + wait.min(LONGEST_WAIT));
            self.waits = self.waits.saturating_add(1);
            self.recent = VecDeque::new();
        }
    }

    /// Whether the last failure and the last wait are long over, by a clock that may be set back.
    fn is_forgotten(&self, now: DateTime<Utc>) -> bool {
        let last = self.recent.back().copied().max(self.refused_until);
        last.is_none_or(|last| (now - last).abs() > FORGOTTEN_AFTER)
    }
}

fn digest_of(name: &str) -> NameDigest {
    let mut bytes = [0; 32];
    bytes.copy_from_slice(digest::digest(&digest::SHA256, name.as_bytes()).as_ref());
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn noon() -> DateTime<Utc> {
        "2026-06-18T12:00:00Z".parse().unwrap()
    }

    fn burst(counts: &mut FailureCounts, now: DateTime<Utc>) -> u64 {
        for _ in 0..10 {
            assert_eq!(counts.seconds_left("a", now), 0);
            counts.add("a", now);
        }
        counts.seconds_left("a", now)
    }

    #[test]
    fn the_eleventh_guess_of_a_minute_waits_and_longer_after_each_burst() {
        let mut counts = FailureCounts::new(10);
        let mut now = noon();
        let mut waits = Vec::new();
        for _ in 0..6 {
            let wait = burst(&mut counts, now);
            waits.push(wait);
            now += Duration::seconds(i64::try_from(wait).unwrap());
        }
        assert_eq!(waits, [60, 120, 240, 480, 900, 900]);
    }

    #[test]
    fn a_refused_try_is_told_what_is_left_and_prolongs_nothing() {
        let mut counts = FailureCounts::new(10);
        assert_eq!(burst(&mut counts, noon()), 60);
        for second in 0..60_i64 {
            let now = noon() + Duration::seconds(second);
            assert_eq!(counts.seconds_left("a", now), u64::try_from(60 - second).unwrap());
            counts.add("a", now);
        }
        assert_eq!(counts.seconds_left("a", noon() + Duration::seconds(60)), 0);
    }

    #[test]
    fn a_clock_set_back_refuses_for_no_longer_than_the_longest_wait() {
        let mut counts = FailureCounts::new(10);
        assert_eq!(burst(&mut counts, noon()), 60);
        let earlier = noon() - Duration::days(365);
        assert_eq!(counts.seconds_left("a", earlier), 900);
        assert_eq!(counts.seconds_left("a", earlier + Duration::seconds(900)), 0);
    }

    #[test]
    fn a_flood_of_long_names_takes_a_bounded_space_and_pushes_out_the_oldest() {
        let mut counts = FailureCounts::new(1);
        counts.add("the oldest", noon());
        for number in 0..MOST_NAMES {
            counts.add(&format!("{number}"), noon());
        }
        assert_eq!(counts.counted.len(), MOST_NAMES);
        assert_eq!(counts.order.len(), MOST_NAMES);
        assert_eq!(counts.seconds_left("the oldest", noon()), 0);
        assert_eq!(counts.seconds_left("0", noon()), 60);
        counts.forget_old(noon() + Duration::hours(1));
        assert!(counts.counted.is_empty() && counts.order.is_empty());
    }

    proptest! {
        #[test]
        fn every_name_has_one_place_in_the_order(
            steps in proptest::collection::vec((0_u8..3, "[a-d]", 0_i64..3_000), 0..60),
        ) {
            let mut counts = FailureCounts::new(3);
            for (step, name, second) in steps {
                let now = noon() + Duration::seconds(second);
                match step {
                    0 => counts.add(&name, now),
                    1 => counts.forget(&name),
                    _ => counts.forget_old(now),
                }
                prop_assert!(counts.seconds_left(&name, now) <= 900);
                prop_assert_eq!(counts.order.len(), counts.counted.len());
                for (name, failures) in &counts.counted {
                    prop_assert_eq!(counts.order.get(&failures.place), Some(name));
                }
            }
        }
    }
}
