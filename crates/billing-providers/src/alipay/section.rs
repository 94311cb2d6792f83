//! Alipay's section of the configuration.

use super::{Alipay, Application, abilities};
use crate::http::{Outbound, is_loopback};
use crate::keys::{SigningKey, VerifyingKey};
use crate::registry::{Clock, SectionError};
use crate::section::{Limits, Reading};
use billing_contract::PayType;
use serde::Deserialize;
use serde_json::Value;

/// `[providers.alipay]`.
#[derive(Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Section {
    base_url: String,
    app_id: String,
    private_key_file: String,
    alipay_public_key_file: String,
    /// The account that is paid, `2088…`; if it is given, notices for another are refused.
    seller_id: String,
    limits: Limits,
}

impl Default for Section {
    fn default() -> Self {
        Self {
            base_url: "https://openapi.alipay.com/gateway.do".to_owned(),
            app_id: String::new(),
            private_key_file: String::new(),
            alipay_public_key_file: String::new(),
            seller_id: String::new(),
            limits: Limits::default(),
        }
    }
}

/// Makes the provider, if its section is filled.
pub(super) fn read(section: &Value, clock: &Clock) -> Result<Option<Alipay>, SectionError> {
    let (reading, section) = Reading::of::<Section>(PayType::Alipay, section)?;
    let needed = [
        ("app_id", section.app_id.as_str()),
        ("private_key_file", &section.private_key_file),
        ("alipay_public_key_file", &section.alipay_public_key_file),
    ];
    if !reading.is_offered(&needed)? {
        return Ok(None);
    }
    let key = reading.file("private_key_file", &section.private_key_file)?;
    let key = SigningKey::from_text(key.expose())
        .map_err(|error| reading.wrong("private_key_file", error))?;
    let alipay_key = reading.file("alipay_public_key_file", &section.alipay_public_key_file)?;
    let alipay_key = VerifyingKey::from_text(alipay_key.expose())
        .map_err(|error| reading.wrong("alipay_public_key_file", error))?;
    // The tool that makes the pair writes both beside each other, and our own public key in the
    // place of Alipay's would let us believe what we signed.
    if alipay_key.is_of(&key) {
        return Err(reading.wrong("alipay_public_key_file", "is our own key, not Alipay's"));
    }
    let base = reading.base(&section.base_url)?;
    // Alipay's sandbox is on a domain of its own.
    let sandbox = base.host_str().is_some_and(|host| host.ends_with(".alipaydev.com"));
    let is_test = sandbox || is_loopback(&base);
    let outbound =
        Outbound::new(base, &section.limits).map_err(|error| reading.wrong("base_url", error))?;
    Ok(Some(Alipay {
        abilities: abilities(is_test),
        outbound,
        application: Application {
            app_id: section.app_id,
            seller_id: Some(section.seller_id).filter(|id| !id.is_empty()),
        },
        key,
        alipay_key,
        clock: clock.clone(),
    }))
}
