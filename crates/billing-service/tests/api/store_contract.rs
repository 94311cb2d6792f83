//! What every store must do; another store joins by one more line at the end.

use billing_contract::{
    Account, AccountUpdate, Currency, CustomerId, PlanId, Role, SessionId, UserId,
};
use billing_service::WriterFigures;
use billing_service::store::sqlite::{SqliteOptions, SqliteStore};
use billing_service::store::{
    AccountChange, CheckedPassword, Completion, ExpectedVersion, NewSession, Registered,
    Registration, RepeatClaim, RepeatState, Rotated, Rotation, StaffReach, Store, User,
};
use chrono::{DateTime, Duration, Utc};
use tempfile::TempDir;

pub fn noon() -> DateTime<Utc> {
    "2026-06-18T12:00:00Z".parse().unwrap()
}

pub fn token(number: u8) -> [u8; 32] {
    [number; 32]
}

pub fn session(user: &str, id: &str, first_token: u8) -> NewSession {
    NewSession {
        id: SessionId::new(id),
        user_id: UserId::new(user),
        device: "a device".to_owned(),
        address: None,
        token_sha256: token(first_token),
        now: noon(),
        expires_at: noon() + Duration::days(30),
    }
}

pub fn registration(name: &str) -> Registration {
    let customer = CustomerId::new(format!("customer-{name}"));
    Registration {
        account: Account {
            id: customer.clone(),
            company_name: name.to_owned(),
            contact_name: name.to_owned(),
            contact_email: format!("{name}@b.test"),
            phone: None,
            tax_id: None,
            billing_address: None,
            locale: "en".to_owned(),
            time_zone: None,
            created_at: noon(),
            version: 1,
        },
        currency: Currency::USD,
        user: User {
            id: UserId::new(name),
            customer_id: Some(customer),
            email: format!("{name}@b.test"),
            name: name.to_owned(),
            role: Role::Admin,
            avatar_url: None,
        },
        password_hash: "$hash".to_owned(),
        session: session(name, &format!("session-{name}"), name.len() as u8),
    }
}

pub fn rotation(presented: u8, successor: u8) -> Rotation {
    Rotation {
        presented_sha256: token(presented),
        successor_sha256: token(successor),
        now: noon(),
        expires_at: noon() + Duration::days(30),
        address: None,
    }
}

fn checked(hash: &str) -> CheckedPassword {
    CheckedPassword { hash: hash.to_owned(), replacement: None }
}

fn claim(key: u8, fingerprint: u8, name: &str, now: DateTime<Utc>) -> RepeatClaim {
    RepeatClaim {
        id: token(key),
        fingerprint: token(fingerprint),
        claim: name.to_owned(),
        now,
        claimed_until: now + Duration::minutes(1),
        expires_at: now + Duration::hours(48),
    }
}

fn completion(key: u8, name: &str) -> Completion {
    Completion { id: token(key), claim: name.to_owned(), answer: name.as_bytes().to_vec() }
}

async fn a_key_is_made_once(store: &dyn Store) {
    let first = store.service_key("signing", vec![1]).await.unwrap();
    assert_eq!(first, [1]);
    assert_eq!(store.service_key("signing", vec![2]).await.unwrap(), [1]);
    assert_eq!(store.service_key("sealing", vec![2]).await.unwrap(), [2]);
}

async fn a_registration_is_whole_or_not_at_all(store: &dyn Store) {
    assert!(store.is_new().await.unwrap());
    store.claim_repeat(claim(1, 1, "first", noon())).await.unwrap();
    // The completion's claim is not the one that holds, so nothing may be kept.
    let lost = store.register(registration("ann"), Some(completion(1, "other"))).await;
    assert!(lost.is_err());
    assert!(store.is_new().await.unwrap());
    let kept = store.register(registration("ann"), Some(completion(1, "first"))).await;
    assert_eq!(kept.unwrap(), Registered::Created);
    let again = store.claim_repeat(claim(1, 1, "second", noon())).await.unwrap();
    assert_eq!(again, RepeatState::Answered(b"first".to_vec()));
    let taken = store.register(registration("ann"), None).await.unwrap();
    assert_eq!(taken, Registered::EmailTaken);
    let credentials = store.credentials("ann@b.test").await.unwrap().unwrap();
    assert_eq!(credentials.user.id, UserId::new("ann"));
    assert!(store.credentials("nobody@b.test").await.unwrap().is_none());
}

