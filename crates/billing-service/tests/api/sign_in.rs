use crate::support::{Api, PASSWORD, fields, problem, registration};
use base64::Engine as _;
use billing_contract::{DeviceSession, Page, Tokens};
use reqwest::Method;
use serde_json::{Value, json};

#[tokio::test]
async fn a_person_registers_signs_in_and_is_known() {
    let api = Api::start().await;
    let answer = api.post("/auth/register", registration(" New@Example.TEST ")).await;
    assert_eq!(answer.status(), 200);
    assert_eq!(answer.headers()["cache-control"], "no-store");
    let tokens: Tokens = answer.json().await.unwrap();
    assert_eq!((tokens.token_type.as_str(), tokens.expires_in), ("bearer", 900));
    let me = api.me(&tokens).await;
    assert_eq!((me.email.as_str(), me.role.as_str()), ("new@example.test", "admin"));
    assert_eq!(api.try_sign_in("NEW@example.test", "ten letters").await.status(), 200);
    let (account, _) = api.account(&tokens).await;
    assert_eq!((account.company_name.as_str(), account.locale.as_str()), ("Jo", "ja"));
    let none = api.get("/api/portal/subscription", &tokens).await;
    problem(none, 404, "no_subscription").await;
}

#[tokio::test]
async fn an_address_registers_once() {
    let api = Api::start().await;
    let answer = api.post("/auth/register", registration("ADMIN@demo.test")).await;
    problem(answer, 409, "email_taken").await;
}

#[tokio::test]
async fn every_wrong_field_of_a_registration_is_named() {
    let api = Api::start().await;
    let body = json!({ "email": "no address", "password": "short", "contact_name": "a\u{7}b",
        "locale": "tlh" });
    let wrong = problem(api.post("/auth/register", body).await, 422, "validation_failed").await;
    let named = [
        ("email", "invalid"),
        ("password", "too_short"),
        ("contact_name", "invalid"),
        ("locale", "invalid"),
    ];
    assert_eq!(fields(&wrong), named);
}

#[tokio::test]
async fn a_wrong_password_and_an_unknown_address_are_answered_alike() {
    let api = Api::start().await;
    let mut bodies = Vec::new();
    for email in ["admin@demo.test", "nobody@demo.test"] {
        let answer = api.try_sign_in(email, "not the password").await;
        let mut wrong = problem(answer, 401, "invalid_credentials").await;
        wrong.request_id.clear();
        bodies.push(wrong);
    }
    assert_eq!(bodies[0], bodies[1]);
}

#[tokio::test]
async fn an_access_token_states_who_may_do_what_until_when() {
    let api = Api::start().await;
    for (name, role, is_customer) in [("admin", "admin", true), ("support", "support", false)] {
        let tokens = api.sign_in(name).await;
        let payload = tokens.access_token.expose().split('.').nth(1).unwrap();
        let payload = base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(payload).unwrap();
        let claims: Value = serde_json::from_slice(&payload).unwrap();
        assert_eq!(claims["type"], "access");
        assert_eq!(claims["role"], role);
        assert_eq!(claims["sub"], claims["user_id"]);
        assert_eq!(claims.get("customer_id").is_some(), is_customer);
        let lifetime = claims["exp"].as_i64().unwrap() - claims["iat"].as_i64().unwrap();
        assert_eq!(lifetime, 900);
        assert!(claims["jti"].is_string() && claims["sid"].is_string());
    }
}

#[tokio::test]
async fn an_access_token_runs_out_by_the_services_clock() {
    let api = Api::start().await;
    let tokens = api.sign_in("admin").await;
    api.clock.advance(chrono::Duration::seconds(899));
    assert_eq!(api.get("/auth/me", &tokens).await.status(), 200);
    api.clock.advance(chrono::Duration::seconds(1));
    problem(api.get("/auth/me", &tokens).await, 401, "token_expired").await;
}

