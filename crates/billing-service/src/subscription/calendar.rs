//! Days, months and years as a subscription counts them.
//!
//! A month is a calendar month and a year twelve of them, counted from the day everything began:
//! what begins on 31 January renews on the last day of February, and on 31 March again. A day
//! begins at the customer's own midnight.

use billing_contract::SubscriptionType;
use chrono::{
    DateTime, Days, Duration, LocalResult, Months, NaiveDate, NaiveTime, TimeZone as _, Utc,
};
use chrono_tz::Tz;

const MONTHS_OF_A_YEAR: u32 = 12;
/// Clocks are set by quarters of an hour.
const STEP: Duration = Duration::minutes(15);
/// Longer than any span that clocks have ever left out: Samoa once left out a whole day.
const LONGEST_GAP: Duration = Duration::hours(50);

/// For how long a plan is paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Term {
    /// A calendar month.
    Monthly,
    /// Twelve of them.
    Yearly,
    /// For good.
    Lifetime,
}

impl Term {
    /// The term of a subscription; a package of counted days has none.
    pub const fn of(subscription_type: SubscriptionType) -> Option<Self> {
        match subscription_type {
            SubscriptionType::Monthly => Some(Self::Monthly),
            SubscriptionType::Yearly => Some(Self::Yearly),
            SubscriptionType::Lifetime => Some(Self::Lifetime),
            SubscriptionType::Package => None,
        }
    }

    /// The same in the words of the contract.
    pub const fn subscription_type(self) -> SubscriptionType {
        match self {
            Self::Monthly => SubscriptionType::Monthly,
            Self::Yearly => SubscriptionType::Yearly,
            Self::Lifetime => SubscriptionType::Lifetime,
        }
    }

    /// How many months it lasts; none is for good.
    pub const fn months(self) -> Option<u32> {
        match self {
            Self::Monthly => Some(1),
            Self::Yearly => Some(MONTHS_OF_A_YEAR),
            Self::Lifetime => None,
        }
    }
}

/// So many months after a first day. Months are added up before they are counted, so that a short
/// month never makes the later ones short.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Anchor {
    /// The first day.
    pub first: NaiveDate,
    /// The months since.
    pub months: u32,
}

impl Anchor {
    /// A day from which months are counted.
    pub const fn at(first: NaiveDate) -> Self {
        Self { first, months: 0 }
    }

    /// So many months later.
    pub const fn later(self, months: u32) -> Self {
        Self { months: self.months.saturating_add(months), ..self }
    }

    /// The day: the same day of the month as the first one, or the month's last.
    pub fn day(self) -> NaiveDate {
        self.first.checked_add_months(Months::new(self.months)).unwrap_or(NaiveDate::MAX)
    }
}

/// The customer's day at a moment.
pub fn day_in(zone: Tz, moment: DateTime<Utc>) -> NaiveDate {
    moment.with_timezone(&zone).date_naive()
}

/// The first moment of a customer's day; of a day their clocks left out, the moment after it.
pub fn beginning_of(zone: Tz, day: NaiveDate) -> DateTime<Utc> {
    let midnight = day.and_time(NaiveTime::MIN);
    let mut later = Duration::zero();
    while later < LONGEST_GAP {
        match zone.from_local_datetime(&(midnight + later)) {
            LocalResult::Single(moment) => return moment.to_utc(),
            LocalResult::Ambiguous(first, second) => return first.min(second).to_utc(),
            LocalResult::None => later += STEP,
        }
    }
    midnight.and_utc()
}

/// The day so many days later.
pub fn days_later(day: NaiveDate, days: i64) -> NaiveDate {
    let far = Days::new(days.unsigned_abs());
    let moved = if days < 0 { day.checked_sub_days(far) } else { day.checked_add_days(far) };
    moved.unwrap_or(day)
}

/// A time zone by its IANA name.
pub fn zone_of(name: &str) -> Option<Tz> {
    name.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::Datelike as _;
    use proptest::prelude::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn months_from(first: &str, months: &[u32]) -> Vec<String> {
        let after = |months: &u32| Anchor { first: day(first), months: *months }.day().to_string();
        months.iter().map(after).collect()
    }

    #[test]
    fn the_end_of_a_short_month_does_not_shorten_the_next() {
        let ends = months_from("2026-01-31", &[1, 2, 3, 13, 25]);
        assert_eq!(ends, ["2026-02-28", "2026-03-31", "2026-04-30", "2027-02-28", "2028-02-29"]);
        let leap = months_from("2028-02-29", &[12, 24, 36, 48]);
        assert_eq!(leap, ["2029-02-28", "2030-02-28", "2031-02-28", "2032-02-29"]);
    }

    #[test]
    fn a_day_begins_at_the_customers_midnight() {
        for (zone, on, begins) in [
            ("UTC", "2026-06-18", "2026-06-18T00:00:00Z"),
            ("Asia/Shanghai", "2026-06-18", "2026-06-17T16:00:00Z"),
            ("America/New_York", "2026-03-08", "2026-03-08T05:00:00Z"),
            ("America/New_York", "2026-03-09", "2026-03-09T04:00:00Z"),
            // There the clocks skip the hour after midnight.
            ("Africa/Cairo", "2024-04-26", "2024-04-25T22:00:00Z"),
            // Midnight comes twice; the first one counts.
            ("America/Havana", "2025-11-02", "2025-11-02T04:00:00Z"),
            // A day that never was.
            ("Pacific/Apia", "2011-12-30", "2011-12-30T10:00:00Z"),
        ] {
            let zone = zone_of(zone).unwrap();
            let begins: DateTime<Utc> = begins.parse().unwrap();
            assert_eq!(beginning_of(zone, day(on)), begins, "{zone} {on}");
        }
    }

    fn a_day() -> impl Strategy<Value = NaiveDate> {
        (0_u64..40_000).prop_map(|days| day("1990-01-01") + Days::new(days))
    }

    proptest! {
        #[test]
        fn a_month_ends_on_the_same_day_or_the_months_last(first in a_day(), months in 0_u32..600) {
            let end = Anchor { first, months }.day();
            let counted = first.year() * 12 + i32::try_from(first.month0() + months).unwrap();
            prop_assert_eq!(end.year() * 12 + i32::try_from(end.month0()).unwrap(), counted);
            let is_last = end.month() != days_later(end, 1).month();
            prop_assert!(end.day() == first.day() || (is_last && end.day() < first.day()));
        }

        #[test]
        fn more_months_end_later_however_they_are_added(
            first in a_day(), one in 1_u32..60, other in 1_u32..60,
        ) {
            let both = Anchor::at(first).later(one).later(other);
            prop_assert_eq!(both, Anchor::at(first).later(other).later(one));
            prop_assert!(both.day() > Anchor::at(first).later(one).day());
        }

        #[test]
        fn a_day_holds_exactly_the_moments_from_its_beginning_on(
            on in a_day(), zone in proptest::sample::select(chrono_tz::TZ_VARIANTS.to_vec()),
        ) {
            let begins = beginning_of(zone, on);
            prop_assert!(day_in(zone, begins) >= on);
            prop_assert!(day_in(zone, begins - Duration::microseconds(1)) < on);
        }
    }
}
