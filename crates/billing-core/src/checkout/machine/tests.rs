use super::*;
use crate::error::CommandErrorCode;
use crate::views::{CheckoutId, CheckoutStage, Watch};
use billing_contract::{AttemptId, AttemptState, OrderAction, OrderId, PackageId, QrCode, Wish};
use chrono::{DateTime, TimeDelta, Utc};
use proptest::prelude::*;

fn purchase() -> Purchase {
    Purchase::decided(Decision {
        id: CheckoutId("c1".to_owned()),
        key: "key-1".to_owned(),
        wish: Wish::Package { product_id: PackageId::new("p1") },
        pay_type: PayType::WechatPay,
        amount: amount("999.00"),
        currency: billing_contract::Currency::CNY,
        began_at: wall(Duration::ZERO),
    })
}

fn amount(text: &str) -> DecimalAmount {
    serde_json::from_value(text.into()).unwrap()
}

fn wall(time: Duration) -> DateTime<Utc> {
    DateTime::from_timestamp(1_800_000_000, 0).unwrap() + TimeDelta::from_std(time).unwrap()
}

fn seconds(count: u64) -> Duration {
    Duration::from_secs(count)
}

/// The service and everything around it, as simple as it can be and still be wrong in every way.
#[derive(Clone)]
struct World {
    now: Duration,
    /// The journal: what a crash leaves.
    journal: Option<Purchase>,
    state: State,
    in_flight: Option<Ask>,
    alarm: Option<Duration>,
    shop: Shop,
    sent: Vec<AskKind>,
    told: Vec<Outcome>,
    shown: usize,
    last_sent: Duration,
}

#[derive(Clone)]
struct Shop {
    /// The key of each order it has made.
    orders: Vec<String>,
    state: OrderState,
    attempt: Option<AttemptState>,
    code_until: Duration,
    paid_at: Option<Duration>,
    /// The parts of the price that have come.
    parts: Vec<&'static str>,
}

impl World {
    fn begin() -> Self {
        let now = seconds(1_000);
        let mut world = Self {
            now,
            journal: None,
            state: State::new(purchase(), false, now),
            in_flight: None,
            alarm: None,
            shop: Shop {
                orders: Vec::new(),
                state: OrderState::Created,
                attempt: None,
                code_until: Duration::ZERO,
                paid_at: None,
                parts: Vec::new(),
            },
            sent: Vec::new(),
            told: Vec::new(),
            shown: 0,
            last_sent: now,
        };
        world.give(Event::Begun);
        world
    }

    fn give(&mut self, event: Event) {
        let (state, effects) = step(self.state.clone(), event, self.now);
        self.state = state;
        for effect in effects {
            match effect {
                Effect::Save(purchase) => self.journal = Some(*purchase),
                Effect::Send(ask) => {
                    assert!(self.in_flight.is_none(), "one question at a time");
                    assert!(self.journal.is_some(), "nothing is sent before it is in the journal");
                    self.sent.push(ask.kind());
                    self.last_sent = self.now;
                    self.in_flight = Some(ask);
                }
                Effect::WakeAt(moment) => self.alarm = Some(moment),
                Effect::Tell(told) => self.told.push(told.outcome),
                Effect::Forget => self.journal = None,
                Effect::Show => self.shown += 1,
                Effect::Keep(_) | Effect::Refresh => {}
            }
        }
    }

    /// Lets time pass, with every alarm that is due on the way.
    fn pass(&mut self, time: Duration) {
        let end = self.now + time;
        let mut rounds = 0;
        while let Some(alarm) = self.alarm.filter(|alarm| *alarm <= end) {
            self.now = self.now.max(alarm);
            self.alarm = None;
            if self.in_flight.is_some() && self.state.asking().is_some() {
                // The network answers nothing by itself here; the machine runs out of patience.
                self.in_flight = None;
            }
            self.give(Event::Due);
            rounds += 1;
            assert!(rounds < 200_000, "it spins");
        }
        self.now = end;
    }

