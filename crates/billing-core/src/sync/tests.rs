use super::*;
use billing_contract::{CustomerId, Role, UserId};
use std::sync::atomic::{AtomicI64, Ordering};

/// A wall that can be set; the steady clock is the runtime's, which the tests stop.
struct Wall {
    origin: Instant,
    ahead_s: AtomicI64,
}

impl Wall {
    fn new() -> Self {
        Self { origin: Instant::now(), ahead_s: AtomicI64::new(0) }
    }
}

impl Clock for Wall {
    fn now(&self) -> DateTime<Utc> {
        let ahead = chrono::TimeDelta::seconds(self.ahead_s.load(Ordering::SeqCst));
        DateTime::from_timestamp(1_800_000_000, 0).unwrap()
            + chrono::TimeDelta::from_std(self.monotonic()).unwrap()
            + ahead
    }

    fn monotonic(&self) -> Duration {
        self.origin.elapsed()
    }
}

async fn rested(clock: &Wall, wake: &Notify, pause_s: u64) -> Duration {
    let started = Instant::now();
    rest(Duration::from_secs(pause_s), wake, clock).await;
    started.elapsed()
}

#[tokio::test(start_paused = true)]
async fn it_rests_as_long_as_it_was_told() {
    let clock = Wall::new();
    assert_eq!(rested(&clock, &Notify::new(), 300).await.as_secs(), 300);
    assert_eq!(rested(&clock, &Notify::new(), 1).await.as_secs(), 1);
}

#[tokio::test(start_paused = true)]
async fn woken_even_from_before_it_only_gathers_who_else_wakes_it() {
    let (clock, wake) = (Wall::new(), Notify::new());
    wake.notify_one();
    assert_eq!(rested(&clock, &wake, 300).await, GATHERING);
}

#[tokio::test(start_paused = true)]
async fn a_sleep_of_the_computer_is_noticed_within_a_quarter_of_a_minute() {
    let (clock, wake) = (Wall::new(), Notify::new());
    clock.ahead_s.store(0, Ordering::SeqCst);
    let resting = rested(&clock, &wake, 300);
    tokio::pin!(resting);
    assert!(futures_util::poll!(&mut resting).is_pending());
    clock.ahead_s.store(8 * 3600, Ordering::SeqCst);
    assert!(resting.await <= LOOK_FOR_SLEEP);
}

#[tokio::test(start_paused = true)]
async fn a_wall_set_back_is_no_reason_to_ask() {
    let (clock, wake) = (Wall::new(), Notify::new());
    let resting = rested(&clock, &wake, 300);
    tokio::pin!(resting);
    assert!(futures_util::poll!(&mut resting).is_pending());
    clock.ahead_s.store(-10 * 365 * 86_400, Ordering::SeqCst);
    assert_eq!(resting.await.as_secs(), 300);
}

#[tokio::test(start_paused = true)]
async fn nothing_that_is_shown_lies_in_the_future_when_the_wall_is_set_back() {
    let clock = Arc::new(Wall::new());
    let syncing = Syncing::new(clock.clone());
    let now = clock.now();
    syncing.expect(Some(now));
    syncing.change(|status| {
        status.offline = Some(Offline { since: Moment::of(&*clock), failures: 1 });
    });
    clock.ahead_s.store(-86_400, Ordering::SeqCst);
    let view = syncing.view();
    assert_eq!(view.state, SyncState::Offline);
    assert_eq!(view.last_success, Some(clock.now()));
    assert_eq!(view.offline_since, Some(clock.now()));
}

#[test]
fn staff_and_narrow_roles_are_not_asked_for_what_they_may_not_see() {
    let mut me = Me {
        user_id: UserId::new("u1"),
        customer_id: Some(CustomerId::new("c1")),
        email: "ada@example.com".to_owned(),
        name: "Ada".to_owned(),
        role: Role::Member,
        avatar_url: None,
        permissions: vec![Permission::ViewPlans, Permission::ViewSubscription],
    };
    assert_eq!(kinds_for(&me).collect::<Vec<_>>(), [Kind::Subscription, Kind::Plans]);
    me.customer_id = None;
    assert_eq!(kinds_for(&me).count(), 0);
}
