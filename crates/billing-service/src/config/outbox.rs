//! Who else is told what happens. Nobody is told anything unless their section stands in the file.

use billing_contract::Secret;
use serde::Deserialize;
use std::ops::RangeInclusive;

/// The sections `[outbox.…]`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct OutboxConfig {
    /// Who sends offers, in the form of Klaviyo's API.
    pub marketing: Option<MarketingConfig>,
    /// Who counts what people do, in the form of PostHog's.
    pub analytics: Option<AnalyticsConfig>,
    /// The operator's chat, in the form of Feishu's robot.
    pub alerts: Option<AlertConfig>,
    /// The mail server.
    pub mail: Option<MailConfig>,
}

impl OutboxConfig {
    pub(super) fn ranges(&self) -> Vec<(&'static str, u64, RangeInclusive<u64>)> {
        let mut all = Vec::new();
        if let Some(alerts) = &self.alerts {
            let minutes = u64::from(alerts.window_minutes);
            all.push(("outbox.alerts.window_minutes", minutes, 1..=24 * 60));
        }
        if let Some(mail) = &self.mail {
            all.push(("outbox.mail.port", mail.port.into(), 1..=65_535));
        }
        all
    }
}

/// Klaviyo.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MarketingConfig {
    /// Where.
    #[serde(default = "klaviyo")]
    pub base_url: String,
    /// The account's private key.
    pub api_key: Secret,
    /// The revision of the API that is spoken.
    #[serde(default = "revision")]
    pub revision: String,
}

fn klaviyo() -> String {
    "https://a.klaviyo.com".to_owned()
}

fn revision() -> String {
    "2025-04-15".to_owned()
}

/// PostHog.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AnalyticsConfig {
    /// Where.
    #[serde(default = "posthog")]
    pub base_url: String,
    /// The project's key.
    pub api_key: Secret,
}

fn posthog() -> String {
    "https://us.i.posthog.com".to_owned()
}

/// Feishu, and when it is told.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AlertConfig {
    /// The robot's address; whoever knows it may write.
    pub webhook_url: Secret,
    /// What its messages are signed with.
    #[serde(default)]
    pub secret: Option<Secret>,
    /// How long a window is that is looked at.
    #[serde(default = "five")]
    pub window_minutes: u32,
    /// Below this many payments in a window nothing is said about them.
    #[serde(default = "twenty")]
    pub least_payments: i64,
    /// How many of a hundred payments must succeed.
    #[serde(default = "ninety_five")]
    pub least_success_percent: f64,
    /// Below this many answers in a window nothing is said about them.
    #[serde(default = "twenty")]
    pub least_answers: i64,
    /// How many milliseconds answers may take on the whole.
    #[serde(default = "five_hundred")]
    pub most_mean_ms: f64,
}

const fn five() -> u32 {
    5
}

const fn twenty() -> i64 {
    20
}

const fn ninety_five() -> f64 {
    95.0
}

const fn five_hundred() -> f64 {
    500.0
}

/// A mail server.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MailConfig {
    /// Its name.
    pub host: String,
    /// Its port.
    #[serde(default = "submission")]
    pub port: u16,
    /// How the way to it is kept private.
    #[serde(default)]
    pub encryption: MailEncryption,
    /// Who signs in, if anybody must.
    #[serde(default)]
    pub username: Option<String>,
    /// With what.
    #[serde(default)]
    pub password: Option<Secret>,
    /// Who writes: an address, or a name and an address in angle brackets.
    pub from: String,
}

const fn submission() -> u16 {
    465
}

/// How the way to the mail server is kept private.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MailEncryption {
    /// From the first byte.
    #[default]
    Tls,
    /// After asking for it; without it nothing is sent.
    Starttls,
    /// Not at all; only to this computer.
    None,
}