#[tokio::test]
async fn what_is_not_our_token_is_refused() {
    let api = Api::start().await;
    let tokens = api.sign_in("admin").await;
    let [head, body, _] = tokens.access_token.expose().split('.').collect::<Vec<_>>()[..] else {
        panic!("three parts");
    };
    let unsigned =
        base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(r#"{"typ":"JWT","alg":"none"}"#);
    let forged = [
        String::new(),
        "x".to_owned(),
        format!("{head}.{body}."),
        format!("{unsigned}.{body}."),
        format!("{head}.{body}.AAAA"),
        tokens.refresh_token.expose().to_owned(),
    ];
    for token in forged {
        let answer = api.request(Method::GET, "/auth/me").bearer_auth(token).send().await.unwrap();
        assert!(answer.headers().contains_key("www-authenticate"));
        problem(answer, 401, "unauthenticated").await;
    }
    let other = Api::start().await;
    problem(other.get("/auth/me", &tokens).await, 401, "unauthenticated").await;
}

#[tokio::test]
async fn devices_are_listed_and_revoked_at_once() {
    let api = Api::start().await;
    let here = api.sign_in("admin").await;
    let there: Tokens = api
        .request(Method::POST, "/auth/login")
        .header("x-device-name", "Laptop in the office")
        .json(&json!({ "email": "admin@demo.test", "password": PASSWORD }))
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    let list: Page<DeviceSession> = api.get("/auth/sessions", &here).await.json().await.unwrap();
    let other = list.items.iter().find(|session| !session.current).unwrap();
    assert_eq!(other.device, "Laptop in the office");
    assert_eq!(list.items.iter().filter(|session| session.current).count(), 1);

    let revoke = |id: String, who: Tokens| {
        api.request(Method::DELETE, &format!("/auth/sessions/{id}"))
            .bearer_auth(who.access_token.expose())
            .send()
    };
    let stranger = api.sign_in("member").await;
    let answer = revoke(other.id.to_string(), stranger).await.unwrap();
    problem(answer, 404, "not_found").await;
    assert_eq!(revoke(other.id.to_string(), here.clone()).await.unwrap().status(), 204);
    problem(api.get("/auth/me", &there).await, 401, "unauthenticated").await;
    problem(api.refresh(&there).await, 401, "refresh_token_invalid").await;
    let again = revoke(other.id.to_string(), here.clone()).await.unwrap();
    problem(again, 404, "not_found").await;
    assert_eq!(api.get("/auth/me", &here).await.status(), 200);
}

#[tokio::test]
async fn devices_come_in_pages() {
    let api = Api::start().await;
    let mut here = api.sign_in("admin").await;
    for _ in 0..4 {
        here = api.sign_in("admin").await;
    }
    let mut seen = Vec::new();
    let mut path = "/auth/sessions?limit=2".to_owned();
    loop {
        let page: Page<DeviceSession> = api.get(&path, &here).await.json().await.unwrap();
        assert!(page.items.len() <= 2);
        seen.extend(page.items.into_iter().map(|session| session.id));
        let Some(cursor) = page.next_cursor else { break };
        path = format!("/auth/sessions?limit=2&cursor={cursor}");
    }
    assert_eq!(seen.len(), 5);
    assert!(seen.is_sorted_by(|newer, older| newer > older));
}

#[tokio::test]
async fn a_session_that_ended_stays_ended_after_a_restart() {
    let api = Api::start().await;
    let tokens = api.sign_in("admin").await;
    let body = json!({ "refresh_token": tokens.refresh_token.expose() });
    assert_eq!(api.post("/auth/logout", &body).await.status(), 204);
    problem(api.get("/auth/me", &tokens).await, 401, "unauthenticated").await;
    let api = api.restart().await;
    problem(api.get("/auth/me", &tokens).await, 401, "unauthenticated").await;
    assert_eq!(api.post("/auth/logout", &body).await.status(), 204);
}

#[tokio::test]
async fn a_new_password_ends_all_other_sessions() {
    let api = Api::start().await;
    let (here, there) = (api.sign_in("admin").await, api.sign_in("admin").await);
    let change = |current: &str, new: &str| {
        api.request(Method::POST, "/auth/password")
            .bearer_auth(here.access_token.expose())
            .json(&json!({ "current": current, "new": new }))
            .send()
    };
    let wrong = change("not the password", "a new password").await.unwrap();
    problem(wrong, 401, "invalid_credentials").await;
    let short = problem(change(PASSWORD, "short").await.unwrap(), 422, "validation_failed").await;
    assert_eq!(fields(&short), [("new", "too_short")]);
    assert_eq!(change(PASSWORD, "a new password").await.unwrap().status(), 204);
    problem(api.get("/auth/me", &there).await, 401, "unauthenticated").await;
    assert_eq!(api.get("/auth/me", &here).await.status(), 200);
    api.refreshed(&here).await;
    let old = api.try_sign_in("admin@demo.test", PASSWORD).await;
    problem(old, 401, "invalid_credentials").await;
    assert_eq!(api.try_sign_in("admin@demo.test", "a new password").await.status(), 200);
}

#[tokio::test]
async fn a_password_is_hashed_anew_when_hashing_has_become_dearer() {
    let mut api = Api::start().await;
    assert!(api.password_hash("admin@demo.test").contains("m=8,t=1,p=1"));
    api.config.passwords.memory_kib = 16;
    let mut api = api.restart().await;
    problem(api.try_sign_in("admin@demo.test", "wrong").await, 401, "invalid_credentials").await;
    assert!(api.password_hash("admin@demo.test").contains("m=8,t=1,p=1"));
    for _ in 0..2 {
        api.sign_in("admin").await;
        assert!(api.password_hash("admin@demo.test").contains("m=16,t=1,p=1"));
    }
    api.config.passwords.memory_kib = 8;
    api.restart().await.sign_in("admin").await;
}

#[tokio::test]
async fn sixty_four_sign_ins_at_once_all_succeed_and_starve_nobody() {
    let api = Api::start().await;
    let tokens = api.sign_in("admin").await;
    let names = ["admin", "member", "agent", "support"];
    let crowd = (0..64).map(|place| api.sign_in(names[place % names.len()]));
    let crowd = futures_util::future::join_all(crowd);
    let (signed_in, me) = futures_util::future::join(crowd, api.me(&tokens)).await;
    assert_eq!(signed_in.len(), 64);
    assert_eq!(me.email, "admin@demo.test");
}
