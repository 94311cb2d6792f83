//! How Stripe counts money: its lists are not ISO 4217's.

use crate::amounts;
use billing_contract::{Currency, Money};

/// "Zero-decimal currencies", without UGX, which is sent with two decimals.
const WITHOUT_DECIMALS: &[&str] = &[
    "BIF", "CLP", "DJF", "GNF", "JPY", "KMF", "KRW", "MGA", "PYG", "RWF", "VND", "VUV", "XAF",
    "XOF", "XPF",
];
/// "Three-decimal currencies"; the last digit must be 0.
const WITH_THREE_DECIMALS: &[&str] = &["BHD", "JOD", "KWD", "OMR", "TND"];
/// "Special cases": sent with two decimals, which must be 00.
const WHOLE_ONLY: &[&str] = &["ISK", "UGX"];

/// An amount as Stripe counts it; none if Stripe cannot charge it.
pub(super) fn to_units(amount: Money) -> Option<i64> {
    let code = amount.currency.code();
    let units = amounts::to_units(amount, decimals(code))?;
    let step = if WITH_THREE_DECIMALS.contains(&code) {
        10
    } else if WHOLE_ONLY.contains(&code) {
        100
    } else {
        1
    };
    (units % step == 0).then_some(units)
}

/// The amount of so many of Stripe's units; none if the currency is unknown.
pub(super) fn from_units(units: i64, currency: &str) -> Option<Money> {
    let currency = Currency::from_code(&currency.to_ascii_uppercase()).ok()?;
    amounts::from_units(units, decimals(currency.code()), currency)
}

fn decimals(code: &str) -> u32 {
    if WITHOUT_DECIMALS.contains(&code) {
        0
    } else if WITH_THREE_DECIMALS.contains(&code) {
        3
    } else {
        2
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_go_by_stripes_own_table() {
        let cases = [
            ("USD", 999, Some(999)),
            ("JPY", 1_935, Some(1_935)),
            ("HUF", 100_050, Some(100_050)),
            ("KWD", 12_340, Some(12_340)),
            ("KWD", 12_345, None),
            ("UGX", 500, Some(50_000)),
            ("ISK", 500, Some(50_000)),
            ("MGA", 50_000, Some(500)),
            ("MGA", 50_001, None),
        ];
        for (code, minor, units) in cases {
            let amount = Money::new(minor, Currency::from_code(code).unwrap());
            assert_eq!(to_units(amount), units, "{minor} {code}");
            if let Some(units) = units {
                assert_eq!(from_units(units, &code.to_lowercase()), Some(amount), "{code}");
            }
        }
        assert_eq!(from_units(1, "zzz"), None);
    }
}
