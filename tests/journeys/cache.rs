//! A cache that cannot be used is set aside and filled again; the journal is never touched.

use billing_core::console::Console;
use billing_core::views::{Place, Session, SetTheme, Theme};
use billing_testkit::RunningService;
use billing_tests::computer::{Computer, until_online};
use std::path::Path;

#[tokio::test]
async fn a_corrupt_cache_is_filled_afresh() {
    survives(|cache| {
        let mut bytes = std::fs::read(cache).unwrap();
        for byte in bytes.iter_mut().skip(100) {
            *byte ^= 0x5A;
        }
        std::fs::write(cache, bytes).unwrap();
    })
    .await;
}

#[tokio::test]
async fn a_truncated_cache_is_filled_afresh() {
    survives(|cache| {
        let file = std::fs::File::options().write(true).open(cache).unwrap();
        file.set_len(file.metadata().unwrap().len() / 2 + 13).unwrap();
    })
    .await;
}

#[tokio::test]
async fn a_file_that_is_no_database_is_set_aside() {
    survives(|cache| std::fs::write(cache, "not a database at all".repeat(500)).unwrap()).await;
}

#[tokio::test]
async fn a_cache_written_by_a_newer_version_is_set_aside() {
    survives(|cache| {
        let database = rusqlite::Connection::open(cache).unwrap();
        database
            .execute(
                "INSERT INTO refinery_schema_history (version, name, applied_on, checksum)
                 VALUES (999, 'from_the_future', '2030-01-01T00:00:00Z', '1')",
                [],
            )
            .unwrap();
    })
    .await;
}

/// Signs in, chooses something, damages the cache between two runs, and holds that figures come
/// back while what the journal keeps was never lost.
async fn survives(damage: impl FnOnce(&Path)) {
    let service = RunningService::start().unwrap();
    let computer = Computer::new(service.url());
    let console = computer.signed_in("admin@demo.test").await;
    until_online(&console).await;
    let account = console.account(()).await.unwrap().unwrap().value;
    console.set_theme(SetTheme { theme: Theme::Dark }).await.unwrap();
    let place = Place { screen: "plans".into(), choices: Default::default() };
    console.remember_place(place.clone()).await.unwrap();
    console.close().await;

    damage(&computer.cache());

    let console: Console = computer.start().await;
    let start = console.start(()).await.unwrap();
    assert_eq!(start.settings.theme, Theme::Dark);
    assert_eq!(start.place, Some(place));
    assert!(matches!(start.session, Session::SignedIn { .. }), "{:?}", start.session);
    until_online(&console).await;
    assert_eq!(console.account(()).await.unwrap().unwrap().value, account);
}
