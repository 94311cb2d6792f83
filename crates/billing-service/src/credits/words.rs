//! Why credits moved, in the customer's language.

use chrono::{Datelike as _, NaiveDate};

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

fn english(month: u32) -> &'static str {
    let place = usize::try_from(month.saturating_sub(1)).unwrap_or_default();
    MONTHS.get(place).copied().unwrap_or_default()
}

fn month_in(locale: &str, month: NaiveDate) -> String {
    match locale {
        "zh-CN" | "ja" => format!("{}年{}月", month.year(), month.month()),
        _ => format!("{} {}", english(month.month()), month.year()),
    }
}

/// A plan grants what it grants each month.
pub fn granted(locale: &str, plan: &str, month: NaiveDate) -> String {
    let when = month_in(locale, month);
    match locale {
        "zh-CN" => format!("{plan}:{when}积分"),
        "ja" => format!("{plan}:{when}分のクレジット"),
        _ => format!("{plan}, credits of {when}"),
    }
}

/// What was left of a month has run out.
pub fn expired(locale: &str, month: NaiveDate) -> String {
    let when = month_in(locale, month);
    match locale {
        "zh-CN" => format!("{when}未使用的积分"),
        "ja" => format!("{when}分の未使用クレジット"),
        _ => format!("Unused credits of {when}"),
    }
}

/// What was left of credits that did not come with a month has run out.
pub fn ran_out(locale: &str, since: NaiveDate) -> String {
    match locale {
        "zh-CN" => format!("{}{}日获得的积分已到期", month_in(locale, since), since.day()),
        "ja" => {
            format!("{}{}日に付与されたクレジットの期限切れ", month_in(locale, since), since.day())
        }
        _ => format!("Credits of {} {} ran out", since.day(), month_in(locale, since)),
    }
}

/// What had been bought was paid back.
pub fn taken_back(locale: &str, name: &str) -> String {
    match locale {
        "zh-CN" => format!("{name}已退款"),
        "ja" => format!("{name}の返金"),
        _ => format!("{name} paid back"),
    }
}

/// A gift code was redeemed.
pub fn given(locale: &str, ending: &str) -> String {
    match locale {
        "zh-CN" => format!("兑换码 …{ending}"),
        "ja" => format!("ギフトコード …{ending}"),
        _ => format!("Gift code …{ending}"),
    }
}

/// What a day's usage cost.
pub fn used(locale: &str, day: NaiveDate) -> String {
    match locale {
        "zh-CN" => format!("{}{}日用量", month_in(locale, day), day.day()),
        "ja" => format!("{}{}日の利用", month_in(locale, day), day.day()),
        _ => format!("Usage of {} {}", day.day(), month_in(locale, day)),
    }
}

/// A plan was bought.
pub fn bought(locale: &str, plan: &str) -> String {
    match locale {
        "zh-CN" => format!("购买{plan}"),
        "ja" => format!("{plan}の購入"),
        _ => format!("{plan} bought"),
    }
}

/// What was there before movements were written down.
pub fn carried_forward(locale: &str) -> String {
    match locale {
        "zh-CN" => "结转余额",
        "ja" => "繰越残高",
        _ => "Balance carried forward",
    }
    .to_owned()
}

/// The operator put something right.
pub fn corrected(locale: &str) -> String {
    match locale {
        "zh-CN" => "更正",
        "ja" => "修正",
        _ => "Correction",
    }
    .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_movement_is_told_in_the_language_of_its_customer() {
        let day = NaiveDate::from_ymd_opt(2026, 6, 7).unwrap();
        assert_eq!(granted("en", "Pro", day), "Pro, credits of June 2026");
        assert_eq!(used("en", day), "Usage of 7 June 2026");
        assert_eq!(used("zh-CN", day), "2026年6月7日用量");
        assert_eq!(expired("ja", day), "2026年6月分の未使用クレジット");
        assert_eq!(bought("xx", "Pro"), "Pro bought");
    }
}
