//! Days and months as the tables number them.

use chrono::{Datelike as _, NaiveDate};

/// A day's number: days since 0000-12-31.
pub(super) fn day_number(day: NaiveDate) -> i64 {
    i64::from(day.num_days_from_ce())
}

/// The day of that number.
pub(super) fn day_of(number: i64) -> Option<NaiveDate> {
    NaiveDate::from_num_days_from_ce_opt(i32::try_from(number).ok()?)
}

/// The number of the month in which a day lies: months since the year 0.
pub(super) fn month_number(day: NaiveDate) -> i64 {
    i64::from(day.year()) * 12 + i64::from(day.month0())
}

/// The month of that number, `YYYY-MM`.
pub(super) fn period_of(number: i64) -> String {
    format!("{:04}-{:02}", number.div_euclid(12), number.rem_euclid(12) + 1)
}

/// The number of a month written as `YYYY-MM`.
pub(super) fn month_of(period: &str) -> Option<i64> {
    let (year, month) = period.split_once('-')?;
    let only_digits = period.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
    if year.len() != 4 || month.len() != 2 || !only_digits {
        return None;
    }
    let (year, month) = (year.parse::<i64>().ok()?, month.parse::<i64>().ok()?);
    (1..=12).contains(&month).then_some(year * 12 + month - 1)
}

/// The first and the last day of a month, by their numbers.
pub(super) fn days_of_month(month: i64) -> Option<(i64, i64)> {
    let first = |month: i64| {
        let year = i32::try_from(month.div_euclid(12)).ok()?;
        let month = u32::try_from(month.rem_euclid(12)).ok()? + 1;
        NaiveDate::from_ymd_opt(year, month, 1).map(day_number)
    };
    Some((first(month)?, first(month + 1)? - 1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn days_and_months_are_found_again_under_their_numbers(offset in 0i32..800_000) {
            let day = NaiveDate::from_num_days_from_ce_opt(365 + offset).unwrap();
            prop_assert_eq!(day_of(day_number(day)), Some(day));
            let month = month_number(day);
            prop_assert_eq!(month_of(&period_of(month)), Some(month));
            prop_assert_eq!(period_of(month), day.format("%Y-%m").to_string());
            let (first, last) = days_of_month(month).unwrap();
            prop_assert!((first..=last).contains(&day_number(day)));
            prop_assert_eq!(day_of(first).unwrap().day(), 1);
            prop_assert_eq!(day_of(last + 1).unwrap().day(), 1);
        }
    }

    #[test]
    fn what_is_no_month_has_no_number() {
        for text in ["2026-13", "2026-00", "26-01", "2026-1", "+026-01", "2026", "", "2026-01-01"] {
            assert_eq!(month_of(text), None, "{text}");
        }
    }
}
