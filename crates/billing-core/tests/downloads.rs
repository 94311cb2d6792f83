//! Documents and downloads of many, against a service made of prepared answers.

#![allow(clippy::unwrap_used, reason = "a test that panics has found something")]

mod papers;
mod stage;

use billing_contract::InvoiceId;
use billing_core::console::Console;
use billing_core::error::CommandErrorCode as Code;
use billing_core::event::Event;
use billing_core::views::{
    BeginDownload, Download, DownloadChoice, DownloadForm, DownloadId, DownloadOf, DownloadState,
    InvoicesWish,
};
use papers::{Papers, YEAR};
use serde_json::Value;
use stage::{Stage, within_reason};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

fn of(id: &str) -> DownloadOf {
    DownloadOf { id: DownloadId(id.to_owned()) }
}

fn year(id: &str, form: DownloadForm) -> BeginDownload {
    BeginDownload {
        id: DownloadId(id.to_owned()),
        choice: DownloadChoice::Year { customers: Vec::new(), year: YEAR },
        form,
        name_template: Some("{number}".to_owned()),
    }
}

fn these(id: &str, count: usize) -> BeginDownload {
    let invoice_ids = (1..=count).map(|number| InvoiceId::new(papers::id(number))).collect();
    let choice = DownloadChoice::These { customer: None, invoice_ids };
    BeginDownload { choice, name_template: None, ..year(id, DownloadForm::Folder) }
}

/// Waits until a download is as wanted.
async fn until(console: &Console, wanted: impl Fn(&Download) -> bool) -> Download {
    let mut events = console.events();
    within_reason(async {
        loop {
            let downloads = console.downloads(()).await.unwrap();
            if let Some(found) = downloads.into_iter().find(|download| wanted(download)) {
                return found;
            }
            while events.next().await != Some(Event::DownloadsChanged) {}
        }
    })
    .await
}

async fn done(console: &Console) -> Download {
    until(console, |download| download.state == DownloadState::Done).await
}

/// Waits until every invoice is in the archive.
async fn archived(console: &Console, count: u32) {
    let mut events = console.events();
    within_reason(async {
        loop {
            let list = console.invoices(InvoicesWish { limit: 1, ..Default::default() }).await;
            if list.unwrap().is_some_and(|list| list.value.total == count) {
                return;
            }
            while events.next().await != Some(Event::ArchiveChanged) {}
        }
    })
    .await;
}

fn file_names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

/// Each file of the manifest with its hash, after they were compared with the files.
fn checked_manifest(folder: &Path) -> BTreeMap<String, String> {
    let manifest: Value =
        serde_json::from_slice(&fs::read(folder.join("manifest.json")).unwrap()).unwrap();
    let mut files = BTreeMap::new();
    for document in manifest["documents"].as_array().unwrap() {
        let (file, sha256) =
            (document["file"].as_str().unwrap(), document["sha256"].as_str().unwrap());
        assert_eq!(papers::sha256(&fs::read(folder.join(file)).unwrap()), sha256, "{file}");
        assert_eq!(files.insert(file.to_owned(), sha256.to_owned()), None, "{file} twice");
    }
    files
}

#[tokio::test]
async fn a_thousand_documents_cut_at_forty_percent_are_all_there_after_a_restart() {
    let stage = Stage::new().await;
    let papers = Papers::of(1_000).on(&stage).await;
    let console = stage.signed_in().await;
    archived(&console, 1_000).await;
    papers.answer_no_more_than(400);
    let begun = console.begin_download(year("d1", DownloadForm::Folder)).await.unwrap();
    assert_eq!(begun.total, 1_000);
    let waiting = until(&console, |one| one.state == DownloadState::Waiting).await;
    assert_eq!(waiting.problem.unwrap().code, Code::ServiceBusy);
    // Those under way at the cut are fetched once more.
    assert!((397..=400).contains(&waiting.done), "{}", waiting.done);
    console.close().await;

    let given = papers.given();
    papers.answer_everything();
    let console = stage.open().await;
    let finished = done(&console).await;
    assert_eq!((finished.done, finished.total, finished.refused), (1_000, 1_000, Vec::new()));
    assert_eq!(finished.path, begun.path);
    let folder = Path::new(&finished.path);
    assert_eq!(checked_manifest(folder), papers.hashes_by_file());
    assert_eq!(file_names(folder).len(), 1_002, "every document, the list and the manifest");
    assert_eq!(papers.given() - given, 1_000 - waiting.done as usize, "none is fetched twice");
    console.close().await;
}

#[tokio::test]
async fn what_is_refused_or_spoiled_is_left_out_and_named_and_the_others_are_complete() {
    let stage = Stage::new().await;
    let papers = Papers::of(6).on(&stage).await;
    let console = stage.signed_in().await;
    archived(&console, 6).await;
    papers.refuse("i2");
    papers.spoil("i5");
    console.begin_download(year("d1", DownloadForm::Folder)).await.unwrap();
    let finished = done(&console).await;
    assert_eq!((finished.done, finished.total), (4, 6));
    let mut refused = finished.refused.clone();
    refused.sort();
    assert_eq!(refused, [papers::number(2), papers::number(5)]);
    assert_eq!(finished.problem.unwrap().code, Code::DocumentAltered);
    let there = checked_manifest(Path::new(&finished.path));
    assert_eq!(there.len(), 4);
    assert!(!there.contains_key(&format!("{}.pdf", papers::number(2))));
}

#[tokio::test]
async fn the_same_decision_is_one_download_and_another_gets_a_place_of_its_own() {
    let stage = Stage::new().await;
    Papers::of(3).on(&stage).await;
    let console = stage.signed_in().await;
    archived(&console, 3).await;
    let (first, again) = tokio::join!(
        console.begin_download(year("d1", DownloadForm::Folder)),
        console.begin_download(year("d1", DownloadForm::Folder)),
    );
    assert_eq!(first.unwrap().path, again.unwrap().path);
    let other = console.begin_download(year("d2", DownloadForm::Folder)).await.unwrap();
    assert!(other.path.ends_with("invoices_2019 (2)"), "{}", other.path);
    for id in ["d1", "d2"] {
        let ended = |one: &Download| one.id.0 == id && one.state == DownloadState::Done;
        let ended = until(&console, ended).await;
        assert_eq!(checked_manifest(Path::new(&ended.path)).len(), 3);
    }
    assert_eq!(console.downloads(()).await.unwrap().len(), 2);
}

#[tokio::test]
async fn calling_off_removes_what_was_put_there_and_nothing_else() {
    let stage = Stage::new().await;
    let papers = Papers::of(6).on(&stage).await;
    let console = stage.signed_in().await;
    archived(&console, 6).await;
    papers.answer_no_more_than(3);
    let begun = console.begin_download(these("d1", 6)).await.unwrap();
    let waits = |one: &Download| one.state == DownloadState::Waiting && one.done > 0;
    until(&console, waits).await;
    let own = Path::new(&begun.path).join("mine.txt");
    fs::write(&own, "mine").unwrap();
    let downloads = console.cancel_download(of("d1")).await.unwrap();
    assert_eq!(downloads[0].state, DownloadState::Cancelled);
    assert_eq!(file_names(Path::new(&begun.path)), ["mine.txt"]);
    assert!(console.dismiss_download(of("d1")).await.unwrap().is_empty());
    console.close().await;
    let console = stage.open().await;
    assert!(console.downloads(()).await.unwrap().is_empty());
}
