//! The purchases of whoever is signed in, and the task that watches them.
//!
//! There is one task for all of them. It takes messages, answers and alarms one after the other,
//! lets [`step`] decide, and carries the effects out in their order. The screens read what it left
//! under a lock that is never held across an await.

use super::browser::{Coming, WayBack};
use super::links::is_paid_in_browser;
use super::machine::{Ask, Effect, Event, Outcome, Purchase, State, Told, Want, step};
use super::service::{Service, not_kept};
use super::shared::{Entry, Shared};
use super::view::Shown;
use crate::clock::Moment;
use crate::console::{Console, Inner};
use crate::error::CommandError;
use crate::event::Event as Announced;
use crate::evidence::Observation;
use crate::i18n::I18n;
use crate::store::{DueTelling, OwnerKey};
use crate::tasks::Task;
use crate::views::{CheckoutFocus, CheckoutId};
use billing_contract::OrderId;
use futures_util::StreamExt as _;
use futures_util::future::BoxFuture;
use futures_util::stream::FuturesUnordered;
use std::collections::BTreeMap;
use std::sync::{Arc, Weak};
use std::time::Duration;
use tokio::sync::{mpsc, oneshot};
use url::Url;

/// How often to compare the clocks while a payment is awaited, and otherwise.
const LOOK_WHILE_OPEN: Duration = Duration::from_secs(1);
const LOOK: Duration = Duration::from_secs(15);
/// A longer gap between the clocks was a sleep.
const SLEEP: Duration = Duration::from_secs(10);

/// The handle of the watching; it ends with it.
pub(crate) struct Desk {
    shared: Arc<Shared>,
    messages: mpsc::UnboundedSender<Message>,
    watching: Task,
}

/// What the task is told.
pub(crate) enum Message {
    /// Begin a purchase; answers the one that goes on, which may be an earlier one.
    Begin(Box<Purchase>, oneshot::Sender<Result<CheckoutId, CommandError>>),
    /// Something has happened to one purchase.
    Happened(CheckoutId, Event),
    /// The stream says that these orders have changed; none named are all.
    Told(Vec<OrderId>),
    /// The stream came or went.
    Stream(bool),
    /// The network is back.
    Woken,
    /// The browser has come back from a payment.
    Returned(CheckoutId, Coming),
}

impl Desk {
    /// Takes up the purchases of `owner` and watches them.
    pub(crate) fn open(console: &Console, owner: OwnerKey, service: Arc<dyn Service>) -> Self {
        let (messages, inbox) = mpsc::unbounded_channel();
        let shared: Arc<Shared> = Arc::default();
        let server = Url::parse(&console.inner.client().server().to_string())
            .expect("a service's address is an address");
        let work = Work {
            console: Arc::downgrade(&console.inner),
            owner,
            server,
            service,
            shared: Arc::clone(&shared),
            messages: messages.clone(),
            alarms: BTreeMap::new(),
            requests: FuturesUnordered::new(),
            ways_back: BTreeMap::new(),
            is_listening: false,
            is_taken_up: false,
        };
        Self { shared, messages, watching: Task::start("checkouts", work.run(inbox)) }
    }

    /// Tells the task.
    pub(crate) fn tell(&self, message: Message) {
        let _ended = self.messages.send(message);
    }

    /// What the screens read.
    pub(crate) fn shared(&self) -> Arc<Shared> {
        Arc::clone(&self.shared)
    }

    /// Ends the watching, and returns when nothing is written any more.
    pub(crate) async fn stop(self) {
        self.watching.stop().await;
    }
}

type Request = BoxFuture<'static, (CheckoutId, Event)>;

struct Work {
    console: Weak<Inner>,
    owner: OwnerKey,
    server: Url,
    service: Arc<dyn Service>,
    shared: Arc<Shared>,
    messages: mpsc::UnboundedSender<Message>,
    alarms: BTreeMap<CheckoutId, Duration>,
    requests: FuturesUnordered<Request>,
    ways_back: BTreeMap<CheckoutId, WayBack>,
    is_listening: bool,
    /// Whether the journal has said what is under way.
    is_taken_up: bool,
}

