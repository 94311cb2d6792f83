//! What goes wrong, as far as a person is told: a code with a sentence in every language.

mod failure;

pub use failure::{FailureClass, WayOut};

use crate::client::{AddressError, ClientError};
use crate::store::StoreError;
use billing_contract::{ErrorCode, FieldError, Problem};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::time::Duration;
use ts_rs::TS;

/// An error as it crosses to the UI.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct CommandError {
    /// What the UI decides by; `error-<code>` in the language files is its sentence.
    pub code: CommandErrorCode,
    /// Values for the sentence and for developers: `request_id`, `service_code`, `status`,
    /// `server`, `seconds`, …
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
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
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
    /// The price shown no longer holds; look at the new one.
    AmountChanged,
    /// The coupon does not count; `problem` says why.
    CouponRefused,
    /// Nothing can be bought just now.
    ShopClosed,
    /// The purchase was begun so long ago, without an answer, that it is not ordered any more.
    PurchaseTooOld,
    /// More credits shall go than are there; `available` says how many are.
    InsufficientCredits,
    /// There is no such gift code, or it can no longer be redeemed.
    GiftCodeRefused,
    /// The order's state does not allow it any more.
    OrderMoved,
    /// The subscription stands so that this cannot be done with it.
    SubscriptionMoved,
    /// There is no subscription.
    NoSubscription,
    /// This method cannot pay this.
    MethodNotOffered,
    /// A code of a method that has been removed may still be paid: the order waits until it has run
    /// out.
    MethodRemoved,
    /// The payment provider cannot be reached; no money has moved.
    ProviderUnavailable,
    /// What the service gave is not the document it names: it is not shown.
    DocumentAltered,
    /// The file is no evidence of a console's, or is made to do harm; `reason` says which.
    EvidenceRefused,
    /// The link to pay with is not one of the provider's: it is not shown.
    PaymentLinkRefused,
    /// The code as drawn does not read back: it is not shown.
    CodeUnreadable,
    /// The system's browser could not be opened.
    BrowserNotOpened,
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
    /// Another console on this computer has the data folder open.
    AlreadyOpen,
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

impl Retry {
    fn after(wait: Option<Duration>) -> Self {
        match wait {
            // Rounded up: a moment early is too early.
            Some(wait) => Self::After { seconds: wait.as_millis().div_ceil(1000) as u64 },
            None => Self::Now,
        }
    }
}

impl CommandError {
    /// What to tell of a request to `server` that has no answer.
    pub(crate) fn of_request(error: &ClientError, server: &str) -> Self {
        use CommandErrorCode as Code;
        match error {
            ClientError::NoConnection { .. } => {
                Self::new(Code::NoConnection).with("server", server).retry(Retry::Now)
            }
            ClientError::TimedOut => {
                Self::new(Code::TimedOut).with("server", server).retry(Retry::Now)
            }
            ClientError::NotABillingService(_) => {
                Self::new(Code::NotABillingService).with("server", server).retry(Retry::Now)
            }
            ClientError::Busy { request_id, retry_after } => Self::new(Code::ServiceBusy)
                .with("request_id", request_id)
                .retry(Retry::after(*retry_after)),
            ClientError::Refused { status, problem, retry_after } => {
                Self::of_refusal(*status, problem, *retry_after)
            }
            ClientError::SignedOut(_) => Self::new(Code::SignedOut),
            ClientError::SecretUnreadable => Self::new(Code::KeychainLocked).retry(Retry::Now),
        }
    }

    fn of_refusal(status: u16, problem: &Problem, retry_after: Option<Duration>) -> Self {
        let code = code_of_refusal(status, problem.code);
        let mut error = Self::new(code)
            .with("request_id", &problem.request_id)
            .with("service_code", problem.code.as_str())
            .with("status", status);
        error.fields = problem.errors.clone();
        if let Some(available) = problem.available {
            error = error.with("available", available);
        }
        match code {
            CommandErrorCode::ServiceBusy => error.retry(Retry::after(retry_after)),
            CommandErrorCode::TooManyTries => {
                let retry = Retry::after(Some(retry_after.unwrap_or(Duration::from_secs(60))));
                match retry {
                    Retry::After { seconds } => error.with("seconds", seconds).retry(retry),
                    _ => error.retry(retry),
                }
            }
            _ => error,
        }
    }
}

