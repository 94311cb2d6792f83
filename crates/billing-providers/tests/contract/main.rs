//! Every provider against a stand-in that signs and checks with somebody else's code.

mod peer;
mod stand_in;

use billing_contract::Currency;
use billing_providers::contract_suite::{Act, StandIn as _, every_rule};
use billing_providers::{
    NewPayment, NewRefund, PaymentReference, PaymentStatus, ProviderError, RefundStatus,
};
use chrono::Utc;
use serde_json::json;
use stand_in::Remote;
use std::time::Duration;

/// WeChat Pay whose certificates are fetched.
fn fetching_wechat_pay() -> Remote {
    Remote::start("wechat_pay", "", Currency::CNY, Some(300), |peer| {
        json!({
            "app_id": "wx8888888888888888",
            "mch_id": "1900000001",
            "serial_no": "5157F09EFDC096DE15EBE81A47057A7232F1B8E1",
            "private_key_file": peer.path("private_key.pem"),
            "api_v3_key": peer.text("api_v3_key"),
        })
    })
}

fn payment(remote: &Remote, trade_no: &str) -> PaymentReference {
    PaymentReference {
        trade_no: trade_no.to_owned(),
        prepay_id: None,
        provider_trade_no: None,
        amount: remote.amount(),
    }
}

/// A payment that has been made, and a refund of it that nobody has heard of.
async fn refund_of_a_paid_one(remote: &Remote) -> NewRefund {
    let new = NewPayment {
        trade_no: "T1PAIDALREADY".to_owned(),
        amount: remote.amount(),
        subject: "Starter package".to_owned(),
        order_no: "BC26112112300001".to_owned(),
        payable_for: Duration::from_secs(7_200),
        now: Utc::now(),
        notify_url: Some("https://billing.example.com/api/webhooks/x".to_owned()),
        return_url: None,
        client_ip: None,
        locale: "en".to_owned(),
    };
    remote.provider().create(&new).await.expect("a payment is created");
    let payment = payment(remote, &new.trade_no);
    assert!(remote.customer(&payment, Act::Pay(new.amount)).await, "the customer can pay");
    NewRefund {
        refund_no: "R1".to_owned(),
        payment,
        amount: new.amount,
        paid: new.amount,
        reason: "the customer changed their mind".to_owned(),
        notify_url: None,
        provider_refund_no: None,
    }
}

#[tokio::test]
async fn wechat_pay_with_fetched_certificates_holds_every_rule() {
    let remote = fetching_wechat_pay();
    assert!(remote.provider().needs_notify_url());
    every_rule(&remote).await;
}

#[tokio::test]
async fn wechat_pays_certificates_are_believed_only_if_sealed_for_us_and_signed_by_one_of_them() {
    let remote = fetching_wechat_pay();
    let unknown = payment(&remote, "T1NEVERMADE");
    for how in ["ForgedCertificates", "CertificatesForAnother"] {
        remote.control("spoil", json!({"how": how})).await;
        let report = remote.provider().query(&unknown).await;
        assert!(matches!(report, Err(ProviderError::Forged(_))), "{how}: {report:?}");
    }
    let report = remote.provider().query(&unknown).await.expect("genuine ones are believed");
    assert_eq!(report.status, PaymentStatus::NotFound);
}

#[tokio::test]
async fn a_refund_that_was_sent_is_never_surely_undone_because_its_answer_cannot_be_checked() {
    for how in ["RefusedCertificates", "TooManyCertificates", "CertificatesForAnother"] {
        let remote = fetching_wechat_pay();
        let refund = refund_of_a_paid_one(&remote).await;
        // One that has just been started and knows no certificate.
        let started = remote.impatient().expect("there is another end");
        remote.control("spoil", json!({"how": how})).await;
        let sent = started.refund(&refund).await;
        let is_undecided =
            matches!(sent, Err(ProviderError::OutcomeUnknown(_) | ProviderError::Forged(_)));
        assert!(is_undecided, "{how}: {sent:?}");
        let found = started.query_refund(&refund).await.expect("a query is answered");
        assert_eq!(found.status, RefundStatus::Succeeded, "{how}: it had been done");
    }
}