    fn answer(&mut self) {
        let Some(ask) = self.in_flight.take() else { return };
        let answer = self.shop.carry_out(&ask, self.now);
        self.give(Event::Answered { answer, jitter: 0.0 });
    }

    fn answer_all(&mut self) {
        while self.in_flight.is_some() {
            self.answer();
        }
    }

    fn fail(&mut self, kind: FailureKind) {
        let Some(ask) = self.in_flight.take().map(|ask| ask.kind()) else { return };
        let error = CommandError::new(CommandErrorCode::NoConnection);
        self.give(Event::Failed { ask, failure: Failure { kind, error }, jitter: 0.5 });
    }

    /// The service did it, but nobody hears of it.
    fn lose_the_answer(&mut self) {
        if let Some(ask) = &self.in_flight {
            let _lost = self.shop.carry_out(&ask.clone(), self.now);
        }
        self.fail(FailureKind::Unreachable);
    }

    fn crash_and_start(&mut self) {
        self.in_flight = None;
        self.alarm = None;
        if let Some(journal) = self.journal.clone() {
            self.state = State::new(journal, false, self.now);
            self.give(Event::Resumed { began_ago: self.now - seconds(1_000) });
        }
    }

    /// Hours of a network in working order.
    fn calm_down(&mut self) {
        self.give(Event::Woken);
        for _ in 0..2_000 {
            self.answer_all();
            if self.state.is_over() {
                return;
            }
            let Some(alarm) = self.alarm else { return };
            self.now = self.now.max(alarm);
            self.alarm = None;
            self.give(Event::Due);
        }
    }
}

impl Shop {
    fn carry_out(&mut self, ask: &Ask, now: Duration) -> Answer {
        match ask {
            Ask::Order { key, .. } => {
                if !self.orders.contains(key) {
                    self.orders.push(key.clone());
                }
                Answer::Ordered(Box::new(self.order()))
            }
            Ask::Offer { .. } => {
                if self.state == OrderState::Created {
                    self.state = OrderState::AwaitingPayment;
                }
                self.attempt = Some(AttemptState::Presented);
                self.code_until = now + seconds(120);
                Answer::Offered(Prepaid {
                    pay_type: PayType::WechatPay,
                    qr_code: Some(QrCode { code_url: "weixin://wxpay/bizpayurl?pr=x".to_owned() }),
                    approval_url: None,
                    attempt_id: AttemptId::new("a1"),
                    expires_in: 120,
                    server_now: wall(now),
                })
            }
            Ask::Result { .. } => Answer::Result(self.result(now)),
            Ask::Detail { .. } => Answer::Detail(Box::new(self.order())),
            Ask::Cancel { .. } => {
                if !self.is_paid() {
                    self.state = OrderState::Cancelled;
                }
                Answer::Cancelled(self.result(now))
            }
        }
    }

    fn is_paid(&self) -> bool {
        self.paid_at.is_some()
    }

    fn pay(&mut self, now: Duration) {
        if self.orders.is_empty() || self.is_paid() {
            return;
        }
        let late = has_ended_unpaid(self.state);
        self.state = if late { OrderState::PaidLate } else { OrderState::Fulfilled };
        self.attempt = Some(AttemptState::Succeeded);
        self.paid_at = Some(now);
    }

    fn pay_a_part(&mut self, part: &'static str) {
        self.state = OrderState::Underpaid;
        self.attempt = Some(AttemptState::Succeeded);
        self.parts.push(part);
    }

    fn result(&self, now: Duration) -> PayResult {
        PayResult {
            id: OrderId::new("o1"),
            order_no: "BC1".to_owned(),
            pay_status: u8::from(self.is_paid()),
            state: self.state,
            attempt_state: self.attempt,
            available_actions: vec![OrderAction::Renew, OrderAction::Unknown],
            expires_in: self.code_until.saturating_sub(now).as_secs(),
            server_now: wall(now),
        }
    }

