use super::*;
use crate::clock::SystemClock;
use crate::views;
use billing_contract::{Currency, Me, Money, PackageId, PayType, Role, UserId, Wish};
use std::fs;
use tempfile::TempDir;

fn open(folder: &Path) -> Journal {
    Journal::open(folder, Arc::new(SystemClock::new())).unwrap()
}

fn owner() -> Owner {
    let me = Me {
        user_id: UserId::new("u1"),
        customer_id: None,
        email: "ada@example.com".to_owned(),
        name: "Ada".to_owned(),
        role: Role::Support,
        avatar_url: None,
        permissions: Vec::new(),
    };
    Owner {
        server: "https://billing.example.com".to_owned(),
        me,
        keychain: views::Keychain::Stored,
    }
}

fn purchase() -> Purchase {
    serde_json::from_value(serde_json::json!({
        "id": "c1", "key": "key-1",
        "wish": Wish::Package { product_id: PackageId::new("p1") },
        "pay_type": PayType::WechatPay, "coupon_code": "WELCOME10", "amount": "999.00",
        "currency": "CNY", "product_name": "Canary package", "began_at": "2026-03-01T12:00:00Z",
        "order": {"order_id": "o1", "order_no": "BC1", "is_test": false},
    }))
    .unwrap()
}

fn due(outcome: Outcome) -> DueTelling {
    let price = Money::new(99_900, Currency::CNY);
    DueTelling { order_id: OrderId::new("o1"), outcome, price }
}

fn behaviour(id: &str) -> BehaviourEvent {
    serde_json::from_value(serde_json::json!({
        "id": id, "at": "2026-03-01T12:00:00Z", "event_type": "page_view",
        "event_category": "navigation", "action": "package_view",
    }))
    .unwrap()
}

fn download() -> DownloadRecord {
    serde_json::from_value(serde_json::json!({
        "id": "d1", "state": "running", "form": "folder", "done": 1, "total": 2,
        "path": "/home/ada/invoices_2026", "began_at": "2026-03-01T12:00:00Z",
    }))
    .unwrap()
}

fn download_documents() -> Vec<DownloadDocument> {
    let document = |number: u32| {
        serde_json::from_value(serde_json::json!({
            "invoice_id": format!("i{number}"), "sha256": "00", "file": format!("{number}.pdf"),
            "number": format!("INV-{number}"), "kind": "invoice", "period": "2026-03",
            "status": "open", "billed_to": "Canary Trading", "amount": "1.00",
            "tax_amount": "0.00", "currency": "USD", "created_at": "2026-03-01T12:00:00Z",
            "due_date": "2026-04-01",
        }))
    };
    [2, 1].into_iter().map(|number| document(number).unwrap()).collect()
}

fn now() -> DateTime<Utc> {
    "2026-03-01T12:00:00Z".parse().unwrap()
}

async fn filled(folder: &Path) {
    let journal = open(folder);
    let key = owner().key();
    journal.save_checkout(&key, purchase()).await.unwrap();
    journal.add_notification(&key, due(Outcome::Declined)).await.unwrap();
    journal.claim_notifications(&key, now()).await.unwrap();
    journal.add_notification(&key, due(Outcome::Settled)).await.unwrap();
    journal.begin_download(&key, download(), download_documents()).await.unwrap();
    journal.add_behaviour(&key, behaviour("e1")).await.unwrap();
    journal.choose("theme", Some("\"dark\"".to_owned())).await.unwrap();
    journal.choose("language", Some("\"ja\"".to_owned())).await.unwrap();
    journal.set_owner(Some(owner())).await.unwrap();
    journal.add_keychain_entry(owner().secret_key()).await.unwrap();
    journal.close().await;
}

async fn assert_filled(journal: &Journal) {
    let remembered = journal.remembered().await;
    assert_eq!(remembered.choices["theme"], "\"dark\"");
    assert_eq!(remembered.choices["language"], "\"ja\"");
    assert_eq!(remembered.owner, Some(owner()));
    assert_eq!(remembered.keychain_entries, [owner().secret_key()]);
    let key = owner().key();
    assert_eq!(journal.checkouts(&key).await.unwrap(), [purchase()]);
    assert_eq!(journal.downloads(&key).await.unwrap(), [download()]);
    let documents = journal.download_documents(&key, download().id).await.unwrap();
    assert_eq!(documents, download_documents(), "in the order of the decision");
    assert_eq!(journal.behaviour(&key, 10).await.unwrap(), [behaviour("e1")]);
    let told = |outcome| journal.was_told(&key, OrderId::new("o1"), outcome);
    assert!(told(Outcome::Declined).await.unwrap(), "what was told stays told");
    assert!(!told(Outcome::Settled).await.unwrap(), "what is due stays due");
}

