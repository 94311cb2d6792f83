//! Every provider against a stand-in that signs and checks with somebody else's code.

mod peer;
mod stand_in;

use billing_contract::Currency;
use billing_providers::contract_suite::{StandIn as _, every_rule};
use billing_providers::{PaymentReference, PaymentStatus, ProviderError};
use serde_json::json;
use stand_in::Remote;

#[tokio::test]
async fn wechat_pay_with_fetched_certificates_holds_every_rule() {
    every_rule(&Remote::start("wechat_pay", "", Currency::CNY, Some(300), |peer| {
        json!({
            "app_id": "wx8888888888888888",
            "mch_id": "1900000001",
            "serial_no": "5157F09EFDC096DE15EBE81A47057A7232F1B8E1",
            "private_key_file": peer.path("private_key.pem"),
            "api_v3_key": peer.text("api_v3_key"),
        })
    }))
    .await;
}

#[tokio::test]
async fn wechat_pays_certificates_are_believed_only_if_sealed_for_us_and_signed_by_one_of_them() {
    let remote = Remote::start("wechat_pay", "", Currency::CNY, Some(300), |peer| {
        json!({
            "app_id": "wx8888888888888888",
            "mch_id": "1900000001",
            "serial_no": "5157F09EFDC096DE15EBE81A47057A7232F1B8E1",
            "private_key_file": peer.path("private_key.pem"),
            "api_v3_key": peer.text("api_v3_key"),
        })
    });
    let unknown = PaymentReference {
        trade_no: "T1NEVERMADE".to_owned(),
        prepay_id: None,
        provider_trade_no: None,
        amount: remote.amount(),
    };
    for how in ["ForgedCertificates", "CertificatesForAnother"] {
        remote.control("spoil", json!({"how": how})).await;
        let report = remote.provider().query(&unknown).await;
        assert!(matches!(report, Err(ProviderError::Forged(_))), "{how}: {report:?}");
    }
    let report = remote.provider().query(&unknown).await.expect("genuine ones are believed");
    assert_eq!(report.status, PaymentStatus::NotFound);
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

#[tokio::test]
async fn alipay_holds_every_rule() {
    every_rule(&Remote::start("alipay", "", Currency::CNY, None, |peer| {
        json!({
            "app_id": "2021000000000001",
            "private_key_file": peer.path("private_key.pem"),
            "alipay_public_key_file": peer.path("alipay_public_key.txt"),
            "seller_id": "2088000000000001",
        })
    }))
    .await;
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