    fn order(&self) -> Order {
        let paid = self.paid_at.map(wall);
        let at = wall(Duration::ZERO);
        let part = |amount| serde_json::json!({"amount": amount, "currency": "CNY", "place": "order", "at": at});
        let placements: Vec<_> = self.parts.iter().map(part).collect();
        serde_json::from_value(serde_json::json!({
            "orderId": "o1", "orderNo": "BC1", "productType": "package", "productId": "p1",
            "productName": "Package", "originalAmount": "999.00", "discountAmount": "0.00",
            "finalAmount": "999.00", "receivedAmount": "0.00", "refundedAmount": "0.00",
            "currency": "CNY", "payType": 1, "payStatus": u8::from(self.is_paid()),
            "state": self.state, "availableActions": [], "createdAt": at,
            "fulfilledAt": paid, "placements": placements, "isTest": false,
        }))
        .unwrap()
    }
}

#[test]
fn a_part_that_goes_back_is_not_shown_as_paid() {
    let mut world = World::begin();
    world.answer_all();
    for state in [OrderState::Underpaid, OrderState::RefundPending, OrderState::Refunded] {
        world.shop.state = state;
        world.give(Event::Told);
        world.answer_all();
        let part_came = state == OrderState::Underpaid;
        let shown = if part_came { CheckoutStage::Underpaid } else { CheckoutStage::Returned };
        assert_eq!(world.state.stage(world.now), shown);
        assert_eq!(world.state.is_open(), part_came);
    }
    assert_eq!(world.told, []);
    world.shop.pay(world.now);
    world.give(Event::Told);
    world.answer_all();
    assert_eq!(world.state.stage(world.now), CheckoutStage::Paid, "money that comes after all");
}

#[test]
fn each_part_of_a_payment_is_shown_whether_the_stream_or_a_question_brings_it() {
    let mut world = World::begin();
    world.answer_all();
    let parts_shown = |world: &World| world.state.detail.as_ref().unwrap().placements.len();
    world.shop.pay_a_part("100.00");
    world.pass(seconds(3));
    world.answer_all();
    assert_eq!(world.state.stage(world.now), CheckoutStage::Underpaid);
    assert_eq!(parts_shown(&world), 1);

    // By the same code: neither the order's state nor the attempt's changes.
    world.shop.pay_a_part("200.00");
    let shown_before = world.shown;
    world.give(Event::Told);
    world.answer_all();
    assert_eq!(parts_shown(&world), 2);
    assert!(world.shown > shown_before, "the window reads it again");

    // By another code, without the stream.
    world.give(Event::Wanted(Want::Renew));
    world.answer_all();
    world.shop.pay_a_part("300.00");
    world.pass(seconds(4));
    world.answer_all();
    assert_eq!(parts_shown(&world), 3);
}

#[test]
fn what_is_shown_again_after_a_start_keeps_its_way_back_until_the_person_wants_another() {
    let offer_comes_back = |world: &World| match &world.in_flight {
        Some(Ask::Offer { comes_back, .. }) => Some(*comes_back),
        _ => None,
    };
    let mut world = World::begin();
    world.answer();
    assert_eq!(offer_comes_back(&world), Some(true));
    // Nobody has seen what a lost answer offered.
    world.lose_the_answer();
    world.crash_and_start();
    world.answer();
    assert_eq!(offer_comes_back(&world), Some(true));
    world.answer_all();
    world.crash_and_start();
    world.answer();
    assert_eq!(offer_comes_back(&world), Some(false));
    world.answer_all();
    assert!(!world.state.offer.as_ref().unwrap().comes_back);
    let shown_before = world.shown;
    world.give(Event::Wanted(Want::Renew));
    assert_eq!(offer_comes_back(&world), Some(true));
    world.answer_all();
    assert!(world.state.offer.as_ref().unwrap().comes_back);
    assert!(world.shown > shown_before);
}

