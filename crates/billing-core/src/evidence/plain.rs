//! The only texts that evidence may hold.
//!
//! Nothing becomes one of these that a person has typed or a stranger has sent: either its form
//! proves what it is, or the program itself has written it. Whatever else stood in such a place is
//! told by a fingerprint, which tells two things apart and gives neither away.

use crate::client::ServerAddress;
use serde::{Deserialize, Deserializer, Serialize, de};
use sha2::{Digest as _, Sha256};
use ts_rs::TS;

/// Names something: an order, a purchase, a request, a customer.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, TS)]
#[serde(transparent)]
#[ts(type = "string")]
pub struct Reference(String);

impl Reference {
    /// The identifier if it has the form of one of ours, else its fingerprint.
    pub fn of(id: &str) -> Self {
        if is_reference(id) && !id.starts_with('~') {
            return Self(id.to_owned());
        }
        let digest = Sha256::digest(id.as_bytes());
        let begins: String = digest.iter().take(6).map(|byte| format!("{byte:02x}")).collect();
        Self(format!("~{begins}"))
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The identifier, unless only its fingerprint is known.
    pub fn known(&self) -> Option<&str> {
        (!self.0.starts_with('~')).then_some(self.0.as_str())
    }
}

impl<'de> Deserialize<'de> for Reference {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        if is_reference(&text) { Ok(Self(text)) } else { Err(de::Error::custom("no reference")) }
    }
}

/// A UUID, an order's number, or a fingerprint.
fn is_reference(text: &str) -> bool {
    let is_hex = |part: &str| part.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    let is_uuid = || {
        let parts: Vec<&str> = text.split('-').collect();
        parts.iter().map(|part| part.len()).eq([8, 4, 4, 4, 12])
            && parts.iter().all(|part| is_hex(part))
    };
    let is_number = || {
        text.strip_prefix("BC").is_some_and(|digits| {
            (14..=18).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit())
        })
    };
    let is_fingerprint =
        || text.strip_prefix('~').is_some_and(|hex| hex.len() == 12 && is_hex(hex));
    is_uuid() || is_number() || is_fingerprint()
}

/// A word of the program's own: a version, a system, a language, the service's address.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, TS)]
#[serde(transparent)]
#[ts(type = "string")]
pub struct Plain(String);

impl Plain {
    const LONGEST: usize = 300;

    /// A word that stands in the program.
    pub fn own(word: &'static str) -> Self {
        Self(word.to_owned())
    }

    /// A version: digits, dots and what may follow them.
    pub fn version(version: &str) -> Self {
        let is_part = |character: char| {
            character.is_ascii_digit()
                || character.is_ascii_lowercase()
                || ".-+".contains(character)
        };
        let is_version = version.starts_with(|first: char| first.is_ascii_digit())
            && version.len() <= 32
            && version.chars().all(is_part);
        Self(if is_version { version } else { "?" }.to_owned())
    }

    /// A service's address: scheme, host and port, as its type promises.
    pub(crate) fn server(server: &ServerAddress) -> Self {
        Self(server.to_string())
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl<'de> Deserialize<'de> for Plain {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let is_one_line = !text.chars().any(char::is_control);
        if is_one_line && text.len() <= Self::LONGEST {
            Ok(Self(text))
        } else {
            Err(de::Error::custom("no plain word"))
        }
    }
}

/// What providers call the reason of a refusal; a word that is not among them is not told.
const PROVIDER_CODES: [&str; 38] = [
    // WeChat Pay
    "USERPAYING",
    "NOTENOUGH",
    "ORDERCLOSED",
    "OUT_TRADE_NO_USED",
    "TRADE_ERROR",
    "FREQUENCY_LIMITED",
    "PAYERROR",
    "REVOKED",
    "NOTPAY",
    "RULE_LIMIT",
    "ACCOUNT_ERROR",
    "SYSTEM_ERROR",
    // Alipay
    "ACQ.TRADE_HAS_CLOSE",
    "ACQ.TRADE_NOT_EXIST",
    "ACQ.SYSTEM_ERROR",
    "ACQ.BUYER_BALANCE_NOT_ENOUGH",
    "ACQ.BUYER_BANKCARD_BALANCE_NOT_ENOUGH",
    "ACQ.PAYMENT_FAIL",
    "TRADE_CLOSED",
    // PayPal
    "INSTRUMENT_DECLINED",
    "PAYER_ACTION_REQUIRED",
    "TRANSACTION_REFUSED",
    "DECLINED",
    "DENIED",
    "ORDER_NOT_APPROVED",
    "PAYEE_BLOCKED_TRANSACTION",
    // Stripe
    "card_declined",
    "insufficient_funds",
    "expired_card",
    "incorrect_cvc",
    "processing_error",
    "authentication_required",
    "generic_decline",
    "do_not_honor",
    "lost_card",
    "stolen_card",
    // the test wallet
    "declined",
    "insufficient balance",
];

/// A provider's own word for what happened, if it is one of the words providers publish.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(transparent)]
#[ts(type = "string")]
pub struct ProviderCode(&'static str);

impl ProviderCode {
    /// The word, if it is known.
    pub fn of(word: &str) -> Option<Self> {
        PROVIDER_CODES.into_iter().find(|known| *known == word.trim()).map(Self)
    }

    /// The text.
    pub fn as_str(&self) -> &'static str {
        self.0
    }
}

impl<'de> Deserialize<'de> for ProviderCode {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::of(&text).ok_or_else(|| de::Error::custom("no provider's word"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_has_the_form_of_our_own_is_told_as_it_is() {
        for id in ["0190b7a2-3f4e-7c11-9a5b-0123456789ab", "BC26112201490001"] {
            assert_eq!(Reference::of(id).as_str(), id);
        }
    }

    #[test]
    fn anything_else_is_told_by_its_fingerprint() {
        for id in [
            "ada@example.test",
            "13800138000",
            "4111111111111111",
            "eyJhbGciOi.e30.x",
            "",
            "~",
            "~0123456789ab",
            "0190B7A2-3F4E-7C11-9A5B-0123456789AB",
            "weixin://wxpay/bizpayurl?pr=x",
        ] {
            let reference = Reference::of(id);
            assert!(reference.known().is_none(), "{id}");
            assert_eq!(reference.as_str().len(), 13);
            assert!(id.len() < 2 || !reference.as_str().contains(id), "{id}");
            assert_eq!(reference, Reference::of(id));
        }
    }

    proptest! {
        #[test]
        fn a_reference_comes_back_as_it_was_written(id in ".{0,60}") {
            let reference = Reference::of(&id);
            let json = serde_json::to_string(&reference).unwrap();
            prop_assert_eq!(serde_json::from_str::<Reference>(&json).unwrap(), reference);
        }

        #[test]
        fn no_stranger_writes_a_version(text in ".{0,40}") {
            let told = Plain::version(&text);
            prop_assert!(told.as_str() == "?" || told.as_str() == text);
        }
    }

    #[test]
    fn a_providers_word_is_one_they_publish() {
        assert_eq!(ProviderCode::of("card_declined").unwrap().as_str(), "card_declined");
        for word in ["Ada Lovelace", "4242424242424242", "CARD_DECLINED ada@example.test", ""] {
            assert!(ProviderCode::of(word).is_none(), "{word}");
        }
    }
}
