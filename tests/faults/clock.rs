//! Clocks that jump: nobody is signed out, nothing is shown from the future.

use crate::rounds;
use billing_core::views::Session;
use billing_testkit::RunningService;
use billing_tests::computer::{Computer, until_online};
use rand::rngs::StdRng;
use rand::{Rng as _, SeedableRng as _};
use std::time::Duration;

#[tokio::test]
async fn jumps_of_the_clock_sign_nobody_out_and_keep_every_figure() {
    let service = RunningService::start().unwrap();
    let computer = Computer::new(service.url());
    let console = computer.signed_in("admin@demo.test").await;
    until_online(&console).await;
    let account = console.account(()).await.unwrap().unwrap().value;
    let mut dice = StdRng::seed_from_u64(7);

    for round in 0..rounds(20) {
        let seconds = 10_i64.pow(dice.random_range(0..9)) * dice.random_range(1..4);
        let sign = if dice.random_bool(0.5) { 1 } else { -1 };
        computer.clock.set_wall_by(chrono::TimeDelta::seconds(sign * seconds));
        if dice.random_bool(0.3) {
            computer.clock.pass(Duration::from_secs(8 * 3600));
        }
        assert_eq!(console.devices(()).await.unwrap().len(), 1, "round {round}");
        console.refresh(()).await.unwrap();
        assert_eq!(console.account(()).await.unwrap().unwrap().value, account);
        assert!(matches!(console.session(()).await.unwrap(), Session::SignedIn { .. }));
        computer.clock.set_wall_by(chrono::TimeDelta::seconds(-sign * seconds));
    }
}