#[test]
fn money_for_an_order_that_had_ended_is_told_as_late_before_the_service_calls_it_so() {
    for ended in [OrderState::Expired, OrderState::Cancelled] {
        let mut world = World::begin();
        world.answer_all();
        world.shop.state = ended;
        world.give(Event::Told);
        world.answer_all();
        world.shop.pay(world.now);
        world.shop.state = OrderState::Paid;
        world.give(Event::Told);
        world.answer_all();
        assert_eq!(world.told.last(), Some(&Outcome::Late), "{ended:?}");
    }
}

#[test]
fn a_paid_purchase_costs_four_requests_and_is_told_once() {
    let mut world = World::begin();
    world.give(Event::StreamUp);
    world.answer_all();
    assert_eq!(world.state.stage(world.now), CheckoutStage::Waiting);
    assert_eq!(world.state.watch(), Watch::Listening);
    world.pass(seconds(3));
    world.shop.pay(world.now);
    world.give(Event::Told);
    world.answer_all();
    assert_eq!(world.state.stage(world.now), CheckoutStage::Paid);
    assert!(world.state.is_over());
    let sent = [AskKind::Order, AskKind::Offer, AskKind::Result, AskKind::Detail];
    assert_eq!(world.sent, sent);
    assert_eq!(world.told, [Outcome::Settled]);
}

#[test]
fn what_is_told_before_the_first_code_does_not_delay_it_and_is_asked_about_once() {
    let mut world = World::begin();
    world.give(Event::Told);
    world.answer();
    world.give(Event::Told);
    world.answer_all();
    assert_eq!(world.sent, [AskKind::Order, AskKind::Offer, AskKind::Result]);
}

#[test]
fn what_is_told_while_the_last_answer_is_on_its_way_is_asked_for_before_the_end() {
    let mut world = World::begin();
    world.answer_all();
    world.shop.pay(world.now);
    world.give(Event::Told);
    while world.state.asking() != Some(AskKind::Detail) {
        world.answer();
    }
    world.give(Event::Told);
    world.answer();
    assert!(!world.state.is_over(), "the answer may be older than what was told");
    world.answer_all();
    assert!(world.state.is_over());
    assert_eq!(world.sent.iter().filter(|kind| **kind == AskKind::Detail).count(), 2);
}

#[test]
fn what_comes_after_the_end_is_shown_until_the_end_is_put_away() {
    let mut world = World::begin();
    world.answer_all();
    world.shop.pay(world.now);
    world.give(Event::Told);
    world.answer_all();
    assert!(world.state.is_over());
    // The same code was paid with a second time.
    world.shop.state = OrderState::Overpaid;
    let shown_before = world.shown;
    world.give(Event::Told);
    world.fail(FailureKind::Unreachable);
    world.pass(seconds(20));
    world.answer_all();
    let shown = world.state.detail.as_ref().map(|order| order.state);
    assert_eq!(shown, Some(OrderState::Overpaid));
    assert!(world.shown > shown_before);
    assert_eq!(world.state.stage(world.now), CheckoutStage::Paid);
    assert_eq!(world.told, [Outcome::Settled], "it is told once");

    world.give(Event::Wanted(Want::Dismiss));
    let asked = world.sent.len();
    world.give(Event::Told);
    assert_eq!(world.sent.len(), asked);
}

#[test]
fn an_order_is_asked_for_under_the_same_words_and_key_until_it_is_there() {
    let mut world = World::begin();
    for _ in 0..5 {
        world.lose_the_answer();
        world.pass(seconds(4));
    }
    world.crash_and_start();
    world.answer_all();
    assert_eq!(world.shop.orders, ["key-1"]);
    assert_eq!(world.state.stage(world.now), CheckoutStage::Waiting);
}

