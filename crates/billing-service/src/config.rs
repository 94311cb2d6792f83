//! What can be set, from a TOML file and from the environment.
//!
//! `BILLING__LIMITS__REQUESTS_PER_MINUTE=1200` stands for `requests_per_minute` under `[limits]`
//! and wins over the file. A key nobody knows is an error that names it.

mod outbox;

use ::config::{Environment, File, FileFormat};
use billing_contract::{Currency, Money};
use billing_providers::registry::SectionError;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer};
use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::str::FromStr;

pub use outbox::{
    AlertConfig, AnalyticsConfig, MailConfig, MailEncryption, MarketingConfig, OutboxConfig,
};

const HOUR: u64 = 60 * 60;
const MILLION: u64 = 1_000_000;

/// Everything that can be set.
#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// Where customers reach the service, if that is not where it listens.
    pub public_url: Option<String>,
    /// Where to listen; port 0 takes a free one.
    pub listen: SocketAddr,
    /// Where to keep everything.
    pub database: Database,
    /// Whether to fill a new database with made-up customers.
    pub demo: bool,
    /// How long a request may take before it is answered with 503.
    pub request_timeout_seconds: u64,
    /// How long stopping waits for what has begun.
    pub stop_timeout_seconds: u64,
    /// How long tokens are good for.
    pub tokens: TokenConfig,
    /// What hashing a password costs.
    pub passwords: PasswordConfig,
    /// How much anybody may ask.
    pub limits: LimitConfig,
    /// Payment providers by name; each reads its own section.
    pub providers: BTreeMap<String, serde_json::Value>,
    /// Who sells: what stands on invoices.
    pub seller: SellerConfig,
    /// Who else is told what happens; nobody unless they stand here.
    pub outbox: OutboxConfig,
    /// What one operator may do alone.
    pub operations: OperationsConfig,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            public_url: None,
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            database: Database::default(),
            demo: false,
            request_timeout_seconds: 30,
            stop_timeout_seconds: 10,
            tokens: TokenConfig::default(),
            passwords: PasswordConfig::default(),
            limits: LimitConfig::default(),
            providers: BTreeMap::new(),
            seller: SellerConfig::default(),
            outbox: OutboxConfig::default(),
            operations: OperationsConfig::default(),
        }
    }
}

/// What one operator may do alone.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct OperationsConfig {
    /// How much of one order one person may settle by hand, in smallest units by currency; in a
    /// currency that is not named it always takes two.
    pub alone_up_to_minor: BTreeMap<String, u32>,
}

impl Default for OperationsConfig {
    fn default() -> Self {
        let limits = [("CNY", 100_000), ("USD", 15_000), ("EUR", 15_000), ("JPY", 20_000)];
        let named = limits.map(|(currency, minor)| (currency.to_owned(), minor));
        Self { alone_up_to_minor: named.into_iter().collect() }
    }
}

impl OperationsConfig {
    /// How much of one order in this currency one person may settle by hand.
    pub fn alone_up_to(&self, currency: Currency) -> Money {
        // The environment knows no capital letters.
        let is_it = |(code, _): &(&String, &u32)| code.eq_ignore_ascii_case(currency.code());
        let found = self.alone_up_to_minor.iter().find(is_it);
        Money::new(found.map_or(0, |(_, minor)| i64::from(*minor)), currency)
    }
}

/// Who sells: what stands on invoices.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SellerConfig {
    /// The name of the business.
    pub name: String,
    /// Its address, in lines.
    pub address: String,
    /// Its tax number.
    pub tax_id: Option<String>,
    /// Where customers write to.
    pub email: Option<String>,
    /// The tax in prices, by currency, in hundredths of a percent; none where nothing is said.
    pub tax_basis_points: BTreeMap<String, u32>,
}

impl Default for SellerConfig {
    fn default() -> Self {
        Self {
            name: "Billing Console".to_owned(),
            address: String::new(),
            tax_id: None,
            email: None,
            tax_basis_points: BTreeMap::new(),
        }
    }
}

/// How long tokens are good for.
#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct TokenConfig {
    /// Seconds an access token is good for.
    pub access_seconds: u32,
    /// Days a refresh token is good for.
    pub refresh_days: u32,
}

impl Default for TokenConfig {
    fn default() -> Self {
        Self { access_seconds: 15 * 60, refresh_days: 30 }
    }
}

