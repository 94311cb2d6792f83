//! An archive damaged in every way: found, set aside, filled again, never a wrong figure.

use crate::damage::{damage, restore};
use crate::rounds;
use billing_core::console::Console;
use billing_core::views::{ArchiveOf, Figure, InvoiceList};
use billing_testkit::RunningService;
use billing_tests::archive::{all_credits, all_invoices, two_years, until_complete};
use billing_tests::computer::{Computer, until_online};
use std::path::{Path, PathBuf};

#[tokio::test]
async fn no_damage_to_an_archive_shows_a_wrong_figure() {
    let mut service = RunningService::start().unwrap();
    let computer = Computer::new(service.url());
    let console = computer.signed_in("admin@demo.test").await;
    until_complete(&console, &ArchiveOf::default()).await;
    until_online(&console).await;
    let usage = console.usage(two_years()).await.unwrap().unwrap();
    let credits = console.credits(all_credits()).await.unwrap().unwrap();
    let invoices = invoices_of(&console).await.unwrap();
    console.close().await;
    service.stop().unwrap();
    let file = the_archive(&computer.folder());
    let intact = std::fs::read(&file).unwrap();

    let mut found = 0;
    let all = rounds(100);
    for seed in 0..all {
        restore(&file, &intact);
        let damage = damage(&file, seed.into());
        let console = computer.start().await;
        let shown = console.usage(two_years()).await.unwrap();
        let is_there = shown.as_ref().is_some_and(|shown| shown.value == usage.value);
        assert!(shown.is_none() || is_there, "{damage}: {shown:?}");
        assert!(shown.is_none_or(|shown| shown.as_of == usage.as_of), "{damage}");
        let shown = console.credits(all_credits()).await.unwrap();
        assert!(shown.is_none() || shown.as_ref() == Some(&credits), "{damage}: {shown:?}");
        let shown = invoices_of(&console).await;
        assert!(shown.is_none() || shown.as_ref() == Some(&invoices), "{damage}: {shown:?}");
        found += u32::from(!is_there);
        console.close().await;
    }
    // Not every byte of a file is used.
    assert!(found > all / 2, "{found} of {all}");

    // Whatever was set aside, the next fill is whole.
    service.start_again().unwrap();
    restore(&file, &intact[..intact.len() / 2]);
    let console = computer.start().await;
    until_complete(&console, &ArchiveOf::default()).await;
    until_online(&console).await;
    assert_eq!(console.usage(two_years()).await.unwrap().unwrap().value, usage.value);
    assert_eq!(invoices_of(&console).await.unwrap().value, invoices.value);
}

/// All invoices; the documents come in their own time.
async fn invoices_of(console: &Console) -> Option<Figure<InvoiceList>> {
    let mut invoices = console.invoices(all_invoices()).await.unwrap()?;
    invoices.value.rows.iter_mut().for_each(|row| row.is_kept = false);
    Some(invoices)
}

/// The file of the only archive there is.
fn the_archive(folder: &Path) -> PathBuf {
    let is_archive = |path: &PathBuf| path.extension().is_some_and(|ending| ending == "sqlite3");
    let entries = std::fs::read_dir(folder.join("archives")).unwrap();
    let mut files = entries.map(|entry| entry.unwrap().path()).filter(is_archive);
    let file = files.next().unwrap();
    assert_eq!(files.next(), None);
    file
}