#[test]
fn after_a_week_without_an_answer_nothing_is_ordered_any_more() {
    let mut world = World::begin();
    world.lose_the_answer();
    world.now += seconds(6 * 86_400);
    world.crash_and_start();
    assert_eq!(world.state.asking(), Some(AskKind::Order));
    world.fail(FailureKind::Unreachable);
    let mut running_on = world.clone();

    world.now += seconds(86_401);
    world.crash_and_start();
    running_on.now += seconds(86_401);
    running_on.give(Event::Due);
    for world in [world, running_on] {
        assert_eq!(world.state.asking(), None, "an order now would surprise the person");
        assert_eq!(world.state.stage(world.now), CheckoutStage::Refused);
        let (_, problem) = world.state.problem.as_ref().unwrap();
        assert_eq!(problem.code, CommandErrorCode::PurchaseTooOld);
        assert_eq!(world.journal, None);
    }
}

#[test]
fn only_a_plain_no_ends_a_purchase_without_an_order() {
    let mut world = World::begin();
    for kind in [FailureKind::Unreachable, FailureKind::Busy { retry_after: None }] {
        world.fail(kind);
        assert_eq!(world.state.stage(world.now), CheckoutStage::Starting);
        world.pass(seconds(3));
    }
    world.fail(FailureKind::Refused);
    assert_eq!(world.state.stage(world.now), CheckoutStage::Refused);
    assert_eq!(world.journal, None, "it must not be tried again at the next start");
}

#[test]
fn a_journal_that_does_not_take_the_first_word_refuses_before_anything_is_sent() {
    let now = seconds(1);
    let (state, effects) = step(State::new(purchase(), false, now), Event::Begun, now);
    assert!(matches!(effects[0], Effect::Save(_)));
    let full = CommandError::new(CommandErrorCode::DiskFull);
    let (state, effects) = step(state, Event::NotSaved(full), now);
    assert_eq!(state.stage(now), CheckoutStage::Refused);
    assert!(!effects.iter().any(|effect| matches!(effect, Effect::Send(_))));
}

#[test]
fn a_journal_that_is_full_later_does_not_stop_the_watching() {
    let mut world = World::begin();
    world.in_flight = None;
    let answer = world.shop.carry_out(
        &Ask::Order {
            key: "key-1".to_owned(),
            request: Box::new(purchase().request()),
            is_change: false,
        },
        world.now,
    );
    let (state, _) = step(world.state.clone(), Event::Answered { answer, jitter: 0.0 }, world.now);
    let full = CommandError::new(CommandErrorCode::DiskFull);
    let (_, effects) = step(state, Event::NotSaved(full), world.now);
    assert!(effects.iter().any(|effect| matches!(effect, Effect::Send(Ask::Offer { .. }))));
}

#[test]
fn the_code_runs_out_by_the_steady_clock_and_a_late_payment_counts() {
    let mut world = World::begin();
    world.answer_all();
    world.pass(seconds(119));
    assert_eq!(world.state.seconds_left(world.now), Some(1));
    world.in_flight = None;
    let shown_before = world.shown;
    world.pass(Duration::from_millis(1_100));
    assert_eq!(world.state.stage(world.now), CheckoutStage::CodeExpired);
    assert!(world.shown > shown_before, "time alone has changed what is shown");
    world.shop.pay(world.now);
    world.calm_down();
    assert_eq!(world.state.stage(world.now), CheckoutStage::Paid);
}

#[test]
fn what_the_service_asks_to_wait_is_waited_whatever_else_happens() {
    let mut world = World::begin();
    world.answer_all();
    world.pass(seconds(2));
    world.fail(FailureKind::Busy { retry_after: Some(seconds(30)) });
    let count = world.sent.len();
    world.give(Event::Told);
    world.give(Event::Wanted(Want::Ask));
    world.pass(seconds(29));
    assert_eq!(world.sent.len(), count);
    world.pass(seconds(2));
    assert_eq!(world.sent.len(), count + 1);
}

