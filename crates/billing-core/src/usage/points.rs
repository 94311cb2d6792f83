//! The arithmetic of a usage chart: into which points a range of days falls.

use crate::store::archive::Span;
use crate::views::UsageStep;
use chrono::{Datelike as _, Days, Months, NaiveDate};

/// A range of days cut into points.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Points {
    /// How many days count together.
    pub step: UsageStep,
    /// The days of each point; the first and the last are cut where the range begins and ends.
    pub spans: Vec<Span>,
}

impl Points {
    /// Cuts the days from `from` to `to`, widening the step until there are at most `most` points
    /// or there is no wider one.
    pub(super) fn cut(from: NaiveDate, to: NaiveDate, step: UsageStep, most: usize) -> Self {
        let wider = [UsageStep::Day, UsageStep::Week, UsageStep::Month];
        let mut steps = wider.into_iter().filter(|wider| *wider >= step).peekable();
        loop {
            let step = steps.next().unwrap_or(UsageStep::Month);
            let spans = cut(from, to, step);
            if spans.len() <= most || steps.peek().is_none() {
                return Self { step, spans };
            }
        }
    }

    /// The period to compare with, cut so that each point has its twin; one of which there was no
    /// such day has an empty one.
    ///
    /// Days from the first of a month are compared with the same days as many months before, and
    /// those since January with the year before; a year's days with those of a year before; fewer
    /// with the same weekdays of the weeks before.
    pub(super) fn before(&self) -> Option<Vec<Span>> {
        let whole = self.whole()?;
        let Before { first, last, months } = Before::of(whole)?;
        let mut twins = Vec::with_capacity(self.spans.len());
        let mut free = first;
        for span in &self.spans {
            let end = match months {
                Some(months) if self.step == UsageStep::Month => day_before(span.last, months)?,
                _ => first + (span.last - whole.first),
            };
            let end = if span.last == whole.last { last } else { end.min(last) };
            twins.push(Span { first: free, last: end });
            free = end.succ_opt()?;
        }
        Some(twins)
    }

    /// All of its days.
    fn whole(&self) -> Option<Span> {
        Some(Span { first: self.spans.first()?.first, last: self.spans.last()?.last })
    }
}

/// The days to compare with.
struct Before {
    first: NaiveDate,
    last: NaiveDate,
    /// How many months lie between, if they are counted in months.
    months: Option<Months>,
}

impl Before {
    fn of(Span { first, last }: Span) -> Option<Self> {
        const YEAR: u32 = 12;
        let days = u64::try_from((last - first).num_days() + 1).ok()?;
        let months = if first.day() == 1 {
            let touched = months_touched(first, last)?;
            let is_year_so_far = first.month() == 1 && touched > 1;
            Some(if is_year_so_far { touched.next_multiple_of(YEAR) } else { touched })
        } else if days >= 364 {
            let mut years = (1..).map(|years| years * YEAR);
            years.find(|months| {
                first.checked_add_months(Months::new(*months)).is_none_or(|next| next > last)
            })
        } else {
            None
        };
        let Some(months) = months else {
            let whole_weeks = Days::new(days.next_multiple_of(7));
            let shifted = |day: NaiveDate| day.checked_sub_days(whole_weeks);
            return Some(Self { first: shifted(first)?, last: shifted(last)?, months: None });
        };
        let months = Months::new(months);
        let (first, last) = (first.checked_sub_months(months)?, day_before(last, months)?);
        Some(Self { first, last, months: Some(months) })
    }
}

/// The same day so many months before; the last of a month if it is the last of one.
fn day_before(day: NaiveDate, months: Months) -> Option<NaiveDate> {
    let before = day.checked_sub_months(months)?;
    let is_last = end_of(day, UsageStep::Month) == Some(day);
    if is_last { end_of(before, UsageStep::Month) } else { Some(before) }
}

/// In how many months the days lie.
fn months_touched(first: NaiveDate, last: NaiveDate) -> Option<u32> {
    let number = |day: NaiveDate| i64::from(day.year()) * 12 + i64::from(day.month0());
    u32::try_from(number(last) - number(first) + 1).ok()
}

fn cut(from: NaiveDate, to: NaiveDate, step: UsageStep) -> Vec<Span> {
    let mut spans = Vec::new();
    let mut first = from;
    while first <= to {
        let last = end_of(first, step).map_or(to, |end| end.min(to));
        spans.push(Span { first, last });
        let Some(next) = last.succ_opt() else { break };
        first = next;
    }
    spans
}

