//! A network that fails in every order: a named state at once, and all is well when it returns.

use crate::rounds;
use billing_core::error::CommandErrorCode;
use billing_core::views::{Session, SyncState};
use billing_testkit::{Fault, Proxy, RunningService};
use billing_tests::computer::{Computer, until_online};
use rand::rngs::StdRng;
use rand::seq::IndexedRandom as _;
use rand::{Rng as _, SeedableRng as _};
use std::time::Duration;

#[tokio::test]
async fn any_order_of_faults_ends_signed_in_with_the_same_figures() {
    let service = RunningService::start().unwrap();
    let proxy = Proxy::start(service.address()).await.unwrap();
    let computer = Computer::new(proxy.url());
    let console = computer.signed_in("admin@demo.test").await;
    until_online(&console).await;
    let account = console.account(()).await.unwrap().unwrap().value;
    let mut dice = StdRng::seed_from_u64(20_260_101);

    for round in 0..rounds(12) {
        for _ in 0..dice.random_range(1..4) {
            let faults = [Fault::Refuse, Fault::LoseAnswers, Fault::CaptivePortal, Fault::None];
            let fault = *faults.choose(&mut dice).unwrap();
            proxy.set(fault);
            if dice.random_bool(0.4) {
                computer.clock.pass(Duration::from_secs(16 * 60));
            }
            let state = console.refresh(()).await.unwrap().state;
            let expected =
                if fault == Fault::None { SyncState::Online } else { SyncState::Offline };
            assert_eq!(state, expected, "{fault:?} in round {round}");
            if let Err(error) = console.devices(()).await {
                let named = [CommandErrorCode::NoConnection, CommandErrorCode::NotABillingService];
                assert!(named.contains(&error.code), "{fault:?} in round {round}: {error:?}");
            }
        }
        proxy.set(Fault::None);
        until_online(&console).await;
        assert_eq!(console.devices(()).await.unwrap().len(), 1, "round {round}");
        assert_eq!(console.account(()).await.unwrap().unwrap().value, account);
        assert!(matches!(console.session(()).await.unwrap(), Session::SignedIn { .. }));
    }
}