#[test]
fn a_method_chosen_before_there_is_an_order_changes_no_word_of_its_request() {
    let mut world = World::begin();
    let first = world.in_flight.clone();
    world.fail(FailureKind::Unreachable);
    world.give(Event::Wanted(Want::Method(PayType::Alipay)));
    world.pass(seconds(3));
    assert_eq!(world.in_flight, first);
    world.answer();
    assert!(
        matches!(&world.in_flight, Some(Ask::Offer { pay_type: PayType::Alipay, .. })),
        "{:?}",
        world.in_flight
    );
}

#[test]
fn calling_off_before_there_is_an_order_calls_it_off_as_soon_as_there_is_one() {
    let mut world = World::begin();
    world.give(Event::Wanted(Want::Cancel));
    world.crash_and_start();
    world.answer_all();
    assert_eq!(world.sent, [AskKind::Order, AskKind::Order, AskKind::Cancel, AskKind::Detail]);
    assert_eq!(world.state.stage(world.now), CheckoutStage::Cancelled);
    world.shop.pay(world.now);
    world.crash_and_start();
    world.calm_down();
    assert_eq!(world.state.stage(world.now), CheckoutStage::Paid);
    assert_eq!(world.told, [Outcome::Late]);
}

#[test]
fn an_order_that_ended_unpaid_is_watched_at_each_start_for_longer_than_the_service_looks() {
    let mut world = World::begin();
    world.answer_all();
    world.shop.state = OrderState::Expired;
    world.give(Event::Told);
    world.answer_all();
    assert_eq!(world.told, [Outcome::Expired]);
    // The service's last look is eight days after the last code could be paid, hours after this.
    world.now += seconds(8 * 86_400 + 8 * 3_600);
    world.crash_and_start();
    world.answer_all();
    assert!(world.journal.is_some() && !world.state.is_over());
    world.now += seconds(86_400);
    world.crash_and_start();
    world.answer_all();
    assert!(world.journal.is_none() && world.state.is_over());
}

#[test]
fn after_a_declined_payment_the_code_is_watched_as_closely_as_before() {
    let mut world = World::begin();
    world.answer_all();
    world.shop.attempt = Some(AttemptState::Failed);
    world.shop.code_until = world.now;
    world.pass(seconds(3));
    world.answer_all();
    assert_eq!(world.state.stage(world.now), CheckoutStage::Declined);
    let next = world.alarm.expect("there is a next question");
    assert!(next <= world.now + seconds(3), "{:?}", next - world.now);
}

#[test]
fn a_word_lost_by_the_stream_is_made_up_for_within_eight_seconds() {
    for jitter in [-1.0, 0.0, 1.0] {
        let listening = pause(Pause::Payable(seconds(300)), true, jitter).unwrap();
        assert!(listening < seconds(8), "{listening:?}");
        let first = pause(Pause::Payable(seconds(59)), false, jitter).unwrap();
        assert!((1.79..2.21).contains(&first.as_secs_f64()));
        let later = pause(Pause::Payable(seconds(61)), false, jitter).unwrap();
        assert!((2.69..3.31).contains(&later.as_secs_f64()));
    }
    assert_eq!(pause(Pause::RanOut(seconds(599)), false, 0.0), Some(seconds(15)));
    assert_eq!(pause(Pause::RanOut(seconds(601)), true, 0.0), Some(seconds(300)));
    assert_eq!(pause(Pause::Ended(seconds(86_399)), true, 0.0), Some(seconds(300)));
    assert_eq!(pause(Pause::Ended(seconds(86_401)), true, 0.0), None);
}

#[derive(Clone, Debug)]
enum Happening {
    Answer,
    LoseAnswer,
    Unreachable,
    Busy(u64),
    Time(u64),
    Crash,
    Told,
    StreamUp,
    StreamDown,
    Pay,
    Expire,
    UnknownState,
    Renew,
    Method,
    Ask,
    Cancel,
    Dismiss,
}

