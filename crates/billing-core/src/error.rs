//! What goes wrong, as far as a person is told: a code with a sentence in every language.

use billing_contract::FieldError;
use serde::Serialize;
use std::collections::BTreeMap;
use ts_rs::TS;

/// An error as it crosses to the UI.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct CommandError {
    /// What the UI decides by; `error-<code>` in the language files is its sentence.
    pub code: CommandErrorCode,
    /// Values for the sentence: `request_id`, `server`, `seconds`, …
    pub args: BTreeMap<String, String>,
    /// Which fields are wrong, and how.
    pub fields: Vec<FieldError>,
    /// Whether doing the same again can succeed.
    pub retry: Retry,
}

impl CommandError {
    /// An error of which no more is known than its code.
    pub fn new(code: CommandErrorCode) -> Self {
        Self { code, args: BTreeMap::new(), fields: Vec::new(), retry: Retry::Never }
    }

    /// The same with a value for its sentence.
    pub fn with(mut self, name: &str, value: impl ToString) -> Self {
        self.args.insert(name.to_owned(), value.to_string());
        self
    }

    /// The same, but worth another try.
    pub fn retry(mut self, retry: Retry) -> Self {
        self.retry = retry;
        self
    }
}

/// One variant for each thing the UI treats differently.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum CommandErrorCode {
    /// The service cannot be reached.
    NoConnection,
    /// The service was reached but did not answer in time.
    TimedOut,
    /// Something answered that is not a billing service: a captive portal, another server.
    NotABillingService,
    /// The service failed; "the system is busy".
    ServiceBusy,
    /// Too many tries; `seconds` says when to come back.
    TooManyTries,
    /// Wrong e-mail or password.
    InvalidCredentials,
    /// The current password is wrong.
    WrongPassword,
    /// An account with this address exists.
    EmailTaken,
    /// Fields are missing or wrong.
    InvalidFields,
    /// The session has ended; sign in again.
    SignedOut,
    /// The secret of the session cannot be read; unlock the keychain or sign in again.
    KeychainLocked,
    /// The role does not allow it.
    NotAllowed,
    /// It is not there, or no longer.
    NotFound,
    /// Somebody else has changed it meanwhile.
    ChangedMeanwhile,
    /// The address is not one of a service.
    ServerAddressInvalid,
    /// The address is not encrypted and not on this computer.
    ServerAddressInsecure,
    /// The address is set by the environment.
    ServerAddressFixed,
    /// Sign out before changing this.
    SignOutFirst,
    /// The disk is full.
    DiskFull,
    /// Files cannot be read or written.
    StorageFailed,
    /// A request of the UI that the core cannot read, or a defect.
    Internal,
}

/// Whether doing the same again can succeed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "when", rename_all = "snake_case")]
pub enum Retry {
    /// Not without changing something.
    Never,
    /// At any time.
    Now,
    /// Not before so many seconds.
    After {
        /// How many.
        seconds: u64,
    },
}