impl Work {
    async fn run(mut self, mut inbox: mpsc::UnboundedReceiver<Message>) {
        self.is_taken_up = self.take_up().await;
        let Some(mut seen) = self.now() else { return };
        loop {
            let pause = self.pause(seen);
            tokio::select! {
                message = inbox.recv() => match message {
                    Some(message) => self.take(message).await,
                    None => return,
                },
                Some((id, event)) = self.requests.next(), if !self.requests.is_empty() => {
                    self.happen(&id, event).await;
                }
                () = tokio::time::sleep(pause) => {}
            }
            if !self.is_taken_up {
                self.is_taken_up = self.take_up().await;
            }
            let Some(now) = self.now() else { return };
            if now.slept_since(&seen) > SLEEP {
                self.happen_to_all(Event::Woken).await;
            }
            seen = now;
            self.ring(now.monotonic).await;
        }
    }

    fn now(&self) -> Option<Moment> {
        Some(Moment::of(&*self.console.upgrade()?.options.clock))
    }

    /// Until the next alarm, but never so long that a sleep or a moved clock goes unnoticed.
    fn pause(&self, now: Moment) -> Duration {
        let is_open = self.shared.held().values().any(|entry| entry.state.is_open());
        let look = if is_open || !self.is_taken_up { LOOK_WHILE_OPEN } else { LOOK };
        let next = self.alarms.values().min();
        next.map_or(look, |alarm| look.min(alarm.saturating_sub(now.monotonic)))
    }

    /// Goes on with what the journal holds. What has ended and was told is put away.
    ///
    /// False if the journal cannot be read just now: nobody knows then what is awaited.
    async fn take_up(&mut self) -> bool {
        let Some(console) = self.console.upgrade() else { return true };
        let purchases = match console.journal.checkouts(&self.owner).await {
            Ok(purchases) => purchases,
            Err(error) => {
                tracing::error!(%error, "purchases cannot be read; trying again");
                return false;
            }
        };
        let begun_meanwhile: Vec<_> = self.shared.held().keys().cloned().collect();
        for purchase in purchases {
            if begun_meanwhile.contains(&purchase.id) {
                continue;
            }
            if let (true, Some(order)) = (purchase.settled, &purchase.order) {
                let (order_id, paid) = (order.order_id.clone(), Outcome::Settled);
                let told = console.journal.was_told(&self.owner, order_id, paid).await;
                if purchase.dismissed || told.unwrap_or(false) {
                    let _stays = console.journal.remove_checkout(&self.owner, purchase.id).await;
                    continue;
                }
            }
            let clock = &*console.options.clock;
            let began_ago = (clock.now() - purchase.began_at).to_std().unwrap_or_default();
            let id = self.put(purchase, clock.monotonic());
            self.happen(&id, Event::Resumed { began_ago }).await;
        }
        self.show(&console);
        true
    }

    fn put(&self, purchase: Purchase, now: Duration) -> CheckoutId {
        let id = purchase.id.clone();
        let state = State::new(purchase, self.is_listening, now);
        self.shared.held().insert(id.clone(), Entry { state, shown: Shown::default() });
        id
    }

    async fn take(&mut self, message: Message) {
        match message {
            Message::Begin(purchase, begun) => {
                let result = self.begin(*purchase).await;
                let _nobody_waits = begun.send(result);
            }
            Message::Happened(id, event) => self.happen(&id, event).await,
            Message::Told(orders) => self.told(&orders).await,
            Message::Stream(is_there) => {
                self.is_listening = is_there;
                let event = if is_there { Event::StreamUp } else { Event::StreamDown };
                self.happen_to_all(event).await;
            }
            Message::Woken => self.happen_to_all(Event::Woken).await,
            Message::Returned(id, coming) => {
                if coming == Coming::First {
                    self.happen(&id, Event::Wanted(Want::Ask)).await;
                }
                if let Some(console) = self.console.upgrade() {
                    console.focus_on(CheckoutFocus::Checkout { id });
                    console.announce(Announced::CheckoutsChanged);
                    console.announce(Announced::WindowWanted);
                }
            }
        }
    }