fn happening() -> impl Strategy<Value = Happening> {
    use Happening::*;
    prop_oneof![
        8 => Just(Answer), 2 => Just(LoseAnswer), 2 => Just(Unreachable),
        1 => (0u64..100).prop_map(Busy), 6 => (0u64..400).prop_map(Time),
        1 => (0u64..200_000).prop_map(Time), 2 => Just(Crash), 2 => Just(Told),
        1 => Just(StreamUp), 1 => Just(StreamDown), 1 => Just(Pay), 1 => Just(Expire),
        1 => Just(UnknownState), 1 => Just(Renew), 1 => Just(Method), 1 => Just(Ask),
        1 => Just(Cancel), 1 => Just(Dismiss),
    ]
}

fn happen(world: &mut World, happening: &Happening) {
    match happening {
        Happening::Answer => world.answer(),
        Happening::LoseAnswer => world.lose_the_answer(),
        Happening::Unreachable => world.fail(FailureKind::Unreachable),
        Happening::Busy(wait) => {
            world.fail(FailureKind::Busy { retry_after: Some(seconds(*wait)) });
        }
        Happening::Time(time) => world.pass(seconds(*time)),
        Happening::Crash => world.crash_and_start(),
        Happening::Told => world.give(Event::Told),
        Happening::StreamUp => world.give(Event::StreamUp),
        Happening::StreamDown => world.give(Event::StreamDown),
        Happening::Pay => world.shop.pay(world.now),
        Happening::Expire if world.shop.state.is_open() && !world.shop.orders.is_empty() => {
            world.shop.state = OrderState::Expired;
        }
        Happening::UnknownState if world.shop.state.is_open() => {
            world.shop.state = OrderState::Unknown;
        }
        Happening::Expire | Happening::UnknownState => {}
        Happening::Renew => world.give(Event::Wanted(Want::Renew)),
        Happening::Method => world.give(Event::Wanted(Want::Method(PayType::Alipay))),
        Happening::Ask => world.give(Event::Wanted(Want::Ask)),
        Happening::Cancel => world.give(Event::Wanted(Want::Cancel)),
        Happening::Dismiss => world.give(Event::Wanted(Want::Dismiss)),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn whatever_happens_one_order_is_made_and_a_payment_is_seen(
        happenings in proptest::collection::vec(happening(), 0..60),
    ) {
        let mut world = World::begin();
        for one in &happenings {
            let was_paid = world.state.is_paid();
            happen(&mut world, one);
            prop_assert!(world.shop.orders.len() <= 1);
            prop_assert!(world.state.is_paid() <= world.shop.is_paid(), "paid without money");
            let restarted = matches!(one, Happening::Crash);
            prop_assert!(restarted || !was_paid || world.state.is_paid(), "paid stays paid");
        }
        world.calm_down();
        if world.shop.is_paid() && world.now < seconds(7 * 86_400) {
            prop_assert_eq!(world.state.stage(world.now), CheckoutStage::Paid);
            let paid = [Outcome::Settled, Outcome::Late];
            prop_assert!(world.told.iter().any(|told| paid.contains(told)), "it was told");
        }
    }

    #[test]
    fn while_it_can_be_paid_there_is_always_a_next_question(
        happenings in proptest::collection::vec(happening(), 0..60),
    ) {
        let mut world = World::begin();
        for one in &happenings {
            happen(&mut world, one);
            let code_is_fresh = world.state.seconds_left(world.now).is_none_or(|left| left > 0);
            if world.state.is_open() {
                let next = world.alarm.expect("an alarm is set");
                let patient = world.in_flight.is_some() || !code_is_fresh;
                let limit = if patient { seconds(331) } else { seconds(101) };
                prop_assert!(next <= world.now + limit, "{next:?} at {:?}", world.now);
            }
        }
    }
}
