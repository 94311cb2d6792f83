//! A cache file damaged in every way: found, set aside, filled again, never a wrong figure.

use crate::rounds;
use billing_core::views::{SetTheme, Theme};
use billing_testkit::RunningService;
use billing_tests::computer::{Computer, until_online};
use rand::rngs::StdRng;
use rand::{Rng as _, SeedableRng as _};
use std::path::Path;

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
        std::fs::write(computer.cache(), &intact).unwrap();
        for beside in ["-wal", "-shm"] {
            let mut name = computer.cache().into_os_string();
            name.push(beside);
            let _ = std::fs::remove_file(name);
        }
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

/// Damages the file by the dice of `seed` and says how.
fn damage(file: &Path, seed: u64) -> String {
    let mut dice = StdRng::seed_from_u64(seed);
    let mut bytes = std::fs::read(file).unwrap();
    let page = 4096.min(bytes.len());
    let what = match dice.random_range(0..6) {
        0 => {
            let at = dice.random_range(0..bytes.len());
            bytes[at] ^= 1 << dice.random_range(0..8);
            format!("bit flipped in byte {at}")
        }
        1 => {
            let at = dice.random_range(0..=bytes.len() - page);
            bytes[at..at + page].fill(0);
            format!("page emptied at {at}")
        }
        2 => {
            let length = dice.random_range(0..bytes.len());
            bytes.truncate(length);
            format!("cut to {length} bytes")
        }
        3 => {
            let (from, to) = (
                dice.random_range(0..bytes.len() / page),
                dice.random_range(0..bytes.len() / page),
            );
            bytes.copy_within(from * page..(from + 1) * page, to * page);
            format!("page {from} written over page {to}")
        }
        4 => {
            let count = dice.random_range(1..200);
            for _ in 0..count {
                let at = dice.random_range(0..bytes.len());
                bytes[at] = dice.random();
            }
            format!("{count} bytes scattered")
        }
        _ => {
            bytes = (0..dice.random_range(0..20_000)).map(|_| dice.random()).collect();
            "another file".to_owned()
        }
    };
    std::fs::write(file, bytes).unwrap();
    format!("{what} (seed {seed})")
}
