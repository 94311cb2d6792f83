//! The whole world of a payment in one thread, from a seed.
//!
//! One life of a world: the real service is put together on a copy of a database in memory, before
//! it real purchases in up to three consoles, behind it providers that keep books, and between all
//! of them lines that lose, double and delay. As long as the storm lasts, everything that can go
//! wrong does: answers get lost after the commit, the service dies at a commit, consoles are killed
//! between two effects, computers sleep, clocks jump, people pay too little, too much, twice, while
//! a code is closed, days too late, or never. Then it is calm: nothing more is lost. The world runs
//! on for half a day or for nine, until every notice is in or given up, every purchase is looked at once more,
//! and the judges compare what everybody believes with what the providers have taken.
//!
//! Time is tokio's, paused: it stands still while anything can happen and then jumps to the next
//! alarm. Chance comes from the seed alone. So a seed is always the same world, and one that breaks
//! tells its story when it runs again: `BILLING_WORLD_SEED=123 cargo test -p billing-tests --test
//! faults world`.

mod asking;
mod books;
mod bugs;
mod console;
mod dice;
mod image;
mod judges;
mod money_judges;
mod network;
mod notices;
mod payers;
mod people;
mod provider;
mod service;
mod story;
mod tests;
mod time;
mod timing;
mod weather;

use books::Books;
use bugs::Bug;
use console::Console;
use dice::Dice;
use service::Service;
use std::collections::BTreeSet;
use std::ops::Deref;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use story::Story;
use time::Time;
use weather::Weather;

/// When a world in which money comes days late has come to its end.
const END: Duration = Duration::from_secs(9 * 24 * 3600);
/// When any other world has.
const END_OF_A_DAY: Duration = Duration::from_secs(12 * 3600);

/// A world; clones are the same.
#[derive(Clone)]
pub struct World(Arc<Parts>);

/// What a world is made of.
pub struct Parts {
    /// Its time.
    pub time: Time,
    /// Its chance.
    pub dice: Dice,
    /// What happened in it.
    pub story: Story,
    /// How rough it is.
    pub weather: Weather,
    /// The service.
    pub service: Service,
    /// Who buys.
    pub consoles: Vec<Console>,
    /// What is wrong with it on purpose.
    pub bug: Option<Bug>,
    /// When it has come to its end.
    pub end: Duration,
    /// Whether the steady clocks stand still while a computer sleeps.
    pub clocks_stop_in_sleep: bool,
    books: Mutex<Books>,
    /// The events whose notices the service has acknowledged.
    acknowledged: Mutex<BTreeSet<String>>,
    /// How many times somebody has decided to buy.
    decisions: AtomicU64,
}

impl Deref for World {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}

/// What came of a world.
pub struct Outcome {
    /// The first thing that must not have happened, if anything did.
    pub broken: Option<String>,
    /// What happened, if it was to be told.
    pub story: String,
    /// What it was made of, to see that seeds differ and that the same seed is the same world.
    pub figures: Figures,
}

/// What happened in a world, counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    /// Orders that were made.
    pub orders: u64,
    /// Payments the providers took.
    pub payments: u64,
    /// Questions the providers were asked.
    pub calls: u64,
    /// Refunds the providers made.
    pub refunds: u64,
    /// Every change of a state.
    pub changes: u64,
    /// Runs of consoles.
    pub runs: u64,
}

/// How a world is to be.
#[derive(Clone, Copy, Debug)]
pub struct Plan {
    /// Its seed.
    pub seed: u64,
    /// What is wrong with it on purpose.
    pub bug: Option<Bug>,
    /// Whether its story is told.
    pub is_told: bool,
}

/// Runs a world to its end, or until something breaks.
pub fn run(plan: Plan) -> Outcome {
    in_paused_time(async move {
        let world = World::new(plan);
        tokio::select! {
            biased;
            () = world.live() => {}
            () = world.story.breaks() => {}
        }
        let outcome = world.outcome();
        world.service.put_away();
        outcome
    })
}

/// Runs `work` on one thread, in time that stands still until it jumps.
fn in_paused_time<T>(work: impl Future<Output = T>) -> T {
    let mut runtime = tokio::runtime::Builder::new_current_thread();
    let runtime = runtime.enable_time().start_paused(true).build();
    runtime.expect("a runtime without threads can be made").block_on(work)
}

impl World {
    fn new(plan: Plan) -> Self {
        static WORLDS: AtomicU64 = AtomicU64::new(0);
        let time = Time::begin();
        let dice = Dice::new(plan.seed);
        let count = dice.pick(&[1, 1, 1, 2, 3]);
        let buyers = image::buyers().into_iter().cycle();
        let buyers = buyers.skip(usize::try_from(plan.seed % 3).unwrap_or_default()).take(count);
        let roughness = u32::try_from(dice.pick(&[0, 5, 15, 30, 45])).unwrap_or_default();
        let number = WORLDS.fetch_add(1, Ordering::Relaxed);
        let world = Self(Arc::new(Parts {
            story: Story::new(time.clone(), plan.is_told),
            time,
            weather: Weather::new(roughness),
            service: Service::new(&format!("world-{number}")),
            consoles: buyers.map(Console::new).collect(),
            bug: plan.bug,
            end: if dice.percent(20) { END } else { END_OF_A_DAY },
            clocks_stop_in_sleep: dice.percent(50),
            books: Mutex::default(),
            acknowledged: Mutex::default(),
            decisions: AtomicU64::new(0),
            dice,
        }));
        bugs::in_the_database(&world);
        world
    }

    /// Everything, from the beginning to the end.
    async fn live(&self) {
        let dies = self.dice.percent(self.weather.roughness());
        let commits = dies.then(|| self.dice.number(1..120));
        self.service.start(self, commits).await;
        let jobs = tokio::spawn(service::work(self.clone()));
        let care = tokio::spawn(service::look_after(self.clone()));
        let storm = self.dice.pick(&[180, 180, 240, 240, 400, 400, 600, 1_200, 8_000]);
        people::live_through_the_storm(self, Duration::from_secs(storm)).await;
        self.story.tell(|| "the storm is over".to_owned());
        self.weather.calm_down();
        self.service.let_live();
        people::see_the_end_of_it(self, self.end).await;
        judges::judge(self);
        jobs.abort();
        care.abort();
    }

    fn outcome(&self) -> Outcome {
        let broken = self.story.broken();
        let books = self.books();
        let figures = Figures {
            orders: judges::count(self, "orders"),
            payments: books.payments().count() as u64,
            calls: books.calls.len() as u64,
            refunds: books.refunds.len() as u64,
            changes: judges::count(self, "witnessed"),
            runs: self.consoles.iter().map(|console| u64::from(console.desk().runs)).sum(),
        };
        Outcome { broken, story: self.story.text(), figures }
    }

    /// What the providers know.
    pub fn books(&self) -> MutexGuard<'_, Books> {
        self.books.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether a console that starts now hears the service's stream.
    pub fn listens(&self) -> bool {
        self.dice.percent(50)
    }
}
