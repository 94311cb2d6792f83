//! The providers there are, made from their sections of the configuration.

use crate::PaymentProvider;
use std::collections::BTreeMap;
use std::sync::Arc;

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
    sections: &BTreeMap<String, serde_json::Value>,
) -> Result<Vec<Arc<dyn PaymentProvider>>, SectionError> {
    match sections.keys().find(|name| name.as_str() != "sandbox") {
        Some(name) => Err(SectionError {
            provider: name.clone(),
            reason: "there is no such provider".to_owned(),
        }),
        None => Ok(Vec::new()),
    }
}
