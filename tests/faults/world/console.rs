//! A console: the real machine of a purchase, and everything around it that can go wrong.
//!
//! One life: the program starts and takes up what it finds in its journal. What the machine wants
//! is done in its order: what it saves is on the disk, what it sends goes over the network, what it
//! tells is told once. Then the program is killed, or the computer sleeps, or its clock on the wall
//! jumps; only the journal and what has been told outlive that.

use super::World;
use super::asking;
use super::bugs::Bug;
use super::image::Buyer;
use billing_contract::OrderId;
use billing_core::checkout::machine::{
    Ask, AskKind, Effect, Event, Outcome, Purchase, State, Want, step,
};
use billing_core::error::{CommandError, CommandErrorCode};
use billing_core::views::CheckoutId;
use billing_service::Clock as _;
use chrono::TimeDelta;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// How far the seconds that are shown may be off: an answer may have been so long under way.
const FARTHEST_OFF: u64 = 40;

/// A console on a customer's computer; clones are the same.
#[derive(Clone)]
pub struct Console {
    /// Who sits before it.
    pub buyer: Arc<Buyer>,
    desk: Arc<Mutex<Desk>>,
}

/// What is on the desk: what outlives a run, and the run.
#[derive(Default)]
pub struct Desk {
    /// The journal on the disk.
    pub journal: BTreeMap<CheckoutId, Purchase>,
    /// What was told, as the disk remembers it.
    pub told: BTreeSet<(OrderId, &'static str)>,
    /// Every notification that popped up.
    pub notifications: Vec<(OrderId, Outcome)>,
    /// How each purchase that ended looked at its end.
    pub ended: BTreeMap<CheckoutId, State>,
    /// The codes and links that were ever shown, with the purchase they are for.
    pub offers: Vec<(CheckoutId, String)>,
    /// How often the program was started.
    pub runs: u32,
    run: Option<Run>,
    /// How long the steady clock has stood still.
    slept: Duration,
    asleep_until: Option<Duration>,
    /// The purchases of which the service has spoken since the last sleep.
    heard_while_awake: BTreeSet<CheckoutId>,
    /// How far the clock on the wall is off.
    wall_off_by: i64,
}

#[derive(Default)]
struct Run {
    states: BTreeMap<CheckoutId, State>,
    alarms: BTreeMap<CheckoutId, u64>,
    alarms_set: u64,
    since: Duration,
}

impl Console {
    /// A computer on which the program does not run.
    pub fn new(buyer: Buyer) -> Self {
        Self { buyer: Arc::new(buyer), desk: Arc::default() }
    }

    /// What is on the desk.
    pub fn desk(&self) -> MutexGuard<'_, Desk> {
        self.desk.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Starts the program, which takes up what it finds.
    pub fn start(&self, world: &World) {
        let found: Vec<(CheckoutId, Duration)> = {
            let mut desk = self.desk();
            let (listening, now) = (world.listens(), desk.now_of_machine(world));
            desk.runs += 1;
            let purchases = desk.journal.values().cloned();
            let state =
                |purchase: Purchase| (purchase.id.clone(), State::new(purchase, listening, now));
            let states: BTreeMap<_, _> = purchases.map(state).collect();
            let wall = world.time.now() + TimeDelta::seconds(desk.wall_off_by);
            let age = |state: &State| (wall - state.purchase.began_at).to_std();
            let aged =
                |(id, state): (&CheckoutId, &State)| (id.clone(), age(state).unwrap_or_default());
            let found = states.iter().map(aged).collect();
            desk.run = Some(Run { states, since: world.time.passed(), ..Run::default() });
            found
        };
        world.story.tell(|| format!("{} starts with {found:?}", self.buyer.email));
        for (id, began_ago) in found {
            self.feed(world, &id, Event::Resumed { began_ago });
        }
    }

    /// Kills the program.
    pub fn kill(&self, world: &World) {
        if self.desk().run.take().is_some() {
            world.story.tell(|| format!("{} is killed", self.buyer.email));
        }
    }

    /// Begins a purchase.
    pub fn begin(&self, world: &World, purchase: Purchase) {
        let id = purchase.id.clone();
        {
            let mut desk = self.desk();
            let now = desk.now_of_machine(world);
            let Some(run) = &mut desk.run else { return };
            run.states.insert(id.clone(), State::new(purchase, world.listens(), now));
        }
        world.story.tell(|| format!("{} decides to buy: {}", self.buyer.email, id.0));
        self.feed(world, &id, Event::Begun);
    }

