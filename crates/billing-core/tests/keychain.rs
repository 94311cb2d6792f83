//! The real keychain and the one in memory keep the same promises.
//!
//! The tests of the Secret Service run this program once more inside a private D-Bus session with a
//! gnome-keyring of its own, so that nobody's real keychain is touched. Where these programs are
//! not installed the tests fail rather than pass by doing nothing.

#![allow(clippy::unwrap_used, reason = "a test that panics has found something")]

use billing_contract::{Secret, UserId};
use billing_core::keychain::{
    MemoryStore, PlatformStore, SecretKey, SecretStore, SecretStoreError,
};

fn key(server: &str, user: &str) -> SecretKey {
    SecretKey { server: server.to_owned(), user_id: UserId::new(user) }
}

fn stored(store: &dyn SecretStore, key: &SecretKey) -> Option<String> {
    store.get(key).unwrap().map(|secret| secret.expose().to_owned())
}

/// What every keychain promises.
fn keeps_the_promises(store: &dyn SecretStore) {
    let (ada, bob) = (key("https://one.example", "ada"), key("https://one.example", "bob"));
    let ada_elsewhere = key("https://two.example", "ada");

    assert_eq!(stored(store, &ada), None, "nothing is there at first");
    store.delete(&ada).expect("nothing to remove is a success");

    store.set(&ada, &Secret::new("first")).unwrap();
    assert_eq!(stored(store, &ada).as_deref(), Some("first"));
    assert_eq!(stored(store, &bob), None, "another person has another entry");
    assert_eq!(stored(store, &ada_elsewhere), None, "another service has another entry");

    store.set(&ada, &Secret::new("second")).unwrap();
    assert_eq!(stored(store, &ada).as_deref(), Some("second"), "the newest is kept");

    store.set(&ada_elsewhere, &Secret::new("elsewhere")).unwrap();
    store.delete(&ada).unwrap();
    assert_eq!(stored(store, &ada), None);
    assert_eq!(stored(store, &ada_elsewhere).as_deref(), Some("elsewhere"));
    store.delete(&ada_elsewhere).unwrap();

    let long = "x".repeat(2000) + "ünïcödé 秘密";
    store.set(&bob, &Secret::new(long.clone())).unwrap();
    assert_eq!(stored(store, &bob), Some(long));
    store.delete(&bob).unwrap();
}

#[test]
fn memory_keeps_the_promises() {
    let store = MemoryStore::new();
    keeps_the_promises(&store);
    assert_eq!(store.count(), 0);
}

#[cfg(target_os = "linux")]
mod secret_service {
    use super::*;
    use std::process::Command;
    use tempfile::TempDir;

    /// Which part of a test this process is to play; unset in the process the person starts.
    const PART: &str = "BILLING_KEYCHAIN_TEST_PART";

    const UNLOCK: &str =
        "printf test | gnome-keyring-daemon --unlock --components=secrets >/dev/null;";
    const LOCKED: &str = "gnome-keyring-daemon --start --components=secrets >/dev/null;";

