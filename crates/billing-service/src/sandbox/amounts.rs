//! Amounts of money as the readers of the sandbox's page write them.

use billing_contract::Money;

/// The amount with its sign and its groups of thousands. `¥` is the yuan in Chinese and English, the
/// yen in Japanese; a currency without a sign is named by its code.
pub fn text(money: Money, language: &str) -> String {
    let decimal = money.to_decimal();
    let number = grouped(decimal.as_str());
    let sign = match (money.currency.code(), language) {
        ("CNY", "ja") => "CN¥",
        ("CNY", _) | ("JPY", "ja") => "¥",
        ("JPY", _) => "JP¥",
        ("USD", "en") => "$",
        ("USD", _) => "US$",
        ("EUR", _) => "€",
        ("GBP", _) => "£",
        (code, _) => return format!("{code}\u{a0}{number}"),
    };
    format!("{sign}{number}")
}

fn grouped(decimal: &str) -> String {
    let (whole, fraction) = decimal.split_at(decimal.find('.').unwrap_or(decimal.len()));
    let mut text = String::with_capacity(decimal.len() + whole.len() / 3);
    for (place, digit) in whole.chars().enumerate() {
        if place > 0 && (whole.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text + fraction
}

#[cfg(test)]
mod tests {
    use super::*;
    use billing_contract::Currency;

    #[test]
    fn amounts_are_grouped_and_signed_as_the_reader_writes_them() {
        let kwd = Currency::from_code("KWD").unwrap();
        for (minor, currency, language, written) in [
            (999_000, Currency::CNY, "zh-CN", "¥9,990.00"),
            (999_000, Currency::CNY, "en", "¥9,990.00"),
            (123_456_789, Currency::CNY, "ja", "CN¥1,234,567.89"),
            (9_990, Currency::CNY, "en", "¥99.90"),
            (1_935, Currency::JPY, "ja", "¥1,935"),
            (1_935, Currency::JPY, "en", "JP¥1,935"),
            (1_200, Currency::USD, "zh-CN", "US$12.00"),
            (1_234_567, kwd, "en", "KWD\u{a0}1,234.567"),
        ] {
            assert_eq!(text(Money::new(minor, currency), language), written);
        }
    }
}