async fn a_claim_holds_until_it_is_answered_given_up_or_run_out(store: &dyn Store) {
    let at = |seconds| noon() + Duration::seconds(seconds);
    let claimed = async |claim| store.claim_repeat(claim).await.unwrap();
    assert_eq!(claimed(claim(1, 1, "a", at(0))).await, RepeatState::Claimed);
    assert_eq!(claimed(claim(1, 1, "b", at(59))).await, RepeatState::InProgress);
    assert_eq!(claimed(claim(1, 2, "b", at(59))).await, RepeatState::OtherRequest);
    // The first caller's process died: its time is over, the next one takes the claim over.
    assert_eq!(claimed(claim(1, 1, "c", at(60))).await, RepeatState::Claimed);
    assert!(store.complete_repeat(completion(1, "a")).await.is_err());
    store.release_repeat(token(1), "a".to_owned()).await.unwrap();
    assert_eq!(claimed(claim(1, 1, "d", at(61))).await, RepeatState::InProgress);
    store.complete_repeat(completion(1, "c")).await.unwrap();
    assert_eq!(claimed(claim(1, 1, "e", at(62))).await, RepeatState::Answered(b"c".to_vec()));
    assert_eq!(claimed(claim(2, 1, "f", at(0))).await, RepeatState::Claimed);
    store.release_repeat(token(2), "f".to_owned()).await.unwrap();
    assert_eq!(claimed(claim(2, 9, "g", at(1))).await, RepeatState::Claimed);
    assert_eq!(
        claimed(claim(1, 1, "h", at(47 * 3_600))).await,
        RepeatState::Answered(b"c".to_vec())
    );
    assert_eq!(claimed(claim(1, 9, "i", at(49 * 3_600))).await, RepeatState::Claimed);
}

async fn tokens_rotate_and_tell_a_lost_answer_from_a_theft(store: &dyn Store) {
    store.register(registration("a"), None).await.unwrap();
    let rotate =
        async |presented, successor| store.rotate(rotation(presented, successor)).await.unwrap();
    let accepted = |answer: &Rotated| matches!(answer, Rotated::Accepted { .. });
    assert_eq!(rotate(99, 98).await, Rotated::Invalid);
    assert!(accepted(&rotate(1, 10).await));
    assert!(accepted(&rotate(1, 11).await), "the answer may have been lost");
    assert!(accepted(&rotate(11, 20).await));
    let session = SessionId::new("session-a");
    assert_eq!(rotate(1, 12).await, Rotated::Reused { session: session.clone() });
    assert_eq!(rotate(20, 30).await, Rotated::Invalid);
    let ended = store.sessions_ended_since(noon()).await.unwrap();
    assert_eq!(ended, [(session, noon())]);
}

async fn sessions_end_for_their_owner_only(store: &dyn Store) {
    for name in ["a", "bb"] {
        store.register(registration(name), None).await.unwrap();
    }
    assert!(store.begin_session(session("a", "second", 7), checked("$hash")).await.unwrap());
    let (owner, second) = (UserId::new("a"), SessionId::new("second"));
    let listed = store.sessions(&owner, &second, noon()).await.unwrap();
    assert_eq!(listed.iter().filter(|session| session.current).count(), 1);
    assert_eq!(listed.len(), 2);
    assert!(!store.end_session(&UserId::new("bb"), &second, noon()).await.unwrap());
    let ended = store.change_password(&owner, "$new".to_owned(), &second, noon()).await.unwrap();
    assert_eq!(ended, [SessionId::new("session-a")]);
    assert!(store.end_session(&owner, &second, noon()).await.unwrap());
    assert!(!store.end_session(&owner, &second, noon()).await.unwrap());
    assert!(store.end_session_of_token(token(7), noon()).await.unwrap().is_none());
    assert!(store.end_session_of_token(token(2), noon()).await.unwrap().is_some());
    assert_eq!(store.credentials("a@b.test").await.unwrap().unwrap().password_hash, "$new");
}