    /// Wants something of every purchase that is open.
    pub fn want(&self, world: &World, want: Want) {
        world.story.tell(|| format!("{} wants {want:?}", self.buyer.email));
        self.feed_all(world, &Event::Wanted(want));
    }

    /// Tells every purchase of something.
    pub fn feed_all(&self, world: &World, event: &Event) {
        let ids: Vec<CheckoutId> = match &self.desk().run {
            Some(run) => run.states.keys().cloned().collect(),
            None => return,
        };
        for id in ids {
            self.feed(world, &id, event.clone());
        }
    }

    /// Puts the computer to sleep; its steady clock may stand still meanwhile.
    pub async fn sleep(&self, world: &World, time: Duration) {
        world.story.tell(|| format!("{} sleeps for {time:?}", self.buyer.email));
        self.desk().asleep_until = Some(world.time.passed() + time);
        tokio::time::sleep(time).await;
        {
            let mut desk = self.desk();
            desk.asleep_until = None;
            desk.heard_while_awake.clear();
            if world.clocks_stop_in_sleep {
                desk.slept += time;
            }
        }
        world.story.tell(|| format!("{} wakes", self.buyer.email));
        self.feed_all(world, &Event::Woken);
    }

    /// Moves the clock on the wall.
    pub fn jump(&self, world: &World, seconds: i64) {
        world.story.tell(|| format!("{}'s clock jumps by {seconds} s", self.buyer.email));
        self.desk().wall_off_by += seconds;
    }

    /// Takes a step and does what follows from it.
    fn feed(&self, world: &World, id: &CheckoutId, event: Event) {
        let (effects, run) = {
            let mut desk = self.desk();
            let now = desk.now_of_machine(world);
            let runs = desk.runs;
            if desk.is_asleep(world) {
                return;
            }
            if matches!(event, Event::Answered { .. }) {
                desk.heard_while_awake.insert(id.clone());
            }
            let knows_the_time = desk.heard_while_awake.contains(id);
            let Some(run) = &mut desk.run else { return };
            let Some(state) = run.states.remove(id) else { return };
            world.story.tell(|| format!("{} {} hears {}", self.buyer.email, id.0, brief(&event)));
            let gives_up = super::bugs::gives_up(world, &event);
            let (state, mut effects) = step(state, event, now);
            if gives_up {
                effects.retain(|effect| !matches!(effect, Effect::WakeAt(_)));
                run.alarms.remove(id);
            }
            self.judge(world, &state, knows_the_time.then_some(now));
            if let Some(offer) = &state.offer {
                let link = offer.code_url.clone().or_else(|| offer.approval_url.clone());
                let shown = (id.clone(), link.unwrap_or_default());
                run.states.insert(id.clone(), state);
                if !desk.offers.contains(&shown) {
                    desk.offers.push(shown);
                }
            } else {
                run.states.insert(id.clone(), state);
            }
            super::bugs::in_the_console(world, &mut effects);
            (effects, runs)
        };
        self.carry_out(world, id, effects, run);
    }

    fn carry_out(&self, world: &World, id: &CheckoutId, effects: Vec<Effect>, run: u32) {
        for effect in effects {
            if world.dice.percent(world.weather.roughness() / 12) && self.desk().runs == run {
                self.kill(world);
            }
            if self.desk().run.is_none() || self.desk().runs != run {
                return;
            }
            match effect {
                Effect::Save(purchase) => {
                    if world.dice.percent(world.weather.roughness() / 10) {
                        let full = CommandError::new(CommandErrorCode::DiskFull);
                        self.feed(world, id, Event::NotSaved(full));
                        return;
                    }
                    self.desk().journal.insert(id.clone(), *purchase);
                }
                Effect::Send(ask) => self.send(world, id, ask, run),
                Effect::WakeAt(moment) => self.set_alarm(world, id, moment, run),
                Effect::Tell(told) => {
                    let mut desk = self.desk();
                    let new = desk.told.insert((told.order_id.clone(), told.outcome.subject()));
                    if new || world.bug == Some(Bug::ToldTwice) {
                        desk.notifications.push((told.order_id, told.outcome));
                    }
                }
                Effect::Forget => {
                    let mut desk = self.desk();
                    desk.journal.remove(id);
                    let state = desk.run.as_mut().and_then(|run| run.states.remove(id));
                    if let Some(state) = state {
                        desk.ended.insert(id.clone(), state);
                    }
                }
                Effect::Show | Effect::Keep(_) | Effect::Refresh => {}
            }
        }
    }

