//! WeChat Pay's section of the configuration.

use super::platform_keys::{Certificate, PlatformKeys};
use super::signing::Signer;
use super::{Merchant, WechatPay, abilities};
use crate::http::{Outbound, is_loopback};
use crate::keys::{SigningKey, VerifyingKey};
use crate::registry::{Clock, SectionError};
use crate::section::{Limits, Reading};
use billing_contract::{PayType, Secret};
use serde::Deserialize;
use serde_json::Value;

/// `[providers.wechat_pay]`.
#[derive(Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Section {
    base_url: String,
    app_id: String,
    mch_id: String,
    /// The serial number of our own certificate.
    serial_no: String,
    private_key_file: String,
    api_v3_key: Secret,
    /// Files with WeChat's certificates; if there are none and no public key, they are fetched.
    platform_certificates: Vec<String>,
    /// A file with WeChat's public key, which newer merchants have instead of certificates.
    public_key_file: String,
    /// That key's id, `PUB_KEY_ID_…`.
    public_key_id: String,
    limits: Limits,
}

impl Default for Section {
    fn default() -> Self {
        Self {
            base_url: "https://api.mch.weixin.qq.com".to_owned(),
            app_id: String::new(),
            mch_id: String::new(),
            serial_no: String::new(),
            private_key_file: String::new(),
            api_v3_key: Secret::new(""),
            platform_certificates: Vec::new(),
            public_key_file: String::new(),
            public_key_id: String::new(),
            limits: Limits::default(),
        }
    }
}

/// Makes the provider, if its section is filled.
pub(super) fn read(section: &Value, clock: &Clock) -> Result<Option<WechatPay>, SectionError> {
    let (reading, section) = Reading::of::<Section>(PayType::WechatPay, section)?;
    let needed = [
        ("app_id", section.app_id.as_str()),
        ("mch_id", &section.mch_id),
        ("serial_no", &section.serial_no),
        ("private_key_file", &section.private_key_file),
        ("api_v3_key", section.api_v3_key.expose()),
    ];
    if !reading.is_offered(&needed)? {
        return Ok(None);
    }
    if section.api_v3_key.expose().len() != 32 {
        return Err(reading.wrong("api_v3_key", "must have 32 bytes"));
    }
    // Both stand in a header and in paths.
    for (key, value) in [("mch_id", &section.mch_id), ("serial_no", &section.serial_no)] {
        if !value.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            return Err(reading.wrong(key, "must be letters and digits"));
        }
    }
    let key = reading.file("private_key_file", &section.private_key_file)?;
    let key = SigningKey::from_text(key.expose())
        .map_err(|error| reading.wrong("private_key_file", error))?;
    let base = reading.base(&section.base_url)?;
    let is_test = is_loopback(&base);
    let outbound =
        Outbound::new(base, &section.limits).map_err(|error| reading.wrong("base_url", error))?;
    let platform = platform_keys(&reading, &section)?;
    Ok(Some(WechatPay {
        abilities: abilities(is_test),
        outbound,
        signer: Signer::new(section.mch_id.clone(), section.serial_no, key),
        merchant: Merchant {
            app_id: section.app_id,
            mch_id: section.mch_id,
            api_v3_key: section.api_v3_key,
        },
        platform,
        clock: clock.clone(),
    }))
}

fn platform_keys(reading: &Reading, section: &Section) -> Result<PlatformKeys, SectionError> {
    let (file, id) = (&section.public_key_file, &section.public_key_id);
    if file.is_empty() != id.is_empty() {
        let missing = if id.is_empty() { "public_key_id" } else { "public_key_file" };
        return Err(reading.wrong(missing, "is missing"));
    }
    if !id.is_empty() {
        let text = reading.file("public_key_file", file)?;
        let key = VerifyingKey::from_text(text.expose())
            .map_err(|error| reading.wrong("public_key_file", error))?;
        return Ok(PlatformKeys::public_key(id.clone(), key));
    }
    let mut certificates = Vec::new();
    for file in &section.platform_certificates {
        let text = reading.file("platform_certificates", file)?;
        let certificate = Certificate::from_pem(text.expose())
            .ok_or_else(|| reading.wrong("platform_certificates", format!("{file}: not one")))?;
        certificates.push(certificate);
    }
    Ok(PlatformKeys::certificates(certificates))
}
