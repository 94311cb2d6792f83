use super::*;
use crate::clock::SystemClock;
use billing_contract::UserId;
use proptest::prelude::*;
use std::fs;
use tempfile::TempDir;

const CANARY: &str = "canary-company-name";

fn owner() -> OwnerKey {
    OwnerKey::new("https://billing.example.com", &UserId::new("u1"))
}

fn value(body: &str) -> CachedValue {
    let at = DateTime::from_timestamp_millis(1_800_000_000_123).unwrap();
    CachedValue {
        etag: Some("\"e1\"".to_owned()),
        language: "en".to_owned(),
        body: body.to_owned(),
        fetched_at: at,
        confirmed_at: at,
        confirmed_monotonic: None,
    }
}

fn open(folder: &Path) -> Cache {
    Cache::open(folder, Arc::new(SystemClock::new())).unwrap()
}

async fn opened_for_owner(folder: &Path) -> Cache {
    let cache = open(folder);
    cache.load(owner()).await;
    cache
}

async fn filled(folder: &Path) {
    let cache = opened_for_owner(folder).await;
    cache.put(&owner(), Kind::Account, value(&format!("{{\"name\":\"{CANARY}\"}}"))).await.unwrap();
    cache.put(&owner(), Kind::Plans, value("[1,2,3]")).await.unwrap();
    cache.close().await;
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

fn set_aside(folder: &Path, reason: &str) -> usize {
    let start = format!("{FILE_NAME}.{reason}-");
    names(folder)
        .iter()
        .filter(|name| {
            name.starts_with(&start) && !name.ends_with("-wal") && !name.ends_with("-shm")
        })
        .count()
}

fn bytes_anywhere(folder: &Path, needle: &str) -> bool {
    fs::read_dir(folder).unwrap().any(|entry| {
        let bytes = fs::read(entry.unwrap().path()).unwrap();
        bytes.windows(needle.len()).any(|window| window == needle.as_bytes())
    })
}

#[tokio::test]
async fn what_was_put_is_there_after_the_next_start() {
    let folder = TempDir::new().unwrap();
    filled(folder.path()).await;
    let cache = opened_for_owner(folder.path()).await;
    assert_eq!(cache.value(&Kind::Plans), Some(value("[1,2,3]")));
    assert_eq!(cache.value(&Kind::Subscription), None);
}

#[tokio::test]
async fn another_person_finds_nothing_and_what_was_there_is_removed() {
    let folder = TempDir::new().unwrap();
    filled(folder.path()).await;
    let cache = open(folder.path());
    cache.load(OwnerKey::new("https://billing.example.com", &UserId::new("u2"))).await;
    assert_eq!(cache.value(&Kind::Plans), None);
    cache.load(owner()).await;
    assert_eq!(cache.value(&Kind::Plans), None);
}

#[tokio::test]
async fn a_value_of_somebody_who_has_left_is_dropped() {
    let folder = TempDir::new().unwrap();
    let cache = opened_for_owner(folder.path()).await;
    cache.forget(None).await.unwrap();
    cache.put(&owner(), Kind::Account, value(CANARY)).await.unwrap();
    assert_eq!(cache.value(&Kind::Account), None);
    cache.close().await;
    assert!(!bytes_anywhere(folder.path(), CANARY));
}

#[tokio::test]
async fn forgetting_leaves_no_byte_behind_not_even_in_files_set_aside() {
    let folder = TempDir::new().unwrap();
    filled(folder.path()).await;
    fs::copy(folder.path().join(FILE_NAME), folder.path().join("cache.sqlite3.damaged-1")).unwrap();
    assert!(bytes_anywhere(folder.path(), CANARY));
    let cache = opened_for_owner(folder.path()).await;
    cache.forget(None).await.unwrap();
    assert!(!bytes_anywhere(folder.path(), CANARY), "while open: {:?}", names(folder.path()));
    cache.close().await;
    assert!(!bytes_anywhere(folder.path(), CANARY));
    assert_eq!(set_aside(folder.path(), "damaged"), 0);
}

#[tokio::test]
async fn forgetting_works_on_a_disk_with_no_room_left() {
    let folder = TempDir::new().unwrap();
    filled(folder.path()).await;
    let cache = opened_for_owner(folder.path()).await;
    cache
        .in_file(|database| {
            database
                .execute_batch(
                    "CREATE TRIGGER no_room BEFORE DELETE ON cached_values
                 BEGIN SELECT raise(ABORT, 'no room'); END",
                )
                .unwrap();
        })
        .await;
    cache.forget(None).await.unwrap();
    cache.close().await;
    assert!(!bytes_anywhere(folder.path(), CANARY));
}

#[tokio::test]
async fn a_full_disk_is_told_and_what_was_put_is_still_there_for_this_run() {
    let folder = TempDir::new().unwrap();
    let cache = opened_for_owner(folder.path()).await;
    cache
        .in_file(|database| {
            let pages: i64 = database.query_row("PRAGMA page_count", [], |row| row.get(0)).unwrap();
            database.pragma_update(None, "max_page_count", pages).unwrap();
        })
        .await;
    let long = value(&format!("\"{}\"", "x".repeat(100_000)));
    let error = cache.put(&owner(), Kind::Account, long.clone()).await.unwrap_err();
    assert!(matches!(error, StoreError::DiskFull(_)), "{error:?}");
    assert_eq!(cache.value(&Kind::Account), Some(long.clone()));
    cache
        .in_file(|database| database.pragma_update(None, "max_page_count", 1_000_000).unwrap())
        .await;
    cache.put(&owner(), Kind::Account, long).await.unwrap();
}

#[tokio::test]
async fn a_foreign_a_newer_and_a_truncated_file_are_set_aside_and_begun_afresh() {
    type Spoil = fn(&Path);
    let cases: [(&str, Spoil); 5] = [
        ("damaged", |path| {
            fs::write(path, b"this is not a database, but long enough to be one. ".repeat(40))
                .unwrap();
        }),
        ("foreign", |path| {
            fs::remove_file(path).unwrap();
            let other = Connection::open(path).unwrap();
            other.execute_batch("CREATE TABLE theirs (x); PRAGMA application_id = 7").unwrap();
        }),
        ("foreign", |path| {
            fs::remove_file(path).unwrap();
            Connection::open(path).unwrap().execute_batch("CREATE TABLE theirs (x)").unwrap();
        }),
        ("newer", |path| {
            let ours = Connection::open(path).unwrap();
            ours.execute(
                "INSERT INTO refinery_schema_history (version, name, applied_on, checksum)
                 VALUES (999, 'tomorrow', '2030-01-01T00:00:00Z', '1')",
                [],
            )
            .unwrap();
        }),
        ("damaged", |path| {
            let length = fs::metadata(path).unwrap().len();
            fs::OpenOptions::new().write(true).open(path).unwrap().set_len(length / 2).unwrap();
        }),
    ];
    for (reason, spoil) in cases {
        let folder = TempDir::new().unwrap();
        filled(folder.path()).await;
        spoil(&folder.path().join(FILE_NAME));
        let cache = opened_for_owner(folder.path()).await;
        assert_eq!(cache.value(&Kind::Plans), None);
        assert_eq!(set_aside(folder.path(), reason), 1, "{:?}", names(folder.path()));
        cache.put(&owner(), Kind::Plans, value("[4]")).await.unwrap();
        cache.close().await;
        assert!(opened_for_owner(folder.path()).await.value(&Kind::Plans).is_some());
    }
}

#[tokio::test]
async fn no_more_than_two_spoiled_files_are_kept() {
    let folder = TempDir::new().unwrap();
    for _ in 0..4 {
        fs::write(folder.path().join(FILE_NAME), b"nonsense ".repeat(1000)).unwrap();
        open(folder.path()).close().await;
    }
    assert_eq!(set_aside(folder.path(), "damaged"), 2);
}

#[tokio::test]
async fn a_file_spoiled_while_in_use_is_begun_afresh_with_all_that_is_known() {
    let folder = TempDir::new().unwrap();
    filled(folder.path()).await;
    let cache = opened_for_owner(folder.path()).await;
    cache.in_file(|database| database.execute_batch("DROP TABLE cached_values").unwrap()).await;
    cache.put(&owner(), Kind::Subscription, value("null")).await.unwrap();
    cache.close().await;
    let cache = opened_for_owner(folder.path()).await;
    assert!(Kind::ALL.iter().filter(|kind| cache.value(kind).is_some()).count() == 3);
}

#[tokio::test]
async fn a_folder_that_cannot_be_written_still_serves_this_run() {
    let folder = TempDir::new().unwrap();
    let no_folder = folder.path().join("a file, not a folder");
    fs::write(&no_folder, b"").unwrap();
    let cache = opened_for_owner(&no_folder).await;
    cache.put(&owner(), Kind::Plans, value("[1]")).await.unwrap();
    assert_eq!(cache.value(&Kind::Plans), Some(value("[1]")));
    cache.forget(None).await.unwrap();
}

#[cfg(unix)]
#[tokio::test]
async fn nobody_else_on_the_computer_can_read_the_files() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = TempDir::new().unwrap();
    let private = folder.path().join("data");
    files::make_private_folder(&private).unwrap();
    let cache = opened_for_owner(&private).await;
    cache.put(&owner(), Kind::Plans, value("[1]")).await.unwrap();
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&private), 0o700);
    for name in names(&private) {
        assert_eq!(mode(&private.join(&name)), 0o600, "{name}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]
    #[test]
    fn whatever_bytes_are_changed_a_value_is_either_as_written_or_gone(
        changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..20),
        keep in proptest::option::of(any::<prop::sample::Index>()),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(async {
            let folder = TempDir::new().unwrap();
            filled(folder.path()).await;
            let path = folder.path().join(FILE_NAME);
            let mut bytes = fs::read(&path).unwrap();
            for (place, byte) in &changes {
                let place = place.index(bytes.len());
                bytes[place] = *byte;
            }
            if let Some(keep) = keep {
                bytes.truncate(keep.index(bytes.len()));
            }
            fs::write(&path, bytes).unwrap();

            let cache = opened_for_owner(folder.path()).await;
            let written = value("[1,2,3]");
            if let Some(plans) = cache.value(&Kind::Plans) {
                prop_assert_eq!(plans, written.clone());
            }
            cache.put(&owner(), Kind::Plans, written.clone()).await.unwrap();
            cache.close().await;
            let again = opened_for_owner(folder.path()).await;
            prop_assert_eq!(again.value(&Kind::Plans), Some(written));
            Ok(())
        })?;
    }
}
