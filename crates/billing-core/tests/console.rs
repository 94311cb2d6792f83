//! The console as a person uses it, against a service made of prepared answers.

#![allow(clippy::unwrap_used, reason = "a test that panics has found something")]

mod stage;

use billing_contract::{AccountUpdate, PasswordChange, Secret, SessionId};
use billing_core::commands::dispatch;
use billing_core::console::Console;
use billing_core::error::CommandErrorCode as Code;
use billing_core::event::Event;
use billing_core::views::{
    Keychain, Place, RevokeDevice, ServerSource, Session, SetLanguage, SetServer, SetTheme,
    SignedOutReason, SyncState, Theme, UpdateAccount,
};
use serde_json::json;
use stage::{COMPANY, Stage, me_json, problem};
use wiremock::matchers::{header, method, path};
use wiremock::{Mock, ResponseTemplate};

fn is_signed_in(console: &Console) -> bool {
    matches!(console.current_session(), Session::SignedIn { .. })
}

#[tokio::test]
async fn a_first_start_asks_nobody_anything() {
    let stage = Stage::new().await;
    let console = stage.open().await;
    let start = console.start(()).await.unwrap();
    assert_eq!(start.session, Session::SignedOut { reason: None });
    assert_eq!(start.settings.server, stage.server.uri());
    assert_eq!(start.settings.server_source, ServerSource::Default);
    assert_eq!(start.place, None);
    console.close().await;
    assert_eq!(stage.requests("").await, 0);
}

#[tokio::test]
async fn after_signing_in_every_figure_is_there_and_after_a_restart_without_a_network_too() {
    let stage = Stage::new().await.with_a_customer().await;
    let console = stage.signed_in().await;
    stage.synced(&console).await;
    let account = console.account(()).await.unwrap().unwrap();
    let subscription = console.subscription(()).await.unwrap().unwrap();
    let plans = console.plans(()).await.unwrap().unwrap();
    assert_eq!(account.value.company_name, COMPANY);
    assert_eq!(subscription.value.as_ref().unwrap().plan_name, "Team");
    assert_eq!(plans.value.len(), 1);
    console.close().await;

    stage.server.reset().await;
    let console = stage.open().await;
    let start = console.start(()).await.unwrap();
    assert!(matches!(&start.session, Session::SignedIn { me, can_update: true, .. }
        if me.email == "ada@example.com"));
    let again = console.account(()).await.unwrap().unwrap();
    assert_eq!(again.value, account.value);
    assert_eq!(again.as_of.timestamp_millis(), account.as_of.timestamp_millis());
    let offline = stage.until(&console, |sync| sync.state == SyncState::Offline).await;
    assert!(offline.offline_since.is_some());
    assert_eq!(
        offline.last_success.map(|moment| moment.timestamp_millis()),
        start.sync.last_success.map(|moment| moment.timestamp_millis())
    );
    assert!(is_signed_in(&console), "a network that is gone signs nobody out");
}

#[tokio::test]
async fn a_service_that_comes_back_is_noticed_without_being_asked() {
    let stage = Stage::new().await.with_a_customer().await;
    let console = stage.signed_in().await;
    stage.synced(&console).await;
    stage.server.reset().await;
    assert_eq!(console.refresh(()).await.unwrap().state, SyncState::Offline);
    let stage = stage.with_a_customer().await;
    let sync = stage.until(&console, |sync| sync.state == SyncState::Online).await;
    assert_eq!(sync.offline_since, None);
}

#[tokio::test]
async fn an_unchanged_value_only_becomes_younger() {
    let stage = Stage::new().await.with_a_customer().await;
    let console = stage.signed_in().await;
    stage.synced(&console).await;
    let before = console.account(()).await.unwrap().unwrap();
    stage.nothing_has_changed().await;
    let mut events = console.events();
    console.refresh(()).await.unwrap();
    let after = console.account(()).await.unwrap().unwrap();
    assert_eq!(after.value, before.value);
    assert!(after.as_of > before.as_of);
    console.close().await;
    drop(console);
    while let Some(event) = events.next().await {
        assert_eq!(event, Event::SyncChanged);
    }
}

