//! Amounts as providers write them.

use billing_contract::{Currency, Money};

/// An amount in units of which a provider counts `decimals` per whole; none if it is not a whole
/// number of them.
pub(crate) fn to_units(amount: Money, decimals: u32) -> Option<i64> {
    let own = amount.currency.decimals();
    if decimals >= own {
        amount.minor.checked_mul(10i64.checked_pow(decimals - own)?)
    } else {
        let unit = 10i64.checked_pow(own - decimals)?;
        (amount.minor % unit == 0).then(|| amount.minor / unit)
    }
}

/// The amount of so many units.
pub(crate) fn from_units(units: i64, decimals: u32, currency: Currency) -> Option<Money> {
    let own = currency.decimals();
    let minor = if own >= decimals {
        units.checked_mul(10i64.checked_pow(own - decimals)?)?
    } else {
        let unit = 10i64.checked_pow(decimals - own)?;
        if units % unit != 0 {
            return None;
        }
        units / unit
    };
    Some(Money::new(minor, currency))
}

/// An amount as decimal text of `decimals` places.
pub(crate) fn to_text(amount: Money, decimals: u32) -> Option<String> {
    let units = to_units(amount, decimals)?;
    if units < 0 {
        return None;
    }
    let whole = 10i64.checked_pow(decimals)?;
    Some(match decimals as usize {
        0 => units.to_string(),
        width => format!("{}.{:0width$}", units / whole, units % whole),
    })
}

/// Reads decimal text; providers leave trailing zeros out, or write more than there are.
pub(crate) fn from_text(text: &str, currency: Currency) -> Option<Money> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    if text.ends_with('.') || whole.starts_with('-') {
        return None;
    }
    let places = currency.decimals() as usize;
    let (kept, beyond) = fraction.split_at_checked(places).unwrap_or((fraction, ""));
    if beyond.bytes().any(|digit| digit != b'0') {
        return None;
    }
    let text = match places {
        0 => whole.to_owned(),
        _ => format!("{whole}.{kept:0<places$}"),
    };
    Money::parse(&text, currency).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn currency(code: &str) -> Currency {
        Currency::from_code(code).unwrap()
    }

    #[test]
    fn text_is_read_with_fewer_or_more_zeros_and_never_rounded() {
        let cases = [
            ("8.80", "CNY", Some(880)),
            ("8.8", "CNY", Some(880)),
            ("8", "CNY", Some(800)),
            ("8.800", "CNY", Some(880)),
            ("8.801", "CNY", None),
            ("1935.00", "JPY", Some(1_935)),
            ("1935.5", "JPY", None),
            ("-8.80", "CNY", None),
            ("8.", "CNY", None),
            ("", "CNY", None),
            ("1e3", "CNY", None),
            ("8.8x", "CNY", None),
            ("１", "CNY", None),
        ];
        for (text, code, minor) in cases {
            assert_eq!(from_text(text, currency(code)).map(|money| money.minor), minor, "{text}");
        }
    }

    proptest! {
        #[test]
        fn every_amount_comes_back_from_a_providers_units(
            minor in 0i64..1_000_000_000_000,
            code in prop::sample::select(vec!["JPY", "CNY", "KWD", "UGX", "MGA", "HUF"]),
            decimals in 0u32..4,
        ) {
            let amount = Money::new(minor, currency(code));
            match to_units(amount, decimals) {
                Some(units) => {
                    prop_assert_eq!(from_units(units, decimals, amount.currency), Some(amount));
                    let text = to_text(amount, decimals).unwrap();
                    prop_assert_eq!(from_text(&text, amount.currency), Some(amount));
                }
                None => prop_assert!(decimals < amount.currency.decimals()),
            }
        }

        #[test]
        fn no_text_panics(text in ".{0,30}") {
            let _ = from_text(&text, Currency::JPY);
            let _ = from_text(&text, Currency::CNY);
        }
    }
}
