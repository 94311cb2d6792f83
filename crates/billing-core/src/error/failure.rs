//! The three classes of failure, and the ways out of each.

use super::CommandErrorCode;
use serde::{Deserialize, Serialize};
use ts_rs::{Config, TS};

/// What a failure has to do with: the first thing a person and their support want to know.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum FailureClass {
    /// What is set, typed, kept or allowed here: it can be put right before it is tried again.
    Configuration,
    /// The way to the service, or the service itself: nothing is wrong with what was asked.
    Network,
    /// An order or a subscription, its price or its payment.
    Payment,
}

/// What a person can do about a failure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum WayOut {
    /// What stands before them is put right, or looked at anew.
    Here,
    /// The same again.
    Retry,
    /// The settings.
    Settings,
    /// Another method to pay by.
    OtherMethod,
    /// Support, with what to quote.
    Support,
}

impl CommandErrorCode {
    /// Every code there is, read from the declaration that TypeScript is given.
    pub fn all() -> Vec<Self> {
        let declaration = Self::decl(&Config::new());
        let named = declaration.split('"').skip(1).step_by(2);
        named.filter_map(|name| serde_json::from_value(name.into()).ok()).collect()
    }

    /// The one class it belongs to.
    pub const fn class(self) -> FailureClass {
        match self {
            Self::NoConnection
            | Self::TimedOut
            | Self::NotABillingService
            | Self::ServiceBusy
            | Self::TooManyTries => FailureClass::Network,
            Self::AmountChanged
            | Self::CouponRefused
            | Self::ShopClosed
            | Self::PurchaseTooOld
            | Self::InsufficientCredits
            | Self::GiftCodeRefused
            | Self::OrderMoved
            | Self::SubscriptionMoved
            | Self::NoSubscription
            | Self::MethodNotOffered
            | Self::MethodRemoved
            | Self::ProviderUnavailable
            | Self::PaymentLinkRefused
            | Self::CodeUnreadable
            | Self::BrowserNotOpened => FailureClass::Payment,
            Self::InvalidCredentials
            | Self::WrongPassword
            | Self::EmailTaken
            | Self::InvalidFields
            | Self::SignedOut
            | Self::KeychainLocked
            | Self::NotAllowed
            | Self::NotFound
            | Self::ChangedMeanwhile
            | Self::DocumentAltered
            | Self::EvidenceRefused
            | Self::ServerAddressInvalid
            | Self::ServerAddressInsecure
            | Self::ServerAddressFixed
            | Self::SignOutFirst
            | Self::DiskFull
            | Self::StorageFailed
            | Self::AlreadyOpen
            | Self::Internal => FailureClass::Configuration,
        }
    }

    /// What can be done about it, the best way first; never nothing.
    pub const fn ways_out(self) -> &'static [WayOut] {
        use WayOut::{Here, OtherMethod, Retry, Settings, Support};
        match self {
            Self::InvalidCredentials
            | Self::WrongPassword
            | Self::EmailTaken
            | Self::InvalidFields
            | Self::ServerAddressInvalid
            | Self::ServerAddressInsecure
            | Self::AlreadyOpen
            | Self::AmountChanged
            | Self::CouponRefused
            | Self::InsufficientCredits => &[Here],
            Self::ServerAddressFixed | Self::SignOutFirst => &[Settings],
            Self::NoConnection | Self::NotABillingService => &[Retry, Settings, Support],
            Self::TimedOut
            | Self::ServiceBusy
            | Self::SignedOut
            | Self::KeychainLocked
            | Self::DocumentAltered
            | Self::Internal => &[Retry, Support],
            Self::TooManyTries => &[Retry],
            Self::DiskFull | Self::StorageFailed => &[Retry, Settings, Support],
            Self::NotAllowed
            | Self::NotFound
            | Self::ChangedMeanwhile
            | Self::EvidenceRefused
            | Self::PurchaseTooOld
            | Self::GiftCodeRefused
            | Self::ShopClosed
            | Self::OrderMoved
            | Self::SubscriptionMoved
            | Self::NoSubscription => &[Here, Support],
            Self::MethodNotOffered => &[OtherMethod, Support],
            Self::MethodRemoved => &[Retry, Support],
            Self::ProviderUnavailable | Self::BrowserNotOpened => &[Retry, OtherMethod, Support],
            Self::PaymentLinkRefused | Self::CodeUnreadable => &[OtherMethod, Retry, Support],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use billing_contract::ErrorCode;

    fn name(code: CommandErrorCode) -> String {
        serde_json::to_value(code).unwrap().as_str().unwrap().to_owned()
    }

    #[test]
    fn every_code_belongs_to_one_class_and_has_a_way_out() {
        let all = CommandErrorCode::all();
        let told: Vec<String> = all
            .iter()
            .map(|code| format!("{}: {:?}, {:?}", name(*code), code.class(), code.ways_out()))
            .collect();
        assert!(all.iter().all(|code| !code.ways_out().is_empty()), "{told:#?}");
        insta::assert_snapshot!(told.join("\n"));
    }

    #[test]
    fn the_declaration_names_each_code_once() {
        let mut names: Vec<String> = CommandErrorCode::all().into_iter().map(name).collect();
        let count = names.len();
        names.sort();
        names.dedup();
        assert_eq!(names.len(), count);
        assert!(names.contains(&"no_connection".to_owned()), "{names:?}");
        assert!(names.contains(&"internal".to_owned()), "{names:?}");
    }

    #[test]
    fn only_a_payment_offers_another_method() {
        for code in CommandErrorCode::all() {
            let offers = code.ways_out().contains(&WayOut::OtherMethod);
            assert!(!offers || code.class() == FailureClass::Payment, "{code:?}");
        }
    }

    #[test]
    fn what_the_service_refuses_falls_into_a_class_too() {
        for code in ErrorCode::ALL {
            let told = super::super::code_of_refusal(code.status(), *code);
            let expected = match code {
                ErrorCode::ProviderUnavailable | ErrorCode::AmountChanged => FailureClass::Payment,
                ErrorCode::RateLimited | ErrorCode::Unavailable => FailureClass::Network,
                ErrorCode::Forbidden | ErrorCode::ValidationFailed => FailureClass::Configuration,
                _ => told.class(),
            };
            assert_eq!(told.class(), expected, "{}", code.as_str());
        }
    }
}