async fn a_session_begins_only_with_the_password_that_holds(store: &dyn Store) {
    store.register(registration("a"), None).await.unwrap();
    let (owner, first) = (UserId::new("a"), SessionId::new("session-a"));
    let outdated = CheckedPassword { replacement: Some("$dearer".to_owned()), ..checked("$hash") };
    assert!(store.begin_session(session("a", "second", 7), outdated).await.unwrap());
    let stored = async || store.credentials("a@b.test").await.unwrap().unwrap().password_hash;
    assert_eq!(stored().await, "$dearer");
    store.change_password(&owner, "$new".to_owned(), &first, noon()).await.unwrap();
    let outdated = CheckedPassword { replacement: Some("$old".to_owned()), ..checked("$dearer") };
    assert!(!store.begin_session(session("a", "third", 8), outdated).await.unwrap());
    assert_eq!(stored().await, "$new");
    assert_eq!(store.sessions(&owner, &first, noon()).await.unwrap().len(), 1);
    assert_eq!(store.rotate(rotation(8, 9)).await.unwrap(), Rotated::Invalid);
}

async fn what_has_run_out_is_forgotten(store: &dyn Store) {
    store.register(registration("a"), None).await.unwrap();
    store.claim_repeat(claim(1, 1, "x", noon())).await.unwrap();
    assert_eq!(store.forget_expired(noon()).await.unwrap(), 0);
    assert_eq!(store.forget_expired(noon() + Duration::days(61)).await.unwrap(), 2);
    assert_eq!(store.rotate(rotation(1, 2)).await.unwrap(), Rotated::Invalid);
}

async fn a_running_session_keeps_its_tokens_until_they_run_out(store: &dyn Store) {
    store.register(registration("a"), None).await.unwrap();
    let rotate = async |presented, successor, day| {
        let now = noon() + Duration::days(day);
        let expires_at = now + Duration::days(30);
        let rotation = Rotation { now, expires_at, ..rotation(presented, successor) };
        store.rotate(rotation).await.unwrap()
    };
    let accepted = |answer: &Rotated| matches!(answer, Rotated::Accepted { .. });
    assert!(accepted(&rotate(1, 10, 20).await));
    assert!(accepted(&rotate(10, 20, 25).await));
    let forget = async |day| store.forget_expired(noon() + Duration::days(day)).await.unwrap();
    assert_eq!(forget(29).await, 0);
    assert_eq!(forget(31).await, 1);
    assert_eq!(rotate(1, 11, 31).await, Rotated::Invalid);
    assert!(accepted(&rotate(20, 30, 31).await));
    let session = SessionId::new("session-a");
    assert_eq!(rotate(10, 21, 31).await, Rotated::Reused { session });
}

async fn an_account_changes_only_from_the_version_named(store: &dyn Store) {
    store.register(registration("a"), None).await.unwrap();
    let customer = CustomerId::new("customer-a");
    let update = AccountUpdate {
        company_name: "New".to_owned(),
        contact_name: "New".to_owned(),
        contact_email: "new@b.test".to_owned(),
        phone: Some("1".to_owned()),
        tax_id: None,
        billing_address: None,
        locale: "ja".to_owned(),
        time_zone: None,
    };
    let change = async |expected| {
        store.update_account(&customer, expected, update.clone(), noon()).await.unwrap()
    };
    assert_eq!(change(ExpectedVersion::OneOf(vec![2])).await, AccountChange::Stale);
    let AccountChange::Changed(changed) = change(ExpectedVersion::OneOf(vec![1])).await else {
        panic!("the version was the current one");
    };
    assert_eq!((changed.account.version, changed.currency), (2, Currency::USD));
    assert_eq!(change(ExpectedVersion::OneOf(vec![1])).await, AccountChange::Stale);
    assert!(matches!(change(ExpectedVersion::Any).await, AccountChange::Changed(_)));
    let nobody = CustomerId::new("nobody");
    let missing = store.update_account(&nobody, ExpectedVersion::Any, update.clone(), noon()).await;
    assert_eq!(missing.unwrap(), AccountChange::Missing);
}

