//! A provider's section of the configuration, read with errors that name the key.

use crate::http::checked_base;
use crate::registry::SectionError;
use billing_contract::{PayType, Secret};
use serde::de::{DeserializeOwned, Error as _};
use serde::{Deserialize, Deserializer};
use std::path::Path;
use url::Url;

/// How much a provider is asked at once and how long it is waited for: `[providers.NAME.limits]`.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Limits {
    /// How long a connection, or a place among the calls, may take.
    #[serde(deserialize_with = "number")]
    pub(crate) connect_timeout_ms: u64,
    /// How long a whole call may take.
    #[serde(deserialize_with = "number")]
    pub(crate) timeout_ms: u64,
    /// How many calls may be under way.
    #[serde(deserialize_with = "number")]
    pub(crate) calls_at_once: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { connect_timeout_ms: 3_000, timeout_ms: 15_000, calls_at_once: 32 }
    }
}

/// What is read of a section, together with whose it is.
pub(crate) struct Reading {
    provider: &'static str,
}

impl Reading {
    /// Reads the section of a method into its own type.
    pub(crate) fn of<T: DeserializeOwned>(
        method: PayType,
        section: &serde_json::Value,
    ) -> Result<(Self, T), SectionError> {
        let reading = Self { provider: method.as_str() };
        match serde_path_to_error::deserialize(section) {
            Ok(read) => Ok((reading, read)),
            Err(error) => {
                let key = error.path().to_string();
                Err(reading.wrong(&key, error.inner()))
            }
        }
    }

    /// An error about one key.
    pub(crate) fn wrong(&self, key: &str, reason: impl std::fmt::Display) -> SectionError {
        SectionError { provider: self.provider.to_owned(), reason: format!("{key}: {reason}") }
    }

    /// Whether the provider is offered: not if every needed key is empty, which is how the sample
    /// file comes; if only some are, the first of them is named.
    pub(crate) fn is_offered(&self, needed: &[(&str, &str)]) -> Result<bool, SectionError> {
        match needed.iter().find(|(_, value)| value.is_empty()) {
            Some(_) if needed.iter().all(|(_, value)| value.is_empty()) => Ok(false),
            Some((key, _)) => Err(self.wrong(key, "is missing")),
            None => Ok(true),
        }
    }

    /// The address a provider is asked at.
    pub(crate) fn base(&self, text: &str) -> Result<Url, SectionError> {
        checked_base(text).map_err(|reason| self.wrong("base_url", reason))
    }

    /// A file's text; it may be a key and stays out of the error.
    pub(crate) fn file(&self, key: &str, path: impl AsRef<Path>) -> Result<Secret, SectionError> {
        let path = path.as_ref();
        std::fs::read_to_string(path)
            .map(Secret::new)
            .map_err(|error| self.wrong(key, format!("{}: {error}", path.display())))
    }
}

/// A number, or its digits: environment variables are text.
fn number<'de, D: Deserializer<'de>, T: TryFrom<u64>>(deserializer: D) -> Result<T, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Written {
        Number(u64),
        Digits(String),
    }
    let number = match Written::deserialize(deserializer)? {
        Written::Number(number) => Some(number),
        Written::Digits(digits) => digits.parse().ok(),
    };
    number
        .filter(|number| (1..=600_000).contains(number))
        .and_then(|number| T::try_from(number).ok())
        .ok_or_else(|| D::Error::custom("must be a number from 1 to 600000"))
}
