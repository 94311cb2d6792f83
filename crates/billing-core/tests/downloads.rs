//! Documents and downloads of many, against a service made of prepared answers.

#![allow(clippy::unwrap_used, reason = "a test that panics has found something")]

mod papers;
mod stage;

use billing_contract::InvoiceId;
use billing_core::console::Console;
use billing_core::error::CommandErrorCode as Code;
use billing_core::event::Event;
use billing_core::views::{
    BeginDownload, DocumentKind, DocumentOf, Download, DownloadChoice, DownloadForm, DownloadId,
    DownloadOf, DownloadState, InvoicesWish, SavePicture, SavedFile,
};
use papers::{Papers, YEAR};
use serde_json::Value;
use stage::{Stage, within_reason};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use wiremock::matchers::path;
use wiremock::{Mock, ResponseTemplate};

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

fn document_of(id: &str) -> DocumentOf {
    let document = DocumentKind::Invoice;
    DocumentOf { customer: None, invoice_id: InvoiceId::new(id), document }
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

#[tokio::test]
async fn one_file_holds_every_document_the_list_and_the_manifest_and_is_packed_once() {
    let stage = Stage::new().await;
    let papers = Papers::of(20).on(&stage).await;
    let console = stage.signed_in().await;
    archived(&console, 20).await;
    papers.answer_no_more_than(8);
    console.begin_download(year("d1", DownloadForm::Zip)).await.unwrap();
    until(&console, |one| one.state == DownloadState::Waiting).await;
    console.close().await;
    papers.answer_everything();
    let console = stage.open().await;
    let finished = done(&console).await;
    let packed = fs::read(&finished.path).unwrap();
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(packed)).unwrap();
    assert_eq!(archive.len(), 22);
    for (file, sha256) in papers.hashes_by_file() {
        let mut bytes = Vec::new();
        let mut entry = archive.by_name(&format!("invoices_2019/{file}")).unwrap();
        std::io::copy(&mut entry, &mut bytes).unwrap();
        assert_eq!(papers::sha256(&bytes), sha256);
    }
    let folder = Path::new(&finished.path).parent().unwrap();
    assert_eq!(file_names(folder), ["invoices_2019.zip"], "nothing unfinished is left");
    let gathered = stage.folder.path().join("fetching");
    assert!(!gathered.exists() || file_names(&gathered).is_empty());
}

/// Every write to `/dev/full` ends as on a disk without room.
#[cfg(target_os = "linux")]
#[tokio::test]
async fn without_room_it_waits_and_goes_on_when_told() {
    let stage = Stage::new().await;
    let papers = Papers::of(6).on(&stage).await;
    let console = stage.signed_in().await;
    archived(&console, 6).await;
    papers.answer_no_more_than(0);
    let begun = console.begin_download(year("d1", DownloadForm::Folder)).await.unwrap();
    until(&console, |one| one.state == DownloadState::Waiting).await;
    let unfinished = format!("{}.pdf.unfinished", papers::number(4));
    let full = Path::new(&begun.path).join(unfinished);
    std::os::unix::fs::symlink("/dev/full", &full).unwrap();
    papers.answer_everything();
    console.resume_download(of("d1")).await.unwrap();
    let has_no_room =
        |one: &Download| one.problem.as_ref().is_some_and(|problem| problem.code == Code::DiskFull);
    let stuck = until(&console, has_no_room).await;
    assert_eq!(stuck.state, DownloadState::Waiting);
    assert!(!full.exists(), "half a document is not left there");
    console.resume_download(of("d1")).await.unwrap();
    let finished = done(&console).await;
    assert_eq!(finished.problem, None);
    assert_eq!(checked_manifest(Path::new(&finished.path)), papers.hashes_by_file());
}

#[tokio::test]
async fn names_out_of_a_template_stay_in_the_folder_and_apart() {
    let stage = Stage::new().await;
    Papers::of(3).on(&stage).await;
    let console = stage.signed_in().await;
    archived(&console, 3).await;
    let template = Some("../../{company}/\u{202e}{date}".to_owned());
    let wish = BeginDownload { name_template: template, ..year("d1", DownloadForm::Folder) };
    console.begin_download(wish).await.unwrap();
    let finished = done(&console).await;
    let stem = format!("-..-{}-2019-05-20", papers::BILLED_TO);
    assert_eq!(
        file_names(Path::new(&finished.path)),
        [
            format!("{stem} (2).pdf"),
            format!("{stem} (3).pdf"),
            format!("{stem}.pdf"),
            "invoices.csv".to_owned(),
            "manifest.json".to_owned(),
        ]
    );
}