fn code_of_refusal(status: u16, code: ErrorCode) -> CommandErrorCode {
    use CommandErrorCode as Code;
    match code {
        ErrorCode::InvalidCredentials => Code::InvalidCredentials,
        ErrorCode::Unauthenticated
        | ErrorCode::TokenExpired
        | ErrorCode::RefreshTokenInvalid
        | ErrorCode::RefreshTokenReused => Code::SignedOut,
        ErrorCode::Forbidden => Code::NotAllowed,
        ErrorCode::NotFound => Code::NotFound,
        ErrorCode::NoSubscription => Code::NoSubscription,
        ErrorCode::SubscriptionState => Code::SubscriptionMoved,
        ErrorCode::EmailTaken => Code::EmailTaken,
        ErrorCode::PreconditionFailed | ErrorCode::VersionConflict | ErrorCode::Resync => {
            Code::ChangedMeanwhile
        }
        ErrorCode::ValidationFailed => Code::InvalidFields,
        ErrorCode::RateLimited => Code::TooManyTries,
        ErrorCode::IdempotencyInProgress | ErrorCode::Internal | ErrorCode::Unavailable => {
            Code::ServiceBusy
        }
        ErrorCode::AmountChanged => Code::AmountChanged,
        ErrorCode::CouponRefused => Code::CouponRefused,
        ErrorCode::ShopClosed => Code::ShopClosed,
        ErrorCode::InsufficientCredits => Code::InsufficientCredits,
        ErrorCode::GiftCodeRefused => Code::GiftCodeRefused,
        ErrorCode::OrderState => Code::OrderMoved,
        ErrorCode::MethodNotOffered => Code::MethodNotOffered,
        ErrorCode::MethodRemoved => Code::MethodRemoved,
        ErrorCode::ProviderUnavailable => Code::ProviderUnavailable,
        // What the console does not ask for, it cannot be refused.
        ErrorCode::BadRequest
        | ErrorCode::NoticeRefused
        | ErrorCode::IdempotencyKeyRequired
        | ErrorCode::IdempotencyKeyReused
        | ErrorCode::MethodNotAllowed
        | ErrorCode::PayloadTooLarge
        | ErrorCode::PreconditionRequired
        | ErrorCode::UnsupportedMediaType => Code::Internal,
        // A newer service says something this version has no word for; the status still does.
        ErrorCode::Unknown => match status {
            401 => Code::SignedOut,
            403 => Code::NotAllowed,
            404 | 410 => Code::NotFound,
            409 | 412 => Code::ChangedMeanwhile,
            422 => Code::InvalidFields,
            429 => Code::TooManyTries,
            500.. => Code::ServiceBusy,
            _ => Code::Internal,
        },
    }
}

impl From<StoreError> for CommandError {
    fn from(error: StoreError) -> Self {
        Self::of_store(&error)
    }
}

impl CommandError {
    /// What to tell of something that is not kept.
    pub(crate) fn of_store(error: &StoreError) -> Self {
        tracing::error!(error = error as &dyn std::error::Error, "not kept");
        let code = match error {
            StoreError::DiskFull(_) => CommandErrorCode::DiskFull,
            StoreError::Damaged(_)
            | StoreError::Failed(_)
            | StoreError::NotKept
            | StoreError::Closed => CommandErrorCode::StorageFailed,
        };
        Self::new(code).retry(Retry::Now)
    }
}

impl From<AddressError> for CommandError {
    fn from(error: AddressError) -> Self {
        Self::new(match error {
            AddressError::Invalid => CommandErrorCode::ServerAddressInvalid,
            AddressError::Insecure => CommandErrorCode::ServerAddressInsecure,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(code: ErrorCode, retry_after: Option<Duration>) -> CommandError {
        let problem = Problem {
            kind: "about:blank".to_owned(),
            title: String::new(),
            status: code.status(),
            detail: String::new(),
            code,
            request_id: "r-1".to_owned(),
            retry_after: None,
            available: None,
            errors: vec![FieldError { field: "email".to_owned(), code: "invalid".to_owned() }],
        };
        let status = code.status();
        let error = ClientError::Refused { status, problem: Box::new(problem), retry_after };
        CommandError::of_request(&error, "https://billing.example.com")
    }

    #[test]
    fn every_refusal_of_the_service_has_its_code() {
        let told: Vec<String> = ErrorCode::ALL
            .iter()
            .map(|code| format!("{} -> {:?}", code.as_str(), refused(*code, None).code))
            .collect();
        insta::assert_snapshot!(told.join("\n"));
    }

    #[test]
    fn too_many_tries_says_when_to_come_back_rounded_up() {
        let error = refused(ErrorCode::RateLimited, Some(Duration::from_millis(6_001)));
        assert_eq!(error.args["seconds"], "7");
        assert_eq!(error.retry, Retry::After { seconds: 7 });
    }

    #[test]
    fn a_refusal_quotes_the_request_and_the_fields() {
        let error = refused(ErrorCode::ValidationFailed, None);
        assert_eq!(error.args["request_id"], "r-1");
        assert_eq!(error.fields[0].field, "email");
        assert_eq!(error.retry, Retry::Never);
    }
}
