//! Money as integer minor units inside and as a decimal string on the wire.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use std::fmt;

/// An amount in the smallest unit of its currency.
///
/// On the wire: `{"amount": "999.00", "currency": "CNY"}`, with exactly the currency's own number
/// of decimals (JPY none, KWD three).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Money {
    /// How many of the smallest unit: fen, cents, yen.
    pub minor: i64,
    /// What they are units of.
    pub currency: Currency,
}

/// Why a text is not an amount, or two amounts do not go together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MoneyError {
    /// Not of the form `-?digits(.digits)?`.
    #[error("not a decimal amount")]
    Malformed,
    /// More or fewer decimals than the currency has.
    #[error("wrong number of decimals for the currency")]
    WrongDecimals,
    /// Outside what 64 bits of minor units can hold.
    #[error("amount out of range")]
    OutOfRange,
    /// Two currencies in one sum.
    #[error("amounts in different currencies")]
    CurrencyMismatch,
    /// Not an ISO 4217 code of a currency with minor units.
    #[error("unknown currency")]
    UnknownCurrency,
}

impl Money {
    /// An amount of `minor` smallest units.
    pub const fn new(minor: i64, currency: Currency) -> Self {
        Self { minor, currency }
    }

    /// Reads a decimal string that has exactly the currency's number of decimals.
    pub fn parse(amount: &str, currency: Currency) -> Result<Self, MoneyError> {
        let (negative, digits) = match amount.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, amount),
        };
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let only_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        if whole.is_empty() || !only_digits(whole) || !only_digits(fraction) {
            return Err(MoneyError::Malformed);
        }
        if digits.ends_with('.') {
            return Err(MoneyError::Malformed);
        }
        if fraction.len() != currency.decimals() as usize {
            return Err(MoneyError::WrongDecimals);
        }
        // Accumulated below zero, because i64 reaches one further there.
        let mut minor: i64 = 0;
        for byte in whole.bytes().chain(fraction.bytes()) {
            minor = minor
                .checked_mul(10)
                .and_then(|minor| minor.checked_sub(i64::from(byte - b'0')))
                .ok_or(MoneyError::OutOfRange)?;
        }
        if !negative {
            minor = minor.checked_neg().ok_or(MoneyError::OutOfRange)?;
        }
        Ok(Self { minor, currency })
    }

    /// The amount as it goes on the wire, without its currency.
    pub fn to_decimal(self) -> DecimalAmount {
        let decimals = self.currency.decimals();
        let unit = 10u64.pow(decimals);
        let size = self.minor.unsigned_abs();
        let sign = if self.minor < 0 { "-" } else { "" };
        DecimalAmount(if decimals == 0 {
            format!("{sign}{size}")
        } else {
            let width = decimals as usize;
            format!("{sign}{}.{:0width$}", size / unit, size % unit)
        })
    }

    /// The sum, if both are of one currency and it can be held.
    pub fn checked_add(self, other: Self) -> Result<Self, MoneyError> {
        if self.currency != other.currency {
            return Err(MoneyError::CurrencyMismatch);
        }
        let minor = self.minor.checked_add(other.minor).ok_or(MoneyError::OutOfRange)?;
        Ok(Self { minor, currency: self.currency })
    }
}

#[derive(Serialize, Deserialize)]
struct MoneyOnTheWire {
    amount: DecimalAmount,
    currency: Currency,
}

impl Serialize for Money {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        MoneyOnTheWire { amount: self.to_decimal(), currency: self.currency }.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Money {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let wire = MoneyOnTheWire::deserialize(deserializer)?;
        wire.amount.in_currency(wire.currency).map_err(de::Error::custom)
    }
}

/// A decimal amount on the wire whose currency stands in a field beside it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(transparent)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(
    feature = "openapi",
    schema(value_type = String, pattern = r"^-?[0-9]+(\.[0-9]+)?$", example = "999.00")
)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(type = "string"))]
pub struct DecimalAmount(String);

impl DecimalAmount {
    /// The amount with its currency; fails if the decimals are not the currency's own.
    pub fn in_currency(&self, currency: Currency) -> Result<Money, MoneyError> {
        Money::parse(&self.0, currency)
    }

    /// The digits as they stand on the wire.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl<'de> Deserialize<'de> for DecimalAmount {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let digits = text.strip_prefix('-').unwrap_or(&text);
        let mut parts = digits.split('.');
        let is_number =
            |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        let well_formed = parts.next().is_some_and(is_number)
            && parts.next().is_none_or(is_number)
            && parts.next().is_none();
        if well_formed && text.len() <= 40 {
            Ok(Self(text))
        } else {
            Err(de::Error::custom(MoneyError::Malformed))
        }
    }
}