#[tokio::test]
async fn signing_out_calls_off_what_is_not_done_and_leaves_no_document() {
    let stage = Stage::new().await;
    let papers = Papers::of(6).on(&stage).await;
    // However many are fetched ahead, not all are there.
    papers.answer_no_more_than(3);
    let console = stage.signed_in().await;
    archived(&console, 6).await;
    console.begin_download(year("d1", DownloadForm::Zip)).await.unwrap();
    until(&console, |one| one.state == DownloadState::Waiting).await;
    assert!(stage.bytes_on_disk("%PDF-1.7"));
    console.sign_out(()).await.unwrap();
    assert!(!stage.bytes_on_disk("%PDF-1.7"));
    assert!(!stage.bytes_on_disk(papers::BILLED_TO));
    console.sign_in(stage::login()).await.unwrap();
    assert!(console.downloads(()).await.unwrap().is_empty());
}

#[tokio::test]
async fn a_document_that_was_seen_is_there_without_a_network_and_one_that_was_spoiled_never_is() {
    let stage = Stage::new().await;
    let papers = Papers::of(2).on(&stage).await;
    let console = stage.signed_in().await;
    archived(&console, 2).await;
    papers.spoil("i2");
    let refused = console.invoice_document(document_of("i2")).await.unwrap_err();
    assert_eq!(refused.code, Code::DocumentAltered);
    let seen = console.invoice_document(document_of("i1")).await.unwrap();
    assert_eq!(seen.sha256, papers::sha256(&papers::document("i1")));
    assert_eq!(seen.file_name, format!("{}.pdf", papers::number(1)));
    stage.server.reset().await;
    assert_eq!(console.invoice_document(document_of("i1")).await.unwrap(), seen);
    let saved = console.save_document(document_of("i1")).await.unwrap();
    assert_eq!(fs::read(&saved.path).unwrap(), papers::document("i1"));
    assert!(console.invoice_document(document_of("i2")).await.is_err());
    let list = console.invoices(InvoicesWish { limit: 9, ..Default::default() }).await.unwrap();
    let kept: Vec<_> = list.unwrap().value.rows.iter().map(|row| row.is_kept).collect();
    assert_eq!(kept.iter().filter(|is_kept| **is_kept).count(), 1);
}

#[tokio::test]
async fn an_answer_without_end_is_cut_off() {
    let stage = Stage::new().await;
    Papers::of(1).on(&stage).await;
    let endless = ResponseTemplate::new(200).set_body_raw(vec![b'x'; 33 << 20], "application/pdf");
    Mock::given(path("/api/portal/invoices/i1/pdf"))
        .respond_with(endless)
        .with_priority(1)
        .mount(&stage.server)
        .await;
    let console = stage.signed_in().await;
    archived(&console, 1).await;
    let refused = console.invoice_document(document_of("i1")).await.unwrap_err();
    assert_eq!(refused.code, Code::NotABillingService);
    let download = console.begin_download(year("d1", DownloadForm::Folder)).await.unwrap();
    assert_eq!(download.total, 1);
    assert_eq!(done(&console).await.refused, [papers::number(1)]);
}

#[tokio::test]
async fn documents_of_the_last_months_are_fetched_ahead() {
    let stage = Stage::new().await;
    let month = chrono::Utc::now().format("%Y-%m").to_string();
    let papers = Papers::of_month(5, month).on(&stage).await;
    let console = stage.signed_in().await;
    let mut events = console.events();
    within_reason(async {
        while console.archive(Default::default()).await.unwrap().documents < 5 {
            events.next().await.unwrap();
        }
    })
    .await;
    assert_eq!(papers.given(), 5);
    stage.server.reset().await;
    console.invoice_document(document_of("i3")).await.unwrap();
}

#[tokio::test]
async fn only_what_the_console_has_written_is_shown() {
    let stage = Stage::new().await;
    let console = stage.open().await;
    let foreign = SavedFile { path: "/etc/passwd".to_owned() };
    assert_eq!(console.show_saved(foreign).await.unwrap_err().code, Code::NotFound);
    let png_base64 = "iVBORw0KGgo=".to_owned();
    let picture = SavePicture { name: "../usage".to_owned(), png_base64 };
    let saved = console.save_picture(picture).await.unwrap();
    assert!(saved.path.ends_with("-usage.png"), "{}", saved.path);
    console.show_saved(saved.clone()).await.unwrap();
    assert_eq!(stage.host.opened(), [saved.path.as_str()]);
    fs::remove_file(&saved.path).unwrap();
    assert_eq!(console.show_saved(saved).await.unwrap_err().code, Code::NotFound);
    let script = SavePicture { name: "x".to_owned(), png_base64: "PHNjcmlwdD4=".to_owned() };
    assert!(console.save_picture(script).await.is_err());
}