async fn the_demonstration_reads_back(store: &dyn Store) {
    let mut made = billing_service::demo::make(noon());
    // The people are added by the service, which knows how to hash.
    made.assignments.clear();
    let customer = made.customers[0].account.id.clone();
    store.fill(made).await.unwrap();
    assert!(store.is_demonstration().await.unwrap() && !store.is_new().await.unwrap());
    let subscription = store.subscription(&customer, "ja", noon()).await.unwrap().unwrap();
    assert_eq!((subscription.plan_name.as_str(), subscription.remaining_days), ("プロ", Some(55)));
    let fallback = store.subscription(&customer, "fr", noon()).await.unwrap().unwrap();
    assert_eq!(fallback.plan_name, "Pro");
    let plans = store.plans(Currency::JPY, "en", i64::MIN, 2).await.unwrap();
    let ids: Vec<PlanId> = plans.iter().map(|(_, plan)| plan.id.clone()).collect();
    assert_eq!(ids.len(), 2);
    let rest = store.plans(Currency::JPY, "en", plans[1].0, 9).await.unwrap();
    assert!(rest.iter().all(|(_, plan)| !ids.contains(&plan.id)) && rest.len() == 1);
    let reach = StaffReach::Everyone;
    assert!(store.staff_may_see(reach.clone(), &customer).await.unwrap());
    assert!(!store.staff_may_see(reach, &CustomerId::new("nobody")).await.unwrap());
    let stranger = StaffReach::AssignedTo(UserId::new("nobody"));
    assert!(!store.staff_may_see(stranger, &customer).await.unwrap());
}

async fn a_closed_store_says_so(store: &dyn Store) {
    store.check().await.unwrap();
    store.close().await;
    assert!(store.check().await.is_err());
    assert!(store.register(registration("a"), None).await.is_err());
}

pub fn sqlite() -> (TempDir, SqliteStore) {
    let folder = tempfile::tempdir().unwrap();
    let options = SqliteOptions::new(folder.path().join("contract.sqlite3"));
    let store = SqliteStore::open(&options, WriterFigures::unread()).unwrap();
    (folder, store)
}

pub fn inline() -> ((), SqliteStore) {
    let connection = rusqlite::Connection::open_in_memory().unwrap();
    ((), SqliteStore::open_inline(connection, WriterFigures::unread()).unwrap())
}

macro_rules! holds_for {
    ($store:ident: $($promise:ident)*) => {
        mod $store {
            $(
                #[tokio::test]
                async fn $promise() {
                    let (_folder, store) = super::$store();
                    super::$promise(&store).await;
                }
            )*
        }
    };
}

macro_rules! every_promise_holds_for {
    ($store:ident) => {
        holds_for! { $store:
        a_key_is_made_once
        a_registration_is_whole_or_not_at_all
        a_claim_holds_until_it_is_answered_given_up_or_run_out
        tokens_rotate_and_tell_a_lost_answer_from_a_theft
        sessions_end_for_their_owner_only
        a_session_begins_only_with_the_password_that_holds
        what_has_run_out_is_forgotten
        a_running_session_keeps_its_tokens_until_they_run_out
        an_account_changes_only_from_the_version_named
        the_demonstration_reads_back
        a_closed_store_says_so
            }
    };
}

every_promise_holds_for! { sqlite }
every_promise_holds_for! { inline }
