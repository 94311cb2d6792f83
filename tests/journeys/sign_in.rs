//! Signing in, registering, signing out.

use billing_contract::{RegisterRequest, Role, Secret};
use billing_core::error::CommandErrorCode;
use billing_core::views::Session;
use billing_testkit::folder::files_with;
use billing_testkit::{DEMO_PASSWORD, Fault, Proxy, RunningService};
use billing_tests::computer::{Computer, login, until_online};

#[tokio::test]
async fn a_wrong_password_is_told_and_nothing_is_kept() {
    let service = RunningService::start().unwrap();
    let computer = Computer::new(service.url());
    let console = computer.start().await;
    for email in ["admin@demo.test", "nobody@demo.test"] {
        let error = console.sign_in(login(email, "not-the-password")).await.unwrap_err();
        assert_eq!(error.code, CommandErrorCode::InvalidCredentials, "{email}");
    }
    assert!(computer.vault.content().is_empty());
    assert_eq!(console.session(()).await.unwrap(), Session::SignedOut { reason: None });
}

#[tokio::test]
async fn after_signing_in_every_figure_comes_and_after_signing_out_none_is_left() {
    let service = RunningService::start().unwrap();
    let computer = Computer::new(service.url());
    let console = computer.signed_in("admin@demo.test").await;
    until_online(&console).await;
    let account = console.account(()).await.unwrap().expect("the account is known");
    let subscription = console.subscription(()).await.unwrap().expect("it is known");
    let plan = subscription.value.expect("the demonstration has a subscription").plan_name;
    assert!(!console.plans(()).await.unwrap().expect("plans are known").value.is_empty());
    assert_eq!(computer.vault.content().len(), 1);

    let name = account.value.company_name;
    let traces = [name.as_str(), "admin@demo.test", plan.as_str()];
    console.sign_out(()).await.unwrap();
    let error = console.account(()).await.unwrap_err();
    assert_eq!(error.code, CommandErrorCode::SignedOut);
    console.close().await;
    assert!(computer.vault.content().is_empty());
    for trace in traces {
        let found = files_with(&computer.folder(), trace.as_bytes()).unwrap();
        assert!(found.is_empty(), "{trace} is still in {found:?}");
    }
}

#[tokio::test]
async fn who_registers_is_signed_in_and_has_no_subscription_yet() {
    let service = RunningService::start().unwrap();
    let computer = Computer::new(service.url());
    let console = computer.start().await;
    let request = RegisterRequest {
        email: "new@example.test".into(),
        password: Secret::new("a-long-password"),
        contact_name: "新しい人".into(),
        company_name: Some("株式会社テスト".into()),
        locale: Some("ja".into()),
    };
    let session = console.register(request.clone()).await.unwrap();
    assert!(matches!(session, Session::SignedIn { me, .. } if me.role == Role::Admin));
    until_online(&console).await;
    assert_eq!(console.account(()).await.unwrap().unwrap().value.company_name, "株式会社テスト");
    assert_eq!(console.subscription(()).await.unwrap().unwrap().value, None);

    let other = Computer::new(service.url()).start().await;
    let error = other.register(request).await.unwrap_err();
    assert_eq!(error.code, CommandErrorCode::EmailTaken);
}

#[tokio::test]
async fn a_registration_whose_answer_got_lost_is_ones_own_when_sent_again() {
    let service = RunningService::start().unwrap();
    let proxy = Proxy::start(service.address()).await.unwrap();
    let console = Computer::new(proxy.url()).start().await;
    let request = RegisterRequest {
        email: "once@example.test".into(),
        password: Secret::new("a-long-password"),
        contact_name: "Once".into(),
        company_name: None,
        locale: None,
    };
    proxy.set(Fault::LoseAnswers);
    let error = console.register(request.clone()).await.unwrap_err();
    assert_eq!(error.code, CommandErrorCode::NoConnection);
    proxy.set(Fault::None);
    let session = console.register(request).await.unwrap();
    assert!(matches!(session, Session::SignedIn { .. }), "{session:?}");
}

#[tokio::test]
async fn a_damaged_journal_leaves_no_trace_after_signing_out_either() {
    let service = RunningService::start().unwrap();
    let computer = Computer::new(service.url());
    let console = computer.signed_in("admin@demo.test").await;
    until_online(&console).await;
    console.close().await;
    let journal = computer.folder().join("journal.sqlite3");
    let mut bytes = std::fs::read(&journal).unwrap();
    let middle = bytes.len() / 2;
    bytes[24..middle].fill(0xEE);
    std::fs::write(&journal, bytes).unwrap();

    let console = computer.signed_in("admin@demo.test").await;
    console.sign_out(()).await.unwrap();
    console.close().await;
    let found = files_with(&computer.folder(), b"admin@demo.test").unwrap();
    assert!(found.is_empty(), "the person is still in {found:?}");
}

#[tokio::test]
async fn a_password_too_short_is_told_by_its_field() {
    let service = RunningService::start().unwrap();
    let console = Computer::new(service.url()).start().await;
    let request = RegisterRequest {
        email: "not-an-address".into(),
        password: Secret::new("short"),
        contact_name: String::new(),
        company_name: None,
        locale: None,
    };
    let error = console.register(request).await.unwrap_err();
    assert_eq!(error.code, CommandErrorCode::InvalidFields);
    let mut fields: Vec<_> = error.fields.iter().map(|field| field.field.as_str()).collect();
    fields.sort_unstable();
    assert_eq!(fields, ["contact_name", "email", "password"]);
}

#[tokio::test]
async fn staff_sign_in_without_a_customer_of_their_own() {
    let service = RunningService::start().unwrap();
    for (email, role) in [
        ("agent@demo.test", Role::Agent),
        ("support@demo.test", Role::Support),
        ("operator@demo.test", Role::Operator),
    ] {
        let console = Computer::new(service.url()).start().await;
        let session = console.sign_in(login(email, DEMO_PASSWORD)).await.unwrap();
        let Session::SignedIn { me, .. } = session else { panic!("{email}: {session:?}") };
        assert_eq!((me.role, me.customer_id), (role, None));
        until_online(&console).await;
        assert_eq!(console.account(()).await.unwrap(), None);
    }
}

#[tokio::test]
async fn a_second_console_on_the_same_folder_is_refused_until_the_first_has_closed() {
    let service = RunningService::start().unwrap();
    let computer = Computer::new(service.url());
    let first = computer.start().await;
    let Err(error) = computer.try_start().await else { panic!("two consoles share one folder") };
    assert_eq!(error.code, CommandErrorCode::AlreadyOpen);
    first.close().await;
    assert!(computer.try_start().await.is_ok());
}
