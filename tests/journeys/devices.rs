//! Devices that are signed out from elsewhere learn of it.

use billing_contract::{PasswordChange, Secret};
use billing_core::error::CommandErrorCode;
use billing_core::views::{RevokeDevice, Session, SignedOutReason};
use billing_testkit::{DEMO_PASSWORD, RunningService};
use billing_tests::computer::{Computer, login, until_online, until_signed_out};

#[tokio::test]
async fn a_revoked_device_is_signed_out_and_told_why() {
    let service = RunningService::start().unwrap();
    let (here, there) = (Computer::new(service.url()), Computer::new(service.url()));
    let console = here.signed_in("admin@demo.test").await;
    let other = there.signed_in("admin@demo.test").await;
    until_online(&other).await;

    let devices = console.devices(()).await.unwrap();
    assert_eq!(devices.len(), 2);
    let id = devices.iter().find(|device| !device.current).unwrap().id.clone();
    let left = console.revoke_device(RevokeDevice { id: id.clone() }).await.unwrap();
    assert_eq!(left.len(), 1);
    let again = console.revoke_device(RevokeDevice { id }).await.unwrap();
    assert_eq!(again, left, "gone is gone");

    let _outcome = other.refresh(()).await;
    until_signed_out(&other).await;
    let session = other.session(()).await.unwrap();
    assert_eq!(session, Session::SignedOut { reason: Some(SignedOutReason::SessionEnded) });
    assert!(there.vault.content().is_empty());
}

#[tokio::test]
async fn a_new_password_signs_every_other_device_out_and_the_old_one_no_longer_signs_in() {
    let service = RunningService::start().unwrap();
    let (here, there) = (Computer::new(service.url()), Computer::new(service.url()));
    let console = here.signed_in("member@demo.test").await;
    let other = there.signed_in("member@demo.test").await;
    until_online(&other).await;

    let wrong = PasswordChange {
        current: Secret::new("not-the-password"),
        new: Secret::new("another-long-password"),
    };
    let error = console.change_password(wrong).await.unwrap_err();
    assert_eq!(error.code, CommandErrorCode::WrongPassword);
    let right = PasswordChange {
        current: Secret::new(DEMO_PASSWORD),
        new: Secret::new("another-long-password"),
    };
    console.change_password(right).await.unwrap();

    let _outcome = other.refresh(()).await;
    until_signed_out(&other).await;
    assert_eq!(console.devices(()).await.unwrap().len(), 1, "this device goes on");
    let old = other.sign_in(login("member@demo.test", DEMO_PASSWORD)).await.unwrap_err();
    assert_eq!(old.code, CommandErrorCode::InvalidCredentials);
    other.sign_in(login("member@demo.test", "another-long-password")).await.unwrap();
}
