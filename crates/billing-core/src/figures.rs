//! Cached values as the screens see them, each with its age.

use crate::client::Fetched;
use crate::clock::Moment;
use crate::console::Console;
use crate::event::Event;
use crate::store::{CachedValue, Kind, OwnerKey, StoreError};
use crate::views::Figure;
use chrono::{DateTime, TimeDelta, Utc};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::time::Duration;

/// How far the two clocks may drift apart before the wall is said to have been set.
const DRIFT: TimeDelta = TimeDelta::seconds(2);

impl Console {
    /// The value of `kind` as last seen; none if it never was, or cannot be understood any more.
    pub(crate) fn figure<T: DeserializeOwned>(&self, kind: &Kind) -> Option<Figure<T>> {
        let cached = self.inner.cache.value(kind)?;
        let value = serde_json::from_str(&cached.body).ok()?;
        Some(Figure { value, as_of: as_of(&cached, Moment::of(&*self.inner.options.clock)) })
    }

    /// What to ask with whether `kind` still holds; none if it has to be fetched in full.
    pub(crate) fn etag<T: DeserializeOwned>(&self, kind: &Kind, language: &str) -> Option<String> {
        let cached = self.inner.cache.value(kind).filter(|cached| cached.language == language)?;
        serde_json::from_str::<T>(&cached.body).ok()?;
        cached.etag
    }

    /// Keeps what the service said of `kind` to `owner`, and announces it if it is news.
    pub(crate) async fn keep<T: Serialize>(
        &self,
        owner: &OwnerKey,
        kind: Kind,
        language: &str,
        fetched: &Fetched<T>,
    ) -> Result<(), StoreError> {
        let known = self.inner.cache.value(&kind);
        let now = Moment::of(&*self.inner.options.clock);
        let (value, is_news) = match (fetched, known) {
            (Fetched::NotModified, None) => return Ok(()),
            (Fetched::NotModified, Some(known)) => (known, false),
            (Fetched::Fresh { value, etag }, known) => {
                let body = serde_json::to_string(value).expect("the contract's types become JSON");
                let is_news = known.is_none_or(|known| known.body != body);
                let fresh = CachedValue {
                    etag: etag.clone(),
                    language: language.to_owned(),
                    body,
                    fetched_at: now.wall,
                    confirmed_at: now.wall,
                    confirmed_monotonic: None,
                };
                (fresh, is_news)
            }
        };
        let confirmed = CachedValue {
            confirmed_at: now.wall,
            confirmed_monotonic: Some(now.monotonic),
            ..value
        };
        let event = match kind {
            Kind::Me => Event::SessionChanged,
            Kind::Account => Event::AccountChanged,
            Kind::Subscription => Event::SubscriptionChanged,
            Kind::Plans => Event::PlansChanged,
            Kind::PackageCenter | Kind::Agreement => Event::PackageCenterChanged,
            Kind::Orders | Kind::Order(_) => Event::OrdersChanged,
            Kind::CreditStanding
            | Kind::CreditStandingOf(_)
            | Kind::CreditPacks
            | Kind::AutoTopUp => Event::CreditsChanged,
            Kind::Notices => Event::NoticesChanged,
            Kind::UsageOverview | Kind::UsageOverviewOf(_) => Event::UsageChanged,
            Kind::Customers
            | Kind::KeptCustomers
            | Kind::AccountOf(_)
            | Kind::SubscriptionOf(_) => Event::CustomersChanged,
        };
        let written = self.inner.cache.put(owner, kind, confirmed);
        if is_news {
            self.inner.announce(event);
        }
        written.await
    }

    /// Whether the service has confirmed `kind` in this run, no longer ago than `age`.
    pub(crate) fn was_confirmed_within(&self, kind: &Kind, age: Duration) -> bool {
        let now = self.inner.options.clock.monotonic();
        let confirmed = self.inner.cache.value(kind).and_then(|value| value.confirmed_monotonic);
        confirmed.is_some_and(|then| now.saturating_sub(then) < age)
    }

    /// When every figure the person sees was last known to be right.
    pub(crate) fn oldest_confirmation(&self) -> Option<DateTime<Utc>> {
        let now = Moment::of(&*self.inner.options.clock);
        let me = self.inner.occupant().session()?.keeper().owner().me;
        std::iter::once(Kind::Me)
            .chain(crate::sync::kinds_for(&me))
            .map(|kind| self.inner.cache.value(&kind).map(|cached| as_of(&cached, now)))
            .min()
            .flatten()
    }
}

/// When a value was last confirmed, told by the clock on the wall as it stands now.
///
/// Never in the future. If the wall was set back since the value was confirmed in this run, the
/// steady clock says how old it is, so that it does not look younger than it is. From an earlier
/// run only the wall is known; a moment that has not come yet then counts as now.
fn as_of(cached: &CachedValue, now: Moment) -> DateTime<Utc> {
    moment_as_of(cached.confirmed_at, cached.confirmed_monotonic, now)
}

/// The same for whatever else was confirmed at these moments of the two clocks.
pub(crate) fn moment_as_of(
    confirmed_at: DateTime<Utc>,
    confirmed_monotonic: Option<Duration>,
    now: Moment,
) -> DateTime<Utc> {
    let by_wall = now.wall - confirmed_at;
    let by_steady_clock = confirmed_monotonic
        .and_then(|then| TimeDelta::from_std(now.monotonic.saturating_sub(then)).ok())
        .unwrap_or_default();
    let age = if by_wall + DRIFT < by_steady_clock { by_steady_clock } else { by_wall };
    now.wall - age.max(TimeDelta::zero())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_800_000_000 + seconds, 0).unwrap()
    }

    fn confirmed(wall_s: i64, monotonic_s: Option<u64>) -> CachedValue {
        CachedValue {
            etag: None,
            language: "en".to_owned(),
            body: "null".to_owned(),
            fetched_at: at(wall_s),
            confirmed_at: at(wall_s),
            confirmed_monotonic: monotonic_s.map(Duration::from_secs),
        }
    }

    fn now(wall_s: i64, monotonic_s: u64) -> Moment {
        Moment { wall: at(wall_s), monotonic: Duration::from_secs(monotonic_s) }
    }

    #[test]
    fn with_clocks_in_step_it_is_the_moment_of_confirmation_itself() {
        assert_eq!(as_of(&confirmed(0, Some(0)), now(300, 300)), at(0));
        assert_eq!(as_of(&confirmed(0, None), now(300, 300)), at(0));
    }

    #[test]
    fn a_wall_set_back_by_a_day_does_not_make_a_figure_younger() {
        let a_day = 86_400;
        assert_eq!(as_of(&confirmed(0, Some(0)), now(-a_day, 300)), at(-a_day - 300));
    }

    #[test]
    fn a_confirmation_from_the_future_of_an_earlier_run_counts_as_now() {
        assert_eq!(as_of(&confirmed(1_000_000, None), now(0, 5)), at(0));
    }

    proptest! {
        #[test]
        fn it_is_never_in_the_future_and_never_younger_than_the_steady_clock_says(
            then in -400_000_000i64..400_000_000, later in -400_000_000i64..400_000_000,
            steady in 0u64..1_000_000,
        ) {
            let now = now(later, steady);
            let moment = as_of(&confirmed(then, Some(0)), now);
            prop_assert!(moment <= now.wall);
            let age = now.wall - moment;
            prop_assert!(age + DRIFT >= TimeDelta::seconds(steady as i64));
        }
    }
}