    /// Runs the test `name` once more as `part`, on a private bus prepared by `prepare`.
    fn on_a_private_bus(name: &str, part: &str, prepare: &str, home: &TempDir) {
        let runtime = TempDir::new().unwrap();
        let this = std::env::current_exe().unwrap();
        let script = format!("{prepare} exec \"$0\" --exact \"$1\" --nocapture");
        let output = Command::new("dbus-run-session")
            .args(["--", "bash", "-c", &script])
            .arg(this)
            .arg(format!("secret_service::{name}"))
            .env("HOME", home.path())
            .env("XDG_RUNTIME_DIR", runtime.path())
            .env("XDG_DATA_HOME", home.path().join("share"))
            .env(PART, part)
            .env_remove("DISPLAY")
            .env_remove("WAYLAND_DISPLAY")
            .env_remove("DBUS_SESSION_BUS_ADDRESS")
            .output()
            .expect("dbus-run-session is installed (package dbus-daemon)");
        let text = String::from_utf8_lossy(&output.stdout);
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "as {part}: {text}\n{errors}");
        assert!(text.contains("1 passed"), "the test was not run again: {text}");
    }

    fn part() -> Option<String> {
        std::env::var(PART).ok()
    }

    #[test]
    fn an_unlocked_keychain_keeps_the_promises() {
        if part().is_some() {
            return keeps_the_promises(&PlatformStore::new());
        }
        let home = TempDir::new().unwrap();
        on_a_private_bus("an_unlocked_keychain_keeps_the_promises", "all", UNLOCK, &home);
    }

    #[test]
    fn a_secret_outlives_the_process_and_its_bus() {
        let name = "a_secret_outlives_the_process_and_its_bus";
        let ada = key("https://one.example", "ada");
        match part().as_deref() {
            Some("write") => PlatformStore::new().set(&ada, &Secret::new("kept")).unwrap(),
            Some(_) => {
                assert_eq!(stored(&PlatformStore::new(), &ada).as_deref(), Some("kept"));
            }
            None => {
                let home = TempDir::new().unwrap();
                on_a_private_bus(name, "write", UNLOCK, &home);
                on_a_private_bus(name, "read", UNLOCK, &home);
            }
        }
    }

    #[test]
    fn a_keychain_that_was_never_unlocked_gives_nothing_and_takes_nothing() {
        let Some(_) = part() else {
            let home = TempDir::new().unwrap();
            let name = "a_keychain_that_was_never_unlocked_gives_nothing_and_takes_nothing";
            return on_a_private_bus(name, "locked", LOCKED, &home);
        };
        let store = PlatformStore::new();
        let ada = key("https://one.example", "ada");
        assert!(matches!(store.get(&ada), Ok(None) | Err(SecretStoreError::Locked(_))));
        let refused = store.set(&ada, &Secret::new("refused"));
        assert!(matches!(refused, Err(SecretStoreError::Locked(_))), "{refused:?}");
    }

    #[test]
    fn a_locked_keychain_does_not_give_the_secret_and_gives_it_once_unlocked() {
        let name = "a_locked_keychain_does_not_give_the_secret_and_gives_it_once_unlocked";
        let ada = key("https://one.example", "ada");
        match part().as_deref() {
            Some("write") => PlatformStore::new().set(&ada, &Secret::new("kept")).unwrap(),
            Some("locked") => {
                let store = PlatformStore::new();
                assert!(matches!(store.get(&ada), Ok(None) | Err(SecretStoreError::Locked(_))));
                let removed = store.delete(&ada);
                assert!(matches!(removed, Err(SecretStoreError::Locked(_))), "{removed:?}");
            }
            Some(_) => {
                assert_eq!(stored(&PlatformStore::new(), &ada).as_deref(), Some("kept"));
            }
            None => {
                let home = TempDir::new().unwrap();
                on_a_private_bus(name, "write", UNLOCK, &home);
                on_a_private_bus(name, "locked", LOCKED, &home);
                on_a_private_bus(name, "unlocked", UNLOCK, &home);
            }
        }
    }

    #[test]
    fn without_a_bus_there_is_no_keychain() {
        let name = "without_a_bus_there_is_no_keychain";
        if part().is_none() {
            let home = TempDir::new().unwrap();
            let absent = "export DBUS_SESSION_BUS_ADDRESS=unix:path=/nonexistent/bus;";
            return on_a_private_bus(name, "absent", absent, &home);
        }
        let store = PlatformStore::new();
        let ada = key("https://one.example", "ada");
        assert!(matches!(store.get(&ada), Err(SecretStoreError::Absent(_))));
        let refused = store.set(&ada, &Secret::new("refused"));
        assert!(matches!(refused, Err(SecretStoreError::Absent(_))), "{refused:?}");
    }
}