/// What hashing a password by argon2id costs.
#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct PasswordConfig {
    /// Memory in KiB.
    pub memory_kib: u32,
    /// Passes over the memory.
    pub iterations: u32,
    /// Lanes.
    pub parallelism: u32,
    /// How many are hashed at once; the others wait.
    pub at_once: usize,
    /// How many may wait; the rest are answered with 503.
    pub waiting: usize,
}

impl Default for PasswordConfig {
    fn default() -> Self {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        Self {
            memory_kib: 19_456,
            iterations: 2,
            parallelism: 1,
            at_once: cores.div_ceil(2),
            waiting: 512,
        }
    }
}

/// How much anybody may ask.
#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct LimitConfig {
    /// Failed sign-ins a minute for one account.
    pub sign_in_failures_per_account: u32,
    /// Failed sign-ins a minute from one address.
    pub sign_in_failures_per_address: u32,
    /// Requests a minute for one session, or for one address while nobody is signed in.
    pub requests_per_minute: u32,
    /// Bytes a request's body may have.
    pub body_bytes: usize,
    /// Proxies whose `X-Forwarded-For` is believed; a list, or one text with commas.
    #[serde(deserialize_with = "addresses")]
    pub trusted_proxies: Vec<IpAddr>,
}

impl Default for LimitConfig {
    fn default() -> Self {
        Self {
            sign_in_failures_per_account: 10,
            sign_in_failures_per_address: 100,
            requests_per_minute: 6_000,
            body_bytes: 1024 * 1024,
            trusted_proxies: Vec::new(),
        }
    }
}

/// The environment has no lists; there, commas stand between the addresses.
fn addresses<'de, D: Deserializer<'de>>(stated: D) -> Result<Vec<IpAddr>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Stated {
        List(Vec<String>),
        Text(String),
    }
    let list = match Stated::deserialize(stated)? {
        Stated::List(list) => list,
        Stated::Text(text) => text.split(',').map(str::to_owned).collect(),
    };
    let addresses = list.iter().map(|address| address.trim()).filter(|address| !address.is_empty());
    let parsed = |address: &str| {
        address.parse().map_err(|_| D::Error::custom(format!("`{address}` is not an IP address")))
    };
    addresses.map(parsed).collect()
}

/// Where everything is kept.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub enum Database {
    /// An embedded SQLite file.
    Sqlite(PathBuf),
}

impl Default for Database {
    fn default() -> Self {
        let folder = dirs::data_local_dir().unwrap_or_else(|| PathBuf::from("."));
        Self::Sqlite(folder.join("billing-service").join("billing.sqlite3"))
    }
}

impl FromStr for Database {
    type Err = ConfigError;

    fn from_str(text: &str) -> Result<Self, ConfigError> {
        if text.starts_with("postgres://") || text.starts_with("postgresql://") {
            return Err(ConfigError::PostgresNotBuiltIn);
        }
        match text.strip_prefix("sqlite:") {
            Some(path) if !path.is_empty() => Ok(Self::Sqlite(PathBuf::from(path))),
            _ => Err(ConfigError::UnknownDatabase(text.to_owned())),
        }
    }
}

impl TryFrom<String> for Database {
    type Error = ConfigError;

    fn try_from(text: String) -> Result<Self, ConfigError> {
        text.parse()
    }
}

/// Why the configuration cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// Only SQLite is built in.
    #[error("PostgreSQL is not built into this billing-service yet; use sqlite:PATH")]
    PostgresNotBuiltIn,
    /// Neither form of database address.
    #[error("`{0}` is not a database; write sqlite:PATH")]
    UnknownDatabase(String),
    /// The file is missing or not TOML.
    #[error("the configuration cannot be read")]
    Unreadable(#[source] ::config::ConfigError),
    /// A key is unknown or its value does not fit.
    #[error("configuration key `{key}`")]
    Key {
        /// Where in the file.
        key: String,
        /// What is wrong with it.
        #[source]
        source: ::config::ConfigError,
    },
    /// A number that no service can work with.
    #[error("configuration key `{key}`: {value} is not between {least} and {most}")]
    OutOfRange {
        /// Where in the file.
        key: &'static str,
        /// What stands there.
        value: u64,
        /// The least that may.
        least: u64,
        /// The most that may.
        most: u64,
    },
    /// A value that would make the service useless.
    #[error("configuration key `{key}`: {reason}")]
    Senseless {
        /// Where in the file.
        key: &'static str,
        /// What is wrong with it.
        reason: &'static str,
    },
}

impl Config {
    /// Reads the file, if there is one, and the environment over it.
    pub fn load(file: Option<&Path>) -> Result<Self, ConfigError> {
        Self::load_with(file, None)
    }