#[tokio::test]
async fn no_word_of_wechat_pays_that_comes_unsigned_decides_anything() {
    let remote = fetching_wechat_pay();
    let refund = refund_of_a_paid_one(&remote).await;
    let provider = remote.provider();
    for word in ["ORDER_NOT_EXIST", "ORDER_CLOSED", "RESOURCE_NOT_EXISTS", "SIGN_ERROR"] {
        let how = json!({"how": format!("UnsignedWord {word}")});
        remote.control("spoil", how.clone()).await;
        let report = provider.query(&refund.payment).await;
        assert!(matches!(report, Err(ProviderError::Forged(_))), "{word}: {report:?}");
        remote.control("spoil", how.clone()).await;
        let closed = provider.close(&refund.payment).await;
        assert!(matches!(closed, Err(ProviderError::Forged(_))), "{word}: {closed:?}");
        remote.control("spoil", how.clone()).await;
        let found = provider.query_refund(&refund).await;
        assert!(matches!(found, Err(ProviderError::Forged(_))), "{word}: {found:?}");
        remote.control("spoil", how).await;
        let sent = provider.refund(&refund).await;
        let says_why = matches!(&sent, Err(ProviderError::Forged(why)) if why.contains(word));
        assert!(says_why, "{word}: {sent:?}");
    }
}

#[tokio::test]
async fn wechat_pay_with_a_public_key_holds_every_rule() {
    every_rule(&Remote::start("wechat_pay", "public_key", Currency::CNY, Some(300), |peer| {
        json!({
            "app_id": "wx8888888888888888",
            "mch_id": "1900000001",
            "serial_no": "5157F09EFDC096DE15EBE81A47057A7232F1B8E1",
            "private_key_file": peer.path("private_key.pem"),
            "api_v3_key": peer.text("api_v3_key"),
            "public_key_file": peer.path("public_key.pem"),
            "public_key_id": "PUB_KEY_ID_0119000000012026112100000001",
        })
    }))
    .await;
}

#[tokio::test]
async fn wechat_pay_with_a_given_certificate_holds_every_rule() {
    every_rule(&Remote::start("wechat_pay", "", Currency::CNY, Some(300), |peer| {
        json!({
            "app_id": "wx8888888888888888",
            "mch_id": "1900000001",
            "serial_no": "5157F09EFDC096DE15EBE81A47057A7232F1B8E1",
            "private_key_file": peer.path("private_key.pem"),
            "api_v3_key": peer.text("api_v3_key"),
            "platform_certificates": [peer.path("platform.pem")],
        })
    }))
    .await;
}

fn alipay() -> Remote {
    Remote::start("alipay", "", Currency::CNY, None, |peer| {
        json!({
            "app_id": "2021000000000001",
            "private_key_file": peer.path("private_key.pem"),
            "alipay_public_key_file": peer.path("alipay_public_key.txt"),
            "seller_id": "2088000000000001",
        })
    })
}

#[tokio::test]
async fn alipay_holds_every_rule() {
    every_rule(&alipay()).await;
}

#[tokio::test]
async fn a_refund_alipay_has_made_before_has_not_failed_because_a_question_about_it_is_refused() {
    let remote = alipay();
    let refund = refund_of_a_paid_one(&remote).await;
    let made = remote.provider().refund(&refund).await.expect("a refund is answered");
    assert_eq!(made.status, RefundStatus::Succeeded);
    remote.control("spoil", json!({"how": "RefusedRefundQuery"})).await;
    let again = remote.provider().refund(&refund).await;
    assert!(matches!(again, Err(ProviderError::OutcomeUnknown(_))), "{again:?}");
}

#[tokio::test]
async fn stripe_holds_every_rule() {
    every_rule(&Remote::start("stripe", "", Currency::USD, Some(300), |peer| {
        json!({
            "secret_key": peer.text("secret_key"),
            "webhook_secret": peer.text("webhook_secret"),
        })
    }))
    .await;
}

#[tokio::test]
async fn paypal_holds_every_rule() {
    let remote = Remote::start("paypal", "", Currency::USD, None, |peer| {
        json!({
            "client_id": peer.text("client_id"),
            "client_secret": peer.text("client_secret"),
            "webhook_id": "8PT597110X687430LKGECATA",
            "merchant_id": "ZJVJC5XR45MYW",
            "trusted_certificates": [peer.path("root.pem")],
        })
    });
    every_rule(&remote).await;
    // A token that was withdrawn is replaced, and what was asked is asked again.
    remote.control("withdraw_token", json!({})).await;
    every_rule(&remote).await;
}

#[test]
fn the_stand_ins_lock_file_names_no_place_to_download_from() {
    assert!(!include_str!("../peers/package-lock.json").contains("\"resolved\": \"http"));
}
