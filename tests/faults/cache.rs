//! A cache file damaged in every way: found, set aside, filled again, never a wrong figure.

use crate::damage::{damage, restore};
use crate::rounds;
use billing_core::views::{SetTheme, Theme};
use billing_testkit::RunningService;
use billing_tests::computer::{Computer, until_online};

#[tokio::test]
async fn no_damage_to_the_cache_shows_a_wrong_figure_or_touches_the_journal() {
    let mut service = RunningService::start().unwrap();
    let computer = Computer::new(service.url());
    let console = computer.signed_in("admin@demo.test").await;
    until_online(&console).await;
    console.set_theme(SetTheme { theme: Theme::Dark }).await.unwrap();
    let account = console.account(()).await.unwrap().unwrap();
    let subscription = console.subscription(()).await.unwrap().unwrap();
    console.close().await;
    service.stop().unwrap();
    let intact = std::fs::read(computer.cache()).unwrap();

    for seed in 0..rounds(150) {
        restore(&computer.cache(), &intact);
        let damage = damage(&computer.cache(), seed.into());
        let console = computer.start().await;
        let shown = console.account(()).await.unwrap();
        assert!(shown.is_none() || shown.as_ref() == Some(&account), "{damage}: {shown:?}");
        let shown = console.subscription(()).await.unwrap();
        assert!(shown.is_none() || shown.as_ref() == Some(&subscription), "{damage}: {shown:?}");
        assert_eq!(console.current_settings().theme, Theme::Dark, "{damage}");
        console.close().await;
    }

    // Whatever was set aside, the next fill is whole.
    service.start_again().unwrap();
    damage(&computer.cache(), 7);
    let console = computer.start().await;
    until_online(&console).await;
    assert_eq!(console.account(()).await.unwrap().unwrap().value, account.value);
}