/// The last day that counts together with `day`.
fn end_of(day: NaiveDate, step: UsageStep) -> Option<NaiveDate> {
    match step {
        UsageStep::Day => Some(day),
        UsageStep::Week => {
            let left = 6 - u64::from(day.weekday().num_days_from_monday());
            day.checked_add_days(Days::new(left))
        }
        UsageStep::Month => day.with_day(1)?.checked_add_months(Months::new(1))?.pred_opt(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn starts(points: &Points) -> Vec<String> {
        points.spans.iter().map(|span| span.first.to_string()).collect()
    }

    #[test]
    fn weeks_begin_on_monday_and_the_first_where_the_range_does() {
        let points = Points::cut(day("2026-01-01"), day("2026-01-14"), UsageStep::Week, 100);
        assert_eq!(starts(&points), ["2026-01-01", "2026-01-05", "2026-01-12"]);
        assert_eq!(points.spans[2].last, day("2026-01-14"));
    }

    #[test]
    fn the_step_is_widened_until_the_points_suffice() {
        let cut = |most| Points::cut(day("2026-01-01"), day("2026-12-31"), UsageStep::Day, most);
        assert_eq!((cut(365).step, cut(365).spans.len()), (UsageStep::Day, 365));
        assert_eq!((cut(364).step, cut(364).spans.len()), (UsageStep::Week, 53));
        assert_eq!((cut(52).step, cut(52).spans.len()), (UsageStep::Month, 12));
        assert_eq!((cut(3).step, cut(3).spans.len()), (UsageStep::Month, 12));
    }

    fn compared(from: &str, to: &str, step: UsageStep) -> Vec<Span> {
        Points::cut(day(from), day(to), step, 1_000).before().unwrap()
    }

    #[test]
    fn a_period_is_compared_with_the_one_a_person_would_take() {
        for (from, to, first, last) in [
            // This month so far, a whole month, and one longer than the one before.
            ("2026-11-01", "2026-11-21", "2026-10-01", "2026-10-21"),
            ("2026-11-01", "2026-11-30", "2026-10-01", "2026-10-31"),
            ("2026-03-01", "2026-03-30", "2026-02-01", "2026-02-28"),
            // Two months, twelve with the last not over, and the year so far.
            ("2024-03-01", "2024-04-30", "2024-01-01", "2024-02-29"),
            ("2025-12-01", "2026-11-21", "2024-12-01", "2025-11-21"),
            ("2026-01-01", "2026-11-21", "2025-01-01", "2025-11-21"),
            ("2026-01-01", "2026-01-31", "2025-12-01", "2025-12-31"),
            ("2024-01-01", "2024-12-31", "2023-01-01", "2023-12-31"),
            // A year of days, and days that are no month: the same weekdays.
            ("2025-11-22", "2026-11-21", "2024-11-22", "2025-11-21"),
            ("2026-10-23", "2026-11-21", "2026-09-18", "2026-10-17"),
            ("2026-11-15", "2026-11-21", "2026-11-08", "2026-11-14"),
        ] {
            for step in [UsageStep::Day, UsageStep::Week, UsageStep::Month] {
                let before = compared(from, to, step);
                let found = (before[0].first, before.last().unwrap().last);
                assert_eq!(found, (day(first), day(last)), "{from} to {to} by {step:?}");
            }
        }
    }

    #[test]
    fn months_meet_months_and_days_that_were_not_there_meet_nothing() {
        let months = compared("2026-02-01", "2026-04-10", UsageStep::Month);
        assert_eq!(months[1], Span { first: day("2025-12-01"), last: day("2025-12-31") });
        assert_eq!(months[2], Span { first: day("2026-01-01"), last: day("2026-01-10") });
        let days = compared("2026-03-01", "2026-03-31", UsageStep::Day);
        assert_eq!(days[27], Span { first: day("2026-02-28"), last: day("2026-02-28") });
        assert_eq!(days[28], Span { first: day("2026-03-01"), last: day("2026-02-28") });
        let shorter = compared("2026-04-01", "2026-04-30", UsageStep::Day);
        assert_eq!(shorter[29], Span { first: day("2026-03-30"), last: day("2026-03-31") });
    }

    proptest! {
        #[test]
        fn points_cover_the_range_without_gap_and_each_has_a_twin_before_it(
            from in 700_000i32..740_000, days in 0i32..2_000, step in 0usize..3, most in 1usize..500,
        ) {
            let from = NaiveDate::from_num_days_from_ce_opt(from).unwrap();
            let to = from + chrono::TimeDelta::days(days.into());
            let step = [UsageStep::Day, UsageStep::Week, UsageStep::Month][step];
            let points = Points::cut(from, to, step, most);
            prop_assert!(points.step >= step);
            prop_assert!(points.spans.len() <= most || points.step == UsageStep::Month);
            prop_assert_eq!(points.spans[0].first, from);
            prop_assert_eq!(points.spans.last().unwrap().last, to);
            let before = points.before().unwrap();
            prop_assert_eq!(before.len(), points.spans.len());
            prop_assert!(before.last().unwrap().last < from);
            prop_assert!((before.last().unwrap().last - before[0].first).num_days() <= i64::from(days) + 4);
            for spans in [&points.spans, &before] {
                for pair in spans.windows(2) {
                    prop_assert_eq!(pair[0].last.succ_opt().unwrap(), pair[1].first);
                    prop_assert!(pair[1].first <= pair[1].last.succ_opt().unwrap());
                }
            }
            prop_assert!(points.spans.iter().all(|span| span.first <= span.last));
        }
    }
}