fn set_aside(folder: &Path) -> Vec<PathBuf> {
    fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| {
            let name = path.file_name().unwrap().to_str().unwrap();
            name.starts_with("journal.sqlite3.")
                && !name.ends_with("-wal")
                && !name.ends_with("-shm")
        })
        .collect()
}

#[tokio::test]
async fn what_was_written_is_there_after_the_next_start() {
    let folder = TempDir::new().unwrap();
    filled(folder.path()).await;
    let journal = open(folder.path());
    assert_filled(&journal).await;
    journal.choose("theme", None).await.unwrap();
    journal.set_owner(None).await.unwrap();
    journal.remove_keychain_entry(owner().secret_key()).await.unwrap();
    let remembered = journal.remembered().await;
    assert!(!remembered.choices.contains_key("theme"));
    assert_eq!((remembered.owner, remembered.keychain_entries.len()), (None, 0));
}

#[tokio::test]
async fn of_a_damaged_journal_what_can_be_read_is_carried_over_and_the_file_is_kept() {
    let folder = TempDir::new().unwrap();
    filled(folder.path()).await;
    let path = folder.path().join(FILE_NAME);
    {
        // An index that does not agree with its table: readable, but not sound.
        let database = Connection::open(&path).unwrap();
        database
            .execute_batch(
                "CREATE TABLE loose (x INTEGER); CREATE INDEX loose_x ON loose (x);
                 INSERT INTO loose VALUES (1); PRAGMA writable_schema = on;
                 UPDATE sqlite_master SET rootpage = 2 WHERE name = 'loose_x';",
            )
            .unwrap();
    }
    let before = fs::read(&path).unwrap();
    let journal = open(folder.path());
    assert_filled(&journal).await;
    journal.choose("theme", Some("\"light\"".to_owned())).await.unwrap();
    let kept = set_aside(folder.path());
    assert_eq!(kept.len(), 1);
    assert_eq!(fs::read(&kept[0]).unwrap(), before);
}

#[tokio::test]
async fn a_journal_of_nonsense_is_kept_aside_and_a_new_one_begun() {
    let folder = TempDir::new().unwrap();
    for times in 1..=4 {
        fs::write(folder.path().join(FILE_NAME), b"nonsense ".repeat(1000)).unwrap();
        let journal = open(folder.path());
        journal.choose("theme", Some("\"dark\"".to_owned())).await.unwrap();
        journal.close().await;
        assert_eq!(set_aside(folder.path()).len(), times, "a journal is never removed");
    }
}

#[tokio::test]
async fn a_newer_journal_is_read_but_not_touched() {
    let folder = TempDir::new().unwrap();
    filled(folder.path()).await;
    let path = folder.path().join(FILE_NAME);
    {
        let database = Connection::open(&path).unwrap();
        database
            .execute_batch(
                "INSERT INTO refinery_schema_history VALUES (999, 'tomorrow', '2030-01-01T00:00:00Z', '1');
                 ALTER TABLE choices ADD COLUMN chosen_at INTEGER;",
            )
            .unwrap();
    }
    let before = fs::read(&path).unwrap();
    let journal = open(folder.path());
    assert_filled(&journal).await;
    let error = journal.choose("theme", Some("\"light\"".to_owned())).await.unwrap_err();
    assert!(matches!(error, StoreError::NotKept), "{error:?}");
    assert_eq!(journal.remembered().await.choices["theme"], "\"light\"", "for this run");
    journal.close().await;
    assert_eq!(fs::read(&path).unwrap(), before);
    assert!(set_aside(folder.path()).is_empty());
}

#[tokio::test]
async fn a_full_disk_is_told_by_name() {
    let folder = TempDir::new().unwrap();
    let journal = open(folder.path());
    journal
        .in_file(|database| {
            let pages: i64 = database.query_row("PRAGMA page_count", [], |row| row.get(0)).unwrap();
            database.pragma_update(None, "max_page_count", pages).unwrap();
        })
        .await;
    let error = journal.choose("place", Some("x".repeat(100_000))).await.unwrap_err();
    assert!(matches!(error, StoreError::DiskFull(_)), "{error:?}");
}

#[tokio::test]
async fn a_folder_that_cannot_be_written_is_told_and_still_serves_this_run() {
    let folder = TempDir::new().unwrap();
    let no_folder = folder.path().join("a file, not a folder");
    fs::write(&no_folder, b"").unwrap();
    let journal = open(&no_folder);
    let error = journal.choose("theme", Some("\"dark\"".to_owned())).await.unwrap_err();
    assert!(matches!(error, StoreError::NotKept), "{error:?}");
    assert_eq!(journal.remembered().await.choices["theme"], "\"dark\"");
}

