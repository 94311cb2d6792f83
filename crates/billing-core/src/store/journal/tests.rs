use super::*;
use crate::clock::SystemClock;
use crate::views;
use billing_contract::{Me, Role, UserId};
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

async fn filled(folder: &Path) {
    let journal = open(folder);
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