    fn load_with(
        file: Option<&Path>,
        environment: Option<std::collections::HashMap<String, String>>,
    ) -> Result<Self, ConfigError> {
        let mut builder = ::config::Config::builder();
        if let Some(path) = file {
            builder = builder.add_source(File::from(path).format(FileFormat::Toml));
        }
        let variables = Environment::with_prefix("BILLING")
            .prefix_separator("__")
            .separator("__")
            .source(environment);
        let read = builder.add_source(variables).build().map_err(ConfigError::Unreadable)?;
        let config: Self = serde_path_to_error::deserialize(read).map_err(|error| {
            ConfigError::Key { key: error.path().to_string(), source: error.into_inner() }
        })?;
        config.check()?;
        Ok(config)
    }

    /// Whether payments can be tried out on the service's own page. Only in the demonstration, or
    /// where it is asked for.
    pub fn sandbox_is_enabled(&self) -> Result<bool, SectionError> {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Section {
            enabled: bool,
        }
        let Some(section) = self.providers.get("sandbox") else { return Ok(self.demo) };
        let read: Result<Section, _> = serde_path_to_error::deserialize(section);
        let failed = |reason: String| SectionError { provider: "sandbox".to_owned(), reason };
        Ok(read.map_err(|error| failed(error.to_string()))?.enabled)
    }

    fn check(&self) -> Result<(), ConfigError> {
        let (tokens, passwords, limits) = (&self.tokens, &self.passwords, &self.limits);
        let size = |count: usize| u64::try_from(count).unwrap_or(u64::MAX);
        let ranges = [
            ("request_timeout_seconds", self.request_timeout_seconds, 1..=HOUR),
            ("stop_timeout_seconds", self.stop_timeout_seconds, 0..=HOUR),
            ("tokens.access_seconds", tokens.access_seconds.into(), 1..=24 * HOUR),
            ("tokens.refresh_days", tokens.refresh_days.into(), 1..=3_650),
            ("passwords.memory_kib", passwords.memory_kib.into(), 8..=4 * 1024 * 1024),
            ("passwords.iterations", passwords.iterations.into(), 1..=1_000),
            ("passwords.parallelism", passwords.parallelism.into(), 1..=256),
            ("passwords.at_once", size(passwords.at_once), 1..=1_024),
            ("passwords.waiting", size(passwords.waiting), 0..=MILLION),
            (
                "limits.sign_in_failures_per_account",
                limits.sign_in_failures_per_account.into(),
                1..=MILLION,
            ),
            (
                "limits.sign_in_failures_per_address",
                limits.sign_in_failures_per_address.into(),
                1..=MILLION,
            ),
            ("limits.requests_per_minute", limits.requests_per_minute.into(), 1..=1_000 * MILLION),
            ("limits.body_bytes", size(limits.body_bytes), 1..=1024 * 1024 * 1024),
        ];
        for (key, value, range) in ranges.into_iter().chain(self.outbox.ranges()) {
            if !range.contains(&value) {
                let (least, most) = range.into_inner();
                return Err(ConfigError::OutOfRange { key, value, least, most });
            }
        }
        let is_web = |url: &String| url.starts_with("https://") || url.starts_with("http://");
        if !self.public_url.as_ref().is_none_or(is_web) {
            let reason = "must begin with https:// or http://";
            return Err(ConfigError::Senseless { key: "public_url", reason });
        }
        let costs = &self.passwords;
        argon2::Params::new(costs.memory_kib, costs.iterations, costs.parallelism, None)
            .map(|_| ())
            .map_err(|_| ConfigError::Senseless {
                key: "passwords",
                reason: "argon2 cannot work with these costs",
            })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashMap;
    use std::error::Error;

    fn load(file: &str, environment: &[(&str, &str)]) -> Result<Config, ConfigError> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("billing.toml");
        std::fs::write(&path, file).unwrap();
        let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        let environment: HashMap<_, _> = environment.iter().map(owned).collect();
        Config::load_with(Some(&path), Some(environment))
    }

    fn words_of(error: &ConfigError) -> String {
        let source = error.source().map(ToString::to_string).unwrap_or_default();
        format!("{error}: {source}")
    }

    #[test]
    fn a_file_with_payment_providers_is_read() {
        let file = r#"
            public_url = "https://billing.example.com"
            database = "sqlite:/var/lib/billing.sqlite3"
            [providers.wechat_pay]
            base_url = "https://api.mch.weixin.qq.com"
            platform_certificates = []
            [providers.sandbox]
            enabled = true
        "#;
        let config = load(file, &[]).unwrap();
        assert_eq!(config.public_url.as_deref(), Some("https://billing.example.com"));
        assert_eq!(config.database, Database::Sqlite("/var/lib/billing.sqlite3".into()));
        assert_eq!(config.providers.len(), 2);
    }

