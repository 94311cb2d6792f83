//! Stripe's section of the configuration.

use super::{Stripe, abilities};
use crate::http::Outbound;
use crate::registry::SectionError;
use crate::section::{Limits, Reading};
use billing_contract::{PayType, Secret};
use serde::Deserialize;
use serde_json::Value;

/// `[providers.stripe]`.
#[derive(Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Section {
    base_url: String,
    secret_key: Secret,
    webhook_secret: Secret,
    limits: Limits,
}

impl Default for Section {
    fn default() -> Self {
        Self {
            base_url: "https://api.stripe.com".to_owned(),
            secret_key: Secret::new(""),
            webhook_secret: Secret::new(""),
            limits: Limits::default(),
        }
    }
}

/// Makes the provider, if its section is filled.
pub(super) fn read(section: &Value) -> Result<Option<Stripe>, SectionError> {
    let (reading, section) = Reading::of::<Section>(PayType::Stripe, section)?;
    let needed = [
        ("secret_key", section.secret_key.expose()),
        ("webhook_secret", section.webhook_secret.expose()),
    ];
    if !reading.is_offered(&needed)? {
        return Ok(None);
    }
    let outbound = Outbound::new(reading.base(&section.base_url)?, &section.limits)
        .map_err(|error| reading.wrong("base_url", error))?;
    let test_keys = ["sk_test_", "rk_test_"];
    let live = !test_keys.iter().any(|start| section.secret_key.expose().starts_with(start));
    Ok(Some(Stripe {
        abilities: abilities(live),
        outbound,
        secret_key: section.secret_key,
        webhook_secret: section.webhook_secret,
        live,
    }))
}