    fn send(&self, world: &World, id: &CheckoutId, ask: Ask, run: u32) {
        let (world, console, id) = (world.clone(), self.clone(), id.clone());
        tokio::spawn(async move {
            let kind: AskKind = ask.kind();
            let jitter = world.dice.jitter();
            let event = match asking::ask(&world, &console.buyer, ask).await {
                Ok(answer) => Event::Answered { answer, jitter },
                Err(failure) => Event::Failed { ask: kind, failure, jitter },
            };
            if console.desk().runs == run {
                console.feed(&world, &id, event);
            }
        });
    }

    fn set_alarm(&self, world: &World, id: &CheckoutId, moment: Duration, run: u32) {
        let number = {
            let mut desk = self.desk();
            let Some(run) = &mut desk.run else { return };
            run.alarms_set += 1;
            let number = run.alarms_set;
            run.alarms.insert(id.clone(), number);
            number
        };
        let (world, console, id) = (world.clone(), self.clone(), id.clone());
        tokio::spawn(async move {
            loop {
                let wait = {
                    let desk = console.desk();
                    let set = desk.run.as_ref().and_then(|run| run.alarms.get(&id));
                    if desk.runs != run || set != Some(&number) {
                        return;
                    }
                    let asleep = desk.asleep_until.unwrap_or_default();
                    let left = moment.saturating_sub(desk.now_of_machine(&world));
                    left.max(asleep.saturating_sub(world.time.passed()))
                };
                if wait.is_zero() {
                    return console.feed(&world, &id, Event::Due);
                }
                tokio::time::sleep(wait.min(Duration::from_secs(24 * 3600))).await;
            }
        });
    }

    /// What must hold of a purchase at every step.
    fn judge(&self, world: &World, state: &State, now: Option<Duration>) {
        let Some(order) = &state.purchase.order else { return };
        if state.is_paid() {
            let due = state.purchase.amount.in_currency(state.purchase.currency);
            let due = due.expect("an amount the service has said");
            let taken = world.books().taken_for(&order.order_no, due);
            world.story.must(taken >= due.minor, || {
                format!("{} shows {} as paid; taken: {taken}", self.buyer.email, order.order_no)
            });
        }
        if let Some(left) = now.and_then(|now| state.seconds_left(now))
            && let Some(until) = state.purchase.code_until
        {
            let truly = (until - world.time.now()).num_seconds().max(0).unsigned_abs();
            world.story.must(left.abs_diff(truly) <= FARTHEST_OFF, || {
                format!("{} shows {left} s left, it is {truly}", self.buyer.email)
            });
        }
    }
}

impl Desk {
    /// The purchases that are under way in this run.
    pub fn under_way(&self) -> impl Iterator<Item = &State> {
        self.run.iter().flat_map(|run| run.states.values())
    }

    /// Since when the program runs, if it does.
    pub fn runs_since(&self) -> Option<Duration> {
        self.run.as_ref().map(|run| run.since)
    }

    /// Whether the computer sleeps.
    pub fn is_asleep(&self, world: &World) -> bool {
        self.asleep_until.is_some_and(|until| until > world.time.passed())
    }

    /// The steady clock of this computer.
    pub fn steady(&self, world: &World) -> Duration {
        world.time.passed().saturating_sub(self.slept)
    }

    fn now_of_machine(&self, world: &World) -> Duration {
        if world.bug == Some(Bug::WallClock) {
            let far = Duration::from_secs(1 << 32);
            let jump = Duration::from_secs(self.wall_off_by.unsigned_abs());
            let wall = far + world.time.passed();
            return if self.wall_off_by < 0 { wall.saturating_sub(jump) } else { wall + jump };
        }
        self.steady(world)
    }
}

fn brief(event: &Event) -> String {
    match event {
        Event::Answered { answer, .. } => match answer {
            billing_core::checkout::machine::Answer::Result(result) => {
                format!("{:?} {:?}", result.state, result.attempt_state)
            }
            other => format!("an answer to {:?}", other.kind()),
        },
        Event::Failed { ask, failure, .. } => {
            format!("nothing to {ask:?}: {:?} {:?}", failure.kind, failure.error.code)
        }
        other => format!("{other:?}"),
    }
}