/// An ISO 4217 currency that has minor units.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(value_type = String, pattern = "^[A-Z]{3}$", example = "CNY"))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(type = "string"))]
pub struct Currency(iso_currency::Currency);

impl Currency {
    /// Chinese yuan.
    pub const CNY: Self = Self(iso_currency::Currency::CNY);
    /// Japanese yen.
    pub const JPY: Self = Self(iso_currency::Currency::JPY);
    /// United States dollar.
    pub const USD: Self = Self(iso_currency::Currency::USD);

    /// The currency of a three-letter code in capitals.
    pub fn from_code(code: &str) -> Result<Self, MoneyError> {
        iso_currency::Currency::from_code(code)
            .filter(|currency| currency.exponent().is_some())
            .map(Self)
            .ok_or(MoneyError::UnknownCurrency)
    }

    /// The three-letter code.
    pub fn code(self) -> &'static str {
        self.0.code()
    }

    /// How many decimals an amount has.
    pub fn decimals(self) -> u32 {
        u32::from(self.0.exponent().unwrap_or_default())
    }
}

impl fmt::Debug for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl Serialize for Currency {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.code())
    }
}

impl<'de> Deserialize<'de> for Currency {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::from_code(&String::deserialize(deserializer)?).map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn kwd() -> Currency {
        Currency::from_code("KWD").unwrap()
    }

    #[test]
    fn amounts_carry_exactly_their_currencys_decimals() {
        let cases = [
            (Money::new(99_900, Currency::CNY), r#"{"amount":"999.00","currency":"CNY"}"#),
            (Money::new(1_935, Currency::JPY), r#"{"amount":"1935","currency":"JPY"}"#),
            (Money::new(12_345, kwd()), r#"{"amount":"12.345","currency":"KWD"}"#),
            (Money::new(-5, Currency::USD), r#"{"amount":"-0.05","currency":"USD"}"#),
            (Money::new(0, Currency::USD), r#"{"amount":"0.00","currency":"USD"}"#),
        ];
        for (money, wire) in cases {
            assert_eq!(serde_json::to_string(&money).unwrap(), wire);
            assert_eq!(serde_json::from_str::<Money>(wire).unwrap(), money);
        }
    }

    #[test]
    fn what_is_not_an_amount_is_refused() {
        let cases = [
            ("", MoneyError::Malformed),
            ("-", MoneyError::Malformed),
            (".50", MoneyError::Malformed),
            ("1.", MoneyError::Malformed),
            ("+1.00", MoneyError::Malformed),
            ("1,00", MoneyError::Malformed),
            ("1e2", MoneyError::Malformed),
            ("１.00", MoneyError::Malformed),
            ("1", MoneyError::WrongDecimals),
            ("1.0", MoneyError::WrongDecimals),
            ("1.000", MoneyError::WrongDecimals),
            ("92233720368547758.08", MoneyError::OutOfRange),
        ];
        for (text, error) in cases {
            assert_eq!(Money::parse(text, Currency::USD), Err(error), "{text:?}");
        }
    }

    #[test]
    fn a_float_on_the_wire_is_refused() {
        assert!(serde_json::from_str::<Money>(r#"{"amount":9.99,"currency":"USD"}"#).is_err());
    }

    #[test]
    fn sums_keep_to_one_currency_and_do_not_wrap() {
        let yen = Money::new(1, Currency::JPY);
        let dollar = Money::new(1, Currency::USD);
        assert_eq!(yen.checked_add(dollar), Err(MoneyError::CurrencyMismatch));
        let most = Money::new(i64::MAX, Currency::USD);
        assert_eq!(most.checked_add(dollar), Err(MoneyError::OutOfRange));
    }

    proptest! {
        #[test]
        fn every_amount_survives_the_wire(minor: i64, which in 0usize..4) {
            let currency = [Currency::CNY, Currency::JPY, Currency::USD, kwd()][which];
            let money = Money::new(minor, currency);
            let wire = serde_json::to_string(&money).unwrap();
            prop_assert_eq!(serde_json::from_str::<Money>(&wire).unwrap(), money);
        }

        #[test]
        fn no_text_panics(text in ".{0,40}") {
            let _ = Money::parse(&text, Currency::USD);
            let _ = serde_json::from_value::<DecimalAmount>(text.into());
        }
    }
}
