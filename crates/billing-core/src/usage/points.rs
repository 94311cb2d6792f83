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

    /// The period before, of the same length, cut so that each point has its twin.
    ///
    /// Whole months are compared with whole months, however many days they have; anything else
    /// with as many days.
    pub(super) fn before(&self) -> Option<Vec<Span>> {
        let (first, last) = (self.spans.first()?.first, self.spans.last()?.last);
        let is_whole = first.day() == 1 && last.succ_opt()?.day() == 1;
        if self.step == UsageStep::Month && is_whole {
            let months = Months::new(u32::try_from(self.spans.len()).ok()?);
            return self
                .spans
                .iter()
                .map(|span| {
                    let first = span.first.checked_sub_months(months)?;
                    Some(Span { first, last: end_of(first, UsageStep::Month)? })
                })
                .collect();
        }
        let days = Days::new(u64::try_from((last - first).num_days() + 1).ok()?);
        self.spans
            .iter()
            .map(|span| {
                Some(Span {
                    first: span.first.checked_sub_days(days)?,
                    last: span.last.checked_sub_days(days)?,
                })
            })
            .collect()
    }
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

    #[test]
    fn whole_months_are_compared_with_whole_months() {
        let points = Points::cut(day("2024-01-01"), day("2024-02-29"), UsageStep::Month, 100);
        let before = points.before().unwrap();
        assert_eq!(before[0], Span { first: day("2023-11-01"), last: day("2023-11-30") });
        assert_eq!(before[1], Span { first: day("2023-12-01"), last: day("2023-12-31") });
    }

    #[test]
    fn days_are_compared_with_as_many_days_before() {
        let points = Points::cut(day("2026-03-01"), day("2026-03-31"), UsageStep::Day, 100);
        let before = points.before().unwrap();
        assert_eq!(before[0].first, day("2026-01-29"));
        assert_eq!(before[30].last, day("2026-02-28"));
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
            prop_assert_eq!(before.last().unwrap().last, from.pred_opt().unwrap());
            for spans in [&points.spans, &before] {
                for pair in spans.windows(2) {
                    prop_assert_eq!(pair[0].last.succ_opt().unwrap(), pair[1].first);
                    prop_assert!(pair[0].first <= pair[0].last);
                }
            }
        }
    }
}
