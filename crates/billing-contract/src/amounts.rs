//! Amounts of money as Rust itself writes them: in the tray, in notifications, on the sandbox's page.

use crate::{Currency, Money};

/// The amount with its sign, as a reader of `language` writes it. The narrow sign stands where the
/// language cannot mistake it: `¥` is the yuan in Chinese and English, the yen in Japanese.
pub fn text(money: Money, language: &str) -> String {
    let decimal = money.to_decimal();
    let (sign, digits) = match decimal.as_str().strip_prefix('-') {
        Some(digits) => ("-", digits),
        None => ("", decimal.as_str()),
    };
    let number = grouped(digits);
    match symbol(money.currency, language) {
        Some(symbol) => format!("{sign}{symbol}{number}"),
        None => format!("{sign}{}\u{a0}{number}", money.currency.code()),
    }
}

fn symbol(currency: Currency, language: &str) -> Option<&'static str> {
    let is_japanese = language == "ja";
    Some(match currency.code() {
        "CNY" if is_japanese => "CN¥",
        "CNY" => "¥",
        "JPY" if is_japanese => "¥",
        "JPY" => "JP¥",
        "USD" if language == "en" => "$",
        "USD" => "US$",
        "EUR" => "€",
        "GBP" => "£",
        _ => return None,
    })
}

/// A count with its groups of thousands.
pub fn grouped(digits: &str) -> String {
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let mut text = String::with_capacity(digits.len() + whole.len() / 3);
    for (place, digit) in whole.chars().enumerate() {
        if place > 0 && (whole.len() - place) % 3 == 0 {
            text.push(',');
        }
        text.push(digit);
    }
    if !fraction.is_empty() {
        text.push('.');
        text.push_str(fraction);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_written_as_the_reader_writes_them() {
        let kwd = Currency::from_code("KWD").unwrap();
        for (minor, currency, language, written) in [
            (99_900, Currency::CNY, "zh-CN", "¥999.00"),
            (99_900, Currency::CNY, "en", "¥999.00"),
            (123_456_789, Currency::CNY, "ja", "CN¥1,234,567.89"),
            (1_935, Currency::JPY, "ja", "¥1,935"),
            (1_935, Currency::JPY, "en", "JP¥1,935"),
            (1_200, Currency::USD, "en", "$12.00"),
            (1_200, Currency::USD, "zh-CN", "US$12.00"),
            (-5, Currency::USD, "en", "-$0.05"),
            (12_345, kwd, "en", "KWD\u{a0}12.345"),
        ] {
            assert_eq!(text(Money::new(minor, currency), language), written);
        }
    }
}
