//! What a subscription's days bring by themselves.

use super::{EXPIRED_AFTER, GRACE_DAYS, Life, RENEWED_BEFORE, Sold};
use crate::subscription::calendar::days_later;
use chrono::NaiveDate;

impl Life {
    /// What the customer is to be told of by a day, oldest first.
    pub fn notices(&self, today: NaiveDate) -> Vec<(Notice, NaiveDate)> {
        let is_trial = self.last_with_days().is_some_and(|last| last.is_trial);
        let mut all = Vec::new();
        if let Some(ended) = self.ended_on {
            all.push((Notice::Ended, ended));
        } else if let Some(end) = self.paid_until() {
            let after = |notice, days| (notice, days_later(end, days));
            if self.renews {
                all.push(after(Notice::RenewalIn7Days, -RENEWED_BEFORE));
                all.push(after(Notice::RenewalIn3Days, -3));
                all.push(after(Notice::RenewalTomorrow, -1));
            }
            if self.renews && !is_trial {
                all.push(after(Notice::GraceBegan, 0));
                all.push(after(Notice::PastDue, GRACE_DAYS));
                all.push(after(Notice::Ended, EXPIRED_AFTER));
            } else {
                all.push(after(Notice::Ended, 0));
            }
        }
        all.retain(|(_, day)| *day <= today);
        all
    }

    /// What is to be ordered for the time after the end, once it is time.
    pub fn renewal_wanted(&self, today: NaiveDate) -> Option<(u32, Sold)> {
        let end = self.paid_until()?;
        let is_time = (end - today).num_days() <= RENEWED_BEFORE;
        if !is_time || !self.renews || self.is_over(today) {
            return None;
        }
        let last = self.last_with_days()?;
        Some((self.next_number(), self.next.clone().unwrap_or_else(|| last.sold.clone())))
    }

    /// The periods whose first day has come and was not noticed before.
    pub fn begin_due(&mut self, today: NaiveDate) -> Vec<u32> {
        let due = self.periods.iter_mut().filter(|one| !one.has_begun && one.start <= today);
        due.map(|period| {
            period.has_begun = true;
            period.number
        })
        .collect()
    }

    /// The next day after this one on which anything is to be done.
    pub fn next_day_of_note(&self, today: NaiveDate) -> Option<NaiveDate> {
        if self.is_over(today) {
            return None;
        }
        let ends = self.paid_until().into_iter().flat_map(|end| {
            [-RENEWED_BEFORE, -3, -1, 0, GRACE_DAYS, EXPIRED_AFTER]
                .map(|days| days_later(end, days))
        });
        let begins = self.periods.iter().filter(|one| !one.has_begun).map(|one| one.start);
        let resumes = self.pause.into_iter().map(|pause| pause.until);
        ends.chain(begins).chain(resumes).filter(|day| *day > today).min()
    }
}

/// Something the customer is told of, once for each period.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Notice {
    /// It renews in a week.
    RenewalIn7Days,
    /// In three days.
    RenewalIn3Days,
    /// Tomorrow.
    RenewalTomorrow,
    /// It has ended unpaid and can still be used.
    GraceBegan,
    /// It can no longer be used until it is paid.
    PastDue,
    /// It is over.
    Ended,
}

impl Notice {
    /// The word by which it is kept.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::RenewalIn7Days => "renewal_in_7_days",
            Self::RenewalIn3Days => "renewal_in_3_days",
            Self::RenewalTomorrow => "renewal_tomorrow",
            Self::GraceBegan => "grace_began",
            Self::PastDue => "past_due",
            Self::Ended => "ended",
        }
    }
}