#[tokio::test]
async fn deleting_removes_the_journal_and_all_that_was_set_aside() {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join(FILE_NAME), b"nonsense ".repeat(1000)).unwrap();
    let journal = open(folder.path());
    journal.set_owner(Some(owner())).await.unwrap();
    journal.delete(Arc::new(SystemClock::new())).await.unwrap();
    assert!(set_aside(folder.path()).is_empty());
    assert_eq!(journal.remembered().await.owner, None);
    journal.close().await;
    let bytes = fs::read(folder.path().join(FILE_NAME)).unwrap();
    assert!(!bytes.windows(15).any(|window| window == b"ada@example.com"));
}

#[tokio::test]
async fn an_outcome_is_handed_out_once_however_often_it_is_heard() {
    let folder = TempDir::new().unwrap();
    let (journal, key) = (open(folder.path()), owner().key());
    assert!(journal.add_notification(&key, due(Outcome::Settled)).await.unwrap());
    assert!(!journal.add_notification(&key, due(Outcome::Settled)).await.unwrap());
    let somebody_else = OwnerKey::new("https://billing.example.com", &UserId::new("u2"));
    assert_eq!(journal.claim_notifications(&somebody_else, now()).await.unwrap(), []);
    let claimed = journal.claim_notifications(&key, now()).await.unwrap();
    assert_eq!(claimed, [due(Outcome::Settled)]);
    assert!(!journal.add_notification(&key, due(Outcome::Late)).await.unwrap(), "paid is paid");
    assert_eq!(journal.claim_notifications(&key, now()).await.unwrap(), []);
    assert!(journal.add_notification(&key, due(Outcome::Expired)).await.unwrap());
}

#[tokio::test]
async fn purchases_belong_to_one_person_at_one_service() {
    let folder = TempDir::new().unwrap();
    let (journal, key) = (open(folder.path()), owner().key());
    journal.save_checkout(&key, purchase()).await.unwrap();
    for other in [
        OwnerKey::new("https://billing.example.com", &UserId::new("u2")),
        OwnerKey::new("https://elsewhere.example.com", &UserId::new("u1")),
    ] {
        assert_eq!(journal.checkouts(&other).await.unwrap(), []);
        journal.remove_checkout(&other, purchase().id).await.unwrap();
    }
    assert_eq!(journal.checkouts(&key).await.unwrap().len(), 1);
}

#[tokio::test]
async fn after_a_sign_out_a_purchase_tells_its_order_key_and_amount_alone() {
    let folder = TempDir::new().unwrap();
    let (journal, key) = (open(folder.path()), owner().key());
    journal.save_checkout(&key, purchase()).await.unwrap();
    journal.add_behaviour(&key, behaviour("e1")).await.unwrap();
    journal.forget_personal_details().await.unwrap();
    journal.scrub().await.unwrap();
    let kept = &journal.checkouts(&key).await.unwrap()[0];
    assert_eq!((kept.key.as_str(), &kept.order), ("key-1", &purchase().order));
    assert_eq!((&kept.product_name, &kept.coupon_code), (&None, &None));
    assert_eq!(journal.behaviour(&key, 10).await.unwrap(), []);
    journal.close().await;
    let bytes = fs::read(folder.path().join(FILE_NAME)).unwrap();
    for told in ["Canary package", "WELCOME10", "package_view"] {
        assert!(!bytes.windows(told.len()).any(|window| window == told.as_bytes()), "{told}");
    }
}

#[tokio::test]
async fn what_people_did_is_queued_in_order_once_and_never_without_end() {
    let folder = TempDir::new().unwrap();
    let (journal, key) = (open(folder.path()), owner().key());
    for id in ["e1", "e2", "e1", "e3"] {
        journal.add_behaviour(&key, behaviour(id)).await.unwrap();
    }
    let queued = journal.behaviour(&key, 2).await.unwrap();
    assert_eq!(queued, [behaviour("e1"), behaviour("e2")]);
    journal.remove_behaviour(vec!["e1".to_owned(), "e2".to_owned()]).await.unwrap();
    assert_eq!(journal.behaviour(&key, 2).await.unwrap(), [behaviour("e3")]);
    journal.clear_behaviour().await.unwrap();
    assert_eq!(journal.behaviour(&key, 2).await.unwrap(), []);
}

#[tokio::test]
async fn a_download_that_has_ended_needs_its_documents_no_longer_and_leaving_forgets_it() {
    let folder = TempDir::new().unwrap();
    filled(folder.path()).await;
    let (journal, key) = (open(folder.path()), owner().key());
    let ended = DownloadRecord { state: views::DownloadState::Done, ..download() };
    journal.save_download(&key, ended.clone()).await.unwrap();
    assert_eq!(journal.downloads(&key).await.unwrap(), [ended]);
    assert_eq!(journal.download_documents(&key, download().id).await.unwrap(), []);
    journal.forget_personal_details().await.unwrap();
    assert_eq!(journal.downloads(&key).await.unwrap(), []);
}
