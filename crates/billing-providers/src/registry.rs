//! The providers there are, made from their sections of the configuration.

use crate::{PaymentProvider, alipay, paypal, stripe, wechat_pay};
use billing_contract::PayType;
use chrono::{DateTime, Utc};
use serde_json::Value;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Every provider there is; a new one is one line here. `docs/adding-a-provider.md` says more.
const PROVIDERS: &[Registration] =
    &[wechat_pay::REGISTRATION, alipay::REGISTRATION, stripe::REGISTRATION, paypal::REGISTRATION];

/// How a provider is made.
pub(crate) struct Registration {
    /// Its method; its section has this name.
    pub(crate) method: PayType,
    /// Makes it of its section; none if the section is left empty.
    pub(crate) make: fn(&Value, &Clock) -> Made,
}

/// A provider made of its section, or none if the section is left empty.
pub(crate) type Made = Result<Option<Arc<dyn PaymentProvider>>, SectionError>;

/// Tells providers the present moment, which they sign and check.
pub type Clock = Arc<dyn Fn() -> DateTime<Utc> + Send + Sync>;

/// Why a provider's section cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("providers.{provider}: {reason}")]
pub struct SectionError {
    /// Whose section.
    pub provider: String,
    /// What is wrong with it.
    pub reason: String,
}

/// Makes every configured provider; the sandbox's section is not one of these.
pub fn configured(
    sections: &BTreeMap<String, Value>,
) -> Result<Vec<Arc<dyn PaymentProvider>>, SectionError> {
    configured_with(sections, &(Arc::new(Utc::now) as Clock))
}

/// Makes every configured provider, with a clock of the caller's.
pub fn configured_with(
    sections: &BTreeMap<String, Value>,
    clock: &Clock,
) -> Result<Vec<Arc<dyn PaymentProvider>>, SectionError> {
    let sandbox = PayType::Sandbox.as_str();
    let mut providers = Vec::new();
    for (name, section) in sections.iter().filter(|(name, _)| name.as_str() != sandbox) {
        let known = PROVIDERS.iter().find(|known| known.method.as_str() == name);
        let known = known.ok_or_else(|| SectionError {
            provider: name.clone(),
            reason: "there is no such provider".to_owned(),
        })?;
        providers.extend((known.make)(section, clock)?);
    }
    Ok(providers)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn of(sections: Value) -> Result<Vec<PayType>, String> {
        let sections: BTreeMap<String, Value> = serde_json::from_value(sections).unwrap();
        let made = configured(&sections).map_err(|error| error.to_string())?;
        Ok(made.iter().map(|provider| provider.method()).collect())
    }

    #[test]
    fn absent_and_empty_sections_mean_not_offered() {
        assert_eq!(of(json!({})), Ok(vec![]));
        assert_eq!(of(json!({"sandbox": {"enabled": true}})), Ok(vec![]));
        let sample = json!({
            "wechat_pay": {
                "base_url": "https://api.mch.weixin.qq.com", "app_id": "", "mch_id": "",
                "serial_no": "", "private_key_file": "", "api_v3_key": "",
                "platform_certificates": [],
            },
            "alipay": {
                "base_url": "https://openapi.alipay.com/gateway.do", "app_id": "",
                "private_key_file": "", "alipay_public_key_file": "",
            },
            "stripe": {
                "base_url": "https://api.stripe.com", "secret_key": "", "webhook_secret": "",
            },
            "paypal": {
                "base_url": "https://api-m.paypal.com", "client_id": "", "client_secret": "",
                "webhook_id": "",
            },
        });
        assert_eq!(of(sample), Ok(vec![]));
    }

    #[test]
    fn a_full_section_offers_its_method() {
        let stripe = json!({"secret_key": "sk_test_1", "webhook_secret": "whsec_1"});
        let paypal = json!({
            "client_id": "i", "client_secret": "s", "webhook_id": "w",
            "limits": {"timeout_ms": "500"},
        });
        let both = json!({"stripe": stripe, "paypal": paypal});
        assert_eq!(of(both), Ok(vec![PayType::Paypal, PayType::Stripe]));
    }

    #[test]
    fn what_is_wrong_is_named_and_secrets_are_not() {
        let whole = json!({"secret_key": "sk_live_secret", "webhook_secret": "whsec"});
        let with = |key: &str, value: Value| {
            let mut section = whole.clone();
            section[key] = value;
            json!({ "stripe": section })
        };
        let file = json!({
            "app_id": "a", "private_key_file": "/nowhere/key.pem", "alipay_public_key_file": "/n",
        });
        let wechat = |api_v3_key: &str, mch_id: &str| {
            let section = json!({
                "app_id": "a", "mch_id": mch_id, "serial_no": "5", "api_v3_key": api_v3_key,
                "private_key_file": "/nowhere/key.pem",
            });
            json!({ "wechat_pay": section })
        };
        let whole_key = "0123456789abcdef0123456789abcdef";
        let cases = [
            (wechat("sk_live_secret", "1"), "api_v3_key: must have 32 bytes"),
            (wechat(whole_key, "1\",x=\""), "mch_id: must be letters and digits"),
            (wechat(whole_key, ""), "mch_id: is missing"),
            (wechat(whole_key, "1"), "private_key_file: /nowhere/key.pem"),
            (json!({"bitcoin": {}}), "bitcoin"),
            (with("webhook_secret", json!("")), "stripe: webhook_secret"),
            (with("secret_kee", json!("x")), "secret_kee"),
            (with("base_url", json!("http://api.stripe.com")), "base_url: must be https"),
            (with("limits", json!({"timeout_ms": 0})), "limits.timeout_ms"),
            (json!({ "alipay": file }), "private_key_file: /nowhere/key.pem"),
        ];
        for (sections, named) in cases {
            let error = of(sections).unwrap_err();
            assert!(error.contains(named), "{error}");
            assert!(!error.contains("sk_live_secret"), "{error}");
        }
    }
}