    /// The same purchase asked for twice, by a second click or under the same name, is one.
    async fn begin(&mut self, purchase: Purchase) -> Result<CheckoutId, CommandError> {
        let earlier = {
            let held = self.shared.held();
            let is_same = |entry: &&Entry| {
                let known = &entry.state.purchase;
                // One that is called off is no answer to whoever wants it after all.
                let same_wish = !known.cancel_wanted
                    && (&known.wish, known.is_change) == (&purchase.wish, purchase.is_change)
                    && known.pay_type == purchase.pay_type
                    && known.coupon_code == purchase.coupon_code
                    && (&known.amount, known.currency) == (&purchase.amount, purchase.currency);
                let same_order = known.order.is_some() && known.order == purchase.order;
                entry.state.is_open() && (same_order || purchase.order.is_none() && same_wish)
            };
            let named = held.get(&purchase.id);
            named
                .or_else(|| held.values().find(is_same))
                .map(|entry| entry.state.purchase.id.clone())
        };
        if let Some(id) = earlier {
            return Ok(id);
        }
        let Some(console) = self.console.upgrade() else {
            return Err(CommandError::new(crate::error::CommandErrorCode::SignedOut));
        };
        let id = self.put(purchase, console.options.clock.monotonic());
        let Err(error) = self.carry_out(&id, Event::Begun).await else {
            self.show(&console);
            return Ok(id);
        };
        // Nothing was sent: it is as if the person had not clicked.
        self.shared.held().remove(&id);
        self.alarms.remove(&id);
        self.show(&console);
        Err(error)
    }

    async fn told(&mut self, orders: &[OrderId]) {
        let concerned: Vec<CheckoutId> = {
            let held = self.shared.held();
            let is_concerned = |entry: &&Entry| {
                let order = entry.state.purchase.order.as_ref();
                orders.is_empty() || order.is_some_and(|order| orders.contains(&order.order_id))
            };
            let concerned = held.values().filter(is_concerned);
            concerned.map(|entry| entry.state.purchase.id.clone()).collect()
        };
        let mut over = Vec::new();
        for id in concerned {
            self.happen(&id, Event::Told).await;
            let held = self.shared.held();
            let asks_nothing =
                |entry: &&Entry| entry.state.is_over() && entry.state.asking().is_none();
            let purchase = held.get(&id).filter(asks_nothing);
            over.extend(
                purchase
                    .and_then(|entry| Some(entry.state.purchase.order.as_ref()?.order_id.clone())),
            );
        }
        // A purchase that was put away asks nothing any more: what is kept of its order is fetched.
        if let Some(inner) =
            self.console.upgrade().filter(|_| !orders.is_empty() && !over.is_empty())
        {
            Console { inner }.fetch_orders_soon(over);
        }
    }

    async fn happen_to_all(&mut self, event: Event) {
        let ids: Vec<CheckoutId> = self.shared.held().keys().cloned().collect();
        for id in ids {
            self.happen(&id, event.clone()).await;
        }
    }

    async fn ring(&mut self, now: Duration) {
        let due: Vec<CheckoutId> = self
            .alarms
            .iter()
            .filter(|(_, alarm)| **alarm <= now)
            .map(|(id, _)| id.clone())
            .collect();
        for id in due {
            self.alarms.remove(&id);
            self.happen(&id, Event::Due).await;
        }
    }

    async fn happen(&mut self, id: &CheckoutId, event: Event) {
        if let Err(error) = self.carry_out(id, event).await {
            let again = Box::pin(self.carry_out(id, Event::NotSaved(error)));
            if let Err(error) = again.await {
                tracing::error!(?error, "a purchase cannot be kept");
            }
        }
    }

