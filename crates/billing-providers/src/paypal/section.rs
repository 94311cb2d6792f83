//! PayPal's section of the configuration.

use super::certificates::Certificates;
use super::token::Tokens;
use super::{Paypal, Webhook, abilities};
use crate::http::{Outbound, is_loopback};
use crate::registry::{Clock, SectionError};
use crate::section::{Limits, Reading};
use billing_contract::{PayType, Secret};
use serde::Deserialize;
use serde_json::Value;

/// `[providers.paypal]`.
#[derive(Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Section {
    base_url: String,
    client_id: String,
    client_secret: Secret,
    webhook_id: String,
    /// The account that is paid; if it is given, notices for another are refused.
    merchant_id: String,
    /// Files with the roots PayPal's notices must go back to, instead of the public ones.
    trusted_certificates: Vec<String>,
    limits: Limits,
}

impl Default for Section {
    fn default() -> Self {
        Self {
            base_url: "https://api-m.paypal.com".to_owned(),
            client_id: String::new(),
            client_secret: Secret::new(""),
            webhook_id: String::new(),
            merchant_id: String::new(),
            trusted_certificates: Vec::new(),
            limits: Limits::default(),
        }
    }
}

/// Makes the provider, if its section is filled.
pub(super) fn read(section: &Value, clock: &Clock) -> Result<Option<Paypal>, SectionError> {
    let (reading, section) = Reading::of::<Section>(PayType::Paypal, section)?;
    let needed = [
        ("client_id", section.client_id.as_str()),
        ("client_secret", section.client_secret.expose()),
        ("webhook_id", &section.webhook_id),
    ];
    if !reading.is_offered(&needed)? {
        return Ok(None);
    }
    let base = reading.base(&section.base_url)?;
    let is_test =
        is_loopback(&base) || base.host_str().is_some_and(|host| host.contains("sandbox"));
    let outbound =
        Outbound::new(base, &section.limits).map_err(|error| reading.wrong("base_url", error))?;
    let mut pinned = Vec::new();
    for file in &section.trusted_certificates {
        pinned.push(reading.file("trusted_certificates", file)?);
    }
    let certificates = Certificates::trusting(&pinned)
        .ok_or_else(|| reading.wrong("trusted_certificates", "holds what is no certificate"))?;
    Ok(Some(Paypal {
        abilities: abilities(is_test),
        outbound,
        tokens: Tokens::new(section.client_id, section.client_secret),
        certificates,
        webhook: Webhook {
            id: section.webhook_id,
            merchant_id: Some(section.merchant_id).filter(|id| !id.is_empty()),
        },
        clock: clock.clone(),
    }))
}
