//! Looking for secrets where none may be.

use billing_testkit::folder::{files_below, files_with};
use billing_tests::desktop::{Application, Desktop};

/// How an access token begins: `{"typ":"JWT"` or `{"alg":` in Base64.
const JWT_HEADERS: [&str; 2] = ["eyJ0eXAiOiJKV1Qi", "eyJhbGciOi"];

/// Holds that no token stands in any file, log, argument, environment or web storage.
///
/// The keychain's own folder is left out: that is where they belong.
pub async fn no_token_outside_the_keychain(desktop: &Desktop, application: &Application) {
    let secrets = tokens_in_the_keychain(desktop);
    assert!(!secrets.is_empty(), "a signed-in console keeps its session in the keychain");
    let forbidden = |bytes: &[u8]| {
        let holds =
            |needle: &str| bytes.windows(needle.len()).any(|window| window == needle.as_bytes());
        secrets.iter().map(String::as_str).chain(JWT_HEADERS).any(holds)
    };

    let keychain = desktop.home().join("data/keyrings");
    for (path, bytes) in files_below(desktop.home()).unwrap() {
        let in_keychain = path.starts_with(&keychain);
        assert!(in_keychain || !forbidden(&bytes), "a token stands in {}", path.display());
    }
    for process in processes_of(desktop) {
        for part in ["cmdline", "environ"] {
            let bytes = std::fs::read(process.join(part)).unwrap_or_default();
            assert!(!forbidden(&bytes), "a token stands in {part} of {}", process.display());
        }
    }
    assert!(!forbidden(application.log().unwrap().as_bytes()), "a token was logged");

    let stored = "
        const page = document.documentElement.outerHTML;
        const kept = [localStorage, sessionStorage].map((s) => JSON.stringify({ ...s })).join();
        return page + kept + document.cookie + location.href + (window.name ?? '')";
    let seen = application.window.execute(stored, vec![]).await.unwrap();
    assert!(!forbidden(seen.as_str().unwrap().as_bytes()), "the web view holds a token");
}

/// Holds that no access token stands in any file, whatever the keychain is like.
pub fn no_token_in_files(desktop: &Desktop) {
    for header in JWT_HEADERS {
        let found = files_with(desktop.home(), header.as_bytes()).unwrap();
        assert!(found.is_empty(), "a token stands in {found:?}");
    }
}

/// Every word of the keychain's entries that is long enough to be a token.
fn tokens_in_the_keychain(desktop: &Desktop) -> Vec<String> {
    let entries = desktop.keychain_entries().unwrap();
    entries
        .lines()
        .filter_map(|line| line.strip_prefix("secret = "))
        .flat_map(|secret| {
            secret.split(|c: char| !(c.is_ascii_alphanumeric() || "-_.".contains(c)))
        })
        .filter(|word| word.len() >= 24)
        .map(str::to_owned)
        .collect()
}

/// The processes that run on this desktop.
fn processes_of(desktop: &Desktop) -> Vec<std::path::PathBuf> {
    let home = format!("HOME={}", desktop.home().display());
    let entries = std::fs::read_dir("/proc").unwrap().flatten();
    entries
        .map(|entry| entry.path())
        .filter(|path| {
            let environment = std::fs::read(path.join("environ")).unwrap_or_default();
            environment.split(|byte| *byte == 0).any(|entry| entry == home.as_bytes())
        })
        .collect()
}