    /// Takes a step and does what it says. What cannot be saved is not followed by a request.
    async fn carry_out(&mut self, id: &CheckoutId, event: Event) -> Result<(), CommandError> {
        let Some(console) = self.console.upgrade() else { return Ok(()) };
        let now = console.options.clock.monotonic();
        let effects = {
            let mut held = self.shared.held();
            let Some(entry) = held.get_mut(id) else { return Ok(()) };
            let order = entry.state.purchase.order.as_ref().map(|order| &order.order_id);
            let wall = console.options.clock.now();
            if let Some(seen) = Observation::of_event(&event, id, order, wall) {
                console.cache.note(&self.owner, seen);
            }
            let (state, effects) = step(entry.state.clone(), event, now);
            entry.state = state;
            effects
        };
        let mut not_saved = None;
        for effect in effects {
            match effect {
                Effect::Save(purchase) => {
                    let saved = console.journal.save_checkout(&self.owner, *purchase).await;
                    not_saved = saved.err().map(|error| not_kept(&error));
                }
                Effect::Send(ask) if not_saved.is_none() => self.send(&console, id, ask),
                Effect::Send(_) => {}
                Effect::WakeAt(moment) => {
                    self.alarms.insert(id.clone(), moment);
                }
                Effect::Show => self.refresh_view(&console, id),
                Effect::Keep(order) => {
                    Console { inner: Arc::clone(&console) }.keep_order(&self.owner, &order).await;
                }
                Effect::Tell(told) => self.tell(&console, told).await,
                Effect::Refresh => console.syncing.wake(),
                Effect::Forget => self.forget(&console, id).await,
            }
        }
        not_saved.map_or(Ok(()), Err)
    }

    fn send(&mut self, console: &Arc<Inner>, id: &CheckoutId, ask: Ask) {
        let kind = ask.kind();
        let return_url = match &ask {
            Ask::Offer { pay_type, comes_back: true, .. } if is_paid_in_browser(*pay_type) => {
                self.way_back(console, id)
            }
            _ => None,
        };
        let (asked, id) = (self.service.ask(ask, return_url), id.clone());
        self.requests.push(Box::pin(async move {
            let jitter = rand::random::<f64>() * 2.0 - 1.0;
            let event = match asked.await {
                Ok(answer) => Event::Answered { answer, jitter },
                Err(failure) => Event::Failed { ask: kind, failure, jitter },
            };
            (id, event)
        }));
    }

    /// Where the browser comes back to. Without it the payment goes on all the same: it is watched.
    fn way_back(&mut self, console: &Inner, id: &CheckoutId) -> Option<String> {
        if !self.ways_back.contains_key(id) {
            let (messages, of) = (self.messages.clone(), id.clone());
            let returned = move |coming| drop(messages.send(Message::Returned(of.clone(), coming)));
            let language = console.choices().language();
            match WayBack::open(&I18n::new(language), language, returned) {
                Ok(way) => drop(self.ways_back.insert(id.clone(), way)),
                Err(error) => tracing::warn!(%error, "the browser will not find its way back"),
            }
        }
        self.ways_back.get(id).map(|way| way.url().to_owned())
    }

    async fn tell(&mut self, console: &Inner, told: Told) {
        let currency = {
            let held = self.shared.held();
            let of_order = held.values().find(|entry| {
                let order = entry.state.purchase.order.as_ref();
                order.is_some_and(|order| order.order_id == told.order_id)
            });
            of_order.map(|entry| entry.state.purchase.currency)
        };
        let Some(price) = currency.and_then(|of| told.amount.in_currency(of).ok()) else { return };
        let Told { order_id, outcome, .. } = told;
        let due = DueTelling { order_id, outcome, price };
        match console.journal.add_notification(&self.owner, due).await {
            Ok(false) => {}
            Ok(true) => console.announce(Announced::NotificationsDue),
            Err(error) => tracing::error!(%error, "a notification is not put down"),
        }
    }

    fn refresh_view(&mut self, console: &Inner, id: &CheckoutId) {
        {
            let mut held = self.shared.held();
            let Some(entry) = held.get_mut(id) else { return };
            let before = std::mem::take(&mut entry.shown);
            entry.shown = Shown::of(&entry.state, &self.server, before);
            // As long as it is in sight: a payment is often seen before the browser comes back.
            if entry.state.purchase.dismissed {
                self.ways_back.remove(id);
            }
        }
        self.show(console);
    }

    async fn forget(&mut self, console: &Inner, id: &CheckoutId) {
        if let Err(error) = console.journal.remove_checkout(&self.owner, id.clone()).await {
            tracing::error!(%error, "a purchase that is over stays in the journal");
        }
        self.alarms.remove(id);
        self.ways_back.remove(id);
        let mut held = self.shared.held();
        if held.get(id).is_some_and(|entry| entry.state.purchase.dismissed) {
            held.remove(id);
        }
        drop(held);
        self.show(console);
    }

    fn show(&self, console: &Inner) {
        self.shared.note_change();
        console.announce(Announced::CheckoutsChanged);
    }
}
