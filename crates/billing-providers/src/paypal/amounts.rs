//! How PayPal writes money: its table of currencies, with decimals of its own.

use crate::amounts;
use billing_contract::{Currency, Money};

/// "Currency codes" of the Orders API. Those for accounts in one country alone (BRL, CNY, MYR)
/// are left out: nobody else can pay them.
const CURRENCIES: &[&str] = &[
    "AUD", "CAD", "CHF", "CZK", "DKK", "EUR", "GBP", "HKD", "HUF", "ILS", "JPY", "MXN", "NOK",
    "NZD", "PHP", "PLN", "SEK", "SGD", "THB", "TWD", "USD",
];
/// "This currency does not support decimals."
const WITHOUT_DECIMALS: &[&str] = &["HUF", "JPY", "TWD"];

/// Every currency it takes.
pub(super) fn currencies() -> Vec<Currency> {
    CURRENCIES.iter().filter_map(|code| Currency::from_code(code).ok()).collect()
}

/// An amount in PayPal's words; none if PayPal does not take it.
pub(super) fn to_text(amount: Money) -> Option<String> {
    let code = amount.currency.code();
    let taken = CURRENCIES.contains(&code) && amount.minor > 0;
    let decimals = if WITHOUT_DECIMALS.contains(&code) { 0 } else { 2 };
    amounts::to_text(amount, decimals).filter(|_| taken)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_go_by_paypals_own_table() {
        let cases = [
            ("USD", 999, Some("9.99")),
            ("JPY", 1_935, Some("1935")),
            ("HUF", 100_000, Some("1000")),
            ("HUF", 100_050, None),
            ("TWD", 29_900, Some("299")),
            ("CNY", 999, None),
            ("KWD", 12_345, None),
            ("USD", 0, None),
        ];
        for (code, minor, text) in cases {
            let amount = Money::new(minor, Currency::from_code(code).unwrap());
            assert_eq!(to_text(amount).as_deref(), text, "{minor} {code}");
        }
        assert_eq!(currencies().len(), CURRENCIES.len());
    }
}