#[tokio::test]
async fn staff_are_asked_for_nothing_but_who_they_are() {
    let stage = Stage::new().await.with_tokens().await;
    let staff = json!({"user_id": "u9", "email": "support@example.com", "name": "Sam",
        "role": "support", "permissions": ["view_account", "view_plans"]});
    stage.answer("GET", "/auth/me", 200, staff).await;
    let console = stage.signed_in().await;
    console.refresh(()).await.unwrap();
    assert_eq!(stage.requests("/api/").await, 0);
    assert_eq!(console.account(()).await.unwrap(), None);
    assert_eq!(console.sync(()).await.unwrap().state, SyncState::Online);
}

#[tokio::test]
async fn a_customer_without_a_subscription_is_a_figure_too() {
    let stage = Stage::new().await;
    Mock::given(path("/api/portal/subscription"))
        .respond_with(problem(404, "no_subscription"))
        .with_priority(1)
        .mount(&stage.server)
        .await;
    let stage = stage.with_a_customer().await;
    let console = stage.signed_in().await;
    console.refresh(()).await.unwrap();
    assert_eq!(console.subscription(()).await.unwrap().unwrap().value, None);
    assert_eq!(console.sync(()).await.unwrap().state, SyncState::Online);
}

#[tokio::test]
async fn another_language_fetches_the_names_again() {
    let stage = Stage::new().await;
    let mut chinese = stage::subscription_json();
    chinese["plan_name"] = json!("团队版");
    Mock::given(path("/api/portal/subscription"))
        .and(header("accept-language", "zh-CN"))
        .respond_with(ResponseTemplate::new(200).set_body_json(chinese))
        .with_priority(1)
        .mount(&stage.server)
        .await;
    let stage = stage.with_a_customer().await;
    let console = stage.signed_in().await;
    stage.synced(&console).await;
    let mut events = console.events();
    let settings =
        console.set_language(SetLanguage { language: Some("zh-CN".to_owned()) }).await.unwrap();
    assert!(settings.language_chosen);
    while events.next().await != Some(Event::SubscriptionChanged) {}
    let name = console.subscription(()).await.unwrap().unwrap().value.unwrap().plan_name;
    assert_eq!(name, "团队版");
    let refused = console.set_language(SetLanguage { language: Some("tlh".to_owned()) }).await;
    assert_eq!(refused.unwrap_err().code, Code::InvalidFields);
}

#[tokio::test]
async fn signing_out_leaves_no_row_no_byte_and_no_keychain_entry() {
    let stage = Stage::new().await.with_a_customer().await;
    let console = stage.signed_in().await;
    stage.synced(&console).await;
    console.remember_place(Place { screen: COMPANY.to_owned(), choices: [].into() }).await.unwrap();
    assert_eq!(stage.keychain.count(), 1);
    assert!(stage.bytes_on_disk(COMPANY) && stage.bytes_on_disk("ada@example.com"));

    console.sign_out(()).await.unwrap();
    assert!(!is_signed_in(&console));
    assert_eq!(stage.keychain.count(), 0);
    assert_eq!(stage.requests("/auth/logout").await, 1);
    console.close().await;
    for canary in [COMPANY, "ada@example.com", "u-canary"] {
        assert!(!stage.bytes_on_disk(canary), "{canary}");
    }
    let refused = stage.open().await.account(()).await.unwrap_err();
    assert_eq!(refused.code, Code::SignedOut);
}

#[tokio::test]
async fn no_token_is_ever_written_to_a_file() {
    let stage = Stage::new().await.with_a_customer().await;
    let console = stage.signed_in().await;
    stage.synced(&console).await;
    for token in ["canary-access", "canary-refresh", "correct horse"] {
        assert!(!stage.bytes_on_disk(token), "{token} while open");
    }
    console.close().await;
    assert!(!stage.bytes_on_disk("canary-"));
}

#[tokio::test]
async fn signing_out_without_a_network_removes_all_the_same() {
    let stage = Stage::new().await.with_a_customer().await;
    let console = stage.signed_in().await;
    stage.synced(&console).await;
    stage.server.reset().await;
    console.sign_out(()).await.unwrap();
    assert_eq!(stage.keychain.count(), 0);
    console.close().await;
    assert!(!stage.bytes_on_disk(COMPANY));
}

#[tokio::test]
async fn a_wrong_password_says_so_and_changes_nothing() {
    let stage = Stage::new().await;
    Mock::given(path("/auth/login"))
        .respond_with(problem(401, "invalid_credentials"))
        .mount(&stage.server)
        .await;
    let console = stage.open().await;
    let error = console.sign_in(stage::login()).await.unwrap_err();
    assert_eq!(error.code, Code::InvalidCredentials);
    assert_eq!(error.args["request_id"], "r-1");
    assert!(!is_signed_in(&console));
    assert_eq!(stage.keychain.count(), 0);
}

