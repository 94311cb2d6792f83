//! Many worlds; and worlds with a bug, which must be found.

use super::bugs::{self, Bug};
use super::{Outcome, Plan, run};
use crate::rounds;
use std::collections::BTreeSet;
use std::io::Write as _;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

/// So many seeds are tried until a planted bug is found.
const SEEDS_FOR_A_BUG: u64 = 1_000;

fn plan(seed: u64) -> Plan {
    Plan { seed, bug: None, is_told: false }
}

/// Runs it again, to tell its story.
fn told(plan: Plan) -> Outcome {
    run(Plan { is_told: true, ..plan })
}

/// Runs the seeds in two threads, each world in one, until `see` has seen enough.
fn run_seeds(seeds: std::ops::Range<u64>, see: impl Fn(u64, Outcome) -> bool + Sync) {
    let next = AtomicU64::new(seeds.start);
    let enough = Mutex::new(false);
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                loop {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    if seed >= seeds.end || *enough.lock().unwrap() {
                        return;
                    }
                    if see(seed, run(plan(seed))) {
                        *enough.lock().unwrap() = true;
                    }
                }
            });
        }
    });
}

/// A number in the environment: one seed to run alone, or where to go on with many.
fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok().and_then(|text| text.parse().ok())
}

#[test]
fn whatever_happens_every_payment_is_seen_and_every_unit_has_a_place() {
    if let Some(seed) = number("BILLING_WORLD_SEED") {
        let outcome = told(plan(seed));
        assert_eq!(outcome.broken, None, "seed {seed}\n{}", outcome.story);
        return;
    }
    let broken = Mutex::new(BTreeSet::new());
    let first = number("BILLING_WORLD_FROM").unwrap_or_default();
    run_seeds(first..first + u64::from(rounds(2_000)), |seed, outcome| {
        let mut broken = broken.lock().unwrap();
        broken.extend(outcome.broken.map(|what| (seed, what)));
        broken.len() >= 5
    });
    let broken = broken.into_inner().unwrap();
    if let Some((seed, what)) = broken.first() {
        let story = told(plan(*seed)).story;
        let seeds: Vec<u64> = broken.iter().map(|(seed, _)| *seed).collect();
        panic!("{story}\n\nseeds {seeds:?} broke; replay with BILLING_WORLD_SEED={seed}\n{what}");
    }
}

#[test]
fn the_same_seed_is_the_same_world() {
    for seed in 0..12 {
        let (one, other) = (told(plan(seed)), told(plan(seed)));
        assert_eq!(one.figures, other.figures, "seed {seed}");
        assert_eq!(one.story, other.story, "seed {seed}");
    }
}

#[test]
fn every_planted_bug_is_found() {
    let found = Mutex::new(Vec::new());
    let next = AtomicU64::new(0);
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                loop {
                    let at = next.fetch_add(1, Ordering::Relaxed);
                    let bug = usize::try_from(at).ok().and_then(|at| bugs::ALL.get(at));
                    let Some(bug) = bug else { return };
                    let seed = finds(*bug);
                    tell(*bug, seed.as_ref());
                    found.lock().unwrap().push((*bug, seed.is_some()));
                }
            });
        }
    });
    let found = found.into_inner().unwrap();
    let missed: Vec<Bug> =
        found.iter().filter(|(_, is_found)| !is_found).map(|(bug, _)| *bug).collect();
    assert!(missed.is_empty(), "not found in {SEEDS_FOR_A_BUG} seeds: {missed:?}");
}

/// Says which seed found a bug, and by what.
fn tell(bug: Bug, found: Option<&(u64, String)>) {
    let mut report = std::io::stdout().lock();
    match found {
        Some((seed, what)) => writeln!(report, "{bug:?}: seed {seed}: {what}").unwrap(),
        None => writeln!(report, "{bug:?}: not found").unwrap(),
    }
}

/// The first seed whose world breaks with this bug and not without it, and how.
fn finds(bug: Bug) -> Option<(u64, String)> {
    (0..SEEDS_FOR_A_BUG).find_map(|seed| {
        let what = run(Plan { bug: Some(bug), ..plan(seed) }).broken?;
        run(plan(seed)).broken.is_none().then_some((seed, what))
    })
}
