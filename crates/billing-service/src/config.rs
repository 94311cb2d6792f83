//! What can be set, from a TOML file and from the environment.
//!
//! `BILLING__LIMITS__REQUESTS_PER_MINUTE=1200` stands for `requests_per_minute` under `[limits]`
//! and wins over the file. A key nobody knows is an error that names it.

use ::config::{Environment, File, FileFormat};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::str::FromStr;

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
    /// Proxies whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<IpAddr>,
}

impl Default for LimitConfig {
    fn default() -> Self {
        Self {
            sign_in_failures_per_account: 10,
            sign_in_failures_per_address: 100,
            requests_per_minute: 1_200,
            body_bytes: 1024 * 1024,
            trusted_proxies: Vec::new(),
        }
    }
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

    fn check(&self) -> Result<(), ConfigError> {
        let positive = [
            ("tokens.access_seconds", self.tokens.access_seconds > 0),
            ("tokens.refresh_days", self.tokens.refresh_days > 0),
            ("passwords.at_once", self.passwords.at_once > 0),
            ("request_timeout_seconds", self.request_timeout_seconds > 0),
            ("limits.requests_per_minute", self.limits.requests_per_minute > 0),
            ("limits.sign_in_failures_per_account", self.limits.sign_in_failures_per_account > 0),
            ("limits.sign_in_failures_per_address", self.limits.sign_in_failures_per_address > 0),
        ];
        for (key, holds) in positive {
            if !holds {
                return Err(ConfigError::Senseless { key, reason: "must be above zero" });
            }
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
