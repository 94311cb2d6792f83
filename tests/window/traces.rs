//! Looking for secrets where none may be.

use billing_testkit::Proxy;
use billing_testkit::folder::{files_below, files_with};
use billing_tests::desktop::{Application, Desktop};

/// Holds that no token the service ever gave out through `proxy` stands in any file, log,
/// argument, environment or web storage.
///
/// The keychain's own folder is left out: that is where they belong.
pub async fn no_token_outside_the_keychain(
    desktop: &Desktop,
    application: &Application,
    proxy: &Proxy,
) {
    no_token_in_files(desktop, proxy);
    let tokens = proxy.tokens();
    let forbidden = |bytes: &[u8]| {
        tokens.iter().any(|token| bytes.windows(token.len()).any(|part| part == token.as_bytes()))
    };
    for process in processes_of(desktop) {
        for part in ["cmdline", "environ"] {
            let bytes = std::fs::read(process.join(part)).unwrap_or_default();
            assert!(!forbidden(&bytes), "a token stands in {part} of {}", process.display());
        }
    }
    assert!(!forbidden(application.log().unwrap().as_bytes()), "a token was logged");

    let held = "
        const page = document.documentElement.outerHTML;
        const kept = [localStorage, sessionStorage].map((s) => JSON.stringify({ ...s })).join();
        return page + kept + document.cookie + location.href + (window.name ?? '')";
    let held = application.window.execute(held, vec![]).await.unwrap();
    assert!(!forbidden(held.as_str().unwrap().as_bytes()), "the web view holds a token");
}

/// Holds the same of files alone.
pub fn no_token_in_files(desktop: &Desktop, proxy: &Proxy) {
    let tokens = proxy.tokens();
    assert!(tokens.len() >= 2, "whoever signed in was given tokens");
    let keychain = desktop.home().join("data/keyrings");
    let searched = files_below(desktop.home()).unwrap();
    assert!(searched.iter().any(|(path, _)| path.starts_with(desktop.data_folder())));
    for token in tokens {
        let mut found = files_with(desktop.home(), token.as_bytes()).unwrap();
        found.retain(|path| !path.starts_with(&keychain));
        assert!(found.is_empty(), "a token stands in {found:?}");
    }
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