    #[test]
    fn the_environment_wins_over_the_file() {
        let file = "[tokens]\naccess_seconds = 60\n";
        let environment = [
            ("BILLING__TOKENS__ACCESS_SECONDS", "90"),
            ("BILLING__PROVIDERS__STRIPE__SECRET_KEY", "sk_test"),
            ("BILLING_CONSOLE_SERVER", "http://elsewhere"),
        ];
        let config = load(file, &environment).unwrap();
        assert_eq!(config.tokens.access_seconds, 90);
        assert_eq!(config.providers["stripe"]["secret_key"], "sk_test");
    }

    #[test]
    fn a_key_nobody_knows_is_named() {
        let top = load("listen_on = 1", &[]).unwrap_err();
        assert!(words_of(&top).contains("listen_on"), "{}", words_of(&top));
        let inner = load("[tokens]\nacces_seconds = 1", &[]).unwrap_err();
        assert!(words_of(&inner).contains("acces_seconds"), "{}", words_of(&inner));
        let from_environment = load("", &[("BILLING__LIMITS__REQUESTS", "1")]).unwrap_err();
        assert!(words_of(&from_environment).contains("requests"));
    }

    #[test]
    fn proxies_are_listed_in_the_file_and_in_the_environment() {
        let file = "[limits]\ntrusted_proxies = [\"10.0.0.1\", \"::1\"]\n";
        let both: Vec<IpAddr> = vec!["10.0.0.1".parse().unwrap(), "::1".parse().unwrap()];
        assert_eq!(load(file, &[]).unwrap().limits.trusted_proxies, both);
        let key = "BILLING__LIMITS__TRUSTED_PROXIES";
        let from_environment = |text| load("", &[(key, text)]);
        assert_eq!(from_environment("10.0.0.1, ::1").unwrap().limits.trusted_proxies, both);
        assert_eq!(from_environment("10.0.0.1").unwrap().limits.trusted_proxies, both[..1]);
        assert_eq!(load(file, &[(key, "")]).unwrap().limits.trusted_proxies, [] as [IpAddr; 0]);
        let words = words_of(&from_environment("10.0.0.1, proxy").unwrap_err());
        assert!(words.contains("trusted_proxies") && words.contains("`proxy`"), "{words}");
    }

    #[test]
    fn absurd_numbers_are_refused_with_their_key() {
        for (key, value) in [
            ("REQUEST_TIMEOUT_SECONDS", "18446744073709551615"),
            ("STOP_TIMEOUT_SECONDS", "18446744073709551615"),
            ("TOKENS__ACCESS_SECONDS", "4294967295"),
            ("TOKENS__REFRESH_DAYS", "4000000000"),
            ("PASSWORDS__MEMORY_KIB", "4294967295"),
            ("PASSWORDS__ITERATIONS", "4294967295"),
            ("PASSWORDS__AT_ONCE", "18446744073709551615"),
            ("PASSWORDS__WAITING", "18446744073709551615"),
            ("LIMITS__SIGN_IN_FAILURES_PER_ACCOUNT", "4294967295"),
            ("LIMITS__SIGN_IN_FAILURES_PER_ADDRESS", "4294967295"),
            ("LIMITS__REQUESTS_PER_MINUTE", "4294967295"),
            ("LIMITS__BODY_BYTES", "18446744073709551615"),
        ] {
            let error = load("", &[(&format!("BILLING__{key}"), value)]).unwrap_err();
            let name = key.to_lowercase().replace("__", ".");
            assert!(words_of(&error).contains(&name), "{key}: {}", words_of(&error));
        }
    }

    #[test]
    fn a_value_that_does_not_fit_is_refused_with_its_key() {
        let error = load("[tokens]\naccess_seconds = \"soon\"", &[]).unwrap_err();
        assert!(words_of(&error).contains("access_seconds"), "{}", words_of(&error));
        let error = load("[tokens]\naccess_seconds = 0", &[]).unwrap_err();
        assert!(words_of(&error).contains("tokens.access_seconds"));
        assert!(load("database = \"postgres://localhost\"", &[]).is_err());
        assert!(load("public_url = \"billing.example.com\"", &[]).is_err());
        assert!(load("[passwords]\nmemory_kib = 1", &[]).is_err());
    }
}