#[tokio::test]
async fn a_session_ended_elsewhere_signs_out_with_its_reason_and_removes_the_rows() {
    let stage = Stage::new().await.with_a_customer().await;
    let console = stage.signed_in().await;
    stage.synced(&console).await;
    stage.server.reset().await;
    Mock::given(path("/auth/refresh"))
        .respond_with(problem(401, "refresh_token_invalid"))
        .mount(&stage.server)
        .await;
    Mock::given(method("GET"))
        .respond_with(problem(401, "unauthenticated"))
        .mount(&stage.server)
        .await;
    assert_eq!(console.refresh(()).await.unwrap_err().code, Code::SignedOut);
    let ended = Session::SignedOut { reason: Some(SignedOutReason::SessionEnded) };
    assert_eq!(console.current_session(), ended);
    assert_eq!(stage.keychain.count(), 0);
    console.close().await;
    assert!(!stage.bytes_on_disk(COMPANY));
}

#[tokio::test]
async fn an_account_changed_meanwhile_is_told_and_shown_as_it_is_now() {
    let stage = Stage::new().await;
    Mock::given(method("PUT"))
        .and(path("/api/portal/account"))
        .and(header("if-match", "\"/api/portal/account\""))
        .respond_with(problem(412, "precondition_failed"))
        .mount(&stage.server)
        .await;
    let stage = stage.with_a_customer().await;
    let console = stage.signed_in().await;
    stage.synced(&console).await;
    let mut newer = stage::account_json();
    newer["version"] = json!(2);
    newer["contact_name"] = json!("Grace");
    stage.answer_first("GET", "/api/portal/account", 200, newer).await;
    let update = AccountUpdate {
        company_name: COMPANY.to_owned(),
        contact_name: "Ada".to_owned(),
        contact_email: "ada@example.com".to_owned(),
        phone: None,
        tax_id: None,
        billing_address: None,
        locale: "en".to_owned(),
        time_zone: None,
    };
    let error = console.update_account(UpdateAccount { update, version: 1 }).await.unwrap_err();
    assert_eq!(error.code, Code::ChangedMeanwhile);
    assert_eq!(console.account(()).await.unwrap().unwrap().value.contact_name, "Grace");
}

#[tokio::test]
async fn a_wrong_current_password_is_not_mistaken_for_a_lost_session() {
    let stage = Stage::new().await.with_a_customer().await;
    Mock::given(path("/auth/password"))
        .respond_with(problem(401, "invalid_credentials"))
        .mount(&stage.server)
        .await;
    let console = stage.signed_in().await;
    let change = PasswordChange { current: Secret::new("no"), new: Secret::new("longer-than-ten") };
    assert_eq!(console.change_password(change).await.unwrap_err().code, Code::WrongPassword);
    assert!(is_signed_in(&console));
}

#[tokio::test]
async fn revoking_this_device_is_signing_out() {
    let stage = Stage::new().await.with_a_customer().await;
    let device = json!({"id": "s1", "device": "laptop", "current": true,
        "created_at": "2026-01-01T00:00:00Z", "last_used_at": "2026-01-01T00:00:00Z"});
    let page = json!({"items": [device], "next_cursor": null});
    stage.answer("GET", "/auth/sessions", 200, page).await;
    let console = stage.signed_in().await;
    assert_eq!(console.devices(()).await.unwrap().len(), 1);
    let left = console.revoke_device(RevokeDevice { id: SessionId::new("s1") }).await.unwrap();
    assert_eq!(left, []);
    assert!(!is_signed_in(&console));
    assert_eq!(stage.requests("/auth/logout").await, 1);
}

#[tokio::test]
async fn with_a_locked_keychain_the_session_lasts_for_this_run_and_the_figures_longer() {
    let stage = Stage::new().await.with_a_customer().await;
    stage.keychain.lock(true);
    let console = stage.signed_in().await;
    stage.synced(&console).await;
    assert!(matches!(
        console.current_session(),
        Session::SignedIn { keychain: Keychain::Locked, can_update: true, .. }
    ));
    console.close().await;
    assert!(!stage.bytes_on_disk("canary-"));

    let console = stage.open().await;
    assert!(matches!(console.current_session(), Session::SignedIn { can_update: false, .. }));
    assert_eq!(console.account(()).await.unwrap().unwrap().value.company_name, COMPANY);
    assert_eq!(console.refresh(()).await.unwrap_err().code, Code::KeychainLocked);
    assert_eq!(console.unlock(()).await.unwrap_err().code, Code::KeychainLocked);
    console.sign_in(stage::login()).await.unwrap();
    assert!(matches!(console.current_session(), Session::SignedIn { can_update: true, .. }));
}

