//! One account, edited in two places.

use billing_contract::{Account, AccountUpdate};
use billing_core::error::CommandErrorCode;
use billing_core::views::UpdateAccount;
use billing_testkit::{Fault, Proxy, RunningService};
use billing_tests::computer::{Computer, until_online};

fn with_phone(account: &Account, phone: &str) -> UpdateAccount {
    UpdateAccount {
        version: account.version,
        update: AccountUpdate {
            company_name: account.company_name.clone(),
            contact_name: account.contact_name.clone(),
            contact_email: account.contact_email.clone(),
            phone: Some(phone.to_owned()),
            tax_id: account.tax_id.clone(),
            billing_address: account.billing_address.clone(),
            locale: account.locale.clone(),
            time_zone: None,
        },
    }
}

#[tokio::test]
async fn of_two_who_edit_the_account_the_second_is_told_and_sees_the_firsts_change() {
    let service = RunningService::start().unwrap();
    let (here, there) = (Computer::new(service.url()), Computer::new(service.url()));
    let first = here.signed_in("admin@demo.test").await;
    let second = there.signed_in("admin@demo.test").await;
    until_online(&first).await;
    until_online(&second).await;
    let seen_by_both = second.account(()).await.unwrap().unwrap().value;

    let changed =
        first.update_account(with_phone(&seen_by_both, "+86 10 0000 0001")).await.unwrap();
    assert_eq!(changed.value.version, seen_by_both.version + 1);

    let update = with_phone(&seen_by_both, "+86 10 0000 0002");
    let error = second.update_account(update).await.unwrap_err();
    assert_eq!(error.code, CommandErrorCode::ChangedMeanwhile);
    let newest = second.account(()).await.unwrap().unwrap().value;
    assert_eq!(newest.phone.as_deref(), Some("+86 10 0000 0001"));

    let update = with_phone(&newest, "+86 10 0000 0002");
    assert!(second.update_account(update).await.is_ok(), "on top of the newest it goes through");
}

#[tokio::test]
async fn a_member_sees_the_account_and_cannot_change_it() {
    let service = RunningService::start().unwrap();
    let console = Computer::new(service.url()).signed_in("member@demo.test").await;
    until_online(&console).await;
    let account = console.account(()).await.unwrap().unwrap().value;
    let error = console.update_account(with_phone(&account, "1")).await.unwrap_err();
    assert_eq!(error.code, CommandErrorCode::NotAllowed);
}

#[tokio::test]
async fn a_change_whose_answer_got_lost_is_ones_own_when_saved_again() {
    let service = RunningService::start().unwrap();
    let proxy = Proxy::start(service.address()).await.unwrap();
    let console = Computer::new(proxy.url()).signed_in("admin@demo.test").await;
    until_online(&console).await;
    let seen = console.account(()).await.unwrap().unwrap().value;

    proxy.set(Fault::LoseAnswers);
    let update = with_phone(&seen, "+86 10 0000 0003");
    let error = console.update_account(update.clone()).await.unwrap_err();
    assert_eq!(error.code, CommandErrorCode::NoConnection);
    proxy.set(Fault::None);
    let saved = console.update_account(update).await.unwrap().value;
    assert_eq!(saved.phone.as_deref(), Some("+86 10 0000 0003"));
    assert_eq!(saved.version, seen.version + 1, "it was made once");
}