#[tokio::test]
async fn a_keychain_locked_at_the_start_gives_its_secret_once_unlocked() {
    let stage = Stage::new().await.with_a_customer().await;
    let console = stage.signed_in().await;
    stage.synced(&console).await;
    console.close().await;

    stage.keychain.lock(true);
    let console = stage.open().await;
    assert_eq!(console.refresh(()).await.unwrap_err().code, Code::KeychainLocked);
    assert!(matches!(
        console.current_session(),
        Session::SignedIn { keychain: Keychain::Locked, can_update: false, .. }
    ));
    stage.keychain.lock(false);
    let unlocked = console.unlock(()).await.unwrap();
    assert!(matches!(
        unlocked,
        Session::SignedIn { keychain: Keychain::Stored, can_update: true, .. }
    ));
    console.refresh(()).await.unwrap();
}

#[tokio::test]
async fn a_session_begun_under_a_locked_keychain_is_stored_once_it_is_unlocked() {
    let stage = Stage::new().await.with_a_customer().await;
    stage.keychain.lock(true);
    let console = stage.signed_in().await;
    stage.synced(&console).await;
    stage.keychain.lock(false);
    console.unlock(()).await.unwrap();
    assert_eq!(stage.keychain.count(), 1);
    console.close().await;
    let console = stage.open().await;
    assert!(matches!(console.current_session(), Session::SignedIn { can_update: true, .. }));
}

#[tokio::test]
async fn an_entry_the_keychain_would_not_give_up_is_removed_at_a_later_start() {
    let stage = Stage::new().await.with_a_customer().await;
    let console = stage.signed_in().await;
    stage.synced(&console).await;
    stage.keychain.lock(true);
    console.sign_out(()).await.unwrap();
    console.close().await;
    assert_eq!(stage.keychain.count(), 1);
    stage.keychain.lock(false);
    let _console = stage.open().await;
    stage.keychain.emptied().await;
}

#[tokio::test]
async fn a_spoiled_cache_costs_the_figures_but_not_the_session_nor_the_settings() {
    let stage = Stage::new().await.with_a_customer().await;
    let console = stage.signed_in().await;
    stage.synced(&console).await;
    console.set_theme(SetTheme { theme: Theme::Dark }).await.unwrap();
    console.close().await;
    std::fs::write(stage.folder.path().join("cache.sqlite3"), b"nonsense".repeat(999)).unwrap();
    let console = stage.open().await;
    let start = console.start(()).await.unwrap();
    assert!(matches!(start.session, Session::SignedIn { .. }));
    assert_eq!(start.settings.theme, Theme::Dark);
    stage.synced(&console).await;
    assert!(console.account(()).await.unwrap().is_some(), "filled again by the service");
}

#[tokio::test]
async fn where_nothing_can_be_written_everything_works_for_this_run_and_says_so() {
    let stage = Stage::new().await.with_a_customer().await;
    let mut options = stage.options();
    options.data_folder = stage.folder.path().join("taken");
    std::fs::write(&options.data_folder, b"a file where the folder should be").unwrap();
    let console = Console::open(options).await.unwrap();
    let error = console.set_theme(SetTheme { theme: Theme::Dark }).await.unwrap_err();
    assert_eq!(error.code, Code::StorageFailed);
    assert_eq!(console.current_settings().theme, Theme::Dark);
    console.sign_in(stage::login()).await.unwrap();
    stage.synced(&console).await;
    assert!(console.account(()).await.unwrap().is_some());
}

#[tokio::test]
async fn whoever_signs_in_while_the_last_one_is_still_being_synced_is_synced_too() {
    let stage = Stage::new().await.with_a_customer().await;
    let console = stage.signed_in().await;
    let (again, refreshed) = tokio::join!(console.sign_in(stage::login()), console.refresh(()));
    again.unwrap();
    drop(refreshed);
    stage.synced(&console).await;
    assert!(console.plans(()).await.unwrap().is_some());
}

#[tokio::test]
async fn the_server_is_chosen_only_while_signed_out_and_only_if_it_is_safe() {
    let stage = Stage::new().await.with_a_customer().await;
    let console = stage.open().await;
    let choose = |server: &str| SetServer { server: Some(server.to_owned()) };
    for (server, code) in [
        ("http://billing.example.com", Code::ServerAddressInsecure),
        ("https://user:pw@billing.example.com", Code::ServerAddressInvalid),
    ] {
        assert_eq!(console.set_server(choose(server)).await.unwrap_err().code, code);
    }
    let health = json!({"status": "ok", "version": "1", "demonstration": true});
    stage.answer("GET", "/health/live", 200, health).await;
    let check = console.set_server(choose(&stage.server.uri())).await.unwrap();
    assert!(check.reachable && check.demonstration);
    assert_eq!(console.current_settings().server_source, ServerSource::Settings);
    console.sign_in(stage::login()).await.unwrap();
    let refused = console.set_server(choose("https://other.example")).await.unwrap_err();
    assert_eq!(refused.code, Code::SignOutFirst);
    console.close().await;

    let fixed = stage.options().server_from_environment(Some(stage.server.uri()));
    let console = Console::open(fixed).await.unwrap();
    console.sign_out(()).await.unwrap();
    let refused = console.set_server(choose("https://other.example")).await.unwrap_err();
    assert_eq!(refused.code, Code::ServerAddressFixed);
}

#[tokio::test]
async fn another_service_does_not_show_the_figures_of_the_first_nor_forget_them() {
    let stage = Stage::new().await.with_a_customer().await;
    let console = stage.signed_in().await;
    stage.synced(&console).await;
    console.close().await;
    let elsewhere = stage.options().server_from_environment(Some("https://two.example".to_owned()));
    let console = Console::open(elsewhere).await.unwrap();
    assert!(!is_signed_in(&console));
    console.close().await;
    drop(console);
    assert!(stage.open().await.account(()).await.unwrap().is_some());
}

#[tokio::test]
async fn an_environment_that_names_no_service_keeps_the_console_from_opening() {
    let stage = Stage::new().await;
    let options = stage.options().server_from_environment(Some("http://evil.example".to_owned()));
    let error = Console::open(options).await.err().unwrap();
    assert_eq!(error.code, Code::ServerAddressInsecure);
    assert_eq!(error.args["server"], "http://evil.example");
}

#[tokio::test]
async fn deleting_local_data_returns_to_a_first_start() {
    let stage = Stage::new().await.with_a_customer().await;
    let console = stage.signed_in().await;
    stage.synced(&console).await;
    console.set_theme(SetTheme { theme: Theme::HighContrast }).await.unwrap();
    assert!(console.storage(()).await.unwrap().cache_bytes > 0);
    console.delete_local_data(()).await.unwrap();
    assert_eq!(console.current_settings().theme, Theme::System);
    assert_eq!(stage.keychain.count(), 0);
    console.close().await;
    assert!(!stage.bytes_on_disk(COMPANY) && !stage.bytes_on_disk("high_contrast"));
    let start = stage.open().await.start(()).await.unwrap();
    assert_eq!(start.session, Session::SignedOut { reason: None });
}

#[tokio::test]
async fn the_dispatcher_runs_commands_by_name_and_never_quotes_what_it_cannot_read() {
    let stage = Stage::new().await.with_a_customer().await;
    let console = stage.open().await;
    let start = dispatch(&console, "start", json!(null)).await.unwrap();
    assert_eq!(start["session"]["state"], "signed_out");
    let login = json!({"email": "ada@example.com", "password": "correct horse battery"});
    let session = dispatch(&console, "sign_in", login).await.unwrap();
    assert_eq!(session["me"]["user_id"], me_json()["user_id"]);
    let unreadable = json!({"email": 7, "password": "correct horse battery"});
    let error = dispatch(&console, "sign_in", unreadable).await.unwrap_err();
    assert_eq!(error.code, Code::Internal);
    assert!(!format!("{error:?}").contains("horse"));
    assert_eq!(dispatch(&console, "rm", json!(null)).await.unwrap_err().code, Code::Internal);
}

#[tokio::test]
async fn a_clone_dropped_last_ends_the_tasks_and_the_events() {
    let stage = Stage::new().await;
    let console = stage.open().await;
    let mut events = console.events();
    drop(console);
    assert_eq!(events.next().await, None);
}
